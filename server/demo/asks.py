"""What a ward is asked for: telephone calls, requests, decisions, promised windows, and who is given what."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any, NamedTuple, cast

from models import calendar as time
from models.calendar import Calendar
from models.call import CallLogged, CallOutcome, CallReturned
from models.citizen import Citizen, CitizenRegistered
from models.dossier import Dossier, DossierOpened
from models.event import Body
from models.officer import Officer, OfficerRegistered
from models.procedure import Procedure, in_force
from models.request import EligibilityDecided, Reason, RequestReceived, Want
from models.said import Contact, Window
from models.visit import Visit, VisitAssigned, VisitPlanned
from models.ward import Ward
from server.demo import ward
from server.demo.people import phone, weighed
from server.dispatch.construct import filled
from server.dispatch.fairness import shared
from server.dispatch.redraft import drafted
from server.dispatch.route import Plan, Tables
from server.dispatch.state import Known, stated
from server.dispatch.words import clock

Name = Callable[[], str]

CERTIFIER_GOES = frozenset(("2.001035", "2.001019", "2.001016"))
"""Transactions and wills: signed before the certifier (Decree 23/2015 art. 36), so mode A."""
STRAY: tuple[tuple[CallOutcome, int], ...] = (
    ("missed", 34), ("question", 28), ("callback", 18), ("hung_up", 8), ("wrong_number", 8), ("answered_later", 4)
)  # fmt: skip
STRAY_PER_REQUEST = 0.35


class Ask(NamedTuple):
    """A request as it came in: when, for whom, for what, and what the desk says of it."""

    at_ms: int
    person: CitizenRegistered
    request: str
    wants: tuple[Want, ...]
    bodies: tuple[Body, ...]


class Planned(NamedTuple):
    """A visit promised: itself, its papers, and what the desk says of it."""

    visit: Visit
    dossiers: tuple[Dossier, ...]
    bodies: tuple[Body, ...]


def procedure_of(code: str, day: str) -> Procedure:
    """The version of a procedure of the demo's mix that is in force."""
    found = in_force(code, day)
    assert found is not None, code
    return found


def ask(chance: Random, name: Name, person: CitizenRegistered, at_ms: int, first: str = "") -> Ask:
    """Somebody rings for a person, or the head of the khóm brings it in; `first` names what is asked for above all."""
    codes = [first or weighed(chance, ward.MIX)]
    if codes[0] in ("2.000884", "1.014027") and chance.random() < 0.22:
        codes.append("2.000815")
    wants = tuple(
        Want(procedure=code, purpose=chance.choice(ward.PURPOSES.get(code, ("",))), copies=_copies(chance, code))
        for code in codes
    )
    by_phone, itself = chance.random() < 0.93, chance.random() < 0.3
    caller = (
        None
        if itself
        else person.helper or Contact(name="Trưởng khóm (mẫu)", phone=phone(chance), relation="trưởng khóm")
    )
    number = caller.phone if caller else (person.phones or (phone(chance),))[0]
    call, request = name() if by_phone else "", name()
    bodies: list[Body] = []
    if by_phone:
        told = caller.name if caller else person.name
        bodies.append(
            CallLogged(
                call=call,
                unit=person.unit,
                phone=number,
                caller=told,
                outcome="request",
                at_ms=at_ms,
                citizen=person.citizen,
            )
        )
    bodies.append(
        RequestReceived(
            request=request, unit=person.unit, citizen=person.citizen, call=call, caller=caller, consent=caller is not None,
            wants=wants,
        )
    )  # fmt: skip
    return Ask(at_ms, person, request, wants, tuple(bodies))


def _copies(chance: Random, code: str) -> int:
    return chance.choice((1, 1, 2, 2, 3, 5)) if code in ("2.000815", "2.000635") else 1


def stray_call(chance: Random, name: Name, unit: str, at_ms: int) -> list[tuple[int, Body]]:
    """A call that becomes no request; most of those nobody took are rung back within two hours."""
    outcome = weighed(chance, STRAY)
    call = name()
    said: list[tuple[int, Body]] = [
        (at_ms, CallLogged(call=call, unit=unit, phone=phone(chance), outcome=outcome, at_ms=at_ms))
    ]
    if outcome in ("missed", "callback", "hung_up") and chance.random() < 0.7:
        reached = chance.random() < 0.75
        said.append((at_ms + chance.randrange(5, 120) * 60_000, CallReturned(call=call, reached=reached)))
    return said


def reason_of(person: CitizenRegistered) -> Reason:
    """On which ground the ward comes to this house."""
    kinds = {status.kind for status in person.statuses}
    for kind, reason in (
        ("disabled", "disabled"),
        ("meritorious", "meritorious"),
        ("alone", "alone"),
        ("elderly", "frail"),
    ):
        if kind in kinds:
            return cast(Reason, reason)
    return "other"


def decide(chance: Random, one: Ask) -> EligibilityDecided:
    """Nearly everybody who asks is eligible; somebody who gets about well is told to come to the office."""
    walks = not one.person.statuses and chance.random() < 0.5
    note = "Tự đi lại được, mời đến Trung tâm." if walks else ""
    return EligibilityDecided(request=one.request, eligible=not walks, reason=reason_of(one.person), note=note)


def promise(chance: Random, day: str, minutes: int, hours: Sequence[tuple[int, int]]) -> Window:
    """A window in one of these hours: an exact hour for two in five, half a day for three in ten, else two hours."""
    start, end = chance.choice(hours)
    long = weighed(chance, ((60, 40), (120, 30), (end - start, 30)))
    long = min(max(long, minutes), end - start)
    steps = (end - start - long) // 30
    begin = start + 30 * chance.randint(0, steps)
    return Window(from_ms=time.ms_of(day, begin), to_ms=time.ms_of(day, begin + long))


def plan(chance: Random, name: Name, one: Ask, window_of: Callable[[int], Window], day: str) -> Planned:
    """Dossiers opened and a visit promised for an eligible request; `window_of` is told how many minutes it takes."""
    person = one.person
    procedures = [procedure_of(want.procedure, day) for want in one.wants]
    minutes = min(120, sum(p.minutes for p in procedures))
    opened = [
        DossierOpened(
            dossier=name(), unit=person.unit, request=one.request, citizen=person.citizen, procedure=p.code,
            version=p.version, copies=want.copies, purpose=want.purpose,
        )
        for want, p in zip(one.wants, procedures, strict=True)
    ]  # fmt: skip
    certifier = any(p.code in CERTIFIER_GOES or (p.certifies and chance.random() < 0.08) for p in procedures)
    promised = VisitPlanned(
        visit=name(), unit=person.unit, request=one.request, citizen=person.citizen, minutes=minutes,
        dossiers=tuple(body.dossier for body in opened), window=window_of(minutes), mode="A" if certifier else "B",
        address=person.address, note=person.note,
    )  # fmt: skip
    dossiers = tuple(
        Dossier(
            id=body.dossier, unit=body.unit, code="", request=body.request, citizen=body.citizen,
            procedure=body.procedure, version=body.version, copies=body.copies, visit=promised.visit,
        )
        for body in opened
    )  # fmt: skip
    return Planned(visit_of(promised), dossiers, (*opened, promised))


def visit_of(body: VisitPlanned) -> Visit:
    """The visit as it stands when it is promised."""
    fields: dict[str, Any] = {
        field: getattr(body, field) for field in body.__struct_fields__ if field in Visit.__struct_fields__
    }
    return Visit(id=body.visit, **fields)


def officer_of(body: OfficerRegistered) -> Officer:
    """The officer as they stand when registered."""
    fields: dict[str, Any] = {field: getattr(body, field) for field in body.__struct_fields__ if field != "officer"}
    return Officer(id=body.officer, **fields)


def citizen_of(body: CitizenRegistered) -> Citizen:
    """The person as they stand when registered."""
    fields: dict[str, Any] = {field: getattr(body, field) for field in body.__struct_fields__ if field != "citizen"}
    return Citizen(id=body.citizen, **fields)


class _Day(NamedTuple):
    """What has been promised for a day so far: the visits, their papers, and who makes them."""

    visits: tuple[Visit, ...]
    dossiers: Mapping[str, Dossier]
    plan: Plan


class Rota:
    """Who holds what on which day, as the planner of a ward gives it out while the calls come in."""

    def __init__(
        self, ward: Ward, officers: Sequence[Officer], people: Mapping[str, Citizen], calendar: Calendar
    ) -> None:
        self._ward = ward
        self._officers = officers
        self._people = people
        self._calendar = calendar
        self._days: dict[str, _Day] = {}
        self._served: dict[str, str] = {}

    def give(self, planned: Planned) -> VisitAssigned | None:
        """The assignment of a visit, or None when nobody can: it waits for the supervisor."""
        visit = planned.visit
        day = time.local_day(visit.window.from_ms)
        visits, dossiers, before = self._days.get(day) or _Day((), {}, Plan(unit=self._ward.id, day=day, routes=()))
        visits, dossiers = (*visits, visit), {**dossiers, **{one.id: one for one in planned.dossiers}}
        known = Known(dossiers, self._people, served=self._served)
        problem = shared(stated(self._ward, day, self._officers, visits, known, self._calendar))
        plan = filled(drafted(Tables(problem), before)).plan("insertion", 0)
        found = next(
            ((route.officer, stop) for route in plan.routes for stop in route.stops if stop.visit == visit.id), None
        )
        if found is None:
            return None
        officer, stop = found
        self._days[day] = _Day(visits, dossiers, plan)
        self._served[visit.citizen] = officer
        return VisitAssigned(visit=visit.id, officer=officer, reason=f"Kế hoạch ngày: đến khoảng {clock(stop.start_s)}")
