"""`/journal`: who said what, when, and what became of it, in words; and where each journal ends."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from models.event import Event, legal_time, read
from models.officer import Officer
from models.store import accounts, journal, projections
from models.store.engine import Tx
from models.store.journal import Entry
from models.telling import EMPTIED, OUTCOMES, UNREAD, sentence
from models.visit import VisitAssigned
from server import ready
from server.asked import Limit, UnitAsked, speaks
from server.house import House
from server.problem import Problem
from server.reading import looking, note, units_of
from server.session import actor_of
from sync.board import read_thing
from sync.door import kept

Subjects = Annotated[
    tuple[str, ...],
    QueryParameter(name="subject", max_items=60, description="ids of the things whose history is wanted"),
]
AfterSeq = Annotated[int, QueryParameter(ge=0, le=2**62, description="`next` of the page before")]


class JournalLine(msgspec.Struct, frozen=True, kw_only=True):
    """One event of the journal in words. `at_ms` is legal time, `received_ms` when the office heard of it."""

    seq: int
    event: str
    kind: str
    about: str
    subject: str
    by: str
    name: str
    device: str
    at_ms: int
    received_ms: int
    doubtful: bool
    outcome: str
    outcome_vi: str
    outcome_en: str
    code: str
    detail: str
    given: str
    vi: str
    en: str


class JournalPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the journal, oldest first; ask again with `after` set to `next` until that is 0."""

    items: list[JournalLine]
    next: int


class UnitHead(msgspec.Struct, frozen=True, kw_only=True):
    """Where a unit's journal ends: publish it, and a tail cut off later is seen."""

    unit: str
    seq: int
    chain: str


@get("/", sync_to_thread=True, opt=speaks(JournalPage, refuses=("not_found",)))
def history(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    subjects: Subjects,
    unit: UnitAsked = "",
    after: AfterSeq = 0,
    limit: Limit = 100,
) -> JournalPage:
    """The history of one thing, or of the things of one case, in words. The look is noted."""
    actor = actor_of(house, request)
    unit_id = units_of(actor, "journal", unit)[0]
    with house.store.read() as tx:
        entries = journal.history(tx, unit_id, subjects, after, limit + 1)
        if not entries and not after:
            raise Problem("not_found", "subject")
        lines = _lines(tx, unit_id, entries[:limit])
    note(house, actor, unit_id, [("journal", subject) for subject in subjects])
    return JournalPage(items=lines, next=lines[-1].seq if len(entries) > limit else 0)


@get("/head", sync_to_thread=True, opt=speaks(list[UnitHead]))
def head(house: NamedDependency[House], request: Request[Any, Any, Any], unit: UnitAsked = "") -> Response[bytes]:
    """Where the journals of the units one may see end."""
    _, units = looking(house, request, "journal", unit)
    with house.store.read() as tx:
        begun = set(journal.units(tx))
        heads = [UnitHead(unit=one, **journal.head(tx, one)._asdict()) for one in units if one in begun]
    return ready.answer(ready.written(heads))


def _lines(tx: Tx, unit_id: str, entries: list[Entry]) -> list[JournalLine]:
    said = [(entry, _said(entry)) for entry in entries]
    people = {entry.actor_id for entry in entries}
    people |= {event.body.officer for _, event in said if event and isinstance(event.body, VisitAssigned)}
    names = _names(tx, unit_id, sorted(people))
    return [_line(entry, event, names) for entry, event in said]


def _said(entry: Entry) -> Event | None:
    """The event of an entry, or None when it was emptied or could never be read."""
    event = read(kept(entry.event)) if entry.event else None
    return event if isinstance(event, Event) else None


def _line(entry: Entry, event: Event | None, names: dict[str, str]) -> JournalLine:
    words = sentence(event.body, names) if event else EMPTIED if not entry.event else UNREAD
    time = legal_time(event, entry.received_ms) if event else None
    outcome = OUTCOMES[entry.outcome]
    return JournalLine(
        seq=entry.seq, event=entry.id, kind=entry.kind, about=entry.about, subject=entry.subject_id, by=entry.actor_id,
        name=names.get(entry.actor_id, ""), device=entry.device_id, at_ms=time.at_ms if time else entry.received_ms,
        received_ms=entry.received_ms, doubtful=time.doubtful if time else True, outcome=entry.outcome,
        outcome_vi=outcome.vi, outcome_en=outcome.en, code=entry.code, detail=entry.detail, given=entry.given,
        vi=words.vi, en=words.en,
    )  # fmt: skip


def _names(tx: Tx, unit_id: str, ids: list[str]) -> dict[str, str]:
    """What speakers are called: officers, accounts, and the office itself."""
    officers: dict[str, str] = {}
    for officer_id, body in projections.bodies(tx, unit_id, "officer", ids).items():
        state: Officer = read_thing("officer", body).state
        officers[officer_id] = state.name
    return {f"system:{unit_id}": "Hệ thống"} | accounts.names(tx, unit_id, ids) | officers


ROUTER = Router("/journal", route_handlers=[history, head], tags=["journal"])
