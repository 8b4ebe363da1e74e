"""Charts as SVG made here, each with its figures in a table beside it: the same on a page, in a PDF and in a test.

A chart says nothing by colour alone: every bar bears its figure, and the table has them all. The SVG carries no style, no
script and no address, so the strictest policy of a browser lets it through.
"""

from collections.abc import Callable
from html import escape
from typing import NamedTuple

from models.words import grouped

BARS_MAX = 40
"""How many bars are drawn; the table has every row."""
GREEN, LIGHT_GREEN, RED, GREY, BLUE, AMBER = "#14532d", "#5aa777", "#b91c1c", "#9ca3af", "#1d4f91", "#b45309"
_WIDTH, _LABEL, _FIGURE = 720, 210, 90
_BAR, _GAP, _TOP = 22, 10, 34
_LABEL_CHARS_MAX = 30
_FONT = "Libertinus Serif, Georgia, serif"


class Series(NamedTuple):
    """One part of every bar: what it is called and its colour."""

    name: str
    colour: str = BLUE


class Bar(NamedTuple):
    """One bar: its label and a figure for each series; None where nothing is known."""

    label: str
    values: tuple[int | None, ...]


class Chart(NamedTuple):
    """Bars beside each other's labels. `figure` writes a value; `target` is drawn as a line that bears its name."""

    title: str
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]
    figure: Callable[[int], str] = grouped
    head: str = ""
    total: str = ""
    target: int | None = None
    target_name: str = ""


def svg(chart: Chart) -> str:
    """The drawing alone, for a page (inline) or a PDF."""
    shown = chart.bars[:BARS_MAX]
    top = _TOP if len(chart.series) > 1 or chart.target is not None else 6
    height = top + len(shown) * (_BAR + _GAP) + 4
    whole = max([*(_sum(bar) for bar in shown), chart.target or 0, 1])
    scale = (_WIDTH - _LABEL - _FIGURE) / whole
    parts = [_legend(chart)]
    for at, bar in enumerate(shown):
        parts.append(_bar(chart, bar, top + at * (_BAR + _GAP), scale))
    if chart.target is not None:
        parts.append(_target(chart, _LABEL + chart.target * scale, top - 6, height - 2))
    said = escape("; ".join(f"{bar.label}: {_figures(chart, bar)}" for bar in shown))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" font-family="{_FONT}" font-size="14" fill="#111111"><title>{escape(chart.title)}</title>'
        f"<desc>{said}</desc>{''.join(parts)}</svg>"
    )


def rows(chart: Chart) -> list[list[str]]:
    """The figures as a table: a row of headings, then one row a bar, with their sum where the chart names it."""
    heads = [chart.head, *(series.name for series in chart.series), *([chart.total] if chart.total else [])]
    found = [heads]
    for bar in chart.bars:
        cells = ["–" if value is None else chart.figure(value) for value in bar.values]
        found.append([bar.label, *cells, *([chart.figure(_sum(bar))] if chart.total else [])])
    return found


def figure(chart: Chart) -> str:
    """The drawing and its table as one finished piece of HTML, everything escaped."""
    heads, *body = rows(chart)
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    lines = "".join(
        f'<tr><th scope="row">{escape(label)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for label, *cells in body
    )
    return (
        f'<figure class="chart"><figcaption>{escape(chart.title)}</figcaption>{svg(chart)}'
        f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></figure>"
    )


def _sum(bar: Bar) -> int:
    return sum(max(value, 0) for value in bar.values if value is not None)


def _figures(chart: Chart, bar: Bar) -> str:
    known = [(series.name, value) for series, value in zip(chart.series, bar.values, strict=True) if value is not None]
    if len(chart.series) == 1:
        return chart.figure(known[0][1]) if known else "–"
    return ", ".join(f"{name} {chart.figure(value)}" for name, value in known) or "–"


def _legend(chart: Chart) -> str:
    if len(chart.series) == 1:
        return ""
    made, x = [], _LABEL
    for series in chart.series:
        made.append(f'<rect x="{x}" y="6" width="12" height="12" fill="{series.colour}"/>')
        made.append(f'<text x="{x + 17}" y="17">{escape(series.name)}</text>')
        x += 34 + 8 * len(series.name)
    return "".join(made)


def _bar(chart: Chart, bar: Bar, y: int, scale: float) -> str:
    label = bar.label if len(bar.label) <= _LABEL_CHARS_MAX else bar.label[: _LABEL_CHARS_MAX - 1] + "…"
    made = [f'<text x="{_LABEL - 8}" y="{y + 16}" text-anchor="end">{escape(label)}</text>']
    x = float(_LABEL)
    for series, value in zip(chart.series, bar.values, strict=True):
        width = max(value or 0, 0) * scale
        if width:
            made.append(f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{series.colour}"/>')
        if value and len(chart.series) > 1 and width > 9 * len(chart.figure(value)):
            ink = "#111111" if series.colour in (LIGHT_GREEN, GREY) else "#ffffff"
            made.append(
                f'<text x="{x + width / 2:.1f}" y="{y + 16}" text-anchor="middle" fill="{ink}" font-size="12">'
                f"{escape(chart.figure(value))}</text>"
            )
        x += width
    known = any(value is not None for value in bar.values)
    told = (
        chart.figure(_sum(bar))
        if known and (len(chart.series) > 1 or (bar.values[0] or 0) >= 0)
        else _figures(chart, bar)
    )
    made.append(f'<text x="{x + 6:.1f}" y="{y + 16}" font-weight="bold">{escape(told)}</text>')
    return "".join(made)


def _target(chart: Chart, x: float, top: int, bottom: int) -> str:
    return (
        f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}" stroke="#111111" stroke-width="1.5" '
        f'stroke-dasharray="5 3"/><text x="{x:.1f}" y="{top - 3}" text-anchor="middle" font-size="12">'
        f"{escape(chart.target_name)}</text>"
    )
