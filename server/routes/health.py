"""`/health`: whether the store answers; for the proxy and the watchdog."""

import msgspec
from litestar import Router, get
from litestar.di import NamedDependency

from models.store import journal, projections
from server.asked import speaks
from server.house import House


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The store answered: which engine, which life of the database, how many units have a journal."""

    status: str
    store: str
    epoch: str
    units: str


@get("/", sync_to_thread=True, opt=speaks(Health, public=True))
def health(house: NamedDependency[House]) -> Health:
    """Whether the store answers; 503 when it does not."""
    with house.store.read() as tx:
        return Health(
            status="ok", store=house.store.engine, epoch=projections.epoch(tx), units=str(len(journal.units(tx)))
        )


ROUTER = Router("/health", route_handlers=[health], tags=["health"])
