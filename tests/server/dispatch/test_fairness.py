"""Nobody is passed over for ever, and nobody does another's work for long."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from server.dispatch.fairness import BALANCE_BAND_PERCENT, USUAL, aged, shared, spread_s
from server.dispatch.limit import Limit
from server.dispatch.plan import plan
from server.dispatch.problem import Span, Visit, Weights, prize_s
from tests.bench.dispatch.sixty import NEVER, lived
from tests.bench.dispatch.wards import Ward, ward


def _worth(band: int, gain: int) -> int:
    return prize_s(Weights(), Visit(id="v", place=0, service_s=0, windows=(), band=band, gain_percent=gain))


def test_waiting_never_lowers_priority() -> None:
    """Every day waited and every time passed over makes a visit worth at least as much as before."""
    for base in (0, 1, 2):
        for passed in range(20):
            for days in range(20):
                worth = _worth(*aged(base, days, passed, None))
                assert worth <= _worth(*aged(base, days + 1, passed, None))
                assert worth <= _worth(*aged(base, days, passed + 1, None))


def test_passed_over_often_rises_a_band() -> None:
    """After so many times an ordinary visit counts as much as one of a priority group."""
    assert aged(0, 9, USUAL.passed_to_rise - 1, None)[0] == 0
    assert aged(0, 9, USUAL.passed_to_rise, None)[0] == 1


def test_the_last_lawful_day_is_the_top() -> None:
    """On its last day, or after it, nothing is worth more than a visit."""
    assert aged(0, 0, 0, 0) == (2, 100) == aged(1, 3, 2, -1)


def test_bands_stay_a_factor_of_ten_apart() -> None:
    """The most waited of one band is worth at most a tenth of the least of the next."""
    for band in (0, 1):
        assert 10 * _worth(band, 100) <= _worth(band + 1, 0)


def test_an_ordinary_visit_outweighs_any_disturbance() -> None:
    """The least of all visits is worth thirty times the dearest soft price: no chain of changes buys a citizen out."""
    weights = Weights()
    soft = (weights.territory_s, weights.continuity_s, weights.language_s, weights.change_officer_s, weights.move_s)
    assert _worth(0, 0) >= 30 * max(soft)


@pytest.mark.parametrize("seed", range(3))
def test_nobody_starves_in_sixty_days(seed: int) -> None:
    """In a ward with more to do than it can, the longest wait is far shorter than where waiting counts for nothing."""
    with_aging, without = lived(seed, 60, 31, 2, USUAL), lived(seed, 60, 31, 2, NEVER)
    assert with_aging.longest <= 15 < without.longest
    assert with_aging.made >= without.made * 0.97


def test_shares_make_days_alike() -> None:
    """With fair shares the officers' days differ less, and few seconds are worked beyond the band."""
    problem = ward(1, Ward(visits=48, officers=5))
    even = shared(problem)
    loose = plan(problem, Limit(tries=60))
    fair = plan(even, Limit(tries=60))
    assert spread_s([r.work_s for r in fair.routes]) < spread_s([r.work_s for r in loose.routes]) / 2
    assert fair.left_out == ()


def test_a_share_is_within_the_hours() -> None:
    """Who works half a day has a smaller share than who works a whole one, and the shares together are the day's work."""
    problem = ward(2, Ward(visits=60, officers=4))
    half = replace(problem.officers[0], shift=Span(27_000, 41_400), pauses=())
    found = shared(replace(problem, officers=(half, *problem.officers[1:])))
    targets = [officer.target_work_s or 0 for officer in found.officers]
    room = (100 + BALANCE_BAND_PERCENT) * (half.shift.to_s - half.shift.from_s) // 100
    assert targets[0] <= room and targets[0] < targets[1] and len(set(targets[1:])) == 1


def test_more_lately_is_less_today() -> None:
    """Who did more than the others on the days before has a smaller share today; who did less a larger one."""
    problem = ward(2, Ward(visits=60, officers=3))
    found = shared(problem, {"o0": 100_000, "o1": 80_000, "o2": 60_000})
    targets = [officer.target_work_s or 0 for officer in found.officers]
    assert targets[0] < targets[1] < targets[2]
