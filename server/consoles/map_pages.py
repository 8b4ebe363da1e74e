"""`/board/map`: the day's homes as a list in the order of the plan, from which the page draws the map."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from models import calendar
from models.said import Place
from models.store import projections
from models.store.engine import Tx
from server.asked import DayAsked, speaks
from server.consoles import board_view, mapping, plain
from server.consoles.pages import console, page
from server.house import House
from sync.board import read_thing


@get("/board/map", sync_to_thread=True, opt=speaks())
def homes(house: NamedDependency[House], request: Request[Any, Any, Any], day: DayAsked = "") -> Response[str]:
    """Every officer's doors in the order of the plan and where they were last; asked for only while the map is open."""
    who = console(house, request, "visits")
    actor, now_ms = who.me, house.now_ms()
    day = day or calendar.local_day(now_ms)
    plan = board_view.planned(house, actor.unit, day)
    with house.store.read() as tx:
        shown = board_view.day_of(tx, actor, actor.unit, day, now_ms, plan)
        office = _office(tx, actor.unit)
    return page("parts/map.html", who, drawing=mapping.drawing(shown, office), now_ms=now_ms, plain=plain)


def _office(tx: Tx, unit_id: str) -> Place | None:
    body = projections.body(tx, unit_id, "ward", unit_id)
    office: Place | None = read_thing("ward", body).state.office if body else None
    return office


HANDLERS = [homes]
