"""Gaps, begins and prices are what trying them one by one gives."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from server.dispatch.construct import filled
from server.dispatch.draft import Draft
from server.dispatch.insertion import NEVER, asked, fits
from server.dispatch.route import timed
from tests.server.dispatch.small import drafts, small


def _without(draft: Draft, v: int) -> Draft:
    """The draft with one visit taken out, if it can be."""
    other = draft.copy()
    return other if other.take(v) else draft


@pytest.mark.parametrize("seed", range(400))
def test_every_gap_is_what_trying_it_gives(seed: int) -> None:
    """A visit fits a gap exactly when the order with it can be kept, and then at the price the plan's cost goes up by."""
    problem = small(seed)
    full = filled(drafts(replace(problem, weights=replace(problem.weights, move_s=0))))
    tables = full.tables
    for v in range(len(tables.visits)):
        draft = _without(full, v)
        if tables.two[v] or v in draft.made():
            continue
        gaps, rows = draft.gaps(), asked(tables, [v])
        found = fits(tables.weights, gaps, rows)
        before = draft.cost().total_s - tables.prize[v]
        for g, gap in enumerate(gaps.gaps):
            o, order = gap.officer, [*gap.head, v, *gap.tail]
            for i, span in enumerate(tables.starts[v]):
                narrowed = {**draft.narrowed, v: (span,)}
                kept = timed(tables, o, order, narrowed) is not None and _room(draft, o, v) and tables.may[o, v]
                assert (found.price_s[g, i] < NEVER) == kept, (seed, v, g, i)
                if kept:
                    trial = draft.copy()
                    trial.narrowed[v] = (span,)
                    assert trial.put(o, order)
                    assert found.price_s[g, i] == trial.cost().total_s - before, (seed, v, g, i)


def _room(draft: Draft, o: int, v: int) -> bool:
    officer, visits = draft.tables.officers[o], [draft.tables.visits[i] for i in draft.orders[o] if i >= 0]
    load = sum(visit.load for visit in visits) + draft.tables.visits[v].load
    return len(visits) < officer.visits_max and load <= officer.load_max
