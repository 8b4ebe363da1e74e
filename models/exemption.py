"""Who pays less: the exemptions in force, each dated, each from a law or from a province's council.

No national rule exempts the elderly, disabled or meritorious from certification or extract fees; Law on Civil Status
art. 11 exempts some from registration fees only. Priority and eligibility are other questions (`models/priority.py`,
`models/eligibility.py`): being served first or at home makes nothing cheaper.
"""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Annotated

import msgspec
from msgspec import Meta

from models.citizen import Status, StatusKind
from models.fees import Exempt, fee_file
from models.procedure import Procedure
from models.reason import Reason
from models.said import Day, State


class Exemption(State, frozen=True, kw_only=True):
    """One rule: whom (`statuses`) or what (`circumstance`) it frees from the fee of which procedures, where and when."""

    id: str
    vi: str
    en: str
    article: str
    valid_from: Day
    valid_to: str = ""
    codes: tuple[str, ...]
    statuses: tuple[StatusKind, ...] = ()
    circumstance: str = ""
    province: str = ""
    percent: Annotated[int, Meta(ge=1, le=100)] = 100


class Decision(State, frozen=True, kw_only=True):
    """What was decided: the exemption granted if any, which papers must show it, and the reasons either way."""

    exempt: Exempt | None
    evidence: tuple[StatusKind, ...] = ()
    reasons: tuple[Reason, ...]


@cache
def exemptions() -> tuple[Exemption, ...]:
    """Every exemption in the package."""
    return msgspec.json.decode(fee_file().exemptions, type=tuple[Exemption, ...])


def decide(
    procedure: Procedure,
    statuses: Iterable[Status],
    day: str,
    *,
    circumstances: Collection[str] = (),
    province: str = "",
    added: Iterable[Exemption] = (),
) -> Decision:
    """Whether and by how much this person is freed from this procedure's fee on this day; the best rule counts."""
    standing = {one.kind: one for one in statuses if one.until is None or day <= one.until}
    fitting = [
        rule
        for rule in (*exemptions(), *added)
        if procedure.code in rule.codes and rule.valid_from <= day and (not rule.valid_to or day <= rule.valid_to)
        if rule.province in ("", province)
        if (not rule.statuses or standing.keys() & set(rule.statuses))
        if (not rule.circumstance or rule.circumstance in circumstances)
    ]
    best = max(fitting, key=lambda rule: rule.percent, default=None)
    if best is None:
        return Decision(exempt=None, reasons=(_full(procedure),))
    why = Reason(id=best.id, vi=best.vi, en=best.en, article=best.article)
    lacking = tuple(kind for kind in best.statuses if kind in standing and not standing[kind].evidence)
    reasons = (why, _SHOW) if lacking else (why,)
    return Decision(exempt=Exempt(percent=best.percent, reason=why), evidence=lacking, reasons=reasons)


_SHOW = Reason(
    id="show_evidence",
    vi="Cần giấy tờ hoặc dữ liệu chứng minh diện miễn phí",
    en="The ground of the exemption must be shown by a paper or a database",
)


def _full(procedure: Procedure) -> Reason:
    if procedure.fee_per == "free":
        return Reason(
            id="free", vi="Thủ tục này không thu phí", en="This procedure is free", article=procedure.fee_basis
        )
    return Reason(
        id="no_exemption",
        vi="Không thuộc diện miễn phí: tuổi cao, ưu tiên hay phục vụ tại nhà không làm đổi mức phí",
        en="No exemption applies: age, priority or service at home do not change the fee",
        article=procedure.fee_basis,
    )
