"""A plan to look at: a map as SVG that needs nothing else, and a table for each officer."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from itertools import chain
from typing import NamedTuple

from server.dispatch.problem import Problem, Visit
from server.dispatch.route import Plan, Route
from server.dispatch.travel import EARTH_RADIUS_M
from server.dispatch.words import clock

MAP_PX, MARGIN_PX, LINE_PX = 900, 30, 20
LETTER_PX = 7
"""About the width of a letter: a picture cannot measure its words."""
DOOR_PX = 14
"""Doors nearer than this are drawn beside each other, or their numbers could not be read."""
LEFT_OUT_MAX = 40
"""So many of those left out are named beside the map."""
COLOURS = ("#1b6ca8", "#c0392b", "#1e8449", "#7d3c98", "#b9770e", "#0e7c7b", "#a93279", "#5d6d7e", "#6e2c00", "#2e4053")
"""Dark enough to be told from white; after ten officers the dashes change."""
_DASHES = ("", "6 3", "2 3", "9 3 2 3")
_SCALES_M = (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100)
_STYLE = (
    "text{font:12px sans-serif;fill:#222}.paper{fill:#fff}.t{font-weight:bold}.door{stroke:#fff}"
    ".n{font-size:9px;fill:#fff;text-anchor:middle;dominant-baseline:central}.out{fill:#fff;stroke:#c00;stroke-width:2}"
    ".o{font-size:9px;fill:#c00;text-anchor:middle;dominant-baseline:central}.base{fill:#222}.scale{stroke:#222}"
)

Spot = tuple[float, float]


class Paper(NamedTuple):
    """The places on the paper, how large the map is, and how many pixels a metre is (0: nobody knows where anything is)."""

    points: list[Spot]
    width: float
    height: float
    metre_px: float


def svg(problem: Problem, plan: Plan) -> str:
    """The plan as a map: a line for each officer, doors numbered in their order, those left out as empty rings."""
    paper = _paper(problem)
    spots = _Spots()
    ways = [_way(problem, route, i, paper.points) for i, route in enumerate(plan.routes)]
    bases = [_base(spots.free(paper.points[p])) for p in sorted({officer.start for officer in problem.officers})]
    doors = [_doors(problem, route, i, paper.points, spots) for i, route in enumerate(plan.routes)]
    out = _left_out(problem, plan, paper.points, spots)
    legend, wide, high = _legend(problem, plan, paper)
    size = f"{paper.width + wide:.0f} {max(paper.height, high):.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img" '
        f'aria-label="{escape(plan.unit)} {escape(plan.day)}"><style>{_STYLE}</style>'
        f'<rect class="paper" width="100%" height="100%"/>{"".join(chain(ways, bases, doors, out))}{legend}</svg>\n'
    )


def _paper(problem: Problem) -> Paper:
    """The places on the paper, north up."""
    points = problem.points or [(0.0, 0.0)] * max(1, len(problem.travel_s))
    lat0 = sum(lat for lat, _ in points) / max(1, len(points))
    flat = [(lon * math.cos(lat0), -lat) for lat, lon in points]
    xs, ys = [x for x, _ in flat], [y for _, y in flat]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = (MAP_PX - 2 * MARGIN_PX) / max(wide, high, 1e-9)
    placed = [(MARGIN_PX + (x - min(xs)) * scale, MARGIN_PX + (y - min(ys)) * scale) for x, y in flat]
    metre_px = scale / EARTH_RADIUS_M if max(wide, high) > 0 else 0.0
    return Paper(placed, 2 * MARGIN_PX + wide * scale, 2 * MARGIN_PX + high * scale, metre_px)


class _Spots:
    """Where on the paper something is drawn already."""

    def __init__(self) -> None:
        self._taken: list[Spot] = []

    def free(self, wanted: Spot) -> Spot:
        """The spot wanted, or the next one beside it that is free."""
        x, y = wanted
        rings = ((k * DOOR_PX, 6 * k) for k in range(1, 8))
        around = (
            (x + radius * math.sin(math.tau * i / count), y - radius * math.cos(math.tau * i / count))
            for radius, count in rings
            for i in range(count)
        )
        inside = (spot for spot in around if min(spot) > DOOR_PX / 2)
        found = next((spot for spot in chain([wanted], inside) if self._is_free(spot)), wanted)
        self._taken.append(found)
        return found

    def _is_free(self, spot: Spot) -> bool:
        return all(math.dist(spot, other) >= DOOR_PX - 1 for other in self._taken)


def _look(i: int) -> tuple[str, str]:
    """Colour and dashes of the officer with this number."""
    return COLOURS[i % len(COLOURS)], _DASHES[i // len(COLOURS) % len(_DASHES)]


def _base(spot: Spot) -> str:
    """Where somebody's day begins."""
    return f'<rect class="base" x="{spot[0] - 5:.1f}" y="{spot[1] - 5:.1f}" width="10" height="10"/>'


def _way(problem: Problem, route: Route, i: int, points: Sequence[Spot]) -> str:
    """One officer's line."""
    if not any(stop.visit for stop in route.stops):
        return ""
    officer = next(officer for officer in problem.officers if officer.id == route.officer)
    colour, dash = _look(i)
    places = [officer.start, *(stop.place for stop in route.stops), officer.end]
    line = " ".join(f"{points[p][0]:.1f},{points[p][1]:.1f}" for p in places)
    return (
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-opacity="0.6" stroke-dasharray="{dash}"/>'
    )


def _door(spot: Spot, number: int, title: str, door: str, text: str) -> str:
    """A ring with its number, and more to read when the pointer rests on it."""
    x, y = spot
    return (
        f'<circle {door} cx="{x:.1f}" cy="{y:.1f}" r="7"><title>{escape(title)}</title></circle>'
        f'<text class="{text}" x="{x:.1f}" y="{y:.1f}">{number}</text>'
    )


def _doors(problem: Problem, route: Route, i: int, points: Sequence[Spot], spots: _Spots) -> str:
    """One officer's doors, numbered."""
    names = {visit.id: visit.name or visit.id for visit in problem.visits}
    kind = f'class="door" fill="{_look(i)[0]}"'
    visits = [stop for stop in route.stops if stop.visit]
    return "".join(
        _door(spots.free(points[stop.place]), n, f"{n}. {names[stop.visit]} {clock(stop.start_s)}", kind, "n")
        for n, stop in enumerate(visits, 1)
    )


def _left_out(problem: Problem, plan: Plan, points: Sequence[Spot], spots: _Spots) -> list[str]:
    """The doors nobody goes to."""
    visits = {visit.id: visit for visit in problem.visits}
    return [
        _door(
            spots.free(points[visits[visit].place]), n, f"{visits[visit].name or visit}: chưa xếp · left out",
            'class="out"', "o",
        )
        for n, visit in enumerate(plan.left_out, 1)
    ]  # fmt: skip


def _legend(problem: Problem, plan: Plan, paper: Paper) -> tuple[str, float, float]:
    """What day it is, who is which line, who is left out, how far is far; and how wide and high all that is."""
    officers = {officer.id: officer.name or officer.id for officer in problem.officers}
    visits = {visit.id: visit.name or visit.id for visit in problem.visits}
    lines = [("t", f"Kế hoạch · plan {plan.day}, {plan.unit}")]
    for i, route in enumerate(plan.routes):
        made = sum(bool(stop.visit) for stop in route.stops)
        lines.append((str(i), f"{officers[route.officer]}: {made} lượt, {route.travel_s // 60} phút đường"))
    lines.append(("", "■ nơi xuất phát · where a day begins"))
    if plan.left_out:
        lines.append(("t", f"○ Chưa xếp · left out: {len(plan.left_out)}"))
        lines += [("", f"{n}. {visits[visit]}") for n, visit in enumerate(plan.left_out[:LEFT_OUT_MAX], 1)]
        if len(plan.left_out) > LEFT_OUT_MAX:
            lines.append(("", f"… {len(plan.left_out) - LEFT_OUT_MAX}"))
    x, parts = paper.width, []
    for row, (kind, words) in enumerate(lines):
        y = MARGIN_PX + LINE_PX * row
        if kind.isdigit():
            colour, dash = _look(int(kind))
            parts.append(
                f'<line x1="{x:.0f}" x2="{x + 24:.0f}" y1="{y - 4}" y2="{y - 4}" stroke="{colour}" stroke-width="3" '
                f'stroke-dasharray="{dash}"/>'
            )
        shown = 'class="t" ' if kind == "t" else ""
        parts.append(f'<text {shown}x="{x + 30 * kind.isdigit():.0f}" y="{y}">{escape(words)}</text>')
    bottom = MARGIN_PX + LINE_PX * len(lines)
    parts.append(_scale(x, bottom, paper.metre_px))
    wide = max(len(words) + 5 * kind.isdigit() for kind, words in lines) * LETTER_PX + MARGIN_PX
    return "".join(parts), max(wide, 260.0), float(bottom + 2 * LINE_PX)


def _scale(x: float, y: float, metre_px: float) -> str:
    """How long some round number of metres is."""
    metres = next((m for m in _SCALES_M if m * metre_px <= 200), 0)
    if not metres * metre_px:
        return ""
    words = f"{metres} m" if metres < 1000 else f"{metres // 1000} km"
    return (
        f'<line class="scale" x1="{x:.0f}" x2="{x + metres * metre_px:.0f}" y1="{y}" y2="{y}"/>'
        f'<text x="{x:.0f}" y="{y + 16}">{words} đường chim bay · as the crow flies</text>'
    )


def tables(problem: Problem, plan: Plan) -> str:
    """The plan in words: the day of each officer. Fits a terminal."""
    names = {officer.id: officer.name or officer.id for officer in problem.officers}
    visits = {visit.id: visit for visit in problem.visits}
    lines = [f"Kế hoạch {plan.day} · {plan.unit}"]
    for route in plan.routes:
        made = sum(bool(stop.visit) for stop in route.stops)
        work = f"{route.work_s / 3600:.1f} giờ việc, {route.travel_s // 60} phút đường"
        lines += ["", f"{names.get(route.officer, route.officer)} · {made} lượt, {work}"]
        if made:
            lines.append(f"  {clock(route.depart_s)}        đi · leave")
        for stop in route.stops:
            lines.append(f"  {clock(stop.start_s)}-{clock(stop.leave_s)}  {_stop(visits, stop.visit, stop.second)}")
        if made:
            lines.append(f"  {clock(route.back_s)}        về · back")
    return "\n".join(lines) + "\n"


def _stop(visits: Mapping[str, Visit], visit: str, second: bool) -> str:
    if not visit:
        return "nghỉ · break"
    name = visits[visit].name or visit
    return f"{name} (người thứ hai · second)" if second else name
