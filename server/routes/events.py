"""`/events`: consoles and programs say what happened; the one door for all of them."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Router, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from server.house import House
from server.problem import Problem
from server.session import actor_of
from sync import office
from sync.office import Wish
from sync.protocol import Receipt

SAY_MAX = 200


class Saying(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody says, in order; `unit` when it is not their own."""

    unit: str = ""
    events: Annotated[list[Wish], msgspec.Meta(min_length=1, max_length=SAY_MAX)]


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt for each event, in order: applied, merged, conflict or refused with a sentence and a next step."""

    receipts: list[Receipt]


_sayings = msgspec.json.Decoder(Saying)


@post("/", sync_to_thread=True, status_code=200)
def say(house: NamedDependency[House], body: RawBody, request: Request[Any, Any, Any]) -> Answered:
    """Says events in a unit. A refusal is an answer like any other: read the receipts."""
    actor = actor_of(house, request)
    try:
        saying = _sayings.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Problem("bad_call", str(error)[:300]) from error
    unit_id = saying.unit or actor.unit
    return Answered(receipts=office.say(house.store, actor, unit_id, saying.events, house.now_ms(), house.new_id))


ROUTER = Router("/events", route_handlers=[say], tags=["events"])
