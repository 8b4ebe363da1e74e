"""The board's map in a browser: every home a pin that opens its visit, live; and the list alone where no map can be drawn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.server.tiled import written
from tests.web.axe import faults
from tests.web.monday import DAY
from tests.web.station import Office, browsing, sat_down

pytestmark = pytest.mark.browser
DRAWING = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
"""WebGL 2 on a machine without a graphics card."""
BLIND = ("--disable-3d-apis",)


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser that can draw."""
    with browsing(playwright, *DRAWING) as one:
        yield one


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo's Monday; what a test moves on it the next one finds moved."""
    folder = tmp_path_factory.mktemp("monday")
    with Office(folder, map_tiles=str(written(folder / "ward.pmtiles"))) as office:
        yield office


def opened(page: Page) -> None:
    """Opens the board, then the map on it."""
    page.goto(f"/board?day={DAY}")
    expect(page.locator("#link")).to_contain_text("trực tiếp")
    page.locator("#map-panel summary").click()


def drawn(page: Page) -> None:
    """Opens the map and waits until every home is on it."""
    opened(page)
    expect(page.locator(".spot").first).to_be_attached()
    expect(page.locator("#map")).to_have_attribute("data-drawn", str(page.locator(".spot[data-lat]").count()))


def test_a_pin_opens_its_visit_and_follows_a_move(browser: Browser, ward: Office) -> None:
    """Nothing is fetched before the map is opened; a pin is a button to the same dialog; a move elsewhere redraws it at once."""
    page = sat_down(browser, ward, ward.token())
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"/board?day={DAY}")
    expect(page.locator("#link")).to_contain_text("trực tiếp")
    assert not [url for url in asked if "maplibre" in url]
    drawn(page)
    page.locator("#map-only").select_option("B")
    spot = page.locator("section.way:visible .spot[data-lat]").last
    mark, visit = spot.get_attribute("data-mark") or "", spot.get_attribute("data-visit") or ""
    pin = page.locator("#map .pin").filter(has=page.locator(f"b:text-is('{mark}')"))
    pin.click()
    expect(page.locator("#dialog")).to_be_visible()
    expect(page.locator("#dialog form").first).to_have_attribute("hx-post", f"/board/visits/{visit}/move")
    page.keyboard.press("Escape")
    expect(spot).to_be_focused()
    assert ward.move(ward.token(), visit, "").status_code == 200
    expect(pin).to_have_count(0)
    page.locator("#map-only").select_option("")
    expect(page.locator("#map .pin.planned", has_text="?1")).to_be_attached()
    assert page.locator("#map").get_attribute("data-drawn") == str(page.locator(".spot[data-lat]").count())
    assert f"{ward.origin}/board/tiles/0/0/0" in asked
    assert all(url.startswith(ward.origin) for url in asked)
    assert [text for text in said if "Security Policy" in text] == []
    page.context.close()


def test_one_officers_way_alone(browser: Browser, ward: Office) -> None:
    """Choosing an officer leaves only their homes, on the map and in the list; the choice outlives a redrawing."""
    page = sat_down(browser, ward, ward.token())
    drawn(page)
    page.locator("#map-only").select_option("B")
    expect(page.locator("#map .pin", has_text="A1")).to_have_count(0)
    expect(page.locator("section.way:visible")).to_have_count(1)
    visit = ward.things("visit", "assigned", day=DAY)[0].id
    assert ward.move(ward.token(), visit, "").status_code == 200
    expect(page.locator(f"#loose #chip-{visit}")).to_be_attached()
    expect(page.locator("#map-only")).to_have_value("B")
    expect(page.locator("section.way:visible")).to_have_count(1)
    page.context.close()


@pytest.mark.parametrize("width", [1360, 360])
def test_the_map_is_accessible(browser: Browser, ward: Office, width: int) -> None:
    """Axe finds nothing with the map open, wide and at 360 px, and the page never scrolls aside."""
    page = sat_down(browser, ward, ward.token(), bypass_csp=True, viewport={"width": width, "height": 800})
    drawn(page)
    assert faults(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    page.context.close()


def test_without_webgl_the_list_does(playwright: Playwright, ward: Office) -> None:
    """A machine that cannot draw says so plainly; every home is in the list, and each still opens its visit."""
    with browsing(playwright, *BLIND) as blind:
        page = sat_down(blind, ward, ward.token())
        opened(page)
        expect(page.locator("#map-none")).to_contain_text("không vẽ được bản đồ")
        expect(page.locator("#map")).to_be_hidden()
        page.locator(".spot").first.click()
        expect(page.locator("#dialog")).to_be_visible()
        page.context.close()
