"""A visit: one officer (or two) at one door in one promised window, and everything that happens there.

planned → assigned → acknowledged → departed → arrived → completed | failed; cancelled by the office at any time before
the end. Each assignment is a new *lease*; what a tablet says under an older lease is parked, never executed silently.
The steps at the door are in `models/doorstep.py`.
"""

from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta
from msgspec.structs import replace

from models.doorstep import (
    Arrival,
    Assent,
    Fee,
    FeeLine,
    Identity,
    Interpreter,
    Lucidity,
    Offsite,
    PaperSeen,
    Witness,
)
from models.ids import Digest, Id, MaybeId, UnitId
from models.merge import Merging, amended
from models.said import LEFT, Address, Body, FileRef, Maybe, Name, Note, Place, Said, Short, Value, Window

KIND = "visit"

VisitState = Literal["planned", "assigned", "acknowledged", "departed", "arrived", "completed", "failed", "cancelled"]
OPEN: frozenset[str] = frozenset(("planned", "assigned", "acknowledged", "departed", "arrived"))
HELD: frozenset[str] = frozenset(("assigned", "acknowledged", "departed", "arrived"))
"""States in which an officer holds the visit."""

Mode = Literal["A", "B"]
"""A: an authorised certifier attends. B: a receiver attends and the certifier completes at the office (docs/legal.md)."""
Where = Literal["home", "office"]
Witnesses = Annotated[tuple[Witness, ...], Meta(max_length=4)]
FailReason = Literal["nobody_home", "refused", "unsafe", "medical", "not_lucid", "papers_missing", "other"]


class Visit(Merging, frozen=True, kw_only=True):
    """What is true of a visit. `files` are those its evidence names; `missing` the digests not yet on the server."""

    id: str
    unit: str
    request: str
    citizen: str
    dossiers: tuple[str, ...]
    window: Window
    mode: Mode = "B"
    where: Where = "home"
    minutes: int = 30
    address: Address = Address()
    state: VisitState = "planned"
    lease: int = 0
    officer: str = ""
    second: str = ""
    acknowledged_ms: int = 0
    departed_ms: int = 0
    arrived: Arrival | None = None
    identity: Identity | None = None
    lucidity: Lucidity | None = None
    papers: tuple[PaperSeen, ...] = ()
    assents: tuple[Assent, ...] = ()
    fees: tuple[Fee, ...] = ()
    files: tuple[FileRef, ...] = ()
    missing: tuple[str, ...] = ()
    ended_ms: int = 0
    outcome: str = ""
    summary: str = ""
    note: str = ""
    paper_code: str = ""
    shelved: bool = False


class VisitPlanned(Body, frozen=True, kw_only=True):
    """The desk promised a window for what was asked; `offer` is the one that was read out, if one was."""

    visit: Id
    unit: UnitId
    request: Id
    citizen: Id
    dossiers: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=10)]
    window: Window
    mode: Mode = "B"
    where: Where = "home"
    minutes: Annotated[int, Meta(ge=5, le=480)] = 30
    address: Address = Address()
    note: Note = ""
    offer: MaybeId = ""


class VisitAssigned(Body, frozen=True, kw_only=True):
    """An officer is to go: by hand, by the assigner, or again after a reassignment. Begins a new lease."""

    visit: Id
    officer: Id
    second: MaybeId = ""
    reason: Note = ""


class VisitUnassigned(Body, frozen=True, kw_only=True):
    """The visit is taken from its officer and waits for another."""

    visit: Id
    reason: Name


class VisitAcknowledged(Body, frozen=True, kw_only=True):
    """The tablet has the visit: the officer knows of it."""

    visit: Id


class VisitDeclined(Body, frozen=True, kw_only=True):
    """The officer cannot take it, and says why; it goes back to the supervisor."""

    visit: Id
    reason: Name


class VisitDeparted(Body, frozen=True, kw_only=True):
    """The officer is on the way."""

    visit: Id


class VisitArrived(Body, frozen=True, kw_only=True):
    """The officer stands at the door: a coarse place with consent, or why there is none."""

    visit: Id
    place: Place | None = None
    why_no_place: Short = ""
    code_given: Short = ""


class IdentityChecked(Body, frozen=True, kw_only=True):
    """Who the person is was checked against a valid paper or the database."""

    visit: Id
    identity: Identity


class LucidityConfirmed(Body, frozen=True, kw_only=True):
    """The officer looked whether the person understands and acts freely (Decree 23/2015 art. 25), and can read and hear."""

    visit: Id
    lucidity: Lucidity


class PapersChecked(Body, frozen=True, kw_only=True):
    """Each paper of the list: there, missing, or not needed, and why."""

    visit: Id
    papers: Annotated[tuple[PaperSeen, ...], Meta(min_length=1, max_length=40)]


class DocumentCaptured(Body, frozen=True, kw_only=True):
    """A photograph or scan was taken as the lawful record of a paper shown; the bytes follow apart."""

    visit: Id
    file: FileRef
    paper: Short = ""
    pages: Annotated[int, Meta(ge=1, le=200)] = 1


class SignatureRecorded(Body, frozen=True, kw_only=True):
    """The person signed before the officer. Off the premises: reason, place, hour and minute (Decree 23/2015 art. 10)."""

    MANNER: ClassVar[str] = "signature"
    visit: Id
    dossier: Id
    signer: Name
    witnesses: Witnesses = ()
    interpreter: Interpreter | None = None
    read_aloud: bool = False
    file: FileRef | None = None
    offsite: Offsite | None = None


class FingerprintRecorded(Body, frozen=True, kw_only=True):
    """The person cannot sign and gave a fingerprint on the paper, photographed (Decree 23/2015 art. 26)."""

    MANNER: ClassVar[str] = "fingerprint"
    visit: Id
    dossier: Id
    signer: Name
    finger: Short = "ngón trỏ phải"
    witnesses: Witnesses = ()
    interpreter: Interpreter | None = None
    read_aloud: bool = False
    file: FileRef | None = None
    offsite: Offsite | None = None


class NeitherRecorded(Body, frozen=True, kw_only=True):
    """The person can neither sign nor give a fingerprint; the will was expressed before witnesses."""

    MANNER: ClassVar[str] = "neither"
    visit: Id
    dossier: Id
    signer: Name
    witnesses: Witnesses
    interpreter: Interpreter | None = None
    read_aloud: bool = False
    file: FileRef | None = None
    offsite: Offsite | None = None


class FeeCollected(Body, frozen=True, kw_only=True):
    """The statutory fee, line by line; the visit itself is free."""

    visit: Id
    dossier: Id
    lines: Annotated[tuple[FeeLine, ...], Meta(max_length=20)]
    paid: Literal["cash", "transfer", "exempt", "later"]


class VisitCompleted(Body, frozen=True, kw_only=True):
    """Everything that can be done at the door is done; from here the record is only corrected by new events."""

    visit: Id
    summary: Note = ""
    paper_code: Short = ""


class VisitFailed(Body, frozen=True, kw_only=True):
    """Nobody home, refused, unsafe, an emergency, not lucid, papers missing: with words of explanation."""

    visit: Id
    reason: FailReason
    note: Note = ""


class VisitRescheduled(Body, frozen=True, kw_only=True):
    """Another window, asked for at the door or by telephone; the old lease ends and the visit is planned anew."""

    visit: Id
    window: Window
    reason: Name


class VisitCancelled(Body, frozen=True, kw_only=True):
    """The office called the visit off."""

    visit: Id
    reason: Name


class VisitChange(Value, frozen=True, kw_only=True):
    """The fields of a visit several hands may change."""

    address: Address | Maybe = LEFT
    note: Note | Maybe = LEFT
    minutes: Annotated[int, Meta(ge=5, le=480)] | Maybe = LEFT
    summary: Note | Maybe = LEFT


class VisitAmended(Body, frozen=True, kw_only=True):
    """A note, the address on the ground, the length of the visit: corrected by whoever knows better."""

    visit: Id
    change: VisitChange


class FileArrived(Body, frozen=True, kw_only=True):
    """The office holds and has verified the bytes of a digest this visit names."""

    visit: Id
    digest: Digest


class VisitShelved(Body, frozen=True, kw_only=True):
    """The clock took an ended visit off the tablets, some days after its end."""

    visit: Id


def _names(visit: Visit, file: FileRef | None) -> dict[str, Any]:
    """A newly named file joins the visit's list, missing until the office says it arrived.

    One picture may stand for two papers: under a new label it joins again, and its bytes are waited for once.
    """
    if file is None or any((known.digest, known.label) == (file.digest, file.label) for known in visit.files):
        return {}
    waited = () if any(known.digest == file.digest for known in visit.files) else (file.digest,)
    return {"files": (*visit.files, file), "missing": (*visit.missing, *waited)}


def planned(_: None, body: VisitPlanned, said: Said) -> Visit:
    return Visit(
        id=body.visit, unit=body.unit, request=body.request, citizen=body.citizen, dossiers=body.dossiers,
        window=body.window, mode=body.mode, where=body.where, minutes=body.minutes, address=body.address, note=body.note,
        changed={"": said.seq},
    )  # fmt: skip


def assigned(visit: Visit, body: VisitAssigned, _said: Said) -> Visit:
    return replace(
        visit, state="assigned", officer=body.officer, second=body.second, lease=visit.lease + 1,
        acknowledged_ms=0, departed_ms=0, arrived=None,
    )  # fmt: skip


def released(visit: Visit, _body: Body, _said: Said) -> Visit:
    return replace(visit, state="planned", officer="", second="", lease=visit.lease + 1)


def acknowledged(visit: Visit, _body: VisitAcknowledged, said: Said) -> Visit:
    return replace(visit, state="acknowledged", acknowledged_ms=said.at_ms)


def departed(visit: Visit, _body: VisitDeparted, said: Said) -> Visit:
    return replace(visit, state="departed", departed_ms=said.at_ms)


def arrived(visit: Visit, body: VisitArrived, said: Said) -> Visit:
    """The first word tells the hour; later ones mend the place or add the code that was heard, and move no hour."""
    first = visit.arrived or Arrival(at_ms=said.at_ms, bound_ms=said.bound_ms, doubtful=said.doubtful)
    code = body.code_given or first.code_given
    arrival = replace(first, place=body.place, why_no_place=body.why_no_place, code_given=code)
    return replace(visit, state="arrived", arrived=arrival)


def identified(visit: Visit, body: IdentityChecked, _said: Said) -> Visit:
    return replace(visit, identity=body.identity)


def confirmed(visit: Visit, body: LucidityConfirmed, _said: Said) -> Visit:
    return replace(visit, lucidity=body.lucidity)


def papered(visit: Visit, body: PapersChecked, _said: Said) -> Visit:
    """The latest word on each paper stands; papers not mentioned again keep theirs."""
    anew = {paper.paper for paper in body.papers}
    return replace(visit, papers=tuple(p for p in visit.papers if p.paper not in anew) + body.papers)


def captured(visit: Visit, body: DocumentCaptured, _said: Said) -> Visit:
    return replace(visit, **_names(visit, body.file))


def assented(visit: Visit, body: SignatureRecorded | FingerprintRecorded | NeitherRecorded, said: Said) -> Visit:
    assent = Assent(
        dossier=body.dossier, manner=body.MANNER, signer=body.signer, at_ms=said.at_ms, bound_ms=said.bound_ms,
        offsite=body.offsite, file=body.file.digest if body.file else "",
        finger=body.finger if isinstance(body, FingerprintRecorded) else "",
        witnesses=body.witnesses, interpreter=body.interpreter, read_aloud=body.read_aloud,
    )  # fmt: skip
    return replace(visit, assents=(*visit.assents, assent), **_names(visit, body.file))


def paid(visit: Visit, body: FeeCollected, _said: Said) -> Visit:
    fee = Fee(dossier=body.dossier, lines=body.lines, paid=body.paid)
    return replace(visit, fees=(*(f for f in visit.fees if f.dossier != body.dossier), fee))


def completed(visit: Visit, body: VisitCompleted, said: Said) -> Visit:
    return replace(
        visit, state="completed", ended_ms=said.at_ms, outcome="completed", paper_code=body.paper_code,
        summary=body.summary or visit.summary,
    )  # fmt: skip


def failed(visit: Visit, body: VisitFailed, said: Said) -> Visit:
    return replace(visit, state="failed", ended_ms=said.at_ms, outcome=body.reason, summary=body.note)


def rescheduled(visit: Visit, body: VisitRescheduled, _said: Said) -> Visit:
    return replace(
        visit, state="planned", officer="", second="", lease=visit.lease + 1, window=body.window, arrived=None
    )


def cancelled(visit: Visit, body: VisitCancelled, said: Said) -> Visit:
    return replace(visit, state="cancelled", lease=visit.lease + 1, ended_ms=said.at_ms, outcome=body.reason)


def corrected(visit: Visit, body: VisitAmended, said: Said) -> Visit:
    return amended(visit, body.change, said)


def received(visit: Visit, body: FileArrived, _said: Said) -> Visit:
    return replace(visit, missing=tuple(digest for digest in visit.missing if digest != body.digest))


def shelved(visit: Visit, _body: VisitShelved, _said: Said) -> Visit:
    return replace(visit, shelved=True)


FOLDS = {
    VisitPlanned: planned, VisitAssigned: assigned, VisitUnassigned: released, VisitAcknowledged: acknowledged,
    VisitDeclined: released, VisitDeparted: departed, VisitArrived: arrived, IdentityChecked: identified,
    LucidityConfirmed: confirmed, PapersChecked: papered, DocumentCaptured: captured, SignatureRecorded: assented,
    FingerprintRecorded: assented, NeitherRecorded: assented, FeeCollected: paid, VisitCompleted: completed,
    VisitFailed: failed, VisitRescheduled: rescheduled, VisitCancelled: cancelled, VisitAmended: corrected,
    FileArrived: received, VisitShelved: shelved,
}  # fmt: skip
