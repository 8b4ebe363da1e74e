"""A whole database poured from one store into another, whatever their engines, and proof that both hold the same.

The rows of a table are read in the order of its key, which both engines keep alike (text by its bytes), so the same rows
give the same digest on either.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from models.store.engine import Row, Store, Tx

ROWS_AT_ONCE = 500
MIGRATIONS = "migrations"

Progress = Callable[[str, int], None]


class Table(NamedTuple):
    """A table, its columns in order, and those of them that are its key."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


class Sum(NamedTuple):
    """What a table comes to: how many rows, and the digest of all of them."""

    rows: int
    digest: str


def tables(store: Store) -> list[Table]:
    """The tables of a store on SQLite, in the order of their names; the schema's own record of itself is left out."""
    assert store.engine == "sqlite"
    with store.read() as tx:
        names = [
            str(name)
            for (name,) in tx.rows(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
            )
        ]
        return [_table(tx, name) for name in names if name != MIGRATIONS]


def _table(tx: Tx, name: str) -> Table:
    columns = tx.rows("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", name)
    key = sorted((int(pk), str(column)) for column, pk in columns if pk)
    return Table(name, tuple(str(column) for column, _ in columns), tuple(column for _, column in key))


def pages(tx: Tx, table: Table) -> Iterator[list[Row]]:
    """All rows of a table in the order of its key, some at a time."""
    columns, key = ", ".join(table.columns), ", ".join(table.key)
    at = [table.columns.index(column) for column in table.key]
    marks = ", ".join("?" * len(table.key))
    rows = tx.rows(f"SELECT {columns} FROM {table.name} ORDER BY {key} LIMIT ?", ROWS_AT_ONCE)
    while rows:
        yield rows
        last = [rows[-1][i] for i in at]
        rows = tx.rows(
            f"SELECT {columns} FROM {table.name} WHERE ({key}) > ({marks}) ORDER BY {key} LIMIT ?", *last, ROWS_AT_ONCE
        )


def add_up(tx: Tx, table: Table) -> Sum:
    """What a table comes to now."""
    sha, count = hashlib.sha256(), 0
    for rows in pages(tx, table):
        _feed(sha, rows)
        count += len(rows)
    return Sum(count, sha.hexdigest())


def pour(source: Tx, target: Tx, filled: Sequence[Table], progress: Progress) -> dict[str, Sum]:
    """Writes every row of these tables into the empty tables of the target; answers what each came to at its source."""
    sums = {}
    for table in filled:
        marks = ", ".join("?" * len(table.columns))
        insert = f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({marks})"
        sha, count = hashlib.sha256(), 0
        for rows in pages(source, table):
            target.many(insert, rows)
            _feed(sha, rows)
            count += len(rows)
            progress(table.name, count)
        sums[table.name] = Sum(count, sha.hexdigest())
    return sums


def is_empty(tx: Tx, looked: Sequence[Table]) -> bool:
    """Whether none of these tables has a row."""
    return all(tx.row(f"SELECT 1 FROM {table.name} LIMIT 1") is None for table in looked)


def schema(tx: Tx) -> list[tuple[str, str]]:
    """Which schema texts a database has, with their digests."""
    return [(str(name), str(digest)) for name, digest in tx.rows("SELECT name, digest FROM migrations ORDER BY name")]


def _feed(sha: "hashlib._Hash", rows: Sequence[Row]) -> None:
    for row in rows:
        sha.update(msgspec.json.encode(row))
        sha.update(b"\n")
