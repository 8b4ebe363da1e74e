"""A store behind a real server, always at one address, that can be stopped, killed and started again."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from models.store.engine import Store
from tests.server.forks import READY
from tests.server.running import Running, free_port


class Hosted:
    """`with Hosted(store, folder) as ward:` the server runs; at the end it is stopped and the store closed."""

    def __init__(self, store: Store, folder: Path, factory: str = READY, **settings: str) -> None:
        self.store = store
        self.files = folder / "files"
        self.port = free_port()
        self.factory = factory
        self.settings = {
            "store": store.url, "files": str(self.files), "backups": str(folder / "backups"),
            "jobs": "false", "log_level": "error", **settings,
        }  # fmt: skip
        self.server: Running | None = None

    @property
    def origin(self) -> str:
        """Where the ward is found."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.store.close()

    def start(self) -> None:
        """Starts the server where it was before."""
        self.server = Running(self.port, self.factory, **self.settings).__enter__()

    def stop(self) -> None:
        """Stops the server as an administrator would, if it runs."""
        if self.server is not None:
            self.server.stop()
            self.server = None

    def kill(self) -> None:
        """Ends the server as a power cut would."""
        if self.server is not None:
            self.server.kill()
            self.server = None
