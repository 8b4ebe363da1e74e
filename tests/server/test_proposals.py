"""A plan is only proposed: it is thought about elsewhere, looked at, and taken up visit by visit as far as it still holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from models.access import Actor
from models.calendar import ms_of
from models.officer import Absence, OfficerAbsent
from models.store import plans, projections
from models.store.engine import Store
from models.visit import Visit, VisitAcknowledged, VisitAssigned, VisitCancelled, VisitDeparted, VisitRescheduled
from server.clock import uuid7
from server.problem import Problem
from server.proposals import Apply, Ask, Busy, PlanShown, apply, cancel, propose, shown
from sync.board import read_thing
from tests.server.desk_of import CLERK, DAY, HEAD, DeskOf, at, window
from tests.server.story import UNIT, at_the_door

WAIT_S = 60


class Planning(DeskOf):
    """The ward, and what its supervisor does with plans."""

    def plan_(self, **more: object) -> PlanShown:
        """A plan asked for and waited for."""
        asked = Ask(unit=UNIT, day=DAY, **{"tries": 30, **more})  # type: ignore[arg-type]
        pending = propose(self.house, HEAD, asked)
        assert pending.ended.wait(WAIT_S)
        return self.shown(pending.id)

    def shown(self, plan_id: str) -> PlanShown:
        """A proposal as it is now."""
        with self.store.read() as tx:
            row = plans.one(tx, (UNIT,), plan_id)
        assert row is not None
        return shown(row, HEAD)

    def take_up(self, plan: PlanShown, *visits: str) -> dict[str, str]:
        """Takes up a plan or some of it; what became of each visit."""
        with self.store.read() as tx:
            row = plans.one(tx, (UNIT,), plan.id)
        assert row is not None
        told = apply(self.house, HEAD, row, Apply(visits=visits))
        assert all(one.receipt is None or one.receipt.outcome == "applied" for one in told.visits)
        return {one.visit: one.outcome for one in told.visits}

    def state(self, visit: str) -> Visit:
        """A visit as it stands."""
        with self.store.read() as tx:
            found: Visit = read_thing("visit", projections.body(tx, UNIT, "visit", visit) or "").state
        return found


@pytest.fixture
def ward(store: Store, tmp_path: Path) -> Iterator[Planning]:
    made = Planning(store, tmp_path)
    yield made
    made.house.planner.close()


def spread(ward: Planning, count: int) -> list[str]:
    """Visits promised over the day, nobody's yet."""
    hours = [(450, 570), (540, 660), (810, 930), (870, 990)]
    return [ward.visit(i, window(*hours[i % len(hours)])) for i in range(count)]


def test_a_day_is_proposed_then_taken_up(ward: Planning) -> None:
    """Every visit is proposed to somebody in its window; nothing is true of it until it is taken up, then all of it is."""
    officers = {ward.officer("Một"), ward.officer("Hai")}
    visits = spread(ward, 8)
    plan = ward.plan_()
    assert (plan.state, plan.verdict, plan.left_out, plan.percent) == ("done", (), [], 100)
    assert {move.visit: move.what for move in plan.moves} == dict.fromkeys(visits, "assigned")
    for move in plan.moves:
        promised = ward.state(move.visit).window
        assert (
            promised.from_ms <= move.start_ms < promised.to_ms and {*move.officers} <= officers and move.vi and move.en
        )
    assert {ward.state(visit).state for visit in visits} == {"planned"}
    assert ward.take_up(plan) == dict.fromkeys(visits, "said")
    people = {move.visit: move.officers for move in plan.moves}
    assert {visit: (ward.state(visit).officer,) for visit in visits} == people
    again = ward.plan_()
    assert again.moves == [] and ward.shown(plan.id).state == "applied"


def test_what_changed_meanwhile_is_left_alone(ward: Planning) -> None:
    """Visits cancelled, promised anew or given to somebody else since are stale one by one; the others are said."""
    one, two = ward.officer("Một"), ward.officer("Hai")
    visits = spread(ward, 6)
    plan = ward.plan_()
    ward.say("supervisor", VisitCancelled(visit=visits[0], reason="rút"))
    ward.say("clerk", VisitRescheduled(visit=visits[1], window=window(600, 660), reason="bận"))
    other = two if next(m.officers for m in plan.moves if m.visit == visits[2]) == (one,) else one
    ward.say("supervisor", *_given(visits[2], other))
    assert ward.take_up(plan) == {**dict.fromkeys(visits[:3], "stale"), **dict.fromkeys(visits[3:], "said")}
    assert ward.state(visits[2]).officer == other and ward.state(visits[1]).state == "planned"
    assert ward.take_up(plan) == dict.fromkeys(visits, "stale")


def _given(visit: str, officer: str) -> list[VisitAssigned]:
    return [VisitAssigned(visit=visit, officer=officer)]


def test_a_sick_officer(ward: Planning) -> None:
    """Whoever falls ill loses what has not begun; promised hours stand, and a part of the answer can be taken up alone."""
    sick, other = ward.officer("Một"), ward.officer("Hai")
    morning = [ward.visit(i, window(540, 660), sick) for i in range(2)]
    afternoon = ward.visit(5, window(840, 960), other)
    ward.now_ms.ms = at(500)
    away = Absence(id="ab", from_ms=at(500), to_ms=ms_of(DAY, 1440))
    ward.say("supervisor", OfficerAbsent(officer=sick, absence=away))
    plan = ward.plan_(kind="replan")
    moved = {move.visit: (move.what, move.orphan, move.officers) for move in plan.moves}
    assert moved == dict.fromkeys(morning, ("moved", True, (other,)))
    assert all(at(540) <= move.start_ms < at(660) for move in plan.moves)
    assert plan.totals is not None and (plan.totals.moved, plan.totals.orphans) == (0, 2)
    assert ward.take_up(plan, morning[0]) == {morning[0]: "said"}
    assert [ward.state(visit).officer for visit in (*morning, afternoon)] == [other, sick, other]
    assert ward.take_up(plan, morning[1]) == {morning[1]: "said"}


def test_an_officer_only_said_to_be_out(ward: Planning) -> None:
    """A supervisor may ask what would happen without somebody before that is in the journal."""
    sick, other = ward.officer("Một"), ward.officer("Hai")
    visit = ward.visit(1, window(540, 660), sick)
    plan = ward.plan_(kind="replan", out=(sick,))
    assert [(move.visit, move.officers) for move in plan.moves] == [(visit, (other,))]
    assert [move.visit for move in ward.plan_(kind="replan", out=(sick,), wide=True).moves] == [visit]
    assert ward.plan_(kind="replan").moves == []


def test_an_overrunning_visit(ward: Planning) -> None:
    """A visit that takes an hour more sends its officer's next one to somebody else; what is under way stays."""
    late, other = ward.officer("Một"), ward.officer("Hai")
    first, second = ward.visit(1, window(450, 480), late), ward.visit(2, window(510, 540), late)
    ward.now_ms.ms = at(480)
    plan = ward.plan_(kind="replan", busy=(Busy(visit=first, minutes=75),))
    assert [(move.visit, move.officers, move.orphan) for move in plan.moves] == [(second, (other,), True)]
    assert ward.plan_(kind="replan", busy=(Busy(visit=first, minutes=5),)).moves == []


@pytest.mark.parametrize("by_the_book", [True, False])
def test_what_is_under_way_is_not_touched(ward: Planning, by_the_book: bool) -> None:
    """Visits begun or ended stay with their officer, also with one who has no hours that day; what is open may be moved."""
    tablet = ward.device(ward.officer("Một"), uuid7()) if by_the_book else ward.tablet()
    ward.officer("Hai")
    done = ward.plan(tablet.officer, from_ms=at(450))
    begun, other = ward.visit(2, window(540, 660), tablet.officer), ward.visit(3, window(840, 960), tablet.officer)
    ward.now_ms.ms = at(455)
    ward.push(tablet, *at_the_door(done))
    ward.now_ms.ms = at(500)
    ward.push(tablet, VisitAcknowledged(visit=begun), VisitDeparted(visit=begun))
    stands = ward.house.planner.stands(UNIT, DAY, ward.now_ms())
    assert {task.id for task in stands.rest.visits} == {other}
    made = {stop.visit for route in stands.running.routes for stop in route.stops if stop.visit}
    assert made == ({done.visit, begun, other} if by_the_book else {other})
    plan = ward.plan_(kind="replan")
    assert {move.visit for move in plan.moves} == (set() if by_the_book else {other})


def test_the_province_learns_no_name(ward: Planning) -> None:
    """Who may not read people sees the same moves and days with no name in them."""
    ward.officer("Một")
    spread(ward, 12)
    plan = ward.plan_()
    with ward.store.read() as tx:
        row = plans.one(tx, (UNIT,), plan.id)
    assert row is not None and "Bà 1" in row.body
    above = shown(row, Actor(id="the-province", unit="91", roles=frozenset(("province",))))
    assert [one.visit for one in above.moves] == [one.visit for one in plan.moves]
    assert {one.visit for one in above.left_out} == {one.visit for one in plan.left_out}
    assert "Bà " not in msgspec.json.encode(above).decode()


def test_a_plan_called_off(ward: Planning) -> None:
    """A plan nobody wants any more stops, is never shown as done and cannot be taken up."""
    ward.officer("Một")
    spread(ward, 4)
    pending = propose(ward.house, HEAD, Ask(unit=UNIT, day=DAY, seconds=120))
    assert ward.shown(pending.id).state in ("waiting", "running")
    ward.say("supervisor", VisitCancelled(visit=ward.visit(9, window(900, 960)), reason="rút"))
    assert cancel(ward.house, UNIT, pending.id)
    assert pending.ended.wait(WAIT_S)
    plan = ward.shown(pending.id)
    assert plan.state == "cancelled" and not cancel(ward.house, UNIT, pending.id)
    with pytest.raises(Problem, match="wrong_state"):
        ward.take_up(plan)


def test_the_same_question_has_the_same_answer(ward: Planning) -> None:
    """Asked twice with the same seed and tries, the moves are the same."""
    ward.officer("Một"), ward.officer("Hai")
    spread(ward, 9)
    assert ward.plan_(seed=7).moves == ward.plan_(seed=7).moves


def test_a_clerk_gives_nobody_work(ward: Planning) -> None:
    """What a clerk takes up is refused at the door, visit by visit, and nothing changes."""
    ward.officer("Một")
    [visit] = spread(ward, 1)
    plan = ward.plan_()
    with ward.store.read() as tx:
        row = plans.one(tx, (UNIT,), plan.id)
    assert row is not None
    [told] = apply(ward.house, CLERK, row, Apply()).visits
    assert told.receipt is not None and told.receipt.code == "not_allowed" and ward.state(visit).state == "planned"
