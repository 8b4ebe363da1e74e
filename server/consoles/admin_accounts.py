"""`/admin/accounts`: who may sign in and as what, their second factor, and where they are signed in. Every rule is the API's.

Forms are handed to the same handlers programs call, so nothing may be done here that may not be done there.
"""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from models.store import accounts as kept
from models.store import factors
from server.asked import ThingId, speaks
from server.consoles.admin_pages import HERE, LISTED_MAX, team_of
from server.consoles.forms import Form
from server.consoles.pages import Console, console, page
from server.house import House
from server.problem import Problem
from server.reading import units_of
from server.routes import accounts

PAGE = f"{HERE}/accounts"
ROLES = ("clerk", "officer", "certifier", "supervisor", "admin", "province", "auditor")
HOWS = ("disable", "enable", "roles", "password", "second-factor", "session")


@get(PAGE, sync_to_thread=True, opt=speaks())
def people(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[str]:
    """Who may sign in, and as what."""
    return _people(house, console(house, request, "accounts"), "")


@post(PAGE, sync_to_thread=True, status_code=200, opt=speaks())
def make_account(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """A new account."""
    who = console(house, request, "accounts")
    form = Form(body)
    asked: dict[str, Any] = {
        "username": form.text("username"), "name": form.text("name"), "password": form.secret("password"),
        "roles": list(form.texts("role")),
    }  # fmt: skip
    if form.text("officer", 64):
        asked["officer"] = form.text("officer", 64)
    accounts.made(house, request, msgspec.json.encode(asked))
    return _people(house, who, "admin-account-made")


@get(f"{PAGE}/{{account_id:str}}", sync_to_thread=True, opt=speaks())
def person(house: NamedDependency[House], request: Request[Any, Any, Any], account_id: ThingId) -> Response[str]:
    """One account: roles, password, second factor, and where it is signed in."""
    return _person(house, console(house, request, "accounts"), account_id, "")


@post(f"{PAGE}/{{account_id:str}}", sync_to_thread=True, status_code=200, opt=speaks())
def change_account(
    house: NamedDependency[House], request: Request[Any, Any, Any], account_id: ThingId, body: RawBody
) -> Response[str]:
    """Disables or enables an account, changes its roles or password, resets its second factor, or ends a session."""
    who = console(house, request, "accounts")
    form = Form(body)
    how = form.one_of("how", HOWS)
    if how == "password":
        accounts.password_set(house, request, msgspec.json.encode({"password": form.secret("password")}), account_id)
    elif how == "second-factor":
        accounts.second_factor_reset(house, request, account_id)
    elif how == "session":
        accounts.session_ended(house, request, account_id, form.text("session", 64))
    else:
        asked = {"roles": list(form.texts("role"))} if how == "roles" else {"disabled": how == "disable"}
        accounts.changed(house, request, msgspec.json.encode(asked), account_id)
    return _person(house, who, account_id, "admin-account-changed")


def _people(house: House, who: Console, told: str) -> Response[str]:
    unit_id = who.me.unit
    with house.store.read() as tx:
        listed = kept.page(tx, (unit_id,), "", LISTED_MAX)
        second = factors.enrolled(tx, (unit_id,), [one.id for one in listed])
    team = team_of(house, who.me, "here")
    return page(
        "admin/accounts.html", who, at=PAGE, accounts=listed, team=team, told=told, roles=ROLES, second=second,
        names={one.id: one.name for one in team}, least=accounts.PASSWORD_CHARS_MIN,
    )  # fmt: skip


def _person(house: House, who: Console, account_id: str, told: str) -> Response[str]:
    with house.store.read() as tx:
        account = kept.one(tx, units_of(who.me, "accounts"), account_id)
        if account is None:
            raise Problem("not_found", "account")
        unit_id = account.unit_id
        sessions = kept.sessions_of(tx, unit_id, account_id, house.now_ms(), LISTED_MAX)
        enrolled = bool(factors.one(tx, unit_id, account_id).secret)
        recoveries = factors.recoveries_left(tx, unit_id, account_id)
    return page(
        "admin/account.html", who, at=PAGE, account=account, told=told, roles=ROLES, held=account.roles.split(),
        sessions=sessions, enrolled=enrolled, recoveries=recoveries, least=accounts.PASSWORD_CHARS_MIN,
        here=who.me.session,
    )  # fmt: skip


HANDLERS = [people, make_account, person, change_account]
