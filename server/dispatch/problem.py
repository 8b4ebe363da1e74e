"""The problem of one unit on one day, stated once: who can go, who is to be visited, how far it is, what counts how much.

Times are seconds since local midnight of that day; a span's end is not in it. Places are rows of the travel table. Prices
are in seconds of travel: what a thing costs is how much extra riding the ward would accept to avoid it.

Hard (a plan that breaks one is no plan): skills, relatives, bars and pins; the promised windows and the lawful hours;
shift, pauses and absences; the load of work; two officers at one door at one moment. Everything else has a price, and so
has leaving a visit out: nobody is left out by accident.
"""

from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

Table = NDArray[np.int64]
DAY_S = 86_400
NO_LIMIT = 1_000_000_000


class Span(msgspec.Struct, frozen=True):
    """From which second of the day, to which (not included)."""

    from_s: int
    to_s: int


class Pause(msgspec.Struct, frozen=True, kw_only=True):
    """A break, or an absence inside the shift: neither riding nor serving while it lasts.

    It begins between `from_s` and `latest_s`, both included; an absence has the two equal. `place` None: wherever the
    officer happens to be (lunch on the way); else it is spent there.
    """

    from_s: int
    latest_s: int
    length_s: int
    place: int | None = None
    absent: bool = False


class Officer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can go: what they may do, when and whence, and how much.

    `travel_percent` is the pace on the road against the table (100: as the table). `load_max` bounds the sum of the visits'
    loads. `target_work_s` is a fair share of riding and serving; beyond it each second has a price (None: not counted).
    """

    id: str
    start: int
    end: int
    shift: Span
    name: str = ""
    skills: frozenset[str] = frozenset()
    pauses: tuple[Pause, ...] = ()
    travel_percent: Annotated[int, Meta(ge=20, le=500)] = 100
    load_max: int = NO_LIMIT
    visits_max: int = NO_LIMIT
    related: frozenset[str] = frozenset()
    territory: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset(("vi",))
    target_work_s: int | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What has already been said to people: who comes and about when. Changing it is possible, at a price.

    `dear`: how many times the usual price it is that somebody else comes.
    """

    officer: str
    start_s: int
    second: str = ""
    dear: int = 1


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to be visited. Service begins inside one of `windows` and lies wholly inside `lawful`, when there is one.

    `officers` 2: a lead with `skills` and a second with `second_skills` begin at the same second. `pinned`: these officers or
    nobody (lead, then second). `band` is the band of priority, `gain_percent` (0-100) the place in it; `must`: already begun,
    cannot be left out. `preferred`: who has been there before.
    """

    id: str
    place: int
    service_s: int
    windows: tuple[Span, ...]
    citizen: str = ""
    name: str = ""
    lawful: Span | None = None
    skills: frozenset[str] = frozenset()
    second_skills: frozenset[str] = frozenset()
    officers: Annotated[int, Meta(ge=1, le=2)] = 1
    band: Annotated[int, Meta(ge=0, le=2)] = 0
    gain_percent: Annotated[int, Meta(ge=0, le=100)] = 0
    must: bool = False
    load: int = 0
    hamlet: str = ""
    language: str = "vi"
    preferred: str = ""
    barred: frozenset[str] = frozenset()
    pinned: tuple[str, ...] = ()
    told: Told | None = None


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """What counts how much, in seconds of travel.

    `prize_s` is the price of leaving out an ordinary visit: at least 30 times the largest of the prices below it, or a chain
    of small changes buys out a citizen. Each band is worth `band_factor` times the one below; as the gain inside a band at
    most doubles a prize, neighbouring bands stay a factor of ten apart. Bands: 0 ordinary, 1 priority groups (DOMAIN 6), 2
    the last lawful day and urgent cases.
    """

    prize_s: int = 54_000
    band_factor: int = 20
    territory_s: int = 300
    """An officer outside their own hamlets."""
    continuity_s: int = 900
    """Another officer than the one who knows the citizen."""
    language_s: int = 1_200
    """An officer who does not speak the citizen's language: an interpreter has to come along."""
    change_officer_s: int = 1_800
    """Somebody else than was told."""
    move_s: int = 600
    """A begin that differs from the one told by more than `move_free_s`."""
    move_free_s: int = 1_800
    overtime_percent: int = 0
    """Price of a second of work beyond the officer's fair share, in hundredths of a second of travel; 0: not counted."""


class Problem(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Everything a plan is made from. `travel_s[a, b]`: seconds from door to door, parking and walking in included."""

    unit: str
    day: str
    officers: tuple[Officer, ...]
    visits: tuple[Visit, ...]
    travel_s: Table
    weights: Weights = Weights()
    points: tuple[tuple[float, float], ...] = ()
    """Where the places are, latitude and longitude in radians: for drawing, and for the way to a door not in the table yet."""
    travel_note: str = ""
    """Where the table is from, and whether that is what was asked for."""


def prize_s(weights: Weights, visit: Visit) -> int:
    """What it costs to leave this visit out."""
    return int(weights.prize_s * weights.band_factor**visit.band * (100 + visit.gain_percent) // 100)


def price_s(weights: Weights, officer: Officer, visit: Visit, *, lead: bool = True) -> int:
    """What it costs, besides the way, that this officer goes: foreign hamlet, stranger, other language, not the one told."""
    price = 0
    if visit.hamlet and officer.territory and visit.hamlet not in officer.territory:
        price += weights.territory_s
    if lead and visit.preferred and visit.preferred != officer.id:
        price += weights.continuity_s
    if lead and visit.language not in officer.languages:
        price += weights.language_s
    if visit.told is not None and officer.id != (visit.told.officer if lead else visit.told.second):
        price += weights.change_officer_s * visit.told.dear
    return price


def move_price_s(weights: Weights, visit: Visit, start_s: int) -> int:
    """What it costs to begin then instead of when it was told."""
    moved = visit.told is not None and abs(start_s - visit.told.start_s) > weights.move_free_s
    return weights.move_s if moved else 0


def starts_s(visit: Visit) -> tuple[tuple[int, int], ...]:
    """The first and last second at which service may begin, for each window that leaves any, in the order of the day."""
    spans = []
    for window in visit.windows:
        first, last = window.from_s, window.to_s - 1
        if visit.lawful is not None:
            first, last = max(first, visit.lawful.from_s), min(last, visit.lawful.to_s - visit.service_s)
        if first <= last:
            spans.append((first, last))
    return tuple(sorted(spans))


def near_s(weights: Weights, visit: Visit) -> tuple[tuple[int, int], ...]:
    """What of these begins is about the time told: none when nothing was told."""
    if visit.told is None:
        return ()
    early_s, late_s = visit.told.start_s - weights.move_free_s, visit.told.start_s + weights.move_free_s
    spans = ((max(first, early_s), min(last, late_s)) for first, last in starts_s(visit))
    return tuple(span for span in spans if span[0] <= span[1])


def bar(officer: Officer, visit: Visit, *, lead: bool = True) -> str:
    """Why this officer may never go to this visit, whatever the hour; empty when they may."""
    needed = visit.skills if lead else visit.second_skills
    if not needed <= officer.skills:
        return "not_skilled"
    if visit.citizen and visit.citizen in officer.related:
        return "related"
    if officer.id in visit.barred:
        return "barred"
    if visit.pinned and officer.id not in (visit.pinned[:1] if lead else visit.pinned[1:] or (officer.id,)):
        return "pinned"
    return ""


def with_visit(
    problem: Problem, visit: Visit, to_s: Table, from_s: Table, point: tuple[float, float] | None
) -> Problem:
    """The problem with one more visit at a place of its own: seconds from every place to it, and from it to every place."""
    n = len(problem.travel_s)
    travel_s = np.zeros((n + 1, n + 1), dtype=np.int64)
    travel_s[:n, :n], travel_s[:n, n], travel_s[n, :n] = problem.travel_s, to_s, from_s
    return msgspec.structs.replace(
        problem,
        visits=(*problem.visits, msgspec.structs.replace(visit, place=n)),
        travel_s=travel_s,
        points=(*problem.points, point) if point is not None and problem.points else problem.points,
    )
