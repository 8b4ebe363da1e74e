"""A plan as people and pages read it: moments instead of seconds, names and sentences beside ids."""

from collections.abc import Mapping, Sequence

import msgspec

from models.calendar import ms_of
from models.visit import HELD
from server.dispatch import words
from server.dispatch.bounds import Disturbed
from server.dispatch.explain import Explained, Reason, explained
from server.dispatch.problem import Problem
from server.dispatch.replan import Change, Replanned
from server.dispatch.route import Cost, Plan, Stop
from server.dispatch.words import Words
from server.planning.facts import Facts

_NONE = Words("", "")


class StopShown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of a day: a visit, or a pause when `visit` is empty."""

    visit: str = ""
    name: str = ""
    second: bool = False
    start_ms: int = 0
    leave_ms: int = 0


class RouteShown(msgspec.Struct, frozen=True, kw_only=True):
    """The day of one officer."""

    officer: str
    name: str
    depart_ms: int
    back_ms: int
    travel_minutes: int
    work_minutes: int
    stops: list[StopShown]


class Move(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the plan would do to one visit. `base`: the version of the visit it was thought up against.

    assigned: nobody had it · moved: other hands · shifted: same hands, another hour · left_out: taken from its officer, nobody
    can go. `orphan`: its own officer is out or late. A shift needs no words to the tablets; it is kept with the plan.
    `vi`, `en` say what changes; `why_vi`, `why_en` why the officer before does not go, who would be next, or why nobody can.
    """

    visit: str
    name: str
    what: str
    base: int
    officers: tuple[str, ...] = ()
    officers_before: tuple[str, ...] = ()
    start_ms: int = 0
    start_before_ms: int = 0
    shift_minutes: int = 0
    orphan: bool = False
    vi: str = ""
    en: str = ""
    why_vi: str = ""
    why_en: str = ""


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A visit nobody makes, and why."""

    visit: str
    name: str
    band: int
    vi: str
    en: str


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """A plan in numbers: visits that change hands though their officer is there, hours that move, minutes moved in all."""

    visits: int = 0
    left_out: int = 0
    moved: int = 0
    orphans: int = 0
    shifted: int = 0
    minutes_moved: int = 0
    travel_minutes: int = 0
    cost: Cost = Cost()
    wider: Disturbed | None = None
    """What it would come to if more might change; None: nobody more would be served."""


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """A plan that was found, as it is kept and shown; `plan` is the same for the planner itself."""

    moves: list[Move]
    routes: list[RouteShown]
    left_out: list[LeftOut]
    totals: Totals
    verdict: tuple[str, ...]
    travel_note: str
    plan: Plan


class Frame(msgspec.Struct, frozen=True):
    """What turns numbers into words: when the day began, who is who."""

    begin_ms: int
    officers: Mapping[str, str]
    visits: Mapping[str, str]

    def ms(self, second: int | None) -> int:
        """A second of the day as a moment; 0 for none."""
        return 0 if second is None else self.begin_ms + 1000 * second


def frame(facts: Facts, problem: Problem) -> Frame:
    """The frame of a day."""
    return Frame(
        ms_of(facts.day, 0),
        {officer.id: officer.name for officer in facts.officers},
        {task.id: task.name or task.id for task in problem.visits},
    )


def proposed(facts: Facts, problem: Problem, found: Replanned) -> Proposed:
    """What was found, ready to be kept and shown."""
    told = frame(facts, problem)
    reasons = {one.visit: one for one in explained(found.rest, found.rest_plan)}
    left = left_out(found.rest, found.rest_plan, reasons)
    return Proposed(
        moves=_moves(facts, problem, told, found, reasons),
        routes=routes_shown(told, found.plan),
        left_out=left,
        totals=_totals(problem, found, left),
        verdict=found.rest_plan.verdict,
        travel_note=problem.travel_note,
        plan=found.plan,
    )


def _moves(
    facts: Facts, problem: Problem, told: Frame, found: Replanned, reasons: Mapping[str, Explained]
) -> list[Move]:
    seen = {one.visit.id: one for one in facts.visits}
    moves = []
    for change in found.changes:
        known = seen.get(change.visit)
        if known is None or (change.what == "left_out" and known.visit.state not in HELD):
            continue
        said, why = words.changed(problem, change), _why(problem, found.rest, change, reasons.get(change.visit))
        moves.append(
            Move(
                visit=change.visit, name=told.visits.get(change.visit, ""), base=known.version,
                what="assigned" if change.what == "added" else change.what, officers=change.officers,
                officers_before=change.officers_before, start_ms=told.ms(change.start_s),
                start_before_ms=told.ms(change.start_before_s), shift_minutes=change.shift_s // 60, orphan=change.orphan,
                vi=said.vi, en=said.en, why_vi=why.vi, why_en=why.en,
            )
        )  # fmt: skip
    return moves


def _why(problem: Problem, rest: Problem, change: Change, one: Explained | None) -> Words:
    """Why one visit changes, in the planner's reasons; nothing where only an hour moves in the same hands."""
    if one is None:
        return _NONE
    if change.what == "left_out":
        return words.why_left_out(next(task for task in rest.visits if task.id == change.visit), one)
    reasons = {reason.officer: reason for reason in one.reasons}
    if change.what == "moved":
        gone = [officer for officer in change.officers_before if officer not in change.officers]
        return words.said(problem, reasons.get(gone[0], Reason(officer=gone[0], code="not_working"))) if gone else _NONE
    others = [reason for reason in one.reasons if reason.officer not in change.officers]
    return words.said(problem, others[0]) if change.what == "added" and others else _NONE


def routes_shown(told: Frame, plan: Plan) -> list[RouteShown]:
    """Every officer's day."""
    return [
        RouteShown(
            officer=route.officer,
            name=told.officers.get(route.officer, route.officer),
            depart_ms=told.ms(route.depart_s),
            back_ms=told.ms(route.back_s),
            travel_minutes=route.travel_s // 60,
            work_minutes=route.work_s // 60,
            stops=[_stop(told, stop) for stop in route.stops],
        )
        for route in plan.routes
    ]


def _stop(told: Frame, stop: Stop) -> StopShown:
    name = told.visits.get(stop.visit, "") if stop.visit else ""
    return StopShown(
        visit=stop.visit, name=name, second=stop.second, start_ms=told.ms(stop.start_s), leave_ms=told.ms(stop.leave_s)
    )


def left_out(problem: Problem, plan: Plan, reasons: Mapping[str, Explained]) -> list[LeftOut]:
    """Whom nobody visits by this plan, and why, the dearest first."""
    found = []
    for task in problem.visits:
        if task.id in plan.left_out:
            said = words.why_left_out(task, reasons[task.id])
            found.append(LeftOut(visit=task.id, name=task.name or task.id, band=task.band, vi=said.vi, en=said.en))
    return sorted(found, key=lambda one: (-one.band, one.name))


def _totals(problem: Problem, found: Replanned, left: Sequence[LeftOut]) -> Totals:
    free_s = problem.weights.move_free_s
    moved = [change for change in found.changes if change.what == "moved"]
    return Totals(
        visits=len({stop.visit for route in found.plan.routes for stop in route.stops if stop.visit}),
        left_out=len(left),
        moved=found.moved(),
        orphans=sum(change.orphan for change in moved),
        shifted=sum(abs(change.shift_s) > free_s for change in found.changes),
        minutes_moved=sum(abs(change.shift_s) for change in found.changes) // 60,
        travel_minutes=sum(route.travel_s for route in found.plan.routes) // 60,
        cost=found.rest_plan.cost,
        wider=found.wider,
    )
