"""`/windows`: what can be promised, while somebody is on the telephone."""

from typing import Any

import msgspec
from litestar import Request, Router, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from models.access import may_read
from server.asked import BODY_BYTES_MAX, heard, speaks
from server.house import House
from server.planning.asked import Wanted
from server.problem import refuse
from server.promises import WindowsFree, windows
from server.session import actor_of

_wanted = msgspec.json.Decoder(Wanted)


@post("/", sync_to_thread=True, status_code=200, opt=speaks(WindowsFree, hears=Wanted))
def free(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> WindowsFree:
    """The best windows over the next days, who would come, and what each costs. Nothing is kept by asking."""
    actor = actor_of(house, request)
    wanted = heard(_wanted, body)
    refuse(may_read(actor, "calls", wanted.unit))
    return windows(house, wanted)


ROUTER = Router("/windows", route_handlers=[free], tags=["planning"], request_max_body_size=BODY_BYTES_MAX)
