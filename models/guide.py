"""What a tablet needs for one dossier of a visit, all law worked out by the office: the tablet holds none of its own.

Made from the version of the procedure the dossier is pinned to and what is known of the person, so it is the same
whenever it is asked for until one of these changes. Steps and evidence: Decree 23/2015 art. 10, 24 to 26, 36; mobile
registration: TT 04/2020 art. 24 to 26. docs/protocol.md tells writers of other tablets what the fields mean.
"""

from collections.abc import Iterable
from typing import Literal

from models import calendar, exemption, guide_fee
from models.citizen import Citizen
from models.dossier import Dossier
from models.fees import Tariff
from models.guide_fee import GuideFee
from models.manner import Manner, manners
from models.procedure import Evidence, Ground, PaperWanted, Procedure
from models.request import Request
from models.said import Address, State
from models.signers import declared
from models.unit import unit
from models.visit import Mode, Visit

StepId = Literal["identity", "lucidity", "papers", "photos", "form", "assent", "fee"]
OutsideReason = Literal["frail", "disabled", "custody", "other"]


class Text(State, frozen=True, kw_only=True):
    """The same words in both languages."""

    vi: str
    en: str


class GuideStep(State, frozen=True, kw_only=True):
    """One screen of the visit; what is `required` must be done before the visit may be completed."""

    id: StepId
    vi: str
    en: str
    required: bool = False


class PaperAsked(State, frozen=True, kw_only=True):
    """One paper: handed in, only shown, or not needed, and why. A `required` one that is missing keeps the case open."""

    id: str
    vi: str
    en: str
    need: Literal["submit", "show", "not_needed"]
    required: bool = False
    why_vi: str = ""
    why_en: str = ""


class PhotoAsked(State, frozen=True, kw_only=True):
    """One photograph to take, of which paper."""

    id: str
    paper: str
    vi: str
    en: str
    required: bool = False


class FormLine(State, frozen=True, kw_only=True):
    """One line of the form read aloud; `value_en` only where it is not the same in English. Empty: ask the person."""

    id: str
    vi: str
    en: str
    value: str
    value_en: str = ""


class Outside(State, frozen=True, kw_only=True):
    """What must be captured because this is done outside the office (Decree 23/2015 art. 10); `reason`, `place`: as known."""

    reasons: tuple[tuple[OutsideReason, str, str], ...]
    reason: OutsideReason | Literal[""] = ""
    place: str = ""
    hour_minute: bool = True
    article: str = "NĐ 23/2015, Điều 10"


class Guide(State, frozen=True, kw_only=True):
    """Everything for one dossier: what to do in which order, what to see, to photograph, to read aloud, to take, to say no."""

    dossier: str
    visit: str
    code: str
    procedure: str
    version: str
    vi: str
    en: str
    basis: str
    mode: Mode
    at_home: Literal["finish", "receive"]
    term_vi: str
    term_en: str
    result: Text
    minutes: int
    visits: int = 1
    signers: int = 1
    interpreter: str = ""
    lucidity_flag: bool = False
    custody: bool = False
    steps: tuple[GuideStep, ...]
    papers: tuple[PaperAsked, ...]
    photos: tuple[PhotoAsked, ...]
    manners: tuple[Manner, ...]
    form: tuple[FormLine, ...]
    fee: GuideFee
    outside: Outside | None = None
    evidence: tuple[Evidence, ...] = ()
    refusals: tuple[Ground, ...] = ()


def guide(
    procedure: Procedure,
    dossier: Dossier,
    visit: Visit,
    citizen: Citizen,
    request: Request,
    *,
    tariffs: Iterable[Tariff] = (),
    exemptions: Iterable[exemption.Exemption] = (),
) -> Guide:
    """The guide of one dossier. `procedure` is the version it is pinned to; `tariffs` and `exemptions`: added by then."""
    fee = guide_fee.fee_of(procedure, dossier, citizen, tariffs, exemptions)
    returning = bool(visit.follows)
    papers = () if returning else papers_of(procedure, dossier)
    photos = () if returning else _photos(procedure, papers)
    term = term_text(procedure)
    return Guide(
        dossier=dossier.id,
        visit=visit.id,
        code=dossier.code,
        procedure=procedure.code,
        version=procedure.version,
        vi=procedure.vi,
        en=procedure.en,
        basis=procedure.basis,
        mode=visit.mode,
        at_home=procedure.at_home,
        term_vi=term.vi,
        term_en=term.en,
        result=Text(vi=procedure.result_vi, en=procedure.result_en),
        minutes=visit.minutes if returning else procedure.minutes,
        visits=procedure.visits,
        signers=declared(dossier, procedure),
        interpreter=_interpreter(dossier, citizen),
        lucidity_flag="lucidity_doubt" in citizen.needs,
        custody="custody_receipt" in procedure.forms,
        steps=_return_steps() if returning else _steps(procedure, photos),
        papers=papers,
        photos=photos,
        manners=manners(
            procedure, calendar.local_day(dossier.opened_ms), visit.mode, citizen.needs, receives=returning
        ),
        form=() if returning else _form(procedure, dossier, citizen, fee, term),
        fee=fee,
        outside=_outside(procedure, citizen, visit, request),
        evidence=tuple(one for one in procedure.evidence if not returning or one.when == "return"),
        refusals=() if returning else procedure.refusals,
    )


def term_text(procedure: Procedure) -> Text:
    """The statutory time in words."""
    if procedure.same_day:
        return Text(
            vi="Trong ngày; nhận sau 15 giờ thì ngày làm việc tiếp theo",
            en="The same day; the next working day when received after 15:00",
        )
    return Text(vi=f"{procedure.working_days} ngày làm việc", en=f"{procedure.working_days} working days")


def place_of(address: Address, unit_id: str) -> str:
    """A home as a certification names it: house, street, hamlet, commune, province (Decree 23/2015 art. 10)."""
    found = [part for part in (address.house, address.street, address.hamlet) if part]
    commune = unit(unit_id)
    province = unit(commune.parent) if commune and commune.parent else None
    units = [one.full_name for one in (commune, province) if one]
    if not found and (address.printed or address.landmark):
        return (address.printed or f"{address.landmark}, {', '.join(units)}")[:120]
    return ", ".join((*found, *units))[:120]


_STEPS: dict[StepId, tuple[str, str]] = {
    "identity": ("Giấy tờ tùy thân", "Identity"),
    "lucidity": ("Minh mẫn, đọc, nghe", "Lucid, reads, hears"),
    "papers": ("Giấy tờ của hồ sơ", "Papers"),
    "photos": ("Chụp ảnh", "Photographs"),
    "form": ("Đọc lại tờ khai", "The form read aloud"),
    "assent": ("Ký, điểm chỉ", "Signature or fingerprint"),
    "fee": ("Phí, lệ phí", "Fee"),
}


def _steps(procedure: Procedure, photos: tuple[PhotoAsked, ...]) -> tuple[GuideStep, ...]:
    required = set(procedure.steps)
    shown = {*required, "form", *(["photos"] if photos else [])}
    return tuple(
        GuideStep(id=step, vi=vi, en=en, required=step in required)
        for step, (vi, en) in _STEPS.items()
        if step in shown
    )


def _return_steps() -> tuple[GuideStep, ...]:
    """Who receives the result, and their hand in the book."""
    vi, en = _STEPS["identity"]
    signed = GuideStep(id="assent", vi="Trao kết quả, ký sổ", en="Hand over, sign the register", required=True)
    return GuideStep(id="identity", vi=vi, en=en, required=True), signed


def papers_of(procedure: Procedure, dossier: Dossier) -> tuple[PaperAsked, ...]:
    """The pinned list, without what the call found unnecessary, and with what it found on top."""
    intake = dossier.intake
    dropped = set(intake.without) if intake else set()
    listed = [_paper(paper, paper.id in dropped) for paper in procedure.papers]
    known = {paper.id for paper in listed}
    more = [
        _paper(PaperWanted(id=one.id, vi=one.vi, en=one.en, how=one.how, required=one.required), False)
        for one in (intake.more if intake else ())
        if one.id not in known
    ]
    return tuple(sorted([*listed, *more], key=lambda paper: (paper.need == "not_needed", not paper.required)))


def _paper(paper: PaperWanted, dropped: bool) -> PaperAsked:
    if dropped:
        return PaperAsked(
            id=paper.id, vi=paper.vi, en=paper.en, need="not_needed",
            why_vi="Không cần trong trường hợp này", why_en="Not needed in this case",
        )  # fmt: skip
    held = paper.how == "if_not_in_database"
    whys_vi = [paper.only_vi, "Chỉ khi không tra được trong cơ sở dữ liệu" if held else "", paper.note_vi]
    whys_en = [paper.only_en, "Only when the databases do not hold it" if held else "", paper.note_en]
    return PaperAsked(
        id=paper.id,
        vi=paper.vi,
        en=paper.en,
        need="submit" if paper.how == "submit" else "show",
        required=paper.required and not held,
        why_vi=_sentence(whys_vi),
        why_en=_sentence(whys_en),
    )


def _sentence(parts: list[str]) -> str:
    said = "; ".join(part for part in parts if part)
    return said[:1].upper() + said[1:]


_PICTURED = frozenset(("photographed", "compared"))


def _photos(procedure: Procedure, papers: tuple[PaperAsked, ...]) -> tuple[PhotoAsked, ...]:
    """Papers shown are photographed and handed back (TT 04/2020 art. 2); what was signed is kept as a picture (art. 14).

    Never the identity paper: its number is noted, and its picture would be the most sensitive thing on the tablet.
    """
    kinds = {evidence.id for evidence in procedure.evidence}
    found: list[PhotoAsked] = []
    if kinds & _PICTURED:
        found = [
            PhotoAsked(id=f"paper_{one.id}", paper=one.id, vi=one.vi, en=one.en, required=one.required)
            for one in papers
            if one.need != "not_needed" and one.id != "id_paper"
        ]
    if "assent" in procedure.steps and procedure.certifies:
        signed = PhotoAsked(
            id="signed", paper="document", vi="Văn bản đã ký hoặc điểm chỉ, đủ các trang",
            en="The signed or fingerprinted paper, every page", required="kept" in kinds,
        )  # fmt: skip
        found.append(signed)
    return tuple(found)


def _form(procedure: Procedure, dossier: Dossier, citizen: Citizen, fee: GuideFee, term: Text) -> tuple[FormLine, ...]:
    """What the officer reads aloud: the citizen writes nothing ("công dân không viết")."""
    born = "/".join(reversed(citizen.birth.split("-")))
    sex = {"male": ("Nam", "Male"), "female": ("Nữ", "Female")}.get(citizen.sex, ("", ""))
    amount = f"{fee.total_dong:,}".replace(",", ".")
    lines = [
        ("name", "Họ, chữ đệm và tên", "Full name", citizen.name, ""),
        ("birth", "Ngày sinh", "Born", born, ""),
        ("sex", "Giới tính", "Sex", *sex),
        ("id_number", "Số định danh, căn cước", "Identity number", citizen.id_number, ""),
        ("address", "Nơi ở", "Address", place_of(citizen.address, citizen.unit), ""),
        ("phone", "Điện thoại", "Telephone", citizen.phones[0] if citizen.phones else "", ""),
        ("request", "Đề nghị", "Asks for", procedure.vi, procedure.en),
        ("purpose", "Mục đích", "Purpose", dossier.purpose, ""),
        ("copies", "Số bản", "Copies", str(dossier.copies), ""),
        ("term", "Thời hạn", "Time", term.vi, term.en),
        ("fee", "Phí, lệ phí", "Fee", f"{amount} đồng", ""),
    ]
    optional = {"purpose", "sex"}
    return tuple(
        FormLine(id=id, vi=vi, en=en, value=value, value_en=value_en)
        for id, vi, en, value, value_en in lines
        if value or id not in optional
    )


_REASONS: tuple[tuple[OutsideReason, str, str], ...] = (
    ("frail", "Già yếu, không thể đi lại được", "Frail and cannot travel"),
    ("disabled", "Khuyết tật, đi lại khó khăn", "A disability that hinders travel"),
    ("custody", "Đang bị tạm giữ, tạm giam, thi hành án phạt tù", "In custody, detention or prison"),
    ("other", "Lý do chính đáng khác (ghi rõ)", "Another legitimate reason (say which)"),
)


def _outside(procedure: Procedure, citizen: Citizen, visit: Visit, request: Request) -> Outside | None:
    if not procedure.certifies or procedure.at_home != "finish" or visit.where == "office":
        return None
    known: OutsideReason | Literal[""] = next((id for id, _, _ in _REASONS if id == request.offsite_reason), "")
    home = visit.address if visit.address != Address() else citizen.address
    return Outside(reasons=_REASONS, reason=known, place=place_of(home, visit.unit))


def _interpreter(dossier: Dossier, citizen: Citizen) -> str:
    """The language an interpreter is needed for (Decree 23/2015 art. 36.4); empty when none is."""
    if dossier.intake and dossier.intake.interpreter:
        return dossier.intake.interpreter
    return citizen.language if citizen.language not in ("", "vi") else ""
