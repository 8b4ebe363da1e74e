"""The wire over HTTP: which answers are answers, which mean "again", which are a refusal; and files by tus."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

import httpx
import pytest

from models.said import FileRef
from sync.wire import CHUNK_BYTES, Away, HttpWire, Rejected

BASE = "https://nha.example.vn/tannha"
DATA = bytes(range(256)) * 2_500
FILE = FileRef(
    digest=hashlib.sha256(DATA).hexdigest(), length_bytes=len(DATA), media_type="image/jpeg", label="trang 1"
)


def wire(answer: Callable[[httpx.Request], httpx.Response]) -> HttpWire:
    """A wire to an office that answers so."""
    return HttpWire(BASE + "/", httpx.Client(transport=httpx.MockTransport(answer)))


def test_calls_go_where_the_protocol_says() -> None:
    """Address, token, type and bytes of each call are those of the protocol."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=b"answered")

    there = wire(answer)
    assert there.enrol(b"who") == there.push("t", b"lines") == there.pull("t", "c+/=", 700) == b"answered"
    assert [(r.method, str(r.url)) for r in seen] == [
        ("POST", f"{BASE}/sync/enrol"), ("POST", f"{BASE}/sync/push"),
        ("GET", f"{BASE}/sync/pull?cursor=c%2B%2F%3D&page_bytes=700"),
    ]  # fmt: skip
    assert [r.headers.get("Authorization") for r in seen] == [None, "Bearer t", "Bearer t"]
    assert [r.headers.get("Content-Type") for r in seen] == ["application/json", "application/x-ndjson", None]
    assert [r.content for r in seen] == [b"who", b"lines", b""]


@pytest.mark.parametrize("status", [401, 408, 425, 429, 500, 502, 503, 504])
def test_some_answers_mean_again(status: int) -> None:
    """An office that is busy, or a session that is not known just now, is no refusal."""
    with pytest.raises(Away):
        wire(lambda _: httpx.Response(status, json={"code": "store_away"})).push("t", b"")


def test_a_broken_line_means_again() -> None:
    """Whatever breaks below HTTP leaves it open whether the office heard."""

    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("reset", request=request)

    with pytest.raises(Away, match="ReadError"):
        wire(broken).pull("t", "", 0)


def test_a_refused_call_says_its_code() -> None:
    """Problem details give the code, also one that only a newer office knows."""
    for body in ({"code": "number_taken", "detail": "5"}, {"code": "from_the_future"}):
        with pytest.raises(Rejected) as caught:
            wire(lambda _, body=body: httpx.Response(409, json=body)).push("t", b"")  # type: ignore[misc]
        assert caught.value.code == body["code"] and caught.value.detail in ("5", "HTTP 409")


@pytest.mark.parametrize("status", [302, 403, 404, 511])
def test_a_page_that_is_no_office_refuses_nothing(status: int) -> None:
    """A proxy's or a hotel's page has no code of ours: try again elsewhere."""
    with pytest.raises(Away):
        wire(lambda _: httpx.Response(status, content=b"<html>", headers={"Location": "/sign-in"})).push("t", b"")


class Tus:
    """A tus server that keeps one upload, breaks off when told, and checks what it is promised."""

    def __init__(self) -> None:
        self.kept = bytearray()
        self.told: dict[str, str] = {}
        self.breaks_after = 10**9
        self.calls = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["Tus-Resumable"] == "1.0.0" and request.headers["Authorization"] == "Bearer t"
        if request.method == "POST":
            pairs = (pair.split(" ") for pair in request.headers["Upload-Metadata"].split(","))
            self.told = {key: base64.b64decode(value).decode() for key, value in pairs}
            assert request.headers["Upload-Length"] == str(len(DATA))
            return self._stands(201)
        self.calls += 1
        if self.calls > self.breaks_after:
            raise httpx.WriteTimeout("gone", request=request)
        assert int(request.headers["Upload-Offset"]) == len(self.kept)
        algorithm, _, told = request.headers["Upload-Checksum"].partition(" ")
        assert base64.b64decode(told) == hashlib.new(algorithm, request.content).digest()
        self.kept += request.content
        return self._stands(204)

    def _stands(self, status: int) -> httpx.Response:
        return httpx.Response(status, headers={"Location": "/files/u-1", "Upload-Offset": str(len(self.kept))})


def test_an_upload_goes_on_where_it_broke_off() -> None:
    """Each byte is sent once, in pieces with their sums, however often the line breaks."""
    office = Tus()
    office.breaks_after = 1
    with pytest.raises(Away):
        wire(office).upload("t", FILE, DATA)
    assert len(office.kept) == CHUNK_BYTES
    office.breaks_after = 10**9
    wire(office).upload("t", FILE, DATA)
    assert bytes(office.kept) == DATA and office.told == {"digest": FILE.digest, "filetype": "image/jpeg"}
    calls = office.calls
    wire(office).upload("t", FILE, DATA)
    assert office.calls == calls


@pytest.mark.parametrize("headers", [{}, {"Location": "/files/u-1"}])
def test_a_page_that_is_no_office_is_no_upload(headers: dict[str, str]) -> None:
    """A sign-in page that answers 200 to everything never makes a file confirmed."""
    with pytest.raises(Away):
        wire(lambda _: httpx.Response(200, headers=headers, content=b"<html>")).upload("t", FILE, DATA)


def test_an_upload_that_stands_still_is_given_up_for_now() -> None:
    """An office that takes a piece and stays where it was does not keep a tablet busy for ever."""
    stuck = {"Location": "/files/u-1", "Upload-Offset": "0"}
    with pytest.raises(Away, match="stands still"):
        wire(lambda _: httpx.Response(204, headers=stuck)).upload("t", FILE, DATA)


def test_a_token_is_shown_to_nobody_else() -> None:
    """An upload address on another host is refused before the token goes there."""
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(201, headers={"Location": "https://evil.example/files/1"})

    with pytest.raises(Rejected, match="elsewhere"):
        wire(answer).upload("t", FILE, DATA)
    assert seen == ["nha.example.vn"]


def test_without_a_client_it_makes_its_own() -> None:
    """Nothing but the address is needed; an office that is not there is simply away."""
    with pytest.raises(Away, match="ConnectError"):
        HttpWire("http://127.0.0.1:1").pull("t", "", 0)
