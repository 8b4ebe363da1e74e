"""A ward's day interrupted: where everybody is at a given second, and the two things that go wrong most."""

from msgspec.structs import replace

from server.dispatch.problem import Problem
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


def sick(problem: Problem, plan: Plan, officer: str) -> Now:
    """An officer goes home at 09:30; the visit under way is open again."""
    now = at(problem, plan, SICK_S)
    route = next(route for route in plan.routes if route.officer == officer)
    begun = {s.visit for s in route.stops if now.progress.get(s.visit, Progress()).state in ("arrived", "departed")}
    progress = {visit: one for visit, one in now.progress.items() if visit not in begun}
    return replace(now, progress=progress, out=frozenset((officer,)))


def overrun(problem: Problem, plan: Plan, officer: str, late_s: int = 2_700) -> Now:
    """At 10:00 the visit this officer is at, or rides to, turns out to take 45 minutes more."""
    now = at(problem, plan, OVERRUN_S)
    route = next(route for route in plan.routes if route.officer == officer)
    progress = dict(now.progress)
    for stop in route.stops:
        known = progress.get(stop.visit, Progress())
        if stop.visit and known.state in ("arrived", "departed"):
            progress[stop.visit] = Progress(state=known.state, free_s=stop.leave_s + late_s)
    return replace(now, progress=progress)
