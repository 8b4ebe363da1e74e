"""What every handler is given: the store, the settings, the clock, new names, the bells, and where bytes lie."""

import time
from collections.abc import Callable
from typing import NamedTuple

import uuid_utils

from models.store.engine import Store
from server.blobs import Blobs
from server.live import Hub
from server.settings import Settings


class House(NamedTuple):
    """The parts of a running server; made once, passed to whoever needs them."""

    store: Store
    settings: Settings
    hub: Hub
    now_ms: Callable[[], int]
    new_id: Callable[[], str]
    blobs: Blobs


def wall_ms() -> int:
    """The office's clock: milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000


def uuid7() -> str:
    """A fresh UUIDv7 (RFC 9562 §5.7)."""
    return str(uuid_utils.uuid7())
