"""`/board/reports`: the figures of a period as charts with their tables, filters in the address; the weekly meeting's sheet."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.di import NamedDependency
from markupsafe import Markup

from models import calendar, registers
from models import unit as units
from models.access import Actor, may_read
from models.book import SHORT, book_id
from models.report import Line
from models.statistics import Period
from server import charts, meeting, report_charts, reports
from server.asked import DayAsked, UnitAsked, real_day, speaks
from server.consoles import plain
from server.consoles.pages import console, page
from server.house import House
from server.report_words import CALLS, COLUMNS, MEASURES, TITLES, Language, text
from server.routes.reports import ByAsked, read_period

HERE = "/board/reports"


@get(HERE, sync_to_thread=True, opt=speaks())
def figures(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    first: DayAsked = "",
    last: DayAsked = "",
    unit: UnitAsked = "",
    by: ByAsked = "officer",
) -> Response[str]:
    """A period in charts and tables; the same figures as workbook and paper by the links."""
    who = console(house, request, "reports")
    actor = who.me
    today = calendar.local_day(house.now_ms())
    period = read_period(real_day(first or f"{today[:7]}-01"), real_day(last or today))
    report = reports.make(house.store, reports.of_actor(house.store, actor, unit), period, today, by)
    query = urlencode({"from": period.first, "to": period.last, "by": by, **({"unit": unit} if unit else {})})
    language = who.language
    lines = [*report.lines, report.total]
    return page(
        "reports.html", who, at=HERE, period=period, by=by, unit=unit, query=query, report=report,
        drawings=[Markup(charts.figure(one)) for one in report_charts.of(report, language)],
        columns=[text(word, language) for word in COLUMNS.values()],
        table=[(_name(line, language), [getattr(line.table, place) for place in COLUMNS]) for line in lines],
        measures=[(text(word, language), _measure(name, report.total, language)) for name, word in MEASURES.items()],
        calls=[(text(word, language), getattr(report.calls, name)) for name, word in CALLS.items()],
        bys=[(one, text(TITLES[one], language)) for one in ("unit", "procedure", "field", "officer")],
        books=_books(actor, period),
        below=list(units.children(actor.unit)) if "province" in actor.roles else [],
    )  # fmt: skip


@get("/board/meeting", sync_to_thread=True, opt=speaks())
def weekly(house: NamedDependency[House], request: Request[Any, Any, Any], day: DayAsked = "") -> Response[str]:
    """The sheet of the weekly one-stop meeting: last week's figures, late cases with reasons, tasks."""
    who = console(house, request, "reports")
    actor = who.me
    today = calendar.local_day(house.now_ms())
    asked = min(real_day(day or today), today)
    sheet = meeting.make(house.store, reports.of_actor(house.store, actor), asked)
    language = who.language
    total = sheet.report.total
    return page(
        "meeting.html", who, at="/board/meeting", sheet=sheet, day=asked,
        period=Period(first=sheet.report.first, last=sheet.report.last),
        counts=[(text(word, language), getattr(total.table, place)) for place, word in COLUMNS.items()],
        measures=[(text(word, language), _measure(name, total, language)) for name, word in MEASURES.items()],
    )  # fmt: skip


def _books(actor: Actor, period: Period) -> list[tuple[str, str]]:
    """The four registers of the month a period ends in, and form 07 of the period, for whoever may read the registers."""
    if may_read(actor, "registers", actor.unit) is not None:
        return []
    month = period.last[:7]
    found = [(registers.symbol(name), f"/registers/{book_id(name, month[:4])}/pages?month={month}") for name in SHORT]
    return [*found, ("07", f"/registers/tracking/pages?from={period.first}&to={period.last}")]


def _name(line: Line, language: Language) -> str:
    return line.vi if language == "vi" else line.en


def _measure(name: str, line: Line, language: Language) -> str:
    """A measure in words: a share as a percentage, a number as it is, a dash where nothing is known."""
    value: int | None = getattr(line.measures, name)
    if name.endswith("_bp"):
        return plain.percent(value, language)
    return "–" if value is None else plain.number(value, language)


HANDLERS = [figures, weekly]
