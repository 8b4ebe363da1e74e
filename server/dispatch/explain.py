"""Why this one, why not that one, and what a change would cost: read off the model, for every visit and every officer.

Nothing is guessed afterwards. A bar is the rule itself; "not even on an empty day" is tried on an empty day; "full" names what
would come too late first, the other stops kept in their order; a price is the difference the plan's own cost would show.
`words.py` says it in Vietnamese and English.
"""

from typing import Literal, NamedTuple

import msgspec
import numpy as np

from server.dispatch.draft import Draft
from server.dispatch.insertion import LOAD, NEVER, VISITS, Asked, Fits, Gaps, asked, fits, joined
from server.dispatch.problem import Problem
from server.dispatch.redraft import drafted
from server.dispatch.route import Plan, Tables, arranged, late, timed

Code = Literal[
    "chosen", "second", "fits", "no_dearer", "dearer", "too_dear",
    "late_here", "late_visit", "late_pause", "late_home", "load_full",
    "off_hours", "too_much", "not_working", "officer_absent", "not_skilled", "related", "barred", "pinned",
]  # fmt: skip
"""In the order they are shown: who goes, who could, who is full, who cannot at all."""
_RANK = {code: i for i, code in enumerate(Code.__args__)}  # type: ignore[attr-defined]


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why an officer goes to a visit, does not, or could at what price.

    `price_s`: what the plan would cost more (less, when negative) with this officer instead; `travel_s` of it on the road.
    `other`: the visit that would be late, by `late_s`. `needs`: what the officer is not authorised for.
    """

    officer: str
    code: Code
    price_s: int | None = None
    travel_s: int | None = None
    other: str = ""
    late_s: int = 0
    needs: tuple[str, ...] = ()


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """One visit: who makes it (nobody: left out), and a reason for every officer, the ones who could first."""

    visit: str
    officers: tuple[str, ...]
    reasons: tuple[Reason, ...]

    def of(self, officer: str) -> Reason:
        """The reason that concerns this officer."""
        return next(reason for reason in self.reasons if reason.officer == officer)


class _Grid(NamedTuple):
    """Visits against gaps, cut into one cell for each officer and visit."""

    gaps: Gaps
    found: Fits
    gap_cuts: list[int]
    row_cuts: list[int]

    def cell(self, o: int, v: int) -> tuple[slice, slice]:
        """The gaps of an officer and the entries of a visit."""
        return slice(*self.gap_cuts[o : o + 2]), slice(*self.row_cuts[v : v + 2])


def explained(problem: Problem, plan: Plan) -> tuple[Explained, ...]:
    """Every visit of the problem with a reason for every officer."""
    draft = drafted(Tables(problem), plan, as_told=False)
    n = len(problem.visits)
    now, empty = _grid(draft), _grid(Draft(draft.tables))
    savings = [_saving(draft, v) for v in range(n)]
    return tuple(_visit(draft, now, empty, savings[v], v) for v in range(n))


def _grid(draft: Draft) -> _Grid:
    tables = draft.tables
    fixed = {v: draft.narrowed[v] for v in draft.pairs}
    rows: Asked = asked(tables, range(len(tables.visits)), fixed)
    parts = [draft.gaps([o]) for o in range(len(tables.officers))]
    gaps = joined(parts)
    counts = [len(fixed.get(v, tables.starts[v])) for v in range(len(tables.visits))]
    cuts = [0, *np.cumsum([len(part.gaps) for part in parts]).tolist()]
    return _Grid(gaps, fits(tables.weights, gaps, rows), cuts, [0, *np.cumsum(counts).tolist()])


def _saving(draft: Draft, v: int) -> tuple[int, int]:
    """What would be saved without this visit's lead going there: all in all, and on the road."""
    tables, o = draft.tables, draft.officer_of(v)
    if o is None:
        return tables.prize[v], 0
    before, rest = draft.orders[o], [item for item in draft.orders[o] if item != v]
    ridden_s = _ridden(draft, o, before) - (_ridden(draft, o, rest) if any(item >= 0 for item in rest) else 0)
    work_s = sum(tables.service[item] for item in before if item >= 0) + _ridden(draft, o, before)
    over_s = _over(tables, o, work_s) - _over(tables, o, work_s - ridden_s - tables.service[v])
    return ridden_s + int(tables.price[o, v]) + over_s, ridden_s


def _ridden(draft: Draft, o: int, order: list[int]) -> int:
    """Seconds on the road with this order, whether it can be kept or not."""
    tables, officer = draft.tables, draft.tables.officers[o]
    places = [officer.start]
    for item in order:
        place = tables.place[item] if item >= 0 else officer.pauses[(-1 - item) // 2].place
        if place is not None:
            places.append(place)
    places.append(officer.end)
    return sum(tables.rows[o][a][b] for a, b in zip(places, places[1:], strict=False))


def _over(tables: Tables, o: int, work_s: int) -> int:
    target_s = tables.officers[o].target_work_s
    return 0 if target_s is None else max(0, work_s - target_s) * tables.weights.overtime_percent // 100


def _visit(draft: Draft, now: _Grid, empty: _Grid, saving: tuple[int, int], v: int) -> Explained:
    tables = draft.tables
    lead = draft.officer_of(v)
    pair = draft.pairs.get(v, (lead, None, 0))[:2]
    people = tuple(tables.officers[o].id for o in pair if o is not None)
    reasons = [_reason(draft, now, empty, saving, o, v) for o in range(len(tables.officers))]
    shown = sorted(reasons, key=lambda reason: (_RANK[reason.code], reason.price_s or reason.late_s, reason.officer))
    return Explained(visit=tables.visits[v].id, officers=people, reasons=tuple(shown))


def _reason(draft: Draft, now: _Grid, empty: _Grid, saving: tuple[int, int], o: int, v: int) -> Reason:
    tables, officer, visit = draft.tables, draft.tables.officers[o], draft.tables.visits[v]
    if v in draft.orders[o]:
        return Reason(officer=officer.id, code="second" if draft.pairs.get(v, (o,))[0] != o else "chosen")
    if tables.bars[o][v]:
        needs = tuple(sorted(visit.skills - officer.skills))
        return Reason(officer=officer.id, code=tables.bars[o][v], needs=needs)  # type: ignore[arg-type]
    never = _never(draft, empty, o, v)
    if never is not None:
        return Reason(officer=officer.id, code=never)
    cell = now.cell(o, v)
    price_s = now.found.price_s[cell]
    if price_s.size and price_s.min() < NEVER:
        at = np.unravel_index(int(price_s.argmin()), price_s.shape)
        return _priced(draft, saving, int(price_s[at]), int(now.found.travel_s[cell][at]), o, v)
    return _full(draft, now, o, v)


def _never(draft: Draft, empty: _Grid, o: int, v: int) -> Code | None:
    """Why this officer could not make this visit even with nothing else to do."""
    officer, visit = draft.tables.officers[o], draft.tables.visits[v]
    if draft.timings[o] is None:
        return "not_working"
    if visit.load > officer.load_max or officer.visits_max < 1:
        return "too_much"
    price_s = empty.found.price_s[empty.cell(o, v)]
    if price_s.size and price_s.min() < NEVER:
        return None
    tries = (timed(draft.tables, o, order, {}) for order in arranged(officer, [v]))
    return "off_hours" if all(timing is None for timing in tries) else None


def _priced(draft: Draft, saving: tuple[int, int], price_s: int, travel_s: int, o: int, v: int) -> Reason:
    """They could: what it would cost against what is now."""
    more_s, road_s = price_s - saving[0], travel_s - saving[1]
    if draft.officer_of(v) is None:
        code: Code = "fits" if more_s <= 0 else "too_dear"
    else:
        code = "dearer" if more_s > 0 else "no_dearer"
    return Reason(officer=draft.tables.officers[o].id, code=code, price_s=more_s, travel_s=road_s)


def _full(draft: Draft, now: _Grid, o: int, v: int) -> Reason:
    """They could on another day: what would come too late first, where it would be least late."""
    tables, officer = draft.tables, draft.tables.officers[o]
    gaps, entries = now.cell(o, v)
    rows = now.gaps.rows[gaps]
    if (rows[:, VISITS] < 1).any() or (rows[:, LOAD] < tables.visits[v].load).any():
        return Reason(officer=officer.id, code="load_full")
    late_s = (now.found.first_s[gaps, entries] - now.found.last_s[gaps, entries]).min(axis=1)
    found: tuple[int | None, int] = (None, 0)
    for g in np.argsort(np.where(late_s > 0, late_s, NEVER), kind="stable")[:1].tolist():
        gap = now.gaps.gaps[now.gap_cuts[o] + g]
        found = late(tables, o, [*gap.head, v, *gap.tail], draft.narrowed)
    item, by_s = found
    if item is None:
        return Reason(officer=officer.id, code="late_home", late_s=by_s)
    if item < 0:
        return Reason(officer=officer.id, code="late_pause", late_s=by_s)
    code: Code = "late_here" if item == v else "late_visit"
    return Reason(officer=officer.id, code=code, other=tables.visits[item].id, late_s=by_s)
