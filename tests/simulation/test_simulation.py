"""The quick form: some hundred schedules, those that once failed, the same twice, and every mutant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulation.__main__ import hunt, stage
from tests.simulation.mutants import MUTANTS, Mutant
from tests.simulation.schedule import Stage, play
from tests.simulation.seeds import FOUND

SCHEDULES = 160
BATCH = 20


@pytest.fixture(scope="module")
def sqlite() -> Iterator[Stage]:
    with stage("sqlite") as here:
        yield here


@pytest.mark.parametrize("first", range(0, SCHEDULES, BATCH))
def test_every_promise_is_kept_under_every_fault(sqlite: Stage, first: int) -> None:
    """Whatever is lost, torn, late, doubled, killed, copied or put back: at rest everybody has the same truth."""
    for seed in range(first, first + BATCH):
        try:
            play(sqlite, seed)
        except Exception as error:
            raise AssertionError(f"python -m tests.simulation --replay {seed}") from error


@pytest.mark.parametrize("seed", FOUND)
def test_what_once_failed_holds(sqlite: Stage, seed: int) -> None:
    """A schedule that broke a promise before its fault was mended keeps all of them now."""
    play(sqlite, seed)


def test_a_seed_tells_the_same_story_twice(sqlite: Stage) -> None:
    """The same seed gives the same journal, byte for byte: what fails can be seen again."""
    for seed in (0, 100):
        assert play(sqlite, seed) == play(sqlite, seed)


@pytest.mark.postgres
def test_the_other_engine_tells_the_same_story(sqlite: Stage) -> None:
    """PostgreSQL keeps the promises too, and writes the very same journal."""
    with stage("postgresql") as other:
        for seed in range(12):
            assert play(other, seed) == play(sqlite, seed), seed


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_a_known_fault_is_found(sqlite: Stage, mutant: Mutant) -> None:
    """A fault put in on purpose breaks a promise within a few seeds: a simulation that finds nothing proves nothing."""
    seed, _ = hunt(sqlite, mutant)
    assert seed is not None, f"{mutant.name}: {mutant.forgets}"
