"""What a tablet holds to be true: the things as pulled, with its own events that they do not contain yet folded on top.

An event leaves the fold only when the pulled version is at least the number its receipt named, so that what an officer
sees never jumps back between receipt and pull.
"""

from typing import Any

from models import calendar, fold, law, procedure
from models.access import Actor
from models.event import Event, legal_time, read
from models.fold import STATES, Key
from models.said import Body, Said
from models.store import replica
from models.store.engine import Tx
from models.visit import Visit
from sync.board import Slot, read_thing


class View:
    """The things of one tablet within one transaction."""

    def __init__(self, tx: Tx, officer: str, now_ms: int) -> None:
        self._tx = tx
        self._officer = officer
        self._now_ms = now_ms
        self._slots: dict[Key, Slot | None] = {}

    def slot(self, key: Key) -> Slot | None:
        """A thing as it looks from here and the version that was pulled of it; None when it does not reach this tablet."""
        if key not in self._slots:
            kept = replica.thing(self._tx, key.kind, key.id) if key.kind in STATES else None
            self._slots[key] = self._folded(key, read_thing(kept.kind, kept.body)) if kept else None
        return self._slots[key]

    def look(self, kind: str, thing_id: str) -> Any:
        """The state of a thing for rules; the law is what came with this program and what was pulled."""
        if kind == "procedure":
            code, _, version = thing_id.partition("@")
            if version:
                return procedure.pinned(code, version) or self._statutes().pinned(code, version)
            return self._statutes().in_force(code, calendar.local_day(self._now_ms))
        if kind == "now":
            return self._now_ms
        if kind == "calendar":
            return self._statutes().calendar
        slot = self.slot(Key(kind, thing_id))
        return slot.state if slot else None

    def _statutes(self) -> law.Statutes:
        return law.Statutes(read_thing(one.kind, one.body).state for one in replica.things(self._tx, "law"))

    def touched(self, body: Body) -> list[Key]:
        """The things an event changes as far as this tablet holds them; its own thing first."""
        key = fold.about(body)
        state = self.look(*key)
        return [key, *(fold.moved(body, state) if state is not None else ())]

    def lease_of(self, body: Body) -> int:
        """Under which assignment this is said; 0 when it is of no visit held here."""
        visit = self.look("visit", getattr(body, "visit", ""))
        return visit.lease if isinstance(visit, Visit) else 0

    def _folded(self, key: Key, pulled: Slot) -> Slot:
        state = pulled.state
        for line in replica.pending(self._tx, key.kind, key.id, pulled.version):
            event = read(line.encode())
            if isinstance(event, Event) and not self._is_stale(event, key, state):
                state = fold.fold(key.kind, state, event.body, self._said(event, pulled.version))
        return Slot(state, pulled.version)

    def _is_stale(self, event: Event, key: Key, state: Any) -> bool:
        """Whether the office will park this event, as the visit has changed hands since: then it changes nothing."""
        visit_id = getattr(event.body, "visit", "")
        if not visit_id:
            return False
        if key == Key("visit", visit_id):
            return bool(state.lease != event.lease)
        kept = replica.thing(self._tx, "visit", visit_id)
        return kept is None or read_thing("visit", kept.body).state.lease > event.lease

    def _said(self, event: Event, version: int) -> Said:
        """The circumstances as the office will see them, if it believes this clock; steady while it is not yet asked."""
        received_ms = event.at_ms + (event.offset_ms or 0)
        time = legal_time(event, received_ms)
        return Said(
            seq=version, event=event.id, by=self._officer, device=event.device, at_ms=time.at_ms, bound_ms=time.bound_ms,
            doubtful=time.doubtful, received_ms=received_ms, base=event.base, lease=event.lease,
        )  # fmt: skip


def actor_of(officer: str, unit_id: str, device: str) -> Actor:
    """Who speaks through a tablet, for the rules of `models/access.py`."""
    return Actor(id=officer, unit=unit_id, roles=frozenset(("officer",)), officer=officer, device=device)
