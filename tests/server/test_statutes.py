"""What an administrator adds counts for everybody at once: terms, reports, retention, planner; not for what is under way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from models.calendar import local_day
from models.dossier import Dossier, DossierProcessed, ResultReady, ResultReturned
from models.law import Days, Hours
from models.request import RequestClosed
from models.statistics import Period
from models.store import projections
from models.store.engine import Store
from server import laws, reports
from server.laws import Addition
from server.retiring import retire
from sync.board import read_thing
from tests.models import lawful
from tests.server.story import DAY_MS, HOUR_MS, NAME, UNIT, Clock, Planned, Story, Tablet, at_the_door, bearer

MONDAY_MS = 1_795_399_200_000
"""23 November 2026, 09:00 in Việt Nam."""
FRIDAY = "2026-11-27"


class Changing:
    """A ward whose law changes while it works."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.clock = Clock(MONDAY_MS)
        self.story = Story(store, folder, self.clock)
        self.tablet: Tablet = self.story.tablet()
        self.admin = self.story.actor_of(self.story.sign_in("admin"))

    def add(self, **addition: Any) -> None:
        """An addition that stands from now on."""
        self.clock.ms += 1_000
        _, receipt = laws.add(self.story.house, self.admin, UNIT, Addition(**addition))
        assert receipt.outcome == "applied", receipt
        self.clock.ms += 1_000

    def visited(self) -> Planned:
        """A signature asked for now, and finished at the door."""
        planned = self.story.plan(self.tablet.officer)
        self.clock.ms += HOUR_MS
        self.story.push(self.tablet, *at_the_door(planned))
        return planned

    def signed(self, planned: Planned) -> None:
        """In hand and signed now."""
        self.story.say("certifier", DossierProcessed(dossier=planned.dossier), ResultReady(dossier=planned.dossier))

    def dossier(self, planned: Planned) -> Dossier:
        """A dossier as it is true now."""
        with self.story.store.read() as tx:
            body = projections.body(tx, UNIT, "dossier", planned.dossier)
        found: Dossier = read_thing("dossier", body or "").state
        return found


@pytest.fixture
def ward(store: Store, tmp_path: Path) -> Changing:
    """Such a ward on each engine."""
    return Changing(store, tmp_path)


def closed_tomorrow() -> Days:
    """The ward works one long morning a day, and Wednesday the 25th is given off too."""
    week = tuple(((Hours(from_minute=480, to_minute=660),) if day < 5 else ()) for day in range(7))
    return Days(version="ward-1", basis="QĐ 1/2026", off=("2026-11-25",), weekly=week)


def test_the_wards_own_calendar_moves_deadlines_and_figures(ward: Changing) -> None:
    """Received after closing on Monday: due on Thursday, as both days between are off; the report counts the ward's own hours,
    and signing on Thursday is on time, which the calendar of the package would have called late."""
    ward.add(days=closed_tomorrow())
    ward.clock.ms = MONDAY_MS + 6 * HOUR_MS + 1
    planned = ward.visited()
    assert ward.dossier(planned).due_day == "2026-11-26"
    ward.clock.ms = MONDAY_MS + 3 * DAY_MS
    ward.signed(planned)
    period = Period(first="2026-11-01", last="2026-11-30")
    [one] = reports.gather(ward.story.store, UNIT, period)
    assert one.statutory_minutes == 180, "Thursday's three hours alone"
    told = reports.make(ward.story.store, (UNIT,), period, "2026-11-30").total
    assert (told.table.early, told.table.on_time, told.table.late) == (0, 1, 0)


def test_a_case_of_an_added_version_is_kept_as_that_version_says(ward: Changing) -> None:
    """The added version keeps its cases twenty years, so two years on only the case of before has been emptied."""
    before = ward.visited()
    ward.add(procedure=replace(lawful.version(valid_from="2026-11-01"), retention="transaction_case"))
    after = ward.visited()
    assert ward.dossier(after).version == "999/QĐ-BTP" != ward.dossier(before).version
    for planned in (before, after):
        ward.signed(planned)
        ward.story.say(
            "clerk", ResultReturned(dossier=planned.dossier, manner="home", receiver=NAME, signed="signature")
        )
        ward.story.say("clerk", RequestClosed(request=planned.request))
    names = {
        one.fact.procedure: one
        for one in reports.gather(ward.story.store, UNIT, Period(first="2026-11-01", last=FRIDAY))
    }
    assert names["2.000884"].fact.field == "chung_thuc"
    ward.clock.ms += 800 * DAY_MS
    retire(ward.story.house)
    with ward.story.store.read() as tx:
        visits = [projections.body(tx, UNIT, "visit", planned.visit) or "" for planned in (before, after)]
    assert [NAME in body for body in visits] == [False, True]


def test_the_desk_and_the_planner_know_an_added_version(ward: Changing) -> None:
    """The planner takes its minutes and skips the ward's day off; a visit under way keeps its own version and term."""
    under_way = ward.story.plan(ward.tablet.officer)
    pinned = ward.dossier(under_way).version
    with TestClient(ward.story.app()) as client:
        desk = bearer(ward.story.sign_in("clerk"))
        wanted = {"unit": UNIT, "procedures": ["2.000884"], "days": 3, "mode": "A"}
        minutes = client.post("/windows", json=wanted, headers=desk).json()["minutes"]
        ward.add(procedure=replace(lawful.version(valid_from="2026-11-01"), minutes=75))
        ward.add(days=closed_tomorrow())
        told = client.post("/windows", json=wanted, headers=desk).json()
    assert told["minutes"] == minutes + 45
    assert "2026-11-25" not in {local_day(one["window"]["from_ms"]) for one in told["windows"]}
    assert ward.dossier(under_way).version == pinned != "999/QĐ-BTP"
