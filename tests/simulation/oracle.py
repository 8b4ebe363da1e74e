"""Whether every promise was kept: each looked at again, from the journal alone where that is possible.

P1 nothing receipted is lost · P2 once, in order · P3 everything said is in the journal, or visibly held · P4 at rest all see
the same · P6 two hands are both kept · P7 nobody holds what is not theirs · P8 the chain holds · and: what is true is the
fold of what was said, and no time lies in the future.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec

from models import fold
from models.citizen import CitizenAmended, CitizenRegistered
from models.event import Event, legal_time, read
from models.fold import Key
from models.hold import ConflictSettled, Hold, adopted
from models.ids import NO_DIGEST
from models.said import Said
from models.store import journal, projections, tapes
from models.store.engine import Tx
from models.store.journal import Entry
from models.visit import Visit, VisitAmended, VisitPlanned
from sync import feed
from sync.board import Slot, write_thing
from sync.door import kept
from sync.protocol import PageHead
from tests.simulation.local import UNIT
from tests.simulation.world import Box, Broken, World

_pages = msgspec.json.Decoder(PageHead)
_GIVEN = ("applied", "merged", "conflict")
Truth = dict[Key, Slot]
Things = dict[tuple[str, str], str]


def check(world: World) -> Truth:
    """Looks at everything, at rest."""
    with world.store.read() as tx:
        entries = list(journal.entries(tx, UNIT))
        chain_holds(tx, entries)
        truth = refolded(entries)
        is_fold(tx, truth)
    by_id = {entry.id: entry for entry in entries}
    said_reached(world, by_id, truth)
    in_order(world, by_id)
    both_kept(entries, truth)
    nothing_in_the_future(world, truth)
    files_arrived(world, truth)
    for box in world.boxes:
        sees_the_truth(world, box, truth)
    return truth


def demand(holds: bool, promise: str) -> None:
    """Breaks off when a promise was not kept."""
    if not holds:
        raise Broken(promise)


def chain_holds(tx: Tx, entries: list[Entry]) -> None:
    """P8: every digest is of the bytes kept, every link of the one before, every device's tape of one piece."""
    chain, last = NO_DIGEST, dict[str, tuple[int, str]]()
    for at, entry in enumerate(entries, 1):
        demand(entry.seq == at, f"P5: number {at} is {entry.seq}")
        told = (entry.actor_id, entry.outcome, entry.code, entry.detail, entry.given, entry.received_ms)
        text = "\x1f".join(map(str, (chain, entry.seq, entry.digest, *told)))
        chain = sha256(text.encode()).hexdigest()
        demand(entry.chain == chain, f"P8: the chain breaks at {at}")
        demand(not entry.event or sha256(kept(entry.event)).hexdigest() == entry.digest, f"P8: the bytes of {at}")
        demand(entry.code not in ("malformed", "unknown_kind", "id_taken"), f"a tablet wrote nonsense: {entry}")
        event = _event(entry)
        n, name = last.get(entry.device_id, (0, NO_DIGEST))
        demand(entry.n > n, f"P2: {entry.device_id} said {entry.n} after {n}")
        demand(entry.n > n + 1 or event.prev == name, f"P8: {entry.id} does not follow {n}")
        last[entry.device_id] = (entry.n, entry.digest)
    head = journal.head(tx, UNIT)
    demand((head.seq, head.chain) == (len(entries), chain), "P8: the head is not the last link")
    for device in last:
        said = journal.said_by_device(tx, UNIT, device, 1, 10**9)
        echoed = tapes.echoes(tx, UNIT, device, 1, 10**9)
        at_n = tapes.tape(tx, UNIT, device).n
        demand(sorted([*said, *echoed]) == list(range(1, at_n + 1)), f"P2: numbers of {device} are missing or doubled")


def refolded(entries: list[Entry]) -> Truth:
    """What is true, folded again from the first event."""
    truth: Truth = {}
    revoked: set[str] = set()
    for entry in entries:
        event = _event(entry)
        demand(entry.device_id not in revoked, f"a revoked device was heard: {entry.id}")
        body = event.body
        under_lease(truth, entry, event)
        if entry.outcome in _GIVEN:
            _apply(truth, entry, event)
        elif not entry.device_id.startswith("office:"):
            truth[Key("hold", entry.id)] = Slot(_hold(entry, event), entry.seq)
        if type(body).__name__ == "DeviceRevoked" and entry.outcome == "applied":
            revoked.add(body.device)  # type: ignore[union-attr]
    return truth


def under_lease(truth: Truth, entry: Entry, event: Event) -> None:
    """What a tablet says of a visit holds only under the assignment that holds."""
    slot = truth.get(Key("visit", getattr(event.body, "visit", "")))
    if slot is not None and not entry.device_id.startswith("office:") and entry.outcome in _GIVEN:
        demand(
            slot.state.lease == event.lease, f"{entry.id} was executed under lease {event.lease} of {slot.state.lease}"
        )


def _hold(entry: Entry, event: Event) -> Hold:
    at_ms = legal_time(event, entry.received_ms).at_ms
    return Hold(
        id=entry.id, unit=UNIT, outcome=entry.outcome, code=entry.code, detail=entry.detail,  # type: ignore[arg-type]
        said_kind=entry.kind, about=entry.about, subject=entry.subject_id, device=entry.device_id, by=entry.actor_id,
        at_ms=at_ms, seq=entry.seq,
    )  # fmt: skip


def _apply(truth: Truth, entry: Entry, event: Event) -> None:
    time = legal_time(event, entry.received_ms)
    by = truth[Key("hold", event.adopts)].state.by if event.adopts else entry.actor_id
    said = Said(
        seq=entry.seq, event=entry.id, by=by, device=entry.device_id, at_ms=time.at_ms, bound_ms=time.bound_ms,
        doubtful=time.doubtful, received_ms=entry.received_ms, lease=event.lease, given=entry.given,
        base=_base(entry, event),
    )  # fmt: skip
    key = fold.about(event.body)
    slot = truth.get(key)
    state = slot.state if slot else None
    for other in fold.moved(event.body, state):
        if other in truth:
            truth[other] = Slot(fold.fold(other.kind, truth[other].state, event.body, said), entry.seq)
    truth[key] = Slot(fold.fold(key.kind, state, event.body, said), entry.seq)
    if event.adopts:
        at = Key("hold", event.adopts)
        truth[at] = Slot(adopted(truth[at].state, said), entry.seq)


def is_fold(tx: Tx, truth: Truth) -> None:
    """The office's projections are the fold of its journal, and nothing else."""
    expected = {key: write_thing(key.kind, key.id, slot.version, slot.state) for key, slot in truth.items()}
    found = {Key(kind, i): body for kind in fold.STATES for i, body in projections.all_bodies(tx, UNIT, kind).items()}
    for key in expected.keys() | found.keys():
        demand(
            expected.get(key) == found.get(key),
            f"the projection of {key} is no fold: {found.get(key)} ≠ {expected.get(key)}",
        )


def said_reached(world: World, by_id: dict[str, Entry], truth: Truth) -> None:
    """P1, P3: every word that was answered on a tablet is in the journal; what did not become true waits for a person."""
    for event_id in sorted(world.promised - world.excused):
        entry = by_id.get(event_id)
        demand(entry is not None, f"P3: {event_id} was said and never came")
        if entry is not None and entry.outcome in ("parked", "refused"):
            demand(Key("hold", event_id) in truth, f"P3: {event_id} is {entry.outcome} and nobody is shown it")
    for box in world.boxes:
        shown = {held.event for held in box.tablet.held()}
        for said in box.tablet.spoken():
            entry = by_id.get(said.id)
            demand(entry is not None, f"P1: {said.id} has a receipt and is not in the journal")
            assert entry is not None
            demand(
                (entry.outcome, entry.seq) == (said.outcome, said.seq),
                f"P1: {said.id}: {said.outcome} ≠ {entry.outcome}",
            )
            if said.outcome in ("parked", "refused") and not said.shut_ms:
                demand(said.id in shown, f"P3: the tablet does not show {said.id}")


def in_order(world: World, by_id: dict[str, Entry]) -> None:
    """P2: what one device said first is first in the journal."""
    for box in world.boxes:
        me = box.tablet.identity
        assert me is not None
        own = [by_id[said.id].seq for said in box.tablet.spoken() if by_id[said.id].device_id == me.device]
        demand(own == sorted(own), f"P2: {me.device} is out of order")


_FIRST = {VisitPlanned: ("visit", ("note", "minutes")), CitizenRegistered: ("citizen", ("note", "language"))}


def both_kept(entries: list[Entry], truth: Truth) -> None:
    """P6: no change of a visit or a person overwrote another hand's that its base did not contain; what it met is open
    beside it until a person chose."""
    last: dict[tuple[str, str], tuple[int, str, Any]] = {}
    offered: dict[tuple[str, str], Any] = {}
    chosen = {(e.body.event, e.body.field) for e in map(_event, entries) if isinstance(e.body, ConflictSettled)}
    for entry in entries:
        event = _event(entry)
        body = event.body
        if entry.outcome not in _GIVEN:
            continue
        for field in _FIRST.get(type(body), ("", ()))[1]:
            last[entry.subject_id, field] = (0, "", getattr(body, field))
        if isinstance(body, ConflictSettled) and body.take_offered:
            last[entry.subject_id, body.field] = (entry.seq, "", offered[body.event, body.field])
        if isinstance(body, (VisitAmended, CitizenAmended)):
            clashes = _clashes(entry, event, body, last)
            offered |= {(entry.id, field): getattr(body.change, field) for field in clashes}
            for field in clashes:
                state = truth[Key(entry.about, entry.subject_id)].state
                is_open = any(c.event == entry.id and c.field == field for c in state.conflicts)
                demand(is_open or (entry.id, field) in chosen, f"P6: {entry.id} is not beside what it met")
            demand(
                (entry.outcome == "conflict") == bool(clashes), f"P6: {entry.id} met {clashes} and is {entry.outcome}"
            )


def _base(entry: Entry, event: Event) -> int:
    """The version a word was said against; one of another life of this database is no version here."""
    return event.base if event.base < entry.seq else 0


def _clashes(entry: Entry, event: Event, body: Any, last: dict[tuple[str, str], tuple[int, str, Any]]) -> list[str]:
    """The fields in which a change meets another hand's newer word; the others are noted as changed."""
    clashes: list[str] = []
    for field in body.change.__struct_fields__:
        value = getattr(body.change, field)
        seq, hand, before = last.get((entry.subject_id, field), (0, "", msgspec.UNSET))
        if value is msgspec.UNSET or before == value:
            continue
        own = hand == entry.device_id and not hand.startswith("office:")
        if seq > _base(entry, event) and not own:
            clashes.append(field)
        else:
            last[entry.subject_id, field] = (entry.seq, entry.device_id, value)
    return clashes


def _event(entry: Entry) -> Event:
    event = read(kept(entry.event))
    assert isinstance(event, Event)
    return event


def nothing_in_the_future(world: World, truth: Truth) -> None:
    """Whatever a tablet's clock says, nothing happened after the office heard of it."""
    for key, slot in truth.items():
        if key.kind == "visit":
            arrived = slot.state.arrived.at_ms if slot.state.arrived else 0
            times = (slot.state.departed_ms, slot.state.ended_ms, slot.state.acknowledged_ms, arrived)
            demand(max(times) <= world.now_ms, f"{key} happened in the future: {times}")


def files_arrived(world: World, truth: Truth) -> None:
    """Every file that any tablet still had is at the office, and its visits say so."""
    for key, slot in truth.items():
        if key.kind == "visit":
            for digest in slot.state.missing:
                demand(digest in world.lost_files, f"P3: {key} still waits for {digest[:12]}")
            arrived = {file.digest for file in slot.state.files} - set(slot.state.missing)
            demand(arrived <= world.office.blobs.keys(), f"P1: {key} says files arrived that did not")


def allowed(officer: str, truth: Truth) -> set[tuple[str, str]]:
    """What may be on an officer's tablet, from the visits alone: written apart from `sync/hearing.py`."""
    keys: set[tuple[str, str]] = {("officer", officer), ("ward", UNIT)}
    for key, slot in truth.items():
        state = slot.state
        if key.kind == "visit" and holds(state, officer):
            keys |= {("visit", key.id), ("citizen", state.citizen), ("request", state.request)}
            keys |= {("dossier", dossier) for dossier in state.dossiers}
        if key.kind == "notice" and not state.withdrawn:
            keys.add(("notice", key.id))
        if key.kind == "hold" and state.by == officer:
            keys.add(("hold", key.id))
    return keys


def holds(state: Visit, officer: str) -> bool:
    """Whether a visit is on an officer's tablet."""
    given = state.state in ("assigned", "acknowledged", "departed", "arrived", "completed", "failed")
    return given and not state.shelved and officer in (state.officer, state.second)


def sees_the_truth(world: World, box: Box, truth: Truth) -> None:
    """P4, P7: a tablet holds what a newcomer would be given, which is what its officer may hold, and shows what is true."""
    with box.store.read() as tx:
        held: Things = {(k, i): b for k, i, b in tx.rows("SELECT kind, id, body FROM things")}
    me = box.tablet.identity
    assert me is not None
    over = held.keys() - allowed(box.officer, truth)
    demand(not over, f"P7: {me.device} of {box.officer} holds {sorted(over)}")
    fresh = snapshot(world, me.token)
    for key in fresh.keys() | held.keys():
        demand(
            fresh.get(key) == held.get(key),
            f"P4: {me.device} holds {key} as {held.get(key)}, a newcomer as {fresh.get(key)}",
        )
    under = allowed(box.officer, truth) - held.keys()
    demand(not under, f"P4: {me.device} of {box.officer} lacks {sorted(under)}")
    for kind, thing_id in held:
        slot = truth[Key(kind, thing_id)]
        demand(box.tablet.view(kind, thing_id) == slot.state, f"P4: {me.device} shows {kind} {thing_id} otherwise")


def snapshot(world: World, token: str) -> Things:
    """What a newcomer with this token is given."""
    actor = world.office.actor(token)
    things: Things = {}
    cursor, more = "", True
    while more:
        page = _pages.decode(feed.pull(world.store, actor, (UNIT,), cursor, world.now_ms, 4_000))
        for raw in page.changed:
            one = msgspec.json.decode(raw)
            things[one["kind"], one["id"]] = bytes(raw).decode()
        for kind, thing_id in page.gone:
            things.pop((kind, thing_id), None)
        cursor, more = page.cursor, page.more
    return things


__all__ = ["check"]
