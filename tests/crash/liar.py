"""A server that says yes before it has written anything down: what the crash test must find out."""

from __future__ import annotations

import time
from queue import Queue
from threading import Thread
from typing import Any

from models.access import Actor
from models.event import Event, read
from models.store.engine import Store
from sync import office
from sync.protocol import Push, Pushed, receipt
from tests.server import ready

LATE_S = 0.03

_honest = office.push
_said: Queue[tuple[Store, Actor, Push, int]] = Queue()


def app() -> Any:
    """The application, its receipts a moment ahead of the truth."""
    office.push = _lie
    Thread(target=_write_later, daemon=True).start()
    made = ready.app()
    made.on_shutdown.append(_said.join)  # asked to stop, it makes its word good; killed, it cannot
    return made


def _lie(store: Store, actor: Actor, pushed: Push, now_ms: int) -> Pushed:
    _said.put((store, actor, pushed, now_ms))
    events = [event for line in pushed.lines if isinstance(event := read(line), Event)]
    receipts = [receipt(event.id, event.n, "applied", 0) for event in events]
    return Pushed(receipts=receipts, expect=receipts[-1].n + 1 if receipts else 1, now_ms=now_ms)


def _write_later() -> None:
    while True:
        said = _said.get()
        time.sleep(LATE_S)
        _honest(*said)
        _said.task_done()
