"""Calls that are being taken down: one row each until the call has an outcome, so that no caller is forgotten half way.

One that became a request is kept until its caller agreed to what was read back, to be gone back to.
"""

from typing import NamedTuple

from models.store.engine import Tx

FORM_CHARS_MAX = 40_000
OPEN_MAX = 200
"""How many are listed at once; a ward does not have more calls open."""


class Draft(NamedTuple):
    """One call under way: whose (empty: it rings, nobody took it), from which number, and the page's fields so far.

    `request_id`: what it became, while it is being read back.
    """

    unit_id: str
    id: str
    account_id: str
    phone: str
    form: str
    begun_ms: int
    changed_ms: int
    request_id: str = ""


_COLUMNS = ", ".join(Draft._fields)


def put(tx: Tx, draft: Draft) -> None:
    """Keeps a draft as it is now; when it began stays."""
    assert len(draft.form) <= FORM_CHARS_MAX, len(draft.form)
    tx.run(
        f"INSERT INTO drafts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (unit_id, id) DO UPDATE SET "
        "account_id = excluded.account_id, phone = excluded.phone, form = excluded.form, changed_ms = excluded.changed_ms, "
        "request_id = excluded.request_id",
        *draft,
    )  # fmt: skip


def one(tx: Tx, unit_id: str, draft_id: str) -> Draft | None:
    """The call with this id, if it is still under way in this unit."""
    row = tx.row(f"SELECT {_COLUMNS} FROM drafts WHERE unit_id = ? AND id = ?", unit_id, draft_id)
    return Draft(*row) if row else None


def of_unit(tx: Tx, unit_id: str) -> list[Draft]:
    """Every call under way in a unit, the longest waiting first."""
    rows = tx.rows(f"SELECT {_COLUMNS} FROM drafts WHERE unit_id = ? ORDER BY begun_ms, id LIMIT ?", unit_id, OPEN_MAX)
    return [Draft(*row) for row in rows]


def ringing(tx: Tx, unit_id: str) -> list[Draft]:
    """Calls that ring and nobody took, the longest first."""
    rows = tx.rows(
        f"SELECT {_COLUMNS} FROM drafts WHERE unit_id = ? AND account_id = '' ORDER BY begun_ms, id LIMIT ?",
        unit_id, OPEN_MAX,
    )  # fmt: skip
    return [Draft(*row) for row in rows]


def drop(tx: Tx, unit_id: str, draft_id: str) -> int:
    """The call has its outcome: nothing is left to keep."""
    return tx.run("DELETE FROM drafts WHERE unit_id = ? AND id = ?", unit_id, draft_id)
