"""`/desk`: a call is taken down, by keyboard alone, from the first digit to the read-back.

Each change of the page comes here whole and is kept as a draft, so a dropped call, a closed tab or a restart loses nothing;
back go only the parts that changed. The rules are in `sheet.py` and `weighing.py`.
"""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody
from litestar.response import Redirect

from models.access import Area, may_speak
from models.call import CallOutcome, CallReturned
from models.event import Body
from models.ids import END
from models.store import drafts, lists
from models.store.drafts import Draft
from server.asked import speaks
from server.consoles import correcting, desk_view, desk_windows, read_back, sheet
from server.consoles.desk_view import Sight
from server.consoles.desk_windows import DraftId
from server.consoles.forms import Form
from server.consoles.pages import Console, console, page
from server.house import House
from server.planning.asked import office as office_address
from server.problem import Problem, refuse
from server.reading import note
from sync import office
from sync.board import read_thing
from sync.office import Wish
from sync.protocol import Receipt

AREA: Area = "calls"
PhoneAsked = Annotated[str, QueryParameter(max_length=40, pattern=r"^[0-9+ .()-]*" + END)]
CallAsked = Annotated[str, QueryParameter(pattern=r"^([0-9a-z][0-9a-z:._-]{0,63})?" + END)]


@get("/desk", sync_to_thread=True, opt=speaks())
def begin(
    house: NamedDependency[House], request: Request[Any, Any, Any], phone: PhoneAsked = "", call: CallAsked = ""
) -> Response[Any]:
    """A fresh call: an address of its own, so that a page loaded again is the same call. `call`: the one rung back."""
    who = console(house, request, AREA)
    draft_id = house.new_id()
    if phone or call:
        form, now_ms = Form(b"").changed(phone=phone, returns=call), house.now_ms()
        draft = Draft(who.me.unit, draft_id, who.me.id, sheet.number(form), form.encoded(), now_ms, now_ms)
        with house.store.write() as tx:
            drafts.put(tx, draft)
    return Redirect(f"/desk/calls/{draft_id}", status_code=303)


@get("/desk/calls/{draft_id:str}", sync_to_thread=True, opt=speaks())
def sheet_page(house: NamedDependency[House], request: Request[Any, Any, Any], draft_id: DraftId) -> Response[Any]:
    """The page of one call, as far as it was taken down. Opening a call that rings takes it."""
    who = console(house, request, AREA)
    over = _over(house, who, draft_id)
    if over:
        return Redirect(over, status_code=303)
    draft = _draft(house, who, draft_id)
    if not draft.account_id:
        draft, _ = _keep(house, who, draft_id, Form(draft.form.encode()))
    with house.store.read() as tx:
        seat = office_address(tx, who.me.unit).place
    return page("desk/desk.html", who, at="/desk", seat=seat, **_shown(house, who, draft, Form(draft.form.encode())))


@post("/desk/calls/{draft_id:str}", sync_to_thread=True, status_code=200, opt=speaks())
def change(
    house: NamedDependency[House], request: Request[Any, Any, Any], draft_id: DraftId, body: RawBody
) -> Response[Any]:
    """Keeps what the page holds now, does what its button asks, and answers the parts that follow from it."""
    who = console(house, request, AREA)
    over = _over(house, who, draft_id)
    if over:
        return _led(over)
    posted = Form(body)
    do = posted.one_of("do", ("keep", "save", "end"), "keep")
    draft, form = _keep(house, who, draft_id, posted)
    if do == "end":
        return _end(house, who, draft, form, posted)
    shown = _shown(house, who, draft, form)
    if posted.text("window"):
        return _hold(house, who, draft, shown, posted.text("window"))
    shown = _fitted(house, who, draft, shown)
    if do == "save":
        return _save(house, who, draft, shown)
    return page("desk/parts.html", who, headers=_led_on(posted, shown["sight"]), **shown)


def _led_on(posted: Form, sight: Sight) -> dict[str, str]:
    """Where the keyboard goes after a button: to the next question, or to what the questions came to."""
    if posted.text("pick"):
        return _focus("name" if posted.text("pick") == sheet.NEW else "questions")
    if any(posted.text(button) for button in ("answer", "undo", "more", "less")):
        return _focus("weight" if sight.result else "questions")
    return {}


def _focus(field: str) -> dict[str, str]:
    return {"HX-Trigger": f'{{"focus-on": {{"id": "{field}"}}}}'}


def _hold(house: House, who: Console, draft: Draft, shown: dict[str, Any], chosen: str) -> Response[Any]:
    """Keeps the window chosen while it is read out; one that has just gone is said so, with others to choose from."""
    try:
        form = desk_windows.hold(house, who.me, draft, shown["sight"], chosen)
    except Problem as problem:
        if problem.code != "offer_over":
            raise
        return page("desk/parts.html", who, status=409, **{**shown, "lost": True})
    with house.store.write() as tx:
        drafts.put(tx, draft._replace(form=form.encoded()))
    return page("desk/parts.html", who, **{**shown, "form": form})


def _fitted(house: House, who: Console, draft: Draft, shown: dict[str, Any]) -> dict[str, Any]:
    """The same, with the window kept right for what is wanted by now: other work, another door."""
    form, lost = desk_windows.fitted(house, who.me, draft, shown["sight"])
    if form is shown["form"]:
        return shown
    with house.store.write() as tx:
        drafts.put(tx, draft._replace(form=form.encoded()))
    return {**shown, "form": form, "sight": shown["sight"]._replace(form=form), "lost": lost}


def _save(house: House, who: Console, draft: Draft, shown: dict[str, Any]) -> Response[Any]:
    """Says the call through the one door and leads to the read-back; what is wrong stays on the page with its place."""
    sight: Sight = shown["sight"]
    form = sight.form
    if shown["lost"]:
        return page("desk/parts.html", who, status=409, headers=_focus("held"), **shown)
    mistakes = sheet.wrong(form, sight.person, sight.result)
    if mistakes:
        shown["mistakes"] = mistakes
        return page("desk/parts.html", who, status=422, headers=_focus(mistakes[0].field), **shown)
    receipts, names = _said(house, who, draft, sight)
    bad = [receipt for receipt in receipts if receipt.outcome == "refused"]
    if bad:
        return page("desk/parts.html", who, status=409, **{**shown, "refusals": bad})
    assert sight.result is not None
    desk_windows.promise(house, who.me, form, names.request, sheet.taken_along(form, sight.result, names))
    return _led(f"/desk/read/{names.request}")


def _end(house: House, who: Console, draft: Draft, form: Form, posted: Form) -> Response[Any]:
    """The call ended without a request: written down with its outcome, so that whoever is owed a ring gets one."""
    outcome: CallOutcome = posted.one_of("outcome", sheet.OUTCOMES)  # type: ignore[assignment]
    bodies: list[Body] = []
    if sheet.number(form):
        with house.store.read() as tx:
            person = desk_view.known(tx, draft.unit_id, form.text("citizen"))
        told = posted.text("end_note") or form.text("note", 1000)
        citizen = person.id if person else ""
        bodies = [sheet.logged(form, draft.unit_id, draft.id, outcome, draft.begun_ms, citizen, told)]
    _say(house, who, draft.id, [*bodies, *_rung_back(form)])
    desk_windows.let_go(house, who.me, form)
    return _led("/desk")


def _draft(house: House, who: Console, draft_id: str) -> Draft:
    """The call under way with this id; one nobody wrote on yet begins now."""
    with house.store.read() as tx:
        kept = drafts.one(tx, who.me.unit, draft_id)
    now_ms = house.now_ms()
    return kept or Draft(who.me.unit, draft_id, who.me.id, "", "", now_ms, now_ms)


def _keep(house: House, who: Console, draft_id: str, posted: Form) -> tuple[Draft, Form]:
    """Keeps the call as the page has it now, after its button; whoever writes on a call has it."""
    unit, now_ms = who.me.unit, house.now_ms()
    with house.store.write() as tx:
        kept = drafts.one(tx, unit, draft_id) or Draft(unit, draft_id, who.me.id, "", "", now_ms, now_ms)
        form = sheet.answered(sheet.merged(Form(kept.form.encode()), posted), posted)
        picked = posted.text("pick")
        if picked == sheet.NEW:
            form = sheet.begun_anew(form, posted.text("find", 100))
        elif picked:
            person = desk_view.known(tx, unit, picked)
            if person is None:
                raise Problem("not_found", "citizen")
            form = sheet.filled(form, person)
        draft = kept._replace(account_id=who.me.id, phone=sheet.number(form), form=form.encoded(), changed_ms=now_ms)
        if len(draft.form) > drafts.FORM_CHARS_MAX:
            raise Problem("too_large")
        drafts.put(tx, draft)
    if picked and picked != sheet.NEW:
        note(house, who.me, unit, [("citizen", picked)])
    return draft, form


def _shown(house: House, who: Console, draft: Draft, form: Form) -> dict[str, Any]:
    """Everything the templates of the desk are given; that people were shown is noted."""
    now_ms = house.now_ms()
    with house.store.read() as tx:
        sight = desk_view.see(tx, who.me, form, now_ms)
    if sight.hits:
        note(house, who.me, who.me.unit, [("listed", hit.person.id) for hit in sight.hits])
    return {
        "draft": draft, "sight": sight, "form": form, "mistakes": [], "refusals": [], "lost": False,
        "asks": desk_windows.asked_as(draft.unit_id, sight), "now_ms": now_ms,
        "needs": sheet.NEEDS, "statuses": sheet.STATUSES, "sexes": sheet.SEXES, "languages": sheet.LANGUAGES,
        "outcomes": sheet.OUTCOMES, "more": sheet.next_wish(form),
        "office": sheet.at_office(form, sight.result),
    }  # fmt: skip


def _said(house: House, who: Console, draft: Draft, sight: Sight) -> tuple[list[Receipt], sheet.Names]:
    """What the door answers to a saved call, all in one transaction, and what was made under which names."""
    result, weight = sight.result, sight.weight
    assert result is not None and weight is not None
    opened = tuple(house.new_id() for _ in range(sheet.dossiers_of(result)))
    names = sheet.Names(draft.id, house.new_id(), house.new_id(), opened)
    bodies = sheet.taken(sight.form, sight.person, result, weight, names, who.me.unit, draft.begun_ms)
    kept = draft._replace(form=sight.form.encoded(), request_id=names.request)
    return _say(house, who, draft.id, [*bodies, *_rung_back(sight.form)], kept), names


def _over(house: House, who: Console, call_id: str) -> str:
    """Where a call that was written down already leads, so that a key pressed twice makes nothing twice; else nothing."""
    unit = (who.me.unit,)
    with house.store.read() as tx:
        if lists.one(tx, unit, "call", call_id) is None:
            return ""
        rows = lists.page(tx, unit, "request", lists.Filter(), after=call_id, limit=lists.TOGETHER_MAX)
    made = next((row.id for row in rows if read_thing("request", row.body).state.call == call_id), "")
    return f"/desk/read/{made}" if made else "/desk"


def _rung_back(form: Form) -> list[Body]:
    """A call that somebody was owed has been returned by this one."""
    owed = form.text("returns")
    return [CallReturned(call=owed, reached=True)] if owed else []


def _say(house: House, who: Console, draft_id: str, bodies: list[Body], kept: Draft | None = None) -> list[Receipt]:
    """Says bodies and lets the draft go, or keeps it for the read-back, or neither: when one is refused nothing of it stands."""
    unit = who.me.unit
    refuse(may_speak(who.me, unit))
    refused: list[Receipt] = []
    try:
        with house.store.write() as tx:
            receipts = office.say_in(
                tx, who.me, unit, [Wish(body=body) for body in bodies], house.now_ms(), house.new_id
            )
            refused += [one for one in receipts if one.outcome == "refused" and one.code != "wrong_state"]
            if refused:
                raise _TakenBack
            if kept is None:
                drafts.drop(tx, unit, draft_id)
            else:
                drafts.put(tx, kept)
    except _TakenBack:
        return refused
    return receipts


class _TakenBack(Exception):
    """Something was refused: the transaction is left, and with it everything said in it."""


def _led(path: str) -> Response[Any]:
    """Leads the browser on to another page."""
    return Response(None, status_code=200, headers={"HX-Redirect": path})


HANDLERS = [begin, sheet_page, change, *read_back.HANDLERS, *correcting.HANDLERS, *desk_windows.HANDLERS]
