"""The description of the API: OpenAPI 3.1 as the server really answers it.

Litestar finds the routes and their parameters. The shapes come from msgspec itself, because Litestar leaves out
`additionalProperties: false` of closed structs and knows nothing of bodies that are read by hand; each handler says in
its `opt` what it hears, answers and refuses (`server.asked.speaks`). Every refusal is documented as RFC 9457.
"""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import msgspec
from litestar import Litestar, Request, Router
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, License, SecurityScheme
from litestar.routes import HTTPRoute
from litestar.utils.helpers import unwrap_partial

from models.event import Event
from models.refusal import REFUSALS
from server import VERSION
from server.asked import speaks
from server.problem import PROBLEM, ProblemBody
from server.reference import POLICY, Page
from server.session import COOKIE, CSRF_HEADER
from sync.protocol import Enrol, Enrolled, Guides, Header, PageHead, Pushed
from sync.told import Told

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
REF = "#/components/schemas/{name}"
LINES = "application/x-ndjson"
OCTETS = "application/octet-stream"
TUS_OCTETS = "application/offset+octet-stream"


class Ring(msgspec.Struct, frozen=True, kw_only=True):
    """One event of the stream: something changed, pull. `retry` comes with the first: ms to wait before calling again."""

    event: Literal["ring"]
    data: Literal[""]
    retry: int = 3000


_TUS = ("bad_call", "upload_offset", "upload_checksum", "upload_gone", "not_found", "too_large")
ELSEWHERE: dict[str, dict[str, Any]] = {
    "sync_enrol": speaks(
        Enrolled, hears=Enrol, public=True,
        refuses=("code_wrong", "too_many_tries", "bad_value", "unknown_thing", "key_taken", "already_there"),
    ),
    "sync_push": speaks(
        Pushed, hears=str, hears_type=LINES,
        refuses=(
            "torn_push", "bad_signature", "broken_chain", "number_taken", "device_revoked", "too_large", "device_unknown",
            "malformed", "store_full",
        ),
    ),
    "sync_pull": speaks(PageHead),
    "sync_receipts": speaks(Told, refuses=("device_unknown",)),
    "sync_guides": speaks(Guides, refuses=("device_unknown",)),
    "sync_live": speaks(Ring, answers_type="text/event-stream"),
    "files_tell": speaks(public=True),
    "files_begin": speaks(refuses=_TUS),
    "files_look": speaks(refuses=_TUS),
    "files_append": speaks(hears=bytes, hears_type=TUS_OCTETS, refuses=_TUS),
    "files_override": speaks(hears=bytes, hears_type=TUS_OCTETS, refuses=_TUS),
    "files_fetch": speaks(bytes, answers_type=OCTETS, refuses=_TUS),
}  # fmt: skip
"""What handlers say that keep their own `opt` for themselves."""

ODD: dict[str, tuple[int, ...]] = {
    "sync_guides": (304,),
    "files_begin": (405, 408, 412, 415, 423), "files_look": (412,), "files_append": (408, 412, 415, 423),
    "files_override": (405, 408, 412, 415, 423), "files_fetch": (206, 416),
}  # fmt: skip
"""Statuses the tus protocol asks for beside those of our refusals."""


def _header(name: str, schema: dict[str, Any], description: str, required: bool = True) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": schema, "description": description}


_NUMBER = {"type": "integer", "minimum": 0, "maximum": 10**15 - 1}
_VERSION = _header("Tus-Resumable", {"type": "string", "enum": ["1.0.0"]}, "the version of the protocol")
_OFFSET = _header("Upload-Offset", _NUMBER, "where these bytes begin")
_CHECKSUM = _header("Upload-Checksum", {"type": "string"}, "algorithm, blank, digest of these bytes in base64", False)
_PACKED = {"type": "string", "enum": ["gzip", "identity"]}
ALSO_HEARS: dict[str, list[dict[str, Any]]] = {
    "sync_push": [_header("Content-Encoding", _PACKED, "how the lines are packed", False)],
    "files_begin": [
        _VERSION,
        _header("Upload-Length", _NUMBER | {"minimum": 1}, "how long the file is, in bytes"),
        _header("Upload-Metadata", {"type": "string"}, "`digest` and `filetype`, each with its value in base64"),
    ],
    "files_look": [_VERSION],
    "files_append": [_VERSION, _OFFSET, _CHECKSUM],
    "files_override": [
        _VERSION, _OFFSET, _CHECKSUM,
        _header("X-HTTP-Method-Override", {"type": "string", "enum": ["PATCH"]}, "what is really meant"),
    ],
    "files_fetch": [_header("Range", {"type": "string"}, "one range of bytes", False)],
}  # fmt: skip
"""Headers that handlers read for themselves."""


def operation_id(handler: HTTPRouteHandler, _: object, __: object) -> str:
    """A name that stays: the file of the route and the function in it, e.g. `visits_assign`."""
    function = unwrap_partial(handler.fn)
    return f"{function.__module__.rpartition('.')[2]}_{function.__name__}"


def config() -> OpenAPIConfig:
    """How the description is made and where it is served: for people at `/openapi`, for programs under it as JSON."""
    return OpenAPIConfig(
        title="Tận Nhà", version=VERSION,
        openapi_router=Router(
            "/openapi", route_handlers=[], include_in_schema=False, response_headers={"Content-Security-Policy": POLICY}
        ),
        render_plugins=[Page(described), Described()],
        use_handler_docstrings=True, operation_id_creator=operation_id, license=License(name="Apache-2.0"),
        description=(
            "Thủ tục hành chính tận nhà. A ward's officers bring public services to the door.\n\nEverything that changes "
            "anything is an event: `POST /events` from consoles and programs, `POST /sync/push` from tablets."
        ),
        components=Components(
            security_schemes={
                "bearer": SecurityScheme(type="http", scheme="bearer", description="the token of POST /sessions or /sync/enrol"),
                "cookie": SecurityScheme(
                    type="apiKey", security_scheme_in="cookie", name=COOKIE,
                    description=f"for browsers; calls that change anything also send {CSRF_HEADER}",
                ),
            }
        ),
    )  # fmt: skip


class Described(JsonRenderPlugin):
    """Serves the description for programs."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The description as JSON."""
        return msgspec.json.encode(described(request.app, openapi_schema))


def described(app: Litestar, drawn: dict[str, Any]) -> dict[str, Any]:
    """The description of an application, made once."""
    made: dict[str, Any] | None = app.state.get("described")
    if made is None:
        made = app.state.described = describe(app, drawn)
    return made


class _Operation(NamedTuple):
    """One operation of the description, with the handler behind it and what it says of itself."""

    said: dict[str, Any]
    handler: HTTPRouteHandler
    speaks: dict[str, Any]
    takes_path: bool


def describe(app: Litestar, drawn: dict[str, Any]) -> dict[str, Any]:
    """The description as it should be, from the one Litestar drew."""
    drawn = msgspec.json.decode(msgspec.json.encode(drawn))
    operations = list(_operations(app, drawn))
    types: list[Any] = [ProblemBody, Header, Event]
    for operation in operations:
        types += [t for t in (operation.speaks["hears"], operation.speaks["answers"]) if t is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template=REF)
    shapes = dict(zip(map(_key, types), schemas, strict=True))
    for operation in operations:
        _mend(operation, shapes)
    drawn["components"]["schemas"] = {name: {"title": name} | _mended(schema) for name, schema in components.items()}
    drawn.pop("servers", None)
    return drawn


def _key(shape: Any) -> str:
    return repr(shape)


def _operations(app: Litestar, drawn: dict[str, Any]) -> Iterator[_Operation]:
    handlers = {
        operation_id(handler, None, None): handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler, _ in route.route_handler_map.values()
        if handler.resolve_include_in_schema()
    }
    for path, item in drawn["paths"].items():
        for method in METHODS:
            if method in item:
                said = item[method]
                handler = handlers[said["operationId"]]
                spoken = handler.opt.get("speaks") or ELSEWHERE.get(said["operationId"], speaks())["speaks"]
                yield _Operation(said, handler, spoken, "{" in path)


def _mend(operation: _Operation, shapes: dict[str, Any]) -> None:
    """One operation: its body, its answers, its refusals, who may ask."""
    said, told = operation.said, operation.speaks
    said["summary"] = said.get("description", said["summary"]).split(". ")[0].split("\n")[0].rstrip(".")
    for parameter in said.get("parameters", []):
        parameter["schema"] = _plain(parameter["schema"])
    if also := ALSO_HEARS.get(said["operationId"]):
        said["parameters"] = said.get("parameters", []) + also
    said.pop("requestBody", None)
    if told["hears"] is not None:
        said["requestBody"] = _heard(told, shapes)
    said["security"] = [] if told["public"] else [{"bearer": []}, {"cookie": []}]
    said["responses"] = _answers(operation, shapes) | _refusals(operation)


def _heard(told: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": shapes[_key(told["hears"])]}
    if told["hears_type"] == LINES:
        content["schema"] = {"type": "string", "description": "one Header, then one Event a line, each ended by LF"}
        content["x-lines"] = [{"$ref": REF.format(name="Header")}, {"$ref": REF.format(name="Event")}]
    elif told["hears"] is bytes:
        content["schema"] = {"type": "string", "format": "binary"}
    return {"required": True, "content": {told["hears_type"]: content}}


def _answers(operation: _Operation, shapes: dict[str, Any]) -> dict[str, Any]:
    status = str(operation.handler.status_code)
    told = operation.speaks
    answered: dict[str, Any] = {"description": "As asked."}
    if told["answers"] is bytes:
        answered["content"] = {told["answers_type"]: {"schema": {"type": "string", "format": "binary"}}}
    elif told["answers"] is not None:
        answered["content"] = {told["answers_type"]: {"schema": shapes[_key(told["answers"])]}}
    return {status: answered}


def _refusals(operation: _Operation) -> dict[str, Any]:
    """Every way this call may be refused as a whole, by status, with the codes that bear it."""
    told = operation.speaks
    codes = {"store_away", "store_full", "unknown_refusal", *told["refuses"]}
    if not told["public"]:
        codes |= {"not_signed_in", "not_allowed", "other_unit", "csrf", "device_revoked"}
    if operation.said.get("parameters") or told["hears"] is not None:
        codes.add("bad_call")
    if told["hears"] is not None:
        codes.add("too_large")
    if operation.takes_path:
        codes.add("not_found")
    by_status: dict[int, list[str]] = {}
    for code in sorted(codes):
        by_status.setdefault(REFUSALS[code].status, []).append(code)
    for status in ODD.get(operation.said["operationId"], ()):
        by_status.setdefault(status, []).append("bad_call")
    return {str(status): _refused(status, which) for status, which in sorted(by_status.items())}


def _refused(status: int, codes: list[str]) -> dict[str, Any]:
    if status < 400:
        return {
            "description": "A part, as asked.",
            "content": {OCTETS: {"schema": {"type": "string", "format": "binary"}}},
        }
    words = "; ".join(f"`{code}`: {REFUSALS[code].en}" for code in codes)
    return {"description": words, "content": {PROBLEM: {"schema": {"$ref": REF.format(name="ProblemBody")}}}}


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter's schema without the empty alternative Litestar gives the items of a tuple."""
    items = schema.get("items", {})
    if {} in items.get("oneOf", []):
        schema["items"] = next(one for one in items["oneOf"] if one)
    return schema


def _mended(schema: Any) -> Any:
    """A schema that says what msgspec does: it holds a pattern against every text of a union, the empty one too.

    A pair of one type is written as an array of two, which older readers of JSON Schema understand as well.
    """
    if isinstance(schema, list):
        return [_mended(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    mended = {name: _mended(value) for name, value in schema.items()}
    choices = mended.get("anyOf", [])
    if any("pattern" in one for one in choices):
        mended["anyOf"] = [one for one in choices if one != {"enum": [""]}]
    alike = mended.get("prefixItems", [])
    if alike and all(one == alike[0] for one in alike):
        mended["items"] = mended.pop("prefixItems")[0]
    return mended
