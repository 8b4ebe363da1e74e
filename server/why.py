"""Why this officer goes and not that one, what a swap would cost, why a visit waits: read off the model, in plain words."""

from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from models import calendar
from models.access import Actor, may_read
from models.officer import Officer
from models.visit import HELD, OPEN, Visit
from server.dispatch import words
from server.dispatch.explain import Explained, Reason, explained
from server.dispatch.problem import Officer as Crew
from server.dispatch.problem import Problem, Span
from server.dispatch.words import Words
from server.house import House
from server.planning.facts import Facts
from server.planning.standing import Standing, held_by

_COULD = frozenset(("chosen", "second", "fits", "no_dearer", "dearer", "too_dear"))


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One officer and why they go, could go, or cannot. `price_s`: what the plan would cost more with them, in seconds of travel.

    `other`: the visit that would come too late by `late_s`; `needs`: what they are not authorised for.
    """

    officer: str
    name: str
    code: str
    vi: str
    en: str
    price_s: int | None = None
    travel_s: int | None = None
    other: str = ""
    late_s: int = 0
    needs: tuple[str, ...] = ()

    @property
    def could(self) -> bool:
        """Whether the day has room for them to go, be it at a price."""
        return self.code in _COULD


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Who goes (None: nobody can), who comes along, everybody who could in order of preference, everybody who cannot."""

    officer: str | None
    second: str = ""
    ranked: list[Candidate]
    refused: list[Candidate]


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """One visit explained. `held` are the officers who have it, `likely` those the plan means to give it to.

    `start_ms` is when it is likely to begin (0: no place for it in the day). `officers`: everybody, those who go first.
    """

    visit: str
    state: str
    held: tuple[str, ...]
    likely: tuple[str, ...]
    start_ms: int
    vi: str
    en: str
    officers: list[Candidate]


class _Told(NamedTuple):
    """One visit as the planner explains it, in the day it explains it for."""

    standing: Standing
    one: Explained


def why(house: House, actor: Actor, visit: Visit) -> Why:
    """Why a visit is with whom it is, or with nobody, in words fit for the actor's ears."""
    found = _told(house, visit)
    if found is None:
        said = _over(visit)
        held = tuple(filter(None, (visit.officer, visit.second))) if visit.state in HELD else ()
        return Why(
            visit=visit.id, state=visit.state, held=held, likely=(), start_ms=0, vi=said.vi, en=said.en, officers=[]
        )
    said = _summary(found, visit)
    return Why(
        visit=visit.id, state=visit.state, held=held_by(found.standing.facts).get(visit.id, ()),
        likely=found.one.officers, start_ms=_start_ms(found.standing, visit), vi=said.vi, en=said.en,
        officers=_candidates(found, actor, visit),
    )  # fmt: skip


def choice(house: House, actor: Actor, visit: Visit) -> Choice:
    """Who should go to a visit, as the day stands."""
    found = _told(house, visit)
    if found is None:
        return Choice(officer=None, ranked=[], refused=[])
    candidates = _candidates(found, actor, visit)
    lead, *others = found.one.officers or (None,)
    return Choice(
        officer=lead,
        second=others[0] or "" if others else "",
        ranked=[one for one in candidates if one.could],
        refused=[one for one in candidates if not one.could],
    )


def candidates(house: House, actor: Actor, visit: Visit, *, imagined: bool = False) -> list[Candidate]:
    """Everybody who might be given a visit, with a reason; those who go first. `imagined`: it is not as the journal has it."""
    if not imagined and visit.state != "departed":
        found = _told(house, visit)
    else:
        waiting = replace(visit, state="assigned") if visit.state == "departed" else visit
        standing = house.planner.imagined(waiting, house.now_ms())
        told = explained(standing.rest, standing.open_plan)
        found = next((_Told(standing, one) for one in told if one.visit == visit.id), None)
    return [] if found is None else _candidates(found, actor, visit)


def _told(house: House, visit: Visit) -> _Told | None:
    """The explanation of one visit; None when it is over or under way."""
    day = house.planner.opened(visit.unit, calendar.local_day(visit.window.from_ms), house.now_ms())
    one = day.explained().get(visit.id)
    return None if one is None else _Told(day.standing, one)


def _over(visit: Visit) -> Words:
    if visit.state in OPEN:
        return Words("Lượt này đang được thực hiện.", "This visit is under way.")
    return Words("Lượt này đã kết thúc.", "This visit has ended.")


def _candidates(found: _Told, actor: Actor, visit: Visit) -> list[Candidate]:
    """Everybody of the unit with a reason: those at work as the model has it, then those who are not."""
    problem, facts = found.standing.rest, found.standing.facts
    officers = {officer.id: officer for officer in facts.officers}
    known = {reason.officer for reason in found.one.reasons}
    away = [officer for officer in facts.officers if officer.id not in known]
    reasons = [_plain(reason, officers[reason.officer], visit) for reason in found.one.reasons]
    reasons += [_not_there(officer, visit, facts) for officer in away]
    shown = _named(problem, away, nameless=may_read(actor, "people", visit.unit) is not None)
    return [_candidate(shown, reason, officers[reason.officer].name) for reason in reasons]


def _candidate(problem: Problem, reason: Reason, name: str) -> Candidate:
    said = words.said(problem, reason)
    return Candidate(
        officer=reason.officer, name=name, code=reason.code, vi=said.vi, en=said.en, price_s=reason.price_s,
        travel_s=reason.travel_s, other=reason.other, late_s=reason.late_s, needs=reason.needs,
    )  # fmt: skip


def _plain(reason: Reason, officer: Officer, visit: Visit) -> Reason:
    """What bars an officer by name where the day knows it: the solver is only told that they must not go."""
    absent = reason.code == "barred" and officer.is_absent(visit.window.from_ms, visit.window.to_ms)
    return replace(reason, code="officer_absent") if absent else reason


def _not_there(officer: Officer, visit: Visit, facts: Facts) -> Reason:
    """Why somebody who is not at work that day would not go anyway, or that they are not at work."""
    dossiers = facts.known.dossiers
    codes = [dossiers[dossier].procedure for dossier in visit.dossiers if dossier in dossiers]
    needs = tuple(sorted(f"{code}/{visit.mode}" for code in codes if not officer.may_handle(code, visit.mode)))
    if visit.citizen in officer.relatives:
        return Reason(officer=officer.id, code="related")
    if needs:
        return Reason(officer=officer.id, code="not_skilled", needs=needs)
    away = officer.is_absent(visit.window.from_ms, visit.window.to_ms)
    return Reason(officer=officer.id, code="officer_absent" if away else "not_working")


def _named(problem: Problem, away: list[Officer], *, nameless: bool) -> Problem:
    """The problem with the names of those who are not at work; `nameless`: without those of the people visited."""
    more = tuple(Crew(id=o.id, name=o.name, start=0, end=0, shift=Span(0, 0)) for o in away)
    tasks = problem.visits
    if nameless:
        tasks = tuple(replace(task, name=task.id[-6:]) for task in tasks)
    return replace(problem, officers=(*problem.officers, *more), visits=tasks)


def _summary(found: _Told, visit: Visit) -> Words:
    """The visit in one sentence."""
    standing, one = found
    out = words.why_left_out(next(task for task in standing.rest.visits if task.id == visit.id), one)
    names = {officer.id: officer.name for officer in standing.facts.officers}
    held = held_by(standing.facts).get(visit.id, ())
    if held and not one.officers:
        who = ", ".join(names.get(officer, officer) for officer in held)
        return Words(f"Đã giao {who} nhưng không kịp giờ. {out.vi}", f"Given to {who}, who cannot make it. {out.en}")
    if out.vi:
        return out
    who = ", ".join(names.get(officer, officer) for officer in one.officers)
    at = words.clock(_start_s(standing, visit.id))
    if held:
        return Words(f"{who} đi, đến khoảng {at}.", f"{who} goes, at about {at}.")
    return Words(f"Chưa giao. Dự kiến {who}, khoảng {at}.", f"Nobody has it yet. Likely {who}, at about {at}.")


def _start_s(standing: Standing, visit_id: str) -> int | None:
    routes = standing.open_plan.routes
    return next((stop.start_s for route in routes for stop in route.stops if stop.visit == visit_id), None)


def _start_ms(standing: Standing, visit: Visit) -> int:
    start_s = _start_s(standing, visit.id)
    return 0 if start_s is None else calendar.ms_of(standing.facts.day, 0) + 1000 * start_s
