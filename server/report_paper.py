"""A report as PDF: the same words and figures as the workbook, with its drawings and their tables."""

from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import typst

from models import unit
from models.calendar import ms_of
from models.report import Line, Report
from models.statistics import percent
from models.words import grouped
from server import charts, report_charts
from server.documents.english import told_in
from server.report_words import CALLS, COLUMNS, MEASURES, SPREAD_PARTS, SPREADS, TITLES, Language, Word, text

DRAWN_LINES_MAX = 24
"""A drawing and its table must fit on one page; the table before them has every line."""
Told = dict[str, Any]


def paper(report: Report, language: Language = "vi") -> bytes:
    """The report as PDF/A."""
    return printed("report", told(report, language), report.today)


def told(report: Report, language: Language) -> Told:
    """Everything the template prints."""
    lines = [*report.lines, report.total]
    drawn = report_charts.of(
        msgspec.structs.replace(report, lines=report.lines[:DRAWN_LINES_MAX]), language
    )  # fmt: skip
    return {
        "language": language,
        "unit": unit_name(report.units, language),
        "title": text(TITLES["report"], language),
        "subtitle": text(
            TITLES["period"], language, first=day(report.first), last=day(report.last), today=day(report.today)
        ),
        "page": text(TITLES["page"], language, at="{at}", of="{of}"),
        "tables": [
            one | {"rows": [[told_in(language, cell) for cell in row] for row in one["rows"]]}
            for one in (_table(report, lines, language), *_measures(report, lines, language), *_small(report, language))
        ],
        "charts": [{"svg": charts.svg(one), "title": one.title, **_rows(charts.rows(one))} for one in drawn],
    }


def printed(template: str, told: Told, day_: str) -> bytes:
    """A sheet of `documents/reports/` set as PDF/A; the same data give the same bytes."""
    made: bytes | list[bytes] = typst.compile(
        _root() / f"{template}.typ", root=_root(), font_paths=_fonts(), ignore_system_fonts=True,
        sys_inputs={"told": msgspec.json.encode(told).decode()}, timestamp=ms_of(day_, 0) // 1000, format="pdf",
        pdf_standards=["a-2b"],
    )  # fmt: skip
    return made if isinstance(made, bytes) else b"".join(made)


def unit_name(unit_ids: tuple[str, ...], language: Language) -> str:
    """What the units of a report are called together: the first is the one that reports."""
    known = unit.unit(unit_ids[0]) if unit_ids else None
    return told_in(language, known.full_name) if known else ""


def day(iso: str) -> str:
    """A day as papers write it: 21/11/2026."""
    return f"{date.fromisoformat(iso):%d/%m/%Y}"


def _root() -> Path:
    return Path(str(files("server.documents") / "reports"))


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _rows(found: list[list[str]]) -> Told:
    return {"heads": found[0], "rows": found[1:]}


def _name(line: Line, language: Language) -> str:
    return line.vi if language == "vi" else line.en


def _number(value: int | None) -> str:
    return "–" if value is None else grouped(value)


def _table(report: Report, lines: list[Line], language: Language) -> Told:
    check = text(TITLES["identity"], language)
    holds = text(TITLES["fails" if report.misfits else "holds"], language)
    return {
        "title": f"{text(TITLES['table'], language)} ({check}: {holds})",
        "heads": [text(TITLES[report.by], language), *(text(word, language) for word in COLUMNS.values())],
        "rows": [
            [_name(line, language), *(_number(getattr(line.table, place)) for place in COLUMNS)] for line in lines
        ],
        "total": True,
    }


def _measures(report: Report, lines: list[Line], language: Language) -> list[Told]:
    head = text(TITLES[report.by], language)
    shares = {
        "title": text(TITLES["measures"], language),
        "heads": [head, *(text(word, language) for word in MEASURES.values())],
        "rows": [[_name(one, language), *(_measure(one, name) for name in MEASURES)] for one in lines],
        "total": True,
    }
    parts = [text(word, language) for word in SPREAD_PARTS.values()]
    spreads = [
        {
            "title": text(word, language),
            "heads": [head, *parts],
            "rows": [[_name(one, language), *_spread(one, name)] for one in lines],
            "total": True,
        }
        for name, word in SPREADS.items()
    ]
    return [shares, *spreads]


def _measure(line: Line, name: str) -> str:
    value: int | None = getattr(line.measures, name)
    return percent(value) if name.endswith("_bp") else _number(value)


def _spread(line: Line, name: str) -> list[str]:
    spread = getattr(line.measures, name)
    values = {part: getattr(spread, part) for part in SPREAD_PARTS}
    return [percent(value) if part.endswith("_bp") else _number(value) for part, value in values.items()]


def _small(report: Report, language: Language) -> list[Told]:
    count = text(TITLES["count"], language)

    def two(title: Word, head: Word, rows: list[list[str]]) -> Told:
        return {"title": text(title, language), "heads": [text(head, language), count], "rows": rows}

    quality = {
        "title": text(TITLES["quality"], language),
        "heads": [text(TITLES[name], language) for name in ("group", "weight", "points")],
        "rows": [
            [
                one.vi if language == "vi" else one.en, str(one.weight),
                text(TITLES["unknown"], language) if one.points_c is None else f"{one.points_c / 100:.2f}".replace(".", ","),
            ]
            for one in report.quality.groups
        ],
    }  # fmt: skip
    calls = [[text(word, language), _number(getattr(report.calls, name))] for name, word in CALLS.items()]
    grounds = [[one.ground, _number(one.count)] for one in report.refusals]
    return [
        two(TITLES["calls"], TITLES["calls"], calls),
        two(TITLES["refusals"], TITLES["ground"], grounds),
        quality,
    ]
