"""`/units`: provinces and communes since 1 July 2025, as the law lists them; public."""

from litestar import Response, Router, get

from models import unit
from models.unit import Unit
from server import ready
from server.asked import After, Limit, UnitCode, speaks
from server.problem import Problem

LASTING = {"Cache-Control": "public, max-age=3600"}
UNITS = ready.pages(Unit)


@get("/", sync_to_thread=False, opt=speaks(UNITS, public=True))
def provinces(after: After = "", limit: Limit = 50) -> Response[bytes]:
    """The provinces by code: the roots of the tree."""
    return _page(tuple(one for one in unit.all_units() if one.parent is None), after, limit)


@get("/{unit_id:str}", sync_to_thread=False, opt=speaks(Unit, public=True))
def one(unit_id: UnitCode) -> Response[bytes]:
    """One unit."""
    return ready.answer(ready.written(_known(unit_id)), LASTING)


@get("/{unit_id:str}/children", sync_to_thread=False, opt=speaks(UNITS, public=True))
def children(unit_id: UnitCode, after: After = "", limit: Limit = 50) -> Response[bytes]:
    """The communes of a province by code; none for a commune."""
    return _page(unit.children(_known(unit_id).id), after, limit)


def _known(unit_id: str) -> Unit:
    found = unit.unit(unit_id)
    if found is None:
        raise Problem("not_found", "unit")
    return found


def _page(units: tuple[Unit, ...], after: str, limit: int) -> Response[bytes]:
    rows = [one for one in units if one.id > after][: limit + 1]
    answer = ready.page_of(rows, limit, rows[limit - 1].id if len(rows) > limit else "")
    answer.headers.update(LASTING)
    return answer


ROUTER = Router("/units", route_handlers=[provinces, one, children], tags=["units"])
