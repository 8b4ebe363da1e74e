"""One ward under a seed: an office, its consoles, its tablets, a clock, and everything that may befall them.

Nothing here decides what is right: `steps.py` lets things happen, `oracle.py` looks whether every promise was kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from msgspec.structs import replace

from models.access import Role
from models.event import Body
from models.store import journal, projections, replica
from models.store.engine import Store
from models.store.migrate import schema_texts, statements
from sync.protocol import Receipt
from sync.round import Summary
from sync.tablet import Tablet
from sync.wire import Away, Rejected
from tests.simulation import words
from tests.simulation.faults import BadWire, FragileStore, Killed, Letter, OfficeKilled, Weather, weather
from tests.simulation.local import UNIT, LocalOffice

OFFICERS = ("o-1", "o-2", "o-3")
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
TABLES = [line.split()[2] for _, text in schema_texts() for line in statements(text) if line.startswith("CREATE TABLE")]


class Broken(AssertionError):
    """A promise was broken."""


class TabletClock:
    """A tablet's clocks: its wall clock may be years off and be moved, its monotonic clock begins anew at each boot."""

    def __init__(self, world: World, off_ms: int) -> None:
        self._world = world
        self.off_ms = off_ms
        self.reboot()

    def reboot(self) -> None:
        self.boot = self._world.new_id()
        self._since_ms = self._world.now_ms

    def wall_ms(self) -> int:
        return max(0, self._world.now_ms + self.off_ms)

    def mono_ms(self) -> int:
        return self._world.now_ms - self._since_ms


class Box:
    """A tablet as a thing: its file, its clock, its wire, and the program running on it."""

    def __init__(self, world: World, name: str, officer: str, kept: bytes = b"") -> None:
        self.world = world
        self.officer = officer
        self.path = world.folder / f"{name}.db"
        self.path.write_bytes(kept or world.blank)
        self.clock = TabletClock(world, world.chance.choice((0, 0, 5_000, -90_000, 5 * 365 * words.DAY_MS)))
        self.wire = BadWire(world.office, world.chance, world.post, world.count)
        self.copy = b""
        self.alone = True
        self.open()

    def open(self) -> None:
        """Starts the program anew on what the file holds."""
        self.store = FragileStore(replica.open_replica(f"sqlite:{self.path}"), Killed)
        self.tablet = self._run()

    def restart(self) -> None:
        """The program died, its file lives."""
        self.store.fuse.left = 0
        self.tablet = self._run()

    def _run(self) -> Tablet:
        world = self.world
        page_bytes = world.chance.choice((1, 1_000, 256_000))
        return Tablet(
            self.store, self.wire, self.clock, world.new_id, jitter=world.chance.random, make_key=world.new_key,
            page_bytes=page_bytes,
        )  # fmt: skip

    def taken_off(self) -> bytes:
        """The bytes of its file, as somebody copies it while it is off."""
        self.store.close()
        kept = self.path.read_bytes()
        self.open()
        return kept

    def put_back(self, kept: bytes) -> None:
        """Its file is replaced by an older copy."""
        self.store.close()
        self.path.write_bytes(kept)
        self.clock.reboot()
        self.open()

    def spoken(self) -> dict[str, Any]:
        """What its outbox holds, by event."""
        return {said.id: said for said in self.tablet.spoken()}

    def seen(self) -> dict[str, tuple[int, Any]]:
        """Each visit as its officer sees it, with the version it was pulled in."""
        slots = [(one.id, self.tablet.slot("visit", one.id)) for one in self.tablet.things("visit")]
        return {visit_id: (slot.version, slot.state) for visit_id, slot in slots if slot is not None}

    def files(self) -> set[str]:
        """The files whose bytes it holds."""
        with self.store.read() as tx:
            return {str(digest) for (digest,) in tx.rows("SELECT digest FROM files")}


class Saved(dict[str, list[Any]]):
    """Every row of the office's database, as a backup has it; with it the files."""

    blobs: dict[str, bytes]
    seq: int


class World:
    """Everything that exists under one seed."""

    def __init__(self, seed: int, store: Store, folder: Path, blank: bytes) -> None:
        self.seed = seed
        self.chance = Random(seed)
        self.folder = folder
        self.blank = blank
        self.now_ms = words.NOON_MS
        self.serial = 0
        self.faults: Counter[str] = Counter()
        self.steps = 0
        self.store = FragileStore(store, OfficeKilled)
        self.office = LocalOffice(self.store, lambda: self.now_ms, self.new_id)
        self.post: list[Letter] = []
        self.weather: Weather = weather(self.chance)
        self.boxes: list[Box] = []
        self.cases = 0
        self.lives = 1
        self.backup: Saved | None = None
        self.promised: set[str] = set()
        self.excused: set[str] = set()
        self.lost_files: set[str] = set()
        self.receipts: dict[str, tuple[str, int]] = {}
        self._begin()

    def _begin(self) -> None:
        with self.store.write() as tx:
            projections.begin_epoch(tx, f"life-{self.lives}")
        self.office.say("admin", *words.opening(), *(words.officer_joins(officer) for officer in OFFICERS))
        for officer in OFFICERS[: self.chance.randint(2, 3)]:
            self.new_box(officer)
        if self.chance.random() < 0.3:
            self.new_box("o-1")
        for _ in range(self.chance.randint(2, 4)):
            self.plan()

    def close(self) -> None:
        """Ends it."""
        for box in self.boxes:
            box.store.close()

    # Names, keys, time.

    def count(self, fault: str) -> None:
        """A fault happened."""
        self.faults[fault] += 1

    def new_id(self) -> str:
        self.serial += 1
        return f"e{self.serial:06d}"

    def new_key(self) -> ec.EllipticCurvePrivateKey:
        """A key of this seed."""
        drawn = sha256(f"{self.seed} {self.new_id()}".encode()).digest()
        return ec.derive_private_key(int.from_bytes(drawn, "big") % (_ORDER - 1) + 1, ec.SECP256R1())

    def pass_time(self, longest_ms: int) -> None:
        """Some time passes."""
        self.now_ms += self.chance.randint(1, longest_ms)

    # People.

    def new_box(self, officer: str, kept: bytes = b"") -> Box:
        """A tablet that speaks for an officer, or a copy of one."""
        box = Box(self, f"t{len(self.boxes)}", officer, kept)
        if not kept:
            box.tablet.enrol(self.office.grant(officer))
        self.boxes.append(box)
        return box

    def desk(self, role: Role, *bodies: Body, base: int = 0, adopts: str | None = None) -> list[Receipt]:
        """Somebody at the office says these; the office may die over it, and then nobody knows whether they were heard."""
        try:
            return self.office.say(role, *bodies, base=base, adopts=adopts)
        except OfficeKilled:
            self.office_died()
            return []

    def plan(self) -> None:
        """A new case, for one of a few people, usually given to somebody."""
        self.cases += 1
        name = f"{self.cases}"
        from_ms = self.now_ms + self.chance.randint(0, 3) * words.DAY_MS // 2
        self.desk("clerk", *words.case(name, from_ms=from_ms))
        if self.chance.random() < 0.9:
            self.desk("supervisor", words.assigned(f"v-{name}", self.chance.choice(OFFICERS)))

    def things(self, kind: str) -> dict[str, Any]:
        """The office's things of a kind, as JSON."""
        with self.store.read() as tx:
            return projections.all_bodies(tx, UNIT, kind)

    # What befalls them.

    def office_died(self) -> None:
        """The office's process ended; whoever starts it again finds what was committed."""
        self.store.fuse.left = 0
        self.count("office killed")

    @contextmanager
    def mortal(self, box: Box, writes: int, after_commit: bool) -> Iterator[None]:
        """The tablet dies at one of its next writes, or not if it writes less."""
        box.store.fuse.light(writes, after_commit)
        try:
            yield
        except Killed:
            self.count("tablet killed")
        finally:
            box.restart()

    def sync(self, box: Box) -> Summary:
        """One round; every receipt it brings is looked at."""
        box.wire.weather = self.weather
        before = {said.id: said.seq for said in box.tablet.spoken() if said.sent}
        seen = box.seen()
        try:
            return box.tablet.sync()
        finally:
            self.store.fuse.left = 0
            self._look_at_receipts(box, before)
            self._look_at_screen(box, seen)

    def _look_at_screen(self, box: Box, before: dict[str, tuple[int, Any]]) -> None:
        """Between receipt and pull a visit does not jump back: what an officer saw stays until a newer page comes.

        Not asked of an office in its second life, where the same version may be of other words, nor of a tablet whose
        words another copy may have said before.
        """
        if self.lives > 1 or not box.alone:
            return
        after = box.seen()
        stumbled = {said.subject_id for said in box.tablet.spoken() if said.outcome in ("parked", "refused")}
        for visit_id, (version, shown) in before.items():
            now = after.get(visit_id)
            if now is not None and now[0] == version and visit_id not in stumbled and now[1] != shown:
                same = replace(now[1], state=shown.state, acknowledged_ms=shown.acknowledged_ms)
                if now[1].state != "acknowledged" or same != shown:
                    raise Broken(f"P4: {visit_id} jumped from {shown} to {now[1]}")

    def _look_at_receipts(self, box: Box, before: dict[str, int]) -> None:
        """A receipt is of something in the journal, and always the same one while the office lives one life."""
        fresh = {said.id: said for said in box.tablet.spoken() if said.sent and before.get(said.id) != said.seq}
        with self.store.read() as tx:
            known = journal.known(tx, UNIT, sorted(fresh))
        for event_id, said in fresh.items():
            entry = known.get(event_id)
            if entry is None or (entry.outcome, entry.seq) != (said.outcome, said.seq):
                raise Broken(f"P1: {event_id} has a receipt ({said.outcome}, {said.seq}) but the journal has {entry}")
            receipt = (said.outcome, said.seq)
            if self.receipts.setdefault(event_id, receipt) != receipt:
                raise Broken(f"P2: {event_id} had the receipt {self.receipts[event_id]}, now {receipt}")

    def deliver(self) -> None:
        """A letter long on its way arrives; nobody waits for its answer."""
        if not self.post:
            return
        letter = self.post.pop(self.chance.randrange(len(self.post)))
        self.count("late letter")
        try:
            self.office.push(letter.token, letter.body)
        except (Away, Rejected):
            pass
        except OfficeKilled:
            self.office_died()

    def copy_off(self, box: Box) -> None:
        """Somebody keeps a copy of a tablet."""
        box.copy = box.taken_off()

    def put_tablet_back(self, box: Box) -> None:
        """A tablet is set back to its copy; what existed only on it since is lost, and nothing else."""
        before, files = set(box.spoken()), box.files()
        box.put_back(box.copy)
        box.alone = False
        self.count("tablet put back")
        self._excuse(before, files)

    def clone(self, box: Box) -> None:
        """A copy of a tablet wakes beside it: two with one name."""
        self.count("tablet cloned")
        self.new_box(box.officer, box.taken_off()).alone = box.alone = False

    def _excuse(self, events: set[str], files: set[str]) -> None:
        """After a loss: what neither the office nor any tablet holds any more is nobody's promise."""
        with self.store.read() as tx:
            known = set(journal.known(tx, UNIT, sorted(events)))
        held: set[str] = set().union(*(box.spoken() for box in self.boxes))
        self.excused |= events - known - held
        bytes_held: set[str] = set().union(*(box.files() for box in self.boxes))
        self.lost_files |= files - set(self.office.blobs) - bytes_held

    def back_up(self) -> None:
        """The office keeps a backup of everything."""
        saved = Saved()
        with self.store.read() as tx:
            for table in TABLES:
                saved[table] = tx.rows(f"SELECT * FROM {table}")
            saved.seq = journal.head(tx, UNIT).seq
        saved.blobs = dict(self.office.blobs)
        self.backup = saved

    def put_office_back(self) -> None:
        """The office is set back to its backup: it lives another life, and tablets tell it what it forgot."""
        saved = self.backup
        if saved is None:
            return
        with self.store.read() as tx:
            gone = {e.id for e in journal.entries(tx, UNIT) if e.seq > saved.seq and e.id in self.promised}
        files = set(self.office.blobs)
        self.lives += 1
        self._write(saved)
        self.office.blobs = dict(saved.blobs)
        self.office.parts.clear()
        self.receipts.clear()
        self.count("office put back")
        self._excuse(gone, files)

    def _write(self, saved: Saved) -> None:
        with self.store.inner.write() as tx:
            for table in TABLES:
                tx.run(f"DELETE FROM {table}")
                if saved[table]:
                    tx.many(f"INSERT INTO {table} VALUES ({', '.join('?' * len(saved[table][0]))})", saved[table])
            projections.begin_epoch(tx, f"life-{self.lives}")

    def enrol_anew(self, box: Box) -> None:
        """A supervisor gives a stranded tablet a new code."""
        box.wire.weather = self.weather
        try:
            box.tablet.re_enrol(self.office.grant(box.officer))
        except Away:
            self.count("enrolment broken off")

    def forge(self, box: Box, push: Callable[[], bytes]) -> None:
        """A broken or evil client speaks in a tablet's name; the office must not believe it."""
        try:
            push()
        except (Away, Rejected):
            return
        except OfficeKilled:
            self.office_died()
            return
        raise Broken(f"P8: a forged push in the name of {box.officer}'s tablet was believed")
