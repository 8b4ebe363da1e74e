"""Whoever was left out, put in after all: somebody else goes to another officer for it, and somebody for that one.

What the solver and plain insertion miss is a short chain: this visit fits where that one is, and that one fits elsewhere
(ejection chains, Glover 1996). No officer's day is changed twice in a chain, so what it costs is the sum of its links, and all
links are reckoned at once. A chain ends with nobody new left out: it only ever adds a visit to the day.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from server.dispatch.draft import Draft
from server.dispatch.insertion import NEVER, Gaps, Ints, asked, fits, joined
from server.dispatch.route import Starts

LINKS_MAX = 3
"""So many may have to go elsewhere for one."""
BREADTH = 300
"""Of all chains begun so many of the cheapest are followed further."""
TRIES_MAX = 12
"""So many finished chains are tried for one visit, the shortest and cheapest first."""

Good = Callable[[Draft], bool]


def seated(draft: Draft, good: Good = lambda draft: True) -> Draft:
    """The draft with those left out put in as far as chains are found, the dearest first; only drafts that are `good`."""
    links: Links | None = None
    for v in draft.missing():
        if draft.tables.two[v]:
            found = _both(draft, v, good)
        else:
            links = links or Links(draft, draft.missing())
            found = _chained(draft, links, v, good)
        if found is not None:
            draft, links = found, None
    return draft


def seat(draft: Draft, v: int, good: Good) -> Draft | None:
    """The draft with this visit in it and nobody new left out, for about the least price; None when no chain was found."""
    if draft.tables.two[v]:
        return _both(draft, v, good)
    return _chained(draft, Links(draft, [v]), v, good)


def _chained(draft: Draft, links: "Links", v: int, good: Good) -> Draft | None:
    """The draft with this visit in it by one of these chains."""
    tries = (_made(draft, chain) for chain in islice(links.chains(v), TRIES_MAX))
    return next((trial for trial in tries if trial is not None and good(trial)), None)


class Chain(NamedTuple):
    """Who goes whither: each visit to an officer, where it takes the place of the next; the last one goes where there is room."""

    price_s: int
    visits: tuple[int, ...]
    officers: tuple[int, ...]


class Links:
    """What visits left out, and each of those made, would cost in the place of each other, and beside all an officer makes."""

    def __init__(self, draft: Draft, asked_for: Sequence[int]) -> None:
        self._tables = draft.tables
        rests = [(o, rest) for o in range(len(draft.orders)) for rest in draft.without(o)]
        self._out = [rest.visit for _, rest in rests]
        self._holder = {rest.visit: o for o, rest in rests}
        self._saved = {rest.visit: rest.saved_s for _, rest in rests}
        self._visits = [*(v for v in asked_for if not draft.tables.two[v]), *self._out]
        self._row = {x: i for i, x in enumerate(self._visits)}
        free = {x: draft.tables.starts[x] for x in self._visits}
        free |= {v: draft.narrowed[v] for v in asked_for if v in draft.narrowed}
        told = {x: draft.tables.near[x] for x in self._visits if draft.tables.near[x]}
        self._instead = self._prices([rest.gaps for _, rest in rests], free, told)
        self._beside = self._prices([draft.gaps([o]) for o in range(len(draft.orders))], free, told)
        self._leads = self._leading()

    def _leading(self) -> list[NDArray[np.bool_]]:
        """For so many links to come: whether this visit in the place of that one can still lead to somebody with room."""
        rows = [self._row[u] for u in self._out]
        ends: NDArray[np.bool_] = np.any(self._beside < NEVER, axis=1)
        leads = []
        for _ in range(LINKS_MAX):
            leads.append((self._instead < NEVER) & ends[rows][None])
            ends = ends | np.any(leads[-1], axis=1)
        return leads

    def _prices(self, days: list[Gaps], free: Mapping[int, Starts], told: Mapping[int, Starts]) -> Ints:
        """The least price of each visit in each of these days: about when it was told, or at another hour and its price."""
        found = self._least(days, free)
        if told and self._tables.weights.move_s:
            moved_s = np.array([self._tables.weights.move_s if x in told else 0 for x in self._visits])
            found = np.where(found < NEVER, found + moved_s[:, None], NEVER)
            found = np.minimum(found, self._least(days, {**free, **told}))
        return found

    def _least(self, days: list[Gaps], starts: Mapping[int, Starts]) -> Ints:
        """The least price of each visit in each of these days if it begins in these spans."""
        found = np.full((len(self._visits), len(days)), NEVER, dtype=np.int64)
        rows = asked(self._tables, self._visits, starts)
        filled = [i for i, day in enumerate(days) if day.gaps]
        if not filled or not rows.visit.size:
            return found
        price_s = fits(self._tables.weights, joined(days), rows).price_s
        cuts = np.cumsum([0, *(len(days[i].gaps) for i in filled[:-1])])
        by_day = np.minimum.reduceat(price_s, cuts, axis=0)
        at = [self._row[x] for x in rows.visit.tolist()]
        firsts = [i for i, row in enumerate(at) if not i or at[i - 1] != row]
        found[np.ix_([at[i] for i in firsts], filled)] = np.minimum.reduceat(by_day, firsts, axis=1).T
        return found

    def instead(self, v: int) -> list[int]:
        """The visits in whose place this one could be made, those first that save most by it."""
        prices = self._instead[self._row[v]].tolist()
        found = [(price_s - self._saved[u], u) for u, price_s in zip(self._out, prices, strict=True) if price_s < NEVER]
        return [u for _, u in sorted(found)]

    def chains(self, v: int) -> Iterator[Chain]:
        """Chains for this visit that could be made, by their number of links and then by price."""
        begun = [Chain(0, (v,), ())]
        yield from sorted(self._ends(begun[0]))
        for to_come in reversed(range(LINKS_MAX)):
            begun = sorted(more for chain in begun for more in self._longer(chain, to_come))[:BREADTH]
            yield from sorted(end for chain in begun for end in self._ends(chain))

    def _ends(self, chain: Chain) -> Iterator[Chain]:
        """The chain finished with whoever has room for its last visit."""
        prices = self._beside[self._row[chain.visits[-1]]]
        for o in np.flatnonzero(prices < NEVER).tolist():
            if o not in chain.officers:
                yield Chain(chain.price_s + int(prices[o]), chain.visits, (*chain.officers, o))

    def _longer(self, chain: Chain, to_come: int) -> Iterator[Chain]:
        """The chain with one visit more that has to go elsewhere, and can with so many links after it."""
        row = self._row[chain.visits[-1]]
        prices = self._instead[row]
        for i in np.flatnonzero(self._leads[to_come][row]).tolist():
            u = self._out[i]
            if self._holder[u] not in chain.officers:
                price_s = chain.price_s + int(prices[i]) - self._saved[u]
                yield Chain(price_s, (*chain.visits, u), (*chain.officers, self._holder[u]))


def _made(draft: Draft, chain: Chain) -> Draft | None:
    """The draft with this chain carried out."""
    trial = draft.copy()
    if not all(trial.take(u) for u in chain.visits[1:]):
        return None
    for x, o in zip(chain.visits, chain.officers, strict=True):
        where = trial.best(x, [o])
        if where is None or not trial.add(x, where):
            return None
    return trial


def _both(draft: Draft, v: int, good: Good) -> Draft | None:
    """The draft with this visit of two, for which at most one goes elsewhere."""
    for u in [None, *sorted(u for u in draft.made() if not draft.tables.two[u])]:
        trial = draft.copy()
        if u is not None and not trial.take(u):
            continue
        for x in (v,) if u is None else (v, u):
            where = trial.place(x)
            if where is None or not trial.add(x, where):
                break
        else:
            if good(trial):
                return trial
    return None
