"""`/offers`: a window kept for a caller while it is read out, then promised or let go."""

from typing import Any

import msgspec
from litestar import Request, Router, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from models.access import may_read
from models.said import Window
from server import promises
from server.asked import BODY_BYTES_MAX, ThingId, heard, speaks
from server.house import House
from server.planning.asked import Wanted
from server.problem import refuse
from server.promises import Kept, Promise, Promised
from server.reading import found, looking
from server.session import actor_of
from sync.protocol import Receipt


class Keep(Wanted, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is asked for, and the window to keep."""

    window: Window


class Released(msgspec.Struct, frozen=True, kw_only=True):
    """What the door said."""

    receipts: list[Receipt]


_keeps = msgspec.json.Decoder(Keep)
_promises = msgspec.json.Decoder(Promise)


@post("/", sync_to_thread=True, status_code=200, opt=speaks(Kept, hears=Keep, refuses=("offer_over",)))
def hold(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Kept:
    """Keeps a window for five minutes; no other desk is offered these minutes meanwhile."""
    actor = actor_of(house, request)
    wanted = heard(_keeps, body)
    refuse(may_read(actor, "calls", wanted.unit))
    return promises.hold(house, actor, wanted, wanted.window)


@post(
    "/{offer_id:str}/promise", sync_to_thread=True, status_code=200,
    opt=speaks(Promised, hears=Promise, refuses=("offer_over",)),
)  # fmt: skip
def promise(
    house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody, offer_id: ThingId
) -> Promised:
    """Promises the window for good: a visit, planned, for the request's dossiers."""
    actor, units = looking(house, request, "calls")
    told = heard(_promises, body or b"{}")
    with house.store.read() as tx:
        unit_id = found(tx, units, "offer", offer_id).unit_id
    return promises.promise(house, actor, unit_id, offer_id, told)


@post("/{offer_id:str}/release", sync_to_thread=True, status_code=200, opt=speaks(Released))
def release(house: NamedDependency[House], request: Request[Any, Any, Any], offer_id: ThingId) -> Released:
    """Lets the window go at once; left alone it runs out by itself."""
    actor, units = looking(house, request, "calls")
    with house.store.read() as tx:
        unit_id = found(tx, units, "offer", offer_id).unit_id
    return Released(receipts=promises.release(house, actor, unit_id, offer_id))


ROUTER = Router(
    "/offers", route_handlers=[hold, promise, release], tags=["planning"], request_max_body_size=BODY_BYTES_MAX
)
