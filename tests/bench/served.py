"""A real server in its own process, whose CPU seconds and memory can be read from outside."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from types import TracebackType

TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class Served:
    """`with Served("tests.bench.app:house", env) as server:` an application under uvicorn on a free loopback port."""

    def __init__(self, factory: str, environment: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        command = [
            sys.executable, "-m", "uvicorn", "--factory", factory, "--host", "127.0.0.1", "--port", str(self.port),
            "--log-level", "warning", "--no-access-log", "--loop", "uvloop", "--http", "httptools",
            "--timeout-graceful-shutdown", "2",
        ]  # fmt: skip
        quiet = {"TANNHA_LOG_LEVEL": "warning", "TANNHA_JOBS": "false"}
        self._process = subprocess.Popen(command, env={**os.environ, **quiet, **environment})

    def __enter__(self) -> "Served":
        for _ in range(200):
            try:
                self.get("/health")
                return self
            except OSError:
                time.sleep(0.05)
        self._process.kill()
        raise RuntimeError("the server did not start")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(10)

    def get(self, path: str, token: str = "") -> bytes:
        """The body of a GET on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise AssertionError((path, answer.status, body[:300]))
        return body

    def cpu_s(self) -> float:
        """CPU seconds the server has used, user and system."""
        with open(f"/proc/{self._process.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_S

    def memory_bytes(self) -> int:
        """Resident memory of the server."""
        with open(f"/proc/{self._process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
