"""The arithmetic of the reports: the table every agency sends, its identity, shares, spreads, satisfaction, roll-ups.

Table: descended from TT 02/2017/TT-VPCP form 06; on time is judged by date alone. Its identity is carried over + new =
resolved + open; Long Xuyên's figures of 2024 hold only so (504 + 50,176 = 49,636 + 1,044), and their percentages are of
that sum. Statuses 1 (only registered) and 3 (not received) do not count. A dossier withdrawn or stopped has ended, so it
stands among the resolved and is told apart; one paused for a supplement is open and in time. Totals are always counted,
and what people typed is checked against its parts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from models.calendar import standing
from models.said import Day, State, Value

Channel = Literal[1, 2, 3]
"""National intake channels: 1 in person (a visit at home reports as this), 2 online, 3 public post."""

SIGN_MINUTES_TARGET = 30
SAVED_BP_TARGET = 5000
_UNCOUNTED = frozenset((1, 3))
_WITHDRAWN, _PAUSED, _STOPPED = 7, 5, 8


class Period(Value, frozen=True, kw_only=True):
    """From the first to the last local day, both counted."""

    first: Day
    last: Day


class Fact(State, frozen=True, kw_only=True):
    """What the report needs to know of one dossier; `resolved_day` empty while it is open, `missed_day` the promised day
    that gave way to a new appointment."""

    unit: str = ""
    procedure: str = ""
    field: str = ""
    officer: str = ""
    channel: Channel = 1
    at_home: bool = False
    status: int = 4
    received_day: str
    due_day: str = ""
    missed_day: str = ""
    resolved_day: str = ""
    apologised: bool = False
    digitised: bool = False
    visits: int = 1
    visits_needed: int = 1


class Table(State, frozen=True, kw_only=True):
    """One row of the report. None: not stated (a report typed by hand may lack a part)."""

    received: int | None = None
    new_online: int | None = None
    new_direct: int | None = None
    carried: int | None = None
    resolved: int | None = None
    early: int | None = None
    on_time: int | None = None
    late: int | None = None
    open: int | None = None
    open_in_time: int | None = None
    open_overdue: int | None = None
    withdrawn: int = 0
    stopped: int = 0
    paused: int = 0


class Misfit(State, frozen=True, kw_only=True):
    """A total that is not the sum of its parts, and the single-digit slips that would explain it."""

    what: str
    stated: int
    counted: int
    mends: tuple[str, ...] = ()


def report(facts: Iterable[Fact], period: Period, today: str) -> Table:
    """The row of a period; an unfinished period is told as of today."""
    until = min(period.last, today)
    counted = [one for one in facts if one.status not in _UNCOUNTED and one.received_day <= until]
    new = [one for one in counted if one.received_day >= period.first]
    carried = [
        one
        for one in counted
        if one.received_day < period.first and (not one.resolved_day or one.resolved_day >= period.first)
    ]
    still = [one for one in (*new, *carried) if not one.resolved_day or one.resolved_day > until]
    done = [one for one in (*new, *carried) if one.resolved_day and one.resolved_day <= until]
    how = [standing(one.due_day or None, one.resolved_day) for one in done]
    overdue = sum(1 for one in still if one.status != _PAUSED and one.due_day and one.due_day < until)
    return Table(
        received=len(new) + len(carried),
        new_online=sum(1 for one in new if one.channel == 2),
        new_direct=sum(1 for one in new if one.channel != 2),
        carried=len(carried),
        resolved=len(done),
        early=how.count("early"),
        on_time=how.count("on_time"),
        late=how.count("late"),
        open=len(still),
        open_in_time=len(still) - overdue,
        open_overdue=overdue,
        withdrawn=sum(1 for one in done if one.status == _WITHDRAWN),
        stopped=sum(1 for one in done if one.status == _STOPPED),
        paused=sum(1 for one in still if one.status == _PAUSED),
    )


def broken_down(
    facts: Iterable[Fact], by: Literal["unit", "procedure", "field", "officer"], period: Period, today: str
) -> dict[str, Table]:
    """The same row for each unit, procedure, field or officer; together they roll up to the whole."""
    groups: dict[str, list[Fact]] = {}
    for one in facts:
        groups.setdefault(getattr(one, by), []).append(one)
    return {name: report(groups[name], period, today) for name in sorted(groups)}


def rolled_up(tables: Iterable[Table]) -> Table:
    """The sum of many rows; what one of them does not state, the sum cannot state either."""
    rows = list(tables)
    sums: dict[str, int | None] = {}
    for name in Table.__struct_fields__:
        parts = [getattr(row, name) for row in rows]
        sums[name] = None if None in parts else sum(parts)
    return Table(**sums)  # type: ignore[arg-type]


def misfits(table: Table) -> list[Misfit]:
    """Which identities of a row do not hold: carried + new = received = resolved + open, and each total its parts."""
    sums = (
        ("received", ("new_online", "new_direct", "carried")),
        ("resolved", ("early", "on_time", "late")),
        ("open", ("open_in_time", "open_overdue")),
        ("received", ("resolved", "open")),
    )
    found = [
        misfit(f"{name} = {' + '.join(parts)}", getattr(table, name), [getattr(table, part) for part in parts])
        for name, parts in sums
    ]
    return [one for one in found if one is not None]


def misfit(what: str, total: int | None, parts: Sequence[int | None]) -> Misfit | None:
    """Why a stated total is not the sum of its parts; None when it is, or when something is not stated."""
    known = [part for part in parts if part is not None]
    if total is None or len(known) < len(parts) or total == sum(known):
        return None
    gap = total - sum(known)
    mends = [f"{total} → {total - gap}"] if _one_digit(total, total - gap) else []
    mends += [f"{part} → {part + gap}" for part in known if _one_digit(part, part + gap)]
    return Misfit(what=what, stated=total, counted=sum(known), mends=tuple(mends))


def _one_digit(typed: int, meant: int) -> bool:
    """Whether a slip of one digit turns one number into the other."""
    if meant < 0 or len(str(typed)) != len(str(meant)):
        return False
    return sum(a != b for a, b in zip(str(typed), str(meant), strict=True)) == 1


def share_bp(part: int, whole: int) -> int | None:
    """A share in hundredths of a percent, half rounded up; None of nothing."""
    return (part * 20_000 + whole) // (2 * whole) if whole else None


def percent(bp: int | None) -> str:
    """A share as Vietnamese papers write it: "83,45%"; a dash when there is none."""
    if bp is None:
        return "–"
    return f"{'-' if bp < 0 else ''}{abs(bp) // 100},{abs(bp) % 100:02d}%"


def on_time_bp(table: Table) -> int | None:
    """Resolved early or on time, of all resolved."""
    if table.resolved is None or table.late is None:
        return None
    return share_bp(table.resolved - table.late, table.resolved)


def satisfaction_bp(ratings: int, dissatisfied: int, overdue_complaints: int) -> int | None:
    """Satisfaction = (ratings - dissatisfied - complaints answered late) / ratings, never below nought (QĐ 766)."""
    return share_bp(max(ratings - dissatisfied - overdue_complaints, 0), ratings)


def online_bp(table: Table) -> int | None:
    """New dossiers that came online, of all new ones."""
    if table.new_online is None or table.new_direct is None:
        return None
    return share_bp(table.new_online, table.new_online + table.new_direct)


def first_visit_bp(facts: Iterable[Fact]) -> int | None:
    """Dossiers finished at home with no visit more than the law needs, of all finished at home."""
    done = [one for one in facts if one.at_home and one.resolved_day]
    return share_bp(sum(1 for one in done if one.visits <= one.visits_needed), len(done))


def digitised_bp(facts: Iterable[Fact]) -> int | None:
    """Dossiers whose papers and result are held as files, of all counted."""
    counted = [one for one in facts if one.status not in _UNCOUNTED]
    return share_bp(sum(1 for one in counted if one.digitised), len(counted))


def apologies_bp(facts: Iterable[Fact], today: str) -> int | None:
    """Late dossiers, open or done, to which a letter of apology went out, of all late ones; the duty is 100 %.

    Late here is against the day first promised: a new appointment does not make a broken one kept.
    """
    late = [one for one in facts if one.status not in _UNCOUNTED and _is_late(one, today)]
    return share_bp(sum(1 for one in late if one.apologised), len(late))


def _is_late(one: Fact, today: str) -> bool:
    ended, due_day = one.resolved_day or today, one.missed_day or one.due_day
    return bool(due_day) and ended > due_day and (one.status != _PAUSED or bool(one.resolved_day))


class Spread(State, frozen=True, kw_only=True):
    """How a set of durations is spread: nearest-rank median and nine in ten, and how many keep the target."""

    count: int
    median: int | None
    nine_in_ten: int | None
    within: int
    within_bp: int | None


def spread(minutes: Iterable[int], target: int) -> Spread:
    """The spread of durations in minutes against a target, e.g. arrival to signature against 30."""
    ordered = sorted(minutes)
    within = sum(1 for one in ordered if one <= target)
    return Spread(
        count=len(ordered),
        median=_rank(ordered, 50),
        nine_in_ten=_rank(ordered, 90),
        within=within,
        within_bp=share_bp(within, len(ordered)),
    )


def _rank(ordered: list[int], of_hundred: int) -> int | None:
    return ordered[(len(ordered) * of_hundred + 99) // 100 - 1] if ordered else None


def elapsed_minutes(from_ms: int, to_ms: int) -> int:
    """Whole minutes between two moments, the begun one counted; never negative, for clocks are corrected."""
    return max(0, -((from_ms - to_ms) // 60_000))


def saved_bp(statutory_and_used: Iterable[tuple[int, int]]) -> int | None:
    """How much of the statutory time was saved over all dossiers (the target is more than half); late ones weigh against."""
    pairs = list(statutory_and_used)
    statutory = sum(pair[0] for pair in pairs)
    saved = statutory - sum(pair[1] for pair in pairs)
    bp = share_bp(abs(saved), statutory)
    return bp if bp is None or saved >= 0 else -bp


def grouped(facts: Iterable[Fact], key: Callable[[Fact], str]) -> Mapping[str, list[Fact]]:
    """Facts by any other key, e.g. the month of receipt."""
    groups: dict[str, list[Fact]] = {}
    for one in facts:
        groups.setdefault(key(one), []).append(one)
    return groups
