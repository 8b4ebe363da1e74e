"""The description of the API as one page to read: no script, nothing from other sites, the same facts as the JSON."""

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from typing import Any

from litestar import Request
from litestar.enums import MediaType
from litestar.openapi.plugins import OpenAPIRenderPlugin

from server.problem import PROBLEM

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}"
    "code{font:0.9em ui-monospace,monospace;background:#f1f1ee;padding:.1em .3em;border-radius:.2em}"
    "h2{margin-top:2.5rem;border-bottom:1px solid #ccc}details{margin:.6rem 0}summary{cursor:pointer}"
    "td,th{text-align:left;vertical-align:top;padding:.15rem .8rem .15rem 0}"
    ".m{display:inline-block;min-width:5rem;font-weight:600}"
)
POLICY = (
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
    f"style-src 'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
)
"""The page may bring its own style and nothing else."""


class Page(OpenAPIRenderPlugin):
    """Serves the page; `server.openapi.describe` makes what it shows."""

    def __init__(self, described: Any) -> None:
        super().__init__(path="/", media_type=MediaType.HTML, favicon="", style="")
        self._described = described

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The page as HTML."""
        return "".join(_page(self._described(request.app, openapi_schema))).encode()


def _page(drawn: dict[str, Any]) -> Iterator[str]:
    title = escape(drawn["info"]["title"])
    yield f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} API</title>'
    yield f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><h1>{title}</h1>'
    yield "".join(f"<p>{escape(part)}</p>" for part in drawn["info"]["description"].split("\n\n"))
    yield '<p><a href="/openapi/openapi.json">openapi.json</a>: the same for programs (OpenAPI 3.1).</p>'
    by_tag: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for path, item in drawn["paths"].items():
        for method, said in item.items():
            by_tag.setdefault(said["tags"][0], []).append((method, path, said))
    for tag, operations in by_tag.items():
        yield f"<h2>{escape(tag)}</h2>"
        for method, path, said in operations:
            yield from _operation(method, path, said)
    yield "<h2>Shapes</h2>"
    for name, shape in sorted(drawn["components"]["schemas"].items()):
        yield from _shape(name, shape)
    yield "</body></html>"


def _operation(method: str, path: str, said: dict[str, Any]) -> Iterator[str]:
    yield f'<details id="{escape(said["operationId"])}"><summary><span class="m">{method.upper()}</span>'
    yield f"<code>{escape(path)}</code> {escape(said['summary'])}</summary><p>{escape(said.get('description', ''))}</p><table>"
    for parameter in said.get("parameters", []):
        words = f"{parameter['in']}{'' if parameter.get('required') else ', may be left out'}: {_words(parameter['schema'])}"
        yield f"<tr><td><code>{escape(parameter['name'])}</code><td>{words}"
    for kind, content in said.get("requestBody", {}).get("content", {}).items():
        yield f"<tr><td>body<td>{escape(kind)}: {_words(content['schema'])}"
    for status, answer in said["responses"].items():
        content = answer.get("content", {})
        shown = "; ".join(
            f"{escape(kind)}: {_words(one['schema'])}" for kind, one in content.items() if kind != PROBLEM
        )
        yield f"<tr><td>{status}<td>{shown or escape(answer['description'])}"
    yield "</table></details>"


def _shape(name: str, shape: dict[str, Any]) -> Iterator[str]:
    closed = "" if shape.get("additionalProperties", True) else " Closed: no other field is heard."
    yield f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary>'
    yield f"<p>{escape(shape.get('description', ''))}{closed}</p><table>"
    for field, told in shape.get("properties", {}).items():
        needed = "" if field in shape.get("required", []) else ", may be left out"
        yield f"<tr><td><code>{escape(field)}</code><td>{_words(told)}{needed}"
    yield "</table></details>"


def _words(schema: Any) -> str:
    """A schema in a few words, with links to the shapes it names."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if choices := schema.get("anyOf"):
        return " or ".join(_words(one) for one in choices)
    if "enum" in schema:
        return " | ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_words(schema.get('items') or {})}"
    words = escape(str(schema.get("type", "anything")))
    return f"{words}, {escape(schema['description'])}" if schema.get("description") else words
