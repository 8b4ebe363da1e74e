"""How far a follower of the journal has come: it begins again there, whichever process it runs in."""

from models.store.engine import Tx


def mark(tx: Tx, follower: str, unit_id: str) -> int:
    """The number of the last event a follower has dealt with; 0 before the first."""
    row = tx.row("SELECT value FROM meta WHERE key = ?", _key(follower, unit_id))
    return int(row[0]) if row else 0


def move(tx: Tx, follower: str, unit_id: str, seq: int) -> None:
    """The follower has dealt with everything up to this number; it never goes back."""
    tx.run(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value "
        "WHERE length(excluded.value) > length(meta.value) "
        "OR (length(excluded.value) = length(meta.value) AND excluded.value > meta.value)",
        _key(follower, unit_id), str(seq),
    )  # fmt: skip


def _key(follower: str, unit_id: str) -> str:
    return f"{follower} {unit_id}"
