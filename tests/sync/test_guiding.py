"""Guides reach the tablet whose officer holds the visit, stay there offline, and are sent again only when they change."""

from __future__ import annotations

from models.visit import VisitCompleted
from sync import guiding
from sync.protocol import GUIDES_MAX
from tests.simulation import words
from tests.sync.around import World, say_all


def test_a_tablet_keeps_the_guides_of_its_visits(world: World) -> None:
    """After one round the guide of the held visit's dossier is there, and it is there with no network."""
    tablet = world.joined()
    [found] = tablet.guides()
    assert (found.dossier, found.visit, found.procedure) == ("d-1", "v-1", "2.000884")
    assert found.fee.total_dong == 10_000 and found.outside is not None
    world.wire.lose = {"push", "pull", "guides"}
    assert tablet.sync().away
    assert tablet.guides() == [found]


def test_guides_go_with_the_visit(world: World) -> None:
    """A visit given to another officer takes its guide along; one completed needs none any more."""
    first, second = world.joined("a", "o-1"), world.joined("b", "o-2")
    world.office.say("supervisor", words.assigned("v-1", "o-2"))
    first.sync()
    second.sync()
    assert first.guides() == [] and [one.dossier for one in second.guides()] == ["d-1"]
    say_all(second, *words.arrival("v-1"), *words.steps("v-1", "d-1"), VisitCompleted(visit="v-1"))
    second.sync()
    assert second.guides() == []


def test_what_did_not_change_is_not_sent_again(world: World) -> None:
    """Nothing pulled: not asked for. Something pulled that changes no guide: asked for by its tag, and not sent."""
    tablet = world.joined()
    tablet.sync()  # hears of its own acknowledgement
    world.wire.calls.clear()
    tablet.sync()
    assert "guides" not in world.wire.calls
    kept = tablet.guides()
    world.office.say("supervisor", words.note("v-1", "cổng xanh"))
    tablet.sync()
    assert world.wire.calls.count("guides") == 1 and tablet.guides() == kept


def test_a_lost_answer_is_asked_for_again(world: World) -> None:
    """The page came and the guides did not: the next round asks, though nothing new is pulled."""
    tablet = world.tablet()
    world.wire.drop = {"guides"}
    tablet.enrol(world.office.grant("o-1"))
    assert tablet.sync().away
    assert tablet.guides() == []
    world.wire.drop = set()
    assert tablet.sync().all_sent
    assert [one.dossier for one in tablet.guides()] == ["d-1"]


def test_guides_are_bounded_and_the_soonest_come_first(world: World) -> None:
    """However many visits an officer holds, so many guides go out, by the promised hour, and the rest is counted."""
    for i in range(2, GUIDES_MAX + 4):
        world.office.say("clerk", *words.case(str(i), from_ms=words.NOON_MS + i * 60_000))
        world.office.say("supervisor", words.assigned(f"v-{i}", "o-1"))
    tablet = world.joined()
    actor = world.office.actor(next(iter(world.office.sessions)))
    found = guiding.guides(world.store, actor, words.NOON_MS)
    assert len(found.guides) == GUIDES_MAX and found.left_off == 3
    assert [one.visit for one in found.guides][:3] == ["v-1", "v-2", "v-3"]
    assert len(tablet.guides()) == GUIDES_MAX
