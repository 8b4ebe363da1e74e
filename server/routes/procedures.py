"""`/procedures`: what may be asked for, as in force on a day; public."""

from litestar import Response, Router, get
from litestar.di import NamedDependency

from models import calendar
from models.law import Statutes
from models.procedure import Procedure
from server import laws, ready
from server.asked import After, DayAsked, Limit, UnitAsked, speaks
from server.house import House
from server.routes.units import LASTING

PROCEDURES = ready.pages(Procedure)


@get("/", sync_to_thread=True, opt=speaks(PROCEDURES, public=True))
def listed(
    house: NamedDependency[House], day: DayAsked = "", unit: UnitAsked = "", after: After = "", limit: Limit = 100
) -> Response[bytes]:
    """The version of every procedure in force on a day, today when none is named, by code; with what a unit added."""
    asked = day or calendar.local_day(house.now_ms())
    law = laws.standing(house, unit) if unit else Statutes()
    rows = [procedure for procedure in law.current(asked) if procedure.code > after][: limit + 1]
    answer = ready.page_of(rows, limit, rows[limit - 1].code if len(rows) > limit else "")
    answer.headers.update(LASTING)
    return answer


ROUTER = Router("/procedures", route_handlers=[listed], tags=["procedures"])
