"""The application with a quick heart, for tests that wait for it."""

from typing import Any

import server.live
from tests.server import ready


def app() -> Any:
    """The application the environment asks for, its heartbeat every fifth of a second."""
    server.live.HEARTBEAT_S = 0.2
    return ready.app()
