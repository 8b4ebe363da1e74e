"""What happens at the door, as values: arrival, identity, lucidity, papers, assent, fee — and which of them are required.

The evidence a visit must carry before it may be completed comes from the procedures of its dossiers and from the
condition of the person: who cannot sign gives a fingerprint, who can do neither speaks before two witnesses.
"""

from typing import Annotated, Literal

from msgspec import Meta

from models.ids import END
from models.said import Dong, Name, Note, Place, Short, Value


class Arrival(Value, frozen=True, kw_only=True):
    """When (legal time and its bound) and roughly where the officer stood at the door."""

    at_ms: int
    bound_ms: int | None = None
    doubtful: bool = False
    place: Place | None = None
    why_no_place: str = ""
    code_given: str = ""


class Identity(Value, frozen=True, kw_only=True):
    """How identity was established. `matches` is the officer's word; a mismatch needs a note."""

    method: Literal["card", "vneid", "passport", "database", "known_paper"]
    number: Annotated[str, Meta(pattern=r"^[0-9A-Z]{6,14}" + END)]
    name: Name
    matches: bool
    valid_until: Short = ""
    warnings: Annotated[tuple[Short, ...], Meta(max_length=10)] = ()
    note: Note = ""


class Lucidity(Value, frozen=True, kw_only=True):
    """What the officer observed; `lucid` decides whether anything may be certified."""

    lucid: bool
    reads: bool = True
    hears: bool = True
    speaks_vietnamese: bool = True
    note: Note = ""


class CoSigner(Value, frozen=True, kw_only=True):
    """Another who signs beside the person the visit is for, by the name under which they sign, checked for themselves."""

    name: str
    identity: Identity | None = None
    lucidity: Lucidity | None = None


class PaperSeen(Value, frozen=True, kw_only=True):
    """One paper of the list and how it stands."""

    paper: Short
    state: Literal["have", "missing", "not_needed"]
    reason: Short = ""


class Offsite(Value, frozen=True, kw_only=True):
    """Why, where and when (hour and minute) something was certified outside the office."""

    reason: Literal["frail", "disabled", "custody", "other"]
    place: Name
    hour: Annotated[int, Meta(ge=0, le=23)]
    minute: Annotated[int, Meta(ge=0, le=59)]


class Witness(Value, frozen=True, kw_only=True):
    """A witness of full capacity and without interest, shown by a valid paper (TT 01/2020 art. 22)."""

    name: Name
    number: Annotated[str, Meta(pattern=r"^[0-9A-Z]{6,14}" + END)]


class Interpreter(Value, frozen=True, kw_only=True):
    """Who interpreted between the person and the officer, shown by a valid paper (Decree 23/2015 art. 36)."""

    name: Name
    number: Annotated[str, Meta(pattern=r"^[0-9A-Z]{6,14}" + END)]
    language: Short = ""


class Assent(Value, frozen=True, kw_only=True):
    """How the person put their will on the paper: signature, fingerprint (`finger`), or neither before witnesses.

    `read_aloud`: the paper and the wording of this manner were read to them (shown in large letters to who cannot hear).
    """

    dossier: str
    manner: str
    signer: str
    at_ms: int
    bound_ms: int | None = None
    offsite: Offsite | None = None
    file: str = ""
    finger: str = ""
    witnesses: tuple[Witness, ...] = ()
    interpreter: Interpreter | None = None
    read_aloud: bool = False


class FeeLine(Value, frozen=True, kw_only=True):
    """One line of a fee with its legal basis; an exemption is a line of zero with its reason."""

    label: Short
    amount_dong: Dong
    basis: Short = ""


class Fee(Value, frozen=True, kw_only=True):
    """What was due and how it was paid for one dossier."""

    dossier: str
    lines: tuple[FeeLine, ...]
    paid: str


def receipt_number(dossier: str) -> str:
    """What the tablet shows at the door and the office prints on the receipt for the same money."""
    last = dossier.replace("-", "")[-8:].upper()
    return f"BN-{last[:4]}-{last[4:]}"
