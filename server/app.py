"""The web application: routes, refusals, OpenAPI, the bell and the clock, wired once."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from litestar import Litestar
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import Scope

from models.store import projections
from models.store.engine import Store, open_store
from server import logging, openapi, problem
from server.around import Application
from server.blobs import Disk
from server.clock import uuid7, wall_ms
from server.consoles import extract, trouble, ways
from server.house import House
from server.jobs import ticking
from server.live import Hub, ringing
from server.metrics import Metrics
from server.planning.planner import Planner
from server.routes import (
    accounts,
    audit,
    calls,
    citizens,
    devices,
    dossiers,
    events,
    files,
    health,
    journal,
    laws,
    letters,
    metrics,
    offers,
    officers,
    papers,
    plans,
    procedures,
    registers,
    reports,
    requests,
    second_factor,
    sessions,
    settling,
    sync,
    tablet,
    triage,
    units,
    visits,
    windows,
)
from server.settings import Settings, from_environment

ROUTERS = [
    health.ROUTER,
    metrics.ROUTER,
    sessions.ROUTER,
    second_factor.ROUTER,
    events.ROUTER,
    sync.ROUTER,
    files.ROUTER,
    citizens.ROUTER,
    extract.ROUTER,
    requests.ROUTER,
    visits.ROUTER,
    triage.ROUTER,
    windows.ROUTER,
    offers.ROUTER,
    plans.ROUTER,
    dossiers.ROUTER,
    papers.ROUTER,
    letters.ROUTER,
    calls.ROUTER,
    officers.ROUTER,
    units.ROUTER,
    procedures.ROUTER,
    registers.ROUTER,
    laws.ROUTER,
    settling.ROUTER,
    journal.ROUTER,
    audit.ROUTER,
    reports.ROUTER,
    accounts.ROUTER,
    devices.ROUTER,
    tablet.ROUTER,
    ways.ROUTER,
]
"""Every address there is; a new file under routes/ adds its line here."""


def make_house(
    settings: Settings, store: Store, now_ms: Callable[[], int] = wall_ms, new_id: Callable[[], str] = uuid7
) -> House:
    """The parts of a server on a store; the database gets a name for this life of it if it has none."""
    with store.write() as tx:
        if not projections.epoch(tx):
            projections.begin_epoch(tx, new_id())
    return House(store, settings, Hub(), now_ms, new_id, Disk(Path(settings.files)), Planner(store, settings))


def make_routes() -> Application:
    """The application, before any house has moved in."""
    return Application(
        route_handlers=ROUTERS,
        dependencies={
            "house": Provide(_house, sync_to_thread=False),
            "metrics": Provide(_metrics, sync_to_thread=False),
        },
        exception_handlers={**problem.HANDLERS, HTTPException: trouble.elsewhere},
        lifespan=[_living],
        openapi_config=openapi.config(),
        logging_config=None,
        debug=False,
    )


def _house(scope: Scope) -> House:
    return cast("Application", scope["litestar_app"]).house


def _metrics(scope: Scope) -> Metrics:
    return cast("Application", scope["litestar_app"]).metrics


@asynccontextmanager
async def _living(app: Litestar) -> AsyncIterator[None]:
    """While the server lives the bell rings, the clock ticks, and the planner may think; then they stop."""
    house = cast("Application", app).house
    async with ringing(house.hub, house.store, house.now_ms), ticking(house):
        try:
            yield
        finally:
            await asyncio.to_thread(house.planner.close)


def make_app(house: House) -> Application:
    """The application around a house."""
    return make_routes().move_in(house)


def app(now_ms: Callable[[], int] = wall_ms, routes: Callable[[], Application] = make_routes) -> Application:
    """The application the environment asks for; for servers that want a factory (`uvicorn --factory server.app:app`).

    `routes` builds its routes, or hands over such as stand already: then they serve this application and no other.
    """
    settings = from_environment(os.environ)
    logging.configure(settings.log_level)
    made = routes().move_in(make_house(settings, open_store(settings.store), now_ms))
    # What is there now stays: without it each collection looks through all of it again (a third of a push in a trial).
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    return made
