"""The four certification books: columns, how numbers are written, whether a book is whole, its closing.

Decree 23/2015 art. 13: one number per document event, from 01 to the year's end, on across volumes, anew each year, no
blank; closed with totals. Electronic books are printed monthly. Numbers are given by the office inside the transaction
that signs, never here; a mistake is corrected by a note or a new entry, never by a gap.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Annotated

from msgspec import Meta

from models.procedure import Book
from models.reason import Reason
from models.said import Day, Dong, Name, Short, State
from models.words import dong, grouped, number_words

YEARS = (2015, 2100)
BOOKS: dict[Book, tuple[str, str]] = {
    "BS": ("Sổ chứng thực bản sao từ bản chính", "Register of certified copies"),
    "CK,ĐC": ("Sổ chứng thực chữ ký, điểm chỉ", "Register of certified signatures and fingerprints"),
    "CKND": ("Sổ chứng thực chữ ký người dịch", "Register of certified translators' signatures"),
    "HĐ,GD": ("Sổ chứng thực hợp đồng, giao dịch", "Register of certified transactions"),
}


class Column(State, frozen=True, kw_only=True):
    """One column of a book, with the share of the page it takes."""

    vi: str
    en: str
    width: int


class Entry(State, frozen=True, kw_only=True):
    """One line of a book. `count`: copies certified, or papers signed. `note`: corrections, and what the law adds."""

    book: Book
    year: int
    volume: Annotated[int, Meta(ge=1)] = 1
    number: Annotated[int, Meta(ge=1)]
    day: Day
    requester: Name
    id_number: str = ""
    title: Short
    signer: Name
    signer_title: Short = ""
    count: Annotated[int, Meta(ge=1)] = 1
    fee_dong: Dong = 0
    note: str = ""


class Closing(State, frozen=True, kw_only=True):
    """What is written under the last line of a book when it is closed."""

    book: Book
    year: int
    first: int
    last: int
    entries: int
    count: int
    fee_dong: int
    noted: int
    volumes: int
    vi: str
    en: str


class Page(State, frozen=True, kw_only=True):
    """One printed page: its rows, and the totals before and after it."""

    rows: tuple[tuple[str, ...], ...]
    count_before: int
    fee_before_dong: int
    count_after: int
    fee_after_dong: int


def columns(book: Book) -> tuple[Column, ...]:
    """The eight columns of a book, as ward software and its exports have them (NĐ 280/2025's own template was not seen)."""
    copies = book == "BS"
    who = ("Họ tên, số giấy tờ tùy thân của người yêu cầu", "Requester, identity paper")
    what = {
        "BS": ("Tên của bản chính giấy tờ, văn bản", "The original"),
        "CK,ĐC": ("Tên giấy tờ, văn bản đã chứng thực chữ ký, điểm chỉ", "The paper signed"),
        "CKND": ("Tên giấy tờ, văn bản đã dịch", "The paper translated"),
        "HĐ,GD": ("Tên hợp đồng, giao dịch", "The transaction"),
    }[book]
    how_many = ("Số bản sao đã chứng thực", "Copies") if copies else ("Số lượng giấy tờ, văn bản", "Papers")
    texts = (
        (("Số thứ tự/ số chứng thực", "Number"), 8),
        (("Ngày, tháng, năm chứng thực", "Day"), 10),
        (("Họ tên của người yêu cầu chứng thực", "Requester") if copies else who, 19),
        (what, 22),
        (("Họ tên, chức danh người ký chứng thực", "Certifier"), 17),
        (how_many, 8),
        (("Lệ phí/phí", "Fee"), 8),
        (("Ghi chú", "Note"), 8),
    )
    return tuple(Column(vi=vi, en=en, width=width) for (vi, en), width in texts)


def number_text(number: int) -> str:
    """A certification number as it is written: 01, 02 … 99, 100."""
    return f"{number:02d}"


def symbol(book: Book, *, electronic: bool = False) -> str:
    """The symbol of a book on papers: SCT/BS; SCTĐT/BS for the electronic one."""
    return f"{'SCTĐT' if electronic else 'SCT'}/{book}"


def volume_text(volume: int, year: int, book: Book, *, electronic: bool = False) -> str:
    """Which volume a paper cites: "01/2026-SCT/CK,ĐC"."""
    return f"{volume:02d}/{year}-{symbol(book, electronic=electronic)}"


def citation(entry: Entry, *, electronic: bool = False) -> str:
    """How a certified paper names its entry: "Số chứng thực 125, quyển số 01/2026-SCT/CK,ĐC"."""
    volume = volume_text(entry.volume, entry.year, entry.book, electronic=electronic)
    return f"Số chứng thực {number_text(entry.number)}, quyển số {volume}"


def row(entry: Entry) -> tuple[str, ...]:
    """The eight cells of an entry."""
    who = entry.requester if entry.book == "BS" or not entry.id_number else f"{entry.requester}, {entry.id_number}"
    signer = f"{entry.signer}, {entry.signer_title}" if entry.signer_title else entry.signer
    year, month, day = entry.day.split("-")
    return (
        number_text(entry.number),
        f"{day}/{month}/{year}",
        who,
        entry.title,
        signer,
        grouped(entry.count),
        grouped(entry.fee_dong),
        entry.note,
    )


def pages(entries: Sequence[Entry], rows_per_page: int, earlier: Sequence[Entry] = ()) -> tuple[Page, ...]:
    """A book or a month of it in printed pages, with the sums of what came `earlier` in the year carried forward.

    An empty one is a single empty page, so that a month without entry shows.
    """
    if rows_per_page < 1:
        raise ValueError("a page has at least one row")
    found: list[Page] = []
    count, fee = sum(one.count for one in earlier), sum(one.fee_dong for one in earlier)
    for at in range(0, max(len(entries), 1), rows_per_page):
        part = entries[at : at + rows_per_page]
        after = count + sum(one.count for one in part), fee + sum(one.fee_dong for one in part)
        found.append(
            Page(
                rows=tuple(row(one) for one in part),
                count_before=count,
                fee_before_dong=fee,
                count_after=after[0],
                fee_after_dong=after[1],
            )
        )
        count, fee = after
    return tuple(found)


def month(entries: Iterable[Entry], of: str) -> tuple[Entry, ...]:
    """The entries of a month "2026-11", in the order of their numbers."""
    return tuple(sorted((one for one in entries if one.day.startswith(f"{of}-")), key=lambda one: one.number))


def faults(entries: Iterable[Entry]) -> list[Reason]:
    """What is wrong with the book of one year: gaps, doubles, another book or year, days or volumes that run backward."""
    ordered = sorted(entries, key=lambda one: one.number)
    if not ordered:
        return []
    found: list[Reason] = []
    if len({(one.book, one.year) for one in ordered}) > 1:
        found.append(_fault("mixed", "Lẫn sổ hoặc lẫn năm", "Books or years are mixed"))
    if ordered[0].number != 1:
        found.append(_fault("start", "Số đầu năm không phải 01", "The year does not begin with 01"))
    for one in ordered:
        if one.day[:4] != str(one.year):
            found.append(
                _fault("year", f"Số {one.number}: ngày ngoài năm", f"Number {one.number}: a day of another year")
            )
    for before, after in pairwise(ordered):
        at = after.number
        if at == before.number:
            found.append(_fault("double", f"Số {at} ghi hai lần", f"Number {at} stands twice"))
        elif at > before.number + 1:
            lacking = f"{before.number + 1}" if at == before.number + 2 else f"{before.number + 1}-{at - 1}"
            found.append(_fault("gap", f"Thiếu số {lacking}", f"Missing {lacking}"))
        if after.day < before.day:
            found.append(
                _fault("day", f"Số {at}: ngày trước số liền trước", f"Number {at}: dated before the one before")
            )
        if after.volume not in (before.volume, before.volume + 1):
            found.append(_fault("volume", f"Số {at}: sai quyển", f"Number {at}: wrong volume"))
    return found


def close(entries: Iterable[Entry]) -> Closing | list[Reason]:
    """The closing of a year's book, or why it cannot be closed: a book with a gap is mended by notes first."""
    ordered = sorted(entries, key=lambda one: one.number)
    if not ordered:
        return [_fault("empty", "Sổ chưa có số nào", "The book has no entry")]
    wrong = faults(ordered)
    if wrong:
        return wrong
    first, last = ordered[0], ordered[-1]
    count = sum(one.count for one in ordered)
    fee = sum(one.fee_dong for one in ordered)
    return Closing(
        book=first.book,
        year=first.year,
        first=first.number,
        last=last.number,
        entries=len(ordered),
        count=count,
        fee_dong=fee,
        noted=sum(1 for one in ordered if one.note),
        volumes=last.volume,
        vi=(
            f"Khóa sổ năm {first.year}: từ số {number_text(first.number)} đến số {number_text(last.number)}, "
            f"tổng cộng {grouped(len(ordered))} số (bằng chữ: {number_words(len(ordered))}), "
            f"{grouped(count)} {'bản sao' if first.book == 'BS' else 'giấy tờ, văn bản'}, phí {dong(fee)}."
        ),
        en=(
            f"Book of {first.year} closed: numbers {number_text(first.number)} to {number_text(last.number)}, "
            f"{len(ordered):,} in all, {count:,} {'copies' if first.book == 'BS' else 'papers'}, fees {fee:,} đồng."
        ),
    )


class Certified(State, frozen=True, kw_only=True):
    """What the six-monthly certification report tells of one book."""

    book: Book
    entries: int
    count: int
    fee_dong: int


def certified(entries: Iterable[Entry], first: str, last: str) -> tuple[Certified, ...]:
    """The certification statistics of a span of days, one row for each of the four books (Decree 23/2015, every 6 months)."""
    within = [one for one in entries if first <= one.day <= last]
    return tuple(
        Certified(
            book=book,
            entries=sum(1 for one in within if one.book == book),
            count=sum(one.count for one in within if one.book == book),
            fee_dong=sum(one.fee_dong for one in within if one.book == book),
        )
        for book in BOOKS
    )


def _fault(id: str, vi: str, en: str) -> Reason:
    return Reason(id=id, vi=vi, en=en, article="NĐ 23/2015, Điều 13")
