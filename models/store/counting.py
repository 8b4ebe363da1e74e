"""What a report counts, read a page at a time and never more of the past than it needs.

What lay still since before a period and has ended cannot stand in its report; what is open may be as old as it likes. So
two questions bring all dossiers of a period: those that changed since it began, and those still open that did not.
"""

from collections.abc import Sequence
from typing import NamedTuple

from models.store.engine import Tx

LATE_MS = 3_600_000
"""Two processes' clocks may be a little apart, so numbers and times of receipt are only nearly in one order."""
_OPEN = ("2", "4", "5", "6")


class Place(NamedTuple):
    """How far a reading has come: the column it goes by and the id within it."""

    at: int | str
    id: str


def first_since(tx: Tx, unit_id: str, at_ms: int) -> int:
    """The number from which on everything was received at a moment or later, found in some twenty reads by halving."""
    row = tx.row("SELECT seq FROM heads WHERE unit_id = ?", unit_id)
    low, high = 1, (int(row[0]) if row else 0) + 1
    while low < high:
        middle = (low + high) // 2
        row = tx.row("SELECT received_ms FROM journal WHERE unit_id = ? AND seq = ?", unit_id, middle)
        if row is not None and int(row[0]) < at_ms - LATE_MS:
            low = middle + 1
        else:
            high = middle
    return low


def still_open(tx: Tx, unit_id: str, before: int, after: str, limit: int) -> list[tuple[str, str]]:
    """(id, body) of received dossiers that are open and were last touched before a number."""
    rows = tx.rows(
        f"SELECT id, body FROM things WHERE unit_id = ? AND kind = 'dossier' AND state IN ({_marks(_OPEN)}) "
        "AND version < ? AND (id || '') > ? ORDER BY (id || '') LIMIT ?",
        unit_id, *_OPEN, before, after, limit,
    )  # fmt: skip
    return [(str(thing_id), str(body)) for thing_id, body in rows]


def changed(tx: Tx, unit_id: str, place: Place, limit: int) -> list[tuple[int, str, str]]:
    """(version, id, body) of dossiers touched at or after a place, in the order they were last touched."""
    rows = tx.rows(
        "SELECT version, id, body FROM things WHERE unit_id = ? AND rank = 2 AND version >= ? AND kind = 'dossier' "
        "AND (version, id) > (?, ?) ORDER BY version, id LIMIT ?",
        unit_id, place.at, *place, limit,
    )  # fmt: skip
    return [(int(version), str(thing_id), str(body)) for version, thing_id, body in rows]


def of_requests(tx: Tx, unit_id: str, kind: str, request_ids: Sequence[str]) -> list[str]:
    """Bodies of every visit, or every dossier, that these requests ever had."""
    if not request_ids:
        return []
    rows = tx.rows(
        f"SELECT body FROM things WHERE unit_id = ? AND request_id IN ({_marks(request_ids)}) AND (kind || '') = ? "
        "ORDER BY id",
        unit_id, *request_ids, kind,
    )  # fmt: skip
    return [str(body) for (body,) in rows]


def calls(
    tx: Tx, unit_id: str, state: str, first: str, last: str, place: Place, limit: int
) -> list[tuple[str, str, str]]:
    """(day, id, body) of calls listed under a state on the days of a period."""
    rows = tx.rows(
        "SELECT day, id, body FROM things WHERE unit_id = ? AND kind = 'call' AND state = ? AND day >= ? AND day <= ? "
        "AND (day, id) > (?, ?) ORDER BY day, id LIMIT ?",
        unit_id, state, first, last, *place, limit,
    )  # fmt: skip
    return [(str(day), str(thing_id), str(body)) for day, thing_id, body in rows]


def requests(tx: Tx, unit_id: str, after: str, limit: int) -> list[tuple[str, str]]:
    """(id, body) of a unit's requests in the order they were made."""
    rows = tx.rows(
        "SELECT id, body FROM things WHERE unit_id = ? AND kind = 'request' AND id > ? ORDER BY id LIMIT ?",
        unit_id, after, limit,
    )  # fmt: skip
    return [(str(thing_id), str(body)) for thing_id, body in rows]


def papers_of(tx: Tx, unit_id: str, dossier_ids: Sequence[str]) -> list[str]:
    """Bodies of every paper made out for these dossiers."""
    if not dossier_ids:
        return []
    rows = tx.rows(
        f"SELECT body FROM things WHERE unit_id = ? AND kind = 'paper' AND owner_id IN ({_marks(dossier_ids)}) "
        "ORDER BY (id || '')",
        unit_id, *dossier_ids,
    )  # fmt: skip
    return [str(body) for (body,) in rows]


def every_call(tx: Tx, unit_id: str, after: str, limit: int) -> list[tuple[str, str]]:
    """(id, body) of a unit's calls in the order they were written down."""
    rows = tx.rows(
        "SELECT id, body FROM things WHERE unit_id = ? AND kind = 'call' AND id > ? ORDER BY id LIMIT ?",
        unit_id, after, limit,
    )  # fmt: skip
    return [(str(thing_id), str(body)) for thing_id, body in rows]


class Waiting(NamedTuple):
    """How much of a unit waits for somebody: visits nobody has, calls owed a ring, open work on the settling desk."""

    visits: int
    calls: int
    held: int


def waiting(tx: Tx, unit_id: str) -> Waiting:
    """What waits in a unit now, counted by what lists are made of."""
    counts = [_count(tx, unit_id, kind, states) for kind, states in _WAITING]
    return Waiting(*counts)


_WAITING = (("visit", ("planned",)), ("call", ("callback", "missed", "hung_up")), ("hold", ("open",)))


def _count(tx: Tx, unit_id: str, kind: str, states: tuple[str, ...]) -> int:
    row = tx.row(
        f"SELECT count(*) FROM things WHERE unit_id = ? AND kind = ? AND state IN ({_marks(states)})",
        unit_id, kind, *states,
    )  # fmt: skip
    return int(row[0]) if row else 0


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
