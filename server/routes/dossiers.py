"""`/dossiers`: one procedure for one citizen, by national status and by the day it is due."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from models import calendar, deadline, term
from models.dossier import Dossier
from models.guide import Text, term_text
from models.store import lists
from models.store.lists import Filter
from server import ready
from server.asked import After, DayAsked, IdAsked, Limit, ThingId, UnitAsked, speaks
from server.house import House
from server.paperwork import record
from server.reading import found, looking, note
from sync.board import read_thing, statutes_of

DOSSIER = ready.thing("dossier")
Statuses = Annotated[
    tuple[Literal["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"], ...],
    QueryParameter(name="status", max_items=10, description="national status codes"),
]


@get("/", sync_to_thread=True, opt=speaks(ready.pages(DOSSIER)))
def listed(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    statuses: Statuses = (),
    due: DayAsked = "",
    request_id: IdAsked = "",
    unit: UnitAsked = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """Dossiers by status, by the day they are due, or of one request."""
    _, units = looking(house, request, "dossiers", unit)
    wanted = Filter(states=statuses, day=due, request_id=request_id)
    with house.store.read() as tx:
        rows = lists.page(tx, units, "dossier", wanted, after, limit + 1)
    return ready.page(rows, limit)


@get("/{dossier_id:str}", sync_to_thread=True, opt=speaks(DOSSIER))
def one(house: NamedDependency[House], request: Request[Any, Any, Any], dossier_id: ThingId) -> Response[bytes]:
    """One dossier. The look is noted, with whose it is."""
    actor, units = looking(house, request, "dossiers")
    with house.store.read() as tx:
        dossier = found(tx, units, "dossier", dossier_id)
    citizen_id = read_thing("dossier", dossier.body).state.citizen
    note(house, actor, dossier.unit_id, [("dossier", dossier_id), ("citizen", citizen_id)])
    return ready.answer(dossier.body)


class DossierTerm(msgspec.Struct, frozen=True, kw_only=True):
    """When a dossier is due and how it stands: `standing` early, on_time or late once signed; in_time, overdue or paused before.

    `due_ms`: the hour on the slip, which must be handed over when `slip` (TT 01/2020 art. 2). Extended and re-appointed at
    most once; `may_extend_days` without, `may_agree` with written agreement (Decree 23/2015 art. 21).
    """

    dossier: str
    code: str
    status: int
    standing: str
    statute: Text | None
    received_ms: int
    due_day: str
    due_ms: int
    due_hour: str
    slip: bool
    paused_ms: int
    supplemented: bool
    extended_days: int
    may_extend_days: int
    may_agree: bool
    reappointed: bool
    apologised_in_time: bool
    apology_by_ms: int
    resolved_ms: int


@get("/{dossier_id:str}/term", sync_to_thread=True, opt=speaks(DossierTerm, refuses=("paper_not_ready",)))
def term_of(house: NamedDependency[House], request: Request[Any, Any, Any], dossier_id: ThingId) -> DossierTerm:
    """The running term of one dossier with its hour, pauses, extension and re-appointment. The look is noted."""
    actor, units = looking(house, request, "dossiers")
    with house.store.read() as tx:
        row = found(tx, units, "dossier", dossier_id)
        law = statutes_of(tx, row.unit_id)
    dossier: Dossier = read_thing("dossier", row.body).state
    note(house, actor, row.unit_id, [("dossier", dossier_id), ("citizen", dossier.citizen)])
    running = record.term_of(dossier, law.calendar)
    procedure = law.pinned(dossier.procedure, dossier.version)
    extendable = procedure is not None and not running.extended_days and not running.paused_ms
    return DossierTerm(
        dossier=dossier.id, code=dossier.code, status=dossier.status,
        standing=term.standing(dossier, calendar.local_day(house.now_ms())),
        statute=term_text(procedure) if procedure else None, received_ms=running.received_ms, due_day=running.due_day,
        due_ms=running.due_ms, due_hour=calendar.local_hm(running.due_ms), slip=running.slip, paused_ms=running.paused_ms,
        supplemented=running.supplemented, extended_days=running.extended_days,
        may_extend_days=procedure.extend_days if procedure and extendable else 0,
        may_agree=bool(procedure and extendable and procedure.extend_by_agreement), reappointed=running.reappointed,
        apologised_in_time=running.apologised_in_time, apology_by_ms=deadline.apology_at_ms(running, law.calendar),
        resolved_ms=dossier.ready_ms,
    )  # fmt: skip


ROUTER = Router("/dossiers", route_handlers=[listed, one, term_of], tags=["dossiers"])
