"""What the ledger measures by itself: races with their control, the restore drill, and that its page tells the truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger import drill, races
from tests.ledger.page import Line, written


def test_no_cursor_passes_an_event(store_url: str) -> None:
    """Readers beside four writers see every event, on both engines."""
    race = races.run(store_url, 1)
    assert (race.missed, race.events) == ([], races.WRITERS * races.EACH)
    assert race.looks > 10


@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_the_usual_way_misses_events(store_url: str) -> None:
    """The control: with ids from a sequence a polling reader misses some, so the race is a real one."""
    assert any(races.control(store_url, seed).missed for seed in range(5))


def test_a_drill_brings_everything_back(store_url: str, tmp_path: Path) -> None:
    """The drill finds nothing wrong, and sees a damaged backup refused."""
    done = drill.run(store_url, f"sqlite:{tmp_path / 'other.db'}", 3)
    assert (done.findings, done.files, done.control_refused) == (0, 4, True)


def test_a_page_says_when_something_broke() -> None:
    """One violation, or a control that did not break, and the page says NOT SOUND and where."""
    good = Line("kept", "1 thing", "1", 0, "broke", True)
    for bad in (Line("torn", "1", "1", 3, "broke", True), Line("blind", "1", "1", 0, "did not break", False)):
        page = written([good, bad], 60.0, "18")
        assert f"NOT SOUND: {bad.what}" in page
    assert "Every promise was kept" in written([good], 60.0, "18")
