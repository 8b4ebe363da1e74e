"""What a supervisor should look at, with what each of them has put off: the watch's alerts, held work, legal deadlines,
results that could not be brought home.

Read from what is true whenever somebody asks; only what was put off is kept, for one person and some time.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from models import calendar, second_visit
from models.access import Actor
from models.dossier import Dossier
from models.fold import Key
from models.paper import APOLOGY, AWAITED, Paper
from models.store import lists, snoozes, sweeps
from models.store.engine import Tx
from models.store.lists import Filter
from server import settling, watch
from server.paperwork.letters import apologies
from server.settings import Settings
from sync.board import Board, read_thing

Kind = Literal[
    "late", "unassigned", "unacknowledged", "silent", "files_missing", "held", "conflict", "letters", "apology", "overdue",
    "deadline", "unbrought",
]  # fmt: skip
ORDER: tuple[Kind, ...] = (
    "late", "unassigned", "silent", "held", "conflict", "letters", "apology", "overdue", "unbrought", "deadline",
    "unacknowledged", "files_missing",
)  # fmt: skip
"""The most urgent first: a promise at a door before a paper's day."""
SNOOZE_MINUTES = (15, 60, 240)
DAY_MS = 86_400_000


class Concern(NamedTuple):
    """One thing to look at. `subject` is a visit's, device's or dossier's id, empty for a whole desk."""

    kind: Kind
    subject: str
    officer: str
    since_ms: int
    number: int

    @property
    def key(self) -> str:
        """Under which name it is put off: when it begins anew, it is another."""
        return f"{self.kind}:{self.subject}:{self.since_ms}"


def concerns(tx: Tx, actor: Actor, unit_id: str, now_ms: int, settings: Settings) -> list[Concern]:
    """Everything of a unit the actor has not put off, the most urgent kind first and of each the oldest."""
    found = [
        Concern(a.kind, a.subject, a.officer, a.since_ms, a.count) for a in watch.alerts(tx, unit_id, now_ms, settings)
    ]
    found += _desk(tx, actor, unit_id)
    found += _deadlines(tx, unit_id, now_ms)
    found += _unbrought(Board(tx, unit_id, now_ms))
    off = snoozes.put_off(tx, unit_id, actor.id, now_ms)
    return sorted((one for one in found if one.key not in off), key=lambda one: (ORDER.index(one.kind), one.since_ms))


def _desk(tx: Tx, actor: Actor, unit_id: str) -> Iterable[Concern]:
    """Work waiting on the settling desk: as one thing, since the oldest of it."""
    rows = lists.page(tx, (unit_id,), "hold", Filter(states=("open",)), limit=settling.HOLDS_MAX)
    if rows:
        since = min(read_thing("hold", row.body).state.at_ms for row in rows)
        yield Concern("held", "", "", since, len(rows))
    clashes = settling.clashes(tx, actor, unit_id)
    if clashes:
        yield Concern("conflict", "", "", min(one.conflict.at_ms for one in clashes), len(clashes))


def _unbrought(board: Board) -> Iterable[Concern]:
    """Results that second visits could not bring home: somebody rings and agrees on an hour or on another way."""
    signed: list[Dossier] = [
        read_thing("dossier", body).state for body in sweeps.results_signed(board.tx, board.unit_id)
    ]
    tried = [one for one in signed if one.handover]
    board.preload(Key("visit", one.handover) for one in tried)
    for dossier in tried:
        if failed := second_visit.given_up(dossier, board.look):
            yield Concern("unbrought", dossier.id, "", failed[-1].ended_ms, len(failed))


def letters_waiting(tx: Tx, unit_id: str) -> list[Paper]:
    """The letters that wait for a supervisor."""
    rows = lists.page(tx, (unit_id,), "paper", Filter(states=(AWAITED,)), limit=lists.TOGETHER_MAX)
    return [read_thing("paper", row.body).state for row in rows]


def _deadlines(tx: Tx, unit_id: str, now_ms: int) -> Iterable[Concern]:
    """Letters that wait to be approved; dossiers due by the next working day; those overdue, with an apology or without one.

    Who gets an apology is read from the letters: one that waits is told once for all, one that went out is no more owed.
    """
    waiting = letters_waiting(tx, unit_id)
    if waiting:
        yield Concern("letters", "", "", min(one.issued_ms for one in waiting), len(waiting))
    asked_for = {one.dossier for one in waiting if one.document == APOLOGY}
    today = calendar.local_day(now_ms)
    soon = calendar.next_working_day(Board(tx, unit_id, now_ms).look("calendar", unit_id), today)
    dossiers: list[Dossier] = [read_thing("dossier", body).state for body in sweeps.dossiers_due(tx, unit_id, soon)]
    late = [one.id for one in dossiers if one.due_day < today]
    sent = {name for name, one in apologies(tx, unit_id, late).items() if one.state == "final"}
    for dossier in dossiers:
        if dossier.id in asked_for:
            continue
        kind: Kind = "deadline" if dossier.due_day >= today else "overdue" if dossier.id in sent else "apology"
        yield Concern(kind, dossier.id, "", calendar.ms_of(dossier.due_day, 0), 0)
