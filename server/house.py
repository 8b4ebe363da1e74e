"""What every handler is given: the store, the settings, the clock, new names, the bells, and where bytes lie."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from litestar.concurrency import sync_to_thread

from models.store.engine import Store
from server.blobs import Blobs
from server.live import Hub
from server.planning.planner import Planner
from server.settings import Settings

Answer = TypeVar("Answer")


class House(NamedTuple):
    """The parts of a running server; made once, passed to whoever needs them."""

    store: Store
    settings: Settings
    hub: Hub
    now_ms: Callable[[], int]
    new_id: Callable[[], str]
    blobs: Blobs
    planner: Planner

    async def brief(self, read: Callable[[], Answer]) -> Answer:
        """The answer of a read that takes about a millisecond: at once where reads wait for nothing, else from a thread.

        Going to a thread and back costs 0.1 ms of CPU, as much as a pull with nothing new does otherwise.
        """
        return await sync_to_thread(read) if self.store.reads_wait else read()
