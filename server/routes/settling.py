"""`/settling`: what was not executed or was said twice differently, and what a person decides about it."""

from typing import Any

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from models.access import Actor
from models.said import Name
from models.store import lists
from models.store.lists import Filter
from server import ready, settling
from server.asked import BODY_BYTES_MAX, After, Limit, ThingId, UnitAsked, heard, speaks
from server.house import House
from server.reading import found, looking
from server.settling import Clash
from sync.protocol import Receipt

CONFLICTS_MAX = 500


class WhySettled(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why work goes back or is not used."""

    reason: Name


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the decision."""

    receipts: list[Receipt]


DESK = ready.shape(
    "Desk",
    "Work held open, a page at a time, and with the first page every open conflict.",
    holds=list[ready.thing("hold")],  # type: ignore[misc]
    next=str,
    conflicts=list[Clash],
)
_reasons = msgspec.json.Decoder(WhySettled)


@get("/", sync_to_thread=True, opt=speaks(DESK))
def desk(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    unit: UnitAsked = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """Everything waiting for a decision."""
    actor, units = looking(house, request, "settling", unit)
    with house.store.read() as tx:
        rows = lists.page(tx, units, "hold", Filter(states=("open",)), after, limit + 1)
        clashes = [] if after else [c for unit_id in units for c in settling.clashes(tx, actor, unit_id)]
    members = {
        "holds": ready.listed(rows[:limit]), "next": ready.written(rows[limit - 1].id if len(rows) > limit else ""),
        "conflicts": ready.written(clashes[:CONFLICTS_MAX]),
    }  # fmt: skip
    return ready.answer(ready.whole(members))


@post("/{hold_id:str}/adopt", sync_to_thread=True, status_code=200, opt=speaks(Settled))
def adopt(house: NamedDependency[House], request: Request[Any, Any, Any], hold_id: ThingId) -> Settled:
    """Says the held event again in the supervisor's name; it stays its author's work."""
    actor, unit_id = _desk_of(house, request, hold_id)
    return Settled(receipts=settling.adopt(house, actor, unit_id, [hold_id]))


@post("/{hold_id:str}/return", sync_to_thread=True, status_code=200, opt=speaks(Settled, hears=WhySettled))
def give_back(
    house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody, hold_id: ThingId
) -> Settled:
    """Gives held work back to its officer with a reason."""
    actor, unit_id = _desk_of(house, request, hold_id)
    return Settled(receipts=settling.give_back(house, actor, unit_id, [hold_id], heard(_reasons, body).reason))


@post("/{hold_id:str}/dismiss", sync_to_thread=True, status_code=200, opt=speaks(Settled, hears=WhySettled))
def dismiss(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody, hold_id: ThingId) -> Settled:
    """Leaves held work unused; it stays readable."""
    actor, unit_id = _desk_of(house, request, hold_id)
    return Settled(receipts=settling.dismiss(house, actor, unit_id, [hold_id], heard(_reasons, body).reason))


def _desk_of(house: House, request: Request[Any, Any, Any], hold_id: str) -> tuple[Actor, str]:
    """Who decides, and in which unit the work is held."""
    actor, units = looking(house, request, "settling")
    settling.heads_only(actor)
    with house.store.read() as tx:
        return actor, found(tx, units, "hold", hold_id).unit_id


ROUTER = Router(
    "/settling",
    route_handlers=[desk, adopt, give_back, dismiss],
    tags=["settling"],
    request_max_body_size=BODY_BYTES_MAX,
)
