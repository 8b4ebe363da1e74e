"""Live: one change told to a thousand listening tablets, against a bare hub in the same kind of server."""

import selectors
import socket
import time
from http.client import HTTPConnection
from pathlib import Path

import msgspec

from models.notice import NoticePosted
from models.store.engine import open_store
from sync.office import Wish
from tests.bench import ward
from tests.bench.row import Row
from tests.bench.served import Served

STREAMS = 1000
RINGS = 20


def measure(folder: Path, size: float) -> list[Row]:
    """Server CPU per stream of one change, and memory of an idle stream."""
    streams = max(100, int(STREAMS * size))
    url = f"sqlite:{folder / 'ward.db'}"
    store = open_store(url)
    boss = ward.open_ward(store)
    device = ward.enrol(store)
    store.close()
    with Served("tests.bench.app:real", {"TANNHA_STORE": url}) as server:
        ours_s, memory = _told(server, "/sync/live", device.token, streams, lambda: _post(server, boss))
    with Served("tests.bench.app:bare", {}) as server:
        bare_s, bare_memory = _told(server, "/listen", "", streams, lambda: _ring(server))
    return [
        Row(
            f"one change told to {streams:,} streams: CPU a stream",
            f"{ours_s * 1e6:.1f} us", f"{bare_s * 1e6:.1f} us", ours_s / bare_s, "≤ 2",
        ),
        Row(
            "memory of an idle stream",
            f"{memory / 1000:.1f} kB", f"{bare_memory / 1000:.1f} kB", memory / bare_memory, "≤ 50 kB",
        ),
    ]  # fmt: skip


def _post(server: Served, token: str) -> None:
    notice = NoticePosted(notice=ward.new_id(), unit=ward.UNIT, title="Đường Lê Lợi ngập")
    body = msgspec.json.encode({"events": [Wish(body=notice)]})
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", "/events", body, {"Authorization": f"Bearer {token}"})
    answer = connection.getresponse().read()
    if b'"applied"' not in answer:
        raise AssertionError(answer)
    connection.close()


def _ring(server: Served) -> None:
    server.get("/ring")


def _told(server: Served, path: str, token: str, streams: int, ring: object) -> tuple[float, float]:
    """CPU seconds per stream and ring, and bytes of memory per idle stream."""
    assert callable(ring)
    before_bytes = server.memory_bytes()
    ears = selectors.DefaultSelector()
    sockets = []
    for _ in range(streams):
        ear = socket.create_connection(("127.0.0.1", server.port))
        ear.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        ear.setblocking(False)
        ears.register(ear, selectors.EVENT_READ)
        sockets.append(ear)
    _hear(ears, streams)
    time.sleep(0.5)
    memory = (server.memory_bytes() - before_bytes) / streams
    ring()
    _hear(ears, streams)
    before_s = server.cpu_s()
    for _ in range(RINGS):
        ring()
        _hear(ears, streams)
    spent_s = server.cpu_s() - before_s
    for ear in sockets:
        ear.close()
    return spent_s / RINGS / streams, memory


def _hear(ears: selectors.BaseSelector, streams: int) -> None:
    """Waits until every stream has had a ring."""
    heard: set[int] = set()
    until = time.monotonic() + 60
    while len(heard) < streams:
        if time.monotonic() > until:
            raise AssertionError(f"{len(heard)} of {streams} streams heard the ring")
        for key, _ in ears.select(1):
            ear = key.fileobj
            assert isinstance(ear, socket.socket)
            if b"event: ring" in ear.recv(65536):
                heard.add(key.fd)
