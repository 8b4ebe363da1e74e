"""Backups: a consistent copy taken while the ward works, read back before it counts, restorable into either engine.

A backup is a folder: `tannha.db`, a SQLite file with every table whatever the engine; `manifest.json`, what each table
came to and where each journal stood; `files.sha256`, which files belong to it (`sha256sum -c` reads it); and the files by
digest, in the folder itself or in one that backups share.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import structlog

from models.calendar import UTC_OFFSET_MS
from models.store import copy, files, journal, projections
from models.store.copy import Progress, Sum, Table
from models.store.engine import Store, StoreUnfit, Tx, open_store
from models.store.files import Stored
from server.blobs import Blobs, Disk, make_folder, measure, path_of, sync_folder
from server.house import House

log = structlog.get_logger()

DATABASE, MANIFEST, LISTED, FILES = "tannha.db", "manifest.json", "files.sha256", "files"
UNFINISHED = ".unfinished"


class Unsound(Exception):
    """This backup must not be relied on, or cannot be restored here: why."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup holds, to be compared with what is found in it. `files_at` is relative to the backup's folder."""

    form: int = 1
    made_ms: int
    engine: str
    epoch: str
    schema: list[tuple[str, str]]
    heads: dict[str, tuple[int, str]]
    tables: dict[str, tuple[int, str]]
    database_sha256: str
    listed_sha256: str
    files: int
    files_bytes: int
    files_at: str = FILES


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What a restore brought back."""

    manifest: Manifest
    rows: int
    files: int
    epoch: str


_manifests = msgspec.json.Decoder(Manifest)


def _silent(_: str, __: int) -> None:
    return None


def backup(house: House, folder: Path, pool: Path | None = None, progress: Progress = _silent) -> Manifest:
    """Takes a backup into a folder that does not exist yet; raises Unsound when it does not read back equal.

    With a `pool`, a folder beside it that backups share, only files not yet there are copied.
    """
    if folder.exists():
        raise Unsound(f"{folder} exists already")
    work = folder.with_name(folder.name + UNFINISHED)
    if work.exists():
        shutil.rmtree(work)
    make_folder(work)
    try:
        files_at = FILES if pool is None else os.path.relpath(pool, folder)
        manifest = _write(house, work, pool or work / FILES, files_at, progress)
        verify(work, progress, deep=pool is None, files_at=pool)
        _sync(work)
        work.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return manifest


def _write(house: House, work: Path, pool: Path, files_at: str, progress: Progress) -> Manifest:
    target = open_store(f"sqlite:{work / DATABASE}")
    try:
        filled = copy.tables(target)
        with target.write() as tx:
            with house.store.read() as source:  # ends before the commit, which may take long
                heads, schema, epoch = _heads(source), copy.schema(source), projections.epoch(source)
                sums = copy.pour(source, tx, filled, progress)
            stored = _stored(tx)
    finally:
        target.close()
    for count, one in enumerate(stored, 1):
        _carry(house.blobs, Disk(pool), one.digest, one.length_bytes)
        progress(FILES, count)
    (work / LISTED).write_text("".join(f"{one.digest}  {files_at}/{path_of(one.digest)}\n" for one in stored))
    manifest = Manifest(
        made_ms=house.now_ms(), engine=house.store.engine, epoch=epoch, schema=schema, heads=heads,
        tables={name: (total.rows, total.digest) for name, total in sums.items()},
        database_sha256=digest_of(work / DATABASE), listed_sha256=digest_of(work / LISTED), files=len(stored),
        files_bytes=sum(one.length_bytes for one in stored), files_at=files_at,
    )  # fmt: skip
    (work / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
    return manifest


def _heads(tx: Tx) -> dict[str, tuple[int, str]]:
    heads = {unit_id: journal.head(tx, unit_id) for unit_id in journal.units(tx)}
    return {unit_id: (head.seq, head.chain) for unit_id, head in heads.items()}


def _stored(tx: Tx) -> list[Stored]:
    """Every stored file once, whichever units have it."""
    found = {one.digest: one for unit_id in journal.units(tx) for one in files.all_stored(tx, unit_id)}
    return [found[digest] for digest in sorted(found)]


def _carry(source: Blobs, target: Blobs, digest: str, length: int) -> None:
    """Copies a file unless it is there, and looks at every byte on the way."""
    if target.length(digest) == length:
        return
    if source.length(digest) != length:
        raise Unsound(f"file {digest} is missing or has another length: run tannha check")
    part = target.hold(digest[:32])
    if part is None:
        raise Unsound(f"file {digest} is being written by somebody else")
    try:
        part.cut(0)
        for piece in source.read(digest):
            part.add(piece)
        part.sync()
        if part.digest() != digest:
            part.drop()
            raise Unsound(f"file {digest} is damaged: run tannha check")
        target.keep(part, digest)
    finally:
        part.close()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup; raises Unsound when there is none that can be read."""
    try:
        return _manifests.decode((folder / MANIFEST).read_bytes())
    except (OSError, msgspec.DecodeError) as error:
        raise Unsound(f"{folder}: no readable {MANIFEST}: {error}") from error


def verify(folder: Path, progress: Progress = _silent, deep: bool = True, files_at: Path | None = None) -> Manifest:
    """Reads a backup back: every table, every journal's head, every file; raises Unsound with what is wrong.

    `deep` also reads each file's bytes; without it their presence and length are enough.
    """
    manifest = read_manifest(folder)
    if manifest.form != 1:
        raise Unsound(f"a backup of form {manifest.form}: it needs a newer program")
    for name, digest in ((DATABASE, manifest.database_sha256), (LISTED, manifest.listed_sha256)):
        if not (folder / name).is_file() or digest_of(folder / name) != digest:
            raise Unsound(f"{name} is missing or not the file that was written")
    with _opened(folder) as (store, tables), store.read() as tx:
        heads = _heads(tx)
        sums = {}
        for table in tables:
            sums[table.name] = copy.add_up(tx, table)
            progress(table.name, sums[table.name].rows)
        stored = _stored(tx)
        same_schema = copy.schema(tx) == manifest.schema
    if heads != manifest.heads:
        raise Unsound("a journal does not end where the manifest says")
    if same_schema:  # after a migration the tables are others; the file's digest has been compared
        _compare(manifest, sums)
    _compare_files(manifest, stored, Disk(files_at or folder / manifest.files_at), deep, progress)
    return manifest


def _compare(manifest: Manifest, sums: dict[str, Sum]) -> None:
    wrong = sorted(name for name in {*sums, *manifest.tables} if manifest.tables.get(name) != sums.get(name))
    if wrong:
        raise Unsound(f"tables do not read back as they were written: {', '.join(wrong)}")


def _compare_files(manifest: Manifest, stored: list[Stored], blobs: Blobs, deep: bool, progress: Progress) -> None:
    if len(stored) != manifest.files:
        raise Unsound(f"{len(stored)} files are named, the manifest says {manifest.files}")
    for count, one in enumerate(stored, 1):
        sound = blobs.length(one.digest) == one.length_bytes
        if sound and deep:
            sound = measure(blobs, one.digest)[0] == one.digest
        if not sound:
            raise Unsound(f"file {one.digest} is missing or damaged")
        progress(FILES, count)


@contextmanager
def _opened(folder: Path) -> Iterator[tuple[Store, list[Table]]]:
    """The backup's database, brought to this program's schema in a copy of its own: the backup is never written to."""
    with tempfile.TemporaryDirectory(prefix="tannha-backup-", dir=folder.parent) as scratch:
        shutil.copyfile(folder / DATABASE, Path(scratch, DATABASE))
        try:
            store = open_store(f"sqlite:{Path(scratch, DATABASE)}")
        except StoreUnfit as error:
            raise Unsound(str(error)) from error
        try:
            yield store, copy.tables(store)
        finally:
            store.close()


def restore(url: str, folder: Path, blobs: Blobs, new_id: Callable[[], str], progress: Progress = _silent) -> Restored:
    """Brings a backup back into an empty store of either engine, under a new epoch, and reads it back; all or nothing."""
    manifest = verify(folder, progress)
    with _opened(folder) as (source, tables):
        target = open_store(url)
        try:
            with target.read() as tx:
                if not copy.is_empty(tx, tables):
                    raise Unsound("the store is not empty: restore into a new one")
            with source.read() as tx:
                for one in _stored(tx):
                    _carry(Disk(folder / manifest.files_at), blobs, one.digest, one.length_bytes)
            epoch = new_id()
            with source.read() as old, target.write() as new:
                if not copy.is_empty(new, tables):
                    raise Unsound("the store is not empty: restore into a new one")
                sums = copy.pour(old, new, tables, progress)
                if any(copy.add_up(new, table) != sums[table.name] for table in tables):
                    raise Unsound("the store does not give back what was written")
                projections.begin_epoch(new, epoch)
        finally:
            target.close()
    rows = sum(total.rows for total in sums.values())
    return Restored(manifest=manifest, rows=rows, files=manifest.files, epoch=epoch)


def nightly(house: House) -> Manifest:
    """The night's backup, files shared with the nights before; the oldest beyond `keep_backups` go."""
    root = Path(house.settings.backups)
    make_folder(root)
    stamp = datetime.fromtimestamp((house.now_ms() + UTC_OFFSET_MS) / 1000, UTC).strftime("%Y-%m-%dT%H%M%S")

    def unless_stopping(_: str, __: int) -> None:
        if house.hub.closed:
            raise Unsound("the server is stopping: the next night makes another")

    manifest = backup(house, root / stamp, pool=root / FILES, progress=unless_stopping)
    rotate(root, house.settings.keep_backups)
    log.info("backup", folder=stamp, files=manifest.files, rows=sum(rows for rows, _ in manifest.tables.values()))
    return manifest


def kept(root: Path) -> list[Path]:
    """The finished backups in a folder, oldest first."""
    return sorted(path.parent for path in root.glob(f"*/{MANIFEST}") if not path.parent.name.endswith(UNFINISHED))


def rotate(root: Path, keep: int) -> list[Path]:
    """Removes the oldest backups beyond `keep`, and shared files that no backup names any more; answers which went."""
    gone = kept(root)[:-keep]
    for folder in gone:
        shutil.rmtree(folder)
    if gone:
        named = {line[:64] for folder in kept(root) for line in (folder / LISTED).read_text().splitlines()}
        pool = Disk(root / FILES)
        for digest in [digest for digest in pool.digests() if digest not in named]:
            pool.forget(digest)
    return gone


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    """Makes what is in a folder durable, names and bytes."""
    for path in folder.iterdir():
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(folder)
