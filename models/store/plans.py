"""Plans: what stands for a day (`standings`), and what was proposed, how far it is and what became of it (`plans`).

Neither is true of anything: what is true is in `things`, said through the one door. These rows may be lost without loss.
"""

from collections.abc import Sequence
from typing import NamedTuple, get_args

from models import visit
from models.store.engine import Tx


class Proposal(NamedTuple):
    """One row of `plans`; field order is the column order. `asked` and `body` are finished JSON, `body` empty until done."""

    unit_id: str
    id: str
    day: str
    kind: str
    state: str
    step: str
    permille: int
    cost_s: int
    made_by: str
    made_ms: int
    ended_ms: int
    asked: str
    body: str


_COLUMNS = ", ".join(Proposal._fields)
_MARKS = ", ".join("?" * len(Proposal._fields))
_STATES = (*get_args(visit.VisitState), "held", "taken", "released")
"""Named, so that the index of days is gone by: it has the state before the day."""


def standing(tx: Tx, unit_id: str, day: str) -> str:
    """The plan that stands for a day; empty when there is none."""
    row = tx.row("SELECT plan FROM standings WHERE unit_id = ? AND day = ?", unit_id, day)
    return str(row[0]) if row else ""


def stand(tx: Tx, unit_id: str, day: str, plan: str, now_ms: int) -> None:
    """From now on this plan stands for that day."""
    tx.run(
        "INSERT INTO standings (unit_id, day, plan, kept_ms) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (unit_id, day) DO UPDATE SET plan = excluded.plan, kept_ms = excluded.kept_ms",
        unit_id, day, plan, now_ms,
    )  # fmt: skip


def standings(tx: Tx, unit_id: str, from_day: str, to_day: str) -> list[str]:
    """The plans that stood on these days, both included."""
    rows = tx.rows(
        "SELECT plan FROM standings WHERE unit_id = ? AND day >= ? AND day <= ? ORDER BY day", unit_id, from_day, to_day
    )
    return [str(plan) for (plan,) in rows]


def mark(tx: Tx, unit_id: str, day: str) -> str:
    """What changes whenever something that a day's plan rests on changes: visits, offers, officers, ward, law, plan."""
    of_day = tx.row(
        "SELECT count(*), coalesce(max(version), 0) FROM things WHERE unit_id = ? AND kind IN ('visit', 'offer') "
        f"AND state IN ({', '.join('?' * len(_STATES))}) AND day = ?",
        unit_id, *_STATES, day,
    )  # fmt: skip
    of_unit = tx.row(
        "SELECT count(*), coalesce(max(version), 0) FROM things WHERE unit_id = ? AND kind IN ('officer', 'ward', 'law') "
        "AND state IN ('here', 'left', '', 'standing', 'repealed')",
        unit_id,
    )
    kept = tx.row("SELECT kept_ms FROM standings WHERE unit_id = ? AND day = ?", unit_id, day)
    return repr((of_day, of_unit, kept))


def served(tx: Tx, unit_id: str, citizen_ids: Sequence[str]) -> dict[str, str]:
    """By person: the officer who was there last, of visits that came to a good end."""
    if not citizen_ids:
        return {}
    marks = ", ".join("?" * len(citizen_ids))
    rows = tx.rows(
        "SELECT citizen_id, owner_id FROM things WHERE unit_id = ? AND (kind || '') = 'visit' AND state = 'completed' "
        f"AND citizen_id IN ({marks}) ORDER BY id",
        unit_id, *citizen_ids,
    )  # fmt: skip
    return {str(citizen): str(officer) for citizen, officer in rows}


def put(tx: Tx, proposal: Proposal) -> None:
    """A proposal asked for."""
    tx.run(f"INSERT INTO plans ({_COLUMNS}) VALUES ({_MARKS})", *proposal)


def one(tx: Tx, unit_ids: Sequence[str], plan_id: str) -> Proposal | None:
    """A proposal, if it lies in these units."""
    if not unit_ids:
        return None
    marks = ", ".join("?" * len(unit_ids))
    row = tx.row(f"SELECT {_COLUMNS} FROM plans WHERE unit_id IN ({marks}) AND id = ?", *unit_ids, plan_id)
    return Proposal(*row) if row else None


def listed(tx: Tx, unit_ids: Sequence[str], day: str, limit: int) -> list[Proposal]:
    """The latest proposals of a day in these units, the newest first."""
    if not unit_ids:
        return []
    marks = ", ".join("?" * len(unit_ids))
    rows = tx.rows(
        f"SELECT {_COLUMNS} FROM plans WHERE unit_id IN ({marks}) AND day = ? ORDER BY id DESC LIMIT ?",
        *unit_ids, day, limit,
    )  # fmt: skip
    return [Proposal(*row) for row in rows]


def tell(tx: Tx, unit_id: str, plan_id: str, step: str, permille: int, cost_s: int) -> bool:
    """How far a proposal is; false when nobody wants it any more."""
    return tx.run(
        "UPDATE plans SET state = 'running', step = ?, permille = ?, cost_s = ? WHERE unit_id = ? AND id = ? "
        "AND state IN ('waiting', 'running')",
        step, permille, cost_s, unit_id, plan_id,
    ) == 1  # fmt: skip


def end(tx: Tx, unit_id: str, plan_id: str, state: str, body: str, now_ms: int) -> bool:
    """What became of a proposal that was under way; false when it was so no more."""
    return tx.run(
        "UPDATE plans SET state = ?, permille = 1000, body = ?, ended_ms = ? WHERE unit_id = ? AND id = ? "
        "AND state IN ('waiting', 'running')",
        state, body, now_ms, unit_id, plan_id,
    ) == 1  # fmt: skip


def turn(tx: Tx, unit_id: str, plan_id: str, was: str, state: str) -> bool:
    """Moves a proposal on from one state to another; false when somebody else has."""
    return (
        tx.run("UPDATE plans SET state = ? WHERE unit_id = ? AND id = ? AND state = ?", state, unit_id, plan_id, was)
        == 1
    )


def forget(tx: Tx, unit_id: str, before_day: str) -> int:
    """Drops proposals and plans of days before this one."""
    gone = tx.run("DELETE FROM plans WHERE unit_id = ? AND day < ?", unit_id, before_day)
    return gone + tx.run("DELETE FROM standings WHERE unit_id = ? AND day < ?", unit_id, before_day)
