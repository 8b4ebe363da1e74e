"""The problem as the journal tells it: officers, visits, dossiers and citizens of one unit on one day, in the solver's words.

What the door would refuse is barred here already (`models/visit_rules.py`): who is away during any part of the promised window,
who may not handle a procedure in the visit's mode, who is a relative.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from models.calendar import Calendar, ms_of, weekday_worked
from models.citizen import Citizen, Need, age
from models.dossier import Dossier
from models.officer import Officer
from models.procedure import Procedure
from models.said import Place
from models.visit import OPEN, Visit
from models.ward import Ward
from server.dispatch import problem as said
from server.dispatch.fairness import aged
from server.dispatch.problem import DAY_S, Problem, Span, Table, Weights
from server.dispatch.travel import TOWN, Point, Speeds, middle, point, table_s

PRIORITY_KINDS = frozenset(("disabled", "meritorious", "alone", "frail"))
"""DOMAIN 6: priority is a rule of its own, apart from eligibility and from exemption of fees."""
PRIORITY_AGE = 80
"""The Law on the Elderly gives those of 80 and more a further priority."""
EXTRA_MINUTES: Mapping[Need, int] = {
    "deaf": 10, "hard_of_hearing": 5, "cannot_speak": 10, "blind": 10, "low_vision": 5,
    "cannot_sign": 5, "cannot_read": 5, "lucidity_doubt": 10,
}  # fmt: skip
"""What a visit takes longer for whom: reading aloud, writing down, a fingerprint, a careful look. The project's own estimate."""

Ways = Callable[[Sequence[Point], int, int], tuple[Table, str]]
"""`ways(doors, from_s, to_s)`: seconds between all doors in these hours, and where they are from."""


class Waited(NamedTuple):
    """How long somebody has waited: days, times passed over, and days left until the law's last one (None: no such day)."""

    days: int = 0
    passed_over: int = 0
    days_left: int | None = None


class Known(NamedTuple):
    """What else is known when a day is planned."""

    dossiers: Mapping[str, Dossier]
    citizens: Mapping[str, Citizen]
    waited: Mapping[str, Waited] = {}
    """By visit."""
    served: Mapping[str, str] = {}
    """By citizen: the officer who was there before."""
    two: Collection[str] = ()
    """Visits that take two officers."""


def by_formula(points: Sequence[Point], from_s: int, to_s: int, speeds: Speeds = TOWN) -> tuple[Table, str]:
    """The ways of a ward that has no router and has learned nothing yet."""
    return table_s(points, speeds, from_s, to_s), "công thức đường chim bay · straight-line formula"


def service_minutes(procedures: Sequence[Procedure], needs: Collection[Need]) -> int:
    """How long a visit with these procedures takes with this person: the sum of the procedures, and what the needs add."""
    return sum(p.minutes for p in procedures) + sum(EXTRA_MINUTES.get(need, 0) for need in needs)


def stated(
    ward: Ward,
    day: str,
    officers: Sequence[Officer],
    visits: Sequence[Visit],
    known: Known,
    calendar: Calendar,
    ways: Ways = by_formula,
    weights: Weights | None = None,
    *,
    ended: bool = False,
    also: Collection[tuple[str, str]] = (),
) -> Problem:
    """The problem of this day: the officers who work on it and the visits whose window is on it, still open or `ended` too.

    Officers are also given their skills for what might be asked `also`: procedures and modes.
    """
    begin_ms = ms_of(day, 0)
    meant = OPEN | {"completed", "failed"} if ended else OPEN
    asked = [v for v in visits if v.state in meant and begin_ms <= v.window.from_ms < begin_ms + DAY_S * 1000]
    spans = {officer.id: spans_of(officer, day, calendar) for officer in officers}
    working = [officer for officer in officers if not officer.left and spans[officer.id]]
    doors = _Doors([ward.office, *(o.start for o in working), *(_door(v, known, ward) for v in asked)])
    needed = {(code, v.mode) for v in asked for code in _procedures(v, known)} | set(also)
    crew = tuple(_officer(officer, spans[officer.id], needed, doors, ward) for officer in working)
    tasks = tuple(_visit(v, day, working, known, doors, ward) for v in asked)
    hours = [officer.shift for officer in crew] or [Span(0, DAY_S)]
    travel_s, note = ways(doors.points, min(s.from_s for s in hours), max(s.to_s for s in hours))
    return Problem(
        unit=ward.id,
        day=day,
        officers=crew,
        visits=tasks,
        travel_s=travel_s,
        weights=weights or Weights(),
        points=tuple(doors.points),
        travel_note=note,
    )


class _Doors:
    """Places by number: the same door is one place, and who has no coordinates lives in the middle of the others."""

    def __init__(self, places: Sequence[Place | None]) -> None:
        self._middle = middle(place for place in places if place is not None)
        self.points: list[Point] = []
        self._at: dict[Point, int] = {}

    def number(self, place: Place | None) -> int:
        """The place's number, given on first asking."""
        at = point(place) if place is not None else self._middle
        if at not in self._at:
            self._at[at] = len(self.points)
            self.points.append(at)
        return self._at[at]


def spans_of(officer: Officer, day: str, calendar: Calendar) -> list[Span]:
    """When an officer works on a day: the shifts of its weekday (swaps and days off considered) without the absences."""
    weekday, begin_ms = weekday_worked(calendar, day), ms_of(day, 0)
    spans = [
        Span(60 * s.from_minute, 60 * s.to_minute)
        for s in sorted(officer.shifts, key=lambda s: s.from_minute)
        if s.weekday == weekday and s.from_minute < s.to_minute
    ]
    for absence in officer.absences:
        away = Span((absence.from_ms - begin_ms) // 1000, -((begin_ms - absence.to_ms) // 1000))
        cut = [
            Span(a, b)
            for span in spans
            for a, b in ((span.from_s, min(span.to_s, away.from_s)), (max(span.from_s, away.to_s), span.to_s))
        ]
        spans = [span for span in cut if span.from_s < span.to_s]
    return _joined(spans)


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Spans that touch or overlap, as one."""
    joined: list[Span] = []
    for span in spans:
        if joined and span.from_s <= joined[-1].to_s:
            joined[-1] = Span(joined[-1].from_s, max(joined[-1].to_s, span.to_s))
        else:
            joined.append(span)
    return joined


def _officer(
    officer: Officer, spans: Sequence[Span], needed: Collection[tuple[str, str]], doors: _Doors, ward: Ward
) -> said.Officer:
    """An officer of the day. What lies between two working spans, lunch or absence, is a pause wherever they then are."""
    start = doors.number(officer.start or ward.office)
    pauses = tuple(
        said.Pause(from_s=a.to_s, latest_s=a.to_s, length_s=b.from_s - a.to_s)
        for a, b in zip(spans, spans[1:], strict=False)
    )
    return said.Officer(
        id=officer.id,
        name=officer.name,
        start=start,
        end=start,
        shift=Span(spans[0].from_s, spans[-1].to_s),
        pauses=pauses,
        skills=frozenset(skill(code, mode) for code, mode in needed if officer.may_handle(code, mode)),
        related=frozenset(officer.relatives),
        languages=frozenset(officer.languages),
    )


def skill(procedure: str, mode: str) -> str:
    """What an officer must be authorised for to lead a visit with this procedure in this mode."""
    return f"{procedure}/{mode}"


def _procedures(visit: Visit, known: Known) -> list[str]:
    return [known.dossiers[id].procedure for id in visit.dossiers if id in known.dossiers]


def _door(visit: Visit, known: Known, ward: Ward) -> Place | None:
    """Where a visit is: at the office, as noted for it, else where the citizen lives."""
    if visit.where == "office":
        return ward.office
    citizen = known.citizens.get(visit.citizen)
    return visit.address.place or (citizen.address.place if citizen else None)


def _visit(visit: Visit, day: str, officers: Sequence[Officer], known: Known, doors: _Doors, ward: Ward) -> said.Visit:
    begin_ms = ms_of(day, 0)
    citizen = known.citizens.get(visit.citizen)
    waited = known.waited.get(visit.id, Waited())
    band, gain = aged(base_band(citizen, day), *waited)
    window = Span((visit.window.from_ms - begin_ms) // 1000, -((begin_ms - visit.window.to_ms) // 1000))
    task = said.Visit(
        id=visit.id,
        name=citizen.name if citizen else visit.id,
        citizen=visit.citizen,
        place=doors.number(_door(visit, known, ward)),
        service_s=60 * visit.minutes,
        windows=(window,),
        skills=frozenset(skill(code, visit.mode) for code in _procedures(visit, known)),
        officers=2 if visit.second or visit.id in known.two else 1,
        band=band,
        gain_percent=gain,
        hamlet=visit.address.hamlet,
        language=citizen.language if citizen else "vi",
        preferred=known.served.get(visit.citizen, ""),
        barred=frozenset(o.id for o in officers if o.is_absent(visit.window.from_ms, visit.window.to_ms)),
    )
    return task if task.preferred in {o.id for o in officers} else replace(task, preferred="")


def base_band(citizen: Citizen | None, day: str) -> int:
    """Whether a citizen belongs to a priority group on that day; a status that has run out does not count."""
    if citizen is None:
        return 0
    kinds = {status.kind for status in citizen.statuses if status.until is None or status.until >= day}
    years = age(citizen, day)
    return 1 if kinds & PRIORITY_KINDS or (years is not None and years >= PRIORITY_AGE) else 0
