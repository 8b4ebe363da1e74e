"""Whose clock is right: the office's, and how sure a tablet is of it."""

from __future__ import annotations

from sync.clock import Anchor, SystemClock, better, correction
from tests.simulation import words
from tests.simulation.words import NOON_MS
from tests.sync.around import Hands, World, say_all


def test_a_clock_that_is_wrong_is_corrected_and_its_doubt_is_told(world: World) -> None:
    """Legal time is the office's: a wall clock years off does not matter after one answer, and moving it changes nothing."""
    years_ms = 5 * 365 * words.DAY_MS
    tablet = world.joined(off_ms=-years_ms)
    summary = tablet.sync()
    assert summary.bound_ms is not None and abs((summary.offset_ms or 0) - years_ms) < 1_000
    clock = tablet.clock
    assert isinstance(clock, Hands)
    clock.off_ms += 3 * words.HOUR_MS
    say_all(tablet, *words.arrival("v-1"))
    arrived = tablet.view("visit", "v-1").arrived
    assert abs(arrived.at_ms - NOON_MS) < 10_000 and arrived.bound_ms is not None and not arrived.doubtful
    clock.boot = "boot 2"
    say_all(tablet, words.fingerprint("v-1", "d-1"))
    assert tablet.view("visit", "v-1").assents[-1].bound_ms is None


def test_a_doubted_time_stands_still_until_the_office_gives_its_own(world: World) -> None:
    """Restarted with a clock years ahead, a tablet shows its own time for what it said; the office puts the receipt's."""
    tablet = world.joined()
    clock = tablet.clock
    assert isinstance(clock, Hands)
    clock.off_ms, clock.boot = 3 * 365 * words.DAY_MS, "boot 2"
    say_all(tablet, *words.arrival("v-1"))
    shown = tablet.view("visit", "v-1").arrived
    world.wire.lose = {"pull"}
    assert tablet.sync().unsent == 0
    assert tablet.view("visit", "v-1").arrived == shown and shown.at_ms > NOON_MS + 2 * 365 * words.DAY_MS
    world.wire.lose = set()
    tablet.sync()
    arrived = tablet.view("visit", "v-1").arrived
    assert arrived.doubtful and abs(arrived.at_ms - NOON_MS) < 10_000


def test_before_any_answer_the_time_is_doubtful(world: World) -> None:
    """A tablet that never measured its clock says so, and nothing is invented."""
    clock = Hands()
    assert correction(None, clock) == (None, None)
    sure, slow = Anchor(NOON_MS, 5, NOON_MS, 0, "boot 1"), Anchor(NOON_MS, 500, NOON_MS, 0, "boot 1")
    assert better(sure, slow, clock) == sure and better(slow, sure, clock) == sure and better(None, slow, clock) == slow
    clock.ticks_ms = 100 * words.DAY_MS
    assert better(sure, slow, clock) == slow


def test_this_machine_has_clocks() -> None:
    """The wall clock is of this century, the monotonic one never goes back, and the boot keeps its name."""
    one, two = SystemClock(), SystemClock()
    assert one.boot == two.boot and one.boot
    assert one.mono_ms() <= two.mono_ms() and one.wall_ms() > 1_700_000_000_000
