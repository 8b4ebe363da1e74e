"""Where one more visit would go: every gap of every officer's day against every visit, at once.

A gap is a way between two stops. For a visit put there the earliest and the latest possible begin and the extra price come
out of a handful of array operations; a pause without a place of its own may move to either side of the new visit. Solomon
(1987) for the idea of pushing forward; latest arrivals make each test a comparison.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from server.dispatch.problem import NO_LIMIT, Officer, Weights
from server.dispatch.route import Order, Starts, Tables, Timing, after, before, is_after, pause_of

Ints = NDArray[np.int64]
NEVER = 4 * NO_LIMIT
"""A price nobody pays: the visit does not fit there."""

_NONE = (NO_LIMIT, 0, -NO_LIMIT)
"""Latest begin, length and earliest end of no pause at all."""
(OFFICER, PREV, NEXT, LEAVE, WAY, LATEST, PACE, LOAD, VISITS, WORK, TARGET, LEGS) = range(12)
_COLUMNS = LEGS + 12


class Gap(NamedTuple):
    """One way to put a visit into an order: what comes before it and what after."""

    officer: int
    head: Order
    tail: Order


class Gaps(NamedTuple):
    """Gaps as rows of numbers, and how each is written into an order."""

    rows: Ints
    gaps: list[Gap]


class Asked(NamedTuple):
    """Visits to be put somewhere, one entry for each window.

    `to_s[p, i]` and `from_s[i, p]`: seconds from place p to the door and back; `may[o, i]` and `price_s[o, i]`: whether officer
    o may go and what it costs besides the way.
    """

    visit: Ints
    service_s: Ints
    first_s: Ints
    last_s: Ints
    load: Ints
    to_s: Ints
    from_s: Ints
    may: NDArray[np.bool_]
    price_s: Ints


class Fits(NamedTuple):
    """For each gap and each asked entry: the extra price (`NEVER`: no), and between which seconds service can begin."""

    price_s: Ints
    first_s: Ints
    last_s: Ints
    travel_s: Ints


def asked(
    tables: Tables, visits: Sequence[int], starts: Mapping[int, Starts] | None = None, *, second: bool = False
) -> Asked:
    """These visits, led or seconded, with all their windows or with the narrower ones given."""
    rows = [
        (v, tables.service[v], first, last, tables.visits[v].load)
        for v in visits
        for first, last in ((starts or {}).get(v) or tables.starts[v])
    ]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    places = np.array([tables.place[v] for v in columns[0]], dtype=np.intp)
    return Asked(
        columns[0],
        columns[1],
        columns[2],
        columns[3],
        columns[4],
        to_s=tables.problem.travel_s[:, places],
        from_s=tables.problem.travel_s[places],
        may=(tables.may_second if second else tables.may)[:, columns[0]],
        price_s=(tables.second_price if second else tables.price)[:, columns[0]],
    )


def gaps_of(tables: Tables, o: int, order: Order, timing: Timing, narrowed: Mapping[int, Starts]) -> Gaps:
    """The gaps of one officer's day."""
    officer, rows = tables.officers[o], tables.rows[o]
    latest = _latest(tables, o, order, timing, narrowed)
    visits = [item for item in order if item >= 0]
    work_s = timing.travel_s + sum(tables.service[v] for v in visits) if visits else 0
    target_s = officer.target_work_s if officer.target_work_s is not None else NO_LIMIT
    load = officer.load_max - sum(tables.visits[v].load for v in visits)
    found: list[tuple[int, ...]] = []
    gaps: list[Gap] = []
    at, leave_s, i = officer.start, officer.shift.from_s, 0
    while i <= len(order):
        roaming = _roaming(officer, order, i)
        stop = i + len(roaming)
        to = timing.places[stop] if stop < len(order) else officer.end
        room = (officer.travel_percent, load, officer.visits_max - len(visits), work_s, target_s)
        way_s = rows[at][to] - (0 if visits else timing.travel_s)
        for head, tail, legs in _splits(officer, roaming):
            found.append((o, at, to, leave_s, way_s, latest[stop], *room, *legs))
            gaps.append(Gap(o, [*order[:i], *head], [*tail, *order[stop:]]))
        if stop < len(order):
            at, leave_s = timing.places[stop], timing.leave_s[stop]
        i = stop + 1
    return Gaps(np.array(found, dtype=np.int64).reshape(-1, _COLUMNS), gaps)


def _roaming(officer: Officer, order: Order, i: int) -> list[int]:
    """The pauses without a place that come next in the order."""
    found = []
    for item in order[i:]:
        if item >= 0 or officer.pauses[pause_of(item)].place is not None:
            break
        found.append(item)
    return found


def _splits(officer: Officer, roaming: Sequence[int]) -> list[tuple[Order, Order, tuple[int, ...]]]:
    """The ways to share roaming pauses between the way to a new visit and the way on: head, tail, the numbers of both."""
    if not roaming:
        return [([], [], (*_NONE, *_NONE, *_NONE, *_NONE))]
    found = []
    numbers = [pause_of(item) for item in roaming]
    for cut in range(len(numbers) + 1):
        for late_head in (False, True) if cut else (False,):
            for late_tail in (False, True) if cut < len(numbers) else (False,):
                head = [after(k) if late_head else before(k) for k in numbers[:cut]]
                tail = [after(k) if late_tail else before(k) for k in numbers[cut:]]
                legs = (*_leg(officer, head), *_leg(officer, tail))
                found.append((head, tail, legs))
    return found


def _leg(officer: Officer, items: Sequence[int]) -> tuple[int, ...]:
    """The pauses before riding, then those after it, each as latest begin, length and earliest end."""
    sides = [_NONE, _NONE]
    for item in items:
        pause, side = officer.pauses[pause_of(item)], is_after(item)
        latest, length, end = sides[side]
        sides[side] = (
            min(latest, pause.latest_s - length) if end <= pause.latest_s else -NO_LIMIT,
            length + pause.length_s,
            max(end, pause.from_s) + pause.length_s,
        )
    return (*sides[0], *sides[1])


def _latest(tables: Tables, o: int, order: Order, timing: Timing, narrowed: Mapping[int, Starts]) -> list[int]:
    """For each stop, and the return, the latest arrival that still lets everything after it be kept."""
    officer, rows = tables.officers[o], tables.rows[o]
    latest = [0] * len(order) + [officer.shift.to_s]
    bound_s, to = officer.shift.to_s, officer.end
    for i in range(len(order) - 1, -1, -1):
        item, place = order[i], timing.places[i]
        leave_s = bound_s - rows[place][to]
        if item >= 0:
            begin_s = leave_s - tables.service[item]
            spans = narrowed.get(item) or tables.starts[item]
            latest[i] = max((min(last, begin_s) for first, last in spans if first <= begin_s), default=-NO_LIMIT)
        else:
            pause = officer.pauses[pause_of(item)]
            latest[i] = min(pause.latest_s, leave_s - pause.length_s)
        bound_s, to = latest[i], place
    return latest


def joined(parts: Sequence[Gaps]) -> Gaps:
    """The gaps of several officers together."""
    if not parts:
        return Gaps(np.empty((0, _COLUMNS), dtype=np.int64), [])
    return Gaps(np.concatenate([part.rows for part in parts]), [gap for part in parts for gap in part.gaps])


def fits(weights: Weights, gaps: Gaps, rows: Asked) -> Fits:
    """What it would cost to put each asked visit into each gap, and when service could begin there."""
    g = gaps.rows[:, :, None]
    pace = None if (gaps.rows[:, PACE] == 100).all() else g[:, PACE]
    there = _paced(rows.to_s[gaps.rows[:, PREV]], pace)
    onward = _paced(rows.from_s[:, gaps.rows[:, NEXT]].T, pace)
    arrive_s, good = _ridden(g[:, LEAVE], there, g[:, LEGS : LEGS + 6])
    first_s = np.maximum(arrive_s, rows.first_s)
    last_s = np.minimum(rows.last_s, _latest_leave(g[:, LATEST], onward, g[:, LEGS + 6 :]) - rows.service_s)
    extra_s = there + onward - g[:, WAY]
    officers = gaps.rows[:, OFFICER]
    good &= (first_s <= last_s) & rows.may[officers] & (rows.load <= g[:, LOAD]) & (g[:, VISITS] > 0)
    price_s = extra_s + rows.price_s[officers]
    if weights.overtime_percent:
        over_s = np.maximum(g[:, WORK] + extra_s + rows.service_s - g[:, TARGET], 0)
        over_s -= np.maximum(g[:, WORK] - g[:, TARGET], 0)
        price_s = price_s + over_s * weights.overtime_percent // 100
    return Fits(np.where(good, price_s, NEVER), first_s, last_s, extra_s)


def _paced(way_s: Ints, pace: Ints | None) -> Ints:
    return way_s if pace is None else -(-way_s * pace // 100)


def _ridden(leave_s: Ints, way_s: Ints, leg: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Arrival after a way with its pauses, and whether the pauses can be had on it."""
    depart_s = np.maximum(leave_s + leg[:, 1], leg[:, 2])
    there_s = depart_s + way_s
    good = (leave_s <= leg[:, 0]) & (there_s <= leg[:, 3])
    return np.maximum(there_s + leg[:, 4], leg[:, 5]), good


def _latest_leave(latest_s: Ints, way_s: Ints, leg: Ints) -> Ints:
    """The latest leaving that still arrives in time after a way with its pauses."""
    there_s = np.minimum(leg[:, 3], latest_s - leg[:, 4])
    there_s = np.where(leg[:, 5] <= latest_s, there_s, -NO_LIMIT)
    depart_s = there_s - way_s
    found: Ints = np.where(leg[:, 2] <= depart_s, np.minimum(leg[:, 0], depart_s - leg[:, 1]), -NO_LIMIT)
    return found
