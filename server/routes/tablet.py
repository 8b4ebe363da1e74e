"""`/tablet/`: the officer's tablet as it was built (web/tablet), static files under a strict policy of their own.

Files whose name holds their digest may be kept for ever; the page, the worker and all others are asked for anew each time,
so that an update is seen at once.
"""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from litestar import Request, Response, Router, get
from litestar.params import PathParameter
from litestar.response import Redirect

from server.asked import packs, speaks
from server.problem import Problem

BUILT = Path(str(files("server"))) / "built" / "tablet"
"""Written by `npm run build` in web/; not there before the first build."""
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
"""WebAssembly may be compiled (Argon2id, QR codes), scripts may not be made of text; nothing comes from elsewhere."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
}
WEB = "web-"
"""How the name of a build of this page begins, as its tablets tell it."""
FOREVER = "public, max-age=31536000, immutable"
_HASHED = "assets/"
_PACKED_BYTES_MIN = 1_000
_PACKED_ALREADY = frozenset(("image/png", "image/jpeg", "image/webp", "image/gif", "font/woff2"))
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("application/manifest+json", ".webmanifest")


class File(NamedTuple):
    """One built file: its bytes, the same packed where that helps, its type and its tag."""

    body: bytes
    packed: bytes
    media_type: str
    tag: str


@lru_cache(maxsize=200)
def _read(path: Path, _changed_ns: int) -> File:
    body = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    worth = len(body) >= _PACKED_BYTES_MIN and media_type not in _PACKED_ALREADY
    packed = gzip.compress(body, 9, mtime=0) if worth else b""
    return File(body, packed, media_type, f'"{hashlib.sha256(body).hexdigest()[:20]}"')


def find(name: str, built: Path | None = None) -> File | None:
    """A built file by its path; none outside the folder is ever one."""
    built = built or BUILT
    path = (built / (name or "index.html")).resolve()
    if not path.is_relative_to(built.resolve()) or not path.is_file():
        return None
    return _read(path, path.stat().st_mtime_ns)


def build() -> str:
    """The build that tablets are handed, by the name they tell of themselves; empty when there is none."""
    file = find("build.txt")
    return f"{WEB}{file.body.decode().strip()}" if file is not None else ""


def _sent(name: str, request: Request[Any, Any, Any]) -> Response[bytes]:
    file = find(name)
    if file is None:
        raise Problem("not_found", "tablet")
    headers = HEADERS | {
        "Cache-Control": FOREVER if name.startswith(_HASHED) else "no-cache",
        "ETag": file.tag,
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == file.tag:
        return Response(b"", status_code=304, headers=headers)
    body = file.body
    if file.packed and packs(request):
        headers["Content-Encoding"] = "gzip"
        body = file.packed
    return Response(body, media_type=file.media_type, headers=headers)


@get("/", sync_to_thread=True, opt=speaks(public=True), include_in_schema=False)
def page(request: Request[Any, Any, Any]) -> Response[bytes] | Redirect:
    """The page itself; without its slash it would be outside its worker's reach."""
    asked: bytes = request.scope.get("raw_path") or b"/"  # the path as it was asked for: Litestar drops the slash
    if not asked.partition(b"?")[0].endswith(b"/"):
        return Redirect("/tablet/", status_code=308)
    return _sent("", request)


@get("/{name:path}", sync_to_thread=True, opt=speaks(public=True), include_in_schema=False)
def file(name: Annotated[str, PathParameter(max_length=200)], request: Request[Any, Any, Any]) -> Response[bytes]:
    """One built file."""
    return _sent(name.lstrip("/"), request)


ROUTER = Router("/tablet", route_handlers=[page, file], include_in_schema=False)
