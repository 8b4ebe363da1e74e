"""How a tablet reaches the office: four calls, over HTTPS or whatever carries bytes both ways.

A wire knows nothing of outboxes or cursors. It says one of three things: an answer, `Away` (try again later, nothing is
known of what became of the call), or `Rejected` (the whole call is refused, with a code of `models/refusal.py`).
"""

import base64
import hashlib
from typing import Protocol

import httpx
import msgspec

from models.said import FileRef
from sync.protocol import PUSH_BYTES_MAX

CHUNK_BYTES = 262_144
TIMEOUT_S = 60.0
TUS = {"Tus-Resumable": "1.0.0"}


class Away(Exception):
    """No answer, or one that means "try again": it is not known whether the office heard."""


class Rejected(Exception):
    """The office refuses the whole call."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail


class Wire(Protocol):
    """What a tablet asks of whatever connects it."""

    def enrol(self, body: bytes) -> bytes:
        """Answers an `Enrol` with an `Enrolled`."""
        ...

    def push(self, token: str, body: bytes) -> bytes:
        """Answers a push with a `Pushed`."""
        ...

    def pull(self, token: str, cursor: str, page_bytes: int) -> bytes:
        """The next page after a cursor."""
        ...

    def guides(self, token: str, tag: str) -> bytes:
        """The guides of this tablet, or nothing when they are still those of the tag."""
        ...

    def upload(self, token: str, file: FileRef, data: bytes) -> None:
        """Returns once the office has and has verified every byte; goes on where an upload broke off before."""
        ...


class _Said(msgspec.Struct):
    """What is read of problem details (RFC 9457)."""

    code: str = ""
    detail: str = ""


_problems = msgspec.json.Decoder(_Said)
_AGAIN = frozenset((401, 408, 425, 429))


class HttpWire:
    """The office over HTTP; files go by tus 1.0 (core, creation, checksum)."""

    def __init__(self, base_url: str, http: httpx.Client | None = None) -> None:
        self._base = base_url.rstrip("/")
        self._http = http or httpx.Client(timeout=TIMEOUT_S)

    def enrol(self, body: bytes) -> bytes:
        return self._call("POST", "/sync/enrol", {"Content-Type": "application/json"}, body).content

    def push(self, token: str, body: bytes) -> bytes:
        assert len(body) <= PUSH_BYTES_MAX
        return self._call("POST", "/sync/push", _bearer(token, {"Content-Type": "application/x-ndjson"}), body).content

    def pull(self, token: str, cursor: str, page_bytes: int) -> bytes:
        query = httpx.QueryParams({"cursor": cursor, "page_bytes": page_bytes})
        return self._call("GET", f"/sync/pull?{query}", _bearer(token, {})).content

    def guides(self, token: str, tag: str) -> bytes:
        asked = {"If-None-Match": f'"{tag}"'} if tag else {}
        return self._call("GET", "/sync/guides", _bearer(token, asked)).content

    def upload(self, token: str, file: FileRef, data: bytes) -> None:
        begun = self._begin(token, file)
        place, offset = _told(begun, "Location"), int(begun.headers.get("Upload-Offset", "0"))
        while offset < len(data):
            chunk = data[offset : offset + CHUNK_BYTES]
            sum_ = base64.b64encode(hashlib.sha256(chunk).digest()).decode()
            headers = {
                **TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset),
                "Upload-Checksum": f"sha256 {sum_}",
            }  # fmt: skip
            reached = int(_told(self._call("PATCH", place, _bearer(token, headers), chunk), "Upload-Offset"))
            if reached <= offset:
                raise Away(f"an upload that stands still at {offset}")
            offset = reached

    def _begin(self, token: str, file: FileRef) -> httpx.Response:
        """Begins an upload; the office answers with the one this device has under way, if there is one."""
        named = {"digest": file.digest, "filetype": file.media_type}
        told = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in named.items())
        headers = _bearer(token, {**TUS, "Upload-Length": str(file.length_bytes), "Upload-Metadata": told})
        return self._call("POST", "/files/", headers)

    def _call(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> httpx.Response:
        url = self._base + path if path.startswith("/") else path
        if not url.startswith(f"{self._base}/"):
            raise Rejected("bad_call", f"an address elsewhere: {url}")  # our token is not shown to others
        try:
            answer = self._http.request(method, url, headers=headers, content=body or None)
        except httpx.HTTPError as error:
            raise Away(f"{type(error).__name__}: {error}") from error
        if answer.is_success or answer.status_code == 304:
            return answer
        if answer.status_code in _AGAIN or answer.status_code >= 500:
            raise Away(f"HTTP {answer.status_code}")
        try:
            said = _problems.decode(answer.content)
        except msgspec.DecodeError:
            said = _Said()
        if not said.code:  # a proxy's or a hotel's page: our office always says why
            raise Away(f"HTTP {answer.status_code} without a code")
        raise Rejected(said.code, said.detail or f"HTTP {answer.status_code}")


def _told(answer: httpx.Response, header: str) -> str:
    """A header that every office's answer has; a hotel's sign-in page has not."""
    if header not in answer.headers:
        raise Away(f"an answer without {header}")
    return answer.headers[header]


def _bearer(token: str, headers: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **headers}
