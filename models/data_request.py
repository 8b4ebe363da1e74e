"""What a person may ask about their own data, and by when the ward must answer; and by when a breach is told.

Law 91/2025/QH15 and Decree 356/2025: a first reply in 2 working days; then the thing itself in so many days, extended
once. Whether these are working or calendar days beyond the reply was not read: calendar days are assumed, the stricter.
"""

from datetime import date, timedelta
from typing import Literal

from models import calendar
from models.calendar import Calendar
from models.said import State

Wish = Literal["access", "correct", "withdraw", "restrict", "delete"]

REPLY_WORKING_DAYS = 2
BREACH_HOURS = 72
_DAYS: dict[Wish, tuple[int, int]] = {
    "access": (10, 15),
    "correct": (10, 15),
    "withdraw": (15, 20),
    "restrict": (15, 20),
    "delete": (20, 30),
}


class Due(State, frozen=True, kw_only=True):
    """By when to reply, to do it, and to do it after the one extension."""

    reply_day: str
    done_day: str
    extended_day: str


def due(wish: Wish, cal: Calendar, received_ms: int) -> Due:
    """The days a request received now must be answered by."""
    days, longer = _DAYS[wish]
    received = date.fromisoformat(calendar.local_day(received_ms))
    done = received + timedelta(days=days)
    return Due(
        reply_day=calendar.due_after_working_days(cal, received_ms, REPLY_WORKING_DAYS),
        done_day=done.isoformat(),
        extended_day=(received + timedelta(days=longer)).isoformat(),
    )


def breach_told_by_ms(detected_ms: int) -> int:
    """By when the authority must be told of a breach, and the people too for biometric or location data (art. 29)."""
    return detected_ms + BREACH_HOURS * 3_600_000
