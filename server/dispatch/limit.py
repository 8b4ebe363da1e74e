"""When to stop looking, and whom to tell how far it is."""

import time
from collections.abc import Callable

import msgspec

Watch = Callable[[str, float, int], bool]
"""`watch(step, share_done, best_cost_s)`: hears how far it is; False: stop, what was found so far is wanted."""


def part_of(watch: Watch | None, from_share: float, to_share: float) -> Watch | None:
    """A watch for one part of the work, which hears how far the whole is."""
    if watch is None:
        return None
    return lambda step, share, cost_s: watch(step, from_share + (to_share - from_share) * share, cost_s)


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """How long to look: CPU seconds of this process, or a number of tries, which gives the same plan on any machine.

    So long once, and up to `rounds` times as long in all while somebody is left out: a day that serves everybody is soon
    good enough, one that leaves somebody at home is worth more looking.
    """

    cpu_s: float = 1.0
    tries: int | None = None
    rounds: int = 1

    def share(self, part: float) -> "Limit":
        """A part of this limit."""
        return Limit(cpu_s=self.cpu_s * part, tries=None if self.tries is None else max(1, int(self.tries * part)))


class Clock:
    """Runs down one limit. PyVRP asks it before every try."""

    def __init__(self, limit: Limit, watch: Watch | None = None, step: str = "") -> None:
        self.limit, self._watch, self._step = limit, watch, step
        self._began_s, self._tries, self.cancelled = time.process_time(), 0, False

    def __call__(self, best_cost: float) -> bool:
        """Whether to stop now."""
        share = self.share()
        if self._watch is not None and self._tries % 50 == 0:
            self.cancelled = self.cancelled or not self._watch(self._step, min(share, 1.0), int(best_cost))
        self._tries += 1
        return self.cancelled or share >= 1.0

    def share(self) -> float:
        """How much of the limit is used up."""
        if self.limit.tries is not None:
            return self._tries / self.limit.tries
        return (time.process_time() - self._began_s) / max(self.limit.cpu_s, 1e-9)
