"""`/laws`: what a unit added to the law in force — versions of procedures, tariffs, exemptions, days off — and when."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody

from models.access import MAY_SAY, Actor, may_read
from models.law import LawAdded, LawRepealed, What
from models.said import Body
from models.store import lists
from models.store.engine import Tx
from models.store.lists import Filter, Listed
from server import laws, ready
from server.asked import After, Limit, ThingId, UnitAsked, heard, speaks
from server.house import House
from server.laws import Addition, Repeal
from server.problem import Problem, refuse
from server.reading import found, looking
from server.session import actor_of
from sync.protocol import Receipt

LAW = ready.thing("law")
Whats = Annotated[What | None, QueryParameter(name="what", description="only one kind of addition")]


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """The addition's id, and the receipt: `applied`, or why not."""

    law: str
    receipt: Receipt


_additions = msgspec.json.Decoder(Addition)
_repeals = msgspec.json.Decoder(Repeal)


def _may(actor: Actor, word: type[Body]) -> None:
    """Says no before anything is written, so that no stranger fills the journal with refusals."""
    if not actor.roles & MAY_SAY[word]:
        raise Problem("not_allowed", word.__name__)


@get("/", sync_to_thread=True, opt=speaks(ready.pages(LAW)))
def listed(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    what: Whats = None,
    unit: UnitAsked = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """What a unit added, the caller's own when none is named; those repealed included."""
    actor, _ = looking(house, request, "laws", unit)
    with house.store.read() as tx:
        rows = lists.page(tx, (unit or actor.unit,), "law", Filter(owner_id=what or ""), after, limit + 1)
    return ready.page(rows, limit)


@get("/{law_id:str}", sync_to_thread=True, opt=speaks(LAW))
def one(house: NamedDependency[House], request: Request[Any, Any, Any], law_id: ThingId) -> Response[bytes]:
    """One addition."""
    actor, units = looking(house, request, "laws")
    with house.store.read() as tx:
        return ready.answer(_found(tx, actor, units, law_id).body)


def _found(tx: Tx, actor: Actor, units: tuple[str, ...], law_id: str) -> Listed:
    """An addition of the caller's own unit, else of one below: a province's has the same id in all its communes."""
    return lists.one(tx, (actor.unit,), "law", law_id) or found(tx, units, "law", law_id)


@post(
    "/",
    sync_to_thread=True,
    status_code=200,
    opt=speaks(Added, hears=Addition, refuses=("law_faulty", "already_there")),
)
def add(house: NamedDependency[House], body: RawBody, request: Request[Any, Any, Any]) -> Added:
    """Adds one dated piece of law; a province's goes to every commune below. Nothing opened before it is altered."""
    actor = actor_of(house, request)
    asked = heard(_additions, body)
    unit_id = asked.unit or actor.unit
    refuse(may_read(actor, "laws", unit_id))
    _may(actor, LawAdded)
    law_id, receipt = laws.add(house, actor, unit_id, asked)
    if receipt.outcome == "refused":
        raise Problem(receipt.code, receipt.detail)
    return Added(law=law_id, receipt=receipt)


@post(
    "/{law_id:str}/repeal", sync_to_thread=True, status_code=200,
    opt=speaks(Receipt, hears=Repeal, refuses=("already_settled",)),
)  # fmt: skip
def repeal(house: NamedDependency[House], law_id: ThingId, body: RawBody, request: Request[Any, Any, Any]) -> Receipt:
    """An addition no longer counts for what begins from now on."""
    actor, units = looking(house, request, "laws")
    _may(actor, LawRepealed)
    asked = heard(_repeals, body)
    with house.store.read() as tx:
        unit_id = _found(tx, actor, units, law_id).unit_id
    receipt = laws.repeal(house, actor, unit_id, law_id, asked.reason)
    if receipt.outcome == "refused":
        raise Problem(receipt.code, receipt.detail)
    return receipt


LAW_BYTES_MAX = 1_000_000
"""A whole version of a procedure with its papers, steps and forms, several times over."""

ROUTER = Router("/laws", route_handlers=[listed, one, add, repeal], tags=["laws"], request_max_body_size=LAW_BYTES_MAX)
"""Who may add is said in `models/access.py`: administrators, of the unit or of the province above."""
