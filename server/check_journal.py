"""The journal proves itself: numbers, digests, chain, each device's tape, its signatures, the codes given."""

import hashlib
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from models import calendar, fold, ids, registers
from models.book import book_id
from models.event import Event, Unread, read
from models.fold import Key
from models.redaction import EMPTIED, RecordRedacted
from models.store import journal, proof, tapes
from models.store.engine import Tx
from models.store.journal import Entry, Head
from server.finding import Findings
from sync.door import kept
from sync.keys import verifies
from sync.protocol import signed_text
from sync.replay import Replay

NUMBER_MAX = 2**53
COUNTED = {"RequestReceived": "request", "DossierOpened": "dossier"}


class Spoken(NamedTuple):
    """One number of a device: its digest, and the digest it says stands before it (empty when that cannot be read)."""

    digest: str
    prev: str


class Heard:
    """What one reading of a unit's journal brings: the fold, what each device said, the chain at each number, the codes."""

    def __init__(self) -> None:
        self.events = 0
        self.replay = Replay()
        self.spoken: dict[str, dict[int, Spoken]] = {}
        self.chains: dict[int, str] = {}
        self.given: dict[str, list[int]] = {}
        self.emptied: list[tuple[int, str, str]] = []
        self.erased: dict[tuple[str, str], int] = {}
        """Up to which number words may be empty, by thing and kind; an empty kind stands for all."""


def journal_of(tx: Tx, unit_id: str, found: Findings, progress: Callable[[str, int], None]) -> Heard:
    """Reads a unit's journal once, from its first event to its head."""
    heard = Heard()
    last = Head(0, ids.NO_DIGEST)
    for entry in journal.entries(tx, unit_id):
        where = f"seq {entry.seq}"
        if entry.seq != last.seq + 1:
            found.add("journal_gap", unit_id, where, f"after {last.seq}")
        elif journal.link(last.chain, entry.seq, entry.digest, journal.told(entry)) != entry.chain:
            found.add("journal_chain", unit_id, where, entry.id)
        last = Head(entry.seq, entry.chain)
        _take(heard, entry, found)
        if entry.seq % 1000 == 0:
            progress("events", entry.seq)
    head = journal.head(tx, unit_id)
    if head != last:
        found.add("journal_head", unit_id, f"seq {head.seq}", f"the last event is {last.seq}")
    for seq, subject, kind in heard.emptied:
        if max(heard.erased.get((subject, ""), 0), heard.erased.get((subject, kind), 0)) < seq:
            found.add("journal_emptied", unit_id, f"seq {seq}", subject)
    for broken in heard.replay.broken:
        found.add("journal_fold", unit_id, f"seq {broken.seq}", broken.why)
    return heard


def _take(heard: Heard, entry: Entry, found: Findings) -> None:
    heard.events += 1
    heard.chains[entry.seq] = entry.chain
    event = _words(entry, found)
    if event is None and not entry.event:
        heard.emptied.append((entry.seq, entry.subject_id, entry.kind))
    prev = event.prev if event else ""
    heard.spoken.setdefault(entry.device_id, {})[entry.n] = Spoken(entry.digest, prev)
    if entry.outcome in ("applied", "merged", "conflict"):
        if entry.kind == "CitizenErased":
            heard.erased[entry.subject_id, ""] = entry.seq
        elif isinstance(event, Event) and isinstance(event.body, RecordRedacted) and event.body.empties != "nothing":
            heard.erased |= {(entry.subject_id, kind): entry.seq for kind in EMPTIED[event.body.empties] or ("",)}
        if entry.kind in COUNTED:
            name = f"{COUNTED[entry.kind]} {calendar.local_day(entry.received_ms)}"
            serial = entry.given.rpartition("-")[2]
            heard.given.setdefault(name, []).append(int(serial) if serial.isdigit() else 0)
        elif entry.kind == "ResultReady" and entry.given:
            book, number = _numbered(entry.given)
            heard.given.setdefault(book, []).append(number)
    if event is not None or not entry.event:
        heard.replay.take(entry)


def _numbered(given: str) -> tuple[str, int]:
    """The counter of a line in a certification book, and its number; 0 where it cannot be read."""
    try:
        line = msgspec.json.decode(given, type=registers.Entry)
    except msgspec.DecodeError:
        return "book ?", 0
    return f"book {book_id(line.book, str(line.year))}", line.number


def _words(entry: Entry, found: Findings) -> Event | Unread | None:
    """What an entry says, if its bytes are those that were chained and its columns say the same."""
    if not entry.event:
        return None
    where = f"seq {entry.seq}"
    try:
        line = kept(entry.event)
    except ValueError:
        line = b""
    if hashlib.sha256(line).hexdigest() != entry.digest:
        found.add("journal_words", entry.unit_id, where, entry.id)
        return None
    event = read(line)
    said: tuple[object, ...]
    if isinstance(event, Unread):
        said = (f"{entry.device_id}:{entry.n}", event.n or entry.n, "", Key("", ""))
    else:
        foreign = event.device != entry.device_id
        about = Key("", "") if foreign else fold.about(event.body)
        said = (event.id, event.n, type(event.body).__name__, about)
    if said != (entry.id, entry.n, entry.kind, Key(entry.about, entry.subject_id)):
        found.add("journal_columns", entry.unit_id, where, entry.id)
    return event


def tapes_of(tx: Tx, unit_id: str, heard: Heard, found: Findings) -> int:
    """Each device's numbers run from 1 without a gap, each names the one before, and the tape stands at the last."""
    devices = proof.spoken_under(tx, unit_id)
    for device in devices:
        spoken = heard.spoken.setdefault(device, {})
        for n, echo in tapes.echoes(tx, unit_id, device, 1, NUMBER_MAX).items():
            if n in spoken:
                found.add("tape_gap", unit_id, f"{device} n {n}", "said twice")
            spoken[n] = Spoken(echo.digest, "")
        tape = tapes.tape(tx, unit_id, device)
        gaps = sorted(set(range(1, max(tape.n, len(spoken)) + 1)) ^ set(spoken))
        if gaps or tape.n != len(spoken):
            found.add("tape_gap", unit_id, device, f"stands at {tape.n}, {len(spoken)} said, first gap {gaps[:1]}")
        elif tape.n and spoken[tape.n].digest != tape.digest:
            found.add("tape_chain", unit_id, f"{device} n {tape.n}", "the tape stands at another digest")
        for n, one in spoken.items():
            before = spoken[n - 1].digest if n - 1 in spoken else ids.NO_DIGEST
            if one.prev and one.prev != before and (n == 1 or n - 1 in spoken):
                found.add("tape_chain", unit_id, f"{device} n {n}")
    return len(devices)


def signatures_of(tx: Tx, unit_id: str, heard: Heard, found: Findings) -> int:
    """Each kept signature is by the device's enrolled key over what it said last, and none of its words is beyond them."""
    reached: dict[str, int] = {}
    kept_ones = proof.signatures(tx, unit_id)
    for signed in kept_ones:
        where = f"{signed.device_id} n {signed.n}"
        spoken = heard.spoken.get(signed.device_id, {}).get(signed.n)
        device = heard.replay.slots.get(Key("device", signed.device_id))
        if spoken is None or device is None or spoken.digest != signed.digest:
            found.add("signature", unit_id, where, "it signs what was not said")
        elif not verifies(device.state.key, signed.signature, signed_text(signed.device_id, signed.digest)):
            found.add("signature", unit_id, where)
        else:
            reached[signed.device_id] = max(signed.n, reached.get(signed.device_id, 0))
    for device_id, said in heard.spoken.items():
        if device_id != ids.office_device(unit_id) and max(said, default=0) > reached.get(device_id, 0):
            found.add("unsigned", unit_id, device_id, f"signed to {reached.get(device_id, 0)}, said to {max(said)}")
    return len(kept_ones)


def counters_of(tx: Tx, unit_id: str, heard: Heard, found: Findings) -> int:
    """Codes were counted from 1 without a gap, day by day, lines of books year by year; each counter stands at the last."""
    counted = {
        name: value
        for name, value in proof.counters(tx, unit_id).items()
        if name.partition(" ")[0] in (*COUNTED.values(), "book")
    }
    for name in sorted({*counted, *heard.given}):
        serials = sorted(heard.given.get(name, []))
        if serials != list(range(1, counted.get(name, 0) + 1)):
            found.add("counter", unit_id, name, f"stands at {counted.get(name, 0)}, {len(serials)} were given")
    return sum(counted.values())


def anchors_of(unit_id: str, heard: Heard, found: Findings) -> None:
    """The journal still holds every digest that was anchored."""
    ward = heard.replay.slots.get(Key("ward", unit_id))
    for anchor in ward.state.anchors if ward else ():
        if anchor.seq and heard.chains.get(anchor.seq) != anchor.chain:
            found.add("anchor", unit_id, f"{anchor.day} seq {anchor.seq}")
