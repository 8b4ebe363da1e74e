"""`/papers`, and `/dossiers/{id}/papers`: what was made out for whom, one of them as a PDF, and making one out."""

import secrets
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter, RawBody

from models import paper as papers
from models.access import MAY_SAY, may_read
from models.ids import END
from models.paper_code import paper_code, read_code
from models.store import lists
from models.store.lists import Filter
from server import ready
from server.asked import BODY_BYTES_MAX, After, Limit, ThingId, heard, speaks
from server.documents.render import Language
from server.house import House
from server.paperwork import issue, record
from server.paperwork.fill import Known
from server.problem import Problem, refuse
from server.reading import found, looking, note
from server.saying import say
from sync.board import read_thing
from sync.office import Wish
from sync.protocol import Receipt

PAPER = ready.thing("paper")
PDF = "application/pdf"
NAME_PATTERN = r"^[0-9A-Za-z-]{8,9}(\.pdf)?" + END
FileName = Annotated[
    str, PathParameter(pattern=NAME_PATTERN, description="the code printed on the paper; `.pdf` may follow")
]
InLanguage = Annotated[
    Language, QueryParameter(description="`en` is a translation that says so; the Vietnamese paper counts")
]


class PaperAsk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which paper of the dossier is to be made out, and what the record does not hold."""

    document: papers.Document
    told: Known = Known()


class MadeOut(msgspec.Struct, frozen=True, kw_only=True):
    """The receipt, and under which code the paper was made out; its PDF is at `/papers/{code}.pdf`."""

    code: str
    document: papers.Document
    receipts: list[Receipt]


_wanted = msgspec.json.Decoder(PaperAsk)


@get("/dossiers/{dossier_id:str}/papers", sync_to_thread=True, opt=speaks(ready.pages(PAPER)))
def of_dossier(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    dossier_id: ThingId,
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """The papers made out for a dossier. The look is noted."""
    actor, units = looking(house, request, "people")
    with house.store.read() as tx:
        dossier = found(tx, units, "dossier", dossier_id)
        rows = lists.page(tx, (dossier.unit_id,), "paper", Filter(owner_id=dossier_id), after, limit + 1)
    citizen_id = read_thing("dossier", dossier.body).state.citizen
    note(house, actor, dossier.unit_id, [("dossier", dossier_id), ("citizen", citizen_id)])
    return ready.page(rows, limit)


@post(
    "/dossiers/{dossier_id:str}/papers",
    sync_to_thread=True,
    status_code=200,
    opt=speaks(MadeOut, hears=PaperAsk, refuses=("paper_not_ready",)),
)
def make_out(
    house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody, dossier_id: ThingId
) -> MadeOut:
    """Makes a paper out for a dossier from what is on record; what cannot be known is told with it, or refused by name."""
    actor, units = looking(house, request, "people")
    wanted = heard(_wanted, body)
    if not actor.roles & MAY_SAY[papers.PaperIssued]:
        raise Problem("not_allowed", "PaperIssued")
    code = paper_code(secrets.token_bytes(8))
    with house.store.read() as tx:
        unit_id = found(tx, units, "dossier", dossier_id).unit_id
        refuse(may_read(actor, "people", unit_id))
        known = record.of_dossier(tx, unit_id, dossier_id)
    made = issue.made_out(known, wanted.document, wanted.told, house.now_ms(), code)
    receipts = say(house, actor, unit_id, [Wish(body=made)])
    return MadeOut(code=code, document=made.document, receipts=receipts)


@get("/papers/{paper_id:str}", sync_to_thread=True, opt=speaks(answers_type=PDF))
def pdf(
    house: NamedDependency[House], request: Request[Any, Any, Any], paper_id: FileName, language: InLanguage = "vi"
) -> Response[bytes]:
    """A paper as PDF/A, under the seal of how it stands now. The look is noted."""
    actor, units = looking(house, request, "people")
    code = read_code(paper_id.removesuffix(".pdf"))
    if code is None:
        raise Problem("not_found", "paper")
    with house.store.read() as tx:
        row = found(tx, units, "paper", papers.paper_id(code))
    paper: papers.Paper = read_thing("paper", row.body).state
    note(house, actor, row.unit_id, [("paper", paper.id), ("citizen", paper.citizen)])
    try:
        made = issue.printed(paper, issue.origin_of(house.settings), language)
    except msgspec.MsgspecError as error:  # said at /events by somebody who filled it in by hand
        raise Problem("paper_not_ready", str(error)[:200]) from error
    return download(made, paper.code)


def download(made: bytes, name: str) -> Response[bytes]:
    """A print to be looked at or saved under this name, and kept by nobody on the way."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
    return Response(made, media_type=PDF, headers=headers)


ROUTER = Router("/", route_handlers=[of_dossier, make_out, pdf], tags=["papers"], request_max_body_size=BODY_BYTES_MAX)
