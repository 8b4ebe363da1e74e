"""What the desk promises on the telephone can be kept, and is promised to one caller only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models import calendar as time
from models.calendar import local_day
from models.law import Days, LawAdded, LawRepealed
from models.offer import HOLD_MS, OfferReleased
from models.store import projections
from models.store.engine import Store
from models.visit import VisitCancelled, VisitPlanned
from server.clock import uuid7
from server.planning.asked import Wanted
from server.problem import Problem
from server.promises import Kept, Promise, hold, promise, release, windows
from sync.board import read_thing
from tests.server.desk_of import CLERK, DAY, OFFICE, DeskOf, at, home, window
from tests.server.story import CODE, UNIT

EARLY, LATE = ((420, 540),), ((810, 1020),)


def wanted(number: int = 1, **more: object) -> Wanted:
    """What a caller asks for who is not yet in the books."""
    return Wanted(unit=UNIT, place=home(number).place, procedures=(CODE,), **more)  # type: ignore[arg-type]


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> DeskOf:
    return DeskOf(store, tmp_path)


def test_windows_are_in_working_hours_and_cheapest_first(desk: DeskOf) -> None:
    """Each window lies in somebody's hours, on a working day, not sooner than in an hour, with who would come and when."""
    morning, noon = desk.officer("Sáng", EARLY), desk.officer("Chiều", LATE)
    found = windows(desk.house, wanted(minutes=30)).windows
    assert len(found) >= 3 and [w.price_s for w in found[:1]] == [min(w.price_s for w in found)]
    for free in found:
        day = local_day(free.window.from_ms)
        assert DAY <= day <= "2026-11-27" and free.window.from_ms >= at(480)
        assert free.window.from_ms <= free.start_ms < free.window.to_ms
        hours = EARLY if free.officers == (morning,) else LATE
        assert at(hours[0][0], day) <= free.start_ms and free.start_ms + 30 * 60_000 <= at(hours[0][1], day)
        assert {*free.officers} <= {morning, noon} and "đến khoảng" in free.vi and "road" in free.en


def test_a_day_given_off_meanwhile_is_offered_no_more(desk: DeskOf) -> None:
    """A remembered day is looked up anew once the ward's calendar changes: closed it holds nobody, open again it does."""
    officer = desk.officer("Một", LATE)
    [first, *_] = windows(desk.house, wanted(days=1)).windows
    assert local_day(first.window.from_ms) == DAY
    law, off = uuid7(), Days(version="ward-1", basis="QĐ 1/2026", off=(DAY,))
    desk.say("admin", LawAdded(law=law, unit=UNIT, days=off))
    assert DAY not in {local_day(free.window.from_ms) for free in windows(desk.house, wanted(days=3)).windows}
    with pytest.raises(Problem, match="offer_over"):
        hold(desk.house, CLERK, wanted(), first.window)
    desk.say("admin", LawRepealed(law=law, reason="ghi nhầm"))
    kept = hold(desk.house, CLERK, wanted(), first.window)
    assert kept.offer is not None and kept.offer.officers == (officer,)


def test_only_whoever_may_is_offered(desk: DeskOf) -> None:
    """For a visit that a certifier must make, nobody else's hours are offered; for a relative nobody's at all."""
    case = desk.case(1)
    desk.officer("Tiếp nhận", EARLY)
    certifier = desk.officer("Chứng thực", LATE, part="certifier", relatives=(case.citizen,))
    assert {w.officers for w in windows(desk.house, wanted(mode="A")).windows} == {(certifier,)}
    asked = Wanted(unit=UNIT, request=case.request, mode="A")
    found = windows(desk.house, asked)
    assert found.windows == [] and found.procedures == (CODE,) and found.minutes > 5


def test_what_is_read_out_is_nobody_elses(desk: DeskOf) -> None:
    """Minutes kept for one caller are not offered to the next, until the caller lets them go or five minutes are over."""
    desk.officer("Một", ((810, 930),))
    hours = window(810, 930)
    kept = hold(desk.house, CLERK, wanted(minutes=100), hours)
    assert kept.offer is not None and kept.offer.until_ms == desk.now_ms() + HOLD_MS
    asked = wanted(2, minutes=100, days=1)
    assert windows(desk.house, asked).windows == []
    with pytest.raises(Problem, match="offer_over"):
        hold(desk.house, CLERK, asked, hours)
    desk.now_ms.ms += HOLD_MS
    assert windows(desk.house, asked).windows
    again = hold(desk.house, CLERK, asked, hours)
    assert again.offer is not None
    [receipt] = release(desk.house, CLERK, UNIT, again.offer.id)
    assert receipt.outcome == "applied" and windows(desk.house, asked).windows
    desk_says = release(desk.house, CLERK, UNIT, again.offer.id)
    assert [r.code for r in desk_says] == ["wrong_state"]


def test_many_desks_promise_the_same_minutes_once(desk: DeskOf) -> None:
    """Eight desks want the only free hours at the same moment: one gets them, the others are told so."""
    desk.officer("Một", ((810, 930),))

    def ask(number: int) -> Kept | str:
        try:
            return hold(desk.house, CLERK, wanted(number, minutes=100), window(810, 930))
        except Problem as no:
            return no.code

    with ThreadPoolExecutor(8) as desks:
        told = list(desks.map(ask, range(8)))
    assert sorted(type(one).__name__ for one in told) == ["Kept"] + ["str"] * 7
    assert {one for one in told if isinstance(one, str)} == {"offer_over"}


def test_a_promise_becomes_a_visit_with_a_place_in_the_day(desk: DeskOf) -> None:
    """Taken up, an offer is a visit in its window for the request's dossiers, and the plan of the day has a place for it."""
    officer = desk.officer("Một", LATE)
    case = desk.case(1)
    kept = hold(desk.house, CLERK, Wanted(unit=UNIT, request=case.request), window(840, 960))
    assert kept.offer is not None
    made = promise(desk.house, CLERK, UNIT, kept.offer.id, Promise(note="cổng xanh"))
    assert [r.outcome for r in made.receipts] == ["applied"]
    with desk.store.read() as tx:
        visit = read_thing("visit", projections.body(tx, UNIT, "visit", made.visit) or "").state
        offer = read_thing("offer", projections.body(tx, UNIT, "offer", kept.offer.id) or "").state
    assert (visit.window, visit.dossiers, visit.state) == (window(840, 960), (case.dossier,), "planned")
    assert visit.address == home(1) and offer.state == "taken"
    stands = desk.house.planner.stands(UNIT, DAY, desk.now_ms())
    assert stands.facts.plan is not None
    assert [(r.officer, [s.visit for s in r.stops]) for r in stands.facts.plan.routes] == [(officer, [made.visit])]
    with pytest.raises(Problem, match="nothing_waiting"):
        promise(desk.house, CLERK, UNIT, kept.offer.id, Promise())
    twice = promise(desk.house, CLERK, UNIT, kept.offer.id, Promise(dossiers=(case.dossier,)))
    assert [r.outcome for r in twice.receipts] == ["refused"]


def test_an_offer_that_ran_out_is_good_while_somebody_can_come(desk: DeskOf) -> None:
    """After five minutes the window is promised if it is still free, and refused if another caller has it."""
    desk.officer("Một", ((810, 930),))
    hours, asked = window(810, 930), Wanted(unit=UNIT, request=desk.case(1).request, minutes=100)
    late = hold(desk.house, CLERK, asked, hours).offer
    desk.now_ms.ms += HOLD_MS + 1
    taken = hold(desk.house, CLERK, Wanted(unit=UNIT, request=desk.case(3).request, minutes=100), hours).offer
    assert late is not None and taken is not None
    with pytest.raises(Problem, match="offer_over"):
        promise(desk.house, CLERK, UNIT, late.id, Promise())
    desk.say("clerk", OfferReleased(offer=taken.id))
    made = promise(desk.house, CLERK, UNIT, late.id, Promise())
    assert [r.outcome for r in made.receipts] == ["applied"]
    desk.say("clerk", VisitCancelled(visit=made.visit, reason="rút"))


def test_every_promise_can_be_kept(desk: DeskOf) -> None:
    """Promised one after another until the days are full, all visits have a place with somebody, none is left out."""
    desk.officer("Một"), desk.officer("Hai", EARLY)
    promised = 0
    for number in range(40):
        asked = Wanted(unit=UNIT, request=desk.case(number).request, minutes=45, days=1)
        free = windows(desk.house, asked).windows
        if not free:
            break
        kept = hold(desk.house, CLERK, asked, free[-1].window).offer
        assert kept is not None
        made = promise(desk.house, CLERK, UNIT, kept.id, Promise())
        assert [r.outcome for r in made.receipts] == ["applied"]
        promised += 1
        stands = desk.house.planner.stands(UNIT, DAY, desk.now_ms())
        assert stands.open_plan.left_out == () and stands.open_plan.verdict == ()
    assert 5 < promised < 40


def test_a_likely_place_stays_while_others_come_and_go(desk: DeskOf) -> None:
    """Whom nobody holds yet keeps the likely officer and hour they had when a further visit is promised."""
    desk.officer("Một"), desk.officer("Hai")
    visits = [desk.visit(number, window(450, 690)) for number in range(5)]

    def places() -> dict[str, tuple[str, int]]:
        plan = desk.house.planner.opened(UNIT, DAY, desk.now_ms()).standing.open_plan
        return {
            stop.visit: (route.officer, stop.start_s) for route in plan.routes for stop in route.stops if stop.visit
        }

    before = places()
    assert set(before) == set(visits)
    late = desk.visit(6, window(840, 960))
    after = places()
    assert late in after
    assert {visit: place for visit, place in after.items() if visit != late} == before


def test_who_was_promised_two_is_sent_two(desk: DeskOf) -> None:
    """A window promised for two officers is a visit of two: the day has both at its door at one moment."""
    desk.officer("Một"), desk.officer("Hai"), desk.officer("Ba")
    asked = Wanted(unit=UNIT, request=desk.case(1).request, officers=2)
    assert all(len(free.officers) == 2 for free in windows(desk.house, asked).windows)
    kept = hold(desk.house, CLERK, asked, window(840, 960)).offer
    assert kept is not None
    made = promise(desk.house, CLERK, UNIT, kept.id, Promise())
    plan = desk.house.planner.stands(UNIT, DAY, desk.now_ms()).open_plan
    stops = [stop for route in plan.routes for stop in route.stops if stop.visit == made.visit]
    assert sorted(stop.second for stop in stops) == [False, True] and len({stop.start_s for stop in stops}) == 1


def test_who_comes_to_the_office_is_promised_an_hour_there(desk: DeskOf) -> None:
    """The window says who receives them there; the visit is at the office, with its place; it is not promised for a home."""
    desk.officer("Tiếp nhận", EARLY)
    case = desk.case(6)
    asked = Wanted(unit=UNIT, request=case.request, where="office")
    hours = {
        (time.local_hm(one.window.from_ms), time.local_hm(one.window.to_ms))
        for one in windows(desk.house, asked).windows
    }
    assert hours and all(a >= "07:00" and b <= "11:30" or a >= "13:30" and b <= "17:00" for a, b in hours), (
        "while it is open"
    )
    free = windows(desk.house, asked).windows[0]
    assert "tiếp tại trụ sở khoảng" in free.vi and "at the office" in free.en
    offer = hold(desk.house, CLERK, asked, free.window).offer
    assert offer is not None and (offer.where, offer.place) == ("office", OFFICE)
    elsewhere = VisitPlanned(
        visit="v-else", unit=UNIT, request=case.request, citizen=case.citizen, dossiers=(case.dossier,), window=free.window,
        offer=offer.id,
    )  # fmt: skip
    assert [one.code for one in desk.answers("clerk", elsewhere)] == ["offer_over"]
    told = promise(desk.house, CLERK, UNIT, offer.id, Promise(request=case.request))
    with desk.store.read() as tx:
        visit = read_thing("visit", projections.body(tx, UNIT, "visit", told.visit) or "").state
    assert (visit.where, visit.address.place) == ("office", OFFICE) and visit.address.landmark.startswith("Trụ sở")
