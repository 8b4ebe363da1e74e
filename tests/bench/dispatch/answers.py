"""What a ward asks of a plan while it runs: bend it, share it fairly, explain it, promise a window."""

import statistics
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from server.dispatch.bounds import ANY, Bounds, bounds_for
from server.dispatch.checker import faults
from server.dispatch.explain import explained
from server.dispatch.fairness import shared, spread_s
from server.dispatch.limit import Limit
from server.dispatch.plan import plan
from server.dispatch.problem import Problem, Table, Visit
from server.dispatch.promise import Day, offers, opened
from server.dispatch.replan import Now, Replanned, replanned
from server.dispatch.route import Plan
from server.dispatch.travel import Point, ways_s
from tests.bench.dispatch.midday import OVERRUN_S, at, overrun, sick, urgent
from tests.bench.dispatch.report import spent, table
from tests.bench.dispatch.wards import CLOSE_S, OPEN_S, Ward, ward

Happening = Callable[[Problem, Plan, int], tuple[Problem, Now]]
"""What goes wrong in the day of the officer with this number (and of the next one): the day, and how far it is."""


def _name(problem: Problem, o: int) -> str:
    return problem.officers[o % len(problem.officers)].id


def _sick(problem: Problem, plan: Plan, o: int) -> tuple[Problem, Now]:
    return problem, sick(problem, plan, _name(problem, o))


def _overrun(problem: Problem, plan: Plan, o: int) -> tuple[Problem, Now]:
    return problem, overrun(problem, plan, _name(problem, o))


def _two_sick(problem: Problem, plan: Plan, o: int) -> tuple[Problem, Now]:
    return problem, sick(problem, plan, _name(problem, o + 1), sick(problem, plan, _name(problem, o)))


def _sick_and_overrun(problem: Problem, plan: Plan, o: int) -> tuple[Problem, Now]:
    gone = sick(problem, plan, _name(problem, o), at(problem, plan, OVERRUN_S))
    return problem, overrun(problem, plan, _name(problem, o + 1), gone)


def _all_at_once(problem: Problem, plan: Plan, o: int) -> tuple[Problem, Now]:
    return urgent(problem, 10 * o), _sick_and_overrun(problem, plan, o)[1]


ONE: Mapping[str, tuple[Happening, Bounds]] = {
    "officer sick": (_sick, bounds_for(1, 0)),
    "overrun": (_overrun, bounds_for(0, 1)),
}
SEVERAL: Mapping[str, tuple[Happening, Bounds]] = {
    "two officers sick": (_two_sick, bounds_for(2, 0)),
    "sick, and another's overrun": (_sick_and_overrun, bounds_for(1, 1)),
    "these and an urgent case": (_all_at_once, bounds_for(1, 1)),
}


def replan(seeds: int, seconds: float, troubles: Mapping[str, tuple[Happening, Bounds]] = ONE) -> None:
    """Every officer in turn sick at 09:30, every one's visit 45 minutes longer at 10:00: what changes for others."""
    rows = []
    for name, (happening, bounds) in troubles.items():
        counts: list[tuple[int, int, int, int, int, float]] = []
        for seed in range(seeds):
            problem = ward(seed)
            running = plan(problem, Limit(cpu_s=1.0), 1)
            for o in range(len(problem.officers)):
                day, now = happening(problem, running, o)
                counts.append(_bent(day, running, now, seconds))
        moved, shifted, lost, curable, out, cpu_s = zip(*counts, strict=True)
        beyond = sum(m > bounds.moved_max or s > bounds.shifted_max for m, s, *_ in counts)
        may = f"{bounds.moved_max}, {bounds.shifted_max}"
        both = [*_both(moved), *_both(shifted), sum(lost), sum(curable), *_both(out)]
        rows.append([name, len(counts), may, *both, beyond, statistics.mean(cpu_s)])
    head = [
        "event", "cases", "may change", "others moved, mean", "max", "shifted > 30 min, mean", "max", "priority lost",
        "of these kept in ten times as long without bounds", "left out, mean", "max", "beyond", "CPU s",
    ]  # fmt: skip
    table(f"Re-plan in {seconds:g} s of solving", head, rows)


def _both(values: tuple[int, ...]) -> tuple[float, int]:
    return statistics.mean(values), max(values)


def _bent(problem: Problem, running: Plan, now: Now, seconds: float) -> tuple[int, int, int, int, int, float]:
    with spent() as used:
        found = replanned(problem, running, now, Limit(cpu_s=seconds))
    assert not faults(found.rest, found.rest_plan)
    lost = curable = _lost(found)
    if lost:
        curable -= _lost(replanned(problem, running, now, Limit(cpu_s=10 * seconds), bounds=ANY))
    return found.moved(), found.shifted(), lost, curable, len(found.rest_plan.left_out), used.cpu_s


def _lost(found: Replanned) -> int:
    """How many priority visits are left out."""
    bands = {visit.id: visit.band for visit in found.rest.visits}
    return sum(bands[visit] > 0 for visit in found.rest_plan.left_out)


def fairness(seeds: int, seconds: float) -> None:
    """Fair shares: how alike the officers' days become, and what it costs on the road."""
    rows = []
    for seed in range(seeds):
        problem = ward(seed)
        loose, fair = plan(problem, Limit(cpu_s=seconds), 1), plan(shared(problem), Limit(cpu_s=seconds), 1)
        spreads = [spread_s([route.work_s for route in one.routes]) / 3600 for one in (loose, fair)]
        more = 100 * (fair.cost.travel_s / loose.cost.travel_s - 1)
        soft = (fair.cost.soft_s - loose.cost.soft_s) / 60
        rows.append([seed, *spreads, more, soft, len(fair.left_out)])
    means = [
        "mean",
        *(statistics.mean(float(row[i]) for row in rows) for i in range(1, 5)),
        sum(int(row[5]) for row in rows),
    ]
    head = ["seed", "std h without", "std h with", "travel %", "soft min", "left out"]
    table(f"Fairness, {seconds:g} s", head, [*rows, means])


def explain(seeds: int, seconds: float) -> None:
    """Every reason for every visit and officer, against the solve they explain."""
    rows = []
    for shape in (Ward(), Ward(visits=100, officers=7), Ward(lunch_at_base=False)):
        times = []
        for seed in range(seeds):
            problem = ward(seed, shape)
            found = plan(problem, Limit(tries=30), 1)
            with spent() as used:
                told = explained(problem, found)
            assert len(told) == shape.visits
            times.append(used.cpu_s)
        mean_s = statistics.mean(times)
        rows.append([f"{shape.visits} x {shape.officers}", 1000 * mean_s, f"1/{seconds / mean_s:.0f} of {seconds:g} s"])
    table("Explanations for a whole ward", ["visits x officers", "CPU ms", "ratio"], rows)


def windows(days: int, solve_s: float) -> None:
    """The best windows over days, against a day's solve, as the unit grows."""
    rows = []
    for visits, officers in ((50, 5), (100, 10), (200, 20), (400, 40)):
        made = [_planned(i, visits, officers) for i in range(days)]
        with spent() as opening:
            ready = [opened(problem, found) for problem, found in made]
        one = [_asked(ready, made[0][0], 1) for _ in range(20)]
        two = [_asked(ready, made[0][0], 2) for _ in range(5)]
        ask_s = statistics.median(one)
        rows.append(
            [
                visits,
                officers,
                1000 * opening.cpu_s,
                1000 * ask_s,
                1000 * statistics.median(two),
                f"1/{solve_s / ask_s:.0f}",
            ]
        )
    head = ["visits a day", "officers", "opening ms", "ask ms", "ask for two ms", f"ratio to {solve_s:g} s"]
    table(f"Windows over {days} days by insertion", head, rows)


def _planned(i: int, visits: int, officers: int) -> tuple[Problem, Plan]:
    problem = replace(ward(i, Ward(visits=visits, officers=officers)), day=f"2026-11-{23 + i}")
    return problem, plan(problem, Limit(tries=1), 1)


def _asked(ready: list[Day], problem: Problem, people: int) -> float:
    lat, lon = problem.points[40]
    visit = Visit(
        id="new", citizen="c", place=0, service_s=1_800, windows=(), skills=frozenset(("s1",)), officers=people
    )
    with spent() as used:
        assert offers(ready, visit, (lat + 1e-5, lon), _ways)
    return used.cpu_s


def _ways(problem: Problem, door: Point) -> tuple[Table, Table]:
    return ways_s(problem.points, door, from_s=OPEN_S, to_s=CLOSE_S)
