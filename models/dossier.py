"""A dossier: one procedure for one citizen, with the national status codes 1–10 that provincial systems exchange.

One visit may carry several dossiers. A dossier is pinned to the version of its procedure in force when it was opened.
The national code and any register number are given by the office, never by a tablet.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from models import registers
from models.deadline import AGREED_DAYS_MAX, Term
from models.dossier_parts import Custody, Entered, Handing, Intake, Original, Rating
from models.ids import Id, UnitId
from models.said import Body, Day, Millis, Name, Note, Said, Short, State
from models.visit import (
    FeeCollected,
    FingerprintRecorded,
    NeitherRecorded,
    SignatureRecorded,
    VisitCompleted,
    VisitPlanned,
)

KIND = "dossier"

STATUS = {
    1: "Mới đăng ký", 2: "Được tiếp nhận", 3: "Không được tiếp nhận", 4: "Đang xử lý", 5: "Yêu cầu bổ sung",
    6: "Yêu cầu nghĩa vụ tài chính", 7: "Công dân rút", 8: "Dừng xử lý", 9: "Đã xử lý xong", 10: "Đã trả kết quả",
}  # fmt: skip
ENDED: frozenset[int] = frozenset((3, 7, 8, 10))

HANDINGS_MAX = 60
CUSTODIES_MAX = 10

Manner = Literal["home", "post", "collected"]


class Dossier(State, frozen=True, kw_only=True):
    """What is true of a dossier; `status` is the national code, `handover` the visit that brings the signed result home."""

    id: str
    unit: str
    code: str
    request: str
    citizen: str
    procedure: str
    version: str
    copies: int = 1
    purpose: str = ""
    intake: Intake | None = None
    status: int = 1
    visit: str = ""
    handover: str = ""
    opened_ms: int = 0
    received_ms: int = 0
    due_day: str = ""
    term: Term | None = None
    extended: str = ""
    handings: tuple[Handing, ...] = ()
    custody: tuple[Custody, ...] = ()
    entry: str = ""
    processed_ms: int = 0
    ready_ms: int = 0
    returned_ms: int = 0
    returned_by: str = ""
    receipt: str = ""
    receipt_signed: str = ""
    fee_dong: int = 0
    fee_paid: str = ""
    assent: str = ""
    reason: str = ""
    rating: Rating | None = None
    rated_ms: int = 0
    ended_ms: int = 0


class DossierOpened(Body, frozen=True, kw_only=True):
    """A request turned into one procedure to carry out, pinned to the version in force."""

    dossier: Id
    unit: UnitId
    request: Id
    citizen: Id
    procedure: Short
    version: Short
    copies: Annotated[int, Meta(ge=1, le=100)] = 1
    purpose: Short = ""
    intake: Intake | None = None


class DossierProcessed(Body, frozen=True, kw_only=True):
    """The office took the dossier in hand; it may promise an earlier day than the law's, or hour and day, never later ones."""

    dossier: Id
    due_day: Day | None = None
    appointed_ms: Millis | None = None
    note: Note = ""


class DossierRefused(Body, frozen=True, kw_only=True):
    """The dossier was not received; the refusal goes out in writing with its ground (Decree 23/2015 art. 8, 9)."""

    dossier: Id
    ground: Name


class SupplementAsked(Body, frozen=True, kw_only=True):
    """Something is missing; asked for once, completely."""

    dossier: Id
    papers: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=20)]


class SupplementReceived(Body, frozen=True, kw_only=True):
    """What was asked for is there, completely: the term runs again."""

    dossier: Id
    note: Note = ""


class TermExtended(Body, frozen=True, kw_only=True):
    """More working days within what the law allows, or by written agreement (Decree 23/2015 art. 21, 37)."""

    dossier: Id
    days: Annotated[int, Meta(ge=1, le=AGREED_DAYS_MAX)]
    agreed: bool = False
    reason: Name


class DateReappointed(Body, frozen=True, kw_only=True):
    """The one new date, with an apology (the practice Decree 118/2025 took over)."""

    dossier: Id
    new_day: Day
    reason: Name


class DossierHandedOver(Body, frozen=True, kw_only=True):
    """The dossier went into other hands: from the door to the office, from the receiver to the certifier."""

    dossier: Id
    to: Name
    note: Note = ""


class OriginalsTaken(Body, frozen=True, kw_only=True):
    """Originals left the home against a receipt, to be back by a day."""

    dossier: Id
    originals: Annotated[tuple[Original, ...], Meta(min_length=1, max_length=30)]
    back_by: Day
    receipt: Short = ""


class OriginalsReturned(Body, frozen=True, kw_only=True):
    """Every original in the office's keeping is back in somebody's hands, against their signature."""

    dossier: Id
    receiver: Name


class FeeSettled(Body, frozen=True, kw_only=True):
    """A fee left open at the door was paid."""

    dossier: Id
    paid: Literal["cash", "transfer"]


class DossierStopped(Body, frozen=True, kw_only=True):
    """Work on the dossier ended without a result."""

    dossier: Id
    reason: Name


class DossierWithdrawn(Body, frozen=True, kw_only=True):
    """The citizen took the dossier back."""

    dossier: Id
    reason: Name


class ResultReady(Body, frozen=True, kw_only=True):
    """The certifier signed: the result can go home. A certification gets its number in this very transaction (art. 13)."""

    dossier: Id
    note: Note = ""
    entered: Entered | None = None


class ResultReturned(Body, frozen=True, kw_only=True):
    """The result is in the citizen's hands, against a signed receipt; by post: under the number of the parcel."""

    dossier: Id
    manner: Manner
    receiver: Name
    signed: Literal["signature", "fingerprint", "neither"] | None = None
    parcel: Short = ""


class ServiceRated(Body, frozen=True, kw_only=True):
    """The citizen rated the service, by call-back or with a relative's help."""

    dossier: Id
    rating: Rating


WHEN: dict[type[Body], frozenset[int]] = {
    DossierProcessed: frozenset((2, 5)),
    DossierRefused: frozenset((1, 2)),
    SupplementAsked: frozenset((2, 4)),
    SupplementReceived: frozenset((5,)),
    TermExtended: frozenset((2, 4)),
    DateReappointed: frozenset((2, 4)),
    DossierHandedOver: frozenset((1, 2, 4, 5, 6, 9)),
    OriginalsTaken: frozenset((1, 2, 4, 5, 6)),
    OriginalsReturned: frozenset((1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
    FeeSettled: frozenset((2, 4, 5, 9, 10)),
    DossierStopped: frozenset((1, 2, 4, 5, 6)),
    DossierWithdrawn: frozenset((1, 2, 4, 5, 6)),
    ResultReady: frozenset((4,)),
    ResultReturned: frozenset((9,)),
    ServiceRated: frozenset((9, 10)),
}


def opened(_: None, body: DossierOpened, said: Said) -> Dossier:
    return Dossier(
        id=body.dossier, unit=body.unit, code=said.given, request=body.request, citizen=body.citizen,
        procedure=body.procedure, version=body.version, copies=body.copies, purpose=body.purpose, intake=body.intake,
        opened_ms=said.at_ms,
    )  # fmt: skip


_terms = msgspec.json.Decoder(Term)
_terms_begun = msgspec.json.Decoder(dict[str, Term])


def _holds_json(said: Said) -> bool:
    """Whether the office gave more than a code."""
    return said.given.startswith("{")


def _timed(dossier: Dossier, said: Said) -> Dossier:
    """With the term the office worked out for this word, if it did; a tablet that has no answer yet leaves it as it is."""
    if not _holds_json(said):
        return dossier
    term = _terms.decode(said.given)
    return replace(dossier, term=term, due_day=term.due_day)


def processed(dossier: Dossier, body: DossierProcessed, said: Said) -> Dossier:
    dossier = _timed(replace(dossier, status=4, processed_ms=said.at_ms), said)
    days = [day for day in (body.due_day, dossier.term and dossier.term.due_day) if day]
    return replace(dossier, due_day=min(days, default=dossier.due_day))


def supplied(dossier: Dossier, _body: SupplementReceived, said: Said) -> Dossier:
    return _timed(replace(dossier, status=4 if dossier.processed_ms else 2, reason=""), said)


def extended(dossier: Dossier, body: TermExtended, said: Said) -> Dossier:
    return _timed(replace(dossier, extended=body.reason), said)


def reappointed(dossier: Dossier, body: DateReappointed, said: Said) -> Dossier:
    return _timed(replace(dossier, extended=body.reason), said)


def handed(dossier: Dossier, body: DossierHandedOver, said: Said) -> Dossier:
    handing = Handing(to=body.to, note=body.note, by=said.by, at_ms=said.at_ms)
    return replace(dossier, handings=(*dossier.handings, handing)[-HANDINGS_MAX:])


def taken(dossier: Dossier, body: OriginalsTaken, said: Said) -> Dossier:
    custody = Custody(
        originals=body.originals, taken_ms=said.at_ms, by=said.by, back_by=body.back_by, receipt=body.receipt
    )
    return replace(dossier, custody=(*dossier.custody, custody)[-CUSTODIES_MAX:])


def given_back(dossier: Dossier, body: OriginalsReturned, said: Said) -> Dossier:
    held = (
        one if one.returned_ms else replace(one, returned_ms=said.at_ms, receiver=body.receiver)
        for one in dossier.custody
    )
    return replace(dossier, custody=tuple(held))


def settled(dossier: Dossier, body: FeeSettled, _said: Said) -> Dossier:
    return replace(dossier, fee_paid=body.paid)


def refused(dossier: Dossier, body: DossierRefused, said: Said) -> Dossier:
    return replace(dossier, status=3, reason=body.ground, ended_ms=said.at_ms)


def supplement(dossier: Dossier, body: SupplementAsked, said: Said) -> Dossier:
    return _timed(replace(dossier, status=5, reason="; ".join(body.papers)), said)


def stopped(dossier: Dossier, body: DossierStopped, said: Said) -> Dossier:
    return replace(dossier, status=8, reason=body.reason, ended_ms=said.at_ms)


def withdrawn(dossier: Dossier, body: DossierWithdrawn, said: Said) -> Dossier:
    return replace(dossier, status=7, reason=body.reason, ended_ms=said.at_ms)


def ready(dossier: Dossier, _body: ResultReady, said: Said) -> Dossier:
    entry = ""
    if _holds_json(said):
        line = msgspec.json.decode(said.given, type=registers.Entry)
        entry = f"{registers.number_text(line.number)}, {registers.volume_text(line.volume, line.year, line.book)}"
    return replace(dossier, status=9, ready_ms=said.at_ms, entry=entry)


def returned(dossier: Dossier, body: ResultReturned, said: Said) -> Dossier:
    return replace(
        dossier,
        status=10,
        returned_ms=said.at_ms,
        returned_by=body.manner,
        receipt=body.receiver,
        receipt_signed=body.signed or body.parcel,
    )


def rated(dossier: Dossier, body: ServiceRated, said: Said) -> Dossier:
    return replace(dossier, rating=body.rating, rated_ms=said.at_ms)


def planned(dossier: Dossier, body: VisitPlanned, _said: Said) -> Dossier:
    return replace(dossier, handover=body.visit) if body.follows else replace(dossier, visit=body.visit)


def assented(dossier: Dossier, body: SignatureRecorded | FingerprintRecorded | NeitherRecorded, _said: Said) -> Dossier:
    """Once the result is signed, whoever puts their hand to it has the result: their hand stands for the receipt."""
    if body.dossier != dossier.id:
        return dossier
    if dossier.status == 9:
        dossier = replace(dossier, receipt=body.signer, receipt_signed=body.MANNER)
    return replace(dossier, assent=body.MANNER)


def paid(dossier: Dossier, body: FeeCollected, _said: Said) -> Dossier:
    if body.dossier != dossier.id:
        return dossier
    return replace(dossier, fee_dong=sum(line.amount_dong for line in body.lines), fee_paid=body.paid)


def taken_in(dossier: Dossier, body: VisitCompleted, said: Said) -> Dossier:
    """A completed visit is a reception: from here the statutory time runs (Decree 23/2015 art. 7).

    The second one hands the result over (TT 04/2020 art. 24 to 26).
    """
    if dossier.status == 9 and body.visit == dossier.handover:
        return replace(dossier, status=10, returned_ms=said.at_ms, returned_by="home")
    if dossier.status != 1:
        return dossier
    term = _terms_begun.decode(said.given).get(dossier.id) if _holds_json(said) else None
    return replace(
        dossier, status=2, received_ms=said.at_ms, term=term, due_day=term.due_day if term else dossier.due_day
    )


def national(dossier: Dossier) -> int:
    """The code for the national exchange: 6 while a fee is owed on a dossier in work, else the status."""
    return 6 if dossier.status in (2, 4) and dossier.fee_paid == "later" and dossier.fee_dong else dossier.status


FOLDS = {
    VisitPlanned: planned,
    SignatureRecorded: assented,
    FingerprintRecorded: assented,
    NeitherRecorded: assented,
    FeeCollected: paid,
    VisitCompleted: taken_in,
    DossierOpened: opened,
    DossierProcessed: processed,
    DossierRefused: refused,
    SupplementAsked: supplement,
    DossierStopped: stopped,
    DossierWithdrawn: withdrawn,
    SupplementReceived: supplied,
    TermExtended: extended,
    DateReappointed: reappointed,
    DossierHandedOver: handed,
    OriginalsTaken: taken,
    OriginalsReturned: given_back,
    FeeSettled: settled,
    ResultReady: ready,
    ResultReturned: returned,
    ServiceRated: rated,
}
