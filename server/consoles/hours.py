"""`/board/cases/{request}/hours`: another hour, or another place, for what was promised; a first one for what still waits.

Who rings that they can come to the office after all, or that they cannot, chooses from the hours read to them; one press
gives the old hour up and promises the new one. Both stand or neither: nobody is ever left without an hour by it.
"""

from typing import Annotated, Any, NamedTuple

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody

from models import calendar
from models.access import MAY_SAY, may_speak
from models.citizen import Citizen
from models.dossier import Dossier
from models.event import Body
from models.procedure import Procedure
from models.request import EligibilityDecided
from models.request import Request as Asked
from models.said import Window
from models.store import lists
from models.store.engine import Tx
from models.visit import OPEN, Visit, VisitCancelled, VisitPlanned, VisitRescheduled, Where
from server import promises
from server.asked import IdAsked, ThingId, speaks
from server.consoles import sheet
from server.consoles.deciding import GROUNDS, NOTE_MAX
from server.consoles.forms import Form
from server.consoles.naming import values
from server.consoles.pages import Console, console, page
from server.house import House
from server.planning import asked as planning
from server.planning.asked import Wanted
from server.problem import Problem, refuse
from server.reading import found
from server.saying import whole
from sync.board import read_thing, statutes_of

CHANGEABLE = frozenset(("planned", "assigned", "acknowledged"))
"""Once somebody is on the way it is for the board to turn them round."""
OFFICE_ONLY = frozenset(("CKND",))
"""Books of what is signed at the office alone: a translator's hand (Decree 23/2015 art. 10 and 31)."""
HOUR_WHY = "Người dân xin đổi giờ qua điện thoại"
PLACE_WHY: dict[Where, str] = {
    "office": "Người dân đến trụ sở làm, đổi qua điện thoại",
    "home": "Người dân xin làm tại nhà, đổi qua điện thoại",
}
"""Why a visit is moved or given up, as its history has it."""
PROMISED = frozenset(("eligible", "scheduled"))
"""States of a request in which an hour may be promised."""
REGISTERED = 1
"""The status of a dossier nobody has begun to serve."""
WhereAsked = Annotated[Where, QueryParameter(description="at home, or at the office")]


class Change(NamedTuple):
    """What is to be promised: for which dossiers, where, in place of which visit (None: they wait without an hour)."""

    asked: Asked
    person: Citizen
    visit: Visit | None
    where: Where
    wanted: Wanted
    dossiers: tuple[str, ...]

    @property
    def freed(self) -> tuple[str, ...]:
        """The visit whose minutes become free."""
        return (self.visit.id,) if self.visit else ()

    @property
    def grounded(self) -> bool:
        """Whether it stands written on which ground the ward comes; who first came to the office needed none."""
        return self.where == "office" or self.asked.decision != sheet.AT_OFFICE


@get("/board/cases/{request_id:str}/hours", sync_to_thread=True, opt=speaks())
def hours(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    request_id: ThingId,
    where: WhereAsked,
    instead: IdAsked = "",
) -> Response[str]:
    """The hours a caller may choose from, there and for that work; `instead`: the visit that is given up for it."""
    who = console(house, request, "calls")
    return _drawn(house, who, _change(house, who, request_id, instead, where))


@post("/board/cases/{request_id:str}/hours", sync_to_thread=True, status_code=200, opt=speaks())
def choose(
    house: NamedDependency[House], request: Request[Any, Any, Any], request_id: ThingId, body: RawBody
) -> Response[str]:
    """Promises the hour chosen and gives the old one up, in one breath; one that has just gone is said, with others."""
    who = console(house, request, "calls")
    refuse(may_speak(who.me, who.me.unit))
    form = Form(body)
    where: Where = form.one_of("where", ("home", "office"))  # type: ignore[assignment]
    change = _change(house, who, request_id, form.text("instead", 64), where)
    from_ms, _, to_ms = form.text("window", 40).partition("-")
    if not (from_ms.isdigit() and to_ms.isdigit()):
        raise Problem("bad_call", "window")
    window = Window(from_ms=int(from_ms), to_ms=int(to_ms))
    try:
        _settle(house, who, change, window, _told(house, change, window, _ground(change, form)))
    except Problem as problem:
        if problem.code != "offer_over":
            raise
        return _drawn(house, who, change, lost=True)
    answer = page("parts/empty.html", who)
    answer.headers["HX-Redirect"] = f"/board/cases/{request_id}"
    return answer


def offered(who: Console, asked: Asked, visit: Visit) -> tuple[Where, ...]:
    """What whoever looks may change about a visit: first its hour, where it is; then its place. A second visit stays at home."""
    if not _speaks(who, asked) or visit.state not in CHANGEABLE:
        return ()
    other: Where = "office" if visit.where == "home" else "home"
    return (visit.where,) if visit.follows else (visit.where, other)


def offered_first(who: Console, asked: Asked, waits: tuple[Dossier, ...], visits: list[Visit]) -> tuple[Where, ...]:
    """Where whoever looks may promise a first hour for what waits; what a visit at home left out is done at the office."""
    if not waits or asked.state not in PROMISED or not _speaks(who, asked):
        return ()
    return ("office",) if any(one.state in OPEN for one in visits) else ("home", "office")


def _speaks(who: Console, asked: Asked) -> bool:
    return may_speak(who.me, asked.unit) is None and bool(who.me.roles & MAY_SAY[VisitPlanned])


def waiting(tx: Tx, asked: Asked, freed: tuple[str, ...] = ()) -> tuple[Dossier, ...]:
    """The dossiers nobody has begun to serve and no visit takes along, but for visits about to be given up."""
    ids = planning.open_dossiers(tx, asked.unit, asked.id, freed)
    rows = lists.with_request(tx, asked.unit, asked.id).get("dossier", [])
    found_ones: list[Dossier] = [read_thing("dossier", row.body).state for row in rows]
    return tuple(one for one in found_ones if one.id in ids and one.status == REGISTERED)


def _change(house: House, who: Console, request_id: str, instead: str, where: Where) -> Change:
    """What is asked for, as it stands now; raises the problem where it cannot be."""
    unit = who.me.unit
    with house.store.read() as tx:
        asked: Asked = read_thing("request", found(tx, (unit,), "request", request_id).body).state
        person: Citizen = read_thing("citizen", found(tx, (unit,), "citizen", asked.citizen).body).state
        visit: Visit | None = read_thing("visit", found(tx, (unit,), "visit", instead).body).state if instead else None
        if visit is not None and visit.request != request_id:
            raise Problem("not_found", "visit")
        if visit is not None and where not in offered(who, asked, visit):
            raise Problem("wrong_state", visit.state)
        along = _along(tx, asked, visit, where)
    if not along or asked.state not in PROMISED | ({"visited"} if visit else set()):
        raise Problem("nothing_waiting", asked.state)
    dossiers = tuple(one.id for one, _ in along)
    kept = visit if visit is not None and visit.dossiers == dossiers else None
    mode = "B" if where == "office" else planning.mode_at_home([procedure for _, procedure in along])
    same = kept is not None and kept.where == where
    wanted = Wanted(
        unit=unit, request=request_id, citizen=asked.citizen, where=where, mode=kept.mode if kept and same else mode,
        procedures=tuple(dict.fromkeys(one.procedure for one, _ in along))[:10],
        minutes=kept.minutes if kept else 0, place=kept.address.place if kept and same else None,
    )  # fmt: skip
    return Change(asked, person, visit, where, wanted, dossiers)


def _along(tx: Tx, asked: Asked, visit: Visit | None, where: Where) -> list[tuple[Dossier, Procedure]]:
    """What the visit is for, with its law: at the same place what it was for, at another all that waits and may be done there."""
    if visit is not None and visit.where == where:
        rows = lists.with_request(tx, asked.unit, asked.id).get("dossier", [])
        every: list[Dossier] = [read_thing("dossier", row.body).state for row in rows]
        wanted = [one for id in visit.dossiers for one in every if one.id == id]
    else:
        wanted = [*waiting(tx, asked, (visit.id,) if visit else ())]
    law = statutes_of(tx, asked.unit)
    known = [(one, procedure) for one in wanted if (procedure := law.pinned(one.procedure, one.version)) is not None]
    return [(one, procedure) for one, procedure in known if where == "office" or procedure.book not in OFFICE_ONLY]


def _ground(change: Change, form: Form) -> list[Body]:
    """On which ground the ward comes after all, where none was needed before (Decree 23/2015 art. 10)."""
    if change.grounded:
        return []
    ground, note = form.one_of("reason", GROUNDS), form.text("note", NOTE_MAX)
    if ground == "other" and not note:
        raise Problem("reason_missing", "note")
    return [EligibilityDecided(request=change.asked.id, eligible=True, reason=ground, note=note)]  # type: ignore[arg-type]


def _told(house: House, change: Change, window: Window, ground: list[Body]) -> list[Body]:
    """What is said: the same visit at another hour, or the old one given up and another promised."""
    visit, asked = change.visit, change.asked
    if visit is not None and visit.where == change.where:
        return [VisitRescheduled(visit=visit.id, window=window, reason=HOUR_WHY)]
    with house.store.read() as tx:
        address = planning.office(tx, asked.unit) if change.where == "office" else change.person.address
        minutes = planning.asked(tx, change.wanted, calendar.local_day(house.now_ms())).minutes
    gone: list[Body] = [VisitCancelled(visit=visit.id, reason=PLACE_WHY[change.where])] if visit else []
    planned = VisitPlanned(
        visit=house.new_id(), unit=asked.unit, request=asked.id, citizen=asked.citizen, dossiers=change.dossiers,
        window=window, mode=change.wanted.mode, where=change.where, minutes=minutes, address=address,
        note=visit.note if visit else asked.note,
    )  # fmt: skip
    return [*gone, *ground, planned]


def _settle(house: House, who: Console, change: Change, window: Window, told: list[Body]) -> None:
    """Says it, if what it was read from still stands under the unit's lock."""

    def still(tx: Tx) -> None:
        if change.visit is not None:
            now = read_thing("visit", found(tx, (who.me.unit,), "visit", change.visit.id).body).state
            if (now.state, now.window) != (change.visit.state, change.visit.window):
                raise Problem("wrong_state", now.state)
        elif {*change.dossiers} - {one.id for one in waiting(tx, change.asked)}:
            raise Problem("nothing_waiting")

    whole(promises.settle(house, who.me, change.wanted, window, told, change.freed, still))


def _drawn(house: House, who: Console, change: Change, lost: bool = False) -> Response[str]:
    visit = change.visit
    free = promises.windows(house, change.wanted, freed=change.freed).windows
    now = visit.window if visit is not None and visit.where == change.where else None
    return page(
        "parts/hours.html", who, status=409 if lost else 200, change=change, lost=lost,
        windows=[one for one in free if one.window != now], grounds=GROUNDS, names=values(who.language),
    )  # fmt: skip


HANDLERS = [hours, choose]
