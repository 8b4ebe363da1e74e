"""Books of the office in print: pages of a certification register, and form 07, in which dossiers are followed.

Electronic registers are printed each month with their totals, bound and kept (Decree 23/2015 art. 13); the print shows the
book as it stands, corrections as notes in the last column. No code stands on it: it never leaves the office.
"""

from datetime import date, timedelta

from models import book as books
from models import calendar, phone, registers
from models.book import Book
from models.citizen import Citizen
from models.dossier import STATUS, Dossier
from models.entry import Entry, printed
from models.procedure import Procedure
from models.statistics import Period
from models.store import books as shelf
from models.store import counting, projections
from models.store.counting import Place
from models.store.engine import Tx
from server.documents.papers import REGISTER_ROWS, Moment, RegisterPages, TrackingBook, TrackingRow
from server.documents.prefill import address_line
from server.paperwork.record import CHAIRMAN, letterhead, ward_of
from server.problem import Problem
from sync.board import Board, read_thing

PAGE = 200
TRACKED_MAX = 10_000
"""Dossiers on one print of form 07; a period with more is refused rather than cut short."""
_MANNERS = {"home": "Tại nhà", "post": "Bưu chính", "collected": "Tại trụ sở"}


def register_pages(tx: Tx, unit_id: str, book: str, month: str, now_ms: int) -> RegisterPages:
    """A register, or a month "2026-11" of it: what was carried forward stands before its first line."""
    ward = ward_of(tx, unit_id)
    body = projections.body(tx, unit_id, "book", book)
    state: Book = read_thing("book", body).state if body else Book(id=book, unit=unit_id)
    every: list[Entry] = [read_thing("entry", text).state for text in shelf.entries(tx, unit_id, book)]
    lines = [printed(one) for one in every]
    here = [one for one in lines if not month or one.day.startswith(f"{month}-")]
    before = [one for one in lines if month and one.day < f"{month}-01"]
    name = books.name_of(book)
    volumes = sorted({one.volume for one in here} or {state.volume})
    closing = state.closing if not month or month.endswith("-12") else None
    return RegisterPages(
        letterhead=letterhead(ward, centre=False), moment=Moment(day=calendar.local_day(now_ms)),
        book=f"{registers.BOOKS[name][0]} ({registers.symbol(name)})", volume=", ".join(f"{one:02d}" for one in volumes),
        period=_period(book[3:], month), columns=registers.columns(name),
        pages=registers.pages(here, REGISTER_ROWS, before), closing=closing, certifier=ward.chairman,
        certifier_title=ward.chairman_title or CHAIRMAN,
    )  # fmt: skip


def tracking_book(tx: Tx, unit_id: str, period: Period, now_ms: int) -> TrackingBook:
    """Form 07: every dossier received in a period, in the order they came, with what became of each.

    The form names no month (Circular 03/2025/TT-VPCP), so any span of days is a book; its volume is the year it begins in.
    Raises Problem(book_too_long) where there are more than one print holds.
    """
    mine = sorted(_received(tx, unit_id, period), key=lambda one: (one.received_ms, one.code))
    people: dict[str, Citizen] = {}
    names = sorted({one.citizen for one in mine})
    for at in range(0, len(names), PAGE):
        texts = projections.bodies(tx, unit_id, "citizen", names[at : at + PAGE])
        people |= {name: read_thing("citizen", text).state for name, text in texts.items()}
    law = Board(tx, unit_id, now_ms)
    rows = tuple(
        _row(one, people.get(one.citizen), law.look("procedure", f"{one.procedure}@{one.version}")) for one in mine
    )
    return TrackingBook(
        letterhead=letterhead(ward_of(tx, unit_id), centre=True), moment=Moment(day=calendar.local_day(now_ms)),
        volume=period.first[:4], period=_span(period), rows=rows,
    )  # fmt: skip


def _received(tx: Tx, unit_id: str, period: Period) -> list[Dossier]:
    """The dossiers received in a period: each was touched in it or since, so nothing older is read."""
    found: list[Dossier] = []
    place = Place(counting.first_since(tx, unit_id, calendar.ms_of(period.first, 0)), "")
    while True:
        rows = counting.changed(tx, unit_id, place, PAGE)
        dossiers: list[Dossier] = [read_thing("dossier", body).state for _, _, body in rows]
        found += [one for one in dossiers if _came_in(one, period)]
        if len(found) > TRACKED_MAX:
            raise Problem("book_too_long", f"{period.first}…{period.last}: > {TRACKED_MAX}")
        if len(rows) < PAGE:
            return found
        place = Place(rows[-1][0], rows[-1][1])


def _came_in(dossier: Dossier, period: Period) -> bool:
    if not dossier.received_ms or dossier.status in (1, 3):
        return False
    return period.first <= calendar.local_day(dossier.received_ms) <= period.last


def _row(dossier: Dossier, citizen: Citizen | None, procedure: Procedure | None) -> TrackingRow:
    contact = [address_line(citizen.address), *(phone.shown(one) for one in citizen.phones[:1])] if citizen else []
    return TrackingRow(
        dossier=dossier.code, procedure=(procedure.vi if procedure else dossier.procedure)[:200],
        citizen=citizen.name if citizen else "", address="; ".join(filter(None, contact))[:200],
        received=_short(dossier.received_ms), due=_short_day(dossier.due_day), returned=_short(dossier.returned_ms),
        manner=_MANNERS.get(dossier.returned_by, ""), note="" if dossier.returned_ms else STATUS[dossier.status],
    )  # fmt: skip


def _short(ms: int) -> str:
    return f"{_short_day(calendar.local_day(ms))} {calendar.local_hm(ms)}" if ms else ""


def _short_day(day: str) -> str:
    return f"{day[8:]}/{day[5:7]}/{day[:4]}" if day else ""


def _span(period: Period) -> str:
    """A period as a book names it: its month or year where it is a whole one, else its days."""
    first, last = period.first, period.last
    after = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
    if first[5:] == "01-01" and after == f"{int(first[:4]) + 1}-01-01":
        return _period(first[:4], "")
    if first[8:] == "01" and after[8:] == "01" and first[:7] == last[:7]:
        return _period(first[:4], first[:7])
    return f"Ngày {_short_day(first)}" if first == last else f"Từ ngày {_short_day(first)} đến ngày {_short_day(last)}"


def _period(year: str, month: str) -> str:
    return f"Tháng {int(month[5:])} năm {month[:4]}" if month else f"Năm {year}"
