"""A first plan, made visit by visit: the dearest band first, and in it whoever would miss most by waiting (regret)."""

import numpy as np
from numpy.typing import NDArray

from server.dispatch.draft import Draft
from server.dispatch.insertion import NEVER, asked, fits

_BANDS = (3, 2, 1, 0)


def filled(draft: Draft) -> Draft:
    """The draft with every missing visit put where it costs least, as far as they fit."""
    missing = draft.missing() if draft.orders else []
    visits = draft.tables.visits
    for band in _BANDS:
        mine = [v for v in missing if (3 if visits[v].must else visits[v].band) == band]
        for v in [v for v in mine if draft.tables.two[v]]:
            where = draft.best_double(v)
            if where is not None:
                draft.add(v, where)
        _regret(draft, [v for v in mine if not draft.tables.two[v]])
    return draft


def _regret(draft: Draft, visits: list[int]) -> None:
    """Puts these visits in, always the one whose second-best officer would cost most more than the best."""
    left = list(visits)
    prices = np.full((len(draft.orders), len(left)), NEVER, dtype=np.int64)
    for o in range(len(draft.orders)):
        prices[o] = _prices(draft, o, left)
    open_ = np.ones(len(left), dtype=bool)
    while open_.any():
        best = np.sort(prices, axis=0)
        second = best[1] if len(best) > 1 else np.full(len(left), NEVER)
        open_ &= best[0] < NEVER
        if not open_.any():
            return
        i = int(np.where(open_, second - best[0], -1).argmax())
        o = int(prices[:, i].argmin())
        where = draft.best(left[i], [o])
        open_[i] = False
        if where is not None and draft.add(left[i], where):
            prices[o] = _prices(draft, o, left)


def _prices(draft: Draft, o: int, visits: list[int]) -> NDArray[np.int64]:
    """The cheapest insertion of each visit into one officer's day."""
    prices = np.full(len(visits), NEVER, dtype=np.int64)
    gaps = draft.gaps([o])
    rows = asked(draft.tables, visits, draft.narrowed)
    if gaps.gaps and rows.visit.size:
        at = {v: i for i, v in enumerate(visits)}
        columns = np.array([at[v] for v in rows.visit.tolist()])
        np.minimum.at(prices, columns, fits(draft.tables.weights, gaps, rows).price_s.min(axis=0))
    return prices
