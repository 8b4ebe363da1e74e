"""What a console hears of a unit is what it may read there, no more."""

import msgspec
import pytest

from models.access import Actor, Role, kinds_heard
from models.store.engine import Store
from sync import feed
from tests.bench import ward


def _kinds(store: Store, role: Role, unit_id: str) -> set[str]:
    actor = Actor(id=f"a-{role}", unit=unit_id, roles=frozenset((role,)))
    page = msgspec.json.decode(feed.pull(store, actor, (ward.UNIT,), "", ward.NOW_MS, 4_000_000))
    return {thing["kind"] for thing in page["changed"]}


@pytest.mark.parametrize(
    ("role", "unit_id", "hears"),
    [
        ("province", "91", {"ward", "request", "visit", "dossier", "officer"}),
        ("clerk", "30307", {"ward", "citizen", "request", "visit", "dossier", "officer"}),
        ("supervisor", "30307", {"ward", "citizen", "request", "visit", "dossier", "officer", "device"}),
    ],
)
def test_a_pull_tells_no_more_than_reading_would(store: Store, role: Role, unit_id: str, hears: set[str]) -> None:
    """A province sees cases but no people and no calls, by whatever way it asks."""
    ward.open_ward(store)
    device = ward.enrol(store)
    ward.plan(store, device.officer)
    assert _kinds(store, role, unit_id) == hears


def test_an_auditor_hears_nothing_of_people() -> None:
    """A role that may read nothing of people hears only what everybody is told: notices, the ward, its officers, the law."""
    auditor = Actor(id="a", unit="91", roles=frozenset(("auditor",)))
    assert set(kinds_heard(auditor, ward.UNIT)) == {"notice", "ward", "officer", "law"}
