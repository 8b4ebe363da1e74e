"""Which document says what of a case: from the record, and from the little that only a person can tell (`Known`).

Nothing is asked that is on record: the citizen writes nothing. What a paper cannot do without and nobody knows is refused
with its name; what can be written on by hand later stays as dots.
"""

from collections.abc import Callable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from models import calendar
from models.calendar import local_day
from models.citizen import Citizen
from models.doorstep import Assent, receipt_number
from models.dossier import Dossier
from models.dossier_parts import Custody
from models.registers import Entry, number_text, volume_text
from models.said import Day, Millis, Name, Note, Short, Value
from models.text import fold
from server.documents import papers, prefill
from server.documents.papers import Aide, Issued, Letterhead, Moment, Seal, TakenOriginal
from server.documents.prefill import Sheet, moment_of
from server.paperwork.record import CHAIRMAN, UNKNOWN, Record, area_of, letterhead, term_of
from server.problem import Problem

BASIS = "NĐ 118/2025/NĐ-CP"
ASSIGNED = "người được giao thực hiện chứng thực tại"
"""NĐ 280/2025: the Chairman, or whom he authorised or assigned; the title stands where no better one was told."""
CENTRE_WRITES: frozenset[str] = frozenset(
    ("form_01", "form_02", "form_03", "form_06", "fee_receipt", "custody_receipt", "visit_summary")
)
CERTIFICATIONS = ("certification_one", "certification_many", "certification_fingerprint", "certification_neither")
Outcome = Literal["early", "on_time", "late"]
_CALLED = {"male": "Ông", "female": "Bà"}
_DRAFT = Seal(code="1111-1111", state="provisional", url="https://localhost/v/1111-1111")
"""Stands in a paper's data until it is printed: the seal is never part of what is kept."""


class Known(Value, frozen=True, kw_only=True):
    """What a person adds to the record; everything may be left out."""

    number: Short = ""
    title: Short = ""
    sheets: Annotated[int, Meta(ge=1, le=500)] = 1
    pages: Annotated[int, Meta(ge=1, le=1000)] = 1
    certifier: Short = ""
    certifier_title: Short = ""
    why_neither: Short = ""
    interpreter: Aide | None = None
    id_numbers: dict[str, Short] = msgspec.field(default_factory=dict)
    items: Annotated[tuple[Short, ...], Meta(max_length=40)] = ()
    grounds: Annotated[tuple[Short, ...], Meta(max_length=10)] = ()
    reason: Note = ""
    basis: Short = ""
    new_due_ms: Millis = 0
    originals: Annotated[tuple[TakenOriginal, ...], Meta(max_length=30)] = ()
    back_by_ms: Millis = 0
    come_back_ms: Millis = 0
    to: Short = ""
    names: Annotated[tuple[Name, ...], Meta(max_length=4)] = ()
    event_day: Day | None = None


class Filling(msgspec.Struct, frozen=True):
    """One paper being filled in: the record, what was told, the sheet it goes on, and when."""

    record: Record
    told: Known
    sheet: Sheet
    now_ms: int


def fill(document: str, record: Record, told: Known, at_ms: int) -> tuple[str, Issued]:
    """The document that fits (of the four certifications the one for how it was signed) and its data, dated `at_ms`.

    Raises Problem(paper_not_ready) naming what is missing.
    """
    maker = _MAKERS.get(document)
    if maker is None:
        raise Problem("bad_call", document)
    head: Letterhead = letterhead(record.ward, centre=document in CENTRE_WRITES)
    sheet = Sheet(letterhead=head, seal=_DRAFT, at_ms=at_ms, number=told.number)
    made = maker(Filling(record, told, sheet, at_ms))
    return made if isinstance(made, tuple) else (document, made)


def _entered(of: Filling) -> Known:
    """What was told, completed from the line of the register: title and who signed (Decree 23/2015 art. 13)."""
    told, line = of.told, of.record.entry
    if line is None:
        return told
    return replace(
        told, title=told.title or line.title, certifier=told.certifier or line.signer,
        certifier_title=told.certifier_title or line.signer_title,
    )  # fmt: skip


def _numbered(line: Entry | None) -> tuple[str, str]:
    """The number only the office gives, and the volume it stands in; before that nothing, which prints as dots."""
    return (number_text(line.number), volume_text(line.volume, line.year, line.book)) if line else ("", "")


def _certification(of: Filling) -> tuple[str, Issued]:
    record, told = of.record, _entered(of)
    entry, volume = _numbered(record.entry)
    dossier, procedure = record.about()
    visit = record.visit
    if visit is None or not any(assent.dossier == dossier.id for assent in visit.assents):
        raise Problem("paper_not_ready", "assent")
    signed = record.speaker("ResultReady")
    present = record.officer() if visit.mode == "A" else signed
    document, paper = prefill.certification(
        of.sheet, visit, dossier, title=told.title or dossier.purpose or procedure.vi, sheets=told.sheets,
        certifier=told.certifier or present, certifier_title=told.certifier_title or ASSIGNED,
        receiver=record.officer() if visit.mode == "B" else "", office=of.sheet.letterhead.name, area=area_of(record.ward.id),
        entry=entry, volume=volume, id_numbers=_numbers(record, told), interpreter=told.interpreter,
    )  # fmt: skip
    why = told.why_neither or _why_neither(record.citizen)
    neither = {fold(one.signer) for one in _assents(record) if one.manner == "neither"}
    signers = tuple(
        replace(
            one,
            address_as=_CALLED.get(record.citizen.sex, "Ông/bà") if _same(one.name, record.citizen.name) else one.address_as,
            why_neither=why if fold(one.name) in neither else "",
        )
        for one in paper.signers
    )  # fmt: skip
    return document, replace(paper, signers=signers)


def _assents(record: Record) -> list[Assent]:
    dossier = record.dossier
    return [one for one in record.visit.assents if dossier and one.dossier == dossier.id] if record.visit else []


def _numbers(record: Record, told: Known) -> dict[str, str]:
    known = {record.citizen.name: record.citizen.id_number} if record.citizen.id_number else {}
    return known | told.id_numbers


def _same(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def _why_neither(citizen: Citizen) -> str:
    """What is written down about the person that keeps them from signing and from giving a fingerprint."""
    return "không cử động được tay" if "cannot_sign" in citizen.needs else ""


def _copy(of: Filling) -> Issued:
    dossier, _ = of.record.about()
    told = _entered(of)
    entry, volume = _numbered(of.record.entry)
    return papers.CopyCertification(
        **of.sheet.day(), document_title=told.title or UNKNOWN, pages=told.pages, copies=dossier.copies,
        certifier=told.certifier or of.record.speaker("ResultReady"), certifier_title=told.certifier_title,
        entry=entry, volume=volume,
    )  # fmt: skip


def _receipt(of: Filling) -> Issued:
    dossier, procedure = of.record.about()
    term = term_of(dossier, of.record.cal)
    receiver = of.record.officer() if of.record.visit else of.record.speaker("DossierProcessed")
    return prefill.receipt(
        of.sheet, dossier, of.record.citizen, procedure, term, receiver=receiver, visit=of.record.visit
    )


def _supplement(of: Filling) -> Issued:
    dossier, procedure = of.record.about()
    items = of.told.items or tuple(part for part in dossier.reason.split("; ") if part and dossier.status == 5)
    if not items:
        raise Problem("paper_not_ready", "items")
    return prefill.supplement(
        of.sheet, dossier, of.record.citizen, procedure, items=items,
        reason=of.told.reason or "Hồ sơ chưa đủ giấy tờ theo quy định.", guide=of.record.speaker("SupplementAsked"),
    )  # fmt: skip


def _refusal(of: Filling) -> Issued:
    dossier, procedure = of.record.about()
    grounds = of.told.grounds or ((dossier.reason,) if dossier.status == 3 and dossier.reason else ())
    if not grounds:
        raise Problem("paper_not_ready", "grounds")
    receiver = of.record.speaker("DossierRefused")
    return prefill.refusal(of.sheet, dossier, of.record.citizen, procedure, grounds=grounds, receiver=receiver)


def _apology(of: Filling) -> Issued:
    dossier, procedure = of.record.about()
    term = term_of(dossier, of.record.cal)
    if not of.told.new_due_ms or not of.told.reason:
        raise Problem("paper_not_ready", "new_due_ms, reason")
    return prefill.apology(
        of.sheet, dossier, of.record.citizen, procedure, term,
        new_due_ms=of.told.new_due_ms, reason=of.told.reason, **_chairman(of),
    )  # fmt: skip


def _stop(of: Filling) -> Issued:
    dossier, procedure = of.record.about()
    if not (of.told.reason or dossier.status == 8):
        raise Problem("paper_not_ready", "reason")
    told = replace(dossier, reason=of.told.reason or dossier.reason)
    return prefill.stop(
        of.sheet, told, of.record.citizen, procedure, basis=of.told.basis or BASIS, **_chairman(of)
    )  # fmt: skip


def _chairman(of: Filling) -> dict[str, str]:
    ward = of.record.ward
    return {"signer": ward.chairman or UNKNOWN, "signer_title": ward.chairman_title or CHAIRMAN}


def _control(of: Filling) -> Issued:
    """Every hand the dossier went through, as far as it is written down."""
    record = of.record
    dossier, procedure = record.about()
    term = term_of(dossier, record.cal)
    person, officer = record.citizen.name, record.officer()
    desk, certifier = record.speaker("DossierProcessed"), record.speaker("ResultReady")
    steps = (
        (person, officer, dossier.received_ms, "Tại nhà" if record.visit else ""),
        (officer, desk, dossier.processed_ms, ""),
        (desk, certifier, dossier.ready_ms, "Đã ký"),
        (certifier, dossier.receipt or person, dossier.returned_ms, ""),
    )
    handings = tuple(
        papers.Handing(
            giver=giver, taker=taker, moment=moment_of(at_ms), note=note,
            outcome=_outcome(at_ms, term.due_day) if at_ms in (dossier.ready_ms, dossier.returned_ms) else "",
        )
        for giver, taker, at_ms, note in steps
        if at_ms
    )  # fmt: skip
    return papers.ControlSheet(
        **prefill.of_dossier(of.sheet, dossier, record.citizen, procedure),
        due=moment_of(term.due_ms),
        handings=handings,
    )


def _outcome(at_ms: int, due_day: str) -> Outcome:
    day = local_day(at_ms)
    return "early" if day < due_day else "on_time" if day == due_day else "late"


def _fees(of: Filling) -> Issued:
    dossier, procedure = of.record.about()
    visit = of.record.visit
    fee = next((one for one in visit.fees if one.dossier == dossier.id), None) if visit else None
    if fee is None:
        raise Problem("paper_not_ready", "fee")
    sheet = replace(of.sheet, number=of.told.number or receipt_number(dossier.id))
    return prefill.fee_receipt(sheet, dossier, of.record.citizen, procedure, fee, collector=of.record.officer())


def _custody(of: Filling) -> Issued:
    dossier, procedure = of.record.about()
    held = _held(dossier, of.told.originals)
    originals = of.told.originals or _taken(held)
    if not originals:
        raise Problem("paper_not_ready", "originals")
    ended_ms = of.record.visit.ended_ms if of.record.visit else 0
    taken_ms = held.taken_ms if held else ended_ms or of.now_ms
    back_ms = of.told.back_by_ms or (0 if held else term_of(dossier, of.record.cal).due_ms)
    taker = of.record.called(held.by) if held else of.record.officer()
    return papers.CustodyReceipt(
        **prefill.of_dossier(of.sheet, dossier, of.record.citizen, procedure), originals=originals,
        reason=of.told.reason or "mang về trụ sở để giải quyết hồ sơ.", taken=moment_of(taken_ms),
        back_by=moment_of(back_ms) if back_ms or not held else Moment(day=held.back_by), taker=taker,
    )  # fmt: skip


def _held(dossier: Dossier, originals: tuple[TakenOriginal, ...]) -> Custody | None:
    """The custody these originals are of, else the last one nobody has ended."""
    wanted = [one.name for one in originals]
    fitting = (
        one for one in reversed(dossier.custody) if not wanted or [each.name for each in one.originals] == wanted
    )
    return next(fitting, None)


def _taken(held: Custody | None) -> tuple[TakenOriginal, ...]:
    """The originals of a custody as its receipt names them."""
    parts = held.originals if held else ()
    return tuple(TakenOriginal(name=one.name, sheets=one.sheets, state=one.state) for one in parts)


def _summary(of: Filling) -> Issued:
    record = of.record
    if record.visit is None or record.visit.state != "completed":
        raise Problem("paper_not_ready", "visit")
    held = tuple(one.name for one in of.told.originals)
    return prefill.visit_summary(
        of.sheet, record.visit, record.citizen, record.dossiers, officer=record.officer(), held=held,
        come_back_ms=of.told.come_back_ms,
    )  # fmt: skip


def _letter(of: Filling) -> Issued:
    """A letter to a family. Whom it is about and when is often not on record: then it waits as dots for whoever approves it."""
    called = _CALLED.get(of.record.citizen.sex, "Ông/bà").lower()
    day = of.told.event_day or calendar.local_day(of.now_ms)
    who = _chairman(of)
    return papers.Letter(
        **of.sheet.day(),
        to=of.told.to or f"Gia đình {called} {of.record.citizen.name}",
        names=of.told.names or (UNKNOWN,),
        event=Moment(day=day),
        signer=who["signer"],
        signer_title=who["signer_title"],
    )


_MAKERS: dict[str, Callable[[Filling], Issued | tuple[str, Issued]]] = {
    **dict.fromkeys(CERTIFICATIONS, _certification),
    "certification_copy": _copy,
    "form_01": _receipt,
    "form_02": _supplement,
    "form_03": _refusal,
    "form_04": _apology,
    "form_05": _stop,
    "form_06": _control,
    "fee_receipt": _fees,
    "custody_receipt": _custody,
    "visit_summary": _summary,
    "congratulation_birth": _letter,
    "congratulation_marriage": _letter,
    "condolence": _letter,
}
