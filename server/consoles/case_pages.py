"""`/board/cases`: requests to be found, and everything about one of them on one page. Every look is noted."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from models import calendar
from models.access import Actor, may_read
from models.citizen import Citizen
from models.fold import Key
from models.request import OPEN, WAITING
from models.request import Request as Asked
from models.store import journal, lists, people
from models.store.engine import Tx
from models.store.lists import Filter
from models.store.people import Scope
from server import history
from server.asked import After, ThingId, Words, speaks
from server.consoles import bringing, case_view, deciding, hours
from server.consoles.naming import names, values
from server.consoles.pages import Console, console, page
from server.house import House
from server.reading import found, note
from sync.board import Board, read_thing, statutes_of

HERE = "/board/cases"
HISTORY_MAX = 500
LISTED_MAX = 50
WAITING_MAX = 200
"""How many requests that wait for a decision stand before the others."""


@get(HERE, sync_to_thread=True, opt=speaks())
def cases(
    house: NamedDependency[House], request: Request[Any, Any, Any], q: Words = "", after: After = ""
) -> Response[str]:
    """Open requests, those that wait for a decision first; or those of whoever is searched for by name, telephone or number."""
    who = console(house, request, "requests")
    actor = who.me
    here = (who.unit,)
    sees = may_read(actor, "people", who.unit) is None
    with house.store.read() as tx:
        if q and sees:
            persons = [read_thing("citizen", body).state.id for body in people.find(tx, Scope(here), q, LISTED_MAX)]
            bodies = [row.body for one in persons for row in lists.with_citizen(tx, who.unit, one).get("request", [])]
            more = ""
        else:
            rows = lists.page(tx, here, "request", Filter(states=sorted(OPEN - WAITING)), after, LISTED_MAX + 1)
            first = [] if after else lists.page(tx, here, "request", Filter(states=sorted(WAITING)), limit=WAITING_MAX)
            bodies = [row.body for row in (*first, *rows[:LISTED_MAX])]
            more = rows[LISTED_MAX - 1].id if len(rows) > LISTED_MAX else ""
        found_ones = [read_thing("request", body).state for body in bodies[: LISTED_MAX + WAITING_MAX]]
        known = names(tx, actor, who.unit, [one.citizen for one in found_ones])
    return page("cases.html", who, at=HERE, cases=found_ones, names=known, q=q, more=more, sees=sees, waiting=WAITING)


@get(f"{HERE}/{{request_id:str}}", sync_to_thread=True, opt=speaks())
def case(house: NamedDependency[House], request: Request[Any, Any, Any], request_id: ThingId) -> Response[str]:
    """Everything of one case; that somebody looked is written before the page leaves."""
    who = console(house, request, "requests")
    actor = who.me
    with house.store.read() as tx:
        drawn, seen = _gathered(tx, actor, who, request_id, house.now_ms())
    note(house, actor, who.unit, seen)
    return page("case.html", who, at=HERE, **drawn)


def _gathered(
    tx: Tx, actor: Actor, who: Console, request_id: str, now_ms: int
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """What the page shows, and what of it counts as looked at."""
    unit_id, language = who.unit, who.language
    asked = read_thing("request", found(tx, (unit_id,), "request", request_id).body).state
    board = Board(tx, unit_id, now_ms)
    person: Citizen | None = board.look(*Key("citizen", asked.citizen)) if _may(who, "people") else None
    parts = lists.with_request(tx, unit_id, request_id)
    visits = [read_thing("visit", row.body).state for row in parts.get("visit", [])]
    dossiers = [read_thing("dossier", row.body).state for row in parts.get("dossier", [])]
    calls = _calls(tx, unit_id, asked.citizen) if _may(who, "calls") else []
    together = [request_id, *(one.id for one in (*visits, *dossiers))]
    held = [read_thing("hold", row.body).state for row in lists.holds_about(tx, unit_id, together)]
    told = []
    if _may(who, "journal"):
        subjects = [*together, asked.citizen, *([asked.call] if asked.call else [])]
        told = history.told(tx, unit_id, journal.history(tx, unit_id, subjects, 0, HISTORY_MAX))
    waits = hours.waiting(tx, asked)
    law = statutes_of(tx, unit_id)
    titles = {one.code: getattr(one, language) for one in law.newest()}
    known = (
        values(language)
        | titles
        | case_view.paper_names((law.pinned(one.procedure, one.version) for one in dossiers), language)
        | names(tx, actor, unit_id, case_view.everybody([asked, *visits, *dossiers, *held]))
    )
    today = calendar.local_day(now_ms)
    drawn = {
        "asked": asked, "person": person, "calls": calls, "held": [one for one in held if not one.settled], "told": told,
        "citizen_facts": case_view.person(person, today, language, known) if person else (),
        "request_facts": case_view.request(asked, language, known),
        "visits": [(case_view.visit(one, language, known), hours.offered(who, asked, one)) for one in visits],
        "waits": [known.get(one.procedure, one.procedure) for one in waits if asked.state in hours.PROMISED],
        "waits_where": hours.offered_first(who, asked, waits, visits), "cal": law.calendar,
        "dossiers": [
            case_view.dossier(one, law.pinned(one.procedure, one.version), language, known) for one in dossiers
        ],
        "names": known, "settles": _may(who, "settling"),
        "unheard": _unheard(asked) and who.me.unit == unit_id and _may(who, "calls"),
        "unbrought": bringing.unbrought(board, dossiers) and who.me.unit == unit_id and _may(who, "calls"),
        "grounds": deciding.GROUNDS if deciding.decides(who, asked) else (), "instead": deciding.INSTEAD,
        "extracts": bool(person and not person.erased and _may(who, "journal")),
    }  # fmt: skip
    return drawn, [("request", request_id), *([("citizen", asked.citizen)] if person else [])]


def _may(who: Console, area: Any) -> bool:
    return may_read(who.me, area, who.unit) is None


def _unheard(asked: Asked) -> bool:
    """Whether a call was taken down that the caller has not yet agreed to."""
    return bool(asked.call) and asked.read_back is None and asked.state in OPEN


def _calls(tx: Tx, unit_id: str, citizen_id: str) -> list[Any]:
    """The calls about a person, the newest first."""
    rows = lists.with_citizen(tx, unit_id, citizen_id).get("call", [])
    return sorted((read_thing("call", row.body).state for row in rows), key=lambda call: -call.at_ms)


HANDLERS = [cases, case]
