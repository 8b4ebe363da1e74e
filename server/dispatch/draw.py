"""A plan to look at: a map as SVG that needs nothing else, and a table for each officer."""

import math
from collections.abc import Mapping, Sequence
from html import escape

from server.dispatch.problem import Problem, Visit
from server.dispatch.route import Plan, Route
from server.dispatch.words import clock

WIDTH_PX, MARGIN_PX, LEGEND_PX = 900, 30, 240
COLOURS = ("#1b6ca8", "#c0392b", "#1e8449", "#7d3c98", "#b9770e", "#0e7c7b", "#a93279", "#5d6d7e", "#6e2c00", "#2e4053")
"""Dark enough to be told from white; after ten officers the dashes change."""
_DASHES = ("", "6 3", "2 3", "9 3 2 3")
_STYLE = (
    "text{font:12px sans-serif;fill:#222}.n{font-size:9px;fill:#fff;text-anchor:middle;dominant-baseline:central}"
    ".out{fill:#fff;stroke:#c00;stroke-width:2}.base{fill:#222}"
)


def svg(problem: Problem, plan: Plan) -> str:
    """The plan as a map: a line for each officer, doors numbered in their order, those left out as empty rings."""
    points, height = _projected(problem)
    parts = [_way(problem, route, i, points) for i, route in enumerate(plan.routes)]
    places = {visit.id: visit.place for visit in problem.visits}
    names = {visit.id: visit.name or visit.id for visit in problem.visits}
    for place in sorted({officer.start for officer in problem.officers}):
        x, y = points[place]
        parts.append(f'<rect class="base" x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10"/>')
    for visit in plan.left_out:
        x, y = points[places[visit]]
        title = escape(f"{names[visit]}: chưa xếp · left out")
        parts.append(f'<circle class="out" cx="{x:.1f}" cy="{y:.1f}" r="7"><title>{title}</title></circle>')
    size = f"{WIDTH_PX + LEGEND_PX} {height:.0f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img" '
        f'aria-label="{escape(plan.unit)} {escape(plan.day)}"><style>{_STYLE}</style>'
        f"{''.join(parts)}{_legend(problem, plan)}</svg>\n"
    )


def _projected(problem: Problem) -> tuple[list[tuple[float, float]], float]:
    """The places on the paper, north up, and how high the paper is."""
    points = problem.points or [(0.0, 0.0)] * max(1, len(problem.travel_s))
    lat0 = sum(lat for lat, _ in points) / max(1, len(points))
    flat = [(lon * math.cos(lat0), -lat) for lat, lon in points]
    xs, ys = [x for x, _ in flat], [y for _, y in flat]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = (WIDTH_PX - 2 * MARGIN_PX) / max(wide, high, 1e-9)
    placed = [(MARGIN_PX + (x - min(xs)) * scale, MARGIN_PX + (y - min(ys)) * scale) for x, y in flat]
    return placed, max(2 * MARGIN_PX + high * scale, 200.0)


def _look(i: int) -> tuple[str, str]:
    """Colour and dashes of the officer with this number."""
    return COLOURS[i % len(COLOURS)], _DASHES[i // len(COLOURS) % len(_DASHES)]


def _way(problem: Problem, route: Route, i: int, points: Sequence[tuple[float, float]]) -> str:
    """One officer's line and numbered doors."""
    visits = [stop for stop in route.stops if stop.visit]
    if not visits:
        return ""
    officer = next(officer for officer in problem.officers if officer.id == route.officer)
    names = {visit.id: visit.name or visit.id for visit in problem.visits}
    colour, dash = _look(i)
    places = [officer.start, *(stop.place for stop in route.stops), officer.end]
    line = " ".join(f"{points[p][0]:.1f},{points[p][1]:.1f}" for p in places)
    parts = [
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2" '
        f'stroke-opacity="0.75" stroke-dasharray="{dash}"/>'
    ]
    for number, stop in enumerate(visits, 1):
        x, y = points[stop.place]
        title = escape(f"{number}. {names.get(stop.visit, stop.visit)} {clock(stop.start_s)}")
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="{colour}"><title>{title}</title></circle>')
        parts.append(f'<text class="n" x="{x:.1f}" y="{y:.1f}">{number}</text>')
    return "".join(parts)


def _legend(problem: Problem, plan: Plan) -> str:
    """Who is which line, with how many doors and how long on the road."""
    names = {officer.id: officer.name or officer.id for officer in problem.officers}
    lines = []
    for i, route in enumerate(plan.routes):
        colour, dash = _look(i)
        y = MARGIN_PX + 22 * i
        made = sum(bool(stop.visit) for stop in route.stops)
        words = escape(f"{names.get(route.officer, route.officer)}: {made} lượt, {route.travel_s // 60} phút đường")
        lines.append(
            f'<line x1="{WIDTH_PX}" x2="{WIDTH_PX + 24}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="3" '
            f'stroke-dasharray="{dash}"/><text x="{WIDTH_PX + 30}" y="{y + 4}">{words}</text>'
        )
    return "".join(lines)


def tables(problem: Problem, plan: Plan) -> str:
    """The plan in words: the day of each officer, then who is left out. Vietnamese; fits a terminal."""
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
    if plan.left_out:
        lines += ["", f"Chưa xếp · left out ({len(plan.left_out)})"]
        lines += [f"  {visits[visit].name or visit}" for visit in plan.left_out]
    return "\n".join(lines) + "\n"


def _stop(visits: Mapping[str, Visit], visit: str, second: bool) -> str:
    if not visit:
        return "nghỉ · break"
    name = visits[visit].name or visit
    return f"{name} (người thứ hai · second)" if second else name
