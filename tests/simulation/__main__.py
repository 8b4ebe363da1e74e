"""`python -m tests.simulation --schedules 2000 --seed 0`: plays schedules until a promise breaks; exit status 1 if one did.

`--replay SEED` plays one seed twice and shows how it broke. `--mutants` puts known faults in and wants each one found.
"""

from __future__ import annotations

import sys
import traceback
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from tests.simulation.mutants import MUTANTS, Mutant
from tests.simulation.schedule import STEPS, Stage, Told, play
from tests.simulation.seeds import FOUND
from tests.simulation.world import Broken

MUTANT_SEEDS_MAX = 60
console = Console()


def main() -> int:
    """Plays what was asked for."""
    asked = _asked()
    with stage(asked.engine, asked.disk) as here:
        if asked.mutants:
            return _mutants(here)
        if asked.replay is not None:
            return _replay(here, asked.replay, asked.steps)
        return _schedules(here, asked)


def _asked() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--schedules", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--steps", type=int, default=STEPS, help="steps in each schedule")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--disk", action="store_true", help="on the disk, not in memory")
    parser.add_argument("--replay", type=int, metavar="SEED")
    parser.add_argument("--mutants", action="store_true")
    return parser.parse_args()


@contextmanager
def stage(engine: str, disk: bool = False) -> Iterator[Stage]:
    """A stage on one engine. In memory where there is enough: what is played here is the order of things, not the disk."""
    from tests.conftest import Server, roomy_folder  # brings pytest and PostgreSQL with it

    with TemporaryDirectory(prefix="tannha-simulation-", dir=None if disk else roomy_folder()) as folder:
        server = Server(Path(folder, "postgres")) if engine == "postgresql" else None
        if server is not None:
            server.make_template()
        here = Stage(Path(folder), server.url(server.fresh()) if server else "")
        try:
            yield here
        finally:
            here.close()
            if server is not None:
                server.close()


def _schedules(here: Stage, asked: Namespace) -> int:
    seeds = [*FOUND, *range(asked.seed, asked.seed + asked.schedules)]
    told: list[Told] = []
    broken: dict[int, str] = {}
    began = monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("schedules", total=len(seeds))
        for at, seed in enumerate(seeds):
            try:
                told.append(play(here, seed, asked.steps))
                if at % 100 == 0 and play(here, seed, asked.steps).digest != told[-1].digest:
                    raise Broken("the same seed gave another journal")
            except Exception as error:
                broken[seed] = f"{type(error).__name__}: {error}"
                console.print(f"[red]seed {seed}[/] {broken[seed][:400]}", highlight=False, markup=True)
            bar.advance(task)
    _close(asked, told, broken, monotonic() - began)
    return 1 if broken else 0


def _close(asked: Namespace, told: list[Told], broken: dict[int, str], seconds: float) -> None:
    faults: Counter[str] = Counter()
    for one in told:
        faults.update(one.faults)
    table = Table(title=f"seeds {asked.seed} to {asked.seed + asked.schedules - 1} on {asked.engine}")
    table.add_column("what")
    table.add_column("how many", justify="right")
    rows = [
        ("schedules", len(told) + len(broken)),
        ("steps", sum(one.steps for one in told)),
        ("events in journals", sum(one.events for one in told)),
        ("faults", sum(faults.values())),
        *sorted(("  " + name, count) for name, count in faults.items()),
        ("most calm rounds until rest", max((one.rounds for one in told), default=0)),
        ("promises broken", len(broken)),
    ]
    for name, count in rows:
        table.add_row(name, f"{count:,}")
    console.print(table)
    console.print(f"{seconds:.0f} s")
    for seed in broken:
        console.print(f"python -m tests.simulation --engine {asked.engine} --steps {asked.steps} --replay {seed}")


def _replay(here: Stage, seed: int, steps: int) -> int:
    try:
        first, second = play(here, seed, steps), play(here, seed, steps)
    except Exception:
        traceback.print_exc()
        return 1
    console.print(first)
    console.print("the same twice" if first.digest == second.digest else "[red]not the same twice[/]")
    return 0 if first.digest == second.digest else 1


def _mutants(here: Stage) -> int:
    table = Table(title="known faults, put in on purpose")
    for column in ("mutant", "what it forgets", "found by seed", "as"):
        table.add_column(column)
    missed = 0
    for mutant in MUTANTS:
        seed, promise = hunt(here, mutant)
        missed += seed is None
        table.add_row(mutant.name, mutant.forgets, "[red]never[/]" if seed is None else str(seed), promise[:60])
    console.print(table)
    console.print(f"{len(MUTANTS) - missed} of {len(MUTANTS)} found")
    return 1 if missed else 0


def hunt(here: Stage, mutant: Mutant, seeds_max: int = MUTANT_SEEDS_MAX) -> tuple[int | None, str]:
    """The first seed that finds a mutant, and the promise it broke; an error that is no broken promise is none."""
    for seed in range(seeds_max):
        try:
            with mutant.put_in():
                play(here, seed, often=mutant.often)
        except Broken as broken:
            return seed, str(broken)
    return None, ""


if __name__ == "__main__":
    sys.exit(main())
