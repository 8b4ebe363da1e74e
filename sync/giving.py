"""What only the office gives, inside the transaction that keeps the event: codes, terms, the numbers of the books.

All of it is counted or worked out under the lock of the unit's head, so there is no gap and no double; it is written on the
receipt and in the journal, and folds take it from there.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from models import calendar, dossier, ids, registers, term
from models.access import Actor
from models.book import BookClosed, book_id
from models.citizen import Citizen
from models.deadline import Term
from models.dossier import Dossier, DossierOpened, ResultReady
from models.dossier_parts import Entered
from models.procedure import Procedure
from models.request import RequestReceived
from models.said import Body, Said
from models.signers import cosigner, is_own, last_of_each
from models.store import projections
from models.text import fold
from models.visit import Visit, VisitCompleted
from sync.board import Board

NAME_CHARS_MAX = 120
"""As long as a name may be in a line of a book."""


def given(board: Board, actor: Actor, body: Body, said: Said) -> str:
    """What the office gives for a word that is lawful now; empty for most."""
    giver = _GIVERS.get(type(body))
    return giver(board, actor, body, said) if giver else ""


def _terms(board: Board, _actor: Actor, body: VisitCompleted, said: Said) -> str:
    """When the results of the papers taken at the door are due."""
    terms = term.begun(board.look("visit", body.visit), said.at_ms, board.look)
    return term.written(terms) if terms else ""


def _term(board: Board, _actor: Actor, body: Any, _said: Said) -> str:
    """When the result of a dossier is due after what was said of it, if that moved."""
    after = term.after(board.look("dossier", body.dossier), body, board.look, board.now_ms)
    return term.written(after) if isinstance(after, Term) else ""


def _closing(board: Board, _actor: Actor, body: BookClosed, _said: Said) -> str:
    """How many lines a book ends with."""
    return msgspec.json.encode(registers.close(board.look("entries", body.book))).decode()


def _code(board: Board, _actor: Actor, body: RequestReceived | DossierOpened, _said: Said) -> str:
    """What a request or a dossier is called by."""
    day = board.today
    if isinstance(body, RequestReceived):
        number = projections.next_number(board.tx, board.unit_id, f"request {day}")
        return ids.request_code(board.unit_id, day, number)
    ward = board.look("ward", board.unit_id)
    agency = ward.agency if ward and ward.agency else board.unit_id
    return ids.dossier_code(agency, day, projections.next_number(board.tx, board.unit_id, f"dossier {day}"))


def _entry(board: Board, actor: Actor, body: ResultReady, _said: Said) -> str:
    """The line of the register for a certification, numbered now; nothing for other results."""
    state: Dossier = board.look("dossier", body.dossier)
    procedure = term.procedure_of(state, board.look)
    if procedure is None or not procedure.book:
        return ""
    book = book_id(procedure.book, board.today[:4])
    known = board.look("book", book)
    number = projections.next_number(board.tx, board.unit_id, f"book {book}")
    written = _written(board, actor, state, procedure, body.entered or Entered())
    line = msgspec.structs.replace(written, number=number, volume=known.volume if known else 1)
    return msgspec.json.encode(line).decode()


def _written(board: Board, actor: Actor, state: Dossier, procedure: Procedure, told: Entered) -> registers.Entry:
    """The columns of a line from what the record holds, where the certifier did not say otherwise."""
    assert procedure.book
    visit: Visit | None = board.look("visit", state.visit) if state.visit else None
    citizen = board.look("citizen", state.citizen)
    signed = last_of_each(visit, state.id) if visit else []
    names = (told.requester,) if told.requester else tuple(one.signer for one in signed)
    names = names or ((citizen.name,) if citizen else ("(không rõ)",))
    numbers = [_number(visit, citizen, name) for name in names]
    asked = state.intake.asked if state.intake else None
    copies = asked.copies if asked else state.copies
    offsite = next((one.offsite for one in signed if one.offsite), None)
    where = f"Ngoài trụ sở: {offsite.place}, {offsite.hour} giờ {offsite.minute:02d}" if offsite else ""
    return registers.Entry(
        book=procedure.book,
        year=int(board.today[:4]),
        number=1,
        day=calendar.local_day(board.now_ms),
        requester=_called(names),
        id_number=told.id_number or "; ".join(filter(None, numbers)),
        title=(told.title or state.purpose or procedure.vi)[:200],
        signer=(told.signer or actor.name or actor.id)[:120],
        signer_title=told.signer_title,
        count=told.count or (copies if procedure.book == "BS" else asked.cases if asked else 1),
        fee_dong=state.fee_dong,
        note="; ".join(part for part in (where, _all_of(names), told.note) if part),
    )


def _number(visit: Visit | None, citizen: Citizen | None, name: str) -> str:
    """The number of the paper somebody showed at the door; where none was shown, the one the office knows of its citizen."""
    if visit is not None and not is_own(visit, citizen, name):
        other = cosigner(visit, name)
        return other.identity.number if other and other.identity else ""
    shown = visit.identity if visit and visit.identity and fold(visit.identity.name) == fold(name) else None
    return shown.number if shown else citizen.id_number if citizen else ""


def _called(names: tuple[str, ...]) -> str:
    """Everybody in the column of a book, or the first and how many more where it has no room for all."""
    whole = "; ".join(names)
    return whole if len(whole) <= NAME_CHARS_MAX else f"{names[0][:80]} và {len(names) - 1} người khác"


def _all_of(names: tuple[str, ...]) -> str:
    """The names the column has no room for."""
    whole = "; ".join(names)
    return f"Người yêu cầu: {whole}" if len(whole) > NAME_CHARS_MAX else ""


_GIVERS: dict[Any, Callable[[Board, Actor, Any, Said], str]] = {
    **dict.fromkeys((body for body in dossier.FOLDS if body.__module__ == dossier.__name__), _term),
    RequestReceived: _code,
    DossierOpened: _code,
    VisitCompleted: _terms,
    ResultReady: _entry,
    BookClosed: _closing,
}
