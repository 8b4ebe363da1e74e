"""The words on the wire: Push, Receipt, Pull, Page. docs/protocol.md says the same for writers of other clients.

A push is lines of UTF-8 (`application/x-ndjson`): a header, then one event a line, so that a line which is no JSON spoils
no other and every digest is over exactly the bytes between two line ends. Everything else is plain JSON.
"""

import base64
import binascii
from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta

from models.device import PublicKey
from models.guide import Guide
from models.ids import NUMBER_MAX, Id
from models.refusal import sentence

PUSH_EVENTS_MAX = 200
PUSH_BYTES_MAX = 4_000_000
PAGE_BYTES_DEFAULT = 256_000
PAGE_BYTES_MAX = 4_000_000
GUIDES_MAX = 200

Outcome = Literal["applied", "merged", "conflict", "parked", "refused"]


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line of a push: who, how many lines follow, and the signature that binds them.

    `signature` is ECDSA P-256 with SHA-256, r and s as 64 bytes (IEEE P1363), base64url without padding, over
    `signed_text`. `unsent` and `report` tell the office what the device still holds and how it fares.
    """

    device: Id
    count: Annotated[int, Meta(ge=0, le=PUSH_EVENTS_MAX)]
    signature: Annotated[str, Meta(max_length=100)]
    now_ms: Annotated[int, Meta(ge=-NUMBER_MAX, le=NUMBER_MAX)] = 0
    unsent: Annotated[int, Meta(ge=0, le=NUMBER_MAX)] = 0
    report: Annotated[str, Meta(max_length=2000)] = ""


class Receipt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one event, for ever the same however often it is sent; sentences where a person must act."""

    id: str
    n: int
    outcome: Outcome
    seq: int = 0
    given: str = ""
    code: str = ""
    detail: str = ""
    vi: str = ""
    en: str = ""
    next_vi: str = ""
    next_en: str = ""
    mender: str = ""


class Pushed(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a push: receipts in the order of the lines, the next number expected, and the office's clock."""

    receipts: list[Receipt]
    expect: int
    now_ms: int


class Enrol(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A device asks to speak for the officer a one-time code was made for."""

    code: Annotated[str, Meta(min_length=4, max_length=40)]
    device: Id
    key: PublicKey
    label: Annotated[str, Meta(max_length=100)] = ""


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """The device may speak: its token (shown once), its unit and officer, and the office's clock."""

    device: str
    token: str
    unit: str
    officer: str
    name: str
    now_ms: int


Reached = Annotated[int, Meta(ge=0, le=NUMBER_MAX)]


class Cursor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far somebody has heard, opaque to them: the database's life, per unit one number per priority, and on which day."""

    epoch: str
    units: dict[str, tuple[Reached, Reached, Reached, Reached]]
    day: str = ""


class PageHead(msgspec.Struct, frozen=True, kw_only=True):
    """A page without its bodies, for clients in Python; on the wire `changed` holds the things themselves."""

    fresh: bool
    gone: list[tuple[str, str]]
    cursor: str
    more: bool
    now_ms: int
    changed: list[msgspec.Raw]


class Guides(msgspec.Struct, frozen=True, kw_only=True):
    """What the law asks at each door (`models/guide.py`), the soonest visits first; `left_off`: how many more there are.

    `tag` stays the same while the guides do: sent back as `If-None-Match`, it spares the answer.
    """

    tag: str
    guides: list[Guide]
    left_off: int = 0


class Torn(NamedTuple):
    """A push that cannot be read as a whole: which refusal, and what is wrong with it."""

    code: str
    detail: str


class Push(NamedTuple):
    """A push as read: its header and the exact bytes of each event."""

    header: Header
    lines: list[bytes]


_headers = msgspec.json.Decoder(Header)


def read_push(body: bytes) -> Push | Torn:
    """The header and lines of a push; torn when lines are missing, cut short or too many."""
    if len(body) > PUSH_BYTES_MAX:
        return Torn("too_large", f"{len(body)} bytes")
    first, _, rest = body.partition(b"\n")
    try:
        header = _headers.decode(first)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Torn("torn_push", str(error)[:200])
    if "\0" in header.report:
        return Torn("malformed", "NUL character in report")
    lines = rest.split(b"\n")
    if lines[-1] != b"":
        return Torn("torn_push", "the last line has no end")
    lines.pop()
    if len(lines) != header.count:
        return Torn("torn_push", f"{len(lines)} lines of {header.count}")
    return Push(header, lines)


def write_push(header: Header, lines: list[bytes]) -> bytes:
    """A push as it travels."""
    return b"\n".join((msgspec.json.encode(header), *lines, b""))


def signed_text(device: str, digest: str) -> bytes:
    """What a push's signature is over: the device and its last event's digest, which through the chain binds all before."""
    return f"tannha push 1\n{device}\n{digest}".encode()


def receipt(
    event_id: str, n: int, outcome: Outcome, seq: int, given: str = "", code: str = "", detail: str = ""
) -> Receipt:
    """A receipt, with the sentences of its refusal where there is one."""
    if not code:
        return Receipt(id=event_id, n=n, outcome=outcome, seq=seq, given=given)
    no = sentence(code)
    return Receipt(
        id=event_id, n=n, outcome=outcome, seq=seq, given=given, code=code, detail=detail, vi=no.vi, en=no.en,
        next_vi=no.next_vi, next_en=no.next_en, mender=no.mender,
    )  # fmt: skip


def write_cursor(cursor: Cursor) -> str:
    """A cursor as clients keep it."""
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


_cursors = msgspec.json.Decoder(Cursor)


def read_cursor(text: str) -> Cursor | None:
    """The cursor behind a text, or None when it is none of ours: then a fresh snapshot is due, never an error."""
    try:
        return _cursors.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError, msgspec.DecodeError):
        return None
