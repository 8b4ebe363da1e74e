"""How a database comes to the program's schema, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.store.engine import Store, StoreUnfit, open_store
from models.store.migrate import migrate, postgres_ddl, schema_texts, sqlite_ddl, statements

Texts = list[tuple[str, str]]

ONE = ("9001_one.sql", "CREATE TABLE ones (\n  id TEXT NOT NULL,\n  PRIMARY KEY (id)\n);\n")
TWO = ("9002_two.sql", "-- Two; one more\nALTER TABLE ones ADD COLUMN n BIGINT;\nINSERT INTO ones VALUES ('a;', 2);\n")
BAD = ("9003_bad.sql", "CREATE TABLE bads (id TEXT);\nCREATE TABLE bads (id TEXT);\n")


def brought_to(store: Store, *more: tuple[str, str]) -> None:
    """The store with these texts after the program's own."""
    with store.write() as tx:
        migrate(tx, [*schema_texts(), *more])


def test_each_text_is_applied_once_in_order(store: Store) -> None:
    """Applied texts are remembered; a program that knows more applies only the rest."""
    brought_to(store, ONE)
    brought_to(store, ONE)
    brought_to(store, ONE, TWO)
    brought_to(store, ONE, TWO)
    with store.read() as tx:
        assert tx.rows("SELECT id, n FROM ones") == [("a;", 2)]
        names = [row[0] for row in tx.rows("SELECT name FROM migrations ORDER BY name")]
    assert names == [name for name, _ in schema_texts()] + [ONE[0], TWO[0]]


def test_a_text_changed_after_it_was_applied_is_refused(store: Store) -> None:
    """The refusal names the text, even when only a comment was changed."""
    brought_to(store, ONE, TWO)
    with pytest.raises(StoreUnfit, match=r"9001_one\.sql was changed"):
        brought_to(store, (ONE[0], ONE[1] + "-- better\n"), TWO)


def test_a_database_newer_than_the_program_is_refused(store: Store, store_url: str) -> None:
    """An older program does not touch it, also when it is opened in the ordinary way."""
    brought_to(store, ONE, TWO)
    with pytest.raises(StoreUnfit, match="newer program"):
        brought_to(store, ONE)
    with pytest.raises(StoreUnfit, match="newer program"):
        open_store(store_url)


def test_a_text_put_in_between_is_refused(store: Store) -> None:
    """Two programs that each added a text of their own cannot share a database."""
    brought_to(store, TWO[:1] + ONE[1:])
    with pytest.raises(StoreUnfit, match=r"9002_two\.sql where this program has 9001"):
        brought_to(store, ONE, TWO)


def test_a_text_that_fails_leaves_nothing(store: Store) -> None:
    """Neither its first half nor the texts before it in the same start; what was there goes on working."""
    with pytest.raises(Exception, match="already exists"):
        brought_to(store, ONE, BAD)
    brought_to(store)
    brought_to(store, ONE)


def test_processes_starting_together_all_succeed(bare_url: str) -> None:
    """Eight opening one empty database at the same moment all get the whole schema."""
    with ThreadPoolExecutor(8) as threads:
        stores = list(threads.map(open_store, [bare_url] * 8))
    for store in stores:
        with store.read() as tx:
            assert tx.rows("SELECT name FROM migrations ORDER BY name") == [(name,) for name, _ in schema_texts()]
        store.close()


def test_a_text_is_cut_into_its_statements() -> None:
    """Comments go, also those with quotes and semicolons in them; quoted text stays whole."""
    ddl = "-- it's a start;\nCREATE TABLE a (b TEXT); -- c;\nINSERT INTO a VALUES ('--;\n''x');\n\n  \nSELECT 1"
    assert statements(ddl) == ["CREATE TABLE a (b TEXT)", "INSERT INTO a VALUES ('--;\n''x')", "SELECT 1"]
    assert statements(" -- nothing\n;\n") == []


@pytest.mark.parametrize(
    ("to", "said"),
    [
        (sqlite_ddl, "CREATE TABLE a (b TEXT, c INTEGER DEFAULT (CAST(1 AS INTEGER))) STRICT"),
        (postgres_ddl, 'CREATE TABLE a (b TEXT COLLATE "C", c BIGINT DEFAULT (CAST(1 AS BIGINT)))'),
    ],
)
def test_one_text_is_said_to_each_engine_in_its_words(to: Callable[[str], str], said: str) -> None:
    """SQLite: STRICT tables of INTEGER; PostgreSQL: text in the order of its bytes."""
    assert to("CREATE TABLE a (b TEXT, c BIGINT DEFAULT (CAST(1 AS BIGINT)))") == said
    assert to("CREATE INDEX a_b ON a (b)") == "CREATE INDEX a_b ON a (b)"
