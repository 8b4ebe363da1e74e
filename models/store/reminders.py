"""Who was rung about a visit beforehand: one row for each visit and each of the days, the last outcome standing."""

from models.store.engine import Tx


def put(tx: Tx, unit_id: str, visit_id: str, days: int, outcome: str, at_ms: int) -> None:
    """Keeps what came of ringing about a visit so many days before."""
    tx.run(
        "INSERT INTO reminders (unit_id, visit_id, days, outcome, at_ms) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (unit_id, visit_id, days) DO UPDATE SET outcome = excluded.outcome, at_ms = excluded.at_ms",
        unit_id, visit_id, days, outcome, at_ms,
    )  # fmt: skip


def of_days(tx: Tx, unit_id: str, days: int, since_ms: int) -> dict[str, str]:
    """The last outcome of each visit somebody was rung about so many days before, since a moment."""
    rows = tx.rows(
        "SELECT visit_id, outcome FROM reminders WHERE unit_id = ? AND days = ? AND at_ms >= ?", unit_id, days, since_ms
    )
    return {str(visit_id): str(outcome) for visit_id, outcome in rows}


def forget(tx: Tx, before_ms: int) -> int:
    """Drops what is of no use any more: the visits are over."""
    return tx.run("DELETE FROM reminders WHERE at_ms < ?", before_ms)
