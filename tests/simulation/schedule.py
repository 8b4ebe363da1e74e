"""One schedule: a seed, a world, so many steps, then rest, then the truth. The same seed gives the same journal, byte for
byte."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from models.store import journal, replica
from models.store.engine import Store, open_store
from tests.simulation import oracle
from tests.simulation.faults import CALM
from tests.simulation.local import UNIT
from tests.simulation.steps import live, strand
from tests.simulation.world import TABLES, Broken, World

ROUNDS_MAX = 300
STEPS = 70


class Told(NamedTuple):
    """What a schedule came to."""

    seed: int
    steps: int
    faults: dict[str, int]
    events: int
    rounds: int
    digest: str


class Stage:
    """Where schedules are played: a place for files, and an empty office and an empty tablet to begin from."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder
        self._server: Store | None = open_store(url) if url else None
        open_store(f"sqlite:{folder / 'office.blank'}").close()
        replica.open_replica(f"sqlite:{folder / 'tablet.blank'}").close()
        self.blank = (folder / "tablet.blank").read_bytes()

    @contextmanager
    def office(self, scene: Path) -> Iterator[Store]:
        """An empty office."""
        if self._server is not None:
            with self._server.write() as tx:
                for table in TABLES:
                    tx.run(f"DELETE FROM {table}")
            yield self._server
            return
        shutil.copy(self.folder / "office.blank", scene / "office.db")
        store = open_store(f"sqlite:{scene / 'office.db'}")
        try:
            yield store
        finally:
            store.close()

    def close(self) -> None:
        """Leaves the stage."""
        if self._server is not None:
            self._server.close()


def play(stage: Stage, seed: int, steps: int = STEPS, often: tuple[str, ...] = ()) -> Told:
    """Plays one schedule to its end; raises `Broken` when a promise was not kept."""
    with TemporaryDirectory(dir=stage.folder, prefix=f"{seed}-") as scene, stage.office(Path(scene)) as store:
        world = World(seed, store, Path(scene), stage.blank)
        try:
            live(world, steps, often)
            rounds = rest(world)
            oracle.check(world)
            return _told(world, rounds)
        finally:
            world.close()


def rest(world: World) -> int:
    """Nothing more goes wrong: how many rounds until nobody has anything left to say or to hear."""
    world.weather = CALM
    world.store.fuse.left = 0
    while world.post:
        world.deliver()
    for box in world.boxes:
        box.wire.cut_off = False
    for rounds in range(1, ROUNDS_MAX + 1):
        world.now_ms += 1_000
        quiet = True
        for box in world.boxes:
            strand(world, box)
            done = world.sync(box)
            idle = not (done.sent or done.changed or done.gone or done.acknowledged or done.uploaded)
            quiet = quiet and done.all_sent and idle and done.trouble is None and not done.away
        if quiet:
            return rounds
    raise Broken(f"P3: no rest within {ROUNDS_MAX} calm rounds")


def _told(world: World, rounds: int) -> Told:
    said = sha256()
    events = 0
    with world.store.read() as tx:
        for entry in journal.entries(tx, UNIT):
            said.update(repr(entry).encode())
            events += 1
    return Told(world.seed, world.steps, dict(world.faults), events, rounds, said.hexdigest())
