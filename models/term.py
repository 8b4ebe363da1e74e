"""What a word said of a dossier does to its statutory term: worked out by the office, kept in the journal with the event.

The term needs the unit's calendar and the pinned procedure, which a fold may not look at; so the office works it out inside
the transaction and writes it on the receipt (`given`), and every fold takes it from there, today and in a replay.
"""

from typing import Any

import msgspec
from msgspec.structs import replace

from models import calendar, deadline
from models.calendar import Calendar
from models.deadline import Term
from models.dossier import (
    DateReappointed,
    Dossier,
    DossierProcessed,
    SupplementAsked,
    SupplementReceived,
    TermExtended,
)
from models.procedure import Procedure
from models.reason import Reason
from models.said import Body, Look
from models.visit import Visit


def begun(visit: Visit, at_ms: int, look: Look) -> dict[str, Term]:
    """The terms that begin when a visit is completed at a moment, by dossier: a reception (Decree 23/2015 art. 7)."""
    cal: Calendar = look("calendar", visit.unit)
    terms = {}
    for dossier_id in visit.dossiers:
        dossier: Dossier | None = look("dossier", dossier_id)
        procedure = procedure_of(dossier, look) if dossier is not None and dossier.status == 1 else None
        if procedure is not None:
            at_once = procedure.at_once and visit.mode == "A" and procedure.at_home == "finish"
            terms[dossier_id] = deadline.begin(procedure, cal, at_ms, at_once=at_once)
    return terms


def procedure_of(dossier: Dossier, look: Look) -> Procedure | None:
    """The version a dossier is pinned to."""
    found: Procedure | None = look("procedure", f"{dossier.procedure}@{dossier.version}")
    return found


def after(dossier: Dossier, body: Body, look: Look, now_ms: int) -> Term | Reason | None:
    """The term after a word; why the law does not allow it; None when the word does not touch the term."""
    term = dossier.term
    if term is None:
        return None
    cal: Calendar = look("calendar", dossier.unit)
    procedure = procedure_of(dossier, look)
    if procedure is None:
        return None
    if isinstance(body, TermExtended):
        return deadline.extend(procedure, term, cal, body.days, now_ms, agreed=body.agreed)
    if isinstance(body, DateReappointed):
        return deadline.reappoint(promised(dossier, term, cal), cal, body.new_day, now_ms)
    if isinstance(body, SupplementAsked):
        return deadline.pause(term, cal, now_ms)
    if isinstance(body, SupplementReceived):
        return deadline.resume(procedure, term, cal, now_ms)
    return _in_hand(term, body, procedure, cal, now_ms) if isinstance(body, DossierProcessed) else None


def _in_hand(
    term: Term, body: DossierProcessed, procedure: Procedure, cal: Calendar, now_ms: int
) -> Term | Reason | None:
    """Work goes on after a supplement; with the hour and day that are written on the slip, if one is (TT 01/2020 art. 2)."""
    running = deadline.resume(procedure, term, cal, now_ms) if term.paused_ms else term
    if body.appointed_ms is None or isinstance(running, Reason):
        return running if term.paused_ms else None
    return deadline.promise(running, cal, body.appointed_ms)


def promised(dossier: Dossier, term: Term, cal: Calendar) -> Term:
    """The term as the citizen was told it: the office may have promised an earlier day than the law's."""
    if not dossier.due_day or dossier.due_day >= term.due_day or not calendar.is_working(cal, dossier.due_day):
        return term
    return replace(term, due_day=dossier.due_day, due_ms=deadline.closing_ms(cal, dossier.due_day))


def written(value: Any) -> str:
    """A term, or several by dossier, as it stands on a receipt."""
    return msgspec.json.encode(value).decode()


def standing(dossier: Dossier, today: str) -> str:
    """early, on_time or late by the date shown once there is a result; in_time, overdue or paused before; none without a term."""
    if dossier.ready_ms:
        return calendar.standing(dossier.due_day or None, calendar.local_day(dossier.ready_ms))
    if dossier.term is None:
        return ""
    return deadline.open_standing(dossier.term, today)
