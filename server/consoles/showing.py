"""How values are shown on pages: moments, days, telephone numbers, money, in the ward's own time and in both languages."""

from collections.abc import Callable
from datetime import date
from typing import Any

from models import calendar, phone
from server.consoles import plain
from server.words import Language

WEEKDAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def day(iso: str, language: Language = "vi") -> str:
    """A day as people say it: "Thứ Hai 23/11/2026"."""
    if len(iso) != 10:
        return iso
    on = date.fromisoformat(iso)
    return f"{WEEKDAYS[language][on.weekday()]} {on:%d/%m/%Y}"


def date_only(iso: str) -> str:
    """A day without its name: "23/11/2026"; a year alone stays one."""
    return f"{iso[8:]}/{iso[5:7]}/{iso[:4]}" if len(iso) == 10 else iso


def day_of(ms: int, language: Language = "vi") -> str:
    """The day of a moment, as people say it."""
    return day(calendar.local_day(ms), language)


def moment(ms: int) -> str:
    """A moment: "23/11 08:05"; nothing for none."""
    if not ms:
        return ""
    on = calendar.local_day(ms)
    return f"{on[8:]}/{on[5:7]} {calendar.local_hm(ms)}"


def hour(ms: int) -> str:
    """The hour of a moment: "08:05"."""
    return calendar.local_hm(ms)


def window(span: Any, language: Language = "vi") -> str:
    """A promised window: "Thứ Hai 23/11/2026, 08:00–10:00"."""
    return f"{day(calendar.local_day(span.from_ms), language)}, {hour(span.from_ms)}–{hour(span.to_ms)}"


def opening(cal: calendar.Calendar, language: Language = "vi") -> str:
    """When an office is open in a week: "Thứ Hai – Thứ Sáu 07:30–11:30, 13:30–17:00"."""
    runs: list[list[int]] = []
    for weekday, sessions in enumerate(cal.weekly_sessions):
        if runs and runs[-1][-1] == weekday - 1 and cal.weekly_sessions[runs[-1][0]] == sessions:
            runs[-1].append(weekday)
        elif sessions:
            runs.append([weekday])
    names = WEEKDAYS[language]
    told = []
    for run in runs:
        days = names[run[0]] if len(run) == 1 else f"{names[run[0]]} – {names[run[-1]]}"
        spans = (f"{a // 60:02d}:{a % 60:02d}–{b // 60:02d}:{b % 60:02d}" for a, b in cal.weekly_sessions[run[0]])
        told.append(f"{days} {', '.join(spans)}")
    return "; ".join(told)


def address(home: Any) -> str:
    """A home as it is found: house, street, hamlet, and the landmark in brackets."""
    told = ", ".join(part for part in (" ".join(filter(None, (home.house, home.street))), home.hamlet) if part)
    told = told or home.printed
    return f"{told} ({home.landmark})" if told and home.landmark else told or home.landmark


def said(reason: Any, language: Language = "vi") -> str:
    """A reason, question or refusal in one of its two languages."""
    return str(getattr(reason, language))


def lasted(ms: int, language: Language = "vi") -> str:
    """How long something lasts: "25 phút", "3 giờ 05 phút", "2 ngày 4 giờ"."""
    minutes = max(ms, 0) // 60_000
    day, hour, minute = ("ngày", "giờ", "phút") if language == "vi" else ("d", "h", "min")
    if minutes >= 24 * 60:
        return f"{minutes // 1440} {day} {minutes % 1440 // 60} {hour}"
    return f"{minutes // 60} {hour} {minutes % 60:02d} {minute}" if minutes >= 60 else f"{minutes} {minute}"


def letters(code: str) -> list[str]:
    """A code letter by letter, to be read out."""
    return list(code)


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day, "date_only": date_only, "moment": moment, "hour": hour, "window": window, "dong": plain.dong, "address": address,
    "said": said, "phone": phone.shown, "spoken": phone.spoken, "letters": letters, "lasted": lasted, "day_of": day_of,
    "opening": opening,
}  # fmt: skip
GLOBALS: dict[str, Any] = {}
