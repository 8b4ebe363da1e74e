"""Fair over days: equal shares of work among officers, and nobody passed over for ever among citizens.

An officer's share is the level at which everybody, each within their own hours, does the same work that day; who did more on the
days before gets a little less today. A citizen gains priority for every day waited, and rises a band when passed over too often.
"""

from collections.abc import Mapping

import msgspec
import numpy as np
from msgspec.structs import replace

from server.dispatch.problem import Officer, Problem

BALANCE_BAND_PERCENT = 16
"""Work within so much of the share is fair; beyond it each second has a price."""
OVERTIME_PERCENT = 100
"""A second beyond the band counts as much as a second on the road."""
PAST_PERCENT = 25
"""How much of what somebody did more than the others lately is made good today."""


class Aging(msgspec.Struct, frozen=True, kw_only=True):
    """How waiting counts: gain for each day waited and each time passed over; how often before the band rises."""

    day_percent: int = 8
    passed_percent: int = 12
    passed_to_rise: int = 4


USUAL = Aging()


def aged(
    base_band: int, waited_days: int, passed_over: int, days_left: int | None, aging: Aging = USUAL
) -> tuple[int, int]:
    """Band and gain of a visit today: on its last lawful day the highest; passed over often, one higher; else a growing gain."""
    if days_left is not None and days_left <= 0:
        return 2, 100
    risen, since = divmod(passed_over, aging.passed_to_rise)
    band = min(2, base_band + risen)
    counted = since if band < 2 else passed_over
    return band, min(100, aging.day_percent * waited_days + aging.passed_percent * counted)


def shared(problem: Problem, past_work_s: Mapping[str, int] | None = None) -> Problem:
    """The problem with a fair share for every officer, from the work there is and who did how much lately."""
    work_s = sum(visit.service_s * visit.officers for visit in problem.visits) + _travel_s(problem)
    owed = _owed(problem, past_work_s or {})
    hours = [_hours_s(officer) for officer in problem.officers]
    level_s = _level_s(hours, work_s)
    officers = tuple(
        replace(
            officer,
            target_work_s=max(0, (min(level_s, room_s) - owed[officer.id]) * (100 + BALANCE_BAND_PERCENT) // 100),
        )
        for officer, room_s in zip(problem.officers, hours, strict=True)
    )
    weights = problem.weights
    if not weights.overtime_percent:
        weights = replace(weights, overtime_percent=OVERTIME_PERCENT)
    return replace(problem, officers=officers, weights=weights)


def _hours_s(officer: Officer) -> int:
    """Seconds an officer can work at most."""
    return max(0, officer.shift.to_s - officer.shift.from_s - sum(pause.length_s for pause in officer.pauses))


def _travel_s(problem: Problem) -> int:
    """About how much riding the day takes: to each visit from one of its nearest neighbours."""
    places = sorted({visit.place for visit in problem.visits} | {officer.start for officer in problem.officers})
    if len(places) < 2:
        return 0
    ways = problem.travel_s[np.ix_(places, places)].copy()
    np.fill_diagonal(ways, np.iinfo(np.int64).max)
    near = np.sort(ways, axis=1)[:, : min(3, len(places) - 1)]
    return int(near.mean() * sum(visit.officers for visit in problem.visits))


def _level_s(hours_s: list[int], work_s: int) -> int:
    """The level at which everybody, filled up to it within their hours, does the work together."""
    left_s, level_s = work_s, 0
    rooms = sorted(hours_s)
    for i, room_s in enumerate(rooms):
        share_s = left_s // (len(rooms) - i)
        if share_s <= room_s - level_s:
            return level_s + share_s
        left_s -= (room_s - level_s) * (len(rooms) - i)
        level_s = room_s
    return level_s


def _owed(problem: Problem, past_work_s: Mapping[str, int]) -> dict[str, int]:
    """What each officer did more than the mean lately, as far as it is made good today."""
    known = [past_work_s[officer.id] for officer in problem.officers if officer.id in past_work_s]
    mean_s = sum(known) // len(known) if known else 0
    return {
        officer.id: (past_work_s.get(officer.id, mean_s) - mean_s) * PAST_PERCENT // 100 for officer in problem.officers
    }


def spread_s(work_s: list[int]) -> float:
    """The standard deviation of a day's work over officers."""
    return float(np.std(work_s)) if work_s else 0.0
