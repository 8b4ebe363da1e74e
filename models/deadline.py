"""When a dossier is due: the moment, its extensions, its one new appointment, its pause for a supplement.

Same-day procedures: that day, the next working day when received after 15:00 (Decree 23/2015 art. 7). Others: working
days, the day of receipt not counted. What is not handed over at once needs a slip with hour and date (TT 01/2020 art. 2).
A supplement is asked for once and completely; when it is there the term runs anew. Who cannot keep the date says so with
an apology and a new date, once, at least a day before (the practice of Decree 61/2018 that Decree 118/2025 took over).
"""

from typing import Literal

from msgspec.structs import replace

from models import calendar
from models.calendar import Calendar
from models.procedure import Procedure
from models.reason import Reason
from models.said import State

OpenStanding = Literal["in_time", "overdue", "paused"]
Resume = Literal["restart", "remaining"]
"""After a supplement: the whole term again (default), or only the working days that were left."""

AGREED_DAYS_MAX = 60
GIVE_BACK_DAYS = 3
_SHORT_TERM_WARNING_MS = 3_600_000


class Term(State, frozen=True, kw_only=True):
    """The running term of one dossier. `slip`: an appointment with hour and date must be handed over; `missed_day`: the
    promised day that gave way to the new appointment."""

    received_ms: int
    counted_ms: int
    due_day: str
    due_ms: int
    slip: bool
    extended_days: int = 0
    reappointed: bool = False
    apologised_in_time: bool = False
    missed_day: str = ""
    supplemented: bool = False
    paused_ms: int = 0
    left_days: int = 0


def begin(procedure: Procedure, cal: Calendar, received_ms: int, *, at_once: bool = False) -> Term:
    """The term of a complete dossier received now; `at_once`: the result is handed over on the spot, so no slip."""
    if procedure.same_day:
        due_day = calendar.due_same_day(cal, received_ms)
        if closing_ms(cal, due_day) < received_ms:  # a half day that ended before 15:00
            due_day = calendar.next_working_day(cal, due_day)
    else:
        due_day = calendar.due_after_working_days(cal, received_ms, procedure.working_days)
    return Term(
        received_ms=received_ms,
        counted_ms=received_ms,
        due_day=due_day,
        due_ms=closing_ms(cal, due_day),
        slip=not at_once,
    )


def closing_ms(cal: Calendar, day: str) -> int:
    """The moment the office closes on a working day."""
    return calendar.ms_of(day, calendar.sessions_of(cal, day)[-1][1])


def opening_ms(cal: Calendar, day: str) -> int:
    """The moment the office opens on a working day."""
    return calendar.ms_of(day, calendar.sessions_of(cal, day)[0][0])


def promise(term: Term, cal: Calendar, at_ms: int) -> Term | Reason:
    """The same term with an earlier hour written on the slip: in office hours, after receipt, never past the due day."""
    day, minute = calendar.local_day(at_ms), calendar.local_minute(at_ms)
    open_then = any(start <= minute <= end for start, end in calendar.sessions_of(cal, day))
    if not open_then:
        return _why("closed", "Giờ hẹn ngoài giờ làm việc", "The hour is outside office hours")
    if not term.counted_ms < at_ms <= term.due_ms:
        return _why(
            "past_due", "Giờ hẹn phải sau lúc nhận và không quá hạn", "The hour must lie between receipt and due time"
        )
    return replace(term, due_day=day, due_ms=at_ms, slip=True)


def extend(
    procedure: Procedure, term: Term, cal: Calendar, days: int, now_ms: int, *, agreed: bool = False
) -> Term | Reason:
    """The term made longer as the law allows: a few days once (copies: 2, Decree 23/2015 art. 21), more by written agreement."""
    if term.paused_ms:
        return _PAUSED
    if days < 1 or days > AGREED_DAYS_MAX:
        return _why(
            "days", f"Gia hạn từ 1 đến {AGREED_DAYS_MAX} ngày làm việc", f"From 1 to {AGREED_DAYS_MAX} working days"
        )
    if term.extended_days:
        return _why("extended_once", "Đã gia hạn một lần", "It has been extended once")
    if calendar.local_day(now_ms) > term.due_day:
        return _why(
            "already_late", "Đã quá hạn: phải xin lỗi, không gia hạn", "It is late already: apologise, do not extend"
        )
    if agreed and not procedure.extend_by_agreement:
        return _why(
            "no_agreement",
            "Thủ tục này không được gia hạn theo thỏa thuận",
            "This procedure knows no agreed extension",
            procedure.time_basis,
        )
    if not agreed and days > procedure.extend_days:
        return _why(
            "too_many",
            f"Chỉ được gia hạn {procedure.extend_days} ngày làm việc nếu không có thỏa thuận bằng văn bản",
            f"Only {procedure.extend_days} working days without written agreement",
            procedure.time_basis,
        )
    due_day = _later(cal, term.due_day, days)
    return replace(term, due_day=due_day, due_ms=closing_ms(cal, due_day), slip=True, extended_days=days)


def reappoint(term: Term, cal: Calendar, new_day: str, now_ms: int) -> Term | Reason:
    """The one new appointment, with an apology; whether it came in time (a day before) is kept with the term."""
    if term.paused_ms:
        return _PAUSED
    if term.reappointed:
        return _why(
            "reappointed_once", "Chỉ được hẹn lại một lần", "Only one new appointment is allowed", "NĐ 118/2025/NĐ-CP"
        )
    today = calendar.local_day(now_ms)
    if new_day <= max(term.due_day, today) or not calendar.is_working(cal, new_day):
        return _why(
            "new_day",
            "Ngày hẹn mới phải là ngày làm việc sau hạn cũ",
            "The new day must be a working day after the old one",
        )
    in_time = today < term.due_day
    return replace(
        term, due_day=new_day, due_ms=closing_ms(cal, new_day), slip=True, reappointed=True, apologised_in_time=in_time,
        missed_day=term.due_day,
    )  # fmt: skip


def pause(term: Term, cal: Calendar, now_ms: int) -> Term | Reason:
    """The term stands still from now: a supplement was asked for, once and completely."""
    if term.paused_ms:
        return _PAUSED
    if term.supplemented:
        return _why(
            "asked_once", "Chỉ được yêu cầu bổ sung một lần", "A supplement may be asked for once", "NĐ 118/2025/NĐ-CP"
        )
    left = _days_between(cal, calendar.local_day(now_ms), term.due_day)
    return replace(term, paused_ms=now_ms, left_days=left, supplemented=True)


def resume(procedure: Procedure, term: Term, cal: Calendar, complete_ms: int, how: Resume = "restart") -> Term | Reason:
    """The term after the supplement arrived: by default the whole term again, counted from that moment."""
    if not term.paused_ms:
        return _why("not_paused", "Hồ sơ không tạm dừng", "The term is not paused")
    if how == "restart" or not term.left_days:
        anew = begin(procedure, cal, complete_ms)
        due_day = anew.due_day
    else:
        due_day = calendar.due_after_working_days(cal, complete_ms, term.left_days)
    return replace(
        term,
        counted_ms=complete_ms,
        due_day=due_day,
        due_ms=closing_ms(cal, due_day),
        slip=True,
        paused_ms=0,
        left_days=0,
    )


def apology_at_ms(term: Term, cal: Calendar) -> int:
    """When an apology must be ready if nothing is: the opening of the working day before the due day.

    A term too short for that (same day, next day) is warned of an hour before it ends.
    """
    day_before = _earlier(cal, term.due_day)
    if day_before > calendar.local_day(term.counted_ms):
        return opening_ms(cal, day_before)
    return max(term.counted_ms, term.due_ms - _SHORT_TERM_WARNING_MS)


def needs_apology(term: Term, cal: Calendar, now_ms: int) -> bool:
    """Whether an unfinished dossier is about to be late, or is late, and nobody has apologised for this date yet."""
    return not term.paused_ms and not term.reappointed and now_ms >= apology_at_ms(term, cal)


def open_standing(term: Term, today: str) -> OpenStanding:
    """How the report counts an unfinished dossier."""
    if term.paused_ms:
        return "paused"
    return "in_time" if today <= term.due_day else "overdue"


def office_minutes(cal: Calendar, from_ms: int, to_ms: int) -> int:
    """How many whole minutes of office time lie between two moments; none when the second is not later."""
    day, last = calendar.local_day(from_ms), calendar.local_day(to_ms)
    open_ms = 0
    while day <= last:
        for start, end in calendar.sessions_of(cal, day):
            open_ms += max(0, min(to_ms, calendar.ms_of(day, end)) - max(from_ms, calendar.ms_of(day, start)))
        day = calendar.local_day(calendar.ms_of(day, 0) + 86_400_000)
    return open_ms // 60_000


def statutory_and_used(term: Term, cal: Calendar, resolved_ms: int) -> tuple[int, int]:
    """Office minutes the law gave and those that were used: what `models.statistics.saved_bp` sums."""
    return office_minutes(cal, term.counted_ms, term.due_ms), office_minutes(cal, term.counted_ms, resolved_ms)


def give_back_by(cal: Calendar, received_ms: int) -> str:
    """The last day to hand back an incomplete dossier: three working days."""
    return calendar.due_after_working_days(cal, received_ms, GIVE_BACK_DAYS)


def hand_over_by_ms(cal: Calendar, ended_ms: int) -> int:
    """When what was received at a door must reach the office: that day, after 15:00 the start of the next working day."""
    day = calendar.local_day(ended_ms)
    due_day = calendar.due_same_day(cal, ended_ms)
    return closing_ms(cal, day) if due_day == day else opening_ms(cal, due_day)


def _later(cal: Calendar, day: str, days: int) -> str:
    for _ in range(days):
        day = calendar.next_working_day(cal, day)
    return day


def _earlier(cal: Calendar, day: str) -> str:
    at = calendar.local_day(calendar.ms_of(day, 0) - 1)
    while not calendar.is_working(cal, at):
        at = calendar.local_day(calendar.ms_of(at, 0) - 1)
    return at


def _days_between(cal: Calendar, first: str, last: str) -> int:
    """How many working days lie after `first`, up to and with `last`."""
    count = 0
    day = first
    while day < last:
        day = calendar.next_working_day(cal, day)
        count += day <= last
    return count


def _why(id: str, vi: str, en: str, article: str = "") -> Reason:
    return Reason(id=id, vi=vi, en=en, article=article)


_PAUSED = _why("paused", "Hồ sơ đang tạm dừng chờ bổ sung", "The term is paused for a supplement")
