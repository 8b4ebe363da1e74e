"""The door itself: one event after another, judged, folded, numbered and chained inside one transaction of one unit."""

import base64
from collections.abc import Sequence
from typing import Any, NamedTuple, get_args

import msgspec

from models import access, fold, ids
from models.access import Actor
from models.citizen import CitizenErased
from models.doubt import doubt
from models.event import Body, Event, Unread, digest, legal_time, read
from models.fold import Key
from models.hold import Hold, adopted
from models.merge import Merging, hand_of, others_since
from models.redaction import EMPTIED, About, RecordRedacted, redaction, stripped
from models.refusal import Refused
from models.said import FileRef, Said
from models.store import files, journal, tapes
from models.store.engine import Tx
from models.store.journal import Entry, Head
from models.store.tapes import Echo
from models.visit import FileArrived, Visit
from sync import giving
from sync.board import Board
from sync.hearing import Hearing
from sync.protocol import Outcome, Receipt, receipt

ABOUTS: tuple[About, ...] = get_args(About)
_NOT_UTF8 = "base64:"
_NOTHING = Key("", "")


class Line(NamedTuple):
    """One line of a tape: its number, the digest of its bytes, the bytes, and what they say."""

    n: int
    digest: str
    bytes: bytes
    event: Event | Unread


class Erased(NamedTuple):
    """Words that are emptied when the door closes: all about a thing before a number, or only those of some kinds."""

    about: str
    subject: str
    before_seq: int
    kinds: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """What was decided of an event."""

    outcome: Outcome
    code: str = ""
    detail: str = ""
    given: str = ""


def keep(line: bytes) -> str:
    """The exact bytes as text a database keeps: as they are, or in base64 when they are no clean UTF-8."""
    if b"\0" not in line and not line.startswith(_NOT_UTF8.encode()):
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return _NOT_UTF8 + base64.b64encode(line).decode()


def kept(text: str) -> bytes:
    """The exact bytes behind `keep`."""
    return base64.b64decode(text.removeprefix(_NOT_UTF8)) if text.startswith(_NOT_UTF8) else text.encode("utf-8")


class Door:
    """Admits events into one unit's journal. Whoever opens it holds the unit's head, and closes it before the commit."""

    def __init__(self, tx: Tx, actor: Actor, head: Head, now_ms: int, unit_id: str = "") -> None:
        self._tx = tx
        self._actor = actor
        self._speaker = actor.officer or actor.id
        self._unit = unit_id or actor.unit
        self._head = head
        self._now_ms = now_ms
        self._tablet = not actor.device.startswith("office:")
        self._board = Board(tx, self._unit, now_ms)
        self._entries: list[Entry] = []
        self._here: dict[str, Entry] = {}
        self._named: list[tuple[str, FileRef]] = []
        self._unnamed: list[tuple[str, str]] = []
        self._erased: list[Erased] = []

    def version_of(self, body: Body) -> int:
        """The present version of the thing a body is about."""
        slot = self._board.slot(fold.about(body))
        return slot.version if slot else 0

    def admit_all(self, lines: list[Line]) -> list[Receipt]:
        """A receipt for each line, in order."""
        keys = [fold.about(line.event.body) if isinstance(line.event, Event) else _NOTHING for line in lines]
        fresh = [line.event.id for line in lines if isinstance(line.event, Event) and line.event.id not in self._here]
        self._here |= journal.known(self._tx, self._unit, fresh)
        self._board.preload(key for key in keys if key is not _NOTHING)
        return [self._admit(line, key) for line, key in zip(lines, keys, strict=True)]

    def _admit(self, line: Line, key: Key) -> Receipt:
        event = line.event
        if isinstance(event, Event) and self._tablet and ids.is_reserved(event.id):
            event = Unread("malformed", "a name of the office's", None, event.n, event.prev)
        if isinstance(event, Unread):
            return self._unread(line, event)
        known = self._here.get(event.id)
        if known is not None:
            return self._echo(line, event, known)
        said = self._said(event, self._head.seq + 1)
        if event.device != self._actor.device:
            verdict, key = Verdict("refused", "malformed", "another device's name"), _NOTHING
        else:
            verdict = self._judge(event, key, said)
        entry = self._append(line, event.id, type(event.body).__name__, key, self._speaker, verdict)
        self._here[event.id] = entry
        if verdict.outcome in ("parked", "refused"):
            self._hold(event.id, type(event.body).__name__, key, verdict, said.at_ms)
        return receipt(event.id, line.n, verdict.outcome, entry.seq, verdict.given, verdict.code, verdict.detail)

    def _said(self, event: Event, seq: int) -> Said:
        time = legal_time(event, self._now_ms)
        return Said(
            seq=seq, event=event.id, by=self._author(event), device=event.device, at_ms=time.at_ms, bound_ms=time.bound_ms,
            doubtful=time.doubtful, received_ms=self._now_ms, lease=event.lease,
            base=event.base if event.base < seq else 0,  # a version of another life of this database is no version here
        )  # fmt: skip

    def _author(self, event: Event) -> str:
        """Who said it first: an adopted event keeps its own author."""
        hold = self._board.look("hold", event.adopts) if event.adopts else None
        return hold.by if hold else self._speaker

    def _judge(self, event: Event, key: Key, said: Said) -> Verdict:
        slot = self._board.slot(key)
        state = slot.state if slot else None
        look = self._board.look
        no = self._adoptable(event) or access.may_say(self._actor, event.body, self._unit, state, look)
        stale = self._stale(event, key, state)
        if stale and (no is None or no.code == "not_yours"):
            return Verdict("parked", "lease_old", stale)
        no = no or fold.rule(event.body, state, look)
        if no is not None:
            return Verdict("refused", no.code, no.detail)
        return self._apply(event, key, state, said)

    def _adoptable(self, event: Event) -> Refused | None:
        if not event.adopts:
            return None
        if "supervisor" not in self._actor.roles:
            return Refused("not_allowed", "adopts")
        hold: Hold | None = self._board.look("hold", event.adopts)
        if hold is None:
            return Refused("unknown_thing", "hold")
        if hold.settled:
            return Refused("already_settled", hold.settled)
        parked = journal.entry(self._tx, self._unit, event.adopts)
        return None if parked and _same_words(parked, event) else Refused("bad_value", "adopts")

    def _stale(self, event: Event, key: Key, state: Any) -> str:
        """Why a tablet's word on a visit is not under the lease that holds now; empty when it is."""
        if not self._tablet:
            return ""
        visit_id = getattr(event.body, "visit", "")
        held = state if key.kind == "visit" else self._board.look("visit", visit_id) if visit_id else None
        if held is None or held.lease == event.lease:
            return ""
        return f"{event.lease} < {held.lease}" if event.lease < held.lease else f"{event.lease} > {held.lease}"

    def _apply(self, event: Event, key: Key, state: Any, said: Said) -> Verdict:
        given = giving.given(self._board, self._actor, event.body, said)
        said = said if not given else _with(said, given)
        body = event.body
        for other in fold.moved(body, state):
            slot = self._board.slot(other)
            if slot is not None:
                self._board.put(other, fold.fold(other.kind, slot.state, body, said), said.seq)
        after = fold.fold(key.kind, state, body, said)
        self._board.put(key, after, said.seq)
        if new := fold.born(body, state, said):
            self._board.put(*new, said.seq)
        if event.adopts:
            self._settle(event.adopts, said)
        if key.kind == "visit":
            self._name_files(state, after)
        if type(body) is CitizenErased:
            self._erased.append(Erased("citizen", body.citizen, said.seq))
        elif type(body) is RecordRedacted and body.empties != "nothing":
            self._erased.append(Erased(body.about, body.subject, said.seq, EMPTIED[body.empties]))
        outcome, odd = _outcome(state, after, said), doubt(body, self._board.look)
        if odd is not None and outcome != "conflict":
            return Verdict(outcome, odd.code, odd.detail, given)
        return Verdict(outcome, given=given)

    def _settle(self, hold_id: str, said: Said) -> None:
        hold = self._board.look("hold", hold_id)
        self._board.put(Key("hold", hold_id), adopted(hold, said), said.seq)

    def _name_files(self, before: Visit | None, after: Visit) -> None:
        if before is not None and before.files is after.files:
            return
        known = {file.digest for file in before.files} if before else set()
        anew = [file for file in after.files if file.digest not in known]
        self._named += [(after.id, file) for file in anew]
        self._unnamed += [(after.id, name) for name in sorted(known - {file.digest for file in after.files})]

    def _unread(self, line: Line, unread: Unread) -> Receipt:
        name = f"{self._actor.device}:{line.n}"
        verdict = Verdict("refused", unread.code, unread.detail)
        answered = self._append(line, name, "", _NOTHING, self._speaker, verdict)
        self._hold(name, "", _NOTHING, verdict, self._now_ms)
        return receipt(name, line.n, "refused", answered.seq, code=unread.code, detail=unread.detail)

    def _echo(self, line: Line, event: Event, known: Entry) -> Receipt:
        """An event the journal has already, offered again under another number: the same receipt, no second life."""
        same = known.event == "" or _same_words(known, event)
        code = "" if same else "id_taken"
        tapes.echo(self._tx, self._unit, self._actor.device, Echo(line.n, line.digest, event.id, code))
        if not same:
            return receipt(event.id, line.n, "refused", 0, code=code)
        outcome: Outcome = known.outcome  # type: ignore[assignment]
        return receipt(event.id, line.n, outcome, known.seq, known.given, known.code, known.detail)

    def _append(self, line: Line, event_id: str, kind: str, key: Key, actor_id: str, verdict: Verdict) -> Entry:
        seq = self._head.seq + 1
        told = journal.Told(actor_id, verdict.outcome, verdict.code, verdict.detail, verdict.given, self._now_ms)
        chain = journal.link(self._head.chain, seq, line.digest, told)
        entry = Entry(
            self._unit, seq, event_id, self._actor.device, line.n, line.digest, chain, kind, key.kind, key.id, actor_id,
            verdict.outcome, verdict.code, verdict.detail, verdict.given, self._now_ms, keep(line.bytes),
        )  # fmt: skip
        self._entries.append(entry)
        self._head = Head(seq, chain)
        return entry

    def _hold(self, event_id: str, kind: str, key: Key, verdict: Verdict, at_ms: int) -> None:
        """A tablet's parked or refused event waits on the settling desk; a console had its answer at once."""
        if not self._tablet or verdict.outcome not in ("parked", "refused"):
            return
        hold = Hold(
            id=event_id, unit=self._unit, outcome=verdict.outcome, code=verdict.code, detail=verdict.detail,
            said_kind=kind, about=key.kind, subject=key.id, device=self._actor.device, by=self._actor.officer,
            at_ms=at_ms, seq=self._head.seq,
        )  # fmt: skip
        self._board.put(Key("hold", event_id), hold, self._head.seq)

    def close(self) -> None:
        """Writes the journal, what is true and who hears of it. Files that were here already are announced first."""
        if self._named:
            self._announce()
        for erased in [one for one in self._erased if one.about == "citizen"]:
            self._speak([redaction(*each, "erasure") for each in self._belongings(erased.subject)])
        if self._unnamed:
            files.let_go(self._tx, self._unit, self._unnamed, self._now_ms)
        journal.append(self._tx, self._unit, self._entries)
        for about, subject, seq, kinds in self._erased:
            journal.redact(self._tx, self._unit, about, subject, seq, kinds)
        self._board.flush()
        Hearing(self._board).settle()

    def _announce(self) -> None:
        """The office says which of the files named just now had come before: in its own name, on its own tape."""
        here = files.name_files(self._tx, self._unit, self._named)
        arrived = [FileArrived(visit=visit, digest=file.digest) for visit, file in self._named if file.digest in here]
        self._speak(arrived)

    def _belongings(self, citizen_id: str) -> list[tuple[About, Any]]:
        """What there is of a person besides their own record, as it is to remain: without names, words and places."""
        return [
            (about, stripped(about, self._board.look(about, key.id)))
            for key in self._board.belongings(citizen_id)
            for about in ABOUTS
            if about == key.kind
        ]

    def _speak(self, bodies: Sequence[Body]) -> None:
        """Says these as the office itself: in its own name, on its own tape, in this transaction."""
        if not bodies:
            return
        office = access.system(self._unit)
        tablet, speaker, self._tablet = self._actor, self._speaker, False
        self._actor, self._speaker = _as_office(office, self._unit), office.id
        tape = tapes.tape(self._tx, self._unit, self._actor.device)
        for body in bodies:
            name = f"{self._actor.device}:{tape.n + 1}"
            event = Event(
                id=name,
                device=self._actor.device,
                n=tape.n + 1,
                prev=tape.digest,
                at_ms=self._now_ms,
                offset_ms=0,
                body=body,
            )
            line = _encode(event)
            tape = tapes.Tape(event.n, digest(line))
            self._admit(Line(event.n, tape.digest, line, event), fold.about(body))
        tapes.wind(self._tx, self._unit, self._actor.device, tape, self._now_ms)
        self._actor, self._speaker, self._tablet = tablet, speaker, not tablet.device.startswith("office:")


def _with(said: Said, given: str) -> Said:
    return msgspec.structs.replace(said, given=given)


def _encode(event: Event) -> bytes:
    return msgspec.json.encode(event)


def _as_office(actor: Actor, unit_id: str) -> Actor:
    return msgspec.structs.replace(actor, device=ids.office_device(unit_id))


def _same_words(known: Entry, event: Event) -> bool:
    """Whether a re-offered event says what the journal has under its id."""
    before = read(kept(known.event))
    return isinstance(before, Event) and before.body == event.body


def _outcome(before: Any, after: Any, said: Said) -> Outcome:
    """What a fold came to: only an amendment touches `changed` or `conflicts`, all else leaves them the very same."""
    if before is None or getattr(before, "changed", None) is getattr(after, "changed", None):
        return "conflict" if len(getattr(after, "conflicts", ())) > len(getattr(before, "conflicts", ())) else "applied"
    if not isinstance(before, Merging) or not isinstance(after, Merging):
        return "applied"
    if len(after.conflicts) > len(before.conflicts):
        return "conflict"
    touched = after.changed is not before.changed and after.changed != before.changed
    return "merged" if touched and others_since(before, said.base, hand_of(said)) else "applied"
