"""What is around every answer: its headers, the hosts it answers to, its bounds, and what it never tells."""

from __future__ import annotations

from typing import Any

import pytest
import structlog
from litestar import Litestar, get
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from models.store.engine import Store
from server.app import make_app
from server.around import HEADERS
from server.asked import BODY_BYTES_MAX
from sync.protocol import PUSH_BYTES_MAX
from tests.server.seeded import NAME, NUMBER, PHONE, WARD, Seeded

SECRET = "Nguyễn Thị Bưởi 089141000123"
UNBOUND = {"POST /files", "PATCH /files/{name}", "POST /files/{name}"}


@get("/broken", sync_to_thread=False)
def broken() -> None:
    """A fault nobody foresaw, with somebody's data in its message."""
    raise RuntimeError(SECRET)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/health", 200), ("GET", "/nowhere", 404), ("GET", "/%2e%2e/etc/passwd", 404), ("PUT", "/health", 405),
        ("GET", "/citizens", 401), ("GET", "/units?limit=9999", 400), ("POST", "/sessions", 400), ("GET", "/units/00", 404),
    ],
)  # fmt: skip
def test_every_answer_bears_the_headers(client: TestClient[Any], method: str, path: str, status: int) -> None:
    """Also an answer that no route gave is not sniffed, framed, kept or sent on, and can be found in the log."""
    answer = client.request(method, path)
    assert answer.status_code == status
    said = {name: answer.headers[name] for name in HEADERS}
    assert said == HEADERS
    assert len(answer.headers["x-request-id"]) == 36
    assert "server" not in answer.headers and "strict-transport-security" not in answer.headers


def test_public_lists_may_be_kept(client: TestClient[Any]) -> None:
    """What the law publishes may be kept for an hour; what the route says about that stands."""
    assert client.get("/units").headers["cache-control"] == "public, max-age=3600"


def test_a_wrong_method_names_the_right_ones(client: TestClient[Any]) -> None:
    """405 says which methods there are (RFC 9110 §15.5.6), as a problem like every other refusal."""
    answer = client.put("/visits")
    assert "GET" in answer.headers["allow"]
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")


def test_a_fault_tells_nothing(seeded: Seeded) -> None:
    """An unforeseen error is a plain 500 outside, and inside its type and place: no message, no trace, nobody's data."""
    app = make_app(seeded.house)
    app.register(broken)
    with TestClient(app, raise_server_exceptions=False) as client, structlog.testing.capture_logs() as lines:
        answer = client.get("/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "unknown_refusal")
    assert SECRET not in answer.text and "Traceback" not in answer.text and "RuntimeError" not in answer.text
    [fault] = [line for line in lines if line["event"] == "fault"]
    assert fault["error"] == "RuntimeError" and any("broken" in place for place in fault["where"])
    assert SECRET not in str(lines)


def test_the_log_knows_no_people(client: TestClient[Any], seeded: Seeded) -> None:
    """A call leaves its route, status, account and unit in the log; never what was searched, said, or shown."""
    things = seeded.things[WARD]
    with structlog.testing.capture_logs() as lines:
        client.get(f"/citizens?q={NAME}&after=", headers=seeded.bearer("clerk"))
        client.get(f"/citizens/{things.citizen}", headers=seeded.bearer("clerk"))
        client.get(f"/citizens?q={PHONE}")
        client.post("/sessions", json={"username": NAME, "password": NUMBER})
    told = [line for line in lines if line["event"] == "answered"]
    assert [(line["route"], line["status"]) for line in told] == [
        ("/citizens", 200), ("/citizens/{citizen_id}", 200), ("/citizens", 401), ("/sessions", 401),
    ]  # fmt: skip
    assert set(told[0]) == {"event", "log_level", "request", "method", "route", "status", "ms", "actor", "unit"}
    assert (told[0]["actor"], told[0]["unit"]) == (seeded.accounts[WARD, "clerk"], WARD)
    assert "actor" not in told[2]
    assert not [word for word in (NAME, PHONE, NUMBER, things.citizen, "Bưởi", "B%C6%B0") if word in str(lines)]


def test_a_request_id_ties_answer_and_log(client: TestClient[Any]) -> None:
    """The id on an answer is the one in its line, and no two are alike."""
    with structlog.testing.capture_logs() as lines:
        answers = [client.get("/health").headers["x-request-id"] for _ in range(3)]
    assert [line["request"] for line in lines] == answers and len(set(answers)) == 3


def test_only_known_hosts_are_answered(store: Store, tmp_path: Any) -> None:
    """Where the ward's address is set, a call under another name is refused before any route sees it (DNS rebinding)."""
    seeded = Seeded(store, tmp_path, origin="https://tannha.example.vn")
    with TestClient(seeded.app()) as client:
        asked = {
            host: client.get("/health", headers={"Host": host}).status_code
            for host in (
                "tannha.example.vn", "TANNHA.example.vn", "tannha.example.vn:443", "localhost:8000", "127.0.0.1", "[::1]:80",
                "evil.example", "tannha.example.vn.evil.example", "evil.example:443", "", "tannha.example.vn@evil.example",
            )
        }  # fmt: skip
        answer = client.get("/health", headers={"Host": "tannha.example.vn"})
    assert [host for host, status in asked.items() if status == 200] == list(asked)[:6]
    assert set(asked.values()) == {200, 400}
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_bodies_have_bounds(client: TestClient[Any], seeded: Seeded) -> None:
    """A body larger than its route has any use for is refused, with a problem, before it is read."""
    headers = seeded.bearer("supervisor")
    for path, largest in ((f"/visits/{seeded.things[WARD].visit}/assign", BODY_BYTES_MAX), ("/events", PUSH_BYTES_MAX)):
        answer = client.post(path, content=b" " * (largest + 1), headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert client.post(path, content=b" " * largest, headers=headers).status_code == 400


def test_every_route_that_hears_has_a_bound(seeded: Seeded) -> None:
    """No route takes bodies of any size, but the three that stream files and count as they go."""
    app: Litestar = seeded.app()
    largest = {
        f"{method} {route.path_format}": handler.resolve_request_max_body_size()
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
        if method in ("POST", "PUT", "PATCH")
    }
    assert {way for way, bound in largest.items() if bound is None} == UNBOUND
    assert all(bound <= PUSH_BYTES_MAX for bound in largest.values() if bound)
