"""A window promised on the telephone can be kept, is the cheapest there is, and is not promised twice."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from server.dispatch.checker import faults
from server.dispatch.construct import filled
from server.dispatch.draft import Draft
from server.dispatch.polish import polished
from server.dispatch.problem import Problem, Span, Table, Visit, with_visit
from server.dispatch.promise import Day, Hold, Offer, Policy, grid, offers, opened
from server.dispatch.redraft import drafted
from server.dispatch.route import Plan, Tables
from server.dispatch.travel import Point, ways_s
from tests.bench.dispatch.wards import CLOSE_S, OPEN_S, Ward, ward
from tests.server.dispatch.small import drafts

MANY = Policy(offers=1_000, a_day=1_000, later_day_s=0)
EMPTY = Plan(unit="", day="", routes=())


def _ways(problem: Problem, door: Point) -> tuple[Table, Table]:
    return ways_s(problem.points, door, from_s=OPEN_S, to_s=CLOSE_S)


def _day(seed: int, **shape: int) -> tuple[Problem, Plan]:
    problem = ward(seed, Ward(visits=shape.get("visits", 24), officers=shape.get("officers", 3), doubles_percent=5))
    return problem, polished(filled(drafts(problem))).plan("insertion", 0)


def _visit(officers: int = 1) -> Visit:
    return Visit(
        id="new", citizen="c", place=0, service_s=1_800, windows=(), skills=frozenset(("s0",)), officers=officers
    )


def _door(problem: Problem) -> Point:
    lat, lon = problem.points[5]
    return lat + 2e-5, lon - 1e-5


def _with(problem: Problem, plan: Plan, offer: Offer, visit: Visit, door: Point) -> Draft:
    """The day with the visit made in that window by those officers, added by trying, not by what the offer says."""
    asked = replace(visit, windows=(offer.window,), pinned=offer.officers)
    wider = with_visit(problem, asked, *_ways(problem, door), door)
    draft = drafted(Tables(wider), plan)
    where = draft.place(len(problem.visits))
    assert where is not None and draft.add(len(problem.visits), where)
    return draft


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("officers", [1, 2])
def test_what_is_promised_can_be_kept(seed: int, officers: int) -> None:
    """Each window offered takes the visit with those officers at that price, nobody else moved, and the judge agrees."""
    problem, plan = _day(seed)
    door, visit = _door(problem), _visit(officers)
    before = drafted(Tables(problem), plan).cost().total_s
    for offer in offers([opened(problem, plan)], visit, door, _ways, MANY):
        draft = _with(problem, plan, offer, visit, door)
        found = draft.plan("", 0)
        assert faults(draft.tables.problem, found) == []
        assert found.cost.total_s - before == offer.price_s
        starts = {s.start_s for r in found.routes for s in r.stops if s.visit == "new"}
        assert len(starts) == 1 and offer.window.from_s <= starts.pop() < offer.window.to_s


@pytest.mark.parametrize("seed", range(12))
def test_what_is_not_offered_cannot_be_had(seed: int) -> None:
    """A window of the grid that is not offered fits nobody's day as it stands."""
    problem, plan = _day(seed, visits=34)
    door, visit = _door(problem), _visit()
    windows = grid(MANY, OPEN_S, CLOSE_S)
    for window in windows:
        offered = offers([opened(problem, plan)], visit, door, _ways, MANY, [window])
        wider = with_visit(problem, replace(visit, windows=(window,)), *_ways(problem, door), door)
        assert bool(offered) == (drafted(Tables(wider), plan).place(len(problem.visits)) is not None)


def test_the_cheapest_come_first_and_do_not_overlap() -> None:
    """A caller hears few windows, cheapest first, on different hours, a later day only when it is worth the waiting."""
    days = [opened(replace(p, day=f"2026-11-{23 + i}"), plan) for i, (p, plan) in enumerate(map(_day, range(3)))]
    policy = Policy()
    found = offers(days, _visit(), _door(days[0].problem), _ways, policy)
    prices = [offer.price_s + policy.later_day_s * offer.days_ahead for offer in found]
    assert 2 <= len(found) <= policy.offers and prices == sorted(prices)
    for i, one in enumerate(found):
        for other in found[:i]:
            apart = one.window.to_s <= other.window.from_s or other.window.to_s <= one.window.from_s
            assert one.day != other.day or apart


def test_today_begins_now() -> None:
    """On the first day nothing is offered that has begun; the next day is whole."""
    problem, plan = _day(1)
    days = [opened(problem, plan), opened(replace(problem, day="2026-11-24"), plan)]
    found = offers(days, _visit(), _door(problem), _ways, MANY, not_before_s=40_000)
    assert all(offer.window.from_s >= 40_000 for offer in found if offer.days_ahead == 0)
    assert any(offer.window.from_s < 40_000 for offer in found if offer.days_ahead == 1)


def test_only_windows_asked_for_are_offered() -> None:
    """A caller who can only be at home at four hears of four or of nothing."""
    problem, plan = _day(2)
    four = Span(57_600, 59_400)
    found = offers([opened(problem, plan)], _visit(), _door(problem), _ways, MANY, [four])
    assert {offer.window for offer in found} <= {four}


def _lone(problem: Problem) -> Problem:
    """A ward of one officer and no visits: there is room for one of two callers at nine."""
    return replace(problem, officers=problem.officers[2:3], visits=())


NINE = Span(32_400, 33_000)


def _hold(problem: Problem, day: Day, until_ms: int) -> Hold:
    door = _door(problem)
    (offer,) = offers([day], _visit(), door, _ways, MANY, [NINE])
    return Hold(id="h1", offer=offer, visit=_visit(), door=door, until_ms=until_ms)


def test_what_is_being_read_out_is_not_promised_twice() -> None:
    """While a window is held the next caller does not hear it, and does again when the hold has run out."""
    problem = _lone(ward(3))
    hold = _hold(problem, opened(problem, EMPTY), until_ms=1_000)
    for now_ms, free in ((999, False), (1_000, True)):
        day = opened(problem, EMPTY, [hold], now_ms, _ways)
        assert bool(offers([day], _visit(), _door(problem), _ways, MANY, [NINE])) == free


def test_a_hold_is_of_one_day() -> None:
    """The same hour of the next day is free."""
    problem = _lone(ward(3))
    hold = _hold(problem, opened(problem, EMPTY), until_ms=1_000)
    tomorrow = replace(problem, day="2026-11-24")
    assert offers([opened(tomorrow, EMPTY, [hold], 0, _ways)], _visit(), _door(problem), _ways, MANY, [NINE])


def test_nobody_at_work_promises_nothing() -> None:
    """A day without officers offers nothing; nor does one whose officers may not do it."""
    problem = _lone(ward(3))
    nobody = replace(problem, officers=())
    assert offers([opened(nobody, EMPTY)], _visit(), _door(problem), _ways) == []
    unknown = replace(_visit(), skills=frozenset(("nobody can",)))
    assert offers([opened(problem, EMPTY)], unknown, _door(problem), _ways) == []


def test_the_lawful_hours_hold_for_promises() -> None:
    """No window is offered in which the visit could not end within the lawful hours."""
    problem = _lone(ward(3))
    visit = replace(_visit(), lawful=Span(OPEN_S, 36_000))
    found = offers([opened(problem, EMPTY)], visit, _door(problem), _ways, MANY)
    assert found and all(offer.window.from_s + visit.service_s <= 36_000 for offer in found)
