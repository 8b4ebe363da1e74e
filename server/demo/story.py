"""The demo's last weeks as lines to be said: who was registered, who asked, who goes, and how yesterday went."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from models import calendar as time
from models.calendar import Calendar, amended, is_working, next_working_day
from models.citizen import CitizenRegistered
from models.event import Body
from models.notice import NoticePosted
from models.officer import Absence, Officer, OfficerAbsent
from models.said import Place
from models.unit import unit
from models.visit import VisitAcknowledged
from models.ward import Ward, WardChange, WardConfigured
from server.demo import asks
from server.demo.asks import Ask, Planned, Rota
from server.demo.desk import Line, handle
from server.demo.door import Door
from server.demo.people import OFFICE_HOURS, WEEKEND_HOURS, Names, citizen, officers
from server.demo.ward import Town
from server.dispatch.travel import STOP_S

OPENING_MINUTE = 405
"""06:45: the demo's present is a morning before the doors open."""
HEARD_MINUTE = 400
"""When the tablets were switched on, before anybody left."""
FAILS = 0.09


class Demo(NamedTuple):
    """What there is to say, in the order of time, and who the officers are."""

    lines: list[Line]
    officers: list[Officer]


def tell(town: Town, day: str, seed: int, until_ms: int) -> Demo:
    """The story of a unit up to this moment; the same for the same unit, day and seed."""
    return _Story(town, day, seed, until_ms).told()


def days_before(calendar: Calendar, day: str, count: int) -> list[str]:
    """The working days before a day, the last of them first."""
    found: list[str] = []
    at = date.fromisoformat(day)
    while len(found) < count:
        at -= timedelta(days=1)
        if is_working(calendar, at.isoformat()):
            found.append(at.isoformat())
    return found


class _Story:
    """Draws everything from one seed, in one order."""

    def __init__(self, town: Town, day: str, seed: int, until_ms: int) -> None:
        self._town = town
        self._day = day
        self._until_ms = until_ms
        self._chance = Random(f"{town.unit} {day} {seed}")
        # A demo made on a holiday has a day to look at all the same: whoever works weekends is there.
        self._calendar = amended(time.default_calendar(), "demo", on=(day,))
        self._worked = is_working(self._calendar, day)
        self._names = Names(self._chance, time.ms_of(day, 0) - 40 * 86_400_000)
        self._lines: list[Line] = []

    def told(self) -> Demo:
        opened_ms = self._names.now_ms
        self._open(opened_ms)
        people = self._register(opened_ms)
        team = self._team(opened_ms)
        rota = Rota(self._ward(), team, {body.citizen: asks.citizen_of(body) for body in people}, self._calendar)
        before = days_before(self._calendar, self._day, 4)
        after = [self._day, next_working_day(self._calendar, self._day)]
        after.append(next_working_day(self._calendar, after[-1]))
        wanted = [(before[0], before[1:4])] + [(visit_day, before[0:3]) for visit_day in after]
        asked = [
            self._ask(people, visit_day, heard) for visit_day, heard in wanted for _ in range(self._count(visit_day))
        ]
        planned = [self._take(rota, one, visit_day) for one, visit_day in sorted(asked, key=lambda pair: pair[0].at_ms)]
        self._live(before[0], [p for p in planned if p is not None], {body.citizen: body for body in people})
        for heard in before[:3]:
            self._stray(heard)
        kept = sorted((line for line in self._lines if line.at_ms <= self._until_ms), key=lambda line: line.at_ms)
        return Demo(kept, team)

    def _say(self, at_ms: int, who: str, *bodies: Body) -> None:
        self._lines += [Line(at_ms, who, body) for body in bodies]

    def _open(self, at_ms: int) -> None:
        town, found = self._town, unit(self._town.unit)
        change = WardChange(
            name=found.full_name if found else town.unit, agency=town.agency, hotline=town.hotline,
            office=self._ward().office, radius_km=10,
            chairman="Lê Thị Mẫu", chairman_title="Chủ tịch",
        )  # fmt: skip
        self._say(at_ms, "admin", WardConfigured(unit=town.unit, change=change))

    def _ward(self) -> Ward:
        """The unit and where its office is."""
        lat, lon = self._town.office
        return Ward(id=self._town.unit, office=Place(lat_e6=lat, lon_e6=lon, accuracy_m=20))

    def _register(self, opened_ms: int) -> list[CitizenRegistered]:
        """The people known, written down over the weeks before."""
        year = int(self._day[:4])
        people: list[CitizenRegistered] = []
        for i in range(self._town.citizens):
            self._names.now_ms = opened_ms + (i * 28 // self._town.citizens) * 86_400_000 + 9 * 3_600_000
            people.append(citizen(self._chance, self._names, self._town, year))
            self._say(self._names.now_ms, "clerk", people[-1])
        self._chance.shuffle(people)
        return people

    def _team(self, opened_ms: int) -> list[Officer]:
        """The officers; one of them has the next afternoon off."""
        self._names.now_ms = opened_ms
        registered = officers(self._chance, self._names, self._town)
        self._say(opened_ms, "admin", *registered)
        team = [asks.officer_of(body) for body in registered]
        off = next_working_day(self._calendar, self._day)
        absence = Absence(
            id=self._names(), from_ms=time.ms_of(off, 810), to_ms=time.ms_of(off, 1020), reason="Họp ở tỉnh"
        )
        self._say(opened_ms + 60_000, "supervisor", OfficerAbsent(officer=team[-1].id, absence=absence))
        notice = NoticePosted(
            notice=self._names(), unit=self._town.unit, level="safety", title="Triều cường, nhiều hẻm ngập",
            text="Khóm gần sông ngập 20 đến 30 cm buổi chiều. Gọi trước khi đi.", until_ms=time.ms_of(off, 1020),
        )  # fmt: skip
        self._say(self._until_ms - 3_600_000, "supervisor", notice)
        return [*team[:-1], replace(team[-1], absences=(absence,))]

    def _count(self, visit_day: str) -> int:
        """How many visits a day is asked for; a third on a weekend."""
        duty = visit_day == self._day and not (self._worked and date.fromisoformat(visit_day).weekday() < 5)
        return self._town.requests_a_day * 3 // 10 if duty else self._town.requests_a_day

    def _hours(self, visit_day: str) -> Sequence[tuple[int, int]]:
        return OFFICE_HOURS if date.fromisoformat(visit_day).weekday() < 5 else WEEKEND_HOURS

    def _ask(self, people: list[CitizenRegistered], visit_day: str, heard: Sequence[str]) -> tuple[Ask, str]:
        """A request for a visit on a day, heard on one of the working days before; nobody asks twice till all have."""
        person = people.pop()
        people.insert(0, person)
        told = self._chance.choices(heard, (60, 30, 10))[0]
        self._names.now_ms = at_ms = self._office_moment(told)
        return asks.ask(self._chance, self._names, person, at_ms), visit_day

    def _office_moment(self, day: str) -> int:
        """Some moment of office hours: most people ring in the first hour of the morning or the afternoon."""
        start, end = self._chance.choices(OFFICE_HOURS, (62, 38))[0]
        return time.ms_of(day, 0) + round(self._chance.triangular(start, end, start + 40) * 60_000)

    def _take(self, rota: Rota, one: Ask, visit_day: str) -> Planned | None:
        """Request, decision, promise and assignment; a few wait undecided, a few without a window, a few for an officer."""
        self._say(one.at_ms, "clerk", *one.bodies)
        waits = self._chance.random()
        if waits < 0.03:
            return None
        decision = asks.decide(self._chance, one)
        self._say(one.at_ms + 120_000, "clerk", decision)
        if not decision.eligible or waits < 0.07:
            return None
        self._names.now_ms = one.at_ms + 180_000
        planned = asks.plan(
            self._chance, self._names, one,
            lambda minutes: asks.promise(self._chance, visit_day, minutes, self._hours(visit_day)), visit_day,
        )  # fmt: skip
        self._say(one.at_ms + 180_000, "clerk", *planned.bodies)
        late = (
            visit_day >= self._day and waits < 0.1
        )  # asked for after the day was planned: the supervisor gives it out
        given = None if late else rota.give(planned)
        if given is None:
            return None
        self._say(one.at_ms + 600_000, "supervisor", given)
        return planned._replace(visit=replace(planned.visit, state="assigned", officer=given.officer, lease=1))

    def _live(self, day: str, planned: list[Planned], people: dict[str, CitizenRegistered]) -> None:
        """How the last working day went: who was met, who was not, and what the office did since."""
        clocks: dict[str, int] = {}
        mine = [p for p in planned if time.local_day(p.visit.window.from_ms) == day]
        for each in sorted(mine, key=lambda p: (p.visit.window.to_ms, p.visit.id)):
            visit, chance = each.visit, self._chance
            person = people[visit.citizen]
            way_ms = (STOP_S + chance.randrange(120, 400)) * 1000
            arrived_ms = max(clocks.get(visit.officer, 0) + way_ms, visit.window.from_ms + chance.randrange(0, 600_000))
            door = Door(chance, visit, each.dossiers, person)
            self._say(time.ms_of(day, HEARD_MINUTE), visit.officer, VisitAcknowledged(visit=visit.id))
            self._say(arrived_ms - way_ms, visit.officer, door.leave())
            self._say(arrived_ms, visit.officer, door.arrive())
            ended_ms = arrived_ms + round(visit.minutes * chance.uniform(0.5, 1.05) * 60_000)
            clocks[visit.officer] = ended_ms
            if chance.random() < FAILS:
                self._say(arrived_ms + 420_000, visit.officer, *door.fail())
                clocks[visit.officer] = arrived_ms + 420_000
                continue
            signed_ms = arrived_ms + 180_000
            self._say(signed_ms, visit.officer, *door.steps(signed_ms))
            self._say(ended_ms, visit.officer, door.complete())
            self._lines += handle(chance, each.dossiers, person.name, ended_ms, self._calendar)

    def _stray(self, day: str) -> None:
        """The calls that became no request."""
        for _ in range(round(self._town.requests_a_day * asks.STRAY_PER_REQUEST)):
            self._names.now_ms = at_ms = self._office_moment(day)
            for said_ms, body in asks.stray_call(self._chance, self._names, self._town.unit, at_ms):
                self._say(said_ms, "clerk", body)
