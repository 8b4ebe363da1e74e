"""Plans as proposals: asked for, thought about elsewhere, looked at, and said visit by visit through the one door.

A proposal is a row; whoever asks how far it is reads the row, in whichever process. What a plan would change is only said when
somebody takes it up, and then each visit by itself: one that has changed since is left as it is, and the answer tells so.
"""

import contextlib
import threading
import time
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import structlog
from msgspec import Meta
from msgspec.structs import replace

from models import calendar
from models.access import Actor, may_read, may_speak
from models.event import Body
from models.ids import Id, UnitId
from models.said import Day, Note
from models.store import journal, plans, projections
from models.store.engine import StoreAway, StoreBusy, StoreFull, Tx
from models.store.plans import Proposal
from models.visit import VisitAssigned, VisitUnassigned
from server.asked import real_day
from server.dispatch.limit import Limit
from server.dispatch.pool import Job, PoolFullError, Step
from server.house import House
from server.planning import work
from server.planning.planner import past_work_s
from server.planning.shown import LeftOut, Move, Proposed, RouteShown, Totals, proposed
from server.planning.standing import Standing, Trouble
from server.problem import Problem, refuse
from sync import office
from sync.board import read_thing
from sync.office import Wish
from sync.protocol import Receipt

REPLAN_CPU_S = 0.6
"""What a re-plan may think, half of it already being as good as two seconds in trials."""
ANSWER_S = 6.0
"""How long a supervisor is kept waiting for a re-plan before being told to look again."""
TELL_GAP_S = 0.4
LIST_MAX = 50

log = structlog.get_logger()

State = Literal["waiting", "running", "done", "failed", "cancelled", "applied"]


class Busy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A visit that takes so many minutes more from now."""

    visit: Id
    minutes: Annotated[int, Meta(ge=0, le=480)]


class Ask(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is to be planned: a day, or the rest of a day after something went wrong (`replan`).

    `out`: officers who cannot go on; `busy`: visits that take longer. Both may also have been said in the journal already.
    `wide`: more may change than is usual, so that fewer are left out. `seconds` of one processor, 0: as the settings say;
    `tries`: so many instead, for the same answer on any machine.
    """

    unit: UnitId
    day: Day | None = None
    kind: Literal["day", "replan"] = "day"
    seed: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    seconds: Annotated[int, Meta(ge=0, le=120)] = 0
    tries: Annotated[int, Meta(ge=0, le=100_000)] = 0
    out: Annotated[tuple[Id, ...], Meta(max_length=50)] = ()
    busy: Annotated[tuple[Busy, ...], Meta(max_length=50)] = ()
    wide: bool = False


class PlanShown(msgspec.Struct, frozen=True, kw_only=True):
    """A proposal: how far it is, and when it is done what it would change, everybody's day, and who is left out and why."""

    id: str
    unit: str
    day: str
    kind: str
    state: State
    step: str
    percent: int
    made_by: str
    made_ms: int
    ended_ms: int
    moves: list[Move] = []
    routes: list[RouteShown] = []
    left_out: list[LeftOut] = []
    totals: Totals | None = None
    verdict: tuple[str, ...] = ()
    travel_note: str = ""


class Apply(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which visits of a plan are taken up; none named: all."""

    visits: Annotated[tuple[Id, ...], Meta(max_length=2000)] = ()
    reason: Note = ""


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one visit: said (with the door's receipt), kept (only its hour moved), or stale (changed since)."""

    visit: str
    outcome: Literal["said", "kept", "stale"]
    receipt: Receipt | None = None


class PlanApplied(msgspec.Struct, frozen=True, kw_only=True):
    """What became of each visit taken up."""

    visits: list[Applied]


_proposed = msgspec.json.Decoder(Proposed)


class Pending(NamedTuple):
    """A proposal under way: its id, and what is set once its end is kept."""

    id: str
    ended: threading.Event


def propose(house: House, actor: Actor, ask: Ask) -> Pending:
    """Puts a plan on the list of the solving processes; returns at once."""
    refuse(may_speak(actor, ask.unit))
    now_ms = house.now_ms()
    day = real_day(ask.day or calendar.local_day(now_ms))
    trouble = Trouble(out=frozenset(ask.out), busy_s={one.visit: 60 * one.minutes for one in ask.busy})
    stands = house.planner.stands(ask.unit, day, now_ms, trouble)
    plan_id = house.new_id()
    asked = msgspec.json.encode(ask).decode()
    row = Proposal(ask.unit, plan_id, day, ask.kind, "waiting", "", 0, 0, actor.id, now_ms, 0, asked, "")
    with house.store.write() as tx:
        plans.put(tx, row)
    try:
        job = _submitted(house, ask, stands, plan_id)
    except PoolFullError:
        _end(house, ask.unit, plan_id, "failed")
        raise Problem("planning_busy") from None
    house.planner.jobs[plan_id] = job
    pending = Pending(plan_id, threading.Event())

    def ended(done: "Future[Any]") -> None:
        try:
            _ended(house, stands, plan_id, done)
        except Exception as error:  # whatever it is: nobody may wait for ever for a plan that will not come
            log.error("plan not kept", unit=ask.unit, plan=plan_id, error=type(error).__name__)
            _end(house, ask.unit, plan_id, "failed")
        finally:
            pending.ended.set()

    job.future.add_done_callback(ended)
    return pending


def _submitted(house: House, ask: Ask, stands: Standing, plan_id: str) -> Job:
    """The work, on the list."""
    told = _Told(house, ask.unit, plan_id)
    pool = house.planner.pool()
    if ask.kind == "replan":
        limit = _limit(ask, Limit(cpu_s=REPLAN_CPU_S))
        job = pool.submit(
            work.day_bent, stands.problem, stands.running, stands.now, limit, ask.seed, ask.wide, told=told
        )
    else:
        limit = _limit(ask, work.time_for(len(stands.rest.visits), house.settings.plan_seconds))
        past = past_work_s(house.store, ask.unit, stands.facts.day)
        job = pool.submit(
            work.day_planned, stands.problem, stands.running, stands.open_plan, stands.now, limit, ask.seed, past,
            told=told,
        )  # fmt: skip
    told.job = job
    return job


def _limit(ask: Ask, usual: Limit) -> Limit:
    if ask.tries:
        return Limit(tries=ask.tries)
    return Limit(cpu_s=ask.seconds) if ask.seconds else usual


class _Told:
    """Writes down how far a proposal is, not too often; hears that nobody wants it any more."""

    def __init__(self, house: House, unit_id: str, plan_id: str) -> None:
        self.job: Job | None = None
        self._house, self._unit, self._plan = house, unit_id, plan_id
        self._last_s = 0.0

    def __call__(self, step: Step) -> None:
        if time.monotonic() - self._last_s < TELL_GAP_S:
            return
        self._last_s = time.monotonic()
        with contextlib.suppress(StoreBusy, StoreAway, StoreFull), self._house.store.write() as tx:
            wanted = plans.tell(tx, self._unit, self._plan, step.step, round(1000 * step.share), step.cost_s)
            if not wanted and self.job is not None:
                self.job.cancel()


def _ended(house: House, stands: Standing, plan_id: str, done: "Future[Any]") -> None:
    """Keeps what was found, or that nothing was."""
    house.planner.jobs.pop(plan_id, None)
    unit_id = stands.facts.unit
    if done.cancelled() or isinstance(done.exception(), CancelledError):
        _end(house, unit_id, plan_id, "cancelled")
    elif (failure := done.exception()) is not None:
        log.error("planning failed", unit=unit_id, plan=plan_id, error=type(failure).__name__)
        _end(house, unit_id, plan_id, "failed")
    else:
        found = proposed(stands.facts, stands.problem, done.result())
        _end(house, unit_id, plan_id, "done", msgspec.json.encode(found).decode())


def _end(house: House, unit_id: str, plan_id: str, state: State, body: str = "") -> None:
    with house.store.write() as tx:
        plans.end(tx, unit_id, plan_id, state, body, house.now_ms())


def shown(row: Proposal, actor: Actor) -> PlanShown:
    """A proposal as the actor sees it; who may not read people is told no name of them, in no sentence either."""
    found = _proposed.decode(row.body) if row.body else None
    if found is not None and may_read(actor, "people", row.unit_id) is not None:
        found = _nameless(found)
    told: dict[str, Any] = {
        "id": row.id, "unit": row.unit_id, "day": row.day, "kind": row.kind, "state": row.state, "step": row.step,
        "percent": row.permille // 10, "made_by": row.made_by, "made_ms": row.made_ms, "ended_ms": row.ended_ms,
    }  # fmt: skip
    if found is not None:
        told |= {
            "moves": found.moves, "routes": found.routes, "left_out": found.left_out, "totals": found.totals,
            "verdict": found.verdict, "travel_note": found.travel_note,
        }  # fmt: skip
    return PlanShown(**told)


def _nameless(found: Proposed) -> Proposed:
    """The same with the end of a visit's id wherever its person's name stood, in sentences too: what and why stay."""
    named = [(stop.name, stop.visit) for route in found.routes for stop in route.stops if stop.visit]
    named += [(one.name, one.visit) for one in found.moves] + [(one.name, one.visit) for one in found.left_out]
    short = {name: visit[-6:] for name, visit in named if name}
    names = sorted(short, key=len, reverse=True)

    def told(sentence: str) -> str:
        for name in names:
            sentence = sentence.replace(name, short[name])
        return sentence

    routes = [
        replace(route, stops=[replace(stop, name=stop.visit[-6:]) for stop in route.stops]) for route in found.routes
    ]
    moves = [
        replace(
            one, name=one.visit[-6:], vi=told(one.vi), en=told(one.en), why_vi=told(one.why_vi), why_en=told(one.why_en)
        )
        for one in found.moves
    ]
    left = [replace(one, name=one.visit[-6:], vi=told(one.vi), en=told(one.en)) for one in found.left_out]
    return replace(found, routes=routes, moves=moves, left_out=left)


def cancel(house: House, unit_id: str, plan_id: str) -> bool:
    """Calls a proposal off; false when it was done already."""
    with house.store.write() as tx:
        called_off = plans.end(tx, unit_id, plan_id, "cancelled", "", house.now_ms())
    job = house.planner.jobs.get(plan_id)
    if job is not None and called_off:
        job.cancel()
    return called_off


def apply(house: House, actor: Actor, row: Proposal, told: Apply) -> PlanApplied:
    """Takes up a plan or some visits of it. Under the unit's lock each visit is looked at again: a stale one is left alone."""
    refuse(may_speak(actor, row.unit_id))
    if row.state not in ("done", "applied"):
        raise Problem("wrong_state", row.state)
    found = _proposed.decode(row.body)
    chosen = [move for move in found.moves if not told.visits or move.visit in told.visits]
    with house.store.write() as tx:
        journal.lock_head(tx, row.unit_id)
        fresh = holding(tx, row.unit_id, chosen)
        outcomes: list[Applied] = []
        for move in chosen:
            outcomes.append(_applied(house, tx, actor, row.unit_id, move, fresh, told.reason))
        plans.turn(tx, row.unit_id, row.id, "done", "applied")
        plans.stand(tx, row.unit_id, row.day, msgspec.json.encode(found.plan).decode(), house.now_ms())
    return PlanApplied(visits=outcomes)


def holding(tx: Tx, unit_id: str, moves: Sequence[Move]) -> set[str]:
    """The visits of these moves that are still as they were when the plan was made, so that it can be taken up."""
    bodies = projections.bodies(tx, unit_id, "visit", [move.visit for move in moves])
    versions = {visit_id: read_thing("visit", body).version for visit_id, body in bodies.items()}
    return {move.visit for move in moves if versions.get(move.visit) == move.base}


def _applied(house: House, tx: Tx, actor: Actor, unit_id: str, move: Move, fresh: set[str], reason: str) -> Applied:
    """Says one move, if its visit is still as it was."""
    if move.visit not in fresh:
        return Applied(visit=move.visit, outcome="stale")
    if move.what == "shifted":
        return Applied(visit=move.visit, outcome="kept")
    wish = Wish(body=_body(move, reason or move.vi), base=move.base)
    [receipt] = office.say_in(tx, actor, unit_id, [wish], house.now_ms(), house.new_id)
    return Applied(visit=move.visit, outcome="said", receipt=receipt)


def _body(move: Move, reason: str) -> Body:
    if move.what == "left_out":
        return VisitUnassigned(visit=move.visit, reason=reason[:120])
    lead, *others = move.officers
    return VisitAssigned(visit=move.visit, officer=lead, second=others[0] if others else "", reason=reason)
