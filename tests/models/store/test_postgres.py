"""What PostgreSQL alone must prove: durable settings, bells between processes, a server that goes away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from models.store import postgres as postgres_engine
from models.store.engine import Store, StoreAway, StoreBusy, StoreFull, StoreUnfit, Tx
from models.store.postgres import PostgresStore, open_store

if TYPE_CHECKING:
    from tests.conftest import Server

pytestmark = pytest.mark.postgres

Make = Callable[[], PostgresStore]


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The name of a migrated database of its own."""
    name = postgres.fresh()
    yield name
    postgres.left.append(name)


@pytest.fixture
def make(postgres: Server, database: str) -> Iterator[Make]:
    """Opens the database again and again, each time as another process would."""
    opened: list[PostgresStore] = []

    def one_more() -> PostgresStore:
        opened.append(open_store(postgres.url(database) + "&connections_max=4"))
        return opened[-1]

    yield one_more
    for store in opened:
        store.close()


@pytest.fixture
def store(make: Make) -> PostgresStore:
    """A store with a table to write in."""
    return with_table(make())


def with_table(store: PostgresStore) -> PostgresStore:
    """The store with a table to write in."""
    with store.write() as tx:
        tx.define("CREATE TABLE notes (id TEXT NOT NULL, n BIGINT, PRIMARY KEY (id));\n")
    return store


def ids(store: Store) -> list[str]:
    """What is kept."""
    with store.read() as tx:
        return [row[0] for row in tx.rows("SELECT id FROM notes ORDER BY id")]


def add(store: Store, name: str, body: Callable[[Tx], object] = lambda tx: None) -> None:
    """Writes a note and does `body` in the same transaction."""
    with store.write() as tx:
        tx.run("INSERT INTO notes (id) VALUES (?)", name)
        body(tx)


def until(true: Callable[[], object]) -> None:
    """Waits for what another thread is about to do."""
    for _ in range(2000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")


def kill_others(postgres: Server, database: str, query: str = "%") -> int:
    """Ends the connections of a database whose last statement was like `query`; gives how many."""
    found = postgres.admin.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND query LIKE %s",
        [database, query],
    ).fetchall()
    return len(found)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT ? , ?", "SELECT %s , %s"),
        ("x LIKE '5%?' AND y = ?", "x LIKE '5%%?' AND y = %s"),
        ("a = 'it''s ?' AND b = ?", "a = 'it''s ?' AND b = %s"),
        ('SELECT "who?" % ?', 'SELECT "who?" %% %s'),
        ("a = ? -- why? it's 5%\n AND b = ?", "a = %s \n AND b = %s"),
    ],
)
def test_question_marks_become_placeholders(sql: str, said: str) -> None:
    """Only those outside quoted text and comments; percent signs stay what they were."""
    assert postgres_engine.translated(sql) == said.encode()


def test_every_transaction_is_durable_and_of_the_promised_kind(store: PostgresStore) -> None:
    """Writers: read committed, synchronous; readers: one snapshot, read only; both wait for locks ten seconds."""
    names = ("synchronous_commit", "fsync", "lock_timeout", "transaction_isolation", "transaction_read_only")
    asked = "SELECT " + ", ".join(f"current_setting('{name}')" for name in names)
    with store.write() as tx:
        assert tx.row(asked) == ("on", "on", "10s", "read committed", "off")
    with store.read() as tx:
        assert tx.row(asked) == ("on", "on", "10s", "repeatable read", "on")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"server_version_num": "140010"}, "15 or later"),
        ({"server_encoding": "LATIN1"}, "UTF8"),
        ({"synchronous_commit": "local"}, "durable"),
        ({"fsync": "off"}, "durable"),
    ],
)
def test_a_server_that_could_lose_is_refused(wrong: dict[str, str], says: str) -> None:
    """Too old, another encoding, commits that are not synced: refused with the reason."""
    right = {"server_version_num": "150000", "server_encoding": "UTF8", "synchronous_commit": "on", "fsync": "on"}
    postgres_engine.check_server(right)
    postgres_engine.check_server(right | {"synchronous_commit": "remote_apply"})
    with pytest.raises(StoreUnfit, match=says):
        postgres_engine.check_server(right | wrong)


def test_a_database_that_could_lose_is_refused(postgres: Server, database: str) -> None:
    """The settings of the real database are what is checked."""
    postgres.say(f"ALTER DATABASE {database} SET synchronous_commit = off")
    with pytest.raises(StoreUnfit, match="durable"):
        open_store(postgres.url(database))
    postgres.say(f"CREATE DATABASE {database}_ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    with pytest.raises(StoreUnfit, match="SQL_ASCII"):
        open_store(postgres.url(f"{database}_ascii"))
    postgres.left.append(f"{database}_ascii")


def test_a_setting_changed_later_cannot_weaken_an_open_store(
    postgres: Server, database: str, store: PostgresStore
) -> None:
    """Connections made after the change still commit durably."""
    postgres.say(f"ALTER DATABASE {database} SET synchronous_commit = off")
    kill_others(postgres, database)
    with store.write() as tx:
        assert tx.row("SELECT current_setting('synchronous_commit')") == ("on",)


def test_an_address_is_read_as_libpq_reads_it() -> None:
    """connections_max is ours; all else goes to libpq, with what a lost network needs where it says nothing."""
    told, connections_max = postgres_engine.connection_settings(
        "postgresql://u:p%40@h:5/d?connections_max=3&sslmode=require"
    )
    settings = psycopg.conninfo.conninfo_to_dict(told)
    assert connections_max == 3
    assert [settings[name] for name in ("user", "password", "host", "port", "dbname", "sslmode")] == [
        "u", "p@", "h", "5", "d", "require",
    ]  # fmt: skip
    assert settings["client_encoding"] == "UTF8"
    assert settings["connect_timeout"] == "5"
    assert "connect_timeout=1" in postgres_engine.connection_settings("postgresql://h/d?connect_timeout=1")[0]
    assert postgres_engine.connection_settings("postgresql://h/d")[1] == postgres_engine.CONNECTIONS_MAX_DEFAULT
    for wrong in ("connections_max=0", "connections_max=many", "no_such_option=1"):
        with pytest.raises(ValueError, match="connections_max|address"):
            postgres_engine.connection_settings(f"postgresql://h/d?{wrong}")


def test_a_server_that_is_not_there_is_away(tmp_path: Path) -> None:
    """Opening says so at once."""
    with pytest.raises(StoreAway):
        open_store(f"postgresql://postgres@/nothing?host={tmp_path}")


def test_bells_are_heard_by_every_process(make: Make) -> None:
    """Each listener of each store on the database hears each bell once, and none of a rollback."""
    stores = [with_table(make()), make(), make()]
    heard: list[tuple[int, str]] = []

    def listener(n: int) -> Callable[[str], None]:
        return lambda bell: heard.append((n, bell))

    for n, store in enumerate(stores):
        store.listen(listener(n))
    with pytest.raises(LookupError), stores[0].write() as tx:
        tx.ring("never")
        raise LookupError
    for n, bell in ((0, "one"), (2, "two")):
        with stores[n].write() as tx:
            tx.ring(bell)
            tx.ring(bell)
    until(lambda: len(heard) >= 6)
    assert sorted(heard) == [(n, bell) for n in range(3) for bell in ("one", "two")]


def test_a_listener_that_was_cut_off_is_told_so(postgres: Server, database: str, store: PostgresStore) -> None:
    """After its connection was lost it hears "*", since bells may have been missed, and then bells again."""
    heard: list[str] = []
    store.listen(heard.append)
    assert kill_others(postgres, database, "LISTEN%") == 1
    until(lambda: heard == ["*"])
    add(store, "a", lambda tx: tx.ring("again"))
    until(lambda: heard == ["*", "again"])


def test_idle_connections_that_died_cost_nothing(postgres: Server, database: str, store: PostgresStore) -> None:
    """The next transaction finds a living connection by itself."""
    together = threading.Barrier(4)

    def hold() -> None:
        with store.read() as tx:
            tx.row("SELECT 1")
            together.wait()

    with ThreadPoolExecutor(4) as threads:
        for future in [threads.submit(hold) for _ in range(4)]:
            future.result()
    assert kill_others(postgres, database) >= 4
    add(store, "a")
    assert ids(store) == ["a"]


def test_a_connection_lost_in_the_middle_is_away(postgres: Server, database: str, store: PostgresStore) -> None:
    """StoreAway, nothing of it kept, and the next write goes on."""
    with pytest.raises(StoreAway):
        add(store, "a", lambda tx: (kill_others(postgres, database), tx.row("SELECT 1")))
    with pytest.raises(StoreAway):
        add(store, "b", lambda tx: kill_others(postgres, database))  # noticed by COMMIT
    add(store, "c")
    assert ids(store) == ["c"]


def test_a_body_s_own_exception_survives_a_lost_connection(
    postgres: Server, database: str, store: PostgresStore
) -> None:
    """The caller hears its own error, not that the rollback could not be said."""
    with pytest.raises(LookupError), store.write():
        kill_others(postgres, database)
        raise LookupError
    add(store, "a")


def test_connections_that_die_one_after_the_other_are_away(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that ends each connection at once costs an error, not an endless try."""
    monkeypatch.setattr(postgres_engine, "_READ", b"SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(StoreAway), store.read():
        pass
    monkeypatch.undo()
    assert ids(store) == []


def test_a_commit_that_was_a_rollback_is_not_acknowledged(store: PostgresStore) -> None:
    """The server answers COMMIT of a failed transaction with a silent ROLLBACK: the writer hears of it."""
    with pytest.raises(RuntimeError, match="answered COMMIT with ROLLBACK"), store.write() as tx:
        tx.run("INSERT INTO notes (id) VALUES ('a')")
        with suppress(psycopg.Error):
            tx._cursor.execute(b"nonsense")  # type: ignore[attr-defined]
    assert ids(store) == []


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("53100", StoreFull),
        ("58030", StoreFull),
        ("55P03", StoreBusy),
        ("40P01", StoreBusy),
        ("57014", StoreBusy),
        ("57P01", StoreAway),
        ("25006", StoreAway),
        ("25P03", StoreAway),
        ("23505", psycopg.errors.UniqueViolation),
    ],
)
def test_what_the_server_says_is_understood(store: PostgresStore, code: str, meaning: type[Exception]) -> None:
    """Disk full, busy and away are told apart by the server's own code; the store works on after each."""
    with pytest.raises(meaning):
        add(store, "a", lambda tx: tx.run(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$"))
    add(store, "b")
    assert ids(store) == ["b"]


def test_a_lock_that_does_not_come_is_busy(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """StoreBusy after the wait, while the one who had the row is kept."""
    monkeypatch.setattr(postgres_engine, "TURN_WAIT_S_MAX", 0.1)
    store = with_table(make())
    add(store, "row")
    with ThreadPoolExecutor(1) as threads:

        def other(tx: Tx) -> None:
            tx.run("UPDATE notes SET n = 1 WHERE id = 'row'")
            with pytest.raises(StoreBusy):
                threads.submit(add, store, "b", lambda tx: tx.run("UPDATE notes SET n = 2")).result()

        add(store, "a", other)
    assert ids(store) == ["a", "row"]


def test_a_deadlock_costs_one_of_the_two(store: PostgresStore) -> None:
    """The server breaks it: one is told StoreBusy, the other is kept."""
    both = threading.Barrier(2)
    for name in ("left", "right"):
        add(store, name)

    def cross(first: str, second: str) -> bool:
        try:
            with store.write() as tx:
                tx.run("UPDATE notes SET n = 1 WHERE id = ?", first)
                both.wait()
                tx.run("UPDATE notes SET n = 1 WHERE id = ?", second)
        except StoreBusy:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(cross, ("left", "right"), ("right", "left"))) == [False, True]


def test_more_threads_than_connections_wait_and_then_are_busy(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """StoreBusy, not StoreAway, when all connections are in use."""
    monkeypatch.setattr(postgres_engine, "TURN_WAIT_S_MAX", 0.2)
    store = with_table(make())
    held, go = threading.Barrier(5), threading.Event()

    def hold(n: int) -> None:
        with store.read():
            held.wait()
            go.wait()

    with ThreadPoolExecutor(4) as threads:
        holding = [threads.submit(hold, n) for n in range(4)]
        held.wait()
        with pytest.raises(StoreBusy, match="all 4 connections"):
            ids(store)
        go.set()
        for future in holding:
            future.result()
    assert ids(store) == []
