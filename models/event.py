"""The envelope every event travels in, and the closed list of what it may hold.

On the wire an event is one line of JSON; its digest is SHA-256 over exactly those bytes, so nobody needs a canonical
form. `prev` names the digest of the same device's event before it: the chain that one signature a push binds.
"""

import hashlib
import re
import unicodedata
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from models import (
    book,
    call,
    citizen,
    device,
    dossier,
    entry,
    hold,
    law,
    notice,
    offer,
    officer,
    paper,
    redaction,
    request,
    visit,
    ward,
)
from models.ids import NUMBER_MAX, Digest, Id
from models.said import Body as BodyKind

EVENT_BYTES_MAX = 65_536
CLOCK_LEAD_MAX_MS = 120_000
"""How far ahead of the office a device's corrected clock may be before it is called doubtful."""
CLOCK_LAG_MAX_MS = 90 * 86_400_000
"""How far behind the receipt a time may be that nothing bounds: a tablet whose clock fell back to its maker's day says years."""

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
    | offer.WindowOffered | offer.OfferReleased
    | notice.NoticePosted | notice.NoticeWithdrawn
    | ward.WardConfigured | ward.DayAnchored
    | paper.PaperIssued | paper.PaperSealed | paper.PaperHanded | paper.PaperWithdrawn
    | law.LawAdded | law.LawRepealed
    | dossier.SupplementReceived | dossier.TermExtended | dossier.DateReappointed | dossier.DossierHandedOver
    | dossier.OriginalsTaken | dossier.OriginalsReturned | dossier.FeeSettled
    | entry.EntryNoted | book.VolumeBegun | book.BookClosed
    | redaction.RecordRedacted
    | hold.WorkReturned | hold.WorkDismissed | hold.WorkShelved | hold.ConflictSettled
)  # fmt: skip

KINDS: dict[str, type[BodyKind]] = {kind.__name__: kind for kind in Body.__args__}


Count = Annotated[int, Meta(ge=0, le=NUMBER_MAX)]


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that happened, in the words of whoever says it.

    `at_ms`/`mono_ms`: the device's wall clock and monotonic clock. `offset_ms`/`bound_ms`: what to add to the wall clock
    for the office's time, as last measured, and how far that may be wrong. `lease`: under which assignment of a visit it
    is said. `base`: the version of the thing it was said against. `adopts`: the parked event a supervisor says again.
    """

    id: Id
    device: Id
    n: Annotated[int, Meta(ge=1, le=NUMBER_MAX)]
    prev: Digest
    at_ms: Annotated[int, Meta(ge=0, le=9_999_999_999_999)]
    mono_ms: Count = 0
    offset_ms: Annotated[int, Meta(ge=-NUMBER_MAX, le=NUMBER_MAX)] | None = None
    bound_ms: Count | None = None
    lease: Count = 0
    base: Count = 0
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
_ESCAPED = re.compile(rb"(?<!\\)((?:\\\\)*)((?:\\u[0-9a-fA-F]{4})+)")
"""Characters written as `\\uXXXX`, after an even number of backslashes: an odd one would mean a backslash and letters."""
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def digest(line: bytes) -> str:
    """The name of these exact bytes: SHA-256, lower-case hexadecimal (FIPS 180-4)."""
    return hashlib.sha256(line).hexdigest()


def read(line: bytes) -> Event | Unread:
    """The event on a line, its text in NFC whatever the device wrote; or why it is none."""
    if len(line) > EVENT_BYTES_MAX:
        return Unread("too_large", f"{len(line)} bytes", None, None, "")
    try:
        if b"\\u" in line:
            line = _ESCAPED.sub(_written_out, line)
            if b"\\u0000" in line and _NUL.search(line):
                return _unread(line, "malformed", "NUL character")
        text = line.decode("utf-8")
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            line = unicodedata.normalize("NFC", text).encode("utf-8")
        return _events.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _unread(line, "malformed", str(error)[:200])


def _written_out(escaped: re.Match[bytes]) -> bytes:
    """The characters themselves where JSON allows it, so that they are composed like any others (NFC)."""
    return escaped[1] + msgspec.json.encode(msgspec.json.decode(b'"%b"' % escaped[2]))[1:-1]


def _unread(line: bytes, code: str, detail: str) -> Unread:
    try:
        outline = _outlines.decode(line)
        kind = msgspec.json.decode(_kinds.decode(outline.body).get("kind", b'""'))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Unread(code, detail, None, None, "")
    if isinstance(kind, str) and kind and kind not in KINDS:
        code = "unknown_kind"
    n = outline.n if outline.n is not None and 1 <= outline.n <= NUMBER_MAX else None
    return Unread(code, detail, outline.id, n, outline.prev)


class LegalTime(NamedTuple):
    """When something happened as far as the office can stand by it: instant, doubt, and whether the clock was believed."""

    at_ms: int
    bound_ms: int | None
    doubtful: bool


def legal_time(event: Event, received_ms: int) -> LegalTime:
    """Device wall clock corrected by its last known offset; where that cannot be, the receipt stands instead.

    It cannot be after the receipt, nor long before it while no bound is known (the machine was started anew since its
    clock was last measured, so the clock may have been set to anything).
    """
    at_ms = event.at_ms + (event.offset_ms or 0)
    unbounded = event.offset_ms is None or event.bound_ms is None
    if at_ms > received_ms + CLOCK_LEAD_MAX_MS or (unbounded and at_ms < received_ms - CLOCK_LAG_MAX_MS) or at_ms < 0:
        return LegalTime(received_ms, None, True)
    return LegalTime(min(at_ms, received_ms), event.bound_ms, event.offset_ms is None)
