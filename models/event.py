"""The envelope every event travels in, and the closed list of what it may hold.

On the wire an event is one line of JSON; its digest is SHA-256 over exactly those bytes, so nobody needs a canonical
form. `prev` names the digest of the same device's event before it: the chain that one signature a push binds.
"""

import hashlib
import unicodedata
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from models import call, citizen, device, dossier, hold, notice, officer, request, visit, ward
from models.ids import Digest, Id
from models.said import Body as BodyKind

EVENT_BYTES_MAX = 65_536
CLOCK_LEAD_MAX_MS = 120_000
"""How far ahead of the office a device's corrected clock may be before it is called doubtful."""

Body = (
    call.CallLogged | call.CallReturned
    | citizen.CitizenRegistered | citizen.CitizenAmended | citizen.CitizenErased
    | request.RequestReceived | request.RequestAmended | request.EligibilityDecided
    | request.RequestWithdrawn | request.RequestClosed
    | dossier.DossierOpened | dossier.DossierProcessed | dossier.DossierRefused | dossier.SupplementAsked
    | dossier.DossierStopped | dossier.DossierWithdrawn | dossier.ResultReady | dossier.ResultReturned | dossier.ServiceRated
    | visit.VisitPlanned | visit.VisitAssigned | visit.VisitUnassigned | visit.VisitAcknowledged | visit.VisitDeclined
    | visit.VisitDeparted | visit.VisitArrived | visit.IdentityChecked | visit.LucidityConfirmed | visit.PapersChecked
    | visit.DocumentCaptured | visit.SignatureRecorded | visit.FingerprintRecorded | visit.NeitherRecorded
    | visit.FeeCollected | visit.VisitCompleted | visit.VisitFailed | visit.VisitRescheduled | visit.VisitCancelled
    | visit.VisitAmended | visit.FileArrived | visit.VisitShelved
    | officer.OfficerRegistered | officer.OfficerAmended | officer.OfficerAbsent | officer.OfficerBack | officer.OfficerLeft
    | device.DeviceEnrolled | device.DeviceRevoked
    | notice.NoticePosted | notice.NoticeWithdrawn
    | ward.WardConfigured | ward.DayAnchored
    | hold.WorkReturned | hold.WorkDismissed | hold.ConflictSettled
)  # fmt: skip

KINDS: dict[str, type[BodyKind]] = {kind.__name__: kind for kind in Body.__args__}


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that happened, in the words of whoever says it.

    `at_ms`/`mono_ms`: the device's wall clock and monotonic clock. `offset_ms`/`bound_ms`: what to add to the wall clock
    for the office's time, as last measured, and how far that may be wrong. `lease`: under which assignment of a visit it
    is said. `base`: the version of the thing it was said against. `adopts`: the parked event a supervisor says again.
    """

    id: Id
    device: Id
    n: Annotated[int, Meta(ge=1)]
    prev: Digest
    at_ms: Annotated[int, Meta(ge=0, le=9_999_999_999_999)]
    mono_ms: Annotated[int, Meta(ge=0)] = 0
    offset_ms: int | None = None
    bound_ms: Annotated[int, Meta(ge=0)] | None = None
    lease: Annotated[int, Meta(ge=0)] = 0
    base: Annotated[int, Meta(ge=0)] = 0
    adopts: Id | None = None
    body: Body


class _Outline(msgspec.Struct, frozen=True):
    """What can still be read of an event whose body or fields are wrong."""

    id: Id | None = None
    n: int | None = None
    prev: str = ""
    body: msgspec.Raw = msgspec.Raw(b"{}")


class Unread(NamedTuple):
    """A line that is no event: which refusal, what the decoder said, and what could be read of it."""

    code: str
    detail: str
    id: str | None
    n: int | None
    prev: str


_events = msgspec.json.Decoder(Event)
_outlines = msgspec.json.Decoder(_Outline)
_kinds = msgspec.json.Decoder(dict[str, msgspec.Raw])


def digest(line: bytes) -> str:
    """The name of these exact bytes: SHA-256, lower-case hexadecimal (FIPS 180-4)."""
    return hashlib.sha256(line).hexdigest()


def read(line: bytes) -> Event | Unread:
    """The event on a line, its text in NFC whatever the device wrote; or why it is none."""
    if len(line) > EVENT_BYTES_MAX:
        return Unread("too_large", f"{len(line)} bytes", None, None, "")
    if b"\\u0000" in line:
        return _unread(line, "malformed", "NUL character")
    try:
        text = line.decode("utf-8")
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            line = unicodedata.normalize("NFC", text).encode("utf-8")
        return _events.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _unread(line, "malformed", str(error)[:200])


def _unread(line: bytes, code: str, detail: str) -> Unread:
    try:
        outline = _outlines.decode(line)
        kind = msgspec.json.decode(_kinds.decode(outline.body).get("kind", b'""'))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Unread(code, detail, None, None, "")
    if isinstance(kind, str) and kind and kind not in KINDS:
        code = "unknown_kind"
    return Unread(code, detail, outline.id, outline.n, outline.prev)


class LegalTime(NamedTuple):
    """When something happened as far as the office can stand by it: instant, doubt, and whether the clock was believed."""

    at_ms: int
    bound_ms: int | None
    doubtful: bool


def legal_time(event: Event, received_ms: int) -> LegalTime:
    """Device wall clock corrected by its last known offset; a time after receipt cannot be, so receipt stands instead."""
    at_ms = event.at_ms + (event.offset_ms or 0)
    if at_ms > received_ms + CLOCK_LEAD_MAX_MS or at_ms < 0:
        return LegalTime(received_ms, None, True)
    return LegalTime(min(at_ms, received_ms), event.bound_ms, event.offset_ms is None)
