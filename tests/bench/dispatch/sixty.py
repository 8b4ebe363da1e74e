"""Sixty days of a ward with a little more to do than it can: who waits longest, with and without ageing."""

from random import Random

import msgspec
from msgspec.structs import replace

from server.dispatch.construct import filled
from server.dispatch.draft import Draft
from server.dispatch.fairness import Aging, aged
from server.dispatch.limit import Limit
from server.dispatch.plan import plan
from server.dispatch.polish import polished
from server.dispatch.problem import Problem, Span, Visit
from server.dispatch.route import Plan, Tables
from tests.bench.dispatch.wards import CLOSE_S, OPEN_S, Ward, ward

NEVER = Aging(day_percent=0, passed_percent=0, passed_to_rise=10**6)
"""Waiting counts for nothing."""


class Waits(msgspec.Struct, frozen=True, kw_only=True):
    """How long people waited for their visit, in days, and how many were still waiting at the end."""

    longest: int
    longest_priority: int
    mean: float
    made: int
    waiting: int


class _Waiting(msgspec.Struct):
    visit: Visit
    base_band: int
    since: int
    passed_over: int = 0


def lived(seed: int, days: int, a_day: int, officers: int, aging: Aging, limit: Limit | None = None) -> Waits:
    """So many days with about `a_day` new visits each, every day planned from whoever is still waiting."""
    rng = Random(seed)
    homes = ward(seed, Ward(visits=200, officers=officers))
    waiting: list[_Waiting] = []
    waits: list[tuple[int, int]] = []
    for day in range(days):
        for home in rng.sample(homes.visits, rng.randint(a_day * 3 // 4, a_day)):
            new = replace(
                home, id=f"{day}-{home.id}", windows=(Span(OPEN_S, CLOSE_S),), preferred="", barred=frozenset()
            )
            waiting.append(_Waiting(new, min(home.band, 1), day))
        asked = []
        for one in waiting:
            band, gain = aged(one.base_band, day - one.since, one.passed_over, None, aging)
            asked.append(replace(one.visit, band=band, gain_percent=gain))
        found = _planned(replace(homes, visits=tuple(asked)), limit)
        out = set(found.left_out)
        waits += [(day - one.since, one.base_band) for one in waiting if one.visit.id not in out]
        waiting = [one for one in waiting if one.visit.id in out]
        for one in waiting:
            one.passed_over += 1
    still = [(days - one.since, one.base_band) for one in waiting]
    return Waits(
        longest=max(days_ for days_, _ in waits + still),
        longest_priority=max((days_ for days_, band in waits + still if band), default=0),
        mean=sum(days_ for days_, _ in waits) / max(1, len(waits)),
        made=len(waits),
        waiting=len(still),
    )


def _planned(problem: Problem, limit: Limit | None) -> Plan:
    """The day, by the solver or by insertion alone."""
    if limit is not None:
        return plan(problem, limit)
    return polished(filled(Draft(Tables(problem)))).plan("insertion", 0)
