"""The journal: every event once, in one order per unit, chained by digest, for ever."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from models.ids import NO_DIGEST
from models.store.engine import Tx


class Head(NamedTuple):
    """Where a unit's journal ends: the number of its last event and the digest that chains all before."""

    seq: int
    chain: str


class Entry(NamedTuple):
    """One row of the journal; field order is the column order."""

    unit_id: str
    seq: int
    id: str
    device_id: str
    n: int
    digest: str
    chain: str
    kind: str
    about: str
    subject_id: str
    actor_id: str
    outcome: str
    code: str
    detail: str
    given: str
    received_ms: int
    event: str


class Told(NamedTuple):
    """What the office says of an event and its bytes do not: who said it, what was decided and given, when it came."""

    actor_id: str
    outcome: str
    code: str
    detail: str
    given: str
    received_ms: int


def told(entry: Entry) -> Told:
    """What the office said of an event, from its row."""
    return Told(entry.actor_id, entry.outcome, entry.code, entry.detail, entry.given, entry.received_ms)


_COLUMNS = ", ".join(Entry._fields)
_MARKS = ", ".join("?" * len(Entry._fields))


def link(chain: str, seq: int, digest: str, told: Told) -> str:
    """The chain's next digest: over the one before, the event's number and digest, and all the office said of it."""
    actor, outcome, code, detail, given, received_ms = told
    text = f"{chain}\x1f{seq}\x1f{digest}\x1f{actor}\x1f{outcome}\x1f{code}\x1f{detail}\x1f{given}\x1f{received_ms}"
    return hashlib.sha256(text.encode()).hexdigest()


def lock_head(tx: Tx, unit_id: str) -> Head:
    """The unit's head, locked until the transaction ends: whoever holds it numbers the next events."""
    row = tx.row("UPDATE heads SET seq = seq WHERE unit_id = ? RETURNING seq, chain", unit_id)
    if row is None:
        tx.run(
            "INSERT INTO heads (unit_id, seq, chain) VALUES (?, 0, ?) ON CONFLICT DO NOTHING",
            unit_id,
            NO_DIGEST,
        )
        row = tx.row("UPDATE heads SET seq = seq WHERE unit_id = ? RETURNING seq, chain", unit_id)
    assert row is not None
    return Head(*row)


def head(tx: Tx, unit_id: str) -> Head:
    """The unit's head as this transaction sees it."""
    row = tx.row("SELECT seq, chain FROM heads WHERE unit_id = ?", unit_id)
    return Head(*row) if row else Head(0, NO_DIGEST)


def units(tx: Tx) -> list[str]:
    """Which units have a journal."""
    return [unit_id for (unit_id,) in tx.rows("SELECT unit_id FROM heads ORDER BY unit_id")]


def append(tx: Tx, unit_id: str, entries: Sequence[Entry]) -> None:
    """Writes entries already numbered and chained, and moves the locked head to the last of them."""
    if not entries:
        return
    tx.many(f"INSERT INTO journal ({_COLUMNS}) VALUES ({_MARKS})", entries)
    tx.run("UPDATE heads SET seq = ?, chain = ? WHERE unit_id = ?", entries[-1].seq, entries[-1].chain, unit_id)


def known(tx: Tx, unit_id: str, ids: Sequence[str]) -> dict[str, Entry]:
    """Which of these events are in the journal already, by id."""
    if not ids:
        return {}
    marks = ", ".join("?" * len(ids))
    rows = tx.rows(f"SELECT {_COLUMNS} FROM journal WHERE unit_id = ? AND id IN ({marks})", unit_id, *ids)
    return {entry.id: entry for entry in map(Entry._make, rows)}


def said_by_device(tx: Tx, unit_id: str, device_id: str, from_n: int, to_n: int) -> dict[int, Entry]:
    """What a device said under these numbers."""
    rows = tx.rows(
        f"SELECT {_COLUMNS} FROM journal WHERE unit_id = ? AND device_id = ? AND n BETWEEN ? AND ?",
        unit_id, device_id, from_n, to_n,
    )  # fmt: skip
    return {entry.n: entry for entry in map(Entry._make, rows)}


def number_of(tx: Tx, unit_id: str, device_id: str, digest: str) -> int:
    """Under which number a device last said these bytes, 0 if never. Reads all it said: only for lines that bear none."""
    row = tx.row(
        "SELECT n FROM journal WHERE unit_id = ? AND device_id = ? AND digest = ? ORDER BY n DESC LIMIT 1",
        unit_id, device_id, digest,
    )  # fmt: skip
    return int(row[0]) if row else 0


def entry(tx: Tx, unit_id: str, event_id: str) -> Entry | None:
    """One event by its id."""
    row = tx.row(f"SELECT {_COLUMNS} FROM journal WHERE unit_id = ? AND id = ?", unit_id, event_id)
    return Entry(*row) if row else None


def received(tx: Tx, unit_id: str, numbers: Sequence[int]) -> dict[int, int]:
    """When the events of these numbers were received."""
    if not numbers:
        return {}
    marks = ", ".join("?" * len(numbers))
    rows = tx.rows(f"SELECT seq, received_ms FROM journal WHERE unit_id = ? AND seq IN ({marks})", unit_id, *numbers)
    return {int(seq): int(received_ms) for seq, received_ms in rows}


def history(tx: Tx, unit_id: str, subject_ids: Sequence[str], after_seq: int = 0, limit: int = 500) -> list[Entry]:
    """Everything said about these things, oldest first. A case is its request, visits and dossiers together."""
    if not subject_ids:
        return []
    marks = ", ".join("?" * len(subject_ids))
    rows = tx.rows(
        f"SELECT {_COLUMNS} FROM journal WHERE unit_id = ? AND subject_id IN ({marks}) AND seq > ? ORDER BY seq LIMIT ?",
        unit_id, *subject_ids, after_seq, limit,
    )  # fmt: skip
    return [Entry(*row) for row in rows]


def entries(tx: Tx, unit_id: str, after_seq: int = 0, page: int = 1000) -> Iterator[Entry]:
    """The whole journal of a unit in its order, a page at a time."""
    while rows := tx.rows(
        f"SELECT {_COLUMNS} FROM journal WHERE unit_id = ? AND seq > ? ORDER BY seq LIMIT ?",
        unit_id,
        after_seq,
        page,
    ):
        yield from map(Entry._make, rows)
        after_seq = rows[-1][1]


def redact(tx: Tx, unit_id: str, about: str, subject_id: str, before_seq: int, kinds: Sequence[str] = ()) -> int:
    """Empties the bodies of all events (or of these kinds) about one thing before a redaction: the only change allowed.

    Digests and chain stay, so the journal still verifies. Answers how many bodies were emptied.
    """
    of_kinds = f" AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
    return tx.run(
        "UPDATE journal SET event = '' WHERE unit_id = ? AND about = ? AND subject_id = ? AND seq < ? AND event <> ''"
        f"{of_kinds}",
        unit_id, about, subject_id, before_seq, *kinds,
    )  # fmt: skip
