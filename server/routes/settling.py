"""`/settling`: what was not executed or was said twice differently, and what a person decides about it."""

from typing import Any

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from models.access import Actor, may_read
from models.event import Event, read
from models.fold import STATES
from models.hold import WorkDismissed, WorkReturned
from models.merge import Merging
from models.said import Conflict, Name
from models.store import journal, lists
from models.store.engine import Tx
from models.store.lists import Filter
from server import ready
from server.asked import BODY_BYTES_MAX, After, Limit, ThingId, UnitAsked, heard, speaks
from server.house import House
from server.problem import Problem
from server.reading import found, looking
from server.saying import say
from sync.board import read_thing
from sync.door import kept
from sync.office import Wish
from sync.protocol import Receipt

CONFLICTS_MAX = 500
MERGING = tuple(kind for kind, state in STATES.items() if issubclass(state, Merging))


class Clash(msgspec.Struct, frozen=True, kw_only=True):
    """One field two people set differently: settle it by saying ConflictSettled at `/events`."""

    unit: str
    about: str
    subject: str
    version: int
    conflict: Conflict


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
        clashes = [] if after else [c for unit_id in units for c in _clashes(tx, actor, unit_id)]
    members = {
        "holds": ready.listed(rows[:limit]), "next": ready.written(rows[limit - 1].id if len(rows) > limit else ""),
        "conflicts": ready.written(clashes[:CONFLICTS_MAX]),
    }  # fmt: skip
    return ready.answer(ready.whole(members))


@post("/{hold_id:str}/adopt", sync_to_thread=True, status_code=200, opt=speaks(Settled))
def adopt(house: NamedDependency[House], request: Request[Any, Any, Any], hold_id: ThingId) -> Settled:
    """Says the held event again in the supervisor's name; it stays its author's work."""
    actor, units = looking(house, request, "settling")
    _heads_only(actor)
    with house.store.read() as tx:
        unit_id = found(tx, units, "hold", hold_id).unit_id
        entry = journal.entry(tx, unit_id, hold_id)
    if entry is None or not entry.event:
        raise Problem("erased", hold_id)
    event = read(kept(entry.event))
    if not isinstance(event, Event):
        raise Problem(event.code, event.detail)
    return _say(house, actor, unit_id, Wish(body=event.body, adopts=hold_id))


@post("/{hold_id:str}/return", sync_to_thread=True, status_code=200, opt=speaks(Settled, hears=WhySettled))
def give_back(
    house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody, hold_id: ThingId
) -> Settled:
    """Gives held work back to its officer with a reason."""
    return _decide(house, request, hold_id, WorkReturned(hold=hold_id, reason=heard(_reasons, body).reason))


@post("/{hold_id:str}/dismiss", sync_to_thread=True, status_code=200, opt=speaks(Settled, hears=WhySettled))
def dismiss(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody, hold_id: ThingId) -> Settled:
    """Leaves held work unused; it stays readable."""
    return _decide(house, request, hold_id, WorkDismissed(hold=hold_id, reason=heard(_reasons, body).reason))


def _decide(house: House, request: Request[Any, Any, Any], hold_id: str, body: WorkReturned | WorkDismissed) -> Settled:
    actor, units = looking(house, request, "settling")
    _heads_only(actor)
    with house.store.read() as tx:
        unit_id = found(tx, units, "hold", hold_id).unit_id
    return _say(house, actor, unit_id, Wish(body=body))


def _say(house: House, actor: Actor, unit_id: str, wish: Wish) -> Settled:
    return Settled(receipts=say(house, actor, unit_id, [wish]))


def _heads_only(actor: Actor) -> None:
    """Only a supervisor decides; who may merely look at the desk is told so at once, and no journal hears of it."""
    if "supervisor" not in actor.roles:
        raise Problem("not_allowed", "settling")


def _clashes(tx: Tx, actor: Actor, unit_id: str) -> list[Clash]:
    """Open conflicts of a unit; those about people only for whoever may see people."""
    blind = may_read(actor, "people", unit_id) is not None
    kinds = [kind for kind in MERGING if not (blind and kind == "citizen")]
    clashes: list[Clash] = []
    for kind, body in lists.ever_in_conflict(tx, unit_id, kinds):
        slot = read_thing(kind, body)
        clashes += [
            Clash(unit=unit_id, about=kind, subject=slot.state.id, version=slot.version, conflict=conflict)
            for conflict in slot.state.conflicts
        ]
    return clashes


ROUTER = Router(
    "/settling",
    route_handlers=[desk, adopt, give_back, dismiss],
    tags=["settling"],
    request_max_body_size=BODY_BYTES_MAX,
)
