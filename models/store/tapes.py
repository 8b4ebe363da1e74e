"""Where each device stands: its last number and digest, the signatures that prove it, and what it last told of itself."""

from typing import NamedTuple

from models.ids import NO_DIGEST
from models.store.engine import Tx


class Tape(NamedTuple):
    """A device's last number and the digest of the event that bears it."""

    n: int
    digest: str


def tape(tx: Tx, unit_id: str, device_id: str) -> Tape:
    """Where a device stands; (0, zeroes) when it has said nothing yet."""
    row = tx.row("SELECT n, digest FROM tapes WHERE unit_id = ? AND device_id = ?", unit_id, device_id)
    return Tape(*row) if row else Tape(0, NO_DIGEST)


def wind(tx: Tx, unit_id: str, device_id: str, to: Tape, heard_ms: int) -> None:
    """Moves the office's own device to where it stands."""
    tx.run(
        "INSERT INTO tapes (unit_id, device_id, n, digest, heard_ms, report) VALUES (?, ?, ?, ?, ?, '') "
        "ON CONFLICT (unit_id, device_id) DO UPDATE SET n = excluded.n, digest = excluded.digest, heard_ms = excluded.heard_ms",
        unit_id, device_id, to.n, to.digest, heard_ms,
    )  # fmt: skip


class Told(NamedTuple):
    """What a device told of itself with a push: when, its clock's skew, how much it still holds, its report (JSON)."""

    heard_ms: int
    skew_ms: int | None
    unsent: int
    report: str


def tell(tx: Tx, unit_id: str, device_id: str, at: Tape, told: Told) -> None:
    """Moves a device to where it stands after a push, and keeps what it told of itself."""
    tx.run(
        "INSERT INTO tapes (unit_id, device_id, n, digest, heard_ms, skew_ms, unsent, report) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (unit_id, device_id) DO UPDATE SET n = excluded.n, "
        "digest = excluded.digest, heard_ms = excluded.heard_ms, skew_ms = excluded.skew_ms, "
        "unsent = excluded.unsent, report = excluded.report",
        unit_id, device_id, *at, *told,
    )  # fmt: skip


def sign(tx: Tx, unit_id: str, device_id: str, at: Tape, signature: str, received_ms: int) -> None:
    """Keeps a push's head signature."""
    tx.run(
        "INSERT INTO signatures (unit_id, device_id, n, digest, signature, received_ms) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        unit_id, device_id, at.n, at.digest, signature, received_ms,
    )  # fmt: skip


class Fleet(NamedTuple):
    """What the office knows of one device without asking it."""

    device_id: str
    n: int
    heard_ms: int
    skew_ms: int | None
    unsent: int | None
    report: str


def fleet(tx: Tx, unit_id: str) -> list[Fleet]:
    """Every device of a unit that ever spoke: when last, how skewed, what it said it still holds."""
    rows = tx.rows(
        "SELECT device_id, n, heard_ms, skew_ms, unsent, report FROM tapes WHERE unit_id = ? ORDER BY device_id",
        unit_id,
    )
    return [Fleet(*row) for row in rows]


def reject(tx: Tx, unit_id: str, reject_id: str, device_id: str, code: str, line: str, received_ms: int) -> None:
    """Keeps a line that never became an event, for inspection."""
    tx.run(
        "INSERT INTO rejects (unit_id, id, device_id, code, line, received_ms) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        unit_id, reject_id, device_id, code, line, received_ms,
    )  # fmt: skip


def rejects(tx: Tx, unit_id: str, limit: int = 200) -> list[tuple[str, str, str, str, int]]:
    """The newest rejected lines: (id, device, code, line, received)."""
    return [
        (str(i), str(d), str(c), str(line), int(r))
        for i, d, c, line, r in tx.rows(
            "SELECT id, device_id, code, line, received_ms FROM rejects WHERE unit_id = ? ORDER BY received_ms DESC LIMIT ?",
            unit_id,
            limit,
        )  # fmt: skip
    ]


def rejected_count(tx: Tx, unit_id: str, device_id: str) -> int:
    """How many rejected lines of a device are kept, so that keeping can stop at a limit."""
    row = tx.row("SELECT count(*) FROM rejects WHERE unit_id = ? AND device_id = ?", unit_id, device_id)
    return int(row[0]) if row else 0


def forget_rejects(tx: Tx, before_ms: int) -> int:
    """Drops rejected lines older than their time."""
    return tx.run("DELETE FROM rejects WHERE received_ms < ?", before_ms)


class Echo(NamedTuple):
    """A number a device used for an event the journal already had under another device."""

    n: int
    digest: str
    id: str
    code: str


def echo(tx: Tx, unit_id: str, device_id: str, said: Echo) -> None:
    """Writes that a number was used for a re-offered event."""
    tx.run(
        "INSERT INTO echoes (unit_id, device_id, n, digest, id, code) VALUES (?, ?, ?, ?, ?, ?)",
        unit_id, device_id, said.n, said.digest, said.id, said.code,
    )  # fmt: skip


def echoes(tx: Tx, unit_id: str, device_id: str, from_n: int, to_n: int) -> dict[int, Echo]:
    """What a device re-offered under these numbers."""
    rows = tx.rows(
        "SELECT n, digest, id, code FROM echoes WHERE unit_id = ? AND device_id = ? AND n BETWEEN ? AND ?",
        unit_id, device_id, from_n, to_n,
    )  # fmt: skip
    return {int(row[0]): Echo(*row) for row in rows}
