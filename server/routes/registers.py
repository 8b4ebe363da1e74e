"""`/registers`: the four certification books, by year or month, with totals before, within and after; printed each month."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from models import registers
from models.book import SHORT, Book, book_id, name_of
from models.calendar import local_day
from models.entry import Entry, printed
from models.ids import END
from models.reason import Reason
from models.registers import Column
from models.said import DAY_PATTERN
from models.store import books, lists
from server import ready
from server.asked import UnitAsked, real_day, speaks
from server.documents.render import render
from server.house import House
from server.paperwork import books as printed_books
from server.reading import looking, note
from server.routes.papers import PDF, InLanguage, download
from server.routes.reports import read_period
from sync.board import read_thing

ENTRIES_MAX = 5_000
BookAsked = Annotated[
    str, PathParameter(pattern=r"^(bs|ck|nd|hd)-[0-9]{4}" + END, description="book and year, e.g. ck-2026")
]
Month = Annotated[
    str, QueryParameter(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?" + END, description="only this month, e.g. 2026-11")
]

DAY = f"^{DAY_PATTERN}?{END}"
From = Annotated[str, QueryParameter(name="from", pattern=DAY, description="first local day; else this month's first")]
To = Annotated[str, QueryParameter(name="to", pattern=DAY, description="last local day; else today")]


class BookTotals(msgspec.Struct, frozen=True, kw_only=True):
    """How many lines, how many papers or copies they stand for, and the fees."""

    entries: int
    count: int
    fee_dong: int


class BookLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line: its thing, whose dossier, how a paper cites it, and the eight cells as printed."""

    id: str
    dossier: str
    number: int
    volume: int
    day: str
    citation: str
    cells: tuple[str, ...]


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A book or a month of it: columns, lines, what was carried forward, what is here, and the sum; what is wrong, if
    anything; its closing."""

    book: str
    symbol: str
    vi: str
    en: str
    year: int
    month: str
    volume: int
    columns: tuple[Column, ...]
    lines: tuple[BookLine, ...]
    before: BookTotals
    here: BookTotals
    after: BookTotals
    faults: tuple[Reason, ...]
    closed_ms: int
    closing_vi: str
    closing_en: str


def read_book(house: House, unit_id: str, book: str, month: str = "") -> Read:
    """A book as it stands, without HTTP: for pages, papers and print."""
    with house.store.read() as tx:
        bodies = books.entries(tx, unit_id, book)
        kept = lists.one(tx, (unit_id,), "book", book)
    state: Book = read_thing("book", kept.body).state if kept else Book(id=book, unit=unit_id)
    every: list[Entry] = [read_thing("entry", body).state for body in bodies]
    first = f"{month}-00" if month else ""
    here = [one for one in every if not month or one.written.day.startswith(f"{month}-")][:ENTRIES_MAX]
    earlier = [one for one in every if month and one.written.day < first]
    name = name_of(book)
    vi, en = registers.BOOKS[name]
    return Read(
        book=book, symbol=registers.symbol(name), vi=vi, en=en, year=int(book[3:]), month=month, volume=state.volume,
        columns=registers.columns(name), lines=tuple(_line(one) for one in here), before=_totals(earlier),
        here=_totals(here), after=_totals([*earlier, *here]),
        faults=tuple(registers.faults(one.written for one in every)), closed_ms=state.closed_ms,
        closing_vi=state.closing.vi if state.closing else "", closing_en=state.closing.en if state.closing else "",
    )  # fmt: skip


def _line(entry: Entry) -> BookLine:
    line = printed(entry)
    return BookLine(
        id=entry.id, dossier=entry.dossier, number=line.number, volume=line.volume, day=line.day,
        citation=registers.citation(line), cells=registers.row(line),
    )  # fmt: skip


def _totals(entries: list[Entry]) -> BookTotals:
    lines = [one.written for one in entries]
    return BookTotals(
        entries=len(lines), count=sum(one.count for one in lines), fee_dong=sum(one.fee_dong for one in lines)
    )


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """One of the four books of a year: how much is in it."""

    book: str
    symbol: str
    vi: str
    en: str
    totals: BookTotals


@get("/", sync_to_thread=True, opt=speaks(list[Shelf]))
def shelves(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    year: Annotated[int | None, QueryParameter(ge=2015, le=2100)] = None,
    unit: UnitAsked = "",
) -> Response[bytes]:
    """The four books of a year, this one when none is named, with what is in each."""
    actor, _ = looking(house, request, "registers", unit)
    asked = str(year) if year else _this_year(house)
    found = [read_book(house, unit or actor.unit, book_id(name, asked)) for name in SHORT]
    told = [Shelf(book=one.book, symbol=one.symbol, vi=one.vi, en=one.en, totals=one.after) for one in found]
    return ready.answer(ready.written(told))


def _this_year(house: House) -> str:
    return local_day(house.now_ms())[:4]


@get("/{book:str}", sync_to_thread=True, opt=speaks(Read))
def read(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    book: BookAsked,
    month: Month = "",
    unit: UnitAsked = "",
) -> Response[bytes]:
    """A book, or a month of it, with its totals and its closing. The look is noted."""
    actor, _ = looking(house, request, "registers", unit)
    unit_id = unit or actor.unit
    found = read_book(house, unit_id, book, month)
    note(house, actor, unit_id, [("book", book)])
    return ready.answer(ready.written(found))


@get("/{book:str}/pages", sync_to_thread=True, opt=speaks(answers_type=PDF))
def pages(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    book: BookAsked,
    month: Month = "",
    unit: UnitAsked = "",
    language: InLanguage = "vi",
) -> Response[bytes]:
    """A book, or a month of it, to be printed and bound: totals carried forward, notes, closing. The look is noted."""
    actor, _ = looking(house, request, "registers", unit)
    unit_id = unit or actor.unit
    with house.store.read() as tx:
        made = printed_books.register_pages(tx, unit_id, book, month, house.now_ms())
    note(house, actor, unit_id, [("book", book)])
    return download(render("register_page", made, language=language), f"{book}-{month}" if month else book)


@get("/tracking/pages", sync_to_thread=True, opt=speaks(answers_type=PDF, refuses=("book_too_long",)))
def tracking(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    first: From = "",
    last: To = "",
    unit: UnitAsked = "",
    language: InLanguage = "vi",
) -> Response[bytes]:
    """Form 07, the book in which dossiers are followed, for any period; without one this month up to today. The look is noted."""
    actor, _ = looking(house, request, "registers", unit)
    today = local_day(house.now_ms())
    period = read_period(real_day(first or f"{today[:7]}-01"), real_day(last or today))
    unit_id, asked = unit or actor.unit, f"{period.first}-{period.last}"
    with house.store.read() as tx:
        made = printed_books.tracking_book(tx, unit_id, period, house.now_ms())
    note(house, actor, unit_id, [("book", f"tracking-{asked}")])
    return download(render("form_07", made, language=language), f"mau-07-{asked}")


ROUTER = Router("/registers", route_handlers=[shelves, read, pages, tracking], tags=["registers"])
"""Nothing is written here: numbers come with `ResultReady`, notes and closings are said like everything else."""
