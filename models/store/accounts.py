"""Accounts of people, their sessions, one-time enrolment codes, limits on tries, and who looked at whom.

Tokens and codes are kept by digest only; sessions are rows, so that ending one is one DELETE. Nothing here is in the
journal: secrets never go there.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, cast

from models.access import Actor, Role
from models.store.engine import Tx


class Account(NamedTuple):
    """One person who may sign in; `roles` are separated by blanks, `password` is an Argon2id hash."""

    unit_id: str
    id: str
    username: str
    name: str
    password: str
    roles: str
    officer_id: str
    disabled_ms: int
    seen_ms: int


Stage = Literal["", "code", "enrol"]
"""What a session still lacks: nothing, a code of the second factor, or a second factor at all."""


class Session(NamedTuple):
    """A signed-in person or tablet: who, against which forged-request token, until when, and whether its device still may."""

    actor: Actor
    csrf: str
    expires_ms: int
    revoked: bool = False
    stage: Stage = ""


_COLUMNS = ", ".join(Account._fields)
_OFFICER: frozenset[Role] = frozenset(("officer",))


def put_account(tx: Tx, account: Account) -> None:
    """Writes an account, in place of one with the same id."""
    marks = ", ".join("?" * len(Account._fields))
    sets = ", ".join(f"{name} = excluded.{name}" for name in Account._fields[2:])
    tx.run(
        f"INSERT INTO accounts ({_COLUMNS}) VALUES ({marks}) ON CONFLICT (unit_id, id) DO UPDATE SET {sets}", *account
    )


def by_username(tx: Tx, username: str) -> Account | None:
    """The account with this sign-in name."""
    row = tx.row(f"SELECT {_COLUMNS} FROM accounts WHERE username = ?", username)
    return Account(*row) if row else None


def of_unit(tx: Tx, unit_id: str) -> list[Account]:
    """The accounts of a unit, by name."""
    rows = tx.rows(f"SELECT {_COLUMNS} FROM accounts WHERE unit_id = ? ORDER BY username", unit_id)
    return [Account(*row) for row in rows]


def page(
    tx: Tx, unit_ids: Sequence[str], after: str = "", limit: int = 50, closed: bool | None = None
) -> list[Account]:
    """The accounts of these units, in the order they were made; only closed or only open ones if asked."""
    if not unit_ids:
        return []
    marks = ", ".join("?" * len(unit_ids))
    standing = "" if closed is None else " AND disabled_ms > 0" if closed else " AND disabled_ms = 0"
    rows = tx.rows(
        f"SELECT {_COLUMNS} FROM accounts WHERE unit_id IN ({marks}) AND id > ?{standing} ORDER BY id LIMIT ?",
        *unit_ids, after, limit,
    )  # fmt: skip
    return [Account(*row) for row in rows]


def heard_of_officers(tx: Tx, unit_id: str) -> dict[str, int]:
    """When a tablet of each officer of a unit was last heard: whoever works out of doors uses the account there."""
    rows = tx.rows(
        "SELECT d.owner_id, max(t.heard_ms) FROM things d JOIN tapes t ON t.unit_id = d.unit_id AND t.device_id = d.id "
        "WHERE d.unit_id = ? AND d.kind = 'device' GROUP BY d.owner_id",
        unit_id,
    )
    return {str(officer): int(heard_ms) for officer, heard_ms in rows}


def one(tx: Tx, unit_ids: Sequence[str], account_id: str) -> Account | None:
    """One account, if it lies in these units."""
    if not unit_ids:
        return None
    marks = ", ".join("?" * len(unit_ids))
    row = tx.row(f"SELECT {_COLUMNS} FROM accounts WHERE unit_id IN ({marks}) AND id = ?", *unit_ids, account_id)
    return Account(*row) if row else None


def names(tx: Tx, unit_id: str, account_ids: Sequence[str]) -> dict[str, str]:
    """What people of a unit are called, by account."""
    if not account_ids:
        return {}
    marks = ", ".join("?" * len(account_ids))
    rows = tx.rows(f"SELECT id, name FROM accounts WHERE unit_id = ? AND id IN ({marks})", unit_id, *account_ids)
    return {str(account_id): str(name) for account_id, name in rows}


def begin_session(
    tx: Tx, token: str, account: Account, device_id: str, csrf: str, created_ms: int, expires_ms: int, stage: Stage = ""
) -> None:
    """Opens a session under a token's digest; one that lacks its second factor is no sign-in yet."""
    tx.run(
        "INSERT INTO sessions (token, unit_id, account_id, device_id, csrf, created_ms, expires_ms, stage) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        token, account.unit_id, account.id, device_id, csrf, created_ms, expires_ms, stage,
    )  # fmt: skip
    if stage:
        return
    tx.run("UPDATE accounts SET seen_ms = ? WHERE unit_id = ? AND id = ?", created_ms, account.unit_id, account.id)


def session(tx: Tx, token: str, now_ms: int) -> Session | None:
    """Who a token's digest speaks for now; None when it ended, expired, or the account was disabled.

    Whether a device is revoked is read from what is true, so a revocation ends its session in the moment it is true. A
    device speaks as its officer and as nobody else, whatever more its owner may do at a console.
    """
    row = tx.row(
        "SELECT a.id, a.name, a.unit_id, a.roles, a.officer_id, s.device_id, s.csrf, s.expires_ms, s.stage, d.state "
        "FROM sessions s JOIN accounts a ON a.unit_id = s.unit_id AND a.id = s.account_id "
        "LEFT JOIN things d ON d.unit_id = s.unit_id AND d.kind = 'device' AND d.id = s.device_id "
        "WHERE s.token = ? AND s.expires_ms > ? AND a.disabled_ms = 0",
        token, now_ms,
    )  # fmt: skip
    if row is None:
        return None
    account_id, name, unit_id, roles, officer_id, device_id, csrf, expires_ms, stage, standing = row
    actor = Actor(
        id=account_id, name=name, unit=unit_id, roles=_OFFICER if device_id else _roles(roles), officer=officer_id,
        device=device_id, session=token,
    )  # fmt: skip
    return Session(actor, csrf, expires_ms, standing == "revoked", stage)


class OpenSession(NamedTuple):
    """A session of an account as it is listed: by the digest of its token, which opens nothing."""

    id: str
    device_id: str
    created_ms: int
    expires_ms: int
    stage: Stage


def sessions_of(tx: Tx, unit_id: str, account_id: str, now_ms: int, limit: int) -> list[OpenSession]:
    """The sessions an account has open now, newest first: consoles, programs and tablets."""
    rows = tx.rows(
        "SELECT token, device_id, created_ms, expires_ms, stage FROM sessions "
        "WHERE unit_id = ? AND account_id = ? AND expires_ms > ? ORDER BY created_ms DESC, token LIMIT ?",
        unit_id, account_id, now_ms, limit,
    )  # fmt: skip
    return [OpenSession(*row) for row in rows]


def end_session_of(tx: Tx, unit_id: str, account_id: str, token: str) -> int:
    """Ends one session, if it is this account's."""
    return tx.run("DELETE FROM sessions WHERE token = ? AND unit_id = ? AND account_id = ?", token, unit_id, account_id)


def end_session(tx: Tx, token: str) -> int:
    """Ends one session."""
    return tx.run("DELETE FROM sessions WHERE token = ?", token)


def end_sessions_of(tx: Tx, unit_id: str, account_id: str) -> int:
    """Ends every session of an account, tablets too, e.g. when it is disabled."""
    return tx.run("DELETE FROM sessions WHERE unit_id = ? AND account_id = ?", unit_id, account_id)


def end_consoles_of(tx: Tx, unit_id: str, account_id: str) -> int:
    """Ends every session of an account but its tablets', e.g. when its password or roles change."""
    return tx.run(
        "DELETE FROM sessions WHERE unit_id = ? AND account_id = ? AND length(device_id) = 0", unit_id, account_id
    )


def sweep_sessions(tx: Tx, now_ms: int) -> int:
    """Drops sessions that ran out."""
    return tx.run("DELETE FROM sessions WHERE expires_ms <= ?", now_ms)


def make_enrolment(tx: Tx, code: str, unit_id: str, officer_id: str, made_by: str, expires_ms: int) -> None:
    """Keeps the digest of a one-time enrolment code."""
    tx.run(
        "INSERT INTO enrolments (code, unit_id, officer_id, made_by, expires_ms, used_ms) VALUES (?, ?, ?, ?, ?, 0)",
        code, unit_id, officer_id, made_by, expires_ms,
    )  # fmt: skip


def use_enrolment(tx: Tx, code: str, now_ms: int) -> tuple[str, str] | None:
    """(unit, officer) of a code that is good now, which it is only once."""
    row = tx.row(
        "UPDATE enrolments SET used_ms = ? WHERE code = ? AND used_ms = 0 AND expires_ms > ? RETURNING unit_id, officer_id",
        now_ms, code, now_ms,
    )  # fmt: skip
    return (str(row[0]), str(row[1])) if row else None


def used_enrolment(tx: Tx, code: str, now_ms: int) -> tuple[str, str] | None:
    """(unit, officer) of a code that was used already and would still be good; for a device whose answer was lost."""
    row = tx.row(
        "SELECT unit_id, officer_id FROM enrolments WHERE code = ? AND used_ms > 0 AND expires_ms > ?", code, now_ms
    )
    return (str(row[0]), str(row[1])) if row else None


def end_sessions_of_device(tx: Tx, unit_id: str, device_id: str) -> int:
    """Ends every session a device has."""
    return tx.run("DELETE FROM sessions WHERE unit_id = ? AND device_id = ?", unit_id, device_id)


def of_officer(tx: Tx, unit_id: str, officer_id: str) -> Account | None:
    """The account an officer signs in with."""
    row = tx.row(f"SELECT {_COLUMNS} FROM accounts WHERE unit_id = ? AND officer_id = ?", unit_id, officer_id)
    return Account(*row) if row else None


def count_try(tx: Tx, name: str, now_ms: int, span_ms: int) -> int:
    """How many tries under this name in its present span, counting this one."""
    row = tx.row(
        "INSERT INTO tries (name, count, until_ms) VALUES (?, 1, ?) ON CONFLICT (name) DO UPDATE SET "
        "count = CASE WHEN tries.until_ms <= ? THEN 1 ELSE tries.count + 1 END, "
        "until_ms = CASE WHEN tries.until_ms <= ? THEN excluded.until_ms ELSE tries.until_ms END RETURNING count",
        name, now_ms + span_ms, now_ms, now_ms,
    )  # fmt: skip
    assert row is not None
    return int(row[0])


def forget_tries(tx: Tx, name: str) -> None:
    """Clears the count after a success."""
    tx.run("DELETE FROM tries WHERE name = ?", name)


def sweep_tries(tx: Tx, now_ms: int) -> int:
    """Drops counts whose span is over."""
    return tx.run("DELETE FROM tries WHERE until_ms <= ?", now_ms)


class View(NamedTuple):
    """Somebody looked at something."""

    unit_id: str
    id: str
    actor_id: str
    kind: str
    subject_id: str
    at_ms: int


def note_views(tx: Tx, views: Iterable[View]) -> None:
    """Writes who looked at whom."""
    tx.many("INSERT INTO views (unit_id, id, actor_id, kind, subject_id, at_ms) VALUES (?, ?, ?, ?, ?, ?)", list(views))


def forget_views(tx: Tx, unit_id: str, before_ms: int) -> int:
    """Drops who looked at whom before a time."""
    return tx.run("DELETE FROM views WHERE unit_id = ? AND at_ms < ?", unit_id, before_ms)


def views_of(
    tx: Tx, unit_id: str, subject_id: str = "", actor_id: str = "", limit: int = 200, after: str = ""
) -> list[View]:
    """Who looked at a person or thing, or what one account looked at, newest first; after the view with this id."""
    sql = "SELECT unit_id, id, actor_id, kind, subject_id, at_ms FROM views WHERE unit_id = ?"
    values: list[str | int] = [unit_id]
    for column, wanted in (("subject_id", subject_id), ("actor_id", actor_id)):
        if wanted:
            sql += f" AND {column} = ?"
            values.append(wanted)
    if after:
        sql += " AND (at_ms, id) < (SELECT at_ms, id FROM views WHERE unit_id = ? AND id = ?)"
        values += [unit_id, after]
    return [View(*row) for row in tx.rows(sql + " ORDER BY at_ms DESC, id DESC LIMIT ?", *values, limit)]


def _roles(text: str) -> frozenset[Role]:
    return frozenset(cast("list[Role]", text.split()))
