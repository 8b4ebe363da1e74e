"""The applications that are measured: the real one with a do-nothing route beside it, and bare ones to compare with."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Stream

from server.app import app
from server.house import House
from server.session import actor_of
from tests.bench.ward import NOW_MS


@get("/bench/noop", sync_to_thread=True)
def noop(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[bytes]:
    """An authenticated handler that does nothing."""
    actor_of(house, request)
    return Response(b"{}", media_type="application/json")


def real() -> Litestar:
    """The real application; its clock stands at the day the bench ward was made for."""
    served = app(lambda: NOW_MS)
    served.register(noop)
    return served


def bare() -> Litestar:
    """Bare handlers: one returns the bytes of a file, one rings listeners through a shared event."""
    content = Path(os.environ.get("BENCH_BYTES", os.devnull)).read_bytes()
    ears: set[asyncio.Event] = set()

    @get("/health", sync_to_thread=False)
    def health() -> dict[str, str]:
        return {"status": "ok"}

    @get("/bytes", sync_to_thread=False)
    def same() -> Response[bytes]:
        return Response(content, media_type="application/json")

    @get("/listen")
    async def listen(units: FromQuery[str] = "") -> Stream:
        async def told() -> AsyncIterator[bytes]:
            ear = asyncio.Event()
            ears.add(ear)
            try:
                yield b"event: ring\ndata:\n\n"
                while True:
                    await ear.wait()
                    ear.clear()
                    yield b"event: ring\ndata:\n\n"
            finally:
                ears.discard(ear)

        return Stream(told(), media_type="text/event-stream")

    @get("/ring")
    async def ring() -> Response[bytes]:
        for ear in ears:
            ear.set()
        return Response(b"{}", media_type="application/json")

    return Litestar([health, same, listen, ring])
