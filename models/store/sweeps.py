"""What the clock's jobs look for, so that nothing lies about longer than it is of use."""

from models.store.engine import Tx


def _bodies(tx: Tx, sql: str, *values: str | int) -> list[str]:
    return [str(body) for (body,) in tx.rows(sql, *values)]


def ended_visits_heard(tx: Tx, unit_id: str, to_day: str) -> list[str]:
    """Bodies of ended visits promised on or before a day that still lie on somebody's tablet."""
    return _bodies(
        tx,
        "SELECT body FROM things WHERE unit_id = ? AND kind = 'visit' AND state IN ('completed', 'failed') AND day <= ? "
        "AND id IN (SELECT id FROM reach WHERE unit_id = ? AND kind = 'visit' AND gone = 0) ORDER BY id",
        unit_id, to_day, unit_id,
    )  # fmt: skip


def settled_holds_heard(tx: Tx, unit_id: str) -> list[str]:
    """Bodies of settled work that still lies on its officer's tablet."""
    return _bodies(
        tx,
        "SELECT body FROM things WHERE unit_id = ? AND kind = 'hold' AND state IN ('returned', 'dismissed', 'adopted') "
        "AND id IN (SELECT id FROM reach WHERE unit_id = ? AND kind = 'hold' AND gone = 0) ORDER BY id",
        unit_id, unit_id,
    )  # fmt: skip


def notices_posted(tx: Tx, unit_id: str) -> list[str]:
    """Bodies of a unit's notices that nobody has withdrawn."""
    return _bodies(
        tx, "SELECT body FROM things WHERE unit_id = ? AND kind = 'notice' AND state = 'posted' ORDER BY id", unit_id
    )


def visits_expected(tx: Tx, unit_id: str, to_day: str) -> list[str]:
    """Bodies of visits promised on or before a day that have not ended."""
    return _bodies(
        tx,
        "SELECT body FROM things WHERE unit_id = ? AND kind = 'visit' AND day <= ? "
        "AND state IN ('planned', 'assigned', 'acknowledged', 'departed', 'arrived') ORDER BY id",
        unit_id, to_day,
    )  # fmt: skip


def dossiers_running(tx: Tx, unit_id: str) -> list[str]:
    """Bodies of dossiers that were received and have no result yet: their time runs."""
    return _bodies(
        tx,
        "SELECT body FROM things WHERE unit_id = ? AND kind = 'dossier' AND state IN ('2', '4', '6') ORDER BY id",
        unit_id,
    )


def results_signed(tx: Tx, unit_id: str) -> list[str]:
    """Bodies of dossiers whose signed result has not gone home."""
    rows = tx.rows(
        "SELECT body FROM things WHERE unit_id = ? AND kind = 'dossier' AND state = '9' ORDER BY id", unit_id
    )
    return [str(body) for (body,) in rows]


def dossiers_due_in(tx: Tx, unit_id: str, from_day: str, to_day: str, limit: int) -> list[str]:
    """Bodies of dossiers whose result was due in a span of days, whatever became of them since."""
    return _bodies(
        tx,
        "SELECT body FROM things WHERE unit_id = ? AND kind = 'dossier' AND state IN ('2', '4', '5', '6', '9', '10') "
        "AND day BETWEEN ? AND ? ORDER BY id LIMIT ?",
        unit_id, from_day, to_day, limit,
    )  # fmt: skip


def dossiers_due(tx: Tx, unit_id: str, to_day: str) -> list[str]:
    """Bodies of dossiers in hand whose result is due on or before a day."""
    return _bodies(
        tx,
        "SELECT body FROM things WHERE unit_id = ? AND kind = 'dossier' AND state IN ('2', '4', '5', '6') "
        "AND day > '' AND day <= ? ORDER BY day, id",
        unit_id, to_day,
    )  # fmt: skip


def devices_live(tx: Tx, unit_id: str) -> list[tuple[str, str, int, int]]:
    """(device, officer, last heard, what it said it still held) of every device that may speak."""
    rows = tx.rows(
        "SELECT d.id, d.owner_id, coalesce(t.heard_ms, 0), coalesce(t.unsent, 0) FROM things d "
        "LEFT JOIN tapes t ON t.unit_id = d.unit_id AND t.device_id = d.id "
        "WHERE d.unit_id = ? AND d.kind = 'device' AND d.state = 'live' ORDER BY d.id",
        unit_id,
    )
    return [(str(device), str(officer), int(heard_ms), int(unsent)) for device, officer, heard_ms, unsent in rows]


def forget_enrolments(tx: Tx, before_ms: int) -> int:
    """Drops one-time codes that ran out before a time, used or not."""
    return tx.run("DELETE FROM enrolments WHERE expires_ms < ?", before_ms)
