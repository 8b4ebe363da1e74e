"""Whether an officer can do all these visits in one day, and in which order: windows, working spans, service, travel."""

from collections.abc import Sequence
from typing import NamedTuple

from server.dispatch.travel import Point, road_m, travel_ms

Span = tuple[int, int]
"""From which moment, to which (not included), in milliseconds."""

STEPS_MAX = 50_000
"""After so many tries a day counts as full; a day of twelve visits with real windows takes some hundreds."""


class Stop(NamedTuple):
    """One visit as the day sees it: where, how long, and between which moments it may begin."""

    id: str
    at: Point
    service_ms: int
    open_ms: int
    latest_ms: int


class Day(NamedTuple):
    """An officer's day: where and when it goes on from, and the spans in which there is work."""

    at: Point
    from_ms: int
    spans: tuple[Span, ...]


class Plan(NamedTuple):
    """An order that can be kept, and its road."""

    order: tuple[Stop, ...]
    road_m: int


def begins_ms(day: Day, stop: Stop, arrive_ms: int) -> int | None:
    """The first moment service can begin for whoever arrives then: in the window, and wholly inside one span."""
    for start_ms, end_ms in day.spans:
        begin_ms = max(arrive_ms, stop.open_ms, start_ms)
        if begin_ms > stop.latest_ms:
            return None
        if begin_ms + stop.service_ms <= end_ms:
            return begin_ms
    return None


def kept(day: Day, order: Sequence[Stop]) -> Plan | None:
    """The plan that takes these stops in this order as early as it can; None when one of them comes too late."""
    at, clock_ms = day.at, day.from_ms
    for stop in order:
        begin_ms = begins_ms(day, stop, clock_ms + travel_ms(road_m(at, stop.at)))
        if begin_ms is None:
            return None
        at, clock_ms = stop.at, begin_ms + stop.service_ms
    return Plan(tuple(order), road_of(day, order))


def road_of(day: Day, order: Sequence[Stop]) -> int:
    """Metres of road from where the day goes on through these stops."""
    return sum(road_m(a, b.at) for a, b in zip((day.at, *(stop.at for stop in order)), order, strict=False))


def fitted(day: Day, stops: Sequence[Stop], new: Stop) -> Plan | None:
    """A plan that takes the new stop among the others: the promised order with the least detour, else any order at all."""
    others = sorted(stops, key=lambda stop: (stop.latest_ms, stop.id))
    tries = (kept(day, (*others[:i], new, *others[i:])) for i in range(len(others) + 1))
    plans = [plan for plan in tries if plan is not None]
    if plans:
        return min(plans, key=lambda plan: plan.road_m)
    order = _Search(day, (*others, new)).order()
    return kept(day, order) if order is not None else None


class _Search:
    """Looks for any order that can be kept. Whoever came to the same place by the same stops earlier is never worse off."""

    def __init__(self, day: Day, stops: tuple[Stop, ...]) -> None:
        self._day = day
        self._stops = stops
        self._earliest: dict[tuple[int, int], int] = {}
        self._steps = 0
        self._way = [[travel_ms(road_m(a.at, b.at)) for b in stops] for a in stops]
        self._out = [travel_ms(road_m(day.at, stop.at)) for stop in stops]

    def order(self) -> list[Stop] | None:
        """The order found, or None when there is none (or it took too long to look)."""
        found = self._from(-1, 0, self._day.from_ms)
        return None if found is None else [self._stops[i] for i in reversed(found)]

    def _from(self, last: int, done: int, clock_ms: int) -> list[int] | None:
        """The rest of an order, backwards."""
        if done == (1 << len(self._stops)) - 1:
            return []
        self._steps += 1
        if self._steps > STEPS_MAX or self._earliest.get((done, last), clock_ms + 1) <= clock_ms:
            return None
        self._earliest[done, last] = clock_ms
        way = self._out if last < 0 else self._way[last]
        nexts: list[tuple[int, int, int]] = []
        for i, stop in enumerate(self._stops):
            if done >> i & 1:
                continue
            begin_ms = begins_ms(self._day, stop, clock_ms + way[i])
            if begin_ms is None:
                return None  # going there at once is too late, and every detour is later (travel.road_m)
            nexts.append((stop.latest_ms, begin_ms, i))
        for _, begin_ms, i in sorted(nexts):
            rest = self._from(i, done | 1 << i, begin_ms + self._stops[i].service_ms)
            if rest is not None:
                return [*rest, i]
        return None
