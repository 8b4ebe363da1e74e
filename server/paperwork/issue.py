"""Making a paper out, and printing it: its content is kept, the file is made when somebody asks.

The content is kept and not the PDF: it is a hundredth of the size, it lies in the journal like everything else that was
said, it is what an erasure has to find, and with its edition and a fixed day it gives the same file every time. What does
change is how the paper stands, and that a print must show: the seal is set when it is printed.
"""

import hashlib
from typing import Any

import msgspec

from models.calendar import local_day
from models.paper import NUMBERED, Document, Paper, PaperIssued, paper_id
from models.paper_code import paper_code
from models.store import projections
from models.store.engine import Tx
from server.documents.papers import Issued, Seal
from server.documents.render import PAPERS, Language, edition_of, render
from server.paperwork.fill import CERTIFICATIONS, Known, fill
from server.paperwork.record import Record
from server.settings import Settings

CODES_TRIED_MAX = 8


def content_of(paper: Issued) -> str:
    """What is kept of a paper: everything it says but its seal."""
    told: dict[str, Any] = msgspec.to_builtins(paper)
    told.pop("seal")
    return msgspec.json.encode(told).decode()


def data_of(paper: Paper, origin: str) -> Issued:
    """The paper as it is printed now: what was kept, under the seal of how it stands."""
    seal = Seal(code=paper.code, state=paper.state, url=f"{origin}/v/{paper.code}")
    told: dict[str, Any] = msgspec.json.decode(paper.content)
    return msgspec.convert(told | {"seal": msgspec.to_builtins(seal)}, PAPERS[paper.document])


def origin_of(settings: Settings) -> str:
    """Where people reach this office, for the address under a QR code."""
    return (settings.origin or f"http://{settings.host}:{settings.port}").rstrip("/")


def printed(paper: Paper, origin: str, language: Language = "vi") -> bytes:
    """The paper as PDF/A."""
    return render(paper.document, data_of(paper, origin), language=language, edition=paper.edition)


def own_code(tx: Tx, unit_id: str, about: str, document: str) -> str:
    """The code of the one paper of this kind that makes itself for a thing: always the same, so it is made once.

    It comes from the thing's own id, which is chance; a code that another paper of the unit happens to have is passed by.
    """
    for nth in range(CODES_TRIED_MAX):
        code = paper_code(hashlib.sha256(f"{unit_id} {about} {document} {nth}".encode()).digest())
        body = projections.body(tx, unit_id, "paper", paper_id(code))
        if body is None:
            return code
        known: dict[str, Any] = msgspec.json.decode(body)["state"]
        if _alike(known["document"], document) and about in (known.get("dossier"), known.get("visit")):
            return code
    raise LookupError(f"no code is free for {document}")


def _alike(one: str, other: str) -> bool:
    """Whether two documents take each other's place: which certification it is, only filling it in tells."""
    return one == other or (one in CERTIFICATIONS and other in CERTIFICATIONS)


def made_out(
    record: Record, document: str, told: Known, at_ms: int, code: str, *, state: str = "provisional"
) -> PaperIssued:
    """The event by which a paper comes to be; raises Problem(paper_not_ready) when the record does not hold what it says.

    A certification is final when it has its number in the register and not before, whatever is asked for.
    """
    fitting, paper = fill(document, record, told, at_ms)
    dossier = record.dossier
    if fitting in NUMBERED:
        state = "final" if record.entry else "provisional"
    return PaperIssued(
        paper=paper_id(code),
        unit=record.ward.id,
        document=msgspec.convert(fitting, Document),
        edition=edition_of(fitting, local_day(at_ms)).valid_from,
        citizen=record.citizen.id,
        dossier=dossier.id if dossier else "",
        visit=record.visit.id if record.visit else "",
        state="final" if state == "final" else "provisional",
        content=content_of(paper),
    )
