"""The application on a Monday morning: its clock begins at half past nine on 23 November 2026 and goes on from there."""

from __future__ import annotations

import os
import time
from typing import Any

DAY = "2026-11-23"
BEGINS_MS = 1_795_401_000_000
"""09:30 in Việt Nam."""


def now_ms() -> int:
    """The Monday's clock: where it stands is told by the file's age, so that a server started again goes on."""
    return BEGINS_MS + int(time.time() * 1000) - int(os.environ.get("MONDAY_SINCE_MS", "0"))


def app() -> Any:
    """For `uvicorn --factory`."""
    from tests.server import ready  # where only the clock is asked for, no routes are built

    return ready.app(now_ms)
