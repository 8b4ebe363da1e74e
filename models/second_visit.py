"""The second visit of a registration at home: its result is brought, and the book signed, where it was declared.

Mobile birth, death and marriage registration end at the door they began at (TT 04/2020 art. 24 to 26). Nobody remembers
that visit: once the result is signed the office plans it itself. It asks for who the person is and for their hand, which
stands in the book and for the receipt; completed, it hands the result over. After two that failed the office stops planning
by itself: somebody rings and agrees on an hour, or on another way home.
"""

from models.dossier import STATUS, Dossier
from models.procedure import Procedure, Step
from models.refusal import Refused
from models.said import Look
from models.visit import OPEN, Visit, VisitPlanned

MINUTES = 15
READY = 9
FAILED_MAX = 2
"""After so many that failed nobody drives out again before somebody has rung."""
_STEPS: tuple[Step, ...] = ("identity", "assent")


def asks(procedure: Procedure) -> bool:
    """Whether the law has the result brought home and something signed there."""
    return any(evidence.when == "return" for evidence in procedure.evidence)


def steps(visit: Visit, procedure: Procedure) -> tuple[Step, ...]:
    """What must be done at this visit for a dossier of this procedure."""
    return _STEPS if visit.follows else procedure.steps


def is_due(dossier: Dossier, procedure: Procedure | None, look: Look) -> bool:
    """Whether a signed result waits for a visit that nobody has planned, or that failed, but not yet too often."""
    if procedure is None or not asks(procedure) or dossier.status != READY or not dossier.visit:
        return False
    planned: Visit | None = look("visit", dossier.handover) if dossier.handover else None
    return planned is None or (planned.state == "failed" and len(failed(dossier, look)) < FAILED_MAX)


def failed(dossier: Dossier, look: Look) -> list[Visit]:
    """The visits that were to bring this result home and failed, in the order they were planned."""
    request = look("request", dossier.request)
    visits: list[Visit | None] = [look("visit", visit_id) for visit_id in (request.visits if request else ())]
    return [one for one in visits if one and one.follows and one.state == "failed" and dossier.id in one.dossiers]


def given_up(dossier: Dossier, look: Look) -> list[Visit]:
    """The visits that failed for a result the office no longer plans by itself; none while one is planned or may be."""
    last: Visit | None = look("visit", dossier.handover) if dossier.handover else None
    if dossier.status != READY or last is None or last.state != "failed":
        return []
    found = failed(dossier, look)
    return found if len(found) >= FAILED_MAX else []


def rule(body: VisitPlanned, look: Look) -> Refused | None:
    """Whether a second visit may be planned: after the first, for signed results of such procedures, one at a time."""
    first: Visit | None = look("visit", body.follows)
    if first is None or (first.request, first.citizen) != (body.request, body.citizen):
        return Refused("unknown_thing", "visit")
    request = look("request", body.request)
    if first.state != "completed" or request is None or request.state != "visited":
        return Refused("wrong_state", first.state if first.state != "completed" else getattr(request, "state", ""))
    for dossier_id in body.dossiers:
        dossier: Dossier | None = look("dossier", dossier_id)
        if dossier is None or dossier.visit != first.id:
            return Refused("unknown_thing", "dossier")
        procedure: Procedure | None = look("procedure", f"{dossier.procedure}@{dossier.version}")
        if procedure is None or not asks(procedure):
            return Refused("bad_value", "follows")
        if dossier.status != READY:
            return Refused("wrong_state", STATUS[dossier.status])
        other: Visit | None = look("visit", dossier.handover) if dossier.handover else None
        if other is not None and other.state in OPEN:
            return Refused("already_there", other.id)
    return None
