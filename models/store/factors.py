"""The second factor of accounts: sealed secrets of authenticators, the step last used, and recovery codes by digest."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from models.store.engine import Tx


class Factor(NamedTuple):
    """What an account has: the sealed secret that counts, and one that was shown and waits for its first code."""

    secret: str
    pending: str
    used_step: int


def one(tx: Tx, unit_id: str, account_id: str) -> Factor:
    """The second factor of an account; an empty one when it has none."""
    row = tx.row(
        "SELECT secret, pending, used_step FROM factors WHERE unit_id = ? AND account_id = ?", unit_id, account_id
    )
    return Factor(*row) if row else Factor("", "", 0)


def enrolled(tx: Tx, unit_ids: Sequence[str], account_ids: Sequence[str]) -> set[str]:
    """Which of these accounts of these units have a second factor."""
    if not unit_ids or not account_ids:
        return set()
    units, ids = ", ".join("?" * len(unit_ids)), ", ".join("?" * len(account_ids))
    rows = tx.rows(
        f"SELECT account_id FROM factors WHERE unit_id IN ({units}) AND account_id IN ({ids}) AND length(secret) > 0",
        *unit_ids, *account_ids,
    )  # fmt: skip
    return {str(account_id) for (account_id,) in rows}


def begin(tx: Tx, unit_id: str, account_id: str, pending: str) -> None:
    """Keeps a secret that was shown; the one that counts stays until this one is confirmed."""
    tx.run(
        "INSERT INTO factors (unit_id, account_id, secret, pending, used_step) VALUES (?, ?, '', ?, 0) "
        "ON CONFLICT (unit_id, account_id) DO UPDATE SET pending = excluded.pending",
        unit_id, account_id, pending,
    )  # fmt: skip


def confirm(tx: Tx, unit_id: str, account_id: str, pending: str, step: int) -> bool:
    """Makes the pending secret the one that counts, its first code used; False when another was shown meanwhile."""
    return bool(
        tx.run(
            "UPDATE factors SET secret = pending, pending = '', used_step = ? "
            "WHERE unit_id = ? AND account_id = ? AND pending = ?",
            step, unit_id, account_id, pending,
        )
    )  # fmt: skip


def use(tx: Tx, unit_id: str, account_id: str, step: int) -> bool:
    """Whether the code of this step is used now and never was, nor a later one (RFC 6238 §5.2)."""
    return bool(
        tx.run(
            "UPDATE factors SET used_step = ? WHERE unit_id = ? AND account_id = ? AND used_step < ?",
            step, unit_id, account_id, step,
        )
    )  # fmt: skip


def forget(tx: Tx, unit_id: str, account_id: str) -> bool:
    """Drops the second factor of an account and its recovery codes; whether there was one."""
    tx.run("DELETE FROM recoveries WHERE unit_id = ? AND account_id = ?", unit_id, account_id)
    return bool(tx.run("DELETE FROM factors WHERE unit_id = ? AND account_id = ?", unit_id, account_id))


def put_recoveries(tx: Tx, unit_id: str, account_id: str, codes: Iterable[str]) -> None:
    """New recovery codes in place of all others."""
    tx.run("DELETE FROM recoveries WHERE unit_id = ? AND account_id = ?", unit_id, account_id)
    tx.many(
        "INSERT INTO recoveries (unit_id, account_id, code) VALUES (?, ?, ?)",
        [(unit_id, account_id, code) for code in codes],
    )


def use_recovery(tx: Tx, unit_id: str, account_id: str, code: str) -> bool:
    """Whether this recovery code was good; it is good once."""
    return bool(
        tx.run("DELETE FROM recoveries WHERE unit_id = ? AND account_id = ? AND code = ?", unit_id, account_id, code)
    )


def recoveries_left(tx: Tx, unit_id: str, account_id: str) -> int:
    """How many recovery codes are still good."""
    row = tx.row("SELECT count(*) FROM recoveries WHERE unit_id = ? AND account_id = ?", unit_id, account_id)
    return int(row[0]) if row else 0
