"""A plan drawn and told: every officer and visit is there, and names cannot break the page."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

from msgspec.structs import replace

from server.dispatch.draw import svg, tables
from server.dispatch.explain import explained
from server.dispatch.limit import Limit
from server.dispatch.plan import plan
from server.dispatch.problem import Problem
from server.dispatch.replan import Change
from server.dispatch.route import Plan
from server.dispatch.words import changed, clock
from tests.bench.dispatch.wards import Ward, ward

_SVG = "{http://www.w3.org/2000/svg}"


def _day() -> tuple[Problem, Plan]:
    problem = ward(1, Ward(visits=40, officers=3, doubles_percent=10))
    first = replace(problem.visits[0], name='<Bà "Tư" & con>')
    problem = replace(problem, visits=(first, *problem.visits[1:]))
    return problem, plan(problem, Limit(tries=10))


def test_the_map_is_whole() -> None:
    """One line for each officer who goes, one numbered door for each stop, one ring for each visit left out, nothing outside."""
    problem, found = _day()
    root = ET.fromstring(svg(problem, found))
    made = [stop for route in found.routes for stop in route.stops if stop.visit]
    going = [route for route in found.routes if any(stop.visit for stop in route.stops)]
    circles = root.findall(f"{_SVG}circle")
    assert len(root.findall(f"{_SVG}polyline")) == len(going)
    assert len(circles) == len(made) + len(found.left_out)
    _, _, width, height = (float(value) for value in root.attrib["viewBox"].split())
    assert all(0 <= float(c.attrib["cx"]) <= width and 0 <= float(c.attrib["cy"]) <= height for c in circles)
    assert any('<Bà "Tư" & con>' in (c.findtext(f"{_SVG}title") or "") for c in circles)


def test_every_number_can_be_read() -> None:
    """Doors at one place, a visit of two among them, are drawn beside each other, and nothing runs off the paper's edge."""
    problem, found = _day()
    names = tuple(
        replace(officer, name=f"Nguyễn Thị Hoàng Phương Thảo {i}") for i, officer in enumerate(problem.officers)
    )
    crowded = tuple(replace(visit, place=visit.place // 3) for visit in problem.visits)
    root = ET.fromstring(svg(replace(problem, officers=names, visits=crowded), found))
    spots = [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in root.findall(f"{_SVG}circle")]
    assert min(math.dist(a, b) for i, a in enumerate(spots) for b in spots[:i]) > 12
    width = float(root.attrib["viewBox"].split()[2])
    words = [text for text in root.findall(f"{_SVG}text") if text.attrib.get("class", "t") == "t"]
    assert all(float(text.attrib["x"]) + 6 * len(text.text or "") < width for text in words)


def test_the_legend_names_whoever_is_left_out() -> None:
    """Whoever is left out is named beside the map with the number of the ring; where a day begins is said."""
    problem, found = _day()
    assert found.left_out
    words = [text.text or "" for text in ET.fromstring(svg(problem, found)).findall(f"{_SVG}text")]
    names = {visit.id: visit.name for visit in problem.visits}
    assert all(f"{n}. {names[visit]}" in words for n, visit in enumerate(found.left_out, 1))
    assert any(text.startswith("■") for text in words)


def test_the_map_fetches_nothing() -> None:
    """The picture stands alone: no script, no link, no address."""
    text = svg(*_day())
    assert "href" not in text and "<script" not in text and text.count("http") == 1


def test_a_place_without_points_is_still_drawn() -> None:
    """A problem that knows no coordinates gives a picture, if a dull one."""
    problem, found = _day()
    ET.fromstring(svg(replace(problem, points=()), found))


def test_the_tables_name_everybody() -> None:
    """Each officer is told with each stop and its hour, and each visit left out by name."""
    problem, found = _day()
    text = tables(problem, found)
    names = {visit.id: visit.name for visit in problem.visits}
    for officer in problem.officers:
        assert officer.name in text
    for route in found.routes:
        for stop in route.stops:
            assert f"{clock(stop.start_s)}-{clock(stop.leave_s)}" in text
            assert not stop.visit or names[stop.visit] in text


def test_changes_are_told_with_names_and_hours() -> None:
    """A moved visit is told with both officers and both hours, in both languages."""
    problem, _ = _day()
    change = Change(
        visit="v1", what="moved", officers=("o1",), officers_before=("o0",), start_s=36_000, start_before_s=34_200
    )
    words = changed(problem, change)
    for text in words:
        assert all(part in text for part in ("Nhà 2", "Cán bộ 1", "Cán bộ 2", "09:30", "10:00"))
    for what in ("shifted", "left_out", "added"):
        assert all(changed(problem, replace(change, what=what)))


def test_explaining_and_drawing_leave_the_plan_alone() -> None:
    """Asking about a plan does not change it."""
    problem, found = _day()
    before = repr(found)
    explained(problem, found), svg(problem, found), tables(problem, found)
    assert repr(found) == before
