"""What a caller asks for, in the planner's words: how long, at which door, by whom it may be done."""

from collections.abc import Collection, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from models.calendar import ms_of
from models.citizen import Citizen
from models.dossier import ENDED
from models.ids import MaybeId, UnitId
from models.offer import Offer as Offered
from models.procedure import Procedure
from models.said import Address, Day, Place, Short
from models.store import lists, plans, projections
from models.store.engine import Tx
from models.visit import Mode, Where
from models.ward import office_of
from server.dispatch.problem import Problem, Span, Visit
from server.dispatch.promise import Hold, Offer
from server.dispatch.state import base_band, service_minutes, skill
from server.dispatch.travel import NOWHERE, Point, point
from sync.board import read_thing, statutes_of

DAYS_MAX = 14


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is asked for: by a request, or by person and procedures; what is left out is looked up.

    `minutes` 0: as long as the procedures take with this person. `day`: the first day that suits (empty: today), and so many
    working `days` from it; only windows inside these minutes of the day. `where` office: the person comes.
    """

    unit: UnitId
    request: MaybeId = ""
    citizen: MaybeId = ""
    place: Place | None = None
    procedures: Annotated[tuple[Short, ...], Meta(max_length=10)] = ()
    mode: Mode = "B"
    where: Where = "home"
    minutes: Annotated[int, Meta(ge=0, le=480)] = 0
    officers: Annotated[int, Meta(ge=1, le=2)] = 1
    day: Day | None = None
    days: Annotated[int, Meta(ge=1, le=DAYS_MAX)] = 5
    from_minute: Annotated[int, Meta(ge=0, le=1440)] = 0
    to_minute: Annotated[int, Meta(ge=0, le=1440)] = 1440


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The visit asked for: `task` without windows, where it is (None: nobody knows), and what was found for it."""

    wanted: Wanted
    task: Visit
    place: Place | None
    minutes: int
    procedures: tuple[str, ...]
    citizen: str


def asked(tx: Tx, wanted: Wanted, today: str) -> Asked:
    """What is asked for, completed from what the ward knows of the request and the person."""
    citizen_id, codes = wanted.citizen, wanted.procedures
    if wanted.request:
        body = projections.body(tx, wanted.unit, "request", wanted.request)
        if body is not None:
            request = read_thing("request", body).state
            citizen_id = citizen_id or request.citizen
            codes = codes or _open(tx, wanted) or tuple(want.procedure for want in request.wants)
    body = projections.body(tx, wanted.unit, "citizen", citizen_id) if citizen_id else None
    citizen: Citizen | None = read_thing("citizen", body).state if body else None
    law = statutes_of(tx, wanted.unit)
    known = [procedure for code in codes if (procedure := law.in_force(code, today))]
    home = office(tx, wanted.unit) if wanted.where == "office" else citizen.address if citizen else Address()
    place = wanted.place or home.place
    minutes = wanted.minutes or _minutes(known, citizen)
    served = plans.served(tx, wanted.unit, [citizen_id]) if citizen_id else {}
    task = Visit(
        id="asked",
        place=0,
        service_s=60 * minutes,
        windows=(),
        citizen=citizen_id,
        skills=frozenset(skill(code, wanted.mode) for code in codes),
        officers=wanted.officers,
        band=base_band(citizen, today),
        hamlet=citizen.address.hamlet if citizen else "",
        language=citizen.language if citizen else "vi",
        preferred=served.get(citizen_id, ""),
    )
    return Asked(wanted=wanted, task=task, place=place, minutes=minutes, procedures=codes, citizen=citizen_id)


def office(tx: Tx, unit_id: str) -> Address:
    """Where people go who come to the ward."""
    body = projections.body(tx, unit_id, "ward", unit_id)
    return office_of(read_thing("ward", body).state if body else None, unit_id)


def _minutes(known: Sequence[Procedure], citizen: Citizen | None) -> int:
    return min(480, max(10, service_minutes(known, citizen.needs if citizen else ())))


def _open(tx: Tx, wanted: Wanted) -> tuple[str, ...]:
    """The procedures of the request's dossiers that no visit has taken along yet."""
    bodies = projections.bodies(tx, wanted.unit, "dossier", open_dossiers(tx, wanted.unit, wanted.request))
    return tuple(dict.fromkeys(read_thing("dossier", body).state.procedure for body in bodies.values()))


def mode_at_home(procedures: Sequence[Procedure]) -> Mode:
    """A where a signature is certified at the door: whoever may certify must come; else B."""
    return "A" if any(one.certifies and one.at_home == "finish" for one in procedures) else "B"


def open_dossiers(tx: Tx, unit_id: str, request_id: str, freed: Collection[str] = ()) -> tuple[str, ...]:
    """The dossiers of a request that are open and that no visit has taken along, but for visits about to be given up."""
    rows = lists.with_request(tx, unit_id, request_id)
    visits = [read_thing("visit", row.body).state for row in rows.get("visit", [])]
    going = [visit for visit in visits if visit.state not in ("failed", "cancelled") and visit.id not in freed]
    gone = {d for visit in going for d in visit.dossiers}
    dossiers = [read_thing("dossier", row.body).state for row in rows.get("dossier", [])]
    return tuple(d.id for d in dossiers if d.id not in gone and d.status not in ENDED)


def door_of(problem: Problem, place: Place | None) -> Point:
    """Where to go; who has no coordinates lives in the middle of the places known."""
    if place is not None:
        return point(place)
    points = problem.points or (NOWHERE,)
    return sum(lat for lat, _ in points) / len(points), sum(lon for _, lon in points) / len(points)


def hold_of(problem: Problem, offered: Offered) -> Hold:
    """An offer that stands, in the planner's words."""
    begin_ms = ms_of(problem.day, 0)
    span = Span((offered.window.from_ms - begin_ms) // 1000, (offered.window.to_ms - begin_ms) // 1000)
    task = Visit(
        id=offered.id,
        place=0,
        service_s=60 * offered.minutes,
        windows=(span,),
        citizen=offered.citizen,
        skills=frozenset(skill(code, offered.mode) for code in offered.procedures),
        officers=len(offered.officers),
    )
    told = Offer(
        day=problem.day,
        window=span,
        price_s=0,
        officers=offered.officers,
        start_s=(offered.start_ms - begin_ms) // 1000,
    )
    return Hold(id=offered.id, offer=told, visit=task, door=door_of(problem, offered.place), until_ms=offered.until_ms)
