"""What each word does to a visit: state + event = state (`models/fold.py`)."""

from typing import Any

from msgspec.structs import replace

from models.doorstep import Arrival, Assent, CoSigner, Fee
from models.merge import amended
from models.said import Body, FileRef, Said
from models.signers import cosigner
from models.visit import (
    DocumentCaptured,
    FeeCollected,
    FileArrived,
    FingerprintRecorded,
    IdentityChecked,
    LucidityConfirmed,
    NeitherRecorded,
    PapersChecked,
    SignatureRecorded,
    Visit,
    VisitAcknowledged,
    VisitAmended,
    VisitArrived,
    VisitAssigned,
    VisitCancelled,
    VisitCompleted,
    VisitDeclined,
    VisitDeparted,
    VisitFailed,
    VisitPlanned,
    VisitRescheduled,
    VisitShelved,
    VisitUnassigned,
)


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
        follows=body.follows,
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
    if body.signer:
        return _beside(visit, body.signer, identity=body.identity)
    return replace(visit, identity=body.identity)


def confirmed(visit: Visit, body: LucidityConfirmed, _said: Said) -> Visit:
    if body.signer:
        return _beside(visit, body.signer, lucidity=body.lucidity)
    return replace(visit, lucidity=body.lucidity)


def _beside(visit: Visit, name: str, **seen: Any) -> Visit:
    """What was seen of one who signs beside the person, at the end of the list; the latest word stands."""
    known = cosigner(visit, name) or CoSigner(name=name)
    others = (one for one in visit.cosigners if one is not known)
    return replace(visit, cosigners=(*others, replace(known, **seen)))


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
