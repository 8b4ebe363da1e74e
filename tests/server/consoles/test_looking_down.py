"""The province looks into a commune: chosen in one place, seen on every page of the board, and nothing is decided from there."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient

from models.store import projections
from server.consoles.pages import UNIT_COOKIE
from sync.board import read_thing
from tests.server.browsing import Browser
from tests.server.seeded import NAME, NEXT_WARD, PROVINCE, WARD, Seeded

DAY = "2026-11-22"
PAGES = (f"/board?day={DAY}", f"/board/plan?day={DAY}", "/board/hand-in", "/board/settling", "/board/cases")


@pytest.fixture
def above(client: TestClient[Any], seeded: Seeded) -> Browser:
    """Somebody of the province who chose to look into the ward."""
    browser = Browser(client, seeded, "province", PROVINCE)
    assert browser.page(f"/look?unit={WARD}&back=/board").status_code == 200
    return browser


def version_of(seeded: Seeded) -> str:
    """The version of the ward's visit."""
    with seeded.store.read() as tx:
        body = projections.body(tx, WARD, "visit", seeded.things[WARD].visit)
    assert body is not None
    return str(read_thing("visit", body).version)


def test_the_board_is_the_chosen_wards(above: Browser, seeded: Seeded) -> None:
    """Its visit stands on the board, live and on the map, without the person's name; the page listens to its bell."""
    for path in (f"/board?day={DAY}", f"/board/live?day={DAY}"):
        text = above.page(path).text
        assert f'id="chip-{seeded.things[WARD].visit}"' in text and NAME not in text
    assert f'data-unit="{WARD}"' in above.page(f"/board?day={DAY}").text
    assert seeded.things[WARD].visit in above.part(f"/board/map?day={DAY}").text
    assert above.part(f"/board/visits/{seeded.things[WARD].visit}").status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_every_page_lets_choose(above: Browser, path: str) -> None:
    """Each page says which commune is looked into and offers the others; none offers to decide anything there."""
    text = above.page(path).text
    assert f'<option value="{WARD}" selected>' in text and f'<option value="{NEXT_WARD}"' in text
    for deciding in ("/absent", "/apply", 'name="hold"', 'hx-post="/board/plan"', 'draggable="true"'):
        assert deciding not in text, deciding


def test_nothing_is_moved_from_above(above: Browser, seeded: Seeded) -> None:
    """The province may look and put its own alerts off; moving is refused, and the visit stays as it is."""
    before = version_of(seeded)
    sent = {"officer": "", "version": before, "day": DAY, "sure": "yes", "reason": "x"}
    assert above.send(f"/board/visits/{seeded.things[WARD].visit}/move", **sent).status_code == 403
    assert above.send("/board/plan", kind="day", day=DAY).status_code == 403
    assert version_of(seeded) == before
    assert above.send("/board/snooze", alert="held::1", minutes="15", day=DAY).status_code == 200


def test_a_supervisor_of_the_province_decides_nothing_below(client: TestClient[Any], seeded: Seeded) -> None:
    """Who is supervisor of the province's own unit and may look down is still no supervisor of the ward."""
    both = Browser(client, seeded, "province", PROVINCE)
    both.client.cookies.set("tannha", seeded.sign_in(PROVINCE, "supervisor province")[1])
    both.page(f"/look?unit={WARD}&back=/board")
    sent = {"officer": "", "version": version_of(seeded), "day": DAY, "sure": "yes", "reason": "x"}
    assert both.send(f"/board/visits/{seeded.things[WARD].visit}/move", **sent).status_code == 403
    assert 'draggable="true"' not in both.page(f"/board?day={DAY}").text


def test_a_choice_reaches_only_as_far_as_rights(client: TestClient[Any], seeded: Seeded) -> None:
    """A ward's supervisor cannot choose another ward, and a cookie they wrote themselves shows their own."""
    head = Browser(client, seeded, "supervisor")
    assert head.page(f"/look?unit={NEXT_WARD}").status_code == 403
    head.client.cookies.set(UNIT_COOKIE, NEXT_WARD)
    text = head.page(f"/board?day={DAY}").text
    assert f'data-unit="{WARD}"' in text and seeded.things[NEXT_WARD].visit not in text
    assert "/look" not in text
