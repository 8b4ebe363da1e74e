"""A ward with two officers and one case, and tablets on a wire that fails as it is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from random import Random

from models.access import Actor
from models.event import Body, read
from models.refusal import Refused
from models.store import journal, projections, replica, tapes
from models.store.engine import Store
from sync.door import Door, Line, kept
from sync.tablet import Tablet
from sync.wire import Away
from tests.simulation import words
from tests.simulation.local import UNIT, LocalOffice, LocalWire
from tests.simulation.words import NOON_MS


class Hands:
    """A clock that moves on by a millisecond whenever it is read; `off_ms` is how wrong its wall clock is."""

    def __init__(self, off_ms: int = 0) -> None:
        self.boot = "boot 1"
        self.off_ms = off_ms
        self.ticks_ms = 0

    def mono_ms(self) -> int:
        self.ticks_ms += 1
        return self.ticks_ms

    def wall_ms(self) -> int:
        return NOON_MS + self.mono_ms() + self.off_ms


class BadWire(LocalWire):
    """A wire that fails as it is told: `lose` before the office hears, `drop` after it did."""

    def __init__(self, office: LocalOffice) -> None:
        super().__init__(office)
        self.lose: set[str] = set()
        self.drop: set[str] = set()
        self.calls: list[str] = []
        self.seen: Callable[[str, bytes], None] = lambda name, body: None
        self.instead: Callable[[str], bytes | None] = lambda name: None
        self.spoiled: Callable[[str, bytes], bytes] = lambda name, body: body

    def carry(self, name: str, body: bytes, call: Callable[[bytes], bytes]) -> bytes:
        self.calls.append(name)
        self.seen(name, body)
        if name in self.lose:
            raise Away("no network")
        instead = self.instead(name)
        if instead is not None:
            return instead
        answer = call(self.spoiled(name, body))
        if name in self.drop:
            raise Away("the answer was lost")
        return answer


class World:
    """A ward with two officers and one case, given to the first."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.folder = folder
        self.clock = Hands()
        serial = count(1)
        self.new_id = lambda: f"e{next(serial):06d}"
        self.store = store
        with store.write() as tx:
            projections.begin_epoch(tx, "epoch-1")
        self.office = LocalOffice(store, self.clock.wall_ms, self.new_id)
        self.office.say("admin", *words.opening(), words.officer_joins("o-1"), words.officer_joins("o-2", "Lê Văn Hai"))
        self.office.say("clerk", *words.case("1"))
        self.office.say("supervisor", words.assigned("v-1", "o-1"))
        self.wire = BadWire(self.office)
        self.open: list[Tablet] = []

    def tablet(self, name: str = "a", off_ms: int = 0, page_bytes: int = 0) -> Tablet:
        """A tablet kept in a file of this name."""
        kept = replica.open_replica(f"sqlite:{self.folder / name}.db")
        clock = Hands(off_ms)
        made = Tablet(kept, self.wire, clock, self.new_id, jitter=Random(1).random, page_bytes=page_bytes or 256_000)
        self.open.append(made)
        return made

    def joined(self, name: str = "a", officer_id: str = "o-1", off_ms: int = 0, page_bytes: int = 0) -> Tablet:
        """A tablet that speaks for an officer and has heard everything."""
        made = self.tablet(name, off_ms, page_bytes)
        assert not isinstance(made.enrol(self.office.grant(officer_id)), Refused)
        assert made.sync().all_sent
        return made

    def outcomes(self) -> list[tuple[str, str]]:
        """(kind, outcome) of everything tablets said, in the order of the journal."""
        with self.store.read() as tx:
            return [(e.kind, e.outcome) for e in journal.entries(tx, UNIT) if not e.device_id.startswith("office:")]

    def truth(self, kind: str, thing_id: str) -> dict[str, object]:
        """A thing's state as the office keeps it."""
        with self.store.read() as tx:
            body = projections.body(tx, UNIT, kind, thing_id)
        assert body is not None
        state: dict[str, object] = json.loads(body)["state"]
        return state


def held_things(tablet: Tablet) -> dict[tuple[str, str], str]:
    """What a tablet holds as pulled."""
    with tablet.store.read() as tx:
        return {(kept.kind, kept.id): kept.body for kept in replica.things(tx)}


def say_all(tablet: Tablet, *bodies: Body) -> list[str]:
    """Says these and wants every one of them allowed."""
    said = [tablet.say(body) for body in bodies]
    assert not [answer for answer in said if isinstance(answer, Refused)], said
    return [str(answer) for answer in said]


def copy_of(world: World, tablet: Tablet, name: str) -> None:
    """Copies a tablet's file as it is now."""
    tablet.close()
    for suffix in ("", "-wal"):
        kept = world.folder / f"a.db{suffix}"
        if kept.exists():
            (world.folder / f"{name}.db{suffix}").write_bytes(kept.read_bytes())


def put_back(world: World, seq: int) -> None:
    """Gives the office the state it had when its journal ended at `seq`, by saying everything up to there again."""
    with world.store.read() as tx:
        entries = [entry for entry in journal.entries(tx, UNIT) if entry.seq <= seq]
    with world.store.write() as tx:
        for table in ("journal", "heads", "things", "reach", "tapes", "echoes", "signatures", "files", "file_visits"):
            tx.run(f"DELETE FROM {table}")
        projections.begin_epoch(tx, "epoch-2")
    world.office.blobs.clear()
    for entry in entries:
        with world.store.write() as tx:
            role = {"DeviceEnrolled": "system", "WardConfigured": "admin", "OfficerRegistered": "admin"}.get(entry.kind)
            roles = frozenset((role or "supervisor", "officer")) if role != "system" else frozenset(("system",))
            actor = Actor(id=entry.actor_id, unit=UNIT, roles=roles, officer="o-1", device=entry.device_id)  # type: ignore[arg-type]
            door = Door(tx, actor, journal.lock_head(tx, UNIT), entry.received_ms)
            line = kept(entry.event)
            receipt = door.admit_all([Line(entry.n, entry.digest, line, read(line))])[0]
            assert receipt.outcome == entry.outcome, receipt
            tapes.wind(tx, UNIT, entry.device_id, tapes.Tape(entry.n, entry.digest), entry.received_ms)
            door.close()
