"""`/desk/ratings`: people are rung for their opinion after the result came home; never by the officer who was there."""

from typing import Any, Literal, NamedTuple, cast

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from models.citizen import Citizen
from models.dossier import Dossier, ServiceRated
from models.dossier_parts import Rating
from models.store import lists
from models.store.engine import Tx
from models.store.lists import Filter
from server.asked import ThingId, speaks
from server.consoles.forms import Form
from server.consoles.pages import Console, console, page
from server.house import House
from server.reading import found, note
from server.saying import say
from sync.board import read_thing, statutes_of
from sync.office import Wish

RETURNED = "10"
SPAN_MS = 60 * 86_400_000
"""Only what was asked for in the last two months: later nobody remembers."""
SHOWN_MAX = 60
TAKEN_BY = ("call_back", "relative", "citizen")


class Unrated(NamedTuple):
    """A dossier whose result came home and of which nobody was asked yet."""

    dossier: Dossier
    person: Citizen | None
    name_vi: str
    name_en: str

    @property
    def vi(self) -> str:
        """Its procedure."""
        return self.name_vi

    @property
    def en(self) -> str:
        """Its procedure."""
        return self.name_en


def unrated(tx: Tx, unit_id: str, now_ms: int) -> list[Unrated]:
    """Whom to ring for an opinion, the longest waiting first."""
    begun = f"{max(now_ms - SPAN_MS, 0):012x}"  # names are UUIDv7: they begin with the moment they were made
    rows = lists.page(
        tx,
        (unit_id,),
        "dossier",
        Filter(states=(RETURNED,)),
        after=f"{begun[:8]}-{begun[8:]}",
        limit=lists.TOGETHER_MAX,
    )
    dossiers = [one for row in rows if (one := read_thing("dossier", row.body).state).rating is None][:SHOWN_MAX]
    told = []
    law = statutes_of(tx, unit_id)
    for one in sorted(dossiers, key=lambda each: each.returned_ms):
        row = lists.one(tx, (unit_id,), "citizen", one.citizen)
        person = read_thing("citizen", row.body).state if row else None
        known = law.pinned(one.procedure, one.version)
        told.append(Unrated(one, person, known.vi if known else one.procedure, known.en if known else one.procedure))
    return told


@get("/desk/ratings", sync_to_thread=True, opt=speaks())
def ratings(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[Any]:
    """Whom to ring for their opinion."""
    return _listed(house, console(house, request, "calls"))


@post("/desk/ratings/{dossier_id:str}", sync_to_thread=True, status_code=200, opt=speaks())
def rate(
    house: NamedDependency[House], request: Request[Any, Any, Any], dossier_id: ThingId, body: RawBody
) -> Response[Any]:
    """What they said, from 1 to 5, and who said it."""
    who = console(house, request, "calls")
    form = Form(body)
    with house.store.read() as tx:
        found(tx, (who.me.unit,), "dossier", dossier_id)
    taken_by = cast(Literal["call_back", "relative", "citizen"], form.one_of("taken_by", TAKEN_BY, "call_back"))
    rating = Rating(score=form.number("score", 1, 5), taken_by=taken_by, note=form.text("note", 1000))
    receipts = say(house, who.me, who.me.unit, [Wish(body=ServiceRated(dossier=dossier_id, rating=rating))])
    return _listed(house, who, [one for one in receipts if one.outcome == "refused"])


def _listed(house: House, who: Console, refusals: list[Any] | None = None) -> Response[Any]:
    with house.store.read() as tx:
        waiting = unrated(tx, who.me.unit, house.now_ms())
    note(house, who.me, who.me.unit, [("listed", one.person.id) for one in waiting if one.person])
    return page("desk/ratings.html", who, at="/desk", waiting=waiting, taken_by=TAKEN_BY, refusals=refusals or [])


HANDLERS = [ratings, rate]
