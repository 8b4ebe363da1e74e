"""`/letters`: what the clock prepared and a supervisor approves, one or many at once; and how many late people got one."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody

from models import calendar
from models.ids import END
from models.paper import AWAITED
from models.store import lists
from models.store.lists import Filter
from server import ready
from server.asked import BODY_BYTES_MAX, After, Limit, UnitAsked, heard, real_day, speaks
from server.house import House
from server.paperwork import letters
from server.paperwork.letters import Approval, Approved, Coverage
from server.reading import looking, note
from sync.board import read_thing

APPROVE_MAX = 100
LETTERS = ready.thing("paper")
DAY_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}" + END
FromDay = Annotated[
    str, QueryParameter(name="from", pattern=DAY_PATTERN, description="first local day a result was due")
]
ToDay = Annotated[str, QueryParameter(name="to", pattern=DAY_PATTERN, description="last such day")]


class Approvals(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The letters approved, each with the words that change."""

    letters: Annotated[tuple[Approval, ...], msgspec.Meta(min_length=1, max_length=APPROVE_MAX)]


_approvals = msgspec.json.Decoder(Approvals)


@get("/", sync_to_thread=True, opt=speaks(ready.pages(LETTERS)))
def waiting(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    unit: UnitAsked = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """Letters that wait for approval. The look is noted, with whom each is about."""
    actor, units = looking(house, request, "people", unit)
    with house.store.read() as tx:
        rows = lists.page(tx, units, "paper", Filter(states=(AWAITED,)), after, limit + 1)
    for unit_id in sorted({row.unit_id for row in rows[:limit]}):
        shown = [read_thing("paper", row.body).state for row in rows[:limit] if row.unit_id == unit_id]
        note(house, actor, unit_id, [("citizen", paper.citizen) for paper in shown])
    return ready.page(rows, limit)


@post("/approve", sync_to_thread=True, status_code=200, opt=speaks(Approved, hears=Approvals))
def approve(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Approved:
    """Approves letters, one or many: they are signed by the chairman from here on. Each stands or falls by itself."""
    actor, units = looking(house, request, "people")
    return letters.approve(house, actor, units, heard(_approvals, body).letters)


@get("/coverage", sync_to_thread=True, opt=speaks(Coverage, refuses=("not_found",)))
def covered(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    from_day: FromDay,
    to_day: ToDay,
    unit: UnitAsked = "",
) -> Coverage:
    """Of the results due in a span of days: how many were late, and how many of those people got an apology."""
    _, units = looking(house, request, "dossiers", unit)
    with house.store.read() as tx:
        return letters.coverage(tx, units, real_day(from_day), real_day(to_day), calendar.local_day(house.now_ms()))


ROUTER = Router(
    "/letters", route_handlers=[waiting, approve, covered], tags=["letters"], request_max_body_size=BODY_BYTES_MAX
)
