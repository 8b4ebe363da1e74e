"""A tablet that does not come back: exactly the homes where something may have happened that only it knows are rung."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.store.engine import Store
from models.visit import VisitAcknowledged, VisitArrived, VisitDeparted
from server.lost import Lost, lost
from tests.server.lived import PHOTO
from tests.server.story import DAY_MS, HOUR_MS, MORNING_MS, UNIT, Story, at_the_door, photo_of


@pytest.fixture
def story(store: Store, tmp_path: Path) -> Story:
    """A small ward."""
    return Story(store, tmp_path)


def found(story: Story, device: str, at_ms: int = MORNING_MS + HOUR_MS) -> Lost:
    """What the loss of a device means at a moment."""
    with story.store.read() as tx:
        answer = lost(tx, UNIT, device, at_ms)
    assert answer is not None
    return answer


def test_each_home_is_rung_for_its_own_reason(story: Story) -> None:
    """Under way, its hour begun, photographs that never came: rung. Still to come: only given to somebody else. Done: not."""
    tablet = story.tablet()
    done, photographed, begun, arrived, later = (
        story.plan(tablet.officer, from_ms=MORNING_MS + shift) for shift in (0, 0, 0, HOUR_MS // 2, DAY_MS)
    )
    story.push(tablet, *at_the_door(done))
    story.push(tablet, *at_the_door(photographed, photo_of(PHOTO)))
    arrival = VisitArrived(visit=arrived.visit, why_no_place="từ chối")
    story.push(tablet, VisitAcknowledged(visit=arrived.visit), VisitDeparted(visit=arrived.visit), arrival)
    told = found(story, tablet.id)
    assert [(home.why, home.visit.id) for home in told.homes] == [
        ("under_way", arrived.visit),
        ("may_be_done", begun.visit),
        ("files_missing", photographed.visit),
        ("promised", later.visit),
    ]
    assert [home.visit.id for home in told.to_ring] == [arrived.visit, begun.visit, photographed.visit]
    assert all(home.citizen is not None and home.citizen.name for home in told.homes)


def test_the_homes_of_others_are_left_in_peace(story: Story) -> None:
    """Another officer's visits are no concern of this tablet; what it told last is shown."""
    mine, other = story.tablet(), story.tablet()
    story.plan(other.officer)
    story.push(mine, VisitAcknowledged(visit=story.plan(mine.officer).visit))
    told = found(story, mine.id)
    assert len(told.homes) == 1 and told.told is not None and told.told.device_id == mine.id


def test_an_unknown_device_has_no_page(story: Story, store: Any) -> None:
    """A name no device of the unit bears answers nothing."""
    with store.read() as tx:
        assert lost(tx, UNIT, "t-none", MORNING_MS) is None
