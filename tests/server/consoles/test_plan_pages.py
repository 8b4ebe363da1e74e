"""A plan on its page: what is ticked moves, the rest stays and may be taken up later; what changed since is not offered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from litestar.testing import TestClient

from models.said import Window
from models.store import projections
from models.visit import VisitAssigned, VisitCancelled, VisitRescheduled
from sync.board import read_thing
from tests.server.browsing import Browser
from tests.server.seeded import NAME, PROVINCE, WARD, Seeded

DAY = "2026-11-22"


@pytest.fixture
def visits(seeded: Seeded) -> list[str]:
    """Three visits of the officer who falls ill."""
    things = seeded.things[WARD]
    return [things.visit, *(seeded.case(WARD, things.officer)[3] for _ in range(2))]


def holders(seeded: Seeded, visits: list[str]) -> list[str]:
    """Who has each of these visits."""
    with seeded.store.read() as tx:
        bodies = projections.bodies(tx, WARD, "visit", visits)
    return [read_thing("visit", bodies[one]).state.officer for one in visits]


def offered(text: str) -> dict[str, bool]:
    """The visits a page offers to take up, and whether each is ticked."""
    found = re.findall(r'<input type="checkbox" name="visit" value="([^"]+)"[^>]*?(checked)?>', text)
    return {visit: bool(ticked) for visit, ticked in found}


def replanned(head: Browser, ill: str) -> tuple[str, str]:
    """A re-plan without an officer: its path and its page."""
    text = head.planned(kind="replan", day=DAY, out=ill)
    return "/board/plan/" + text.partition('hx-post="/board/plan/')[2].partition("/apply")[0], text


def test_only_what_is_ticked_moves(head: Browser, seeded: Seeded, other: str, visits: list[str]) -> None:
    """Two of three are taken up: these change hands, the third stays, is offered unticked, and moves when it is taken up too."""
    ill = seeded.things[WARD].officer
    path, text = replanned(head, ill)
    assert offered(text) == dict.fromkeys(visits, True)
    assert holders(seeded, visits) == [ill] * 3
    answer = head.send(f"{path}/apply", visit=visits[:2], reason="cán bộ ốm")
    assert answer.status_code == 200 and "Đã nhận 2 lượt" in answer.text
    assert holders(seeded, visits) == [other, other, ill]
    for text in (answer.text, head.part(path).text):
        assert offered(text) == {visits[2]: False} and "Nhận các lượt đã chọn" in text
    last = head.send(f"{path}/apply", visit=visits[2]).text
    assert holders(seeded, visits) == [other] * 3
    assert offered(last) == {} and "Nhận các lượt đã chọn" not in last


def test_what_changed_since_is_left_alone(head: Browser, seeded: Seeded, other: str, visits: list[str]) -> None:
    """A visit called off after the plan was made is no more offered; ticked on an old page it is said to have changed."""
    ill = seeded.things[WARD].officer
    path, _ = replanned(head, ill)
    seeded.say(WARD, "supervisor", VisitCancelled(visit=visits[0], reason="rút"))
    assert offered(head.part(path).text) == dict.fromkeys(visits[1:], True)
    answer = head.send(f"{path}/apply", visit=visits[:2]).text
    assert "đã khác đi, để nguyên" in answer
    assert "Đã nhận 1 lượt; 1 lượt không đổi được" in answer
    assert "Đã nhận 1 lượt." in head.send(f"{path}/apply", visit=visits[2]).text
    assert holders(seeded, visits[1:]) == [other, other]


def test_who_only_looks_is_offered_nothing(
    client: TestClient[Any], head: Browser, seeded: Seeded, other: str, visits: list[str]
) -> None:
    """The province sees what a ward's plan would change, without the names of people and with nothing to tick."""
    path, text = replanned(head, seeded.things[WARD].officer)
    assert set(offered(text)) == set(visits)
    above = Browser(client, seeded, "province", PROVINCE)
    above.page(f"/look?unit={WARD}&back=/board")
    looked = above.part(path)
    assert looked.status_code == 200 and "Những gì sẽ đổi" in looked.text
    assert offered(looked.text) == {} and "Nhận các lượt đã chọn" not in looked.text
    assert NAME in text and NAME not in looked.text
    for page in (text, looked.text):
        assert page.count("Trần Văn Ổi không còn ca làm để đi lượt này.") == len(visits)


def test_why_a_visit_changes_names_what_would_be_late(
    client: TestClient[Any], head: Browser, seeded: Seeded, other: str, visits: list[str]
) -> None:
    """Two visits at one hour: the second changes hands because the first would be late; from above without the name of either."""
    begins_ms = seeded.clock() + 2 * 3_600_000
    hours = Window(from_ms=begins_ms, to_ms=begins_ms + 60_000)
    for visit in visits:
        seeded.say(
            WARD, "supervisor", VisitRescheduled(visit=visit, window=hours, reason="thử"),
            VisitAssigned(visit=visit, officer=seeded.things[WARD].officer),
        )  # fmt: skip
    path, text = replanned(head, "")
    assert "Trần Văn Ổi đã kín lịch" in text and f"lượt {NAME} sẽ muộn" in text
    above = Browser(client, seeded, "province", PROVINCE)
    above.page(f"/look?unit={WARD}&back=/board")
    looked = above.part(path).text
    assert "Trần Văn Ổi đã kín lịch" in looked and NAME not in looked
