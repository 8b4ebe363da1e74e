"""`/desk/reminders`: people are rung three days and one day before a visit, the helper too; what came of it is kept.

What falls on a day off is rung on the working day before.

A live call the day before does more against empty homes than any message. Each call is in the journal as a call; whoever
was not reached, or wants another hour, stands in the call-back queue.
"""

from datetime import date, timedelta
from typing import Any, NamedTuple

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from models import calendar
from models.call import CallLogged, CallOutcome
from models.citizen import Citizen
from models.store import lists, reminders
from models.store.engine import Tx
from models.store.lists import Filter
from models.visit import Visit
from server.asked import ThingId, speaks
from server.consoles import showing
from server.consoles.forms import Form
from server.consoles.pages import Console, console, page
from server.house import House
from server.problem import Problem
from server.reading import found, note
from server.saying import say
from sync.board import read_thing, statutes_of
from sync.office import Wish

DAYS = (1, 3)
OUTCOMES: dict[str, CallOutcome] = {
    "confirmed": "answered_later", "helper": "answered_later", "change": "callback", "no_answer": "callback",
    "wrong_number": "wrong_number",
}  # fmt: skip
"""What came of ringing, and how the call is written down for it."""
SETTLED = frozenset(("confirmed", "helper", "change"))
_EXPECTED = ("planned", "assigned", "acknowledged")
SHOWN_MAX = 200
SPAN_MS = 20 * 86_400_000
"""How long ago a visit may have been rung about: before the longest holidays too."""


class Reminder(NamedTuple):
    """A visit somebody is to be rung about: which of the rings, whom, what came of the last one, and in how many days it is."""

    visit: Visit
    person: Citizen | None
    days: int
    outcome: str
    ahead: int

    @property
    def phone(self) -> str:
        """The number to ring first."""
        phones = self.person.phones if self.person else ()
        helper = self.person.helper.phone if self.person and self.person.helper else ""
        return phones[0] if phones else helper


def due(tx: Tx, unit_id: str, now_ms: int) -> list[Reminder]:
    """Whom to ring today: visits of tomorrow first, then those in three days; settled ones last.

    Who would be rung on a day off is rung on the working day before; a visit due for both rings is rung about once.
    """
    today = calendar.local_day(now_ms)
    told: dict[str, Reminder] = {}
    for days in DAYS:
        rang = reminders.of_days(tx, unit_id, days, now_ms - SPAN_MS)
        for ring_day in _ring_days(tx, unit_id, today):
            day = _later(ring_day, days)
            rows = lists.page(tx, (unit_id,), "visit", Filter(states=_EXPECTED, day=day), limit=SHOWN_MAX)
            for visit in (read_thing("visit", row.body).state for row in rows):
                person = lists.one(tx, (unit_id,), "citizen", visit.citizen)
                known = read_thing("citizen", person.body).state if person else None
                ahead = (date.fromisoformat(day) - date.fromisoformat(today)).days
                told.setdefault(visit.id, Reminder(visit, known, days, rang.get(visit.id, ""), ahead))
    return sorted(told.values(), key=lambda one: (one.outcome in SETTLED, one.days, one.visit.window.from_ms))


def _ring_days(tx: Tx, unit_id: str, today: str) -> list[str]:
    """The days whose ringing is done today: today, and the days off before the office opens again."""
    opens = calendar.next_working_day(statutes_of(tx, unit_id).calendar, today)
    days = [today]
    while _later(days[-1], 1) < opens:
        days.append(_later(days[-1], 1))
    return days


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


@get("/desk/reminders", sync_to_thread=True, opt=speaks())
def listed(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[Any]:
    """Whom to ring today about a visit."""
    return _page(house, console(house, request, "calls"))


@post("/desk/reminders/{visit_id:str}", sync_to_thread=True, status_code=200, opt=speaks())
def rang(
    house: NamedDependency[House], request: Request[Any, Any, Any], visit_id: ThingId, body: RawBody
) -> Response[Any]:
    """What came of ringing about one visit."""
    who = console(house, request, "calls")
    unit, now_ms, form = who.me.unit, house.now_ms(), Form(body)
    outcome = form.one_of("outcome", OUTCOMES)
    days = form.number("days", min(DAYS), max(DAYS))
    with house.store.read() as tx:
        found(tx, (unit,), "visit", visit_id)
        one = next((each for each in due(tx, unit, now_ms) if each.visit.id == visit_id and each.days == days), None)
    if one is None:
        raise Problem("not_found", "visit")
    told = f"Nhắc hẹn {showing.window(one.visit.window)}. {form.text('note', 1000)}"
    said = CallLogged(
        call=house.new_id(), unit=unit, phone=one.phone or "–", caller=one.person.name if one.person else "",
        outcome=OUTCOMES[outcome], at_ms=now_ms, citizen=one.visit.citizen, note=told.strip(),
    )  # fmt: skip
    receipts = say(house, who.me, unit, [Wish(body=said)])
    bad = [each for each in receipts if each.outcome == "refused"]
    if not bad:
        with house.store.write() as tx:
            reminders.put(tx, unit, visit_id, days, outcome, now_ms)
    return _page(house, who, bad)


def _page(house: House, who: Console, refusals: list[Any] | None = None) -> Response[Any]:
    with house.store.read() as tx:
        told = due(tx, who.me.unit, house.now_ms())
    note(house, who.me, who.me.unit, [("listed", one.person.id) for one in told if one.person])
    return page(
        "desk/reminders.html",
        who,
        at="/desk",
        due=told,
        outcomes=tuple(OUTCOMES),
        settled=SETTLED,
        refusals=refusals or [],
    )


HANDLERS = [listed, rang]
