"""Papers make themselves: whoever reads the journal after the fact makes out what each event calls for.

A visit that ended leaves its summary, receipts and provisional certifications; a request for papers, a refusal, a stop
their forms; a signed result makes the certification final, and a birth, a marriage or a death a letter to be approved.
The journal is the queue. Each paper's code comes from the thing it is about, so what is read twice is made once.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec
import structlog

from models.calendar import local_day
from models.dossier import Dossier, OriginalsTaken
from models.event import Body, Event, read
from models.paper import (
    APOLOGY,
    NUMBERED,
    Paper,
    PaperIssued,
    PaperSealed,
    PaperWithdrawn,
    awaits_approval,
    paper_id,
)
from models.paper_code import read_code
from models.registers import Entry as Line
from models.registers import number_text
from models.store import journal, lists, marks, projections
from models.store.engine import Tx
from models.store.journal import Entry
from models.store.lists import Filter
from server import chores
from server.documents.papers import TakenOriginal
from server.house import House
from server.paperwork import issue, record
from server.paperwork.fill import CERTIFICATIONS, Known, fill
from server.paperwork.record import UNKNOWN, Record
from server.problem import Problem
from sync.board import read_thing
from sync.door import kept

FOLLOWER = "papers"
EVENTS_AT_ONCE = 200
_TAKEN = frozenset(("applied", "merged"))
_FORMS = {"SupplementAsked": "form_02", "DossierRefused": "form_03", "DossierStopped": "form_05"}
_ENDINGS = {
    "DossierRefused": "Hồ sơ bị từ chối", "DossierStopped": "Hồ sơ dừng giải quyết", "DossierWithdrawn": "Người dân rút hồ sơ",
}  # fmt: skip
FOLLOWED = frozenset(("VisitCompleted", "ResultReady", OriginalsTaken.__name__, *_FORMS, *_ENDINGS))
_SIGNED = ("entry", "volume", "certifier", "certifier_title")
"""What only the signature brings."""
_OVER = frozenset((3, 7, 8, 9, 10))


def follow(house: House) -> int:
    """Makes out what the journals of all units call for since last time; answers how many events were said."""
    return sum(catch_up(house, unit_id) for unit_id in chores.units(house))


def catch_up(house: House, unit_id: str) -> int:
    """Follows one unit's journal to its end. What an event calls for is said before the next is looked at."""
    said = 0
    while True:
        with house.store.read() as tx:
            since = marks.mark(tx, FOLLOWER, unit_id)
            entries = list(islice(journal.entries(tx, unit_id, since, EVENTS_AT_ONCE), EVENTS_AT_ONCE))
        if not entries:
            return said
        for entry in entries:
            if entry.outcome in _TAKEN and entry.kind in FOLLOWED:
                with house.store.read() as tx:
                    bodies = list(called_for(tx, entry))
                said += chores.say(house, unit_id, bodies)
        with house.store.write() as tx:
            marks.move(tx, FOLLOWER, unit_id, entries[-1].seq)


def called_for(tx: Tx, entry: Entry) -> Iterator[Body]:
    """What an event calls for, as things stand now."""
    try:
        if entry.kind == "VisitCompleted":
            yield from _after_visit(tx, entry)
        elif entry.kind in _FORMS or entry.kind in _ENDINGS:
            yield from _after_decision(tx, entry)
        elif entry.kind == OriginalsTaken.__name__:
            yield from _after_custody(tx, entry)
        elif entry.kind == "ResultReady":
            yield from _after_result(tx, entry)
    except Problem as problem:
        structlog.get_logger().info("no paper", kind=entry.kind, subject=entry.subject_id, code=problem.code)


def _after_visit(tx: Tx, entry: Entry) -> Iterator[Body]:
    whole = record.of_visit(tx, entry.unit_id, entry.subject_id)
    visit = whole.visit
    if visit is None or whole.citizen.erased:
        return
    yield from _new(tx, whole, "visit_summary", visit.id, visit.ended_ms, code=read_code(visit.paper_code) or "")
    for dossier, procedure in whole.dossiers:
        one = record.of_dossier(tx, entry.unit_id, dossier.id)
        if "form_01" in procedure.forms and dossier.received_ms:
            yield from _new(tx, one, "form_01", dossier.id, visit.ended_ms, state="final")
        if "fee_receipt" in procedure.forms and any(fee.dossier == dossier.id for fee in visit.fees):
            yield from _new(tx, one, "fee_receipt", dossier.id, visit.ended_ms, state="final")
        if set(CERTIFICATIONS) & set(procedure.forms) and any(a.dossier == dossier.id for a in visit.assents):
            yield from _new(tx, one, CERTIFICATIONS[0], dossier.id, visit.ended_ms)


def _after_custody(tx: Tx, entry: Entry) -> Iterator[Body]:
    """The receipt for the originals taken in this very word: each taking has its own."""
    one = record.of_dossier(tx, entry.unit_id, entry.subject_id)
    event = read(kept(entry.event))
    if one.citizen.erased or not isinstance(event, Event) or not isinstance(event.body, OriginalsTaken):
        return
    taken = tuple(TakenOriginal(name=part.name, sheets=part.sheets, state=part.state) for part in event.body.originals)
    code = issue.own_code(tx, entry.unit_id, entry.id, "custody_receipt")
    if projections.body(tx, entry.unit_id, "paper", paper_id(code)) is None:
        told = Known(originals=taken, number=event.body.receipt)
        yield issue.made_out(one, "custody_receipt", told, entry.received_ms, code, state="final")


def _after_decision(tx: Tx, entry: Entry) -> Iterator[Body]:
    one = record.of_dossier(tx, entry.unit_id, entry.subject_id)
    if one.citizen.erased:
        return
    if entry.kind in _FORMS:
        yield from _new(tx, one, _FORMS[entry.kind], f"{entry.subject_id}", entry.received_ms, state="final")
    if entry.kind in _ENDINGS:
        for paper in papers_of(tx, entry.unit_id, entry.subject_id):
            if paper.state == "provisional":
                yield PaperWithdrawn(paper=paper.id, reason=_ENDINGS[entry.kind])


def _after_result(tx: Tx, entry: Entry) -> Iterator[Body]:
    one = record.of_dossier(tx, entry.unit_id, entry.subject_id)
    dossier, procedure = one.about()
    if one.citizen.erased:
        return
    for paper in papers_of(tx, entry.unit_id, dossier.id):
        if paper.document in NUMBERED and paper.state == "provisional" and one.entry:
            yield _signed(one, paper, one.entry)
        elif paper.document == APOLOGY and awaits_approval(paper) and not _is_late(dossier, paper):
            yield PaperWithdrawn(paper=paper.id, reason="Đã có kết quả, không trễ hẹn")
    if "certification_copy" in procedure.forms:
        yield from _new(tx, one, "certification_copy", dossier.id, dossier.ready_ms, state="final")
    if procedure.letter:
        yield from _new(tx, one, procedure.letter, dossier.id, dossier.ready_ms)
    yield from _summary_of(tx, one)


def _is_late(dossier: Dossier, apology: Paper) -> bool:
    """Whether the result came after the day the apology is for: then it is still owed."""
    return local_day(dossier.ready_ms) > str(msgspec.json.decode(apology.content)["due"]["day"])


def _summary_of(tx: Tx, one: Record) -> Iterator[Body]:
    """The summary left at the door stands for good once nothing of the visit is open any more."""
    if one.visit is None:
        return
    whole = record.of_visit(tx, one.ward.id, one.visit.id)
    if any(dossier.status not in _OVER for dossier, _ in whole.dossiers):
        return
    for paper in papers_of(tx, one.ward.id, one.visit.id):
        if paper.document == "visit_summary" and paper.state == "provisional":
            yield PaperSealed(paper=paper.id)


def _signed(one: Record, paper: Paper, line: Line) -> PaperSealed:
    """The certification with its number in the register and the name of who signed; what a person told of it stays."""
    dossier, procedure = one.about()
    _, filled = fill(paper.document, one, Known(), paper.issued_ms)
    anew: dict[str, Any] = msgspec.to_builtins(filled)
    kept: dict[str, Any] = msgspec.json.decode(paper.content)
    guessed = kept["document_title"] in (dossier.purpose, procedure.vi, UNKNOWN)
    signed = (*_SIGNED, "document_title") if guessed else _SIGNED
    content = msgspec.json.encode(kept | {name: anew[name] for name in signed}).decode()
    return PaperSealed(paper=paper.id, number=number_text(line.number), content=content)


def _new(
    tx: Tx, one: Record, document: str, about: str, at_ms: int, *, state: str = "provisional", code: str = ""
) -> Iterator[PaperIssued]:
    """A paper that is not there yet. A code a tablet left at the door is kept unless another paper has it."""
    unit_id = one.ward.id
    if code and _taken(tx, unit_id, code, about):
        code = ""
    code = code or issue.own_code(tx, unit_id, about, document)
    if projections.body(tx, unit_id, "paper", paper_id(code)) is None:
        yield issue.made_out(one, document, Known(), at_ms, code, state=state)


def _taken(tx: Tx, unit_id: str, code: str, about: str) -> bool:
    body = projections.body(tx, unit_id, "paper", paper_id(code))
    return body is not None and read_thing("paper", body).state.visit != about


def papers_of(tx: Tx, unit_id: str, about: str) -> list[Paper]:
    """The papers made out for a dossier, or for a visit as a whole."""
    rows = lists.page(tx, (unit_id,), "paper", Filter(owner_id=about), limit=lists.TOGETHER_MAX)
    return [read_thing("paper", row.body).state for row in rows]
