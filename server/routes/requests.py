"""`/requests`: what was asked for by telephone, and one case with everything that belongs to it."""

from typing import Annotated, Any

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from models.access import may_read
from models.request import RequestState
from models.store import lists
from models.store.engine import Tx
from models.store.lists import Filter, Listed
from server import ready
from server.asked import After, DayAsked, Limit, ThingId, UnitAsked, speaks
from server.house import House
from server.reading import found, looking, note
from sync.board import read_thing

REQUEST = ready.thing("request")
CASE = ready.shape(
    "Case",
    "A request with its person, visits and dossiers, what of it lies on the settling desk, and where its history is.",
    request=REQUEST,
    citizen=ready.thing("citizen") | None,
    visits=list[ready.thing("visit")],  # type: ignore[misc]
    dossiers=list[ready.thing("dossier")],  # type: ignore[misc]
    held=list[ready.thing("hold")],  # type: ignore[misc]
    history=str,
)
States = Annotated[tuple[RequestState, ...], QueryParameter(name="state", max_items=7)]


@get("/", sync_to_thread=True, opt=speaks(ready.pages(REQUEST)))
def listed(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    states: States = (),
    day: DayAsked = "",
    unit: UnitAsked = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """Requests by state and by the day they came in."""
    _, units = looking(house, request, "requests", unit)
    with house.store.read() as tx:
        rows = lists.page(tx, units, "request", Filter(states=states, day=day), after, limit + 1)
    return ready.page(rows, limit)


@get("/{request_id:str}", sync_to_thread=True, opt=speaks(CASE))
def case(house: NamedDependency[House], request: Request[Any, Any, Any], request_id: ThingId) -> Response[bytes]:
    """Everything of one case: the request, the person, visits, dossiers and what is held. The look is noted."""
    actor, units = looking(house, request, "requests")
    with house.store.read() as tx:
        wanted = found(tx, units, "request", request_id)
        citizen_id = read_thing("request", wanted.body).state.citizen
        sees_people = may_read(actor, "people", wanted.unit_id) is None
        citizen = lists.one(tx, (wanted.unit_id,), "citizen", citizen_id) if sees_people else None
        members, together = _members(tx, wanted)
    note(house, actor, wanted.unit_id, [("request", request_id), *([("citizen", citizen_id)] if citizen else [])])
    members["citizen"] = citizen.body if citizen else ready.NONE
    members["history"] = ready.written(f"/journal?unit={wanted.unit_id}&subject={'&subject='.join(together)}")
    return ready.answer(ready.whole(members))


def _members(tx: Tx, wanted: Listed) -> tuple[dict[str, str], list[str]]:
    """The parts of a case that hang on the request, and the ids of all of them."""
    parts = lists.with_request(tx, wanted.unit_id, wanted.id)
    visits, dossiers = parts.get("visit", []), parts.get("dossier", [])
    together = [wanted.id, *(visit.id for visit in visits), *(dossier.id for dossier in dossiers)]
    held = lists.holds_about(tx, wanted.unit_id, together)
    members = {
        "request": wanted.body, "visits": ready.listed(visits), "dossiers": ready.listed(dossiers),
        "held": ready.listed(held),
    }  # fmt: skip
    return members, together


ROUTER = Router("/requests", route_handlers=[listed, case], tags=["requests"])
