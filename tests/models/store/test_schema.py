"""The schema as each engine's own catalogue tells it, after the migrations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from models.store.engine import Store, Tx, open_store
from models.store.migrate import schema_texts

if TYPE_CHECKING:
    from tests.conftest import Server

pytestmark = pytest.mark.postgres

# Every other table carries unit_id first in its key, so that units stay independent of each other.
KEYS_WITHOUT_UNIT = {
    "migrations": "tells of the database itself",
    "meta": "tells of the database itself",
    "sessions": "found by a token's digest, before the unit is known",
    "enrolments": "found by a code's digest, before the unit is known",
    "tries": "counted for addresses and names, before the unit is known",
    "schedule": "the clock's jobs are of the whole server",
}


class Table(NamedTuple):
    """What a catalogue says of a table."""

    columns: list[tuple[str, str, bool]]  # name, TEXT or BIGINT, may be NULL
    key: tuple[str, ...]
    indexes: set[tuple[bool, tuple[str, ...]]]  # unique, columns; the key's own not among them
    foreign: set[tuple[str, ...]]


def of_sqlite(tx: Tx) -> dict[str, Table]:
    """The tables SQLite knows; each must be STRICT."""
    tables = {}
    listed = "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'"
    for name, strict in tx.rows(listed):
        assert strict == 1, f"{name} is not STRICT"
        columns = tx.rows(f"SELECT name, type, \"notnull\", pk FROM pragma_table_info('{name}') ORDER BY cid")
        indexes = set()
        for index, unique in tx.rows(f"SELECT name, \"unique\" FROM pragma_index_list('{name}') WHERE origin <> 'pk'"):
            names = tx.rows(f"SELECT name FROM pragma_index_info('{index}') ORDER BY seqno")
            indexes.add((bool(unique), tuple(column for (column,) in names)))
        foreign: dict[int, list[str]] = {}
        for number, column in tx.rows(f"SELECT id, \"from\" FROM pragma_foreign_key_list('{name}') ORDER BY id, seq"):
            foreign.setdefault(number, []).append(column)
        tables[name] = Table(
            [(column, kind.replace("INTEGER", "BIGINT"), not (filled or pk)) for column, kind, filled, pk in columns],
            tuple(column for _, column in sorted((pk, column) for column, _, _, pk in columns if pk)),
            indexes,
            {tuple(columns) for columns in foreign.values()},
        )
    return tables


_OF_TABLES = "FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = 'public'"
_NAMES_OF = """(SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest({}) WITH ORDINALITY k(n, place)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.n)"""


def of_postgres(tx: Tx) -> dict[str, Table]:
    """The tables PostgreSQL knows; each text must be ordered by its bytes."""
    tables = {}
    for (name,) in tx.rows(f"SELECT c.relname {_OF_TABLES} WHERE c.relkind = 'r'"):
        tables[name] = Table([], (), set(), set())
    columns = f"""SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, l.collname
        {_OF_TABLES} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_collation l ON l.oid = a.attcollation WHERE c.relkind = 'r' ORDER BY c.relname, a.attnum"""
    for name, column, kind, filled, collation in tx.rows(columns):
        assert collation == ("C" if kind == "text" else None), f"{name}.{column} is ordered by {collation}"
        tables[name].columns.append((column, kind.upper(), not filled))
    indexes = f"""SELECT c.relname, i.indisprimary, i.indisunique, {_NAMES_OF.format("i.indkey::int2[]")}
        {_OF_TABLES} JOIN pg_index i ON i.indrelid = c.oid"""
    for name, is_key, unique, names in tx.rows(indexes):
        if is_key:
            tables[name] = tables[name]._replace(key=tuple(names.split(",")))
        else:
            tables[name].indexes.add((bool(unique), tuple(names.split(","))))
    foreign = f"""SELECT c.relname, {_NAMES_OF.format("f.conkey")}
        {_OF_TABLES} JOIN pg_constraint f ON f.conrelid = c.oid AND f.contype = 'f'"""
    for name, names in tx.rows(foreign):
        tables[name].foreign.add(tuple(names.split(",")))
    return tables


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory, postgres: Server) -> Iterator[list[Store]]:
    """A migrated store on each engine."""
    database = postgres.fresh()
    urls = [f"sqlite:{Path(tmp_path_factory.mktemp('schema'), 'ward.db')}", postgres.url(database)]
    opened = [open_store(url) for url in urls]
    yield opened
    for store in opened:
        store.close()
    postgres.left.append(database)


@pytest.fixture(scope="module")
def catalogues(stores: list[Store]) -> tuple[dict[str, Table], dict[str, Table]]:
    """What SQLite and what PostgreSQL say of themselves."""
    with stores[0].read() as tx:
        one = of_sqlite(tx)
    with stores[1].read() as tx:
        return one, of_postgres(tx)


@pytest.fixture(scope="module")
def tables(catalogues: tuple[dict[str, Table], dict[str, Table]]) -> dict[str, Table]:
    """The tables of one engine, for what the other is proved to share."""
    return catalogues[0]


def test_both_engines_keep_the_same_tables(catalogues: tuple[dict[str, Table], dict[str, Table]]) -> None:
    """Tables, columns in their order, types, keys, indexes and foreign keys are the same on both."""
    sqlite, postgres = catalogues
    assert sqlite.keys() == postgres.keys()
    assert {"migrations", "journal", "heads"} <= sqlite.keys()
    for name, table in sqlite.items():
        assert table == postgres[name], name


def test_only_text_and_bigint_are_kept(tables: dict[str, Table]) -> None:
    """No other type is alike on both engines."""
    assert {kind for table in tables.values() for _, kind, _ in table.columns} == {"TEXT", "BIGINT"}


def test_every_key_begins_with_the_unit(tables: dict[str, Table]) -> None:
    """Save where a reason is given above; and no reason is kept for a table that needs none."""
    without = {name for name, table in tables.items() if table.key[:1] != ("unit_id",)}
    assert without == KEYS_WITHOUT_UNIT.keys()


def test_every_foreign_key_is_indexed(tables: dict[str, Table]) -> None:
    """Else each DELETE of what it points to reads the whole table."""
    for name, table in tables.items():
        for columns in table.foreign:
            covers = [table.key, *(index for _, index in table.indexes)]
            assert any(cover[: len(columns)] == columns for cover in covers), f"{name} {columns}"


def test_nothing_is_checked_only_at_the_commit() -> None:
    """A deferred constraint would fail the COMMIT that others share, long after the body that broke it."""
    texts = schema_texts()
    assert texts
    for name, text in texts:
        assert "DEFERR" not in text.upper(), name
