"""Push: eight tablets at once, fifty events a push, everything checked and durable, against bare durable inserts."""

import time
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import msgspec

from models.event import Event
from models.store.driver import sqlite
from models.store.engine import open_store
from sync.protocol import Push, read_push
from tests.bench import ward
from tests.bench.row import Row
from tests.bench.served import Served

TABLETS = 8
WARM_UP = 3


def measure(folder: Path, size: float) -> list[Row]:
    """Events per server CPU second of a push over HTTP, against decoding and inserting the same bytes."""
    url = f"sqlite:{folder / 'ward.db'}"
    store = open_store(url)
    ward.open_ward(store)
    devices = [ward.enrol(store) for _ in range(TABLETS)]
    each = max(4, int(40 * size))
    ready = [ward.pushes(store, device, each + WARM_UP, lambda: None) for device in devices]
    store.close()
    with Served("tests.bench.app:real", {"TANNHA_STORE": url}) as server:
        _send_all(server.port, devices, [tape[:WARM_UP] for tape in ready])
        before_s, began = server.cpu_s(), time.monotonic()
        _send_all(server.port, devices, [tape[WARM_UP:] for tape in ready])
        cpu_s, wall_s = server.cpu_s() - before_s, time.monotonic() - began
    events = TABLETS * each * 50
    sent = [push for tape in ready for push in tape[WARM_UP:]]
    base_s = _baseline(folder / "bare.db", sent)
    bytes_each = sum(map(len, sent)) / events
    return [
        Row(
            f"push, events per CPU second ({events:,} events of {bytes_each:.0f} bytes)",
            f"{events / cpu_s:,.0f}/s ({cpu_s / events * 1e6:.1f} us; wall {events / wall_s:,.0f}/s)",
            f"{events / base_s:,.0f}/s ({base_s / events * 1e6:.1f} us)",
            base_s / cpu_s,
            "≥ 0.15",
        )
    ]


def _send_all(port: int, devices: list[ward.Device], tapes: list[list[bytes]]) -> None:
    threads = [Thread(target=_send, args=(port, device, tape)) for device, tape in zip(devices, tapes, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _send(port: int, device: ward.Device, tape: list[bytes]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {device.token}", "Content-Type": "application/x-ndjson"}
    for push in tape:
        connection.request("POST", "/sync/push", push, headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200 or body.count(b'"applied"') != 50:
            raise AssertionError((answer.status, body[:500]))
    connection.close()


def _baseline(path: Path, sent: list[bytes]) -> float:
    """CPU seconds to decode the same lines and insert them in durable transactions of the same size."""
    database = sqlite.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE events (id TEXT PRIMARY KEY, body TEXT)")
    decoder = msgspec.json.Decoder(Event)
    began_s = time.process_time()
    for push in sent:
        pushed = read_push(push)
        assert isinstance(pushed, Push)
        lines = pushed.lines
        rows = [(decoder.decode(line).id, line.decode()) for line in lines]
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO events VALUES (?, ?)", rows)
        database.execute("COMMIT")
    spent_s = time.process_time() - began_s
    database.close()
    return spent_s
