"""Papers filled in from what is already known, so that the citizen writes nothing.

Pure: states in, the data of a paper out; `server/documents/render.py` prints them. What a state does not hold (number,
title of the document signed, who certifies) is told by whoever asks for the paper.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from models import calendar, phone
from models.citizen import Citizen
from models.deadline import Term
from models.doorstep import Assent, Fee
from models.dossier import Dossier
from models.procedure import Procedure
from models.said import Address
from models.signers import key, last_of_each
from models.text import fold
from models.visit import Visit
from server.documents.papers import (
    Aide,
    Apology,
    Certification,
    Charge,
    FeeReceipt,
    Ground,
    Letterhead,
    Moment,
    Paid,
    PaperLine,
    Receipt,
    Refusal,
    Seal,
    Signer,
    Stop,
    Supplement,
    VisitSummary,
)

FINGER = "ngón trỏ phải"
"""The usual finger, where the record names none."""
_HOW = {"submit": "bản", "show": "bản, chỉ xuất trình", "if_not_in_database": "đã tra cứu"}
_CALLED = {"male": "ông", "female": "bà"}
_HANDED_OVER = frozenset(("submit", "show"))


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What every paper needs besides its content: who writes, its code, when, under which number."""

    letterhead: Letterhead
    seal: Seal
    at_ms: int
    number: str = ""

    def day(self) -> dict[str, Any]:
        """The fields every paper shares, dated by the day alone."""
        return self.at(Moment(day=calendar.local_day(self.at_ms)))

    def at(self, moment: Moment) -> dict[str, Any]:
        """The same fields, at another moment."""
        return {"letterhead": self.letterhead, "seal": self.seal, "number": self.number, "moment": moment}


def moment_of(ms: int) -> Moment:
    """A moment as papers name it: local day, hour and minute."""
    minute = calendar.local_minute(ms)
    return Moment(day=calendar.local_day(ms), hour=minute // 60, minute=minute % 60)


def address_line(address: Address) -> str:
    """An address on one line: as found on the ground, else as printed on the card."""
    parts = (address.house, address.street, address.hamlet)
    found = ", ".join(part for part in parts if part)
    return (found or address.printed or address.landmark)[:200]


def certification(
    sheet: Sheet,
    visit: Visit,
    dossier: Dossier,
    *,
    title: str,
    sheets: int,
    certifier: str,
    certifier_title: str,
    receiver: str = "",
    office: str = "",
    area: str = "",
    entry: str = "",
    volume: str = "",
    id_numbers: Mapping[str, str] | None = None,
    fingers: Mapping[str, str] | None = None,
    interpreter: Aide | None = None,
) -> tuple[str, Certification]:
    """The lời chứng for what was signed of a dossier, and which of the four it is.

    Several signers need the one for many; else the manner decides. Outside the office the moment and place are those of
    the signature (Decree 23/2015 art. 10). `id_numbers` and `fingers` by signer complete what the visit does not hold.
    """
    assents = last_of_each(visit, dossier.id)
    if not assents:
        raise ValueError("nothing was signed of this dossier")
    last = assents[-1]
    offsite = last.offsite
    moment = _moment_of(last)
    told = dict(id_numbers or {})
    known = told | {name: number for name, number in _shown(visit).items() if name not in told}
    document = "certification_many" if len(assents) > 1 else _BY_MANNER[last.manner]
    paper = Certification(
        **sheet.at(moment),
        document_title=title,
        sheets=sheets,
        place=_whole(offsite.place, area) if offsite else office or sheet.letterhead.name,
        offsite=offsite is not None,
        mode=visit.mode,
        certifier=certifier,
        certifier_title=certifier_title,
        receiver=receiver,
        signers=tuple(_signer(assent, known, fingers or {}) for assent in assents),
        interpreter=interpreter or _interpreter(assents),
        witnesses=tuple(Aide(name=one.name, id_number=one.number) for assent in assents for one in assent.witnesses),
        entry=entry,
        volume=volume,
    )
    return document, paper


def _interpreter(assents: Iterable[Assent]) -> Aide | None:
    """Who interpreted at the door, as the officer took it down."""
    found = next((one.interpreter for one in assents if one.interpreter), None)
    return Aide(name=found.name, id_number=found.number, language=found.language) if found else None


def _moment_of(assent: Assent) -> Moment:
    """Outside the office with hour and minute, else the day alone (Decree 23/2015 art. 10)."""
    day, offsite = calendar.local_day(assent.at_ms), assent.offsite
    return Moment(day=day, hour=offsite.hour, minute=offsite.minute) if offsite else Moment(day=day)


def _whole(place: str, area: str) -> str:
    """A place outside the office with the unit and province it lies in: the law asks for the full address."""
    return place if not area or fold(area) in fold(place) else f"{place}, {area}"[:200]


_BY_MANNER = {
    "signature": "certification_one",
    "fingerprint": "certification_fingerprint",
    "neither": "certification_neither",
}


def _shown(visit: Visit) -> dict[str, str]:
    """The numbers shown at the door, by signer."""
    own = {visit.identity.name: visit.identity.number} if visit.identity else {}
    return own | {one.name: one.identity.number for one in visit.cosigners if one.identity}


def _by_name(id_numbers: Mapping[str, str], signer: str, alike: Callable[[str], str]) -> str:
    return next((number for name, number in id_numbers.items() if alike(name) == alike(signer)), "")


def _signer(assent: Assent, id_numbers: Mapping[str, str], fingers: Mapping[str, str]) -> Signer:
    number = _by_name(id_numbers, assent.signer, key) or _by_name(id_numbers, assent.signer, fold)
    told = fingers.get(assent.signer) or assent.finger or FINGER
    finger = told if assent.manner == "fingerprint" else ""
    return Signer(name=assent.signer, id_number=number or "……", finger=finger)


def receipt(
    sheet: Sheet,
    dossier: Dossier,
    citizen: Citizen,
    procedure: Procedure,
    term: Term,
    *,
    receiver: str,
    visit: Visit | None = None,
    result_at: str = "nhà người yêu cầu",
    book: str = "",
) -> Receipt:
    """Form 01: the papers handed over as the officer saw them, or as the procedure lists them, and the appointment."""
    seen = {paper.paper for paper in visit.papers if paper.state == "have"} if visit else None
    papers = tuple(
        PaperLine(name=paper.vi[:200], kind=_HOW[paper.how])
        for paper in procedure.papers
        if (paper.id in seen if seen is not None else paper.required) and paper.how in _HANDED_OVER
    )
    return Receipt(
        **of_dossier(sheet, dossier, citizen, procedure),
        papers=papers,
        term=term_text(procedure),
        received=moment_of(term.received_ms),
        due=moment_of(term.due_ms),
        result_at=result_at,
        receiver=receiver,
        book=book,
        at_home=visit is not None,
    )


def term_text(procedure: Procedure) -> str:
    """The statutory time in words: "trong ngày; nhận sau 15 giờ thì ngày làm việc tiếp theo", "05 ngày làm việc"."""
    if procedure.same_day:
        return "trong ngày; nhận sau 15 giờ thì ngày làm việc tiếp theo"
    return f"{procedure.working_days:02d} ngày làm việc"


def supplement(
    sheet: Sheet,
    dossier: Dossier,
    citizen: Citizen,
    procedure: Procedure,
    *,
    items: Iterable[str],
    reason: str,
    guide: str,
) -> Supplement:
    """Form 02."""
    return Supplement(**of_dossier(sheet, dossier, citizen, procedure), items=tuple(items), reason=reason, guide=guide)


def refusal(
    sheet: Sheet, dossier: Dossier, citizen: Citizen, procedure: Procedure, *, grounds: Iterable[str], receiver: str
) -> Refusal:
    """Form 03; each ground is the id of one of the procedure's, or words of its own."""
    lawful = {ground.id: ground for ground in procedure.refusals}
    told = tuple(
        Ground(text=lawful[one].vi, article=lawful[one].article) if one in lawful else Ground(text=one)
        for one in grounds
    )
    return Refusal(**of_dossier(sheet, dossier, citizen, procedure), grounds=told, receiver=receiver)


def apology(
    sheet: Sheet,
    dossier: Dossier,
    citizen: Citizen,
    procedure: Procedure,
    term: Term,
    *,
    new_due_ms: int,
    reason: str,
    signer: str,
    signer_title: str,
) -> Apology:
    """Form 04: the date that cannot be kept, and the new one."""
    return Apology(
        **of_dossier(sheet, dossier, citizen, procedure),
        received=moment_of(term.received_ms),
        due=moment_of(term.due_ms),
        reason=reason,
        new_due=moment_of(new_due_ms),
        signer=signer,
        signer_title=signer_title,
    )


def stop(
    sheet: Sheet,
    dossier: Dossier,
    citizen: Citizen,
    procedure: Procedure,
    *,
    basis: str,
    signer: str,
    signer_title: str,
) -> Stop:
    """Form 05, with the reason the dossier was stopped for."""
    return Stop(
        **of_dossier(sheet, dossier, citizen, procedure),
        reason=dossier.reason,
        basis=basis,
        signer=signer,
        signer_title=signer_title,
    )


def fee_receipt(
    sheet: Sheet, dossier: Dossier, citizen: Citizen, procedure: Procedure, fee: Fee, *, collector: str
) -> FeeReceipt:
    """The receipt for what was collected at the door, line by line."""
    charges = tuple(Charge(label=line.label, amount_dong=line.amount_dong, basis=line.basis) for line in fee.lines)
    return FeeReceipt(
        **of_dossier(sheet, dossier, citizen, procedure),
        charges=charges or (Charge(label="Không thu phí", amount_dong=0, basis=procedure.fee_basis),),
        paid=msgspec.convert(fee.paid, Paid),
        collector=collector,
    )


def visit_summary(
    sheet: Sheet,
    visit: Visit,
    citizen: Citizen,
    dossiers: Iterable[tuple[Dossier, Procedure]],
    *,
    officer: str,
    held: Iterable[str] = (),
    come_back_ms: int = 0,
) -> VisitSummary:
    """In large type: what was done for each dossier, what comes next, what was paid."""
    pairs = list(dossiers)
    signed = {assent.dossier for assent in visit.assents}
    done = tuple(
        f"{'Đã ký' if dossier.id in signed else 'Đã nhận hồ sơ'}: {procedure.vi}."[:200] for dossier, procedure in pairs
    )
    coming = tuple(f"Phường sẽ trả: {procedure.result_vi}."[:200] for _, procedure in pairs if procedure.result_vi)
    return VisitSummary(
        **sheet.day(),
        citizen=" ".join(filter(None, (_CALLED.get(citizen.sex, ""), citizen.name))),
        officer=officer,
        done=done or (visit.summary[:200],),
        next=coming,
        held=tuple(held),
        paid_dong=sum(line.amount_dong for fee in visit.fees for line in fee.lines if fee.paid in ("cash", "transfer")),
        come_back=moment_of(come_back_ms) if come_back_ms else None,
    )


def of_dossier(sheet: Sheet, dossier: Dossier, citizen: Citizen, procedure: Procedure) -> dict[str, Any]:
    """The fields every form of a dossier shares."""
    return sheet.day() | {
        "dossier": dossier.code,
        "citizen": citizen.name,
        "address": address_line(citizen.address),
        "phone": phone.shown(citizen.phones[0]) if citizen.phones else "",
        "request": procedure.vi,
    }
