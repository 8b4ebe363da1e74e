"""The tablet's own tape: events numbered and chained as they are said, sent in order, receipts taken in.

Everything here happens inside one transaction of its caller, so that a tablet killed at any moment holds either the whole
change or nothing of it.
"""

import json
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from models import access, fold
from models.event import Body, Event, Unread, digest, read
from models.ids import NO_DIGEST
from models.refusal import Refused
from models.said import FileRef
from models.store import replica
from models.store.engine import Tx
from models.store.replica import Spoken
from models.store.tapes import Tape
from sync.clock import Correction
from sync.protocol import PUSH_BYTES_MAX, PUSH_EVENTS_MAX, Pushed, Receipt
from sync.view import View, actor_of

BATCH_BYTES_MAX = PUSH_BYTES_MAX - 4_000
"""What is left of a push for its lines when the header has had its share."""

BUILD = "python"
"""What this tablet is, for the office to show beside its name."""

NEEDS_ENROLMENT = frozenset(("number_taken", "broken_chain", "device_revoked", "device_unknown"))
"""Answers after which only a new enrolment helps: everything said is kept and offered again under a new name."""


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Who this tablet is to the office: its device, for whom it speaks, its token, its private key (hexadecimal)."""

    device: str
    unit: str
    officer: str
    name: str
    token: str
    key: str


class Moment(NamedTuple):
    """The clocks at the moment something is said."""

    wall_ms: int
    mono_ms: int
    fix: Correction

    @property
    def office_ms(self) -> int:
        """The office's time as well as it is known."""
        return self.wall_ms + (self.fix.offset_ms or 0)


class Trouble(msgspec.Struct, frozen=True):
    """What stands between this tablet and the office, until it is mended."""

    code: str
    detail: str = ""


def trouble(tx: Tx) -> Trouble | None:
    """What stands in the way now."""
    text = replica.fact(tx, "trouble")
    return msgspec.json.decode(text, type=Trouble) if text else None


def set_trouble(tx: Tx, found: Trouble | None) -> None:
    """Writes what stands in the way, or that nothing does any more."""
    replica.set_fact(tx, "trouble", msgspec.json.encode(found).decode() if found else "")


def say(tx: Tx, me: Identity, body: Body, event_id: str, at: Moment) -> Event | Refused:
    """The event, on the tape for good once the transaction is; or why it may not be said, and then nothing was."""
    view = View(tx, me.officer, at.office_ms)
    tape = replica.tape(tx)
    slot = view.slot(fold.about(body))
    event = Event(
        id=event_id, device=me.device, n=tape.n + 1, prev=tape.digest, at_ms=at.wall_ms, mono_ms=at.mono_ms,
        offset_ms=at.fix.offset_ms, bound_ms=at.fix.bound_ms, lease=view.lease_of(body), base=slot.version if slot else 0,
        body=body,
    )  # fmt: skip
    line = msgspec.json.encode(event)
    event_read = read(line)
    if isinstance(event_read, Unread):
        return Refused(event_read.code, event_read.detail)
    no = _unlawful(view, me, event_read.body, slot.state if slot else None) or _unkept(tx, event_read.body)
    if no is not None:
        return no
    _append(tx, view, event_read, line, at.wall_ms)
    return event_read


def _unlawful(view: View, me: Identity, body: Body, state: Any) -> Refused | None:
    actor = actor_of(me.officer, me.unit, me.device)
    return access.may_say(actor, body, me.unit, state, view.look) or fold.rule(body, state, view.look)


def _unkept(tx: Tx, body: Body) -> Refused | None:
    """A file must be here before an event names it, or the office would wait for it for ever."""
    file: FileRef | None = getattr(body, "file", None)
    if file is None or replica.parcel(tx, file.digest) is not None:
        return None
    return Refused("unknown_thing", "file")


def _append(tx: Tx, view: View, event: Event, line: bytes, said_ms: int) -> None:
    keys = view.touched(event.body)
    said = Spoken(
        n=event.n, id=event.id, digest=digest(line), line=line.decode(), kind=type(event.body).__name__,
        about=keys[0].kind, subject_id=keys[0].id, lease=event.lease, said_ms=said_ms,
    )  # fmt: skip
    replica.append(tx, said, keys)
    file: FileRef | None = getattr(event.body, "file", None)
    if file is not None:
        replica.name_file(tx, file.digest)


def say_again(tx: Tx, me: Identity, event: Event, said_ms: int, now_ms: int) -> bool:
    """Puts an event of another tablet on this tape: its id, words and times stay; whether it was new here."""
    if replica.spoken(tx, event.id) is not None:
        return False
    tape = replica.tape(tx)
    again = replace(event, device=me.device, n=tape.n + 1, prev=tape.digest)
    _append(tx, View(tx, me.officer, now_ms), again, msgspec.json.encode(again), said_ms)
    return True


def batch(tx: Tx) -> list[Spoken]:
    """The next events to send, as many as one push may carry."""
    return fitting(replica.unsent(tx, PUSH_EVENTS_MAX))


def fitting(said: list[Spoken]) -> list[Spoken]:
    """As many of these, from the first, as one push may carry."""
    size_bytes = 0
    for i, one in enumerate(said[:PUSH_EVENTS_MAX]):
        size_bytes += len(one.line.encode()) + 1
        if size_bytes > BATCH_BYTES_MAX:  # never the first: an event has at most EVENT_BYTES_MAX
            return said[:i]
    return said[:PUSH_EVENTS_MAX]


def take(tx: Tx, answer: Pushed) -> Trouble | None:
    """Takes receipts in one by one, then looks whether the office expects the number that is next here.

    A larger number was said by another copy of this tablet. A smaller one means that the office was put back to an older
    state: what it has forgotten is sent again, receipt or not.
    """
    for receipt in answer.receipts:
        text = msgspec.json.encode(receipt).decode()
        replica.receive(tx, receipt.n, receipt.outcome, receipt.seq, text, answer.now_ms)
    tape = replica.tape(tx)
    if answer.expect > tape.n + 1:
        return Trouble("number_taken", f"{answer.expect} > {tape.n + 1}")
    unsent = replica.unsent(tx, 1)
    first_unsent = unsent[0].n if unsent else tape.n + 1
    if answer.expect < first_unsent:
        if replica.kept_count(tx, answer.expect) < tape.n + 1 - answer.expect:
            return Trouble("broken_chain", f"{answer.expect} is no longer kept")
        replica.forgotten(tx, answer.expect)
    return None


def renumber(tx: Tx, device: str) -> None:
    """Offers every event still kept again, under a new device's name and numbers; ids, words and times stay.

    Also what has a receipt: the reason may be that the office was put back to a state before it. Where the office has
    an event already it gives the same receipt again.
    """
    tape = Tape(0, NO_DIGEST)
    anew: list[Spoken] = []
    for said in replica.all_spoken(tx):
        event = read(said.line.encode())
        assert isinstance(event, Event)  # it was read back before it was kept
        line = msgspec.json.encode(replace(event, device=device, n=tape.n + 1, prev=tape.digest))
        tape = Tape(tape.n + 1, digest(line))
        anew.append(said._replace(n=tape.n, digest=tape.digest, line=line.decode(), sent=0))
    replica.rewrite(tx, tape, anew)


def report(tx: Tx) -> str:
    """What a tablet tells of itself with each push, so that the office knows what exists only here (JSON).

    And what it runs and how far it has heard, so that a tablet which falls behind is seen at the office.
    """
    files = replica.unconfirmed(tx)
    _, oldest_ms = replica.unsent_tally(tx)
    told = {"oldest_ms": oldest_ms, "files": len(files), "files_bytes": sum(file.length_bytes for file in files)}
    return json.dumps({**told, "build": BUILD, "cursor": replica.fact(tx, "cursor")})


class Held(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event that was not simply applied: what was said, what the office answered, what a person made of it since."""

    event: str
    kind: str
    about: str
    subject: str
    body: Body
    receipt: Receipt
    settled: str = ""
    reason: str = ""


def held(tx: Tx, view: View) -> list[Held]:
    """Everything said here that somebody must still look at, oldest first."""
    found: list[Held] = []
    for said in replica.unsettled(tx):
        if said.outcome == "conflict" and not _is_open(view, said):
            continue
        slot = view.slot(fold.Key("hold", said.id))
        found.append(
            Held(
                event=said.id,
                kind=said.kind,
                about=said.about,
                subject=said.subject_id,
                body=_body(said),
                receipt=msgspec.json.decode(said.receipt, type=Receipt),
                settled=slot.state.settled if slot else "",
                reason=slot.state.reason if slot else "",
            )  # fmt: skip
        )
    return found


def _body(said: Spoken) -> Body:
    event = read(said.line.encode())
    assert isinstance(event, Event)  # it was read back before it was kept
    return event.body


def _is_open(view: View, said: Spoken) -> bool:
    """Whether the two values of a conflict still wait for a choice, as far as this tablet may know."""
    slot = view.slot(fold.Key(said.about, said.subject_id))
    if slot is None:
        return False
    return slot.version < said.seq or any(conflict.event == said.id for conflict in slot.state.conflicts)
