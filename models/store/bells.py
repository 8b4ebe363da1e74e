"""Who is called when a bell rings in this process."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from threading import Lock

log = logging.getLogger(__name__)


class Listeners:
    """The functions to call with each bell; any thread may add, remove and ring."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._heard: dict[object, Callable[[str], None]] = {}

    def add(self, heard: Callable[[str], None]) -> Callable[[], None]:
        """Calls `heard` from now on, until the returned function is called (twice is no error)."""
        key = object()
        with self._lock:
            self._heard[key] = heard

        def stop() -> None:
            with self._lock:
                self._heard.pop(key, None)

        return stop

    def ring(self, bells: Iterable[str]) -> None:
        """Calls every listener with every bell; one that fails is logged, for the commit has happened."""
        with self._lock:
            listeners = list(self._heard.values())
        for bell in bells:
            for heard in listeners:
                try:
                    heard(bell)
                except Exception:
                    log.exception("a listener failed on the bell %r", bell)
