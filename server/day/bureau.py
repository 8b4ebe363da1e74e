"""The office of a played day: takes calls, decides, promises, assigns, and works on what comes back from the doors."""

from functools import partial
from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from models import calendar as time
from models.calendar import Calendar, next_working_day
from models.citizen import CitizenRegistered
from models.dossier import DossierStopped, ServiceRated
from models.dossier_parts import Rating
from models.event import Body
from models.procedure import catalogue, in_force
from models.request import RequestClosed
from models.said import Place, Window
from models.visit import Mode, Visit, VisitPlanned, VisitRescheduled
from models.ward import Ward, office_of
from server.day.desk import Desk
from server.day.ledger import Ledger
from server.day.world import Agenda
from server.demo import asks, ward
from server.demo.asks import Ask
from server.demo.desk import Line, handle
from server.demo.door import Manner
from server.demo.people import Names

ROUND_MS = 20 * 60_000
EARLY = (525, 630)
"""08:45 to 10:30: some promises lie there, so that the morning's incidents have visits to happen to."""
NOTICE_MINUTES = 75
SIGNATURES = "2.000884"
RETURNED = 10
OFFICE = office_of(Ward(id=ward.UNIT, office=Place(lat_e6=ward.TOWN.office[0], lon_e6=ward.TOWN.office[1])), ward.UNIT)
GIVES_UP = frozenset(("not_lucid", "refused"))


class Wish(NamedTuple):
    """What a call is made to ask for, so that every way the law knows is met with: signed how, before whom, where."""

    code: str
    manner: Manner | None = None
    mode: Mode | None = None
    at_office: bool = False


SIGNED = (
    Wish(SIGNATURES, "signature"), Wish(SIGNATURES, "fingerprint"), Wish(SIGNATURES, "neither"),
    Wish(SIGNATURES, "several"), Wish(SIGNATURES, "interpreter", mode="A"), Wish(SIGNATURES, "signature", at_office=True),
)  # fmt: skip
"""The first calls. Those after them ask for each procedure once, the first of which is agreed to before two witnesses."""


def wishes(day: str) -> tuple[Wish, ...]:
    """What the first calls of a day ask for."""
    first, *others = every_code(day)
    return (*SIGNED, Wish(first, "neither"), *map(Wish, others))


def every_code(day: str) -> list[str]:
    """Every procedure in force on a day: the first calls ask for each of them once."""
    return sorted({one.code for one in catalogue() if in_force(one.code, day) is not None})


class Bureau:
    """The desk's people and their habits."""

    def __init__(
        self, desk: Desk, agenda: Agenda, ledger: Ledger, chance: Random, names: Names, calendar: Calendar, day: str,
        manners: dict[str, Manner],
    ) -> None:  # fmt: skip
        self.requests: set[str] = set()
        self._desk = desk
        self._agenda = agenda
        self._ledger = ledger
        self._chance = chance
        self._names = names
        self._calendar = calendar
        self._day = day
        self._manners = manners
        self._wishes = dict(enumerate(wishes(day)))
        self._people: dict[str, CitizenRegistered] = {}
        self._seen: set[str] = set()
        self._again: set[str] = set()

    def open(self, people: list[CitizenRegistered], count: int, before: str) -> None:
        """Puts the day's calls on the agenda: a good half rang the afternoon before, the rest this morning."""
        self._people = {person.citizen: person for person in people}
        for i in range(count):
            early = i < max(6, count * 55 // 100)
            at_ms = time.ms_of(before, self._chance.randrange(812, 1005))
            if not early:
                at_ms = time.ms_of(self._day, self._chance.randrange(420, 780))
            person = people[i % len(people)]
            self._agenda.at(at_ms, partial(self._ring, person, i))
            if self._chance.random() < asks.STRAY_PER_REQUEST:
                self._agenda.at(at_ms + 60_000, partial(self._stray, person.unit))
        for minute in range(420, 1080, ROUND_MS // 60_000):
            self._agenda.at(time.ms_of(self._day, minute), self.round)
        self._agenda.at(time.ms_of(self._day, 1055), self.evening)

    def _ring(self, person: CitizenRegistered, number: int) -> None:
        """A call becomes a request, a decision, dossiers, a promised window and an officer."""
        wish = self._wishes.get(number, Wish(""))
        one = asks.ask(self._chance, self._names, person, self._agenda.now_ms, wish.code)
        self.requests.add(one.request)
        if wish.manner:
            self._manners[one.request] = wish.manner
        decision = asks.decide(self._chance, one)
        self._desk.say("clerk", *one.bodies, decision)
        if not decision.eligible:
            self._desk.say("clerk", RequestClosed(request=one.request, note="Đã hướng dẫn đến Trung tâm"))
            return
        planned = asks.plan(self._chance, self._names, one, partial(self._window, one, number), self._day)
        *opened, promised = planned.bodies
        self._desk.say("clerk", *opened, _as_wished(promised, wish))
        self._desk.assign(planned.visit.id)

    def _stray(self, unit: str) -> None:
        for at_ms, body in asks.stray_call(self._chance, self._names, unit, self._agenda.now_ms):
            self._agenda.at(at_ms, partial(self._desk.say, "clerk", body))

    def _window(self, one: Ask, number: int, minutes: int) -> Window:
        """A window late enough to be told: the morning after, or this day an hour and a quarter from now at least."""
        if number < len(SIGNED):
            start, end = EARLY
            begin = start + 15 * (number % 3)
            return Window(from_ms=time.ms_of(self._day, begin), to_ms=time.ms_of(self._day, max(end, begin + minutes)))
        from_minute = 450
        if time.local_day(one.at_ms) == self._day:
            from_minute = max(from_minute, time.local_minute(one.at_ms) + NOTICE_MINUTES)
        from_minute = -(-from_minute // 15) * 15
        hours = [(max(start, from_minute), end) for start, end in ((450, 690), (810, 1020))]
        open_hours = [(start, end) for start, end in hours if end - start >= max(30, minutes)] or [(900, 1020)]
        return asks.promise(self._chance, self._day, minutes, open_hours)

    def round(self) -> None:
        """What the desk does every twenty minutes: visits without an officer, visits that ended."""
        for visit in self._desk.visits(self._day, "planned"):
            if visit.request not in self.requests:
                continue
            if visit.window.to_ms <= self._agenda.now_ms:
                self._move(visit)
            else:
                self._desk.assign(visit.id)
        for visit in self._desk.visits(self._day, "completed", "failed"):
            if visit.id not in self._seen and visit.request in self.requests:
                self._seen.add(visit.id)
                self._ended(visit)

    def _ended(self, visit: Visit) -> None:
        dossiers = self._desk.dossiers(visit.id)
        if visit.state == "completed":
            name = self._people[visit.citizen].name
            for line in handle(self._chance, dossiers, name, self._agenda.now_ms, self._calendar):
                self._agenda.at(line.at_ms, partial(self._say, line))
        elif visit.outcome in GIVES_UP:
            stopped = [DossierStopped(dossier=dossier.id, reason=visit.summary[:120]) for dossier in dossiers]
            self._desk.say("supervisor", *stopped, RequestClosed(request=visit.request, note=visit.summary))
        elif visit.request not in self._again and time.local_minute(self._agenda.now_ms) < 900:
            self._again.add(visit.request)
            self._plan_again(visit)

    def brought(self, visit_id: str) -> None:
        """A result was to go home: once it has, the people are asked how it was, and the request ends."""
        dossiers = self._desk.dossiers(visit_id)
        if dossiers and all(dossier.status == RETURNED for dossier in dossiers):
            score = self._chance.choice((5, 5, 4))
            rated = [ServiceRated(dossier=one.id, rating=Rating(score=score, taken_by="call_back")) for one in dossiers]
            self._desk.say("clerk", *rated, RequestClosed(request=dossiers[0].request))
            self._ledger.told["results brought home"] += 1

    def _say(self, line: Line) -> None:
        self._desk.say(line.who, line.body)

    def _plan_again(self, visit: Visit) -> None:
        """Nobody was at home: the same papers, two hours later."""
        start_ms = self._agenda.now_ms + 110 * 60_000
        body = VisitPlanned(
            visit=self._names(), unit=visit.unit, request=visit.request, citizen=visit.citizen, dossiers=visit.dossiers,
            window=Window(from_ms=start_ms, to_ms=start_ms + 90 * 60_000), mode=visit.mode, minutes=visit.minutes,
            address=visit.address, note=visit.note,
        )  # fmt: skip
        self._desk.say("clerk", body)
        self._desk.assign(body.visit)
        self._ledger.told["planned again"] += 1

    def _move(self, visit: Visit) -> None:
        """What could not be done today goes to the next working morning."""
        following = next_working_day(self._calendar, self._day)
        window = Window(from_ms=time.ms_of(following, 480), to_ms=time.ms_of(following, 660))
        self._desk.say("clerk", VisitRescheduled(visit=visit.id, window=window, reason="Hết giờ trong ngày"))
        self._ledger.told["moved to another day"] += 1

    def evening(self) -> None:
        """Nobody sets out any more: what has not begun is moved."""
        for visit in self._desk.visits(self._day, "planned", "assigned", "acknowledged"):
            if visit.request in self.requests:
                self._move(visit)


def _as_wished(body: Body, wish: Wish) -> Body:
    """The promise as the call is made to ask for it: before the certifier, or at the office."""
    assert isinstance(body, VisitPlanned)
    if wish.mode:
        body = replace(body, mode=wish.mode)
    return replace(body, where="office", address=OFFICE) if wish.at_office else body
