"""Travel times over real roads, from a self-hosted OSRM or Valhalla; without an answer the unit's own, and the plan says so.

OSRM: `GET /table/v1/{profile}/{lon,lat;…}` (its own limit on coordinates is 100 unless raised). Valhalla:
`POST /sources_to_targets` with the costing `motor_scooter`. Pairs the router cannot join are filled by the unit's own one by one.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import httpx
import msgspec
import numpy as np
from numpy.typing import NDArray

from server.dispatch.problem import Table
from server.dispatch.travel import STOP_S, Point, doors, straight_table_m

Seconds = NDArray[np.float64]


class Router(msgspec.Struct, frozen=True, kw_only=True):
    """Where the router is and how it is asked. `coordinates_max`: at most so many places in one request."""

    kind: Literal["osrm", "valhalla"]
    url: str
    profile: str = "motorbike"
    coordinates_max: int = 100
    timeout_s: float = 3.0
    """For the whole table, not for one request: a plan does not wait longer for its roads."""
    stop_s: int = STOP_S
    """Parking and walking in; no router knows it."""


class Ways(NamedTuple):
    """A travel table, and where it is from, for people to read."""

    travel_s: Table
    note: str


class _RouterError(Exception):
    """The router gave no table."""


def ways(
    points: Sequence[Point],
    router: Router,
    own: Ways,
    client: httpx.Client | None = None,
    now_s: Callable[[], float] | None = None,
) -> Ways:
    """Seconds between all doors: by road if the router answers in time, else as the unit reckons them itself (`own`)."""
    if len(points) < 2:
        return own
    try:
        road = _asked(points, router, client, now_s)
    except (_RouterError, httpx.HTTPError, httpx.InvalidURL, msgspec.DecodeError) as failure:
        why = f"{type(failure).__name__} {failure}".strip().removeprefix("_")
        return Ways(own.travel_s, f"{router.kind} không trả lời · no answer ({why}); {own.note}")
    missing = np.isnan(road)
    filled = doors(np.where(missing, own.travel_s, road + router.stop_s), straight_table_m(points) == 0)
    lost = int(missing.sum())
    return Ways(filled, f"{router.kind}" + (f"; {lost} cặp · pairs: {own.note}" if lost else ""))


def _asked(
    points: Sequence[Point], router: Router, client: httpx.Client | None, now_s: Callable[[], float] | None
) -> Seconds:
    """The router's table, NaN where it knows no way. Asked in blocks, all of them within the one time-out."""
    degrees = np.degrees(np.array(points))
    found = np.full((len(points), len(points)), np.nan)
    own = client or httpx.Client(timeout=router.timeout_s)
    clock = now_s or time.monotonic
    until_s = clock() + router.timeout_s
    try:
        for rows, columns in _blocks(len(points), router.coordinates_max):
            left_s = until_s - clock()
            if left_s <= 0:
                raise _RouterError(f"> {router.timeout_s:g} s")
            block = (_osrm if router.kind == "osrm" else _valhalla)(
                own, router, degrees[rows], degrees[columns], left_s
            )
            if block.shape != (len(rows), len(columns)):
                raise _RouterError(f"table of shape {block.shape}")
            found[np.ix_(rows, columns)] = block
    finally:
        if client is None:
            own.close()
    return found


def _blocks(count: int, coordinates_max: int) -> Iterator[tuple[list[int], list[int]]]:
    """Sources and targets of each request, together no more than may be asked at once."""
    if 2 * count <= coordinates_max:
        yield list(range(count)), list(range(count))
        return
    half = max(1, coordinates_max // 2)
    parts = [list(range(start, min(count, start + half))) for start in range(0, count, half)]
    yield from ((rows, columns) for rows in parts for columns in parts)


def _osrm(client: httpx.Client, router: Router, sources: Seconds, targets: Seconds, left_s: float) -> Seconds:
    both = np.concatenate([sources, targets])
    coordinates = ";".join(f"{lon:.6f},{lat:.6f}" for lat, lon in both)
    n = len(sources)
    named = {
        "annotations": "duration",
        "sources": ";".join(str(i) for i in range(n)),
        "destinations": ";".join(str(i) for i in range(n, len(both))),
    }
    url = f"{router.url.rstrip('/')}/table/v1/{router.profile}/{coordinates}"
    said = _json(client.get(url, params=named, timeout=left_s))
    if said.get("code") != "Ok":
        raise _RouterError(str(said.get("code")))
    return _numbers(said.get("durations"))


def _valhalla(client: httpx.Client, router: Router, sources: Seconds, targets: Seconds, left_s: float) -> Seconds:
    asked = {
        "sources": [{"lat": round(lat, 6), "lon": round(lon, 6)} for lat, lon in sources.tolist()],
        "targets": [{"lat": round(lat, 6), "lon": round(lon, 6)} for lat, lon in targets.tolist()],
        "costing": "motor_scooter" if router.profile == "motorbike" else router.profile,
    }
    said = _json(client.post(f"{router.url.rstrip('/')}/sources_to_targets", json=asked, timeout=left_s))
    rows = said.get("sources_to_targets")
    if not isinstance(rows, list):
        raise _RouterError(str(said.get("error", "no table")))
    return _numbers([[cell.get("time") for cell in row] for row in rows])


def _json(answer: httpx.Response) -> dict[str, Any]:
    """The body as JSON. OSRM says why also with a 400."""
    if answer.status_code >= 500:
        raise _RouterError(f"HTTP {answer.status_code}")
    return msgspec.json.decode(answer.content, type=dict[str, Any])


def _numbers(rows: Any) -> Seconds:
    """A table of seconds, NaN for null."""
    try:
        return np.array(rows, dtype=float).reshape(len(rows), -1)
    except (TypeError, ValueError):
        raise _RouterError("no table of numbers") from None
