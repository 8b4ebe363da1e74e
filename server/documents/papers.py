"""What each paper must be told: one Struct a paper, all that is printed and nothing else.

Days and moments are local; amounts whole đồng. The wording and the layout are the edition's (`editions/`), so a paper's
data outlive a change of its form.
"""

from typing import Annotated, Literal

from msgspec import Meta

from models.registers import Closing, Column, Page
from models.said import Day, Dong, Name, Note, Short, Value

Paid = Literal["cash", "transfer", "exempt", "later"]
State = Literal["provisional", "final", "withdrawn"]
REGISTER_ROWS = 9
"""How many entries fit on one printed page of a register, two lines each."""
Lines = Annotated[tuple[Short, ...], Meta(max_length=40)]


class Moment(Value, frozen=True, kw_only=True):
    """A local day, with hour and minute where the law wants them."""

    day: Day
    hour: Annotated[int, Meta(ge=0, le=23)] | None = None
    minute: Annotated[int, Meta(ge=0, le=59)] = 0


class Seal(Value, frozen=True, kw_only=True):
    """The code by which anybody can ask whether this paper stands, and where; `url` ends in /v/<code>."""

    code: Annotated[str, Meta(pattern=r"^[0-9A-Z-]{4,24}$")]
    state: State
    url: Annotated[str, Meta(pattern=r"^https?://[^\s]{1,180}/v/[0-9A-Za-z-]{4,24}$")]


class Letterhead(Value, frozen=True, kw_only=True):
    """Who writes: the body above and the agency as two lines, its name within a sentence, the place before the date."""

    above: Short
    agency: Short
    name: Short
    place: Short
    phone: Short = ""


class Issued(Value, frozen=True, kw_only=True):
    """What every paper has: letterhead, number, day, seal. Books stay in the office and bear none."""

    letterhead: Letterhead
    number: Short = ""
    moment: Moment
    seal: Seal | None = None


class Signer(Value, frozen=True, kw_only=True):
    """One who signs, fingerprints (`finger`) or can do neither (`why_neither`), shown by a paper."""

    name: Name
    address_as: Literal["Ông", "Bà", "Ông/bà"] = "Ông/bà"
    id_kind: Short = "Thẻ căn cước"
    id_number: Short
    finger: Short = ""
    why_neither: Short = ""


class Aide(Value, frozen=True, kw_only=True):
    """An interpreter or a witness, shown by a paper."""

    name: Name
    id_number: Short
    language: Short = ""


class Certification(Issued, frozen=True, kw_only=True):
    """A lời chứng for signatures. Outside the office `moment` has hour and minute and `place` is the full address.

    `entry` and `volume` stay empty until the office gives the number. Mode B: signed before `receiver`.
    """

    document_title: Short
    sheets: Annotated[int, Meta(ge=1, le=500)] = 1
    place: Short
    offsite: bool = False
    mode: Literal["A", "B"] = "A"
    certifier: Name
    certifier_title: Short
    receiver: Short = ""
    signers: Annotated[tuple[Signer, ...], Meta(min_length=1, max_length=20)]
    interpreter: Aide | None = None
    witnesses: Annotated[tuple[Aide, ...], Meta(max_length=4)] = ()
    entry: Short = ""
    volume: Short = ""


class CopyCertification(Issued, frozen=True, kw_only=True):
    """The lời chứng under a certified copy."""

    document_title: Short
    pages: Annotated[int, Meta(ge=1)] = 1
    copies: Annotated[int, Meta(ge=1)] = 1
    certifier: Name
    certifier_title: Short
    entry: Short = ""
    volume: Short = ""


class DossierPaper(Issued, frozen=True, kw_only=True):
    """What the forms of a dossier share: whose it is and what it asks for."""

    dossier: Short
    citizen: Name
    address: Short = ""
    phone: Short = ""
    request: Short


class PaperLine(Value, frozen=True, kw_only=True):
    """One paper handed in, how many, original or copy."""

    name: Short
    count: Annotated[int, Meta(ge=1)] = 1
    kind: Short = ""


class Receipt(DossierPaper, frozen=True, kw_only=True):
    """Form 01: received, with the appointment."""

    papers: Annotated[tuple[PaperLine, ...], Meta(max_length=40)]
    sets: Annotated[int, Meta(ge=1)] = 1
    term: Short
    received: Moment
    due: Moment
    result_at: Short
    receiver: Name
    book: Short = ""
    at_home: bool = False


class Supplement(DossierPaper, frozen=True, kw_only=True):
    """Form 02: what is missing, asked for once and completely."""

    items: Annotated[Lines, Meta(min_length=1)]
    reason: Note
    guide: Name


class Ground(Value, frozen=True, kw_only=True):
    """One ground with its article."""

    text: Short
    article: Short = ""


class Refusal(DossierPaper, frozen=True, kw_only=True):
    """Form 03: not received, with the grounds of the law."""

    grounds: Annotated[tuple[Ground, ...], Meta(min_length=1, max_length=10)]
    receiver: Name


class Apology(DossierPaper, frozen=True, kw_only=True):
    """Form 04: an apology and a new date."""

    received: Moment
    due: Moment
    reason: Note
    new_due: Moment
    signer: Name
    signer_title: Short


class Stop(DossierPaper, frozen=True, kw_only=True):
    """Form 05: work on the dossier is stopped."""

    reason: Note
    basis: Short
    signer: Name
    signer_title: Short


class Handing(Value, frozen=True, kw_only=True):
    """One hand-over on the control sheet."""

    giver: Short
    taker: Short
    moment: Moment
    outcome: Literal["", "early", "on_time", "late"] = ""
    note: Short = ""


class ControlSheet(DossierPaper, frozen=True, kw_only=True):
    """Form 06: every hand the dossier went through."""

    due: Moment
    handings: Annotated[tuple[Handing, ...], Meta(max_length=60)]


class TrackingRow(Value, frozen=True, kw_only=True):
    """One line of the tracking book, as printed."""

    dossier: Short
    procedure: Short
    citizen: Short
    address: Short = ""
    received: Short = ""
    due: Short = ""
    returned: Short = ""
    manner: Short = ""
    note: Short = ""


class TrackingBook(Issued, frozen=True, kw_only=True):
    """Form 07: the book in which dossiers are followed."""

    volume: Short
    period: Short
    rows: tuple[TrackingRow, ...]


class RegisterPages(Issued, frozen=True, kw_only=True):
    """Pages of a certification register, a month or a year, with totals and, at the end of the year, its closing."""

    book: Short
    volume: Short
    period: Short
    columns: tuple[Column, ...]
    pages: tuple[Page, ...]
    closing: Closing | None = None
    certifier: Short = ""
    certifier_title: Short = ""


class Charge(Value, frozen=True, kw_only=True):
    """One line of a bill."""

    label: Short
    amount_dong: Dong
    basis: Short = ""


class FeeReceipt(DossierPaper, frozen=True, kw_only=True):
    """What was paid, line by line; the visit is free."""

    charges: Annotated[tuple[Charge, ...], Meta(min_length=1, max_length=20)]
    paid: Paid
    collector: Name


class TakenOriginal(Value, frozen=True, kw_only=True):
    """One original taken to the office."""

    name: Short
    sheets: Annotated[int, Meta(ge=1)] = 1
    state: Short = ""


class CustodyReceipt(DossierPaper, frozen=True, kw_only=True):
    """Originals taken away from a home, and by when they come back."""

    originals: Annotated[tuple[TakenOriginal, ...], Meta(min_length=1, max_length=30)]
    reason: Note
    taken: Moment
    back_by: Moment
    taker: Name
    taker_title: Short = ""


class VisitSummary(Issued, frozen=True, kw_only=True):
    """In large type, for the citizen: what was done, what comes next, whom to ring."""

    citizen: Name
    officer: Name
    done: Lines
    next: Lines
    held: Lines = ()
    paid_dong: Dong = 0
    come_back: Moment | None = None


class Letter(Issued, frozen=True, kw_only=True):
    """A letter of the chairman: to whom, about whom."""

    to: Short
    names: Annotated[tuple[Short, ...], Meta(min_length=1, max_length=4)]
    event: Moment
    signer: Name
    signer_title: Short


class Both(Value, frozen=True, kw_only=True):
    """A text in both languages: each print has its own."""

    vi: str
    en: str


class ExtractRow(Value, frozen=True, kw_only=True):
    """One line of an extract: a field and its value; or when, `who`, what, and what `became` of it."""

    label: Both
    value: Both
    who: str = ""
    became: Both | None = None


class ExtractPart(Value, frozen=True, kw_only=True):
    """One thing kept of a person: a request, a visit, a dossier, a paper, a call."""

    title: Both
    rows: tuple[ExtractRow, ...]


class DataExtract(Issued, frozen=True, kw_only=True):
    """All that is kept of a person, for the person; `more`: the electronic copy has lines this one leaves out."""

    citizen: Name
    person: tuple[ExtractRow, ...]
    parts: tuple[ExtractPart, ...]
    said: tuple[ExtractRow, ...]
    looks: tuple[ExtractRow, ...]
    more: bool = False
