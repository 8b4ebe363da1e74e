"""The office's table during one transaction: things taken from the shelf, changed by folds, put back once.

A push of fifty events about one visit reads that visit once and writes it once.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from models import calendar, call, law, paper, procedure, registers, visit
from models.book import book_id
from models.fold import STATES, Key
from models.retiring import Case
from models.store import books, people, projections
from models.store.engine import Tx
from models.store.projections import Shelf


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

RANKS = {"notice": 0, "ward": 0, "law": 0, "visit": 1}
"""In which order things are sent: what everybody must know, then visits, then the rest."""


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


def statutes_of(tx: Tx, unit_id: str) -> law.Statutes:
    """The law as a unit has it, for whoever only reads."""
    bodies = projections.all_bodies(tx, unit_id, "law").values()
    return law.Statutes(read_thing("law", body).state for body in bodies)


class Change(NamedTuple):
    """One changed thing: its state before (None when it is new) and after, its version, and its finished body."""

    key: Key
    before: Any
    after: Any
    version: int
    body: str


class Board:
    """The things of one unit within one write transaction."""

    def __init__(self, tx: Tx, unit_id: str, now_ms: int) -> None:
        self.tx = tx
        self.unit_id = unit_id
        self.now_ms = now_ms
        self.today = calendar.local_day(now_ms)
        self._slots: dict[Key, Slot | None] = {}
        self._before: dict[Key, Any] = {}
        self._bodies: dict[Key, str] = {}
        self._statutes: law.Statutes | None = None

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
        """The state of a thing for rules.

        `procedure` comes from the catalogue and what the unit added to it, by code (in force today) or `code@version`;
        `calendar` is the unit's own, `entries` the lines of a book, `cases` those of a person, `now` the moment; `key` is
        the device that has a public key, revoked or not.
        """
        if kind == "key":
            devices = projections.all_bodies(self.tx, self.unit_id, "device").values()
            return next(
                (one for one in (read_thing("device", body).state for body in devices) if one.key == thing_id), None
            )
        if kind == "procedure":
            return self._procedure(thing_id)
        if kind == "now":
            return self.now_ms
        if kind == "entries":
            return self._entries(thing_id)
        if kind == "cases":
            return self._cases(thing_id)
        if kind == "calendar":
            return self.statutes().calendar
        slot = self.slot(Key(kind, thing_id))
        return slot.state if slot else None

    def _procedure(self, name: str) -> procedure.Procedure | None:
        code, _, version = name.partition("@")
        if version:
            return procedure.pinned(code, version) or self.statutes().pinned(code, version)
        return self.statutes().in_force(code, self.today)

    def _entries(self, book: str) -> tuple[registers.Entry, ...]:
        """The lines of a book, those written in this transaction too."""
        kept = [read_thing("entry", body).state for body in books.entries(self.tx, self.unit_id, book)]
        found = {one.id: one for one in kept}
        anew = [slot.state for key, slot in self._slots.items() if key.kind == "entry" and slot is not None]
        found |= {one.id: one for one in anew if listing(Key("entry", one.id), one).state == book}
        return tuple(one.written for one in found.values())

    def _cases(self, citizen_id: str) -> tuple[Case, ...]:
        """Every request of a person with its visits and dossiers: one question for their names, and one a kind."""
        found: dict[str, list[Any]] = {"request": [], "visit": [], "dossier": []}
        keys = self.belongings(citizen_id)
        self._take(key for key in keys if key.kind in found)
        for key in keys:
            if key.kind in found and (state := self.look(*key)) is not None:
                found[key.kind].append(state)
        return tuple(
            Case(asked, *([one for one in found[kind] if one.request == asked.id] for kind in ("visit", "dossier")))
            for asked in found["request"]
        )

    def statutes(self) -> law.Statutes:
        """The law as the unit has it now; read once, as little is added and much is asked."""
        if self._statutes is None:
            self._statutes = statutes_of(self.tx, self.unit_id)
        return self._statutes

    def belongings(self, citizen_id: str) -> list[Key]:
        """What there is of a person besides their own record: on the shelf, and said in this very transaction."""
        here = [key for key, slot in self._slots.items() if slot and getattr(slot.state, "citizen", "") == citizen_id]
        return sorted({*(Key(*each) for each in projections.belonging(self.tx, self.unit_id, citizen_id)), *here})

    def put(self, key: Key, state: Any, version: int) -> None:
        """Puts a changed thing on the board; it reaches the shelf at `flush`."""
        if key not in self._before:
            old = self._slots.get(key)
            self._before[key] = old.state if old else None
        self._slots[key] = Slot(state, version)
        if key.kind == "law":
            added = {one.id: one for one in self.statutes().laws} | {key.id: state}
            self._statutes = law.Statutes(added.values())

    def flush(self) -> None:
        """Writes what changed, each thing once."""
        anew: list[Shelf] = []
        stayed: dict[tuple[str, ...], list[tuple[str | int, ...]]] = {}
        for change in self.changes():
            lists = listing(change.key, change.after)
            if change.before is None:
                rank = RANKS.get(change.key.kind, 2)
                anew.append(Shelf(self.unit_id, *change.key, change.version, rank, *lists, change.body))
            else:
                before = listing(change.key, change.before)
                moved = tuple(name for name, old, new in zip(Lists._fields, before, lists, strict=True) if old != new)
                values = [getattr(lists, name) for name in moved]
                stayed.setdefault(moved, []).append((change.version, change.body, *values, self.unit_id, *change.key))
            if change.key.kind == "citizen" and _found_otherwise(change.before, change.after):
                people.index(self.tx, change.after)
        projections.put(self.tx, anew)
        for columns, rows in stayed.items():
            projections.restock(self.tx, columns, rows)

    def changes(self) -> list[Change]:
        """What changed since the board was laid: each thing as it was and as it is."""
        found = []
        for key, before in self._before.items():
            slot = self._slots[key]
            assert slot is not None
            if key not in self._bodies:
                self._bodies[key] = write_thing(key.kind, key.id, slot.version, slot.state)
            found.append(Change(key, before, slot.state, slot.version, self._bodies[key]))
        return found


class Lists(NamedTuple):
    """By what lists a thing is found: standing, day, whose it is (a call: whose number; a request: its code), what it is of."""

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
        return Lists(state.state, calendar.local_day(state.received_ms), state.code, key.id, state.citizen)
    if kind == "dossier":
        return Lists(str(state.status), state.due_day, "", state.request, state.citizen)
    if kind == "call":
        owed = state.outcome if call.is_open(state) else call.DONE
        return Lists(owed, calendar.local_day(state.at_ms), state.phone, citizen_id=state.citizen)
    if kind == "hold":
        return Lists(state.settled or "open", owner_id=state.by)
    if kind == "offer":
        day = calendar.local_day(state.window.from_ms)
        return Lists(state.state, day, request_id=state.request, citizen_id=state.citizen)
    if kind == "device":
        return Lists("revoked" if state.revoked else "live", owner_id=state.officer)
    if kind == "officer":
        return Lists("left" if state.left else "here")
    if kind == "paper":
        standing = paper.AWAITED if paper.awaits_approval(state) else state.state
        day = calendar.local_day(state.issued_ms)
        return Lists(standing, day, state.dossier or state.visit, citizen_id=state.citizen)
    if kind == "entry":
        line = state.written
        return Lists(book_id(line.book, str(line.year)), line.day, f"{line.number:07d}")
    if kind == "book":
        return Lists("closed" if state.closed_ms else "open")
    if kind == "law":
        return Lists("repealed" if state.repealed_ms else "standing", owner_id=state.what)
    if kind == "notice":
        return Lists("withdrawn" if state.withdrawn else "posted")
    return Lists()


def _found_otherwise(before: Any, after: Any) -> bool:
    return before is None or people.words_of(before) != people.words_of(after) or before.name != after.name
