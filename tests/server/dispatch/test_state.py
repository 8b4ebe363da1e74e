"""The problem is what the journal says, and what the door would refuse is barred in it."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from models.calendar import default_calendar, ms_of
from models.citizen import Citizen, Status
from models.dossier import Dossier
from models.officer import Absence, Officer, Shift, Skill
from models.procedure import in_force
from models.said import Address, Place, Window
from models.visit import Visit, VisitAssigned
from models.visit_rules import rule
from models.ward import Ward
from server.dispatch.checker import faults
from server.dispatch.limit import Limit
from server.dispatch.plan import plan
from server.dispatch.problem import Problem, Span
from server.dispatch.propose import Known as Seen
from server.dispatch.propose import officers_of, proposals, stale
from server.dispatch.route import Plan
from server.dispatch.state import Known, Waited, base_band, service_minutes, spans_of, stated

DAY = "2026-11-23"
OFFICE = Place(lat_e6=10_371_000, lon_e6=105_432_000)
SIGN, COPY = "2.000884", "2.000815"
WEEK = tuple(Shift(weekday=d, from_minute=a, to_minute=b) for d in range(5) for a, b in ((420, 690), (810, 1020)))


def _officer(id: str, **fields: Any) -> Officer:
    skills = fields.pop("skills", (Skill(procedure="*", part="receiver"),))
    return Officer(id=id, unit="30307", name=id, skills=skills, shifts=WEEK, **fields)


def _visit(id: str, from_minute: int, to_minute: int, **fields: Any) -> Visit:
    place = Place(lat_e6=10_371_000 + 700 * len(id) + from_minute, lon_e6=105_433_000)
    given = {"address": Address(place=place, hamlet="h1"), "dossiers": (f"d-{SIGN}",), "citizen": f"c-{id}", **fields}
    window = Window(from_ms=ms_of(DAY, from_minute), to_ms=ms_of(DAY, to_minute))
    return Visit(id=id, unit="30307", request="r", window=window, **given)


def _dossier(procedure: str) -> Dossier:
    return Dossier(
        id=f"d-{procedure}", unit="30307", code="", request="r", citizen="c", procedure=procedure, version="1"
    )


DOSSIERS = {f"d-{code}": _dossier(code) for code in (SIGN, COPY)}


def _stated(officers: list[Officer], visits: list[Visit], **known: Any) -> Problem:
    ward = Ward(id="30307", office=OFFICE)
    facts = Known(DOSSIERS, known.pop("citizens", {}), **known)
    return stated(ward, DAY, officers, visits, facts, default_calendar())


def test_shifts_become_a_day_with_its_lunch() -> None:
    """Two working spans are one shift with a pause between, wherever the officer is; an absence cuts out its own."""
    (officer,) = _stated([_officer("a")], []).officers
    assert officer.shift == Span(25_200, 61_200)
    assert [(p.from_s, p.latest_s, p.length_s, p.place) for p in officer.pauses] == [(41_400, 41_400, 7_200, None)]
    away = Absence(id="x", from_ms=ms_of(DAY, 900), to_ms=ms_of(DAY, 930))
    late = Absence(id="y", from_ms=ms_of(DAY, 990), to_ms=ms_of(DAY, 1_300))
    spans = spans_of(_officer("a", absences=(away, late)), DAY, default_calendar())
    assert spans == [Span(25_200, 41_400), Span(48_600, 54_000), Span(55_800, 59_400)]


def test_only_those_at_work_are_there() -> None:
    """Who has left, has no shift that day, or is away all day is not in the problem; on a day off nobody is."""
    gone = _officer("gone", left=True)
    away = _officer("away", absences=(Absence(id="x", from_ms=ms_of(DAY, 0), to_ms=ms_of(DAY, 1_440)),))
    found = _stated([gone, away, _officer("here")], [])
    assert [officer.id for officer in found.officers] == ["here"]
    sunday = stated(Ward(id="30307"), "2026-11-22", [_officer("here")], [], Known({}, {}), default_calendar())
    assert sunday.officers == ()


def test_only_open_visits_of_the_day_are_asked_for() -> None:
    """What has ended, and what is promised for another day, is not planned."""
    ended = replace(_visit("ended", 480, 600), state="completed")
    other = replace(
        _visit("other", 480, 600), window=Window(from_ms=ms_of("2026-11-24", 480), to_ms=ms_of("2026-11-24", 600))
    )
    found = _stated([_officer("a")], [ended, other, _visit("v", 480, 600)])
    assert [visit.id for visit in found.visits] == ["v"] and found.visits[0].windows == (Span(28_800, 36_000),)


def test_who_comes_to_the_office_is_met_there() -> None:
    """A visit at the office has the office as its door, wherever the person lives."""
    found = _stated([_officer("a")], [_visit("home", 480, 600), _visit("here", 480, 600, where="office")])
    at = {visit.id: visit.place for visit in found.visits}
    assert at["here"] == found.officers[0].start != at["home"]


def test_homes_without_coordinates_are_in_the_middle() -> None:
    """A home nobody has found yet is planned as if it lay amid the others, the citizen's own place before that."""
    nowhere = _visit("nowhere", 480, 600, address=Address())
    known = _visit("known", 480, 600, address=Address())
    place = Place(lat_e6=10_380_000, lon_e6=105_440_000)
    citizens = {"c-known": Citizen(id="c-known", unit="30307", name="Tư", address=Address(place=place))}
    found = _stated([_officer("a")], [nowhere, known], citizens=citizens)
    assert len({visit.place for visit in found.visits}) == 2 and len(found.points) == len(found.travel_s)


@pytest.mark.parametrize(
    ("kind", "birth", "band"),
    [("disabled", "1990", 1), ("poor", "1990", 0), ("elderly", "1950", 0), ("elderly", "1940", 1)],
)
def test_who_has_priority(kind: Any, birth: str, band: int) -> None:
    """Disability, merit, being alone or frail, and 80 years are priority; poverty and 60 years are other things."""
    citizen = Citizen(id="c", unit="30307", name="Tư", birth=birth, statuses=(Status(kind=kind),))
    assert base_band(citizen, DAY) == band
    past = replace(citizen, statuses=(Status(kind=kind, until="2020-01-01"),))
    assert base_band(past, DAY) == (1 if birth == "1940" else 0)


def test_waiting_and_the_last_day_count() -> None:
    """Days waited raise the gain, the last lawful day the band."""
    visits = [_visit("a", 480, 600), _visit("b", 480, 600), _visit("c", 480, 600)]
    found = _stated([_officer("a")], visits, waited={"b": Waited(days=3), "c": Waited(days_left=0)})
    fresh, waited, last = found.visits
    assert (fresh.band, fresh.gain_percent) == (0, 0) and waited.gain_percent > 0 and last.band == 2


def test_needs_take_time() -> None:
    """A visit takes its procedures' minutes, and more for whoever must be read to or written for."""
    sign, copy = in_force(SIGN, DAY), in_force(COPY, DAY)
    assert sign is not None and copy is not None
    plain = service_minutes([sign, copy], ())
    assert plain == sign.minutes + copy.minutes < service_minutes([sign, copy], ("deaf", "cannot_sign"))


def _crew() -> list[Officer]:
    absent = Absence(id="x", from_ms=ms_of(DAY, 570), to_ms=ms_of(DAY, 580))
    return [
        _officer("plain"),
        _officer("related", relatives=("c-v1", "c-v3")),
        _officer("away", absences=(absent,)),
        _officer("unskilled", skills=(Skill(procedure=COPY, part="receiver"),)),
        _officer("certifier", skills=(Skill(procedure="*", part="certifier"),)),
    ]


def _visits() -> list[Visit]:
    return [
        _visit("v1", 540, 600),
        _visit("v2", 540, 660, mode="A"),
        _visit("v3", 480, 690, dossiers=(f"d-{COPY}",)),
        _visit("v4", 810, 1_020, second="plain", officer="certifier"),
        _visit("v5", 840, 900),
    ]


def _look(officers: list[Officer]) -> Any:
    things: dict[tuple[str, str], Any] = {("officer", o.id): o for o in officers}
    things |= {("dossier", id): dossier for id, dossier in DOSSIERS.items()}
    return lambda kind, id: things.get((kind, id))


def test_nothing_is_planned_that_the_door_would_refuse() -> None:
    """Whoever the problem lets lead a visit, the rule of assignment lets too; whoever is barred, it refuses."""
    officers, visits = _crew(), _visits()
    found = _stated(officers, visits)
    look = _look(officers)
    for visit, task in zip(visits, found.visits, strict=True):
        for officer in found.officers:
            may = (
                task.skills <= officer.skills and task.citizen not in officer.related and officer.id not in task.barred
            )
            refused = rule(visit, VisitAssigned(visit=visit.id, officer=officer.id), look)
            assert may == (refused is None), (visit.id, officer.id, refused)


def test_a_plan_becomes_words_for_the_door() -> None:
    """Every wish of a plan is lawful, says who goes where it says so, carries the version seen, and nothing is said twice."""
    officers, visits = _crew(), _visits()
    found = _stated(officers, visits)
    answer = plan(found, Limit(tries=20))
    assert faults(found, answer) == [] and answer.left_out == ()
    wishes = proposals(answer, [Seen(visit, 40 + i) for i, visit in enumerate(visits)])
    people = officers_of(answer)
    look = _look(officers)
    for wish in wishes:
        body = wish.body
        assert isinstance(body, VisitAssigned) and people[body.visit] == (body.officer, body.second)
        visit = next(visit for visit in visits if visit.id == body.visit)
        assert rule(visit, body, look) is None
        assert wish.base == 40 + visits.index(visit)
    done = [replace(visit, officer=people[visit.id][0], second=people[visit.id][1]) for visit in visits]
    assert proposals(answer, [Seen(visit, 1) for visit in done]) == []


def test_who_is_left_out_waits_again() -> None:
    """A visit somebody held that the plan leaves out is taken from them; one nobody held needs no words."""
    held = replace(_visit("v1", 540, 600), state="assigned", officer="plain")
    free = _visit("v2", 540, 600)
    empty = Plan(unit="30307", day=DAY, routes=(), left_out=("v1", "v2"))
    (wish,) = proposals(empty, [Seen(held, 7), Seen(free, 8)])
    assert type(wish.body).__name__ == "VisitUnassigned" and wish.base == 7


def test_an_old_plan_is_stale_visit_by_visit() -> None:
    """Wishes about visits that have changed since are named; the others may be said."""
    held = replace(_visit("v1", 540, 600), state="assigned", officer="plain")
    other = replace(_visit("v2", 540, 600), state="assigned", officer="plain")
    empty = Plan(unit="30307", day=DAY, routes=(), left_out=("v1", "v2"))
    wishes = proposals(empty, [Seen(held, 7), Seen(other, 8)])
    assert stale(wishes, {"v1": 7, "v2": 9}) == ["v2"] and stale(wishes, {"v1": 7}) == ["v2"]
