"""What one dossier adds to a report: its fact, and the durations and the rating the measures are made of.

No names of people: a report is made of figures and, where a case must be talked about, its code. An arrival whose clock
could not be believed gives no duration.
"""

from collections.abc import Iterable, Sequence

from models import deadline
from models.calendar import Calendar, local_day
from models.dossier import Dossier
from models.procedure import Procedure
from models.request import Request
from models.said import State
from models.statistics import Fact, elapsed_minutes
from models.visit import Visit

DISSATISFIED_SCORE_MAX = 2
_PAUSED, _WITHDRAWN, _STOPPED = 5, 7, 8


class Counted(State, frozen=True, kw_only=True):
    """One dossier as the measures see it. Minutes are None and days empty where there is nothing to say."""

    id: str
    fact: Fact
    code: str = ""
    reason: str = ""
    signed_minutes: int | None = None
    door_minutes: int | None = None
    visited_day: str = ""
    statutory_minutes: int = 0
    used_minutes: int = 0
    score: int = 0
    rated_day: str = ""
    refused_day: str = ""
    ground: str = ""


def counted(
    dossier: Dossier, request: Request | None, visits: Sequence[Visit], procedure: Procedure | None, cal: Calendar,
    apologised: bool = False,
) -> Counted | None:  # fmt: skip
    """What a dossier adds; None for one that was never received nor refused, which no report counts."""
    refused = dossier.status == 3
    if not dossier.received_ms and not refused:
        return None
    mine = [visit for visit in visits if dossier.id in visit.dossiers]
    done = next((visit for visit in mine if visit.id == dossier.visit), None)
    received_ms = dossier.received_ms or dossier.ended_ms
    resolved_ms = _resolved_ms(dossier)
    term = deadline.begin(procedure, cal, received_ms) if procedure and resolved_ms else None
    statutory, used = deadline.statutory_and_used(term, cal, resolved_ms) if term else (0, 0)
    return Counted(
        id=dossier.id,
        code=dossier.code,
        reason=dossier.reason,
        fact=_fact(dossier, mine, done, procedure, local_day(received_ms), resolved_ms, apologised),
        signed_minutes=_signed_minutes(dossier, done),
        door_minutes=_door_minutes(request, mine),
        visited_day=local_day(done.arrived.at_ms) if done and done.arrived else "",
        statutory_minutes=statutory,
        used_minutes=used,
        score=dossier.rating.score if dossier.rating else 0,
        rated_day=local_day(dossier.rated_ms) if dossier.rated_ms else "",
        refused_day=local_day(dossier.ended_ms) if refused and dossier.ended_ms else "",
        ground=dossier.reason if refused else "",
    )


def _fact(
    dossier: Dossier, visits: Sequence[Visit], done: Visit | None, procedure: Procedure | None, received_day: str,
    resolved_ms: int, apologised: bool,
) -> Fact:  # fmt: skip
    return Fact(
        unit=dossier.unit,
        procedure=dossier.procedure,
        field=procedure.field if procedure else "",
        officer=done.officer if done else "",
        at_home=done is not None,
        status=dossier.status,
        received_day=received_day,
        due_day=dossier.due_day,
        missed_day=dossier.term.missed_day if dossier.term else "",
        resolved_day=max(local_day(resolved_ms), received_day) if resolved_ms else "",
        apologised=apologised,
        digitised=done is not None and bool(done.files) and not done.missing,
        visits=sum(1 for visit in visits if visit.arrived is not None or visit.state in ("completed", "failed")),
        visits_needed=procedure.visits if procedure else 1,
    )


def _resolved_ms(dossier: Dossier) -> int:
    """When a dossier ended: signed, or withdrawn or stopped."""
    return dossier.ended_ms if dossier.status in (_WITHDRAWN, _STOPPED) else dossier.ready_ms


def _signed_minutes(dossier: Dossier, done: Visit | None) -> int | None:
    """From the officer's arrival to the last signature on this dossier's paper."""
    if done is None or done.arrived is None or done.arrived.doubtful:
        return None
    signed = [assent.at_ms for assent in done.assents if assent.dossier == dossier.id]
    return elapsed_minutes(done.arrived.at_ms, max(signed)) if signed else None


def _door_minutes(request: Request | None, visits: Iterable[Visit]) -> int | None:
    """From the request to the first time an officer stood at the door."""
    came = [visit.arrived.at_ms for visit in visits if visit.arrived and not visit.arrived.doubtful]
    return elapsed_minutes(request.received_ms, min(came)) if request and came else None
