"""The weekly sheet: which week, which cases are late and why, what is to be done."""

import pytest

from models.counted import Counted
from models.meeting import late_cases, tasks, week_before
from models.statistics import Fact, Period

WEEK = Period(first="2026-11-16", last="2026-11-22")
TODAY = "2026-11-23"


def case(code: str, due: str, resolved: str = "", status: int = 4, reason: str = "", officer: str = "") -> Counted:
    """A dossier of November by its days."""
    due_day, resolved_day = (day and f"2026-11-{day}" for day in (due, resolved))
    fact = Fact(received_day="2026-11-02", status=status, officer=officer, due_day=due_day, resolved_day=resolved_day)
    return Counted(id=code, code=code, fact=fact, reason=reason)


@pytest.mark.parametrize(
    ("today", "first"),
    [
        ("2026-11-23", "2026-11-16"),
        ("2026-11-29", "2026-11-16"),
        ("2026-11-22", "2026-11-09"),
        ("2027-01-01", "2026-12-21"),
    ],
)
def test_the_week_before(today: str, first: str) -> None:
    """The week is Monday to Sunday, the last whole one before the day of the meeting."""
    assert week_before(today).first == first


def test_late_cases_are_those_overdue_and_those_that_ended_late() -> None:
    """Longest overdue first, with the reason written down; paused, in time, refused and older ones are not there."""
    cases = [
        case("open", "20", officer="o"), case("done", "16", "18", 9, reason="chờ xác minh"), case("intime", "18", "18", 9),
        case("old", "05", "10", 9), case("paused", "10", status=5), case("refused", "10", status=3), case("undue", ""),
    ]  # fmt: skip
    late = late_cases(cases, WEEK, TODAY, {"o": "Mận"})
    assert [one.code for one in late] == ["done", "open"]
    assert (late[0].reason, late[1].officer, late[1].resolved_day) == ("chờ xác minh", "Mận", "")


def test_tasks_are_what_is_overdue_due_and_waiting() -> None:
    """Overdue first, then what is due within a week, then what waits elsewhere; nothing is listed that there is none of."""
    cases = [case("a", "20"), case("b", "23"), case("c", "30"), case("d", "18", "19", 9), case("e", "21", status=5)]
    found = tasks(cases, TODAY, {"calls": (2, ()), "held": (0, ())})
    assert [(one.kind, one.count, one.codes) for one in found] == [
        ("overdue", 1, ("a",)), ("due", 2, ("b", "c")), ("calls", 2, ())
    ]  # fmt: skip
