"""Whether the ward comes to the house for a procedure, how far it may go there, and what must be recorded.

Decree 23/2015 art. 10: signatures, transactions and wills may be certified outside the office when the person is frail
and cannot travel, is in custody or prison, or has another legitimate reason; copies may not. That is a test of facts, not
of status: being elderly, disabled or of merit does not by itself meet it, so the officer's reason is asked for. Receiving
papers at home is the ward's own service and follows the ward's policy. A fee is never lowered by it.
"""

from collections.abc import Iterable
from typing import Literal

from models.citizen import Status
from models.procedure import Procedure
from models.reason import Reason
from models.request import Reason as Ground
from models.said import State

Verdict = Literal["eligible", "ask", "office"]
"""eligible: the ward comes. ask: a person must judge the facts first. office: not at home; say so, with the reason."""
Record = Literal["reason", "place", "hour", "minute", "note"]

_ARTICLE_10: frozenset[str] = frozenset(("frail", "disabled", "custody", "other"))
_SERVED: frozenset[str] = frozenset(("disabled", "meritorious", "alone", "frail"))
_MOBILE = "TT 04/2020/TT-BTP, Điều 24"


class Policy(State, frozen=True, kw_only=True):
    """What a ward decided about receiving papers at home: for everybody, or from an age and for the groups of the model."""

    open_to_all: bool = False
    age_from: int = 60


class Eligibility(State, frozen=True, kw_only=True):
    """The answer: whether, how far (finish or only receive), what to record, and why."""

    verdict: Verdict
    how: Literal["finish", "receive", "none"]
    record: tuple[Record, ...] = ()
    reasons: tuple[Reason, ...]


def decide(
    procedure: Procedure,
    ground: Ground | Literal[""],
    statuses: Iterable[Status],
    age: int | None,
    day: str,
    policy: Policy | None = None,
) -> Eligibility:
    """Whether the ward may come for this procedure; `ground` is what the caller says keeps the person from coming."""
    if procedure.at_home == "finish" and procedure.certifies:
        return _certified_at_home(ground)
    if procedure.at_home == "finish":
        return _registered_at_home(ground)
    return _received_at_home(procedure, ground, statuses, age, day, policy or Policy())


def _certified_at_home(ground: str) -> Eligibility:
    record: tuple[Record, ...] = ("reason", "place", "hour", "minute")
    if ground not in _ARTICLE_10:
        verdict: Verdict = "ask" if ground else "office"
        return Eligibility(verdict=verdict, how="finish" if ground else "none", record=record, reasons=(_NEEDS_REASON,))
    if ground == "other":
        return Eligibility(verdict="ask", how="finish", record=(*record, "note"), reasons=(_OTHER, _MINUTE))
    return Eligibility(verdict="eligible", how="finish", record=record, reasons=(_GROUNDS[ground], _MINUTE))


def _registered_at_home(ground: str) -> Eligibility:
    if ground in ("frail", "disabled"):
        return Eligibility(verdict="eligible", how="finish", reasons=(_MOBILE_YES,))
    if ground:
        return Eligibility(verdict="ask", how="finish", record=("note",), reasons=(_MOBILE_ASK,))
    return Eligibility(verdict="ask", how="receive", record=("note",), reasons=(_MOBILE_ASK,))


def _received_at_home(
    procedure: Procedure, ground: str, statuses: Iterable[Status], age: int | None, day: str, policy: Policy
) -> Eligibility:
    held = {one.kind for one in statuses if one.until is None or day <= one.until}
    old = age is not None and age >= policy.age_from
    first = _COPY if procedure.book == "BS" else _RECEIVE
    if policy.open_to_all or ground or old or held & _SERVED:
        return Eligibility(verdict="eligible", how="receive", reasons=(first,))
    return Eligibility(verdict="ask", how="receive", record=("note",), reasons=(first, _POLICY))


def _reason(id: str, vi: str, en: str, article: str = "") -> Reason:
    return Reason(id=id, vi=vi, en=en, article=article)


_GROUNDS = {
    "frail": _reason("frail", "Già yếu, không thể đi lại được", "Frail and cannot travel", "NĐ 23/2015, Điều 10"),
    "disabled": _reason(
        "disabled",
        "Khuyết tật, đi lại khó khăn là lý do chính đáng",
        "A disability that hinders travel is a legitimate reason",
        "NĐ 23/2015, Điều 10",
    ),
    "custody": _reason(
        "custody",
        "Đang bị tạm giữ, tạm giam, thi hành án phạt tù",
        "In custody, detention or prison",
        "NĐ 23/2015, Điều 10",
    ),
}
_MINUTE = _reason(
    "minute",
    "Lời chứng phải ghi địa điểm, giờ và phút chứng thực ngoài trụ sở",
    "The certification must name the place, hour and minute",
    "NĐ 23/2015, Điều 10",
)
_OTHER = _reason(
    "other",
    "Lý do chính đáng khác: người phụ trách xem xét, cán bộ ghi rõ lý do",
    "Another legitimate reason: a supervisor judges it, the officer writes it down",
    "NĐ 23/2015, Điều 10",
)
_NEEDS_REASON = _reason(
    "needs_reason",
    "Chứng thực ngoài trụ sở cần lý do: già yếu không đi lại được, bị tạm giữ, hoặc lý do chính đáng khác; "
    "tuổi hay diện ưu tiên chưa đủ",
    "Certifying outside the office needs a reason: frail and cannot travel, in custody, or another legitimate one; "
    "age or status alone is not enough",
    "NĐ 23/2015, Điều 10",
)
_COPY = _reason(
    "copy_received",
    "Bản sao: chỉ tiếp nhận và đối chiếu tại nhà, chứng thực tại trụ sở rồi mang trả",
    "Copies: received and compared at home, certified at the office, brought back",
    "NĐ 23/2015, Điều 10",
)
_RECEIVE = _reason("received", "Tiếp nhận tại nhà, giải quyết tại trụ sở", "Received at home, decided at the office")
_POLICY = _reason(
    "policy",
    "Chưa thuộc diện phường ưu tiên phục vụ tại nhà: người phụ trách quyết định",
    "Not among those the ward serves at home first: a supervisor decides",
)
_MOBILE_YES = _reason(
    "mobile",
    "Đăng ký lưu động cho người ốm đau, khuyết tật, già yếu không thể đến đăng ký",
    "Mobile registration for the ill, disabled or frail who cannot come",
    _MOBILE,
)
_MOBILE_ASK = _reason(
    "mobile_ask",
    "Đăng ký lưu động cần lý do không thể đến: người phụ trách xem xét",
    "Mobile registration needs a reason for not coming: a supervisor judges it",
    _MOBILE,
)
