"""What the consoles' lists are made of: pages of finished bodies, always of named units, and what hangs together.

A page is in the order things were made (their ids are UUIDv7), so a page asked for twice does not shift under the reader.
"""

from collections.abc import Sequence
from typing import NamedTuple, get_args

from models import call, dossier, request, visit
from models.store.engine import Tx

TOGETHER_MAX = 500
"""How much one case or one person may bring along; nobody reads more on one screen."""


class Listed(NamedTuple):
    """One row of a list: whose, which, and its finished body."""

    unit_id: str
    id: str
    body: str


class Filter(NamedTuple):
    """Which of a kind are wanted; what is left empty does not matter."""

    states: Sequence[str] = ()
    day: str = ""
    owner_id: str = ""
    request_id: str = ""
    citizen_id: str = ""


_EVERY_STATE: dict[str, tuple[str, ...]] = {
    "visit": get_args(visit.VisitState),
    "request": get_args(request.RequestState),
    "dossier": tuple(map(str, dossier.STATUS)),
    "call": (*get_args(call.CallOutcome), call.DONE),
}
"""What a list by day alone asks for: the index of days has the state before the day."""

_LASTING = frozenset(
    ("completed", "failed", "cancelled", "closed", "withdrawn", "declined", *map(str, dossier.ENDED), call.DONE)
)
"""States in which things stay for ever: most of what there is."""


def page(tx: Tx, unit_ids: Sequence[str], kind: str, wanted: Filter, after: str = "", limit: int = 50) -> list[Listed]:
    """Things of one kind in these units, made after `after`, in the order they were made."""
    if not unit_ids:
        return []
    states = wanted.states or (_EVERY_STATE.get(kind, ()) if wanted.day else ())
    by_id, of_kind = _hidden(wanted, states)
    sql = (
        f"SELECT unit_id, id, body FROM things WHERE unit_id IN ({_marks(unit_ids)}) AND {of_kind} = ? AND {by_id} > ?"
    )
    values: list[str | int] = [*unit_ids, kind, after]
    if states:
        sql += f" AND state IN ({_marks(states)})"
        values += states
    for column in ("day", "owner_id", "request_id", "citizen_id"):
        if value := getattr(wanted, column):
            sql += f" AND {column} = ?"
            values.append(value)
    return [Listed(*row) for row in tx.rows(f"{sql} ORDER BY {by_id}, unit_id LIMIT ?", *values, limit)]


def _hidden(wanted: Filter, states: Sequence[str]) -> tuple[str, str]:
    """How to write id and kind so that SQLite goes by the index that finds few.

    It would rather read every thing of a kind ever made, since the key has them in order already.
    """
    if wanted.request_id or wanted.citizen_id:
        return "(id || '')", "(kind || '')"
    narrow = wanted.day or wanted.owner_id or (states and not _LASTING.intersection(states))
    return ("(id || '')", "kind") if narrow else ("id", "kind")


def one(tx: Tx, unit_ids: Sequence[str], kind: str, thing_id: str) -> Listed | None:
    """One thing, if it lies in these units."""
    if not unit_ids:
        return None
    row = tx.row(
        f"SELECT unit_id, id, body FROM things WHERE unit_id IN ({_marks(unit_ids)}) AND kind = ? AND id = ?",
        *unit_ids, kind, thing_id,
    )  # fmt: skip
    return Listed(*row) if row else None


def with_request(tx: Tx, unit_id: str, request_id: str) -> dict[str, list[Listed]]:
    """What belongs to a request, by kind: itself, its visits and dossiers."""
    return _by_kind(
        tx.rows(
            "SELECT kind, unit_id, id, body FROM things WHERE unit_id = ? AND request_id = ? ORDER BY id LIMIT ?",
            unit_id, request_id, TOGETHER_MAX,
        )
    )  # fmt: skip


def with_citizen(tx: Tx, unit_id: str, citizen_id: str) -> dict[str, list[Listed]]:
    """What belongs to a person, by kind: requests, visits, dossiers, calls; the newest when there is very much."""
    rows = tx.rows(
        "SELECT kind, unit_id, id, body FROM things WHERE unit_id = ? AND citizen_id = ? ORDER BY id DESC LIMIT ?",
        unit_id, citizen_id, TOGETHER_MAX,
    )  # fmt: skip
    return _by_kind(rows[::-1])


def holds_about(tx: Tx, unit_id: str, subject_ids: Sequence[str]) -> list[Listed]:
    """What is held on the settling desk about these things, settled or not."""
    if not subject_ids:
        return []
    rows = tx.rows(
        # CROSS and the sign keep SQLite from reading every hold there is, or the whole journal for its order.
        "SELECT t.unit_id, t.id, t.body FROM journal j CROSS JOIN things t "
        f"WHERE j.unit_id = ? AND j.subject_id IN ({_marks(subject_ids)}) AND j.outcome IN ('parked', 'refused') "
        "AND t.unit_id = j.unit_id AND t.kind = 'hold' AND t.id = j.id ORDER BY +j.seq LIMIT ?",
        unit_id, *subject_ids, TOGETHER_MAX,
    )  # fmt: skip
    return [Listed(*row) for row in rows]


def ever_in_conflict(tx: Tx, unit_id: str, kinds: Sequence[str]) -> list[tuple[str, str]]:
    """(kind, body) of every thing of these kinds that two hands ever set differently; most are settled by now."""
    rows = tx.rows(
        "SELECT t.kind, t.body FROM (SELECT DISTINCT about, subject_id FROM journal "
        f"WHERE unit_id = ? AND outcome = 'conflict') c JOIN things t ON t.unit_id = ? AND t.kind = c.about "
        f"AND t.id = c.subject_id WHERE t.kind IN ({_marks(kinds)}) ORDER BY t.version",
        unit_id, unit_id, *kinds,
    )  # fmt: skip
    return [(str(kind), str(body)) for kind, body in rows]


class Heard(NamedTuple):
    """A device and what it last told; nothing told when it never called."""

    body: str
    id: str
    heard_ms: int | None
    skew_ms: int | None
    unsent: int | None
    report: str | None


def fleet(tx: Tx, unit_ids: Sequence[str], states: Sequence[str], after: str, limit: int) -> list[Heard]:
    """Enrolled devices in these units with what each last told, in the order they were enrolled."""
    if not unit_ids:
        return []
    rows = tx.rows(
        "SELECT d.body, d.id, t.heard_ms, t.skew_ms, t.unsent, t.report FROM things d LEFT JOIN tapes t "
        "ON t.unit_id = d.unit_id AND t.device_id = d.id "
        f"WHERE d.unit_id IN ({_marks(unit_ids)}) AND d.kind = 'device' AND d.state IN ({_marks(states)}) AND d.id > ? "
        "ORDER BY d.id, d.unit_id LIMIT ?",
        *unit_ids, *states, after, limit,
    )  # fmt: skip
    return [Heard(*row) for row in rows]


def _by_kind(rows: list[tuple[str, str, str, str]]) -> dict[str, list[Listed]]:
    found: dict[str, list[Listed]] = {}
    for kind, *listed in rows:
        found.setdefault(kind, []).append(Listed(*listed))
    return found


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
