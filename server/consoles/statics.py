"""Scripts, styles and pictures of the consoles: our own, and those npm brought at build; both known by their digest.

A page asks for a file with its digest (`/static/console.css?v=…`), so the browser may keep it for ever.
"""

import hashlib
import mimetypes
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, NamedTuple

from litestar import Response, get
from litestar.params import PathParameter, QueryParameter

from server.asked import speaks
from server.problem import Problem

FOREVER = "public, max-age=31536000, immutable"
WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"
"""A worker obeys the policy it was sent with, not its page's (CSP 3 §4.2.1): the map's fetches tiles from here alone."""
OURS = files("server") / "consoles" / "static"
BUILT = files("server") / "built" / "console"
"""Written by `npm run build` in web/; not there before the first build."""


class Static(NamedTuple):
    """A file as it is sent."""

    body: bytes
    media_type: str
    version: str


@cache
def every() -> dict[str, Static]:
    """Every file by its name; our own win over those of the same name that npm brought."""
    return {**_read(BUILT, ""), **_read(OURS, "")}


def _read(folder: Traversable, before: str) -> dict[str, Static]:
    found: dict[str, Static] = {}
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.is_dir():
            found |= _read(file, f"{before}{file.name}/")
            continue
        body = file.read_bytes()
        media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        found[before + file.name] = Static(body, media_type, hashlib.sha256(body).hexdigest()[:12])
    return found


def address(name: str) -> str:
    """Where a page finds a file: with its version, or bare when nothing was built yet."""
    known = every().get(name)
    return f"/static/{name}?v={known.version}" if known else f"/static/{name}"


@get("/static/{name:path}", sync_to_thread=False, opt=speaks(public=True), include_in_schema=False)
def static(
    name: Annotated[str, PathParameter(max_length=200)], v: Annotated[str, QueryParameter(max_length=64)] = ""
) -> Response[bytes]:
    """One file; kept for ever by whoever asked with its version, asked for anew by all others."""
    found = every().get(name.lstrip("/"))
    if found is None:
        raise Problem("not_found", "static")
    headers = {"Cache-Control": FOREVER if v == found.version else "no-cache"}
    if name.endswith("-worker.mjs"):
        headers["Content-Security-Policy"] = WORKER_POLICY
    return Response(found.body, media_type=found.media_type, headers=headers)
