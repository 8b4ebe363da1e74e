"""`/desk/queue`: nobody who rang is forgotten: who is owed a ring, how long they wait, and calls left half taken down."""

from typing import Any, Literal, NamedTuple

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from models.call import OPEN_OUTCOMES, Call, CallLogged, CallReturned, is_open
from models.event import Body
from models.store import drafts, lists
from models.store.drafts import Draft
from models.store.engine import Tx
from models.store.lists import Filter
from server.asked import ThingId, speaks
from server.chores import say as say_as_clock
from server.chores import units
from server.consoles.forms import Form
from server.consoles.pages import Console, console, page
from server.house import House
from server.reading import found
from server.saying import say
from sync.board import read_thing
from sync.office import Wish

QUEUE_MAX = 200
LATE_MS = 2 * 3_600_000
"""Whoever waits longer stands out: the aim is a ring within two hours."""
RING_MS = 10 * 60_000
"""A telephone that nobody took for so long has stopped ringing: a missed call."""
IDLE_MS = 12 * 3_600_000
"""A call nobody wrote on for so long was dropped: its caller is owed a ring."""


class Owed(NamedTuple):
    """A call that waits for a ring, and for how long."""

    call: Call
    waited_ms: int
    late: bool


def owed(tx: Tx, unit_id: str, now_ms: int) -> list[Owed]:
    """The call-back queue, the longest waiting first."""
    rows = lists.page(tx, (unit_id,), "call", Filter(states=OPEN_OUTCOMES), limit=QUEUE_MAX)
    calls = [call for row in rows if is_open(call := read_thing("call", row.body).state)]
    waiting = [Owed(call, now_ms - call.at_ms, now_ms - call.at_ms > LATE_MS) for call in calls]
    return sorted(waiting, key=lambda one: -one.waited_ms)


@get("/desk/queue", sync_to_thread=True, opt=speaks())
def queue(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[Any]:
    """Who is owed a ring, and which calls are not finished."""
    who = console(house, request, "calls")
    return _queue(house, who)


@post("/desk/queue/{call_id:str}", sync_to_thread=True, status_code=200, opt=speaks())
def rang(
    house: NamedDependency[House], request: Request[Any, Any, Any], call_id: ThingId, body: RawBody
) -> Response[Any]:
    """Somebody rang back: reached or not; who was not reached stays in the queue."""
    who = console(house, request, "calls")
    form = Form(body)
    with house.store.read() as tx:
        found(tx, (who.me.unit,), "call", call_id)
    reached = form.one_of("reached", ("yes", "no")) == "yes"
    said = CallReturned(call=call_id, reached=reached, note=form.text("note", 1000))
    receipts = say(house, who.me, who.me.unit, [Wish(body=said)])
    return _queue(house, who, refusals=[one for one in receipts if one.outcome == "refused"])


def _queue(house: House, who: Console, refusals: list[Any] | None = None) -> Response[Any]:
    now_ms = house.now_ms()
    with house.store.read() as tx:
        waiting = owed(tx, who.me.unit, now_ms)
        halves = [one for one in drafts.of_unit(tx, who.me.unit) if one.phone and not one.request_id]
    return page(
        "desk/queue.html", who, at="/desk", waiting=waiting, halves=halves, now_ms=now_ms, refusals=refusals or []
    )


@get("/desk/ringing", sync_to_thread=True, opt=speaks())
def ringing(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[Any]:
    """The calls that ring now, to be taken with one key."""
    who = console(house, request, "calls")
    with house.store.read() as tx:
        calls = drafts.ringing(tx, who.me.unit)
    return page("desk/ringing.html", who, calls=calls[:3])


def settle_calls(house: House) -> None:
    """The clock's half: a ring nobody took is a missed call, a call nobody finished is one that was dropped."""
    now_ms = house.now_ms()
    for unit_id in units(house):
        with house.store.read() as tx:
            over = [one for one in drafts.of_unit(tx, unit_id) if now_ms - one.changed_ms > _patience_ms(one)]
        for draft in over:
            _settle(house, unit_id, draft)


def _patience_ms(draft: Draft) -> int:
    return IDLE_MS if draft.account_id else RING_MS


def _settle(house: House, unit_id: str, draft: Draft) -> None:
    """Writes the call down before its draft goes; done twice it is one call, because it bears the draft's name."""
    with house.store.read() as tx:
        known = lists.one(tx, (unit_id,), "call", draft.id)
    if draft.phone and known is None:
        outcome: Literal["hung_up", "missed"] = "hung_up" if draft.account_id else "missed"
        bodies: list[Body] = [
            CallLogged(call=draft.id, unit=unit_id, phone=draft.phone, outcome=outcome, at_ms=draft.begun_ms)
        ]
        if not say_as_clock(house, unit_id, bodies):
            return
    with house.store.write() as tx:
        drafts.drop(tx, unit_id, draft.id)


HANDLERS = [queue, rang, ringing]
