"""The time of a played day, and the list of what happens when."""

import heapq
from collections.abc import Callable
from itertools import count

from server.clock import wall_ms

Step = Callable[[], object]


class World:
    """The clock everybody in the play looks at: moved by hand, or the machine's own when the office is elsewhere."""

    def __init__(self, start_ms: int | None) -> None:
        self._ms = start_ms

    @property
    def simulated(self) -> bool:
        """Whether time is moved by hand."""
        return self._ms is not None

    def now_ms(self) -> int:
        """What a right clock shows."""
        return wall_ms() if self._ms is None else self._ms

    def reach(self, at_ms: int) -> None:
        """Moves on to a moment; never back, and not at all when the clock is the machine's."""
        if self._ms is not None:
            self._ms = max(self._ms, at_ms)


class TabletClock:
    """A tablet's clocks: the wall clock a little wrong, the monotonic one counted from when it was switched on."""

    def __init__(self, world: World, boot: str, skew_ms: int) -> None:
        self.boot = boot
        self._world = world
        self._skew_ms = skew_ms
        self._began_ms = world.now_ms()

    def wall_ms(self) -> int:
        return self._world.now_ms() + self._skew_ms

    def mono_ms(self) -> int:
        return self._world.now_ms() - self._began_ms


class Agenda:
    """What happens when, in the order of the day's time; `now_ms` is the planned time, whatever the clocks show."""

    def __init__(self, world: World, now_ms: int) -> None:
        self._world = world
        self._queue: list[tuple[int, int, Step]] = []
        self._count = count()
        self.now_ms = now_ms

    def at(self, at_ms: int, step: Step) -> None:
        """Something will happen; what is due already happens next."""
        heapq.heappush(self._queue, (max(at_ms, self.now_ms), next(self._count), step))

    def run(self, until_ms: int, told: Callable[[int], None]) -> None:
        """Lets everything up to a moment happen; tells how far the day is before each step."""
        while self._queue and self._queue[0][0] <= until_ms:
            at_ms, _, step = heapq.heappop(self._queue)
            self.now_ms = at_ms
            self._world.reach(at_ms)
            told(at_ms)
            step()
