"""A whole day of a ward, from the first call to the last rating, with everything that goes wrong on the way."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple

from models import calendar as time
from models.calendar import default_calendar, is_working, next_working_day
from models.citizen import Citizen, CitizenRegistered
from models.officer import Officer
from models.store import accounts, journal, projections
from models.store.engine import Store
from server.day.bends import Bends
from server.day.bureau import Bureau
from server.day.desk import Desk
from server.day.incidents import Incidents
from server.day.ledger import Closing, Ledger, close
from server.day.member import Member, Stage, as_registered
from server.day.world import Agenda, Step, World
from server.demo import ward
from server.demo.door import Manner
from server.demo.people import Names
from server.demo.seed import is_empty, logins_of, seed
from server.demo.story import days_before
from sync.board import read_thing

OPENING_MINUTE, EVENING_MINUTE, NIGHT_MINUTE = 420, 1020, 1140
MORNING_MINUTE, MORNINGS = 455, 40
HANDED_MS = 2 * 3_600_000
"""So long after its promised hours a second visit is over."""
AFTERMATH_DAYS = 90
"""How long the office may still work on what the day brought: the longest term is 25 working days."""

Told = Callable[[str, float], None]


class Wanted(NamedTuple):
    """Which day is to be played: the local day, how many tablets and requests, and from which seed."""

    day: str
    tablets: int = 8
    requests: int = 80
    seed: int = 1


class Unplayable(Exception):
    """This store or these wishes cannot be played on: why."""


def working_day(day: str) -> str:
    """The day itself if the office is open, else the next day it is."""
    calendar = default_calendar()
    return day if is_working(calendar, day) else next_working_day(calendar, day)


def free_day(store: Store, day: str) -> str:
    """The first working day from this one on for which nothing is promised yet: a demo has its own visits."""
    found = working_day(day)
    with store.read() as tx:
        while projections.listed(tx, [ward.UNIT], "visit", day=found, limit=1):
            found = next_working_day(default_calendar(), found)
    return found


def start_of(wanted: Wanted) -> int:
    """When the play begins: after lunch on the working day before, when the first people ring."""
    return time.ms_of(days_before(default_calendar(), wanted.day, 1)[0], 800)


def people_for(store: Store, wanted: Wanted, now_ms: int) -> None:
    """Makes sure that there are people, officers and logins: the demo's, made here when the store is empty."""
    if is_empty(store):
        town = ward.TOWN._replace(
            citizens=max(40, wanted.requests * 3 // 2), requests_a_day=0, officers=max(2, wanted.tablets)
        )
        seed(store, wanted.day, wanted.seed, now_ms, (town,))
    elif not logins_of(store):
        raise Unplayable("the store is not empty and not a demo")


class Play:
    """One day on one store, behind one or more servers."""

    def __init__(
        self, wanted: Wanted, store: Store, bases: Sequence[str], folder: Path, world: World,
        morning: Step | None = None,
    ) -> None:  # fmt: skip
        with store.read() as tx:
            chain = journal.head(tx, ward.UNIT).chain
        self._wanted = wanted
        self._morning = morning
        self._store = store
        self._chance = Random(f"day {wanted} {chain}")
        self._ledger = Ledger()
        self._desk = Desk(bases, self._ledger)
        self._world = world
        self._agenda = Agenda(world, start_of(wanted))
        self._names = Names(self._chance, world.now_ms())
        manners: dict[str, Manner] = {}
        self._stage = Stage(
            world, self._agenda, self._ledger, self._names, self._chance, list(bases), folder,
            manners, time.ms_of(wanted.day, EVENING_MINUTE),
        )  # fmt: skip
        self._bureau = Bureau(
            self._desk, self._agenda, self._ledger, self._chance, self._names, default_calendar(), wanted.day, manners
        )

    def run(self, told: Told) -> Closing:
        """Plays it all and answers the closing table; `told` hears what is going on and how far it is."""
        members = [Member(self._stage, officer) for officer in self._officers()]
        try:
            return self._run(members, told)
        finally:
            for member in members:
                member.tablet.close()
            self._desk.close()

    def _run(self, members: list[Member], told: Told) -> Closing:
        wanted, agenda = self._wanted, self._agenda
        before = time.local_day(start_of(wanted))
        for member in members:
            member.enrol(self._desk.code(member.officer.id))
            agenda.at(time.ms_of(wanted.day, OPENING_MINUTE), member.look)
        self._bureau.open(self._people(), wanted.requests, before)
        incidents = Incidents(self._stage, self._desk, members, wanted.day)
        incidents.arrange()
        Bends(self._stage, self._desk, members, wanted.day, incidents.reassigned).arrange()
        night_ms = time.ms_of(wanted.day, NIGHT_MINUTE)
        agenda.run(night_ms, partial(self._far, told, "ngày làm việc · the day", night_ms))
        agenda.now_ms = night_ms
        self._world.reach(night_ms)
        self._night(members, incidents)
        self._mornings(members)
        end_ms = night_ms + AFTERMATH_DAYS * 86_400_000
        agenda.run(end_ms, partial(self._far, told, "trả kết quả · results", end_ms))
        self._night(members, incidents)
        told("đối chiếu · comparing", 1.0)
        return close(self._store, ward.UNIT, self._ledger, self._bureau.requests)

    def _mornings(self, members: list[Member]) -> None:
        """What the office's clock does while the results come in: each working morning, for as long as that takes."""
        day = self._wanted.day
        for _ in range(MORNINGS):
            day = next_working_day(default_calendar(), day)
            if self._morning is not None:
                self._agenda.at(time.ms_of(day, MORNING_MINUTE), self._morning)
                self._agenda.at(time.ms_of(day, MORNING_MINUTE), partial(self._second_visits, day, members))

    def _second_visits(self, day: str, members: list[Member]) -> None:
        """The signed results that go home on this day, each with whoever can take it."""
        for visit in self._desk.visits(day, "planned"):
            if not visit.follows or visit.request not in self._bureau.requests:
                continue
            for member in members:
                receipt = self._desk.assign(visit.id, member.officer.id, "Mang kết quả về nhà")
                if receipt is not None and receipt.outcome == "applied":
                    self._agenda.at(visit.window.from_ms, partial(member.bring, visit.id))
                    self._agenda.at(visit.window.to_ms + HANDED_MS, partial(self._bureau.brought, visit.id))
                    break

    def _far(self, told: Told, what: str, end_ms: int, at_ms: int) -> None:
        self._names.now_ms = self._world.now_ms()
        start_ms = start_of(self._wanted)
        told(f"{what} {time.local_day(at_ms)} {time.local_hm(at_ms)}", (at_ms - start_ms) / (end_ms - start_ms))

    def _night(self, members: list[Member], incidents: Incidents) -> None:
        """Every tablet is in reach again and sends what it has; the supervisor decides what is left; all hear of it."""
        for member in members:
            member.line.up = True
            if not member.sync_all():
                self._ledger.surprises.append(f"tablet of {member.officer.name}: not everything could be sent")
            member.learn()
        incidents.settle()
        self._bureau.round()
        for member in members:
            member.sync_all()
            member.learn()

    def _officers(self) -> list[Officer]:
        """The demo's officers who have an account, as many as there are tablets."""
        with self._store.read() as tx:
            known = [a for a in accounts.of_unit(tx, ward.UNIT) if a.officer_id and not a.disabled_ms]
            bodies = projections.bodies(tx, ward.UNIT, "officer", [account.officer_id for account in known])
        known.sort(key=lambda account: (len(account.username), account.username))
        found = [read_thing("officer", bodies[a.officer_id]).state for a in known if a.officer_id in bodies]
        if len(found) < self._wanted.tablets:
            raise Unplayable(f"{len(found)} officers for {self._wanted.tablets} tablets")
        return found[: self._wanted.tablets]

    def _people(self) -> list[CitizenRegistered]:
        """Whom the ward is asked to visit: everybody known who has a ground to be visited, in an order of chance."""
        with self._store.read() as tx:
            bodies = projections.all_bodies(tx, ward.UNIT, "citizen")
        states: list[Citizen] = [read_thing("citizen", body).state for _, body in sorted(bodies.items())]
        people = [as_registered(person) for person in states if not person.erased]
        self._chance.shuffle(people)
        return sorted(people, key=lambda person: not person.statuses)
