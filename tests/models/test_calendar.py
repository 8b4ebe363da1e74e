"""Working time and deadlines: the days of 2026 as decided, the 15:00 rule, and properties over any day."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import (
    Calendar,
    add_working_minutes,
    amended,
    default_calendar,
    due_after_working_days,
    due_same_day,
    in_force,
    is_working,
    local_day,
    local_hm,
    local_minute,
    ms_of,
    next_working_day,
    sessions_of,
    standing,
    weekday_worked,
)

CAL = default_calendar()
MOMENTS = st.integers(ms_of("2026-01-01", 0), ms_of("2027-12-20", 0))


def at(text: str) -> int:
    """The moment of a local "2026-11-21 15:00"."""
    day, hm = text.split()
    return ms_of(day, int(hm[:2]) * 60 + int(hm[3:]))


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-01",
        "2026-01-02",
        *(f"2026-02-{day}" for day in range(14, 23)),
        "2026-04-26",
        "2026-04-27",
        "2026-04-30",
        "2026-05-01",
        "2026-08-31",
        "2026-09-01",
        "2026-09-02",
        "2026-11-21",
        "2026-11-24",
        "2027-01-01",
        "2027-02-08",
        "2027-04-16",
        "2027-05-03",
        "2027-09-02",
    ],
)
def test_days_off(day: str) -> None:
    """Days the law and the decisions for 2026 give off are not worked."""
    assert not is_working(CAL, day)


@pytest.mark.parametrize(
    "day", ["2026-01-05", "2026-01-10", "2026-02-13", "2026-02-23", "2026-08-22", "2026-11-23", "2026-11-25"]
)
def test_days_worked(day: str) -> None:
    """Ordinary days, and the two Saturdays of 2026 worked for a day given off, are worked in full."""
    assert sessions_of(CAL, day) == ((420, 690), (810, 1020))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-20 08:00", "2026-11-20"),
        ("2026-11-20 15:00", "2026-11-20"),
        ("2026-11-20 15:01", "2026-11-23"),
        ("2026-11-21 09:00", "2026-11-23"),
        ("2026-11-21 15:30", "2026-11-23"),
        ("2026-11-23 16:59", "2026-11-25"),
        ("2026-02-13 15:30", "2026-02-23"),
        ("2026-08-21 15:30", "2026-08-22"),
        ("2026-08-28 15:30", "2026-09-03"),
        ("2026-01-09 16:00", "2026-01-10"),
        ("2025-12-31 16:00", "2026-01-05"),
        ("2026-04-25 08:00", "2026-04-28"),
    ],
)
def test_the_rule_of_fifteen_hours(received: str, due: str) -> None:
    """Up to 15:00 the same day, after it the next working day, over Tết, swaps and Saturdays."""
    assert due_same_day(CAL, at(received)) == due


def test_one_millisecond_after_fifteen_hours() -> None:
    """Exactly 15:00 is not yet after 15:00."""
    limit = at("2026-11-20 15:00")
    assert due_same_day(CAL, limit) == "2026-11-20"
    assert due_same_day(CAL, limit + 1) == "2026-11-23"


@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2026-11-20 16:30", 1, "2026-11-23"),
        ("2026-11-20 08:00", 2, "2026-11-25"),
        ("2026-11-20 08:00", 5, "2026-11-30"),
        ("2026-11-21 08:00", 1, "2026-11-23"),
        ("2026-02-12 08:00", 5, "2026-02-26"),
    ],
)
def test_terms_in_working_days(received: str, days: int, due: str) -> None:
    """The day of receipt is not counted, days off never are."""
    assert due_after_working_days(CAL, at(received), days) == due


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-20 08:00", 60, "2026-11-20 09:00"),
        ("2026-11-20 11:00", 30, "2026-11-20 11:30"),
        ("2026-11-20 11:00", 31, "2026-11-20 13:31"),
        ("2026-11-20 12:00", 10, "2026-11-20 13:40"),
        ("2026-11-20 16:30", 60, "2026-11-23 07:30"),
        ("2026-11-20 19:00", 0, "2026-11-23 07:00"),
        ("2026-11-21 10:00", 480, "2026-11-23 17:00"),
        ("2026-11-23 17:00", 1, "2026-11-25 07:01"),
        ("2026-11-20 05:00", 960, "2026-11-23 17:00"),
    ],
)
def test_office_time(start: str, minutes: int, end: str) -> None:
    """Minutes run only while the office is open, and a full session ends when it closes."""
    assert add_working_minutes(CAL, at(start), minutes) == at(end)


@given(MOMENTS, st.integers(1, 30))
def test_no_due_day_falls_on_a_day_off(ms: int, days: int) -> None:
    """Whenever something is received, what it is due on is a working day, not before the day of receipt."""
    for due in (due_same_day(CAL, ms), due_after_working_days(CAL, ms, days)):
        assert is_working(CAL, due)
        assert due >= local_day(ms)
        assert due not in CAL.holidays


@given(MOMENTS, st.integers(0, 3000), st.integers(1, 3000))
def test_office_time_adds_up(ms: int, first: int, second: int) -> None:
    """Two stretches one after the other end where one stretch of both would."""
    halfway = add_working_minutes(CAL, ms, first)
    assert add_working_minutes(CAL, halfway, second) == add_working_minutes(CAL, ms, first + second)
    assert halfway >= ms


@given(MOMENTS)
def test_a_moment_and_its_local_day_agree(ms: int) -> None:
    """Day and minute lead back to the moment, to the minute."""
    back = ms_of(local_day(ms), local_minute(ms))
    assert 0 <= ms - back < 60_000


def test_local_time_is_seven_hours_ahead() -> None:
    """17:00 UTC is midnight of the next day in Viet Nam, in January as in July."""
    midnight = 1_795_194_000_000
    assert (local_day(midnight - 1), local_hm(midnight - 1)) == ("2026-11-20", "23:59")
    assert (local_day(midnight), local_hm(midnight)) == ("2026-11-21", "00:00")
    assert (local_day(0), local_hm(0)) == ("1970-01-01", "07:00")
    assert ms_of("1970-01-02", 0) == 17 * 3_600_000


def test_standing_goes_by_date() -> None:
    """Before, on, after the due day; without one, on time."""
    assert standing("2026-11-20", "2026-11-19") == "early"
    assert standing("2026-11-20", "2026-11-20") == "on_time"
    assert standing("2026-11-20", "2026-11-21") == "late"
    assert standing(None, "2026-11-21") == "on_time"


def test_a_decision_amends_the_calendar() -> None:
    """A later decision adds and takes back days and swaps, in a new version; the old version stands."""
    later = amended(
        CAL,
        "2027-01",
        off=["2027-03-01"],
        on=["2027-02-10"],
        swaps={"2027-04-15": "2027-04-10"},
        decided_to="2027-12-31",
    )
    assert not is_working(later, "2027-03-01")
    assert is_working(later, "2027-02-10")
    assert not is_working(later, "2027-04-15")
    assert sessions_of(later, "2027-04-10") == sessions_of(CAL, "2027-04-15")
    assert (later.version, later.decided_to) == ("2027-01", "2027-12-31")
    assert is_working(CAL, "2027-03-01")


def test_a_ward_open_on_saturday() -> None:
    """Sessions are per weekday, so a Saturday morning is one line of data."""
    week = (*CAL.weekly_sessions[:5], ((450, 690),), ())
    saturday = msgspec.structs.replace(CAL, weekly_sessions=week)
    assert next_working_day(saturday, "2026-11-20") == "2026-11-21"
    assert add_working_minutes(saturday, at("2026-11-20 17:00"), 240) == at("2026-11-21 11:30")


def test_the_calendar_in_force() -> None:
    """Of the calendars valid on a day the one that began last counts; before all of them none does."""
    summer = msgspec.structs.replace(CAL, version="2026-07", valid_from="2026-07-01")
    assert in_force([summer, CAL], "2026-06-30") == CAL
    assert in_force([summer, CAL], "2026-07-01") == summer
    assert in_force([summer, CAL], "2025-12-31") is None


@pytest.mark.parametrize(
    "change",
    [
        {"weekly_sessions": ((),) * 7},
        {"weekly_sessions": CAL.weekly_sessions[:6]},
        {"weekly_sessions": (((690, 420),), *CAL.weekly_sessions[1:])},
        {"weekly_sessions": (((420, 1500),), *CAL.weekly_sessions[1:])},
        {"holidays": frozenset({"24/11/2026"})},
        {"holidays": frozenset({"2026-02-30"})},
        {"swaps": {"2026-01-02": "2026-01-10", "2026-01-05": "2026-01-10"}},
    ],
)
def test_a_calendar_that_cannot_be_is_refused(change: dict[str, object]) -> None:
    """A week without work would never end a search; a mistyped day would silently be worked."""
    with pytest.raises(ValueError, match=r"weekdays|sessions|day|isoformat"):
        msgspec.structs.replace(CAL, **change)


def test_a_calendar_travels_as_json() -> None:
    """The tablet gets the calendar that the office counts with; a broken one is refused on decoding."""
    assert msgspec.json.decode(msgspec.json.encode(CAL), type=Calendar) == CAL
    broken = msgspec.json.encode(CAL).replace(b"[420,690]", b"[690,420]")
    with pytest.raises(msgspec.ValidationError, match="sessions"):
        msgspec.json.decode(broken, type=Calendar)


@pytest.mark.parametrize("days", [0, -1])
def test_terms_run_forward(days: int) -> None:
    """A term of no days is a mistake of the caller, not a due day."""
    with pytest.raises(ValueError, match="at least one day"):
        due_after_working_days(CAL, at("2026-11-20 08:00"), days)
    with pytest.raises(ValueError, match="forward"):
        add_working_minutes(CAL, at("2026-11-20 08:00"), -1)


def test_days_off_have_no_shifts_and_swapped_days_have_those_of_the_day_they_replace() -> None:
    """National Day has no shift; a Saturday worked for a Friday has Friday's."""
    assert weekday_worked(CAL, "2026-09-02") is None
    assert weekday_worked(CAL, "2026-11-17") == 1
    swapped = amended(CAL, "test", swaps={"2026-11-20": "2026-11-21"})
    assert weekday_worked(swapped, "2026-11-21") == 4 and weekday_worked(swapped, "2026-11-20") is None
