"""`/reports`: the table of a period with its identity, the measures, broken down; as JSON, workbook and PDF."""

from typing import Annotated, Any, Literal

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from models import calendar
from models.ids import END
from models.meeting import Meeting
from models.report import By, Report
from models.said import DAY_PATTERN
from models.statistics import Period
from server import meeting, ready, report_paper, report_sheet, reports
from server.asked import DayAsked, UnitAsked, speaks
from server.house import House
from server.reading import looking
from server.session import Asking

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
DAY = f"^{DAY_PATTERN}{END}"

FirstDay = Annotated[str, QueryParameter(name="from", pattern=DAY, description="first local day of the period")]
LastDay = Annotated[str, QueryParameter(name="to", pattern=DAY, description="last local day of the period")]
ByAsked = Annotated[By, QueryParameter(name="by", description="broken down by what")]
InLanguage = Annotated[Literal["vi", "en"], QueryParameter(name="lang", description="language of the words")]


@get("/reports", sync_to_thread=True, opt=speaks(Report))
def shown(
    house: NamedDependency[House], request: Request[Any, Any, Any], first: FirstDay, last: LastDay, unit: UnitAsked = "",
    by: ByAsked = "unit",
) -> Response[bytes]:  # fmt: skip
    """The report of a period over the units one may see. No names of citizens; the sums are checked each time."""
    return ready.answer(ready.written(_made(house, request, first, last, unit, by)))


@get("/reports.xlsx", sync_to_thread=True, opt=speaks(bytes, answers_type=XLSX))
def workbook(
    house: NamedDependency[House], request: Request[Any, Any, Any], first: FirstDay, last: LastDay, unit: UnitAsked = "",
    by: ByAsked = "unit", lang: InLanguage = "vi",
) -> Response[bytes]:  # fmt: skip
    """The same report as a workbook for Excel."""
    report = _made(house, request, first, last, unit, by)
    return download(report_sheet.workbook(report, lang), XLSX, f"tannha-{first}-{last}.xlsx")


@get("/reports.pdf", sync_to_thread=True, opt=speaks(bytes, answers_type=PDF))
def paper(
    house: NamedDependency[House], request: Request[Any, Any, Any], first: FirstDay, last: LastDay, unit: UnitAsked = "",
    by: ByAsked = "unit", lang: InLanguage = "vi",
) -> Response[bytes]:  # fmt: skip
    """The same report as PDF, with drawings."""
    report = _made(house, request, first, last, unit, by)
    return download(report_paper.paper(report, lang), PDF, f"tannha-{first}-{last}.pdf")


@get("/reports/meeting", sync_to_thread=True, opt=speaks(Meeting))
def meeting_shown(
    house: NamedDependency[House], request: Request[Any, Any, Any], unit: UnitAsked = "", today: DayAsked = ""
) -> Response[bytes]:
    """The sheet of the weekly one-stop meeting: the week before today (or `today`), late cases by code, tasks."""
    return ready.answer(ready.written(_sheet(house, request, unit, today)))


@get("/reports/meeting.pdf", sync_to_thread=True, opt=speaks(bytes, answers_type=PDF))
def meeting_paper(
    house: NamedDependency[House], request: Request[Any, Any, Any], unit: UnitAsked = "", today: DayAsked = "",
    lang: InLanguage = "vi",
) -> Response[bytes]:  # fmt: skip
    """The same sheet as PDF."""
    sheet = _sheet(house, request, unit, today)
    return download(meeting.paper(sheet, lang), PDF, f"giao-ban-{sheet.report.first}.pdf")


def _sheet(house: House, request: Asking, unit_id: str, today: str) -> Meeting:
    actor, _ = looking(house, request, "reports", unit_id)
    units = reports.of_actor(house.store, actor, unit_id)
    now = calendar.local_day(house.now_ms())
    asked = read_period(today, today).last if today else now
    return meeting.make(house.store, units, min(asked, now))


def _made(house: House, request: Asking, first: str, last: str, unit_id: str, by: By) -> Report:
    actor, _ = looking(house, request, "reports", unit_id)
    period = read_period(first, last)
    units = reports.of_actor(house.store, actor, unit_id)
    return reports.make(house.store, units, period, calendar.local_day(house.now_ms()), by)


def read_period(first: str, last: str) -> Period:
    """The period between two days, whichever is named first."""
    return Period(first=min(first, last), last=max(first, last))


def download(content: bytes, media_type: str, name: str) -> Response[bytes]:
    """A file a browser keeps; figures of today are not tomorrow's, so nobody stores them on the way."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


ROUTER = Router("/", route_handlers=[shown, workbook, paper, meeting_shown, meeting_paper], tags=["reports"])
