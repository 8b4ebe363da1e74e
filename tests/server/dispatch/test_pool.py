"""Solving happens elsewhere: requests never wait, work can be called off, and a dead process takes nothing with it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError

import pytest

from server.dispatch import pool as pools
from server.dispatch.limit import Limit
from server.dispatch.plan import plan
from server.dispatch.pool import NICENESS, Pool, PoolFullError, Step, WorkerLostError
from tests.bench.dispatch.wards import Ward, ward
from tests.server.dispatch import work

WAIT_S = 60


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """A pool of one process."""
    made = Pool(1)
    yield made
    made.close()


def test_the_answer_comes_from_elsewhere(pool: Pool) -> None:
    """Work is done in another process, one that gives way to this one."""
    process, niceness = pool.submit(work.whoami).future.result(WAIT_S)
    assert process != os.getpid() and niceness >= NICENESS


def test_a_plan_can_be_sent_for(pool: Pool) -> None:
    """A ward planned in a process is the same plan as planned here, and its progress was heard."""
    problem = ward(1, Ward(visits=12, officers=2))
    steps: list[Step] = []
    job = pool.submit(plan, problem, Limit(tries=60), 5, told=steps.append)
    assert job.future.result(WAIT_S) == plan(problem, Limit(tries=60), 5)
    assert {step.step for step in steps} >= {"insertion", "pyvrp"} and job.step == steps[-1]


def test_submitting_does_not_wait(pool: Pool) -> None:
    """With the only process busy a further job is taken at once, and done when its turn comes."""
    busy = pool.submit(work.until_unwanted)
    next_one = pool.submit(work.answers, 7)
    assert not next_one.future.done()
    busy.cancel()
    assert next_one.future.result(WAIT_S) == 7
    assert next_one.step == Step("half", 0.5, 7)


def test_a_failure_is_the_callers(pool: Pool) -> None:
    """What the work raised is raised to whoever asked, also when it cannot travel, and the process lives on."""
    with pytest.raises(ValueError, match="no such ward"):
        pool.submit(work.fails).future.result(WAIT_S)
    with pytest.raises(RuntimeError, match="_Odd: 1 2"):
        pool.submit(work.fails_oddly).future.result(WAIT_S)
    assert pool.submit(work.answers, 1).future.result(WAIT_S) == 1


def test_a_bad_listener_harms_only_its_job(pool: Pool) -> None:
    """Whoever cannot bear to be told how far it is loses the answer; the next job is heard and answered as ever."""

    def told(step: Step) -> None:
        raise LookupError(step.step)

    with pytest.raises(LookupError):
        pool.submit(work.answers, 5, told=told).future.result(WAIT_S)
    assert pool.submit(work.answers, 6).future.result(WAIT_S) == 6


def test_a_dead_process_is_replaced(pool: Pool) -> None:
    """Work that kills its process fails alone; the next finds another."""
    with pytest.raises(WorkerLostError):
        pool.submit(work.dies).future.result(WAIT_S)
    assert pool.submit(work.answers, 2).future.result(WAIT_S) == 2


def test_called_off_before_it_began(pool: Pool) -> None:
    """Work called off while waiting is never begun."""
    busy = pool.submit(work.until_unwanted)
    waiting = pool.submit(work.dies)
    waiting.cancel()
    busy.cancel()
    with pytest.raises(CancelledError):
        waiting.future.result(WAIT_S)
    assert pool.submit(work.answers, 3).future.result(WAIT_S) == 3


def test_called_off_while_it_runs(pool: Pool) -> None:
    """Running work hears of it at its next step, and its answer is not given."""
    begun = threading.Event()
    job = pool.submit(work.until_unwanted, told=lambda step: begun.set())
    assert begun.wait(WAIT_S)
    process = pool.submit(work.whoami)
    job.cancel()
    with pytest.raises(CancelledError):
        job.future.result(WAIT_S)
    assert process.future.result(WAIT_S)


def test_the_deaf_are_ended(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that listens to nobody is ended with its process, and the pool goes on."""
    monkeypatch.setattr(pools, "PATIENCE_S", 0.2)
    job = pool.submit(work.deaf)
    while not job.future.running():
        time.sleep(0.01)
    job.cancel()
    with pytest.raises(CancelledError):
        job.future.result(WAIT_S)
    assert pool.submit(work.answers, 4).future.result(WAIT_S) == 4


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that is full takes no more; what is on it is called off when the pool closes."""
    monkeypatch.setattr(pools, "WAITING_MAX", 2)
    made = Pool(1)
    busy = made.submit(work.until_unwanted)
    while not busy.future.running():
        time.sleep(0.01)
    waiting = [made.submit(work.answers, i) for i in range(2)]
    with pytest.raises(PoolFullError):
        made.submit(work.answers, 9)
    made.close()
    assert all(job.future.cancelled() for job in waiting) and busy.future.done()
