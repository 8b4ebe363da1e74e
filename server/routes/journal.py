"""`/journal`: who said what, when, and what became of it, in words; and where each journal ends."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from models.store import journal
from server import history as histories
from server import ready
from server.asked import Limit, UnitAsked, speaks
from server.history import JournalLine
from server.house import House
from server.problem import Problem
from server.reading import looking, note, units_of
from server.session import actor_of

Subjects = Annotated[
    tuple[str, ...],
    QueryParameter(name="subject", max_items=60, description="ids of the things whose history is wanted"),
]
AfterSeq = Annotated[int, QueryParameter(ge=0, le=2**62, description="`next` of the page before")]


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
        lines = histories.told(tx, unit_id, entries[:limit])
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


ROUTER = Router("/journal", route_handlers=[history, head], tags=["journal"])
