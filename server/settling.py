"""What waits on the settling desk, what adopting it would change, and what a person decides about it.

What adopting would change is not guessed: held work is tried on a copy of what is true, by the same rules and folds, in
the order it was said. Nothing of a trial is written. Every decision goes through the one door.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from models import access, citizen, fold, officer, request, visit, ward
from models.access import Actor, may_read
from models.device import Device
from models.event import Event, legal_time, read
from models.fold import Key
from models.hold import ConflictSettled, Hold, WorkDismissed, WorkReturned
from models.merge import Merging
from models.refusal import Refused
from models.said import Body, Conflict, Look, Said
from models.store import journal, lists, proof
from models.store.engine import Tx
from models.store.journal import Entry
from models.store.lists import Filter
from server.house import House
from server.problem import Problem
from server.saying import say
from sync.board import Board, read_thing
from sync.door import kept
from sync.keys import verifies
from sync.office import Wish
from sync.protocol import Receipt, signed_text

HOLDS_MAX = 500
"""How much held work one page shows; the rest comes when these are settled."""
REASON_CHARS_MAX = 120
MERGING = tuple(kind for kind, state in fold.STATES.items() if issubclass(state, Merging))
AMENDS: dict[str, tuple[Callable[..., Any], type[msgspec.Struct], str]] = {
    "visit": (visit.VisitAmended, visit.VisitChange, "visit"),
    "citizen": (citizen.CitizenAmended, citizen.CitizenChange, "citizen"),
    "request": (request.RequestAmended, request.RequestChange, "request"),
    "officer": (officer.OfficerAmended, officer.OfficerChange, "officer"),
    "ward": (ward.WardConfigured, ward.WardChange, "unit"),
}
"""How a field of each kind is set anew: its event, its change, and the field that names the thing."""
_OWN = frozenset(("changed", "hands", "conflicts"))
"""Fields that only keep account of changes."""


class Change(NamedTuple):
    """One field that adopting would set: what stands now, and what would."""

    field: str
    now: Any
    then: Any


class Tried(NamedTuple):
    """What adopting would change, or why it is not lawful as things stand."""

    changes: tuple[Change, ...]
    no: Refused | None = None


class Work(NamedTuple):
    """One held event: whether its device signed it, and what came of trying it. No event: it cannot be read."""

    hold: Hold
    event: Event | None
    received_ms: int
    signed: bool
    tried: Tried


class Bundle(NamedTuple):
    """Held work of one device about one thing, in the order it was said, beside the thing as it stands."""

    about: Key
    device: Device | None
    standing: Any
    works: tuple[Work, ...]


class Clash(msgspec.Struct, frozen=True, kw_only=True):
    """One field two people set differently: settle it by saying ConflictSettled at `/events`."""

    unit: str
    about: str
    subject: str
    version: int
    conflict: Conflict


class Trial:
    """A copy of what is true on which work is tried, one event after another."""

    def __init__(self, actor: Actor, unit_id: str, look: Look) -> None:
        self._actor = actor
        self._unit = unit_id
        self._look = look
        self._tried: dict[Key, Any] = {}

    def look(self, kind: str, thing_id: str) -> Any:
        """The state of a thing as the trial has left it."""
        key = Key(kind, thing_id)
        return self._tried[key] if key in self._tried else self._look(kind, thing_id)

    def attempt(self, event: Event, received_ms: int) -> Tried:
        """What this event would change now; a refused one changes nothing for those after it."""
        body = event.body
        key = fold.about(body)
        state = self.look(*key)
        no = access.may_say(self._actor, body, self._unit, state, self.look) or fold.rule(body, state, self.look)
        if no is not None:
            return Tried((), no)
        said = _said(event, received_ms)
        for other in fold.moved(body, state):
            known = self.look(*other)
            if known is not None:
                self._tried[other] = fold.fold(other.kind, known, body, said)
        after = fold.fold(key.kind, state, body, said)
        self._tried[key] = after
        return Tried(differing(state, after))


def differing(before: Any, after: Any) -> tuple[Change, ...]:
    """The fields in which two states of one thing differ."""
    return tuple(
        Change(name, getattr(before, name, None), getattr(after, name))
        for name in after.__struct_fields__
        if name not in _OWN and getattr(before, name, None) != getattr(after, name)
    )


def bundles(tx: Tx, actor: Actor, unit_id: str, now_ms: int) -> list[Bundle]:
    """Everything held in a unit, by device and thing, the oldest first; what is about people only for who may see them."""
    rows = lists.page(tx, (unit_id,), "hold", Filter(states=("open",)), limit=HOLDS_MAX)
    holds: list[Hold] = sorted((read_thing("hold", row.body).state for row in rows), key=lambda hold: hold.seq)
    if may_read(actor, "people", unit_id) is not None:
        holds = [hold for hold in holds if hold.about != "citizen"]
    entries = journal.known(tx, unit_id, [hold.id for hold in holds])
    board = Board(tx, unit_id, now_ms)
    grouped: dict[tuple[str, Key], list[Hold]] = {}
    for hold in holds:
        grouped.setdefault((hold.device, Key(hold.about, hold.subject)), []).append(hold)
    found = []
    for (device_id, key), members in grouped.items():
        device: Device | None = board.look("device", device_id)
        trial = Trial(actor, unit_id, board.look)
        signed = _signed(tx, unit_id, device, [entries[hold.id] for hold in members if hold.id in entries])
        works = tuple(_work(hold, entries.get(hold.id), trial, hold.id in signed) for hold in members)
        found.append(Bundle(key, device, board.look(*key) if key.kind else None, works))
    return found


def clashes(tx: Tx, actor: Actor, unit_id: str) -> list[Clash]:
    """Open conflicts of a unit; those about people only for whoever may see people."""
    blind = may_read(actor, "people", unit_id) is not None
    kinds = [kind for kind in MERGING if not (blind and kind == "citizen")]
    found: list[Clash] = []
    for kind, body in lists.ever_in_conflict(tx, unit_id, kinds):
        slot = read_thing(kind, body)
        found += [
            Clash(unit=unit_id, about=kind, subject=slot.state.id, version=slot.version, conflict=conflict)
            for conflict in slot.state.conflicts
        ]
    return found


def held_event(tx: Tx, unit_id: str, hold_id: str) -> Event:
    """The event a hold keeps; raises the problem when it was erased or can never be read."""
    entry = journal.entry(tx, unit_id, hold_id)
    if entry is None or not entry.event:
        raise Problem("erased", hold_id)
    event = read(kept(entry.event))
    if not isinstance(event, Event):
        raise Problem(event.code, event.detail)
    return event


def adopt(house: House, actor: Actor, unit_id: str, hold_ids: Iterable[str]) -> list[Receipt]:
    """Says held events again in the supervisor's name, in the order they were said; they stay their authors' work."""
    heads_only(actor)
    with house.store.read() as tx:
        events = [(held_event(tx, unit_id, hold_id), hold_id) for hold_id in hold_ids]
    events.sort(key=lambda pair: (pair[0].device, pair[0].n))
    return say(house, actor, unit_id, [Wish(body=event.body, adopts=hold_id) for event, hold_id in events])


def give_back(house: House, actor: Actor, unit_id: str, hold_ids: Iterable[str], reason: str) -> list[Receipt]:
    """Gives held work back to its officer with a reason."""
    heads_only(actor)
    return say(house, actor, unit_id, [Wish(body=WorkReturned(hold=one, reason=reason)) for one in hold_ids])


def dismiss(house: House, actor: Actor, unit_id: str, hold_ids: Iterable[str], reason: str) -> list[Receipt]:
    """Leaves held work unused; it stays readable."""
    heads_only(actor)
    return say(house, actor, unit_id, [Wish(body=WorkDismissed(hold=one, reason=reason)) for one in hold_ids])


def merge(house: House, actor: Actor, unit_id: str, hold_id: str, fields: Sequence[str], reason: str) -> list[Receipt]:
    """Takes only some fields of a held correction, in the supervisor's own name, and closes the rest with the reason."""
    heads_only(actor)
    with house.store.read() as tx:
        held = lists.one(tx, (unit_id,), "hold", hold_id)
        if held is None:
            raise Problem("not_found", "hold")
        if read_thing("hold", held.body).state.settled:
            raise Problem("already_settled", hold_id)
        body = held_event(tx, unit_id, hold_id).body
    change = getattr(body, "change", None)
    if change is None or not fields or not set(fields) <= set(amendable(body)):
        raise Problem("bad_value", "fields")
    some = type(change)(**{name: getattr(change, name) for name in fields})
    partly: Body = msgspec.structs.replace(body, change=some)
    why = f"Đã gộp {', '.join(fields)}. {reason}"[:REASON_CHARS_MAX]
    return say(house, actor, unit_id, [Wish(body=partly), Wish(body=WorkDismissed(hold=hold_id, reason=why))])  # type: ignore[arg-type]


def amendable(body: Body) -> tuple[str, ...]:
    """The fields a held correction sets, if it is one."""
    change = getattr(body, "change", None)
    if change is None:
        return ()
    return tuple(name for name in change.__struct_fields__ if getattr(change, name) is not msgspec.UNSET)


class Chosen(NamedTuple):
    """What a person chose of a conflict: the offered value, the standing one, or words of their own instead."""

    offered: bool
    reason: str
    text: str = ""


def choose(
    house: House, actor: Actor, unit_id: str, about: Key, clash: tuple[str, str], chosen: Chosen
) -> list[Receipt]:
    """Settles one conflict, named by event and field, once; own words are said after it as a correction."""
    heads_only(actor)
    event, field = clash
    if about.kind not in AMENDS:
        raise Problem("bad_value", "about")
    settled = ConflictSettled(
        about=about.kind, subject=about.id, event=event, field=field, take_offered=chosen.offered, reason=chosen.reason  # type: ignore[arg-type]
    )  # fmt: skip
    wishes = [Wish(body=settled)]
    if chosen.text:
        made, change, named = AMENDS[about.kind]
        try:
            own = msgspec.convert({field: chosen.text}, change)
        except msgspec.ValidationError as error:
            raise Problem("bad_value", f"{field}: {error}") from error
        wishes.append(Wish(body=made(**{named: about.id, "change": own})))
    return say(house, actor, unit_id, wishes)


def heads_only(actor: Actor) -> None:
    """Only a supervisor decides; who may merely look at the desk is told so at once, and no journal hears of it."""
    if "supervisor" not in actor.roles:
        raise Problem("not_allowed", "settling")


def _work(hold: Hold, entry: Entry | None, trial: Trial, signed: bool) -> Work:
    event = read(kept(entry.event)) if entry and entry.event else None
    received_ms = entry.received_ms if entry else hold.at_ms
    if not isinstance(event, Event):
        return Work(hold, None, received_ms, signed, Tried((), Refused(hold.code, hold.detail)))
    return Work(hold, event, received_ms, signed, trial.attempt(event, received_ms))


def _said(event: Event, received_ms: int) -> Said:
    time = legal_time(event, received_ms)
    return Said(
        seq=0, event=event.id, by="", device=event.device, at_ms=time.at_ms, bound_ms=time.bound_ms,
        doubtful=time.doubtful, received_ms=received_ms, base=event.base, lease=event.lease,
    )  # fmt: skip


def _signed(tx: Tx, unit_id: str, device: Device | None, entries: Sequence[Entry]) -> set[str]:
    """Which of these events a signature of their device covers that still verifies.

    A head signature is over the digest of the last event of a push; the digests between were chained when it came in.
    """
    if device is None or not entries:
        return set()
    heads = proof.signatures_from(tx, unit_id, device.id, min(entry.n for entry in entries), max(e.n for e in entries))
    good = [head.n for head in heads if verifies(device.key, head.signature, signed_text(device.id, head.digest))]
    return {entry.id for entry in entries if any(n >= entry.n for n in good)}
