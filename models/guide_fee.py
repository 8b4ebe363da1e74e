"""The fee of one dossier as a tablet is told it: the rule, what is asked, the sum, and who pays less and why.

The rule travels along, so that a tablet can add up again when the door shows other numbers than the call (five pages, not
two); `tests/vectors/fees.json` and `guide.json` hold its arithmetic to the office's.
"""

from collections.abc import Iterable

from models import calendar, exemption, fees
from models.citizen import Citizen, StatusKind
from models.doorstep import FeeLine
from models.dossier import Dossier
from models.fees import Quantity, Tariff
from models.procedure import Procedure
from models.reason import Reason
from models.said import Dong, State
from models.unit import unit


class FeeRule(State, frozen=True, kw_only=True):
    """How a fee is counted: `per` page of each copy, document, case, or free; amounts in whole đồng.

    page: each copy costs min(dong × first `full_pages` pages + next_page_dong × the rest, copy_dong_max).
    document, case: dong × how many. Then lowered by `percent`, rounded down.
    """

    per: str
    dong: Dong = 0
    full_pages: int = 0
    next_page_dong: Dong = 0
    copy_dong_max: Dong = 0
    percent: int = 0


class FeeItem(State, frozen=True, kw_only=True):
    """What one copy, document or case costs, how many, and together, before any exemption."""

    code: str
    vi: str
    en: str
    unit_dong: Dong
    copies: int
    total_dong: Dong
    basis: str = ""


class GuideFee(State, frozen=True, kw_only=True):
    """Items, the lines `FeeCollected` says, what is due, and the exemption with the papers that must show it."""

    rule: FeeRule
    asked: Quantity
    items: tuple[FeeItem, ...]
    lines: tuple[FeeLine, ...]
    full_dong: Dong
    total_dong: Dong
    exempt: Reason | None = None
    evidence: tuple[StatusKind, ...] = ()


def asked_of(dossier: Dossier) -> Quantity:
    """How much is asked for: as the call settled it, else so many copies of one page."""
    if dossier.intake is not None:
        return dossier.intake.asked
    return Quantity(copies=dossier.copies, documents=dossier.copies)


def fee_of(
    procedure: Procedure,
    dossier: Dossier,
    citizen: Citizen,
    tariffs: Iterable[Tariff] = (),
    exemptions: Iterable[exemption.Exemption] = (),
) -> GuideFee:
    """The fee by the rules of the day the dossier was opened on: what is decided later never changes it."""
    day = calendar.local_day(dossier.opened_ms)
    province = province_of(dossier.unit)
    asked = asked_of(dossier)
    circumstances = dossier.intake.circumstances if dossier.intake else ()
    decided = exemption.decide(
        procedure, citizen.statuses, day, circumstances=circumstances, province=province, added=exemptions
    )
    bill = fees.bill(procedure, asked, exempt=decided.exempt, province=province, day=day, tariffs=tariffs)
    rule = rule_of(procedure, fees.tariff_of(procedure, province, day, tariffs))
    lowered = decided.exempt is not None and bill.full_dong > 0
    percent = decided.exempt.percent if decided.exempt and lowered else 0
    times = {"page": asked.copies, "document": asked.documents, "case": asked.cases}.get(rule.per, 1)
    item = FeeItem(
        code=procedure.code,
        vi=procedure.vi,
        en=procedure.en,
        unit_dong=bill.full_dong // times,
        copies=times,
        total_dong=bill.full_dong,
        basis=procedure.fee_basis,
    )
    return GuideFee(
        rule=FeeRule(
            **{name: getattr(rule, name) for name in rule.__struct_fields__ if name != "percent"}, percent=percent
        ),
        asked=asked,
        items=(item,),
        lines=bill.lines,
        full_dong=bill.full_dong,
        total_dong=bill.total_dong,
        exempt=decided.exempt.reason if decided.exempt and lowered else None,
        evidence=decided.evidence if lowered else (),
    )


def rule_of(procedure: Procedure, tariff: Tariff | None) -> FeeRule:
    """The rule of a procedure, with the amount a province set where it sets one."""
    if procedure.fee_per == "page":
        return FeeRule(
            per="page",
            dong=procedure.fee_dong,
            full_pages=procedure.fee_full_pages,
            next_page_dong=procedure.fee_next_page_dong,
            copy_dong_max=procedure.fee_copy_dong_max,
        )
    amount = tariff.fee_dong if tariff else procedure.fee_dong
    per = procedure.fee_per if procedure.fee_per == "document" else "case"
    return FeeRule(per=per, dong=amount) if amount else FeeRule(per="free")


def province_of(unit_id: str) -> str:
    """The province of a commune; a province is its own."""
    known = unit(unit_id)
    return known.parent or known.id if known else unit_id[:2]
