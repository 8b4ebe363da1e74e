"""While the ward sleeps its planner learns from the journeys made and proposes the day to come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from models.doorstep import Arrival
from models.said import Address, Place
from models.store import plans, speeds
from models.store.engine import Store
from models.visit import Visit
from server.dispatch.learn import learned
from server.dispatch.travel import point, straight_m
from server.nightly import learn_speeds, plan_the_day
from server.planning.journeys import journeys
from server.planning.roads import Roads
from tests.server.desk_of import DAY, OFFICE, DeskOf, at, window
from tests.server.story import UNIT

LINE = '{"base_s":100,"km_s":200,"trips":90,"typical_error_s":1}'
"""What a unit keeps that has learned from ninety journeys: 100 s, and 200 s a kilometre."""


@pytest.fixture
def ward(store: Store, tmp_path: Path) -> Iterator[DeskOf]:
    made = DeskOf(store, tmp_path, plan_seconds=1)
    yield made
    made.house.planner.close()


def visit(number: int, departed: int, minutes: int, ended: int, place: Place | None, doubtful: bool = False) -> Visit:
    """A visit somebody went to: minutes of the day."""
    arrival = Arrival(at_ms=at(departed + minutes), doubtful=doubtful)
    return Visit(
        id=f"v{number}", unit=UNIT, request="r", citizen="c", dossiers=("d",), window=window(480, 600), state="completed",
        officer="o", departed_ms=at(departed), arrived=arrival, ended_ms=at(ended), address=Address(place=place),
    )  # fmt: skip


def door(number: int) -> Place:
    """A door some hundred metres further than the one before."""
    return Place(lat_e6=10_371_000 + 4_000 * number, lon_e6=105_432_000)


def test_a_journey_is_from_door_to_door() -> None:
    """The first way of a day is from the start place, the next from the visit before; what is doubtful teaches nothing."""
    day = [visit(1, 480, 6, 510, door(1)), visit(2, 515, 9, 540, door(3)), visit(3, 535, 5, 560, door(4))]
    found = journeys(day, {"o": OFFICE})
    assert [(trip.whence, trip.whither, trip.seconds) for trip in found] == [
        (point(OFFICE), point(door(1)), 360),
        (point(door(1)), point(door(3)), 540),
    ]
    assert journeys([visit(1, 480, 6, 510, door(1), doubtful=True)], {"o": OFFICE}) == []
    assert journeys([visit(1, 480, 6, 510, None), visit(2, 515, 9, 540, door(3))], {"o": OFFICE}) == []
    assert journeys([replace(day[0], departed_ms=0)], {"o": OFFICE}) == []


def test_what_was_ridden_is_what_is_planned_with() -> None:
    """From enough journeys of one pace the table has that pace, from door to door and to a door not in it."""
    chance = Random(3)
    rides = []
    for _ in range(90):
        whence, whither = door(chance.randrange(12)), door(chance.randrange(12))
        seconds = round(100 + 200 * straight_m(point(whence), point(whither)) / 1000)
        rides.append((whence, whither, seconds))
    made = [
        replace(visit(i, 480, 0, 480 + i, to), id=f"v{i}", officer=f"o{i}", arrived=Arrival(at_ms=at(480) + 1000 * s))
        for i, (_, to, s) in enumerate(rides)
    ]
    trips = journeys(made, {f"o{i}": whence for i, (whence, _, _) in enumerate(rides)})
    line = learned(trips)
    assert line is not None and abs(line.km_s - 200) < 5 and abs(line.base_s - 100) < 5
    roads = Roads(None, LINE)
    points = [point(door(i)) for i in (0, 5, 9)]
    table, note = roads.table(points, 25_200, 61_200)
    assert abs(int(table[0, 1]) - (100 + 200 * straight_m(points[0], points[1]) / 1000)) <= 1 and "90" in note


def test_nothing_is_learned_from_nothing(ward: DeskOf) -> None:
    """A unit without journeys keeps the formula."""
    assert learn_speeds(ward.house) == 0
    with ward.store.read() as tx:
        assert speeds.learned(tx, UNIT) == ""
    assert "công thức" in ward.house.planner.roads(UNIT).table([point(OFFICE), point(door(1))], 0, 60)[1]


def test_a_day_is_planned_with_what_was_learned(ward: DeskOf) -> None:
    """The line a unit keeps is the table its days are planned with, and the plan says from how many journeys."""
    ward.officer("Một")
    ward.visit(1, window(540, 660))
    with ward.store.write() as tx:
        speeds.learn(tx, UNIT, LINE, 1)
    problem = ward.house.planner.stands(UNIT, DAY, ward.now_ms()).problem
    way_s = 100 + 200 * straight_m(*problem.points) / 1000
    assert abs(int(problem.travel_s[0, 1]) - way_s) <= 1 and "90" in problem.travel_note


@pytest.mark.parametrize(("line", "own"), [("", "formula"), (LINE, "90 journeys")])
def test_a_router_that_does_not_answer_is_not_waited_for(store: Store, tmp_path: Path, line: str, own: str) -> None:
    """With a router set up and away, a day is planned by what was learned, else by the formula, and the plan says which."""
    ward = DeskOf(store, tmp_path, router_url="http://127.0.0.1:9")
    ward.officer("Một")
    ward.visit(1, window(540, 660))
    with ward.store.write() as tx:
        speeds.learn(tx, UNIT, line, 1)
    stands = ward.house.planner.stands(UNIT, DAY, ward.now_ms())
    assert all(words in stands.problem.travel_note for words in ("no answer", own))
    assert stands.open_plan.left_out == ()


def test_a_ward_says_how_fast_it_rides(store: Store, tmp_path: Path) -> None:
    """Pace, rush, detour and stop are settings: a commune's longer, faster ways are what its days are planned with."""
    ward = DeskOf(store, tmp_path, ride_km_h=32, ride_rush_km_h=32, ride_road_percent=140, ride_stop_seconds=60)
    far = [point(OFFICE), point(door(9))]
    road_m = 265 + 1.4 * straight_m(*far)
    roads = ward.house.planner.roads(UNIT)
    assert abs(int(roads.table(far, 25_200, 61_200)[0][0, 1]) - (road_m * 3.6 / 32 + 60)) <= 1


def test_the_day_is_proposed_in_the_morning(ward: DeskOf) -> None:
    """On a working day a unit with visits nobody holds finds a proposal; nobody is given anything; no other day is planned."""
    ward.officer("Một")
    visits = {ward.visit(i, window(540, 660)) for i in range(2)}
    ward.now_ms.ms = at(255)
    assert plan_the_day(ward.house) == 1
    with ward.store.read() as tx:
        [row] = plans.listed(tx, (UNIT,), DAY, 10)
    assert (row.state, row.made_by) == ("done", f"system:{UNIT}") and all(visit in row.body for visit in visits)
    ward.now_ms.ms = at(255, "2026-11-24")
    assert plan_the_day(ward.house) == 0
    ward.now_ms.ms = at(255, "2026-11-22")
    assert plan_the_day(ward.house) == 0
