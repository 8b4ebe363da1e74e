"""Pull: a cold pull, ten thousand rows, and nothing new, each against a bare handler of the same kind."""

import json
import socket
import time
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

from models.store.driver import sqlite
from models.store.engine import open_store
from tests.bench import ward
from tests.bench.row import Row
from tests.bench.served import Served

VISITS = 50


def measure(folder: Path, size: float) -> list[Row]:
    """Server CPU of pulls against bare handlers that return the same bytes or do nothing."""
    url = f"sqlite:{folder / 'ward.db'}"
    store = open_store(url)
    boss = ward.open_ward(store)
    device = ward.enrol(store)
    for _ in range(VISITS):
        ward.plan(store, device.officer, papers=4)
    other = ward.enrol(store)
    for _ in range(int(10_000 / 4)):
        ward.plan(store, other.officer)
    store.close()
    times = max(50, int(400 * size))
    cold = "/sync/pull?page_bytes=4000000"
    with Served("tests.bench.app:real", {"TANNHA_STORE": url}) as server:
        page = server.get(cold, device.token)
        cold_s = _cpu_each(server, cold, device.token, times)
        cursor = json.loads(page)["cursor"]
        idle_s = _cpu_each(server, f"/sync/pull?cursor={cursor}", device.token, times * 4)
        noop_s = _cpu_each(server, "/bench/noop", device.token, times * 4)
        rows, many_s = _whole_unit(server, boss)
    (folder / "page.json").write_bytes(page)
    with Served("tests.bench.app:bare", {"BENCH_BYTES": str(folder / "page.json")}) as server:
        bare_s = _cpu_each(server, "/bytes", "", times)
    loop_s = _bare_loop(folder / "ward.db", rows)
    count = len(json.loads(page)["changed"])
    return [
        Row(f"cold pull, {count} rows, {len(page):,} bytes: CPU", _us(cold_s), _us(bare_s), cold_s / bare_s, "≤ 2"),
        Row("pull with nothing new: CPU", _us(idle_s), _us(noop_s), idle_s / noop_s, "≤ 3"),
        Row(
            f"pull of {rows:,} rows: rows per CPU second",
            f"{rows / many_s:,.0f}/s", f"{rows / loop_s:,.0f}/s", loop_s / many_s, "≥ 0.40",
        ),
    ]  # fmt: skip


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:,.0f} us"


def _cpu_each(server: Served, path: str, token: str, times: int) -> float:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Authorization": f"Bearer {token}"}

    def ask(count: int) -> None:
        for _ in range(count):
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise AssertionError((path, answer.status))

    ask(times // 5)
    before_s = server.cpu_s()
    ask(times)
    spent_s = server.cpu_s() - before_s
    connection.close()
    return spent_s / times


def _whole_unit(server: Served, token: str) -> tuple[int, float]:
    """Rows of a whole unit and the CPU seconds to pull them all, the best of three sweeps."""
    best_s, rows = float("inf"), 0
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    for _ in range(3):
        cursor, rows, more, before_s = "", 0, True, server.cpu_s()
        while more:
            connection.request(
                "GET", f"/sync/pull?page_bytes=4000000&cursor={cursor}", headers={"Authorization": f"Bearer {token}"}
            )
            page = json.loads(connection.getresponse().read())
            rows, more, cursor = rows + len(page["changed"]), page["more"], page["cursor"]
        best_s = min(best_s, server.cpu_s() - before_s)
    connection.close()
    return rows, best_s


def _bare_loop(path: Path, rows: int) -> float:
    """CPU seconds to read as many ready bodies from SQLite and write them to a socket, the best of three."""
    best_s = float("inf")
    for _ in range(3):
        ours, theirs = socket.socketpair()
        reader = Thread(target=_drain, args=(theirs,))
        reader.start()
        database = sqlite.connect(path)
        began_s = time.thread_time()
        for (body,) in database.execute("SELECT body FROM things ORDER BY version LIMIT ?", (rows,)):
            ours.sendall(body.encode())
        best_s = min(best_s, time.thread_time() - began_s)
        ours.close()
        reader.join()
        database.close()
    return best_s


def _drain(theirs: socket.socket) -> None:
    while theirs.recv(1 << 20):
        pass
    theirs.close()
