"""What the solver cannot do: move two officers together, and let nobody of rank stay out for somebody of none."""

from itertools import islice

from server.dispatch.draft import Draft
from server.dispatch.eject import Links

_ROUNDS_MAX = 10
"""Each round makes the plan cheaper, so there is an end; this is for the clock."""
GIVERS_MAX = 8
"""Of those who could give way so many are compared."""


def polished(draft: Draft) -> Draft:
    """The draft with visits of two at better moments, whoever still fits put in, and the ordinary giving way to priority."""
    best = draft
    for v in sorted(best.pairs):
        best = _retimed(best, v)
    for _ in range(_ROUNDS_MAX):
        before = best
        best = _with_all_that_fit(best)
        for v in best.missing():
            if best.tables.visits[v].band > 0 or best.tables.visits[v].must:
                best = _swapped_in(best, v)
        if best is before:
            break
    return best


def _with_all_that_fit(draft: Draft) -> Draft:
    """The draft with every missing visit put in for which there is room, the dearest first; the same draft if there is none."""
    found = draft
    for v in draft.missing():
        where = found.place(v)
        if where is not None:
            trial = found.copy()
            if trial.add(v, where):
                found = trial
    return found


def _retimed(draft: Draft, v: int) -> Draft:
    """The draft with this visit of two made by whoever can at whatever moment costs least, the others staying as they are."""
    trial = draft.copy()
    if not trial.take(v):
        return draft
    where = trial.best_double(v)
    if where is None or not trial.add(v, where):
        return draft
    return trial if trial.cost().total_s < draft.cost().total_s else draft


def _swapped_in(draft: Draft, v: int) -> Draft:
    """The draft with this visit made in place of one of a lower band, which goes elsewhere if it can."""
    tables, rank = draft.tables, _rank(draft, v)
    givers = sorted(draft.made()) if tables.two[v] else [*Links(draft, [v]).instead(v), *sorted(draft.pairs)]
    trials = (_given_way(draft, v, u) for u in givers if _rank(draft, u) < rank)
    found = islice((trial for trial in trials if trial is not None), GIVERS_MAX)
    best = min(found, key=lambda trial: trial.cost().total_s, default=draft)
    return best if tables.visits[v].must or best.cost().total_s < draft.cost().total_s else draft


def _given_way(draft: Draft, v: int, u: int) -> Draft | None:
    """The draft with the one made and not the other, unless there is room for that elsewhere."""
    trial = draft.copy()
    where = trial.place(v) if trial.take(u) else None
    if where is None or not trial.add(v, where):
        return None
    again = trial.place(u)
    if again is not None:
        trial.add(u, again)
    return trial


def _rank(draft: Draft, v: int) -> int:
    visit = draft.tables.visits[v]
    return 3 if visit.must else visit.band
