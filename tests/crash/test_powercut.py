"""The quick form of the power cuts: a few hundred disks, and three controls that must be found out."""

from __future__ import annotations

import pytest

from tests.crash.powercut import cut

SEED = 20_261_121


def test_a_power_cut_loses_nothing() -> None:
    """On every disk a cut could leave the database opens whole and holds each event, photograph and backup promised."""
    cuts = cut("full", 8, 300, SEED)
    assert cuts.sound, (cuts.lost[:5], cuts.broken[:5])
    assert cuts.images > 150 and cuts.checked > 5 and cuts.promises > 50


@pytest.mark.parametrize("manner", ["normal", "off", "nameless"])
def test_forgetful_manners_are_found_out(manner: str) -> None:
    """The controls: with weaker settings, or folders not synced, the same cuts lose promises, and the test says so."""
    cuts = cut(manner, 3, 100, SEED)
    assert cuts.lost
