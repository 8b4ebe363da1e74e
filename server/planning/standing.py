"""How a day stands: what is done, who goes where next and about when, and what is still open. Pure: facts in, plans out.

The journal knows who holds a visit and what was promised; the plan that was kept knows in which order. Where the two differ
the journal is right: a visit stays with whoever holds it, and is only put where it fits best into their day.
"""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from models.calendar import Calendar, ms_of
from models.procedure import catalogue
from models.visit import HELD, Visit
from server.dispatch.construct import filled
from server.dispatch.plan import verdict
from server.dispatch.problem import DAY_S, Officer, Problem, Span
from server.dispatch.problem import Visit as Task
from server.dispatch.redraft import drafted
from server.dispatch.replan import Begun, Now, Progress, remaining, whole
from server.dispatch.route import Plan, Route, Stop, Tables
from server.dispatch.state import Ways, by_formula, stated
from server.planning.facts import Facts

_ANY = tuple((one.code, mode) for one in catalogue() for mode in ("A", "B"))
"""What a caller may ask for."""


class Standing(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """A day as it stands at a moment.

    `problem` is the whole day, `running` who goes where and about when (also what cannot be kept any more), `rest` what is
    still open as a problem of its own, and `open_plan` a plan for it in which whoever nobody holds yet has a likely place.
    """

    facts: Facts
    problem: Problem
    running: Plan
    rest: Problem
    open_plan: Plan
    now: Now
    day_plan: Plan
    """What is done and `open_plan` together: the day from its morning on."""


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """What the journal does not know yet: who is out from now on, and how many seconds more a visit will take."""

    out: frozenset[str] = frozenset()
    busy_s: Mapping[str, int] = {}


NO_TROUBLE = Trouble()


def stood(
    facts: Facts, now_ms: int, calendar: Calendar, ways: Ways = by_formula, trouble: Trouble = NO_TROUBLE
) -> Standing:
    """The day of these facts at this moment."""
    visits = [seen.visit for seen in facts.visits]
    problem = stated(facts.ward, facts.day, facts.officers, visits, facts.known, calendar, ways, ended=True, also=_ANY)
    problem = _without_strangers(facts, problem)
    now = _troubled(_now(facts, problem, now_ms), trouble)
    tasks = {task.id: task for task in problem.visits}
    done = _done(facts, problem, tasks, now)
    rest, begun = remaining(problem, done, now)
    open_plan = _open_plan(rest, facts)
    day_plan = whole(problem, done, open_plan, begun)
    running = _running(facts, problem, day_plan, begun, tasks)
    return Standing(
        facts=facts, problem=problem, running=running, rest=rest, open_plan=open_plan, now=now, day_plan=day_plan
    )


def _without_strangers(facts: Facts, problem: Problem) -> Problem:
    """The problem without what is over or under way in the hands of somebody who is not at work by the book."""
    here = {officer.id for officer in problem.officers}
    begun = {
        seen.visit.id
        for seen in facts.visits
        if seen.visit.state not in ("planned", "assigned", "acknowledged") and seen.visit.officer not in here
    }
    return replace(problem, visits=tuple(task for task in problem.visits if task.id not in begun))


def _second(day: str, at_ms: int) -> int:
    """A moment as a second of that day."""
    return (at_ms - ms_of(day, 0)) // 1000


def _now(facts: Facts, problem: Problem, now_ms: int) -> Now:
    """How far the day is."""
    at_s = min(DAY_S, max(0, _second(facts.day, now_ms)))
    progress = {
        seen.visit.id: _progress(seen.visit, facts.day, at_s)
        for seen in facts.visits
        if seen.visit.state not in ("planned", "assigned")
    }
    here = {officer.id for officer in problem.officers if officer.shift.to_s > at_s}
    out = frozenset(officer.id for officer in facts.officers) - here
    return Now(at_s=at_s, progress=progress, out=out)


def _troubled(now: Now, trouble: Trouble) -> Now:
    """The moment with what a supervisor knows beside the journal: a visit said to be busy has begun."""
    busy = {visit: Progress(state="arrived", free_s=now.at_s + more_s) for visit, more_s in trouble.busy_s.items()}
    return replace(now, out=now.out | trouble.out, progress={**now.progress, **busy})


def _progress(visit: Visit, day: str, at_s: int) -> Progress:
    if visit.state in ("completed", "failed"):
        return Progress(state="done", free_s=_second(day, visit.ended_ms))
    if visit.state == "arrived" and visit.arrived is not None:
        expected_s = _second(day, visit.arrived.at_ms) + 60 * visit.minutes
        return Progress(state="arrived", free_s=max(at_s, expected_s))
    return Progress(state="departed" if visit.state in ("departed", "arrived") else "acknowledged")


def _done(facts: Facts, problem: Problem, tasks: Mapping[str, Task], now: Now) -> Plan:
    """What is over or under way, officer by officer, at the times it really took."""
    stops: dict[str, list[Stop]] = {officer.id: [] for officer in problem.officers}
    for seen in facts.visits:
        visit = seen.visit
        state = now.progress.get(visit.id, Progress()).state
        if state not in ("departed", "arrived", "done") or visit.id not in tasks:
            continue
        for officer_id in filter(None, (visit.officer, visit.second)):
            if officer_id in stops:
                stops[officer_id].append(_stop_made(visit, facts.day, tasks[visit.id], now, officer_id))
    routes = tuple(_prefix(officer, stops[officer.id], now.at_s) for officer in problem.officers)
    return Plan(unit=facts.unit, day=facts.day, routes=routes)


def _stop_made(visit: Visit, day: str, task: Task, now: Now, officer_id: str) -> Stop:
    start_s = _second(day, visit.arrived.at_ms) if visit.arrived else max(now.at_s, task.windows[0].from_s)
    known = now.progress[visit.id]
    leave_s = known.free_s if known.free_s is not None else start_s + task.service_s
    return Stop(
        place=task.place, arrive_s=start_s, start_s=start_s, leave_s=max(start_s, leave_s), visit=visit.id,
        second=officer_id != visit.officer,
    )  # fmt: skip


def _prefix(officer: Officer, stops: list[Stop], at_s: int) -> Route:
    """What an officer has behind them, the pauses too: those over, and one that began while nobody was being served."""
    found = sorted(stops, key=lambda stop: stop.start_s)
    busy_s = max((stop.leave_s for stop in found), default=0)
    for number, pause in enumerate(officer.pauses):
        over = pause.latest_s + pause.length_s <= at_s
        if over or (pause.from_s <= at_s and busy_s <= at_s):
            place = next((stop.place for stop in reversed(found) if stop.start_s <= pause.from_s), officer.start)
            found.append(
                Stop(
                    place=place if pause.place is None else pause.place, arrive_s=pause.from_s, start_s=pause.from_s,
                    leave_s=pause.from_s + pause.length_s, pause=number,
                )
            )  # fmt: skip
    found.sort(key=lambda stop: stop.start_s)
    depart_s = min(officer.shift.from_s, found[0].start_s) if found else officer.shift.from_s
    return Route(officer=officer.id, depart_s=depart_s, stops=tuple(found), back_s=officer.shift.from_s)


def held_by(facts: Facts) -> dict[str, tuple[str, ...]]:
    """Who holds which visit."""
    return {
        seen.visit.id: tuple(filter(None, (seen.visit.officer, seen.visit.second)))
        for seen in facts.visits
        if seen.visit.state in HELD
    }


def _open_plan(rest: Problem, facts: Facts) -> Plan:
    """A plan for what is open: visits with whoever holds them, as before where that still goes; then all others."""
    held = held_by(facts)
    pinned = replace(rest, visits=tuple(_pinned(task, held.get(task.id, ())) for task in rest.visits))
    empty = Plan(unit=rest.unit, day=rest.day, routes=())
    found = filled(drafted(Tables(pinned), facts.plan or empty)).plan("insertion", 0)
    return replace(found, verdict=verdict(rest, found))


def _pinned(task: Task, people: tuple[str, ...]) -> Task:
    """A visit somebody holds: theirs, and put in before those nobody holds."""
    return replace(task, pinned=people, must=True) if people else task


def _running(
    facts: Facts, problem: Problem, day_plan: Plan, begun: Mapping[str, Begun], tasks: Mapping[str, Task]
) -> Plan:
    """What people have been given: without the likely places of others, and with what can no longer be kept."""
    held = held_by(facts)
    made = {stop.visit for one in begun.values() for stop in one.stops}
    routes = {
        route.officer: [stop for stop in route.stops if not stop.visit or stop.visit in held or stop.visit in made]
        for route in day_plan.routes
    }
    placed = {stop.visit for stops in routes.values() for stop in stops}
    told_s = _told_s(facts.plan)
    for visit_id in sorted(held):
        if visit_id not in placed and visit_id in tasks:
            for i, officer_id in enumerate(held[visit_id]):
                stop = _lost(tasks[visit_id], told_s.get(visit_id), second=i > 0)
                routes.setdefault(officer_id, []).append(stop)
    left = tuple(task.id for task in problem.visits if task.id not in held and task.id not in made)
    known = {route.officer: route for route in day_plan.routes}
    return replace(
        day_plan, left_out=left, routes=tuple(_route(officer_id, stops, known) for officer_id, stops in routes.items())
    )


def _lost(task: Task, told_s: int | None, *, second: bool) -> Stop:
    """A visit whose officer cannot make it, where it would have been."""
    start_s = told_s if told_s is not None else task.windows[0].from_s
    return Stop(
        place=task.place,
        arrive_s=start_s,
        start_s=start_s,
        leave_s=start_s + task.service_s,
        visit=task.id,
        second=second,
    )


def _route(officer_id: str, stops: Iterable[Stop], known: Mapping[str, Route]) -> Route:
    ordered = tuple(sorted(stops, key=lambda stop: stop.start_s))
    route = known.get(officer_id)
    if route is None:
        return Route(officer=officer_id, depart_s=0, stops=ordered, back_s=0)
    return replace(route, stops=ordered)


def _told_s(plan: Plan | None) -> dict[str, int]:
    """When each visit was to begin by the plan that was kept."""
    routes = plan.routes if plan else ()
    return {stop.visit: stop.start_s for route in routes for stop in route.stops if stop.visit and not stop.second}


def span_ms(day: str, span: Span) -> tuple[int, int]:
    """A span of that day as moments."""
    begin_ms = ms_of(day, 0)
    return begin_ms + span.from_s * 1000, begin_ms + span.to_s * 1000
