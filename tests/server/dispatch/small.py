"""Small random wards with every rule in them, made from a seed: enough of each to be broken by a planner that forgets one."""

import os
from random import Random

import numpy as np

from server.dispatch.draft import Draft
from server.dispatch.problem import NO_LIMIT, Officer, Pause, Problem, Span, Told, Visit, Weights
from server.dispatch.route import Tables
from server.dispatch.travel import closed

SKILLS = ("a", "b", "c")
OPEN_S, CLOSE_S = 28_800, 61_200


def seeds(usual: int, step: int = 1) -> range:
    """The seeds of so many random wards as usual, or of as many as `make wards` asks for."""
    return range(0, max(usual, int(os.environ.get("WARDS", "0"))), step)


def small(seed: int, visits: int = 9, officers: int = 3) -> Problem:
    """The small ward of this seed, with up to so many visits and officers."""
    rng = Random(seed)
    places = rng.randint(2, visits + 2)
    table = np.array([[0 if a == b else rng.randint(60, 1_500) for b in range(places)] for a in range(places)])
    crew = tuple(_officer(rng, o, places) for o in range(rng.randint(1, officers)))
    return Problem(
        unit="30307",
        day="2026-11-23",
        officers=crew,
        visits=tuple(_visit(rng, v, places, crew) for v in range(rng.randint(0, visits))),
        travel_s=closed(table.astype(np.int64)),
        weights=Weights(overtime_percent=rng.choice((0, 0, 100))),
        points=tuple((0.18 + rng.random() / 1e3, 1.84 + rng.random() / 1e3) for _ in range(places)),
    )


def _officer(rng: Random, o: int, places: int) -> Officer:
    shift = rng.choice((Span(OPEN_S, CLOSE_S), Span(OPEN_S, 43_200), Span(36_000, CLOSE_S)))
    pauses = []
    if rng.random() < 0.6:
        place = rng.choice((None, rng.randrange(places)))
        pauses.append(Pause(from_s=40_500, latest_s=43_200, length_s=rng.choice((1_800, 5_400)), place=place))
    if rng.random() < 0.3:
        begin_s = rng.choice((30_000, 50_000, 57_000))
        pauses.append(Pause(from_s=begin_s, latest_s=begin_s, length_s=3_600, absent=True))
    return Officer(
        id=f"o{o}",
        start=rng.randrange(places),
        end=rng.randrange(places),
        shift=shift,
        skills=frozenset(s for s in SKILLS if rng.random() < 0.7),
        pauses=tuple(pauses),
        travel_percent=rng.choice((100, 100, 80, 150)),
        load_max=rng.choice((NO_LIMIT, 6, 2)),
        visits_max=rng.choice((NO_LIMIT, 3)),
        related=frozenset(f"c{c}" for c in range(9) if rng.random() < 0.1),
        territory=frozenset(("h0",)) if rng.random() < 0.5 else frozenset(),
        target_work_s=rng.choice((None, 7_200, 14_400)),
    )


def _visit(rng: Random, v: int, places: int, crew: tuple[Officer, ...]) -> Visit:
    names = [officer.id for officer in crew]
    told = None
    if rng.random() < 0.3:
        told = Told(officer=rng.choice(names), start_s=rng.randint(OPEN_S, CLOSE_S), second=rng.choice(["", *names]))
    return Visit(
        id=f"v{v}",
        citizen=f"c{v}",
        place=rng.randrange(places),
        service_s=rng.choice((600, 1_800, 3_600)),
        windows=tuple(_window(rng) for _ in range(rng.choice((1, 1, 1, 2)))),
        lawful=Span(OPEN_S + 600, 54_000) if rng.random() < 0.2 else None,
        skills=frozenset((rng.choice(SKILLS),)) if rng.random() < 0.6 else frozenset(),
        second_skills=frozenset((rng.choice(SKILLS),)) if rng.random() < 0.3 else frozenset(),
        officers=2 if rng.random() < 0.25 else 1,
        band=rng.choice((0, 0, 1, 2)),
        gain_percent=rng.choice((0, 50, 100)),
        load=rng.randint(0, 3),
        hamlet=rng.choice(("", "h0", "h1")),
        preferred=rng.choice(["", *names]),
        barred=frozenset(n for n in names if rng.random() < 0.1),
        pinned=(rng.choice(names),) if rng.random() < 0.15 else (),
        told=told,
    )


def _window(rng: Random) -> Span:
    begin_s = rng.randrange(OPEN_S - 3_600, CLOSE_S, 1_800)
    return Span(begin_s, begin_s + rng.choice((1_800, 7_200, 21_600)))


def drafts(problem: Problem) -> Draft:
    """An empty draft of a problem."""
    return Draft(Tables(problem))
