"""`/v/{code}`: whether a paper stands. Anybody who holds the sheet may ask; the answer holds nobody's name.

A code is chance and read by telephone, so asking is counted per address; every question looks into every unit and draws
the same page, so that how long it takes tells no more than what it says. Letters nobody approved are not yet papers.
"""

import hmac
from typing import Annotated, Any, NamedTuple

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from models import paper as papers
from models import unit
from models.calendar import local_day
from models.paper_code import read_code
from models.store import journal, lists, projections
from models.store.engine import Tx
from models.text import initials
from server.asked import speaks
from server.consoles.pages import anybody, page
from server.house import House
from server.session import host_of, limit_tries
from sync.board import read_thing

TRIES_TIMES = 10
HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
Typed = Annotated[str, PathParameter(max_length=40, description="the code printed on a paper, however it is typed")]
Asked = Annotated[str, QueryParameter(max_length=40)]


class Standing(NamedTuple):
    """What anybody may know of a paper."""

    state: papers.PaperState
    document: str
    number: str
    day: str
    until: str
    office: str
    phone: str
    initials: str


@get("/v", sync_to_thread=True, opt=speaks(public=True))
def ask(house: NamedDependency[House], request: Request[Any, Any, Any], code: Asked = "") -> Response[str]:
    """The form to type a code into, and the answer to it."""
    return _answer(house, request, code)


@get("/v/{code:str}", sync_to_thread=True, opt=speaks(public=True))
def check(house: NamedDependency[House], request: Request[Any, Any, Any], code: Typed) -> Response[str]:
    """How the paper with this code stands; where the QR code on every paper leads."""
    return _answer(house, request, code)


def _answer(house: House, request: Request[Any, Any, Any], typed: str) -> Response[str]:
    who = anybody(house, request)
    code = read_code(typed) if typed else None
    found: list[Standing] = []
    if typed:
        host = host_of(request)
        with house.store.write() as tx:
            limit_tries(tx, house, f"paper from {host}", times=TRIES_TIMES)
        with house.store.read() as tx:
            found = standings(tx, code or "")
    status = 200 if found or not typed else 404
    return page(
        "public/check.html", who, status=status, headers=HEADERS, here=f"/v/{code}" if code else "/v", typed=typed,
        code=code, found=found,
    )  # fmt: skip


def standings(tx: Tx, code: str) -> list[Standing]:
    """The papers with this code: one, or none; two units may by chance have given the same."""
    name = papers.paper_id(code) or "-"
    rows = [lists.one(tx, (unit_id,), "paper", name) for unit_id in journal.units(tx)]
    known: list[papers.Paper] = [read_thing("paper", row.body).state for row in rows if row is not None]
    return [_standing(tx, one) for one in known if hmac.compare_digest(one.code, code) and _went_out(one)]


def _went_out(paper: papers.Paper) -> bool:
    """Whether the paper ever left the office's hands: a letter only once it was approved."""
    return paper.document not in papers.LETTERS or bool(paper.sealed_ms)


def _standing(tx: Tx, paper: papers.Paper) -> Standing:
    body = projections.body(tx, paper.unit, "ward", paper.unit)
    ward = read_thing("ward", body).state if body else None
    person = projections.body(tx, paper.unit, "citizen", paper.citizen)
    found = unit.unit(paper.unit)
    return Standing(
        state=paper.state,
        document=paper.document,
        number=paper.number,
        day=local_day(paper.sealed_ms or paper.issued_ms),
        until=local_day(paper.withdrawn_ms) if paper.withdrawn_ms else "",
        office=(ward.name if ward else "") or (found.full_name if found else paper.unit),
        phone=ward.hotline if ward else "",
        initials=initials(read_thing("citizen", person).state.name) if person else "",
    )


HANDLERS = [ask, check]
