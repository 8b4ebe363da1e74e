"""The office's half: the one door through which everything said becomes true, or is refused with a reason.

In one write transaction, event by event: the same id gets the same receipt again; may the actor say it; is it still this
tablet's visit (lease); is it lawful now; fold, with merge against `base`; append to the journal; write what is true and
who hears of it. Receipts leave only after the commit is durable.
"""

from collections.abc import Callable, Sequence

import msgspec

from models import device as devices
from models.access import Actor, system
from models.event import Body, Event, LegalTime, Unread, digest, legal_time, read
from models.ids import office_device
from models.said import FileRef
from models.store import files, journal, projections, tapes
from models.store.engine import Store, Tx
from models.store.tapes import Echo, Tape, Told
from models.visit import FileArrived
from sync.board import read_thing
from sync.door import Door, Line, keep, kept
from sync.keys import verifies
from sync.protocol import Push, Pushed, Receipt, Torn, receipt, signed_text

REJECTS_PER_DEVICE_MAX = 500


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a console wants said: a body, the version of the thing it was looking at, the parked event it adopts."""

    body: Body
    base: int = 0
    adopts: str | None = None


def push(store: Store, actor: Actor, pushed: Push, now_ms: int) -> Pushed | Torn:
    """Receipts for what a tablet says, all of them durable; or why nothing of it could be believed."""
    digests = [digest(line) for line in pushed.lines]
    events = [read(line) for line in pushed.lines]
    with store.write() as tx:
        answer = _believe(tx, actor, pushed, digests) or _heard(tx, actor, pushed, digests, events, now_ms)
    if isinstance(answer, Torn) and answer.code not in ("device_unknown", "device_revoked"):
        return _reject(store, actor, pushed, answer, now_ms)
    return answer


def _believe(tx: Tx, actor: Actor, pushed: Push, digests: list[str]) -> Torn | None:
    """Why a push cannot be from the device it names: unknown, revoked, or not signed by its key; None when it is."""
    name = pushed.header.device
    body = projections.body(tx, actor.unit, "device", name)
    if body is None or name != actor.device:
        return Torn("device_unknown", name)
    device: devices.Device = read_thing("device", body).state
    if device.revoked:
        return Torn("device_revoked", name)
    if digests and not verifies(device.key, pushed.header.signature, signed_text(name, digests[-1])):
        return Torn("bad_signature", name)
    return None


def _heard(
    tx: Tx, actor: Actor, pushed: Push, digests: list[str], events: list[Event | Unread], now_ms: int
) -> Pushed | Torn:
    """Receipts for lines known to be the device's; what it told of itself is kept beside where it stands."""
    header = pushed.header
    head = journal.lock_head(tx, actor.unit)
    tape = _Tape(tx, actor, head, now_ms)
    answer = tape.play(pushed.lines, digests, events)
    if isinstance(answer, Torn):
        return answer
    if answer.receipts:
        tapes.sign(tx, actor.unit, actor.device, Tape(answer.receipts[-1].n, digests[-1]), header.signature, now_ms)
    skew_ms = header.now_ms - now_ms if header.now_ms else None
    tapes.tell(tx, actor.unit, actor.device, tape.stands, Told(now_ms, skew_ms, header.unsent, header.report))
    return answer


class _Tape:
    """One device's lines in one transaction: which are known, which are new, whether the chain holds."""

    def __init__(self, tx: Tx, actor: Actor, head: journal.Head, now_ms: int) -> None:
        self._tx = tx
        self._actor = actor
        self._head = head
        self._now_ms = now_ms
        self.stands = tapes.tape(tx, actor.unit, actor.device)

    def play(self, lines: list[bytes], digests: list[str], events: list[Event | Unread]) -> Pushed | Torn:
        if not lines:
            return Pushed(receipts=[], expect=self.stands.n + 1, now_ms=self._now_ms)
        numbers = self._numbers(digests, events)
        if numbers[0] < 1:
            return Torn("broken_chain", f"{-numbers[0] + 1} lines before event 1")
        broken = self._broken(numbers, digests, events)
        if broken:
            return broken
        if numbers[0] > self.stands.n + 1:
            return Pushed(receipts=[], expect=self.stands.n + 1, now_ms=self._now_ms)
        fresh_from = next((i for i, n in enumerate(numbers) if n > self.stands.n), len(numbers))
        again = self._again(numbers[:fresh_from], digests)
        if isinstance(again, Torn):
            return again
        receipts = again
        if fresh_from < len(numbers):
            first = events[fresh_from]
            if first.prev and first.prev != self.stands.digest:
                return Torn("broken_chain", f"event {numbers[fresh_from]} does not follow {self.stands.n}")
            new = [Line(*each) for each in zip(numbers, digests, lines, events, strict=True)][fresh_from:]
            receipts = receipts + self._admit(new)
        return Pushed(receipts=receipts, expect=max(numbers[-1], self.stands.n) + 1, now_ms=self._now_ms)

    def _numbers(self, digests: list[str], events: list[Event | Unread]) -> list[int]:
        """The number of each line; one that bears none has its place between the others.

        When none bears any, the push may be one heard before: then the journal knows the number of its last line.
        """
        told = next((i for i, event in enumerate(events) if event.n is not None), None)
        if told is not None:
            first = (events[told].n or 0) - told
        else:
            heard = journal.number_of(self._tx, self._actor.unit, self._actor.device, digests[-1])
            first = heard - len(events) + 1 if heard else self.stands.n + 1
        numbers: list[int] = []
        for event in events:
            numbers.append(event.n if event.n is not None else (numbers[-1] + 1 if numbers else first))
        return numbers

    def _broken(self, numbers: list[int], digests: list[str], events: list[Event | Unread]) -> Torn | None:
        for i in range(1, len(numbers)):
            follows = numbers[i] == numbers[i - 1] + 1 and events[i].prev in ("", digests[i - 1])
            if not follows:
                return Torn("broken_chain", f"event {numbers[i]} does not follow {numbers[i - 1]}")
        return None

    def _again(self, numbers: list[int], digests: list[str]) -> list[Receipt] | Torn:
        """The same receipts again for lines heard before; a number used for other words is a restored copy."""
        if not numbers:
            return []
        unit, device = self._actor.unit, self._actor.device
        said = journal.said_by_device(self._tx, unit, device, numbers[0], numbers[-1])
        echoed = tapes.echoes(self._tx, unit, device, numbers[0], numbers[-1])
        receipts: list[Receipt] = []
        for n, name in zip(numbers, digests, strict=False):
            known: journal.Entry | Echo | None = said.get(n) or echoed.get(n)
            if known is None or known.digest != name:
                return Torn("number_taken", str(n))
            receipts.append(self._receipt_of(known, n))
        return receipts

    def _receipt_of(self, known: journal.Entry | Echo, n: int) -> Receipt:
        if isinstance(known, journal.Entry):
            return receipt_of(known)
        if known.code:
            return receipt(known.id, n, "refused", 0, code=known.code)
        entry = journal.entry(self._tx, self._actor.unit, known.id)
        assert entry is not None
        return msgspec.structs.replace(receipt_of(entry), n=n)

    def _admit(self, new: list[Line]) -> list[Receipt]:
        door = Door(self._tx, self._actor, self._head, self._now_ms)
        receipts = door.admit_all(new)
        last = new[-1]
        self.stands = Tape(last.n, last.digest)
        door.close()
        return receipts


def receipt_of(entry: journal.Entry) -> Receipt:
    """The receipt a journal entry stands for: the same words whenever it is asked."""
    return receipt(entry.id, entry.n, entry.outcome, entry.seq, entry.given, entry.code, entry.detail)  # type: ignore[arg-type]


def say(
    store: Store, actor: Actor, unit_id: str, wishes: Sequence[Wish], now_ms: int, new_id: Callable[[], str]
) -> list[Receipt]:
    """Receipts for what somebody at a console, the clock or an import says in a unit; all durable when they return."""
    with store.write() as tx:
        return say_in(tx, actor, unit_id, wishes, now_ms, new_id)


def say_in(
    tx: Tx, actor: Actor, unit_id: str, wishes: Sequence[Wish], now_ms: int, new_id: Callable[[], str]
) -> list[Receipt]:
    """`say` inside a transaction its caller opened, so that what goes with it commits with it."""
    head = journal.lock_head(tx, unit_id)
    speaker = msgspec.structs.replace(actor, device=office_device(unit_id))
    door = Door(tx, speaker, head, now_ms, unit_id=unit_id)
    tape = tapes.tape(tx, unit_id, speaker.device)
    receipts: list[Receipt] = []
    for wish in wishes:
        time = _when(tx, unit_id, wish, now_ms)
        event = Event(
            id=new_id(), device=speaker.device, n=tape.n + 1, prev=tape.digest, at_ms=time.at_ms,
            offset_ms=None if time.doubtful else 0, bound_ms=time.bound_ms,
            base=wish.base or door.version_of(wish.body), adopts=wish.adopts, body=wish.body,
        )  # fmt: skip
        line = msgspec.json.encode(event)
        tape = Tape(event.n, digest(line))
        receipts += door.admit_all([Line(event.n, tape.digest, line, read(line))])
    tapes.wind(tx, unit_id, speaker.device, tape, now_ms)
    door.close()
    return receipts


def _when(tx: Tx, unit_id: str, wish: Wish, now_ms: int) -> LegalTime:
    """When what is said happened: now, or for adopted work when its author said it, as surely as was known then."""
    entry = journal.entry(tx, unit_id, wish.adopts) if wish.adopts else None
    parked = read(kept(entry.event)) if entry and entry.event else None
    if entry is None or not isinstance(parked, Event):
        return LegalTime(now_ms, 0, False)
    return legal_time(parked, entry.received_ms)


def file_stored(store: Store, unit_id: str, file: FileRef, now_ms: int, new_id: Callable[[], str]) -> None:
    """Every byte of a file is here and verified: the visits that name it hear so."""
    with store.write() as tx:
        journal.lock_head(tx, unit_id)
        visits = files.mark_stored(tx, unit_id, file, now_ms)
        wishes = [Wish(body=FileArrived(visit=visit, digest=file.digest)) for visit in visits]
        if wishes:
            say_in(tx, system(unit_id), unit_id, wishes, now_ms, new_id)


def _reject(store: Store, actor: Actor, pushed: Push, torn: Torn, now_ms: int) -> Torn:
    """Keeps what could not be believed, up to a limit a device, so that a person can look at it."""
    with store.write() as tx:
        room = REJECTS_PER_DEVICE_MAX - tapes.rejected_count(tx, actor.unit, actor.device)
        for line in pushed.lines[: max(0, room)]:
            name = f"{actor.device}:{digest(line)[:20]}"
            tapes.reject(tx, actor.unit, name, actor.device, torn.code, keep(line), now_ms)
    return torn
