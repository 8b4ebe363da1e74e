"""A plan taken up again: what of it still stands in a problem that may have changed since."""

import numpy as np

from server.dispatch.draft import Draft
from server.dispatch.insertion import NEVER, asked, fits
from server.dispatch.route import Order, Plan, Route, Starts, Tables, after, before, pause_of


def drafted(tables: Tables, plan: Plan, *, as_told: bool = True) -> Draft:
    """As much of a plan as can still be kept, by the same officers in the same order; the rest is left out.

    What was to begin about when it was told goes on doing so (not `as_told`: it begins as early as it may).
    """
    draft = Draft(tables)
    draft.pairs = _pairs(tables, plan)
    draft.narrowed = {v: ((start_s, start_s),) for v, (_, _, start_s) in draft.pairs.items()}
    for one in plan.routes:
        o = tables.officer_at.get(one.officer)
        if o is not None and one.stops and draft.timings[o] is not None:
            order = _order(draft, o, one)
            if order is not None and as_told and tables.weights.move_s and _put_as_told(draft, o, order, one):
                continue
            if order is None or not draft.put(o, order):
                _refill(draft, o, [(tables.visit_at.get(s.visit, -1), s.start_s) for s in one.stops if s.visit])
    for v in list(draft.pairs):
        _drop_half(draft, v)
    return draft


def _put_as_told(draft: Draft, o: int, order: Order, one: Route) -> bool:
    """Gives an officer this order with the hours told kept where the plan kept them, if it can be."""
    tables, near = draft.tables, dict[int, Starts]()
    for stop in one.stops:
        v = tables.visit_at.get(stop.visit, -1)
        spans = tables.near[v] if v >= 0 and v not in draft.pairs else ()
        if any(first <= stop.start_s <= last for first, last in spans):
            near[v] = spans
    draft.narrowed.update(near)
    if draft.put(o, order):
        return True
    for v in near:
        del draft.narrowed[v]
    return False


def _pairs(tables: Tables, plan: Plan) -> dict[int, tuple[int, int, int]]:
    """The visits two officers were to make together and still may."""
    leads: dict[int, tuple[int, int]] = {}
    seconds: dict[int, int] = {}
    for one in plan.routes:
        o = tables.officer_at.get(one.officer)
        for stop in one.stops:
            v = tables.visit_at.get(stop.visit)
            if v is None or o is None or not tables.two[v]:
                continue
            if stop.second and tables.may_second[o, v]:
                seconds[v] = o
            elif not stop.second and tables.may[o, v] and _opens(tables, v, stop.start_s):
                leads[v] = (o, stop.start_s)
    return {v: (leads[v][0], seconds[v], leads[v][1]) for v in leads if v in seconds}


def _opens(tables: Tables, v: int, start_s: int) -> bool:
    return any(first <= start_s <= last for first, last in tables.starts[v])


def _stands(draft: Draft, o: int, v: int | None) -> bool:
    """Whether this officer may still make this visit in the part they had."""
    if v is None or v < 0:
        return False
    if draft.tables.two[v]:
        return v in draft.pairs and o in draft.pairs[v][:2]
    return bool(draft.tables.may[o, v])


def _order(draft: Draft, o: int, one: Route) -> Order | None:
    """The route as an order, or None when a part of it no longer stands."""
    tables, officer = draft.tables, draft.tables.officers[o]
    order: Order = []
    at = officer.start
    for stop in one.stops:
        v = tables.visit_at.get(stop.visit) if stop.visit else None
        if stop.visit and not _stands(draft, o, v):
            return None
        if v is None:
            known = 0 <= stop.pause < len(officer.pauses)
            roams = known and officer.pauses[stop.pause].place is None
            order.append(after(stop.pause) if roams and stop.place != at else before(stop.pause))
        else:
            order.append(v)
        at = stop.place
    pauses = sorted(pause_of(item) for item in order if item < 0)
    return order if pauses == list(range(len(officer.pauses))) and _loaded(tables, o, order) else None


def _loaded(tables: Tables, o: int, order: Order) -> bool:
    visits = [item for item in order if item >= 0]
    officer = tables.officers[o]
    return len(visits) <= officer.visits_max and sum(tables.visits[v].load for v in visits) <= officer.load_max


def _refill(draft: Draft, o: int, wanted: list[tuple[int, int]]) -> None:
    """Gives an officer these visits again, each behind the ones before and as near as can be to its old begin."""
    for v, start_s in wanted:
        if not _stands(draft, o, v):
            continue
        second = v in draft.pairs and draft.pairs[v][1] == o
        gaps = draft.gaps([o])
        found = fits(draft.tables.weights, gaps, asked(draft.tables, [v], draft.narrowed, second=second))
        shift_s = np.abs(np.clip(start_s, found.first_s, found.last_s) - start_s)
        shift_s = np.where(found.price_s < NEVER, shift_s, NEVER).min(axis=1, initial=NEVER)
        last = [i for i, gap in enumerate(gaps.gaps) if not any(item >= 0 for item in gap.tail) and shift_s[i] < NEVER]
        if last:
            gap = gaps.gaps[min(last, key=lambda i: int(shift_s[i]))]
            draft.put(o, [*gap.head, v, *gap.tail])


def _drop_half(draft: Draft, v: int) -> None:
    """Takes out a visit of two that only one of them can still make."""
    lead, second, _ = draft.pairs[v]
    holders = [o for o in (lead, second) if v in draft.orders[o]]
    if len(holders) < 2 and not draft.take(v):
        for o in holders:
            wanted = [(item, 0) for item in draft.orders[o] if item >= 0 and item != v]
            draft.clear(o)
            _refill(draft, o, wanted)
        draft.pairs.pop(v), draft.narrowed.pop(v)
