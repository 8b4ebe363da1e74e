"""How tablets fare: a list that falls behind and an old build are seen at the office, and only where there is reason to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from models.access import Role
from models.notice import NoticePosted
from models.store import projections
from server import fleet
from server.clock import uuid7
from server.fleet import FAR_MS, Tablet, is_old
from server.routes import tablet as page
from tests.server.browsing import Browser
from tests.server.seeded import WARD, Seeded

DAY = "2026-11-22"


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A build of the page that the office hands out."""
    monkeypatch.setattr(page, "BUILT", tmp_path)
    (tmp_path / "build.txt").write_text("0.1.0-new\n", "utf-8")
    return "web-0.1.0-new"


def pulled(client: TestClient[Any], seeded: Seeded) -> str:
    """The cursor of the ward's tablet after it has heard everything."""
    cursor, more = "", True
    while more:
        headers = {"Authorization": f"Bearer {seeded.tablets[WARD].token}"}
        told = client.get("/sync/pull", params={"cursor": cursor}, headers=headers).json()
        cursor, more = told["cursor"], told["more"]
    return str(cursor)


def told(client: TestClient[Any], seeded: Seeded, **report: Any) -> None:
    """The ward's tablet pushes nothing but what it tells of itself."""
    tablet = seeded.tablets[WARD]
    header = json.loads(tablet.bundle([], 0)) | {"report": json.dumps(report)}
    headers = {"Content-Type": "application/x-ndjson", "Authorization": f"Bearer {tablet.token}"}
    answer = client.post("/sync/push", content=json.dumps(header).encode() + b"\n", headers=headers)
    assert answer.status_code == 200


def notice(seeded: Seeded) -> None:
    """Something every tablet of the ward is to hear."""
    seeded.say(WARD, "supervisor", NoticePosted(notice=uuid7(), unit=WARD, title="Mưa lớn", level="safety"))


def seen(seeded: Seeded) -> Tablet:
    """The ward's only tablet as the office sees it."""
    with seeded.store.read() as tx:
        [one] = fleet.tablets(tx, WARD)
    return one


def test_a_list_that_falls_behind_is_seen(client: TestClient[Any], seeded: Seeded) -> None:
    """Nothing lacks after a pull; then what came since is counted with its hour, and called old after an hour."""
    cursor = pulled(client, seeded)
    told(client, seeded, cursor=cursor)
    assert (seen(seeded).behind, seen(seeded).far_behind(seeded.clock())) == (0, False)
    since_ms = seeded.clock()
    notice(seeded)
    seeded.clock.ms += 60_000
    notice(seeded)
    told(client, seeded, cursor=cursor)
    one = seen(seeded)
    assert (one.behind, one.behind_ms) == (2, since_ms)
    assert not one.far_behind(since_ms + FAR_MS) and one.far_behind(since_ms + FAR_MS + 1)
    told(client, seeded, cursor=pulled(client, seeded))
    assert seen(seeded).behind == 0


def test_a_tablet_that_heard_nothing_lacks_everything(client: TestClient[Any], seeded: Seeded) -> None:
    """An empty cursor, one of another life of the office and one that is none of ours: all of it is still to be fetched."""
    cursor = pulled(client, seeded)
    for nothing in ("", "không phải"):
        told(client, seeded, cursor=nothing)
        assert seen(seeded).behind
    told(client, seeded, cursor=cursor)
    assert seen(seeded).behind == 0
    with seeded.store.write() as tx:
        projections.begin_epoch(tx, "another life")
    assert seen(seeded).behind


def test_who_tells_nothing_is_not_judged(client: TestClient[Any], seeded: Seeded) -> None:
    """A client that tells neither build nor cursor, or tells nonsense, is shown without either and alarms nobody."""
    for report in ({}, {"battery": "đầy"}, {"build": "android-3"}):
        told(client, seeded, **report)
        one = seen(seeded)
        assert (one.behind, one.old_build, one.far_behind(seeded.clock() + 2 * FAR_MS)) == (None, False, False)


@pytest.mark.parametrize(
    ("build", "current", "old"),
    [
        ("web-1", "web-2", True), ("web-2", "web-2", False), ("web-1", "", False), ("python", "web-2", False),
        ("", "web-2", False),
    ],
)  # fmt: skip
def test_only_a_page_of_ours_can_be_old(build: str, current: str, old: bool) -> None:
    """Another build than the one handed out is old; what is none of ours, or when none is handed out, is not judged."""
    assert is_old(build, current) is old


def test_the_pages_say_so(client: TestClient[Any], seeded: Seeded, built: str) -> None:
    """Fleet page, hand-in and the officer's line on the board show build and list, with a word of alarm only where due."""
    cursor = pulled(client, seeded)
    told(client, seeded, build=built, cursor=cursor)
    fine = pages(client, seeded)
    assert not any(words in text for text in fine for words in ("▲ ứng dụng bản cũ", "▲ danh sách cũ"))
    assert built in fine[-1] and "✓ đủ" in fine[-1]
    notice(seeded)
    seeded.clock.ms += FAR_MS + 1
    told(client, seeded, build="web-0.1.0-older", cursor=cursor)
    alarmed = pages(client, seeded)
    assert all("▲ ứng dụng bản cũ" in text and "▲ danh sách cũ từ" in text for text in alarmed)
    assert "web-0.1.0-older" in alarmed[-1] and "thiếu 1 mục" in alarmed[-1]


def pages(client: TestClient[Any], seeded: Seeded) -> list[str]:
    """The pages that speak of tablets: the board, the end of the day, the fleet."""
    asked: tuple[tuple[Role, str], ...] = (
        ("supervisor", f"/board?day={DAY}"),
        ("supervisor", "/board/hand-in"),
        ("admin", "/admin/devices"),
    )
    return [str(Browser(client, seeded, role).page(path).text) for role, path in asked]
