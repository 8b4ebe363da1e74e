"""In which state a dossier may hear what, and what the law asks of its term, its custody and its number."""

from collections.abc import Callable
from typing import Any

from models import term
from models.book import book_id
from models.calendar import local_day
from models.dossier import (
    KIND,
    STATUS,
    WHEN,
    Dossier,
    DossierOpened,
    FeeSettled,
    OriginalsReturned,
    ResultReady,
    ResultReturned,
)
from models.reason import Reason
from models.refusal import Refused
from models.said import Body, Look


def rule(dossier: Dossier | None, body: Body, look: Look) -> Refused | None:
    """Whether what is said of a dossier is lawful now."""
    if isinstance(body, DossierOpened):
        return _openable(dossier, body, look)
    if dossier is None:
        return Refused("unknown_thing", KIND)
    if dossier.status not in WHEN[type(body)]:
        return Refused("wrong_state", STATUS[dossier.status])
    why = term.after(dossier, body, look, look("now", "")) if dossier.term is not None else None
    if isinstance(why, Reason):
        return Refused("term_refused", f"{why.vi} / {why.en}"[:200])
    further = _FURTHER.get(type(body))
    return further(dossier, body, look) if further else None


def _openable(dossier: Dossier | None, body: DossierOpened, look: Look) -> Refused | None:
    if dossier is not None:
        return Refused("already_there", body.dossier)
    request = look("request", body.request)
    if request is None or request.citizen != body.citizen:
        return Refused("unknown_thing", "request")
    if request.state not in ("eligible", "scheduled"):
        return Refused("not_eligible", request.state)
    procedure = look("procedure", body.procedure)
    return None if procedure and procedure.version == body.version else Refused("procedure_unknown", body.procedure)


def _numbered(dossier: Dossier, _body: ResultReady, look: Look) -> Refused | None:
    """A certification needs an open book of this year to be numbered in."""
    if dossier.term is None:
        return None
    procedure = term.procedure_of(dossier, look)
    if procedure is None or not procedure.book:
        return None
    book = look("book", book_id(procedure.book, local_day(look("now", ""))[:4]))
    return Refused("book_closed", procedure.book) if book is not None and book.closed_ms else None


def _kept(dossier: Dossier, _body: OriginalsReturned, _look: Look) -> Refused | None:
    return None if any(not one.returned_ms for one in dossier.custody) else Refused("wrong_state", "custody")


def _owed(dossier: Dossier, _body: FeeSettled, _look: Look) -> Refused | None:
    return None if dossier.fee_paid == "later" else Refused("already_settled", dossier.fee_paid)


def _received(_dossier: Dossier, body: ResultReturned, _look: Look) -> Refused | None:
    """Into somebody's hands against their signature, fingerprint or witnesses; by post under the parcel's number."""
    if body.manner == "post":
        return None if body.parcel else Refused("receipt_unsigned", "parcel")
    return None if body.signed else Refused("receipt_unsigned", "signed")


_FURTHER: dict[type[Body], Callable[[Dossier, Any, Look], Refused | None]] = {
    ResultReady: _numbered,
    OriginalsReturned: _kept,
    FeeSettled: _owed,
    ResultReturned: _received,
}
