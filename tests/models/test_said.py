"""What all bodies share: the calendar day as it is written."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.said import Day

_days = msgspec.json.Decoder(Day)


def is_day(text: str) -> bool:
    """Whether a text is read as a day."""
    try:
        return bool(_days.decode(msgspec.json.encode(text)) == text)
    except msgspec.ValidationError:
        return False


@given(st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32))
def test_a_day_is_a_day_of_the_calendar(year: int, month: int, day: int) -> None:
    """What the pattern takes is exactly what the calendar has."""
    try:
        date(year, month, day)
        there = True
    except ValueError:
        there = False
    assert is_day(f"{year:04}-{month:02}-{day:02}") is there


@pytest.mark.parametrize("year", [*range(1890, 2110), 2400, 9996, 4, 400])
def test_february_ends_when_it_ends(year: int) -> None:
    """The 29th of February is there in leap years alone."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    assert is_day(f"{year:04}-02-29") is leap and is_day(f"{year:04}-02-28") and not is_day(f"{year:04}-02-30")


@pytest.mark.parametrize(
    "text", ["2026-1-01", "2026-01-01 ", "2026-01-01\n", "x2026-01-01", "20260101", "", "2026-01-01T00:00"]
)
def test_other_ways_to_write_a_day(text: str) -> None:
    """One way to write a day, and nothing around it."""
    assert not is_day(text)
