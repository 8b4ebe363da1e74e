"""`/plans`: a day planned, or bent after something went wrong; looked at, called off, taken up whole or in part."""

from typing import Any

import msgspec
from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from models.access import may_read
from models.store import plans
from models.store.plans import Proposal
from server import proposals
from server.asked import BODY_BYTES_MAX, DayAsked, ThingId, UnitAsked, heard, speaks
from server.house import House
from server.problem import Problem, refuse
from server.proposals import ANSWER_S, Apply, Ask, PlanApplied, PlanShown
from server.reading import looking
from server.session import actor_of

_asks = msgspec.json.Decoder(Ask)
_applies = msgspec.json.Decoder(Apply)


class PlansListed(msgspec.Struct, frozen=True, kw_only=True):
    """The latest proposals of a day, the newest first."""

    items: list[PlanShown]


def _row(house: House, request: Request[Any, Any, Any], plan_id: str) -> Proposal:
    """A proposal in a unit whose settling the caller may see: planning is the supervisor's."""
    _, units = looking(house, request, "settling")
    with house.store.read() as tx:
        row = plans.one(tx, units, plan_id)
    if row is None:
        raise Problem("not_found", "plan")
    return row


def _own(house: House, request: Request[Any, Any, Any], plan_id: str) -> Proposal:
    """A proposal the caller may decide about: a supervisor, in their own unit."""
    if "supervisor" not in actor_of(house, request).roles:
        raise Problem("not_allowed", "plan")
    return _row(house, request, plan_id)


@post("/", sync_to_thread=True, status_code=202, opt=speaks(PlanShown, hears=Ask, refuses=("planning_busy",)))
def make(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> PlanShown:
    """Asks for a plan. A day is thought about elsewhere: look again at `/plans/{id}`; a re-plan is waited for, a few seconds."""
    actor = actor_of(house, request)
    ask = heard(_asks, body)
    refuse(may_read(actor, "settling", ask.unit))
    if "supervisor" not in actor.roles:
        raise Problem("not_allowed", "plan")
    pending = proposals.propose(house, actor, ask)
    if ask.kind == "replan":
        pending.ended.wait(ANSWER_S)
    with house.store.read() as tx:
        row = plans.one(tx, (ask.unit,), pending.id)
    assert row is not None
    return proposals.shown(row, actor)


@get("/", sync_to_thread=True, opt=speaks(PlansListed))
def listed(
    house: NamedDependency[House], request: Request[Any, Any, Any], day: DayAsked = "", unit: UnitAsked = ""
) -> PlansListed:
    """The latest proposals of a day, without what they would change."""
    actor, units = looking(house, request, "settling", unit)
    with house.store.read() as tx:
        rows = plans.listed(tx, units, day, proposals.LIST_MAX)
    return PlansListed(items=[proposals.shown(row._replace(body=""), actor) for row in rows])


@get("/{plan_id:str}", sync_to_thread=True, opt=speaks(PlanShown))
def one(house: NamedDependency[House], request: Request[Any, Any, Any], plan_id: ThingId) -> PlanShown:
    """How far a plan is; when it is done, what it would change, everybody's day, who is left out and why."""
    return proposals.shown(_row(house, request, plan_id), actor_of(house, request))


@post("/{plan_id:str}/cancel", sync_to_thread=True, status_code=200, opt=speaks(PlanShown))
def cancel(house: NamedDependency[House], request: Request[Any, Any, Any], plan_id: ThingId) -> PlanShown:
    """Calls a plan off; one that is done already stays as it is."""
    row = _own(house, request, plan_id)
    proposals.cancel(house, row.unit_id, plan_id)
    return proposals.shown(_row(house, request, plan_id), actor_of(house, request))


@post(
    "/{plan_id:str}/apply", sync_to_thread=True, status_code=200,
    opt=speaks(PlanApplied, hears=Apply, refuses=("wrong_state",)),
)  # fmt: skip
def apply(
    house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody, plan_id: ThingId
) -> PlanApplied:
    """Takes up a plan, or the visits named, through the one door; each visit that changed meanwhile is left alone."""
    row = _own(house, request, plan_id)
    return proposals.apply(house, actor_of(house, request), row, heard(_applies, body or b"{}"))


ROUTER = Router(
    "/plans", route_handlers=[make, listed, one, cancel, apply], tags=["planning"], request_max_body_size=BODY_BYTES_MAX
)
