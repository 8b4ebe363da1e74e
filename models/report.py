"""The report of a period: the table with its identity, the measures, broken down; told the same to screen, sheet and paper.

Measures look at what the period holds: shares and times of what was resolved in it, durations of visits made in it,
ratings given in it. Where nothing happened a share is None, never nought.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from models.counted import DISSATISFIED_SCORE_MAX, Counted
from models.quality import Score, score
from models.said import State
from models.statistics import (
    SIGN_MINUTES_TARGET,
    Misfit,
    Period,
    Spread,
    Table,
    apologies_bp,
    digitised_bp,
    first_visit_bp,
    misfits,
    on_time_bp,
    online_bp,
    report,
    satisfaction_bp,
    saved_bp,
    spread,
)

By = Literal["unit", "procedure", "field", "officer"]
DOOR_MINUTES_TARGET = 2 * 24 * 60
"""From request to door: a ward's default, no law sets it."""
FIELDS: dict[str, tuple[str, str]] = {
    "chung_thuc": ("Chứng thực", "Certification"),
    "ho_tich": ("Hộ tịch", "Civil status"),
    "bao_tro": ("Bảo trợ xã hội", "Social protection"),
    "": ("Khác", "Other"),
}


class Measures(State, frozen=True, kw_only=True):
    """Shares in hundredths of a percent and spreads in minutes; complaints are not kept here, so none is counted late."""

    on_time_bp: int | None
    online_bp: int | None
    first_visit_bp: int | None
    digitised_bp: int | None
    apologies_bp: int | None
    saved_bp: int | None
    signed: Spread
    door: Spread
    visits: int
    officer_days: int
    refused: int
    ratings: int
    dissatisfied: int
    satisfaction_bp: int | None


class Line(State, frozen=True, kw_only=True):
    """One line of a report: whose, in both languages, its row of the table and its measures."""

    key: str
    vi: str
    en: str
    table: Table
    measures: Measures


class Calls(State, frozen=True, kw_only=True):
    """Calls of the period: how many nobody took, how many of those were rung back, how many still wait."""

    total: int = 0
    unanswered: int = 0
    rung_back: int = 0
    owed: int = 0


class Refusals(State, frozen=True, kw_only=True):
    """How often one ground of refusal was used."""

    ground: str
    count: int


class Report(State, frozen=True, kw_only=True):
    """The report of a period over some units; `misfits` is empty, or the program is wrong."""

    units: tuple[str, ...]
    first: str
    last: str
    today: str
    by: By
    total: Line
    lines: tuple[Line, ...]
    misfits: tuple[Misfit, ...]
    calls: Calls
    refusals: tuple[Refusals, ...]
    quality: Score


class Told(State, frozen=True, kw_only=True):
    """What was gathered for a report."""

    counted: tuple[Counted, ...]
    calls: Calls
    names: Mapping[str, tuple[str, str]]


def measured(all_counted: Sequence[Counted], table: Table, period: Period, today: str) -> Measures:
    """The measures of a set of dossiers in a period."""
    until = min(period.last, today)
    done = [one for one in all_counted if period.first <= one.fact.resolved_day <= until and one.fact.status != 3]
    inside = [one for one in all_counted if _inside(one, period.first, until)]
    came = [one for one in all_counted if period.first <= one.visited_day <= until]
    scores = [one.score for one in all_counted if one.score and period.first <= one.rated_day <= until]
    bad = sum(1 for one in scores if one <= DISSATISFIED_SCORE_MAX)
    return Measures(
        on_time_bp=on_time_bp(table),
        online_bp=online_bp(table),
        first_visit_bp=first_visit_bp(one.fact for one in done),
        digitised_bp=digitised_bp(one.fact for one in done),
        apologies_bp=apologies_bp((one.fact for one in inside), until),
        saved_bp=saved_bp((one.statutory_minutes, one.used_minutes) for one in done if one.statutory_minutes),
        signed=spread([one.signed_minutes for one in came if one.signed_minutes is not None], SIGN_MINUTES_TARGET),
        door=spread([one.door_minutes for one in came if one.door_minutes is not None], DOOR_MINUTES_TARGET),
        visits=len(came),
        officer_days=len({(one.fact.officer, one.visited_day) for one in came}),
        refused=sum(1 for one in all_counted if period.first <= one.refused_day <= until),
        ratings=len(scores),
        dissatisfied=bad,
        satisfaction_bp=satisfaction_bp(len(scores), bad, 0),
    )


def _inside(one: Counted, first: str, until: str) -> bool:
    fact = one.fact
    return fact.received_day <= until and (not fact.resolved_day or fact.resolved_day >= first)


def tell(units: tuple[str, ...], told: Told, period: Period, today: str, by: By) -> Report:
    """The report of what was gathered; each line by its key, the total over all."""
    groups: dict[str, list[Counted]] = {}
    for one in told.counted:
        groups.setdefault(getattr(one.fact, by), []).append(one)
    total = _line("", ("Tổng cộng", "Total"), told.counted, period, today)
    lines = tuple(
        _line(key, told.names.get(key, (key or "–", key or "–")), groups[key], period, today) for key in sorted(groups)
    )
    return Report(
        units=units, first=period.first, last=period.last, today=today, by=by, total=total,
        lines=tuple(line for line in lines if _counts(line)), misfits=_misfits(total, lines), calls=told.calls,
        refusals=_refusals(told.counted, period, today), quality=_quality(total.measures),
    )  # fmt: skip


def _line(key: str, name: tuple[str, str], found: Sequence[Counted], period: Period, today: str) -> Line:
    table = report([one.fact for one in found], period, today)
    return Line(key=key, vi=name[0], en=name[1], table=table, measures=measured(found, table, period, today))


def _counts(line: Line) -> bool:
    """Whether a line has anything to say: a dossier last year's officer left open has long gone elsewhere."""
    return bool(line.table.received or line.measures.visits or line.measures.refused or line.measures.ratings)


def _misfits(total: Line, lines: Iterable[Line]) -> tuple[Misfit, ...]:
    rows = [total.table, *(line.table for line in lines)]
    found = [misfit for row in rows for misfit in misfits(row)]
    sums: dict[str, Callable[[Table], int | None]] = {
        "received": lambda row: row.received, "resolved": lambda row: row.resolved, "open": lambda row: row.open,
    }  # fmt: skip
    for what, of in sums.items():
        stated, parts = of(total.table) or 0, sum(of(row) or 0 for row in rows[1:])
        if stated != parts:
            found.append(Misfit(what=f"{what} = Σ", stated=stated, counted=parts))
    return tuple(found)


def _refusals(all_counted: Iterable[Counted], period: Period, today: str) -> tuple[Refusals, ...]:
    counts: dict[str, int] = {}
    for one in all_counted:
        if period.first <= one.refused_day <= min(period.last, today):
            counts[one.ground] = counts.get(one.ground, 0) + 1
    return tuple(
        Refusals(ground=ground, count=counts[ground]) for ground in sorted(counts, key=lambda g: (-counts[g], g))
    )


def _quality(measures: Measures) -> Score:
    """The groups of QĐ 766 as far as this system can know them: publishing and paying online are others' business."""
    return score(
        {
            "progress": measures.on_time_bp,
            "digitised": measures.digitised_bp,
            "satisfaction": measures.satisfaction_bp,
        }
    )
