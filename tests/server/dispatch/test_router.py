"""The client of OSRM and Valhalla, on answers the real engines gave, from a server that can also be slow, broken or silent.

Recorded from OSRM 26.10 and Valhalla 3.9.1 over a small extract of central Ha Noi; four doors, the first cut off for OSRM's
car. © OpenStreetMap contributors, ODbL. `python -m tests.bench.dispatch roads` asks the engines themselves.
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from server.dispatch.router import Router, Ways, ways
from server.dispatch.travel import Point, table_s

DOORS: list[Point] = [
    (math.radians(lat), math.radians(lon))
    for lat, lon in ((21.026888, 105.826634), (21.023953, 105.839005), (21.0292, 105.835141), (21.023223, 105.831607))
]
OSRM_S: list[list[float | None]] = [
    [0, None, None, None],
    [None, 0, 243.7, 318.3],
    [None, 245.4, 0, 72.1],
    [None, 259.2, 94.8, 0],
]
VALHALLA_S = [[0, 284, 113, 145], [230, 0, 153, 198], [120, 177, 0, 79], [150, 253, 82, 0]]
STOP_S = 75
OWN = Ways(table_s(DOORS), "formula")
"""What the unit reckons itself."""

Answer = Callable[[str, bytes], tuple[int, bytes]]


class _Engine:
    """A local server that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bytes]] = []
        self.answer: Answer = lambda path, body: (500, b"")
        engine = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say(b"")

            def do_POST(self) -> None:
                self._say(self.rfile.read(int(self.headers["Content-Length"])))

            def _say(self, body: bytes) -> None:
                engine.asked.append((self.path, body))
                status, said = engine.answer(self.path, body)
                with suppress(OSError):  # whoever asked may have gone
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(said)))
                    self.end_headers()
                    self.wfile.write(said)
                    self.wfile.flush()

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def engine() -> Iterator[_Engine]:
    """A local routing engine."""
    made = _Engine()
    yield made
    made.close()


def _number(lat: float, lon: float) -> int:
    return next(
        i for i, door in enumerate(DOORS) if abs(math.degrees(door[0]) - lat) + abs(math.degrees(door[1]) - lon) < 1e-5
    )


def osrm(path: str, body: bytes) -> tuple[int, bytes]:
    """OSRM's answer: any sources and destinations of the recorded four."""
    split = urlsplit(path)
    doors = [
        _number(float(lat), float(lon)) for lon, lat in (p.split(",") for p in split.path.rpartition("/")[2].split(";"))
    ]
    asked = parse_qs(split.query)
    rows, columns = ([doors[int(i)] for i in asked[name][0].split(";")] for name in ("sources", "destinations"))
    return 200, json.dumps({"code": "Ok", "durations": [[OSRM_S[a][b] for b in columns] for a in rows]}).encode()


def valhalla(path: str, body: bytes) -> tuple[int, bytes]:
    """Valhalla's answer."""
    asked = json.loads(body)
    assert asked["costing"] == "motor_scooter"
    rows, columns = ([_number(p["lat"], p["lon"]) for p in asked[name]] for name in ("sources", "targets"))
    table = [
        [{"from_index": i, "to_index": j, "time": VALHALLA_S[a][b]} for j, b in enumerate(columns)]
        for i, a in enumerate(rows)
    ]
    return 200, json.dumps({"sources_to_targets": table, "units": "kilometers"}).encode()


def test_valhalla_gives_the_roads(engine: _Engine) -> None:
    """Every way is the engine's time and a stop, and the plan will say whose it is."""
    engine.answer = valhalla
    found = ways(DOORS, Router(kind="valhalla", url=engine.url), OWN)
    expected = np.array(VALHALLA_S) + STOP_S * (1 - np.eye(4, dtype=int))
    assert (found.travel_s == expected).all() and found.note == "valhalla"


def test_what_the_engine_cannot_join_is_reckoned(engine: _Engine) -> None:
    """Pairs OSRM answers with null get the unit's own time, and how many is said."""
    engine.answer = osrm
    found = ways(DOORS, Router(kind="osrm", url=engine.url), OWN)
    assert found.travel_s[1, 2] == math.ceil(243.7 + STOP_S)
    assert (found.travel_s[0, 1:] <= OWN.travel_s[0, 1:]).all() and (found.travel_s[0, 1:] > 0).all()
    assert found.note.startswith("osrm; 6 ")


@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
def test_a_big_ward_is_asked_in_pieces(engine: _Engine, kind: str) -> None:
    """No request names more places than the engine takes, and the pieces make the same table."""
    engine.answer = osrm if kind == "osrm" else valhalla
    whole = ways(DOORS, Router(kind=kind, url=engine.url), OWN)  # type: ignore[arg-type]
    engine.asked.clear()
    pieces = ways(DOORS, Router(kind=kind, url=engine.url, coordinates_max=4), OWN)  # type: ignore[arg-type]
    assert (pieces.travel_s == whole.travel_s).all() and len(engine.asked) == 4
    if kind == "osrm":
        assert all(path.partition("?")[0].count(";") < 4 for path, _ in engine.asked)


BROKEN: dict[str, Answer] = {
    "an error": lambda path, body: (500, b"oops"),
    "no JSON": lambda path, body: (200, b"<html>"),
    "a refusal": lambda path, body: (400, b'{"code":"TooBig","error_code":154,"error":"Path distance exceeds"}'),
    "no table": lambda path, body: (200, b'{"code":"Ok","durations":null,"sources_to_targets":null}'),
    "a ragged table": lambda path, body: (
        200,
        b'{"code":"Ok","durations":[[1,2],[3]],"sources_to_targets":[[{"time":1}],[]]}',
    ),
    "too small a table": lambda path, body: (
        200,
        b'{"code":"Ok","durations":[[0]],"sources_to_targets":[[{"time":0}]]}',
    ),
}


@pytest.mark.parametrize("kind", ["osrm", "valhalla"])
@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_engine_is_done_without(engine: _Engine, kind: str, broken: str) -> None:
    """Whatever an engine answers that is no table, the unit's own reckoning stands in for all of it, and the note says so."""
    engine.answer = BROKEN[broken]
    found = ways(DOORS, Router(kind=kind, url=engine.url), OWN)  # type: ignore[arg-type]
    assert (found.travel_s == OWN.travel_s).all() and "no answer" in found.note and found.note.endswith(OWN.note)


def test_a_silent_engine_is_not_waited_for(engine: _Engine) -> None:
    """After the time-out the plan goes on by the formula."""
    let_go = threading.Event()

    def silent(path: str, body: bytes) -> tuple[int, bytes]:
        let_go.wait(20)
        return 200, b"{}"

    engine.answer = silent
    found = ways(DOORS, Router(kind="osrm", url=engine.url, timeout_s=0.2), OWN)
    let_go.set()
    assert (found.travel_s == OWN.travel_s).all() and "no answer" in found.note


def test_the_time_out_is_for_the_whole_table(engine: _Engine) -> None:
    """Many quick pieces do not add up to a long wait: when the time is over no further piece is asked for."""
    engine.answer = osrm
    ticks = iter(range(100))
    found = ways(
        DOORS,
        Router(kind="osrm", url=engine.url, coordinates_max=2, timeout_s=3),
        OWN,
        now_s=lambda: float(next(ticks)),
    )
    assert len(engine.asked) < 16 and "no answer" in found.note


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://", "no address"])
def test_no_engine_at_all(url: str) -> None:
    """A wrong or dead address is an engine that does not answer."""
    assert "no answer" in ways(DOORS, Router(kind="valhalla", url=url, timeout_s=1), OWN).note
