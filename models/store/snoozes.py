"""What somebody put off looking at, and until when."""

from models.store.engine import Tx


def put_off(tx: Tx, unit_id: str, account_id: str, now_ms: int) -> set[str]:
    """The alerts an account does not want to see at present."""
    rows = tx.rows(
        "SELECT alert FROM snoozes WHERE unit_id = ? AND account_id = ? AND until_ms > ?", unit_id, account_id, now_ms
    )
    return {str(alert) for (alert,) in rows}


def snooze(tx: Tx, unit_id: str, account_id: str, alert: str, until_ms: int) -> None:
    """Puts an alert off for one account; the last word counts."""
    tx.run(
        "INSERT INTO snoozes (unit_id, account_id, alert, until_ms) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (unit_id, account_id, alert) DO UPDATE SET until_ms = excluded.until_ms",
        unit_id, account_id, alert, until_ms,
    )  # fmt: skip


def forget(tx: Tx, now_ms: int) -> int:
    """Drops what is due to be seen again."""
    return tx.run("DELETE FROM snoozes WHERE until_ms <= ?", now_ms)
