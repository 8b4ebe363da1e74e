"""A visit: one officer (or two) at one door in one promised window, and everything that happens there.

planned → assigned → acknowledged → departed → arrived → completed | failed; cancelled by the office at any time before
the end. Each assignment is a new *lease*; what a tablet says under an older lease is parked, never executed silently.
The steps at the door are in `models/doorstep.py`, what each word does in `models/visit_folds.py`.
"""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from models.doorstep import (
    Arrival,
    Assent,
    CoSigner,
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
from models.merge import Merging
from models.said import LEFT, Address, Body, FileRef, Maybe, Name, Note, Place, Short, Value, Window

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
    follows: str = ""
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
    cosigners: tuple[CoSigner, ...] = ()
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
    """The desk promised a window for what was asked; `offer` is the one that was read out, if one was.

    `follows`: the completed visit whose signed results this one brings home (`models/second_visit.py`).
    """

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
    follows: MaybeId = ""


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
    """Who the person is was checked against a valid paper or the database; `signer`: another who signs beside them."""

    visit: Id
    identity: Identity
    signer: Short = ""


class LucidityConfirmed(Body, frozen=True, kw_only=True):
    """The officer looked whether somebody understands and acts freely (Decree 23/2015 art. 25), and can read and hear.

    `signer`: another who signs beside the person, by the name under which they sign; empty: the person.
    """

    visit: Id
    lucidity: Lucidity
    signer: Short = ""


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
