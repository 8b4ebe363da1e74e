"""`/accounts`: who may sign in, and as what. Administrators only; every change is noted beside who looked at whom."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, Router, delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody
from msgspec import Meta

from models.access import may_read
from models.ids import END, Id, UnitId
from models.said import Name
from models.store import accounts, factors, projections
from models.store.accounts import Account
from models.store.engine import Tx
from server import ready, second_factor
from server.asked import BODY_BYTES_MAX, After, Limit, ThingId, UnitAsked, heard, speaks
from server.house import House
from server.problem import Problem, refuse
from server.reading import looking, note
from server.session import Asking, hash_password

PASSWORD_CHARS_MIN = 14
"""For sign-in without a second factor (TCVN 14423:2026, level 3)."""

GrantedRole = Literal["clerk", "officer", "certifier", "supervisor", "admin", "province", "auditor"]
Roles = Annotated[list[GrantedRole], Meta(min_length=1, max_length=7)]
SESSIONS_MAX = 200
TAKEN = ("already_there", "unknown_thing")
IdOrNone = Annotated[str, Meta(pattern=r"^([0-9a-z][0-9a-z:._-]{0,63})?" + END, description="id, or empty for nobody")]
Standing = Annotated[Literal["", "open", "closed"], QueryParameter(description="only open or only closed accounts")]
Username = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._@-]{2,63}" + END)]
Password = Annotated[str, Meta(min_length=PASSWORD_CHARS_MIN, max_length=200)]


class NewAccount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new account; `officer` when it belongs to somebody who goes to the homes."""

    username: Username
    name: Name
    password: Password
    roles: Roles
    officer: Id | None = None
    unit: UnitId | None = None


class AccountChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. New roles, and disabling, end the sessions of the account."""

    name: Name | None = None
    roles: Roles | None = None
    officer: IdOrNone | None = None
    disabled: bool | None = None


class NewPassword(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A password somebody chose; the account's consoles are signed out, its tablets are not (revoke those)."""

    password: Password


class AccountShown(msgspec.Struct, frozen=True, kw_only=True):
    """An account as administrators see it: everything but the password and the second factor itself."""

    id: str
    unit: str
    username: str
    name: str
    roles: list[str]
    officer: str
    disabled_ms: int
    seen_ms: int
    second_factor: bool = False


class AccountSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session an account has open: at a console or in a program, or on a tablet (`device`)."""

    id: str
    device: str
    created_ms: int
    expires_ms: int
    stage: str


class AccountSessions(msgspec.Struct, frozen=True, kw_only=True):
    """The sessions an account has open, newest first."""

    items: list[AccountSession]


_makes = msgspec.json.Decoder(NewAccount)
_changes = msgspec.json.Decoder(AccountChange)
_passwords = msgspec.json.Decoder(NewPassword)


@get("/", sync_to_thread=True, opt=speaks(ready.pages(AccountShown, "Account")))
def listed(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    unit: UnitAsked = "",
    standing: Standing = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """Accounts in the order they were made; `closed` ones, by hand or because nobody used them, with when they last were."""
    _, units = looking(house, request, "accounts", unit)
    closed = None if not standing else standing == "closed"
    with house.store.read() as tx:
        listed = accounts.page(tx, units, after, limit + 1, closed)
        enrolled = factors.enrolled(tx, units, [account.id for account in listed])
    found = [_shown(account, account.id in enrolled) for account in listed]
    return ready.page_of(found, limit, found[limit - 1].id if len(found) > limit else "")


@get("/{account_id:str}", sync_to_thread=True, opt=speaks(AccountShown))
def one(house: NamedDependency[House], request: Request[Any, Any, Any], account_id: ThingId) -> AccountShown:
    """One account."""
    _, units = looking(house, request, "accounts")
    with house.store.read() as tx:
        return _shown(_known(tx, units, account_id), bool(factors.enrolled(tx, units, [account_id])))


@post("/", sync_to_thread=True, status_code=201, opt=speaks(AccountShown, hears=NewAccount, refuses=TAKEN))
def make(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> AccountShown:
    """A new account. Names are one a person and one a house: two units never share one."""
    return made(house, request, body)


def made(house: House, request: Asking, body: bytes) -> AccountShown:
    """The account asked for, by a call or a page."""
    actor, _ = looking(house, request, "accounts")
    wanted = heard(_makes, body)
    unit_id = wanted.unit or actor.unit
    refuse(may_read(actor, "accounts", unit_id))
    hashed = hash_password(wanted.password)
    account = Account(
        unit_id, house.new_id(), wanted.username, wanted.name, hashed, " ".join(sorted(set(wanted.roles))),
        wanted.officer or "", 0, 0,
    )  # fmt: skip
    with house.store.write() as tx:
        if accounts.by_username(tx, wanted.username):
            raise Problem("already_there", "username")
        _check_officer(tx, account)
        accounts.put_account(tx, account)
    note(house, actor, unit_id, [("account_made", account.id)])
    return _shown(account)


@patch("/{account_id:str}", sync_to_thread=True, opt=speaks(AccountShown, hears=AccountChange, refuses=TAKEN))
def change(
    house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody, account_id: ThingId
) -> AccountShown:
    """Changes an account. New roles sign its consoles out; disabling ends everything, its tablets too, at once."""
    return changed(house, request, body, account_id)


def changed(house: House, request: Asking, body: bytes, account_id: str) -> AccountShown:
    """The account after a change, by a call or a page."""
    actor, units = looking(house, request, "accounts")
    wanted = heard(_changes, body)
    with house.store.write() as tx:
        before = _known(tx, units, account_id)
        after = _changed(before, wanted, house.now_ms())
        if after.officer_id != before.officer_id:
            _check_officer(tx, after)
        accounts.put_account(tx, after)
        if after.disabled_ms or after.officer_id != before.officer_id:
            accounts.end_sessions_of(tx, after.unit_id, after.id)
        elif after.roles != before.roles:
            accounts.end_consoles_of(tx, after.unit_id, after.id)
        enrolled = bool(factors.enrolled(tx, units, [after.id]))
    note(house, actor, after.unit_id, [("account_changed", after.id)])
    return _shown(after, enrolled)


@put("/{account_id:str}/password", sync_to_thread=True, opt=speaks(AccountShown, hears=NewPassword))
def set_password(
    house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody, account_id: ThingId
) -> AccountShown:
    """Sets a password and signs the account's consoles out. Its tablets hold tokens of their own: revoke those apart."""
    return password_set(house, request, body, account_id)


def password_set(house: House, request: Asking, body: bytes, account_id: str) -> AccountShown:
    """The account after its password was set, by a call or a page."""
    actor, units = looking(house, request, "accounts")
    hashed = hash_password(heard(_passwords, body).password)
    with house.store.write() as tx:
        account = _known(tx, units, account_id)._replace(password=hashed)
        accounts.put_account(tx, account)
        accounts.end_consoles_of(tx, account.unit_id, account.id)
        enrolled = bool(factors.enrolled(tx, units, [account.id]))
    note(house, actor, account.unit_id, [("password_set", account.id)])
    return _shown(account, enrolled)


@delete("/{account_id:str}/second-factor", sync_to_thread=True, status_code=204, opt=speaks())
def reset_second_factor(house: NamedDependency[House], request: Request[Any, Any, Any], account_id: ThingId) -> None:
    """Drops a second factor that was lost and signs the account's consoles out; where a role asks for one, a new one is set."""
    second_factor_reset(house, request, account_id)


def second_factor_reset(house: House, request: Asking, account_id: str) -> None:
    """The account without its second factor, by a call or a page."""
    actor, units = looking(house, request, "accounts")
    with house.store.write() as tx:
        account = _known(tx, units, account_id)
        second_factor.reset(tx, account)
    note(house, actor, account.unit_id, [("second_factor_reset", account.id)])


@get("/{account_id:str}/sessions", sync_to_thread=True, opt=speaks(AccountSessions))
def sessions(house: NamedDependency[House], request: Request[Any, Any, Any], account_id: ThingId) -> AccountSessions:
    """Where an account is signed in now."""
    _, units = looking(house, request, "accounts")
    with house.store.read() as tx:
        account = _known(tx, units, account_id)
        opened = accounts.sessions_of(tx, account.unit_id, account.id, house.now_ms(), SESSIONS_MAX)
    return AccountSessions(
        items=[
            AccountSession(
                id=one.id, device=one.device_id, created_ms=one.created_ms, expires_ms=one.expires_ms, stage=one.stage
            )
            for one in opened
        ]
    )


@delete("/{account_id:str}/sessions/{session_id:str}", sync_to_thread=True, status_code=204, opt=speaks())
def end_session(
    house: NamedDependency[House], request: Request[Any, Any, Any], account_id: ThingId, session_id: ThingId
) -> None:
    """Ends one session of an account at once; one that ended already stays ended."""
    session_ended(house, request, account_id, session_id)


def session_ended(house: House, request: Asking, account_id: str, session_id: str) -> None:
    """The account without that session, by a call or a page."""
    actor, units = looking(house, request, "accounts")
    with house.store.write() as tx:
        account = _known(tx, units, account_id)
        accounts.end_session_of(tx, account.unit_id, account.id, session_id)
    note(house, actor, account.unit_id, [("session_ended", account.id)])


def _known(tx: Tx, units: tuple[str, ...], account_id: str) -> Account:
    account = accounts.one(tx, units, account_id)
    if account is None:
        raise Problem("not_found", "account")
    return account


def _changed(account: Account, wanted: AccountChange, now_ms: int) -> Account:
    disabled_ms = account.disabled_ms
    if wanted.disabled is not None:
        disabled_ms = (account.disabled_ms or now_ms) if wanted.disabled else 0
    return account._replace(
        name=account.name if wanted.name is None else wanted.name,
        roles=account.roles if wanted.roles is None else " ".join(sorted(set(wanted.roles))),
        officer_id=account.officer_id if wanted.officer is None else wanted.officer,
        disabled_ms=disabled_ms,
    )


def _check_officer(tx: Tx, account: Account) -> None:
    """An officer is of the same unit, and signs in with one account only."""
    if not account.officer_id:
        return
    if projections.body(tx, account.unit_id, "officer", account.officer_id) is None:
        raise Problem("unknown_thing", "officer")
    other = accounts.of_officer(tx, account.unit_id, account.officer_id)
    if other is not None and other.id != account.id:
        raise Problem("already_there", "officer")


def _shown(account: Account, enrolled: bool = False) -> AccountShown:
    return AccountShown(
        id=account.id, unit=account.unit_id, username=account.username, name=account.name, roles=account.roles.split(),
        officer=account.officer_id, disabled_ms=account.disabled_ms, seen_ms=account.seen_ms,
        second_factor=enrolled,
    )  # fmt: skip


ROUTER = Router(
    "/accounts",
    route_handlers=[listed, one, make, change, set_password, reset_second_factor, sessions, end_session],
    tags=["accounts"],
    request_max_body_size=BODY_BYTES_MAX,
)
