"""Why this officer goes and not that one, what a swap would cost, why a visit waits: read off the model, in plain words."""

import msgspec
from msgspec.structs import replace

from models import calendar
from models.officer import Officer
from models.visit import OPEN, Visit
from server.dispatch import words
from server.dispatch.explain import Explained, Reason
from server.dispatch.problem import Officer as Crew
from server.dispatch.problem import Problem, Span
from server.dispatch.words import Words
from server.house import House
from server.planning.planner import Opened
from server.planning.standing import held_by

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


def why(house: House, visit: Visit) -> Why:
    """Why a visit is with whom it is, or with nobody."""
    day = calendar.local_day(visit.window.from_ms)
    one = house.planner.opened(visit.unit, day, house.now_ms())
    found = _explained(one, visit.id)
    held = held_by(one.standing.facts).get(visit.id, ())
    if found is None:
        said = _over(visit)
        return Why(
            visit=visit.id, state=visit.state, held=held, likely=(), start_ms=0, vi=said.vi, en=said.en, officers=[]
        )
    candidates = _candidates(one, visit, found)
    said = _summary(one, visit, found, held, candidates)
    return Why(
        visit=visit.id, state=visit.state, held=held, likely=found.officers, start_ms=_start_ms(one, visit.id, day),
        vi=said.vi, en=said.en, officers=candidates,
    )  # fmt: skip


def choice(house: House, visit: Visit) -> Choice:
    """Who should go to a visit, as the day stands."""
    day = calendar.local_day(visit.window.from_ms)
    one = house.planner.opened(visit.unit, day, house.now_ms())
    found = _explained(one, visit.id)
    if found is None:
        return Choice(officer=None, ranked=[], refused=[])
    candidates = _candidates(one, visit, found)
    lead, *others = found.officers or (None,)
    return Choice(
        officer=lead,
        second=others[0] or "" if others else "",
        ranked=[one for one in candidates if one.code in _COULD],
        refused=[one for one in candidates if one.code not in _COULD],
    )


def _explained(one: Opened, visit_id: str) -> Explained | None:
    """The explanation of one visit; None when it is over or under way."""
    return one.explained().get(visit_id)


def _over(visit: Visit) -> Words:
    if visit.state in OPEN:
        return Words("Lượt này đang được thực hiện.", "This visit is under way.")
    return Words("Lượt này đã kết thúc.", "This visit has ended.")


def _candidates(one: Opened, visit: Visit, found: Explained) -> list[Candidate]:
    """Everybody of the unit with a reason: those at work as the model has it, then those who are not."""
    problem, facts = one.standing.rest, one.standing.facts
    names = {officer.id: officer.name for officer in facts.officers}
    known = {reason.officer for reason in found.reasons}
    away = [officer for officer in facts.officers if officer.id not in known]
    reasons = [*found.reasons, *(_not_there(officer, visit, one) for officer in away)]
    shown = _named(problem, away)
    return [_candidate(shown, reason, names) for reason in reasons]


def _candidate(problem: Problem, reason: Reason, names: dict[str, str]) -> Candidate:
    said = words.said(problem, reason)
    return Candidate(
        officer=reason.officer, name=names.get(reason.officer, reason.officer), code=reason.code, vi=said.vi, en=said.en,
        price_s=reason.price_s, travel_s=reason.travel_s, other=reason.other, late_s=reason.late_s, needs=reason.needs,
    )  # fmt: skip


def _not_there(officer: Officer, visit: Visit, one: Opened) -> Reason:
    """Why somebody who is not at work that day would not go anyway, or that they are not at work."""
    dossiers = one.standing.facts.known.dossiers
    codes = [dossiers[dossier].procedure for dossier in visit.dossiers if dossier in dossiers]
    needs = tuple(sorted(f"{code}/{visit.mode}" for code in codes if not officer.may_handle(code, visit.mode)))
    if visit.citizen in officer.relatives:
        return Reason(officer=officer.id, code="related")
    return Reason(officer=officer.id, code="not_skilled" if needs else "not_working", needs=needs)


def _named(problem: Problem, away: list[Officer]) -> Problem:
    """The problem with the names of those who are not at work."""
    more = tuple(Crew(id=o.id, name=o.name, start=0, end=0, shift=Span(0, 0)) for o in away)
    return replace(problem, officers=(*problem.officers, *more))


def _summary(one: Opened, visit: Visit, found: Explained, held: tuple[str, ...], candidates: list[Candidate]) -> Words:
    """The visit in one sentence."""
    task = next(task for task in one.standing.rest.visits if task.id == visit.id)
    out = words.why_left_out(task, found)
    names = {officer.id: officer.name for officer in one.standing.facts.officers}
    if held and not found.officers:
        who = ", ".join(names.get(officer, officer) for officer in held)
        return Words(f"Đã giao {who} nhưng không kịp giờ. {out.vi}", f"Given to {who}, who cannot make it. {out.en}")
    if out.vi:
        return out
    who = ", ".join(names.get(officer, officer) for officer in found.officers)
    at = words.clock(_start_s(one, visit.id))
    if held:
        return Words(f"{who} đi, đến khoảng {at}.", f"{who} goes, at about {at}.")
    return Words(f"Chưa giao. Dự kiến {who}, khoảng {at}.", f"Nobody has it yet. Likely {who}, at about {at}.")


def _start_s(one: Opened, visit_id: str) -> int | None:
    routes = one.standing.open_plan.routes
    return next((stop.start_s for route in routes for stop in route.stops if stop.visit == visit_id), None)


def _start_ms(one: Opened, visit_id: str, day: str) -> int:
    start_s = _start_s(one, visit_id)
    return 0 if start_s is None else calendar.ms_of(day, 0) + 1000 * start_s
