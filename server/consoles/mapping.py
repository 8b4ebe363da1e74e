"""What the board's map draws of a day: each officer's way in the order of the plan, and where they were last seen.

Pure: the board's lanes in, ways out. Nobody is followed: an officer is shown at the home whose door they last stood at.
"""

from typing import NamedTuple

from models.said import Place
from server.consoles.timeline import Chip, Day, Lane

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Spot(NamedTuple):
    """One visit on the map, under the name it has there: `B2` is the second door of the officer called B."""

    mark: str
    chip: Chip


class Seen(NamedTuple):
    """Where an officer was last: at which visit's door, since when; no visit means where their day begins."""

    place: Place
    at_ms: int = 0
    name: str = ""


class Way(NamedTuple):
    """One officer's day on the map. `line` leads from where the day begins to every door that has a place."""

    officer: str
    name: str
    letter: str
    spots: tuple[Spot, ...]
    line: tuple[Place, ...]
    seen: Seen | None


class Drawing(NamedTuple):
    """Everything on the map; `unplaced` counts the visits whose home nobody has put on it yet."""

    ways: tuple[Way, ...]
    loose: tuple[Spot, ...]
    unplaced: int


def drawing(day: Day, office: Place | None = None) -> Drawing:
    """The map of a day; officers without a place of their own begin at the ward's office."""
    ways = tuple(_way(lane, letter(number), office) for number, lane in enumerate(day.lanes))
    loose = tuple(Spot(f"?{number}", chip) for number, chip in enumerate(day.unassigned, 1))
    every = [*loose, *(spot for way in ways for spot in way.spots)]
    return Drawing(ways, loose, sum(spot.chip.place is None for spot in every))


def letter(number: int) -> str:
    """A, B, … Z, AA, AB, …: as columns of a sheet are called."""
    more, last = divmod(number, len(LETTERS))
    return (letter(more - 1) if more else "") + LETTERS[last]


def _way(lane: Lane, called: str, office: Place | None) -> Way:
    start = lane.start or office
    spots = tuple(Spot(f"{called}{number}", chip) for number, chip in enumerate(lane.chips, 1))
    doors = [spot.chip.place for spot in spots if spot.chip.place is not None]
    line = tuple(place for place in (start, *doors) if place is not None)
    return Way(lane.officer, lane.name, called, spots, line if doors else (), _seen(lane, start))


def _seen(lane: Lane, start: Place | None) -> Seen | None:
    been = [chip for chip in lane.chips if chip.arrived_ms and chip.place is not None]
    last = max(been, key=lambda chip: chip.arrived_ms, default=None)
    if last is not None and last.place is not None:
        return Seen(last.place, last.arrived_ms, last.name)
    return Seen(start) if start is not None else None
