"""A plan in the making: orders that can be kept at every moment, changed one visit at a time."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec
import numpy as np

from server.dispatch.insertion import NEVER, OFFICER, Fits, Gap, Gaps, Ints, asked, fits, gaps_of, joined
from server.dispatch.problem import Problem
from server.dispatch.route import (
    Cost,
    Order,
    Pairs,
    Plan,
    Starts,
    Tables,
    Timing,
    after,
    arranged,
    before,
    cost,
    pause_of,
    route,
    timed,
)


class Single(NamedTuple):
    """Where one officer would make a visit: extra price, gap, first and last possible begin; `starts`: only in these."""

    price_s: int
    gap: Gap
    first_s: int
    last_s: int
    starts: Starts = ()


class Rest(NamedTuple):
    """An officer's day without one of its visits: the gaps it then has, and what is saved on the road and in prices."""

    visit: int
    gaps: Gaps
    saved_s: int


class Double(NamedTuple):
    """Where two officers would make a visit together, and the second of the day at which they begin."""

    price_s: int
    lead: Gap
    second: Gap
    start_s: int


class Draft:
    """Orders by officer, visits made by two, and visits that are to begin in less than their windows."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.pairs: Pairs = {}
        self.narrowed: dict[int, Starts] = {}
        self.orders: list[Order] = [[] for _ in tables.officers]
        self.timings: list[Timing | None] = [None for _ in tables.officers]
        self._gaps: dict[int, Gaps] = {}
        self._rests: dict[int, list[Rest]] = {}
        for o in range(len(tables.officers)):
            self.clear(o)

    def _timed(self, o: int, order: Order) -> Timing | None:
        return timed(self.tables, o, order, self.narrowed)

    def copy(self) -> "Draft":
        """The same draft, free to go another way."""
        twin = Draft.__new__(Draft)
        twin.tables = self.tables
        twin.orders = [list(order) for order in self.orders]
        twin.pairs, twin.narrowed = dict(self.pairs), dict(self.narrowed)
        twin.timings, twin._gaps, twin._rests = list(self.timings), dict(self._gaps), dict(self._rests)
        return twin

    def priced(self, tables: Tables) -> "Draft":
        """The same draft under other prices; nothing else of the problem may differ."""
        twin = self.copy()
        twin.tables, twin._gaps, twin._rests = tables, {}, {}
        return twin

    def made(self) -> set[int]:
        """The visits that somebody makes."""
        return {item for order in self.orders for item in order if item >= 0}

    def missing(self) -> list[int]:
        """The visits nobody makes, dearest first."""
        made = self.made()
        return sorted(
            (v for v in range(len(self.tables.visits)) if v not in made), key=lambda v: (-self.tables.prize[v], v)
        )

    def officer_of(self, v: int) -> int | None:
        """Who leads this visit."""
        if v in self.pairs:
            return self.pairs[v][0]
        return next((o for o, order in enumerate(self.orders) if v in order), None)

    def clear(self, o: int) -> None:
        """Leaves an officer nothing but the pauses; without a timing if not even these can be had."""
        self._gaps.pop(o, None), self._rests.pop(o, None)
        if not any(self.put(o, order) for order in arranged(self.tables.officers[o])):
            self.orders[o], self.timings[o] = next(arranged(self.tables.officers[o])), None

    def put(self, o: int, order: Order) -> bool:
        """Gives an officer this order, if it can be kept."""
        timing = self._timed(o, order)
        if timing is not None:
            self.orders[o], self.timings[o] = order, timing
            self._gaps.pop(o, None), self._rests.pop(o, None)
        return timing is not None

    def take(self, v: int) -> bool:
        """Takes a visit out of the day of whoever makes it, if the rest can be kept without it (a pause may be in the way)."""
        holders = [o for o, order in enumerate(self.orders) if v in order]
        old = [self.orders[o] for o in holders]
        for i, o in enumerate(holders):
            rest = [item for item in self.orders[o] if item != v]
            if not any(self.put(o, order) for order in self._turned(o, rest)):
                for back, order in zip(holders[:i], old, strict=False):
                    self.put(back, order)
                return False
        self.pairs.pop(v, None)
        self.narrowed.pop(v, None)
        return True

    def _turned(self, o: int, order: Order) -> Iterator[Order]:
        """The order as it is, then with its roaming pauses all before riding, then all after it."""
        pauses = self.tables.officers[o].pauses
        yield order
        for side in (before, after):
            yield [
                item if item >= 0 or pauses[pause_of(item)].place is not None else side(pause_of(item))
                for item in order
            ]

    def gaps(self, officers: Iterable[int] | None = None) -> Gaps:
        """The gaps in these officers' days, or in everybody's."""
        parts = []
        for o in officers if officers is not None else range(len(self.orders)):
            timing = self.timings[o]
            if o not in self._gaps and timing is not None:
                self._gaps[o] = gaps_of(self.tables, o, self.orders[o], timing, self.narrowed)
            if o in self._gaps:
                parts.append(self._gaps[o])
        return joined(parts)

    def without(self, o: int) -> list[Rest]:
        """This officer's day without each visit made alone, as far as the others can then be kept in their order."""
        timing = self.timings[o]
        if o not in self._rests:
            self._rests[o] = []
            for v in self.orders[o] if timing is not None else ():
                rest = [item for item in self.orders[o] if item != v]
                left = self._timed(o, rest) if v >= 0 and not self.tables.two[v] else None
                if left is not None and timing is not None:
                    ridden_s = timing.travel_s - (left.travel_s if any(item >= 0 for item in rest) else 0)
                    gaps = gaps_of(self.tables, o, rest, left, self.narrowed)
                    self._rests[o].append(Rest(v, gaps, ridden_s + int(self.tables.price[o, v])))
        return self._rests[o]

    def best(self, v: int, officers: Iterable[int] | None = None) -> Single | None:
        """The cheapest place for a visit of one officer: about when it was told, unless another hour is worth its price."""
        gaps = self.gaps(officers)
        free = self._cheapest(v, gaps, self.narrowed)
        near, move_s = self.tables.near[v], self.tables.weights.move_s
        if free is None or v in self.narrowed or not near or not move_s:
            return free
        kept = self._cheapest(v, gaps, {v: near})
        return free if kept is None or kept.price_s > free.price_s + move_s else kept._replace(starts=near)

    def _cheapest(self, v: int, gaps: Gaps, starts: Mapping[int, Starts]) -> Single | None:
        """The cheapest of these gaps for a visit, beginning when it may."""
        found = fits(self.tables.weights, gaps, asked(self.tables, [v], starts))
        if not found.price_s.size:
            return None
        at = np.unravel_index(int(found.price_s.argmin()), found.price_s.shape)
        price_s = int(found.price_s[at])
        if price_s >= NEVER:
            return None
        return Single(price_s, gaps.gaps[int(at[0])], int(found.first_s[at]), int(found.last_s[at]))

    def best_double(self, v: int) -> Double | None:
        """The cheapest lead, second and moment for a visit of two officers."""
        gaps, weights = self.gaps(), self.tables.weights
        lead = fits(weights, gaps, asked(self.tables, [v]))
        beside = fits(weights, gaps, asked(self.tables, [v], second=True))
        return double(gaps, lead, beside, len(self.tables.officers))

    def add(self, v: int, where: Single | Double) -> bool:
        """Puts a visit where it was said to fit; False when it does not after all, and then nothing has changed."""
        kept = self.narrowed.get(v)
        if isinstance(where, Single):
            if where.starts:
                self.narrowed[v] = where.starts
            if self.put(where.gap.officer, [*where.gap.head, v, *where.gap.tail]):
                return True
            return self._unsaid(v, kept)
        self.narrowed[v] = ((where.start_s, where.start_s),)
        lead, second = where.lead, where.second
        old = self.orders[lead.officer]
        if self.put(lead.officer, [*lead.head, v, *lead.tail]):
            if self.put(second.officer, [*second.head, v, *second.tail]):
                self.pairs[v] = (lead.officer, second.officer, where.start_s)
                return True
            self.put(lead.officer, old)
        return self._unsaid(v, kept)

    def _unsaid(self, v: int, kept: Starts | None) -> bool:
        """Gives a visit back the begins it had; always false."""
        self.narrowed.pop(v, None)
        if kept is not None:
            self.narrowed[v] = kept
        return False

    def place(self, v: int) -> Single | Double | None:
        """The cheapest place for a visit, for however many officers it takes."""
        return self.best_double(v) if self.tables.two[v] else self.best(v)

    def plan(self, engine: str, seed: int) -> Plan:
        """The draft as a plan."""
        routes = [
            route(self.tables, o, order, timing, self.pairs)
            for o, (order, timing) in enumerate(zip(self.orders, self.timings, strict=True))
            if timing is not None
        ]
        left_out = [self.tables.visits[v].id for v in self.missing()]
        problem = self.tables.problem
        return Plan(
            unit=problem.unit,
            day=problem.day,
            routes=tuple(routes),
            left_out=tuple(left_out),
            cost=cost(self.tables, routes, left_out),
            digest=digest(problem),
            engine=engine,
            seed=seed,
        )

    def cost(self) -> Cost:
        """What the draft costs as it stands."""
        return self.plan("", 0).cost


def double(gaps: Gaps, lead: Fits, beside: Fits, officers: int) -> Double | None:
    """The cheapest pair of different officers who can begin at the same moment."""
    starts = [one.first_s[one.price_s < NEVER] for one in (lead, beside)]
    moments = np.unique(np.concatenate(starts))
    if not all(one.size for one in starts):
        return None
    lead_s, lead_gap = _by_officer(lead, moments, gaps, officers)
    second_s, second_gap = _by_officer(beside, moments, gaps, officers)
    total = lead_s[:, :, None] + second_s[:, None, :]
    total[:, np.arange(officers), np.arange(officers)] = NEVER
    t, a, b = (int(i) for i in np.unravel_index(int(total.argmin()), total.shape))
    if total[t, a, b] >= NEVER:
        return None
    return Double(int(total[t, a, b]), gaps.gaps[lead_gap[t, a]], gaps.gaps[second_gap[t, b]], int(moments[t]))


def _by_officer(found: Fits, moments: Ints, gaps: Gaps, officers: int) -> tuple[Ints, Ints]:
    """For each moment and officer the cheapest price and its gap."""
    shape = (len(moments), officers)
    price, gap = np.full(shape, NEVER, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    open_ = (found.first_s[None] <= moments[:, None, None]) & (moments[:, None, None] <= found.last_s[None])
    prices = np.where(open_, found.price_s[None], NEVER).min(axis=2)
    for o in range(officers):
        mine = np.flatnonzero(gaps.rows[:, OFFICER] == o)
        if mine.size:
            best = prices[:, mine].argmin(axis=1)
            price[:, o] = prices[np.arange(len(moments)), mine[best]]
            gap[:, o] = mine[best]
    return price, gap


def digest(problem: Problem) -> str:
    """A name for exactly this problem, kept with its plans."""
    said = (problem.officers, problem.visits, problem.weights)
    told = hashlib.sha256(msgspec.json.encode(said, order="deterministic"))
    told.update(problem.travel_s.tobytes())
    return told.hexdigest()[:16]
