"""Working time and deadlines of a ward, as pure functions over a dated calendar.

Local time is UTC+7 by arithmetic, not by a time-zone database: Viet Nam has had one offset and no daylight
saving since 1975, and a tablet without that database must count the same. Days are texts ("2026-11-21"),
moments are milliseconds since 1970 in UTC, minutes count from local midnight.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import msgspec

Session = tuple[int, int]
"""From which minute of the day the office is open, to which (not included)."""
Standing = Literal["early", "on_time", "late"]

UTC_OFFSET_MS = 7 * 3_600_000
SAME_DAY_UNTIL_MINUTE = 15 * 60
_MINUTE_MS = 60_000
_DAY_MS = 86_400_000
_EPOCH = date(1970, 1, 1).toordinal()


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """When an office works. A dossier keeps the version it was received under."""

    version: str
    valid_from: str
    valid_to: str
    decided_to: str
    """The last day whose days off the government has decided; later ones are what the law lets expect."""
    weekly_sessions: tuple[tuple[Session, ...], ...]
    """Monday first."""
    holidays: frozenset[str]
    swaps: dict[str, str] = {}
    """Day off -> day worked instead, with the sessions of the day off."""

    def __post_init__(self) -> None:
        if len(self.weekly_sessions) != 7 or not any(self.weekly_sessions):
            raise ValueError("seven weekdays, at least one of them worked")
        for sessions in self.weekly_sessions:
            edges = [minute for session in sessions for minute in session]
            if edges != sorted(set(edges)) or any(not 0 <= minute <= 1440 for minute in edges):
                raise ValueError("sessions must follow one another within the day")
        for day in (self.valid_from, self.valid_to, self.decided_to, *self.holidays, *self.swaps):
            _date(day)
        if len(set(self.swaps.values())) != len(self.swaps):
            raise ValueError("one day cannot be worked for two")


class _Swap(msgspec.Struct, frozen=True):
    off: str
    worked: str
    why: str


class _Reason(msgspec.Struct, frozen=True):
    day: str
    why: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    valid_from: str
    valid_to: str
    decided_to: str
    weekly_sessions: tuple[tuple[tuple[str, str], ...], ...]
    swaps: tuple[_Swap, ...]
    also_off: tuple[_Reason, ...]
    not_off: tuple[_Reason, ...]


@cache
def default_calendar() -> Calendar:
    """The calendar that ships with the package: 07:00-11:30 and 13:30-17:00, Monday to Friday.

    Sources: models/data/README.md.
    """
    folder = files("models") / "data"
    by_law = msgspec.json.decode((folder / "days_off.json").read_bytes(), type=dict[str, str])
    decided = msgspec.json.decode((folder / "calendar.json").read_bytes(), type=_File)
    return Calendar(
        version=decided.version,
        valid_from=decided.valid_from,
        valid_to=decided.valid_to,
        decided_to=decided.decided_to,
        weekly_sessions=tuple(
            tuple((_minute(start), _minute(end)) for start, end in sessions) for sessions in decided.weekly_sessions
        ),
        holidays=frozenset(by_law) - {one.day for one in decided.not_off} | {one.day for one in decided.also_off},
        swaps={swap.off: swap.worked for swap in decided.swaps},
    )


def amended(
    cal: Calendar,
    version: str,
    *,
    off: Iterable[str] = (),
    on: Iterable[str] = (),
    swaps: Mapping[str, str] | None = None,
    decided_to: str | None = None,
) -> Calendar:
    """The calendar after a yearly decision: days given off, days taken back, days swapped."""
    return msgspec.structs.replace(
        cal,
        version=version,
        holidays=cal.holidays - frozenset(on) | frozenset(off),
        swaps={**cal.swaps, **(swaps or {})},
        decided_to=decided_to or cal.decided_to,
    )


def in_force(calendars: Sequence[Calendar], day: str) -> Calendar | None:
    """The calendar that counts on this day: of those valid then, the one that began last."""
    valid = [cal for cal in calendars if cal.valid_from <= day <= cal.valid_to]
    return max(valid, key=lambda cal: (cal.valid_from, cal.version), default=None)


def sessions_of(cal: Calendar, day: str) -> tuple[Session, ...]:
    """When the office is open on this day; outside the calendar's years the weekday alone decides."""
    weekday = weekday_worked(cal, day)
    return () if weekday is None else cal.weekly_sessions[weekday]


def weekday_worked(cal: Calendar, day: str) -> int | None:
    """Whose weekday's hours hold on a day: its own, those of the day swapped for it, or nobody's on a day off."""
    replaced = next((off for off, worked in cal.swaps.items() if worked == day), None)
    if replaced is not None:
        return _date(replaced).weekday()
    return None if day in cal.holidays or day in cal.swaps else _date(day).weekday()


def is_working(cal: Calendar, day: str) -> bool:
    """Whether the office is open at all on this day."""
    return bool(sessions_of(cal, day))


def next_working_day(cal: Calendar, day: str) -> str:
    """The first working day after this one."""
    following = _after(day)
    while not is_working(cal, following):
        following = _after(following)
    return following


def due_same_day(cal: Calendar, received_ms: int) -> str:
    """The day on which what was received must be done: that day, the next working day if after 15:00.

    NĐ 23/2015, art. 7. What is received on a day off is due on the next working day, whatever the hour.
    """
    day, of_day_ms = _split(received_ms)
    in_time = of_day_ms <= SAME_DAY_UNTIL_MINUTE * _MINUTE_MS
    return day if in_time and is_working(cal, day) else next_working_day(cal, day)


def due_after_working_days(cal: Calendar, received_ms: int, days: int) -> str:
    """The day a term of working days ends on; the day of receipt is not counted (BLDS 2015, art. 147)."""
    if days < 1:
        raise ValueError("a term has at least one day; use due_same_day")
    day = local_day(received_ms)
    for _ in range(days):
        day = next_working_day(cal, day)
    return day


def add_working_minutes(cal: Calendar, from_ms: int, minutes: int) -> int:
    """The moment when so many minutes of office time have passed.

    What comes after hours waits for the next session. A term that fills a session ends with it (11:30), not
    when the next one opens.
    """
    if minutes < 0:
        raise ValueError("office time only runs forward")
    day, of_day_ms = _split(from_ms)
    left_ms = minutes * _MINUTE_MS
    while True:
        for start, end in sessions_of(cal, day):
            begin_ms = max(of_day_ms, start * _MINUTE_MS)
            open_ms = end * _MINUTE_MS - begin_ms
            if open_ms > 0 and left_ms <= open_ms:
                return ms_of(day, 0) + begin_ms + left_ms
            left_ms -= max(open_ms, 0)
        day, of_day_ms = _after(day), 0


def standing(due_day: str | None, resolved_day: str) -> Standing:
    """How the national report counts a finished dossier: by date alone, on time when it had no due day."""
    if due_day is None or resolved_day == due_day:
        return "on_time"
    return "early" if resolved_day < due_day else "late"


def local_day(ms: int) -> str:
    """The local day of a moment: "2026-11-21"."""
    return _split(ms)[0]


def local_minute(ms: int) -> int:
    """The minute of the local day, 0 to 1439."""
    return _split(ms)[1] // _MINUTE_MS


def local_hm(ms: int) -> str:
    """The local hour and minute, as certification wording needs them: "15:04"."""
    minute = local_minute(ms)
    return f"{minute // 60:02d}:{minute % 60:02d}"


def ms_of(day: str, minute: int) -> int:
    """The moment at which this minute of this local day begins."""
    return (_date(day).toordinal() - _EPOCH) * _DAY_MS + minute * _MINUTE_MS - UTC_OFFSET_MS


def _split(ms: int) -> tuple[str, int]:
    days, of_day_ms = divmod(ms + UTC_OFFSET_MS, _DAY_MS)
    return _named(days), of_day_ms


@lru_cache(maxsize=1024)
def _named(days: int) -> str:
    return date.fromordinal(_EPOCH + days).isoformat()


@lru_cache(maxsize=1024)
def _date(day: str) -> date:
    found = date.fromisoformat(day)
    if found.isoformat() != day:
        raise ValueError("a day is written yyyy-mm-dd")
    return found


def _after(day: str) -> str:
    return (_date(day) + timedelta(days=1)).isoformat()


def _minute(hm: str) -> int:
    hour, minute = hm.split(":")
    return int(hour) * 60 + int(minute)
