"""Papers make themselves from what was said, once each, and say what the record says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from models.doorstep import receipt_number
from models.dossier import (
    DossierProcessed,
    DossierRefused,
    DossierStopped,
    DossierWithdrawn,
    ResultReady,
    SupplementAsked,
    TermExtended,
)
from models.dossier_parts import Entered
from models.event import Body
from models.paper import Paper, paper_id
from models.paper_code import paper_code, read_code
from models.store import books, journal, marks, projections
from models.store.engine import Store
from models.visit import FingerprintRecorded, NeitherRecorded, SignatureRecorded, VisitCompleted
from models.ward import WardChange, WardConfigured
from server.documents.papers import Receipt
from server.paperwork import follow, issue, record
from server.paperwork.fill import Known, fill
from sync.board import read_thing
from tests.server.printed import read_back
from tests.server.story import NAME, UNIT, Planned, Story, Tablet, at_the_door
from tests.simulation.words import OFFSITE, WITNESSES

LEFT_AT_THE_DOOR = paper_code(b"at the door")


@pytest.fixture
def story(store: Store, tmp_path: Path) -> Story:
    """A ward on each engine, with a telephone to ring."""
    made = Story(store, tmp_path, origin="https://tannha.example.vn")
    change = WardChange(hotline="0296 3 123 456", chairman="Trần Minh Quân")
    made.say("admin", WardConfigured(unit=UNIT, change=change))
    return made


@pytest.fixture
def tablet(story: Story) -> Tablet:
    """The tablet of an officer."""
    return story.tablet()


def visited(story: Story, tablet: Tablet, code: str = LEFT_AT_THE_DOOR, manner: str = "signature") -> Planned:
    """A visit done, with a summary left at the door under a code."""
    planned = story.plan(tablet.officer)
    said = [_as_told(body, planned, code, manner) for body in at_the_door(planned)]
    assert {receipt.outcome for receipt in story.push(tablet, *said)} == {"applied"}
    return planned


def _as_told(body: Body, planned: Planned, code: str, manner: str) -> Body:
    """The same word, with the code left at the door and the manner of signing."""
    visit, dossier = planned.visit, planned.dossier
    if isinstance(body, VisitCompleted):
        return replace(body, paper_code=code)
    if isinstance(body, SignatureRecorded) and manner == "fingerprint":
        return FingerprintRecorded(
            read_aloud=True, visit=visit, dossier=dossier, signer=NAME, offsite=OFFSITE, finger="ngón cái trái"
        )
    if isinstance(body, SignatureRecorded) and manner == "neither":
        return NeitherRecorded(
            read_aloud=True, visit=visit, dossier=dossier, signer=NAME, offsite=OFFSITE, witnesses=WITNESSES
        )
    return body


def papers(story: Story, planned: Planned) -> dict[str, Paper]:
    """The papers of a visit and its dossier, by document."""
    with story.store.read() as tx:
        known = follow.papers_of(tx, UNIT, planned.dossier) + follow.papers_of(tx, UNIT, planned.visit)
    assert len({one.document for one in known}) == len(known), "a document was made out twice"
    return {one.document: one for one in known}


def words(paper: Paper) -> str:
    """What the paper says once it is printed."""
    return read_back(issue.printed(paper, "https://tannha.example.vn"))


def test_a_visit_leaves_its_papers(story: Story, tablet: Tablet) -> None:
    """After a visit there are its summary, under the code left at the door, its fee receipt and its certification."""
    planned = visited(story, tablet)
    assert follow.follow(story.house) == 3
    made = papers(story, planned)
    assert {name: one.state for name, one in made.items()} == {
        "visit_summary": "provisional", "fee_receipt": "final", "certification_one": "provisional",
    }  # fmt: skip
    assert made["visit_summary"].code == LEFT_AT_THE_DOOR
    assert "10.000 đồng" in words(made["visit_summary"]) and "0296 3 123 456" in words(made["visit_summary"])
    assert "Mười nghìn đồng" in words(made["fee_receipt"])
    assert receipt_number(planned.dossier) in words(made["fee_receipt"])
    certified = words(made["certification_one"])
    assert f"{NAME}, Thẻ căn cước số 089141000001" in certified and "BẢN TẠM" in certified
    assert f"https://tannha.example.vn/v/{made['certification_one'].code}" in certified


@pytest.mark.parametrize(
    ("manner", "document", "said"),
    [
        ("fingerprint", "certification_fingerprint", "điểm chỉ (ngón cái trái)"),
        ("neither", "certification_neither", "NGƯỜI LÀM CHỨNG"),
    ],
)
def test_the_certification_is_the_one_for_how_it_was_signed(
    story: Story, tablet: Tablet, manner: str, document: str, said: str
) -> None:
    """A fingerprint, or neither before witnesses, has its own wording, with the finger that was named."""
    planned = visited(story, tablet, manner=manner)
    follow.follow(story.house)
    assert said in words(papers(story, planned)[document])


def test_followed_again_nothing_is_made_again(story: Story, tablet: Tablet) -> None:
    """The journal read twice, from anywhere, by anybody, makes no second paper."""
    planned = visited(story, tablet)
    follow.follow(story.house)
    before = papers(story, planned)
    assert follow.follow(story.house) == 0
    with story.store.write() as tx:
        tx.run("DELETE FROM meta WHERE key = ?", f"{follow.FOLLOWER} {UNIT}")
    assert follow.follow(story.house) == 0
    assert papers(story, planned) == before


def test_a_follower_never_goes_back(story: Story, tablet: Tablet) -> None:
    """Where it stands is kept as a number, so a slower process cannot put it back."""
    with story.store.write() as tx:
        marks.move(tx, "x", UNIT, 1000)
        marks.move(tx, "x", UNIT, 999)
        assert marks.mark(tx, "x", UNIT) == 1000
        marks.move(tx, "x", UNIT, 1001)
        assert (marks.mark(tx, "x", UNIT), marks.mark(tx, "y", UNIT)) == (1001, 0)


def test_a_code_that_does_not_hold_gets_another(story: Story, tablet: Tablet) -> None:
    """An old tablet's code, or one another paper has, does not keep the summary from being made."""
    first, second, third = (visited(story, tablet, code) for code in ("AB12CD", LEFT_AT_THE_DOOR, LEFT_AT_THE_DOOR))
    follow.follow(story.house)
    codes = [papers(story, one)["visit_summary"].code for one in (first, second, third)]
    assert len(set(codes)) == 3 and codes[1] == LEFT_AT_THE_DOOR
    assert all(read_code(code) == code for code in codes)


def test_the_signed_result_makes_the_papers_final(story: Story, tablet: Tablet) -> None:
    """When the certifier has signed, the certification names them and is final; so is the summary, as nothing is open."""
    planned = visited(story, tablet)
    follow.follow(story.house)
    story.say("clerk", DossierProcessed(dossier=planned.dossier, due_day="2026-11-24"))
    story.say("certifier", ResultReady(dossier=planned.dossier))
    follow.follow(story.house)
    made = papers(story, planned)
    assert {one.state for one in made.values()} == {"final"}
    certified = words(made["certification_one"])
    assert "BẢN CHÍNH THỨC" in certified and "Số chứng thực: 01, quyển số: 01/2026-SCT/CK,ĐC." in certified
    assert made["certification_one"].number == "01"


def test_each_certification_bears_its_own_number(story: Story, tablet: Tablet) -> None:
    """Two signed after each other stand under 01 and 02, on paper as in the book; before, neither shows a number."""
    both = [visited(story, tablet), visited(story, tablet, code="")]
    follow.follow(story.house)
    assert all("Số chứng thực: ……" in words(papers(story, one)["certification_one"]) for one in both)
    for planned in both:
        story.say("clerk", DossierProcessed(dossier=planned.dossier))
        story.say("certifier", ResultReady(dossier=planned.dossier, entered=Entered(signer_title="Phó Chủ tịch")))
    follow.follow(story.house)
    with story.store.read() as tx:
        book = [read_thing("entry", body).state for body in books.entries(tx, UNIT, "ck-2026")]
    assert [(one.dossier, one.written.number) for one in book] == [(both[0].dossier, 1), (both[1].dossier, 2)]
    for line in book:
        said = words(papers(story, next(one for one in both if one.dossier == line.dossier))["certification_one"])
        assert (
            f"Số chứng thực: {line.written.number:02d}, quyển số: 01/2026-SCT/CK,ĐC." in said and "Phó Chủ tịch" in said
        )


def test_what_was_told_of_a_certification_stays_when_it_is_signed(story: Story, tablet: Tablet) -> None:
    """Title and sheets a clerk gave by hand are not lost by the signature; only number and signer come with it."""
    planned = visited(story, tablet)
    with story.store.read() as tx:
        known = record.of_dossier(tx, UNIT, planned.dossier)
    told = Known(title="Giấy ủy quyền nhận lương hưu", sheets=3)
    story.say("clerk", issue.made_out(known, "certification_one", told, story.now_ms(), paper_code(b"by hand!")))
    story.say("clerk", DossierProcessed(dossier=planned.dossier))
    story.say("certifier", ResultReady(dossier=planned.dossier))
    follow.follow(story.house)
    with story.store.read() as tx:
        body = projections.body(tx, UNIT, "paper", paper_id(paper_code(b"by hand!")))
    assert body is not None
    said = json.loads(read_thing("paper", body).state.content)
    assert (said["document_title"], said["sheets"], said["entry"]) == ("Giấy ủy quyền nhận lương hưu", 3, "01")


@pytest.mark.parametrize(("agreed", "days"), [(False, 2), (True, 10)])
def test_form_01_shows_the_term_as_it_was_extended(story: Story, tablet: Tablet, agreed: bool, days: int) -> None:
    """The appointment printed anew is the dossier's own: extended within the law, not counted afresh."""
    planned = story.plan(tablet.officer, code="2.000815")
    story.push(tablet, *at_the_door(planned))
    story.say("clerk", DossierProcessed(dossier=planned.dossier))
    story.say("supervisor", TermExtended(dossier=planned.dossier, days=days, agreed=agreed, reason="nhiều trang"))
    with story.store.read() as tx:
        known = record.of_dossier(tx, UNIT, planned.dossier)
    _, made = fill("form_01", known, Known(), story.now_ms())
    assert isinstance(made, Receipt) and known.dossier is not None and known.dossier.term is not None
    assert (made.due.day, known.dossier.term.extended_days) == (known.dossier.due_day, days)
    assert made.due.day > made.received.day


def test_a_backlog_comes_to_the_same_papers(story: Story, tablet: Tablet) -> None:
    """Followed only at the very end, the journal gives what it would have given step by step."""
    planned = visited(story, tablet)
    story.say("clerk", DossierProcessed(dossier=planned.dossier, due_day="2026-11-24"))
    story.say("certifier", ResultReady(dossier=planned.dossier))
    follow.follow(story.house)
    assert {name: one.state for name, one in papers(story, planned).items()} == {
        "visit_summary": "final", "fee_receipt": "final", "certification_one": "final",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "event", "document", "said"),
    [
        (
            "clerk",
            SupplementAsked(dossier="", papers=("Giấy khai sinh", "Ảnh 3x4")),
            "form_02",
            "1. Giấy khai sinh 2. Ảnh 3x4",
        ),
        ("certifier", DossierRefused(dossier="", ground="Bản chính bị tẩy xóa"), "form_03", "Bản chính bị tẩy xóa"),
        ("supervisor", DossierStopped(dossier="", reason="người yêu cầu đã mất"), "form_05", "người yêu cầu đã mất"),
    ],
)
def test_a_decision_makes_its_form(
    story: Story, tablet: Tablet, who: str, event: object, document: str, said: str
) -> None:
    """More papers, a refusal and a stop go out in writing; what was provisional of the dossier counts no more."""
    planned = visited(story, tablet)
    follow.follow(story.house)
    story.say(who, replace(event, dossier=planned.dossier))  # type: ignore[arg-type, type-var]
    follow.follow(story.house)
    made = papers(story, planned)
    assert made[document].state == "final" and said in words(made[document])
    assert made["certification_one"].state == ("provisional" if document == "form_02" else "withdrawn")


def test_a_dossier_taken_back_withdraws_its_papers(story: Story, tablet: Tablet) -> None:
    """The provisional certification says it no longer counts, and why; the receipt for money stays."""
    planned = visited(story, tablet)
    follow.follow(story.house)
    story.say("clerk", DossierWithdrawn(dossier=planned.dossier, reason="đổi ý"))
    follow.follow(story.house)
    made = papers(story, planned)
    assert (made["certification_one"].state, made["certification_one"].reason) == ("withdrawn", "Người dân rút hồ sơ")
    assert made["fee_receipt"].state == "final" and "ĐÃ THU HỒI" in words(made["certification_one"])


def test_what_is_corrected_later_does_not_change_a_paper(story: Story, tablet: Tablet) -> None:
    """A paper printed again is the same file, though the ward's telephone changed meanwhile."""
    planned = visited(story, tablet)
    follow.follow(story.house)
    before = papers(story, planned)["visit_summary"]
    file = issue.printed(before, "https://tannha.example.vn")
    story.say("admin", WardConfigured(unit=UNIT, change=WardChange(hotline="0296 3 999 999")))
    assert issue.printed(papers(story, planned)["visit_summary"], "https://tannha.example.vn") == file


def test_papers_are_said_by_the_office(story: Story, tablet: Tablet) -> None:
    """What makes itself stands in the journal like everything else, in the office's own name."""
    planned = visited(story, tablet)
    follow.follow(story.house)
    summary = papers(story, planned)["visit_summary"]
    with story.store.read() as tx:
        said = journal.history(tx, UNIT, [paper_id(summary.code)])
        body = projections.body(tx, UNIT, "paper", summary.id)
    assert [(entry.kind, entry.actor_id) for entry in said] == [("PaperIssued", f"system:{UNIT}")]
    assert body is not None and read_thing("paper", body).state == summary
