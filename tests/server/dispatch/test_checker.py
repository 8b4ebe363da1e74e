"""The judge sees every way a plan can be wrong, and nothing wrong in one that is right."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from msgspec.structs import replace

from server.dispatch.checker import RULES, faults
from server.dispatch.problem import Officer, Pause, Problem, Span, Visit
from server.dispatch.route import Plan, Route, Stop

EIGHT = 28_800


def _problem() -> Problem:
    """Two officers; a visit for one, a visit for both, a lunch; every way takes ten minutes."""
    lunch = Pause(from_s=40_500, latest_s=43_200, length_s=3_600, place=0)
    officers = (
        Officer(id="a", start=0, end=0, shift=Span(EIGHT, 61_200), skills=frozenset("x"), pauses=(lunch,), load_max=5),
        Officer(id="b", start=0, end=0, shift=Span(EIGHT, 61_200), skills=frozenset("y"), travel_percent=200),
    )
    visits = (
        Visit(id="one", citizen="c1", place=1, service_s=1_800, windows=(Span(32_400, 36_000),), skills=frozenset("x"), load=3),
        Visit(
            id="two", citizen="c2", place=2, service_s=1_800, windows=(Span(46_800, 54_000),), skills=frozenset("x"),
            second_skills=frozenset("y"), officers=2, lawful=Span(EIGHT, 50_400), load=2,
        ),
        Visit(id="out", citizen="c3", place=3, service_s=600, windows=(Span(0, 86_400),)),
    )  # fmt: skip
    table = 600 * (1 - np.eye(4, dtype=np.int64))
    return Problem(unit="u", day="2026-11-23", officers=officers, visits=visits, travel_s=table)


def _plan() -> Plan:
    a = Route(
        officer="a",
        depart_s=31_800,
        stops=(
            Stop(visit="one", place=1, arrive_s=32_400, start_s=32_400, leave_s=34_200),
            Stop(pause=0, place=0, arrive_s=34_800, start_s=40_500, leave_s=44_100),
            Stop(visit="two", place=2, arrive_s=44_700, start_s=46_800, leave_s=48_600),
        ),
        back_s=49_200,
    )
    both = Stop(visit="two", place=2, arrive_s=46_200, start_s=46_800, leave_s=48_600, second=True)
    b = Route(officer="b", depart_s=45_000, stops=(both,), back_s=49_800)
    return Plan(unit="u", day="2026-11-23", routes=(a, b), left_out=("out",))


def _stop(plan: Plan, route: int, at: int, **fields: object) -> Plan:
    """The plan with one stop changed."""
    stops = list(plan.routes[route].stops)
    stops[at] = replace(stops[at], **fields)
    return _route(plan, route, stops=tuple(stops))


def _route(plan: Plan, route: int, **fields: object) -> Plan:
    routes = list(plan.routes)
    routes[route] = replace(routes[route], **fields)
    return replace(plan, routes=tuple(routes))


def _officer(problem: Problem, at: int, **fields: object) -> Problem:
    officers = list(problem.officers)
    officers[at] = replace(officers[at], **fields)
    return replace(problem, officers=tuple(officers))


def _visit(problem: Problem, at: int, **fields: object) -> Problem:
    visits = list(problem.visits)
    visits[at] = replace(visits[at], **fields)
    return replace(problem, visits=tuple(visits))


Wrong = Callable[[Problem, Plan], tuple[Problem, Plan]]
WRONGS: list[tuple[str, Wrong]] = [
    ("unknown", lambda p, n: (p, _stop(n, 0, 0, visit="nobody"))),
    ("unknown", lambda p, n: (p, _route(n, 0, officer="nobody"))),
    ("unknown", lambda p, n: (p, _stop(n, 0, 1, pause=4))),
    ("unknown", lambda p, n: (p, replace(n, left_out=("out", "nobody")))),
    ("twice", lambda p, n: (p, replace(n, routes=(*n.routes, replace(n.routes[1], stops=()))))),
    ("twice", lambda p, n: (p, _stop(n, 1, 0, visit="one", second=False))),
    ("lost", lambda p, n: (p, replace(n, left_out=()))),
    ("lost", lambda p, n: (p, replace(n, left_out=("out", "one")))),
    ("lost", lambda p, n: (p, replace(n, left_out=("out", "out")))),
    ("must", lambda p, n: (_visit(p, 2, must=True), n)),
    ("skill", lambda p, n: (_officer(p, 0, skills=frozenset()), n)),
    ("skill", lambda p, n: (_officer(p, 1, skills=frozenset("x")), n)),
    ("related", lambda p, n: (_officer(p, 0, related=frozenset(("c1",))), n)),
    ("related", lambda p, n: (_officer(p, 1, related=frozenset(("c2",))), n)),
    ("barred", lambda p, n: (_visit(p, 0, barred=frozenset(("a",))), n)),
    ("pinned", lambda p, n: (_visit(p, 0, pinned=("b",)), n)),
    ("pinned", lambda p, n: (_visit(p, 1, pinned=("a", "c")), n)),
    ("window", lambda p, n: (_visit(p, 0, windows=(Span(36_000, 40_000),)), n)),
    ("window", lambda p, n: (_visit(p, 0, windows=(Span(30_000, 32_400),)), n)),
    ("lawful", lambda p, n: (_visit(p, 1, lawful=Span(EIGHT, 48_599)), n)),
    ("lawful", lambda p, n: (_visit(p, 1, lawful=Span(46_801, 60_000)), n)),
    ("two", lambda p, n: (p, _stop(n, 1, 0, arrive_s=46_200, start_s=47_000, leave_s=48_800))),
    ("two", lambda p, n: (p, _route(n, 1, stops=()))),
    ("two", lambda p, n: (_visit(p, 1, officers=1), n)),
    ("two", lambda p, n: (p, _stop(n, 0, 0, second=True))),
    ("shift", lambda p, n: (_officer(p, 0, shift=Span(31_801, 61_200)), n)),
    ("shift", lambda p, n: (_officer(p, 0, shift=Span(EIGHT, 49_199)), n)),
    ("ride", lambda p, n: (p, _stop(n, 0, 0, arrive_s=32_399))),
    ("ride", lambda p, n: (p, _route(n, 0, back_s=49_199))),
    ("ride", lambda p, n: (_officer(p, 1, travel_percent=201), n)),
    ("ride", lambda p, n: (_visit(p, 0, place=3), n)),
    ("order", lambda p, n: (p, _stop(n, 0, 2, arrive_s=46_801))),
    ("service", lambda p, n: (p, _stop(n, 0, 0, leave_s=34_100))),
    ("pause", lambda p, n: (p, _route(n, 0, stops=(n.routes[0].stops[0], n.routes[0].stops[2])))),
    ("pause", lambda p, n: (p, _stop(n, 0, 1, start_s=40_499, leave_s=44_099))),
    ("pause", lambda p, n: (p, _stop(n, 0, 1, leave_s=44_099))),
    ("pause", lambda p, n: (p, _stop(n, 0, 1, place=1))),
    ("load", lambda p, n: (_officer(p, 0, load_max=4), n)),
    ("load", lambda p, n: (_officer(p, 0, visits_max=1), n)),
]  # fmt: skip


def test_a_right_plan_is_right() -> None:
    """The plan all wrong ones are made from breaks no rule."""
    assert faults(_problem(), _plan()) == []


@pytest.mark.parametrize(("code", "wrong"), WRONGS, ids=[f"{code}-{i}" for i, (code, _) in enumerate(WRONGS)])
def test_every_wrong_is_seen(code: str, wrong: Wrong) -> None:
    """One thing made wrong is found, under its own code."""
    problem, plan = wrong(_problem(), _plan())
    assert code in {fault.code for fault in faults(problem, plan)}


def test_every_rule_has_been_broken() -> None:
    """There is a wrong plan for each rule the judge knows."""
    assert {code for code, _ in WRONGS} == set(RULES)


def test_who_stays_at_home_needs_no_pause() -> None:
    """An officer without visits has neither to ride nor to rest."""
    empty = replace(_plan(), routes=(), left_out=("one", "two", "out"))
    assert faults(_problem(), empty) == []
