"""How threads take turns at the one writer."""

from __future__ import annotations

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.store.engine import StoreBusy
from models.store.turns import GROUP_BODIES_MAX, Turns


class Log:
    """What happened, in order: a name for each body, "end" for each end of a group."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.turns = Turns(lambda: self.said.append("end"))

    def body(self, name: str, wait_s_max: float = 5.0) -> None:
        """One turn."""
        self.turns.take(wait_s_max)
        self.said.append(name)
        time.sleep(0.0001)
        self.turns.leave()

    def queued(self, threads: ThreadPoolExecutor, names: list[str]) -> None:
        """Lets bodies queue one after the other, so that their order is known."""
        for n, name in enumerate(names, start=self.turns.waiting + 1):
            threads.submit(self.body, name)
            while self.turns.waiting < n:
                time.sleep(0.001)


def test_one_alone_ends_its_own_group() -> None:
    """A thread with nobody behind it ends the group as it leaves."""
    log = Log()
    log.body("a")
    log.body("b")
    assert log.said == ["a", "end", "b", "end"]


def test_those_who_wait_share_a_group_first_come_first_served() -> None:
    """Bodies that queued behind another run in the order they came, and the last ends the group of all."""
    log = Log()
    with ThreadPoolExecutor(5) as threads:
        log.turns.take(1)
        log.queued(threads, list("abcde"))
        log.turns.leave()
    assert log.said == [*"abcde", "end"]


def test_a_full_group_is_ended_though_others_wait() -> None:
    """Those who came first are not kept waiting for ever by those who keep coming."""
    log = Log()
    names = [str(n) for n in range(2 * GROUP_BODIES_MAX)]
    with ThreadPoolExecutor(len(names)) as threads:
        log.turns.take(1)
        log.queued(threads, names)
        log.turns.leave()
    first = GROUP_BODIES_MAX - 1  # the turn taken above was the first body
    full = first + GROUP_BODIES_MAX
    assert log.said == [*names[:first], "end", *names[first:full], "end", *names[full:], "end"]


def test_a_turn_that_does_not_come_is_busy() -> None:
    """Who has waited long enough is told so, and is not counted any more."""
    log = Log()
    log.turns.take(1)
    with ThreadPoolExecutor(1) as threads, pytest.raises(StoreBusy):
        threads.submit(log.body, "late", 0.01).result()
    assert log.turns.waiting == 0
    log.turns.leave()
    log.body("next")
    assert log.said == ["end", "next", "end"]


def test_the_turn_goes_on_when_ending_a_group_fails() -> None:
    """An error in ending a group reaches the one who ended it, and the next in the queue still gets the turn."""
    failures = iter([OSError("first"), None])

    def end() -> None:
        if error := next(failures):
            raise error

    turns = Turns(end)
    turns.take(1)
    with pytest.raises(OSError, match="first"):
        turns.leave()
    turns.take(1)
    turns.leave()


def test_no_group_is_left_open_by_waiters_that_give_up() -> None:
    """However waits and departures fall together, after the last turn the group has been ended."""
    gave_up = []
    for _ in range(30):
        log = Log()
        start = threading.Barrier(16)

        def run(who: int, log: Log = log, start: threading.Barrier = start) -> None:
            start.wait()
            for turn in range(20):
                try:
                    log.body(f"{who}.{turn}", wait_s_max=0.0001 * (who % 3))
                except StoreBusy:
                    gave_up.append(who)

        with ThreadPoolExecutor(16) as threads:
            list(threads.map(run, range(16)))
        assert log.said[-1] == "end"
        assert log.turns.waiting == 0
        log.body("last")
        assert log.said[-2:] == ["last", "end"]
    assert gave_up


def test_an_interrupted_waiter_leaves_the_queue_or_gives_its_turn_on() -> None:
    """Ctrl-C while waiting, also in the very moment the turn is handed over: the turn is never lost."""

    class Interrupted(Exception):
        pass

    def interrupt(*_: object) -> None:
        raise Interrupted

    def let_go(log: Log, first: bool) -> None:
        while not log.turns.waiting:
            time.sleep(0.0001)
        if first:
            log.turns.leave()
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
        if not first:
            log.turns.leave()

    before = signal.signal(signal.SIGUSR1, interrupt)
    try:
        with ThreadPoolExecutor(1) as threads:
            for n in range(100):
                log = Log()
                log.turns.take(1)
                other = threads.submit(let_go, log, first=n % 2 == 0)
                with pytest.raises(Interrupted):
                    log.turns.take(10)
                    try:
                        time.sleep(10)
                    finally:
                        log.turns.leave()
                other.result()
                log.body("next", wait_s_max=5)
                assert log.said[-2:] == ["next", "end"]
    finally:
        signal.signal(signal.SIGUSR1, before)
