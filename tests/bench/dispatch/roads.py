"""The router client against real engines on a real extract: OSRM and Valhalla as they come in their PyPI wheels.

`--osrm` and `--valhalla` name the unpacked packages (`osrm/`, `valhalla/`), `--extract` an OpenStreetMap file (.osm for OSRM,
.osm.pbf beside it for Valhalla). Nothing of them is kept here. © OpenStreetMap contributors, ODbL.
"""

import json
import math
import socket
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import numpy as np

from server.dispatch.router import Router, Ways, ways
from server.dispatch.travel import Point, table_s


def streets(extract: Path, count: int, seed: int) -> list[Point]:
    """Random points on streets people live in."""
    nodes: dict[str, Point] = {}
    found: list[str] = []
    kinds = {"residential", "living_street", "tertiary", "secondary", "primary", "unclassified", "service"}
    for _, item in ET.iterparse(extract):
        if item.tag == "node":
            nodes[item.attrib["id"]] = math.radians(float(item.attrib["lat"])), math.radians(float(item.attrib["lon"]))
        elif item.tag == "way" and any(t.attrib["k"] == "highway" and t.attrib["v"] in kinds for t in item.iter("tag")):
            found += [nd.attrib["ref"] for nd in item.iter("nd")]
    known = [nodes[ref] for ref in dict.fromkeys(found) if ref in nodes]
    lat, lon = (sorted(column) for column in zip(*nodes.values(), strict=True))
    margin = len(lat) // 50
    inside = [p for p in known if lat[margin] < p[0] < lat[-margin] and lon[margin] < p[1] < lon[-margin]]
    return Random(seed).sample(inside, count)


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _served(command: list[str], port: int, folder: Path) -> Iterator[str]:
    """A server running while the block runs."""
    with (folder / "served.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        for _ in range(100):
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


@contextmanager
def osrm(package: Path, extract: Path) -> Iterator[Router]:
    """OSRM serving the extract."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "map.osm").write_bytes(extract.read_bytes())
        binaries, profile = package / "bin", package / "share" / "osrm" / "profiles" / "car.lua"
        if not profile.exists():
            profile = package / "share" / "profiles" / "car.lua"
        port = _port()
        for step in (
            [str(binaries / "osrm-extract"), "-p", str(profile), "map.osm"],
            [str(binaries / "osrm-contract"), "map.osrm"],
        ):
            subprocess.run(step, cwd=folder, check=True, capture_output=True)
        with _served([str(binaries / "osrm-routed"), "-p", str(port), "map.osrm"], port, folder) as url:
            yield Router(kind="osrm", url=url, timeout_s=20)


@contextmanager
def valhalla(package: Path, extract: Path) -> Iterator[Router]:
    """Valhalla serving the extract."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make = [sys.executable, str(package / "valhalla_build_config.py"), "--mjolnir-tile-dir", str(folder / "tiles")]
        settings = json.loads(subprocess.run(make, check=True, capture_output=True).stdout)
        port = _port()
        settings["httpd"]["service"]["listen"] = f"tcp://127.0.0.1:{port}"
        (folder / "valhalla.json").write_text(json.dumps(settings), "utf-8")
        build = [str(package / "bin" / "valhalla_build_tiles"), "-c", "valhalla.json", str(extract)]
        subprocess.run(build, cwd=folder, check=True, capture_output=True)
        with _served([str(package / "bin" / "valhalla_service"), "valhalla.json", "1"], port, folder) as url:
            yield Router(kind="valhalla", url=url, timeout_s=20)


def compared(router: Router, points: list[Point]) -> str:
    """One line: whether the engine answered, how long it took, and how far the formula is from it."""
    began = time.perf_counter()
    found = ways(points, router, Ways(table_s(points), "formula"))
    took = time.perf_counter() - began
    apart = ~np.eye(len(points), dtype=bool)
    road, formula = found.travel_s[apart], table_s(points)[apart]
    off = np.abs(formula - road)
    return (
        f"{router.kind:9} {len(points)} x {len(points)} in {took:.2f} s wall; note: {found.note}; "
        f"median trip {np.median(road):.0f} s, formula {np.median(formula):.0f} s, median error {np.median(off):.0f} s"
    )
