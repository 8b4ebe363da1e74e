"""`/events`: consoles and programs say what happened; the one door for all of them."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Router, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from models.ids import UnitId
from server.asked import heard, speaks
from server.house import House
from server.saying import say as say_there
from server.session import actor_of
from sync.office import Wish
from sync.protocol import PUSH_BYTES_MAX, Receipt

SAY_MAX = 200


class Saying(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody says, in order; `unit` when it is not their own."""

    unit: UnitId | None = None
    events: Annotated[list[Wish], msgspec.Meta(min_length=1, max_length=SAY_MAX)]


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt for each event, in order: applied, merged, conflict or refused with a sentence and a next step."""

    receipts: list[Receipt]


_sayings = msgspec.json.Decoder(Saying)


@post("/", sync_to_thread=True, status_code=200, opt=speaks(Answered, hears=Saying))
def say(house: NamedDependency[House], body: RawBody, request: Request[Any, Any, Any]) -> Answered:
    """Says events in a unit. A refusal is an answer like any other: read the receipts. Tablets speak by `/sync/push`."""
    actor = actor_of(house, request)
    saying = heard(_sayings, body)
    unit_id = saying.unit or actor.unit
    return Answered(receipts=say_there(house, actor, unit_id, saying.events))


ROUTER = Router("/events", route_handlers=[say], tags=["events"], request_max_body_size=PUSH_BYTES_MAX)
