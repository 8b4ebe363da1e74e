"""The web application: routes, refusals, OpenAPI, the bell and the clock, wired once."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from litestar import Litestar, get
from litestar.di import NamedDependency, Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import ScalarRenderPlugin

from models.store import journal, projections
from models.store.engine import Store, open_store
from server import problem
from server.blobs import Disk
from server.house import House, uuid7, wall_ms
from server.live import Hub
from server.routes import events, files, sessions, sync
from server.settings import Settings, from_environment

VERSION = "0.1.0"


@get("/health", sync_to_thread=True, tags=["health"])
def health(house: NamedDependency[House]) -> dict[str, str]:
    """Whether the store answers; for the proxy and the watchdog."""
    with house.store.read() as tx:
        return {
            "status": "ok",
            "store": house.store.engine,
            "epoch": projections.epoch(tx),
            "units": str(len(journal.units(tx))),
        }


def make_house(
    settings: Settings, store: Store, now_ms: Callable[[], int] = wall_ms, new_id: Callable[[], str] = uuid7
) -> House:
    """The parts of a server on a store; the database gets a name for this life of it if it has none."""
    with store.write() as tx:
        if not projections.epoch(tx):
            projections.begin_epoch(tx, new_id())
    return House(store, settings, Hub(), now_ms, new_id, Disk(Path(settings.files)))


def make_app(house: House) -> Litestar:
    """The application around a house."""

    @asynccontextmanager
    async def live(_: Litestar) -> AsyncIterator[None]:
        house.hub.open(asyncio.get_running_loop())
        stop = house.store.listen(house.hub.heard)
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        try:
            yield
        finally:
            stop()
            house.hub.close()

    return Litestar(
        route_handlers=[health, sessions.ROUTER, events.ROUTER, files.ROUTER, sync.ROUTER],
        dependencies={"house": Provide(lambda: house, sync_to_thread=False)},
        exception_handlers=problem.HANDLERS,
        lifespan=[live],
        openapi_config=OpenAPIConfig(
            title="Tận Nhà",
            version=VERSION,
            path="/openapi",
            render_plugins=[ScalarRenderPlugin()],
            use_handler_docstrings=True,
        ),
        debug=False,
    )


def app() -> Litestar:
    """The application the environment asks for; for servers that want a factory (`uvicorn --factory server.app:app`)."""
    settings = from_environment(os.environ)
    return make_app(make_house(settings, open_store(settings.store)))
