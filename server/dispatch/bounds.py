"""How much of a day may be disturbed for one thing that went wrong, and the best plan that disturbs no more.

A price for every change is not enough: a chain of cheap changes can upset a whole ward. So changes are also counted. What is
looked for, in this order: no priority visit lost, no more changes than the bounds allow, as few left out as can be, the least
cost. When prices as they are lead beyond the bounds they are raised until they do not; what is still too much is taken back.
"""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from server.dispatch.draft import Draft
from server.dispatch.eject import Good, seat, seated
from server.dispatch.limit import Clock, Limit, Watch, part_of
from server.dispatch.polish import polished
from server.dispatch.problem import Problem
from server.dispatch.pyvrp_model import improved
from server.dispatch.route import Tables

FIRST_SHARE, NEXT_SHARE = 0.4, 0.2
"""How much of the time prices as they are have, and then each raised price."""
NEARLY = 3
"""What is beyond the bounds by more than this is not taken back change by change: prices are raised first."""
DEARER = 3
DEAREST = 9
"""A price is raised threefold, and at most ninefold: a visit left out stays dearer than any change."""


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """How many visits of officers not in trouble may change hands; how many begins told may move by more than is free."""

    moved_max: int
    shifted_max: int


OUT = Bounds(moved_max=4, shifted_max=5)
"""For an officer who cannot go on."""
LATE = Bounds(moved_max=1, shifted_max=1)
"""For one who comes too late, or for a case that comes in."""


class Disturbed(msgspec.Struct, frozen=True):
    """What a plan changes of what was told, and how many it leaves out."""

    moved: int
    shifted: int
    left_out: int


ANY = Bounds(moved_max=1_000_000, shifted_max=1_000_000)
"""Whatever it takes to leave as few out as can be."""


def bounds_for(out: int, late: int) -> Bounds:
    """What may be disturbed when so many officers are out and so many late."""
    return Bounds(
        moved_max=max(LATE.moved_max, out * OUT.moved_max + late * LATE.moved_max),
        shifted_max=max(LATE.shifted_max, out * OUT.shifted_max + late * LATE.shifted_max),
    )


class Bending:
    """A day being bent: whose trouble it is, and how much may change for it."""

    def __init__(self, tables: Tables, troubled: Iterable[str], bounds: Bounds) -> None:
        self._tables, self._troubled, self.bounds = tables, frozenset(troubled), bounds

    def changed(self, draft: Draft) -> tuple[set[int], set[int]]:
        """The visits of others that change hands, and those that begin at another time than was told."""
        moved, shifted = set(), set()
        officers, free_s = self._tables.officers, self._tables.weights.move_free_s
        for o, order in enumerate(draft.orders):
            timing = draft.timings[o]
            for i, v in enumerate(order):
                told = self._tables.visits[v].told if v >= 0 else None
                lead, second, _ = draft.pairs.get(v, (o, None, 0))
                if told is None or timing is None or lead != o:
                    continue
                people = (officers[o].id, officers[second].id if second is not None else "")
                if people != (told.officer, told.second) and not self._troubled & {told.officer, told.second}:
                    moved.add(v)
                if abs(timing.start_s[i] - told.start_s) > free_s:
                    shifted.add(v)
        return moved, shifted

    def counts(self, draft: Draft) -> Disturbed:
        """How much a draft changes."""
        moved, shifted = self.changed(draft)
        return Disturbed(len(moved), len(shifted), len(draft.missing()))

    def excess(self, draft: Draft) -> tuple[int, int]:
        """By how much it changes more than it may: hands, begins."""
        moved, shifted = self.changed(draft)
        return max(0, len(moved) - self.bounds.moved_max), max(0, len(shifted) - self.bounds.shifted_max)

    def rank(self, draft: Draft) -> tuple[int, int, int]:
        """What counts, in this order: who of priority is lost, what is changed beyond the bounds, the cost."""
        visits, prize = self._tables.visits, self._tables.prize
        lost_s = sum(prize[v] for v in draft.missing() if visits[v].band > 0 or visits[v].must)
        return lost_s, sum(self.excess(draft)), draft.cost().total_s

    def settled(self, draft: Draft) -> Draft:
        """A draft at its true prices with everybody put in for whom there is room, then held to the bounds."""
        found = self._held(polished(draft.priced(self._tables)))
        return seated(found, self._within(found))

    def _within(self, draft: Draft) -> Good:
        """Whether another draft is beyond the bounds by no more than this one."""
        over = sum(self.excess(draft))
        return lambda trial: sum(self.excess(trial)) <= over

    def _held(self, draft: Draft) -> Draft:
        """The draft with changes taken back, the one that costs least first, until no more are made than may be."""
        while any(over := self.excess(draft)):
            moved, shifted = self.changed(draft)
            wanted = sorted((moved if over[0] else set()) | (shifted if over[1] else set()))
            before = self.rank(draft)
            better = next((found for found in self._calmer(draft, wanted) if self.rank(found) < before), None)
            if better is None:
                break
            draft = better
        return draft

    def _calmer(self, draft: Draft, wanted: list[int]) -> Iterator[Draft]:
        """Drafts with one of these changes taken back: the cheapest as it was told, any about then, the cheapest dropped."""
        told = [trial for v in wanted if (trial := self._as_told(draft, v)) is not None]
        yield from sorted(told, key=self.rank)[:1]
        yield from (trial for v in wanted if (trial := self._about_then(draft, v)) is not None)
        dropped = [trial for v in wanted if (trial := self._nobody(draft, v)) is not None]
        yield from sorted(dropped, key=self.rank)[:1]

    def _as_told(self, draft: Draft, v: int) -> Draft | None:
        """The draft with this visit made by whom and about when it was told."""
        told, trial = self._tables.visits[v].told, self._about(draft, v)
        own = self._tables.officer_at.get(told.officer) if told is not None else None
        where = trial.best(v, [own]) if trial is not None and own is not None else None
        return trial if trial is not None and where is not None and trial.add(v, where) else None

    def _about_then(self, draft: Draft, v: int) -> Draft | None:
        """The draft with this visit made by anybody about when it was told, at most a few going elsewhere for it."""
        trial = self._about(draft, v)
        return None if trial is None else seat(trial, v, self._within(draft))

    def _about(self, draft: Draft, v: int) -> Draft | None:
        """The draft without this visit of one officer, which is then to begin about when it was told."""
        trial = draft.copy()
        if self._tables.two[v] or not self._tables.near[v] or not trial.take(v):
            return None
        trial.narrowed[v] = self._tables.near[v]
        return trial

    def _nobody(self, draft: Draft, v: int) -> Draft | None:
        """The draft without this visit."""
        trial = draft.copy()
        return trial if trial.take(v) else None

    def dearer(self, hands: int, hours: int) -> Tables:
        """The same problem with changes so many times as dear."""
        problem: Problem = self._tables.problem
        visits = tuple(
            replace(visit, told=replace(visit.told, dear=hands))
            if visit.told is not None and not self._troubled & {visit.told.officer, visit.told.second}
            else visit
            for visit in problem.visits
        )
        weights = replace(problem.weights, move_s=problem.weights.move_s * hours)
        return Tables(replace(problem, visits=visits, weights=weights))


def bent(
    start: Draft, bending: Bending, limit: Limit, seed: int, watch: Watch | None = None
) -> tuple[Draft, Disturbed | None]:
    """The best draft within the bounds, and what a plan beyond them would come to if it left fewer people out."""
    whole = Clock(limit, watch, "replan")
    whole(0)
    best = bending.settled(start)
    beyond: list[Disturbed] = []
    tables, spent, hands, hours = start.tables, 0.0, 1, 1
    calm = False
    while spent < 1.0 and not whole.cancelled:
        share = FIRST_SHARE if not spent else 1.0 - spent if calm else NEXT_SHARE
        told = part_of(watch, spent, min(1.0, spent + share))
        clock = Clock(limit.share(_left(whole, limit, spent, share)), told, "replan")
        found = polished(improved(best.priced(tables), clock, seed + round(10 * spent)))
        whole.cancelled = clock.cancelled
        over = bending.excess(found)
        calm = not any(over)
        if not calm:
            beyond.append(bending.counts(found))
            hands, hours = (min(DEAREST, n * DEARER) if o else n for n, o in zip((hands, hours), over, strict=True))
            tables = bending.dearer(hands, hours)
        if sum(over) <= NEARLY:
            best = min(best, bending.settled(found), key=bending.rank)
        spent = min(1.0, spent + share)
    fewer = [counts for counts in beyond if counts.left_out < bending.counts(best).left_out]
    return best, min(fewer, key=lambda counts: (counts.left_out, counts.moved + counts.shifted), default=None)


def _left(whole: Clock, limit: Limit, spent: float, share: float) -> float:
    """The part of the limit this round may have: what is planned for it, less what was used beyond the plan."""
    return share if limit.tries is not None else max(0.0, spent + share - whole.share())
