"""The bell: a commit anywhere on this store wakes whoever listens here. It only rings; what changed is pulled.

Listeners stand in groups by what they listen for; the store's own bells bring the news from other processes. One timer
keeps all streams awake, because a timer a stream cost more than the ringing.
"""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from types import FrameType
from typing import Any

from models.store import accounts
from models.store.engine import Store, StoreAway, StoreBusy

log = logging.getLogger(__name__)

HEARTBEAT_S = 20.0
THREADS = 32
"""Calls answered at once. Python would give cores + 4, so on two cores no more than six pushes could share a commit."""
GAP_S = 0.02
"""Between two rings of one process: whatever is committed meanwhile rings once."""
SHARE_OF_TIME_MAX = 0.01
"""How much of the time may go into looking whether sessions still hold."""
RING = b"event: ring\ndata:\n\n"
BEAT = b": still here\n\n"


class _Ear:
    """One stream: whose session it rests on, whether it has something to say, and what."""

    __slots__ = ("awake", "over", "session", "word")

    def __init__(self, session: str) -> None:
        self.session = session
        self.awake = asyncio.Event()
        self.word = RING
        self.over = False


class Hub:
    """Listeners by what they listen for: `<unit> *` for a whole unit, `<unit> <audience>` for one audience."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._ears: dict[str, set[_Ear]] = {}
        self._rung: dict[str, None] = {}
        self._rang_at = 0.0
        self._changed = asyncio.Event()
        self._closed = False

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begins to ring on this loop."""
        self._loop = loop
        self._timer = loop.call_later(HEARTBEAT_S, self._beat)

    def heard(self, bell: str) -> None:
        """Called by the store from any thread after a commit."""
        if self._loop is not None and not self._loop.is_closed():
            with suppress(RuntimeError):  # closed between the question and the call
                self._loop.call_soon_threadsafe(self._note, bell)

    @property
    def closed(self) -> bool:
        """Whether the server is stopping."""
        return self._closed

    def close(self) -> None:
        """Ends every stream, so that a server asked to stop can stop."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        self.end(self.sessions())

    def sessions(self) -> set[str]:
        """On which sessions the open streams rest."""
        return {ear.session for group in self._ears.values() for ear in group}

    def end(self, sessions: set[str]) -> None:
        """Ends the streams that rest on these sessions."""
        for group in self._ears.values():
            for ear in group:
                if ear.session in sessions:
                    ear.over = True
                    ear.awake.set()

    async def listen(self, bells: tuple[str, ...], session: str = "") -> AsyncIterator[bytes]:
        """Server-sent events: a `ring` at once and per change (many changes at once ring once), and a heartbeat."""
        ear = _Ear(session)
        ear.over = self._closed
        for bell in bells:
            self._ears.setdefault(bell, set()).add(ear)
        try:
            yield b"retry: 3000\n" + RING
            while not ear.over:
                await ear.awake.wait()
                ear.awake.clear()
                if not ear.over:
                    yield ear.word
        finally:
            self._leave(ear, bells)

    def _leave(self, ear: _Ear, bells: tuple[str, ...]) -> None:
        for bell in bells:
            group = self._ears.get(bell)
            if group is not None:
                group.discard(ear)
                if not group:
                    del self._ears[bell]

    def _note(self, bell: str) -> None:
        """Rings at once after a silence; soon after another ring, together with what else comes until then."""
        assert self._loop is not None
        if not self._rung:
            wait_s = self._rang_at + GAP_S - self._loop.time()
            self._loop.call_later(max(0.0, wait_s), self._ring)
        self._rung[bell] = None

    def _ring(self) -> None:
        assert self._loop is not None
        rung, self._rung = self._rung, {}
        self._rang_at = self._loop.time()
        self._changed.set()
        for group in list(self._ears.values()) if "*" in rung else [self._ears.get(bell, set()) for bell in rung]:
            for ear in group:
                ear.word = RING
                ear.awake.set()

    def _beat(self) -> None:
        self._changed.set()
        for group in self._ears.values():
            for ear in group:
                if not ear.awake.is_set():
                    ear.word = BEAT
                    ear.awake.set()
        assert self._loop is not None
        self._timer = self._loop.call_later(HEARTBEAT_S, self._beat)

    async def guard(self, store: Store, now_ms: Callable[[], int]) -> None:
        """Ends streams whose session ended, ran out or whose device was revoked: looks after each ring, never for long."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            sessions = self.sessions() - {""}
            if not sessions:
                continue
            began = time.monotonic()
            try:
                self.end(await asyncio.to_thread(over, store, sessions, now_ms()))
            except (StoreAway, StoreBusy):
                log.warning("sessions of open streams could not be checked; the next ring tries again")
            await asyncio.sleep((time.monotonic() - began) / SHARE_OF_TIME_MAX)


def over(store: Store, sessions: set[str], now_ms: int) -> set[str]:
    """Which of these sessions no longer hold."""
    gone = set()
    with store.read() as tx:
        for token in sessions:
            session = accounts.session(tx, token, now_ms)
            if session is None or session.revoked:
                gone.add(token)
    return gone


@asynccontextmanager
async def ringing(hub: Hub, store: Store, now_ms: Callable[[], int]) -> AsyncIterator[None]:
    """While the server lives: the store's bells ring here, and streams end with their session or with the server."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(THREADS, "tannha"))
    hub.open(loop)
    stop = store.listen(hub.heard)
    guard = asyncio.create_task(hub.guard(store, now_ms))
    try:
        with _ended_by_signals(hub, loop):
            yield
    finally:
        stop()
        hub.close()
        guard.cancel()


@contextmanager
def _ended_by_signals(hub: Hub, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Ends all streams as soon as the server is told to stop: it would otherwise wait for them before it says so here."""
    before: dict[int, Any] = {}

    def stop(number: int, frame: FrameType | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(hub.close)
        if callable(before[number]):
            before[number](number, frame)

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            if callable(signal.getsignal(number)):  # else nobody catches it, and it ends the process as it should
                before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for caught, handler in before.items():
            signal.signal(caught, handler)
