"""`/files`: photographs and scans come in by tus 1.0, resumable, and go out by digest to those whom their visit reaches.

Core protocol and the extensions creation, creation-with-upload, checksum and expiration (tus.io/protocols/resumable-upload).
`Upload-Metadata` must name `digest` (SHA-256, hexadecimal) and `filetype`.
"""

import asyncio
import base64
import binascii
import re
from collections.abc import AsyncIterator
from email.utils import formatdate
from typing import Any, NamedTuple

import msgspec
from litestar import Request, Response, Router, get, patch, post, route
from litestar.di import NamedDependency
from litestar.enums import HttpMethod
from litestar.exceptions import HTTPException
from litestar.params import FromPath
from litestar.response import Stream

from models.access import Actor, hears, may_read
from models.said import FileRef
from models.store import accounts, files, projections
from models.store.accounts import View
from models.store.files import Stored
from models.store.uploads import Upload
from server import problem, uploads
from server.house import House
from server.problem import Problem, answer, refuse
from server.session import Asking, actor_of
from server.uploads import CHECKSUMS, Checksum, LineCut, UploadHeld

TUS = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration"
OCTETS = "application/offset+octet-stream"

_NUMBER = re.compile(r"\d{1,15}")
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/svg+xml": "svg", "application/pdf": "pdf",
    "application/json": "json", "audio/ogg": "ogg", "audio/webm": "webm", "audio/mp4": "m4a",
}  # fmt: skip


class Wrong(Exception):
    """A call refused with a status of its own."""

    def __init__(self, status: int, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail


def _tus(response: Response[Any]) -> Response[Any]:
    response.headers["Tus-Resumable"] = TUS
    response.headers["Cache-Control"] = "no-store"
    return response


def _on_problem(request: Asking, error: Problem) -> Response[bytes]:
    return _tus(problem.on_problem(request, error))


def _on_http(request: Asking, error: HTTPException) -> Response[bytes]:
    return _tus(problem.on_http(request, error))


def _on_wrong(_: Asking, error: Wrong) -> Response[bytes]:
    response = _tus(answer(error.code, error.detail, error.status))
    if error.status == 412:
        response.headers["Tus-Version"] = TUS
    return response


def _on_held(_: Asking, __: UploadHeld) -> Response[bytes]:
    return _tus(answer("upload_offset", "another call is sending this upload", 423))


def _on_cut(_: Asking, __: LineCut) -> Response[bytes]:
    return _tus(answer("upload_offset", "the line was cut or fell silent", 408))


class _Call(NamedTuple):
    """What a tus call says in its headers."""

    request: Asking

    def number(self, name: str) -> int:
        text = self.request.headers.get(name, "")
        if not _NUMBER.fullmatch(text):
            raise Wrong(400, "bad_call", name)
        return int(text)

    def check_version(self) -> None:
        if self.request.headers.get("tus-resumable") != TUS:
            raise Wrong(412, "bad_call", f"Tus-Resumable must be {TUS}")

    def file(self) -> FileRef:
        """What is promised: digest, length, media type."""
        if "upload-defer-length" in self.request.headers:
            raise Wrong(400, "bad_call", "Upload-Defer-Length is not served: say Upload-Length")
        told = _metadata(self.request.headers.get("upload-metadata", ""))
        offered = {
            "digest": told.get("digest", ""),
            "length_bytes": self.number("upload-length"),
            "media_type": told.get("filetype", ""),
        }
        try:
            return msgspec.convert(offered, FileRef)
        except msgspec.ValidationError as error:
            status = 415 if "media_type" in str(error) else 400
            raise Wrong(status, "bad_call", str(error)) from error

    def checksum(self) -> Checksum | None:
        said = self.request.headers.get("upload-checksum")
        if said is None:
            return None
        algorithm, _, text = said.partition(" ")
        if algorithm not in CHECKSUMS:
            raise Wrong(400, "bad_call", f"Upload-Checksum: one of {', '.join(CHECKSUMS)}")
        try:
            return Checksum(algorithm, base64.b64decode(text, validate=True))
        except binascii.Error as error:
            raise Wrong(400, "bad_call", "Upload-Checksum") from error

    def body(self) -> AsyncIterator[bytes]:
        return aiter(self.request.stream())

    def brings(self) -> int:
        """How many bytes are announced; none known when they come in chunks."""
        text = self.request.headers.get("content-length", "")
        return int(text) if _NUMBER.fullmatch(text) else 0


def _metadata(text: str) -> dict[str, str]:
    """`Upload-Metadata`: pairs of a key and its value in base64, separated by commas."""
    told: dict[str, str] = {}
    for pair in filter(None, text[:4000].split(",")):
        key, _, value = pair.strip().partition(" ")
        try:
            told[key] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Wrong(400, "bad_call", f"Upload-Metadata: {key[:40]}") from error
    return told


def _sender(house: House, request: Asking) -> Actor:
    """Who sends or asks for bytes, if they may."""
    actor = actor_of(house, request)
    refuse(may_read(actor, "files", actor.unit))
    return actor


def _stands(upload: Upload, status: int) -> Response[None]:
    """How far an upload is."""
    headers = {
        "Upload-Offset": str(upload.offset_bytes),
        "Upload-Expires": formatdate(upload.expires_ms / 1000, usegmt=True),
    }
    return _tus(Response(None, status_code=status, headers=headers))


@route("/", http_method=[HttpMethod.OPTIONS], sync_to_thread=False, status_code=204)
def tell(house: NamedDependency[House]) -> Response[None]:
    """What this server speaks of tus."""
    headers = {
        "Tus-Resumable": TUS,
        "Tus-Version": TUS,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(house.settings.upload_bytes_max),
        "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
        "Allow": "OPTIONS, POST",
    }
    return Response(None, status_code=204, headers=headers)


@post("/", status_code=201, request_max_body_size=None)
async def begin(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[None]:
    """Begins an upload, or answers the one this device has under way; `Upload-Offset` says where to go on.

    A file that is here already answers with its full length: there is nothing left to send.
    """
    call = _Call(request)
    call.check_version()
    if "x-http-method-override" in request.headers:
        raise Wrong(405, "bad_call", "X-HTTP-Method-Override")
    file = call.file()
    actor = await asyncio.to_thread(_sender, house, request)
    if file.length_bytes > house.settings.upload_bytes_max:
        raise Problem("too_large", f"{file.length_bytes} bytes, at most {house.settings.upload_bytes_max}")
    upload = await asyncio.to_thread(uploads.begin, house, actor, file)
    if request.headers.get("content-type") == OCTETS and upload.offset_bytes == 0:
        upload = await _append(house, call, upload, 0)
    response = _stands(upload, 201)
    response.headers["Location"] = f"/files/{upload.id}"
    return response


@route("/{name:str}", http_method=[HttpMethod.HEAD], status_code=200)
async def look(house: NamedDependency[House], request: Request[Any, Any, Any], name: FromPath[str]) -> Response[None]:
    """How many bytes of an upload are safe here."""
    _Call(request).check_version()
    actor = await asyncio.to_thread(_sender, house, request)
    upload = await asyncio.to_thread(uploads.find, house, actor, name)
    response = _stands(upload, 200)
    response.headers["Upload-Length"] = str(upload.length_bytes)
    return response


@patch("/{name:str}", status_code=204, request_max_body_size=None)
async def append(house: NamedDependency[House], request: Request[Any, Any, Any], name: FromPath[str]) -> Response[None]:
    """Appends bytes at `Upload-Offset`; a whole file with the promised digest is kept and its visits hear of it."""
    call = _Call(request)
    call.check_version()
    if request.headers.get("content-type") != OCTETS:
        raise Wrong(415, "bad_call", f"Content-Type must be {OCTETS}")
    at = call.number("upload-offset")
    actor = await asyncio.to_thread(_sender, house, request)
    upload = await asyncio.to_thread(uploads.find, house, actor, name)
    return _stands(await _append(house, call, upload, at), 204)


@post("/{name:str}", status_code=204, request_max_body_size=None)
async def override(
    house: NamedDependency[House], request: Request[Any, Any, Any], name: FromPath[str]
) -> Response[None]:
    """`PATCH` for clients whose proxy lets only POST through (`X-HTTP-Method-Override: PATCH`)."""
    if request.headers.get("x-http-method-override", "").upper() != "PATCH":
        raise Wrong(405, "bad_call", "X-HTTP-Method-Override must be PATCH")
    response: Response[None] = await append.fn(house, request, name)
    return response


async def _append(house: House, call: _Call, upload: Upload, at: int) -> Upload:
    if at + call.brings() > upload.length_bytes:
        raise Problem("too_large", f"more than the {upload.length_bytes} bytes promised")
    return await uploads.receive(house, upload, at, call.body(), call.checksum())


@get("/{name:str}", sync_to_thread=True)
def fetch(
    house: NamedDependency[House], request: Request[Any, Any, Any], name: FromPath[str]
) -> Response[bytes] | Stream:
    """The bytes of a file, for the desk of its unit and the officers whose visit names it; one range may be asked for."""
    actor = _sender(house, request)
    stored = _stored(house, actor, name)
    _noted(house, actor, stored)
    headers = {
        "Content-Disposition": f'attachment; filename="{stored.digest[:16]}.{_ENDINGS[stored.media_type]}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Accept-Ranges": "bytes",
    }
    span = _span(request.headers.get("range", ""), stored.length_bytes)
    if span is None:
        headers["Content-Range"] = f"bytes */{stored.length_bytes}"
        return Response(b"", status_code=416, headers=headers, media_type=stored.media_type)
    start, end = span
    whole = (start, end) == (0, stored.length_bytes)
    if not whole:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{stored.length_bytes}"
    headers["Content-Length"] = str(end - start)
    pieces = house.blobs.read(stored.digest, start, end)
    return Stream(pieces, status_code=200 if whole else 206, media_type=stored.media_type, headers=headers)


def _stored(house: House, actor: Actor, name: str) -> Stored:
    """A file this actor may see; everything else is "not found", so that nobody learns which digests exist."""
    if not _DIGEST.fullmatch(name):
        raise Problem("not_found")
    audience = hears(actor)
    with house.store.read() as tx:
        stored = files.stored(tx, actor.unit, name)
        if stored is None:
            raise Problem("not_found")
        if audience is not None:
            visits = files.visits_naming(tx, actor.unit, name)
            if not any(projections.reaches(tx, actor.unit, [audience], "visit", visit) for visit in visits):
                raise Problem("not_found")
    if house.blobs.length(name) != stored.length_bytes:
        raise Problem("not_found", "the bytes are lost: tannha check names the file")
    return stored


def _noted(house: House, actor: Actor, stored: Stored) -> None:
    view = View(actor.unit, house.new_id(), actor.id, "file", stored.digest, house.now_ms())
    with house.store.write() as tx:
        accounts.note_views(tx, [view])


def _span(asked: str, length: int) -> tuple[int, int] | None:
    """From and to before which byte (RFC 9110 §14.2): one range is served, several or other units get the whole."""
    found = _RANGE.fullmatch(asked)
    if found is None or found.groups() == ("", ""):
        return 0, length
    first, last = found.groups()
    if not first:
        start, end = max(0, length - int(last)), length
    else:
        start, end = int(first), min(length, int(last) + 1) if last else length
    return (start, end) if start < end else None


ROUTER = Router(
    "/files",
    route_handlers=[tell, begin, look, append, override, fetch],
    tags=["files"],
    exception_handlers={
        Problem: _on_problem,
        HTTPException: _on_http,
        Wrong: _on_wrong,
        UploadHeld: _on_held,
        LineCut: _on_cut,
    },
)
