"""The office's table during one transaction: things taken from the shelf, changed by folds, put back once.

A push of fifty events about one visit reads that visit once and writes it once.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from models import access, calendar, procedure, visit
from models.fold import STATES, Key
from models.store import people, projections
from models.store.engine import Tx
from models.store.projections import Ear, Shelf


class Thing(msgspec.Struct, frozen=True):
    """One thing as it travels: kind, id, the number of the event that last touched it, and its state."""

    kind: str
    id: str
    version: int
    state: Any


_decoders: dict[str, msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(msgspec.defstruct(f"{kind}_thing", [("version", int), ("state", state)]))
    for kind, state in STATES.items()
}
_encoder = msgspec.json.Encoder()

RANKS = {"notice": 0, "visit": 1}


class Slot(NamedTuple):
    """A thing on the board and the version it has."""

    state: Any
    version: int


def read_thing(kind: str, body: str) -> Slot:
    """The state and version in a stored body."""
    thing = _decoders[kind].decode(body)
    return Slot(thing.state, thing.version)


def write_thing(kind: str, thing_id: str, version: int, state: Any) -> str:
    """A body as stored and sent."""
    return _encoder.encode(Thing(kind, thing_id, version, state)).decode()


class Board:
    """The things of one unit within one write transaction."""

    def __init__(self, tx: Tx, unit_id: str, now_ms: int) -> None:
        self.tx = tx
        self.unit_id = unit_id
        self.today = calendar.local_day(now_ms)
        self._slots: dict[Key, Slot | None] = {}
        self._before: dict[Key, Any] = {}
        self.bells: set[str] = set()

    def preload(self, keys: Iterable[Key]) -> None:
        """Takes all these things from the shelf, and what visits among them lead to, in one question a kind."""
        visits = [slot.state for slot in self._take(keys) if isinstance(slot.state, visit.Visit)]
        linked = [Key("request", one.request) for one in visits]
        self._take(linked + [Key("dossier", dossier) for one in visits for dossier in one.dossiers])

    def _take(self, keys: Iterable[Key]) -> list[Slot]:
        wanted: dict[str, list[str]] = {}
        for key in dict.fromkeys(keys):
            if key not in self._slots:
                wanted.setdefault(key.kind, []).append(key.id)
        taken: list[Slot] = []
        for kind, ids in wanted.items():
            found = projections.bodies(self.tx, self.unit_id, kind, ids)
            for thing_id in ids:
                slot = read_thing(kind, found[thing_id]) if thing_id in found else None
                self._slots[Key(kind, thing_id)] = slot
                if slot is not None:
                    taken.append(slot)
        return taken

    def slot(self, key: Key) -> Slot | None:
        """A thing with its version, or None when the unit has no such thing."""
        if key not in self._slots:
            body = projections.body(self.tx, self.unit_id, key.kind, key.id)
            self._slots[key] = read_thing(key.kind, body) if body else None
        return self._slots[key]

    def look(self, kind: str, thing_id: str) -> Any:
        """The state of a thing for rules; `procedure` comes from the catalogue, by code (in force today) or `code@version`."""
        if kind == "procedure":
            code, _, version = thing_id.partition("@")
            return procedure.pinned(code, version) if version else procedure.in_force(code, self.today)
        slot = self.slot(Key(kind, thing_id))
        return slot.state if slot else None

    def put(self, key: Key, state: Any, version: int) -> None:
        """Puts a changed thing on the board; it reaches the shelf at `flush`."""
        if key not in self._before:
            old = self._slots.get(key)
            self._before[key] = old.state if old else None
        self._slots[key] = Slot(state, version)

    def flush(self) -> None:
        """Writes what changed and who hears of it, each thing once."""
        moved: list[Shelf] = []
        stayed: list[tuple[int, str, str, str, str]] = []
        for key, before in self._before.items():
            slot = self._slots[key]
            assert slot is not None
            body = write_thing(key.kind, key.id, slot.version, slot.state)
            lists = listing(key, slot.state)
            if before is not None and listing(key, before) == lists:
                stayed.append((slot.version, body, self.unit_id, key.kind, key.id))
            else:
                moved.append(Shelf(self.unit_id, *key, slot.version, RANKS.get(key.kind, 2), *lists, body))
            if key.kind == "citizen" and _found_otherwise(before, slot.state):
                people.index(self.tx, slot.state)
        projections.put(self.tx, moved)
        projections.restock(self.tx, stayed)
        Hearing(self).settle(self._before)
        for bell in self.bells:
            self.tx.ring(bell)


class Lists(NamedTuple):
    """By what lists a thing is found: its standing, its day, whose it is, and the request and person it belongs to."""

    state: str = ""
    day: str = ""
    owner_id: str = ""
    request_id: str = ""
    citizen_id: str = ""


def listing(key: Key, state: Any) -> Lists:
    """Where a thing stands in lists."""
    kind = key.kind
    if kind == "visit":
        day = calendar.local_day(state.window.from_ms)
        return Lists(state.state, day, state.officer, state.request, state.citizen)
    if kind == "request":
        return Lists(state.state, calendar.local_day(state.received_ms), "", key.id, state.citizen)
    if kind == "dossier":
        return Lists(str(state.status), state.due_day, "", state.request, state.citizen)
    if kind == "call":
        return Lists(state.outcome, calendar.local_day(state.at_ms), citizen_id=state.citizen)
    if kind == "hold":
        return Lists(state.settled or "open", owner_id=state.by)
    if kind == "device":
        return Lists("revoked" if state.revoked else "live", owner_id=state.officer)
    if kind == "officer":
        return Lists("left" if state.left else "here")
    if kind == "notice":
        return Lists("withdrawn" if state.withdrawn else "posted")
    return Lists()


def _found_otherwise(before: Any, after: Any) -> bool:
    return before is None or people.words_of(before) != people.words_of(after) or before.name != after.name


class Hearing:
    """Who hears of what changed: decided once, when it is written."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._ears: list[Ear] = []

    def settle(self, before: dict[Key, Any]) -> None:
        """Writes reach for every changed thing; a visit that changes hands takes its person and papers along."""
        moved: list[tuple[visit.Visit, set[str], set[str], int]] = []
        roused: list[tuple[int, str, str, str]] = []
        board = self._board
        for key, old in before.items():
            slot = board.slot(key)
            assert slot is not None
            if key.kind == "visit":
                had = _officers(old)
                has = _officers(slot.state)
                self._visit(slot, had, has)
                if had != has:
                    moved.append((slot.state, had, has, slot.version))
            elif audience := _audience(key, slot.state):
                gone = int(key.kind == "notice" and slot.state.withdrawn)
                self._ear(audience, key, slot.version, "", gone)
            else:
                roused.append((slot.version, board.unit_id, key.kind, key.id))
        projections.hear(board.tx, self._ears)
        self._ears = []
        if roused:
            projections.rouse(board.tx, board.unit_id, roused)
            for kind in {kind for _, _, kind, _ in roused} & {"citizen", "request", "dossier"}:
                ids = [thing for _, _, of, thing in roused if of == kind]
                board.bells |= {self._bell(a) for a in projections.audiences(board.tx, board.unit_id, kind, ids)}
        for state, had, has, version in moved:
            self._follow(state, had, has, version)
        projections.hear(board.tx, self._ears)
        board.bells.add(self._bell("*"))

    def _bell(self, audience: str) -> str:
        return f"{self._board.unit_id} {audience}"

    def _ear(self, audience: str, key: Key, seq: int, day: str, gone: int) -> None:
        unit_id = self._board.unit_id
        self._ears.append(Ear(unit_id, audience, key.kind, key.id, seq, RANKS.get(key.kind, 2), day, gone))
        self._board.bells.add(self._bell(audience))

    def _visit(self, slot: Slot, had: set[str], has: set[str]) -> None:
        day = calendar.local_day(slot.state.window.from_ms)
        for audience in sorted(had | has):
            self._ear(audience, Key("visit", slot.state.id), slot.version, day, int(audience not in has))

    def _follow(self, state: visit.Visit, had: set[str], has: set[str], seq: int) -> None:
        """The person, the request and its dossiers come and go with the visits an officer holds."""
        papers = [Key("request", state.request), *(Key("dossier", d) for d in state.dossiers)]
        person = Key("citizen", state.citizen)
        for audience in sorted(has - had):
            for key in (person, *papers):
                self._ear(audience, key, seq, "", 0)
        for audience in sorted(had - has):
            still = projections.visits_heard(self._board.tx, self._board.unit_id, audience, state.citizen)
            lost = [] if still else [person]
            lost += [] if any(request == state.request for _, request in still) else papers
            for key in lost:
                self._ear(audience, key, seq, "", 1)


def _officers(state: visit.Visit | None) -> set[str]:
    return {f"officer:{officer}" for officer in access.officers_of(state)} if state else set()


def _audience(key: Key, state: Any) -> str:
    """The one audience of things that do not follow a visit; empty for those that do."""
    if key.kind in ("notice", "ward"):
        return access.EVERYONE
    if key.kind == "officer":
        return f"officer:{key.id}"
    if key.kind == "hold":
        return f"officer:{state.by}"
    return ""
