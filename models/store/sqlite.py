"""SQLite: one writer connection shared by all threads, commits shared by those who write at the same time.

An fsync costs more than everything else a small transaction does. So bodies that come together run one after
the other inside one transaction, each in its own SAVEPOINT, and one COMMIT makes them all durable; nobody's
write() returns before it. Readers have connections of their own and see only what is committed (WAL).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, local
from typing import NoReturn

from sqlite_utils import Database

from models.store.bells import Listeners
from models.store.driver import sqlite
from models.store.engine import (
    TURN_WAIT_S_MAX,
    Row,
    StoreAway,
    StoreBusy,
    StoreFull,
    StoreUnfit,
    Tx,
    Value,
    check_bell,
)
from models.store.migrate import migrate, sqlite_ddl, statements
from models.store.sqlite_file import meaning, open_reader, open_writer
from models.store.turns import Turns


def open_store(url: str) -> SqliteStore:
    """The database file at `sqlite:path`, made and migrated where needed."""
    store = SqliteStore(url)
    try:
        with store.write() as tx:  # BEGIN IMMEDIATE: two processes starting together come one after the other
            migrate(tx)
    except BaseException:
        store.close()
        raise
    return store


class SqliteTx:
    """Speaks to one cursor; the engine ends it, after which it refuses to speak."""

    __slots__ = ("_execute", "_executemany", "bells", "failed", "over", "reads")

    def __init__(self, cursor: sqlite.Cursor, reads: bool = False) -> None:
        self._execute: Callable[..., sqlite.Cursor] = cursor.execute
        self._executemany: Callable[..., sqlite.Cursor] = cursor.executemany
        self.bells: dict[str, None] = {}
        self.failed: Exception | None = None
        self.over = False
        self.reads = reads

    def rows(self, sql: str, *values: Value) -> list[Row]:
        try:
            return self._execute(sql, values).fetchall()
        except Exception as error:
            raise self._doom(error) from None

    def row(self, sql: str, *values: Value) -> Row | None:
        try:
            first: Row | None = self._execute(sql, values).fetchone()
            return first
        except Exception as error:
            raise self._doom(error) from None

    def run(self, sql: str, *values: Value) -> int:
        try:
            return self._execute(sql, values).rowcount
        except Exception as error:
            raise self._doom(error) from None

    def many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        if not rows:
            return
        try:
            self._executemany(sql, rows)
        except Exception as error:
            raise self._doom(error) from None

    def as_bytes(self, expression: str) -> str:
        return f"CAST({expression} AS BLOB)"

    def ring(self, bell: str) -> None:
        if self.reads:
            raise RuntimeError("read() cannot ring: nothing is committed after it")
        self.bells[check_bell(bell)] = None

    def define(self, ddl: str) -> None:
        for statement in statements(ddl):
            self.run(sqlite_ddl(statement))

    def end(self, why: str = "this transaction is over") -> None:
        """Lets nothing more be said: the connection already serves another thread."""

        def refuse(*_: object) -> NoReturn:
            raise RuntimeError(why)

        self.over = True
        self._execute = self._executemany = refuse

    def _doom(self, error: Exception) -> Exception:
        """What to raise for a statement that failed; SQLite may have rolled back everything by then."""
        if self.over:
            return error
        self.failed = meaning(error, self.reads)
        self.end(f"this transaction has failed: {error}")
        return self.failed


class _Group:
    """Bodies that share one COMMIT."""

    __slots__ = ("bells", "done", "error", "kept")

    def __init__(self) -> None:
        self.kept = 0
        self.bells: dict[str, None] = {}
        self.error: Exception | None = None
        self.done = Lock()
        self.done.acquire()

    def end(self, error: Exception | None = None) -> None:
        self.error = error
        self.done.release()

    def wait(self) -> dict[str, None]:
        """Returns when the COMMIT is durable, to the first of its bodies with the bells of all.

        Raises when there was no COMMIT: to each thread an exception of its own.
        """
        with self.done:
            bells, self.bells = self.bells, {}
        if self.error is not None:
            raise type(self.error)(*self.error.args) from self.error
        return bells


class _Thread(local):
    busy = False


class SqliteStore:
    """A SQLite file; `sqlite::memory:` is one in a directory of its own, since only files have WAL."""

    engine = "sqlite"
    reads_wait = False  # a reader of a WAL file waits for nobody

    def __init__(self, url: str) -> None:
        self.url = url
        path = url.removeprefix("sqlite:")
        self._scratch = TemporaryDirectory(prefix="tannha-") if path == ":memory:" else None
        self._path = Path(self._scratch.name, "scratch.db") if self._scratch else Path(path)
        self._thread = _Thread()
        self._listeners = Listeners()
        self._turns = Turns(self._commit)
        self._group = _Group()
        self._readers: deque[sqlite.Cursor] = deque()
        self._closed = False
        self._db: Database | None = None
        try:
            self._writer()
        except sqlite.Error as error:
            raise StoreUnfit(f"cannot open {self._path}: {error}") from error

    @property
    def waiting(self) -> int:
        """How many threads wait for their turn to write."""
        return self._turns.waiting

    @contextmanager
    def read(self) -> Iterator[Tx]:
        self._enter()
        try:
            cursor = self._borrow_reader()
            cursor.execute("BEGIN")
            tx = SqliteTx(cursor, reads=True)
            try:
                yield tx
            finally:
                tx.end()
                self._return_reader(cursor)
        except sqlite.Error as error:
            raise meaning(error) from None
        finally:
            self._thread.busy = False

    @contextmanager
    def write(self) -> Iterator[Tx]:
        self._enter()
        try:
            self._turns.take(TURN_WAIT_S_MAX)
            group = self._group
            try:
                with self._body(group) as tx:
                    yield tx
            finally:
                self._turns.leave()
            bells = group.wait()
        finally:
            self._thread.busy = False
        self._listeners.ring(bells)

    def listen(self, heard: Callable[[str], None]) -> Callable[[], None]:
        if self._closed:
            raise RuntimeError("this store is closed")
        return self._listeners.add(heard)

    def close(self) -> None:
        if self._closed:
            return
        self._enter()
        try:
            self._turns.take(TURN_WAIT_S_MAX)
            try:
                self._commit()  # the bodies whose group this turn has joined
                self._closed = True
                self._close_readers()  # before the writer, so that the last checkpoint is the writer's
                self._close_writer()
            finally:
                self._turns.leave()
        finally:
            self._thread.busy = False
        if self._scratch is not None:
            self._scratch.cleanup()

    def _enter(self) -> None:
        if self._thread.busy:
            raise RuntimeError("this thread has a transaction already: use that one")
        if self._closed:
            raise RuntimeError("this store is closed")
        self._thread.busy = True

    # Readers: a connection serves one thread at a time and is then kept for the next.

    def _borrow_reader(self) -> sqlite.Cursor:
        try:
            return self._readers.pop()
        except IndexError:
            return open_reader(self._path, TURN_WAIT_S_MAX).cursor()

    def _return_reader(self, cursor: sqlite.Cursor) -> None:
        if cursor.connection.in_transaction:
            cursor.execute("COMMIT")
        self._readers.append(cursor)
        if self._closed:
            self._close_readers()

    def _close_readers(self) -> None:
        with suppress(IndexError):
            while True:
                self._readers.pop().connection.close()

    # The writer: used only by the thread that has the turn.

    def _writer(self) -> sqlite.Cursor:
        """The one cursor of the writer connection, opened anew after it had to be given up."""
        if self._closed:
            raise RuntimeError("this store is closed")
        if self._db is None:
            self._db = open_writer(self._path, TURN_WAIT_S_MAX)
            self._cursor = self._db.conn.cursor()
        return self._cursor

    def _close_writer(self) -> None:
        db, self._db = self._db, None
        if db is not None:
            db.close()

    @contextmanager
    def _body(self, group: _Group) -> Iterator[SqliteTx]:
        """One body of a group. The first needs no SAVEPOINT: when it fails, nothing else is lost with it."""
        first = not group.kept
        try:
            cursor = self._writer()
            cursor.execute("BEGIN IMMEDIATE" if first else "SAVEPOINT body")
        except sqlite.Error as error:
            meant = meaning(error)
            if first and not isinstance(meant, StoreBusy):
                self._close_writer()  # the next opens another
            raise meant from None
        tx = SqliteTx(cursor)
        try:
            yield tx
            if tx.failed is not None:  # the body caught it, but what it said before may be gone already
                raise tx.failed
            if not first:
                tx.run("RELEASE body")
        except BaseException:
            self._undo(group, first)
            raise
        finally:
            tx.end()
        group.kept += 1
        group.bells.update(tx.bells)

    def _undo(self, group: _Group, first: bool) -> None:
        """Takes back one body, or the whole group when SQLite has done so already, as on a full disk."""
        try:
            if not first and self._cursor.connection.in_transaction:
                self._cursor.execute("ROLLBACK TO body")
                self._cursor.execute("RELEASE body")
                return
            lost = StoreFull("rolled back by SQLite with another transaction of its group")
        except sqlite.Error as error:
            lost = StoreFull(str(error))
        self._rollback()
        if not first:
            self._group = _Group()
            group.end(lost)

    def _rollback(self) -> None:
        """Leaves no transaction open, if need be by giving up the connection."""
        try:
            if self._cursor.connection.in_transaction:
                self._cursor.execute("ROLLBACK")
        except sqlite.Error:
            self._close_writer()

    def _commit(self) -> None:
        """Makes the group durable, or nothing of it, and tells all its bodies which."""
        group, self._group = self._group, _Group()
        if not group.kept:
            return
        failed: Exception | None = StoreAway("interrupted while committing")
        try:
            self._cursor.execute("COMMIT")
            failed = None
        except sqlite.Error as error:
            failed = meaning(error)
        finally:
            if failed is not None:
                self._rollback()
            group.end(failed)
