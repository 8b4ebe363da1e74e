"""A version of another life of the database is no version here: what is said against it may still be a conflict."""

from models.access import Actor
from models.store.engine import Store
from models.visit import VisitAmended, VisitChange
from sync import office
from sync.office import Wish
from tests.bench import ward


def test_a_base_from_the_future_hides_no_conflict(store: Store) -> None:
    """After a restore a tablet may name a version the office has not reached: both values are shown, none overwritten."""
    ward.open_ward(store)
    device = ward.enrol(store)
    visit, _ = ward.plan(store, device.officer)
    ward.say(store, ward.actor("supervisor"), VisitAmended(visit=visit, change=VisitChange(note="chó dữ")))
    clerk = Actor(id="clerk", unit=ward.UNIT, roles=frozenset(("clerk",)))
    wish = Wish(body=VisitAmended(visit=visit, change=VisitChange(note="không có chó")), base=9_999_999)
    (receipt,) = office.say(store, clerk, ward.UNIT, [wish], ward.NOW_MS, ward.new_id)
    assert receipt.outcome == "conflict"
