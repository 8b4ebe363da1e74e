"""`/calls`: who is still owed a ring, the longest waiting first."""

from typing import Any

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency

from models.call import is_open
from models.store import lists
from models.store.engine import Tx
from models.store.lists import Filter, Listed
from server import ready
from server.asked import After, DayAsked, Limit, ThingId, UnitAsked, speaks
from server.house import House
from server.reading import found, looking
from sync.board import read_thing

CALL = ready.thing("call")
OWED = Filter(states=("callback", "missed", "hung_up"))
STEP = 500


@get("/", sync_to_thread=True, opt=speaks(ready.pages(CALL)))
def queue(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    day: DayAsked = "",
    unit: UnitAsked = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """The call-back queue, oldest first: calls nobody took or that were promised a ring and have not had one."""
    _, units = looking(house, request, "calls", unit)
    with house.store.read() as tx:
        rows = _owed(tx, units, OWED._replace(day=day), after, limit + 1)
    return ready.page(rows, limit)


@get("/{call_id:str}", sync_to_thread=True, opt=speaks(CALL))
def one(house: NamedDependency[House], request: Request[Any, Any, Any], call_id: ThingId) -> Response[bytes]:
    """One call, whatever became of it."""
    _, units = looking(house, request, "calls")
    with house.store.read() as tx:
        return ready.answer(found(tx, units, "call", call_id).body)


def _owed(tx: Tx, units: tuple[str, ...], wanted: Filter, after: str, limit: int) -> list[Listed]:
    """Open calls: the column knows only how a call ended, its body whether somebody rang back since."""
    owed: list[Listed] = []
    while len(owed) < limit:
        rows = lists.page(tx, units, "call", wanted, after, STEP)
        owed += [row for row in rows if is_open(read_thing("call", row.body).state)]
        if len(rows) < STEP:
            break
        after = rows[-1].id
    return owed[:limit]


ROUTER = Router("/calls", route_handlers=[queue, one], tags=["calls"])
