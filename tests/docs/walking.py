"""A ward made and served in a folder of its own, as the pages tell their readers to, and a shell to walk the pages in."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.architecture.house import ROOT
from tests.docs.pages import Block, unlike
from tests.server.running import free_port

ADDRESS = "http://localhost:8000"
START_S_MAX = 60.0
WALK_S_MAX = 900.0
MARK = "\x1e"


class Ward:
    """A server on a store of its own; with `demo` the store is filled first, as `make run` does it."""

    def __init__(self, folder: Path, demo: bool) -> None:
        self.folder = folder
        self.port = free_port()
        commands = folder / ".venv" / "bin"
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("TANNHA_")}
        self._environment |= {
            "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "TANNHA_PORT": str(self.port), "COLUMNS": "200",
            "PATH": f"{commands}:{os.environ['PATH']}",
        }  # fmt: skip
        _commands(commands)
        if demo:
            made = self.run("tannha demo --if-empty")
            assert made.returncode == 0, made.stderr
        self._server = subprocess.Popen(
            [str(commands / "tannha"), "serve"], cwd=folder, env=self._environment, stdout=subprocess.DEVNULL
        )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + START_S_MAX
        while time.monotonic() < until and self._server.poll() is None:
            try:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    return
            except (OSError, HTTPException):
                time.sleep(0.05)
        self.stop()
        raise AssertionError("the server did not start")

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Runs a script in the shell every Debian has; stops at the first command that fails."""
        return subprocess.run(
            ["sh", "-eu", "-c", script], cwd=self.folder, env=self._environment, capture_output=True, text=True,
            timeout=WALK_S_MAX, encoding="utf-8",
        )  # fmt: skip

    def walk(self, steps: list[Block]) -> list[str]:
        """Runs the steps in one shell, in order; answers what failed or was printed otherwise than said."""
        script = "".join(f"{step.text}\nprintf '{MARK}'\n" for step in steps)
        walk = self.run(script.replace(ADDRESS, f"http://localhost:{self.port}"))
        printed = walk.stdout.split(MARK)
        if walk.returncode:
            return [f"stopped in the block of line {steps[len(printed) - 1].line}: {walk.stderr}\n{printed[-1]}"]
        return [
            f"block of line {step.line}: {unlike(step.prints, out)}"
            for step, out in zip(steps, printed, strict=False)
            if step.prints is not None and unlike(step.prints, out)
        ]

    def stop(self) -> None:
        """Ends the server."""
        self._server.terminate()
        self._server.wait(20)


def _commands(folder: Path) -> None:
    """`.venv/bin/python` and `.venv/bin/tannha`, as the Makefile leaves them."""
    folder.mkdir(parents=True)
    for name, command in (("python", ""), ("tannha", " -m server.cli")):
        (folder / name).write_text(f'#!/bin/sh\nexec "{sys.executable}"{command} "$@"\n')
        (folder / name).chmod(0o755)
