"""`/calls`: who is still owed a ring, the longest waiting first."""

import hmac
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from models import phone
from models.access import system
from models.call import CallLogged, is_open
from models.ids import END
from models.store import drafts, journal, lists
from models.store.drafts import Draft
from models.store.engine import Tx
from models.store.lists import Filter, Listed
from server import ready
from server.asked import BODY_BYTES_MAX, After, DayAsked, Limit, ThingId, UnitAsked, heard, speaks
from server.house import House
from server.problem import Problem
from server.reading import found, looking
from sync import office
from sync.board import read_thing
from sync.office import Wish

SECRET_HEADER = "x-tannha-secret"
RINGING_MAX = 50
"""More telephones than this do not ring at once in a ward; what comes beyond is turned away."""
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


class Ringing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a telephone exchange tells: in which unit it rings, from which number, and whether nobody took it."""

    unit: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{5}" + END)]
    phone: Annotated[str, msgspec.Meta(min_length=3, max_length=40, pattern=r"^[0-9+ .()-]*" + END)]
    state: Literal["ringing", "missed"] = "ringing"


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """The call that pops up at the desk."""

    call: str


_rings = msgspec.json.Decoder(Ringing)


@post(
    "/ring",
    sync_to_thread=True,
    status_code=202,
    opt=speaks(Rung, hears=Ringing, refuses=("not_allowed", "not_found", "too_many_tries"), public=True),
)
def ring(house: NamedDependency[House], body: RawBody, request: Request[Any, Any, Any]) -> Response[Rung]:
    """The telephone exchange says that it rings; the call pops up at the desk of the unit, or is owed a ring when missed."""
    secret = house.settings.telephone_secret
    offered = request.headers.get(SECRET_HEADER, "")
    if not secret or not hmac.compare_digest(offered.encode(), secret.encode()):
        raise Problem("not_allowed", SECRET_HEADER)
    told = heard(_rings, body)
    number = phone.normal(told.phone) or told.phone
    now_ms, draft_id = house.now_ms(), house.new_id()
    with house.store.read() as tx:
        if told.unit not in journal.units(tx):
            raise Problem("not_found", "unit")
        waiting = drafts.ringing(tx, told.unit)
    same = next((one for one in waiting if one.phone == number), None)
    if same is None and len(waiting) >= RINGING_MAX:
        raise Problem("too_many_tries", "ringing")
    draft = same or Draft(told.unit, draft_id, "", number, urlencode({"phone": phone.shown(number)}), now_ms, now_ms)
    if told.state == "missed":
        missed = CallLogged(call=draft.id, unit=told.unit, phone=number, outcome="missed", at_ms=draft.begun_ms)
        office.say(house.store, system(told.unit), told.unit, [Wish(body=missed)], now_ms, house.new_id)
    with house.store.write() as tx:
        if told.state == "missed":
            drafts.drop(tx, told.unit, draft.id)
        else:
            drafts.put(tx, draft._replace(changed_ms=now_ms))
    return Response(Rung(call=draft.id), status_code=202)


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


ROUTER = Router("/calls", route_handlers=[queue, ring, one], tags=["calls"], request_max_body_size=BODY_BYTES_MAX)
