"""What is said of a plan is true: who cannot cannot, what is full is full, what a change costs it costs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import pytest
from msgspec.structs import replace

from server.dispatch.checker import faults
from server.dispatch.construct import filled
from server.dispatch.draft import Draft
from server.dispatch.explain import Code, Explained, Reason, explained
from server.dispatch.limit import Limit
from server.dispatch.plan import plan
from server.dispatch.polish import polished
from server.dispatch.problem import Problem
from server.dispatch.route import Order, Tables, after, before, route, timed
from server.dispatch.words import said, why_left_out
from tests.bench.dispatch.wards import Ward, ward
from tests.server.dispatch.small import drafts, seeds, small

SEEDS = seeds(150)
BARS = {"not_skilled": "skill", "related": "related", "barred": "barred", "pinned": "pinned"}


def _day(seed: int) -> tuple[Problem, Draft, tuple[Explained, ...]]:
    """A small ward, planned and explained; times told have no price here, as insertion does not know them."""
    problem = small(seed)
    problem = replace(problem, weights=replace(problem.weights, move_s=0))
    draft = polished(filled(drafts(problem)))
    return problem, draft, explained(problem, draft.plan("", 0))


def _reasons(problem: Problem, told: tuple[Explained, ...]) -> Iterator[tuple[int, int, Reason]]:
    """Every reason with the numbers of its visit and officer."""
    tables = Tables(problem)
    for one in told:
        for reason in one.reasons:
            yield tables.visit_at[one.visit], tables.officer_at[reason.officer], reason


@pytest.mark.parametrize("seed", SEEDS)
def test_everybody_is_accounted_for(seed: int) -> None:
    """Each visit has one reason for each officer, and those said to go are those who go."""
    problem, draft, told = _day(seed)
    assert [one.visit for one in told] == [visit.id for visit in problem.visits]
    for one in told:
        assert sorted(reason.officer for reason in one.reasons) == sorted(officer.id for officer in problem.officers)
        going = {reason.officer for reason in one.reasons if reason.code in ("chosen", "second")}
        v = draft.tables.visit_at[one.visit]
        assert (
            going == {problem.officers[o].id for o, order in enumerate(draft.orders) if v in order} == set(one.officers)
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bar_is_a_bar(seed: int) -> None:
    """The judge refuses whoever is said not to be allowed, for the reason that was given."""
    problem, _, told = _day(seed)
    for v, o, reason in _reasons(problem, told):
        if reason.code in BARS:
            free = replace(problem.visits[v], officers=1)
            assert BARS[reason.code] in _faults_alone(problem, free, o)


def _faults_alone(problem: Problem, visit: object, o: int) -> set[str]:
    """What the judge says of this officer making this one visit and nothing else."""
    alone = replace(problem, visits=(visit,), officers=(problem.officers[o],))
    tables = Tables(alone)
    tables.bars, tables.may[:] = [[""]], True
    draft = Draft(tables)
    start_s = tables.starts[0][0][0] if tables.starts[0] else 0
    draft.narrowed[0] = ((start_s, 10**6),)
    timing = timed(tables, 0, [0], draft.narrowed)
    if timing is None:
        return set(BARS.values())
    made = draft.plan("", 0)
    return {
        fault.code for fault in faults(alone, replace(made, routes=(route(tables, 0, [0], timing, {}),), left_out=()))
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_not_even_on_an_empty_day(seed: int) -> None:
    """Whoever is said to have no time at all cannot make the visit with all pauses in any order and nothing else to do."""
    problem, draft, told = _day(seed)
    for v, o, reason in _reasons(problem, told):
        if reason.code in ("off_hours", "not_working"):
            tries = (timed(draft.tables, o, order, {}) for order in _alone(problem, o, v))
            assert all(timing is None for timing in tries), (problem.visits[v], reason)


def _alone(problem: Problem, o: int, v: int) -> Iterator[Order]:
    """Every order of one visit and the officer's pauses, each pause before riding or after."""
    pauses = [
        (before(k), after(k)) if p.place is None else (before(k),) for k, p in enumerate(problem.officers[o].pauses)
    ]
    kinds: list[Order] = [[]]
    for ways in pauses:
        kinds = [[*kind, way] for kind in kinds for way in ways]
    for kind in kinds:
        yield from (list(order) for order in permutations([v, *kind]))


@pytest.mark.parametrize("seed", SEEDS)
def test_full_is_full(seed: int) -> None:
    """Where somebody is said to be full, no gap of the day takes the visit, and what is named would indeed come too late."""
    problem, draft, told = _day(seed)
    tables = draft.tables
    for v, o, reason in _reasons(problem, told):
        if not reason.code.startswith("late_"):
            continue
        narrowed = {u: span for u, span in draft.narrowed.items() if u != v or v in draft.pairs}
        tries = [[*gap.head, v, *gap.tail] for gap in draft.gaps([o]).gaps]
        assert all(timed(tables, o, order, narrowed) is None for order in tries)
        assert reason.late_s > 0
        if reason.code == "late_visit":
            assert tables.visit_at[reason.other] in draft.orders[o]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_price_is_the_price(seed: int) -> None:
    """With another lead in the place named the plan costs exactly what was said, and can be kept."""
    problem, draft, told = _day(seed)
    for v, o, reason in _reasons(problem, told):
        if reason.price_s is None or draft.tables.two[v]:
            continue
        trial = draft.copy()
        if v in trial.made() and not trial.take(v):
            continue  # a pause stands in the way of taking it out first
        where = trial.best(v, [o])
        assert where is not None and trial.add(v, where)
        assert trial.cost().total_s - draft.cost().total_s == reason.price_s
        assert faults(problem, trial.plan("", 0)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_who_could_go_stand_in_order_of_price(seed: int) -> None:
    """Of those who could go instead, whoever costs less stands before whoever costs more, those who cost nothing more first."""
    _, _, told = _day(seed)
    for one in told:
        prices = [reason.price_s for reason in one.reasons if reason.price_s is not None]
        assert prices == sorted(prices), one


@pytest.mark.parametrize("seed", SEEDS)
def test_too_much_is_too_much(seed: int) -> None:
    """Who is said to carry enough would break the judge's rule on load."""
    problem, draft, told = _day(seed)
    for v, o, reason in _reasons(problem, told):
        officer = problem.officers[o]
        made = [problem.visits[i] for i in draft.orders[o] if i >= 0] if reason.code == "load_full" else []
        over = (
            sum(visit.load for visit in (*made, problem.visits[v])) > officer.load_max
            or len(made) + 1 > officer.visits_max
        )
        assert over or reason.code not in ("load_full", "too_much")


def test_every_code_turns_up_and_has_words() -> None:
    """The random wards show every reason there is, but the solver's choice of leaving out what could be had.

    That somebody is absent is known to the journal alone, not to a random ward.
    """
    seen: dict[str, Reason] = {}
    for seed in range(600):
        problem, _, told = _day(seed)
        for one in told:
            for reason in one.reasons:
                seen[reason.code] = reason
                words = said(problem, reason)
                assert words.vi and words.en and "{" not in words.vi + words.en
    assert set(Code.__args__) - set(seen) <= {"too_dear", "fits", "officer_absent"}  # type: ignore[attr-defined]


def test_what_somebody_is_not_authorised_for_is_said_by_name() -> None:
    """A person needs the procedure's name and which part of it, never its code; a code nobody knows stays what it is."""
    problem = ward(1, Ward(visits=1, officers=1))
    reason = Reason(officer=problem.officers[0].id, code="not_skilled", needs=("1.000419/B", "2.000884/A", "9.9/B"))
    words = said(problem, reason)
    assert "Đăng ký khai tử lưu động (tiếp nhận); Chứng thực chữ ký" in words.vi and "(ký tại nhà)" in words.vi
    assert "1.000419" not in words.vi + words.en and "9.9 (to receive)" in words.en


def test_why_nobody_goes() -> None:
    """A visit left out is told in one sentence that fits all its reasons; one that is made needs none."""
    problem = ward(1, Ward(visits=60, officers=3, doubles_percent=10))
    found = plan(problem, Limit(tries=20))
    told = {one.visit: one for one in explained(problem, found)}
    for visit in problem.visits:
        words = why_left_out(visit, told[visit.id])
        assert bool(words.vi) == (visit.id in found.left_out)
