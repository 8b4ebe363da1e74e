"""Reasons and changes in plain words, Vietnamese first: numbers come from the reason, never from here."""

from collections.abc import Mapping
from typing import NamedTuple

from models.procedure import in_force
from server.dispatch.explain import Explained, Reason
from server.dispatch.problem import Problem, Visit
from server.dispatch.replan import Change


class Words(NamedTuple):
    """One sentence in both languages."""

    vi: str
    en: str


_SENTENCES: Mapping[str, Words] = {
    "chosen": Words("{who} đi lượt này.", "{who} goes."),
    "second": Words("{who} đi cùng làm người thứ hai.", "{who} comes along as the second."),
    "fits": Words("{who} đi được, chèn vào lịch ngay.", "{who} could go: it fits as the day stands."),
    "dearer": Words("{who} đi được, nhưng tốn thêm {price}.", "{who} could go, at {price} more."),
    "no_dearer": Words(
        "{who} cũng đi được, không tốn thêm so với hiện nay.", "{who} could go as well, at no greater cost."
    ),
    "too_dear": Words(
        "{who} đi được nhưng đường vòng quá xa: tốn {price} hơn mức đáng đổi.",
        "{who} could go, but it would cost {price} more than it is worth.",
    ),
    "late_here": Words(
        "{who} đã kín lịch: tới nơi muộn {late} so với giờ hẹn.",
        "{who} is full: would come {late} after the promised window.",
    ),
    "late_visit": Words(
        "{who} đã kín lịch: lượt {other} sẽ muộn {late} so với giờ hẹn.",
        "{who} is full: visit {other} would begin {late} after its window.",
    ),
    "late_pause": Words(
        "{who} đã kín lịch: giờ nghỉ sẽ trễ {late}.", "{who} is full: the break would begin {late} too late."
    ),
    "late_home": Words(
        "{who} đã kín lịch: sẽ về sau giờ hết ca {late}.", "{who} is full: would be back {late} after the shift."
    ),
    "load_full": Words("{who} đã đủ khối lượng việc trong ngày.", "{who} has as much work as may be given."),
    "off_hours": Words(
        "{who} không có lúc nào trong ca hợp với giờ hẹn, kể cả khi cả ngày trống.",
        "{who} has no time in the shift that suits the window, even on an empty day.",
    ),
    "too_much": Words("Lượt này vượt khối lượng {who} được giao.", "The visit is more than {who} may be given."),
    "not_working": Words("{who} không còn ca làm để đi lượt này.", "{who} has no shift left for it."),
    "officer_absent": Words("{who} báo vắng trong giờ hẹn.", "{who} is away during the window."),
    "not_skilled": Words("{who} chưa được giao: {needs}.", "{who} is not authorised for {needs}."),
    "related": Words(
        "{who} là người thân của người yêu cầu (NĐ 23/2015 Đ9).",
        "{who} is a relative of the citizen (Decree 23/2015 art. 9).",
    ),
    "barred": Words("{who} không được đi lượt này.", "{who} must not go to this visit."),
    "pinned": Words(
        "Lượt này đã giao đích danh người khác, không phải {who}.", "The visit is pinned to others than {who}."
    ),
}

_PARTS: Mapping[str, Words] = {"A": Words("ký tại nhà", "to sign at home"), "B": Words("tiếp nhận", "to receive")}
_ALL_BARRED = Words("Chưa xếp được: không cán bộ nào được phép đi.", "Left out: nobody may go.")
_NO_HOURS = Words(
    "Chưa xếp được: những người được phép đi không có giờ hợp với giờ hẹn.",
    "Left out: those who may go have no time that suits the window.",
)
_FULL = Words("Chưa xếp được: những người đi được đều đã kín lịch.", "Left out: everybody who could go is full.")
_DEAR = Words("Chưa xếp: đi thì tốn hơn mức đáng đổi.", "Left out: going there would cost more than it is worth.")
_NO_PAIR = Words(
    "Chưa xếp được: không có hai cán bộ cùng rảnh một lúc.", "Left out: no two officers are free at the same moment."
)
_BARS = frozenset(("officer_absent", "not_skilled", "related", "barred", "pinned"))
_NEVER = _BARS | {"off_hours", "too_much", "not_working"}


def said(problem: Problem, reason: Reason) -> Words:
    """One reason as a sentence."""
    names = {officer.id: officer.name or officer.id for officer in problem.officers}
    visits = {visit.id: visit.name or visit.id for visit in problem.visits}
    sentence = _SENTENCES[reason.code]
    price_s = abs(reason.price_s or 0)
    parts = {"who": names.get(reason.officer, reason.officer), "other": visits.get(reason.other, reason.other)}
    needs = [needed(need, problem.day) for need in reason.needs]
    vi, en = "; ".join(one.vi for one in needs), "; ".join(one.en for one in needs)
    vi = sentence.vi.format(**parts, needs=vi, price=_vi(price_s), late=_vi(reason.late_s))
    en = sentence.en.format(**parts, needs=en, price=_en(price_s), late=_en(reason.late_s))
    return Words(vi, en)


def needed(skill: str, day: str) -> Words:
    """What an authorisation (`1.000419/B`) is for: the procedure by its name, and whether to sign or to receive."""
    code, _, mode = skill.partition("/")
    known = in_force(code, day)
    vi, en = (known.vi, known.en) if known else (code, code)
    part = _PARTS.get(mode)
    return Words(f"{vi} ({part.vi})", f"{en} ({part.en})") if part else Words(vi, en)


def why_left_out(visit: Visit, one: Explained) -> Words:
    """Why nobody makes this visit, in one sentence; empty when somebody does."""
    codes = {reason.code for reason in one.reasons}
    if one.officers:
        return Words("", "")
    if codes <= _BARS:
        return _ALL_BARRED
    if codes <= _NEVER:
        return _NO_HOURS
    if visit.officers == 2 and codes & {"fits", "too_dear"}:
        return _NO_PAIR
    return _DEAR if "too_dear" in codes else _FULL


def changed(problem: Problem, change: Change) -> Words:
    """What a new plan does to one visit, as a sentence."""
    names = {officer.id: officer.name or officer.id for officer in problem.officers}
    visits = {visit.id: visit.name or visit.id for visit in problem.visits}
    who = ", ".join(names.get(o, o) for o in change.officers)
    before = ", ".join(names.get(o, o) for o in change.officers_before)
    visit = visits.get(change.visit, change.visit)
    at, was = clock(change.start_s), clock(change.start_before_s)
    return {
        "moved": Words(f"{visit}: {before} → {who}, {was} → {at}.", f"{visit}: {before} → {who}, {was} → {at}."),
        "shifted": Words(f"{visit}: {was} → {at} ({who}).", f"{visit}: {was} → {at} ({who})."),
        "left_out": Words(
            f"{visit}: không còn ai đi được, cần gọi lại cho người dân.",
            f"{visit}: nobody can go, call the citizen back.",
        ),
        "added": Words(f"{visit}: thêm vào lúc {at}, {who}.", f"{visit}: added at {at}, {who}."),
    }[change.what]


def clock(second: int | None) -> str:
    """A second of the day as people write it: 09:05."""
    return "" if second is None else f"{second // 3600:02d}:{second % 3600 // 60:02d}"


def _vi(seconds: int) -> str:
    return f"{-(-seconds // 60)} phút"


def _en(seconds: int) -> str:
    return f"{-(-seconds // 60)} min"
