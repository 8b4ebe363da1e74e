"""The lines of the certification books."""

from models.store.engine import Tx


def entries(tx: Tx, unit_id: str, book: str, first: str = "", last: str = "9999") -> list[str]:
    """Bodies of a book's entries dated from a day to a day, in the order of their numbers."""
    rows = tx.rows(
        "SELECT body FROM things WHERE unit_id = ? AND kind = 'entry' AND state = ? AND day >= ? AND day <= ? "
        "ORDER BY owner_id",
        unit_id, book, first, last,
    )  # fmt: skip
    return [str(text) for (text,) in rows]
