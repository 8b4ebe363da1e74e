"""A real server in a process of its own, on a port of its own, that can be asked, stopped and killed."""

from __future__ import annotations

import socket
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType

from tests.server.forks import READY, forked

START_S_MAX = 60.0
ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """`with Running(store=url, files=folder) as server:` the application under uvicorn, its settings as named."""

    def __init__(self, port: int = 0, factory: str = READY, **settings: str) -> None:
        self.port = port or free_port()
        self.process = forked(factory, self.port, settings)

    def __enter__(self) -> Running:
        until = time.monotonic() + START_S_MAX
        while time.monotonic() < until and self.process.is_alive():
            try:
                if self.call("GET", "/health")[0] == 200:
                    return self
            except (OSError, HTTPException):
                time.sleep(0.03)
        self.kill()
        raise RuntimeError("the server did not start")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def call(
        self, method: str, path: str, token: str = "", body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Status and body of one call on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {"Authorization": f"Bearer {token}", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def stop(self) -> float:
        """Asks the server to stop; answers how many seconds it took."""
        began = time.monotonic()
        self.process.terminate()
        self.process.join(60)
        if self.process.is_alive():
            self.kill()
            raise TimeoutError("the server did not stop")
        return time.monotonic() - began

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self.process.kill()
        self.process.join(60)

    def ended(self, within_s: float = 0.0) -> int | None:
        """How its process ended, a signal as a negative number; None while it runs."""
        self.process.join(within_s)
        return self.process.exitcode
