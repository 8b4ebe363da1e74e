"""`/citizens`: people are found, and one person with everything that was ever done for them."""

import json
from typing import Any

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency

from models import text
from models.access import Actor, may_read
from models.store import lists, people
from models.store.accounts import View
from models.store.lists import Listed
from models.store.people import Scope
from server import export, ready
from server.asked import After, Limit, ThingId, Words, speaks
from server.house import House
from server.problem import refuse
from server.reading import found, looking, note
from sync.board import read_thing

CITIZEN = ready.thing("citizen")
PERSON = ready.shape(
    "Person",
    "A person, and what was done for them, oldest first.",
    citizen=CITIZEN,
    requests=list[ready.thing("request")],  # type: ignore[misc]
    visits=list[ready.thing("visit")],  # type: ignore[misc]
    dossiers=list[ready.thing("dossier")],  # type: ignore[misc]
    calls=list[ready.thing("call")],  # type: ignore[misc]
)


@get("/", sync_to_thread=True, opt=speaks(ready.pages(CITIZEN)))
def search(
    house: NamedDependency[House], request: Request[Any, Any, Any], q: Words = "", after: After = "", limit: Limit = 50
) -> Response[bytes]:
    """People in Vietnamese order; with `q` those who bear every word of it (names, address, phone, identity number).

    Ask again with `after` set to `next` for those who follow. That these people were shown is noted.
    """
    actor, units = looking(house, request, "people")
    scope = Scope(units)
    with house.store.read() as tx:
        sort, _, citizen_id = after.partition("|")
        if q:
            bodies = people.find(tx, scope, q, limit + 1, (sort, citizen_id))
        else:
            bodies = people.in_order(tx, scope, (sort, citizen_id), limit + 1)
    shown = [read_thing("citizen", body).state for body in bodies[:limit]]
    note(house, actor, actor.unit, [("listed", citizen.id) for citizen in shown])
    rows = [Listed(c.unit, f"{text.name_key(c.name)}|{c.id}", body) for c, body in zip(shown, bodies, strict=False)]
    more = [Listed("", "", "")] if len(bodies) > limit else []
    return ready.page([*rows, *more], limit)


@get("/{citizen_id:str}", sync_to_thread=True, opt=speaks(PERSON))
def person(house: NamedDependency[House], request: Request[Any, Any, Any], citizen_id: ThingId) -> Response[bytes]:
    """One person with their requests, visits, dossiers and calls. Every look is noted."""
    actor, units = looking(house, request, "people")
    with house.store.read() as tx:
        citizen = found(tx, units, "citizen", citizen_id)
        theirs = lists.with_citizen(tx, citizen.unit_id, citizen_id)
    note(house, actor, citizen.unit_id, [("citizen", citizen_id)])
    members = {"citizen": citizen.body}
    for name, kind in (("requests", "request"), ("visits", "visit"), ("dossiers", "dossier"), ("calls", "call")):
        hidden = kind == "call" and may_read(actor, "calls", citizen.unit_id)
        members[name] = ready.listed([] if hidden else theirs.get(kind, []))
    return ready.answer(ready.whole(members))


def asked_for(house: House, request: Request[Any, Any, Any], citizen_id: str) -> tuple[Actor, str, str]:
    """Who asks for all about a person, in which unit, and the person's record; for who may see people and the journal."""
    actor, units = looking(house, request, "people")
    refuse(may_read(actor, "journal", actor.unit))  # before anything is looked for: who may not learns nothing
    with house.store.read() as tx:
        row = found(tx, units, "citizen", citizen_id)
    refuse(may_read(actor, "journal", row.unit_id))
    return actor, row.unit_id, row.body


def given_out(house: House, actor: Actor, unit_id: str, citizen_id: str) -> None:
    """Writes down that all about a person leaves, before it does."""
    view = View(unit_id, house.new_id(), actor.id, export.EXPORTED, citizen_id, house.now_ms())
    export.note_exported(house.store, view)


@get("/{citizen_id:str}/export", sync_to_thread=True, opt=speaks(export.PersonExported))
def exported(
    house: NamedDependency[House], request: Request[Any, Any, Any], citizen_id: ThingId
) -> Response[export.PersonExported]:
    """All that is kept about one person, to be given to them: record, cases, journal, and who looked at it (Law 91/2025).

    For who may see people and the journal; given out only once that is written down. The terminal writes the same.
    """
    actor, unit_id, body = asked_for(house, request, citizen_id)
    with house.store.read() as tx:
        told = export.about(tx, unit_id, json.loads(body))
    given_out(house, actor, unit_id, citizen_id)
    saved = {"Content-Disposition": f'attachment; filename="{citizen_id}.json"', "Cache-Control": "no-store"}
    return Response(told, headers=saved)


ROUTER = Router("/citizens", route_handlers=[search, person, exported], tags=["citizens"])
