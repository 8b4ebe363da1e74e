"""The one interface both databases answer to: a store gives transactions, a transaction speaks SQL.

    store = open_store("sqlite:ward.db")
    with store.write() as tx:
        tx.run("UPDATE heads SET seq = seq + 1 WHERE unit_id = ?", unit_id)

SQL is written once, with `?` for values, in what SQLite and PostgreSQL both speak. `with store.write()` is
the unit of work: there is no session and no repository above it, and nobody but the engines says COMMIT.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any, Protocol, TypeAlias

Value: TypeAlias = str | int | None
Row: TypeAlias = tuple[Any, ...]

BELL_BYTES_MAX = 7_999
TURN_WAIT_S_MAX = 10.0


class StoreFull(Exception):
    """The disk is full or failing: nothing of this transaction was kept."""


class StoreAway(Exception):
    """The database cannot be reached: whether the commit happened may be unknown, so say the same again."""


class StoreBusy(Exception):
    """No turn came in time, or a deadlock was broken: nothing of this transaction was kept."""


class StoreUnfit(Exception):
    """This database must not be used: too old, not durable, or not of this version of the program."""


class Tx(Protocol):
    """One transaction: what is said through it happens wholly or not at all.

    Values are TEXT and BIGINT only, because that is what both engines keep alike: booleans come back as 0
    and 1, `sum()` as an int. U+0000 is not looked for here (it would cost every row): PostgreSQL refuses it
    and SQLite keeps it, so whatever builds a value from outside input must refuse it before it comes here.

    A statement that fails dooms its transaction, even if the body catches the error: PostgreSQL would
    quietly turn such a COMMIT into a ROLLBACK. Errors other than the four above are faults in the program
    and pass through as the driver raised them. A Tx is of no use after its `with` block and in other threads.
    """

    def rows(self, sql: str, *values: Value) -> list[Row]:
        """All rows the statement gives, also of INSERT, UPDATE and DELETE … RETURNING."""
        ...

    def row(self, sql: str, *values: Value) -> Row | None:
        """The first row the statement gives, if there is one."""
        ...

    def run(self, sql: str, *values: Value) -> int:
        """How many rows an INSERT, UPDATE or DELETE touched."""
        ...

    def many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        """The statement once for each of `rows`, in order; nothing at all when there are none."""
        ...

    def as_bytes(self, expression: str) -> str:
        """The SQL expression that gives a text as its UTF-8 bytes, spared the way through a Python str."""
        ...

    def ring(self, bell: str) -> None:
        """After the commit every listener on this store hears `bell`, once however often it was rung here."""
        ...

    def define(self, ddl: str) -> None:
        """Says schema text: statements ended by `;`, in capitals, with types TEXT and BIGINT only."""
        ...


class Store(Protocol):
    """One open database, used by all threads of a process.

    A thread has one transaction at a time: read() or write() inside either is a RuntimeError, since waiting
    for itself is how a thread hangs for ever.
    """

    url: str
    engine: str
    reads_wait: bool
    """Whether a read may wait for something, so that whoever must not wait asks from a thread of its own."""

    def read(self) -> AbstractContextManager[Tx]:
        """A consistent snapshot that never blocks writers; writing through it is a RuntimeError."""
        ...

    def write(self) -> AbstractContextManager[Tx]:
        """A transaction that is durable when the `with` block is left, and gone if it is left by an error."""
        ...

    def listen(self, heard: Callable[[str], None]) -> Callable[[], None]:
        """Calls `heard` with each bell, from any thread, until the returned function is called.

        "*" means that bells may have been missed: look at everything. SQLite rings in this process only.
        """
        ...

    def close(self) -> None:
        """Ends all connections after the transactions under way."""
        ...


def check_bell(bell: str) -> str:
    """The bell itself, if PostgreSQL can carry it in a NOTIFY."""
    if len(bell.encode()) > BELL_BYTES_MAX or "\0" in bell or not bell:
        raise ValueError(f"a bell is 1 to {BELL_BYTES_MAX} bytes without U+0000")
    return bell


_ENGINES = {"sqlite": "models.store.sqlite", "postgresql": "models.store.postgres"}


def open_store(url: str) -> Store:
    """The store at `url`, brought to this program's schema.

    `sqlite:ward.db` and `sqlite:/srv/ward.db` name a file, `sqlite::memory:` a private database that is gone
    after close(), `postgresql://user@host/name` a database on a server (`?connections_max=20` sets the pool).
    """
    module = _ENGINES.get(url.partition(":")[0])
    if module is None or not url.partition(":")[2]:
        raise ValueError(f"no such kind of store: {url.partition(':')[0]!r}; use sqlite:path or postgresql://…")
    store: Store = import_module(module).open_store(url)  # by name: psycopg is needed only where it is used
    return store
