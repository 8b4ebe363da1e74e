"""A paper handed to somebody: what it said when it was made, how it stands, and into whose hands it came.

The content is kept as it was filled in, so a paper printed again says what it said, whatever is corrected in the record
afterwards; the form it is set in is its `edition`. Its id is its code, so two papers of a unit never share one and anybody
who holds the sheet can ask about it. What may only go out with a signature (letters) stands as provisional until then.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from models.ids import Id, MaybeId, UnitId
from models.paper_code import read_code
from models.refusal import Refused
from models.said import Body, Day, Look, Name, Said, Short, State, Value

KIND = "paper"

PaperState = Literal["provisional", "final", "withdrawn"]
Document = Literal[
    "certification_one", "certification_many", "certification_fingerprint", "certification_neither", "certification_copy",
    "form_01", "form_02", "form_03", "form_04", "form_05", "form_06", "fee_receipt", "custody_receipt", "visit_summary",
    "congratulation_birth", "congratulation_marriage", "condolence",
]  # fmt: skip
"""What is handed to one person; books (registers, the tracking book) belong to the office and bear no code of their own."""

LETTERS: frozenset[str] = frozenset(("form_04", "congratulation_birth", "congratulation_marriage", "condolence"))
"""What the chairman signs: prepared by the clock, it stands only once a supervisor approved it."""
NUMBERED: frozenset[str] = frozenset(
    (
        "certification_one",
        "certification_many",
        "certification_fingerprint",
        "certification_neither",
        "certification_copy",
    )
)
"""What counts only under its number in a register (Decree 23/2015 art. 13), and says that number."""
APOLOGY: Document = "form_04"
AWAITED = "to_approve"
"""How a letter nobody approved yet stands in lists."""

HANDINGS_MAX = 20
Manner = Literal["printed", "home", "post", "collected", "message"]
Content = Annotated[
    str, Meta(min_length=1, max_length=30_000, description="what is printed, as JSON of its document's shape")
]


class PaperHanding(Value, frozen=True, kw_only=True):
    """One time the paper left the office's hands: how, to whom, when, through whom."""

    manner: Manner
    receiver: str = ""
    at_ms: int
    by: str


class Paper(State, frozen=True, kw_only=True):
    """What is true of a paper. `edition` names the forms it is set in; `number` is what the office signed it under."""

    id: str
    unit: str
    code: str
    document: str
    edition: str
    state: PaperState
    citizen: str
    dossier: str = ""
    visit: str = ""
    content: str
    number: str = ""
    issued_ms: int = 0
    issued_by: str = ""
    sealed_ms: int = 0
    sealed_by: str = ""
    withdrawn_ms: int = 0
    reason: str = ""
    handings: tuple[PaperHanding, ...] = ()


class PaperIssued(Body, frozen=True, kw_only=True):
    """A paper was filled in from the record; `paper` is its code in small letters without the dash."""

    paper: Id
    unit: UnitId
    document: Document
    edition: Day
    citizen: Id
    dossier: MaybeId = ""
    visit: MaybeId = ""
    state: Literal["provisional", "final"] = "provisional"
    content: Content


class PaperSealed(Body, frozen=True, kw_only=True):
    """The office signed and stamped it, or a letter was approved: from here it counts. `content` when words changed."""

    paper: Id
    number: Short = ""
    content: Content | None = None


class PaperHanded(Body, frozen=True, kw_only=True):
    """The paper was printed, sent, or put into somebody's hands."""

    paper: Id
    manner: Manner
    receiver: Short = ""


class PaperWithdrawn(Body, frozen=True, kw_only=True):
    """The paper no longer counts; whoever asks by its code is told so."""

    paper: Id
    reason: Name


def paper_id(code: str) -> str:
    """Under which id the paper with this code is kept."""
    return code.replace("-", "").lower()


def code_of(paper: str) -> str | None:
    """The code a paper's id stands for, or None when it stands for none."""
    code = read_code(paper)
    return code if code is not None and paper_id(code) == paper else None


def awaits_approval(paper: Paper) -> bool:
    """Whether somebody has to approve it before it goes out."""
    return paper.document in LETTERS and paper.state == "provisional" and bool(paper.content)


def rule(paper: Paper | None, body: Body, look: Look) -> Refused | None:
    """Whether what is said of a paper is lawful now."""
    if isinstance(body, PaperIssued):
        return _issuable(paper, body, look)
    if paper is None:
        return Refused("unknown_thing", KIND)
    if not paper.content:
        return Refused("erased")
    if isinstance(body, PaperSealed):
        if paper.state != "provisional":
            return Refused("wrong_state", paper.state)
        if body.content is not None and not _is_object(body.content):
            return Refused("bad_value", "content")
        content = body.content or paper.content
        if paper.document == APOLOGY:
            return _undated(paper.dossier, content, look)
        return _unnumbered(paper.document, paper.dossier, content, look)
    if paper.state == "withdrawn":
        return Refused("wrong_state", paper.state)
    if isinstance(body, PaperHanded) and awaits_approval(paper):
        return Refused("letter_not_approved")
    return None


def _issuable(paper: Paper | None, body: PaperIssued, look: Look) -> Refused | None:
    if paper is not None:
        return Refused("already_there", body.paper)
    if code_of(body.paper) is None:
        return Refused("bad_value", "paper")
    if not _is_object(body.content):
        return Refused("bad_value", "content")
    if body.document in LETTERS and body.state != "provisional":
        return Refused("letter_not_approved")
    citizen = look("citizen", body.citizen)
    if citizen is None:
        return Refused("unknown_thing", "citizen")
    if citizen.erased:
        return Refused("erased")
    for kind in ("dossier", "visit"):
        name = getattr(body, kind)
        thing = look(kind, name) if name else None
        if name and (thing is None or thing.citizen != body.citizen):
            return Refused("unknown_thing", kind)
    return _unnumbered(body.document, body.dossier, body.content, look) if body.state == "final" else None


def _unnumbered(document: str, dossier_id: str, content: str, look: Look) -> Refused | None:
    """A certification counts once it stands in its register, and must say under which number."""
    if document not in NUMBERED:
        return None
    dossier = look("dossier", dossier_id) if dossier_id else None
    told = msgspec.json.decode(content)
    said = f"{told.get('entry', '')}, {told.get('volume', '')}"
    return None if dossier is not None and dossier.entry and dossier.entry == said else Refused("not_numbered", said)


def _undated(dossier_id: str, content: str, look: Look) -> Refused | None:
    """An apology goes out with the new date the dossier really has, or when the late result is there; once (NĐ 118/2025)."""
    dossier = look("dossier", dossier_id)
    if dossier is None or dossier.ready_ms:
        return None
    new_due = msgspec.json.decode(content).get("new_due")
    day = new_due.get("day", "") if isinstance(new_due, dict) else ""
    term = dossier.term
    return None if term is not None and term.reappointed and term.due_day == day else Refused("not_reappointed", day)


def _is_object(content: str) -> bool:
    try:
        msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def issued(_: None, body: PaperIssued, said: Said) -> Paper:
    return Paper(
        id=body.paper, unit=body.unit, code=code_of(body.paper) or "", document=body.document, edition=body.edition,
        state=body.state, citizen=body.citizen, dossier=body.dossier, visit=body.visit, content=body.content,
        issued_ms=said.at_ms, issued_by=said.by,
    )  # fmt: skip


def sealed(paper: Paper, body: PaperSealed, said: Said) -> Paper:
    return replace(
        paper, state="final", number=body.number or paper.number, content=body.content or paper.content,
        sealed_ms=said.at_ms, sealed_by=said.by,
    )  # fmt: skip


def handed(paper: Paper, body: PaperHanded, said: Said) -> Paper:
    """The last `HANDINGS_MAX` stay with the paper; the journal has them all."""
    handing = PaperHanding(manner=body.manner, receiver=body.receiver, at_ms=said.at_ms, by=said.by)
    return replace(paper, handings=(*paper.handings, handing)[-HANDINGS_MAX:])


def withdrawn(paper: Paper, body: PaperWithdrawn, said: Said) -> Paper:
    return replace(paper, state="withdrawn", withdrawn_ms=said.at_ms, reason=body.reason)


FOLDS = {PaperIssued: issued, PaperSealed: sealed, PaperHanded: handed, PaperWithdrawn: withdrawn}
