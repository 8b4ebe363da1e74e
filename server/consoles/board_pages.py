"""`/board`: who goes where today, live; moving a visit by mouse, keys or dialog; alerts; absent officers; handing in."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody

from models import calendar
from models.officer import Absence, OfficerAbsent, OfficerBack
from models.said import Window
from models.store import lists, snoozes
from server import concerns, moving
from server.asked import DayAsked, IdAsked, ThingId, speaks
from server.consoles import board_view, plain
from server.consoles.forms import Form
from server.consoles.pages import Console, console, page
from server.fleet import tablets as fleet_of
from server.house import House
from server.moving import SHIFT_MINUTES_MAX, UNDO_MS, Move, Moved, Prospect
from server.problem import Problem
from server.reading import found, note
from server.saying import say
from server.words import word
from sync.board import read_thing
from sync.office import Wish

HERE = "/board"
REASON_CHARS_MAX = 120
Shift = Annotated[int, QueryParameter(ge=-SHIFT_MINUTES_MAX, le=SHIFT_MINUTES_MAX, description="minutes later")]


@get(HERE, sync_to_thread=True, opt=speaks())
def board(house: NamedDependency[House], request: Request[Any, Any, Any], day: DayAsked = "") -> Response[str]:
    """The board of a day, today's when none is named. That somebody opened it is noted."""
    who = console(house, request, "visits")
    actor = who.me
    note(house, actor, who.unit, [("board", day or calendar.local_day(house.now_ms()))])
    return _drawn(house, who, "board.html", day)


@get(f"{HERE}/live", sync_to_thread=True, opt=speaks())
def live(house: NamedDependency[House], request: Request[Any, Any, Any], day: DayAsked = "") -> Response[str]:
    """The moving part of the board, asked for whenever the bell rings."""
    return _drawn(house, console(house, request, "visits"), "parts/board.html", day)


@get(f"{HERE}/visits/{{visit_id:str}}", sync_to_thread=True, opt=speaks())
def dialog(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    visit_id: ThingId,
    shift: Shift = 0,
    to: IdAsked = "",
) -> Response[str]:
    """One visit and what giving it to each officer would mean."""
    return _dialog(house, console(house, request, "visits"), visit_id, shift, to)


@get(f"{HERE}/visits/{{visit_id:str}}/prospects", sync_to_thread=True, opt=speaks())
def prospects(house: NamedDependency[House], request: Request[Any, Any, Any], visit_id: ThingId) -> dict[str, Any]:
    """For a chip being dragged: by officer, whether it may be dropped there and what stands against it, in words."""
    who = console(house, request, "visits")
    return {
        one.officer: {
            "level": "never" if one.never else "mind" if one.against else "good",
            "text": " · ".join(getattr(no, who.language) for no in one.against) or getattr(one, who.language),
        }
        for one in moving.prospects(house, who.me, who.unit, visit_id)
    }


@post(f"{HERE}/visits/{{visit_id:str}}/move", sync_to_thread=True, status_code=200, opt=speaks())
def move(
    house: NamedDependency[House], request: Request[Any, Any, Any], visit_id: ThingId, body: RawBody
) -> Response[str]:
    """Moves a visit. What stands against it is asked back first; what can never be is refused with its reason."""
    who = console(house, request, "visits")
    actor = who.head("visits")
    form = Form(body)
    wanted = Move(visit_id, form.text("officer", 64), _minutes(form.text("shift")))
    reason = form.text("reason", REASON_CHARS_MAX)
    day = form.text("day", 10)
    if not form.ticked("sure"):
        asked = _asked_back(house, who, wanted, reason)
        if asked is not None:
            return asked
    told = reason or word(who.language, "board-moved-by-hand")
    moved = moving.make(house, actor, who.unit, wanted, form.number("version", 0, 2**62), told)
    return _after(house, who, day, moved, wanted)


@post(f"{HERE}/undo", sync_to_thread=True, status_code=200, opt=speaks())
def undo(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """Takes the last move back while its seconds last."""
    who = console(house, request, "visits")
    actor = who.head("visits")
    form = Form(body)
    back = Move(form.text("visit", 64), form.text("officer", 64))
    window = Window(from_ms=form.number("from_ms", 0, 2**52), to_ms=form.number("to_ms", 0, 2**52))
    version = form.number("version", 0, 2**62)
    moved = moving.undo(house, actor, who.unit, back, version, window, word(who.language, "board-undone-reason"))
    return _after(house, who, form.text("day", 10), moved, None)


@post(f"{HERE}/officers/{{officer_id:str}}/absent", sync_to_thread=True, status_code=200, opt=speaks())
def absent(
    house: NamedDependency[House], request: Request[Any, Any, Any], officer_id: ThingId, body: RawBody
) -> Response[str]:
    """Notes an officer as absent for the rest of the day shown, or as back again; their visits stay until moved."""
    who = console(house, request, "visits")
    actor = who.head("visits")
    form = Form(body)
    day = form.text("day", 10) or calendar.local_day(house.now_ms())
    with house.store.read() as tx:
        officer = read_thing("officer", found(tx, (who.unit,), "officer", officer_id).body).state
    from_ms, to_ms = max(house.now_ms(), calendar.ms_of(day, 0)), calendar.ms_of(day, 1440)
    away = [one for one in officer.absences if one.from_ms < to_ms and from_ms < one.to_ms]
    if form.one_of("how", ("absent", "back")) == "back":
        wishes = [Wish(body=OfficerBack(officer=officer_id, absence=one.id)) for one in away]
    else:
        why = form.text("reason", REASON_CHARS_MAX)
        new = Absence(id=house.new_id(), from_ms=from_ms, to_ms=to_ms, reason=why)
        wishes = [Wish(body=OfficerAbsent(officer=officer_id, absence=new))]
    receipts = say(house, actor, who.unit, wishes)
    refused = next((one for one in receipts if one.outcome == "refused"), None)
    if refused is not None:
        raise Problem(refused.code or "unknown_refusal", refused.detail or "")
    return _drawn(house, who, "parts/board.html", day)


@post(f"{HERE}/snooze", sync_to_thread=True, status_code=200, opt=speaks())
def snooze(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """Puts one alert off for whoever asks; others still see it."""
    who = console(house, request, "visits")
    actor = who.me
    form = Form(body)
    minutes = int(form.one_of("minutes", tuple(map(str, concerns.SNOOZE_MINUTES))))
    alert = form.text("alert", 200)
    if alert.partition(":")[0] not in concerns.ORDER:
        raise Problem("bad_value", "alert")
    with house.store.write() as tx:
        snoozes.snooze(tx, who.unit, actor.id, alert, house.now_ms() + minutes * plain.MINUTE_MS)
    return _drawn(house, who, "parts/board.html", form.text("day", 10))


@get(f"{HERE}/hand-in", sync_to_thread=True, opt=speaks())
def hand_in(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[str]:
    """At the end of a day: which tablets may be handed in, and what the others still hold."""
    who = console(house, request, "fleet")
    with house.store.read() as tx:
        fleet = fleet_of(tx, who.unit)
        rows = lists.page(tx, (who.unit,), "officer", lists.Filter(states=("here", "left")), limit=1000)
    names = {row.id: read_thing("officer", row.body).state.name for row in rows}
    fleet.sort(key=lambda one: (one.safe, one.heard_ms))
    return page("hand_in.html", who, at="/board/hand-in", fleet=fleet, names=names, now_ms=house.now_ms(), plain=plain)


def _minutes(text: str) -> int:
    try:
        minutes = int(text or "0")
    except ValueError as error:
        raise Problem("bad_call", "shift") from error
    if abs(minutes) > SHIFT_MINUTES_MAX:
        raise Problem("bad_call", "shift")
    return minutes


def _asked_back(house: House, who: Console, wanted: Move, reason: str) -> Response[str] | None:
    """The dialog again, when something stands against the move that a person must decide about first."""
    made = moving.prospects(house, who.me, who.unit, wanted.visit, wanted.shift_minutes)
    target = next((one for one in made if one.officer == wanted.officer), None)
    if wanted.officer and target is None:
        raise Problem("unknown_thing", "officer")
    needs_reason = (wanted.shift_minutes or not wanted.officer) and not reason
    if not needs_reason and (target is None or not target.against):
        return None
    status = 422 if target is not None and target.never else 409
    return _dialog(house, who, wanted.visit, wanted.shift_minutes, wanted.officer, status=status, reason=reason)


def _dialog(
    house: House, who: Console, visit_id: str, shift: int, to: str, status: int = 200, reason: str = ""
) -> Response[str]:
    actor = who.me
    now_ms = house.now_ms()
    with house.store.read() as tx:
        slot = read_thing("visit", found(tx, (who.unit,), "visit", visit_id).body)
    day = calendar.local_day(slot.state.window.from_ms)
    plan = board_view.planned(house, who.unit, day)
    made = moving.prospects(house, who.me, who.unit, visit_id, shift)
    with house.store.read() as tx:
        board_ = board_view.shown(tx, actor, who.unit, day, now_ms, house.settings, plan)
    chips = [*board_.day.unassigned, *(chip for lane in board_.day.lanes for chip in lane.chips)]
    chip = next((one for one in chips if one.id == visit_id), None)
    target: Prospect | None = next((one for one in made if one.officer == to), None)
    by_ms = shift * plain.MINUTE_MS
    window = Window(from_ms=slot.state.window.from_ms + by_ms, to_ms=slot.state.window.to_ms + by_ms)
    return page(
        "parts/move.html", who, status=status, headers={"HX-Retarget": "#dialog-body", "HX-Reswap": "innerHTML"},
        visit=slot.state, version=slot.version, chip=chip, prospects=made, shift=shift, to=to, target=target,
        window=window, reason=reason, names=board_.names, moves=who.decides, now_ms=now_ms, plain=plain,
        day=day,
    )  # fmt: skip


def _after(house: House, who: Console, day: str, moved: Moved, wanted: Move | None) -> Response[str]:
    """The board after a move, with ten seconds to take it back."""
    refused = next((one for one in moved.receipts if one.outcome == "refused"), None)
    if refused is not None:
        raise Problem(refused.code or "unknown_refusal", refused.detail or "")
    return _drawn(house, who, "parts/board.html", day, moved=moved if wanted else None, undone=wanted is None)


def _drawn(
    house: House, who: Console, template: str, day: str, moved: Moved | None = None, undone: bool = False
) -> Response[str]:
    actor = who.me
    now_ms = house.now_ms()
    day = day or calendar.local_day(now_ms)
    plan = board_view.planned(house, who.unit, day)
    with house.store.read() as tx:
        shown = board_view.shown(tx, actor, who.unit, day, now_ms, house.settings, plan)
    return page(
        template, who, at=HERE, shown=shown, board=shown.day, day=day, before=_other(day, -1), after=_other(day, 1),
        now_ms=now_ms, moved=moved, undone=undone, moves=who.decides, plain=plain,
        snooze_minutes=concerns.SNOOZE_MINUTES, undo_ms=UNDO_MS, unit=who.unit, today=calendar.local_day(now_ms),
    )  # fmt: skip


def _other(day: str, days: int) -> str:
    return calendar.local_day(calendar.ms_of(day, 0) + days * plain.DAY_MS)


HANDLERS = [board, live, dialog, prospects, move, undo, absent, snooze, hand_in]
