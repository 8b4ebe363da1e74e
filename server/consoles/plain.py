"""Values as people read them on a page: times of day, windows, addresses, money, yes and no; Vietnamese or English.

Only values are worded here. Labels and sentences of the screens are in `server/words/`, what happened in
`models/telling.py`, why something was refused in `models/data/refusals.toml`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from models import calendar, statistics
from models.citizen import Status
from models.deadline import Term
from models.request import Want
from models.said import Address, Contact, FileRef, Place, Window
from models.words import grouped
from server.words import Language as Lang

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

_WEEKDAYS: dict[Lang, tuple[str, ...]] = {
    "vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_YES: dict[Lang, tuple[str, str]] = {"vi": ("không", "có"), "en": ("no", "yes")}
_NOTHING: dict[Lang, str] = {"vi": "(trống)", "en": "(empty)"}
_COPIES: dict[Lang, str] = {"vi": "{} bản", "en": "{} copies"}
_AGO: dict[Lang, tuple[str, str, str, str]] = {
    "vi": ("vừa xong", "{} phút trước", "{} giờ trước", "{} ngày trước"),
    "en": ("just now", "{} min ago", "{} h ago", "{} days ago"),
}
_MILLIS_MIN = 946_684_800_000
"""Numbers from the year 2000 on, in milliseconds, are moments."""


def day(iso: str, lang: Lang) -> str:
    """A day as lists name it: "T2 23/11/2026"."""
    found = date.fromisoformat(iso)
    return f"{_WEEKDAYS[lang][found.weekday()]} {found.day:02d}/{found.month:02d}/{found.year}"


def moment(ms: int, lang: Lang) -> str:
    """A moment: "09:05 T2 23/11/2026"."""
    return f"{calendar.local_hm(ms)} {day(calendar.local_day(ms), lang)}" if ms else _NOTHING[lang]


def hours(window: Window) -> str:
    """A promised span on its day: "08:00–10:00"."""
    return f"{calendar.local_hm(window.from_ms)}–{calendar.local_hm(window.to_ms)}"


def span(window: Window, lang: Lang) -> str:
    """A promised span with its day: "08:00–10:00 T2 23/11/2026"."""
    return f"{hours(window)} {day(calendar.local_day(window.from_ms), lang)}"


def ago(then_ms: int, now_ms: int, lang: Lang) -> str:
    """How long ago, roughly: "40 phút trước"."""
    passed, words = max(0, now_ms - then_ms), _AGO[lang]
    if passed < MINUTE_MS:
        return words[0]
    for unit_ms, most_ms, text in ((MINUTE_MS, 2 * HOUR_MS, words[1]), (HOUR_MS, 2 * DAY_MS, words[2])):
        if passed < most_ms:
            return text.format(passed // unit_ms)
    return words[3].format(passed // DAY_MS)


def number(amount: int, lang: Lang) -> str:
    """A whole number in groups: "10.000", in English "10,000"."""
    return grouped(amount) if lang == "vi" else f"{amount:,}"


def dong(amount: int, lang: Lang = "vi") -> str:
    """An amount of money: "10.000 ₫", in English "10,000 ₫"."""
    return f"{number(amount, lang)} ₫"


def percent(bp: int | None, lang: Lang) -> str:
    """A share: "95,50%", in English "95.50%"."""
    told = statistics.percent(bp)
    return told if lang == "vi" else told.replace(",", ".")


def address(at: Address) -> str:
    """An address on one line, with the landmark, as somebody who looks for the house needs it."""
    parts = [part for part in (at.house, at.street, at.hamlet) if part]
    line = ", ".join(parts) or at.printed
    return f"{line} ({at.landmark})" if line and at.landmark else line or at.landmark


def contact(who: Contact) -> str:
    """Somebody to ring: "Hạnh (con gái) 0912 345 678"."""
    relation = f" ({who.relation})" if who.relation else ""
    return f"{who.name}{relation} {phone(who.phone)}".strip()


def phone(number: str) -> str:
    """A telephone number in groups, as it is read: "0912 345 678"."""
    local = f"0{number[3:]}" if number.startswith("+84") else number
    digits = "".join(filter(str.isdigit, local))
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}".strip() if digits == local and len(digits) == 10 else local


def bytes_size(length: int) -> str:
    """A size: "198 kB"."""
    return f"{length / 1_000_000:.1f} MB" if length >= 1_000_000 else f"{max(1, length // 1000)} kB"


def shown(value: Any, lang: Lang, names: Mapping[str, str] | None = None) -> str:
    """Any value of a body or a state, in words; `names` puts people's names in place of their ids."""
    known = names or {}
    match value:
        case None | "" | ():
            return _NOTHING[lang]
        case bool():
            return _YES[lang][value]
        case int():
            return moment(value, lang) if value >= _MILLIS_MIN else number(value, lang)
        case str():
            return known.get(value, value)
        case Window():
            return span(value, lang)
        case Address():
            return address(value) or _NOTHING[lang]
        case Contact():
            return contact(value)
        case FileRef():
            return f"{value.label or value.media_type} ({bytes_size(value.length_bytes)})"
        case Term():
            return moment(value.due_ms, lang)
        case Want():
            copies = () if value.copies == 1 else (_COPIES[lang].format(value.copies),)
            return " · ".join([known.get(value.procedure, value.procedure), *filter(None, (value.purpose, *copies))])
        case Status():
            more = [shown(one, lang, known) for one in (value.level, value.evidence, value.until) if one]
            return f"{shown(value.kind, lang, known)} ({', '.join(more)})" if more else shown(value.kind, lang, known)
        case Place():
            return f"{value.lat_e6 / 1e6:.4f}, {value.lon_e6 / 1e6:.4f} (± {value.accuracy_m} m)"
        case tuple() | list():
            return "; ".join(shown(one, lang, known) for one in value)
        case msgspec.Struct():
            return _parts(value, lang, known)
        case _:
            return str(value)


_FREE = frozenset(("note", "summary", "name", "purpose", "reason", "decision", "receipt", "why_no_place", "code_given"))
"""Fields people write in their own words: never taken for the word of a list."""


def field(name: str, value: Any, lang: Lang, names: Mapping[str, str]) -> str:
    """The value of a named field, in words; a moment that has not been is nothing."""
    if name.endswith("_ms") and value == 0:
        return _NOTHING[lang]
    if name.endswith("_day") and value:
        return day(value, lang)
    if name in ("phone", "phones"):
        return "; ".join(phone(one) for one in ([value] if isinstance(value, str) else value))
    return shown(value, lang, {} if name in _FREE else names)


def _parts(value: msgspec.Struct, lang: Lang, names: Mapping[str, str]) -> str:
    """The parts of a value that say something, in their order."""
    filled = [getattr(value, name) for name in value.__struct_fields__]
    return ", ".join(shown(part, lang, names) for part in filled if part not in (None, "", (), msgspec.UNSET))
