"""The one place that chooses which SQLite is in this process.

SQLite 3.7–3.51.2 can corrupt a database when the write-ahead log is reset (sqlite.org/wal.html#walreset), and
two copies of SQLite on one file break each other's locks, so nothing else may import a SQLite driver.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3 as sqlite
else:
    for _name in ("pysqlite3.dbapi2", "sqlcipher3.dbapi2", "sqlite3"):  # sqlcipher3: wheels for ARM
        try:
            sqlite = import_module(_name)
        except ImportError:
            continue
        break

__all__ = ["sqlite"]
