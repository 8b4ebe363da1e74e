"""What a supervisor is told to look at: the alert about apologies reads the letters themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.access import Actor
from models.calendar import ms_of
from models.dossier import DossierProcessed
from models.paper import PaperWithdrawn
from models.store.engine import Store
from server import concerns
from server.paperwork import follow, letters
from server.paperwork.letters import Approval
from tests.server.story import UNIT, Clock, Story, at_the_door

HEAD = Actor(id="the-supervisor", unit=UNIT, roles=frozenset(("supervisor",)))


@pytest.fixture
def story(store: Store, tmp_path: Path) -> Story:
    """A ward on each engine, with one dossier taken in hand and due on 30 November."""
    made = Story(store, tmp_path, Clock(ms_of("2026-11-23", 8 * 60)), jobs=False)
    tablet = made.tablet()
    planned = made.plan(tablet.officer, code="1.003583")
    made.push(tablet, *at_the_door(planned))
    made.say("clerk", DossierProcessed(dossier=planned.dossier, due_day="2026-11-30"))
    return made


def told(story: Story) -> list[tuple[str, int]]:
    """Kind and number of each concern about papers, most urgent first."""
    with story.store.read() as tx:
        found = concerns.concerns(tx, HEAD, UNIT, story.now_ms(), story.house.settings)
    return [(one.kind, one.number) for one in found if one.kind in ("letters", "apology", "overdue", "deadline")]


def waiting(story: Story) -> list[str]:
    """The letters that wait."""
    with story.store.read() as tx:
        return [one.id for one in concerns.letters_waiting(tx, UNIT)]


def test_a_letter_that_waits_is_told_before_the_date_is_broken(story: Story) -> None:
    """A working day before the date the letter is there to approve; approved, the dossier is due on its new date."""
    assert told(story) == []
    story.now_ms.ms = ms_of("2026-11-27", 8 * 60)
    assert told(story) == [("deadline", 0)]
    letters.prepare(story.house)
    assert told(story) == [("letters", 1)]
    letters.approve(story.house, HEAD, (UNIT,), [Approval(paper=one, new_day="2026-12-02") for one in waiting(story)])
    assert told(story) == []
    story.now_ms.ms = ms_of("2026-12-03", 8 * 60)
    assert told(story) == [("overdue", 0)]


def test_an_overdue_dossier_without_a_letter_is_told_apart(story: Story) -> None:
    """Refused or never made out: the person is owed an apology, and the board says so until a letter went out."""
    story.now_ms.ms = ms_of("2026-12-01", 8 * 60)
    assert told(story) == [("apology", 0)]
    letters.prepare(story.house)
    assert told(story) == [("letters", 1)]
    story.say("supervisor", PaperWithdrawn(paper=waiting(story)[0], reason="đã gọi điện xin lỗi"))
    follow.follow(story.house)
    assert told(story) == [("apology", 0)]
