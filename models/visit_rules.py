"""In which state a visit may hear what, and what each word must carry to be lawful.

Who may speak at all is decided in `access.py`; whether it is still this tablet's visit (the lease) in `sync/office.py`.
"""

from collections.abc import Callable
from typing import Any

from models import second_visit
from models.citizen import Citizen
from models.doorstep import Assent, Offsite
from models.dossier import Dossier
from models.manner import lacking
from models.procedure import Procedure
from models.refusal import Refused
from models.said import Body, Look
from models.signers import COSIGNERS_MAX, cosigner, is_own, last_of_each, missing, unchecked
from models.visit import (
    HELD,
    KIND,
    OPEN,
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

_AT_DOOR = frozenset(("arrived",))
_ENDED = frozenset(("completed", "failed", "cancelled"))
_ANY = OPEN | _ENDED

WHEN: dict[type[Body], frozenset[str]] = {
    VisitAssigned: OPEN,
    VisitUnassigned: HELD,
    VisitAcknowledged: frozenset(("assigned", "acknowledged")),
    VisitDeclined: frozenset(("assigned", "acknowledged")),
    VisitDeparted: frozenset(("assigned", "acknowledged", "departed")),
    VisitArrived: HELD,
    IdentityChecked: _AT_DOOR,
    LucidityConfirmed: _AT_DOOR,
    PapersChecked: _AT_DOOR,
    DocumentCaptured: _AT_DOOR,
    SignatureRecorded: _AT_DOOR,
    FingerprintRecorded: _AT_DOOR,
    NeitherRecorded: _AT_DOOR,
    FeeCollected: _AT_DOOR,
    VisitCompleted: _AT_DOOR,
    VisitFailed: HELD,
    VisitRescheduled: OPEN,
    VisitCancelled: OPEN,
    VisitAmended: _ANY,
    FileArrived: _ANY,
    VisitShelved: _ENDED,
}


def rule(visit: Visit | None, body: Body, look: Look) -> Refused | None:
    """Whether what is said of a visit is lawful now, given the things `look` shows."""
    if type(body) is VisitPlanned:
        return _plannable(visit, body, look)
    if visit is None:
        return Refused("unknown_thing", KIND)
    if visit.state not in WHEN[type(body)]:
        return Refused("wrong_state", visit.state)
    further = _FURTHER.get(type(body))
    return further(visit, body, look) if further else None


def _fee(visit: Visit, body: FeeCollected, _look: Look) -> Refused | None:
    return None if body.dossier in visit.dossiers else Refused("unknown_thing", "dossier")


def _arrival(_visit: Visit, body: VisitArrived, _look: Look) -> Refused | None:
    return None if body.place or body.why_no_place else Refused("reason_missing", "why_no_place")


def _identity(visit: Visit, body: IdentityChecked, look: Look) -> Refused | None:
    if not body.identity.matches and not body.identity.note:
        return Refused("reason_missing", "identity")
    return _beside(visit, body, look)


def _beside(visit: Visit, body: IdentityChecked | LucidityConfirmed, look: Look) -> Refused | None:
    """Who signs beside the person is somebody else: what is seen of the person is said of nobody by name."""
    if not body.signer:
        return None
    citizen = look("citizen", visit.citizen)
    if not body.signer.strip() or (citizen is not None and is_own(visit, citizen, body.signer)):
        return Refused("bad_value", "signer")
    full = len(visit.cosigners) >= COSIGNERS_MAX and cosigner(visit, body.signer) is None
    return Refused("bad_value", "signer") if full else None


def _window(_visit: Visit, body: VisitRescheduled, _look: Look) -> Refused | None:
    return None if body.window.from_ms < body.window.to_ms else Refused("bad_value", "window")


def _plannable(visit: Visit | None, body: VisitPlanned, look: Look) -> Refused | None:
    if visit is not None:
        return Refused("already_there", body.visit)
    if body.window.from_ms >= body.window.to_ms:
        return Refused("bad_value", "window")
    if body.follows:
        return second_visit.rule(body, look)
    request = look("request", body.request)
    if request is None or request.citizen != body.citizen:
        return Refused("unknown_thing", "request")
    if request.state != "eligible" and not (request.state == "scheduled" and _left(body, request.visits, look)):
        return Refused("not_eligible", request.state)
    for dossier_id in body.dossiers:
        dossier = look("dossier", dossier_id)
        if dossier is None or dossier.request != body.request:
            return Refused("unknown_thing", "dossier")
    return _offer(body, look)


def _left(body: VisitPlanned, visits: tuple[str, ...], look: Look) -> bool:
    """Whether no visit under way takes along what this one is for: what is done elsewhere gets an hour of its own."""
    going = (visit for one in visits if (visit := look(KIND, one)) is not None and visit.state in OPEN)
    return not {*body.dossiers} & {dossier for visit in going for dossier in visit.dossiers}


def _offer(body: VisitPlanned, look: Look) -> Refused | None:
    """What was read out is what is promised, once."""
    if not body.offer:
        return None
    offer = look("offer", body.offer)
    if offer is None:
        return Refused("unknown_thing", "offer")
    if offer.state != "held" or (offer.window, offer.where) != (body.window, body.where):
        return Refused("offer_over", offer.state)
    return None


def _assignable(visit: Visit, body: VisitAssigned, look: Look) -> Refused | None:
    """An officer who knows every procedure of the visit, is here at that hour, and is no relative (Decree 23/2015 art. 9)."""
    for officer_id in filter(None, (body.officer, body.second)):
        officer = look("officer", officer_id)
        if officer is None or officer.left:
            return Refused("unknown_thing", "officer")
        if visit.citizen in officer.relatives:
            return Refused("related", officer.name)
        if officer.is_absent(visit.window.from_ms, visit.window.to_ms):
            return Refused("officer_absent", officer.name)
    lead = look("officer", body.officer)
    for dossier_id in visit.dossiers:
        dossier: Dossier = look("dossier", dossier_id)
        if not lead.may_handle(dossier.procedure, visit.mode):
            return Refused("not_skilled", dossier.procedure)
    return None


def _assent(
    visit: Visit, body: SignatureRecorded | FingerprintRecorded | NeitherRecorded, look: Look
) -> Refused | None:
    dossier = look("dossier", body.dossier)
    if dossier is None or body.dossier not in visit.dossiers:
        return Refused("unknown_thing", "dossier")
    if visit.lucidity is not None and not visit.lucidity.lucid:
        return Refused("not_lucid")
    procedure: Procedure | None = look("procedure", f"{dossier.procedure}@{dossier.version}")
    if procedure is None:  # a version this tablet has not heard of yet
        return Refused("procedure_unknown", dossier.procedure)
    citizen = look("citizen", visit.citizen)
    no = _where(visit, procedure, body.offsite) or unchecked(visit, procedure, citizen, body.signer)
    return no or _lawfully(visit, procedure, citizen, body)


def _lawfully(
    visit: Visit, procedure: Procedure, citizen: Citizen | None,
    said: Assent | SignatureRecorded | FingerprintRecorded | NeitherRecorded,
) -> Refused | None:  # fmt: skip
    """Whether a signing carries what the law asks of this signer: what is known of the person does not bind another."""
    if is_own(visit, citizen, said.signer):
        return lacking(procedure, said, citizen.needs if citizen else (), visit.lucidity)
    other = cosigner(visit, said.signer)
    return lacking(procedure, said, (), other.lucidity if other else None)


def _where(visit: Visit, procedure: Procedure, offsite: Offsite | None) -> Refused | None:
    """Certified at the office: no place, hour or minute is written; outside all three are, and copies are not (art. 10)."""
    if visit.where == "office":
        return Refused("bad_value", "offsite") if offsite is not None else None
    if procedure.at_home == "receive" and procedure.certifies:
        return Refused("not_at_home", procedure.code)
    return Refused("offsite_missing", procedure.code) if procedure.certifies and not _complete(offsite) else None


def _complete(offsite: Offsite | None) -> bool:
    return offsite is not None and bool(offsite.place.strip())


def _completable(visit: Visit, _body: VisitCompleted, look: Look) -> Refused | None:
    """Each step that a dossier's procedure requires must have been done; what is missing is named.

    How somebody signed is looked at again: the officer may have seen only afterwards that they do not read.
    """
    if visit.lucidity is not None and not visit.lucidity.lucid:
        return Refused("not_lucid")
    done = {
        "identity": visit.identity is not None and (visit.identity.matches or bool(visit.identity.note)),
        "lucidity": visit.lucidity is not None,
        "papers": bool(visit.papers),
    }
    assented = {assent.dossier for assent in visit.assents}
    paid = {fee.dossier for fee in visit.fees}
    for dossier_id in visit.dossiers:
        dossier: Dossier | None = look("dossier", dossier_id)
        if dossier is None:  # on a tablet whose pages were cut short: its papers are still on their way
            return Refused("unknown_thing", "dossier")
        procedure: Procedure | None = look("procedure", f"{dossier.procedure}@{dossier.version}")
        if procedure is None:
            return Refused("procedure_unknown", dossier.procedure)
        for step in second_visit.steps(visit, procedure):
            here = {"assent": dossier_id in assented, "fee": dossier_id in paid}
            if not (here | done)[step]:
                return Refused("step_missing", f"{step} ({procedure.code})")
        citizen = look("citizen", visit.citizen)
        if no := missing(visit, dossier, procedure, citizen):
            return no
        for assent in last_of_each(visit, dossier_id):
            if no := _lawfully(visit, procedure, citizen, assent):
                return no
    return None


_FURTHER: dict[type[Body], Callable[[Visit, Any, Look], Refused | None]] = {
    VisitAssigned: _assignable,
    SignatureRecorded: _assent,
    FingerprintRecorded: _assent,
    NeitherRecorded: _assent,
    VisitCompleted: _completable,
    FeeCollected: _fee,
    VisitArrived: _arrival,
    IdentityChecked: _identity,
    LucidityConfirmed: _beside,
    VisitRescheduled: _window,
}
"""What a word must carry beside coming in the right state."""
