"""What a supervisor should look at, with what each of them has put off: the watch's alerts, held work, legal deadlines.

Read from what is true whenever somebody asks; only what was put off is kept, for one person and some time.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from models import calendar
from models.access import Actor
from models.dossier import Dossier
from models.store import lists, snoozes, sweeps
from models.store.engine import Tx
from models.store.lists import Filter
from server import settling, watch
from server.settings import Settings
from sync.board import read_thing

Kind = Literal[
    "late", "unassigned", "unacknowledged", "silent", "files_missing", "held", "conflict", "apology", "deadline"
]  # fmt: skip
ORDER: tuple[Kind, ...] = (
    "late", "unassigned", "silent", "held", "conflict", "apology", "deadline", "unacknowledged", "files_missing",
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


def _deadlines(tx: Tx, unit_id: str, now_ms: int) -> Iterable[Concern]:
    """Dossiers due today or on the next working day, and those overdue, whose citizens are owed an apology."""
    today = calendar.local_day(now_ms)
    soon = calendar.next_working_day(calendar.default_calendar(), today)
    for body in sweeps.dossiers_due(tx, unit_id, soon):
        dossier: Dossier = read_thing("dossier", body).state
        kind: Kind = "apology" if dossier.due_day < today else "deadline"
        yield Concern(kind, dossier.id, "", calendar.ms_of(dossier.due_day, 0), 0)
