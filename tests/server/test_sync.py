"""Over HTTP: what a tablet says is receipted once and for ever, what it hears fits its line, and a revoked one is shut out."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

import sync.told
from models.device import DeviceRevoked
from models.store.engine import Store
from server.routes.sync import PACKED_BYTES_MIN
from sync.protocol import PUSH_BYTES_MAX, Cursor, write_cursor
from tests.server.story import Story, Tablet, at_the_door, bearer, photo_of
from tests.server.test_files import promise

NDJSON = {"Content-Type": "application/x-ndjson"}
PACKED = {**NDJSON, "Content-Encoding": "gzip"}


@pytest.fixture
def story(store: Store, tmp_path: Path) -> Story:
    """A ward on each engine."""
    return Story(store, tmp_path)


@pytest.fixture
def client(story: Story) -> Iterator[TestClient[Any]]:
    """Somebody who calls the ward's server."""
    with TestClient(story.app()) as calling:
        yield calling


@pytest.fixture
def tablet(story: Story) -> Tablet:
    """A tablet that may speak."""
    return story.tablet()


def push(client: TestClient[Any], tablet: Tablet, body: bytes, headers: dict[str, str] = NDJSON) -> Any:
    """What the server answers to a push."""
    return client.post("/sync/push", content=body, headers={**bearer(tablet.token), **headers})


def pull(client: TestClient[Any], token: str, cursor: str = "", **headers: str) -> Any:
    """What the server answers to a pull."""
    return client.get("/sync/pull", params={"cursor": cursor}, headers={**bearer(token), **headers})


def receipts(client: TestClient[Any], token: str, from_n: int, to_n: int) -> Any:
    """What the server answers when its receipts are asked for again."""
    return client.get("/sync/receipts", params={"from_n": from_n, "to_n": to_n}, headers=bearer(token))


def test_a_packed_push_is_a_push(client: TestClient[Any], story: Story, tablet: Tablet) -> None:
    """The same lines packed or plain get the same receipts."""
    planned = story.plan(tablet.officer)
    body = tablet.push(*at_the_door(planned))
    packed = push(client, tablet, gzip.compress(body), PACKED)
    assert packed.status_code == 200
    assert {r["outcome"] for r in packed.json()["receipts"]} == {"applied"}
    assert push(client, tablet, body).json()["receipts"] == packed.json()["receipts"]


@pytest.mark.parametrize(
    ("spoiled", "status", "code"),
    [
        (lambda packed: packed[:-5], 400, "torn_push"),
        (lambda packed: packed + b"more", 400, "torn_push"),
        (lambda packed: b"no gzip at all", 400, "torn_push"),
        (lambda packed: gzip.compress(bytes(PUSH_BYTES_MAX * 20)), 413, "too_large"),
    ],
    ids=["cut", "followed", "no gzip", "bomb"],
)
def test_a_spoiled_packing_is_refused(
    client: TestClient[Any], story: Story, tablet: Tablet, spoiled: Any, status: int, code: str
) -> None:
    """A packed push that is cut, followed by something, no gzip, or a bomb is refused whole, and nothing is kept of it."""
    planned = story.plan(tablet.officer)
    body = gzip.compress(tablet.push(*at_the_door(planned)))
    answered = push(client, tablet, spoiled(body), PACKED)
    assert (answered.status_code, answered.json()["code"]) == (status, code)
    assert push(client, tablet, body, PACKED).json()["expect"] == tablet.n + 1


def test_another_packing_is_refused(client: TestClient[Any], tablet: Tablet) -> None:
    """What the server cannot unpack it does not guess at."""
    answered = push(client, tablet, b"", {**NDJSON, "Content-Encoding": "br"})
    assert (answered.status_code, answered.json()["code"]) == (400, "bad_call")


def test_a_push_too_large_is_refused(client: TestClient[Any], tablet: Tablet) -> None:
    """A body beyond the limit is refused as too large, packed or not."""
    assert push(client, tablet, bytes(PUSH_BYTES_MAX + 1)).status_code == 413
    assert push(client, tablet, os.urandom(PUSH_BYTES_MAX + 1), PACKED).status_code == 413


@pytest.mark.parametrize(
    ("offer", "packs"),
    [("gzip, br", True), ("br", False), ("", False), ("gzip;q=0", False), ("*", True), ("GZIP;q=0.5", True)],
)
def test_a_page_is_packed_for_those_who_take_it(
    client: TestClient[Any], story: Story, tablet: Tablet, offer: str, packs: bool
) -> None:
    """A page is the same packed or plain, and packed only for a caller who said so."""
    story.plan(tablet.officer)
    page = pull(client, tablet.token, **{"Accept-Encoding": offer})
    assert (page.headers.get("content-encoding") == "gzip") is packs
    assert page.headers["vary"] == "Accept-Encoding"
    assert len(page.content) >= PACKED_BYTES_MIN
    plain = pull(client, tablet.token, **{"Accept-Encoding": "identity"})
    assert page.json() == plain.json()


def test_a_cursor_of_a_large_province_fits(client: TestClient[Any], story: Story) -> None:
    """A cursor over two hundred communes is taken; one of another life gets a fresh snapshot and no error."""
    units = {f"{code:05}": (10**9, 10**9, 10**9, 10**9) for code in range(30_000, 30_200)}
    token = story.sign_in("supervisor")
    page = pull(client, token, write_cursor(Cursor("another life", units)))
    assert (page.status_code, page.json()["fresh"]) == (200, True)


def test_nobody_pulls_a_unit_beyond_their_reach(client: TestClient[Any], story: Story) -> None:
    """A clerk of one ward cannot hear another, though another of their roles reached it."""
    for roles in ("clerk", "supervisor", "clerk admin"):
        headers = bearer(story.sign_in(roles))
        for path in ("/sync/pull", "/sync/live"):
            assert client.get(path, params={"units": "30307,30319"}, headers=headers).status_code == 403
    assert client.get("/sync/pull", headers=bearer(story.sign_in("auditor"))).status_code == 403


def test_receipts_may_be_asked_for_again(client: TestClient[Any], story: Story, tablet: Tablet) -> None:
    """Asked again, the office gives the very receipts it gave, refusals too, and says what it expects next."""
    planned = story.plan(tablet.officer)
    body = tablet.push(*at_the_door(planned), *at_the_door(planned)[:1])
    given = push(client, tablet, body).json()["receipts"]
    assert {r["outcome"] for r in given} == {"applied", "refused"}
    asked = receipts(client, tablet.token, 1, tablet.n).json()
    assert (asked["receipts"], asked["expect"]) == (given, tablet.n + 1)
    some = receipts(client, tablet.token, 3, 5).json()
    assert some["receipts"] == given[2:5]
    assert receipts(client, tablet.token, 100, 200).json()["receipts"] == []


def test_receipts_of_events_offered_again(client: TestClient[Any], story: Story, tablet: Tablet) -> None:
    """What a newly enrolled tablet offered again has the old receipt under its new number."""
    planned = story.plan(tablet.officer)
    push(client, tablet, tablet.push(*at_the_door(planned)[:3]))
    anew = story.device(tablet.officer, "01900000-0000-7000-8000-000000000001")
    for line in tablet.lines:
        event = msgspec.json.decode(line)
        anew.offer(event)
    given = push(client, anew, anew.bundle(anew.lines)).json()["receipts"]
    assert [r["outcome"] for r in given] == ["applied"] * 3
    assert receipts(client, anew.token, 1, 3).json()["receipts"] == given


def test_receipts_are_for_devices(
    client: TestClient[Any], story: Story, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A console has no numbers to ask about, and nobody may ask for nonsense or for everything at once."""
    assert receipts(client, story.sign_in("supervisor"), 1, 2).status_code == 403
    assert receipts(client, tablet.token, 0, 2).status_code == 400
    assert receipts(client, tablet.token, 1, 2**70).status_code == 400
    push(client, tablet, tablet.push(*at_the_door(story.plan(tablet.officer))))
    monkeypatch.setattr(sync.told, "RECEIPTS_MAX", 4)
    assert [r["n"] for r in receipts(client, tablet.token, 2, 2**50).json()["receipts"]] == [2, 3, 4, 5]


def test_a_revoked_device_is_shut_out_at_once(client: TestClient[Any], story: Story, tablet: Tablet) -> None:
    """From its next call on a revoked device may neither say nor hear nor send anything."""
    planned = story.plan(tablet.officer)
    assert push(client, tablet, tablet.push(*at_the_door(planned)[:1])).status_code == 200
    story.say("supervisor", DeviceRevoked(device=tablet.id, reason="mất máy"))
    calls = [
        push(client, tablet, tablet.push(*at_the_door(planned)[1:2])),
        pull(client, tablet.token),
        receipts(client, tablet.token, 1, 2),
        client.get("/sync/live", headers=bearer(tablet.token)),
        client.get(f"/files/{'0' * 64}", headers=bearer(tablet.token)),
        client.post(
            "/files/", headers={**bearer(tablet.token), "Tus-Resumable": "1.0.0", **promise(photo_of(b"later"))}
        ),
    ]
    assert [(call.status_code, call.json()["code"]) for call in calls] == [(403, "device_revoked")] * len(calls)


def test_another_device_of_the_officer_goes_on(client: TestClient[Any], story: Story, tablet: Tablet) -> None:
    """Revoking one tablet leaves the officer's other one as it was."""
    other = story.device(tablet.officer, "01900000-0000-7000-8000-000000000002")
    story.say("supervisor", DeviceRevoked(device=tablet.id, reason="mất máy"))
    assert pull(client, other.token).status_code == 200
