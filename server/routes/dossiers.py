"""`/dossiers`: one procedure for one citizen, by national status and by the day it is due."""

from typing import Annotated, Any, Literal

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from models.store import lists
from models.store.lists import Filter
from server import ready
from server.asked import After, DayAsked, IdAsked, Limit, ThingId, UnitAsked, speaks
from server.house import House
from server.reading import found, looking, note
from sync.board import read_thing

DOSSIER = ready.thing("dossier")
Statuses = Annotated[
    tuple[Literal["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"], ...],
    QueryParameter(name="status", max_items=10, description="national status codes"),
]


@get("/", sync_to_thread=True, opt=speaks(ready.pages(DOSSIER)))
def listed(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    statuses: Statuses = (),
    due: DayAsked = "",
    request_id: IdAsked = "",
    unit: UnitAsked = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """Dossiers by status, by the day they are due, or of one request."""
    _, units = looking(house, request, "dossiers", unit)
    wanted = Filter(states=statuses, day=due, request_id=request_id)
    with house.store.read() as tx:
        rows = lists.page(tx, units, "dossier", wanted, after, limit + 1)
    return ready.page(rows, limit)


@get("/{dossier_id:str}", sync_to_thread=True, opt=speaks(DOSSIER))
def one(house: NamedDependency[House], request: Request[Any, Any, Any], dossier_id: ThingId) -> Response[bytes]:
    """One dossier. The look is noted, with whose it is."""
    actor, units = looking(house, request, "dossiers")
    with house.store.read() as tx:
        dossier = found(tx, units, "dossier", dossier_id)
    citizen_id = read_thing("dossier", dossier.body).state.citizen
    note(house, actor, dossier.unit_id, [("dossier", dossier_id), ("citizen", citizen_id)])
    return ready.answer(dossier.body)


ROUTER = Router("/dossiers", route_handlers=[listed, one], tags=["dossiers"])
