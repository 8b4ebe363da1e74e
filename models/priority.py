"""Who is served first: points with reasons, from a dated table a ward may replace.

The groups are those of the law (elderly, disabled, meritorious) and of the model in Long Xuyên (alone, frail); the points
are the ward's. Within a group the weightiest rule counts, so no fact counts twice; each day of waiting adds a little, so
nobody waits for ever. Priority decides nothing about eligibility or fees.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import msgspec

from models.citizen import Status, StatusKind
from models.reason import Reason
from models.said import Day, State
from models.text import fold


class Rule(State, frozen=True, kw_only=True):
    """One rule: any status named (at a level named), or an age, or urgency."""

    id: str
    group: str
    points: int
    vi: str
    en: str
    article: str
    statuses: tuple[StatusKind, ...] = ()
    levels: tuple[str, ...] = ()
    age_from: int = 0
    urgent: bool = False


class Table(State, frozen=True, kw_only=True):
    """A dated table of rules; a ward's own replaces the one in the package."""

    version: str
    valid_from: Day
    rules: tuple[Rule, ...]
    waiting_points_per_day: int


class Priority(State, frozen=True, kw_only=True):
    """How high a person stands in the queue, and why."""

    points: int
    reasons: tuple[Reason, ...]


@cache
def table() -> Table:
    """The table that ships with the package."""
    return msgspec.json.decode((files("models") / "data" / "priority.json").read_bytes(), type=Table)


def priority(
    statuses: Iterable[Status],
    age: int | None,
    day: str,
    *,
    urgent: bool = False,
    waited_days: int = 0,
    rules: Table | None = None,
) -> Priority:
    """Points and reasons of one person on a day; statuses past their last day do not count."""
    held = [one for one in statuses if one.until is None or day <= one.until]
    chosen: dict[str, Rule] = {}
    used = rules or table()
    for rule in used.rules:
        best = chosen.get(rule.group)
        if _meets(rule, held, age, urgent) and (best is None or rule.points > best.points):
            chosen[rule.group] = rule
    found = sorted(chosen.values(), key=lambda rule: -rule.points)
    reasons = [Reason(id=rule.id, vi=rule.vi, en=rule.en, article=rule.article) for rule in found]
    waiting = max(waited_days, 0) * used.waiting_points_per_day
    if waiting:
        reasons.append(Reason(id="waiting", vi=f"Đã chờ {waited_days} ngày", en=f"Has waited {waited_days} days"))
    return Priority(points=sum(rule.points for rule in found) + waiting, reasons=tuple(reasons))


def _meets(rule: Rule, held: list[Status], age: int | None, urgent: bool) -> bool:
    if rule.urgent:
        return urgent
    if rule.age_from and age is not None and age >= rule.age_from:
        return True
    levels = {fold(level) for level in rule.levels}
    return any(one.kind in rule.statuses and (not levels or fold(one.level) in levels) for one in held)
