"""A report as a workbook for Excel: figures as numbers, shares as percentages, names as text that is never run."""

import io
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook

from models.report import Line, Report
from models.statistics import Spread
from server.documents.english import told_in
from server.report_words import (
    CALLS,
    COLUMNS,
    MEASURES,
    SPREAD_PARTS,
    SPREADS,
    TITLES,
    Language,
    Word,
    text,
)

SHARE = 10_000


class Sheets:
    """A workbook under way: each sheet a block of rows under headings."""

    def __init__(self, file: io.BytesIO, language: Language, made: datetime) -> None:
        self.book: Workbook = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
        self.book.set_properties({"title": text(TITLES["report"], language), "created": made})
        self.language: Language = language
        self._head = self.book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "vcenter"})
        self._name = self.book.add_format({"border": 1})
        self._number = self.book.add_format({"border": 1, "num_format": "#,##0"})
        self._share = self.book.add_format({"border": 1, "num_format": "0.00%"})
        self._title = self.book.add_format({"bold": True, "font_size": 14})

    def add(self, name: str, title: str, heads: list[str], rows: list[list[Any]], shares: frozenset[int]) -> None:
        """One sheet: a title, headings, then rows; `shares` are columns in hundredths of a percent."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, title, self._title)
        for column, head in enumerate(heads):
            sheet.write_string(2, column, head, self._head)
        for at, row in enumerate(rows, 3):
            for column, value in enumerate(row):
                if value is None:
                    sheet.write_blank(at, column, None, self._name)
                elif isinstance(value, str):
                    sheet.write_string(at, column, value, self._name)
                elif column in shares:
                    sheet.write_number(at, column, value / SHARE, self._share)
                else:
                    sheet.write_number(at, column, value, self._number)
        sheet.set_column(0, 0, 42)
        sheet.set_column(1, max(len(heads) - 1, 1), 13)
        sheet.freeze_panes(3, 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)


def workbook(report: Report, language: Language = "vi") -> bytes:
    """The workbook of a report, as bytes of .xlsx."""
    file = io.BytesIO()
    sheets = Sheets(file, language, datetime.fromisoformat(report.today))
    title = f"{text(TITLES['report'], language)}. " + text(
        TITLES["period"], language, first=report.first, last=report.last, today=report.today
    )
    lines = [*report.lines, report.total]
    head = text(TITLES[report.by], language)
    sheets.add(
        _tab("table", language), title, [head, *_heads(COLUMNS, language)],
        [[_name(line, language), *(getattr(line.table, place) for place in COLUMNS)] for line in lines], frozenset(),
    )  # fmt: skip
    heads, shares = _measure_heads(language)
    sheets.add(
        _tab("measures", language), title, [head, *heads],
        [[_name(line, language), *_measures(line)] for line in lines], shares,
    )  # fmt: skip
    _small(sheets, report, title)
    sheets.book.close()
    return file.getvalue()


def _small(sheets: Sheets, report: Report, title: str) -> None:
    language = sheets.language
    calls = [[text(word, language), getattr(report.calls, name)] for name, word in CALLS.items()]
    count = text(TITLES["count"], language)
    sheets.add(_tab("calls", language), title, [text(TITLES["calls"], language), count], calls, frozenset())
    grounds = [[told_in(language, one.ground), one.count] for one in report.refusals]
    sheets.add(_tab("refusals", language), title, [text(TITLES["ground"], language), count], grounds, frozenset())
    groups: list[list[Any]] = [
        [
            one.vi if language == "vi" else one.en, one.weight,
            text(TITLES["unknown"], language) if one.points_c is None else one.points_c / 100,
        ]
        for one in report.quality.groups
    ]  # fmt: skip
    heads = [text(TITLES[name], language) for name in ("group", "weight", "points")]
    sheets.add("QĐ 766", title, heads, groups, frozenset())


def _tab(name: str, language: Language) -> str:
    return text(TITLES[name], language)[:31]


def _name(line: Line, language: Language) -> str:
    return line.vi if language == "vi" else line.en


def _heads(words: dict[str, Word], language: Language) -> list[str]:
    return [text(word, language) for word in words.values()]


def _measure_heads(language: Language) -> tuple[list[str], frozenset[int]]:
    """The headings of the measures, and which of their columns (the name's counted) are shares."""
    heads = _heads(MEASURES, language)
    shares = [name.endswith("_bp") for name in MEASURES]
    for word in SPREADS.values():
        for part, of in SPREAD_PARTS.items():
            heads.append(f"{text(word, language)}: {text(of, language)}")
            shares.append(part.endswith("_bp"))
    return heads, frozenset(at for at, share in enumerate(shares, 1) if share)


def _measures(line: Line) -> list[int | None]:
    found: list[int | None] = [getattr(line.measures, name) for name in MEASURES]
    for name in SPREADS:
        spread: Spread = getattr(line.measures, name)
        found += [getattr(spread, part) for part in SPREAD_PARTS]
    return found
