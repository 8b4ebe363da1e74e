"""SQL lives in one room, one function redacts the journal, and only the engines commit."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.house import ROOMS, Source, dotted, expect_none, files, imported, sources, texts

STORE = "models/store/"
ENGINES = ("models/store/sqlite.py", "models/store/postgres.py")
JOURNAL = "models/store/journal.py"
DRIVER = "models/store/driver.py"

# Capitals alone betray SQL; in small letters only its whole shape does, so that plain sentences may pass.
SPOKEN = re.compile(
    r"\s*(?:--[^\n]*\n\s*)*(?:"
    r"SELECT\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|WITH\s+(?:RECURSIVE\s+)?\w+\s*(?:\(|AS\b)"
    r"|(?:CREATE|DROP|ALTER)\s+(?:UNIQUE\s+|VIRTUAL\s+|TEMP\s+)?(?:TABLE|INDEX|VIEW|TRIGGER|SCHEMA|DATABASE)\s"
    r"|PRAGMA\s+\w|VACUUM\b|NOTIFY\s|LISTEN\s|SAVEPOINT\s|BEGIN\s+\w"
    r"|select\s.+\sfrom\s+\w|insert\s+into\s+\w|update\s+\w+\s+set\s|delete\s+from\s+\w|create\s+table\s|pragma\s+\w"
    r")",
    re.DOTALL,
)
REWRITTEN = re.compile(r"\b(?:UPDATE|DELETE\s+FROM)\s+journal\b", re.IGNORECASE)
ENDED = re.compile(r"\s*(?:COMMIT|ROLLBACK)\b", re.IGNORECASE)


def sql_outside_the_store(source: Source) -> Iterator[str]:
    """Statements spoken anywhere but in models/store."""
    if not source.path.startswith(STORE):
        yield from (source.at(line, f"SQL: {text[:60]!r}") for line, text in texts(source) if SPOKEN.match(text))


def commits_outside_the_engines(source: Source) -> Iterator[str]:
    """Transactions ended by anyone but the two engines."""
    if source.path in ENGINES:
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in {"commit", "rollback"}:
            yield source.at(node.lineno, f"{dotted(node.func)}() outside the engines")
    yield from (source.at(line, f"says {text!r}") for line, text in texts(source) if ENDED.fullmatch(text))


def rewrites_of_the_journal(source: Source) -> list[tuple[str, str]]:
    """Where the journal is updated or deleted from: the file, and the outermost function."""
    found = []
    for outer in source.tree.body:
        for node in ast.walk(outer):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and REWRITTEN.search(node.value):
                found.append((source.path, getattr(outer, "name", "")))
    return found


def other_sqlite(source: Source) -> Iterator[str]:
    """Imports of a SQLite driver outside the one module that chooses it."""
    if source.path == DRIVER:
        return
    drivers = {"sqlite3", "pysqlite3", "sqlcipher3", "apsw"}
    for line, name in imported(source):
        if name.partition(".")[0] in drivers:
            yield source.at(line, f"imports {name}; models/store/driver.py chooses the driver")
    for node in source.nodes:
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in {"import_module", "__import__"}:
            named = {str(word.value).partition(".")[0] for word in node.args if isinstance(word, ast.Constant)}
            yield from (source.at(node.lineno, f"imports {name}") for name in sorted(named & drivers))


def test_sql_is_spoken_only_in_the_store() -> None:
    """No room but models/store holds the text of a statement."""
    expect_none(sql_outside_the_store, sources(*ROOMS))


def test_schema_files_lie_in_the_store() -> None:
    """Every .sql file lies in models/store."""
    assert [path for path in files(".sql") if not path.as_posix().startswith(STORE)] == []


def test_only_the_engines_commit() -> None:
    """Nobody but the two engines ends a transaction."""
    expect_none(commits_outside_the_engines, sources(*ROOMS))


def test_one_function_redacts_the_journal() -> None:
    """The journal is changed by nothing but one function in its own file: the redaction."""
    found = [place for source in sources(*ROOMS) for place in rewrites_of_the_journal(source)]
    assert len(set(found)) == 1 and found[0][0] == JOURNAL, found
    assert not [path for path in files(".sql") if REWRITTEN.search(path.read_text("utf-8"))]


def test_one_module_chooses_sqlite() -> None:
    """Two copies of SQLite on one file break each other's locks, so only driver.py imports one."""
    expect_none(other_sqlite, sources())


@pytest.mark.parametrize(
    "bad",
    [
        'tx.rows("SELECT id FROM visits")',
        'tx.rows(f"SELECT id FROM {table}")',
        'Q = """\n  -- whose\n  WITH mine AS (SELECT 1) SELECT * FROM mine"""',
        'tx.run("update visits set state = ?", state)',
        'tx.run("INSERT INTO visits VALUES (?)", 1)',
        'tx.run(b"DELETE FROM visits")',
        'tx.define("CREATE TABLE visits (id TEXT)")',
        'tx.run("PRAGMA synchronous = OFF")',
    ],
)
def test_sql_is_seen(bad: str) -> None:
    """The rule sees a statement however it is written."""
    assert list(sql_outside_the_store(Source("server/routes/visits.py", bad)))


@pytest.mark.parametrize(
    "good", ['"Select a ward from the list."', '"Update your details"', '"with care"', '"Chọn xã"']
)
def test_sentences_are_not_sql(good: str) -> None:
    """A sentence for people is not taken for a statement."""
    assert not list(sql_outside_the_store(Source("server/routes/visits.py", good)))


@pytest.mark.parametrize("bad", ["store.connection.commit()", "tx.rollback()", 'tx.run("COMMIT")'])
def test_commits_are_seen(bad: str) -> None:
    """The rule sees a transaction ended by hand."""
    assert list(commits_outside_the_engines(Source("sync/office.py", bad)))


@pytest.mark.parametrize("bad", ["UPDATE journal SET event = ''", "delete from journal where seq = 1"])
def test_rewrites_are_seen(bad: str) -> None:
    """The rule sees the journal changed and says where."""
    source = Source("models/store/visits.py", f"def tidy(tx):\n    def deep():\n        tx.run({bad!r})\n")
    assert rewrites_of_the_journal(source) == [("models/store/visits.py", "tidy")]


@pytest.mark.parametrize("bad", ["import sqlite3", "from sqlite3 import connect", 'import_module("pysqlite3.dbapi2")'])
def test_drivers_are_seen(bad: str) -> None:
    """The rule sees a driver however it is imported."""
    assert list(other_sqlite(Source("tests/models/test_x.py", bad)))
