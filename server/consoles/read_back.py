"""`/desk/read`: what a call came to, in large type, to be read to the caller before they hang up."""

from typing import Any, NamedTuple

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from models import calendar
from models.citizen import Citizen
from models.dossier import Dossier
from models.guide import PaperAsked, papers_of
from models.guide_fee import fee_of
from models.law import Statutes
from models.request import ReadBack, RequestAmended, RequestChange
from models.store import drafts, lists
from models.visit import OPEN, Visit
from server.asked import ThingId, speaks
from server.consoles.pages import Console, console, page
from server.house import House
from server.planning.asked import office as office_address
from server.reading import found, note
from server.saying import say
from sync.board import read_thing, statutes_of
from sync.office import Wish
from sync.protocol import Receipt


class Told(NamedTuple):
    """What the read-back says of the work: with which papers (each once), for how much, in how many visits."""

    papers: tuple[PaperAsked, ...]
    fee_dong: int | None
    visits: int


def told(dossiers: list[Dossier], visits: list[Visit], person: Citizen, law: Statutes) -> Told:
    """The same words the officer will see: papers and fee of each dossier as its pinned version and the call settled them."""
    pinned = [(one, law.pinned(one.procedure, one.version)) for one in dossiers]
    known = [(one, procedure) for one, procedure in pinned if procedure is not None]
    listed = [paper for one, procedure in known for paper in papers_of(procedure, one) if paper.need != "not_needed"]
    papers: dict[str, PaperAsked] = {}
    for paper in sorted(listed, key=lambda paper: not paper.required):
        papers.setdefault(paper.id, paper)
    fees = [
        fee_of(procedure, one, person, law.tariffs(one.opened_ms), law.exemptions(one.opened_ms)).total_dong
        for one, procedure in known
    ]
    along = {one for visit in visits if visit.where == "home" for one in visit.dossiers}
    return Told(
        papers=tuple(papers.values()), fee_dong=sum(fees) if fees else None,
        visits=max((procedure.visits for one, procedure in known if one.id in along), default=0),
    )  # fmt: skip


def left(dossiers: list[Dossier], visits: list[Visit], law: Statutes) -> tuple[str, ...]:
    """What no visit takes along, by name: it is done at the office, and the caller must hear when to come."""
    along = {one for visit in visits for one in visit.dossiers}
    known = (law.pinned(one.procedure, one.version) for one in dossiers if one.id not in along)
    return tuple(one.vi for one in known if one is not None)


@get("/desk/read/{request_id:str}", sync_to_thread=True, opt=speaks())
def read_back(house: NamedDependency[House], request: Request[Any, Any, Any], request_id: ThingId) -> Response[Any]:
    """What was agreed: numbers digit by digit, the code, the papers, the fee, the hour."""
    return _drawn(house, console(house, request, "calls"), request_id, [])


@post("/desk/read/{request_id:str}", sync_to_thread=True, status_code=200, opt=speaks())
def agreed(house: NamedDependency[House], request: Request[Any, Any, Any], request_id: ThingId) -> Response[Any]:
    """The caller heard it and agreed: written down once, with the hour and by whom; then the desk is free for the next call."""
    who = console(house, request, "calls")
    with house.store.read() as tx:
        asked = read_thing("request", found(tx, (who.me.unit,), "request", request_id).body).state
    if asked.read_back is None:
        heard = ReadBack(by="caller" if asked.caller else "citizen", at_ms=house.now_ms())
        word = RequestAmended(request=request_id, change=RequestChange(read_back=heard))
        receipts = say(house, who.me, who.me.unit, [Wish(body=word)])
        refused = [receipt for receipt in receipts if receipt.outcome == "refused"]
        if refused:
            return _drawn(house, who, request_id, refused)
        with house.store.write() as tx:
            drafts.drop(tx, who.me.unit, asked.call)
    return Response(None, status_code=200, headers={"HX-Redirect": "/desk"})


def _drawn(house: House, who: Console, request_id: str, refusals: list[Receipt]) -> Response[Any]:
    with house.store.read() as tx:
        unit = (who.me.unit,)
        asked = read_thing("request", found(tx, unit, "request", request_id).body).state
        person = read_thing("citizen", found(tx, unit, "citizen", asked.citizen).body).state
        parts = lists.with_request(tx, who.me.unit, request_id)
        call = lists.one(tx, unit, "call", asked.call) if asked.call else None
        kept = drafts.one(tx, who.me.unit, asked.call)
        law, office = statutes_of(tx, who.me.unit), office_address(tx, who.me.unit)
    note(house, who.me, who.me.unit, [("request", request_id), ("citizen", person.id)])
    visits = [one for row in parts.get("visit", []) if (one := read_thing("visit", row.body).state).state in OPEN]
    dossiers = [read_thing("dossier", row.body).state for row in parts.get("dossier", [])]
    day = calendar.local_day(asked.received_ms)
    return page(
        "desk/read.html", who, status=409 if refusals else 200, refusals=refusals, at="/desk", asked=asked, person=person,
        correctable=kept is not None and asked.read_back is None,
        visits=visits, left=left(dossiers, visits, law) if visits else (), cal=law.calendar, office=office,
        procedures=[one for want in asked.wants if (one := law.in_force(want.procedure, day))],
        told=told(dossiers, visits, person, law), call=read_thing("call", call.body).state if call else None,
    )  # fmt: skip


HANDLERS = [read_back, agreed]
