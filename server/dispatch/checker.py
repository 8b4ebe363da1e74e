"""Whether a plan may be carried out: the only judge, and it believes nobody, least of all the solver.

It reads the problem and the plan as they are written down and shares no code with whatever made the plan. What it asks of
a plan stands in `RULES`, one sentence for each code it can answer.
"""

from collections import Counter
from collections.abc import Iterator

import msgspec

from server.dispatch.problem import Officer, Pause, Problem, Visit
from server.dispatch.route import Plan, Route, Stop

RULES = {
    "unknown": "every officer, visit and pause named is in the problem",
    "twice": "an officer has one route, a visit is made once",
    "lost": "a visit is either in a route or left out, never both and never neither",
    "must": "a visit already begun is not left out",
    "skill": "who leads knows every procedure of the visit, who comes along what is asked of a second",
    "related": "nobody goes to a relative",
    "barred": "nobody goes where they must not go",
    "pinned": "a pinned visit is made by the officers it is pinned to",
    "window": "service begins inside a promised window",
    "lawful": "service lies wholly inside the lawful hours",
    "two": "a visit of two officers has a lead and a second, two persons who begin together; any other visit has no second",
    "shift": "nobody leaves before the shift begins or is back after it ends",
    "ride": "nobody arrives sooner than the way takes",
    "order": "a day runs forward: arrive, begin, leave",
    "service": "a visit gets its minutes, a pause its length",
    "pause": "who works has each pause once, begun in its time, at its place",
    "load": "nobody is given more than they may carry",
}
"""Code of a fault: what must hold instead."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One rule that a plan breaks."""

    code: str
    officer: str = ""
    visit: str = ""
    detail: str = ""


def faults(problem: Problem, plan: Plan) -> list[Fault]:
    """Every rule the plan breaks; none means it may be carried out."""
    officers = {officer.id: officer for officer in problem.officers}
    visits = {visit.id: visit for visit in problem.visits}
    found = list(_whole(officers, visits, plan))
    if any(fault.code == "unknown" for fault in found):
        return found
    for route in plan.routes:
        found.extend(_route(problem, officers[route.officer], visits, route))
    found.extend(_together(visits, plan))
    return found


def _whole(officers: dict[str, Officer], visits: dict[str, Visit], plan: Plan) -> Iterator[Fault]:
    """Faults that show in the plan as a whole: names, double bookings, what is missing."""
    named = [stop.visit for route in plan.routes for stop in route.stops if stop.visit]
    for name in {*named, *plan.left_out} - set(visits):
        yield Fault(code="unknown", visit=name)
    for officer, times in Counter(route.officer for route in plan.routes).items():
        if officer not in officers:
            yield Fault(code="unknown", officer=officer)
        if times > 1:
            yield Fault(code="twice", officer=officer)
    leads = Counter(stop.visit for route in plan.routes for stop in route.stops if stop.visit and not stop.second)
    yield from (Fault(code="twice", visit=name) for name, times in leads.items() if times > 1)
    left = Counter(plan.left_out)
    for visit_id, one in visits.items():
        if (visit_id in set(named)) == (visit_id in left) or left[visit_id] > 1:
            yield Fault(code="lost", visit=visit_id)
        if one.must and visit_id in left:
            yield Fault(code="must", visit=visit_id)


def _together(visits: dict[str, Visit], plan: Plan) -> Iterator[Fault]:
    """Visits of two officers: a lead and one second, different persons, the same begin."""
    seconds: dict[str, list[tuple[str, int]]] = {}
    leads: dict[str, tuple[str, int]] = {}
    for route in plan.routes:
        for stop in route.stops:
            if stop.visit and stop.second:
                seconds.setdefault(stop.visit, []).append((route.officer, stop.start_s))
            elif stop.visit:
                leads[stop.visit] = (route.officer, stop.start_s)
    for visit in {*leads, *seconds}:
        lead, beside = leads.get(visit), seconds.get(visit, [])
        if visits[visit].officers == 1:
            good = lead is not None and not beside
        else:
            good = lead is not None and len(beside) == 1 and beside[0][0] != lead[0] and beside[0][1] == lead[1]
        if not good:
            yield Fault(code="two", visit=visit)


def _route(problem: Problem, officer: Officer, visits: dict[str, Visit], route: Route) -> Iterator[Fault]:
    """Faults of one officer's day."""
    work = [(visits[stop.visit], stop) for stop in route.stops if stop.visit]
    for visit, stop in work:
        yield from _may(officer, visit, stop)
        yield from _when(officer, visit, stop)
    if sum(visit.load for visit, _ in work) > officer.load_max or len(work) > officer.visits_max:
        yield Fault(code="load", officer=officer.id)
    if work:
        if route.depart_s < officer.shift.from_s or route.back_s > officer.shift.to_s:
            yield Fault(code="shift", officer=officer.id, detail=f"{route.depart_s}-{route.back_s}")
        yield from _ridden(problem, officer, route)
        yield from _paused(officer, route)


def _may(officer: Officer, visit: Visit, stop: Stop) -> Iterator[Fault]:
    """Whether this person may go to that door at all."""
    needed = visit.second_skills if stop.second else visit.skills
    if needed - officer.skills:
        yield Fault(code="skill", officer=officer.id, visit=visit.id, detail=", ".join(sorted(needed - officer.skills)))
    if visit.citizen in officer.related and visit.citizen:
        yield Fault(code="related", officer=officer.id, visit=visit.id)
    if officer.id in visit.barred:
        yield Fault(code="barred", officer=officer.id, visit=visit.id)
    lead_pin, second_pin = (*visit.pinned, "", "")[:2]
    pin = second_pin if stop.second else lead_pin
    if pin and pin != officer.id:
        yield Fault(code="pinned", officer=officer.id, visit=visit.id, detail=pin)


def _when(officer: Officer, visit: Visit, stop: Stop) -> Iterator[Fault]:
    """Whether a visit begins when it was promised and lasts as long as it takes."""
    if not any(window.from_s <= stop.start_s < window.to_s for window in visit.windows):
        yield Fault(code="window", officer=officer.id, visit=visit.id, detail=str(stop.start_s))
    if visit.lawful is not None and (stop.start_s < visit.lawful.from_s or stop.leave_s > visit.lawful.to_s):
        yield Fault(code="lawful", officer=officer.id, visit=visit.id)
    if stop.place != visit.place:
        yield Fault(code="ride", officer=officer.id, visit=visit.id, detail="another place")
    if stop.leave_s - stop.start_s != visit.service_s:
        yield Fault(code="service", officer=officer.id, visit=visit.id)


def _ridden(problem: Problem, officer: Officer, route: Route) -> Iterator[Fault]:
    """Whether the day runs forward and every way takes the time it takes."""
    at, free_s = officer.start, route.depart_s
    for stop in route.stops:
        if not stop.arrive_s <= stop.start_s <= stop.leave_s:
            yield Fault(code="order", officer=officer.id, visit=stop.visit)
        if stop.arrive_s < free_s + _way_s(problem, officer, at, stop.place):
            yield Fault(code="ride", officer=officer.id, visit=stop.visit, detail=f"{at}-{stop.place}")
        at, free_s = stop.place, stop.leave_s
    if route.back_s < free_s + _way_s(problem, officer, at, officer.end):
        yield Fault(code="ride", officer=officer.id, detail=f"{at}-{officer.end}")


def _way_s(problem: Problem, officer: Officer, a: int, b: int) -> int:
    return -(-int(problem.travel_s[a, b]) * officer.travel_percent // 100)


def _paused(officer: Officer, route: Route) -> Iterator[Fault]:
    """Whether every pause is taken, once, whole, in its time, at its place."""
    taken = Counter(stop.pause for stop in route.stops if not stop.visit)
    for number in set(taken) - set(range(len(officer.pauses))):
        yield Fault(code="unknown", officer=officer.id, detail=f"pause {number}")
    for number, pause in enumerate(officer.pauses):
        if taken[number] != 1:
            yield Fault(code="pause", officer=officer.id, detail=f"{number} taken {taken[number]} times")
        for stop in route.stops:
            if not stop.visit and stop.pause == number and not _rested(pause, stop):
                yield Fault(code="pause", officer=officer.id, detail=f"{number} at {stop.start_s}")


def _rested(pause: Pause, stop: Stop) -> bool:
    """Whether this stop is that pause."""
    return (
        pause.from_s <= stop.start_s <= pause.latest_s
        and stop.leave_s - stop.start_s == pause.length_s
        and pause.place in (None, stop.place)
    )
