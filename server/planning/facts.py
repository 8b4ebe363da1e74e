"""What a day's plan is made from, read from the store in a handful of questions, whatever the day holds."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from models.access import Role
from models.calendar import local_day, ms_of
from models.citizen import Citizen
from models.dossier import ENDED, Dossier
from models.offer import Offer
from models.officer import Officer
from models.request import Request
from models.store import lists, plans, projections
from models.store.engine import Tx
from models.store.lists import Filter
from models.visit import OPEN, Visit
from models.ward import Ward
from server.dispatch.route import Plan
from server.dispatch.state import Known, Waited
from sync.board import read_thing

VISITS_MAX = 2_000
OFFICERS_MAX = 500
OFFERS_MAX = 500
DAY_MS = 86_400_000
LOOKED_BACK_DAYS = 14
"""How far back it is counted how often somebody was passed over."""

PLANNERS: frozenset[Role] = frozenset(("supervisor", "system"))
"""Who has a day planned."""

_plans = msgspec.json.Decoder(Plan)


class Seen(msgspec.Struct, frozen=True):
    """A visit as it was when this was read, and its version then."""

    visit: Visit
    version: int


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """One day of one unit, as the store has it. `mark` changes when any of it does."""

    unit: str
    day: str
    mark: str
    ward: Ward
    officers: tuple[Officer, ...]
    visits: tuple[Seen, ...]
    known: Known
    offers: tuple[Offer, ...]
    plan: Plan | None


def facts(tx: Tx, unit_id: str, day: str, now_ms: int, instead: Visit | None = None) -> Facts:
    """The day as it is: officers, its visits with their papers and people, what is being offered, the plan that stands.

    With a visit taken as it is given here `instead` of as it stands.
    """
    here = (unit_id,)
    rows = lists.page(tx, here, "visit", Filter(states=_STATES, day=day), limit=VISITS_MAX)
    slots = [read_thing("visit", row.body) for row in rows]
    visits = tuple(Seen(slot.state, slot.version) for slot in slots)
    if instead is not None:
        visits = (*(seen for seen in visits if seen.visit.id != instead.id), Seen(instead, 0))
    offered = lists.page(tx, here, "offer", Filter(states=("held", "taken"), day=day), limit=OFFERS_MAX)
    offers: list[Offer] = [read_thing("offer", row.body).state for row in offered]
    two = frozenset(offer.visit for offer in offers if offer.visit and len(offer.officers) == 2)
    body = projections.body(tx, unit_id, "ward", unit_id)
    kept = plans.standing(tx, unit_id, day)
    return Facts(
        unit=unit_id,
        day=day,
        mark=plans.mark(tx, unit_id, day),
        ward=read_thing("ward", body).state if body else Ward(id=unit_id),
        officers=officers(tx, unit_id),
        visits=visits,
        known=_known(tx, unit_id, day, [seen.visit for seen in visits], now_ms)._replace(two=two),
        offers=tuple(offer for offer in offers if offer.stands(now_ms)),
        plan=_plans.decode(kept) if kept else None,
    )


_STATES = tuple(sorted(OPEN | {"completed", "failed"}))


def officers(tx: Tx, unit_id: str) -> tuple[Officer, ...]:
    """Everybody of a unit who goes out."""
    rows = lists.page(tx, (unit_id,), "officer", Filter(states=("here",)), limit=OFFICERS_MAX)
    return tuple(read_thing("officer", row.body).state for row in rows)


def _known(tx: Tx, unit_id: str, day: str, visits: list[Visit], now_ms: int) -> Known:
    people = sorted({visit.citizen for visit in visits})
    dossiers: dict[str, Dossier] = _states(
        tx, unit_id, "dossier", sorted({d for visit in visits for d in visit.dossiers})
    )
    requests: dict[str, Request] = _states(tx, unit_id, "request", sorted({visit.request for visit in visits}))
    citizens: dict[str, Citizen] = _states(tx, unit_id, "citizen", people)
    passed = _passed_over(tx, unit_id, day)
    waited = {
        visit.id: Waited(
            _days(requests[visit.request].received_ms, now_ms),
            passed.get(visit.id, 0),
            days_left([dossiers[one] for one in visit.dossiers if one in dossiers], day),
        )
        for visit in visits
        if visit.request in requests
    }
    return Known(dossiers, citizens, waited, plans.served(tx, unit_id, people))


def days_left(dossiers: Iterable[Dossier], day: str) -> int | None:
    """Calendar days from this one to the first term that runs out; None while no term runs, as before papers are received."""
    due = min((one.due_day for one in dossiers if one.due_day and one.status not in ENDED), default="")
    return (date.fromisoformat(due) - date.fromisoformat(day)).days if due else None


def _days(from_ms: int, now_ms: int) -> int:
    return max(0, (now_ms - from_ms) // DAY_MS)


def _passed_over(tx: Tx, unit_id: str, day: str) -> dict[str, int]:
    """By visit: in how many plans of the days before it was left out."""
    times: dict[str, int] = {}
    before_ms = ms_of(day, 0)
    first, last = (local_day(before_ms - days * DAY_MS) for days in (LOOKED_BACK_DAYS, 1))
    for text in plans.standings(tx, unit_id, first, last):
        for visit in _plans.decode(text).left_out:
            times[visit] = times.get(visit, 0) + 1
    return times


def _states(tx: Tx, unit_id: str, kind: str, ids: list[str]) -> dict[str, Any]:
    """States of things by id."""
    found = projections.bodies(tx, unit_id, kind, ids)
    return {thing_id: read_thing(kind, body).state for thing_id, body in found.items()}
