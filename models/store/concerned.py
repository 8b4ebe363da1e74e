"""Whom a breach concerns: what an account looked at since a time, and what lay on a device."""

from typing import NamedTuple

from models.store.engine import Tx

LOOKS_MAX = 100_000


class Seen(NamedTuple):
    """One thing of a person that somebody saw or held: whose, what, when first and last (0: lay there, not dated)."""

    citizen_id: str
    kind: str
    first_ms: int
    last_ms: int


def looked_at(tx: Tx, unit_id: str, actor_id: str, since_ms: int) -> list[Seen]:
    """What of whom an account looked at since a time, from the log of looks; a case counts as its person's."""
    rows = tx.rows(
        "SELECT coalesce(t.citizen_id, ''), v.subject_id, v.kind, min(v.at_ms), max(v.at_ms) FROM views v "
        "LEFT JOIN things t ON t.unit_id = v.unit_id AND t.id = v.subject_id "
        "AND t.kind IN ('request', 'visit', 'dossier', 'call') "
        "WHERE v.unit_id = ? AND v.actor_id = ? AND v.at_ms >= ? GROUP BY t.citizen_id, v.subject_id, v.kind "
        "ORDER BY min(v.at_ms), v.subject_id LIMIT ?",
        unit_id, actor_id, since_ms, LOOKS_MAX,
    )  # fmt: skip
    return [
        Seen(str(citizen or subject), str(kind), int(first), int(last)) for citizen, subject, kind, first, last in rows
    ]


def held_by(tx: Tx, unit_id: str, officer_id: str, since_seq: int) -> list[Seen]:
    """What of whom lies on an officer's tablets, or was let go there at or after a number."""
    rows = tx.rows(
        "SELECT CASE WHEN r.kind = 'citizen' THEN r.id ELSE t.citizen_id END, r.kind FROM reach r "
        "LEFT JOIN things t ON t.unit_id = r.unit_id AND t.kind = r.kind AND t.id = r.id "
        "WHERE r.unit_id = ? AND r.audience = ? AND r.kind IN ('citizen', 'request', 'visit', 'dossier') "
        "AND (r.gone = 0 OR r.seq >= ?) ORDER BY r.kind, r.id LIMIT ?",
        unit_id, f"officer:{officer_id}", since_seq, LOOKS_MAX,
    )  # fmt: skip
    return [Seen(str(citizen), str(kind), 0, 0) for citizen, kind in rows if citizen]


def people_named(tx: Tx, unit_id: str, citizen_ids: list[str]) -> set[str]:
    """Which of these are people of the unit."""
    marks = ", ".join("?" * len(citizen_ids))
    rows = tx.rows(
        f"SELECT id FROM things WHERE unit_id = ? AND kind = 'citizen' AND id IN ({marks})", unit_id, *citizen_ids
    )
    return {str(citizen) for (citizen,) in rows}
