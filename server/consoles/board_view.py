"""What the board shows of a unit's day, read in one look: lanes, alerts, tablets."""

from collections.abc import Mapping
from typing import NamedTuple

from models import calendar
from models.access import Actor, may_read
from models.citizen import Citizen
from models.officer import Officer
from models.store import lists, projections
from models.store.engine import Tx
from models.store.lists import Filter
from models.text import name_key
from models.visit import VisitState
from server import concerns
from server.concerns import Concern
from server.consoles import timeline
from server.consoles.timeline import Heard, Known
from server.fleet import Tablet, tablets
from server.house import House
from server.settings import Settings
from sync.board import read_thing

VISITS_MAX = 1000
OFFICERS_MAX = 500
STATES: tuple[VisitState, ...] = ("planned", "assigned", "acknowledged", "departed", "arrived", "completed", "failed")


class Shown(NamedTuple):
    """Everything on the board."""

    day: timeline.Day
    concerns: list[Concern]
    names: dict[str, str]
    requests: dict[str, str]


def heard(found: list[Tablet], now_ms: int) -> dict[str, Heard]:
    """When each officer was last heard on any tablet, what all of theirs still hold, and how the one last heard fares."""
    told: dict[str, Heard] = {}
    for one in sorted(found, key=lambda one: one.heard_ms):
        before = told.get(one.officer, Heard(0, 0))
        told[one.officer] = Heard(
            one.heard_ms, one.unsent + before.unsent, one.battery, one.free_mb, one.old_build,
            one.behind_ms if one.far_behind(now_ms) else 0,
        )  # fmt: skip
    return {officer: one for officer, one in told.items() if one.at_ms}


def planned(house: House, unit_id: str, day: str) -> dict[str, int]:
    """When the planner has each visit of a day begin; asked before anything else is read."""
    running = house.planner.opened(unit_id, day, house.now_ms()).standing.running
    midnight_ms = calendar.ms_of(day, 0)
    stops = (stop for route in running.routes for stop in route.stops if stop.visit and not stop.second)
    return {stop.visit: midnight_ms + stop.start_s * 1000 for stop in stops}


def day_of(tx: Tx, actor: Actor, unit_id: str, day: str, now_ms: int, plan: Mapping[str, int]) -> timeline.Day:
    """The lanes of a day as the actor sees them; names of people only for whoever may read people."""
    here = (unit_id,)
    rows = lists.page(tx, here, "visit", Filter(states=STATES, day=day), limit=VISITS_MAX)
    known = [Known(*read_thing("visit", row.body)) for row in rows]
    officers: list[Officer] = [
        read_thing("officer", row.body).state
        for row in lists.page(tx, here, "officer", Filter(states=("here",)), limit=OFFICERS_MAX)
    ]
    officers.sort(key=lambda officer: name_key(officer.name))
    people: dict[str, Citizen] = {}
    if may_read(actor, "people", unit_id) is None:
        bodies = projections.bodies(tx, unit_id, "citizen", sorted({one.visit.citizen for one in known}))
        people = {one: read_thing("citizen", body).state for one, body in bodies.items()}
    return timeline.drawn(day, known, officers, people, heard(tablets(tx, unit_id), now_ms), now_ms, plan)


def shown(
    tx: Tx, actor: Actor, unit_id: str, day: str, now_ms: int, settings: Settings, plan: Mapping[str, int]
) -> Shown:
    """The board of a day as the actor sees it."""
    drawn = day_of(tx, actor, unit_id, day, now_ms, plan)
    found = concerns.concerns(tx, actor, unit_id, now_ms, settings)
    names = {lane.officer: lane.name for lane in drawn.lanes}
    requests: dict[str, str] = {}
    sees = may_read(actor, "people", unit_id) is None
    _name_subjects(tx, unit_id, found, sees, names, requests)
    return Shown(drawn, found, names, requests)


def _name_subjects(
    tx: Tx, unit_id: str, found: list[Concern], sees: bool, names: dict[str, str], requests: dict[str, str]
) -> None:
    """Whose visits, dossiers and tablets the alerts are about, and which case each belongs to."""
    subjects = sorted({one.subject for one in found if one.subject})
    states = {
        thing: read_thing(kind, body).state
        for kind in ("visit", "dossier")
        for thing, body in projections.bodies(tx, unit_id, kind, subjects).items()
    }
    wanted = sorted({state.citizen for state in states.values()}) if sees else []
    persons = projections.bodies(tx, unit_id, "citizen", wanted)
    called = {one: read_thing("citizen", body).state.name for one, body in persons.items()}
    for thing, state in states.items():
        requests[thing] = state.request
        names[thing] = called.get(state.citizen) or getattr(state, "code", "") or thing[-6:]
    for thing, body in projections.bodies(tx, unit_id, "device", subjects).items():
        names[thing] = read_thing("device", body).state.label or thing[-6:]
