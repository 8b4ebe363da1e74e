"""Files go out to those whom their visit reaches, as attachments no browser runs, whole or in one range."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from models.store import accounts
from models.store.engine import Store
from models.visit import DocumentCaptured, VisitUnassigned
from tests.server.story import UNIT, Story, Tablet, at_the_door, bearer, photo_of
from tests.server.test_files import PHOTO, Sender


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


@pytest.fixture
def sender(client: TestClient[Any], tablet: Tablet) -> Sender:
    """The tablet's uploader."""
    return Sender(client, tablet.token)


def test_a_file_goes_out_safely(client: TestClient[Any], story: Story, sender: Sender) -> None:
    """The desk gets the bytes as an attachment no browser will run, and the look is noted."""
    file = photo_of(b"<svg onload=alert(1)>", "image/svg+xml")
    sender.send(sender.begin(file).headers["location"], 0, b"<svg onload=alert(1)>")
    got = client.get(f"/files/{file.digest}", headers=bearer(story.sign_in("clerk")))
    assert got.content == b"<svg onload=alert(1)>"
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in got.headers["cache-control"]
    with story.store.read() as tx:
        assert [view.kind for view in accounts.views_of(tx, UNIT, file.digest)] == ["file"]


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=100-", 206, 100, len(PHOTO)),
        ("bytes=-5", 206, len(PHOTO) - 5, len(PHOTO)),
        (f"bytes=10-{10**9}", 206, 10, len(PHOTO)),
        ("bytes=0-1,5-6", 200, 0, len(PHOTO)),
        ("lines=1-2", 200, 0, len(PHOTO)),
        (f"bytes={len(PHOTO)}-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
    ],
)
def test_a_range_may_be_asked_for(
    client: TestClient[Any], story: Story, sender: Sender, asked: str, status: int, start: int, end: int
) -> None:
    """One range gives these bytes and no others; what is no such range gives the whole (RFC 9110)."""
    sender.send(sender.begin(photo_of(PHOTO)).headers["location"], 0, PHOTO)
    headers = {**bearer(story.sign_in("clerk")), "Range": asked}
    got = client.get(f"/files/{photo_of(PHOTO).digest}", headers=headers)
    assert (got.status_code, got.content) == (status, PHOTO[start:end])


def test_an_officer_sees_only_files_of_visits_that_reach_them(
    client: TestClient[Any], story: Story, tablet: Tablet, sender: Sender
) -> None:
    """The file of a visit is there for its officer as long as the visit is theirs, and for no other officer."""
    file = photo_of(PHOTO)
    planned = story.plan(tablet.officer)
    story.push(tablet, *at_the_door(planned)[:3], DocumentCaptured(visit=planned.visit, file=file))
    sender.send(sender.begin(file).headers["location"], 0, PHOTO)
    other = story.tablet()
    assert client.get(f"/files/{file.digest}", headers=bearer(tablet.token)).content == PHOTO
    assert client.get(f"/files/{file.digest}", headers=bearer(other.token)).status_code == 404
    story.say("supervisor", VisitUnassigned(visit=planned.visit, reason="đổi người"))
    assert client.get(f"/files/{file.digest}", headers=bearer(tablet.token)).status_code == 404
