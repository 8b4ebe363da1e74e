"""Growth: does a push or a pull cost more when the journal holds a million events?"""

import time
from pathlib import Path
from statistics import median

import msgspec

from models.access import Actor
from models.event import Event, digest
from models.ids import NO_DIGEST
from models.store import journal, projections
from models.store.engine import Store, open_store
from models.store.journal import Entry, Head
from models.store.projections import Shelf
from sync import feed, office
from sync.protocol import Push, Pushed, read_push
from tests.bench import ward
from tests.bench.row import Row

SMALL = 10_000
LARGE = 1_000_000
PUSHES = 120
WARM_UP = 20


def measure(folder: Path, size: float) -> list[Row]:
    """CPU of a push and of a pull with a full journal, against the same with a short one, turn by turn in this process."""
    large = max(SMALL * 4, int(LARGE * size))
    few = _Ward(f"sqlite:{folder / 'few.db'}", SMALL)
    many = _Ward(f"sqlite:{folder / 'many.db'}", large)
    wards = (few, many)
    pushed_s = [[each.push(turn) for each in wards] for turn in range(PUSHES)]
    pulled_s = [[each.pull() for each in wards] for _ in range(PUSHES)]
    for each in wards:
        each.store.close()
    return [
        _row(f"push with {large:,} events in the journal: CPU", pushed_s[WARM_UP:]),
        _row(f"pull with {large:,} events in the journal: CPU", pulled_s[WARM_UP:]),
    ]


def _row(what: str, spent_s: list[list[float]]) -> Row:
    few, many = (median(column) for column in zip(*spent_s, strict=True))
    return Row(what, _us(many), _us(few), many / few, "≤ 1.2")


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:.0f} us"


class _Ward:
    """A ward whose journal holds so many events, and one tablet of it with pushes made beforehand."""

    def __init__(self, url: str, events: int) -> None:
        self.store = open_store(url)
        ward.open_ward(self.store)
        _fill(self.store, events)
        device = ward.enrol(self.store)
        self._ready = ward.pushes(self.store, device, PUSHES, lambda: None)
        self._who = Actor(
            id=device.officer,
            unit=ward.UNIT,
            roles=ward.actor("officer").roles,
            officer=device.officer,
            device=device.id,
        )

    def push(self, turn: int) -> float:
        """CPU seconds of one push of fifty events."""
        began_s = time.process_time()
        pushed = read_push(self._ready[turn])
        assert isinstance(pushed, Push)
        answered = office.push(self.store, self._who, pushed, ward.NOW_MS)
        spent_s = time.process_time() - began_s
        if not isinstance(answered, Pushed) or any(receipt.outcome != "applied" for receipt in answered.receipts):
            raise AssertionError(answered)
        return spent_s

    def pull(self) -> float:
        """CPU seconds of one cold pull of the tablet's working set."""
        began_s = time.process_time()
        feed.pull(self.store, self._who, (ward.UNIT,), "", ward.NOW_MS, 4_000_000)
        return time.process_time() - began_s


def _fill(store: Store, events: int) -> None:
    """A journal of so many events over one tenth as many things, written as the door writes them."""
    fillers = ward.door_steps(ward.new_id(), ward.new_id())
    with store.read() as tx:
        head = journal.head(tx, ward.UNIT)
    prev = NO_DIGEST
    for start in range(0, events, 10_000):
        entries: list[Entry] = []
        shelves: list[Shelf] = []
        for i in range(start, start + 10_000):
            event = Event(
                id=ward.new_id(), device="filler", n=i + 1, prev=prev, at_ms=ward.NOW_MS, body=fillers[i % len(fillers)]
            )
            entry, head, prev = _entry(event, head)
            entries.append(entry)
            if i % 10 == 0:
                shelves.append(
                    Shelf(
                        ward.UNIT,
                        "dossier",
                        event.id,
                        head.seq,
                        2,
                        "4",
                        "2026-01-05",
                        "",
                        event.id,
                        event.id,
                        entry.event,
                    )
                )
        with store.write() as tx:
            journal.lock_head(tx, ward.UNIT)
            journal.append(tx, ward.UNIT, entries)
            projections.put(tx, shelves)


def _entry(event: Event, head: Head) -> tuple[Entry, Head, str]:
    line = msgspec.json.encode(event)
    name = digest(line)
    seq = head.seq + 1
    chain = journal.link(head.chain, seq, name, journal.Told("filler", "applied", "", "", "", ward.NOW_MS))
    kind = type(event.body).__name__
    entry = Entry(
        ward.UNIT, seq, event.id, "filler", event.n, name, chain, kind, "visit", event.id, "filler", "applied", "", "", "",
        ward.NOW_MS, line.decode(),
    )  # fmt: skip
    return entry, Head(seq, chain), name
