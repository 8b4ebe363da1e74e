"""Moving a visit by hand: what stands against it before it is done, doing it once, and undoing it for some seconds.

What the door would refuse is asked of the door's own rule; what is only unwise (a full day, no shift, a promise moved) is
asked of the planner (`server/why.py`). Nobody moves what somebody else has moved meanwhile: the version on the screen must
still hold.
"""

from typing import NamedTuple

from msgspec.structs import replace

from models import fold
from models.access import Actor, may_speak
from models.event import Body
from models.refusal import Refused, sentence
from models.said import Window
from models.store import journal
from models.store.engine import Tx
from models.visit import HELD, Visit, VisitAssigned, VisitRescheduled, VisitUnassigned
from server.house import House
from server.problem import Problem, refuse
from server.reading import found
from server.why import Candidate, candidates
from sync import office
from sync.board import Board, Slot, read_thing
from sync.office import Wish
from sync.protocol import Receipt

MINUTE_MS = 60_000
SHIFT_MINUTES_MAX = 24 * 60
UNDO_MS = 10_000
UNDO_GRACE_MS = 3_000
"""The way from the screen and back is not counted against whoever undoes."""
MOVABLE = frozenset(("planned", "assigned", "acknowledged", "departed"))


class Move(NamedTuple):
    """A visit to an officer (nobody: empty), its window later by so many minutes."""

    visit: str
    officer: str
    shift_minutes: int = 0


class Against(NamedTuple):
    """One thing that stands against a move. `never`: the law or the record forbids it; else a person may decide so."""

    code: str
    vi: str
    en: str
    never: bool


_PAST = Against(
    "window_past",
    "Giờ hẹn đã qua: gọi báo người dân giờ mới.",
    "The promised time is over: ring with a new one.",
    False,
)


class Prospect(NamedTuple):
    """What a move would mean: what stands against it, what the planner says of it, and whether a reason must be given."""

    officer: str
    name: str
    against: tuple[Against, ...]
    vi: str
    en: str
    now: bool

    @property
    def never(self) -> bool:
        """Whether it cannot be done whoever wants it."""
        return any(one.never for one in self.against)


class Moved(NamedTuple):
    """A move that was said: the receipts, and where the visit was before, for undoing it."""

    receipts: list[Receipt]
    version: int
    before: Visit

    @property
    def done(self) -> bool:
        """Whether every word of it was accepted."""
        return all(receipt.outcome in ("applied", "merged") for receipt in self.receipts)


def prospects(house: House, actor: Actor, unit_id: str, visit_id: str, shift_minutes: int = 0) -> list[Prospect]:
    """What giving a visit to each officer would mean, those who can first, in the planner's order of preference."""
    with house.store.read() as tx:
        visit: Visit = _visit(tx, unit_id, visit_id).state
    if visit.state not in MOVABLE:
        return []
    moved = _shifted(visit, shift_minutes)
    told = candidates(house, actor, moved, imagined=bool(shift_minutes))
    with house.store.read() as tx:
        board = Board(tx, unit_id, house.now_ms())
        made = [_prospect(board, moved, one, visit.officer) for one in told]
    return sorted(made, key=lambda one: (one.never, bool(one.against)))


def make(house: House, actor: Actor, unit_id: str, move: Move, version: int, reason: str) -> Moved:
    """Moves a visit as the supervisor saw it; raises the problem when it stands otherwise by now."""
    refuse(may_speak(actor, unit_id))
    with house.store.write() as tx:
        journal.lock_head(tx, unit_id)
        slot = _visit(tx, unit_id, move.visit)
        if slot.version != version:
            raise Problem("stale_view", slot.state.officer)
        wishes = [Wish(body=body) for body in _bodies(slot.state, move, reason)]
        receipts = office.say_in(tx, actor, unit_id, wishes, house.now_ms(), house.new_id)
        return Moved(receipts, _visit(tx, unit_id, move.visit).version, slot.state)


def undo(house: House, actor: Actor, unit_id: str, move: Move, version: int, window: Window, reason: str) -> Moved:
    """Puts a visit back to where it was, if nobody has touched it and the seconds for it are not over.

    `move.officer` is who had it before, `version` what the move made of it, `window` when it was promised.
    """
    refuse(may_speak(actor, unit_id))
    with house.store.write() as tx:
        journal.lock_head(tx, unit_id)
        slot = _visit(tx, unit_id, move.visit)
        if slot.version != version:
            raise Problem("stale_view", slot.state.officer)
        entry = next(iter(journal.history(tx, unit_id, [move.visit], version - 1, 1)), None)
        late = entry is None or entry.received_ms < house.now_ms() - UNDO_MS - UNDO_GRACE_MS
        if late or entry is None or entry.actor_id != actor.id:
            raise Problem("undo_over")
        shift_ms = window.from_ms - slot.state.window.from_ms
        back = move._replace(shift_minutes=shift_ms // MINUTE_MS)
        wishes = [Wish(body=body) for body in _bodies(slot.state, back, reason)]
        receipts = office.say_in(tx, actor, unit_id, wishes, house.now_ms(), house.new_id)
        return Moved(receipts, _visit(tx, unit_id, move.visit).version, slot.state)


def _visit(tx: Tx, unit_id: str, visit_id: str) -> Slot:
    return read_thing("visit", found(tx, (unit_id,), "visit", visit_id).body)


def _shifted(visit: Visit, minutes: int) -> Visit:
    if not minutes:
        return visit
    by_ms = minutes * MINUTE_MS
    return replace(visit, window=Window(from_ms=visit.window.from_ms + by_ms, to_ms=visit.window.to_ms + by_ms))


def _bodies(visit: Visit, move: Move, reason: str) -> list[Body]:
    """What is said for a move, in the order in which it is lawful."""
    said: list[Body] = []
    if move.shift_minutes:
        said.append(VisitRescheduled(visit=visit.id, window=_shifted(visit, move.shift_minutes).window, reason=reason))
    if move.officer and (move.officer != visit.officer or move.shift_minutes):
        second = visit.second if visit.second != move.officer else ""
        said.append(VisitAssigned(visit=visit.id, officer=move.officer, second=second, reason=reason))
    elif not move.officer and visit.state in HELD and not move.shift_minutes:
        said.append(VisitUnassigned(visit=visit.id, reason=reason))
    if not said:
        raise Problem("nothing_to_do")
    return said


def _prospect(board: Board, visit: Visit, told: Candidate, present: str) -> Prospect:
    no = fold.rule(VisitAssigned(visit=visit.id, officer=told.officer), visit, board.look)
    against: list[Against] = []
    if no is not None:
        against.append(_never(no, told))
    elif not told.could or told.code == "too_dear":
        against.append(Against(told.code, told.vi, told.en, False))
    if visit.window.to_ms < board.now_ms:
        against.append(_PAST)
    return Prospect(told.officer, told.name, tuple(against), told.vi, told.en, told.officer == present)


def _never(no: Refused, told: Candidate) -> Against:
    """A refusal of the door in the planner's words where it names the same, else in its own."""
    said = sentence(no.code)
    same = told.code == no.code
    return Against(no.code, told.vi if same else said.vi, told.en if same else said.en, True)
