"""Travel times: the fitted formula, by the hour, never below a minute, and never a way longer than a way round."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from msgspec.structs import replace

from server.dispatch.learn import TRIPS_MIN, Trip, learned, learned_table_s
from server.dispatch.problem import Problem
from server.dispatch.travel import (
    DOOR_S_MIN,
    NOWHERE,
    TOWN,
    Point,
    Speeds,
    closed,
    pace_s_per_km,
    straight_m,
    table_s,
    ways_s,
)
from server.planning.roads import Roads

HOME: Point = (math.radians(10.371), math.radians(105.432))


def _points(count: int, seed: int, radius_m: float = 2_000) -> list[Point]:
    rng = Random(seed)
    return [
        (HOME[0] + (2 * rng.random() - 1) * radius_m / 6.371e6, HOME[1] + (2 * rng.random() - 1) * radius_m / 6.371e6)
        for _ in range(count)
    ]


def test_the_formula_is_the_fitted_one() -> None:
    """A kilometre as the crow flies is 265 + 1,260 m of road; at 22 km/h and 75 s a stop that is 325 s."""
    east = (HOME[0], HOME[1] + 1_000 / (6_371_008.8 * math.cos(HOME[0])))
    noon = table_s([HOME, east], TOWN, 36_000, 43_200)
    assert round(straight_m(HOME, east)) == 1_000
    assert abs(int(noon[0, 1]) - ((265 + 1_260) * 3.6 / 22 + 75)) <= 1


def test_the_rush_is_slower() -> None:
    """In the rush a kilometre takes as long as at 15 km/h, at noon as at 22, and over both in proportion."""
    assert pace_s_per_km(TOWN, 25_200, 30_600) == 240
    assert pace_s_per_km(TOWN, 36_000, 39_600) == pytest.approx(3_600 / 22)
    assert pace_s_per_km(TOWN, 27_000, 34_200) == pytest.approx((240 + 3_600 / 22) / 2)
    assert pace_s_per_km(Speeds(km_h=((0, 30),)), 0, 0) == 120


def test_no_door_is_nearer_than_a_minute() -> None:
    """Neighbours are a minute apart at least, a door from itself nothing."""
    points = [*_points(20, 1, radius_m=30), HOME, HOME]
    table = table_s(points, Speeds(offset_m=0, stop_s=0))
    same = np.array([[a == b for b in points] for a in points])
    assert (table[same] == 0).all() and (table[~same] >= DOOR_S_MIN).all()


def test_no_way_is_longer_than_a_way_round() -> None:
    """A table with detours cut has none left, and nothing in it has grown."""
    rng = np.random.default_rng(1)
    raw = rng.integers(60, 4_000, (25, 25))
    np.fill_diagonal(raw, 0)
    table = closed(raw)
    assert (table <= raw).all()
    assert (table[:, :, None] <= table[:, None, :] + table.T[None]).all()


def test_a_new_door_is_as_far_as_in_the_table() -> None:
    """The ways to one more door are the ones a whole new table would have."""
    points = _points(30, 2)
    to_s, from_s = ways_s(points[:-1], points[-1])
    whole = table_s(points)
    assert (to_s == whole[:-1, -1]).all() and (from_s == whole[-1, :-1]).all()


def _trips(count: int, seed: int, base_s: float, km_s: float, nonsense: float = 0.0) -> list[Trip]:
    """Journeys of a ward whose truth is known, some of them nonsense."""
    rng, points = Random(seed), _points(2 * count, seed)
    found = []
    for a, b in zip(points[::2], points[1::2], strict=True):
        seconds = base_s + km_s * straight_m(a, b) / 1_000 + rng.gauss(0, 25)
        wrong = rng.random() < nonsense
        found.append(Trip(a, b, int(rng.uniform(30, 7_000)) if wrong else max(30, int(seconds))))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_a_ward_learns_its_own_line(seed: int) -> None:
    """From enough journeys the line comes out near the truth, although one in five is nonsense."""
    line = learned(_trips(300, seed, 110, 260, nonsense=0.2))
    assert line is not None
    assert line.base_s == pytest.approx(110, abs=45) and line.km_s == pytest.approx(260, rel=0.2)


def test_little_teaches_nothing() -> None:
    """Few journeys, journeys all of one length, or journeys nobody rides teach nothing."""
    assert learned(_trips(TRIPS_MIN - 1, 1, 110, 260)) is None
    short = [Trip(HOME, (HOME[0] + 1e-6, HOME[1]), 90 + i) for i in range(200)]
    assert learned(short) is None
    assert learned(_trips(300, 1, 110, 2_000)) is None


def test_what_was_learned_makes_a_table() -> None:
    """A learned table follows the line and keeps the rules of every table."""
    line = learned(_trips(300, 3, 110, 260))
    assert line is not None
    points = _points(20, 4)
    table = learned_table_s(points, line)
    apart = ~np.eye(20, dtype=bool)
    expected = np.array([[line.base_s + line.km_s * straight_m(a, b) / 1_000 for b in points] for a in points])
    assert (np.abs(table - expected)[apart] <= 1.5).all() and (np.diag(table) == 0).all()


def test_a_ward_of_which_no_place_is_known_is_about_the_door_asked_for() -> None:
    """Where nobody knows the office, a start or a home the first caller is not thought to live half the world away."""
    door = (math.radians(10.37), math.radians(105.43))
    unknown = Problem(unit="u", day="2026-11-23", officers=(), visits=(), travel_s=np.zeros((1, 1), dtype=np.int64))
    to_s, from_s = Roads().door(replace(unknown, points=(NOWHERE,)), door)
    assert to_s.tolist() == from_s.tolist() and max(to_s.tolist()) < 600
