"""`/board/cases/{request}/bring`: once more to a door where two visits could not hand the result over; somebody has rung."""

from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency

from models import second_visit
from models.access import may_speak
from models.dossier import Dossier
from server import second_visits
from server.asked import ThingId, speaks
from server.consoles.pages import console
from server.house import House
from server.problem import refuse
from server.reading import found
from sync.board import Board


def unbrought(board: Board, dossiers: list[Dossier]) -> bool:
    """Whether the office has given up to bring a result of these home by itself."""
    return any(second_visit.given_up(one, board.look) for one in dossiers)


@post("/board/cases/{request_id:str}/bring", sync_to_thread=True, status_code=200, opt=speaks())
def bring(house: NamedDependency[House], request: Request[Any, Any, Any], request_id: ThingId) -> Response[Any]:
    """The person was rung and will be there: a visit in the soonest hour, which the board moves to the one agreed on."""
    who = console(house, request, "calls")
    refuse(may_speak(who.me, who.me.unit))
    with house.store.read() as tx:
        found(tx, (who.me.unit,), "request", request_id)
    second_visits.again(house, who.me, request_id)
    return Response(None, status_code=200, headers={"HX-Redirect": f"/board/cases/{request_id}"})


HANDLERS = [bring]
