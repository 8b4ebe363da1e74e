"""`/admin/units` and `/admin/templates`: what a unit is called, where its office is, whom to ring; the forms of its papers."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from models import unit
from models.said import Place
from models.store import journal, projections
from models.unit import Unit
from models.ward import Ward, WardChange, WardConfigured
from server.asked import ThingId, speaks
from server.consoles.admin_pages import HERE, said_to
from server.consoles.forms import Form
from server.consoles.pages import Console, console, page
from server.documents.render import PAPERS, editions, pictures
from server.documents.samples import SAMPLES
from server.house import House
from server.problem import Problem
from sync.board import read_thing
from sync.office import Wish

PAGE = f"{HERE}/units"
TEMPLATES = f"{HERE}/templates"
PREVIEW_DOTS_PER_INCH = 66
TEXTS = ("name", "agency", "hotline", "chairman", "chairman_title")


@get(PAGE, sync_to_thread=True, opt=speaks())
def units(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[str]:
    """The unit and what is above and below it, and what it decided for itself."""
    return _drawn(house, console(house, request, "accounts"), "")


@post(PAGE, sync_to_thread=True, status_code=200, opt=speaks())
def configure(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """Changes what the form says; a field left empty stays as it is."""
    who = console(house, request, "accounts")
    form = Form(body)
    told: dict[str, Any] = {name: form.text(name) for name in TEXTS if form.text(name)}
    if form.text("radius_km"):
        told["radius_km"] = form.number("radius_km", 1, 200)
    if form.text("place"):
        told["office"] = _place(form.text("place"))
    if not told:
        raise Problem("bad_value", "name")
    said_to(house, who.me, Wish(body=WardConfigured(unit=who.me.unit, change=WardChange(**told))))
    return _drawn(house, who, "admin-unit-changed")


def _place(text: str) -> Place:
    """A place as maps copy it: "10.3836, 105.4352"."""
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Problem("bad_value", f"place: {text[:50]}") from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Problem("bad_value", "place")
    return Place(lat_e6=round(lat * 1_000_000), lon_e6=round(lon * 1_000_000))


def _drawn(house: House, who: Console, told: str) -> Response[str]:
    own = unit.unit(who.me.unit)
    assert own is not None  # an account is of a unit of the catalogue
    above = unit.unit(own.parent) if own.parent else None
    below = unit.children(own.id)
    with house.store.read() as tx:
        body = projections.body(tx, own.id, "ward", own.id)
        opened = set(journal.units(tx)) if below else {own.id}
    ward: Ward = read_thing("ward", body).state if body else Ward(id=own.id)
    tree: list[tuple[Unit, bool]] = [(one, one.id in opened) for one in below]
    return page(
        "admin/units.html", who, at=PAGE, own=own, above=above, tree=tree, ward=ward, told=told,
        opened=sum(here for _, here in tree),
    )  # fmt: skip


@get(TEMPLATES, sync_to_thread=True, opt=speaks())
def templates(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[str]:
    """Every form of a paper by the day it holds from, what it rests on, and a picture of it."""
    who = console(house, request, "accounts")
    return page("admin/templates.html", who, at=TEMPLATES, editions=list(reversed(editions())), samples=SAMPLES)


@get(f"{TEMPLATES}/{{document:str}}/preview", sync_to_thread=True, opt=speaks())
def preview(house: NamedDependency[House], request: Request[Any, Any, Any], document: ThingId) -> Response[bytes]:
    """The first page of a paper about invented people, as the form in force sets it."""
    console(house, request, "accounts")
    if document not in PAPERS or document not in SAMPLES:
        raise Problem("not_found", "template")
    drawn = pictures(document, SAMPLES[document], dots_per_inch=PREVIEW_DOTS_PER_INCH)[0]
    return Response(drawn, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


HANDLERS = [units, configure, templates, preview]
