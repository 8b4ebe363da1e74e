"""Where the bytes of files lie: by their digest, in two levels of folders, and in parts while they are still coming.

Nothing counts as kept before it is synced, file and folder both. A part is held by one writer at a time, across all
processes that share the folder (flock), and may be moved or dropped only by its holder.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

READ_BYTES = 256 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r"[0-9a-f]{32}")


class Part(Protocol):
    """The bytes of one upload so far, held until `close`."""

    def size(self) -> int:
        """How many bytes are here."""
        ...

    def cut(self, length: int) -> None:
        """Forgets every byte from `length` on."""
        ...

    def add(self, chunk: bytes) -> None:
        """Appends bytes; they are safe after `sync`."""
        ...

    def sync(self) -> None:
        """Returns when every byte added is on the disk."""
        ...

    def digest(self) -> str:
        """SHA-256 of all bytes here."""
        ...

    def drop(self) -> None:
        """Forgets it altogether; only `close` may follow."""
        ...

    def close(self) -> None:
        """Lets others hold it."""
        ...


class Blobs(Protocol):
    """Files by digest, and parts by upload."""

    def hold(self, upload_id: str) -> Part | None:
        """The part of an upload, empty if there was none; None while somebody else holds it."""
        ...

    def keep(self, part: Part, digest: str) -> None:
        """Turns a synced part into the file of its digest, durably; the part is gone then."""
        ...

    def length(self, digest: str) -> int | None:
        """How long the file of a digest is, or None when it is not here."""
        ...

    def read(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes of a file from `start` up to before `end`, piece by piece."""
        ...

    def digests(self) -> Iterator[str]:
        """Every file here, in order."""
        ...

    def forget(self, digest: str) -> None:
        """Removes a file; nobody may name it any more."""
        ...


class DiskPart:
    """A part as a file with an exclusive lock on it."""

    def __init__(self, path: Path, number: int) -> None:
        self.path = path
        self._number = number

    def size(self) -> int:
        return os.fstat(self._number).st_size

    def cut(self, length: int) -> None:
        os.ftruncate(self._number, length)
        os.lseek(self._number, 0, os.SEEK_END)

    def add(self, chunk: bytes) -> None:
        rest = memoryview(chunk)
        while rest:
            rest = rest[os.write(self._number, rest) :]

    def sync(self) -> None:
        os.fsync(self._number)

    def digest(self) -> str:
        sha = hashlib.sha256()
        at = 0
        while piece := os.pread(self._number, READ_BYTES, at):
            sha.update(piece)
            at += len(piece)
        return sha.hexdigest()

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        if self._number >= 0:
            os.close(self._number)
            self._number = -1


class Disk:
    """Files under one folder: `ab/cd/<digest>`, and `parts/<upload>`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._parts = root / "parts"

    def hold(self, upload_id: str) -> DiskPart | None:
        path = self._part(upload_id)
        self._folder(self._parts)
        while True:
            number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(number)
                return None
            # It may have been moved into place between open and lock: then it is no part any more.
            if _same(path, number):
                os.lseek(number, 0, os.SEEK_END)
                return DiskPart(path, number)
            os.close(number)

    def keep(self, part: Part, digest: str) -> None:
        assert isinstance(part, DiskPart)
        target = self._file(digest)
        self._folder(target.parent)
        part.sync()
        os.replace(part.path, target)
        # All three, though the upper two may be old: another process may have made them a moment ago.
        for folder in (target.parent, target.parent.parent, self._root, self._parts):
            sync_folder(folder)

    def length(self, digest: str) -> int | None:
        try:
            return self._file(digest).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        with self._file(digest).open("rb") as file:
            left = (os.fstat(file.fileno()).st_size if end is None else end) - start
            file.seek(start)
            while left > 0 and (piece := file.read(min(READ_BYTES, left))):
                left -= len(piece)
                yield piece

    def digests(self) -> Iterator[str]:
        for path in sorted(self._root.glob("??/??/*")):
            if _DIGEST.fullmatch(path.name):
                yield path.name

    def forget(self, digest: str) -> None:
        """Removes a file; nobody may name it any more."""
        self._file(digest).unlink(missing_ok=True)

    def _file(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError("not a digest")
        return self._root / path_of(digest)

    def _part(self, upload_id: str) -> Path:
        if not _PART.fullmatch(upload_id):
            raise ValueError("not an upload")
        return self._parts / upload_id

    def _folder(self, folder: Path) -> None:
        """Makes a folder, and those above it within the root, for this account's eyes only."""
        if folder != self._root:
            self._folder(folder.parent)
            folder.mkdir(mode=0o700, exist_ok=True)
        else:
            make_folder(folder)


def make_folder(folder: Path) -> None:
    """Makes a folder with those above it, for this account's eyes only, so that a power cut cannot take its name away."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)


def path_of(digest: str) -> str:
    """Where the file of a digest lies below its root."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def measure(blobs: Blobs, digest: str) -> tuple[str, int]:
    """The digest and length the bytes kept under a digest really have."""
    sha, length = hashlib.sha256(), 0
    for piece in blobs.read(digest):
        sha.update(piece)
        length += len(piece)
    return sha.hexdigest(), length


def _same(path: Path, number: int) -> bool:
    here = os.fstat(number)
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return (here.st_ino, here.st_dev) == (there.st_ino, there.st_dev)


def sync_folder(folder: Path) -> None:
    """Returns when the names in a folder are on the disk."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
