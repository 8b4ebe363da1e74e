"""`/board/plan`: a day planned or bent anew, shown as what it would change, taken up whole or visit by visit."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from models import calendar
from models.store import lists, plans
from models.store.lists import Filter
from models.store.plans import Proposal
from models.text import name_key
from server import proposals
from server.asked import DayAsked, ThingId, real_day, speaks
from server.consoles.forms import Form
from server.consoles.pages import Console, console, page
from server.house import House
from server.problem import Problem
from server.proposals import ANSWER_S, Apply, Ask, Busy, PlanApplied
from sync.board import read_thing

HERE = "/board/plan"


@get(HERE, sync_to_thread=True, opt=speaks())
def planning(house: NamedDependency[House], request: Request[Any, Any, Any], day: DayAsked = "") -> Response[str]:
    """What to plan: the day, or its rest without some officers or with a visit that takes longer."""
    who = console(house, request, "settling")
    day = real_day(day or calendar.local_day(house.now_ms()))
    with house.store.read() as tx:
        rows = lists.page(tx, (who.unit,), "officer", Filter(states=("here",)), limit=500)
        officers = sorted((read_thing("officer", row.body).state for row in rows), key=lambda one: name_key(one.name))
        under_way = lists.page(tx, (who.unit,), "visit", Filter(states=("departed", "arrived"), day=day), limit=200)
        made = plans.listed(tx, (who.unit,), day, 10)
    return page(
        "plan.html", who, at=HERE, day=day, officers=officers, plan=None, applied=None,
        busy=[read_thing("visit", row.body).state for row in under_way],
        made=[proposals.shown(row._replace(body=""), who.me) for row in made], moves=who.decides,
    )  # fmt: skip


@post(HERE, sync_to_thread=True, status_code=200, opt=speaks())
def propose(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """Asks for a plan; a re-plan is waited for some seconds, a whole day is looked at again by the page itself."""
    who = console(house, request, "settling")
    actor = who.head("plan")
    form = Form(body)
    visit = form.text("visit", 64)
    busy = (Busy(visit=visit, minutes=form.number("minutes", 0, 480)),) if visit else ()
    kind = form.one_of("kind", ("day", "replan"))
    ask = Ask(
        unit=who.unit, day=real_day(form.text("day", 10)), kind=kind, out=form.texts("out")[:50], busy=busy,  # type: ignore[arg-type]
        wide=form.ticked("wide"),
    )  # fmt: skip
    pending = proposals.propose(house, actor, ask)
    if kind == "replan":
        pending.ended.wait(ANSWER_S)
    return _plan(house, who, pending.id)


@get(f"{HERE}/{{plan_id:str}}", sync_to_thread=True, opt=speaks())
def plan(house: NamedDependency[House], request: Request[Any, Any, Any], plan_id: ThingId) -> Response[str]:
    """How far a plan is; when it is done, what it would change."""
    return _plan(house, console(house, request, "settling"), plan_id)


@post(f"{HERE}/{{plan_id:str}}/apply", sync_to_thread=True, status_code=200, opt=speaks())
def apply(
    house: NamedDependency[House], request: Request[Any, Any, Any], plan_id: ThingId, body: RawBody
) -> Response[str]:
    """Takes up the visits ticked; each that changed meanwhile is left alone, and the page says which."""
    who = console(house, request, "settling")
    actor = who.head("plan")
    form = Form(body)
    wanted = form.texts("visit")
    row = _row(house, who, plan_id)
    if not wanted:
        raise Problem("bad_value", "visit")
    applied = proposals.apply(house, actor, row, Apply(visits=wanted, reason=form.text("reason", 120)))
    return _plan(house, who, plan_id, applied)


def _row(house: House, who: Console, plan_id: str) -> Proposal:
    with house.store.read() as tx:
        row = plans.one(tx, (who.unit,), plan_id)
    if row is None:
        raise Problem("not_found", "plan")
    return row


def _plan(house: House, who: Console, plan_id: str, applied: PlanApplied | None = None) -> Response[str]:
    shown = proposals.shown(_row(house, who, plan_id), who.me)
    with house.store.read() as tx:
        rows = lists.page(tx, (who.unit,), "officer", Filter(states=("here", "left")), limit=1000)
        fresh = proposals.holding(tx, who.unit, shown.moves)
    # Once some of a plan is taken up its hours stand, so a moved hour has nothing left to take up.
    kept = {one.visit for one in shown.moves if one.what == "shifted"} if shown.state == "applied" else set()
    names = {row.id: read_thing("officer", row.body).state.name for row in rows}
    outcomes = {one.visit: one for one in applied.visits} if applied else {}
    return page(
        "parts/plan.html", who, plan=shown, names=names, outcomes=outcomes, applied=applied,
        takes=fresh - kept if who.decides else set(), bad=_refused(applied),
    )  # fmt: skip


def _refused(applied: PlanApplied | None) -> int:
    """How many of the visits taken up did not come to what the plan wanted."""
    if applied is None:
        return 0
    return sum(
        one.outcome == "stale" or (one.receipt is not None and one.receipt.outcome == "refused")
        for one in applied.visits
    )


HANDLERS = [planning, propose, plan, apply]
