"""How long each class of data is kept, for which purpose, on which ground: dated data the clock carries out.

Registers for ever; one paper or photograph of a signature case 2 years; transactions 20 years; of certified copies
nothing (Decree 23/2015 art. 14). What no law states is a ward's default, marked so and listed in docs/legal.md. A class
counts from the day its case reached a point (`counted_from`); its last day is kept whole.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from models.procedure import Certainty
from models.said import Day, State

CountedFrom = Literal["certified", "returned", "closed", "visited", "called", "viewed"]
Role = Literal["clerk", "dispatcher", "officer", "certifier", "supervisor", "auditor"]


class Class(State, frozen=True, kw_only=True):
    """One class of data: permanent, or kept so many years or days (0: gone once the case reached the point).

    `ordered`: the law orders it kept so long, also against a wish to erase; else it is the longest time it may be held.
    """

    id: str
    vi: str
    en: str
    article: str
    counted_from: CountedFrom
    ordered: bool = False
    permanent: bool = False
    years: int = 0
    days: int = 0
    certainty: Certainty | Literal[""] = ""


class Purpose(State, frozen=True, kw_only=True):
    """One purpose: on which ground (state activity or consent), which data, kept as which classes, seen by which roles."""

    id: str
    vi: str
    en: str
    ground: Literal["state", "consent"]
    basis: str
    data: tuple[str, ...]
    retention: tuple[str, ...]
    roles: tuple[Role, ...]
    sensitive: bool = False
    certainty: Certainty | Literal[""] = ""


class Schedule(State, frozen=True, kw_only=True):
    """The dated schedule of classes and purposes."""

    version: str
    valid_from: Day
    classes: tuple[Class, ...]
    purposes: tuple[Purpose, ...]


class Held(State, frozen=True, kw_only=True):
    """Something held: what it is called, its class, and the day its case reached the point the class counts from."""

    id: str
    retention: str
    since: Day


@cache
def schedule() -> Schedule:
    """The schedule that ships with the package."""
    return msgspec.json.decode((files("models") / "data" / "retention.json").read_bytes(), type=Schedule)


@cache
def _classes() -> dict[str, Class]:
    return {one.id: one for one in schedule().classes}


def retention_class(id: str) -> Class:
    """The class of this id; KeyError for one that does not exist, so that a slip never deletes."""
    return _classes()[id]


def kept_until(id: str, since: str) -> str | None:
    """The last day something of this class is kept, or None for ever."""
    found = retention_class(id)
    if found.permanent:
        return None
    begun = date.fromisoformat(since)
    year = begun.year + found.years
    last = begun.replace(year=year, day=min(begun.day, monthrange(year, begun.month)[1]))
    return (last + timedelta(days=found.days)).isoformat()


def due_for_erasure(held: Iterable[Held], today: str) -> list[Held]:
    """What may no longer be held today, oldest first: the day after its last day has come."""
    over = [one for one in held if (until := kept_until(one.retention, one.since)) is not None and until < today]
    return sorted(over, key=lambda one: (one.since, one.id))


def longest(ids: Iterable[str], since: str) -> str | None:
    """Until when data serving several classes are kept: the longest of them; no class at all is no ground to keep."""
    ends = [kept_until(id, since) for id in ids]
    if not ends:
        return since
    return None if None in ends else max(end for end in ends if end is not None)
