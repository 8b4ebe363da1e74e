"""Plans of small random wards: never a rule broken, the same twice, and nobody of rank left out for somebody of none."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from server.dispatch.checker import faults
from server.dispatch.construct import filled
from server.dispatch.draft import Draft
from server.dispatch.limit import Limit
from server.dispatch.plan import plan
from server.dispatch.polish import polished
from server.dispatch.problem import Officer, Problem, Span, Visit, Weights
from server.dispatch.redraft import drafted
from server.dispatch.route import Plan, Tables
from tests.bench.dispatch.wards import Ward, ward
from tests.server.dispatch.small import drafts, seeds, small

FEW = Limit(tries=40)


@pytest.mark.parametrize("first", seeds(3_000, 100))
def test_what_insertion_builds_can_be_kept(first: int) -> None:
    """No rule is broken in any of thousands of random wards, filled and polished without a solver."""
    for seed in range(first, first + 100):
        problem = small(seed)
        found = polished(filled(drafts(problem))).plan("insertion", 0)
        assert faults(problem, found) == [], seed


@pytest.mark.parametrize("first", seeds(400, 20))
def test_what_the_solver_finds_can_be_kept(first: int) -> None:
    """No rule is broken after the solver either, whatever pauses, pairs, pins, windows and times told it was given."""
    for seed in range(first, first + 20):
        problem = small(seed)
        found = plan(problem, FEW, seed)
        assert faults(problem, found) == [], seed
        assert found.verdict == ()


@pytest.mark.parametrize("seed", range(0, 60))
def test_the_solver_never_makes_it_worse(seed: int) -> None:
    """What comes out of the solver costs at most what insertion had built."""
    problem = small(seed)
    before = polished(filled(drafts(problem))).cost().total_s
    assert plan(problem, FEW, seed).cost.total_s <= before


@pytest.mark.parametrize(
    "shape", [Ward(visits=40, officers=5, doubles_percent=10), Ward(visits=40, officers=3, lunch_at_base=False)]
)
def test_the_same_seed_gives_the_same_plan(shape: Ward) -> None:
    """Problem, seed and number of tries decide the plan to the last second; another seed may find another."""
    problem = ward(7, shape)
    assert plan(problem, FEW, 3) == plan(problem, FEW, 3)


def test_a_plan_can_be_taken_up_again() -> None:
    """A plan made into a draft and back is the same plan, so every later question is asked of what was decided."""
    for seed in range(300):
        problem = replace(small(seed), weights=Weights())
        found = polished(filled(drafts(problem))).plan("insertion", 0)
        assert drafted(Tables(problem), found).plan("insertion", 0) == found, seed


def test_a_plan_is_a_start_for_the_next() -> None:
    """Starting from a plan never ends with a dearer one."""
    problem = ward(3, Ward(visits=40, officers=5))
    first = plan(problem, FEW)
    assert plan(problem, Limit(tries=1), start=first).cost.total_s <= first.cost.total_s


@pytest.mark.parametrize("seed", range(40))
def test_priority_is_never_out_for_the_ordinary(seed: int) -> None:
    """Of two visits that cannot both be made the one of the higher band is: no single swap would bring one in."""
    problem = _crowded(small(seed, visits=14, officers=2))
    _no_swap_left(problem, plan(problem, FEW, seed))


def test_an_overloaded_ward_keeps_its_priorities() -> None:
    """Also in a whole ward with a quarter more to do than can be done."""
    problem = ward(5, Ward(visits=60, officers=3, doubles_percent=5))
    found = plan(problem, FEW)
    assert found.left_out
    _no_swap_left(problem, found)


@pytest.mark.parametrize("seed", (6, 7, 14, 15, 17, 25))
def test_nobody_is_left_out_who_can_be_served(seed: int) -> None:
    """Wards in which the solver alone leaves somebody out although there is a way to serve everybody: everybody is served."""
    shape = Ward(visits=50, officers=5, doubles_percent=2, hamlets=6)
    assert plan(ward(10_000 + seed, shape), Limit(tries=150), 1).left_out == ()


@pytest.mark.parametrize(("seed", "tries"), ((22, 10), (45, 40), (55, 10)))
def test_who_is_out_is_looked_for_again(seed: int, tries: int) -> None:
    """Wards whose first round leaves somebody out serve everybody when it may be repeated."""
    problem = ward(10_000 + seed, Ward(visits=50, officers=5, doubles_percent=2, hamlets=6))
    assert plan(problem, Limit(tries=tries), 1).left_out
    assert plan(problem, Limit(tries=tries, rounds=10), 1).left_out == ()


def test_nothing_is_looked_for_where_there_is_no_hope() -> None:
    """When all are served, or whoever is out could not be served on an empty day either, one round is all."""
    problem = ward(7, Ward(visits=30, officers=5))
    needless = plan(problem, Limit(tries=20, rounds=50), 1)
    assert needless == plan(problem, Limit(tries=20), 1)
    hopeless = replace(problem, visits=(*problem.visits, replace(problem.visits[0], id="never", skills=frozenset("?"))))
    found = plan(hopeless, Limit(tries=20, rounds=50), 1)
    assert found.left_out == ("never",)
    assert found == plan(hopeless, Limit(tries=20), 1)


def test_nobody_wants_more_rounds_once_it_is_called_off() -> None:
    """Called off in the first round, the second never begins."""
    problem = ward(5, Ward(visits=60, officers=3, doubles_percent=5))
    heard: list[float] = []

    def watch(_step: str, share: float, _cost: float) -> bool:
        heard.append(share)
        return share < 0.5

    found = plan(problem, Limit(tries=200, rounds=1_000), 1, watch=watch)
    assert found.left_out
    assert len(heard) < 20


def _crowded(problem: Problem) -> Problem:
    """The same ward with everything in one half day."""
    officers = tuple(
        replace(o, shift=Span(o.shift.from_s, o.shift.from_s + 10_800), pauses=()) for o in problem.officers
    )
    return replace(problem, officers=officers)


def _no_swap_left(problem: Problem, found: Plan) -> None:
    draft = drafted(Tables(problem), found)
    for v in draft.missing():
        assert draft.place(v) is None
        for u in draft.made():
            if problem.visits[u].band < problem.visits[v].band:
                other = draft.copy()
                assert not other.take(u) or other.place(v) is None, (problem.visits[u].id, problem.visits[v].id)


def _tiny(*visits: Visit, officers: tuple[Officer, ...]) -> Problem:
    table = 600 * (1 - np.eye(4, dtype=np.int64))
    return Problem(unit="u", day="2026-11-23", officers=officers, visits=visits, travel_s=table)


def test_the_last_lawful_day_beats_any_detour() -> None:
    """One of the top band is made although ten ordinary ones have to wait for it."""
    long = Visit(id="long", place=1, service_s=14_000, windows=(Span(0, 86_400),), band=2)
    short = [Visit(id=f"s{i}", place=2, service_s=900, windows=(Span(0, 86_400),)) for i in range(10)]
    officer = Officer(id="o", start=0, end=0, shift=Span(28_800, 28_800 + 16_000))
    found = plan(_tiny(long, *short, officers=(officer,)), FEW)
    assert "long" not in found.left_out


def test_a_visit_already_begun_is_never_left_out() -> None:
    """`must` comes before every band."""
    must = Visit(id="must", place=1, service_s=9_000, windows=(Span(0, 86_400),), must=True)
    other = Visit(id="top", place=2, service_s=9_000, windows=(Span(0, 86_400),), band=2, gain_percent=100)
    officer = Officer(id="o", start=0, end=0, shift=Span(28_800, 28_800 + 12_000))
    assert plan(_tiny(must, other, officers=(officer,)), FEW).left_out == ("top",)


def test_nobody_to_send_leaves_everybody_out() -> None:
    """A day without officers, or without visits, is still a day."""
    visit = Visit(id="v", place=1, service_s=900, windows=(Span(0, 86_400),))
    officer = Officer(id="o", start=0, end=0, shift=Span(28_800, 61_200))
    assert plan(_tiny(visit, officers=()), FEW).left_out == ("v",)
    assert plan(_tiny(officers=(officer,)), FEW).verdict == ()


def test_two_officers_begin_together() -> None:
    """A visit of two is made by two persons at one second, or not at all."""
    problem = ward(2, Ward(visits=30, officers=5, doubles_percent=30))
    found = plan(problem, FEW)
    for visit in problem.visits:
        stops = [(r.officer, s.start_s) for r in found.routes for s in r.stops if s.visit == visit.id]
        if visit.officers == 2 and visit.id not in found.left_out:
            assert len({officer for officer, _ in stops}) == 2 and len({start for _, start in stops}) == 1


def test_a_solver_called_off_still_gives_a_plan() -> None:
    """Whoever stops the search gets what was found so far, and it can be kept."""
    problem = ward(4, Ward(visits=30, officers=4))
    said: list[str] = []

    def watch(step: str, share: float, cost_s: int) -> bool:
        said.append(step)
        return len(said) < 3

    found = plan(problem, Limit(tries=100_000), watch=watch)
    assert found.verdict == () and len(said) == 3


@pytest.mark.parametrize("shape", [Ward(visits=20, officers=3), Ward(visits=30, officers=3, doubles_percent=10)])
def test_how_far_it_is_only_grows(shape: Ward) -> None:
    """Whoever waits hears from nothing to all, never back, also when the solver is begun twice."""
    heard: list[float] = []

    def watch(step: str, share: float, cost_s: int) -> bool:
        heard.append(share)
        return True

    plan(ward(4, shape), Limit(tries=400), watch=watch)
    assert heard == sorted(heard) and heard[0] == 0 and 0.8 < heard[-1] <= 1


def test_a_draft_forgets_nothing() -> None:
    """Every visit is made or left out, whatever was put in and taken out again."""
    draft: Draft = filled(drafts(ward(6, Ward(visits=20, officers=3, doubles_percent=20))))
    for v in sorted(draft.made()):
        assert draft.take(v)
    assert draft.made() == set() and draft.pairs == {} and draft.narrowed == {}
