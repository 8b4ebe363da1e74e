"""Solving outside the requests: processes of their own, work that can be called off, and word of how far it is.

A request only puts work on the list and gets a `Job`; nothing here waits for a solver. Work is a function of a module and its
arguments; the function is also given `watch` (`limit.Watch`), through which it tells how far it is and hears that it is no
longer wanted. A process that dies takes only its own work with it: the next job finds a new one.
"""

import contextlib
import multiprocessing
import os
import pickle
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess
from queue import Empty, Full, Queue
from typing import Any

import msgspec

WAITING_MAX = 200
"""More work than this is refused at once: a list that never ends helps nobody."""
PATIENCE_S = 5.0
"""Work called off that has not stopped by itself after so long is ended with its process."""
NICENESS = 10
"""Solving gives way to everything else on the machine: requests and sync come first."""


class Step(msgspec.Struct, frozen=True):
    """How far a job is: which step, the share of the time used, the price of the best plan so far."""

    step: str = "waiting"
    share: float = 0.0
    cost_s: int = 0


class PoolFullError(Exception):
    """There is too much waiting already; ask again later."""


class WorkerLostError(Exception):
    """The process that did the work ended before it had an answer."""


class Job:
    """One piece of work. `future` holds the answer; `step` how far it is."""

    def __init__(self, told: Callable[[Step], None] | None) -> None:
        self.future: Future[Any] = Future()
        self.step = Step()
        self._told = told
        self._unwanted = threading.Event()

    def cancel(self) -> None:
        """The answer is no longer wanted. What runs stops at its next step, and its best so far is thrown away."""
        self._unwanted.set()
        self.future.cancel()

    def unwanted(self) -> bool:
        """Whether it was called off."""
        return self._unwanted.is_set()

    def hear(self, step: Step) -> None:
        """Takes down how far it is."""
        self.step = step
        if self._told is not None:
            self._told(step)


_Work = tuple[Job, Callable[..., Any], tuple[Any, ...], dict[str, Any]]


class Pool:
    """A fixed number of processes. Close it when the server ends."""

    def __init__(self, processes: int = 2) -> None:
        self._context: SpawnContext = multiprocessing.get_context("spawn")
        self._waiting: Queue[_Work | None] = Queue(WAITING_MAX)
        self._closing = threading.Event()
        self._keepers = [threading.Thread(target=self._keep, name=f"solver-{i}", daemon=True) for i in range(processes)]
        for keeper in self._keepers:
            keeper.start()

    def submit(
        self, work: Callable[..., Any], *args: Any, told: Callable[[Step], None] | None = None, **named: Any
    ) -> Job:
        """Puts `work(*args, **named, watch=…)` on the list; returns at once. `told` hears every step, in a thread of the pool."""
        job = Job(told)
        try:
            self._waiting.put_nowait((job, work, args, named))
        except Full:
            raise PoolFullError from None
        return job

    def close(self) -> None:
        """Calls everything off and ends the processes."""
        self._closing.set()
        with contextlib.suppress(Empty):
            while True:
                left = self._waiting.get_nowait()
                if left is not None:
                    left[0].cancel()
        for _ in self._keepers:
            self._waiting.put(None)
        for keeper in self._keepers:
            keeper.join()

    def _keep(self) -> None:
        """One thread looks after one process: hands it work, passes on its words, replaces it when it dies."""
        worker: _Worker | None = None
        while (taken := self._waiting.get()) is not None:
            job, work, args, named = taken
            if job.unwanted() or not job.future.set_running_or_notify_cancel():
                continue
            if worker is None or not worker.alive():
                worker = _Worker(self._context)
            failure: BaseException | None
            try:
                failure, answer = worker.do(job, work, args, named, self._closing)
            except BaseException as broken:
                worker.end()
                worker = None
                failure, answer = broken, None
            if failure is None and job.unwanted():
                failure = CancelledError()
            if failure is None:
                job.future.set_result(answer)
            else:
                job.future.set_exception(failure)
        if worker is not None:
            worker.end()


class _Worker:
    """A process and the line to it."""

    def __init__(self, context: SpawnContext) -> None:
        self._line, far = context.Pipe()
        self._process: SpawnProcess = context.Process(target=_serve, args=(far,), daemon=True)
        self._process.start()
        far.close()

    def alive(self) -> bool:
        """Whether it can be given work."""
        return self._process.is_alive()

    def do(
        self, job: Job, work: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any], closing: threading.Event
    ) -> tuple[Exception | None, Any]:
        """What the work raised, and its answer. Raises when the process can be given no more: deaf, dead, or ill treated."""
        try:
            self._line.send((work, args, named))
            called_off_s = None
            while True:
                if job.unwanted() or closing.is_set():
                    called_off_s = called_off_s or time.monotonic()
                    if time.monotonic() - called_off_s > PATIENCE_S:
                        raise CancelledError
                if not self._line.poll(0.1):
                    continue
                kind, said = self._line.recv()
                if kind == "step":
                    job.hear(Step(*said))
                    self._line.send(not (job.unwanted() or closing.is_set()))
                else:
                    return (said, None) if kind == "failed" else (None, said)
        except (EOFError, OSError) as lost:
            raise WorkerLostError from lost

    def end(self) -> None:
        """Ends the process, whatever it does."""
        self._line.close()
        self._process.terminate()
        self._process.join()


def _serve(line: Connection) -> None:
    """The life of a worker process: work, answer, until the line is cut."""

    def watch(step: str, share: float, cost_s: int) -> bool:
        line.send(("step", (step, share, cost_s)))
        return bool(line.recv())

    os.nice(NICENESS)
    with contextlib.suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            work, args, named = line.recv()
            try:
                answer = ("done", work(*args, **named, watch=watch))
            except Exception as failure:
                answer = ("failed", _sendable(failure))
            line.send(answer)


def _sendable(failure: Exception) -> Exception:
    """The failure itself if it can travel, else its words."""
    try:
        pickle.loads(pickle.dumps(failure))
    except Exception:
        return RuntimeError(f"{type(failure).__name__}: {failure}")
    return failure
