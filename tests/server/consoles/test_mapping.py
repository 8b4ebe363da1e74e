"""The map's drawing: letters for officers, numbers in the order of the way, and nobody shown where they never said they were."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient

from models.said import Place
from server.consoles.mapping import drawing, letter
from server.consoles.timeline import Chip, Day, Lane
from tests.server.browsing import Browser
from tests.server.seeded import NAME, Seeded

OFFICE = Place(lat_e6=10_000_000, lon_e6=105_000_000)
NINE_MS = 1_800_000_000_000


def chip(name: str, lat_e6: int = 0, arrived_ms: int = 0, state: str = "assigned") -> Chip:
    """A visit on the board; without a latitude nobody has put its home on the map."""
    place = Place(lat_e6=lat_e6, lon_e6=105_000_000) if lat_e6 else None
    return Chip(
        name, 1, state, name, "", NINE_MS, NINE_MS, 30, NINE_MS, 9, 0, "o", "", "r", False, 0, place, arrived_ms
    )  # fmt: skip


def lane(*chips: Chip, start: Place | None = None) -> Lane:
    """An officer's day."""
    return Lane("o", "Lan", "free", None, False, chips, None, start)


def test_doors_are_numbered_in_the_order_of_the_way() -> None:
    """A1, A2 for the first officer, B1 for the second; the line begins where the day begins and skips homes without a place."""
    day = Day("2026-11-23", (9,), (lane(chip("x", 1), chip("y"), chip("z", 3)), lane(chip("w", 4), start=OFFICE)), ())
    drawn = drawing(day, OFFICE)
    assert [spot.mark for way in drawn.ways for spot in way.spots] == ["A1", "A2", "A3", "B1"]
    assert [place.lat_e6 for place in drawn.ways[0].line] == [OFFICE.lat_e6, 1, 3]
    assert drawn.unplaced == 1


def test_an_officer_is_where_they_last_stood_at_a_door() -> None:
    """The latest arrival counts, whatever the order of the plan; before the first one the day's beginning stands."""
    been = lane(chip("x", 1, NINE_MS + 5), chip("y", 2, NINE_MS), chip("z", 3))
    first, second = drawing(Day("2026-11-23", (9,), (been, lane(chip("w", 4))), ()), OFFICE).ways
    assert first.seen is not None and (first.seen.place.lat_e6, first.seen.name) == (1, "x")
    assert second.seen is not None and (second.seen.place, second.seen.at_ms) == (OFFICE, 0)


def test_without_any_place_nothing_is_drawn_and_nothing_is_lost() -> None:
    """Homes nobody has put on the map are counted and stand in the list; there is no line and no last place."""
    drawn = drawing(Day("2026-11-23", (9,), (lane(chip("x")),), (chip("y"),)))
    assert (drawn.ways[0].line, drawn.ways[0].seen, drawn.unplaced) == ((), None, 2)
    assert [spot.mark for spot in drawn.loose] == ["?1"]


@pytest.mark.parametrize(("number", "called"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA")])
def test_letters_do_not_run_out(number: int, called: str) -> None:
    """More officers than letters are called as the columns of a sheet are."""
    assert letter(number) == called


def test_the_list_holds_what_the_map_draws(client: TestClient[Any], seeded: Seeded) -> None:
    """The supervisor's list names the officer, the person and the state, each home a button that opens its visit."""
    text = Browser(client, seeded, "supervisor").part("/board/map?day=2026-11-22").text
    assert NAME in text and "Trần Văn Ổi" in text and "A1" in text and "đã giao" in text
    assert 'hx-get="/board/visits/' in text
