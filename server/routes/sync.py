"""`/sync`: tablets enrol, push what was said, pull what is true, and listen for the bell."""

import zlib
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody
from litestar.response import Stream

from models.access import EVERYONE, Actor, hears, may_read, system
from models.device import DeviceEnrolled
from models.store import accounts, projections
from models.store.engine import Tx
from server.asked import BODY_BYTES_MAX, heard, packs
from server.house import House
from server.problem import Problem, answer, refuse
from server.session import actor_of, code_digest, host_of, limit_tries, new_token, session_in, token_digest
from sync import feed, guiding, office
from sync.board import read_thing
from sync.keys import is_key
from sync.office import Wish
from sync.protocol import PAGE_BYTES_MAX, PUSH_BYTES_MAX, Enrol, Enrolled, Guides, Pushed, Torn, read_push
from sync.told import Told, told

CURSOR_CHARS_MAX = 20_000
"""Room for every commune of the largest province."""
PACKED_BYTES_MIN = 1_000
"""Below this a page is not worth packing."""

NUMBER_MAX = 2**53 - 1
"""The largest whole number a browser can say."""

Units = Annotated[str, QueryParameter(max_length=2000, description="units of the caller's reach, comma between")]

_pushed = msgspec.json.Encoder()
_enrols = msgspec.json.Decoder(Enrol)
_GZIP_BITS = 31  # zlib's word for a gzip header and trailer around the deflated bytes


def _unpacked(body: bytes, encoding: str) -> bytes:
    """The body of a push as it was written; a bomb is refused once it grows beyond what a push may hold."""
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise Problem("bad_call", f"Content-Encoding: {encoding[:40]}; send gzip or none")
    stream = zlib.decompressobj(_GZIP_BITS)
    try:
        plain = stream.decompress(body, PUSH_BYTES_MAX + 1)
    except zlib.error as error:
        raise Problem("torn_push", str(error)[:200]) from error
    if len(plain) > PUSH_BYTES_MAX:
        raise Problem("too_large", f"more than {PUSH_BYTES_MAX} bytes when unpacked")
    if not stream.eof or stream.unused_data:
        raise Problem("torn_push", "the packed body has no end")
    return plain


def _page(body: bytes, packed: bool) -> Response[bytes]:
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if packed and len(body) >= PACKED_BYTES_MIN:
        headers["Content-Encoding"] = "gzip"
        body = zlib.compress(body, 1, _GZIP_BITS)
    return Response(body, media_type="application/json", headers=headers)


def _units(actor: Actor, asked: str) -> tuple[str, ...]:
    """The units a call is about, if the caller may hear of each."""
    units = tuple(dict.fromkeys(asked.split(","))) if asked else (actor.unit,)
    for unit_id in units:
        refuse(may_read(actor, "sync", unit_id))
    return units


@post("/enrol", sync_to_thread=True, status_code=200, request_max_body_size=BODY_BYTES_MAX)
def enrol(house: NamedDependency[House], body: RawBody, request: Request[Any, Any, Any]) -> Enrolled:
    """A one-time code becomes a device: its key is enrolled and it gets a token of its own."""
    data = heard(_enrols, body)
    now_ms = house.now_ms()
    tries = f"enrol {host_of(request)}"
    with house.store.write() as tx:
        limit_tries(tx, house, tries)
    if not is_key(data.key):
        raise Problem("bad_value", "key")
    token = new_token()
    with house.store.write() as tx:
        unit_id, officer_id = _granted(tx, house, data, now_ms)
        account = accounts.of_officer(tx, unit_id, officer_id)
        if account is None:
            raise Problem("unknown_thing", "account")
        expires_ms = now_ms + house.settings.device_days * 86_400_000
        accounts.begin_session(tx, token_digest(token), account, data.device, "", now_ms, expires_ms)
        accounts.forget_tries(tx, tries)  # a ward enrols many tablets from one address
    return Enrolled(
        device=data.device, token=token, unit=unit_id, officer=officer_id, name=account.name, now_ms=house.now_ms()
    )


def _granted(tx: Tx, house: House, data: Enrol, now_ms: int) -> tuple[str, str]:
    """(unit, officer) a device now speaks for; its key is in the journal. Raises Problem when the code grants nothing.

    The same device with the same key may ask once more while the code is good: its answer was lost on the way. It gets a
    fresh token, and the one nobody received ends.
    """
    code = code_digest(data.code)
    granted = accounts.use_enrolment(tx, code, now_ms)
    if granted is None:
        granted = accounts.used_enrolment(tx, code, now_ms)
        if granted is None or not _same_device(tx, granted, data):
            raise Problem("code_wrong")
        accounts.end_sessions_of_device(tx, granted[0], data.device)
        return granted
    unit_id, officer_id = granted
    enrolled = DeviceEnrolled(device=data.device, unit=unit_id, officer=officer_id, label=data.label, key=data.key)
    receipt = office.say_in(tx, system(unit_id), unit_id, [Wish(body=enrolled)], now_ms, house.new_id)[0]
    if receipt.outcome == "refused":
        raise Problem(receipt.code, receipt.detail)
    return granted


def _same_device(tx: Tx, granted: tuple[str, str], data: Enrol) -> bool:
    unit_id, officer_id = granted
    body = projections.body(tx, unit_id, "device", data.device)
    if body is None:
        return False
    device = read_thing("device", body).state
    return bool((device.key, device.officer, device.revoked) == (data.key, officer_id, ""))


@post("/push", sync_to_thread=True, status_code=200, request_max_body_size=PUSH_BYTES_MAX)
def push(house: NamedDependency[House], body: RawBody, request: Request[Any, Any, Any]) -> Response[bytes]:
    """Receipts for what a tablet says (lines of JSON, gzip or plain, see docs/protocol.md); durable before they leave."""
    actor = actor_of(house, request)
    read = read_push(_unpacked(body, request.headers.get("content-encoding", "")))
    answered: Pushed | Torn = read if isinstance(read, Torn) else office.push(house.store, actor, read, house.now_ms())
    if isinstance(answered, Torn):
        return answer(answered.code, answered.detail)
    return Response(_pushed.encode(answered), media_type="application/json")


@get("/pull")
async def pull(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    cursor: Annotated[str, QueryParameter(max_length=CURSOR_CHARS_MAX)] = "",
    page_bytes: Annotated[int, QueryParameter(ge=0, le=PAGE_BYTES_MAX)] = 0,
    units: Units = "",
) -> Response[bytes]:
    """The next page of what the caller has not heard yet; without a cursor, everything."""

    def answered() -> Response[bytes]:
        with house.store.read() as tx:
            actor = session_in(tx, house, request).actor
            page = feed.pull_in(tx, actor, _units(actor, units), cursor, house.now_ms(), page_bytes)
        return _page(page, packs(request))

    return await house.brief(answered)


@get("/receipts", sync_to_thread=True)
def receipts(
    house: NamedDependency[House],
    request: Request[Any, Any, Any],
    from_n: Annotated[int, QueryParameter(ge=1, le=NUMBER_MAX)],
    to_n: Annotated[int, QueryParameter(ge=1, le=NUMBER_MAX)],
) -> Response[bytes]:
    """The receipts a device has been given for these numbers, as far as the office still knows them."""
    actor = actor_of(house, request)
    if not actor.device:
        raise Problem("device_unknown")
    answered: Told = told(house.store, actor, from_n, to_n, house.now_ms())
    return _page(_pushed.encode(answered), packs(request))


@get("/guides", sync_to_thread=True)
def guides(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[bytes]:
    """What the law asks for each open dossier of the visits this tablet's officer holds; 304 while nothing changed."""
    actor = actor_of(house, request)
    if not actor.device:
        raise Problem("device_unknown")
    found: Guides = guiding.guides(house.store, actor, house.now_ms())
    if f'"{found.tag}"' in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers={"ETag": f'"{found.tag}"'})
    page = _page(_pushed.encode(found), packs(request))
    page.headers["ETag"] = f'"{found.tag}"'
    return page


@get("/live", sync_to_thread=True)
def live(house: NamedDependency[House], request: Request[Any, Any, Any], units: Units = "") -> Stream:
    """Server-sent events that only ring: pull when you hear one."""
    actor = actor_of(house, request)
    audience = hears(actor)
    unit_ids = _units(actor, units)
    if audience is None:
        bells = tuple(f"{unit_id} *" for unit_id in unit_ids)
    else:
        bells = tuple(f"{unit_id} {ear}" for unit_id in unit_ids for ear in (audience, EVERYONE))
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Stream(house.hub.listen(bells, actor.session), media_type="text/event-stream", headers=headers)


ROUTER = Router("/sync", route_handlers=[enrol, push, pull, receipts, guides, live], tags=["sync"])
