"""The watch sees promises nobody took up, promises late, tablets silent and files that never came, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest
import structlog

from models.device import DeviceRevoked
from models.store.engine import Store
from models.visit import VisitAcknowledged, VisitArrived, VisitAssigned, VisitCancelled
from server import chores, watch
from sync import office
from tests.server.lived import store_file
from tests.server.story import DAY_MS, HOUR_MS, MORNING_MS, UNIT, Story, at_the_door, photo_of

MINUTE_MS = 60_000


@pytest.fixture
def story(store: Store, tmp_path: Path) -> Story:
    """A ward on each engine."""
    return Story(store, tmp_path)


def kinds(story: Story) -> list[tuple[str, str]]:
    """What needs somebody's eye now: (kind, subject)."""
    with story.store.read() as tx:
        return [(a.kind, a.subject) for a in watch.alerts(tx, UNIT, story.now_ms(), story.house.settings)]


def test_the_watch_sees_promises_nobody_took_up(story: Story) -> None:
    """A visit without officer, then one without acknowledgement, is an alert from two hours before its window."""
    planned = story.plan(from_ms=MORNING_MS + 3 * HOUR_MS)
    tablet = story.tablet()
    assert kinds(story) == []
    story.now_ms.ms += HOUR_MS
    assert kinds(story) == [("unassigned", planned.visit)]
    story.say("supervisor", VisitAssigned(visit=planned.visit, officer=tablet.officer))
    assert kinds(story) == [("unacknowledged", planned.visit)]
    story.push(tablet, VisitAcknowledged(visit=planned.visit))
    assert kinds(story) == []


def test_the_watch_sees_promises_broken_and_tablets_silent(story: Story) -> None:
    """A window that is over with nobody at the door is late, and its officer's tablet silent if it was not heard since."""
    tablet, other = story.tablet(), story.tablet()
    planned = story.plan(tablet.officer)
    story.plan(other.officer, from_ms=MORNING_MS + DAY_MS)
    story.push(tablet, VisitAcknowledged(visit=planned.visit))
    story.now_ms.ms += 2 * HOUR_MS + 15 * MINUTE_MS - 1
    assert kinds(story) == []
    story.now_ms.ms += 1
    assert kinds(story) == [("late", planned.visit), ("silent", tablet.id)]
    story.push(tablet, VisitArrived(visit=planned.visit, why_no_place="không đồng ý"))
    assert kinds(story) == []


def test_the_watch_sees_work_that_lies_on_a_tablet(story: Story) -> None:
    """A tablet that said it still held work and then fell silent is an alert, until it is heard or revoked."""
    tablet = story.tablet()
    office.push(story.store, tablet.actor, tablet.pushed([], unsent=3), story.now_ms())
    assert kinds(story) == []
    story.now_ms.ms += 4 * HOUR_MS
    assert kinds(story) == [("silent", tablet.id)]
    story.say("supervisor", DeviceRevoked(device=tablet.id, reason="mất"))
    assert kinds(story) == []


def test_the_watch_sees_files_that_never_came(story: Story) -> None:
    """An ended visit whose photograph is not here after hours is an alert until it comes."""
    tablet = story.tablet()
    planned = story.plan(tablet.officer)
    story.push(tablet, *at_the_door(planned, photo_of(b"later")))
    assert kinds(story) == []
    story.now_ms.ms += 4 * HOUR_MS
    assert kinds(story) == [("files_missing", planned.visit)]
    store_file(story, tablet.token, b"later")
    assert kinds(story) == []


def test_the_watch_writes_into_the_log_what_changed(story: Story) -> None:
    """The log says how many of what, never whose, and says it again only when it is otherwise."""
    structlog.reset_defaults()  # whatever level a server of another test was told to log at
    look_out = chores.Lookout()
    with structlog.testing.capture_logs() as said:
        look_out(story.house)
        story.plan()
        look_out(story.house)
        look_out(story.house)
        story.plan()
        look_out(story.house)
    assert [(line["unit"], line["unassigned"]) for line in said] == [(UNIT, 1), (UNIT, 2)]


def test_a_cancelled_visit_is_nobodys_concern(story: Story) -> None:
    """What the office called off is neither late nor unassigned."""
    planned = story.plan()
    story.say("supervisor", VisitCancelled(visit=planned.visit, reason="trời bão"))
    story.now_ms.ms += DAY_MS
    assert kinds(story) == []
