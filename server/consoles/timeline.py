"""A day as the board draws it: who goes where and when, what is late or will be, and who was last heard when.

Pure: states in, lanes out. A chip stands in the hour its service is expected to begin: where the officer arrived, that
hour; else after the visits before it, with the road between them. An offline tablet is normal; it is marked only when the
next promise is at risk.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from models import calendar
from models.citizen import Citizen
from models.officer import Officer
from models.said import Place
from models.visit import HELD, Visit
from server.dispatch.travel import point, road_m, travel_ms

MINUTE_MS = 60_000
FIRST_HOUR, LAST_HOUR = 7, 17
"""The hours every board shows; earlier and later ones are added where a promise needs them."""
QUIET_MS = 30 * MINUTE_MS
"""After so long without a word a tablet counts as offline, which is no alarm."""

Standing = Literal["absent", "at_door", "on_way", "offline", "free"]


class Heard(NamedTuple):
    """What an officer's tablets last told: when, and how much they still held.

    `old_build`: the one last heard runs an older page than the office hands out; `list_ms`: its list lacks something since then.
    """

    at_ms: int
    unsent: int
    battery: int | None = None
    free_mb: int | None = None
    old_build: bool = False
    list_ms: int = 0


class Chip(NamedTuple):
    """One visit on the board. `begins_ms` is when its service began or is expected to; `lateness` is in minutes."""

    id: str
    version: int
    state: str
    name: str
    where: str
    from_ms: int
    to_ms: int
    minutes: int
    begins_ms: int
    hour: int
    lateness: int
    officer: str
    second: str
    request: str
    priority: bool
    missing: int
    place: Place | None = None
    arrived_ms: int = 0

    @property
    def at_risk(self) -> bool:
        """Whether the promise is broken or will be as things stand."""
        return self.lateness > 0

    @property
    def movable(self) -> bool:
        """Whether it can still be given to somebody else."""
        return self.state in ("planned", "assigned", "acknowledged", "departed")


class Lane(NamedTuple):
    """One officer's day: chips by hour, and how they stand now."""

    officer: str
    name: str
    standing: Standing
    heard: Heard | None
    at_risk: bool
    chips: tuple[Chip, ...]
    absence: tuple[int, int] | None = None
    start: Place | None = None

    def at(self, hour: int) -> tuple[Chip, ...]:
        """The chips of one hour, in the order they are expected."""
        return tuple(chip for chip in self.chips if chip.hour == hour)


class Day(NamedTuple):
    """A whole board: its hours, the lanes, and what nobody has."""

    day: str
    hours: tuple[int, ...]
    lanes: tuple[Lane, ...]
    unassigned: tuple[Chip, ...]

    @property
    def risks(self) -> int:
        """How many promises are at risk."""
        chips = [*self.unassigned, *(chip for lane in self.lanes for chip in lane.chips)]
        return sum(chip.at_risk for chip in chips)


class Known(NamedTuple):
    """A visit with its version, as the board reads it."""

    visit: Visit
    version: int


def drawn(
    day: str,
    visits: Sequence[Known],
    officers: Iterable[Officer],
    people: Mapping[str, Citizen],
    heard: Mapping[str, Heard],
    now_ms: int,
    planned: Mapping[str, int] | None = None,
) -> Day:
    """The board of a day, lanes in the order of the officers given; `planned`: when the planner has each visit begin."""
    held: dict[str, list[Known]] = {}
    loose: list[Known] = []
    for known in visits:
        if known.visit.state == "planned":
            loose.append(known)
        elif known.visit.state != "cancelled" or known.visit.officer:
            held.setdefault(known.visit.officer, []).append(known)
    lanes = tuple(
        _lane(day, officer, held.get(officer.id, []), people, heard.get(officer.id), now_ms, planned or {})
        for officer in officers
    )
    loose.sort(key=lambda known: (known.visit.window.from_ms, known.visit.id))
    unassigned = tuple(_chip(known, people, known.visit.window.from_ms, now_ms) for known in loose)
    hours = sorted({FIRST_HOUR, LAST_HOUR, *(chip.hour for lane in lanes for chip in lane.chips)})
    return Day(day, tuple(range(hours[0], hours[-1] + 1)), lanes, unassigned)


def expected(
    visits: Sequence[Known], officer: Officer, now_ms: int, planned: Mapping[str, int] | None = None
) -> dict[str, int]:
    """When each visit of an officer began or is expected to begin: what was done, then the rest in the planned order.

    What the plan says is the earliest; whoever is behind it comes later, and all after them. Without a plan the visit
    whose promise ends first goes first.
    """
    plan = planned or {}
    begins: dict[str, int] = {}
    at = point(officer.start) if officer.start else None
    free_ms = 0
    for known in sorted(visits, key=lambda one: _in_order(one, plan)):
        visit = known.visit
        home = point(visit.address.place) if visit.address.place else None
        if visit.arrived is not None:
            begins[visit.id] = visit.arrived.at_ms
            free_ms = max(visit.ended_ms or visit.arrived.at_ms + visit.minutes * MINUTE_MS, free_ms)
        elif visit.state not in HELD:
            begins[visit.id] = visit.ended_ms or visit.window.from_ms
            continue
        else:
            way_ms = travel_ms(road_m(at, home)) if at and home and free_ms else 0
            today = calendar.local_day(visit.window.from_ms) == calendar.local_day(now_ms)
            begins[visit.id] = max(
                visit.window.from_ms, free_ms + way_ms, now_ms if today else 0, plan.get(visit.id, 0)
            )
            free_ms = begins[visit.id] + visit.minutes * MINUTE_MS
        at = home or at
    return begins


def _in_order(known: Known, planned: Mapping[str, int]) -> tuple[int, int, str]:
    visit = known.visit
    if visit.arrived is not None:
        return 0, visit.arrived.at_ms, visit.id
    return (1 if visit.state == "departed" else 2), planned.get(visit.id, visit.window.to_ms), visit.id


def _lane(
    day: str,
    officer: Officer,
    visits: list[Known],
    people: Mapping[str, Citizen],
    heard: Heard | None,
    now_ms: int,
    planned: Mapping[str, int],
) -> Lane:
    begins = expected(visits, officer, now_ms, planned)
    chips = [_chip(known, people, begins[known.visit.id], now_ms) for known in visits]
    chips.sort(key=lambda chip: (chip.begins_ms, chip.from_ms, chip.id))
    start_ms, end_ms = calendar.ms_of(day, 0), calendar.ms_of(day, 1440)
    away = next((a for a in officer.absences if a.from_ms < end_ms and start_ms < a.to_ms), None)
    due = any(chip.movable and chip.from_ms <= now_ms for chip in chips)
    offline = heard is None or now_ms - heard.at_ms > QUIET_MS
    return Lane(
        officer.id, officer.name, _standing(officer, chips, offline, now_ms), heard, offline and due, tuple(chips),
        (max(away.from_ms, start_ms), min(away.to_ms, end_ms)) if away else None, officer.start,
    )  # fmt: skip


def _standing(officer: Officer, chips: Sequence[Chip], offline: bool, now_ms: int) -> Standing:
    if officer.is_absent(now_ms, now_ms + 1):
        return "absent"
    states = {chip.state for chip in chips}
    if "arrived" in states:
        return "at_door"
    if "departed" in states:
        return "on_way"
    return "offline" if offline else "free"


def _chip(known: Known, people: Mapping[str, Citizen], begins_ms: int, now_ms: int) -> Chip:
    visit = known.visit
    person = people.get(visit.citizen)
    ended = visit.state in ("completed", "failed", "cancelled")
    late_ms = 0 if ended else (now_ms if visit.state == "planned" else begins_ms) - visit.window.to_ms
    return Chip(
        id=visit.id, version=known.version, state=visit.state, name=person.name if person else "",
        where=visit.address.hamlet or visit.address.street or visit.address.landmark, from_ms=visit.window.from_ms,
        to_ms=visit.window.to_ms, minutes=visit.minutes, begins_ms=begins_ms,
        hour=calendar.local_minute(begins_ms) // 60, lateness=max(0, late_ms // MINUTE_MS), officer=visit.officer,
        second=visit.second, request=visit.request, priority=bool(person and person.statuses), missing=len(visit.missing),
        place=visit.address.place, arrived_ms=visit.arrived.at_ms if visit.arrived else 0,
    )  # fmt: skip
