"""A tablet that is lost, broken or silent: which homes to ring, because only it may know what happened there.

The office knows what the tablet told at its last contact (how much it still held) and what it had been given. What was
said at a door since then is only on the tablet, so everybody whose visit could have taken place meanwhile is rung.
"""

from typing import Literal, NamedTuple

from models import calendar
from models.citizen import Citizen
from models.device import Device
from models.store import lists, sweeps, tapes
from models.store.engine import Tx
from models.store.lists import Filter
from models.store.tapes import Fleet
from models.visit import HELD, Visit
from sync.board import read_thing

VISITS_MAX = 1000

Why = Literal["under_way", "may_be_done", "files_missing", "promised"]
"""Under way when last heard · its hour has begun since · its photographs never came · still to come: another must go."""
ORDER: tuple[Why, ...] = ("under_way", "may_be_done", "files_missing", "promised")


class Home(NamedTuple):
    """One home to ring: the visit, the person, and why."""

    why: Why
    visit: Visit
    citizen: Citizen | None


class Lost(NamedTuple):
    """A tablet, what it last told of itself, and the homes its loss concerns, the most urgent first."""

    device: Device
    told: Fleet | None
    homes: tuple[Home, ...]

    @property
    def to_ring(self) -> tuple[Home, ...]:
        """The homes where something may have happened that only the tablet knows."""
        return tuple(home for home in self.homes if home.why != "promised")


def lost(tx: Tx, unit_id: str, device_id: str, now_ms: int) -> Lost | None:
    """What the loss of a device means; None when the unit has no such device."""
    found = lists.one(tx, (unit_id,), "device", device_id)
    if found is None:
        return None
    device: Device = read_thing("device", found.body).state
    told = next((one for one in tapes.fleet(tx, unit_id) if one.device_id == device_id), None)
    here = (unit_id,)
    rows = lists.page(tx, here, "visit", Filter(states=sorted(HELD), owner_id=device.officer), limit=VISITS_MAX)
    ended = sweeps.ended_visits_heard(tx, unit_id, calendar.local_day(now_ms))
    visits: list[Visit] = [read_thing("visit", body).state for body in (*(row.body for row in rows), *ended)]
    visits = [visit for visit in visits if visit.officer == device.officer]
    concerned = [(why, visit) for visit in visits if (why := _why(visit, now_ms)) is not None]
    concerned.sort(key=lambda pair: (ORDER.index(pair[0]), pair[1].window.from_ms, pair[1].id))
    homes = tuple(Home(why, visit, _person(tx, here, visit.citizen)) for why, visit in concerned)
    return Lost(device, told, homes)


def _why(visit: Visit, now_ms: int) -> Why | None:
    if visit.state in ("departed", "arrived"):
        return "under_way"
    if visit.state in HELD:
        return "may_be_done" if visit.window.from_ms <= now_ms else "promised"
    return "files_missing" if visit.missing else None


def _person(tx: Tx, here: tuple[str, ...], citizen_id: str) -> Citizen | None:
    found = lists.one(tx, here, "citizen", citizen_id)
    return read_thing("citizen", found.body).state if found else None
