"""`/admin`: tablets and their codes, officers, and who looked at whom. Every rule is the API's own.

Forms are handed to the same handlers programs call, so nothing may be done here that may not be done there.
"""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import RawBody
from markupsafe import Markup

from models.access import Actor, Area, may_read
from models.officer import OfficerLeft, OfficerRegistered, Shift, Skill
from models.store import accounts as kept
from models.store import lists
from models.store.lists import Filter
from models.text import name_key
from server.asked import After, IdAsked, ThingId, speaks
from server.consoles import plain
from server.consoles.forms import Form
from server.consoles.naming import names
from server.consoles.pages import Console, console, page
from server.fleet import tablets as fleet_of
from server.house import House
from server.problem import Problem
from server.reading import found
from server.routes import devices, tablet
from server.saying import say
from sync.board import read_thing
from sync.office import Wish

HERE = "/admin"
LISTED_MAX = 200
MORNING, AFTERNOON = (7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60)
WEEK = tuple(Shift(weekday=day, from_minute=a, to_minute=b) for day in range(5) for a, b in (MORNING, AFTERNOON))
"""Office hours from Monday to Friday; other shifts are said at `/events`."""


@get(f"{HERE}/devices", sync_to_thread=True, opt=speaks())
def fleet(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[str]:
    """Every tablet with what it last told, and the way to enrol another."""
    return _fleet(house, console(house, request, "devices"), None)


@post(f"{HERE}/devices/code", sync_to_thread=True, status_code=200, opt=speaks())
def code(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """A one-time code for one officer's tablet, to be scanned or read aloud; told once."""
    who = console(house, request, "devices")
    asked = msgspec.json.encode({"officer": Form(body).text("officer", 64)})
    return _fleet(house, who, devices.enrolment(house, request, asked))


@get(f"{HERE}/officers", sync_to_thread=True, opt=speaks())
def officers(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[str]:
    """Who goes to the homes, for which procedures, when."""
    return _officers(house, _admins(house, request))


@post(f"{HERE}/officers", sync_to_thread=True, status_code=200, opt=speaks())
def add_officer(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """Somebody joins those who go, in office hours and for every procedure in one part; the rest is corrected later."""
    who = _admins(house, request)
    actor = who.me
    form = Form(body)
    name = form.text("name", 120)
    if not name:
        raise Problem("bad_value", "name")
    skill = Skill(procedure="*", part=form.one_of("part", ("receiver", "certifier")))  # type: ignore[arg-type]
    new = OfficerRegistered(
        officer=house.new_id(), unit=actor.unit, name=name, phone=form.text("phone", 20), skills=(skill,), shifts=WEEK
    )
    said_to(house, actor, Wish(body=new))
    return _officers(house, who)


@post(f"{HERE}/officers/{{officer_id:str}}/left", sync_to_thread=True, status_code=200, opt=speaks())
def officer_left(house: NamedDependency[House], request: Request[Any, Any, Any], officer_id: ThingId) -> Response[str]:
    """The officer no longer goes out; the history stays."""
    who = _admins(house, request)
    with house.store.read() as tx:
        found(tx, (who.me.unit,), "officer", officer_id)
    said_to(house, who.me, Wish(body=OfficerLeft(officer=officer_id)))
    return _officers(house, who)


@get(f"{HERE}/audit", sync_to_thread=True, opt=speaks())
def audit(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    subject: IdAsked = "",
    account: IdAsked = "",
    after: After = "",
) -> Response[str]:
    """Who looked at whom, newest first; of one thing or one account."""
    who = console(house, request, "audit")
    actor = who.me
    with house.store.read() as tx:
        views = kept.views_of(tx, actor.unit, subject, account, LISTED_MAX + 1, after)
        called = names(tx, actor, actor.unit, [view.actor_id for view in views])
    more = views[LISTED_MAX - 1].id if len(views) > LISTED_MAX else ""
    return page(
        "admin/audit.html", who, at=f"{HERE}/audit", views=views[:LISTED_MAX], names=called, subject=subject,
        account=account, more=more,
    )  # fmt: skip


def _admins(house: House, request: Request[Any, Any, Any]) -> Console:
    """Somebody who looks after officers: reading them is everybody's, changing them the administrator's."""
    return console(house, request, "accounts")


def said_to(house: House, actor: Actor, wish: Wish) -> None:
    """Says one word in the actor's unit; raises the problem when it is refused."""
    [receipt] = say(house, actor, actor.unit, [wish])
    if receipt.outcome == "refused":
        raise Problem(receipt.code or "unknown_refusal", receipt.detail or "")


def team_of(house: House, actor: Actor, *states: str) -> list[Any]:
    """Who goes to the homes in the actor's unit, by name."""
    with house.store.read() as tx:
        rows = lists.page(tx, (actor.unit,), "officer", Filter(states=states), limit=1000)
    return sorted((read_thing("officer", row.body).state for row in rows), key=lambda one: name_key(one.name))


def _fleet(house: House, who: Console, made: devices.EnrolmentCode | None) -> Response[str]:
    actor = who.me
    team = team_of(house, actor, "here", "left")
    with house.store.read() as tx:
        tablets = fleet_of(tx, actor.unit, ("live", "revoked"))
    return page(
        "admin/devices.html", who, at=f"{HERE}/devices", tablets=tablets, names={one.id: one.name for one in team},
        team=[one for one in team if not one.left], made=made, drawing=Markup(made.svg) if made else "",
        now_ms=house.now_ms(), plain=plain, current=tablet.build(), see_audit=_sees(actor, "audit"),
    )  # fmt: skip


def _officers(house: House, who: Console) -> Response[str]:
    team = team_of(house, who.me, "here")
    return page("admin/officers.html", who, at=f"{HERE}/officers", team=team)


def _sees(actor: Actor, area: Area) -> bool:
    return may_read(actor, area, actor.unit) is None


HANDLERS = [fleet, code, officers, add_officer, officer_left, audit]
