"""A certification book of one year: which volume is written, and its closing (Decree 23/2015 art. 13)."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from models.calendar import local_day
from models.ids import END, UnitId
from models.procedure import Book as BookName
from models.refusal import Refused
from models.registers import Closing, close
from models.said import Body, Look, Said, State

KIND = "book"

SHORT: dict[BookName, str] = {"BS": "bs", "CK,ĐC": "ck", "CKND": "nd", "HĐ,GD": "hd"}
_NAMES = {short: name for name, short in SHORT.items()}
BookId = Annotated[str, Meta(pattern=r"^(bs|ck|nd|hd)-[0-9]{4}" + END, description="book and year, e.g. ck-2026")]
BookShort = Literal["bs", "ck", "nd", "hd"]


class Book(State, frozen=True, kw_only=True):
    """What is true of a book: its volume, since when it is closed and with which words."""

    id: str
    unit: str
    volume: int = 1
    closed_ms: int = 0
    closing: Closing | None = None


class VolumeBegun(Body, frozen=True, kw_only=True):
    """The volume is full: the next number stands in the next one, and goes on counting."""

    book: BookId
    unit: UnitId


class BookClosed(Body, frozen=True, kw_only=True):
    """The year's book is closed with its totals."""

    book: BookId
    unit: UnitId


def book_id(name: BookName, year: str) -> str:
    """The id of the book of a year."""
    return f"{SHORT[name]}-{year}"


def name_of(book: str) -> BookName:
    """Which of the four a book is, by its id."""
    return _NAMES[book[:2]]


def rule(book: Book | None, body: Body, look: Look) -> Refused | None:
    """Whether what is said of a book is lawful now."""
    if book is not None and book.closed_ms:
        return Refused("book_closed", book.id)
    if isinstance(body, BookClosed):
        if local_day(look("now", "")) < f"{body.book[3:]}-12-31":
            return Refused("book_open", body.book)
        wrong = close(look("entries", body.book))
        if isinstance(wrong, list):
            return Refused("book_faulty", "; ".join(one.vi for one in wrong)[:200])
    return None


def begun(book: Book | None, body: VolumeBegun, _said: Said) -> Book:
    known = book or Book(id=body.book, unit=body.unit)
    return replace(known, volume=known.volume + 1)


def closed(book: Book | None, body: BookClosed, said: Said) -> Book:
    known = book or Book(id=body.book, unit=body.unit)
    closing = msgspec.json.decode(said.given, type=Closing) if said.given else None
    return replace(known, closed_ms=said.at_ms, closing=closing)


FOLDS = {VolumeBegun: begun, BookClosed: closed}
