"""The journal folded again from its first event: what must be true, whatever the projections say.

Nothing is judged a second time. What the journal says was applied is folded, what it says was parked or refused on a tablet
waits on the settling desk; times, authors and codes are taken from the journal as the door took them.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from models import fold, ids, registers
from models.citizen import CitizenErased
from models.entry import Entry as Line
from models.event import Event, Unread, legal_time, read
from models.fold import Key
from models.hold import Hold, adopted
from models.redaction import RecordRedacted
from models.said import Said
from models.store.journal import Entry
from sync.board import Slot
from sync.door import kept


class Broken(NamedTuple):
    """An event that could not be folded although the journal says it was applied."""

    seq: int
    why: str


class Replay:
    """Takes a unit's entries in their order; `slots` is what is true after the last of them."""

    def __init__(self) -> None:
        self.slots: dict[Key, Slot] = {}
        self.broken: list[Broken] = []
        self.vague: set[Key] = set()
        """Held work whose own words were erased: that it was held is known, not what became of it."""

    def take_all(self, entries: Iterable[Entry]) -> None:
        """Folds entries, oldest first."""
        for entry in entries:
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """Folds one entry."""
        line = kept(entry.event)
        event = read(line) if line else None
        if entry.outcome in ("parked", "refused"):
            self._hold(entry, event)
        elif isinstance(event, Event):
            try:
                self._fold(entry, event)
            except Exception as error:  # damage in the journal can break a fold in any way
                self.broken.append(Broken(entry.seq, f"{type(error).__name__}: {error}"))
        elif event is None:
            self._bear(entry)
        else:
            self.broken.append(Broken(entry.seq, "the words cannot be read"))

    def _fold(self, entry: Entry, event: Event) -> None:
        said = self._said(entry, event)
        body, key = event.body, fold.about(event.body)
        slot = self.slots.get(key)
        state = slot.state if slot else None
        for other in fold.moved(body, state):
            moved = self.slots.get(other)
            if moved is not None:
                self.slots[other] = Slot(fold.fold(other.kind, moved.state, body, said), entry.seq)
        self.slots[key] = Slot(fold.fold(key.kind, state, body, said), entry.seq)
        if new := fold.born(body, state, said):
            self.slots[new[0]] = Slot(new[1], entry.seq)
        if isinstance(body, CitizenErased | RecordRedacted):
            held = [(of, slot.state) for of, slot in self.slots.items() if of.kind == "hold"]
            self.vague |= {of for of, hold in held if hold.subject == key.id}
        if event.adopts:
            settled = Key("hold", event.adopts)
            self.slots[settled] = Slot(adopted(self.slots[settled].state, said), entry.seq)

    def _bear(self, entry: Entry) -> None:
        """The line a certification got in its book outlives the words it was said with: the office gave it, not they."""
        if entry.kind == "ResultReady" and entry.given.startswith("{"):
            written = msgspec.json.decode(entry.given, type=registers.Entry)
            line = Line(id=entry.id, unit=entry.unit_id, dossier=entry.subject_id, written=written)
            self.slots[Key("entry", entry.id)] = Slot(line, entry.seq)

    def _said(self, entry: Entry, event: Event) -> Said:
        time = legal_time(event, entry.received_ms)
        held = self.slots.get(Key("hold", event.adopts)) if event.adopts else None
        return Said(
            seq=entry.seq, event=event.id, by=held.state.by if held else entry.actor_id, device=event.device,
            at_ms=time.at_ms, bound_ms=time.bound_ms, doubtful=time.doubtful, received_ms=entry.received_ms,
            base=event.base if event.base < entry.seq else 0, lease=event.lease, given=entry.given,
        )  # fmt: skip

    def _hold(self, entry: Entry, event: Event | Unread | None) -> None:
        if entry.device_id == ids.office_device(entry.unit_id):
            return
        key = Key("hold", entry.id)
        at_ms = entry.received_ms
        if isinstance(event, Event):
            at_ms = legal_time(event, entry.received_ms).at_ms
        elif event is None:
            self.vague.add(key)
        hold = Hold(
            id=entry.id, unit=entry.unit_id, outcome="parked" if entry.outcome == "parked" else "refused",
            code=entry.code, detail=entry.detail, said_kind=entry.kind, about=entry.about, subject=entry.subject_id,
            device=entry.device_id, by=entry.actor_id, at_ms=at_ms, seq=entry.seq,
        )  # fmt: skip
        self.slots[key] = Slot(hold, entry.seq)
