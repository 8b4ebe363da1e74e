"""What both engines promise alike, on a real file and a real server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from models.store.engine import BELL_BYTES_MAX, Store, open_store

Make = Callable[[], Store]


def with_table(store: Store) -> Store:
    """The store with a table to write in."""
    with store.write() as tx:
        tx.define("CREATE TABLE notes (id TEXT NOT NULL, n BIGINT, PRIMARY KEY (id));\n")
    return store


def ids(store: Store) -> list[str]:
    """What is kept, in the order of its bytes."""
    with store.read() as tx:
        return [row[0] for row in tx.rows("SELECT id FROM notes ORDER BY id")]


def until(true: Callable[[], object]) -> None:
    """Waits for what another thread is about to do."""
    for _ in range(1000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")


def test_what_is_committed_is_seen_by_everyone(make_store: Make) -> None:
    """A write is visible to another process when the with block is left."""
    store, other = with_table(make_store()), make_store()
    with store.write() as tx:
        assert tx.run("INSERT INTO notes (id) VALUES (?)", "a") == 1
    assert ids(store) == ids(other) == ["a"]


def test_an_exception_takes_everything_back(store: Store) -> None:
    """A body that raises leaves nothing behind, and its exception reaches the caller."""
    with_table(store)
    with pytest.raises(KeyError, match="mine"), store.write() as tx:
        tx.run("INSERT INTO notes (id) VALUES (?)", "a")
        raise KeyError("mine")
    assert ids(store) == []


def test_a_failed_statement_dooms_its_transaction(store: Store) -> None:
    """A body that catches a database error is not committed in part, and cannot go on."""
    with_table(store)
    with pytest.raises(Exception, match="(?i)no_such_table"), store.write() as tx:
        tx.run("INSERT INTO notes (id) VALUES (?)", "a")
        with pytest.raises(Exception, match="(?i)no_such_table"):
            tx.run("INSERT INTO no_such_table VALUES (?)", "b")
        for _ in range(2):
            with pytest.raises(RuntimeError, match="^this transaction has failed: (?!this)"):
                tx.run("INSERT INTO notes (id) VALUES (?)", "c")
    assert ids(store) == []


@pytest.mark.parametrize("wrong", [("b\ud800", 1), ("b", 2**63)])
def test_a_value_that_cannot_be_kept_dooms_its_transaction(store: Store, wrong: tuple[str, int]) -> None:
    """Half a character, too great a number: many() is not kept up to that row, whoever catches the error."""
    with_table(store)
    refused = pytest.raises(Exception, match="surrogates|too large|out of range")
    with refused, store.write() as tx, suppress(Exception):
        tx.many("INSERT INTO notes (id, n) VALUES (?, ?)", [("a", 1), wrong])
    assert ids(store) == []


@pytest.mark.parametrize("kind", ["read", "write"])
def test_a_transaction_ends_with_its_block(store: Store, kind: str) -> None:
    """A Tx kept after its block cannot speak into somebody else's transaction."""
    with_table(store)
    with store.write() if kind == "write" else store.read() as tx:
        pass
    for say in (tx.rows, tx.row, tx.run):
        with pytest.raises(RuntimeError, match="over"):
            say("SELECT 1")
    with pytest.raises(RuntimeError, match="over"):
        tx.many("INSERT INTO notes (id) VALUES (?)", [("a",)])


def test_a_thread_has_one_transaction_at_a_time(store: Store) -> None:
    """Nesting is refused at once, in all four ways, instead of waiting for itself; the outer one goes on."""
    with_table(store)
    for outer in (store.read, store.write):
        for inner in (store.read, store.write):
            with outer() as tx:
                with pytest.raises(RuntimeError, match="already"), inner():
                    pass
                assert tx.row("SELECT 1") == (1,)
    with store.write() as tx:
        with pytest.raises(RuntimeError):
            store.close()
        tx.run("INSERT INTO notes (id) VALUES (?)", "a")
    assert ids(store) == ["a"]


def test_many_writers_are_all_kept_once(store: Store) -> None:
    """32 threads of 50 writes, one in seven raising: what was acknowledged is there once, the rest not at all."""
    with_table(store)

    def writer(who: int) -> list[str]:
        kept = []
        for turn in range(50):
            name = f"{who:02}-{turn:02}"
            try:
                with store.write() as tx:
                    tx.run("INSERT INTO notes (id, n) VALUES (?, ?)", name, turn)
                    if (who + turn) % 7 == 0:
                        raise LookupError
            except LookupError:
                continue
            kept.append(name)
        return kept

    with ThreadPoolExecutor(32) as threads:
        kept = [name for names in threads.map(writer, range(32)) for name in names]
    assert 1300 < len(kept) < 1600
    assert ids(store) == sorted(kept)


def test_a_counter_never_gives_the_same_number_twice(make_store: Make) -> None:
    """Two processes counting one row at once get every number once, without a gap."""
    stores = [with_table(make_store()), make_store()]
    with stores[0].write() as tx:
        tx.run("INSERT INTO notes (id, n) VALUES ('counter', 0)")

    def count(who: int) -> list[int]:
        given = []
        for _ in range(25):
            with stores[who % 2].write() as tx:
                row = tx.row("UPDATE notes SET n = n + 1 WHERE id = 'counter' RETURNING n")
                assert row is not None
                given.append(row[0])
        return given

    with ThreadPoolExecutor(8) as threads:
        given = [number for numbers in threads.map(count, range(8)) for number in numbers]
    assert sorted(given) == list(range(1, 201))


def test_a_reader_sees_one_moment_and_blocks_nobody(store: Store) -> None:
    """What is committed while a reader reads does not change what it sees, and does not wait for it."""
    with_table(store)

    def write(name: str) -> None:
        with store.write() as tx:
            tx.run("INSERT INTO notes (id) VALUES (?)", name)

    write("a")
    with ThreadPoolExecutor(1) as threads, store.read() as tx:
        before = tx.rows("SELECT id FROM notes")
        threads.submit(write, "b").result(timeout=60)
        assert tx.rows("SELECT id FROM notes") == before == [("a",)]
    assert ids(store) == ["a", "b"]


def test_a_reader_cannot_write(store: Store) -> None:
    """Writing or ringing through read() is a fault in the program, not a full disk."""
    with_table(store)
    with pytest.raises(RuntimeError, match="cannot write"), store.read() as tx:
        tx.run("INSERT INTO notes (id) VALUES ('a')")
    with pytest.raises(RuntimeError, match="cannot ring"), store.read() as tx:
        tx.ring("a")
    assert ids(store) == []


def test_a_body_that_ends_its_own_snapshot_spoils_nothing(store: Store) -> None:
    """Transaction control is the engine's; should a reader say it all the same, the next reader has its own."""
    with_table(store)
    with store.read() as tx:
        tx.run("ROLLBACK")
    assert ids(store) == []


def test_values_come_back_as_they_went(store: Store) -> None:
    """Both engines keep the same texts and whole numbers, and give sums and truths as ints."""
    with_table(store)
    kept = [("Đồng Đăng 100%? 'x' \"y\" \\ \n😀", 2**63 - 1), ("a", -(2**63)), ("b", None), ("c", 0)]
    with store.write() as tx:
        tx.many("INSERT INTO notes (id, n) VALUES (?, ?)", kept)
        tx.many("INSERT INTO notes (id, n) VALUES (?, ?)", [])
        tx.run("INSERT INTO notes (id, n) VALUES ('100%?', ?) -- d'accord?", True)
    with store.read() as tx:
        for name, number in [*kept, ("100%?", 1)]:
            assert tx.row("SELECT id, n FROM notes WHERE id = ?", name) == (name, number)
        assert tx.row("SELECT id FROM notes WHERE id = 'none'") is None
        found = tx.row("SELECT sum(n), count(*), max(n) = 1, max(id) FROM notes WHERE id IN ('c', '100%?')")
        assert found == (1, 2, 1, "c")
        assert [type(value) for value in found] == [int, int, int, str]
        assert tx.rows("SELECT id FROM notes WHERE id LIKE '1%' AND n = ?", 1) == [("100%?",)]


def test_text_is_ordered_by_its_bytes(store: Store) -> None:
    """ORDER BY gives the same order on both engines, whatever the server's language is."""
    with_table(store)
    names = ["a", "B", "_", "é", "Đ", "đ", "z", "ab", "a b", "A", "1", "~", "😀"]
    with store.write() as tx:
        tx.many("INSERT INTO notes (id) VALUES (?)", [(name,) for name in names])
    assert ids(store) == sorted(names)


def test_the_same_statement_on_many_rows_keeps_their_order(store: Store) -> None:
    """many() says the statement once for each row in the order given: the last word stands."""
    with_table(store)
    upsert = "INSERT INTO notes (id, n) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET n = excluded.n"
    with store.write() as tx:
        tx.many(upsert, [("a", n) for n in range(1000)])
        assert tx.rows("SELECT id, n FROM notes") == [("a", 999)]
        assert tx.run("DELETE FROM notes WHERE n > ?", 5) == 1
        assert tx.run("DELETE FROM notes WHERE n > ?", 5) == 0


def test_a_row_left_unread_hinders_nothing(store: Store) -> None:
    """row() takes the first of many rows, also of a RETURNING, and the commit still happens."""
    with_table(store)
    with store.write() as tx:
        tx.many("INSERT INTO notes (id, n) VALUES (?, 0)", [("a",), ("b",), ("c",)])
    with store.write() as tx:
        assert tx.row("UPDATE notes SET n = n + 1 RETURNING n") == (1,)
    with store.read() as tx:
        assert tx.row("SELECT n FROM notes") == (1,)
    with store.read() as tx:
        assert tx.rows("SELECT DISTINCT n FROM notes") == [(1,)]


def test_a_bell_is_heard_once_after_its_commit(store: Store) -> None:
    """Each bell of a transaction is heard once, when what it tells of can be read; none after a rollback."""
    with_table(store)
    heard: list[tuple[str, list[str]]] = []

    def hear(bell: str) -> None:
        heard.append((bell, seen.submit(ids, store).result()))

    with ThreadPoolExecutor(1) as seen:
        stop = store.listen(hear)
        with pytest.raises(LookupError), store.write() as tx:
            tx.ring("never")
            raise LookupError
        with store.write() as tx:
            tx.ring("unit-1")
            tx.ring("unit-2")
            tx.run("INSERT INTO notes (id) VALUES ('a')")
            tx.ring("unit-1")
        until(lambda: len(heard) >= 2)
        stop()
        stop()
        with store.write() as tx:
            tx.ring("later")
        last: list[str] = []
        store.listen(last.append)
        with store.write() as tx:
            tx.ring("last")
        until(lambda: last)
    assert heard == [("unit-1", ["a"]), ("unit-2", ["a"])]


def test_a_listener_that_fails_hurts_nobody(store: Store) -> None:
    """The write has happened and the other listeners hear of it."""
    heard: list[str] = []

    def fail(bell: str) -> None:
        raise OSError(bell)

    store.listen(fail)
    store.listen(heard.append)
    for bell in ("a", "b"):
        with store.write() as tx:
            tx.ring(bell)
    until(lambda: heard == ["a", "b"])


@pytest.mark.parametrize("bell", ["", "a\0b", "đ" * (BELL_BYTES_MAX // 2 + 1)])
def test_a_bell_no_engine_can_carry_is_refused(store: Store, bell: str) -> None:
    """Too long, empty or with U+0000: refused on both engines before anything is said."""
    with pytest.raises(ValueError, match="a bell is"), store.write() as tx:
        tx.ring(bell)


def test_the_longest_bell_is_carried(store: Store) -> None:
    """A bell of the greatest length arrives whole."""
    heard: list[str] = []
    store.listen(heard.append)
    with store.write() as tx:
        tx.ring("x" * BELL_BYTES_MAX)
    until(lambda: heard == ["x" * BELL_BYTES_MAX])


def test_a_closed_store_says_so(store: Store) -> None:
    """close() may be called twice; afterwards every use is refused plainly."""
    store.listen(lambda bell: None)
    store.close()
    store.close()
    for use in (store.read, store.write):
        with pytest.raises(RuntimeError, match="closed"), use():
            pass
    with pytest.raises(RuntimeError, match="closed"):
        store.listen(lambda bell: None)


def test_close_waits_for_transactions_under_way(make_store: Make) -> None:
    """A write begun before close() is kept, and a read begun before it is answered."""
    store, other = with_table(make_store()), make_store()
    begun, go = threading.Barrier(3), threading.Event()

    def write() -> None:
        with store.write() as tx:
            begun.wait()
            go.wait()
            tx.run("INSERT INTO notes (id) VALUES ('a')")

    def read() -> object:
        with store.read() as tx:
            begun.wait()
            go.wait()
            return tx.row("SELECT 1")

    with ThreadPoolExecutor(3) as threads:
        writing, reading = threads.submit(write), threads.submit(read)
        begun.wait()
        closing = threads.submit(store.close)
        go.set()
        closing.result()
        writing.result()
        assert reading.result() == (1,)
    assert ids(other) == ["a"]


@pytest.mark.parametrize("url", ["", "ward.db", "mysql://x/y", "sqlite:", "sqlite", "postgresql:"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    """open_store says which addresses it takes."""
    with pytest.raises(ValueError, match="store|address"):
        open_store(url)
