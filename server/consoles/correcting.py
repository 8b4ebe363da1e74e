"""`/desk/read/{request}/correct`: the caller does not agree to what is read back, so the clerk goes back with every answer.

What was taken down is withdrawn in one transaction with the hour being kept anew for the same caller: nothing is promised
twice, and nobody else gets the hour while the slip is mended. What is saved then is a request of its own, with its own code.
"""

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency

from models.access import may_speak
from models.dossier import DossierWithdrawn
from models.event import Body
from models.offer import Offer, WindowOffered
from models.request import Request as Asked
from models.request import RequestWithdrawn
from models.store import drafts, journal, lists, projections
from models.store.drafts import Draft
from models.store.engine import Tx
from models.visit import OPEN, Visit, VisitCancelled
from server.asked import ThingId, speaks
from server.consoles import sheet
from server.consoles.forms import Form
from server.consoles.hours import CHANGEABLE, REGISTERED
from server.consoles.pages import Console, console
from server.house import House
from server.problem import Problem, refuse
from server.reading import found
from server.saying import whole
from sync import office
from sync.board import read_thing
from sync.office import Wish

WHY = "Người gọi chưa đồng ý khi nghe đọc lại: ghi lại thành phiếu mới"


@post("/desk/read/{request_id:str}/correct", sync_to_thread=True, status_code=200, opt=speaks())
def correct(house: NamedDependency[House], request: Request[Any, Any, Any], request_id: ThingId) -> Response[None]:
    """Takes back what the caller did not agree to and leads to its call as it was; pressed twice it is done once."""
    who = console(house, request, "calls")
    unit = who.me.unit
    refuse(may_speak(who.me, unit))
    with house.store.write() as tx:
        journal.lock_head(tx, unit)
        asked: Asked = read_thing("request", found(tx, (unit,), "request", request_id).body).state
        kept = drafts.one(tx, unit, asked.call)
        draft_id = _again(tx, house, who, asked, kept) if kept else _begun(tx, asked)
    return Response(None, status_code=200, headers={"HX-Redirect": f"/desk/calls/{draft_id}"})


def _again(tx: Tx, house: House, who: Console, asked: Asked, kept: Draft) -> str:
    """Everything said of the request is withdrawn; the call goes on as another draft, with the hour kept for it."""
    parts = lists.with_request(tx, asked.unit, asked.id)
    visits: list[Visit] = [read_thing("visit", row.body).state for row in parts.get("visit", [])]
    going = [one for one in visits if one.state in OPEN]
    if late := next((one for one in going if one.state not in CHANGEABLE), None):
        raise Problem("wrong_state", late.state)
    dossiers = [read_thing("dossier", row.body).state for row in parts.get("dossier", [])]
    form = Form(kept.form.encode()).changed(corrects=asked.code, citizen=asked.citizen)
    offer = _same_hour(tx, house, asked.unit, form.text("offer"), going)
    bodies: list[Body] = [
        *(VisitCancelled(visit=one.id, reason=WHY) for one in going),
        *(DossierWithdrawn(dossier=one.id, reason=WHY) for one in dossiers if one.status == REGISTERED),
        RequestWithdrawn(request=asked.id, reason=WHY),
        *([offer] if offer else []),
    ]
    now_ms = house.now_ms()
    whole(office.say_in(tx, who.me, asked.unit, [Wish(body=body) for body in bodies], now_ms, house.new_id))
    form = _keeping(tx, form, offer)
    fresh = kept._replace(id=house.new_id(), form=form.encoded(), changed_ms=now_ms, request_id="")
    drafts.put(tx, fresh)
    drafts.drop(tx, asked.unit, kept.id)
    return fresh.id


def _same_hour(tx: Tx, house: House, unit: str, offer_id: str, going: list[Visit]) -> WindowOffered | None:
    """The hour that was promised, to be kept for the caller anew; nothing where none was, or the board moved it since."""
    body = projections.body(tx, unit, "offer", offer_id) if offer_id else None
    if body is None:
        return None
    old: Offer = read_thing("offer", body).state
    visit = next((one for one in going if one.id == old.visit and one.window == old.window), None)
    if visit is None:
        return None
    return WindowOffered(
        offer=house.new_id(), unit=unit, window=old.window, officers=old.officers, start_ms=old.start_ms,
        procedures=old.procedures, mode=old.mode, where=old.where, minutes=old.minutes, place=old.place,
        citizen=old.citizen,
    )  # fmt: skip


def _keeping(tx: Tx, form: Form, offer: WindowOffered | None) -> Form:
    """The call's form with the hour as it is kept now."""
    body = projections.body(tx, offer.unit, "offer", offer.offer) if offer else None
    if body is None:
        return form.changed(**dict.fromkeys(sheet.OFFER, ""))
    return form.changed(offer=offer.offer if offer else "", offer_until=str(read_thing("offer", body).state.until_ms))


def _begun(tx: Tx, asked: Asked) -> str:
    """The call that already goes on in place of this request."""
    every = drafts.of_unit(tx, asked.unit)
    going = next((one.id for one in every if Form(one.form.encode()).text("corrects") == asked.code), "")
    if not going:
        raise Problem("wrong_state", asked.state)
    return going


HANDLERS = [correct]
