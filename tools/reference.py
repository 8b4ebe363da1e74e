"""Writes docs/reference.md, the table of settings in docs/operations.md, and the tablet's shapes: `python -m tools.reference`.

Everything is read from the code: kinds and their fields from the structs, who may say them from `models/access.py`, in
which states from the rules, refusals from their table. Who may call an address is read from the table that
tests/server/test_permissions.py proves against the running application. A test says when the pages are out of date.
"""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
from litestar.routes import HTTPRoute
from litestar.testing import TestClient
from litestar.utils.helpers import unwrap_partial

from models import dossier, fold, hold, ids, redaction, request, said, visit, visit_rules
from models.access import MAY_SAY, ROLES
from models.event import KINDS
from models.refusal import REFUSALS
from models.said import Body
from models.store.engine import open_store
from models.telling import SENTENCES
from server.app import make_app, make_house
from server.settings import DOCS, PREFIX, Settings
from tests.server.test_permissions import PUBLIC, WAYS
from tools import shapes

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference.md"
OPERATIONS = ROOT / "docs" / "operations.md"

HEAD = """# Tra cứu · Reference

> **Tóm tắt.** Mọi loại sự kiện, mọi lời từ chối, mọi địa chỉ, do chính mã nguồn viết ra. Đừng sửa tay trang này:
> sửa mã rồi chạy `python -m tools.reference`.

Everything the house understands, written from the code by `tools/reference.py`; a test fails when this page and the code
part ways. How these travel is in [protocol.md](protocol.md), how they hang together in [architecture.md](architecture.md).

- [Events](#events): what may be said, by whom, in which state, with what
- [Values](#values): the parts events are made of
- [Refusals](#refusals): every way to say no
- [Addresses](#addresses): every HTTP address, and who may call it
"""

EVENTS = (
    """
## Events

Each is said through the one door: at a console `POST /events` with `{"events": [{"body": {"kind": …, …}}]}`, from a tablet
as a line of a push. A field this page does not name is an error. Roles: """
    + ", ".join(f"`{role}`" for role in ROLES)
    + """
(`system` is the clock and the office itself). An `officer` who holds no other role speaks only of the visits they hold,
the people met there, and their own absences.

*id*: a UUIDv7 in lower case, made by whoever speaks. *unit*: a commune's five digits, or a province's two. *day*:
`2026-11-21`, local. *moment*: milliseconds since 1970 UTC. *digest*: SHA-256, 64 hexadecimal letters. *đồng*: whole.
"""
)

REFUSED = """
## Refusals

On a receipt, or as RFC 9457 problem details when a whole call is refused: then `type` is `urn:tannha:problem:<code>` and
the status is the one named here. The table itself is `models/data/refusals.toml`.
"""

ADDRESSES = """
## Addresses

Roles as `tests/server/test_permissions.py` proves them: in the caller's own unit, and from the province over a unit below.
A thing of any other unit answers `not_found`. A tablet's token opens only what an officer may. Shapes of questions and
answers: `GET /openapi`.
"""

NAMED = {
    get_args(alias)[1].pattern: name
    for alias, name in ((ids.Id, "id"), (ids.UnitId, "unit"), (ids.Digest, "digest"), (said.Day, "day"))
}
"""Patterns that have a name of their own on this page."""

STANDING = {
    "call": "while somebody is still owed a ring", "citizen": "until erased", "device": "until revoked",
    "hold": "until settled", "entry": "always", "book": "until closed",
    "law": "until repealed", "offer": "while it is held", "notice": "until withdrawn",
    "officer": "until the officer left", "ward": "once the unit is open",
    "paper": "until withdrawn; signed once, a letter handed over only once signed",
}  # fmt: skip
"""Until when a thing hears what is said of it, where no table of states says so."""


def states_of(kind: str, body: type[Body]) -> str:
    """In which states of its thing an event is lawful."""
    if body is redaction.RecordRedacted:
        return "while the record is there"
    if body is hold.ConflictSettled:
        return "while that conflict is open"
    first = next(iter(inspect.signature(fold._FOLDS[kind, body]).parameters.values())).annotation
    if first is None:
        return f"begins the {kind}"
    tables: dict[str, dict[type[Body], frozenset[Any]]] = {
        "visit": visit_rules.WHEN, "request": request.WHEN, "dossier": dossier.WHEN,
    }  # fmt: skip
    if kind not in tables:
        return "always; the first time it opens the unit" if body.__name__ == "WardConfigured" else STANDING[kind]
    allowed = tables[kind][body]
    if kind == "dossier":
        return ", ".join(f"{status} {dossier.STATUS[status]}" for status in sorted(allowed))
    order = get_args(visit.VisitState if kind == "visit" else request.RequestState)
    return "any state" if allowed >= set(order) else ", ".join(state for state in order if state in allowed)


def kind_of(body: type[Body]) -> str:
    """The kind of thing an event is about."""
    return "hold" if body is hold.ConflictSettled else body.__module__.rpartition(".")[2]


def first_paragraph(doc: str | None) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((doc or "").strip().split("\n\n")[0].split())


def _blank(sentence: str) -> str:
    """A sentence with its particulars left out."""
    return re.sub(r"\{\w+\}", "…", sentence)


def shown(schema: dict[str, Any]) -> str:
    """What a value must be, in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        parts = [shown(one) for one in schema["anyOf"]]
        return " or ".join(dict.fromkeys(part for part in parts if part != '`""`')) + (
            " or empty" if '`""`' in parts else ""
        )
    if "enum" in schema:
        return " \\| ".join(f"`{_json(value)}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list{_range(schema, 'minItems', 'maxItems', '')} of {shown(schema['items'])}"
    if schema.get("type") == "object":
        return "map"
    return _plain(schema)


def _plain(schema: dict[str, Any]) -> str:
    """A text, a number, yes or no."""
    if schema.get("type") == "string":
        pattern = schema.get("pattern")
        if pattern:
            return NAMED.get(pattern, f"text like `{pattern}`".replace("|", "\\|"))
        return "text" + _range(schema, "minLength", "maxLength", " characters")
    if schema.get("type") == "integer":
        if "milliseconds" in schema.get("description", ""):
            return "moment"
        if "đồng" in schema.get("description", ""):
            return "đồng"
        return "number" + _range(schema, "minimum", "maximum", "")
    return {"boolean": "yes or no", "null": "null"}.get(schema.get("type", ""), "anything")


def _range(schema: dict[str, Any], low: str, high: str, what: str) -> str:
    least, most = schema.get(low, 0), schema.get(high)
    if most is None:
        return f" (at least {least}{what})" if least else ""
    return f" ({least} to {most}{what})" if least else f" (at most {most}{what})"


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def fields_table(shape: dict[str, Any]) -> Iterator[str]:
    """The fields of a struct, one a line; `kind` itself left out."""
    fields = {name: schema for name, schema in shape.get("properties", {}).items() if name != "kind"}
    if not fields:
        return
    yield "| Field | What | Otherwise |"
    yield "|---|---|---|"
    for name, schema in fields.items():
        needed = name in shape.get("required", ())
        default = f"`{_json(schema['default'])}`" if "default" in schema else "left as it is"
        yield f"| `{name}` | {shown(schema)} | {'**needed**' if needed else default} |"


def events() -> Iterator[str]:
    """Every kind of event, by the thing it is about; then the values they are made of."""
    _, shapes = msgspec.json.schema_components(list(KINDS.values()), ref_template="#/{name}")
    yield EVENTS
    by_thing: dict[str, list[type[Body]]] = {}
    for body in KINDS.values():
        by_thing.setdefault(kind_of(body), []).append(body)
    for thing, bodies in by_thing.items():
        yield f"### Of a {thing}\n"
        for body in bodies:
            words = SENTENCES[body]
            yield f"#### `{body.__name__}`\n"
            yield f"{_blank(words.vi)} · {_blank(words.en)}. {first_paragraph(body.__doc__)}\n"
            yield f"- Who: {', '.join(f'`{role}`' for role in ROLES if role in MAY_SAY[body])}"
            yield f"- When: {states_of(thing, body)}\n"
            yield from fields_table(shapes[body.__name__])
            yield ""
    yield "## Values\n"
    for name in sorted(shapes.keys() - KINDS.keys()):
        yield f"#### {name}\n"
        yield f"{first_paragraph(shapes[name].get('description', ''))}\n"
        yield from fields_table(shapes[name])
        yield ""


def refusals() -> Iterator[str]:
    """Every refusal with its sentences."""
    yield REFUSED
    yield "| Code | Status | Câu nói · sentence | Bước tiếp · next step | Who mends it |"
    yield "|---|---|---|---|---|"
    for one in REFUSALS.values():
        yield f"| `{one.code}` | {one.status} | {one.vi}<br>{one.en} | {one.next_vi}<br>{one.next_en} | {one.mender} |"


def addresses() -> Iterator[str]:
    """Every address: who may call it, what it is for, what may be asked."""
    yield ADDRESSES
    yield "| Address | Own unit | From the province | What |"
    yield "|---|---|---|---|"
    told, pages = _described()
    for way in sorted({*WAYS, *PUBLIC}, key=lambda way: (way.partition(" ")[2], way)):
        method, _, path = way.partition(" ")
        drawn = told.get(path, {}).get(method.lower(), {})
        asked = [p["name"] for p in drawn.get("parameters", []) if p["in"] == "query"]
        what = drawn.get("summary") or pages.get(way, "The description of the interface, OpenAPI 3.1")
        what += ". " + (f"Asks: {', '.join(f'`{name}`' for name in asked)}." if asked else "")
        known = WAYS.get(way)
        who = ("everybody", "") if known is None else (_roles(known.roles) or "tablets", _roles(known.below))
        yield f"| `{way}` | {who[0]} | {who[1]} | {what.strip()} |"


def _roles(text: str) -> str:
    named = text.split()
    if {*named} == {*ROLES} - {"system"}:
        return "everybody signed in"
    return ", ".join([role for role in ROLES if role in named])


def _described() -> tuple[dict[str, Any], dict[str, str]]:
    """The paths of the description the application serves, and what its pages, which are no part of it, say they are."""
    store = open_store("sqlite::memory:")
    try:
        app = make_app(make_house(Settings(store=store.url), store))
        with TestClient(app) as client:
            described: dict[str, Any] = client.get("/openapi/openapi.json").json()["paths"]
    finally:
        store.close()
    pages = {
        f"{method} {route.path_format}": "A page: " + first_paragraph(unwrap_partial(handler.fn).__doc__).rstrip(".")
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
        if {"consoles", "tablet"} & {*unwrap_partial(handler.fn).__module__.split(".")}
    }
    return {path.rstrip("/") or path: item for path, item in described.items()}, pages


def reference() -> str:
    """The whole page."""
    parts = [HEAD, *events(), *refusals(), *addresses()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).rstrip() + "\n"


def settings() -> str:
    """The table of settings."""
    rows = ["| Biến · variable | Mặc định · default | What |", "|---|---|---|"]
    for name, default in msgspec.structs.asdict(Settings()).items():
        told = "" if default == "" else f"`{_json(default)}`".replace('"', "")
        rows.append(f"| `{PREFIX}{name.upper()}` | {told} | {DOCS[name]} |")
    return "\n".join(rows)


def with_settings(page: str) -> str:
    """A page with the present table of settings between its two marks; refuses a page without them."""
    made, count = re.subn(
        r"(?<=<!-- settings -->\n).*?(?=<!-- /settings -->)", lambda _: settings() + "\n", page, flags=re.DOTALL
    )
    if count != 1:
        raise SystemExit(f"{OPERATIONS}: one <!-- settings --> … <!-- /settings --> is needed, {count} found")
    return made


def main() -> None:
    """Writes them all."""
    shapes.write()
    REFERENCE.write_text(reference(), "utf-8")
    OPERATIONS.write_text(with_settings(OPERATIONS.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
