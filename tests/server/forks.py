"""Servers forked from a process that has everything imported: a start costs a fork and not the seconds of the imports.

How the program starts by itself, from a terminal, is `test_serve.py`'s to show.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
from contextlib import suppress
from multiprocessing.process import BaseProcess
from typing import NamedTuple

READY = "tests.server.ready:app"
"""The application with its routes built before the fork: whoever needs it otherwise asks `ready.app` in a factory of its own."""

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(
    [
        "uvicorn.protocols.http.httptools_impl", "uvicorn.lifespan.on", "uvicorn.loops.auto", "uvloop", "tests.server.ready",
        "models.store.sqlite", "models.store.postgres",
    ]
)  # fmt: skip


class Voice(NamedTuple):
    """Whose output a server's goes to, and whether it says much."""

    of: int
    quiet: bool


def forked(factory: str, port: int, settings: dict[str, str], quiet: bool = False) -> BaseProcess:
    """An application under uvicorn at a port, with this process' environment and these settings and no others.

    What it tells goes where this process tells now; a quiet one tells only what ends it.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TANNHA_")}
    told = {f"TANNHA_{name.upper()}": value for name, value in settings.items()}
    voice = Voice(os.getpid(), quiet)
    process = _forks.Process(target=_serve, args=(factory, port, environment | told, voice))
    process.start()
    return process


@atexit.register
def _end() -> None:
    """No server outlives the tests. None is a daemon, for its planner has children of its own."""
    for process in multiprocessing.active_children():
        process.kill()


def _serve(factory: str, port: int, environment: dict[str, str], voice: Voice) -> None:
    import uvicorn

    os.environ.clear()
    os.environ.update(environment)
    for number in (1, 2):
        heard = os.devnull if voice.quiet and number == 1 else f"/proc/{voice.of}/fd/{number}"
        with suppress(OSError):  # nothing opens a socket anew: then it tells where the first of its kind told
            os.dup2(os.open(heard, os.O_WRONLY | os.O_APPEND), number)
    level = "critical" if voice.quiet else "warning"
    uvicorn.run(factory, factory=True, host="127.0.0.1", port=port, log_level=level, access_log=False)
