"""`/officers`: who goes to the homes."""

from typing import Annotated, Any, Literal

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from models.store import lists
from models.store.lists import Filter
from server import ready
from server.asked import After, Limit, ThingId, UnitAsked, speaks
from server.house import House
from server.reading import found, looking

OFFICER = ready.thing("officer")
Standing = Annotated[Literal["here", "left", "all"], QueryParameter(name="state")]


@get("/", sync_to_thread=True, opt=speaks(ready.pages(OFFICER)))
def listed(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    standing: Standing = "here",
    unit: UnitAsked = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """Officers with skills, shifts and absences; those who left only when asked for."""
    _, units = looking(house, request, "officers", unit)
    wanted = Filter(states=() if standing == "all" else (standing,))
    with house.store.read() as tx:
        rows = lists.page(tx, units, "officer", wanted, after, limit + 1)
    return ready.page(rows, limit)


@get("/{officer_id:str}", sync_to_thread=True, opt=speaks(OFFICER))
def one(house: NamedDependency[House], request: Request[Any, Any, Any], officer_id: ThingId) -> Response[bytes]:
    """One officer."""
    _, units = looking(house, request, "officers")
    with house.store.read() as tx:
        return ready.answer(found(tx, units, "officer", officer_id).body)


ROUTER = Router("/officers", route_handlers=[listed, one], tags=["officers"])
