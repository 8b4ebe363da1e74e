"""The real server, so quickly started that it can be killed a thousand times."""

from __future__ import annotations

import socket
import time
from multiprocessing.process import BaseProcess

from tests.server.forks import READY, forked

START_S_MAX = 60.0
LIAR = "tests.crash.liar:app"
"""A server that sends receipts before the commit: the control that must be found out."""


class Served:
    """One server at a time, always on the same port and the same store."""

    def __init__(self, settings: dict[str, str], factory: str = READY) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._settings = {"log_level": "critical", "jobs": "false", **settings}
        self._factory = factory
        self._process: BaseProcess | None = None

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.is_alive()

    def start(self) -> None:
        """Starts it; the port may not be open yet when this returns."""
        self._process = forked(self._factory, self.port, self._settings, quiet=True)

    def wait(self) -> None:
        """Returns when it answers."""
        until = time.monotonic() + START_S_MAX
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert self._process is not None
                if time.monotonic() > until or not self._process.is_alive():
                    raise RuntimeError("the server did not start") from None
                time.sleep(0.005)

    def kill(self) -> None:
        """SIGKILL."""
        assert self._process is not None
        self._process.kill()
        self._process.join()

    def stop(self) -> None:
        """SIGTERM, and SIGKILL if it does not listen."""
        assert self._process is not None
        self._process.terminate()
        self._process.join(15)
        if self._process.is_alive():
            self.kill()
            raise RuntimeError("the server did not stop")
