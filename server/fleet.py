"""How the tablets of a unit fare: when each was heard, what it still holds, which build it runs, how far its list is behind.

All of it is what a tablet told with its last push, beside what the office knows to have reached it: nothing is written for it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from models.access import EVERYONE
from models.device import Device
from models.store import journal, lists, projections, sweeps
from models.store.engine import Tx
from models.store.lists import Heard
from server.routes import tablet
from sync.board import read_thing
from sync.protocol import read_cursor

DEVICES_MAX = 1000
FAR_MS = 3_600_000
"""A list that lacks something since longer ago than this is called old: a tablet in reach takes it within a minute."""


class _Report(msgspec.Struct):
    """What a tablet tells of itself beside its records; older ones tell less."""

    oldest_ms: int | None = None
    files: int | None = None
    files_bytes: int | None = None
    battery: int | None = None
    free_bytes: int | None = None
    build: str | None = None
    cursor: str | None = None


class Tablet(NamedTuple):
    """One tablet of the fleet and what it last told. `behind`: what its list then lacked, waiting since `behind_ms`."""

    device: Device
    officer: str
    heard_ms: int
    unsent: int
    skew_ms: int
    files: int
    battery: int | None
    free_mb: int | None
    missing: int
    build: str = ""
    old_build: bool = False
    behind: int | None = None
    behind_ms: int = 0

    @property
    def safe(self) -> bool:
        """Whether it may be handed in: it said today that it holds nothing, and no file it named is missing."""
        return bool(self.heard_ms) and not self.unsent and not self.files and not self.missing

    def far_behind(self, now_ms: int) -> bool:
        """Whether its list is so old that somebody should look at it."""
        return bool(self.behind) and now_ms - self.behind_ms > FAR_MS


_reports = msgspec.json.Decoder(_Report)


def report_of(text: str | None) -> _Report:
    """A tablet's report of itself; one that cannot be read tells nothing."""
    try:
        return _reports.decode(text or "{}")
    except msgspec.DecodeError:
        return _Report()


def tablets(tx: Tx, unit_id: str, states: Sequence[str] = ("live",)) -> list[Tablet]:
    """The tablets of a unit, with how many files each of their officers' ended visits still miss."""
    missing: dict[str, int] = {}
    for body in sweeps.ended_visits_heard(tx, unit_id, "9999-12-31"):
        visit = read_thing("visit", body).state
        missing[visit.officer] = missing.get(visit.officer, 0) + len(visit.missing)
    rows = lists.fleet(tx, (unit_id,), states, "", DEVICES_MAX)
    devices: list[Device] = [read_thing("device", row.body).state for row in rows]
    reports = [report_of(row.report) for row in rows]
    lacking = _lacking(tx, unit_id, devices, reports)
    return [
        _tablet(row, device, told, missing.get(device.officer, 0), lacking.get(device.id))
        for row, device, told in zip(rows, devices, reports, strict=True)
    ]


def _tablet(row: Heard, device: Device, told: _Report, missing: int, lacking: tuple[int, int] | None) -> Tablet:
    behind, behind_ms = lacking or (None, 0)
    return Tablet(
        device, device.officer, row.heard_ms or 0, row.unsent or 0, row.skew_ms or 0, told.files or 0, told.battery,
        told.free_bytes // 1_000_000 if told.free_bytes is not None else None, missing, (told.build or "")[:60],
        is_old(told.build or "", tablet.build()), behind, behind_ms,
    )  # fmt: skip


def is_old(build: str, current: str) -> bool:
    """Whether a tablet runs another build of our page than the office hands out. What others built is theirs to judge."""
    return bool(current) and build.startswith(tablet.WEB) and build != current


def _lacking(tx: Tx, unit_id: str, devices: Sequence[Device], reports: Sequence[_Report]) -> dict[str, tuple[int, int]]:
    """By live tablet that told how far it has heard: how many things it has not fetched, and since when the first waits."""
    epoch = projections.epoch(tx)
    after: dict[str, tuple[str, int]] = {}
    for device, told in zip(devices, reports, strict=True):
        if not device.revoked and told.cursor is not None:
            known = read_cursor(told.cursor)
            places = known.units.get(unit_id, (0,)) if known is not None and known.epoch == epoch else (0,)
            after[device.id] = (f"officer:{device.officer}", min(places))
    found = projections.unheard(tx, unit_id, EVERYONE, after)
    since = journal.received(tx, unit_id, sorted({first for _, first in found.values()}))
    return {
        device: (found[device][0], since.get(found[device][1], 0)) if device in found else (0, 0) for device in after
    }
