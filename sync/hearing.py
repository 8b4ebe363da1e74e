"""Who hears of what changed: decided once, in the transaction that writes it.

Things that belong to a visit (the person, the request, the dossiers) are heard by whoever holds the visit, and go when it
goes; notices and the ward's particulars are heard by everybody; an officer's own record and held work by that officer.
"""

from typing import Any

from models import access, calendar, visit
from models.fold import Key
from models.store import projections
from models.store.projections import Ear
from sync.board import RANKS, Board, Change, write_thing

_FOLLOWING = ("citizen", "request", "dossier")


class Hearing:
    """Settles, once a transaction, what goes to whom."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._ears: list[Ear] = []
        self._bells = {f"{board.unit_id} *"}

    def settle(self) -> None:
        """Writes reach for every changed thing; a visit that changes hands takes its person and papers along."""
        board = self._board
        moved: list[tuple[Change, set[str], set[str]]] = []
        roused: list[tuple[int, str, str, str, str]] = []
        for change in board.changes():
            if change.key.kind == "visit":
                had, has = officers(change.before), officers(change.after)
                self._visit(change, had, has)
                if had != has:
                    moved.append((change, had, has))
            elif audience := audience_of(change.key, change.after):
                gone = int(_is_over(change.key, change.after))
                self._ear(audience, change.key, change.version, change.body, gone=gone)
            else:
                roused.append((change.version, change.body, board.unit_id, *change.key))
        self._hear()
        self._rouse(roused)
        for change, had, has in moved:
            self._follow(change, had, has)
        self._hear()
        for bell in self._bells:
            board.tx.ring(bell)

    def _hear(self) -> None:
        projections.hear(self._board.tx, self._ears)
        self._ears = []

    def _rouse(self, roused: list[tuple[int, str, str, str, str]]) -> None:
        tx, unit_id = self._board.tx, self._board.unit_id
        projections.rouse(tx, roused)
        for kind in _FOLLOWING:
            ids = [thing_id for _, _, _, of, thing_id in roused if of == kind]
            self._bells |= {f"{unit_id} {audience}" for audience in projections.audiences(tx, unit_id, kind, ids)}

    def _ear(self, audience: str, key: Key, seq: int, body: str, day: str = "", gone: int = 0) -> None:
        unit_id = self._board.unit_id
        rank = RANKS.get(key.kind, 2)
        self._ears.append(Ear(unit_id, audience, key.kind, key.id, seq, rank, day, gone, "" if gone else body))
        self._bells.add(f"{unit_id} {audience}")

    def _visit(self, change: Change, had: set[str], has: set[str]) -> None:
        day = calendar.local_day(change.after.window.from_ms)
        for audience in sorted(had | has):
            self._ear(audience, change.key, change.version, change.body, day, int(audience not in has))

    def _follow(self, change: Change, had: set[str], has: set[str]) -> None:
        """The person, the request and its dossiers come and go with the visits an officer holds."""
        state: visit.Visit = change.after
        papers = [Key("request", state.request), *(Key("dossier", d) for d in state.dossiers)]
        person = Key("citizen", state.citizen)
        for audience in sorted(has - had):
            for key in (person, *papers):
                slot = self._board.slot(key)
                if slot is not None:
                    self._ear(audience, key, change.version, write_thing(key.kind, key.id, slot.version, slot.state))
        for audience in sorted(had - has):
            kept = self._kept(audience, state.citizen)
            for key in (person, *papers):
                if key not in kept:
                    self._ear(audience, key, change.version, "", gone=1)

    def _kept(self, audience: str, citizen: str) -> set[Key]:
        """What an audience still hears of because of other visits to the same person."""
        kept: set[Key] = set()
        for visit_id, request in projections.visits_heard(self._board.tx, self._board.unit_id, audience, citizen):
            other = self._board.look("visit", visit_id)
            kept |= {Key("citizen", citizen), Key("request", request), *(Key("dossier", d) for d in other.dossiers)}
        return kept


def officers(state: visit.Visit | None) -> set[str]:
    """The audiences of a visit: the tablets of the officers who hold it."""
    return {f"officer:{officer}" for officer in access.officers_of(state)} if state else set()


def _is_over(key: Key, state: Any) -> bool:
    """Whether a thing that never changes hands is to be let go by whoever heard of it."""
    if key.kind == "notice":
        return bool(state.withdrawn)
    return bool(key.kind == "hold" and state.shelved)


def audience_of(key: Key, state: Any) -> str:
    """The one audience of things that do not follow a visit; empty for those that do."""
    if key.kind in ("notice", "ward", "law"):
        return access.EVERYONE
    if key.kind == "officer":
        return f"officer:{key.id}"
    if key.kind == "hold":
        return f"officer:{state.by}"
    return ""
