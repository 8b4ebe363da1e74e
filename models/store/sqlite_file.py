"""How a SQLite file is opened, so that what is committed survives a power cut, and what its errors mean."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from models.store.driver import sqlite
from models.store.engine import StoreBusy, StoreFull, StoreUnfit

VERSION_MIN = (3, 51, 3)
STATEMENTS_CACHED_MAX = 512
WAL_BYTES_KEPT_MAX = 64 * 1024 * 1024
WRITER_CACHE_KIB = 64 * 1024  # SQLite's own 2 MiB made a push twice as dear once the file had grown past it
READER_CACHE_KIB = 8 * 1024  # thrown away by each commit anyway
CHECKPOINT_PAGES = 16_000  # a hot page is copied back once where SQLite's own 1000 would copy it sixteen times

# Read back after setting: SQLite answers a PRAGMA it cannot obey by saying nothing.
SETTINGS: dict[str, str | int] = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}

# sqlite.org/rescode.html; the drivers do not export these names.
_READONLY = 8
_FULL = {13, 10, _READONLY, 14}  # FULL, IOERR, READONLY, CANTOPEN
_BUSY = {5, 6, 15}  # BUSY, LOCKED, PROTOCOL


def open_writer(path: Path, wait_s_max: float) -> Database:
    """The only connection that writes and checkpoints."""
    db = Database(_connect(path, "rwc", wait_s_max), execute_plugins=False)
    try:
        check_version(db.sqlite_version)
        db.enable_wal()
        for pragma in (
            "synchronous=FULL",
            "foreign_keys=ON",
            f"journal_size_limit={WAL_BYTES_KEPT_MAX}",
            f"wal_autocheckpoint={CHECKPOINT_PAGES}",
            f"cache_size=-{WRITER_CACHE_KIB}",
            "temp_store=MEMORY",  # else the second body of a group writes each page it touches to a temporary file
        ):
            db.conn.execute(f"PRAGMA {pragma}")
        check_settings({name: db.conn.execute(f"PRAGMA {name}").fetchone()[0] for name in SETTINGS})
    except BaseException:
        db.close()
        raise
    return db


def open_reader(path: Path, wait_s_max: float) -> sqlite.Connection:
    """A connection that can neither write nor checkpoint."""
    reader = _connect(path, "rw", wait_s_max)
    reader.execute("PRAGMA query_only=1")
    reader.execute("PRAGMA wal_autocheckpoint=0")
    reader.execute(f"PRAGMA cache_size=-{READER_CACHE_KIB}")
    return reader


def _connect(path: Path, mode: str, wait_s_max: float) -> sqlite.Connection:
    """A connection any thread may use, one at a time, and that begins no transaction by itself."""
    return sqlite.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=wait_s_max,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=STATEMENTS_CACHED_MAX,
    )


def check_version(version: tuple[int, ...]) -> None:
    """Refuses a SQLite that may corrupt the file (sqlite.org/wal.html)."""
    if version < VERSION_MIN:
        found, needed = (".".join(map(str, numbers)) for numbers in (version, VERSION_MIN))
        raise StoreUnfit(
            f"SQLite {found} may corrupt a database in WAL mode; {needed} or later is needed: "
            "install pysqlite3 >= 0.6.1 or sqlcipher3 >= 0.6.4"
        )


def check_settings(found: dict[str, str | int]) -> None:
    """Refuses a connection that does not do what was asked of it."""
    if found != SETTINGS:
        raise StoreUnfit(f"SQLite must run with {SETTINGS}, but says {found}")


def meaning(error: Exception, reads: bool = False) -> Exception:
    """What a driver's error means to those who use the store; a fault in the program stays what it is."""
    kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if reads and kind == _READONLY:
        return RuntimeError(f"read() cannot write: {error}")
    if kind in _FULL:
        return StoreFull(str(error))
    return StoreBusy(str(error)) if kind in _BUSY else error
