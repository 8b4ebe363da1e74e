"""`/board/map`: the day's homes as a list in the order of the plan, from which the page draws the map; and what lies under it."""

from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import PathParameter

from models import calendar
from models.said import Place
from models.store import projections
from models.store.engine import Tx
from server.asked import DayAsked, packs, speaks
from server.consoles import board_view, mapping, plain
from server.consoles.pages import console, page
from server.house import House
from server.problem import Problem
from server.tiles import opened
from sync.board import read_thing

Zoom = Annotated[int, PathParameter(ge=0, le=22)]
At = Annotated[int, PathParameter(ge=0, le=2**22)]


@get("/board/map", sync_to_thread=True, opt=speaks())
def homes(house: NamedDependency[House], request: Request[Any, Any, Any], day: DayAsked = "") -> Response[str]:
    """Every officer's doors in the order of the plan and where they were last; asked for only while the map is open."""
    who = console(house, request, "visits")
    actor, now_ms = who.me, house.now_ms()
    day = day or calendar.local_day(now_ms)
    plan = board_view.planned(house, who.unit, day)
    with house.store.read() as tx:
        shown = board_view.day_of(tx, actor, who.unit, day, now_ms, plan)
        office = _office(tx, who.unit)
    return page("parts/map.html", who, drawing=mapping.drawing(shown, office), now_ms=now_ms, plain=plain)


def _office(tx: Tx, unit_id: str) -> Place | None:
    body = projections.body(tx, unit_id, "ward", unit_id)
    office: Place | None = read_thing("ward", body).state.office if body else None
    return office


@get("/board/tiles", sync_to_thread=True, opt=speaks())
def tiles(house: NamedDependency[House], request: Request[Any, Any, Any]) -> dict[str, Any]:
    """What lies under the map, as a TileJSON 3.0 document; without a file there are no tiles in it."""
    console(house, request, "visits")
    found = opened(house.settings.map_tiles) if house.settings.map_tiles else None
    if found is None:
        return {"tilejson": "3.0.0", "tiles": [], "vector_layers": []}
    return {
        "tilejson": "3.0.0", "tiles": ["/board/tiles/{z}/{x}/{y}"], "minzoom": found.zoom_min, "maxzoom": found.zoom_max,
        "bounds": found.bounds, "attribution": found.attribution, "vector_layers": [{"id": one} for one in found.layers],
    }  # fmt: skip


@get("/board/tiles/{z:int}/{x:int}/{y:int}", sync_to_thread=True, opt=speaks())
def tile(house: NamedDependency[House], request: Request[Any, Any, Any], z: Zoom, x: At, y: At) -> Response[bytes]:
    """One tile of the base map, kept by the browser for a day; nothing where the file has none."""
    console(house, request, "visits")
    found = opened(house.settings.map_tiles) if house.settings.map_tiles else None
    if found is None or max(x, y) >= 1 << z:
        raise Problem("not_found", "tile")
    packed = packs(request)
    body = found.tile(z, x, y, packed)
    headers = {"Cache-Control": "private, max-age=86400", "Vary": "Accept-Encoding"}
    if body is None:
        return Response(b"", status_code=204, headers=headers)
    if found.packed and packed:
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type="application/vnd.mapbox-vector-tile", headers=headers)


HANDLERS = [homes, tiles, tile]
