"""A request: what somebody asked for by telephone, from the first words to the closed case.

received → eligible | declined; eligible → scheduled (a visit has an officer) → visited → closed; withdrawn at any time
before the end. A failed visit leads back to eligible, so that another can be planned.
"""

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from models.dossier import DossierOpened
from models.dossier_parts import Intake
from models.ids import Id, MaybeId, UnitId
from models.merge import Merging, amended
from models.refusal import Refused
from models.said import LEFT, Body, Contact, Look, Maybe, Millis, Name, Note, Said, Short, Value
from models.visit import (
    VisitAssigned,
    VisitCancelled,
    VisitCompleted,
    VisitDeclined,
    VisitFailed,
    VisitPlanned,
    VisitRescheduled,
    VisitUnassigned,
)

KIND = "request"

RequestState = Literal["received", "eligible", "declined", "scheduled", "visited", "closed", "withdrawn"]
Reason = Literal["frail", "disabled", "meritorious", "alone", "custody", "other"]
OPEN: frozenset[str] = frozenset(("received", "eligible", "scheduled", "visited"))
WAITING: frozenset[str] = frozenset(("received",))
"""States in which somebody must still decide whether the ward comes: what the rules decide never stays there."""


class Want(Value, frozen=True, kw_only=True):
    """One thing asked for: a procedure of the catalogue, for which purpose, how many copies.

    `intake` is what the call settled about it, kept here where no dossier is opened before somebody decided.
    """

    procedure: Short
    purpose: Short = ""
    copies: Annotated[int, Meta(ge=1, le=100)] = 1
    intake: Intake | None = None


class ReadBack(Value, frozen=True, kw_only=True):
    """What was taken down was read back, and agreed to: by the person or by whoever rang for them, and when."""

    by: Literal["citizen", "caller"]
    at_ms: Millis


class Request(Merging, frozen=True, kw_only=True):
    """What is true of a request. `code` is given by the office and read to the caller."""

    id: str
    unit: str
    code: str
    citizen: str
    state: RequestState = "received"
    call: str = ""
    caller: Contact | None = None
    consent: bool = False
    wants: tuple[Want, ...] = ()
    note: str = ""
    offsite_reason: Reason | Literal[""] = ""
    decision: str = ""
    visits: tuple[str, ...] = ()
    dossiers: tuple[str, ...] = ()
    received_ms: int = 0
    closed_ms: int = 0
    read_back: ReadBack | None = None


class RequestReceived(Body, frozen=True, kw_only=True):
    """The desk took a request; the caller need not be the citizen, but then the citizen must consent."""

    request: Id
    unit: UnitId
    citizen: Id
    call: MaybeId = ""
    caller: Contact | None = None
    consent: bool = False
    wants: Annotated[tuple[Want, ...], Meta(min_length=1, max_length=10)]
    note: Note = ""


class RequestChange(Value, frozen=True, kw_only=True):
    """The fields of a request that may be corrected, or added once the caller agreed, while it is open."""

    wants: Annotated[tuple[Want, ...], Meta(min_length=1, max_length=10)] | Maybe = LEFT
    caller: Contact | None | Maybe = LEFT
    consent: bool | Maybe = LEFT
    note: Note | Maybe = LEFT
    read_back: ReadBack | Maybe = LEFT


class RequestAmended(Body, frozen=True, kw_only=True):
    """The caller agreed to what was read back, or rang again, or the desk found a slip."""

    request: Id
    change: RequestChange


class EligibilityDecided(Body, frozen=True, kw_only=True):
    """The ward decided whether it comes to the house, and on which ground (Decree 23/2015 art. 10 for certification)."""

    request: Id
    eligible: bool
    reason: Reason
    note: Note = ""


class RequestWithdrawn(Body, frozen=True, kw_only=True):
    """The citizen no longer wants it; visits under way are cancelled apart."""

    request: Id
    reason: Name


class RequestClosed(Body, frozen=True, kw_only=True):
    """Everything asked for was returned, refused or withdrawn."""

    request: Id
    note: Note = ""


WHEN: dict[type[Body], frozenset[str]] = {
    RequestAmended: OPEN,
    EligibilityDecided: frozenset(("received", "eligible", "declined")),
    RequestWithdrawn: OPEN,
    RequestClosed: frozenset(("visited", "declined", "eligible")),
}


def rule(request: Request | None, body: Body, look: Look) -> Refused | None:
    """Whether what is said of a request is lawful now."""
    if isinstance(body, RequestReceived):
        return _receivable(request, body, look)
    if request is None:
        return Refused("unknown_thing", KIND)
    if request.state not in WHEN[type(body)]:
        return Refused("wrong_state", request.state)
    if isinstance(body, RequestAmended) and body.change.wants is not LEFT:
        return _known(body.change.wants, look)
    return None


def _receivable(request: Request | None, body: RequestReceived, look: Look) -> Refused | None:
    if request is not None:
        return Refused("already_there", body.request)
    citizen = look("citizen", body.citizen)
    if citizen is None:
        return Refused("unknown_thing", "citizen")
    if citizen.erased:
        return Refused("erased")
    if body.caller is not None and not body.consent:
        return Refused("consent_missing")
    return _known(body.wants, look)


def _known(wants: tuple[Want, ...], look: Look) -> Refused | None:
    unknown = next((want.procedure for want in wants if look("procedure", want.procedure) is None), None)
    return Refused("procedure_unknown", unknown) if unknown else None


def received(_: None, body: RequestReceived, said: Said) -> Request:
    return Request(
        id=body.request, unit=body.unit, code=said.given, citizen=body.citizen, call=body.call, caller=body.caller,
        consent=body.consent, wants=body.wants, note=body.note, received_ms=said.at_ms, changed={"": said.seq},
    )  # fmt: skip


def corrected(request: Request, body: RequestAmended, said: Said) -> Request:
    return amended(request, body.change, said)


def decided(request: Request, body: EligibilityDecided, said: Said) -> Request:
    """A no ends the request, whether or not somebody closes it besides: from then on its data are only kept."""
    state: RequestState = "eligible" if body.eligible else "declined"
    closed_ms = 0 if body.eligible else said.at_ms
    return replace(request, state=state, offsite_reason=body.reason, decision=body.note, closed_ms=closed_ms)


def withdrawn(request: Request, body: RequestWithdrawn, said: Said) -> Request:
    return replace(request, state="withdrawn", decision=body.reason, closed_ms=said.at_ms)


def closed(request: Request, _body: RequestClosed, said: Said) -> Request:
    return replace(request, state="closed", closed_ms=said.at_ms)


def opened(request: Request, body: DossierOpened, _said: Said) -> Request:
    return replace(request, dossiers=(*request.dossiers, body.dossier))


def planned(request: Request, body: VisitPlanned, _said: Said) -> Request:
    return replace(request, visits=(*request.visits, body.visit))


def scheduled(request: Request, _body: VisitAssigned, _said: Said) -> Request:
    return replace(request, state="scheduled") if request.state == "eligible" else request


def unscheduled(request: Request, _body: Body, _said: Said) -> Request:
    """The visit lost its officer or failed: the request waits for another visit, unless it ended meanwhile."""
    return replace(request, state="eligible") if request.state == "scheduled" else request


def visited(request: Request, _body: VisitCompleted, _said: Said) -> Request:
    return replace(request, state="visited") if request.state in ("scheduled", "eligible") else request


FOLDS = {
    DossierOpened: opened,
    VisitPlanned: planned,
    VisitAssigned: scheduled,
    VisitUnassigned: unscheduled,
    VisitDeclined: unscheduled,
    VisitRescheduled: unscheduled,
    VisitCancelled: unscheduled,
    VisitFailed: unscheduled,
    VisitCompleted: visited,
    RequestReceived: received,
    RequestAmended: corrected,
    EligibilityDecided: decided,
    RequestWithdrawn: withdrawn,
    RequestClosed: closed,
}
