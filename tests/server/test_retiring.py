"""What may no longer be held goes on its day and not before; what is open or permanent stays; twice is as once."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.call import CallLogged
from models.dossier import DossierProcessed, ResultReady, ResultReturned
from models.request import RequestClosed
from models.store import projections
from models.store.engine import Store
from server.check import check
from server.house import uuid7
from server.retiring import retire
from sync.board import read_thing
from tests.server.lived import PHOTO, store_file
from tests.server.story import DAY_MS, NAME, UNIT, Clock, Planned, Story, at_the_door, photo_of


class Years:
    """A ward with one signature case, finished and closed, one under way, and a call; time can be moved on."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.clock = Clock()
        self.story = Story(store, folder, self.clock)
        tablet = self.story.tablet()
        self.done: Planned = self.story.plan(tablet.officer)
        self.open: Planned = self.story.plan(tablet.officer)
        for planned in (self.done, self.open):
            self.story.push(tablet, *at_the_door(planned, photo_of(PHOTO)))
        store_file(self.story, tablet.token, PHOTO)
        dossier = self.done.dossier
        self.story.say(
            "certifier", DossierProcessed(dossier=dossier, due_day="2026-11-23"), ResultReady(dossier=dossier)
        )
        self.story.say("clerk", ResultReturned(dossier=dossier, manner="home", receiver=NAME, signed="signature"))
        self.story.say("clerk", RequestClosed(request=self.done.request))
        self.call = uuid7()
        said = CallLogged(call=self.call, unit=UNIT, phone="0912000111", outcome="question", at_ms=self.clock())
        self.story.say("clerk", said)

    def after(self, days: int) -> int:
        """How many records the clock empties so many days after these events."""
        self.clock.ms = 1_795_312_800_000 + days * DAY_MS
        return retire(self.story.house)

    def body(self, kind: str, thing_id: str) -> str:
        """What is shown of a thing."""
        with self.story.store.read() as tx:
            return projections.body(tx, UNIT, kind, thing_id) or ""


@pytest.fixture
def years(store: Store, tmp_path: Path) -> Years:
    """Such a ward on each engine."""
    return Years(store, tmp_path)


def test_where_the_officer_stood_goes_after_thirty_days(years: Years) -> None:
    """The place goes on the 31st day, of the open case too, and with it the words that named it; the hour stays."""
    assert years.after(30) == 0
    assert years.after(31) == 2
    for planned in (years.done, years.open):
        visit = read_thing("visit", years.body("visit", planned.visit)).state
        assert visit.arrived.place is None and visit.arrived.at_ms and visit.identity.name == NAME
    with years.story.store.read() as tx:
        emptied = tx.rows("SELECT DISTINCT kind FROM journal WHERE event = ''")
    assert emptied == [("VisitArrived",)]
    assert years.after(32) == 0


def test_a_signature_case_goes_after_two_years(years: Years) -> None:
    """Whole until the last day of the second year, its figures for ever; the case still open keeps everything."""
    years.after(731)
    assert NAME in years.body("visit", years.done.visit)
    assert years.after(732) == 3
    for kind, thing_id in (
        ("visit", years.done.visit),
        ("dossier", years.done.dossier),
        ("request", years.done.request),
    ):
        assert NAME not in years.body(kind, thing_id)
    dossier = read_thing("dossier", years.body("dossier", years.done.dossier)).state
    assert dossier.status == 10 and dossier.ready_ms and dossier.code
    assert NAME in years.body("visit", years.open.visit)
    assert years.after(733) == 0


def test_a_call_goes_after_a_year(years: Years) -> None:
    """Who rang is forgotten after a year; that somebody rang, and how it ended, is not."""
    years.after(365)
    assert "0912000111" in years.body("call", years.call)
    years.after(366)
    assert "0912000111" not in years.body("call", years.call) and "question" in years.body("call", years.call)


def test_the_journal_proves_itself_through_the_years(years: Years) -> None:
    """After every step of retention the journal verifies and folds to what is shown."""
    for days in (31, 366, 732, 4_000):
        years.after(days)
        found = check(years.story.store, years.story.house.blobs).findings
        assert [(one.code, one.where, one.detail) for one in found] == [], days


def test_bytes_nothing_names_are_removed(years: Years) -> None:
    """Two visits name one photograph: its bytes stay while the open case needs them."""
    digest = photo_of(PHOTO).digest
    years.after(732)
    assert years.story.house.blobs.length(digest) == len(PHOTO)


def test_the_line_in_the_book_outlives_the_case(years: Years) -> None:
    """The certification keeps its number and its line for ever (Decree 23/2015 art. 14.1), and the journal still folds to it."""
    with years.story.store.read() as tx:
        before = tx.rows("SELECT id, body FROM things WHERE kind = 'entry'")
    years.after(4_000)
    with years.story.store.read() as tx:
        assert tx.rows("SELECT id, body FROM things WHERE kind = 'entry'") == before
    assert NAME not in years.body("dossier", years.done.dossier)
    assert len(before) == 1
