"""How the house stands, counted for whoever watches it: never a name, only numbers."""

from models.store.engine import Tx


def said_since(tx: Tx, unit_id: str, after_seq: int) -> tuple[int, list[tuple[str, str, int]]]:
    """How far the journal goes, and how many events of each kind and outcome came after a number."""
    row = tx.row("SELECT seq FROM heads WHERE unit_id = ?", unit_id)
    seq = int(row[0]) if row else 0
    rows = tx.rows(
        "SELECT kind, outcome, count(*) FROM journal WHERE unit_id = ? AND seq > ? AND seq <= ? GROUP BY kind, outcome",
        unit_id, after_seq, seq,
    )  # fmt: skip
    return seq, [(str(kind), str(outcome), int(count)) for kind, outcome, count in rows]


def open_holds(tx: Tx, unit_id: str) -> int:
    """How much work waits on the settling desk."""
    row = tx.row("SELECT count(*) FROM things WHERE unit_id = ? AND kind = 'hold' AND state = 'open'", unit_id)
    return int(row[0]) if row else 0


def silent_tablets(tx: Tx, unit_id: str, before_ms: int) -> int:
    """How many tablets in service were not heard since a moment; one that was never heard is silent."""
    row = tx.row(
        "SELECT count(*) FROM things d LEFT JOIN tapes t ON t.unit_id = d.unit_id AND t.device_id = d.id "
        "WHERE d.unit_id = ? AND d.kind = 'device' AND d.state = 'live' AND coalesce(t.heard_ms, 0) < ?",
        unit_id, before_ms,
    )  # fmt: skip
    return int(row[0]) if row else 0
