"""A ward's day interrupted: where everybody is at a given second, and what goes wrong most, one thing or several at once."""

from msgspec.structs import replace

from server.dispatch.problem import Problem, Span
from server.dispatch.replan import Now, Progress
from server.dispatch.route import Plan

SICK_S = 34_200
"""09:30."""
OVERRUN_S = 36_000
"""10:00."""


def at(problem: Problem, plan: Plan, now_s: int) -> Now:
    """The day as planned so far: what should have ended is done, what begun is under way, and who is between two doors rides."""
    progress = {}
    for route in plan.routes:
        free_s = route.depart_s
        for stop in route.stops:
            if stop.visit and stop.leave_s <= now_s:
                progress[stop.visit] = Progress(state="done")
            elif stop.visit and stop.start_s <= now_s:
                progress[stop.visit] = Progress(state="arrived")
            elif stop.visit and free_s <= now_s:
                progress[stop.visit] = Progress(state="departed")
            free_s = stop.leave_s
    return Now(at_s=now_s, progress=progress)


def sick(problem: Problem, plan: Plan, officer: str, now: Now | None = None) -> Now:
    """An officer goes home at 09:30, or then when something else has happened already; the visit under way is open again."""
    now = now or at(problem, plan, SICK_S)
    route = next(route for route in plan.routes if route.officer == officer)
    begun = {s.visit for s in route.stops if now.progress.get(s.visit, Progress()).state in ("arrived", "departed")}
    progress = {visit: one for visit, one in now.progress.items() if visit not in begun}
    return replace(now, progress=progress, out=now.out | {officer})


def overrun(problem: Problem, plan: Plan, officer: str, now: Now | None = None, late_s: int = 2_700) -> Now:
    """At 10:00 the visit this officer is at, or rides to, turns out to take 45 minutes more."""
    now = now or at(problem, plan, OVERRUN_S)
    route = next(route for route in plan.routes if route.officer == officer)
    progress = dict(now.progress)
    for stop in route.stops:
        known = progress.get(stop.visit, Progress())
        if stop.visit and known.state in ("arrived", "departed"):
            progress[stop.visit] = Progress(state=known.state, free_s=stop.leave_s + late_s)
    return replace(now, progress=progress)


def urgent(problem: Problem, i: int) -> Problem:
    """The day with one case of the top band more, at the door of the visit with this number, to be begun by two o'clock."""
    door = problem.visits[i % len(problem.visits)]
    case = replace(door, id="urgent", citizen="urgent", windows=(Span(OVERRUN_S, 50_400),), band=2, barred=frozenset())
    return replace(problem, visits=(*problem.visits, case))
