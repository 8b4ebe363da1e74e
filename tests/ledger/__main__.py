"""One page of figures that can be held up: `python -m tests.ledger [--size 10] > ledger.md`. Exit code 1 if a promise broke.

Size 1 takes some minutes; a night is about size 100. A figure is printed only with its seeds, its faults, and a control that
had to break and did.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.crash.__main__ import cuts, falls, kill_control, kills
from tests.crash.powercut import cut
from tests.ledger import drill, races
from tests.ledger.page import Line, written
from tests.simulation.__main__ import hunt, stage
from tests.simulation.mutants import MUTANTS
from tests.simulation.schedule import Stage, play

SCHEDULES, SCHEDULES_POSTGRESQL, KILLS, FALLS, IMAGES, RACES, VISITS = 300, 20, 10, 3, 1000, 5, 100


def simulated(here: Stage, engine: str, count: int, seed: int, control: str, control_holds: bool) -> Line:
    """Schedules of faults, each ending with every promise looked at; one in a hundred played twice."""
    steps = events = broken = 0
    faults: Counter[str] = Counter()
    for number in range(seed, seed + count):
        try:
            told = play(here, number)
            if number % 100 == 0 and play(here, number).digest != told.digest:
                broken += 1
        except Exception as error:
            print(f"simulation seed {number} on {engine}: {error}", file=sys.stderr)
            broken += 1
            continue
        steps, events = steps + told.steps, events + told.events
        faults.update(told.faults)
    named = ", ".join(f"{name} {number:,}" for name, number in faults.most_common())
    figures = f"{count:,} schedules, {steps:,} steps, {events:,} events, {sum(faults.values()):,} faults ({named})"
    return Line(f"simulation, {engine}", figures, f"{seed}–{seed + count - 1}", broken, control, control_holds)


def mutants(here: Stage) -> tuple[str, bool]:
    """How many known faults the simulation finds."""
    found = sum(hunt(here, mutant)[0] is not None for mutant in MUTANTS)
    return f"{found} of {len(MUTANTS)} mutants found", found == len(MUTANTS)


def crashed(size: float, seed: int) -> Iterator[Line]:
    """kill -9 on both engines and PostgreSQL falling over, with the server that answers too early as control."""
    control = kill_control(seed)
    told = f"receipt before commit: {len(control.lost):,} of {control.receipted:,} lost"
    runs = {
        "kill -9, sqlite": list(kills("sqlite", _times(KILLS, size), seed)),
        "kill -9, postgresql": list(kills("postgresql", _times(KILLS, size), seed)),
        "PostgreSQL falls under the server": list(falls(_times(FALLS, size), seed)),
    }
    for what, outcomes in runs.items():
        wrong = sum(sum(outcome.counts().values()) for outcome in outcomes)
        wrong += sum(not outcome.sound for outcome in outcomes) if not wrong else 0
        figures = (
            f"{sum(o.blows for o in outcomes):,} blows, {sum(o.receipted for o in outcomes):,} receipts, "
            f"{sum(o.files for o in outcomes):,} files, {sum(o.broken_off for o in outcomes):,} calls broken off"
        )
        yield Line(what, figures, f"from {seed}", wrong, told, bool(control.lost))


def power_cut(size: float, seed: int) -> Line:
    """Disks after a power cut, with three forgetful manners as controls."""
    runs = list(cuts("full", _times(IMAGES, size), seed))
    controls = {manner: cut(manner, 4, 150, seed) for manner in ("normal", "off", "nameless")}
    told = "; ".join(f"{manner}: {run.bad_images} of {run.images} disks" for manner, run in controls.items())
    figures = (
        f"{sum(r.points for r in runs):,} crash points, {sum(r.images for r in runs):,} disks, "
        f"{sum(r.promises for r in runs):,} promises, {sum(r.checked for r in runs):,} whole checks"
    )
    wrong = sum(len(run.lost) + len(run.broken) for run in runs)
    return Line(
        "power cuts, SQLite and files", figures, f"from {seed}", wrong, told, all(r.lost for r in controls.values())
    )


def raced(url: Callable[[str], str], size: float, seed: int) -> Iterator[Line]:
    """Readers beside writers on both engines, with ids from a sequence as control."""
    control = races.control(url("postgresql"), seed)
    told = f"ids from a sequence: {len(control.missed)} of {control.events} missed"
    for engine in ("sqlite", "postgresql"):
        run = [races.run(url(engine), seed + i) for i in range(_times(RACES, size))]
        figures = f"{len(run):,} races, {sum(r.events for r in run):,} events, {sum(r.looks for r in run):,} pages"
        missed = sum(len(race.missed) for race in run)
        yield Line(f"cursor races, {engine}", figures, f"from {seed}", missed, told, bool(control.missed))


def drilled(url: Callable[[str], str], size: float) -> Iterator[Line]:
    """A backup brought back on the other engine, with one altered byte as control."""
    for engine, other in (("sqlite", "postgresql"), ("postgresql", "sqlite")):
        done = drill.run(url(engine), url(other), _times(VISITS, size))
        figures = (
            f"{done.rows:,} rows, {done.files:,} files, backup {done.backup_s / 60:.2f} min, "
            f"restore {done.restore_s / 60:.2f} min, database {done.digest}"
        )
        told = "one byte altered: " + ("refused" if done.control_refused else "NOT refused")
        yield Line(f"restore, {engine} → {other}", figures, "–", done.findings, told, done.control_refused)


@contextmanager
def addresses() -> Iterator[tuple[Callable[[str], str], str]]:
    """Gives addresses of fresh stores on either engine, and says which PostgreSQL this is."""
    from tests.conftest import Server, roomy_folder  # brings pytest with it

    with tempfile.TemporaryDirectory(prefix="tannha-ledger-", dir=roomy_folder()) as folder:
        Path(folder).chmod(0o755)
        server = Server(Path(folder, "postgres"))
        made = iter(range(10**9))
        try:
            server.make_template()
            with psycopg.connect(server.server.get_uri()) as connection:
                version = connection.execute("SHOW server_version").fetchone()

            def url(engine: str) -> str:
                return server.url(server.fresh()) if engine == "postgresql" else f"sqlite:{folder}/{next(made)}.db"

            yield url, str(version[0]) if version else ""
        finally:
            server.close()


def _times(count: int, size: float) -> int:
    return max(1, round(count * size))


def main() -> int:
    """Measures everything and prints the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.ledger", description=__doc__)
    parser.add_argument("--size", type=float, default=1.0, help="how much of everything; a night is about 100")
    parser.add_argument("--seed", type=int, default=0, help="0: a new one")
    asked = parser.parse_args()
    seed = asked.seed or random.SystemRandom().randrange(1, 10**8)
    began = time.monotonic()
    lines: list[Line] = []
    with stage("sqlite") as here:
        control = mutants(here)
        lines.append(simulated(here, "sqlite", _times(SCHEDULES, asked.size), seed, *control))
    with stage("postgresql") as here:
        lines.append(simulated(here, "postgresql", _times(SCHEDULES_POSTGRESQL, asked.size), seed, *control))
    lines += crashed(asked.size, seed)
    lines.append(power_cut(asked.size, seed))
    with addresses() as (url, version):
        lines += raced(url, asked.size, seed)
        lines += drilled(url, asked.size)
    print(written(lines, time.monotonic() - began, version))
    return 0 if all(line.holds for line in lines) else 1


if __name__ == "__main__":
    raise SystemExit(main())
