"""`tannha plan` prints a day, officer by officer, and draws it; it gives nobody anything."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from models.calendar import local_day, next_working_day
from models.store import journal
from models.store.engine import Store
from server.cli import main
from server.clock import wall_ms
from server.commands.plan import stoppable
from tests.server.desk_of import DeskOf, window
from tests.server.story import UNIT

Run = Callable[..., Result]


@pytest.fixture
def run(store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on this test's database."""
    monkeypatch.setenv("TANNHA_STORE", store_url)
    return lambda *words: CliRunner().invoke(main, list(words))


def test_a_day_is_printed_and_drawn(store: Store, tmp_path: Path, run: Run) -> None:
    """Each officer's day, whoever is left out with the reason, the sums and a map; the journal is as it was."""
    ward = DeskOf(store, tmp_path)
    day = next_working_day(ward.house.planner.calendar(UNIT), local_day(wall_ms()))
    ward.officer("Lê Thị Một", ((420, 690),))
    for number in range(3):
        ward.visit(number, window(450, 690, day))
    late = ward.visit(4, window(900, 960, day))
    with store.read() as tx:
        before = journal.head(tx, UNIT)
    picture = tmp_path / "plan.svg"
    told = run("plan", "--date", day, "--tries", "20", "--svg", str(picture))
    assert told.exit_code == 0, told.output
    assert all(name in told.output for name in ("Lê Thị Một", "Bà 0", "Bà 1", "Bà 2", "Bà 4", "no rule broken"))
    drawn = ElementTree.fromstring(picture.read_text("utf-8"))
    assert drawn.tag.endswith("svg") and len(drawn.findall(".//{*}circle")) == 4
    as_json = json.loads(run("plan", "--date", day, "--tries", "20", "--json").output)
    assert [one["visit"] for one in as_json["left_out"]] == [late] and as_json["totals"]["visits"] == 3
    assert as_json["left_out"][0]["vi"] and as_json["left_out"][0]["en"]
    with store.read() as tx:
        assert journal.head(tx, UNIT) == before


def test_a_day_that_is_none(store: Store, tmp_path: Path, run: Run) -> None:
    """A date that does not exist is refused with an example; a day without visits is an empty plan."""
    DeskOf(store, tmp_path)
    wrong = run("plan", "--date", "2026-02-30")
    assert wrong.exit_code == 2 and "2026-02-30" in wrong.output
    empty = json.loads(run("plan", "--date", "2026-11-24", "--tries", "5", "--json").output)
    assert empty["totals"]["visits"] == 0 and empty["left_out"] == []


@pytest.fixture
def interruptible() -> Iterator[None]:
    """As at a terminal: what runs in the background may ignore Ctrl+C from its start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_takes_the_best_so_far(interruptible: None) -> None:
    """Once: it is not wanted any more, which ends the search and not the command; twice: the command ends."""
    before = signal.getsignal(signal.SIGINT)
    with stoppable() as wanted:
        assert wanted()
        os.kill(os.getpid(), signal.SIGINT)
        assert not wanted()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
