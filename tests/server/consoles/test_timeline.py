"""A day on the board: everybody's visits in the hour they are expected, and what is late seen before it is."""

from __future__ import annotations

import msgspec

from models.doorstep import Arrival
from models.officer import Absence, Officer
from models.said import Address, Place, Window
from models.visit import Visit
from server.consoles.timeline import Heard, Known, drawn, expected

DAY = "2026-11-23"
MIDNIGHT_MS = 1_795_366_800_000
MINUTE_MS, HOUR_MS = 60_000, 3_600_000
LAN = Officer(id="o-lan", unit="30307", name="Lan")
MINH = Officer(id="o-minh", unit="30307", name="Minh")


def at(hour: float) -> int:
    """A moment of the day."""
    return MIDNIGHT_MS + int(hour * HOUR_MS)


def visit(name: str, hour: float, officer: str = "o-lan", **fields: object) -> Known:
    """A visit promised for two hours from then, given to an officer."""
    made = Visit(
        id=name, unit="30307", request=f"r-{name}", citizen=f"c-{name}", dossiers=("d",), officer=officer,
        state="acknowledged" if officer else "planned", window=Window(from_ms=at(hour), to_ms=at(hour + 2)),
    )  # fmt: skip
    return Known(msgspec.structs.replace(made, **fields), 1)


def test_visits_in_one_window_follow_each_other() -> None:
    """Three visits promised for the same two hours are expected one after another, not all at its beginning."""
    begins = expected([visit(name, 8, minutes=40) for name in "abc"], LAN, at(7))
    assert [begins[name] - at(8) for name in "abc"] == [0, 40 * MINUTE_MS, 80 * MINUTE_MS]


def test_the_road_between_two_doors_takes_time() -> None:
    """Between visits at different places the officer is on the road for minutes."""
    homes = [Address(place=Place(lat_e6=10_380_000 + north, lon_e6=105_430_000)) for north in (0, 20_000)]
    begins = expected([visit("a", 8, address=homes[0]), visit("b", 8, address=homes[1])], LAN, at(7))
    assert 35 * MINUTE_MS < begins["b"] - begins["a"] < 60 * MINUTE_MS


def test_an_overrun_is_seen_on_those_after_it() -> None:
    """An officer still at the first door long after its time makes the next promise late, before its hour is over."""
    stuck = visit("a", 8, state="arrived", arrived=Arrival(at_ms=at(8), bound_ms=0), minutes=150)
    board = drawn(DAY, [stuck, visit("b", 8)], [LAN], {}, {}, at(9))
    late = {chip.id: chip.lateness for chip in board.lanes[0].chips}
    assert late == {"a": 0, "b": 30} and board.risks == 1


def test_a_chip_stands_in_the_hour_it_is_expected() -> None:
    """Hours cover the day and every chip; unassigned visits stand apart, the earliest first."""
    known = [visit("early", 6), visit("noon", 11), visit("x", 15, officer=""), visit("y", 9, officer="")]
    board = drawn(DAY, known, [LAN, MINH], {}, {}, at(5))
    assert board.hours == tuple(range(6, 18))
    assert [chip.id for chip in board.lanes[0].at(11)] == ["noon"] and board.lanes[1].chips == ()
    assert [chip.id for chip in board.unassigned] == ["y", "x"]


def test_offline_is_no_alarm_until_a_promise_is() -> None:
    """A tablet silent for long is called offline; at risk only once the next promised hour has begun."""
    heard = {"o-lan": Heard(at(7), 0)}
    before = drawn(DAY, [visit("a", 9)], [LAN], {}, heard, at(8)).lanes[0]
    after = drawn(DAY, [visit("a", 9)], [LAN], {}, heard, at(9.5)).lanes[0]
    assert (before.standing, before.at_risk, after.at_risk) == ("offline", False, True)


def test_how_an_officer_stands() -> None:
    """Absent goes before at the door, that before on the way; somebody just heard with nothing to do is free."""
    heard = {"o-lan": Heard(at(8), 0)}
    away = msgspec.structs.replace(LAN, absences=(Absence(id="a", from_ms=at(0), to_ms=at(12)),))
    door = visit("a", 8, state="arrived", arrived=Arrival(at_ms=at(8), bound_ms=0))
    way = visit("b", 10, state="departed")
    cases: list[tuple[Officer, list[Known]]] = [(away, [door]), (LAN, [door, way]), (LAN, [way]), (LAN, [])]
    stands = [drawn(DAY, known, [who], {}, heard, at(8.2)).lanes[0].standing for who, known in cases]
    assert stands == ["absent", "at_door", "on_way", "free"]
    lane = drawn(DAY, [], [away], {}, heard, at(13)).lanes[0]
    assert (lane.absence, lane.standing) == ((at(0), at(12)), "offline")


def test_what_ended_is_late_no_more() -> None:
    """A visit that was completed, failed or called off is no risk, whenever it was."""
    ended = [visit(s, 8, state=s, ended_ms=at(8.5)) for s in ("completed", "failed", "cancelled")]
    assert drawn(DAY, ended, [LAN], {}, {}, at(17)).risks == 0
