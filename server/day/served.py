"""A real server on loopback inside this process: uvicorn in a thread, with the play's clock."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from models.store.engine import Store
from server import logging
from server.app import make_app, make_house
from server.day.world import World
from server.settings import Settings

START_S_MAX = 30.0
SESSION_HOURS = 24 * 30
"""The play's months pass in seconds; its consoles stay signed in as long as the settings allow."""


@contextmanager
def served(store: Store, files: str, world: World) -> Iterator[str]:
    """The address of the application on a store while the block lasts."""
    settings = Settings(
        store=store.url, files=files, jobs=False, session_hours=SESSION_HOURS, device_days=366, login_tries_max=1000
    )
    application = make_app(make_house(settings, store, world.now_ms))
    bound = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        application, http="httptools", ws="none", lifespan="on", log_config=None, log_level="error", access_log=False,
        timeout_graceful_shutdown=2,
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    with logging.configured("error"):
        thread.start()
        try:
            until = time.monotonic() + START_S_MAX
            while not server.started:
                if not thread.is_alive() or time.monotonic() > until:
                    raise RuntimeError("the server did not start")
                time.sleep(0.01)
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(START_S_MAX)
            bound.close()
