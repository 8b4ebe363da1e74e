"""What a tablet in Python keeps, in a SQLite file of its own: what it said, what it was told, files on their way.

The outbox lives apart from what was pulled: a snapshot may be thrown away and fetched again, a word said may not.
"""

from collections.abc import Iterable, Sequence
from importlib.resources import files as package_files
from typing import NamedTuple, cast

from models.ids import NO_DIGEST
from models.said import FileRef
from models.store.engine import Store, Tx, Value
from models.store.migrate import migrate
from models.store.sqlite import SqliteStore
from models.store.tapes import Tape


def open_replica(url: str) -> Store:
    """The tablet's file at `sqlite:path`, made where there is none: WAL, synchronous=FULL, read back by the engine."""
    folder = package_files("models.store").joinpath("schema_replica")
    texts = sorted((text.name, text.read_text("utf-8")) for text in folder.iterdir() if text.name.endswith(".sql"))
    store = SqliteStore(url)
    try:
        with store.write() as tx:
            migrate(tx, texts)
    except BaseException:
        store.close()
        raise
    return store


class Spoken(NamedTuple):
    """One row of `outbox`; field order is the column order.

    `sent`: a receipt was given to this number of this device. `outcome` and `seq` outlive `sent` when an event is
    offered again under another number, so that what is known to be true is not folded twice.
    """

    n: int
    id: str
    digest: str
    line: str
    kind: str
    about: str
    subject_id: str
    lease: int
    said_ms: int
    sent: int = 0
    outcome: str = ""
    seq: int = 0
    receipt: str = ""
    receipted_ms: int = 0
    shut_ms: int = 0


class Kept(NamedTuple):
    """A thing as pulled: its kind, id, version and body."""

    kind: str
    id: str
    version: int
    body: str


class Parcel(NamedTuple):
    """A file of this tablet without its bytes."""

    digest: str
    length_bytes: int
    media_type: str
    label: str
    named: int
    confirmed_ms: int

    def ref(self) -> FileRef:
        """The file as events name it."""
        return FileRef(digest=self.digest, length_bytes=self.length_bytes, media_type=self.media_type, label=self.label)


_COLUMNS = ", ".join(Spoken._fields)
_MARKS = ", ".join("?" * len(Spoken._fields))
_PARCEL = ", ".join(Parcel._fields)


def fact(tx: Tx, key: str) -> str:
    """A single fact, empty when it is not known."""
    row = tx.row("SELECT value FROM facts WHERE key = ?", key)
    return str(row[0]) if row else ""


def set_fact(tx: Tx, key: str, value: str) -> None:
    """Writes a single fact."""
    tx.run(
        "INSERT INTO facts (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        key,
        value,
    )


def tape(tx: Tx) -> Tape:
    """The number and digest of the last event said here; (0, zeroes) before the first. Outlives the events themselves."""
    n, _, digest = fact(tx, "tape").partition(" ")
    return Tape(int(n), digest) if digest else Tape(0, NO_DIGEST)


def append(tx: Tx, said: Spoken, touches: Iterable[tuple[str, str]]) -> None:
    """Keeps an event newly said, the things it changes, and where the tape now stands."""
    tx.run(f"INSERT INTO outbox ({_COLUMNS}) VALUES ({_MARKS})", *said)
    tx.many(
        "INSERT INTO touches (kind, thing_id, event_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(kind, thing_id, said.id) for kind, thing_id in touches],
    )
    set_fact(tx, "tape", f"{said.n} {said.digest}")


def unsent(tx: Tx, limit: int) -> list[Spoken]:
    """The next events to send, in their order."""
    rows = tx.rows(f"SELECT {_COLUMNS} FROM outbox WHERE sent = 0 ORDER BY n LIMIT ?", limit)
    return [Spoken(*row) for row in rows]


def unsent_tally(tx: Tx) -> tuple[int, int]:
    """How many events have no receipt, and when the oldest of them was said."""
    row = tx.row("SELECT count(*), coalesce(min(said_ms), 0) FROM outbox WHERE sent = 0")
    assert row is not None
    return int(row[0]), int(row[1])


def receive(tx: Tx, n: int, outcome: str, seq: int, receipt: str, now_ms: int) -> bool:
    """Keeps the receipt of a number; whether that number still waited for one."""
    changed = tx.run(
        "UPDATE outbox SET sent = 1, outcome = ?, seq = ?, receipt = ?, receipted_ms = ? WHERE n = ? AND sent = 0",
        outcome, seq, receipt, now_ms, n,
    )  # fmt: skip
    return changed > 0


def forgotten(tx: Tx, from_n: int) -> None:
    """The office no longer knows these numbers, whatever its receipts said: they must be sent again."""
    tx.run("UPDATE outbox SET sent = 0, outcome = '', seq = 0, receipt = '' WHERE n >= ?", from_n)


def offer_again(tx: Tx) -> None:
    """The office lives another life: everything kept is sent again, since its receipts were of the life before."""
    tx.run("UPDATE outbox SET sent = 0")


def kept_count(tx: Tx, from_n: int) -> int:
    """How many events from a number on are still here to be sent again."""
    row = tx.row("SELECT count(*) FROM outbox WHERE n >= ?", from_n)
    return int(row[0]) if row else 0


def spoken(tx: Tx, event_id: str) -> Spoken | None:
    """One event said here."""
    row = tx.row(f"SELECT {_COLUMNS} FROM outbox WHERE id = ?", event_id)
    return Spoken(*row) if row else None


def all_spoken(tx: Tx) -> list[Spoken]:
    """Every event still kept, in its order."""
    return [Spoken(*row) for row in tx.rows(f"SELECT {_COLUMNS} FROM outbox ORDER BY n")]


def rewrite(tx: Tx, tape_at: Tape, said: Sequence[Spoken]) -> None:
    """Puts the outbox in place of the old one: the same events under other numbers."""
    tx.run("DELETE FROM outbox")
    tx.many(f"INSERT INTO outbox ({_COLUMNS}) VALUES ({_MARKS})", said)
    set_fact(tx, "tape", f"{tape_at.n} {tape_at.digest}")


def pending(tx: Tx, kind: str, thing_id: str, version: int) -> list[str]:
    """Lines of the events that change a thing and that its pulled version does not contain yet, in order."""
    rows = tx.rows(
        "SELECT o.line FROM touches t JOIN outbox o ON o.id = t.event_id WHERE t.kind = ? AND t.thing_id = ? AND "
        "(o.outcome = '' OR (o.outcome IN ('applied', 'merged', 'conflict') AND o.seq > ?)) ORDER BY o.n",
        kind, thing_id, version,
    )  # fmt: skip
    return [str(line) for (line,) in rows]


def was_said(tx: Tx, kind: str, subject_id: str, lease: int) -> bool:
    """Whether an event of this kind was said of a thing under this lease."""
    sql = "SELECT 1 FROM outbox WHERE kind = ? AND subject_id = ? AND lease = ?"
    return tx.row(sql, kind, subject_id, lease) is not None


def unsettled(tx: Tx) -> list[Spoken]:
    """Events that ended parked, refused or in conflict and that nobody has put away yet."""
    rows = tx.rows(
        f"SELECT {_COLUMNS} FROM outbox WHERE outcome IN ('parked', 'refused', 'conflict') AND shut_ms = 0 ORDER BY n"
    )
    return [Spoken(*row) for row in rows]


def shut(tx: Tx, event_id: str, now_ms: int) -> None:
    """Somebody has put this event away: nothing more is to be done about it here."""
    tx.run("UPDATE outbox SET shut_ms = ? WHERE id = ? AND shut_ms = 0", now_ms, event_id)


def forget_spoken(tx: Tx, before_ms: int) -> int:
    """Drops what was receipted before a time, from the oldest number on; what is unsettled or not yet pulled stays."""
    tx.run(
        "DELETE FROM outbox WHERE n < coalesce((SELECT min(n) FROM outbox WHERE sent = 0 OR receipted_ms >= ?), "
        "(SELECT max(n) + 1 FROM outbox)) AND (outcome IN ('applied', 'merged', 'conflict') OR shut_ms > 0) "
        "AND NOT EXISTS (SELECT 1 FROM touches t JOIN things h ON h.kind = t.kind AND h.id = t.thing_id "
        "WHERE t.event_id = outbox.id AND h.version < outbox.seq)",
        before_ms,
    )
    return tx.run("DELETE FROM touches WHERE event_id NOT IN (SELECT id FROM outbox)")


def thing(tx: Tx, kind: str, thing_id: str) -> Kept | None:
    """A thing as last pulled."""
    row = tx.row("SELECT kind, id, version, body FROM things WHERE kind = ? AND id = ?", kind, thing_id)
    return Kept(*row) if row else None


def things(tx: Tx, kind: str = "") -> list[Kept]:
    """Every thing pulled, of one kind or of all."""
    where, values = ("WHERE kind = ? ", [kind]) if kind else ("", [])
    return [
        Kept(*row) for row in tx.rows(f"SELECT kind, id, version, body FROM things {where}ORDER BY kind, id", *values)
    ]


def put_things(tx: Tx, generation: int, kept: Sequence[Kept]) -> None:
    """Puts pulled things in place of what was."""
    tx.many(
        "INSERT INTO things (kind, id, version, body, generation) VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, id) DO "
        "UPDATE SET version = excluded.version, body = excluded.body, generation = excluded.generation",
        [(*one, generation) for one in kept],
    )


def drop_things(tx: Tx, keys: Sequence[tuple[str, str]]) -> None:
    """Lets things go that no longer reach this tablet."""
    tx.many("DELETE FROM things WHERE kind = ? AND id = ?", keys)


def drop_older(tx: Tx, generation: int) -> int:
    """Lets go of what an older snapshot held and this one does not."""
    return tx.run("DELETE FROM things WHERE generation < ?", generation)


def keep_file(tx: Tx, file: FileRef, data: bytes, now_ms: int) -> None:
    """Keeps the bytes of a file; the same bytes twice are kept once."""
    tx.run(
        "INSERT INTO files (digest, length_bytes, media_type, label, data, kept_ms, named, confirmed_ms) "
        "VALUES (?, ?, ?, ?, ?, ?, 0, 0) ON CONFLICT DO NOTHING",
        file.digest, file.length_bytes, file.media_type, file.label,
        cast(Value, data),  # the common Value leaves bytes out for PostgreSQL's sake
        now_ms,
    )  # fmt: skip


def parcel(tx: Tx, digest: str) -> Parcel | None:
    """What is known of a file kept here."""
    row = tx.row(f"SELECT {_PARCEL} FROM files WHERE digest = ?", digest)
    return Parcel(*row) if row else None


def file_data(tx: Tx, digest: str) -> bytes:
    """The bytes of a file kept here."""
    row = tx.row("SELECT data FROM files WHERE digest = ?", digest)
    return bytes(row[0]) if row else b""


def unconfirmed(tx: Tx) -> list[Parcel]:
    """Files named by events that the office has not confirmed yet, oldest first."""
    rows = tx.rows(
        f"SELECT {_PARCEL} FROM files WHERE named = 1 AND confirmed_ms = 0 ORDER BY kept_ms, digest",
    )
    return [Parcel(*row) for row in rows]


def name_file(tx: Tx, digest: str) -> None:
    """An event names this file: from now on it must reach the office."""
    tx.run("UPDATE files SET named = 1 WHERE digest = ?", digest)


def confirm_file(tx: Tx, digest: str, now_ms: int) -> None:
    """The office has every byte of a file."""
    tx.run("UPDATE files SET confirmed_ms = ? WHERE digest = ?", now_ms, digest)


def doubt_files(tx: Tx) -> None:
    """The office lives another life: what it confirmed before may be gone."""
    tx.run("UPDATE files SET confirmed_ms = 0")


def forget_files(tx: Tx, confirmed_before_ms: int, unnamed_before_ms: int) -> int:
    """Drops files confirmed long enough ago, and drafts that no event ever named."""
    return tx.run(
        "DELETE FROM files WHERE (confirmed_ms > 0 AND confirmed_ms < ?) OR (named = 0 AND kept_ms < ?)",
        confirmed_before_ms,
        unnamed_before_ms,
    )


def wipe(tx: Tx) -> None:
    """Leaves nothing: the freed pages are overwritten with zeroes."""
    tx.rows("PRAGMA secure_delete = ON")
    for table in ("facts", "things", "outbox", "touches", "files"):
        tx.run(f"DELETE FROM {table}")
