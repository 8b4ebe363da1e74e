"""The sheet of the weekly one-stop meeting: last week's figures, every late case with its reason, what is to be done.

Cases go by their codes: the sheet lies on a table and nobody's name need be on it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from models.counted import Counted
from models.report import Report
from models.said import State
from models.statistics import Period

TaskKind = Literal["overdue", "due", "unassigned", "calls", "held"]
LISTED_MAX = 60
TASKS: dict[TaskKind, tuple[str, str]] = {
    "overdue": ("Hồ sơ quá hạn còn mở: giải quyết, xin lỗi", "Overdue dossiers still open: settle, apologise"),
    "due": ("Hồ sơ đến hạn trong bảy ngày tới", "Dossiers due in the next seven days"),
    "unassigned": ("Lượt hẹn chưa có cán bộ", "Visits without an officer"),
    "calls": ("Cuộc gọi còn chờ gọi lại", "Calls still owed a ring"),
    "held": ("Việc chờ ở bàn xử lý", "Work waiting on the settling desk"),
}


class LateCase(State, frozen=True, kw_only=True):
    """One late case: its code, what it was, whose visit, the days, and the reason as written down; empty: nobody said."""

    code: str
    procedure: str
    officer: str
    received_day: str
    due_day: str
    resolved_day: str
    apologised: bool
    reason: str


class Task(State, frozen=True, kw_only=True):
    """Something to be done next week: what, how many, and the first of them by code."""

    kind: TaskKind
    vi: str
    en: str
    count: int
    codes: tuple[str, ...] = ()


class Meeting(State, frozen=True, kw_only=True):
    """What the meeting has before it."""

    report: Report
    late: tuple[LateCase, ...]
    late_count: int
    tasks: tuple[Task, ...]


def week_before(today: str) -> Period:
    """Monday to Sunday of the week before this day."""
    day = date.fromisoformat(today)
    monday = day - timedelta(days=day.weekday() + 7)
    return Period(first=monday.isoformat(), last=(monday + timedelta(days=6)).isoformat())


def late_cases(all_counted: Iterable[Counted], period: Period, today: str, names: dict[str, str]) -> list[LateCase]:
    """Cases that ended late in the period or are overdue today, the longest overdue first; a paused one is not late."""
    late = [one for one in all_counted if one.fact.status not in (1, 3) and _is_late(one, period, today)]
    return [
        LateCase(
            code=one.code, procedure=one.fact.procedure, officer=names.get(one.fact.officer, ""),
            received_day=one.fact.received_day, due_day=one.fact.due_day, resolved_day=one.fact.resolved_day,
            apologised=one.fact.apologised, reason=one.reason,
        )
        for one in sorted(late, key=lambda one: (one.fact.due_day, one.code))
    ]  # fmt: skip


def _is_late(one: Counted, period: Period, today: str) -> bool:
    fact = one.fact
    if not fact.due_day:
        return False
    if fact.resolved_day:
        return fact.resolved_day > fact.due_day and period.first <= fact.resolved_day <= today
    return fact.due_day < today and fact.status != 5


def tasks(
    all_counted: Iterable[Counted], today: str, waiting: dict[TaskKind, tuple[int, tuple[str, ...]]]
) -> list[Task]:
    """What is to be done, in the order of the list above; what there is none of is left out."""
    still = [
        one
        for one in all_counted
        if not one.fact.resolved_day and one.fact.status not in (1, 3, 5) and one.fact.due_day
    ]
    until = (date.fromisoformat(today) + timedelta(days=7)).isoformat()
    overdue = sorted(one.code for one in still if one.fact.due_day < today)
    due = sorted(one.code for one in still if today <= one.fact.due_day <= until)
    found: dict[TaskKind, tuple[int, tuple[str, ...]]] = {
        "overdue": (len(overdue), tuple(overdue)), "due": (len(due), tuple(due)), **waiting,
    }  # fmt: skip
    return [
        Task(kind=kind, vi=vi, en=en, count=found[kind][0], codes=found[kind][1][:LISTED_MAX])
        for kind, (vi, en) in TASKS.items()
        if found.get(kind, (0, ()))[0]
    ]
