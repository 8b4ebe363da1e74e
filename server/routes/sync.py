"""`/sync`: tablets enrol, push what was said, pull what is true, and listen for the bell."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, QueryParameter, RawBody
from litestar.response import Stream

from models.access import EVERYONE, Actor, hears, in_scope, may_read, system
from models.device import DeviceEnrolled
from models.store import accounts
from server.house import House
from server.problem import Problem, answer, refuse
from server.session import actor_of, limit_tries, new_token, token_digest
from sync import feed, office
from sync.keys import is_key
from sync.office import Wish
from sync.protocol import PAGE_BYTES_MAX, PUSH_BYTES_MAX, Enrol, Enrolled, Pushed, Torn, read_push

_pushed = msgspec.json.Encoder()


def _units(actor: Actor, asked: str) -> tuple[str, ...]:
    units = tuple(asked.split(",")) if asked else (actor.unit,)
    for unit_id in units:
        if not in_scope(actor, unit_id):
            raise Problem("other_unit", unit_id)
    return units


@post("/enrol", sync_to_thread=True, status_code=200)
def enrol(house: NamedDependency[House], data: JSONBody[Enrol], request: Request[Any, Any, Any]) -> Enrolled:
    """A one-time code becomes a device: its key is enrolled and it gets a token of its own."""
    now_ms = house.now_ms()
    with house.store.write() as tx:
        limit_tries(tx, house, f"enrol {request.client.host if request.client else ''}")
    if not is_key(data.key):
        raise Problem("bad_value", "key")
    token = new_token()
    with house.store.write() as tx:
        granted = accounts.use_enrolment(tx, token_digest(data.code.strip().upper()), now_ms)
        if granted is None:
            raise Problem("code_wrong")
        unit_id, officer_id = granted
        account = accounts.of_officer(tx, unit_id, officer_id)
        if account is None:
            raise Problem("unknown_thing", "account")
        body = DeviceEnrolled(device=data.device, unit=unit_id, officer=officer_id, label=data.label, key=data.key)
        receipt = office.say_in(tx, system(unit_id), unit_id, [Wish(body=body)], now_ms, house.new_id)[0]
        if receipt.outcome == "refused":
            raise Problem(receipt.code, receipt.detail)
        expires_ms = now_ms + house.settings.device_days * 86_400_000
        accounts.begin_session(tx, token_digest(token), account, data.device, "", now_ms, expires_ms)
    return Enrolled(
        device=data.device, token=token, unit=unit_id, officer=officer_id, name=account.name, now_ms=house.now_ms()
    )


@post("/push", sync_to_thread=True, status_code=200, request_max_body_size=PUSH_BYTES_MAX)
def push(house: NamedDependency[House], body: RawBody, request: Request[Any, Any, Any]) -> Response[bytes]:
    """Receipts for what a tablet says (lines of JSON, see docs/protocol.md); durable before they leave."""
    actor = actor_of(house, request)
    read = read_push(body)
    answered: Pushed | Torn = read if isinstance(read, Torn) else office.push(house.store, actor, read, house.now_ms())
    if isinstance(answered, Torn):
        return answer(answered.code, answered.detail)
    return Response(_pushed.encode(answered), media_type="application/json")


@get("/pull", sync_to_thread=True)
def pull(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    cursor: Annotated[str, QueryParameter(max_length=8000)] = "",
    page_bytes: Annotated[int, QueryParameter(ge=0, le=PAGE_BYTES_MAX)] = 0,
    units: FromQuery[str] = "",
) -> Response[bytes]:
    """The next page of what the caller has not heard yet; without a cursor, everything."""
    actor = actor_of(house, request)
    refuse(may_read(actor, "sync", actor.unit))
    page = feed.pull(house.store, actor, _units(actor, units), cursor, house.now_ms(), page_bytes)
    return Response(page, media_type="application/json")


@get("/live", sync_to_thread=True)
def live(house: NamedDependency[House], request: Request[Any, Any, Any], units: FromQuery[str] = "") -> Stream:
    """Server-sent events that only ring: pull when you hear one."""
    actor = actor_of(house, request)
    refuse(may_read(actor, "sync", actor.unit))
    audience = hears(actor)
    unit_ids = _units(actor, units)
    if audience is None:
        bells = tuple(f"{unit_id} *" for unit_id in unit_ids)
    else:
        bells = tuple(f"{unit_id} {ear}" for unit_id in unit_ids for ear in (audience, EVERYONE))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(house.hub.listen(bells), media_type="text/event-stream", headers=headers)


ROUTER = Router("/sync", route_handlers=[enrol, push, pull, live], tags=["sync"])
