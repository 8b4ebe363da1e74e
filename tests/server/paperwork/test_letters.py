"""Whoever will have to wait is told so, with a new date, before the old one: prepared by the clock, approved by a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from models import calendar, deadline
from models.access import Actor
from models.calendar import default_calendar, local_day, ms_of
from models.dossier import DateReappointed, Dossier, DossierProcessed, ResultReady
from models.paper import APOLOGY, Paper, PaperHanded, PaperSealed, awaits_approval
from models.paper_code import paper_code
from models.procedure import Procedure, catalogue, in_force
from models.statistics import Period
from models.store import journal, projections
from models.store.engine import Store
from models.ward import WardChange, WardConfigured
from server import reports
from server.paperwork import follow, issue, letters, record
from server.paperwork.fill import Known
from server.paperwork.letters import Approval, Coverage
from server.problem import Problem
from sync import office
from sync.board import read_thing
from sync.office import Wish
from tests.server.story import DAY_MS, HOUR_MS, UNIT, Clock, Planned, Story, Tablet, at_the_door, bearer

YEAR_FROM = "2026-11-23"
CAL = default_calendar()
HEAD = Actor(id="the-supervisor", unit=UNIT, roles=frozenset(("supervisor",)))
THREE_DAYS, FIVE_DAYS = "1.004873", "1.003583"
"""Procedures by their term: three working days, five working days."""


@pytest.fixture
def story(store: Store, tmp_path: Path) -> Story:
    """A ward on each engine, on a Monday morning."""
    made = Story(store, tmp_path, Clock(ms_of(YEAR_FROM, 8 * 60)), jobs=False)
    change = WardChange(hotline="0296 3 123 456", chairman="Trần Minh Quân")
    made.say("admin", WardConfigured(unit=UNIT, change=change))
    return made


def taken_in(story: Story, tablet: Tablet, due_day: str, code: str = FIVE_DAYS) -> Planned:
    """A dossier received at a door and taken in hand, due on a day: the law's own, or an earlier one promised."""
    planned = story.plan(tablet.officer, code=code)
    assert {receipt.outcome for receipt in story.push(tablet, *at_the_door(planned))} == {"applied"}
    story.say("clerk", DossierProcessed(dossier=planned.dossier, due_day=due_day))
    with story.store.read() as tx:
        body = projections.body(tx, UNIT, "dossier", planned.dossier)
    assert body is not None and read_thing("dossier", body).state.due_day == due_day
    return planned


def papers(story: Story, dossier: str) -> list[Paper]:
    """The apologies of a dossier."""
    with story.store.read() as tx:
        return [one for one in follow.papers_of(tx, UNIT, dossier) if one.document == APOLOGY]


def days_of_a_year() -> list[str]:
    """Every day from the first on, holidays, Tết and weekends among them."""
    first = date.fromisoformat(YEAR_FROM)
    return [(first + timedelta(days=n)).isoformat() for n in range(365)]


@pytest.mark.parametrize(
    "procedure", [one for one in catalogue() if in_force(one.code, YEAR_FROM) == one], ids=lambda p: p.code
)
def test_a_year_of_arrivals_each_is_warned_of_in_time(procedure: Procedure) -> None:
    """Received on any day of a year, morning, noon or late: the apology is due before the date, a working day before if
    the term is that long, and the new date is one the law allows."""
    for day in days_of_a_year():
        for minute in (7 * 60 + 30, 14 * 60 + 59, 16 * 60 + 30):
            received_ms = ms_of(day, minute)
            term = deadline.begin(procedure, CAL, received_ms)
            warned_ms = deadline.apology_at_ms(term, CAL)
            assert received_ms <= warned_ms < term.due_ms, (day, minute)
            if procedure.working_days >= 2:
                before = calendar.local_day(warned_ms)
                assert before < term.due_day and calendar.next_working_day(CAL, before) == term.due_day, (day, minute)
            assert not deadline.needs_apology(term, CAL, warned_ms - 1) and deadline.needs_apology(term, CAL, warned_ms)
            new_day = local_day(letters.new_due_ms(term, procedure, CAL, warned_ms))
            again = deadline.reappoint(term, CAL, new_day, warned_ms)
            assert isinstance(again, deadline.Term), (day, minute, again)


def test_a_year_of_dossiers_and_every_late_one_is_apologised_for(story: Story) -> None:
    """Through a year, with the job at each opening: whoever waits past the date got an apology before it, nobody else."""
    tablet, late, clock = story.tablet(), set(), story.now_ms
    first = date.fromisoformat(YEAR_FROM)
    for n in range(18):
        day = calendar.next_working_day(CAL, (first + timedelta(days=20 * n)).isoformat())
        clock.ms = ms_of(day, 9 * 60)
        due_day = day
        for _ in range(3):
            due_day = calendar.next_working_day(CAL, due_day)
        planned = taken_in(story, tablet, due_day, THREE_DAYS)
        while local_day(clock.ms) <= due_day:
            clock.ms = ms_of(calendar.next_working_day(CAL, local_day(clock.ms)), 7 * 60 + 30)
            letters.prepare(story.house)
            if n % 3 and local_day(clock.ms) == due_day:
                story.say("certifier", ResultReady(dossier=planned.dossier))
                follow.follow(story.house)
                break
            for one in papers(story, planned.dossier):
                if not n % 3 and awaits_approval(one):
                    approved(story, Approval(paper=one.id))
        if not n % 3:
            late.add(planned.dossier)
            story.say("certifier", ResultReady(dossier=planned.dossier))
        states = [one.state for one in papers(story, planned.dossier)]
        assert states == (["withdrawn"] if n % 3 else ["final"]), (day, states)
    with story.store.read() as tx:
        counted = letters.coverage(tx, [UNIT], YEAR_FROM, "2027-12-31", local_day(clock.ms))
    assert counted == Coverage(due=18, late=6, prepared=6, apologised=6, in_time=6, percent_bp=10_000)


def test_many_processes_prepare_one_letter(make_store: Callable[[], Store], tmp_path: Path) -> None:
    """Four processes at once, each twice, make one apology for each dossier and no more."""
    stories = [Story(make_store(), tmp_path / str(n), Clock(ms_of(YEAR_FROM, 8 * 60))) for n in range(4)]
    tablet = stories[0].tablet()
    planned = [taken_in(stories[0], tablet, "2026-11-27") for _ in range(5)]
    for story in stories:
        story.now_ms.ms = ms_of("2026-11-26", 8 * 60)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda story: letters.prepare(story.house), stories * 2))
    assert sum(made) == 5
    assert [len(papers(stories[0], one.dossier)) for one in planned] == [1] * 5


def test_a_letter_is_made_a_working_day_before(story: Story) -> None:
    """Not a minute sooner; and none for what is ready, or already due no more."""
    tablet = story.tablet()
    waits, ready = (taken_in(story, tablet, "2026-11-30") for _ in range(2))
    story.say("certifier", ResultReady(dossier=ready.dossier))
    story.now_ms.ms = ms_of("2026-11-27", 7 * 60) - 1
    assert letters.prepare(story.house) == 0
    story.now_ms.ms = ms_of("2026-11-27", 7 * 60 + 30)
    assert letters.prepare(story.house) == 1 and letters.prepare(story.house) == 0
    (letter,) = papers(story, waits.dossier)
    told = json.loads(letter.content)
    assert (told["due"]["day"], told["reason"]) == ("2026-11-30", letters.WHY_LATE)
    assert told["new_due"]["day"] > "2026-11-30" and told["signer"] == "Trần Minh Quân"


class Desk:
    """A supervisor at the letters."""

    def __init__(self, story: Story, client: TestClient[Any]) -> None:
        self.story = story
        self._client = client
        self._headers = bearer(story.sign_in("supervisor"))

    def waiting(self) -> list[str]:
        """Which letters wait."""
        answer = self._client.get("/letters", headers=self._headers)
        return [item["id"] for item in answer.json()["items"]]

    def approve(self, *approvals: dict[str, Any]) -> Any:
        """What became of these."""
        answer = self._client.post("/letters/approve", headers=self._headers, json={"letters": approvals})
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def desk(story: Story) -> Any:
    """The letters' desk with three apologies on it."""
    tablet = story.tablet()
    for _ in range(3):
        taken_in(story, tablet, "2026-11-27")
    story.now_ms.ms = ms_of("2026-11-26", 8 * 60)
    letters.prepare(story.house)
    with TestClient(story.app()) as client:
        yield Desk(story, client)


def thing(story: Story, paper: str) -> Paper:
    """A paper as it stands."""
    with story.store.read() as tx:
        body = projections.body(tx, UNIT, "paper", paper)
    assert body is not None
    found: Paper = read_thing("paper", body).state
    return found


def test_letters_are_approved_one_and_many(desk: Desk) -> None:
    """One with its own reason and date, the rest as they are; each is final, in the journal, and waits no more."""
    first, *rest = desk.waiting()
    told = {"paper": first, "reason": "phần mềm hộ tịch gián đoạn.", "new_day": "2026-12-02", "number": "12/XL-UBND"}
    assert [receipt["outcome"] for receipt in desk.approve(told)["receipts"]] == ["applied"] * 2
    letter = thing(desk.story, first)
    said = json.loads(letter.content)
    assert (letter.state, letter.number, said["reason"]) == ("final", "12/XL-UBND", "phần mềm hộ tịch gián đoạn.")
    assert said["new_due"] == {"day": "2026-12-02", "hour": 17, "minute": 0}
    assert len(desk.approve(*({"paper": one} for one in rest))["receipts"]) == 4
    assert desk.waiting() == []
    desk.story.say("clerk", PaperHanded(paper=first, manner="printed"), PaperHanded(paper=first, manner="home"))
    assert [one.manner for one in thing(desk.story, first).handings] == ["printed", "home"]


def test_one_that_cannot_be_approved_does_not_hold_up_the_rest(desk: Desk) -> None:
    """A letter not there, one named twice, a new date that is none: each is told apart, the others go out."""
    first, second, third = desk.waiting()
    answer = desk.approve(
        {"paper": "7k2m94q8"}, {"paper": first}, {"paper": first}, {"paper": second, "new_day": "2026-11-27"},
        {"paper": third, "new_day": "2026-11-29"},
    )  # fmt: skip
    assert [(one["paper"], one["code"]) for one in answer["left"]] == [
        ("7k2m94q8", "not_found"), (second, "bad_value"), (third, "bad_value"),
    ]  # fmt: skip
    assert [receipt["outcome"] for receipt in answer["receipts"]] == ["applied", "applied", "refused", "refused"]
    assert desk.waiting() == sorted((second, third))


def test_a_letter_to_a_family_waits_for_its_names(story: Story) -> None:
    """Whom a birth is about is not on record: nobody can approve the dots."""
    now_ms = story.now_ms()
    paper = Paper(
        id="x", unit=UNIT, code="X", document="congratulation_birth", edition="2025-11-01", state="provisional", citizen="c",
        content=json.dumps({"names": ["……"], "to": "Gia đình bà Bưởi", "event": {"day": "2026-11-20"}}),
    )  # fmt: skip
    named = Approval(paper="x", names=("Nguyễn Gia Ân",), event_day="2026-11-15", to="Anh Ơn và chị Ửng")
    with story.store.read() as tx:
        with pytest.raises(Problem):
            letters.approved(tx, UNIT, paper, Approval(paper="x"), now_ms)
        [sealed] = letters.approved(tx, UNIT, paper, named, now_ms)
        with pytest.raises(Problem):
            letters.approved(tx, UNIT, replace(paper, state="final"), named, now_ms)
    assert isinstance(sealed, PaperSealed) and sealed.content is not None
    assert json.loads(sealed.content) == {
        "names": ["Nguyễn Gia Ân"], "to": "Anh Ơn và chị Ửng", "event": {"day": "2026-11-15"},
    }  # fmt: skip


def dossier_of(story: Story, planned: Planned) -> Dossier:
    """A dossier as it stands."""
    with story.store.read() as tx:
        body = projections.body(tx, UNIT, "dossier", planned.dossier)
    assert body is not None
    found: Dossier = read_thing("dossier", body).state
    return found


def approved(story: Story, *approvals: Approval) -> letters.Approved:
    """What a supervisor's approval of these comes to."""
    return letters.approve(story.house, HEAD, (UNIT,), approvals)


def test_approving_an_apology_gives_the_dossier_its_new_date(story: Story) -> None:
    """The one new appointment is said in the same push as the letter, with the letter's reason and date."""
    planned = taken_in(story, story.tablet(), "2026-11-30")
    story.now_ms.ms = ms_of("2026-11-27", 8 * 60)
    letters.prepare(story.house)
    (letter,) = papers(story, planned.dossier)
    done = approved(story, Approval(paper=letter.id, new_day="2026-12-03", reason="chờ xác minh."))
    assert [one.outcome for one in done.receipts] == ["applied", "applied"] and done.left == []
    after, term = dossier_of(story, planned), dossier_of(story, planned).term
    assert term is not None and (after.due_day, after.extended) == ("2026-12-03", "chờ xác minh.")
    assert (term.reappointed, term.missed_day, term.apologised_in_time) == (True, "2026-11-30", True)
    with story.store.read() as tx:
        said = [entry.kind for entry in journal.history(tx, UNIT, [planned.dossier, letter.id])]
    assert said[-2:] == ["DateReappointed", "PaperSealed"]


def test_there_is_one_new_date_and_no_second(story: Story) -> None:
    """A second apology is refused in plain words, by the page and by the door itself; the first date stands."""
    planned = taken_in(story, story.tablet(), "2026-11-30")
    story.now_ms.ms = ms_of("2026-11-27", 8 * 60)
    letters.prepare(story.house)
    approved(story, Approval(paper=papers(story, planned.dossier)[0].id))
    before = dossier_of(story, planned)
    with story.store.read() as tx:
        known = record.of_dossier(tx, UNIT, planned.dossier)
    told = Known(new_due_ms=ms_of("2026-12-14", 17 * 60), reason="vẫn chưa xong.")
    second = issue.made_out(known, APOLOGY, told, story.now_ms(), paper_code(b"once again"))
    story.say("clerk", second)
    [left] = approved(story, Approval(paper=second.paper)).left
    assert left.code == "term_refused" and left.detail.startswith("Chỉ được hẹn lại một lần")
    wish = Wish(body=PaperSealed(paper=second.paper))
    receipts = office.say(story.store, HEAD, UNIT, [wish], story.now_ms(), story.house.new_id)
    assert [(one.outcome, one.code) for one in receipts] == [("refused", "not_reappointed")]
    assert dossier_of(story, planned) == before


def test_a_date_given_at_the_counter_is_the_one_in_the_letter(story: Story) -> None:
    """Who was given a new date already gets the apology with that date, and no other."""
    planned = taken_in(story, story.tablet(), "2026-11-30")
    story.now_ms.ms = ms_of("2026-11-27", 8 * 60)
    letters.prepare(story.house)
    (letter,) = papers(story, planned.dossier)
    story.say("supervisor", DateReappointed(dossier=planned.dossier, new_day="2026-12-08", reason="mất điện"))
    assert [one.outcome for one in approved(story, Approval(paper=letter.id)).receipts] == ["applied"]
    assert json.loads(thing(story, letter.id).content)["new_due"]["day"] == "2026-12-08"


def test_a_late_result_still_owes_its_apology(story: Story) -> None:
    """A result that comes after its day leaves the letter to approve; it goes out with the day the result is there."""
    planned = taken_in(story, story.tablet(), "2026-11-30")
    story.now_ms.ms = ms_of("2026-11-30", 8 * 60)
    letters.prepare(story.house)
    story.now_ms.ms = ms_of("2026-12-02", 9 * 60)
    story.say("certifier", ResultReady(dossier=planned.dossier))
    follow.follow(story.house)
    (letter,) = papers(story, planned.dossier)
    assert awaits_approval(letter)
    assert [one.outcome for one in approved(story, Approval(paper=letter.id)).receipts] == ["applied"]
    assert json.loads(thing(story, letter.id).content)["new_due"]["day"] == "2026-12-02"


def test_the_report_counts_the_letters_that_went_out(story: Story) -> None:
    """Of three late dossiers two got a letter, one a new date without one: the report says two of three, then three."""
    tablet = story.tablet()
    both = [taken_in(story, tablet, "2026-11-30") for _ in range(3)]
    story.now_ms.ms = ms_of("2026-11-27", 8 * 60)
    letters.prepare(story.house)
    waiting = [papers(story, one.dossier)[0].id for one in both]
    story.say("supervisor", DateReappointed(dossier=both[2].dossier, new_day="2026-12-02", reason="mất điện"))
    approved(story, *(Approval(paper=one) for one in waiting[:2]))
    story.now_ms.ms = ms_of("2026-12-01", 8 * 60)
    period = Period(first="2026-11-01", last="2026-12-31")

    def share() -> int | None:
        return reports.make(story.store, [UNIT], period, "2026-12-01").total.measures.apologies_bp

    assert share() == 6_667
    approved(story, Approval(paper=waiting[2]))
    assert share() == 10_000


def test_late_without_an_apology_is_counted_against_us(story: Story) -> None:
    """A late result nobody apologised for, and an apology that came only on the day, lower the count."""
    tablet = story.tablet()
    silent, slow, on_time = (taken_in(story, tablet, "2026-11-27") for _ in range(3))
    story.say("certifier", ResultReady(dossier=on_time.dossier))
    story.now_ms.ms = ms_of("2026-11-27", 9 * 60)
    letters.prepare(story.house)
    (letter,) = papers(story, slow.dossier)
    approved(story, Approval(paper=letter.id))
    story.now_ms.ms += 3 * DAY_MS + HOUR_MS
    with story.store.read() as tx:
        counted = letters.coverage(tx, [UNIT], "2026-11-01", "2026-11-30", local_day(story.now_ms.ms))
    assert counted == Coverage(due=3, late=2, prepared=2, apologised=1, in_time=0, percent_bp=5_000)
    assert papers(story, silent.dossier)
