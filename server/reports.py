"""Reports from what is true, for pages, sheets, papers and the terminal alike; read a page at a time beside the writers.

Between two pages no transaction is open, so a report over many years delays nobody. What changes meanwhile is counted as
it stands when it is read; each dossier is counted once, so the sums always hold.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from models import access, calendar, unit
from models.access import Actor
from models.call import Call, is_open
from models.counted import Counted, counted
from models.dossier import Dossier
from models.officer import Officer
from models.procedure import Procedure
from models.report import FIELDS, By, Calls, Report, Told, tell
from models.statistics import Period
from models.store import counting, journal, projections
from models.store.counting import Place
from models.store.engine import Store, Tx
from models.visit import Visit
from server.paperwork.letters import apologies
from sync.board import read_thing, statutes_of

PAGE = 200
_UNANSWERED = frozenset(("missed", "hung_up"))
_CALL_STATES = ("done", "callback", "missed", "hung_up", "request", "question", "wrong_number", "answered_later")


def of_actor(store: Store, actor: Actor, asked: str = "") -> tuple[str, ...]:
    """The units a report for somebody goes over: the one asked for, with those below it that have a journal."""
    reach = access.reach(actor, "reports")
    with store.read() as tx:
        begun = set(journal.units(tx))
    wanted = {asked, *(one.id for one in unit.children(asked))} if asked else set(reach)
    return tuple(one for one in reach if one in wanted and (one in begun or one == asked))


def make(store: Store, unit_ids: Sequence[str], period: Period, today: str, by: By = "unit") -> Report:
    """The report of these units."""
    found: list[Counted] = []
    called = Calls()
    for unit_id in unit_ids:
        found += gather(store, unit_id, period)
        called = _added(called, calls(store, unit_id, period))
    names = _names(store, unit_ids, by, found)
    return tell(tuple(unit_ids), Told(counted=tuple(found), calls=called, names=names), period, today, by)


def gather(store: Store, unit_id: str, period: Period) -> list[Counted]:
    """Every dossier of a unit that may stand in a period, each once, as it was when it was read last."""
    return list({one.id: one for one in dossiers(store, unit_id, period)}.values())


def dossiers(store: Store, unit_id: str, period: Period, page: int = PAGE) -> Iterator[Counted]:
    """Every dossier that may stand in a period, a page at a time; one that moves meanwhile may come twice, the newer last."""
    with store.read() as tx:
        since = counting.first_since(tx, unit_id, calendar.ms_of(period.first, 0))
    after = ""
    while True:
        with store.read() as tx:
            rows = counting.still_open(tx, unit_id, since, after, page)
            made = _counted(tx, unit_id, [body for _, body in rows])
        yield from made
        if len(rows) < page:
            break
        after = rows[-1][0]
    place = Place(since, "")
    while True:
        with store.read() as tx:
            changed = counting.changed(tx, unit_id, place, page)
            made = _counted(tx, unit_id, [body for _, _, body in changed])
        yield from made
        if len(changed) < page:
            break
        place = Place(changed[-1][0], changed[-1][1])


def calls(store: Store, unit_id: str, period: Period, page: int = PAGE) -> Calls:
    """How the calls of a period ended."""
    total = unanswered = rung_back = owed = 0
    for state in _CALL_STATES:
        place = Place("", "")
        while True:
            with store.read() as tx:
                rows = counting.calls(tx, unit_id, state, period.first, period.last, place, page)
            for _, _, body in rows:
                call: Call = read_thing("call", body).state
                total += 1
                unanswered += call.outcome in _UNANSWERED
                rung_back += call.outcome in _UNANSWERED and bool(call.returned)
                owed += is_open(call)
            if len(rows) < page:
                break
            place = Place(rows[-1][0], rows[-1][1])
    return Calls(total=total, unanswered=unanswered, rung_back=rung_back, owed=owed)


def _added(one: Calls, other: Calls) -> Calls:
    return Calls(
        total=one.total + other.total, unanswered=one.unanswered + other.unanswered,
        rung_back=one.rung_back + other.rung_back, owed=one.owed + other.owed,
    )  # fmt: skip


def _counted(tx: Tx, unit_id: str, bodies: Sequence[str]) -> list[Counted]:
    """What a page of dossiers adds: two more questions bring their requests and visits."""
    states: list[Dossier] = [read_thing("dossier", body).state for body in bodies]
    wanted = sorted({state.request for state in states})
    requests = _states("request", projections.bodies(tx, unit_id, "request", wanted))
    visits: dict[str, list[Visit]] = {}
    for body in counting.of_requests(tx, unit_id, "visit", wanted):
        state: Visit = read_thing("visit", body).state
        visits.setdefault(state.request, []).append(state)
    law = statutes_of(tx, unit_id)
    sent = {name for name, one in apologies(tx, unit_id, [one.id for one in states]).items() if one.state == "final"}
    made = [
        counted(
            one, requests.get(one.request), visits.get(one.request, ()), law.pinned(one.procedure, one.version), law.calendar,
            one.id in sent,
        )
        for one in states
    ]  # fmt: skip
    return [one for one in made if one is not None]


def _states(kind: str, bodies: dict[str, str]) -> dict[str, Any]:
    return {thing_id: read_thing(kind, body).state for thing_id, body in bodies.items()}


def _names(store: Store, unit_ids: Sequence[str], by: By, found: Sequence[Counted]) -> dict[str, tuple[str, str]]:
    """What the lines of a report are called."""
    keys = {getattr(one.fact, by) for one in found}
    if by == "field":
        return FIELDS
    if by == "procedure":
        newest = {one.code: (one.vi, one.en) for unit_id in unit_ids for one in _newest(store, unit_id)}
        return {key: newest[key] for key in keys if key in newest}
    if by == "unit":
        known = {key: unit.unit(key) for key in keys}
        return {key: (one.full_name, one.full_name) for key, one in known.items() if one is not None}
    return officer_names(store, unit_ids, found)


def _newest(store: Store, unit_id: str) -> tuple[Procedure, ...]:
    with store.read() as tx:
        return statutes_of(tx, unit_id).newest()


def officer_names(store: Store, unit_ids: Sequence[str], found: Sequence[Counted]) -> dict[str, tuple[str, str]]:
    """What the officers of these dossiers' visits are called."""
    keys = {one.fact.officer for one in found}
    names: dict[str, tuple[str, str]] = {"": ("Không có lượt đến nhà", "No visit")}
    for unit_id in unit_ids:
        with store.read() as tx:
            officers: dict[str, Officer] = _states("officer", projections.bodies(tx, unit_id, "officer", sorted(keys)))
        names |= {officer_id: (one.name, one.name) for officer_id, one in officers.items()}
    return names
