"""The drawings of a report: how each line stands, what share was in time, how long from arrival to signature."""

from collections.abc import Callable
from functools import partial

from models.report import Line, Report
from models.statistics import SIGN_MINUTES_TARGET, percent
from server.charts import BLUE, GREEN, GREY, LIGHT_GREEN, RED, Bar, Chart, Series
from server.documents.english import told_in
from server.report_words import COLUMNS, MEASURES, TITLES, Language, text


def of(report: Report, language: Language = "vi") -> tuple[Chart, ...]:
    """The charts of a report, each with its table beside it."""
    lines = report.lines or (report.total,)
    head = text(TITLES[report.by], language)
    drawn = (_standing(lines, head, language), _in_time(lines, head, language), _signed(lines, head, language))
    return tuple(one._replace(figure=partial(_figure, one.figure, language)) for one in drawn)


def _figure(write: Callable[[int], str], language: Language, value: int) -> str:
    return told_in(language, write(value))


def _name(line: Line, language: Language) -> str:
    return line.vi if language == "vi" else line.en


def _standing(lines: tuple[Line, ...], head: str, language: Language) -> Chart:
    places = {"early": GREEN, "on_time": LIGHT_GREEN, "late": RED, "open": GREY}
    series = tuple(
        Series(text(TITLES["open_short"] if place == "open" else COLUMNS[place], language), colour)
        for place, colour in places.items()
    )
    bars = tuple(Bar(_name(line, language), tuple(getattr(line.table, place) for place in places)) for line in lines)
    return Chart(
        title=text(TITLES["table"], language),
        series=series,
        bars=bars,
        head=head,
        total=text(COLUMNS["received"], language),
    )


def _in_time(lines: tuple[Line, ...], head: str, language: Language) -> Chart:
    name = text(MEASURES["on_time_bp"], language)
    bars = tuple(Bar(_name(line, language), (line.measures.on_time_bp,)) for line in lines)
    return Chart(title=name, series=(Series(name, GREEN),), bars=bars, figure=percent, head=head)


def _signed(lines: tuple[Line, ...], head: str, language: Language) -> Chart:
    bars = tuple(Bar(_name(line, language), (line.measures.signed.median,)) for line in lines)
    return Chart(
        title=text(TITLES["signed_chart"], language),
        series=(Series(text(TITLES["minutes"], language), BLUE),),
        bars=bars,
        head=head,
        target=SIGN_MINUTES_TARGET,
        target_name=text(TITLES["target"], language, target=SIGN_MINUTES_TARGET),
    )
