"""The tablet's built files: who may keep what for how long, under which policy, and that nothing else is served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from models.store.engine import Store
from server.routes import tablet
from tests.server.seeded import Seeded

SCRIPT = "export const words = 'Tận Nhà';\n" * 100


@pytest.fixture
def client(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient[Any]]:
    """A server with a small build of its own."""
    built = tmp_path / "built"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<!doctype html><title>Tận Nhà</title>", "utf-8")
    (built / "sw.js").write_text("self.skipWaiting();", "utf-8")
    (built / "assets" / "index-abc123.js").write_text(SCRIPT, "utf-8")
    (built / "assets" / "reader-def456.wasm").write_bytes(b"\0asm" + bytes(2_000))
    (tmp_path / "secret.txt").write_text("not for you", "utf-8")
    monkeypatch.setattr(tablet, "BUILT", built)
    with TestClient(Seeded(store, tmp_path).app()) as client:
        yield client


def test_the_page_comes_under_its_own_policy(client: TestClient[Any]) -> None:
    """No inline script, no script made of text, nothing from elsewhere; asked for anew each time."""
    answer = client.get("/tablet/")
    assert answer.status_code == 200 and "Tận Nhà" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy and "connect-src 'self'" in policy
    assert "unsafe-inline" not in policy and "http" not in policy and policy.startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["permissions-policy"].startswith("camera=(self)")


def test_without_its_slash_the_page_is_elsewhere(client: TestClient[Any]) -> None:
    """The worker's reach begins at the slash, so the browser is sent there."""
    answer = client.get("/tablet", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, "/tablet/")


def test_what_holds_its_digest_is_kept_for_ever(client: TestClient[Any]) -> None:
    """Hashed files are immutable, the worker is not; types are what a browser needs to run them."""
    script, wasm = client.get("/tablet/assets/index-abc123.js"), client.get("/tablet/assets/reader-def456.wasm")
    assert "immutable" in script.headers["cache-control"] and "immutable" in wasm.headers["cache-control"]
    assert script.headers["content-type"].startswith("text/javascript")
    assert wasm.headers["content-type"] == "application/wasm"
    worker = client.get("/tablet/sw.js")
    assert worker.headers["cache-control"] == "no-cache"


def test_files_travel_packed_and_once(client: TestClient[Any]) -> None:
    """Packed for whoever takes it, plain for others; whoever has the file already gets no bytes."""
    path = "/tablet/assets/index-abc123.js"
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip" and packed.text == SCRIPT
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers and plain.text == SCRIPT
    again = client.get(path, headers={"If-None-Match": plain.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "name", ["../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt", "assets", "nothing.js", "assets/../../secret.txt"]
)
def test_nothing_else_is_served(client: TestClient[Any], name: str) -> None:
    """No folder, nothing outside the build, nothing that is not there."""
    answer = client.get(f"/tablet/{name}")
    assert answer.status_code == 404 and "not for you" not in answer.text
    assert tablet.find("../secret.txt", tablet.BUILT) is None
