"""The bell: a commit anywhere on this store wakes whoever listens here. It only rings; what changed is pulled.

Listeners stand in groups by what they listen for; the store's own bells bring the news from other processes. One timer
keeps all streams awake, because a timer a stream cost more than the ringing.
"""

import asyncio
from collections.abc import AsyncIterator

HEARTBEAT_S = 20.0
RING = b"event: ring\ndata:\n\n"
BEAT = b": still here\n\n"


class _Ear:
    """One stream: whether it has something to say, and what."""

    __slots__ = ("awake", "word")

    def __init__(self) -> None:
        self.awake = asyncio.Event()
        self.word = RING


class Hub:
    """Listeners by what they listen for: `<unit> *` for a whole unit, `<unit> <audience>` for one audience."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._ears: dict[str, set[_Ear]] = {}
        self._closed = False

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begins to ring on this loop."""
        self._loop = loop
        self._timer = loop.call_later(HEARTBEAT_S, self._beat)

    def heard(self, bell: str) -> None:
        """Called by the store from any thread after a commit."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring, bell)

    def close(self) -> None:
        """Ends every stream, so that a server asked to stop can stop."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        self._ring("*")

    async def listen(self, bells: tuple[str, ...]) -> AsyncIterator[bytes]:
        """Server-sent events: a `ring` at once and per change (many changes at once ring once), and a heartbeat."""
        ear = _Ear()
        for bell in bells:
            self._ears.setdefault(bell, set()).add(ear)
        try:
            yield b"retry: 3000\n" + RING
            while not self._closed:
                await ear.awake.wait()
                ear.awake.clear()
                if not self._closed:
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

    def _ring(self, bell: str) -> None:
        groups = list(self._ears.values()) if bell == "*" else [self._ears.get(bell, set())]
        for group in groups:
            for ear in group:
                ear.word = RING
                ear.awake.set()

    def _beat(self) -> None:
        for group in self._ears.values():
            for ear in group:
                if not ear.awake.is_set():
                    ear.word = BEAT
                    ear.awake.set()
        assert self._loop is not None
        self._timer = self._loop.call_later(HEARTBEAT_S, self._beat)
