"""A plan, and the clockwork under it: when an officer who takes these stops in this order is where.

An order is a list of numbers: 0, 1, … are visits; pause k is written `before(k)` when it is taken where the officer is
before riding on, `after(k)` when it is taken at the next door. Pauses with a place of their own are always `before(k)`.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations, product
from typing import NamedTuple

import msgspec
import numpy as np

from server.dispatch.problem import Officer, Problem, Table, bar, move_price_s, near_s, price_s, prize_s, starts_s

Order = list[int]
Starts = tuple[tuple[int, int], ...]
"""First and last second at which service may begin, span by span."""
Pairs = dict[int, tuple[int, int, int]]
"""For a visit of two officers: lead, second, and the second of the day at which both begin."""


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of an officer's day. `visit` is empty for a pause, whose number is then in `pause`."""

    place: int
    arrive_s: int
    start_s: int
    leave_s: int
    visit: str = ""
    second: bool = False
    pause: int = -1


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """The day of one officer: out of the start place at `depart_s`, back at the end place at `back_s`."""

    officer: str
    depart_s: int
    stops: tuple[Stop, ...]
    back_s: int
    travel_s: int = 0
    work_s: int = 0


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan costs, in seconds of travel, by what it is for."""

    travel_s: int = 0
    soft_s: int = 0
    overtime_s: int = 0
    left_out_s: int = 0

    @property
    def total_s(self) -> int:
        """Everything together."""
        return self.travel_s + self.soft_s + self.overtime_s + self.left_out_s


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal for one day of one unit.

    `digest` names the problem it answers, `engine` and `seed` how it was found, `verdict` what the checker found wrong.
    """

    unit: str
    day: str
    routes: tuple[Route, ...]
    left_out: tuple[str, ...] = ()
    cost: Cost = Cost()
    digest: str = ""
    engine: str = ""
    seed: int = 0
    verdict: tuple[str, ...] = ()


class Timing(NamedTuple):
    """When an order happens: per entry place, arrival, begin and leaving; then departure, return and seconds ridden."""

    places: list[int]
    arrive_s: list[int]
    start_s: list[int]
    leave_s: list[int]
    depart_s: int
    back_s: int
    travel_s: int


def before(pause: int) -> int:
    """How an order writes a pause taken before riding on."""
    return -1 - 2 * pause


def after(pause: int) -> int:
    """How an order writes a pause taken at the next door."""
    return -2 - 2 * pause


def pause_of(item: int) -> int:
    """The number of the pause this entry of an order stands for."""
    return (-1 - item) // 2


def is_after(item: int) -> bool:
    """Whether this entry is a pause taken at the next door."""
    return item < 0 and item % 2 == 0


class Tables:
    """A problem looked up by number: made once, then read by everything that tries orders."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.officers, self.visits, self.weights = problem.officers, problem.visits, problem.weights
        self.officer_at = {officer.id: i for i, officer in enumerate(problem.officers)}
        self.visit_at = {visit.id: i for i, visit in enumerate(problem.visits)}
        self.place = [visit.place for visit in problem.visits]
        self.service = [visit.service_s for visit in problem.visits]
        self.starts = [starts_s(visit) for visit in problem.visits]
        self.near = [near_s(problem.weights, visit) for visit in problem.visits]
        self.prize = [prize_s(problem.weights, visit) for visit in problem.visits]
        self.two = [visit.officers == 2 for visit in problem.visits]
        paces: dict[int, tuple[Table, list[list[int]]]] = {}
        for percent in {officer.travel_percent for officer in problem.officers}:
            table = problem.travel_s if percent == 100 else -(-problem.travel_s * percent // 100)
            paces[percent] = (table, table.tolist())
        self.table = [paces[officer.travel_percent][0] for officer in problem.officers]
        self.rows = [paces[officer.travel_percent][1] for officer in problem.officers]
        self.bars = [[bar(o, v) for v in problem.visits] for o in problem.officers]
        self.second_bars = [
            [bar(o, v, lead=False) if v.officers == 2 else "one_officer" for v in problem.visits]
            for o in problem.officers
        ]
        shape = len(problem.officers), len(problem.visits)
        self.may = np.array(self.bars, dtype=object).reshape(shape) == ""
        self.may_second = np.array(self.second_bars, dtype=object).reshape(shape) == ""
        self.price = self._prices(lead=True)
        self.second_price = self._prices(lead=False)

    def _prices(self, *, lead: bool) -> Table:
        return np.array(
            [
                [price_s(self.weights, o, v, lead=lead) if lead or v.officers == 2 else 0 for v in self.visits]
                for o in self.officers
            ],
            dtype=np.int64,
        ).reshape(len(self.officers), len(self.visits))


def arranged(officer: Officer, visits: Sequence[int] = ()) -> Iterator[Order]:
    """Every order of these visits and the officer's pauses, roaming ones on either side of a way; that of the day first."""
    due = sorted(range(len(officer.pauses)), key=lambda k: officer.pauses[k].from_s)
    sides = [(before(k),) if officer.pauses[k].place is not None else (before(k), after(k)) for k in due]
    for pauses in product(*sides):
        yield from (list(order) for order in permutations((*pauses, *visits)))


def begin_s(spans: Starts, arrive_s: int) -> int | None:
    """The first second at which service may begin for whoever arrives then."""
    for first, last in spans:
        if arrive_s <= last:
            return max(arrive_s, first)
    return None


class _Clock:
    """Walks one officer through an order."""

    def __init__(self, tables: Tables, o: int, narrowed: Mapping[int, Starts]) -> None:
        self.tables, self.officer, self.rows, self.narrowed = tables, tables.officers[o], tables.rows[o], narrowed
        self.at, self.now_s, self.ridden_s = self.officer.start, self.officer.shift.from_s, 0

    def ride(self, place: int) -> int:
        """Seconds to that place, which is where the officer then is."""
        way_s = self.rows[self.at][place]
        self.at, self.now_s, self.ridden_s = place, self.now_s + way_s, self.ridden_s + way_s
        return self.now_s

    def serve(self, item: int, follows: int) -> tuple[int, int, int, int] | None:
        """Place, arrival, begin and leaving at this entry, or None when it comes too late; `follows`: the next place."""
        if item >= 0:
            arrive_s = self.ride(self.tables.place[item])
            start = begin_s(self.narrowed.get(item) or self.tables.starts[item], arrive_s)
            length_s = self.tables.service[item]
        else:
            pause = self.officer.pauses[pause_of(item)]
            goes = pause.place if pause.place is not None else (follows if is_after(item) else self.at)
            arrive_s = self.ride(goes)
            start = max(arrive_s, pause.from_s) if arrive_s <= pause.latest_s else None
            length_s = pause.length_s
        if start is None:
            return None
        self.now_s = start + length_s
        return self.at, arrive_s, start, self.now_s


def _next_place(tables: Tables, officer: Officer, order: Order, i: int) -> int:
    """Where the officer goes after a pause that has no place of its own."""
    if order[i] >= 0:
        return -1
    for item in order[i + 1 :]:
        place = tables.place[item] if item >= 0 else officer.pauses[pause_of(item)].place
        if place is not None:
            return place
    return officer.end


def timed(tables: Tables, o: int, order: Order, narrowed: Mapping[int, Starts]) -> Timing | None:
    """When this order happens if everything begins as early as it can; None when something comes too late.

    `narrowed` holds visits that may begin in less than their windows: together with a second officer, or as told before.
    """
    clock = _Clock(tables, o, narrowed)
    officer = clock.officer
    found: list[tuple[int, int, int, int]] = []
    for i, item in enumerate(order):
        entry = clock.serve(item, _next_place(tables, officer, order, i))
        if entry is None:
            return None
        found.append(entry)
    back_s = clock.ride(officer.end)
    if back_s > officer.shift.to_s:
        return None
    places, arrive_s, start_s, leave_s = (list(column) for column in zip(*found, strict=True)) if found else ([],) * 4
    depart_s = officer.shift.from_s
    if found:
        waited_s = start_s[0] - arrive_s[0]
        depart_s, arrive_s[0] = depart_s + waited_s, start_s[0]
    return Timing(places, arrive_s, start_s, leave_s, depart_s, back_s, clock.ridden_s)


def late(tables: Tables, o: int, order: Order, narrowed: Mapping[int, Starts]) -> tuple[int | None, int]:
    """What of this order is the first to come too late, and by how many seconds; None: the return, 0 s: nothing is."""
    clock = _Clock(tables, o, narrowed)
    for i, item in enumerate(order):
        if clock.serve(item, _next_place(tables, clock.officer, order, i)) is None:
            spans = narrowed.get(item) or tables.starts[item] if item >= 0 else ()
            last_s = spans[-1][1] if spans else clock.officer.pauses[pause_of(item)].latest_s
            return item, clock.now_s - last_s
    return None, max(0, clock.ride(clock.officer.end) - clock.officer.shift.to_s)


def route(tables: Tables, o: int, order: Order, timing: Timing, pairs: Pairs) -> Route:
    """The officer's day with this order at these times. An officer without visits stays where they are."""
    officer = tables.officers[o]
    if not any(item >= 0 for item in order):
        return Route(officer=officer.id, depart_s=officer.shift.from_s, stops=(), back_s=officer.shift.from_s)
    stops = tuple(
        Stop(
            place=timing.places[i],
            arrive_s=timing.arrive_s[i],
            start_s=timing.start_s[i],
            leave_s=timing.leave_s[i],
            visit=tables.visits[item].id if item >= 0 else "",
            second=item in pairs and pairs[item][1] == o,
            pause=pause_of(item) if item < 0 else -1,
        )
        for i, item in enumerate(order)
    )
    served_s = sum(tables.service[item] for item in order if item >= 0)
    return Route(
        officer=officer.id,
        depart_s=timing.depart_s,
        stops=stops,
        back_s=timing.back_s,
        travel_s=timing.travel_s,
        work_s=timing.travel_s + served_s,
    )


def ridden_s(problem: Problem, officer: Officer, stops: Sequence[Stop]) -> int:
    """Seconds this officer rides to make these stops and come back; none without a visit."""
    if not any(stop.visit for stop in stops):
        return 0
    places = [officer.start, *(stop.place for stop in stops), officer.end]
    ways = (int(problem.travel_s[a, b]) for a, b in zip(places, places[1:], strict=False))
    return sum(-(-way_s * officer.travel_percent // 100) for way_s in ways)


def cost(tables: Tables, routes: Sequence[Route], left_out: Sequence[str]) -> Cost:
    """What these routes cost, with what they leave out."""
    soft_s = overtime_s = 0
    for one in routes:
        o = tables.officer_at[one.officer]
        for stop in one.stops:
            if stop.visit:
                v = tables.visit_at[stop.visit]
                soft_s += int((tables.second_price if stop.second else tables.price)[o, v])
                if not stop.second:
                    soft_s += move_price_s(tables.weights, tables.visits[v], stop.start_s)
        target_s = tables.officers[o].target_work_s
        if target_s is not None and one.work_s > target_s:
            overtime_s += (one.work_s - target_s) * tables.weights.overtime_percent // 100
    return Cost(
        travel_s=sum(one.travel_s for one in routes),
        soft_s=soft_s,
        overtime_s=overtime_s,
        left_out_s=sum(tables.prize[tables.visit_at[visit]] for visit in left_out),
    )
