"""A dossier: one procedure for one citizen, with the national status codes 1–10 that provincial systems exchange.

One visit may carry several dossiers. A dossier is pinned to the version of its procedure in force when it was opened.
The national code and any register number are given by the office, never by a tablet.
"""

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from models.fees import Quantity
from models.ids import END, Id, UnitId
from models.refusal import Refused
from models.said import Body, Day, Look, Name, Note, Said, Short, State, Value
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

Manner = Literal["home", "post", "collected"]


class Rating(Value, frozen=True, kw_only=True):
    """What the citizen thought, 1 (very dissatisfied) to 5, and who took it down — never the visiting officer."""

    score: Annotated[int, Meta(ge=1, le=5)]
    taken_by: Literal["call_back", "relative", "citizen"]
    note: Note = ""


class ExtraPaper(Value, frozen=True, kw_only=True):
    """A paper this case needs beyond the list of its procedure."""

    id: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}" + END)]
    vi: Name
    en: Name
    how: Literal["submit", "show", "if_not_in_database"] = "show"
    required: bool = True


class Intake(Value, frozen=True, kw_only=True):
    """What the call settled about this case: how much, how many sign, which papers fall away or come on top, and why less
    may be due (`circumstances`, see `models/exemption.py`)."""

    asked: Quantity = Quantity()
    signers: Annotated[int, Meta(ge=1, le=20)] = 1
    interpreter: Short = ""
    without: Annotated[tuple[Short, ...], Meta(max_length=20)] = ()
    more: Annotated[tuple[ExtraPaper, ...], Meta(max_length=20)] = ()
    circumstances: Annotated[tuple[Short, ...], Meta(max_length=10)] = ()


class Dossier(State, frozen=True, kw_only=True):
    """What is true of a dossier; `status` is the national code."""

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
    opened_ms: int = 0
    received_ms: int = 0
    due_day: str = ""
    processed_ms: int = 0
    ready_ms: int = 0
    returned_ms: int = 0
    returned_by: str = ""
    receipt: str = ""
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
    """The office took the dossier in hand after the visit."""

    dossier: Id
    due_day: Day
    note: Note = ""


class DossierRefused(Body, frozen=True, kw_only=True):
    """The dossier was not received; the refusal goes out in writing with its ground (Decree 23/2015 art. 8, 9)."""

    dossier: Id
    ground: Name


class SupplementAsked(Body, frozen=True, kw_only=True):
    """Something is missing; asked for once, completely."""

    dossier: Id
    papers: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=20)]


class DossierStopped(Body, frozen=True, kw_only=True):
    """Work on the dossier ended without a result."""

    dossier: Id
    reason: Name


class DossierWithdrawn(Body, frozen=True, kw_only=True):
    """The citizen took the dossier back."""

    dossier: Id
    reason: Name


class ResultReady(Body, frozen=True, kw_only=True):
    """The certifier signed: the result can go home."""

    dossier: Id
    note: Note = ""


class ResultReturned(Body, frozen=True, kw_only=True):
    """The result is in the citizen's hands, against a receipt."""

    dossier: Id
    manner: Manner
    receiver: Name


class ServiceRated(Body, frozen=True, kw_only=True):
    """The citizen rated the service, by call-back or with a relative's help."""

    dossier: Id
    rating: Rating


WHEN: dict[type[Body], frozenset[int]] = {
    DossierProcessed: frozenset((2, 5)),
    DossierRefused: frozenset((1, 2)),
    SupplementAsked: frozenset((2, 4)),
    DossierStopped: frozenset((1, 2, 4, 5, 6)),
    DossierWithdrawn: frozenset((1, 2, 4, 5, 6)),
    ResultReady: frozenset((4,)),
    ResultReturned: frozenset((9,)),
    ServiceRated: frozenset((9, 10)),
}


def rule(dossier: Dossier | None, body: Body, look: Look) -> Refused | None:
    """Whether what is said of a dossier is lawful now."""
    if isinstance(body, DossierOpened):
        return _openable(dossier, body, look)
    if dossier is None:
        return Refused("unknown_thing", KIND)
    return None if dossier.status in WHEN[type(body)] else Refused("wrong_state", STATUS[dossier.status])


def _openable(dossier: Dossier | None, body: DossierOpened, look: Look) -> Refused | None:
    if dossier is not None:
        return Refused("already_there", body.dossier)
    request = look("request", body.request)
    if request is None or request.citizen != body.citizen:
        return Refused("unknown_thing", "request")
    if request.state not in ("eligible", "scheduled"):
        return Refused("not_eligible", request.state)
    procedure = look("procedure", body.procedure)
    return None if procedure and procedure.version == body.version else Refused("procedure_unknown", body.procedure)


def opened(_: None, body: DossierOpened, said: Said) -> Dossier:
    return Dossier(
        id=body.dossier, unit=body.unit, code=said.given, request=body.request, citizen=body.citizen,
        procedure=body.procedure, version=body.version, copies=body.copies, purpose=body.purpose, intake=body.intake,
        opened_ms=said.at_ms,
    )  # fmt: skip


def processed(dossier: Dossier, body: DossierProcessed, said: Said) -> Dossier:
    return replace(dossier, status=4, due_day=body.due_day, processed_ms=said.at_ms)


def refused(dossier: Dossier, body: DossierRefused, said: Said) -> Dossier:
    return replace(dossier, status=3, reason=body.ground, ended_ms=said.at_ms)


def supplement(dossier: Dossier, body: SupplementAsked, _said: Said) -> Dossier:
    return replace(dossier, status=5, reason="; ".join(body.papers))


def stopped(dossier: Dossier, body: DossierStopped, said: Said) -> Dossier:
    return replace(dossier, status=8, reason=body.reason, ended_ms=said.at_ms)


def withdrawn(dossier: Dossier, body: DossierWithdrawn, said: Said) -> Dossier:
    return replace(dossier, status=7, reason=body.reason, ended_ms=said.at_ms)


def ready(dossier: Dossier, _body: ResultReady, said: Said) -> Dossier:
    return replace(dossier, status=9, ready_ms=said.at_ms)


def returned(dossier: Dossier, body: ResultReturned, said: Said) -> Dossier:
    return replace(dossier, status=10, returned_ms=said.at_ms, returned_by=body.manner, receipt=body.receiver)


def rated(dossier: Dossier, body: ServiceRated, said: Said) -> Dossier:
    return replace(dossier, rating=body.rating, rated_ms=said.at_ms)


def planned(dossier: Dossier, body: VisitPlanned, _said: Said) -> Dossier:
    return replace(dossier, visit=body.visit)


def assented(dossier: Dossier, body: SignatureRecorded | FingerprintRecorded | NeitherRecorded, _said: Said) -> Dossier:
    return replace(dossier, assent=body.MANNER) if body.dossier == dossier.id else dossier


def paid(dossier: Dossier, body: FeeCollected, _said: Said) -> Dossier:
    if body.dossier != dossier.id:
        return dossier
    return replace(dossier, fee_dong=sum(line.amount_dong for line in body.lines), fee_paid=body.paid)


def taken_in(dossier: Dossier, _body: VisitCompleted, said: Said) -> Dossier:
    """A completed visit is a reception: from here the statutory time runs (Decree 23/2015 art. 7)."""
    return replace(dossier, status=2, received_ms=said.at_ms) if dossier.status == 1 else dossier


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
    ResultReady: ready,
    ResultReturned: returned,
    ServiceRated: rated,
}
