"""`/board/settling`: what waits for a decision, both sides beside each other; `/board/lost`: which homes to ring."""

from collections.abc import Iterable
from typing import Any, Literal

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from models.access import may_read
from models.device import DeviceRevoked
from models.fold import Key
from models.store.engine import Tx
from server import lost, settling
from server.asked import ThingId, speaks
from server.consoles import settling_view
from server.consoles.forms import Form
from server.consoles.naming import names, states, values
from server.consoles.pages import Console, console, page
from server.house import House
from server.problem import Problem
from server.reading import found, note
from server.saying import say
from server.settling import Bundle, Chosen, Clash
from server.words import word
from sync.office import Wish
from sync.protocol import Receipt

HERE = "/board/settling"
REASON = settling.REASON_CHARS_MAX
How = Literal["adopt", "return", "dismiss"]


class _Told:
    """What came of a decision, for the top of the page."""

    def __init__(self, who: Console, receipts: list[Receipt]) -> None:
        refused = [receipt for receipt in receipts if receipt.outcome in ("refused", "parked")]
        self.bad = bool(refused)
        if refused:
            why = "; ".join(dict.fromkeys(str(getattr(receipt, who.language)) for receipt in refused))
            self.text = word(who.language, "settling-not-done", why=why)
        else:
            self.text = word(who.language, "settling-done", count=len(receipts))


@get(HERE, sync_to_thread=True, opt=speaks())
def desk(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[str]:
    """Everything waiting for a decision in the unit."""
    return _drawn(house, console(house, request, "settling"), "settling.html")


@post(f"{HERE}/decide", sync_to_thread=True, status_code=200, opt=speaks())
def decide(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """Adopts, returns or dismisses the events ticked; the desk comes back as it then stands."""
    who = console(house, request, "settling")
    actor = who.head("settling")
    form = Form(body)
    holds, reason = form.texts("hold")[: settling.HOLDS_MAX], form.text("reason", REASON)
    how = form.one_of("how", ("adopt", "return", "dismiss"))
    if not holds:
        raise Problem("bad_value", word(who.language, "settling-none-chosen"))
    if how != "adopt" and not reason:
        raise Problem("reason_missing", word(who.language, "settling-reason-missing"))
    if how == "adopt":
        receipts = settling.adopt(house, actor, who.unit, holds)
    elif how == "return":
        receipts = settling.give_back(house, actor, who.unit, holds, reason)
    else:
        receipts = settling.dismiss(house, actor, who.unit, holds, reason)
    return _drawn(house, who, "parts/settling.html", receipts)


@post(f"{HERE}/merge", sync_to_thread=True, status_code=200, opt=speaks())
def merge(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """Takes single fields of a held correction."""
    who = console(house, request, "settling")
    actor = who.head("settling")
    form = Form(body)
    reason = form.text("reason", REASON)
    receipts = settling.merge(house, actor, who.unit, form.text("hold"), form.texts("field"), reason)
    return _drawn(house, who, "parts/settling.html", receipts)


@post(f"{HERE}/choose", sync_to_thread=True, status_code=200, opt=speaks())
def choose(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """Settles one conflict: the standing value, the other, or words of one's own."""
    who = console(house, request, "settling")
    actor = who.head("settling")
    form = Form(body)
    offered = form.one_of("take", ("kept", "offered")) == "offered"
    chosen = Chosen(offered, form.text("reason", REASON), form.text("own", 2000))
    if not chosen.reason:
        raise Problem("reason_missing", word(who.language, "settling-reason-missing"))
    about = Key(form.text("about"), form.text("subject"))
    receipts = settling.choose(house, actor, who.unit, about, (form.text("event"), form.text("field")), chosen)
    return _drawn(house, who, "parts/settling.html", receipts)


@get("/board/lost/{device_id:str}", sync_to_thread=True, opt=speaks())
def lost_tablet(house: NamedDependency[House], request: Request[Any, Any, Any], device_id: ThingId) -> Response[str]:
    """Which homes a lost tablet concerns. Whose they are is noted as looked at."""
    return _homes(house, console(house, request, "devices"), device_id)


@post("/board/lost/{device_id:str}/revoke", sync_to_thread=True, status_code=200, opt=speaks())
def revoke(
    house: NamedDependency[House], request: Request[Any, Any, Any], device_id: ThingId, body: RawBody
) -> Response[str]:
    """Takes the tablet out of service; from then on it may say nothing more."""
    who = console(house, request, "devices")
    reason = Form(body).text("reason", 120)
    if not reason:
        raise Problem("reason_missing", "reason")
    with house.store.read() as tx:
        found(tx, (who.unit,), "device", device_id)
    [receipt] = say(house, who.me, who.unit, [Wish(body=DeviceRevoked(device=device_id, reason=reason))])
    if receipt.outcome == "refused" and receipt.code != "already_settled":  # whoever came first, it is revoked
        raise Problem(receipt.code or "unknown_refusal", receipt.detail or "")
    return _homes(house, who, device_id)


def _drawn(house: House, who: Console, template: str, receipts: list[Receipt] | None = None) -> Response[str]:
    actor = who.me
    with house.store.read() as tx:
        held = settling.bundles(tx, actor, who.unit, house.now_ms())
        open_ones = settling.clashes(tx, actor, who.unit)[: settling.HOLDS_MAX]
        known = values(who.language) | states(who.language)
        known |= names(tx, actor, who.unit, _people(tx, held, open_ones))
    seen = {key for key in _subjects(held, open_ones) if key[0] == "citizen"}
    if seen:
        note(house, actor, who.unit, sorted(seen))
    return page(
        template, who, at=HERE,
        cards=[settling_view.card(bundle, who.language, known) for bundle in held],
        choices=[settling_view.choice(clash, who.language, known) for clash in open_ones],
        told=_Told(who, receipts) if receipts is not None else None,
        decides=who.decides,
    )  # fmt: skip


def _subjects(held: Iterable[Bundle], open_ones: Iterable[Clash]) -> set[tuple[str, str]]:
    """(kind, id) of everything and everybody the desk shows."""
    found = {(bundle.about.kind, bundle.about.id) for bundle in held}
    found |= {("citizen", bundle.standing.citizen) for bundle in held if getattr(bundle.standing, "citizen", "")}
    return found | {(clash.about, clash.subject) for clash in open_ones}


def _people(tx: Tx, held: Iterable[Bundle], open_ones: Iterable[Clash]) -> set[str]:
    """Everybody the desk names: authors, officers before and after, citizens."""
    found = {subject for _, subject in _subjects(held, open_ones)} | {clash.conflict.by for clash in open_ones}
    for bundle in held:
        found |= {work.hold.by for work in bundle.works}
        values = [
            value for work in bundle.works for change in work.tried.changes for value in (change.now, change.then)
        ]
        found |= {value for value in values if isinstance(value, str)}
    return found


def _homes(house: House, who: Console, device_id: str) -> Response[str]:
    actor = who.me
    with house.store.read() as tx:
        told = lost.lost(tx, who.unit, device_id, house.now_ms())
        if told is None:
            raise Problem("not_found", "device")
        known = names(tx, actor, who.unit, [told.device.officer])
    people = may_read(actor, "people", who.unit) is None
    homes = [home if people else home._replace(citizen=None) for home in told.homes]
    if people:
        note(house, actor, who.unit, [("citizen", home.visit.citizen) for home in told.homes])
    return page("lost.html", who, at="", told=told, homes=homes, names=known)


HANDLERS = [desk, decide, merge, choose, lost_tablet, revoke]
