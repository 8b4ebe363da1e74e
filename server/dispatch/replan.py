"""A plan bent without breaking: somebody is sick, a visit overruns, an urgent case comes in.

What is done or under way is not touched: the rest of the day begins where each officer then is. What people have been told has
a price (another officer, another time), a promised window stays hard, and a visit acknowledged and near stays with its officer.
The answer is a new plan and what it changes, to be looked at before anything is said.
"""

from collections.abc import Collection, Mapping
from typing import Literal

import msgspec
from msgspec.structs import replace

from server.dispatch.bounds import Bending, Bounds, Disturbed, bent, bounds_for
from server.dispatch.construct import filled
from server.dispatch.draft import Draft
from server.dispatch.limit import Limit, Watch
from server.dispatch.plan import verdict
from server.dispatch.problem import Officer, Pause, Problem, Span, Told, Visit
from server.dispatch.redraft import drafted
from server.dispatch.route import Plan, Route, Stop, Tables, ridden_s

State = Literal["waiting", "acknowledged", "departed", "arrived", "done"]
SOON_S = 3_600
"""An acknowledged visit that was to begin within so many seconds stays with its officer."""
QUICK = Limit(cpu_s=0.3)


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a visit is. `free_s`: when its officer is expected to be free again, where that is known better than planned."""

    state: State = "waiting"
    free_s: int | None = None


WAITING = Progress()


class Now(msgspec.Struct, frozen=True, kw_only=True):
    """The day so far: the second of the day, how far each visit is (unnamed: waiting), and who is out from now on."""

    at_s: int
    progress: Mapping[str, Progress] = {}
    out: frozenset[str] = frozenset()


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What a new plan does to one visit. `shift_s`: how much later it begins than was told (negative: sooner)."""

    visit: str
    what: Literal["moved", "shifted", "left_out", "added"]
    officers: tuple[str, ...] = ()
    officers_before: tuple[str, ...] = ()
    start_s: int | None = None
    start_before_s: int | None = None
    shift_s: int = 0
    orphan: bool = False
    """Its officer is out or late: the trouble is theirs, and others are counted apart."""


class Begun(msgspec.Struct, frozen=True):
    """What is done or under way of an officer's day, and the numbers of the pauses still to come."""

    stops: tuple[Stop, ...] = ()
    pauses: tuple[int, ...] = ()


class Replanned(msgspec.Struct, frozen=True, kw_only=True):
    """The whole day as it would now be, what that changes, and the part that was still open, as problem and plan."""

    plan: Plan
    changes: tuple[Change, ...]
    rest: Problem
    rest_plan: Plan
    wider: Disturbed | None = None
    """What would be left out, and changed, if more might be changed than the bounds allow; None: no fewer would be left out."""

    def moved(self) -> int:
        """How many visits change hands although their own officer is there and on time."""
        return sum(change.what == "moved" and not change.orphan for change in self.changes)

    def shifted(self) -> int:
        """How many begin at another time than told, beyond what is free."""
        return sum(abs(change.shift_s) > self.rest.weights.move_free_s for change in self.changes)


def replanned(
    problem: Problem,
    running: Plan,
    now: Now,
    limit: Limit = QUICK,
    seed: int = 0,
    watch: Watch | None = None,
    bounds: Bounds | None = None,
) -> Replanned:
    """The rest of the day planned again from `running`; visits that are new are simply in `problem`.

    No more is changed than `bounds` allow (None: what is usual for the trouble there is), if priority visits can be kept so.
    """
    rest, begun = remaining(problem, running, now)
    tables, before = Tables(rest), _onward_plan(running, begun)
    kept = _kept(tables, before)
    out = {route.officer for route in before.routes if route.officer in now.out and any(s.visit for s in route.stops)}
    late = _late(kept, before)
    bending = Bending(tables, out | late, bounds or bounds_for(len(out), len(late)))
    draft = filled(kept)
    better, wider = bent(draft, bending, limit, seed, watch)
    answer = _checked(rest, better, draft, seed)
    return Replanned(
        plan=whole(problem, running, answer, begun),
        changes=changes(problem, running, answer, now.out | late, begun),
        rest=rest,
        rest_plan=answer,
        wider=wider,
    )


def _late(kept: Draft, before: Plan) -> set[str]:
    """The officers whose day cannot be kept as it was: somebody would wait too long, or in vain."""
    tables = kept.tables
    late: set[str] = set()
    for o, order in enumerate(kept.orders):
        officer, timing = tables.officers[o].id, kept.timings[o]
        told = [stop.visit for route in before.routes if route.officer == officer for stop in route.stops if stop.visit]
        starts = dict(zip(order, timing.start_s, strict=True)) if timing is not None else {}
        for visit in told:
            v = tables.visit_at.get(visit)
            said = tables.visits[v].told if v is not None else None
            if (
                v is not None
                and said is not None
                and (v not in starts or abs(starts[v] - said.start_s) > tables.weights.move_free_s)
            ):
                late.add(officer)
    return late


def _checked(rest: Problem, better: Draft, draft: Draft, seed: int) -> Plan:
    found = better.plan("pyvrp", seed)
    if verdict(rest, found):
        found = draft.plan("insertion", seed)
    return replace(found, verdict=verdict(rest, found))


def remaining(problem: Problem, running: Plan, now: Now) -> tuple[Problem, dict[str, Begun]]:
    """What is still open, as a problem of its own, and for each officer what is done or under way."""
    routes = {route.officer: route for route in running.routes}
    officers: list[Officer] = []
    begun: dict[str, Begun] = {}
    for officer in problem.officers:
        stops, free_s, place = _prefix(officer, routes.get(officer.id), now)
        left = _pauses_left(problem, officer, stops, free_s, place)
        begun[officer.id] = Begun(stops, tuple(left))
        if officer.id not in now.out and free_s < officer.shift.to_s:
            officers.append(_onward(problem, officer, stops, tuple(left.values()), Span(free_s, officer.shift.to_s)))
    made = {stop.visit for one in begun.values() for stop in one.stops if stop.visit}
    told = _told(running)
    close_s = max((officer.shift.to_s for officer in problem.officers), default=0)
    visits = tuple(
        _open_visit(visit, told.get(visit.id), now, close_s)
        for visit in problem.visits
        if visit.id not in made and now.progress.get(visit.id, WAITING).state != "done"
    )
    return replace(problem, officers=tuple(officers), visits=visits), begun


def _prefix(officer: Officer, route: Route | None, now: Now) -> tuple[tuple[Stop, ...], int, int]:
    """The stops already done or under way, when the officer is free of them, and where that is."""
    stops = route.stops if route else ()
    begun = 0
    for i, stop in enumerate(stops):
        state = now.progress.get(stop.visit, WAITING).state
        paused = not stop.visit and stop.start_s <= now.at_s
        if paused or (stop.visit and state in ("departed", "arrived", "done")):
            begun = i + 1
    done: list[Stop] = []
    free_s, place = max(now.at_s, officer.shift.from_s), officer.start
    for stop in stops[:begun]:
        known = now.progress.get(stop.visit, WAITING)
        if stop.visit and known.state in ("waiting", "acknowledged"):
            continue  # jumped over: it is open again
        leave_s = known.free_s if known.free_s is not None else _expected_s(stop, known.state, now.at_s)
        done.append(replace(stop, leave_s=leave_s))
        free_s, place = max(free_s, leave_s if known.state != "done" else 0), stop.place
    return tuple(done), free_s, place


def _expected_s(stop: Stop, state: State, now_s: int) -> int:
    """When a stop begun is likely to end: as planned, but an arrival still to come is not before now."""
    if state == "departed":
        return max(stop.start_s, now_s) + stop.leave_s - stop.start_s
    return stop.leave_s if not stop.visit or state == "done" else max(stop.leave_s, now_s)


def _pauses_left(
    problem: Problem, officer: Officer, stops: tuple[Stop, ...], free_s: int, place: int
) -> dict[int, Pause]:
    """The pauses still to come, by number, late enough to be reached and if there is still room for them."""
    taken = {stop.pause for stop in stops if not stop.visit}
    left = {}
    for k, pause in enumerate(officer.pauses):
        way_s = 0 if pause.place is None else int(problem.travel_s[place, pause.place])
        reach_s = free_s + -(-way_s * officer.travel_percent // 100)
        over = pause.absent and pause.latest_s + pause.length_s <= free_s
        if k not in taken and not over and max(pause.from_s, reach_s) + pause.length_s <= officer.shift.to_s:
            left[k] = replace(pause, latest_s=max(pause.latest_s, reach_s))
    return left


def _onward(
    problem: Problem, officer: Officer, stops: tuple[Stop, ...], pauses: tuple[Pause, ...], shift: Span
) -> Officer:
    """The officer for the rest of the day: from where they then are, with what they may still be given."""
    loads = {visit.id: visit.load for visit in problem.visits}
    made = [stop.visit for stop in stops if stop.visit]
    served_s = sum(stop.leave_s - stop.start_s for stop in stops if stop.visit)
    return replace(
        officer,
        start=stops[-1].place if stops else officer.start,
        shift=shift,
        pauses=pauses,
        target_work_s=None if officer.target_work_s is None else max(0, officer.target_work_s - served_s),
        visits_max=max(0, officer.visits_max - len(made)),
        load_max=max(0, officer.load_max - sum(loads.get(visit, 0) for visit in made)),
    )


def _onward_plan(running: Plan, begun: Mapping[str, Begun]) -> Plan:
    """The running plan without what is done or under way, its pauses numbered as in the rest."""
    routes = []
    for route in running.routes:
        one = begun.get(route.officer, Begun())
        done = {(stop.visit, stop.pause) for stop in one.stops}
        rest = [stop for stop in route.stops if (stop.visit, stop.pause) not in done]
        stops = tuple(
            stop if stop.visit else replace(stop, pause=one.pauses.index(stop.pause))
            for stop in rest
            if stop.visit or stop.pause in one.pauses
        )
        routes.append(replace(route, stops=stops))
    return replace(running, routes=tuple(routes))


def _told(running: Plan) -> dict[str, Told]:
    """What people have been told: who comes and when."""
    told: dict[str, Told] = {}
    seconds: dict[str, str] = {}
    for route in running.routes:
        for stop in route.stops:
            if stop.visit and stop.second:
                seconds[stop.visit] = route.officer
            elif stop.visit:
                told[stop.visit] = Told(officer=route.officer, start_s=stop.start_s)
    return {visit: replace(one, second=seconds.get(visit, "")) for visit, one in told.items()}


def _open_visit(visit: Visit, told: Told | None, now: Now, close_s: int) -> Visit:
    """A visit still to be made: what was told, whom it must stay with, and a window that is not over."""
    windows = tuple(window for window in visit.windows if window.to_s > now.at_s) or (Span(now.at_s, close_s),)
    visit = replace(visit, told=told, windows=windows)
    state = now.progress.get(visit.id, WAITING).state
    if told is None or state != "acknowledged" or told.start_s > now.at_s + SOON_S:
        return visit
    people = tuple(filter(None, (told.officer, told.second)))
    return visit if visit.pinned or now.out & set(people) else replace(visit, pinned=people)


def _kept(tables: Tables, running: Plan) -> Draft:
    """The running plan as far as it still stands, everybody at about the time told if that can be had."""
    draft = drafted(tables, running)
    for o, order in enumerate(draft.orders):
        for v in [item for item in order if item >= 0 and item not in draft.pairs]:
            if tables.near[v]:
                draft.narrowed[v] = tables.near[v]
                if not draft.put(o, order):
                    del draft.narrowed[v]
    return draft


def whole(problem: Problem, running: Plan, answer: Plan, begun: Mapping[str, Begun]) -> Plan:
    """The day from its morning on: what was done, then what is to come."""
    onward = {route.officer: route for route in answer.routes}
    before = {route.officer: route for route in running.routes}
    routes = []
    for officer in problem.officers:
        one, rest, old = begun[officer.id], onward.get(officer.id), before.get(officer.id)
        coming = rest.stops if rest else ()
        stops = (*one.stops, *(s if s.visit else replace(s, pause=one.pauses[s.pause]) for s in coming))
        starts = old if one.stops else rest
        depart_s = starts.depart_s if starts else officer.shift.from_s
        back_s = rest.back_s if rest and coming else (stops[-1].leave_s if stops else depart_s)
        travel_s = ridden_s(problem, officer, stops)
        served_s = sum(stop.leave_s - stop.start_s for stop in stops if stop.visit)
        routes.append(
            Route(
                officer=officer.id,
                depart_s=depart_s,
                stops=stops,
                back_s=back_s,
                travel_s=travel_s,
                work_s=travel_s + served_s,
            )
        )
    return replace(answer, routes=tuple(routes))


def changes(
    problem: Problem, running: Plan, answer: Plan, troubled: Collection[str], begun: Mapping[str, Begun]
) -> tuple[Change, ...]:
    """What the new plan does to visits that were still open, the gravest first; `troubled`: who is out or late."""
    old, new = _told(running), _told(answer)
    made = {stop.visit for one in begun.values() for stop in one.stops}
    asked = {*new, *answer.left_out} - made - (set(running.left_out) & set(answer.left_out))
    free_s = problem.weights.move_free_s
    found = [_change(visit, old.get(visit), new.get(visit), troubled, free_s) for visit in asked]
    rank = ("left_out", "moved", "shifted", "added")
    told = [change for change in found if change is not None]
    return tuple(sorted(told, key=lambda change: (rank.index(change.what), change.start_s or 0, change.visit)))


def _change(visit: str, old: Told | None, new: Told | None, troubled: Collection[str], free_s: int) -> Change | None:
    """What becomes of one visit; None when it stays as it was."""
    before = () if old is None else tuple(filter(None, (old.officer, old.second)))
    after = () if new is None else tuple(filter(None, (new.officer, new.second)))
    shift_s = new.start_s - old.start_s if old and new else 0
    if new is None:
        what: Literal["moved", "shifted", "left_out", "added"] = "left_out"
    elif old is None:
        what = "added"
    elif before != after:
        what = "moved"
    elif abs(shift_s) > free_s:
        what = "shifted"
    else:
        return None
    return Change(
        visit=visit,
        what=what,
        officers=after,
        officers_before=before,
        start_s=new.start_s if new else None,
        start_before_s=old.start_s if old else None,
        shift_s=shift_s,
        orphan=any(officer in troubled for officer in before),
    )
