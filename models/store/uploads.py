"""Uploads under way (tus 1.0): which bytes the office waits for, from whom, how many are safely on disk, and until when.

A finished upload keeps its row until it expires, so that a device whose last answer was lost learns that all is here.
"""

from typing import NamedTuple

from models.store.engine import Tx


class Upload(NamedTuple):
    """One row of `uploads`; field order is the column order."""

    unit_id: str
    id: str
    digest: str
    length_bytes: int
    offset_bytes: int
    media_type: str
    device_id: str
    expires_ms: int


_COLUMNS = ", ".join(Upload._fields)
_MARKS = ", ".join("?" * len(Upload._fields))


def begin(tx: Tx, upload: Upload) -> None:
    """Waits for these bytes from now on, from the first; in place of what the same device promised before."""
    sets = ", ".join(f"{name} = excluded.{name}" for name in Upload._fields[2:])
    tx.run(
        f"INSERT INTO uploads ({_COLUMNS}) VALUES ({_MARKS}) ON CONFLICT (unit_id, id) DO UPDATE SET {sets}", *upload
    )


def upload(tx: Tx, unit_id: str, upload_id: str) -> Upload | None:
    """One upload by its id."""
    row = tx.row(f"SELECT {_COLUMNS} FROM uploads WHERE unit_id = ? AND id = ?", unit_id, upload_id)
    return Upload(*row) if row else None


def open_count(tx: Tx, unit_id: str, device_id: str, now_ms: int) -> int:
    """How many unfinished uploads of a device are still waited for."""
    row = tx.row(
        "SELECT count(*) FROM uploads WHERE unit_id = ? AND device_id = ? AND offset_bytes < length_bytes AND expires_ms > ?",
        unit_id, device_id, now_ms,
    )  # fmt: skip
    return int(row[0]) if row else 0


def reach(tx: Tx, was: Upload, offset_bytes: int, expires_ms: int) -> bool:
    """Moves an upload on to what is on disk now; false when somebody else moved it meanwhile."""
    moved = tx.run(
        "UPDATE uploads SET offset_bytes = ?, expires_ms = ? WHERE unit_id = ? AND id = ? AND offset_bytes = ?",
        offset_bytes, expires_ms, was.unit_id, was.id, was.offset_bytes,
    )  # fmt: skip
    return moved == 1


def drop(tx: Tx, unit_id: str, upload_id: str) -> None:
    """Waits for an upload no longer."""
    tx.run("DELETE FROM uploads WHERE unit_id = ? AND id = ?", unit_id, upload_id)


def expired(tx: Tx, unit_id: str, now_ms: int, limit: int = 500) -> list[str]:
    """Ids of a unit's uploads that are no longer waited for, the oldest first."""
    rows = tx.rows(
        "SELECT id FROM uploads WHERE unit_id = ? AND expires_ms <= ? ORDER BY expires_ms LIMIT ?",
        unit_id, now_ms, limit,
    )  # fmt: skip
    return [str(upload_id) for (upload_id,) in rows]


def drop_expired(tx: Tx, unit_id: str, upload_id: str, now_ms: int) -> bool:
    """Drops an upload if it is still expired: its device may have begun it anew."""
    gone = tx.run("DELETE FROM uploads WHERE unit_id = ? AND id = ? AND expires_ms <= ?", unit_id, upload_id, now_ms)
    return gone == 1
