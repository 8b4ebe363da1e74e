"""How long the ways of a unit take: by a road map if one is set up and answers, by what the unit has learned, else by formula."""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from server.dispatch.learn import Learned, learned_table_s, learned_ways_s
from server.dispatch.problem import Problem, Table
from server.dispatch.router import Router, Ways, ways
from server.dispatch.state import by_formula
from server.dispatch.travel import NOWHERE, TOWN, Point, Speeds, by_hours, ways_s
from server.settings import Settings

_learned = msgspec.json.Decoder(Learned)


def router_of(settings: Settings) -> Router | None:
    """The router the settings name, if any."""
    if not settings.router_url:
        return None
    return Router(
        kind=settings.router,
        url=settings.router_url,
        profile=settings.router_profile,
        stop_s=settings.ride_stop_seconds,
    )


def speeds_of(settings: Settings) -> Speeds:
    """How fast a unit rides that has not learned it yet."""
    return Speeds(
        factor_percent=settings.ride_road_percent,
        stop_s=settings.ride_stop_seconds,
        km_h=by_hours(settings.ride_km_h, settings.ride_rush_km_h),
    )


class Roads:
    """The ways of one unit. `learned` is what it kept of its own journeys, as the store has it; until then `speeds` hold."""

    def __init__(self, router: Router | None = None, learned: str = "", speeds: Speeds = TOWN) -> None:
        self._router, self._speeds = router, speeds
        self._line = _learned.decode(learned) if learned else None

    def table(self, points: Sequence[Point], from_s: int, to_s: int) -> tuple[Table, str]:
        """Seconds between all doors in these hours, and where they are from."""
        own = self._own(points, from_s, to_s)
        return own if self._router is None else ways(points, self._router, own)

    def _own(self, points: Sequence[Point], from_s: int, to_s: int) -> Ways:
        if self._line is None:
            return Ways(*by_formula(points, from_s, to_s, self._speeds))
        said = f"học từ {self._line.trips} chuyến đi của đơn vị · learned from {self._line.trips} journeys of the unit"
        return Ways(learned_table_s(points, self._line), said)

    def door(self, problem: Problem, door: Point) -> tuple[Table, Table]:
        """Seconds from every place of the problem to a new door, and back; never by a router: a caller is waiting.

        A ward of which no place is known is thought to be about the door asked for.
        """
        if not problem.points:
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing
        points = [door if point == NOWHERE else point for point in problem.points]
        if self._line is not None:
            return learned_ways_s(points, door, self._line)
        return ways_s(points, door, self._speeds)


RoadsOf = Callable[[str], Roads]
"""`roads_of(unit)`: the ways of that unit."""
