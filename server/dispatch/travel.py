"""How far and how long from door to door when there is no road map: a fitted straight-line formula.

Fitted on 300 random trips each in Ha Noi and Ho Chi Minh City over OpenStreetMap with a motorbike profile; both cities
gave the same line (R2 0.61 and 0.67). Whoever has a road matrix uses that instead.
"""

import math
from collections.abc import Iterable

from models.said import Place

ROAD_OFFSET_M = 265
"""What every trip costs besides its length: out of one alley and into another."""
ROAD_FACTOR = 1.26
SPEED_KM_H = 22
"""A motorbike in town outside the rush; 15 in it, 30 to 35 in the country."""
STOP_S = 75
"""Parking and walking in at each door: 60 to 90 seconds, more alley than street."""
_EARTH_RADIUS_M = 6_371_008.8
"""Mean radius, IUGG."""

Point = tuple[float, float]
"""Latitude and longitude in radians."""


def point(place: Place) -> Point:
    """A place as a point to measure from."""
    return math.radians(place.lat_e6 / 1e6), math.radians(place.lon_e6 / 1e6)


def middle(places: Iterable[Place]) -> Point:
    """Where a home without coordinates is thought to be: the middle of the homes that have some."""
    points = [point(place) for place in places]
    if not points:
        return (0.0, 0.0)
    return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)


def straight_m(a: Point, b: Point) -> float:
    """Metres over the earth between two points (haversine)."""
    half = math.sin((b[0] - a[0]) / 2) ** 2 + math.cos(a[0]) * math.cos(b[0]) * math.sin((b[1] - a[1]) / 2) ** 2
    return 2 * _EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half)))


def road_m(a: Point, b: Point) -> int:
    """Likely metres of road between two doors; none between a door and itself. Rounded up, so a detour is never shorter."""
    return 0 if a == b else math.ceil(ROAD_OFFSET_M + ROAD_FACTOR * straight_m(a, b))


def travel_ms(metres: int) -> int:
    """Likely time for so much road, parking and walking in included."""
    return (math.ceil(metres * 3.6 / SPEED_KM_H) + STOP_S) * 1000
