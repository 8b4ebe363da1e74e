"""A tablet that writes its lines by hand, so that it can also write them wrong; and the office it speaks to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from models.access import Actor, Role, system
from models.device import DeviceEnrolled
from models.event import Body, digest
from models.fold import Key
from models.hold import Hold
from models.ids import NO_DIGEST
from models.store import journal, projections, tapes
from models.store.engine import Store
from models.store.journal import Entry
from sync import keys, office
from sync.board import read_thing, write_thing
from sync.door import kept
from sync.office import Wish
from sync.protocol import Header, Push, Pushed, Receipt, Torn, read_push, signed_text, write_push
from sync.replay import Replay
from tests.simulation import words
from tests.simulation.words import NOON_MS, UNIT


class Hand:
    """One device of one officer, with a key that is the same every time."""

    def __init__(self, device: str = "t-1", officer: str = "o-1", secret: int = 1) -> None:
        self.device = device
        self.key = ec.derive_private_key(secret, ec.SECP256R1())
        self.actor = Actor(id=officer, unit=UNIT, roles=frozenset(("officer",)), officer=officer, device=device)
        self.n = 0
        self.prev = NO_DIGEST

    def envelope(self, body: Body | dict[str, Any], **fields: Any) -> dict[str, Any]:
        """The next event of this tape as JSON will have it; `fields` say something else."""
        return {
            "id": f"{self.device}-e{self.n + 1:03d}", "device": self.device, "n": self.n + 1, "prev": self.prev,
            "at_ms": NOON_MS, "offset_ms": 0, "bound_ms": 50, "lease": 1, "base": 0,
            "body": body if isinstance(body, dict) else msgspec.to_builtins(body), **fields,
        }  # fmt: skip

    def line(self, body: Body | dict[str, Any], **fields: Any) -> bytes:
        """The next event, written on the tape."""
        return self.add(msgspec.json.encode(self.envelope(body, **fields)))

    def add(self, line: bytes) -> bytes:
        """Any bytes as the next line of the tape."""
        self.n += 1
        self.prev = digest(line)
        return line

    def sent(self, *lines: bytes, **fields: Any) -> bytes:
        """A signed push of lines as it travels; `fields` say something else in its header."""
        told = {"device": self.device, "count": len(lines), "signature": self.signature(*lines), **fields}
        return b"\n".join((json.dumps(told).encode(), *lines, b""))

    def push(self, *lines: bytes) -> Push:
        """A signed push of lines as the office reads it."""
        read = read_push(self.sent(*lines))
        assert isinstance(read, Push)
        return read

    def signature(self, *lines: bytes) -> str:
        """This device's word for these lines; for no lines, none."""
        return keys.sign(self.key, signed_text(self.device, digest(lines[-1]))) if lines else ""


class Desk:
    """An office with two officers, one case and whatever devices are enrolled."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now_ms = NOON_MS
        serial = count(1)
        self.new_id = lambda: f"e{next(serial):06d}"
        with store.write() as tx:
            projections.begin_epoch(tx, "epoch-1")
        self.say("admin", *words.opening(), words.officer_joins("o-1"), words.officer_joins("o-2", "Lê Văn Hai"))
        self.say("clerk", *words.case("1"))
        self.say("supervisor", words.assigned("v-1", "o-1"))

    def say(self, role: Role, *bodies: Body, adopts: str | None = None) -> list[Receipt]:
        """Somebody at a console says these, and every one of them holds."""
        receipts = self.ask(role, *bodies, adopts=adopts)
        assert {r.outcome for r in receipts} == {"applied"}, receipts
        return receipts

    def ask(self, role: Role, *bodies: Body, adopts: str | None = None) -> list[Receipt]:
        """What somebody at a console is answered."""
        actor = system(UNIT) if role == "system" else Actor(id=f"the-{role}", unit=UNIT, roles=frozenset((role,)))
        return self.answered(actor, *bodies, adopts=adopts)

    def answered(self, actor: Actor, *bodies: Body, adopts: str | None = None) -> list[Receipt]:
        """What anybody is answered who needs no device."""
        wishes = [Wish(body=body, adopts=adopts) for body in bodies]
        return office.say(self.store, actor, UNIT, wishes, self.now_ms, self.new_id)

    def enrol(self, hand: Hand) -> Hand:
        """The hand may speak from now on."""
        key = keys.public_text(hand.key)
        self.say("system", DeviceEnrolled(device=hand.device, unit=UNIT, officer=hand.actor.officer, key=key))
        return hand

    def hear(self, hand: Hand, *lines: bytes) -> Pushed:
        """What the office answers to lines it can believe."""
        answer = self.answer(hand, hand.push(*lines))
        assert isinstance(answer, Pushed), answer
        return answer

    def answer(self, hand: Hand, push: Push) -> Pushed | Torn:
        """What the office answers to a push."""
        return office.push(self.store, hand.actor, push, self.now_ms)

    def state(self, kind: str, thing_id: str) -> Any:
        """A thing as it is true now."""
        with self.store.read() as tx:
            body = projections.body(tx, UNIT, kind, thing_id)
        return read_thing(kind, body).state if body else None

    def hold(self, event_id: str) -> Hold | None:
        """What waits on the settling desk under an event's name."""
        held: Hold | None = self.state("hold", event_id)
        return held

    def entries(self) -> list[Entry]:
        """The journal from its first event."""
        with self.store.read() as tx:
            return list(journal.entries(tx, UNIT))

    def said_by(self, hand: Hand) -> list[Entry]:
        """What the journal has of one device."""
        return [entry for entry in self.entries() if entry.device_id == hand.device]

    def rejected(self) -> list[tuple[str, bytes]]:
        """(code, exact bytes) of lines that never became events, oldest first."""
        with self.store.read() as tx:
            return [(code, kept(line)) for _, _, code, line, _ in tapes.rejects(tx, UNIT)][::-1]

    def prove(self) -> None:
        """The journal has no gap, every digest is of the bytes kept, every link holds, and what is true is its fold."""
        entries, chain, replay = self.entries(), NO_DIGEST, Replay()
        for at, entry in enumerate(entries, 1):
            judged = (entry.actor_id, entry.outcome, entry.code, entry.detail, entry.given, str(entry.received_ms))
            chain = sha256("\x1f".join((chain, str(at), entry.digest, *judged)).encode()).hexdigest()
            assert (entry.seq, entry.chain) == (at, chain)
            assert not entry.event or digest(kept(entry.event)) == entry.digest  # empty: erased
            replay.take(entry)
        assert not replay.broken
        with self.store.read() as tx:
            assert journal.head(tx, UNIT) == (len(entries), chain)
            kinds = {key.kind for key in replay.slots}
            found = {Key(kind, i): text for kind in kinds for i, text in projections.all_bodies(tx, UNIT, kind).items()}
        told = {key: write_thing(*key, slot.version, slot.state) for key, slot in replay.slots.items()}
        differ = {key for key in found.keys() | told.keys() if found.get(key) != told.get(key)} - replay.vague
        assert not differ, [(found.get(key), told.get(key)) for key in sorted(differ)]


def beginnings(header: Header, lines: list[bytes]) -> Iterator[bytes]:
    """Every proper beginning of a push, from nothing to all but its last byte."""
    body = write_push(header, lines)
    yield from (body[:end] for end in range(len(body)))
