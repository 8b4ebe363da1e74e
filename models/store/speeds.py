"""How fast a unit travels, as it learned from its own journeys; and the journeys it can learn from."""

from collections.abc import Sequence

from models.store.engine import Tx


def learned(tx: Tx, unit_id: str) -> str:
    """What a unit has learned, as finished JSON; empty when it has not."""
    row = tx.row("SELECT learned FROM speeds WHERE unit_id = ?", unit_id)
    return str(row[0]) if row else ""


def learn(tx: Tx, unit_id: str, text: str, now_ms: int) -> None:
    """Keeps what a unit has learned in place of what it knew."""
    tx.run(
        "INSERT INTO speeds (unit_id, learned, learned_ms) VALUES (?, ?, ?) "
        "ON CONFLICT (unit_id) DO UPDATE SET learned = excluded.learned, learned_ms = excluded.learned_ms",
        unit_id, text, now_ms,
    )  # fmt: skip


def travelled(tx: Tx, unit_id: str, days: Sequence[str], limit: int) -> list[str]:
    """Bodies of visits of these days that somebody went to, whatever came of them."""
    marks = ", ".join("?" * len(days))
    rows = tx.rows(
        "SELECT body FROM things WHERE unit_id = ? AND kind = 'visit' AND state IN ('completed', 'failed') "
        f"AND day IN ({marks}) ORDER BY day, id LIMIT ?",
        unit_id, *days, limit,
    )  # fmt: skip
    return [str(body) for (body,) in rows]
