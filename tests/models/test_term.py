"""The life of a dossier's term and of a book: what the law allows, once, and what the office gives for it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from models import calendar, deadline, dossier_rules, registers, term
from models.book import Book, BookClosed, rule
from models.calendar import default_calendar, ms_of
from models.dossier import (
    FOLDS,
    DateReappointed,
    Dossier,
    DossierProcessed,
    FeeSettled,
    OriginalsReturned,
    SupplementAsked,
    SupplementReceived,
    TermExtended,
    national,
)
from models.procedure import in_force, pinned
from models.said import Body, Said

DAY = "2026-11-23"  # a Monday
COPY, CONTRACT, SIGNATURE = "2.000815", "2.001035", "2.000884"


class Case:
    """One dossier in work, and the moment at which things are said of it."""

    def __init__(self, code: str = COPY, received: str = DAY, minute: int = 9 * 60) -> None:
        procedure = in_force(code, DAY)
        assert procedure is not None
        self.now_ms = ms_of(received, minute)
        begun = deadline.begin(procedure, default_calendar(), self.now_ms)
        self.dossier = Dossier(
            id="d", unit="30307", code="", request="r", citizen="c", procedure=code, version=procedure.version, status=2,
            received_ms=self.now_ms, term=begun, due_day=begun.due_day,
        )  # fmt: skip

    def look(self, kind: str, name: str) -> Any:
        """What rules may look at."""
        if kind == "procedure":
            code, _, version = name.partition("@")
            return pinned(code, version)
        return {"calendar": default_calendar(), "now": self.now_ms}.get(kind)

    def hear(self, body: Body) -> str:
        """Says a word at the present moment: why it is refused, or empty when the dossier has heard it."""
        no = dossier_rules.rule(self.dossier, body, self.look)
        if no is not None:
            return no.code
        after = term.after(self.dossier, body, self.look, self.now_ms)
        given = term.written(after) if isinstance(after, deadline.Term) else ""
        said = Said(
            seq=2, event="e", by="a", device="office:30307", at_ms=self.now_ms, bound_ms=0, doubtful=False,
            received_ms=self.now_ms, base=0, lease=0, given=given,
        )  # fmt: skip
        self.dossier = FOLDS[type(body)](self.dossier, body, said)  # type: ignore[operator]
        return ""

    def at(self, day: str, minute: int = 9 * 60) -> Case:
        """The same dossier at another moment."""
        self.now_ms = ms_of(day, minute)
        return self


def test_decree_23_article_7_after_three_in_the_afternoon_is_tomorrow() -> None:
    """Received until 15:00 it is due that day, a minute later the next working day."""
    assert [Case(SIGNATURE, minute=m).dossier.due_day for m in (15 * 60, 15 * 60 + 1)] == [DAY, "2026-11-25"], (
        "24/11 is off"
    )


def test_decree_23_article_21_copies_take_two_days_more_once() -> None:
    """Copies may take two working days more without agreement, three only with it, and only once."""
    case = Case()
    assert case.hear(TermExtended(dossier="d", days=3, reason="nhiều trang")) == "term_refused"
    assert case.hear(TermExtended(dossier="d", days=2, reason="nhiều trang")) == ""
    assert case.dossier.due_day == "2026-11-26"
    assert case.hear(TermExtended(dossier="d", days=1, agreed=True, reason="nữa")) == "term_refused"
    agreed = Case()
    assert agreed.hear(TermExtended(dossier="d", days=3, agreed=True, reason="thỏa thuận")) == ""


def test_one_new_appointment_only() -> None:
    """A second new date is refused; so is one that is no working day, or not later."""
    case = Case(CONTRACT)
    assert case.hear(DateReappointed(dossier="d", new_day="2026-11-29", reason="Chủ nhật")) == "term_refused"
    assert case.hear(DateReappointed(dossier="d", new_day="2026-11-30", reason="mất điện")) == ""
    assert case.dossier.due_day == "2026-11-30" and case.dossier.term is not None and case.dossier.term.reappointed
    assert case.hear(DateReappointed(dossier="d", new_day="2026-12-01", reason="nữa")) == "term_refused"


def test_a_supplement_is_asked_for_once_and_the_clock_stands_still() -> None:
    """Asked once: no day counts until it is there; then the term runs anew; a second asking is refused."""
    case = Case(CONTRACT)
    assert case.hear(SupplementAsked(dossier="d", papers=("Sổ đỏ",))) == ""
    assert term.standing(case.dossier, "2027-01-30") == "paused"
    case.at("2026-12-07")
    assert case.hear(SupplementReceived(dossier="d")) == ""
    assert (case.dossier.status, case.dossier.due_day) == (2, "2026-12-09")
    assert case.hear(SupplementAsked(dossier="d", papers=("nữa",))) == "term_refused"


def test_an_earlier_day_may_be_promised_never_a_later_one() -> None:
    """The office may promise a day before the law's; what it promises beyond it does not count."""
    for promised, due in (("2026-11-20", "2026-11-20"), ("2027-01-01", DAY), (None, DAY)):
        case = Case()
        case.hear(DossierProcessed(dossier="d", due_day=promised))
        assert case.dossier.due_day == due


def test_status_six_while_a_fee_is_owed() -> None:
    """The national code is 6 while a fee is left open in work, and what it was once it is paid; paid twice is refused."""
    case = Case()
    case.dossier = replace(case.dossier, fee_dong=8_000, fee_paid="later")
    assert national(case.dossier) == 6
    assert case.hear(FeeSettled(dossier="d", paid="cash")) == ""
    assert national(case.dossier) == 2
    assert case.hear(FeeSettled(dossier="d", paid="cash")) == "already_settled"


def test_what_is_not_held_cannot_be_given_back() -> None:
    """Originals are given back only while some are in the office's keeping."""
    assert Case().hear(OriginalsReturned(dossier="d", receiver="bà Đào")) == "wrong_state"


@pytest.mark.parametrize(("day", "outcome"), [("2026-11-22", "early"), (DAY, "on_time"), ("2026-11-25", "late")])
def test_early_on_time_late_by_the_date_shown(day: str, outcome: str) -> None:
    """By date alone, whatever the hour."""
    ready = replace(Case().dossier, ready_ms=ms_of(day, 23 * 60))
    assert term.standing(ready, "2026-12-31") == outcome
    assert calendar.local_day(ready.ready_ms) == day


def line(number: int, day: str = DAY) -> registers.Entry:
    """A line of the book."""
    return registers.Entry(book="CK,ĐC", year=2026, number=number, day=day, requester="x", title="y", signer="z")


def closing(now: str, *lines: registers.Entry, book: Book | None = None) -> str:
    """Why the book may not be closed on a day; empty when it may."""
    looks: dict[str, Any] = {"now": ms_of(now, 600), "entries": lines}
    no = rule(book, BookClosed(book="ck-2026", unit="30307"), lambda kind, _: looks.get(kind))
    return no.code if no else ""


def test_decree_23_article_13_a_book_is_closed_whole_at_the_end_of_its_year() -> None:
    """Not before its last day, not empty, not with a gap, not twice."""
    assert closing("2026-12-30", line(1)) == "book_open"
    assert closing("2026-12-31") == "book_faulty"
    assert closing("2026-12-31", line(1), line(3)) == "book_faulty"
    assert closing("2026-12-31", line(1), line(2)) == ""
    assert closing("2027-01-04", line(1), book=Book(id="ck-2026", unit="30307", closed_ms=1)) == "book_closed"
    assert msgspec.json.decode(msgspec.json.encode(line(1)), type=registers.Entry) == line(1)
