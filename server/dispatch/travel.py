"""How far and how long from door to door when there is no road map: a fitted straight-line formula.

Fitted on 300 random trips each in Ha Noi and Ho Chi Minh City over OpenStreetMap with a motorbike profile; both cities
gave the same line (R2 0.61 and 0.67). Whoever has a road matrix uses that instead.
"""

import math
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.said import Place
from server.dispatch.problem import DAY_S, Table

ROAD_OFFSET_M = 265
"""What every trip costs besides its length: out of one alley and into another."""
ROAD_FACTOR = 1.26
SPEED_KM_H, RUSH_KM_H = 22, 15
"""A motorbike in town outside the rush and in it; 30 to 35 in the country."""
STOP_S = 75
"""Parking and walking in at each door: 60 to 90 seconds, more alley than street."""
EARTH_RADIUS_M = 6_371_008.8
"""Mean radius, IUGG."""

Point = tuple[float, float]
"""Latitude and longitude in radians."""


def point(place: Place) -> Point:
    """A place as a point to measure from."""
    return math.radians(place.lat_e6 / 1e6), math.radians(place.lon_e6 / 1e6)


NOWHERE: Point = (0.0, 0.0)
"""Where a ward is of which no place is known yet: neither its office, nor anybody's start, nor any home."""


def middle(places: Iterable[Place]) -> Point:
    """Where a home without coordinates is thought to be: the middle of the homes that have some."""
    points = [point(place) for place in places]
    if not points:
        return NOWHERE
    return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)


def straight_m(a: Point, b: Point) -> float:
    """Metres over the earth between two points (haversine)."""
    half = math.sin((b[0] - a[0]) / 2) ** 2 + math.cos(a[0]) * math.cos(b[0]) * math.sin((b[1] - a[1]) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half)))


def road_m(a: Point, b: Point) -> int:
    """Likely metres of road between two doors; none between a door and itself. Rounded up, so a detour is never shorter."""
    return 0 if a == b else math.ceil(ROAD_OFFSET_M + ROAD_FACTOR * straight_m(a, b))


def travel_ms(metres: int) -> int:
    """Likely time for so much road, parking and walking in included."""
    return (math.ceil(metres * 3.6 / SPEED_KM_H) + STOP_S) * 1000


def by_hours(km_h: int, rush_km_h: int) -> tuple[tuple[int, int], ...]:
    """From which minute of the day, how fast: the two rushes are 07:00-08:30 and 16:30-18:00."""
    return (0, km_h), (420, rush_km_h), (510, km_h), (990, rush_km_h), (1080, km_h)


class Speeds(msgspec.Struct, frozen=True, kw_only=True):
    """How fast a ward travels, hour by hour. The first entry of `km_h` holds until the next one begins, the last all night.

    The defaults are a town's; whoever is in the country sets longer ways and faster roads (`TANNHA_RIDE_…`).
    """

    offset_m: int = ROAD_OFFSET_M
    factor_percent: int = round(ROAD_FACTOR * 100)
    stop_s: int = STOP_S
    km_h: tuple[tuple[int, int], ...] = by_hours(SPEED_KM_H, RUSH_KM_H)


TOWN = Speeds()
DOOR_S_MIN = 60
"""Nobody is at another door in less."""


def pace_s_per_km(speeds: Speeds, from_s: int, to_s: int) -> float:
    """Seconds a kilometre of road takes, averaged over these seconds of the day."""
    edges = [(minute * 60, km_h) for minute, km_h in speeds.km_h]
    ends = [start for start, _ in edges[1:]] + [DAY_S]
    weighed = [
        (max(0, min(end, to_s) - max(start, from_s)), 3600 / km_h)
        for (start, km_h), end in zip(edges, ends, strict=True)
    ]
    total_s = sum(seconds for seconds, _ in weighed)
    return sum(seconds * pace for seconds, pace in weighed) / total_s if total_s else 3600 / speeds.km_h[-1][1]


def straight_table_m(points: Sequence[Point]) -> NDArray[np.float64]:
    """Straight metres between all pairs of points."""
    lat, lon = np.array(points, dtype=np.float64).reshape(-1, 2).T
    half = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    found: NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    return found


def table_s(points: Sequence[Point], speeds: Speeds = TOWN, from_s: int = 7 * 3600, to_s: int = 17 * 3600) -> Table:
    """Seconds from door to door by the formula, parking and walking in included, at the mean pace of these hours."""
    straight_m = straight_table_m(points)
    road = speeds.offset_m + straight_m * speeds.factor_percent / 100
    seconds = np.ceil(road * pace_s_per_km(speeds, from_s, to_s) / 1000 + speeds.stop_s)
    return doors(seconds, straight_m == 0)


def doors(seconds: NDArray[np.float64], same: NDArray[np.bool_]) -> Table:
    """Seconds as a table: nothing between a door and itself, a minute at least to another, no way longer than a detour."""
    whole = np.where(same, 0, np.maximum(np.ceil(seconds), DOOR_S_MIN)).astype(np.int64)
    return closed(whole)


def closed(table: Table) -> Table:
    """The table with every way at most as long as any way round. Plans rely on it: leaving a stop out never makes one later."""
    found = table.copy()
    for via in range(len(found)):
        np.minimum(found, found[:, via, None] + found[None, via], out=found)
    return found


def straight_to_m(points: Sequence[Point], door: Point) -> NDArray[np.float64]:
    """Straight metres from every point to one door."""
    lat, lon = np.array(points, dtype=np.float64).reshape(-1, 2).T
    half = np.sin((lat - door[0]) / 2) ** 2 + np.cos(lat) * math.cos(door[0]) * np.sin((lon - door[1]) / 2) ** 2
    found: NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    return found


def ways_s(
    points: Sequence[Point], door: Point, speeds: Speeds = TOWN, from_s: int = 7 * 3600, to_s: int = 17 * 3600
) -> tuple[Table, Table]:
    """Seconds by the formula from every point to one door, and from it to every point."""
    straight_m = straight_to_m(points, door)
    pace = pace_s_per_km(speeds, from_s, to_s)
    seconds = np.ceil((speeds.offset_m + straight_m * speeds.factor_percent / 100) * pace / 1000 + speeds.stop_s)
    whole = np.where(straight_m == 0, 0, np.maximum(seconds, DOOR_S_MIN)).astype(np.int64)
    return whole, whole
