"""What may no longer be held goes on its day and not before; what is open or permanent stays; twice is as once."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from models.access import Actor
from models.call import CallLogged
from models.citizen import CitizenErased
from models.dossier import DossierProcessed, ResultReady, ResultReturned
from models.paper import PaperWithdrawn
from models.request import EligibilityDecided, RequestClosed, RequestReceived, Want
from models.said import Contact
from models.store import books, projections
from models.store.engine import Store
from server.check import check
from server.clock import uuid7
from server.paperwork import follow, issue
from server.retiring import retire
from sync import office
from sync.board import read_thing
from sync.office import Wish
from tests.server.lived import PHOTO, store_file
from tests.server.story import CODE, DAY_MS, NAME, UNIT, Clock, Planned, Story, at_the_door, photo_of


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


def test_who_was_told_no_is_forgotten_after_a_year(years: Years) -> None:
    """A request that was declined and never closed goes as one that came to nothing; decided anew, it is open and stays."""
    story, caller = years.story, Contact(name="Nguyễn Văn Ngọ", phone="+84900000222", relation="cháu")
    told_no, thought_better = uuid7(), uuid7()
    for request in (told_no, thought_better):
        wanted = RequestReceived(
            request=request, unit=UNIT, citizen=years.done.citizen, caller=caller, consent=True,
            wants=(Want(procedure=CODE),),
        )  # fmt: skip
        story.say(
            "clerk", wanted, EligibilityDecided(request=request, eligible=False, reason="other", note="đến được trụ sở")
        )
    story.say("clerk", EligibilityDecided(request=thought_better, eligible=True, reason="frail"))
    years.after(365)
    assert caller.name in years.body("request", told_no)
    years.after(366)
    assert caller.name not in years.body("request", told_no) and "declined" in years.body("request", told_no)
    assert caller.name in years.body("request", thought_better)


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


def test_papers_go_with_their_case_and_the_register_stays(years: Years) -> None:
    """When a case's time is over its papers say nothing more but still stand under their codes; the book keeps the name."""
    follow.follow(years.story.house)
    with years.story.store.read() as tx:
        before = follow.papers_of(tx, UNIT, years.done.dossier) + follow.papers_of(tx, UNIT, years.done.visit)
    assert before and all(one.content for one in before)
    years.after(2 * 366)
    with years.story.store.read() as tx:
        left = follow.papers_of(tx, UNIT, years.done.dossier) + follow.papers_of(tx, UNIT, years.done.visit)
        said = tx.rows("SELECT event FROM journal WHERE kind IN ('PaperIssued', 'PaperSealed') AND event <> ''")
        [line] = books.entries(tx, UNIT, "ck-2026")
    assert [(one.code, one.document, one.state) for one in left] == [
        (one.code, one.document, one.state) for one in before
    ]
    assert {one.content for one in left} == {""}
    assert not [event for (event,) in said if years.done.dossier in event]
    assert read_thing("entry", line).state.written.requester == NAME
    assert years.after(2 * 366) == 0


def test_an_erasure_empties_the_papers_too(years: Years) -> None:
    """Law 91/2025: nothing a paper said of an erased person is left to print, and nobody can approve or seal it any more."""
    follow.follow(years.story.house)
    years.clock.ms += 732 * DAY_MS  # the day after the last to which the law orders the case kept
    years.story.say("admin", CitizenErased(citizen=years.done.citizen, unit=UNIT, reason="theo đơn"))
    with years.story.store.read() as tx:
        left = follow.papers_of(tx, UNIT, years.done.dossier) + follow.papers_of(tx, UNIT, years.done.visit)
    assert left and {one.content for one in left} == {""}
    with pytest.raises(msgspec.MsgspecError):
        issue.printed(left[0], "https://tannha.example.vn")
    wish = Wish(body=PaperWithdrawn(paper=left[0].id, reason="x"))
    actor = Actor(id="s", unit=UNIT, roles=frozenset(("supervisor",)))
    [no] = office.say(years.story.store, actor, UNIT, [wish], years.clock(), uuid7)
    assert no.code == "erased"
