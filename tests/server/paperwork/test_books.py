"""The office's books in print: registers by the month, the tracking book, and the receipt for originals taken away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from models.calendar import ms_of
from models.dossier import DossierProcessed, OriginalsTaken, ResultReady
from models.dossier_parts import Original
from models.entry import EntryNoted
from models.statistics import Period
from models.store import books as shelf
from models.store import projections
from models.store.engine import Store
from server.paperwork import books, follow, issue
from sync.board import read_thing
from tests.server.printed import read_back
from tests.server.story import NAME, UNIT, Clock, Planned, Story, at_the_door, bearer

NOVEMBER, DECEMBER = "2026-11", "2026-12"
TRACKED = {
    NOVEMBER: Period(first="2026-11-01", last="2026-11-30"),
    DECEMBER: Period(first="2026-12-01", last="2026-12-31"),
}


@pytest.fixture
def story(store: Store, tmp_path: Path) -> Story:
    """A ward on each engine, in the last week of November."""
    return Story(store, tmp_path, Clock(ms_of("2026-11-25", 8 * 60)), jobs=False)


def signed(story: Story) -> Planned:
    """A signature certified and numbered."""
    tablet = story.tablet()
    planned = story.plan(tablet.officer)
    story.push(tablet, *at_the_door(planned))
    story.say("clerk", DossierProcessed(dossier=planned.dossier))
    story.say("certifier", ResultReady(dossier=planned.dossier))
    return planned


def test_a_month_carries_forward_what_came_before(story: Story) -> None:
    """December begins with November's sums and prints its own lines only; a note stands in the last column."""
    for _ in range(2):
        signed(story)
    story.now_ms.ms = ms_of("2026-12-01", 8 * 60)
    signed(story)
    with story.store.read() as tx:
        last = [read_thing("entry", body).state for body in shelf.entries(tx, UNIT, "ck-2026")][-1]
    story.say("certifier", EntryNoted(entry=last.id, note="sửa tên giấy tờ"))
    with story.store.read() as tx:
        before = books.register_pages(tx, UNIT, "ck-2026", NOVEMBER, story.now_ms())
        after = books.register_pages(tx, UNIT, "ck-2026", DECEMBER, story.now_ms())
        empty = books.register_pages(tx, UNIT, "bs-2026", DECEMBER, story.now_ms())
    assert [row[0] for row in before.pages[0].rows] == ["01", "02"] and before.pages[0].count_before == 0
    [page] = after.pages
    assert ([row[0] for row in page.rows], page.count_before, page.fee_before_dong) == (["03"], 2, 20_000)
    assert (page.count_after, page.fee_after_dong) == (3, 30_000) and page.rows[0][7].endswith("sửa tên giấy tờ")
    assert len(empty.pages) == 1 and empty.pages[0].rows == ()


def test_books_are_printed_by_address(story: Story) -> None:
    """Registers and form 07 come as PDF in both languages, without a code; who may not read registers gets none."""
    signed(story)
    head, auditor = bearer(story.sign_in("supervisor")), bearer(story.sign_in("auditor"))
    with TestClient(story.app()) as client:

        def read(path: str, headers: dict[str, Any]) -> Any:
            return client.get(path, headers=headers)

        book = read(f"/registers/ck-2026/pages?month={NOVEMBER}", head)
        assert book.headers["content-type"] == "application/pdf"
        assert "Tháng 11 năm 2026" in read_back(book.content) and NAME in read_back(book.content)
        assert "/v/" not in read_back(book.content)
        english = read_back(read(f"/registers/ck-2026/pages?month={NOVEMBER}&language=en", head).content)
        assert "Sum to the end of the page" in english
        followed = read_back(read("/registers/tracking/pages?from=2026-11-01&to=2026-11-30", head).content)
        assert "SỔ THEO DÕI HỒ SƠ" in followed and NAME in followed
        assert read("/registers/tracking/pages", head).status_code == 200
        assert read("/registers/tracking/pages?from=2026-02-30", head).status_code == 400
        assert read(f"/registers/ck-2026/pages?month={NOVEMBER}", auditor).status_code == 403
        assert read("/registers/ck-2026/pages?month=2026-13", head).status_code == 400


def test_form_07_has_every_dossier_of_an_old_month(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """November's book stays whole, however many were received or touched since, whatever is due when; December has its own."""
    monkeypatch.setattr(books, "PAGE", 2)
    old = [signed(story).dossier for _ in range(5)]
    story.now_ms.ms = ms_of("2026-12-01", 8 * 60)
    new = [signed(story).dossier for _ in range(5)]
    story.now_ms.ms = ms_of("2027-01-04", 8 * 60)
    with story.store.read() as tx:
        codes = {
            one.id: one.code
            for one in (
                read_thing("dossier", body).state
                for body in projections.bodies(tx, UNIT, "dossier", old + new).values()
            )
        }
        november = books.tracking_book(tx, UNIT, TRACKED[NOVEMBER], story.now_ms())
        december = books.tracking_book(tx, UNIT, TRACKED[DECEMBER], story.now_ms())
        none = books.tracking_book(tx, UNIT, Period(first="2027-01-01", last="2027-01-31"), story.now_ms())
    assert sorted(row.dossier for row in november.rows) == sorted(codes[one] for one in old)
    assert sorted(row.dossier for row in december.rows) == sorted(codes[one] for one in new)
    assert {row.citizen for row in november.rows} == {NAME} and none.rows == ()


@pytest.mark.parametrize(
    ("first", "last", "named", "lines"),
    [
        ("2026-11-01", "2026-11-30", "Tháng 11 năm 2026", 1), ("2026-01-01", "2026-12-31", "Năm 2026", 2),
        ("2026-11-25", "2026-11-25", "Ngày 25/11/2026", 1), ("2026-11-26", "2026-12-15", "Từ ngày 26/11/2026 đến ngày 15/12", 1),
        ("2026-11-01", "2026-11-24", "Từ ngày 01/11/2026 đến ngày 24/11/2026", 0), ("2026-10-01", "2026-11-30", "Từ ngày", 1),
    ],
)  # fmt: skip
def test_form_07_follows_any_period(story: Story, first: str, last: str, named: str, lines: int) -> None:
    """The form names no month: any span of days is a book, both ends counted, called by its month or year when it is one."""
    signed(story)
    story.now_ms.ms = ms_of("2026-12-01", 8 * 60)
    signed(story)
    with story.store.read() as tx:
        book = books.tracking_book(tx, UNIT, Period(first=first, last=last), story.now_ms())
    assert book.period.startswith(named) and len(book.rows) == lines and book.volume == "2026"


def test_a_period_too_long_is_refused_and_not_cut(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book with more lines than one print holds is refused in words: no incomplete book leaves the office."""
    monkeypatch.setattr(books, "TRACKED_MAX", 1)
    signed(story)
    head = bearer(story.sign_in("supervisor"))
    with TestClient(story.app()) as client:
        path = "/registers/tracking/pages?from=2026-11-01&to=2026-11-30"
        assert client.get(path, headers=head).status_code == 200
        signed(story)
        refused = client.get(path, headers=head)
    assert (refused.status_code, refused.json()["code"]) == (413, "book_too_long")


def test_originals_taken_leave_their_receipt(story: Story) -> None:
    """Each taking makes one receipt of its own, with what was taken, in which state, and by when it comes back."""
    tablet = story.tablet()
    planned = story.plan(tablet.officer, code="2.000815")
    story.push(tablet, *at_the_door(planned))
    first = Original(name="Giấy khai sinh", state="ố mép")
    taken = [
        OriginalsTaken(dossier=planned.dossier, originals=(one,), back_by=day)
        for one, day in ((first, "2026-11-27"), (Original(name="Bằng tốt nghiệp", sheets=2), "2026-11-30"))
    ]
    story.say("clerk", taken[0])
    story.say("clerk", taken[1])
    follow.follow(story.house)
    assert follow.follow(story.house) == 0
    with story.store.read() as tx:
        made = [one for one in follow.papers_of(tx, UNIT, planned.dossier) if one.document == "custody_receipt"]
    said = sorted(read_back(issue.printed(one, "https://tannha.example.vn")) for one in made)
    assert len(said) == 2 and {one.state for one in made} == {"final"}
    assert any("Giấy khai sinh" in one and "ố mép" in one and "27 tháng 11" in one for one in said)
    assert any("Bằng tốt nghiệp" in one and "30 tháng 11" in one for one in said)
