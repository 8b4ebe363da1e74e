"""The quick form of the crash tests: a few blows on each engine, and a control that must be found out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.kills import RECEIPTS_A_LIFE, kill, under_load
from tests.crash.restarts import Falls, own_server
from tests.crash.served import LIAR

SEED = 20_261_121


def test_kill_minus_nine_loses_nothing(store_url: str, tmp_path: Path) -> None:
    """After five kills under load every receipt and every photograph promised is there, and all else got its receipt."""
    outcome = under_load(store_url, tmp_path, 5, kill, SEED)
    assert outcome.sound, (outcome.counts(), outcome)
    assert outcome.receipted >= 3 * RECEIPTS_A_LIFE and outcome.files > 0 and outcome.broken_off > 0


@pytest.mark.postgres
def test_postgresql_may_fall_over(tmp_path: Path) -> None:
    """A server whose database falls over and comes back three times under load loses nothing and needs no restart."""
    with own_server() as server:
        outcome = under_load(server.get_uri(), tmp_path, 3, Falls(server), SEED)
    assert outcome.sound, (outcome.counts(), outcome)
    assert outcome.receipted >= 3 * RECEIPTS_A_LIFE


def test_a_receipt_before_the_commit_is_found_out(tmp_path: Path) -> None:
    """The control: a server that answers a moment before it has written loses receipts when killed, and only then."""
    for blows in (0, 4):
        folder = tmp_path / str(blows)
        folder.mkdir()
        outcome = under_load(f"sqlite:{folder / 'ward.db'}", folder, blows, kill, SEED, LIAR)
        assert bool(outcome.lost) is bool(blows), outcome.lost[:3]
