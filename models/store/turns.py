"""Who writes next, and who commits for the others: SQLite has one writer, so threads take turns at it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock

from models.store.engine import StoreBusy

GROUP_BODIES_MAX = 64


class Turns:
    """One turn, handed from thread to thread, first come first served.

    Whoever leaves while others wait hands the turn on; whoever leaves last (or as the last of a full group)
    ends the group first. The turn is handed over inside the same lock that decides this, so a waiter that
    gives up at that moment either has the turn or is not counted: no group is left without one to end it.
    """

    def __init__(self, end_group: Callable[[], None]) -> None:
        self._end_group = end_group
        self._lock = Lock()
        self._gates: deque[Lock] = deque()
        self._taken = False
        self._bodies = 0

    @property
    def waiting(self) -> int:
        """How many threads wait for the turn now."""
        return len(self._gates)

    def take(self, wait_s_max: float) -> None:
        """Waits for the turn; StoreBusy when it did not come in time."""
        with self._lock:
            if not self._taken:
                self._taken = True
                self._bodies = 1
                return
            gate = Lock()
            gate.acquire()
            self._gates.append(gate)
        try:
            came = gate.acquire(timeout=wait_s_max)
        except BaseException:  # Ctrl-C while waiting
            if self._withdraw(gate):
                self.leave()
            raise
        if not came and not self._withdraw(gate):
            raise StoreBusy(f"no turn to write within {wait_s_max:g} s")

    def leave(self) -> None:
        """Hands the turn on, ending the group first unless the next waiter may still join it."""
        with self._lock:
            if self._gates and self._bodies < GROUP_BODIES_MAX:
                self._bodies += 1
                self._gates.popleft().release()
                return
        try:
            self._end_group()
        finally:
            with self._lock:
                self._bodies = 1
                if self._gates:
                    self._gates.popleft().release()
                else:
                    self._taken = False

    def _withdraw(self, gate: Lock) -> bool:
        """Leaves the queue; true when the turn had been given in that very moment and is now held."""
        with self._lock:
            if gate in self._gates:
                self._gates.remove(gate)
                return False
            return True
