"""`/visits`: which doors, when, by whom; one visit; and who should go."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody

from models.access import MAY_SAY, may_read
from models.ids import Id, MaybeId
from models.said import Note
from models.store import lists
from models.store.lists import Filter
from models.visit import OPEN, Visit, VisitAssigned, VisitState
from server import ready
from server.asked import BODY_BYTES_MAX, After, DayAsked, IdAsked, Limit, ThingId, UnitAsked, heard, speaks
from server.house import House
from server.problem import Problem
from server.reading import found, looking, note
from server.saying import say
from server.why import Choice, Why, choice, why
from sync.board import read_thing
from sync.office import Wish
from sync.protocol import Receipt

VISIT = ready.thing("visit")
DOOR = ready.shape(
    "VisitWhole",
    "A visit with its request, its dossiers and, for whoever may see people, the person.",
    visit=VISIT,
    request=ready.thing("request"),
    citizen=ready.thing("citizen") | None,
    dossiers=list[ready.thing("dossier")],  # type: ignore[misc]
)
States = Annotated[tuple[VisitState, ...], QueryParameter(name="state", max_items=8)]


class Assign(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is to go; without an officer the office chooses and says why."""

    officer: Id | None = None
    second: MaybeId = ""
    reason: Note = ""


class Assigned(msgspec.Struct, frozen=True, kw_only=True):
    """The receipt (none when nobody could be chosen), and the choice with everybody's reasons when the office chose."""

    receipts: list[Receipt]
    choice: Choice | None = None


_assigns = msgspec.json.Decoder(Assign)


@get("/", sync_to_thread=True, opt=speaks(ready.pages(VISIT)))
def listed(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    states: States = (),
    day: DayAsked = "",
    officer: IdAsked = "",
    unit: UnitAsked = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """Visits by the day promised, the officer who leads them, and their state."""
    _, units = looking(house, request, "visits", unit)
    with house.store.read() as tx:
        wanted = Filter(states=states, day=day, owner_id=officer)
        rows = lists.page(tx, units, "visit", wanted, after, limit + 1)
    return ready.page(rows, limit)


@get("/{visit_id:str}", sync_to_thread=True, opt=speaks(DOOR))
def one(house: NamedDependency[House], request: Request[Any, Any, Any], visit_id: ThingId) -> Response[bytes]:
    """One visit and what belongs to it. The look is noted."""
    actor, units = looking(house, request, "visits")
    with house.store.read() as tx:
        visit = found(tx, units, "visit", visit_id)
        here = (visit.unit_id,)
        state: Visit = read_thing("visit", visit.body).state
        sees_people = may_read(actor, "people", visit.unit_id) is None
        citizen = lists.one(tx, here, "citizen", state.citizen) if sees_people else None
        asked = found(tx, here, "request", state.request)
        dossiers = [found(tx, here, "dossier", dossier_id) for dossier_id in state.dossiers]
    note(house, actor, visit.unit_id, [("visit", visit_id), *([("citizen", state.citizen)] if citizen else [])])
    members = {
        "visit": visit.body, "request": asked.body, "citizen": citizen.body if citizen else ready.NONE,
        "dossiers": ready.listed(dossiers),
    }  # fmt: skip
    return ready.answer(ready.whole(members))


@post(
    "/{visit_id:str}/assign",
    sync_to_thread=True,
    status_code=200,
    opt=speaks(Assigned, hears=Assign, refuses=("wrong_state",)),
)
def assign(
    house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody, visit_id: ThingId
) -> Assigned:
    """Gives a visit to the officer named, or to whom the office chooses; either way through the one door."""
    actor, units = looking(house, request, "visits")
    wanted = heard(_assigns, body or b"{}")
    if not actor.roles & MAY_SAY[VisitAssigned]:
        raise Problem("not_allowed", "VisitAssigned")
    with house.store.read() as tx:
        visit: Visit = read_thing("visit", found(tx, units, "visit", visit_id).body).state
    if wanted.officer:
        named = VisitAssigned(visit=visit_id, officer=wanted.officer, second=wanted.second, reason=wanted.reason)
        return Assigned(receipts=say(house, actor, visit.unit, [Wish(body=named)]))
    if visit.state not in OPEN:
        raise Problem("wrong_state", visit.state)
    made = choice(house, actor, visit)
    if made.officer is None:
        return Assigned(receipts=[], choice=made)
    reason = wanted.reason or made.ranked[0].vi
    chosen = VisitAssigned(visit=visit_id, officer=made.officer, second=made.second, reason=reason)
    return Assigned(receipts=say(house, actor, visit.unit, [Wish(body=chosen)]), choice=made)


@get("/{visit_id:str}/why", sync_to_thread=True, opt=speaks(Why))
def reasons(house: NamedDependency[House], request: Request[Any, Any, Any], visit_id: ThingId) -> Why:
    """Why this officer and not each of the others, what a swap would cost, or why nobody has it. Not a look at a person."""
    actor, units = looking(house, request, "visits")
    with house.store.read() as tx:
        visit: Visit = read_thing("visit", found(tx, units, "visit", visit_id).body).state
    return why(house, actor, visit)


ROUTER = Router(
    "/visits", route_handlers=[listed, one, assign, reasons], tags=["visits"], request_max_body_size=BODY_BYTES_MAX
)
