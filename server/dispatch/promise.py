"""What can be promised: while somebody is on the telephone, the windows that cost least over the next days.

A day is taken as it stands; the new visit is only put between its stops, so what has been promised to others holds. The work
grows with the number of officers of the unit and their stops, not with what a solver would do. What is being read out to one
caller is held against the next (`held`) for a few minutes.
"""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from server.dispatch.draft import Double, Draft, Single, double
from server.dispatch.insertion import NEVER, Asked, Fits, Gaps, Ints, fits
from server.dispatch.problem import Problem, Span, Table, Visit, Weights, bar, price_s, with_visit
from server.dispatch.redraft import drafted
from server.dispatch.route import Plan, Tables
from server.dispatch.travel import Point

HOLD_MS = 300_000
"""How long a window is kept for the caller it is being read out to."""

Ways = Callable[[Problem, Point], tuple[Table, Table]]
"""`ways(problem, door)`: seconds from every place of the problem to a new door, and from it to every place."""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A window that could be promised: what it would cost, who would go and about when."""

    day: str
    window: Span
    price_s: int
    officers: tuple[str, ...]
    start_s: int
    days_ahead: int = 0


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """An offer kept for one caller until a moment; `visit` is what was asked for, at `door`."""

    id: str
    offer: Offer
    visit: Visit
    door: Point
    until_ms: int


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """How a ward makes promises: windows of this length, begun on these steps, so many offers; later days cost a little."""

    window_s: int = 7_200
    step_s: int = 1_800
    offers: int = 5
    a_day: int = 2
    """At most so many offers on one day, so that a caller can choose."""
    later_day_s: int = 300


USUAL = Policy()


class Day(msgspec.Struct, frozen=True, eq=False):
    """A day with its plan, looked up once and asked often."""

    draft: Draft
    gaps: Gaps

    @property
    def problem(self) -> Problem:
        """What the day is made from."""
        return self.draft.tables.problem


def opened(problem: Problem, plan: Plan, holds: Sequence[Hold] = (), now_ms: int = 0, ways: Ways | None = None) -> Day:
    """A day ready to be asked, with everything in it that is being held for somebody."""
    standing = [hold for hold in holds if hold.until_ms > now_ms and hold.offer.day == problem.day]
    for hold in standing:
        assert ways is not None, "a hold needs its way"
        problem = with_visit(problem, _as_held(hold), *ways(problem, hold.door), hold.door)
    draft = drafted(Tables(problem), plan)
    for hold in standing:
        v = draft.tables.visit_at[f"hold:{hold.id}"]
        where = draft.place(v)
        if where is not None:
            draft.add(v, where)
    return Day(draft, draft.gaps())


def _as_held(hold: Hold) -> Visit:
    """A hold as a visit with the window read out, for the officers it was reckoned with."""
    return msgspec.structs.replace(
        hold.visit, id=f"hold:{hold.id}", windows=(hold.offer.window,), pinned=hold.offer.officers, band=2
    )


def grid(policy: Policy, open_s: int, close_s: int) -> tuple[Span, ...]:
    """The windows a ward promises between opening and closing."""
    return tuple(
        Span(start, start + policy.window_s)
        for start in range(-(-open_s // policy.step_s) * policy.step_s, close_s - policy.window_s + 1, policy.step_s)
    )


def offers(
    days: Sequence[Day],
    visit: Visit,
    door: Point,
    ways: Ways,
    policy: Policy = USUAL,
    windows: Sequence[Span] = (),
    not_before_s: int = 0,
) -> list[Offer]:
    """The cheapest windows over these days, cheapest first: of those the caller asks for, or of the ward's own grid.

    The first day is today; `not_before_s` is the first second of it that can still be promised. Windows on one day do not
    overlap. Empty: nothing can be promised without moving others.
    """
    found: list[Offer] = []
    for ahead, day in enumerate(days):
        shifts = [officer.shift for officer in day.problem.officers]
        if not shifts:
            continue
        spans = windows or grid(policy, min(s.from_s for s in shifts), max(s.to_s for s in shifts))
        spans = [span for span in spans if ahead or span.from_s >= not_before_s]
        found += _on_day(day, visit, door, ways, spans, ahead)
    found.sort(key=lambda o: (o.price_s + policy.later_day_s * o.days_ahead, o.days_ahead, o.window.from_s))
    return _apart(found, policy)


def _apart(found: Sequence[Offer], policy: Policy) -> list[Offer]:
    """The best of them that do not overlap, not too many of one day."""
    chosen: list[Offer] = []
    for offer in found:
        same = [other for other in chosen if other.day == offer.day]
        clash = any(o.window.from_s < offer.window.to_s and offer.window.from_s < o.window.to_s for o in same)
        if not clash and len(same) < policy.a_day and len(chosen) < policy.offers:
            chosen.append(offer)
    return chosen


def _on_day(day: Day, visit: Visit, door: Point, ways: Ways, spans: Sequence[Span], ahead: int) -> list[Offer]:
    """Every window of one day in which somebody could come, with the cheapest who could."""
    to_s, from_s = ways(day.problem, door)
    weights = day.problem.weights
    lead = fits(weights, day.gaps, _asked(day, visit, spans, to_s, from_s, lead=True))
    places: Sequence[Single | Double | None]
    if visit.officers == 2:
        beside = fits(weights, day.gaps, _asked(day, visit, spans, to_s, from_s, lead=False))
        places = [_pair(day, lead, beside, i) for i in range(len(spans))]
    else:
        places = _singles(day.gaps, lead)
    names = [officer.id for officer in day.problem.officers]
    return [
        Offer(
            day=day.problem.day,
            window=span,
            price_s=place.price_s,
            officers=tuple(names[o] for o in _people(place)),
            start_s=place.first_s if isinstance(place, Single) else place.start_s,
            days_ahead=ahead,
        )
        for span, place in zip(spans, places, strict=True)
        if place is not None
    ]


def _people(place: Single | Double) -> tuple[int, ...]:
    return (place.gap.officer,) if isinstance(place, Single) else (place.lead.officer, place.second.officer)


def _singles(gaps: Gaps, found: Fits) -> list[Single | None]:
    """For each window the cheapest gap."""
    if not gaps.gaps:
        return [None] * found.price_s.shape[1]
    best = found.price_s.argmin(axis=0)
    return [
        Single(int(found.price_s[g, i]), gaps.gaps[g], int(found.first_s[g, i]), int(found.last_s[g, i]))
        if found.price_s[g, i] < NEVER
        else None
        for i, g in enumerate(best.tolist())
    ]


def _pair(day: Day, lead: Fits, beside: Fits, i: int) -> Double | None:
    """For one window the cheapest two officers."""
    column = slice(i, i + 1)
    one, other = (Fits(*(field[:, column] for field in found)) for found in (lead, beside))
    return double(day.gaps, one, other, len(day.problem.officers))


def _asked(day: Day, visit: Visit, spans: Sequence[Span], to_s: Ints, from_s: Ints, *, lead: bool) -> Asked:
    """The new visit, one entry for each window."""
    n, problem, weights = len(spans), day.problem, day.problem.weights
    first, last = _begins(visit, spans)
    may = np.array([not bar(officer, visit, lead=lead) for officer in problem.officers], dtype=bool)
    prices = np.array([_price(weights, problem, o, visit, lead) for o in range(len(may))], dtype=np.int64)
    return Asked(
        visit=np.zeros(n, dtype=np.int64),
        service_s=np.full(n, visit.service_s, dtype=np.int64),
        first_s=first,
        last_s=last,
        load=np.full(n, visit.load, dtype=np.int64),
        to_s=np.repeat(to_s[:, None], n, axis=1),
        from_s=np.repeat(from_s[None], n, axis=0),
        may=np.repeat(may[:, None], n, axis=1),
        price_s=np.repeat(prices[:, None], n, axis=1),
    )


def _price(weights: Weights, problem: Problem, o: int, visit: Visit, lead: bool) -> int:
    return price_s(weights, problem.officers[o], visit, lead=lead)


def _begins(visit: Visit, spans: Sequence[Span]) -> tuple[Ints, Ints]:
    """First and last begin in each window, the lawful hours considered."""
    first = np.array([span.from_s for span in spans], dtype=np.int64)
    last = np.array([span.to_s - 1 for span in spans], dtype=np.int64)
    if visit.lawful is not None:
        first = np.maximum(first, visit.lawful.from_s)
        last = np.minimum(last, visit.lawful.to_s - visit.service_s)
    return first, last
