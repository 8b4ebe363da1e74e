"""`/devices`: the fleet of tablets: codes to enrol one, what each last told, and taking one out of service."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody

from models.access import may_read
from models.device import DeviceRevoked
from models.ids import Id, UnitId
from models.said import Name
from models.store import accounts, lists, projections
from models.store.lists import Heard
from server import qr, ready
from server.asked import BODY_BYTES_MAX, After, Limit, ThingId, UnitAsked, heard, speaks
from server.house import House
from server.problem import Problem, refuse
from server.reading import found, looking, note
from server.saying import say
from server.session import Asking, code_digest, new_code
from sync.office import Wish
from sync.protocol import Receipt

Standing = Annotated[Literal["live", "revoked", "all"], QueryParameter(name="state")]


class NewCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For whom a tablet is to be enrolled."""

    officer: Id
    unit: UnitId | None = None


class EnrolmentCode(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time code, told once: to be read aloud, typed, or scanned from `svg`, which holds `link`."""

    code: str
    link: str
    svg: str
    officer: str
    unit: str
    expires_ms: int


class WhyRevoked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a device is taken out of service."""

    reason: Name


class Revoked(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the revocation."""

    receipts: list[Receipt]


FLEET_ITEM = ready.shape(
    "FleetDevice",
    "A device and what it last told of itself; null where it never told anything.",
    device=ready.thing("device"),
    heard_ms=int | None,
    skew_ms=int | None,
    unsent=int | None,
    report=str,
)
_codes = msgspec.json.Decoder(NewCode)
_reasons = msgspec.json.Decoder(WhyRevoked)


@get("/", sync_to_thread=True, opt=speaks(ready.pages(FLEET_ITEM, "Fleet")))
def fleet(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    standing: Standing = "live",
    unit: UnitAsked = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[bytes]:
    """Tablets: when last heard, how far the clock is off, how much they said they still hold, their own report."""
    _, units = looking(house, request, "fleet", unit)
    states = ("live", "revoked") if standing == "all" else (standing,)
    with house.store.read() as tx:
        rows = lists.fleet(tx, units, states, after, limit + 1)
    more = rows[limit - 1].id if len(rows) > limit else ""
    items = ready.array(_told(row) for row in rows[:limit])
    return ready.answer(ready.whole({"items": items, "next": ready.written(more)}))


@post(
    "/codes", sync_to_thread=True, status_code=201, opt=speaks(EnrolmentCode, hears=NewCode, refuses=("unknown_thing",))
)
def make_code(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> EnrolmentCode:
    """A one-time code that lets one tablet speak for one officer, good for some minutes."""
    return enrolment(house, request, body)


def enrolment(house: House, request: Asking, body: bytes) -> EnrolmentCode:
    """A new one-time code, for a call or a page; the making is noted."""
    actor, _ = looking(house, request, "devices")
    wanted = heard(_codes, body)
    unit_id = wanted.unit or actor.unit
    refuse(may_read(actor, "devices", unit_id))
    code = new_code()
    expires_ms = house.now_ms() + house.settings.enrol_minutes * 60_000
    with house.store.write() as tx:
        if projections.body(tx, unit_id, "officer", wanted.officer) is None:
            raise Problem("unknown_thing", "officer")
        if accounts.of_officer(tx, unit_id, wanted.officer) is None:
            raise Problem("unknown_thing", "account")
        accounts.make_enrolment(tx, code_digest(code), unit_id, wanted.officer, actor.id, expires_ms)
    note(house, actor, unit_id, [("code_made", wanted.officer)])
    link = f"{house.settings.origin or str(request.base_url).rstrip('/')}/tablet/#enrol={code}"
    return EnrolmentCode(
        code=code, link=link, svg=qr.svg(link), officer=wanted.officer, unit=unit_id, expires_ms=expires_ms
    )


@post("/{device_id:str}/revoke", sync_to_thread=True, status_code=200, opt=speaks(Revoked, hears=WhyRevoked))
def revoke(
    house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody, device_id: ThingId
) -> Revoked:
    """Takes a device out of service: from the commit on, its token answers device_revoked and nothing else."""
    actor, units = looking(house, request, "devices")
    wanted = heard(_reasons, body)
    with house.store.read() as tx:
        unit_id = found(tx, units, "device", device_id).unit_id
    wish = Wish(body=DeviceRevoked(device=device_id, reason=wanted.reason))
    return Revoked(receipts=say(house, actor, unit_id, [wish]))


def _told(row: Heard) -> str:
    report = "" if row.report is None else row.report
    return ready.whole(
        {
            "device": row.body, "heard_ms": ready.written(row.heard_ms), "skew_ms": ready.written(row.skew_ms),
            "unsent": ready.written(row.unsent), "report": ready.written(report),
        }
    )  # fmt: skip


ROUTER = Router(
    "/devices", route_handlers=[fleet, make_code, revoke], tags=["devices"], request_max_body_size=BODY_BYTES_MAX
)
