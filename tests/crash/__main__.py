"""Kills, falls and power cuts, as many as asked: `python -m tests.crash --kills 200 --images 4000`. Exit code 1 if any promise
was broken, or if a control was not found out."""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.crash.kills import Blow, Outcome, kill, under_load
from tests.crash.powercut import MOODS, Cuts, cut
from tests.crash.restarts import Falls, own_server
from tests.crash.served import LIAR
from tests.server.forks import READY

KILLS_A_RUN = 25
IMAGES_A_RUN = 1000
ROUNDS_A_RUN = 20
CONTROLS = ("normal", "off", "nameless")


def kills(engine: str, count: int, seed: int) -> Iterator[Outcome]:
    """So many kills on an engine, a fresh ward for every few."""
    for begun in range(0, count, KILLS_A_RUN):
        yield _run(engine, min(KILLS_A_RUN, count - begun), kill, seed + begun, READY)


def _run(engine: str, blows: int, blow: Blow, seed: int, factory: str) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="tannha-crash-") as folder:
        if engine == "sqlite":
            return under_load(f"sqlite:{folder}/ward.db", Path(folder), blows, blow, seed, factory)
        with own_server() as server:
            return under_load(server.get_uri(), Path(folder), blows, blow, seed, factory)


def falls(count: int, seed: int) -> Iterator[Outcome]:
    """So many crashes of PostgreSQL under a server that lives on."""
    for begun in range(0, count, KILLS_A_RUN):
        with tempfile.TemporaryDirectory(prefix="tannha-crash-") as folder, own_server() as server:
            blows = min(KILLS_A_RUN, count - begun)
            yield under_load(server.get_uri(), Path(folder), blows, Falls(server), seed + begun)


def cuts(manner: str, count: int, seed: int) -> Iterator[Cuts]:
    """About so many disks, a fresh tape for every thousand."""
    for begun in range(0, count, IMAGES_A_RUN):
        yield cut(manner, ROUNDS_A_RUN, min(IMAGES_A_RUN, count - begun), seed + begun)


def kill_control(seed: int) -> Outcome:
    """The server that answers before it has written."""
    return _run("sqlite", 6, kill, seed, LIAR)


def main() -> int:
    """Runs what is asked and tells what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=25, help="kill -9 of the server, on each engine")
    parser.add_argument("--falls", type=int, default=5, help="crashes of PostgreSQL under the server")
    parser.add_argument("--images", type=int, default=1000, help="disks after a power cut")
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seed", type=int, default=0, help="0: a new one")
    asked = parser.parse_args()
    seed = asked.seed or random.SystemRandom().randrange(1, 10**9)
    engines = ["sqlite", "postgresql"] if asked.engine == "both" else [asked.engine]
    shown = Table("what", "how many", "promises", "violations", "seconds", title=f"seed {seed}")
    sound = True
    for engine in engines:
        sound &= _blows(shown, f"kill -9, {engine}", list(kills(engine, asked.kills, seed)))
    if "postgresql" in engines:
        sound &= _blows(shown, "PostgreSQL falls", list(falls(asked.falls, seed)))
    if "sqlite" in engines and asked.images:
        sound &= _disks(shown, f"power cuts ({len(MOODS)} disks each)", list(cuts("full", asked.images, seed)))
        for manner in CONTROLS:
            sound &= not _disks(shown, f"control: {manner}", [cut(manner, 4, 150, seed)])
    if asked.kills:
        control = kill_control(seed)
        lost = f"{len(control.lost):,}"
        shown.add_row(
            "control: receipt before commit",
            f"{control.blows}",
            f"{control.receipted:,}",
            lost,
            f"{control.seconds:.0f}",
        )
        sound &= bool(control.lost)
    console = Console()
    console.print(shown)
    console.print("every promise was kept, every control found out" if sound else "[bold red]NOT SOUND[/]")
    return 0 if sound else 1


def _blows(shown: Table, what: str, outcomes: list[Outcome]) -> bool:
    wrong = sum(sum(outcome.counts().values()) for outcome in outcomes)
    promises = sum(outcome.receipted + outcome.files for outcome in outcomes)
    blows, seconds = sum(o.blows for o in outcomes), sum(o.seconds for o in outcomes)
    shown.add_row(what, f"{blows:,}", f"{promises:,}", f"{wrong:,}", f"{seconds:.0f}")
    for outcome in outcomes:
        for found in (*outcome.lost[:3], *outcome.changed[:3], *outcome.stuck[:3], *outcome.wrong[:3]):
            shown.add_row("", "", "", found, "")
    return all(outcome.sound for outcome in outcomes)


def _disks(shown: Table, what: str, runs: list[Cuts]) -> bool:
    wrong = sum(run.bad_images for run in runs)
    images, promises = sum(run.images for run in runs), sum(run.promises for run in runs)
    shown.add_row(what, f"{images:,}", f"{promises:,}", f"{wrong:,}", f"{sum(run.seconds for run in runs):.0f}")
    return all(run.sound for run in runs)


if __name__ == "__main__":
    raise SystemExit(main())
