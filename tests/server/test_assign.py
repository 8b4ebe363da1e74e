"""Who goes: nobody is chosen against a rule, and nobody is called unable who could."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import amended, default_calendar, ms_of
from models.doorstep import Arrival
from models.dossier import Dossier
from models.officer import Absence, Officer, Shift, Skill
from models.said import Address, Place, Window
from models.visit import Visit
from server.dispatch import travel
from server.dispatch.assign import choose, weekday_worked

DAY = "2026-11-17"  # a Tuesday
CODES = ("2.000884", "2.000635")
CALENDAR = default_calendar()
MORNING = Shift(weekday=1, from_minute=420, to_minute=690)
AFTERNOON = Shift(weekday=1, from_minute=810, to_minute=1020)
HOME = Place(lat_e6=10_386_000, lon_e6=105_435_000)
EARLY = ms_of(DAY, 300)


def window(from_minute: int, to_minute: int) -> Window:
    """A promised window of the day under test."""
    return Window(from_ms=ms_of(DAY, from_minute), to_ms=ms_of(DAY, to_minute))


def visit(name: str, from_minute: int = 480, to_minute: int = 540, **more: object) -> Visit:
    """A visit of half an hour, at home in the middle of the ward if nothing else is said."""
    fields: dict[str, object] = {
        "id": name, "unit": "30307", "request": f"r-{name}", "citizen": f"c-{name}", "dossiers": (f"d-{name}",),
        "window": window(from_minute, to_minute), "address": Address(place=HOME), "state": "assigned",
    }  # fmt: skip
    return Visit(**{**fields, **more})  # type: ignore[arg-type]


def officer(name: str, **more: object) -> Officer:
    """An officer who may receive everything and works the whole of that weekday."""
    fields: dict[str, object] = {
        "id": name, "unit": "30307", "name": name, "skills": (Skill(procedure="*", part="receiver"),),
        "shifts": (MORNING, AFTERNOON), "start": HOME,
    }  # fmt: skip
    return Officer(**{**fields, **more})  # type: ignore[arg-type]


def dossier(name: str, code: str = CODES[0]) -> Dossier:
    """A dossier of one procedure."""
    return Dossier(id=name, unit="30307", code="", request="", citizen="", procedure=code, version="")


places = st.builds(
    Place, lat_e6=st.integers(10_370_000, 10_400_000), lon_e6=st.integers(105_420_000, 105_450_000)
) | st.none()  # fmt: skip
shifts = st.lists(
    st.builds(
        lambda start, long: Shift(weekday=1, from_minute=start, to_minute=start + long),
        st.integers(360, 1000), st.integers(30, 400),
    ),
    max_size=3,
)  # fmt: skip
spans = st.tuples(st.integers(400, 1000), st.integers(10, 300)).map(lambda pair: (pair[0], sum(pair)))
absences = st.lists(spans.map(lambda s: Absence(id="a", from_ms=ms_of(DAY, s[0]), to_ms=ms_of(DAY, s[1]))), max_size=1)
skills = st.lists(
    st.builds(Skill, procedure=st.sampled_from((*CODES, "*")), part=st.sampled_from(("receiver", "certifier"))),
    min_size=1, max_size=3,
)  # fmt: skip


@st.composite
def visits(draw: st.DrawFn, name: str) -> Visit:
    """Any visit of the day, some with an officer at the door already."""
    from_minute, to_minute = draw(spans)
    minutes = draw(st.integers(10, 90))
    state = draw(st.sampled_from(("assigned", "acknowledged", "departed", "completed", "arrived")))
    arrived = Arrival(at_ms=ms_of(DAY, draw(st.integers(420, 700)))) if state == "arrived" else None
    place = Address(place=draw(places))
    return visit(
        name, from_minute, to_minute, minutes=minutes, state=state, arrived=arrived, address=place,
        mode=draw(st.sampled_from("AB")),
    )  # fmt: skip


@st.composite
def days(draw: st.DrawFn) -> tuple[Visit, list[Officer], dict[str, list[Visit]], list[Dossier], int]:
    """A visit asked about, up to three officers with up to three other visits each, and the present hour."""
    asked = draw(visits("asked"))
    dossiers = [dossier("d-asked", draw(st.sampled_from(CODES)))]
    officers, held = [], {}
    for name in ("an", "ba", "cu")[: draw(st.integers(1, 3))]:
        relatives = ("c-asked",) if draw(st.integers(0, 9)) == 0 else ()
        officers.append(
            officer(
                name, skills=tuple(draw(skills)), shifts=tuple(draw(shifts)), absences=tuple(draw(absences)),
                start=draw(places), relatives=relatives, left=draw(st.integers(0, 19)) == 0,
            )
        )  # fmt: skip
        held[name] = [draw(visits(f"{name}{i}")) for i in range(draw(st.integers(0, 3)))]
    return asked, officers, held, dossiers, ms_of(DAY, draw(st.integers(300, 720)))


def hours(who: Officer) -> set[int]:
    """The minutes of the day in which the officer is at work: every one counted by itself."""
    at_work = {m for s in who.shifts if s.weekday == 1 for m in range(s.from_minute, s.to_minute)}
    away = {m for a in who.absences for m in range(1440) if a.from_ms <= ms_of(DAY, m) < a.to_ms}
    return at_work - away


def kept_in_order(order: tuple[Visit, ...], who: Officer, at: travel.Point, clock: float, middle: travel.Point) -> bool:
    """Walks through a day second by second, without any of the code under test but the length of a road."""
    at_work = hours(who)
    for stop in order:
        home = travel.point(stop.address.place) if stop.address.place else middle
        clock += travel.travel_ms(travel.road_m(at, home)) / 60_000
        at = home
        opens = (stop.window.from_ms - ms_of(DAY, 0)) / 60_000
        last = max(opens, (stop.window.to_ms - ms_of(DAY, 0)) / 60_000 - stop.minutes)
        if stop.summary == "late":
            last = 1440.0
        begins = max(clock, opens)
        starts = [begins, *(float(m) for m in sorted(at_work) if m >= begins)]
        fits = (s for s in starts if s <= last and all(m in at_work for m in _minutes(s, stop.minutes)))
        begin = next(fits, None)
        if begin is None:
            return False
        clock = begin + stop.minutes
    return True


def _minutes(start: float, count: int) -> range:
    """Every minute of the day a span touches."""
    end = start + count
    return range(int(start), int(end) + (end > int(end)))


def could_go(asked: Visit, who: Officer, held: list[Visit], procedure: str, now_ms: int, middle: travel.Point) -> bool:
    """Whether an officer may and can take a visit, by trying every order of the day."""
    parts = {skill.part for skill in who.skills if skill.procedure in ("*", procedure)}
    if who.left or asked.citizen in who.relatives or not parts or (asked.mode == "A" and "certifier" not in parts):
        return False
    if any(a.from_ms < asked.window.to_ms and asked.window.from_ms < a.to_ms for a in who.absences):
        return False
    now = (now_ms - ms_of(DAY, 0)) / 60_000
    asked_last = max(asked.window.from_ms, asked.window.to_ms - asked.minutes * 60_000)
    if asked_last < now_ms:
        return False
    at, clock = (travel.point(who.start) if who.start else middle), max(now, min(hours(who), default=0))
    waiting = []
    for other in held:
        if other.state == "completed":
            continue
        if other.arrived is not None:
            at = travel.point(other.address.place) if other.address.place else middle
            clock = max(clock, (other.arrived.at_ms - ms_of(DAY, 0)) / 60_000 + other.minutes)
            continue
        if max(other.window.from_ms, other.window.to_ms - other.minutes * 60_000) < now_ms:
            other = visit(other.id, minutes=other.minutes, window=other.window, address=other.address, summary="late")
        alone = travel.point(other.address.place) if other.address.place else middle
        if kept_in_order((other,), who, alone, now - travel.STOP_S / 60, middle):
            waiting.append(other)
    return any(kept_in_order(order, who, at, clock, middle) for order in permutations((*waiting, asked)))


@settings(max_examples=300)
@given(days())
def test_the_choice_is_lawful_and_the_refusals_are_true(
    case: tuple[Visit, list[Officer], dict[str, list[Visit]], list[Dossier], int],
) -> None:
    """Every officer called able is able, and every one called unable is, by a check that tries every order."""
    asked, officers, held, dossiers, now_ms = case
    choice = choose(asked, officers, held, dossiers, now_ms, CALENDAR)
    homes = [v.address.place for v in (asked, *(v for day in held.values() for v in day))]
    middle = travel.middle(place for place in (*homes, *(o.start for o in officers)) if place)
    able = {o.id for o in officers if could_go(asked, o, held[o.id], dossiers[0].procedure, now_ms, middle)}
    assert {one.officer for one in choice.ranked} == able
    assert {one.officer for one in choice.refused} == {o.id for o in officers} - able
    assert choice.officer == (choice.ranked[0].officer if able else None)
    assert all(one.code and one.vi and one.en for one in choice.refused)


def test_whoever_served_the_person_goes_before_whoever_is_nearer() -> None:
    """Continuity comes first, then the way, then the load."""
    far = Place(lat_e6=10_398_000, lon_e6=105_448_000)
    officers = [officer("near"), officer("known", start=far)]
    asked = visit("v", 480, 600, state="planned")
    assert choose(asked, officers, {}, [dossier("d-v")], EARLY, CALENDAR).officer == "near"
    assert choose(asked, officers, {}, [dossier("d-v")], EARLY, CALENDAR, served=("known",)).officer == "known"


def test_the_nearer_goes_and_of_two_as_near_the_less_busy() -> None:
    """Between strangers the way decides; within a street's length, the work already given."""
    far = Place(lat_e6=10_398_000, lon_e6=105_448_000)
    asked = visit("v", 480, 690, state="planned")
    first = choose(asked, [officer("a", start=far), officer("b")], {}, [dossier("d-v")], EARLY, CALENDAR)
    assert first.officer == "b" and [one.officer for one in first.ranked] == ["b", "a"]
    held = {"a": [visit("w", 810, 900)]}
    second = choose(asked, [officer("a"), officer("b")], held, [dossier("d-v")], EARLY, CALENDAR)
    assert second.officer == "b"


@pytest.mark.parametrize(
    ("more", "asked", "code"),
    [
        ({"left": True}, {}, "left"),
        ({"relatives": ("c-v",)}, {}, "related"),
        ({"skills": (Skill(procedure="1.014027", part="receiver"),)}, {}, "not_skilled"),
        ({}, {"mode": "A"}, "not_skilled"),
        ({"absences": (Absence(id="a", from_ms=ms_of(DAY, 530), to_ms=ms_of(DAY, 700)),)}, {}, "officer_absent"),
        ({"shifts": (Shift(weekday=2, from_minute=0, to_minute=1440),)}, {}, "off_shift"),
        ({}, {"from_minute": 1005, "to_minute": 1100}, "off_shift"),
        ({}, {"from_minute": 200, "to_minute": 290}, "window_past"),
        ({}, {"minutes": 271, "from_minute": 400, "to_minute": 800}, "off_shift"),
    ],
)
def test_each_rule_is_named_when_it_refuses(more: dict[str, object], asked: dict[str, object], code: str) -> None:
    """The one rule broken is the one told, in both languages."""
    start, end = asked.pop("from_minute", 480), asked.pop("to_minute", 540)
    wanted = visit("v", start, end, state="planned", **asked)  # type: ignore[arg-type]
    choice = choose(wanted, [officer("a", **more)], {}, [dossier("d-v")], EARLY, CALENDAR)
    assert choice.officer is None and [one.code for one in choice.refused] == [code]


def test_a_full_day_is_refused_and_a_gap_is_used() -> None:
    """Two visits at one hour cannot be kept by one officer; half an hour between two others can."""
    asked = visit("v", 480, 510, state="planned")
    crowded = choose(asked, [officer("a")], {"a": [visit("w", 480, 510)]}, [dossier("d-v")], EARLY, CALENDAR)
    assert [one.code for one in crowded.refused] == ["day_full"]
    between = {"a": [visit("w", 430, 475), visit("x", 515, 560)]}
    assert choose(asked, [officer("a")], between, [dossier("d-v")], EARLY, CALENDAR).officer == "a"


def test_an_order_other_than_the_promised_one_is_found() -> None:
    """A visit that opens late but ends early does not make a day full that another order keeps."""
    held = {"a": [visit("long", 540, 690, minutes=120), visit("wide", 420, 640)]}
    asked = visit("v", 840, 900, state="planned")
    assert choose(asked, [officer("a")], held, [dossier("d-v")], EARLY, CALENDAR).officer == "a"


def test_the_visit_itself_is_not_in_its_own_way() -> None:
    """Assigning again a visit the officer holds does not collide with itself."""
    asked = visit("v", 480, 510)
    assert choose(asked, [officer("a")], {"a": [asked]}, [dossier("d-v")], EARLY, CALENDAR).officer == "a"


def test_a_long_day_is_answered_whatever_the_windows() -> None:
    """Sixteen visits with one window for all of them end with an answer: the search is bounded."""
    held = [visit(f"w{i:02}", 420, 1020, minutes=33) for i in range(15)]
    choice = choose(
        visit("v", 420, 1020, minutes=33, state="planned"),
        [officer("a")],
        {"a": held},
        [dossier("d-v")],
        EARLY,
        CALENDAR,
    )
    assert [one.code for one in choice.refused] == ["day_full"]


def test_days_off_have_no_shifts_and_swapped_days_have_those_of_the_day_they_replace() -> None:
    """National Day has no shift; a Saturday worked for a Friday has Friday's."""
    assert weekday_worked(CALENDAR, "2026-09-02") is None
    assert weekday_worked(CALENDAR, DAY) == 1
    swapped = amended(CALENDAR, "test", swaps={"2026-11-20": "2026-11-21"})
    assert weekday_worked(swapped, "2026-11-21") == 4 and weekday_worked(swapped, "2026-11-20") is None


def test_a_road_is_as_long_as_the_fit_says() -> None:
    """One kilometre straight to the north is 265 m + 1.26 km of road, 4 minutes 10 seconds at 22 km/h, and a stop."""
    a = travel.point(Place(lat_e6=10_380_000, lon_e6=105_430_000))
    b = travel.point(Place(lat_e6=10_388_993, lon_e6=105_430_000))
    assert travel.straight_m(a, b) == pytest.approx(1000, abs=1)
    assert travel.road_m(a, b) == pytest.approx(1525, abs=2) and travel.road_m(a, a) == 0
    assert travel.travel_ms(1525) == (250 + 75) * 1000
