"""Growth: does a push or a pull cost more when the journal holds a million events?"""

import time
from pathlib import Path

import msgspec

from models.event import Event, digest
from models.ids import NO_DIGEST
from models.store import journal, projections
from models.store.engine import Store, open_store
from models.store.journal import Entry, Head
from models.store.projections import Shelf
from sync import feed, office
from sync.protocol import Pushed, read_push
from tests.bench import ward
from tests.bench.row import Row

SMALL = 10_000
LARGE = 1_000_000
PUSHES = 30


def measure(folder: Path, size: float) -> list[Row]:
    """CPU of a push and of a pull with a full journal, against the same with a short one, in this process."""
    large = max(SMALL * 4, int(LARGE * size))
    few = _cost(f"sqlite:{folder / 'few.db'}", SMALL)
    many = _cost(f"sqlite:{folder / 'many.db'}", large)
    return [
        Row(
            f"push with {large:,} events in the journal: CPU an event",
            _us(many[0]),
            _us(few[0]),
            many[0] / few[0],
            "≤ 1.2",
        ),
        Row(f"pull with {large:,} events in the journal: CPU", _us(many[1]), _us(few[1]), many[1] / few[1], "≤ 1.2"),
    ]


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} us"


def _cost(url: str, events: int) -> tuple[float, float]:
    store = open_store(url)
    ward.open_ward(store)
    _fill(store, events)
    device = ward.enrol(store)
    ready = ward.pushes(store, device, PUSHES, lambda: None)
    who = ward.actor("officer")
    who = type(who)(id=device.officer, unit=ward.UNIT, roles=who.roles, officer=device.officer, device=device.id)
    spent_s = []
    for push in ready:
        began_s = time.process_time()
        pushed = read_push(push)
        answered = office.push(store, who, pushed, ward.NOW_MS)  # type: ignore[arg-type]
        spent_s.append(time.process_time() - began_s)
        if not isinstance(answered, Pushed) or any(receipt.outcome != "applied" for receipt in answered.receipts):
            raise AssertionError(answered)
    pulls_s = []
    for _ in range(PUSHES):
        began_s = time.process_time()
        feed.pull(store, who, (ward.UNIT,), "", ward.NOW_MS, 4_000_000)
        pulls_s.append(time.process_time() - began_s)
    store.close()
    return _middle(spent_s) / 50, _middle(pulls_s)


def _middle(figures: list[float]) -> float:
    return sorted(figures)[len(figures) // 2]


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
