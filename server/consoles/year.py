"""A year as a calendar hangs on the wall: months of weeks, each day worked, off, or swapped."""

from calendar import Calendar as Weeks
from datetime import date
from typing import Literal, NamedTuple

from models import calendar
from models.calendar import Calendar

Standing = Literal["worked", "weekend", "off", "swapped", "worked-instead"]


class Day(NamedTuple):
    """One day of a month, and how it stands."""

    number: int
    iso: str
    standing: Standing


class Month(NamedTuple):
    """A month: its number, its weeks from Monday with None outside it, and how many days of it are worked."""

    number: int
    weeks: list[list[Day | None]]
    worked: int


def months(cal: Calendar, year: int) -> list[Month]:
    """The twelve months of a year."""
    return [_month(cal, year, number) for number in range(1, 13)]


def _month(cal: Calendar, year: int, number: int) -> Month:
    weeks = [
        [_day(cal, one) if one.month == number else None for one in week]
        for week in Weeks().monthdatescalendar(year, number)
    ]
    worked = sum(calendar.is_working(cal, one.iso) for week in weeks for one in week if one)
    return Month(number, weeks, worked)


def _day(cal: Calendar, day: date) -> Day:
    iso = day.isoformat()
    standing: Standing = "worked"
    if iso in cal.swaps.values():
        standing = "worked-instead"
    elif iso in cal.swaps:
        standing = "swapped"
    elif not cal.weekly_sessions[day.weekday()]:
        standing = "weekend"
    elif iso in cal.holidays:
        standing = "off"
    return Day(day.day, iso, standing)
