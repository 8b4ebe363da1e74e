"""Whose clock is right: the office's. A tablet measures how far its own is off, and says how sure it is.

From one answer on, time is counted by the monotonic clock, which nobody can set; a wall clock that was moved is seen and
does not matter until the tablet restarts. After that only the wall clock is left, and the bound is unknown again.
"""

import time
from pathlib import Path
from typing import NamedTuple, Protocol
from uuid import uuid4

import msgspec

DRIFT_PPM_MAX = 200
"""How fast a cheap quartz may run away, in millionths; the bound grows by it."""


class Clock(Protocol):
    """A wall clock, a monotonic clock, and the name of the run of the machine in which the latter counts."""

    boot: str

    def wall_ms(self) -> int:
        """Milliseconds since 1970, as this machine believes."""
        ...

    def mono_ms(self) -> int:
        """Milliseconds since some moment of this boot; never set back."""
        ...


class SystemClock:
    """The clocks of this machine."""

    def __init__(self) -> None:
        boot = Path("/proc/sys/kernel/random/boot_id")
        self.boot = boot.read_text("ascii").strip() if boot.exists() else uuid4().hex

    def wall_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def mono_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000


class Anchor(msgspec.Struct, frozen=True):
    """One measurement: at this wall and monotonic time the office's clock read `office_ms`, give or take `bound_ms`."""

    office_ms: int
    bound_ms: int
    wall_ms: int
    mono_ms: int
    boot: str


class Correction(NamedTuple):
    """What to add to the wall clock for the office's time, and how far that may be wrong; None: not known."""

    offset_ms: int | None
    bound_ms: int | None


def measured(clock: Clock, asked_mono_ms: int, office_ms: int) -> Anchor:
    """The measurement an answer makes possible: the office read its clock somewhere between asking and now."""
    mono_ms = clock.mono_ms()
    trip_ms = max(0, mono_ms - asked_mono_ms)
    return Anchor(office_ms + trip_ms // 2, trip_ms // 2 + 1, clock.wall_ms(), mono_ms, clock.boot)


def correction(anchor: Anchor | None, clock: Clock) -> Correction:
    """How to correct the wall clock now."""
    if anchor is None:
        return Correction(None, None)
    mono_ms, wall_ms = clock.mono_ms(), clock.wall_ms()
    if anchor.boot != clock.boot or mono_ms < anchor.mono_ms:
        return Correction(anchor.office_ms - anchor.wall_ms, None)
    elapsed_ms = mono_ms - anchor.mono_ms
    return Correction(
        anchor.office_ms + elapsed_ms - wall_ms, anchor.bound_ms + elapsed_ms * DRIFT_PPM_MAX // 1_000_000
    )


def better(old: Anchor | None, new: Anchor, clock: Clock) -> Anchor:
    """The anchor to keep: a slow answer does not replace a surer measurement of the same boot."""
    grown_ms = correction(old, clock).bound_ms
    return new if old is None or grown_ms is None or new.bound_ms <= grown_ms else old
