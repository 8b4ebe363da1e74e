"""What is held on the settling desk, tried on a copy: what adopting would change is what adopting then does."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.access import Actor
from models.event import Body
from models.fold import Key
from models.hold import Hold
from models.store import projections
from models.store.engine import Store
from models.visit import (
    VisitAcknowledged,
    VisitAmended,
    VisitArrived,
    VisitAssigned,
    VisitChange,
    VisitDeparted,
)
from server import settling
from server.problem import Problem
from server.settling import Bundle, Chosen
from sync import office
from sync.board import read_thing
from sync.protocol import Receipt
from tests.server.story import UNIT, Planned, Story, Tablet


class Desk:
    """A visit given to another officer while its tablet was away, and what the tablet then says of it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.story = Story(store, folder)
        self.first, self.second = self.story.tablet(), self.story.tablet()
        self.planned: Planned = self.story.plan(self.first.officer)
        self.story.say("supervisor", VisitAssigned(visit=self.planned.visit, officer=self.second.officer))
        self.head: Actor = self.story.actor_of(self.story.sign_in("supervisor"))

    def bundles(self, actor: Actor | None = None) -> list[Bundle]:
        with self.story.store.read() as tx:
            return settling.bundles(tx, actor or self.head, UNIT, self.story.now_ms())

    def parked(self, *bodies: Body) -> list[str]:
        """Ids of what the first tablet says too late."""
        receipts = self.story.push(self.first, *bodies)
        assert {receipt.outcome for receipt in receipts} == {"parked"}
        return [receipt.id for receipt in receipts]

    def state(self, kind: str, thing_id: str) -> object:
        with self.story.store.read() as tx:
            body = projections.body(tx, UNIT, kind, thing_id)
        assert body is not None
        return read_thing(kind, body).state

    def hold(self, hold_id: str) -> Hold:
        found = self.state("hold", hold_id)
        assert isinstance(found, Hold)
        return found


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    """Work of a tablet whose visit was given away."""
    return Desk(store, tmp_path)


def outcomes(receipts: list[Receipt]) -> list[str]:
    return [receipt.outcome for receipt in receipts]


def test_a_trial_says_what_adopting_does(desk: Desk) -> None:
    """Each lawful event of a bundle says the fields it would set after those before it; adopting sets exactly these."""
    visit = desk.planned.visit
    ids = desk.parked(VisitDeparted(visit=visit), VisitArrived(visit=visit, why_no_place="từ chối"))
    [bundle] = desk.bundles()
    assert [[change.field for change in work.tried.changes] for work in bundle.works] == [
        ["state", "departed_ms"],
        ["state", "arrived"],
    ]
    would = {change.field: change.then for work in bundle.works for change in work.tried.changes}
    assert outcomes(settling.adopt(desk.story.house, desk.head, UNIT, reversed(ids))) == ["applied", "applied"]
    after = desk.state("visit", visit)
    assert {name: getattr(after, name) for name in would} == would
    assert desk.bundles() == []


def test_adopted_work_keeps_its_hour(desk: Desk) -> None:
    """What an officer did at nine and a supervisor adopts in the afternoon was done at nine, as surely as was known then."""
    began_ms = desk.story.now_ms()
    ids = desk.parked(VisitDeparted(visit=desk.planned.visit))
    desk.story.house.now_ms.ms += 6 * 3_600_000  # type: ignore[attr-defined]
    settling.adopt(desk.story.house, desk.head, UNIT, ids)
    assert getattr(desk.state("visit", desk.planned.visit), "departed_ms", 0) == began_ms


def test_nothing_of_a_trial_is_kept(desk: Desk) -> None:
    """Looking at the desk changes nothing."""
    visit = desk.planned.visit
    before = desk.state("visit", visit)
    desk.parked(VisitDeparted(visit=visit))
    desk.bundles()
    assert desk.state("visit", visit) == before


def test_what_only_the_officer_may_say_cannot_be_adopted(desk: Desk) -> None:
    """An acknowledgement is the officer's own: the desk says beforehand that nobody may adopt it, and the door agrees."""
    ids = desk.parked(VisitAcknowledged(visit=desk.planned.visit))
    [bundle] = desk.bundles()
    assert bundle.works[0].tried.no is not None and bundle.works[0].tried.no.code == "not_allowed"
    [receipt] = settling.adopt(desk.story.house, desk.head, UNIT, ids)
    assert (receipt.outcome, receipt.code) == ("refused", "not_allowed")


def test_the_devices_signature_is_looked_at_again(desk: Desk) -> None:
    """Held work is called signed when a kept signature of its device still verifies over it, and else it is not."""
    desk.parked(VisitDeparted(visit=desk.planned.visit), VisitAcknowledged(visit=desk.planned.visit))
    assert [work.signed for work in desk.bundles()[0].works] == [True, True]
    with desk.story.store.write() as tx:
        tx.run("UPDATE signatures SET signature = ? WHERE unit_id = ? AND device_id = ?", "A" * 86, UNIT, desk.first.id)
    assert [work.signed for work in desk.bundles()[0].works] == [False, False]


def test_one_field_may_be_taken_and_the_rest_left(desk: Desk) -> None:
    """Merging takes the fields chosen in the supervisor's name and closes the hold with a reason that names them."""
    change = VisitChange(note="cổng sau", minutes=60)
    [hold] = desk.parked(VisitAmended(visit=desk.planned.visit, change=change))
    said = settling.merge(desk.story.house, desk.head, UNIT, hold, ["note"], "phút theo trụ sở")
    assert outcomes(said) == ["applied", "applied"]
    after = desk.state("visit", desk.planned.visit)
    assert (getattr(after, "note", ""), getattr(after, "minutes", 0)) == ("cổng sau", 30)
    assert desk.hold(hold).settled == "dismissed" and "note" in desk.hold(hold).reason


@pytest.mark.parametrize("fields", [[], ["minutes"], ["lease"]])
def test_only_what_was_said_can_be_merged(desk: Desk, fields: list[str]) -> None:
    """A field the held correction does not set cannot be taken from it, nor nothing at all."""
    [hold] = desk.parked(VisitAmended(visit=desk.planned.visit, change=VisitChange(note="cổng sau")))
    with pytest.raises(Problem):
        settling.merge(desk.story.house, desk.head, UNIT, hold, fields, "thử")
    assert desk.hold(hold).settled == ""


@pytest.mark.parametrize(
    ("chosen", "note"),
    [(Chosen(True, "đúng"), "của máy"), (Chosen(False, "đúng"), "của bàn"), (Chosen(False, "gộp", "cả hai"), "cả hai")],
)
def test_a_conflict_takes_either_value_or_words_of_its_own(desk: Desk, chosen: Chosen, note: str) -> None:
    """Two hands on one field: one value is kept, the other taken, or both give way to words of the supervisor's own."""
    story, visit = desk.story, desk.planned.visit
    story.say("clerk", VisitAmended(visit=visit, change=VisitChange(note="của bàn")))
    line = desk.second.write(VisitAmended(visit=visit, change=VisitChange(note="của máy")), lease=2, base=3)
    conflicting(story, desk.second, line)
    with story.store.read() as tx:
        [clash] = settling.clashes(tx, desk.head, UNIT)
    event = (clash.conflict.event, clash.conflict.field)
    said = settling.choose(story.house, desk.head, UNIT, Key("visit", visit), event, chosen)
    assert set(outcomes(said)) == {"applied"}
    assert getattr(desk.state("visit", visit), "note", "") == note
    with story.store.read() as tx:
        assert settling.clashes(tx, desk.head, UNIT) == []


def conflicting(story: Story, tablet: Tablet, line: bytes) -> None:
    """Brings a line in and insists that it is in conflict."""
    answered = office.push(story.store, tablet.actor, tablet.pushed([line]), story.now_ms())
    assert [receipt.outcome for receipt in answered.receipts] == ["conflict"]  # type: ignore[union-attr]


def test_only_supervisors_decide(desk: Desk) -> None:
    """A clerk is told so before anything reaches the journal."""
    ids = desk.parked(VisitDeparted(visit=desk.planned.visit))
    clerk = desk.story.actor_of(desk.story.sign_in("clerk"))
    house = desk.story.house
    with pytest.raises(Problem, match="not_allowed"):
        settling.adopt(house, clerk, UNIT, ids)
    with pytest.raises(Problem, match="not_allowed"):
        settling.dismiss(house, clerk, UNIT, ids, "x")
    with pytest.raises(Problem, match="not_allowed"):
        settling.give_back(house, clerk, UNIT, ids, "x")
    with pytest.raises(Problem, match="not_allowed"):
        settling.merge(house, clerk, UNIT, ids[0], ["note"], "x")
    assert desk.hold(ids[0]).settled == ""
