"""The bell: a commit anywhere on this store wakes whoever listens here. It only rings; what changed is pulled.

One future a group of listeners, in this process; the store's own bells bring the news from other processes.
"""

import asyncio
from collections.abc import AsyncIterator

HEARTBEAT_S = 20.0


class Hub:
    """Listeners by what they listen for: `<unit> *` for a whole unit, `<unit> <audience>` for one audience."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ears: dict[str, set[asyncio.Event]] = {}
        self._closed = False

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begins to ring on this loop."""
        self._loop = loop

    def heard(self, bell: str) -> None:
        """Called by the store from any thread after a commit."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring, bell)

    def _ring(self, bell: str) -> None:
        groups = list(self._ears.values()) if bell == "*" else [self._ears.get(bell, set())]
        for group in groups:
            for ear in group:
                ear.set()

    def close(self) -> None:
        """Ends every stream, so that a server asked to stop can stop."""
        self._closed = True
        self._ring("*")

    async def listen(self, bells: tuple[str, ...]) -> AsyncIterator[bytes]:
        """Server-sent events: one `ring` per change, many changes at once ring once; a heartbeat keeps proxies awake."""
        ear = asyncio.Event()
        for bell in bells:
            self._ears.setdefault(bell, set()).add(ear)
        try:
            yield b"retry: 3000\nevent: ring\ndata:\n\n"
            while not self._closed:
                try:
                    await asyncio.wait_for(ear.wait(), HEARTBEAT_S)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                ear.clear()
                if not self._closed:
                    yield b"event: ring\ndata:\n\n"
        finally:
            for bell in bells:
                group = self._ears[bell]
                group.discard(ear)
                if not group:
                    del self._ears[bell]
