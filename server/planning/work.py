"""What a solving process is given to do: plain functions of plain values, so that they can travel."""

from collections.abc import Mapping

from msgspec.structs import replace

from server.dispatch.bounds import ANY
from server.dispatch.fairness import shared
from server.dispatch.limit import Limit, Watch
from server.dispatch.plan import plan
from server.dispatch.problem import Problem
from server.dispatch.replan import Now, Replanned, changes, remaining, replanned, whole
from server.dispatch.route import Plan


def time_for(visits: int, most_s: float) -> Limit:
    """Time enough for a day of so many visits, and again up to the most while somebody is left out."""
    cpu_s = min(most_s, 0.5 + 0.1 * visits)
    return Limit(cpu_s=cpu_s, rounds=max(1, int(most_s / cpu_s)))


def day_planned(
    problem: Problem,
    running: Plan,
    open_plan: Plan,
    now: Now,
    limit: Limit,
    seed: int,
    past_work_s: Mapping[str, int],
    watch: Watch | None = None,
) -> Replanned:
    """What is open of a day, planned anew with fair shares; changing what people were given has its price."""
    rest, begun = remaining(problem, running, now)
    asked = shared(rest, past_work_s)
    answer = plan(asked, limit, seed, start=open_plan, watch=watch)
    return Replanned(
        plan=whole(problem, running, answer, begun),
        changes=changes(problem, running, answer, now.out, begun),
        rest=asked,
        rest_plan=answer,
    )


def day_bent(
    problem: Problem, running: Plan, now: Now, limit: Limit, seed: int, wide: bool, watch: Watch | None = None
) -> Replanned:
    """The rest of a day after something went wrong, disturbing as few as can be; `wide`: as many as it takes to serve more."""
    found = replanned(problem, running, now, limit, seed, watch, ANY if wide else None)
    return replace(found, rest_plan=replace(found.rest_plan, seed=seed))
