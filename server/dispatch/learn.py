"""What a ward's own journeys say about its travel times: a and b of seconds = a + b x straight kilometres.

From departures and arrivals the tablets noted. A tablet may be put away, an officer may stop for coffee, so the line is the
one of Theil (1950) and Sen (1968), the median over slopes, which a quarter of nonsense does not move; and nothing is learned
from little.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from server.dispatch.problem import Table
from server.dispatch.travel import DOOR_S_MIN, Point, doors, straight_m, straight_table_m, straight_to_m

TRIPS_MIN = 60
"""Fewer journeys teach nothing."""
SPREAD_KM_MIN = 0.4
"""Journeys all of one length do not tell the start from the way."""
TRIPS_MAX = 800
"""The latest are enough, and the median over all pairs of them takes a moment."""
_TRIP_S_MIN, _TRIP_S_MAX = 30, 7_200
_BASE_S_BOUNDS = (20.0, 600.0)
_KM_S_BOUNDS = (60.0, 720.0)
"""60 down to 5 km/h as the crow flies: what falls outside is no motorbike."""


class Trip(NamedTuple):
    """One journey noted: whence, whither, seconds from departure to arrival."""

    whence: Point
    whither: Point
    seconds: int


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """What a ward's journeys say; `typical_error_s` is the median distance from the line."""

    base_s: float
    km_s: float
    trips: int
    typical_error_s: float


def learned(trips: Sequence[Trip]) -> Learned | None:
    """The ward's own line, or None when there is too little to say or it is not credible."""
    good = [trip for trip in trips if _TRIP_S_MIN <= trip.seconds <= _TRIP_S_MAX and trip.whence != trip.whither]
    good = good[-TRIPS_MAX:]
    if len(good) < TRIPS_MIN:
        return None
    km = np.array([straight_m(trip.whence, trip.whither) / 1000 for trip in good])
    seconds = np.array([trip.seconds for trip in good], dtype=float)
    if float(np.subtract(*np.percentile(km, [75, 25]))) < SPREAD_KM_MIN:
        return None
    km_s = _slope(km, seconds)
    base_s = float(np.median(seconds - km_s * km))
    within = _BASE_S_BOUNDS[0] <= base_s <= _BASE_S_BOUNDS[1] and _KM_S_BOUNDS[0] <= km_s <= _KM_S_BOUNDS[1]
    if not within:
        return None
    error_s = float(np.median(np.abs(seconds - base_s - km_s * km)))
    return Learned(base_s=base_s, km_s=km_s, trips=len(good), typical_error_s=error_s)


def _slope(km: NDArray[np.float64], seconds: NDArray[np.float64]) -> float:
    """The median slope over all pairs of journeys of different length."""
    i, j = np.triu_indices(len(km), 1)
    run = km[j] - km[i]
    apart = np.abs(run) > 0.05
    return float(np.median((seconds[j] - seconds[i])[apart] / run[apart]))


def learned_table_s(points: Sequence[Point], line: Learned) -> Table:
    """Seconds from door to door by what was learned."""
    straight = straight_table_m(points)
    return doors(line.base_s + line.km_s * straight / 1000, straight == 0)


def learned_ways_s(points: Sequence[Point], door: Point, line: Learned) -> tuple[Table, Table]:
    """Seconds by what was learned from every point to one door, and from it to every point."""
    straight = straight_to_m(points, door)
    seconds = np.maximum(np.ceil(line.base_s + line.km_s * straight / 1000), DOOR_S_MIN)
    whole = np.where(straight == 0, 0, seconds).astype(np.int64)
    return whole, whole
