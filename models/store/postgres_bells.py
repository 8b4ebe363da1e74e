"""How a process hears the bells other processes ring: one connection that listens, however many ask."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from selectors import EVENT_READ, DefaultSelector
from threading import Event, Lock, Thread
from typing import Any

import psycopg

from models.store.bells import Listeners

log = logging.getLogger(__name__)

CHANNEL = "tannha"
EVERYTHING = "*"
FIRST_WAIT_S_MAX = 5.0
RETRY_S_MIN = 0.1
RETRY_S_MAX = 5.0


class Ear:
    """A thread of its own from the first listener on; it comes back by itself when the server was away."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._listeners = Listeners()
        self._lock = Lock()
        self._thread: Thread | None = None
        self._listening = Event()
        self._closed = Event()
        self._wake, self._woken = socket.socketpair()

    def listen(self, heard: Callable[[str], None]) -> Callable[[], None]:
        """Hears all that is committed after this returns, or "*" once the server can be reached."""
        stop = self._listeners.add(heard)
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="store-bells", daemon=True)
                self._thread.start()
        self._listening.wait(FIRST_WAIT_S_MAX)
        return stop

    def close(self) -> None:
        """Ends the thread; a second call is no error."""
        self._closed.set()
        self._wake.close()
        if self._thread is not None:
            self._thread.join()
        self._woken.close()

    def _run(self) -> None:
        missed = False
        retry_s = RETRY_S_MIN
        while not self._closed.is_set():
            try:
                with psycopg.connect(self._conninfo, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}".encode())
                    self._listening.set()
                    retry_s = RETRY_S_MIN
                    if missed:
                        self._listeners.ring([EVERYTHING])
                    self._hear(connection)
            except psycopg.Error as error:
                log.warning("bells are not heard for now: %s", error)
            missed = True
            self._closed.wait(retry_s)
            retry_s = min(2 * retry_s, RETRY_S_MAX)

    def _hear(self, connection: psycopg.Connection[Any]) -> None:
        with DefaultSelector() as ready:
            ready.register(connection.fileno(), EVENT_READ)
            ready.register(self._woken, EVENT_READ)
            while not self._closed.is_set():
                bells = dict.fromkeys(notify.payload for notify in connection.notifies(timeout=0))
                self._listeners.ring(bells)
                ready.select()
