"""PostgreSQL: one pooled connection for each transaction, any number of processes on one database.

Writers run at READ COMMITTED, where `UPDATE heads … RETURNING` on one locked row gives the order; readers at
REPEATABLE READ, one snapshot for all they ask. Begin and commit are said here in SQL, since the driver's own
commit() is silent when the server turns it into a rollback.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from threading import local
from typing import Any, NoReturn, TypeAlias

import psycopg
from psycopg import errors
from psycopg.adapt import AdaptersMap, Buffer, Loader
from psycopg.conninfo import make_conninfo
from psycopg.types.numeric import Int8Dumper
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

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
from models.store.migrate import migrate, postgres_ddl, statements
from models.store.postgres_bells import CHANNEL, Ear

VERSION_MIN = 15
CONNECTIONS_MAX_DEFAULT = 10
CONNECT_S_MAX = 5
RECONNECT_S_MAX = 5  # then the pool starts afresh with the next caller, instead of waiting ever longer
IDLE_IN_TRANSACTION_S_MAX = 60  # a process that hangs must not keep a unit's head row locked
STATEMENTS_PREPARED_MAX = 500
MIGRATING_LOCK = 0x7461_6E6E_6861  # "tannha"

_WRITE = b"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
_READ = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_NOTIFY = f"SELECT pg_notify('{CHANNEL}', %s)".encode()

Connection: TypeAlias = psycopg.Connection[Row]


def open_store(url: str) -> PostgresStore:
    """The database at `postgresql://…`, migrated where needed, by one process at a time."""
    store = PostgresStore(url)
    try:
        with store.write() as tx:
            tx.row("SELECT set_config('lock_timeout', '0', true), pg_advisory_xact_lock(?)", MIGRATING_LOCK)
            migrate(tx)
    except BaseException:
        store.close()
        raise
    return store


class PostgresTx:
    """Speaks to one cursor; the engine ends it, after which it refuses to speak."""

    __slots__ = ("_cursor", "bells", "failed", "over", "reads")

    def __init__(self, cursor: psycopg.Cursor[Row], reads: bool) -> None:
        self._cursor: Any = cursor
        self.bells: dict[str, None] = {}
        self.failed: Exception | None = None
        self.over = False
        self.reads = reads

    def rows(self, sql: str, *values: Value) -> list[Row]:
        try:
            found: list[Row] = self._cursor.execute(translated(sql), values).fetchall()
            return found
        except Exception as error:
            raise self._doom(error) from None

    def row(self, sql: str, *values: Value) -> Row | None:
        try:
            first: Row | None = self._cursor.execute(translated(sql), values).fetchone()
            return first
        except Exception as error:
            raise self._doom(error) from None

    def run(self, sql: str, *values: Value) -> int:
        try:
            touched: int = self._cursor.execute(translated(sql), values).rowcount
            return touched
        except Exception as error:
            raise self._doom(error) from None

    def many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        if not rows:
            return
        try:
            self._cursor.executemany(translated(sql), rows)
        except Exception as error:
            raise self._doom(error) from None

    def as_bytes(self, expression: str) -> str:
        return f"convert_to({expression}, 'UTF8')"

    def ring(self, bell: str) -> None:
        if self.reads:
            raise RuntimeError("read() cannot ring: nothing is committed after it")
        self.bells[check_bell(bell)] = None

    def define(self, ddl: str) -> None:
        for statement in statements(ddl):
            self.run(postgres_ddl(statement))

    def end(self, why: str = "this transaction is over") -> None:
        """Lets nothing more be said: the connection may already serve another thread."""
        self.over = True
        self._cursor = _Ended(why)

    def _doom(self, error: Exception) -> Exception:
        if self.over:
            return error
        self.failed = _meaning(error, self.reads)
        self.end(f"this transaction has failed: {error}")
        return self.failed


class _Ended:
    """Stands where a cursor was."""

    def __init__(self, why: str) -> None:
        self._why = why

    def execute(self, *_: object) -> NoReturn:
        raise RuntimeError(self._why)

    executemany = execute


class _Thread(local):
    busy = False


class PostgresStore:
    """A database on a server, which other processes may use at the same time."""

    engine = "postgresql"
    reads_wait = True  # for the network, and for a connection of the pool

    def __init__(self, url: str) -> None:
        self.url = url
        self._thread = _Thread()
        conninfo, self._connections_max = connection_settings(url)
        self._durability = _check(conninfo)
        self._ear = Ear(conninfo)
        self._lent: set[Connection] = set()
        self._closed = False
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            conninfo,
            kwargs={"autocommit": True, "context": _adapters()},
            min_size=1,
            max_size=self._connections_max,
            configure=self._configure,
            timeout=TURN_WAIT_S_MAX,
            reconnect_timeout=RECONNECT_S_MAX,
            name="store",
            open=True,
        )

    @contextmanager
    def read(self) -> Iterator[Tx]:
        with self._transaction(_READ, reads=True) as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Tx]:
        with self._transaction(_WRITE, reads=False) as tx:
            yield tx

    def listen(self, heard: Callable[[str], None]) -> Callable[[], None]:
        if self._closed:
            raise RuntimeError("this store is closed")
        return self._ear.listen(heard)

    def close(self) -> None:
        if self._thread.busy:
            raise RuntimeError("this thread has a transaction: leave it first")
        self._closed = True
        self._ear.close()
        self._pool.close()

    @contextmanager
    def _transaction(self, begin: bytes, reads: bool) -> Iterator[PostgresTx]:
        if self._thread.busy:
            raise RuntimeError("this thread has a transaction already: use that one")
        self._thread.busy = True
        try:
            connection = self._begin(begin)
            tx = PostgresTx(connection.cursor(), reads)
            try:
                yield tx
                _commit(connection, tx)
            except BaseException:
                _rollback(connection)
                raise
            finally:
                tx.end()
                self._take_back(connection)
        finally:
            self._thread.busy = False

    def _begin(self, begin: bytes) -> Connection:
        """A connection in a new transaction; those that died while idle are found and dropped by BEGIN."""
        for _ in range(self._connections_max + 1):
            connection = self._lend()
            try:
                connection.execute(begin)
                return connection
            except psycopg.Error as error:
                lost = _meaning(error)
                connection.close()
                self._take_back(connection)
        raise lost

    def _lend(self) -> Connection:
        try:
            connection = self._pool.getconn()
        except PoolClosed as error:
            raise RuntimeError("this store is closed") from error
        except PoolTimeout as error:
            if len(self._lent) >= self._connections_max:
                raise StoreBusy(f"all {self._connections_max} connections are in use") from error
            raise StoreAway(f"no connection to the database: {error}") from error
        self._lent.add(connection)
        return connection

    def _take_back(self, connection: Connection) -> None:
        self._lent.discard(connection)
        self._pool.putconn(connection)

    def _configure(self, connection: Connection) -> None:
        """Pins what durability rests on, so that a server reloading its settings cannot weaken it."""
        connection.prepared_max = STATEMENTS_PREPARED_MAX
        settings = {
            "synchronous_commit": self._durability,
            "lock_timeout": f"{TURN_WAIT_S_MAX:g}s",
            "idle_in_transaction_session_timeout": f"{IDLE_IN_TRANSACTION_S_MAX}s",
        }
        for name, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))


def _commit(connection: Connection, tx: PostgresTx) -> None:
    """Durable when this returns; the bells are part of it, so nobody hears of what was not kept."""
    if tx.failed is not None:  # the body caught it, but the server would answer COMMIT with ROLLBACK
        raise tx.failed
    try:
        if tx.bells:
            connection.cursor().executemany(_NOTIFY, [(bell,) for bell in tx.bells])
        said = connection.execute(b"COMMIT").statusmessage
    except psycopg.Error as error:
        raise _meaning(error) from error
    if said != "COMMIT":
        raise RuntimeError(f"the database answered COMMIT with {said}")


def _rollback(connection: Connection) -> None:
    """Ends what is open; a connection on which even that fails is closed, and the pool replaces it."""
    try:
        if not connection.closed:
            connection.execute(b"ROLLBACK")
    except psycopg.Error:
        connection.close()


def connection_settings(url: str) -> tuple[str, int]:
    """What libpq is told, and how many connections the pool may hold (`?connections_max=`)."""
    address, _, query = url.partition("?")
    options = [option for option in query.split("&") if option]
    own = [option for option in options if option.startswith("connections_max=")]
    rest = "&".join(option for option in options if option not in own)
    try:
        connections_max = int(own[-1].partition("=")[2]) if own else CONNECTIONS_MAX_DEFAULT
        asked = psycopg.conninfo.conninfo_to_dict(f"{address}?{rest}" if rest else address)
    except (ValueError, psycopg.ProgrammingError) as error:
        raise ValueError(f"not the address of a PostgreSQL database: {error}") from error
    if connections_max < 1:
        raise ValueError("connections_max must be 1 or more")
    settings: dict[str, Any] = {"connect_timeout": CONNECT_S_MAX, "tcp_user_timeout": 30_000}
    settings |= {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
    settings |= {"application_name": "tannha"} | asked | {"client_encoding": "UTF8"}
    return make_conninfo("", **settings), connections_max


def _check(conninfo: str) -> str:
    """The server's synchronous_commit, when this server may be used at all."""
    names = ("server_version_num", "server_encoding", "synchronous_commit", "fsync")
    asked = ", ".join(f"current_setting('{name}')" for name in names)
    try:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            row = connection.execute(f"SELECT {asked}".encode()).fetchone()
    except psycopg.Error as error:
        raise StoreAway(str(error)) from error
    found = dict(zip(names, row or (), strict=True))
    check_server(found)
    return str(found["synchronous_commit"])


def check_server(found: dict[str, str]) -> None:
    """Refuses a server that could lose what was receipted, or keep text differently."""
    if int(found["server_version_num"]) < VERSION_MIN * 10_000:
        raise StoreUnfit(f"PostgreSQL {VERSION_MIN} or later is needed, not {found['server_version_num']}")
    if found["server_encoding"] != "UTF8":
        raise StoreUnfit(f"the database must be in UTF8, not {found['server_encoding']}")
    if found["synchronous_commit"] not in ("on", "remote_apply") or found["fsync"] != "on":
        raise StoreUnfit(
            "commits must be durable: synchronous_commit on (or remote_apply) and fsync on, not "
            f"{found['synchronous_commit']} and {found['fsync']}"
        )


_TOKEN = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\?|%""")


@lru_cache(maxsize=4096)
def translated(sql: str) -> bytes:
    """The statement with psycopg's placeholders for `?`; quoted text stays, comments go."""

    def token(found: re.Match[str]) -> str:
        text = found.group()
        if text == "?":
            return "%s"
        return "" if text.startswith("--") else text.replace("%", "%%")

    return _TOKEN.sub(token, sql).encode()


class _WholeNumber(Loader):
    """numeric, which is what sum() of BIGINT gives, as the number SQLite would give."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data)
        return float(text) if b"." in text else int(text)


class _Truth(Loader):
    """boolean as 0 and 1, as in SQLite."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data) == b"t")


def _adapters() -> AdaptersMap:
    """Ints always travel as BIGINT: chosen by size, one statement would be prepared many times."""
    adapters = AdaptersMap(psycopg.adapters)
    adapters.register_dumper(int, Int8Dumper)
    adapters.register_dumper(bool, Int8Dumper)
    adapters.register_loader("numeric", _WholeNumber)
    adapters.register_loader("bool", _Truth)
    return adapters


_BUSY = (errors.DeadlockDetected, errors.LockNotAvailable, errors.SerializationFailure, errors.QueryCanceled)
_AWAY = (psycopg.OperationalError, psycopg.InterfaceError, errors.IdleInTransactionSessionTimeout)


def _meaning(error: Exception, reads: bool = False) -> Exception:
    """What a driver's error means to those who use the store; a fault in the program stays what it is."""
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return RuntimeError(f"read() cannot write: {error}") if reads else StoreAway(f"a standby: {error}")
    if isinstance(error, errors.DiskFull | errors.IoError):
        return StoreFull(str(error))
    if isinstance(error, _BUSY):
        return StoreBusy(str(error))
    return StoreAway(str(error)) if isinstance(error, _AWAY) else error
