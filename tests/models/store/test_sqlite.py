"""What SQLite alone must prove: its settings, and one commit shared by many."""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.store import sqlite, sqlite_file
from models.store.driver import sqlite as driver
from models.store.engine import StoreBusy, StoreFull, StoreUnfit, Tx
from models.store.sqlite import SqliteStore, open_store

BIG = "x" * 20_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store of a test is."""
    return tmp_path / "phường.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """A store with a table to write in."""
    store = open_store(f"sqlite:{path}")
    with store.write() as tx:
        tx.define("CREATE TABLE notes (id TEXT NOT NULL, body TEXT, PRIMARY KEY (id));\n")
    yield store
    store.close()


def ids(store: SqliteStore) -> set[str]:
    """What is kept."""
    with store.read() as tx:
        return {row[0] for row in tx.rows("SELECT id FROM notes")}


def add(store: SqliteStore, name: str, body: Callable[[Tx], None] = lambda tx: None) -> str:
    """Writes a note and does `body` in the same transaction; gives the note's name when it is durable."""
    with store.write() as tx:
        tx.run("INSERT INTO notes (id, body) VALUES (?, ?)", name, "")
        body(tx)
    return name


def fail(tx: Tx) -> None:
    """A body that fails."""
    raise LookupError


def until_waiting(store: SqliteStore, n: int) -> None:
    """Waits until `n` threads have queued to write."""
    while store.waiting < n:
        time.sleep(0.001)


@contextmanager
def group(store: SqliteStore, *bodies: tuple[str, Callable[[Tx], None]]) -> Iterator[list[Future[str]]]:
    """Bodies that are sure to share one transaction, in this order: each runs once all have come."""
    (first, body), *others = bodies
    begun = threading.Event()

    def wait_for_all(tx: Tx) -> None:
        begun.set()
        until_waiting(store, len(others))
        body(tx)

    with ThreadPoolExecutor(len(bodies)) as threads:
        futures = [threads.submit(add, store, first, wait_for_all)]
        begun.wait()
        for n, (name, other) in enumerate(others):
            futures.append(threads.submit(add, store, name, other))
            if n + 1 < len(others):  # the last wakes the first, which then waits no more
                until_waiting(store, n + 1)
        yield futures


def nothing(tx: Tx) -> None:
    """A body that adds nothing to its note."""


def full_at_statement(tx: Tx) -> None:
    """Lets the disk be full, and writes more than is left."""
    pages = tx.rows("PRAGMA page_count")[0][0]
    tx.rows(f"PRAGMA max_page_count = {pages + 1}")
    tx.run("INSERT INTO notes (id, body) VALUES ('big', ?)", BIG)


def room_again(store: SqliteStore) -> None:
    """Gives the disk its space back."""
    with store.write() as tx:
        tx.rows("PRAGMA max_page_count = 1000000")


@contextmanager
def file_bytes_max(length: int) -> Iterator[None]:
    """Lets every write beyond `length` fail in the operating system, as on a disk that is full or broken."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_settings_durability_rests_on_are_read_back(store: SqliteStore) -> None:
    """The writer syncs every commit and alone checkpoints; readers can only read."""
    with store.write() as tx:
        writer = [tx.rows(f"PRAGMA {name}")[0][0] for name in ("synchronous", "journal_mode", "foreign_keys")]
        assert writer == [2, "wal", 1]
        assert tx.rows("PRAGMA wal_autocheckpoint")[0][0] > 0
    with store.read() as tx:
        assert tx.rows("PRAGMA query_only") == [(1,)]
        assert tx.rows("PRAGMA wal_autocheckpoint") == [(0,)]
        assert tx.rows("PRAGMA busy_timeout") == [(10_000,)]


@pytest.mark.parametrize("wrong", [{"synchronous": 1}, {"journal_mode": "delete"}, {"foreign_keys": 0}])
def test_other_settings_are_refused(wrong: dict[str, str | int]) -> None:
    """A connection that says it does otherwise is not used."""
    sqlite_file.check_settings(dict(sqlite_file.SETTINGS))
    with pytest.raises(StoreUnfit, match="must run with"):
        sqlite_file.check_settings(sqlite_file.SETTINGS | wrong)


def test_a_sqlite_that_may_corrupt_is_refused() -> None:
    """3.51.2 is refused with what to install; 3.51.3 is the first that is not."""
    sqlite_file.check_version((3, 51, 3))
    with pytest.raises(StoreUnfit, match=r"SQLite 3\.51\.2 .* 3\.51\.3 .* pysqlite3"):
        sqlite_file.check_version((3, 51, 2))


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """So is a path whose folder is not there; both name the path."""
    (tmp_path / "letter.db").write_text("Kính gửi Ủy ban nhân dân phường" * 100)
    for path in (tmp_path / "letter.db", tmp_path / "nowhere" / "ward.db"):
        with pytest.raises(StoreUnfit, match=str(path)):
            open_store(f"sqlite:{path}")


def test_those_who_write_together_share_one_commit(store: SqliteStore) -> None:
    """Nobody's write returns, and no reader sees it, before the last of the group is done and committed."""
    go = threading.Event()

    def wait(tx: Tx) -> None:
        go.wait()

    with group(store, ("a", nothing), ("b", nothing), ("c", wait)) as futures:
        try:
            while store.waiting:
                time.sleep(0.001)
            time.sleep(0.05)
            assert not any(future.done() for future in futures)
            assert ids(store) == set()
        finally:
            go.set()
        assert [future.result() for future in futures] == ["a", "b", "c"]
    assert ids(store) == {"a", "b", "c"}


@pytest.mark.parametrize("bad", [{0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}, {0, 1, 2}])
def test_a_body_that_raises_takes_nothing_of_others_with_it(store: SqliteStore, bad: set[int]) -> None:
    """Whichever of a group raise, first, last or all: they alone are taken back, and the store goes on."""
    bodies = [(name, fail if n in bad else nothing) for n, name in enumerate("abc")]
    with group(store, *bodies) as futures:
        for n, future in enumerate(futures):
            if n in bad:
                with pytest.raises(LookupError):
                    future.result(timeout=60)
            else:
                future.result(timeout=60)
    kept = {name for n, name in enumerate("abc") if n not in bad}
    assert ids(store) == kept
    add(store, "d")
    assert ids(store) == kept | {"d"}


def test_bells_of_a_group_are_rung_once_and_only_for_what_was_kept(store: SqliteStore) -> None:
    """The same bell of two bodies is heard once, each other too; that of a body that raised is not heard."""
    heard: list[str] = []
    store.listen(heard.append)

    def ring(*bells: str) -> Callable[[Tx], None]:
        def body(tx: Tx) -> None:
            for bell in bells:
                tx.ring(bell)
            if "lost" in bells:
                raise LookupError

        return body

    with group(store, ("a", ring("1", "both")), ("b", ring("both", "2")), ("c", ring("lost", "both"))):
        pass
    add(store, "d", ring("after"))
    assert heard == ["1", "both", "2", "after"]


def test_a_full_disk_refuses_plainly_and_works_again_once_freed(store: SqliteStore) -> None:
    """StoreFull, nothing of it kept, no matter how often; with space back the same store writes again."""
    add(store, "a")
    for _ in range(3):
        with pytest.raises(StoreFull):
            add(store, "b", full_at_statement)
    assert ids(store) == {"a"}
    room_again(store)
    add(store, "big", lambda tx: None)
    assert ids(store) == {"a", "big"}


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_full_disk_keeps_exactly_what_it_acknowledged(store: SqliteStore, place: int) -> None:
    """Wherever in a group the disk runs full: who was told "kept" is kept, all others were told StoreFull."""
    bodies = [(name, full_at_statement if n == place else nothing) for n, name in enumerate("abc")]
    acknowledged = set()
    with group(store, *bodies) as futures:
        for future in futures:
            try:
                acknowledged.add(future.result(timeout=60))
            except StoreFull:
                continue
    assert ids(store) == acknowledged
    assert "abc"[place] not in acknowledged
    room_again(store)
    assert add(store, "d") in ids(store)


def test_a_commit_the_disk_refuses_fails_for_the_whole_group(store: SqliteStore, path: Path) -> None:
    """When COMMIT itself cannot be written all of the group are told so, none is kept, and later ones are."""
    add(store, "before")

    def big(tx: Tx) -> None:
        tx.run("UPDATE notes SET body = ? WHERE id <> 'before'", BIG)

    bodies = [(name, big) for name in "abc"]
    with file_bytes_max(Path(f"{path}-wal").stat().st_size + 100):
        with group(store, *bodies) as futures:
            for future in futures:
                with pytest.raises(StoreFull):
                    future.result(timeout=60)
        assert ids(store) == {"before"}
        with pytest.raises(StoreFull):
            add(store, "d", big)
    add(store, "after")
    assert ids(store) == {"before", "after"}
    store.close()
    again = open_store(f"sqlite:{path}")
    assert ids(again) == {"before", "after"}
    again.close()


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("caught", [True, False])
def test_a_writer_connection_that_broke_is_opened_anew(store: SqliteStore, place: int, caught: bool) -> None:
    """Whoever of a group loses it, noticed in the body or after: none was told "kept", and the next write is."""

    def lose(tx: Tx) -> None:
        assert store._db is not None
        store._db.close()
        if not caught:
            tx.row("SELECT 1")

    bodies = [(name, lose if n == place else nothing) for n, name in enumerate("abc")]
    acknowledged = set()
    with group(store, *bodies) as futures:
        for future in futures:
            try:
                acknowledged.add(future.result(timeout=60))
            except (StoreFull, driver.ProgrammingError):
                continue
    assert ids(store) == acknowledged
    assert "abc"[place] not in acknowledged
    assert add(store, "d") in ids(store)


def test_a_store_whose_writer_broke_can_be_closed(store: SqliteStore, path: Path) -> None:
    """What was committed before is there when it is opened again."""
    add(store, "a")
    assert store._db is not None
    store._db.close()
    with pytest.raises(driver.ProgrammingError):
        add(store, "b")
    store.close()
    again = open_store(f"sqlite:{path}")
    assert ids(again) == {"a"}
    again.close()


def test_those_who_queue_behind_close_are_refused(store: SqliteStore, path: Path) -> None:
    """Who came before is kept, who came after is told so, and the file is not opened once more."""
    with ThreadPoolExecutor(2) as threads:

        def close_and_queue(tx: Tx) -> None:
            for n, act in enumerate((store.close, lambda: add(store, "late")), start=1):
                futures.append(threads.submit(act))
                until_waiting(store, n)

        futures: list[Future[object]] = []
        add(store, "a", close_and_queue)
        futures[0].result(timeout=60)
        with pytest.raises(RuntimeError, match="closed"):
            futures[1].result(timeout=60)
    assert not Path(f"{path}-wal").exists()


def test_a_reader_goes_on_while_the_store_is_closed(store: SqliteStore) -> None:
    """close() does not wait for readers; the last of them closes its own connection."""
    add(store, "a")
    with ThreadPoolExecutor(1) as threads, store.read() as tx:
        threads.submit(store.close).result(timeout=60)
        assert tx.rows("SELECT id FROM notes") == [("a",)]
    assert not store._readers


def test_a_reader_that_cannot_be_opened_says_so(store: SqliteStore, path: Path) -> None:
    """When the file was taken away, reading is refused as the disk's fault, and works when it is back."""
    away = path.rename(path.with_suffix(".away"))
    with pytest.raises(StoreFull), store.read():
        pass
    away.rename(path)
    assert ids(store) == set()


def test_another_process_that_writes_too_long_makes_us_busy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """StoreBusy when the file's lock does not come in time, and the next write goes on."""
    monkeypatch.setattr(sqlite, "TURN_WAIT_S_MAX", 0.05)
    first, second = open_store(f"sqlite:{path}"), open_store(f"sqlite:{path}")
    with first.write(), pytest.raises(StoreBusy), second.write():
        pass
    with second.write() as tx:
        tx.define("CREATE TABLE notes (id TEXT NOT NULL, PRIMARY KEY (id));\n")
    assert ids(first) == set()
    first.close()
    second.close()


def test_a_thread_that_waits_too_long_for_its_turn_is_busy(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """StoreBusy, and the writer it waited for is kept all the same."""
    monkeypatch.setattr(sqlite, "TURN_WAIT_S_MAX", 0.05)
    with ThreadPoolExecutor(1) as threads:

        def wait_for_the_other(tx: Tx) -> None:
            with pytest.raises(StoreBusy):
                threads.submit(add, store, "b").result()

        add(store, "a", wait_for_the_other)
    assert ids(store) == {"a"}


def test_memory_is_one_private_database_for_all_threads() -> None:
    """sqlite::memory: behaves as a file does, is shared by no other store, and leaves nothing behind."""
    one, two = open_store("sqlite::memory:"), open_store("sqlite::memory:")
    folder = Path(one._path).parent
    with one.write() as tx:
        tx.define("CREATE TABLE notes (id TEXT NOT NULL, body TEXT, PRIMARY KEY (id));\n")
    with ThreadPoolExecutor(8) as threads:
        names = set(threads.map(lambda n: add(one, str(n)), range(40)))
        assert all(found == names for found in threads.map(lambda _: ids(one), range(8)))
    with two.read() as tx:
        assert tx.rows("SELECT name FROM sqlite_master WHERE name = 'notes'") == []
    assert folder.is_dir()
    one.close()
    two.close()
    assert not folder.exists()


def test_readers_are_kept_for_the_next_and_closed_in_the_end(store: SqliteStore, path: Path) -> None:
    """Many reads one after the other use one connection; after close() no file of the write-ahead log is left."""
    for _ in range(5):
        ids(store)
    assert len(store._readers) == 1
    store.close()
    assert not store._readers
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_foreign_key_is_kept(store: SqliteStore) -> None:
    """SQLite checks foreign keys only when told to: a row that points nowhere is refused."""
    with store.write() as tx:
        tx.define("CREATE TABLE parts (id TEXT NOT NULL REFERENCES notes (id), PRIMARY KEY (id));\n")
    with pytest.raises(Exception, match="FOREIGN KEY"), store.write() as tx:
        tx.run("INSERT INTO parts (id) VALUES ('nowhere')")


def test_a_table_keeps_only_what_it_was_made_for(store: SqliteStore) -> None:
    """Tables are STRICT: a text in a number's column is refused, as PostgreSQL does."""
    with store.write() as tx:
        tx.define("CREATE TABLE sums (id TEXT NOT NULL, dong BIGINT, PRIMARY KEY (id));\n")
    with pytest.raises(Exception, match="TEXT value in INTEGER column"), store.write() as tx:
        tx.run("INSERT INTO sums (id, dong) VALUES ('a', 'ten')")
