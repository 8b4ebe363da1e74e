"""One officer of a played day: a tablet with its own file and clock, a line that comes and goes, and a way through the visits."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, TypeVar

from models.citizen import Citizen, CitizenRegistered
from models.event import Body
from models.officer import Officer
from models.refusal import Refused
from models.said import FileRef, Window
from models.store import replica
from models.visit import Visit, VisitDeclined, VisitRescheduled
from server.day.ledger import Ledger
from server.day.photo import picture
from server.day.world import Agenda, TabletClock, World
from server.demo.door import Door, Manner
from server.demo.people import Names
from server.dispatch.travel import Point, point, road_m, travel_ms
from sync.protocol import Enrolled
from sync.tablet import Tablet
from sync.wire import Away, HttpWire

Answer = TypeVar("Answer")

POLL_MS = 15 * 60_000
ANSWERS_LOST = 0.03
"""How often the office heard and the answer did not come back: the tablet says the same again."""
FAILS, MOVES, DECLINES = 0.09, 0.03, 0.02
SKEW_MS_MAX = 90_000
TURNED_AWAY = frozenset(("not_yours", "wrong_state", "unknown_thing"))
"""What a tablet rightly answers its officer when the visit has meanwhile gone to somebody else."""


class Line:
    """A wire that can be cut, and that sometimes loses an answer on its way back."""

    def __init__(self, bases: list[str], chance: Random) -> None:
        self._wires = [HttpWire(base) for base in bases]
        self._chance = chance
        self._turn = 0
        self.up = True

    def enrol(self, body: bytes) -> bytes:
        return self._over(lambda wire: wire.enrol(body), loses=False)

    def push(self, token: str, body: bytes) -> bytes:
        return self._over(lambda wire: wire.push(token, body))

    def pull(self, token: str, cursor: str, page_bytes: int) -> bytes:
        return self._over(lambda wire: wire.pull(token, cursor, page_bytes))

    def guides(self, token: str, tag: str) -> bytes:
        return self._over(lambda wire: wire.guides(token, tag))

    def upload(self, token: str, file: FileRef, data: bytes) -> None:
        self._over(lambda wire: wire.upload(token, file, data))

    def _over(self, call: Callable[[HttpWire], Answer], loses: bool = True) -> Answer:
        if not self.up:
            raise Away("offline")
        self._turn = (self._turn + 1) % len(self._wires)
        answer = call(self._wires[self._turn])
        if loses and self._chance.random() < ANSWERS_LOST:
            raise Away("the answer was lost")
        return answer


class Stage(NamedTuple):
    """What everybody in the play shares."""

    world: World
    agenda: Agenda
    ledger: Ledger
    names: Names
    chance: Random
    bases: list[str]
    folder: Path
    manners: dict[str, Manner]
    """By request: how its paper is to be signed, so that every way is met with whoever goes."""
    evening_ms: int


class Member:
    """An officer at work. Whatever they say is on their tablet's disk before it counts as said."""

    def __init__(self, stage: Stage, officer: Officer) -> None:
        self.officer = officer
        self.line = Line(stage.bases, stage.chance)
        self.skip: set[str] = set()
        self.off = False
        self._stage = stage
        self._copies = 0
        self._considered: set[str] = set()
        self._at: Point = point(officer.start) if officer.start else (0.0, 0.0)
        self.path = self._new_path()
        self.tablet = self._opened(self.path)

    # The tablet.

    def _new_path(self) -> Path:
        self._copies += 1
        return self._stage.folder / f"{self.officer.id}-{self._copies}.db"

    def _opened(self, path: Path) -> Tablet:
        chance = self._stage.chance
        clock = TabletClock(self._stage.world, path.name, chance.randint(-SKEW_MS_MAX, SKEW_MS_MAX))
        store = replica.open_replica(f"sqlite:{path}")
        return Tablet(store, self.line, clock, self._stage.names, jitter=chance.random)

    def enrol(self, code: str) -> None:
        """The tablet becomes this officer's."""
        self._enrolled(self.tablet.enrol(code, f"máy của {self.officer.name}"))

    def enrol_again(self, code: str) -> None:
        """A new device for the same file: everything it holds is offered again."""
        self._enrolled(self.tablet.re_enrol(code, f"máy khôi phục của {self.officer.name}"))

    def _enrolled(self, answer: Enrolled | Refused) -> None:
        if isinstance(answer, Refused):
            self._stage.ledger.surprises.append(f"enrol: {answer.code} {answer.detail}")

    def sync(self) -> bool:
        """One round with the office; whether nothing is left on this tablet alone."""
        summary = self.tablet.sync()
        if summary.trouble is not None:
            self._stage.ledger.told[f"trouble {summary.trouble.code}"] += 1
        return summary.all_sent

    def sync_all(self, tries: int = 20) -> bool:
        """Rounds until everything is sent, as answers may be lost on the way."""
        return any(self.sync() for _ in range(tries))

    def learn(self) -> None:
        """Writes everything said on this tablet into the ledger, its own acknowledgements too."""
        self._stage.ledger.tablets |= {said.id for said in self.tablet.spoken()}

    def copy(self) -> Path:
        """A copy of the tablet's file, as a backup of the whole machine would make it."""
        self.learn()
        self.tablet.close()
        kept = self._new_path()
        shutil.copyfile(self.path, kept)
        self.tablet = self._opened(self.path)
        return kept

    def put_back(self, kept: Path) -> None:
        """The tablet is as it was when the copy was made."""
        self.learn()
        self.tablet.close()
        self.path = kept
        self.tablet = self._opened(kept)

    def replace(self, code: str) -> None:
        """Another tablet for the same officer."""
        self.learn()
        self.tablet.close()
        self.path = self._new_path()
        self.tablet = self._opened(self.path)
        self.enrol(code)

    def close(self) -> None:
        """Ends the day's use of the tablet."""
        self.learn()
        self.tablet.close()

    def say(self, body: Body) -> bool:
        """Whether the tablet took it."""
        said = self.tablet.say(body)
        if isinstance(said, Refused):
            ledger, what = self._stage.ledger, f"{type(body).__name__} {said.code}"
            ledger.turned_away[what] += 1
            if said.code not in TURNED_AWAY:
                ledger.surprises.append(f"tablet: {what} {said.detail}")
            return False
        self._stage.ledger.tablets.add(said)
        return True

    def held(self) -> list[Visit]:
        """The visits this tablet would go to, by promised hour."""
        mine = [v for v in self.tablet.things("visit") if v.officer == self.officer.id and v.id not in self.skip]
        open_ones = [v for v in mine if v.state in ("assigned", "acknowledged", "departed", "arrived")]
        return sorted(open_ones, key=lambda v: (v.window.from_ms, v.id))

    # The way through the day.

    def look(self) -> None:
        """What is next: set out when it is time, wait otherwise."""
        agenda = self._stage.agenda
        self.sync()
        if self.off or agenda.now_ms > self._stage.evening_ms:
            return
        due = self._willing(self.held())
        if not due:
            agenda.at(agenda.now_ms + POLL_MS, self.look)
            return
        visit = due[0]
        leave_ms = visit.window.from_ms - self._way_ms(visit)
        if leave_ms > agenda.now_ms + POLL_MS:
            agenda.at(agenda.now_ms + POLL_MS, self.look)
        else:
            agenda.at(leave_ms, partial(self._leave, visit.id))

    def bring(self, visit_id: str) -> None:
        """On a later day a signed result goes home."""
        self.sync_all()
        self._leave(visit_id)

    def _willing(self, due: list[Visit]) -> list[Visit]:
        """Once in a while an officer cannot take a visit, and says so before setting out."""
        for visit in due[1:]:
            if visit.id in self._considered or visit.state not in ("assigned", "acknowledged"):
                continue
            self._considered.add(visit.id)
            if self._stage.chance.random() < DECLINES:
                self.say(VisitDeclined(visit=visit.id, reason="Trùng giờ họp đột xuất"))
                return self.held()
        return due

    def _way_ms(self, visit: Visit) -> int:
        place = visit.address.place
        return travel_ms(road_m(self._at, point(place) if place else self._at))

    def _leave(self, visit_id: str) -> None:
        visit = self.tablet.view("visit", visit_id)
        door = self._door(visit)
        if door is None or visit is None or (visit.state != "arrived" and not self.say(door.leave())):
            self._later()
            return
        way_ms = self._way_ms(visit)
        if visit.address.place:
            self._at = point(visit.address.place)
        agenda = self._stage.agenda
        agenda.at(agenda.now_ms + way_ms, partial(self._arrive, door, visit))

    def _door(self, visit: Visit | None) -> Door | None:
        """The door of a visit, from what the tablet itself holds of person and papers."""
        if visit is None or visit.officer != self.officer.id:
            return None
        person = self.tablet.view("citizen", visit.citizen)
        dossiers = [self.tablet.view("dossier", dossier) for dossier in visit.dossiers]
        if person is None or None in dossiers:
            self._stage.ledger.surprises.append(f"tablet: visit {visit.id} came without its person or papers")
            return None
        return Door(self._stage.chance, visit, dossiers, as_registered(person), self._photograph)

    def _photograph(self, label: str) -> FileRef | None:
        file = self.tablet.attach(picture(self._stage.chance, label), "image/jpeg", label)
        return None if isinstance(file, Refused) else file

    def _arrive(self, door: Door, visit: Visit) -> None:
        if not self.say(door.arrive()):
            self._later()
            return
        self.sync()
        agenda, chance = self._stage.agenda, self._stage.chance.random()
        if visit.follows or visit.request in self._stage.manners:
            chance = 1.0
        if chance < FAILS:
            agenda.at(agenda.now_ms + 7 * 60_000, partial(self._end, door.fail))
        elif chance < FAILS + MOVES:
            agenda.at(agenda.now_ms + 5 * 60_000, partial(self._move, visit))
        else:
            agenda.at(agenda.now_ms + 3 * 60_000, partial(self._sign, door, visit))

    def _move(self, visit: Visit) -> None:
        """At the door they ask for another hour of the same day."""
        start_ms = self._stage.agenda.now_ms + 2 * 3_600_000
        window = Window(from_ms=start_ms, to_ms=start_ms + 3_600_000)
        self._end(lambda: [VisitRescheduled(visit=visit.id, window=window, reason="Gia đình xin lùi hai giờ")])

    def _sign(self, door: Door, visit: Visit) -> None:
        agenda = self._stage.agenda
        forced = None if visit.follows else self._stage.manners.get(visit.request)
        if not all(self.say(body) for body in door.steps(agenda.now_ms, forced)):
            self._later()
            return
        rest_ms = round(visit.minutes * self._stage.chance.uniform(0.35, 0.95) * 60_000)
        agenda.at(agenda.now_ms + rest_ms, partial(self._end, lambda: [door.complete()]))

    def _end(self, words: Callable[[], list[Body]]) -> None:
        for body in words():
            self.say(body)
        self.sync()
        self._later()

    def _later(self) -> None:
        self._stage.agenda.at(self._stage.agenda.now_ms + 3 * 60_000, self.look)


def as_registered(person: Citizen) -> CitizenRegistered:
    """A person as they were written down, for those who only need their particulars."""
    fields: dict[str, Any] = {f: getattr(person, f) for f in CitizenRegistered.__struct_fields__ if f != "citizen"}
    return CitizenRegistered(citizen=person.id, **fields)
