"""Power cuts on SQLite and on files: taped once, cut after each operation, many disks a cut, each opened and looked at."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from models.store.driver import sqlite
from models.store.engine import open_store
from server import backup
from server.backup import Unsound
from server.blobs import Disk as Blobs
from server.check import check
from tests.crash.images import Disk, Record, read_tape

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MOODS = ("nothing", "all", "first", "some", "some")
WHOLE_CHECK_EVERY = 25


@dataclass
class Cuts:
    """What a run came to. `lost` and `broken` must be empty."""

    operations: int = 0
    points: int = 0
    images: int = 0
    promises: int = 0
    checked: int = 0
    seconds: float = 0.0
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    damaged: int = 0

    @property
    def bad_images(self) -> int:
        """How many images lost something or would not open."""
        return len({found.partition(":")[0] for found in (*self.lost, *self.broken)})

    @property
    def sound(self) -> bool:
        """Whether no image lost a promise or would not open."""
        return not self.lost and not self.broken


@dataclass
class Promises:
    """What had been promised by a point of the tape."""

    events: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    backups: set[str] = field(default_factory=set)

    def take(self, text: str) -> None:
        """Lines of kind and name."""
        for line in text.splitlines():
            kind, _, name = line.partition(" ")
            {"event": self.events, "file": self.files, "backup": self.backups}[kind].add(name)

    def __len__(self) -> int:
        return len(self.events) + len(self.files) + len(self.backups)


def compile_shim(folder: Path, source: Path = HERE / "shim.c") -> Path:
    """The shim as a library: by the machine's compiler, or by Zig's from PyPI where there is none."""
    compiler = [found] if (found := shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")) else None
    environment = dict(os.environ)
    if compiler is None:
        command = ["uv", "pip", "install", "--quiet", "--target", str(folder / "zig"), "ziglang"]
        subprocess.run(command, check=True)
        environment["PYTHONPATH"] = str(folder / "zig")
        compiler = [sys.executable, "-m", "ziglang", "cc"]
    library = folder / "shim.so"
    command = [*compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"]
    subprocess.run(command, check=True, env=environment)
    return library


def tape(folder: Path, manner: str, rounds: int) -> tuple[list[Record], str]:
    """The workload's operations, and the root they were done under."""
    root = folder / "disk"
    root.mkdir()
    environment = {
        **os.environ, "LD_PRELOAD": str(compile_shim(folder)), "TAPE_ROOT": str(root), "TAPE_FILE": str(folder / "tape"),
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.crash.workload", str(root), manner, str(rounds)]
    subprocess.run(command, check=True, env=environment, cwd=ROOT)
    return list(read_tape(folder / "tape")), str(root)


def cut(manner: str, rounds: int, images: int, seed: int) -> Cuts:
    """Tapes a workload, cuts power at points spread over all of it, and looks at up to so many disks."""
    began = time.monotonic()
    rng = random.Random(seed)
    cuts = Cuts()
    with _fast_folder() as scratch:
        records, root = tape(scratch, manner, rounds)
        cuts.operations = len(records)
        chosen = _points(len(records), max(1, images // len(MOODS)), rng)
        disk, promises = Disk(root), Promises()
        seen: set[str] = set()
        for index, record in enumerate(records):
            if record.op == "w" and disk.path_of(record.a).endswith("/promises"):
                promises.take(record.data.decode())
            disk.take(record)
            if index in chosen:
                cuts.points += 1
                for mood in MOODS:
                    _look(disk.image(rng, mood), promises, scratch / "image", seen, f"{index} {mood}", cuts)
        cuts.promises = len(promises)
    cuts.seconds = time.monotonic() - began
    return cuts


def _points(count: int, wanted: int, rng: random.Random) -> set[int]:
    """So many operations spread evenly over the tape, each moved a little by chance."""
    if wanted >= count:
        return set(range(count))
    step = count / wanted
    return {min(count - 1, int(i * step + rng.random() * step)) for i in range(wanted)}


def _look(
    image: dict[str, bytes | None], promises: Promises, folder: Path, seen: set[str], where: str, cuts: Cuts
) -> None:
    """Writes one image out and looks whether it holds every promise; an image seen before is not looked at again."""
    name = _name_of(image, promises)
    if name in seen:
        return
    seen.add(name)
    cuts.images += 1
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path, content in image.items():
        if content is None:
            (folder / path).mkdir(parents=True, exist_ok=True)
        else:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    _files(image, promises, where, cuts)
    try:
        _database(folder, promises, where, cuts)
        if cuts.images % WHOLE_CHECK_EVERY == 0:
            _whole(folder, promises, where, cuts)
    except Exception as error:  # a disk that is not as it should be may fail in any way
        cuts.broken.append(f"{where}: {type(error).__name__}: {error}")


def _name_of(image: dict[str, bytes | None], promises: Promises) -> str:
    sha = hashlib.sha256(str(len(promises)).encode())
    for path, content in image.items():
        sha.update(path.encode() + b"\0" + (b"folder" if content is None else hashlib.sha256(content).digest()))
    return sha.hexdigest()


def _database(folder: Path, promises: Promises, where: str, cuts: Cuts) -> None:
    """The database opens whole and holds every event that had a receipt."""
    known: set[str] = set()
    if (folder / "ward.db").exists():
        connection = sqlite.connect(str(folder / "ward.db"))
        try:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            if said != ["ok"]:
                cuts.broken.append(f"{where}: {said}")
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchone():
                known = {row[0] for row in connection.execute("SELECT id FROM journal")}
        finally:
            connection.close()
    lost = promises.events - known
    if lost:
        cuts.lost.append(f"{where}: {len(lost)} events")


def _files(image: dict[str, bytes | None], promises: Promises, where: str, cuts: Cuts) -> None:
    """Every photograph the office had said it holds is in its place, whole."""
    for digest in promises.files:
        content = image.get(f"files/{digest[:2]}/{digest[2:4]}/{digest}")
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            cuts.lost.append(f"{where}: file {digest[:8]}")


def _whole(folder: Path, promises: Promises, where: str, cuts: Cuts) -> None:
    """The program starts on this disk, a whole check finds nothing, and what looks like a backup is one."""
    cuts.checked += 1
    store = open_store(f"sqlite:{folder / 'ward.db'}")
    try:
        report = check(store, Blobs(folder / "files"))
    finally:
        store.close()
    if not report.clean:
        cuts.broken.append(f"{where}: {report.counts}")
    found = {path.name for path in folder.glob("backup*") if not path.name.endswith(backup.UNFINISHED)}
    for name in found | promises.backups:
        try:
            backup.verify(folder / name)
        except Unsound as error:
            cuts.broken.append(f"{where}: {name}: {error}")


@contextmanager
def _fast_folder() -> Iterator[Path]:
    """A folder in memory where there is one: the disks are imagined, so no real one is needed."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="tannha-cuts-", dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)
