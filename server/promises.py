"""What can be promised while somebody is on the telephone, kept for them while it is read out, and promised for good.

Looking costs no lock. Keeping and promising go through the one door, in a transaction that has the unit's head locked and has
looked whether the day is still the day that was reckoned with: so no two desks ever promise the same minutes.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from models import calendar as time
from models.access import Actor, may_speak
from models.event import Body
from models.ids import Id, MaybeId
from models.offer import Offer as Offered
from models.offer import OfferReleased, WindowOffered
from models.said import Address, Note, Window
from models.store import journal, plans, projections
from models.store.engine import Tx
from models.visit import VisitPlanned
from server.asked import real_day
from server.dispatch.problem import Span
from server.dispatch.promise import USUAL, Offer, Policy, offers
from server.house import House
from server.planning.asked import Asked, Wanted, asked, door_of, open_dossiers
from server.planning.asked import office as office_address
from server.planning.planner import Opened
from server.problem import Problem, refuse
from server.saying import whole
from sync import office
from sync.board import read_thing
from sync.office import Wish
from sync.protocol import Receipt

NOTICE_MS = 60 * 60_000
"""Nobody is promised a window that begins sooner than in an hour: whoever goes must hear of it."""
TRIES = 3
"""How often a day is reckoned again outside the lock before it is reckoned inside."""
SOONEST_DAYS = 5
"""How many working days the soonest hour is looked for in."""
SOONEST_MINUTES = 120
"""How long the window is that is promised where no hour is free."""
_WEEKDAYS = (
    ("Thứ Hai", "Monday"), ("Thứ Ba", "Tuesday"), ("Thứ Tư", "Wednesday"), ("Thứ Năm", "Thursday"),
    ("Thứ Sáu", "Friday"), ("Thứ Bảy", "Saturday"), ("Chủ nhật", "Sunday"),
)  # fmt: skip


First = Callable[[Tx], None]
"""What is looked at under the unit's lock before anything is said; it raises the problem."""


class WindowFree(msgspec.Struct, frozen=True, kw_only=True):
    """A window that can be promised: who would come about when, and what it costs the ward, in seconds of travel."""

    window: Window
    officers: tuple[str, ...]
    start_ms: int
    price_s: int
    vi: str
    en: str


class WindowsFree(msgspec.Struct, frozen=True, kw_only=True):
    """The best windows, cheapest first; none: nothing can be promised in these days without moving others."""

    windows: list[WindowFree]
    minutes: int
    procedures: tuple[str, ...]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What the door said, and what is kept (None: nothing)."""

    receipts: list[Receipt]
    offer: Offered | None = None


class Promise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is promised in an offer: for which request and dossiers (left out: the offer's, all that wait), and where."""

    request: MaybeId = ""
    dossiers: Annotated[tuple[Id, ...], Meta(max_length=10)] = ()
    address: Address | None = None
    note: Note = ""


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    """What the door said, and the visit that was promised."""

    receipts: list[Receipt]
    visit: str


def windows(house: House, wanted: Wanted, policy: Policy = USUAL, freed: Collection[str] = ()) -> WindowsFree:
    """The windows that cost least over the days asked for; `freed`: visits that would be given up for it."""
    now_ms = house.now_ms()
    today = time.local_day(now_ms)
    with house.store.read() as tx:
        what = asked(tx, wanted, today)
    days = _days(house, wanted.unit, wanted.day or today, today, wanted.days)
    opened = [house.planner.opened(wanted.unit, day, now_ms) for day in days]
    found: list[tuple[Opened, Offer]] = []
    for ahead, one in enumerate(opened):
        spans = _spans(one, policy, wanted, now_ms)
        if wanted.where == "office":
            spans = _while_open(spans, time.sessions_of(house.planner.calendar(wanted.unit), one.standing.facts.day))
        door = door_of(one.day.problem, what.place)
        made = offers([one.freed(freed)], what.task, door, one.roads.door, policy, spans) if spans else []
        found += [(one, replace(offer, days_ahead=ahead)) for offer in made]
    found.sort(key=lambda each: (each[1].price_s + policy.later_day_s * each[1].days_ahead, each[1].window.from_s))
    told = [_told(one, offer, wanted) for one, offer in found[: policy.offers]]
    return WindowsFree(windows=told, minutes=what.minutes, procedures=what.procedures)


def _days(house: House, unit_id: str, first: str, today: str, count: int) -> list[str]:
    """So many working days from this one on."""
    calendar = house.planner.calendar(unit_id)
    day = max(real_day(first), today)
    days = [day] if time.is_working(calendar, day) else []
    while len(days) < count:
        day = time.next_working_day(calendar, day)
        days.append(day)
    return days


def _spans(one: Opened, policy: Policy, wanted: Wanted, now_ms: int) -> list[Span]:
    """The windows of a day that may be promised: of the ward's grid, in the hours asked for, not too soon."""
    shifts = [officer.shift for officer in one.standing.problem.officers]
    soonest_s = (now_ms + NOTICE_MS - time.ms_of(one.standing.facts.day, 0)) // 1000
    first_s = max(60 * wanted.from_minute, min((shift.from_s for shift in shifts), default=0))
    last_s = min(60 * wanted.to_minute, max((shift.to_s for shift in shifts), default=0))
    step_s = policy.step_s
    begins = range(-(-first_s // step_s) * step_s, last_s - policy.window_s + 1, step_s)
    return [Span(begin, begin + policy.window_s) for begin in begins if begin >= soonest_s]


def _while_open(spans: list[Span], sessions: Sequence[time.Session]) -> list[Span]:
    """Those windows in which the office is open from their first minute to their last."""
    return [span for span in spans if any(a * 60 <= span.from_s and span.to_s <= b * 60 for a, b in sessions)]


def _told(one: Opened, offer: Offer, wanted: Wanted) -> WindowFree:
    """An offer as the clerk reads it."""
    day, begin_ms = offer.day, time.ms_of(offer.day, 0)
    window = Window(from_ms=begin_ms + offer.window.from_s * 1000, to_ms=begin_ms + offer.window.to_s * 1000)
    start_ms = begin_ms + offer.start_s * 1000
    names = {officer.id: officer.name or officer.id for officer in one.day.problem.officers}
    who = ", ".join(names[officer] for officer in offer.officers)
    weekday = _WEEKDAYS[date.fromisoformat(day).weekday()]
    on = f"{day[8:10]}/{day[5:7]}"
    hours = f"{time.local_hm(window.from_ms)}–{time.local_hm(window.to_ms)}"
    more = -(-offer.price_s // 60)
    begins = time.local_hm(start_ms)
    vi, en = (
        f"{who} đến khoảng {begins}, tốn thêm {more} phút đường",
        f"{who} at about {begins}, {more} minutes more on the road",
    )
    if wanted.where == "office":
        vi, en = f"{who} tiếp tại trụ sở khoảng {begins}", f"{who} at the office, about {begins}"
    return WindowFree(
        window=window,
        officers=offer.officers,
        start_ms=start_ms,
        price_s=offer.price_s,
        vi=f"{weekday[0]} {on}, {hours}: {vi}.",
        en=f"{weekday[1]} {on}, {hours}: {en}.",
    )


def hold(house: House, actor: Actor, wanted: Wanted, window: Window) -> Kept:
    """Keeps a window for five minutes while it is read out; refused when nobody can come in it any more."""
    refuse(may_speak(actor, wanted.unit))
    with house.store.read() as tx:
        what = asked(tx, wanted, time.local_day(house.now_ms()))
    name = house.new_id()

    def kept(one: Opened) -> Body:
        offer = _in_window(one, what, window)
        return WindowOffered(
            offer=name, unit=wanted.unit, window=window, officers=offer.officers,
            start_ms=time.ms_of(offer.day, 0) + offer.start_s * 1000, procedures=what.procedures, mode=wanted.mode,
            where=wanted.where,
            minutes=what.minutes, place=what.place, citizen=what.citizen, request=wanted.request,
        )  # fmt: skip

    receipts = _said(house, actor, wanted.unit, time.local_day(window.from_ms), lambda one: (kept(one),))
    with house.store.read() as tx:
        body = projections.body(tx, wanted.unit, "offer", name)
    return Kept(receipts=receipts, offer=read_thing("offer", body).state if body else None)


def _in_window(one: Opened, what: Asked, window: Window, freed: Collection[str] = ()) -> Offer:
    """The cheapest way to come in exactly this window; raises the problem when there is none."""
    begin_ms = time.ms_of(one.standing.facts.day, 0)
    span = Span((window.from_ms - begin_ms) // 1000, (window.to_ms - begin_ms) // 1000)
    day = one.freed(freed)
    door = door_of(day.problem, what.place)
    found = offers([day], what.task, door, one.roads.door, USUAL, [span]) if span.from_s < span.to_s else []
    if not found:
        raise Problem("offer_over", time.local_hm(window.from_ms))
    return found[0]


def _said(
    house: House, actor: Actor, unit_id: str, day: str, told: Callable[[Opened], Sequence[Body]], first: First | None = None
) -> list[Receipt]:  # fmt: skip
    """Says what is right for the day as it stands, having looked under the unit's lock that it still stands so.

    `first` may refuse all of it, under the same lock; several words stand or fall together.
    """

    def heard(tx: Tx, bodies: Sequence[Body], now_ms: int) -> list[Receipt]:
        if first is not None:
            first(tx)
        wishes = [Wish(body=body) for body in bodies]
        receipts = office.say_in(tx, actor, unit_id, wishes, now_ms, house.new_id)
        return whole(receipts) if len(wishes) > 1 else receipts

    for _ in range(TRIES):
        now_ms = house.now_ms()
        one = house.planner.opened(unit_id, day, now_ms)
        bodies = told(one)
        with house.store.write() as tx:
            journal.lock_head(tx, unit_id)
            if plans.mark(tx, unit_id, day) == one.standing.facts.mark:
                return heard(tx, bodies, now_ms)
    with house.store.write() as tx:
        journal.lock_head(tx, unit_id)
        now_ms = house.now_ms()
        return heard(tx, told(house.planner.reckoned(tx, unit_id, day, now_ms)), now_ms)


def promise(house: House, actor: Actor, unit_id: str, offer_id: str, told: Promise) -> Promised:
    """Promises the window of an offer for good: a visit, planned. One that ran out is good while somebody can still come."""
    refuse(may_speak(actor, unit_id))
    with house.store.read() as tx:
        offer = _offer(tx, unit_id, offer_id)
        wanted = Wanted(
            unit=unit_id, request=told.request or offer.request, citizen=offer.citizen, place=offer.place,
            procedures=offer.procedures, mode=offer.mode, minutes=offer.minutes, officers=len(offer.officers),
            where=offer.where,
        )  # fmt: skip
        what = asked(tx, wanted, time.local_day(house.now_ms()))
        visit = _planned(tx, offer, wanted.request, told, house.new_id())
    day = time.local_day(offer.window.from_ms)

    def planned(one: Opened) -> Body:
        if all(kept.id != offer_id for kept in one.standing.facts.offers):
            _in_window(one, what, offer.window)
        return visit

    receipts = _said(house, actor, unit_id, day, lambda one: (planned(one),))
    if all(receipt.outcome == "applied" for receipt in receipts):
        house.planner.keep(unit_id, day, house.now_ms())
    return Promised(receipts=receipts, visit=visit.visit)


def soonest(
    house: House, actor: Actor, wanted: Wanted, told: Callable[[Window], Sequence[Body]], first: First | None = None
) -> list[Receipt]:
    """Promises, from tomorrow on and with nobody on the telephone, the cheapest window of the next days.

    Where none is free it is the first hours of the next working day: the board sees that somebody must be found. `told` is
    what is said of the window, `first` what may still refuse it under the lock; several words stand or fall together.
    """
    today = time.local_day(house.now_ms())
    tomorrow = (date.fromisoformat(today) + timedelta(days=1)).isoformat()
    wanted = replace(wanted, day=tomorrow, days=SOONEST_DAYS)
    free = windows(house, wanted).windows
    window = free[0].window if free else _first_hours(house, wanted.unit)
    return settle(house, actor, wanted, window, told(window), first=first, anyway=not free)


def settle(
    house: House, actor: Actor, wanted: Wanted, window: Window, told: Sequence[Body], freed: Collection[str] = (),
    first: First | None = None, anyway: bool = False,
) -> list[Receipt]:  # fmt: skip
    """Says what promises exactly this window; Problem(offer_over) when nobody can come in it, unless `anyway`.

    `freed`: the visits that what is `told` gives up; their minutes count as free. `first` may refuse all of it under the lock.
    """
    with house.store.read() as tx:
        what = asked(tx, wanted, time.local_day(house.now_ms()))
    day = time.local_day(window.from_ms)

    def planned(one: Opened) -> Sequence[Body]:
        if not anyway:
            _in_window(one, what, window, freed)
        return told

    receipts = _said(house, actor, wanted.unit, day, planned, first)
    if all(receipt.outcome == "applied" for receipt in receipts):
        house.planner.keep(wanted.unit, day, house.now_ms())
    return receipts


def _first_hours(house: House, unit_id: str) -> Window:
    """The first two hours of the next working day."""
    calendar = house.planner.calendar(unit_id)
    day = time.next_working_day(calendar, time.local_day(house.now_ms()))
    begin_ms = time.ms_of(day, time.sessions_of(calendar, day)[0][0])
    return Window(from_ms=begin_ms, to_ms=begin_ms + SOONEST_MINUTES * 60_000)


def _offer(tx: Tx, unit_id: str, offer_id: str) -> Offered:
    body = projections.body(tx, unit_id, "offer", offer_id)
    if body is None:
        raise Problem("not_found", "offer")
    offer: Offered = read_thing("offer", body).state
    return offer


def _planned(tx: Tx, offer: Offered, request_id: str, told: Promise, visit_id: str) -> VisitPlanned:
    """The visit to be said: for the dossiers named, or all of the request's that no visit has taken along."""
    if not request_id:
        raise Problem("nothing_waiting", "request")
    request_body = projections.body(tx, offer.unit, "request", request_id)
    if request_body is None:
        raise Problem("not_found", "request")
    request = read_thing("request", request_body).state
    dossiers = told.dossiers or open_dossiers(tx, offer.unit, request_id)
    if not dossiers:
        raise Problem("nothing_waiting")
    address = office_address(tx, offer.unit) if offer.where == "office" else told.address
    if address is None:
        body = projections.body(tx, offer.unit, "citizen", request.citizen)
        address = read_thing("citizen", body).state.address if body else Address()
    return VisitPlanned(
        visit=visit_id, unit=offer.unit, request=request_id, citizen=request.citizen, dossiers=dossiers,
        window=offer.window, mode=offer.mode, where=offer.where, minutes=offer.minutes, address=address, note=told.note,
        offer=offer.id,
    )  # fmt: skip


def release(house: House, actor: Actor, unit_id: str, offer_id: str) -> list[Receipt]:
    """Lets an offer go at once."""
    refuse(may_speak(actor, unit_id))
    wish = Wish(body=OfferReleased(offer=offer_id))
    return office.say(house.store, actor, unit_id, [wish], house.now_ms(), house.new_id)
