"""The one place that chooses which SQLite is in this process.

SQLite 3.7 to 3.51.2 can corrupt a database when the write-ahead log is reset (sqlite.org/wal.html),
and two copies of SQLite on one file break each other's locks, so nothing else may import a SQLite driver.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3 as sqlite  # noqa: TID251  (its types only: the two drivers have none of their own)
else:
    # pysqlite3 is what sqlite-utils picks up too; without a key sqlcipher3 writes plain SQLite files.
    sqlite = import_module("pysqlite3.dbapi2" if find_spec("pysqlite3") else "sqlcipher3.dbapi2")

__all__ = ["sqlite"]
