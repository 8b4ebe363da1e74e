"""kill -9 of the real server under load, again and again: whatever had a receipt is there, whatever was said gets one."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from models.store import files, journal
from models.store.engine import Store, open_store
from server.blobs import Disk, measure
from server.check import Report, check
from server.clock import wall_ms
from sync.office import receipt_of
from tests.crash.load import Working
from tests.crash.served import Served
from tests.server.forks import READY
from tests.server.story import UNIT, Story

TABLETS = 4
VISITS_EACH = 5
LIFE_S_MAX = 0.4
DRAIN_S_MAX = 60.0
BUSY_S_MAX = 60.0
RECEIPTS_A_LIFE = 20


@dataclass
class Outcome:
    """What a run came to. `lost`, `changed`, `stuck` and `wrong` must be empty, and the check clean."""

    blows: int = 0
    said: int = 0
    receipted: int = 0
    files: int = 0
    broken_off: int = 0
    turned_away: int = 0
    seconds: float = 0.0
    lost: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    report: Report | None = None

    @property
    def sound(self) -> bool:
        """Whether every promise was kept."""
        found = self.lost or self.changed or self.stuck or self.wrong
        return not found and self.report is not None and self.report.clean

    def counts(self) -> dict[str, int]:
        """Violations by name."""
        wrong = sum(self.report.counts.values()) if self.report else 0
        return {
            "lost": len(self.lost), "changed": len(self.changed), "stuck": len(self.stuck), "wrong": len(self.wrong),
            "check": wrong,
        }  # fmt: skip


class Busy:
    """Whether the tablets get anywhere: a blow at an idle server proves little."""

    def __init__(self, workers: list[Working]) -> None:
        self._workers = workers

    def wait(self, more: int) -> None:
        """Returns when so many more receipts have come, or after a while."""
        until = time.monotonic() + BUSY_S_MAX
        begun = self._receipts()
        while self._receipts() < begun + more and time.monotonic() < until:
            time.sleep(0.005)

    def _receipts(self) -> int:
        return sum(len(worker.receipts) for worker in self._workers)


Blow = Callable[[Served, random.Random, Busy], None]


def kill(server: Served, rng: random.Random, busy: Busy) -> None:
    """A life of random length with some traffic in it; one in ten is ended before it answers."""
    server.start()
    if rng.random() < 0.9:
        server.wait()
        busy.wait(RECEIPTS_A_LIFE)
    time.sleep(rng.uniform(0, LIFE_S_MAX))
    server.kill()


def under_load(url: str, folder: Path, blows: int, blow: Blow, seed: int, factory: str = READY) -> Outcome:
    """Tablets work while the server is hit so many times; then they may finish, and everything is looked at."""
    began = time.monotonic()
    rng = random.Random(seed)
    server = Served({"store": url, "files": str(folder / "files"), "backups": str(folder / "backups")}, factory)
    workers = _workers(url, folder, server.port, rng)
    for worker in workers:
        worker.start()
    try:
        for _ in range(blows):
            blow(server, rng, Busy(workers))
        if not server.alive:
            server.start()
        server.wait()
        for worker in workers:
            worker.enough.set()
        until = time.monotonic() + DRAIN_S_MAX
        for worker in workers:
            worker.join(max(0.0, until - time.monotonic()))
    finally:
        server.stop()
    outcome = _looked_at(url, folder, workers)
    outcome.blows = blows
    outcome.seconds = time.monotonic() - began
    return outcome


def _workers(url: str, folder: Path, port: int, rng: random.Random) -> list[Working]:
    store = open_store(url)
    try:
        story = Story(store, folder, wall_ms)
        workers = []
        for _ in range(TABLETS):
            tablet = story.tablet()
            visits = [story.plan(tablet.officer) for _ in range(VISITS_EACH)]
            workers.append(Working(tablet, port, visits, random.Random(rng.random())))
        return workers
    finally:
        store.close()


def _looked_at(url: str, folder: Path, workers: list[Working]) -> Outcome:
    outcome = Outcome()
    store = open_store(url)
    blobs = Disk(folder / "files")
    try:
        for worker in workers:
            _promises(store, blobs, worker, outcome)
        outcome.report = check(store, blobs)
    finally:
        store.close()
    return outcome


def _promises(store: Store, blobs: Disk, worker: Working, outcome: Outcome) -> None:
    """What one tablet holds receipts for, against what is there."""
    tablet = worker.tablet
    outcome.said += tablet.n
    outcome.receipted += len(worker.receipts)
    outcome.files += len(worker.files)
    outcome.broken_off += worker.broken_off
    outcome.turned_away += worker.turned_away
    outcome.wrong += [f"{tablet.id}: {what}" for what in worker.wrong]
    if worker.is_alive() or len(worker.receipts) != tablet.n:
        outcome.stuck.append(f"{tablet.id}: {len(worker.receipts)} receipts for {tablet.n} events")
    with store.read() as tx:
        kept = journal.said_by_device(tx, UNIT, tablet.id, 1, tablet.n)
        stored = {one.digest for one in files.all_stored(tx, UNIT)}
    for n, receipt in worker.receipts.items():
        if n not in kept:
            outcome.lost.append(f"{tablet.id} n {n}")
        elif receipt_of(kept[n]) != receipt:
            outcome.changed.append(f"{tablet.id} n {n}")
    for digest in worker.files:
        if digest not in stored or blobs.length(digest) is None or measure(blobs, digest)[0] != digest:
            outcome.lost.append(f"file {digest}")
