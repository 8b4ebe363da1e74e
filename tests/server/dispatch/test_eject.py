"""Whoever was left out is put in by a chain of others going elsewhere, and nobody is put out for it."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from server.dispatch.checker import faults
from server.dispatch.construct import filled
from server.dispatch.draft import Draft
from server.dispatch.eject import Links, seat, seated
from server.dispatch.problem import Officer, Problem, Span, Visit
from server.dispatch.route import Tables
from tests.server.dispatch.small import drafts, seeds, small

OPEN_S = 28_800


def _chain_of(links: int) -> Draft:
    """Officers in a row, each full with one visit that only the next one could make too; the last has nothing to do."""
    officers = tuple(
        Officer(
            id=f"o{k}", start=0, end=0, shift=Span(OPEN_S, OPEN_S + 4_000), skills=frozenset((f"s{k}", f"s{k - 1}"))
        )
        for k in range(links + 1)
    )
    visits = tuple(
        Visit(
            id=f"v{k}", place=0, service_s=3_000, windows=(Span(OPEN_S, OPEN_S + 1_000),), skills=frozenset((f"s{k}",))
        )
        for k in range(links)
    )
    new = Visit(id="new", place=0, service_s=3_000, windows=(Span(OPEN_S, OPEN_S + 1_000),), skills=frozenset(("s-1",)))
    problem = Problem(
        unit="u", day="2026-11-23", officers=officers, visits=(*visits, new), travel_s=np.zeros((1, 1), dtype=np.int64)
    )
    draft = Draft(Tables(problem))
    assert all(draft.put(k, [k]) for k in range(links))
    return draft


@pytest.mark.parametrize("links", range(4))
def test_a_chain_is_found(links: int) -> None:
    """Up to three go elsewhere, each to the next officer, so that one more is visited."""
    draft = _chain_of(links)
    found = seated(draft)
    assert found.missing() == [] and draft.missing() == [links]
    assert faults(found.tables.problem, found.plan("", 0)) == []


def test_a_chain_has_an_end() -> None:
    """Four would have to go elsewhere: that is not looked for, and the day stays as it was."""
    draft = _chain_of(4)
    assert seated(draft).orders == draft.orders


def test_only_what_is_good_is_taken() -> None:
    """A chain nobody wants is not made."""
    draft = _chain_of(2)
    assert seat(draft, 2, lambda trial: False) is None
    assert seat(draft, 2, lambda trial: trial.orders[2] == [1]) is not None


def _crowded(seed: int) -> Draft:
    problem = small(seed, visits=14)
    half = tuple(replace(o, shift=Span(o.shift.from_s, o.shift.from_s + 14_400), pauses=()) for o in problem.officers)
    return filled(drafts(replace(problem, officers=half)))


@pytest.mark.parametrize("first", seeds(600, 100))
def test_nobody_is_put_out(first: int) -> None:
    """In random wards too full for everybody whoever was made still is, rules hold, and nobody is left for whom there is room."""
    better = 0
    for seed in range(first, first + 100):
        draft = _crowded(seed)
        found = seated(draft)
        assert draft.made() <= found.made()
        assert faults(found.tables.problem, found.plan("", 0)) == [], seed
        assert not any(found.place(v) for v in found.missing() if v not in found.narrowed)
        better += len(found.made()) > len(draft.made())
    assert better


def test_links_reckoned_once_serve_everybody_left_out() -> None:
    """The chains of one visit are the same whether its links were reckoned alone or with those of all others left out."""
    found = 0
    for seed in range(60):
        draft = _crowded(seed)
        single = [v for v in draft.missing() if not draft.tables.two[v]]
        together = Links(draft, draft.missing())
        for v in single:
            chains = list(Links(draft, [v]).chains(v))
            assert list(together.chains(v)) == chains
            found += len(chains)
    assert found


def test_a_chain_is_only_followed_where_it_can_end() -> None:
    """Of chains of visits with no room anywhere near none is begun, so that a ward too full costs no time to look through."""
    assert list(Links(_chain_of(4), [4]).chains(4)) == []
    assert [len(chain.visits) for chain in Links(_chain_of(3), [3]).chains(3)] == [4]
