"""The map at the desk: a home is put on it by a click or by keys; where no map can be drawn, the field does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.server.seeded import WARD
from tests.server.telephone import SIGNS_AT_HOME, things
from tests.web.axe import faults
from tests.web.clerk import Office, answer_all, overflows, picked
from tests.web.test_map import BLIND, DRAWING

pytestmark = pytest.mark.browser


@pytest.fixture
def office(tmp_path: Path, playwright: Playwright) -> Iterator[Office]:
    """A ward without tiles, and a browser that can draw."""
    with Office(tmp_path, playwright, *DRAWING) as begun:
        yield begun


def opened(page: Page) -> None:
    """Leads to a known caller's sheet with its place, and opens the map."""
    picked(page)
    expect(page.locator("#place")).to_have_value("10.380000, 105.430000")
    page.keyboard.press("Alt+b")


def test_a_home_is_put_on_the_map_by_click_and_by_keys(office: Office) -> None:
    """The map opens at the home; a click, then the arrows with Enter, write another place; nothing outside is asked."""
    page = office.page()
    opened(page)
    board = page.locator("#place-map")
    expect(board).to_have_attribute("data-ready", "yes")
    expect(board).to_have_attribute("data-at", "105.43,10.38")
    page.locator("#place-map canvas").click(position={"x": 60, "y": 60})
    expect(page.locator("#place")).not_to_have_value("10.380000, 105.430000")
    clicked = page.locator("#place").input_value()
    page.locator("#place-map canvas").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#place")).not_to_have_value(clicked)
    chosen = page.locator("#place").input_value()
    assert faults(page) == [] and not overflows(page)
    page.locator("#questions").focus()
    answer_all(page, SIGNS_AT_HOME)
    page.keyboard.press("F9")
    expect(page.locator("article.large")).to_be_visible()
    place = next(
        one for one in things(office.seeded, "citizen") if one.id == office.seeded.things[WARD].citizen
    ).address.place
    assert f"{place.lat_e6 / 1e6:.6f}, {place.lon_e6 / 1e6:.6f}" == chosen
    assert office.wrong == [] and [url for url in office.asked if not url.startswith((office.origin, "blob:"))] == []


def test_without_webgl_the_field_does(tmp_path: Path, playwright: Playwright) -> None:
    """A machine that cannot draw says so and what to do instead; a typed place is kept."""
    with Office(tmp_path, playwright, *BLIND) as blind:
        page = blind.page(width=360)
        opened(page)
        expect(page.locator("#place-none")).to_contain_text("không vẽ được bản đồ")
        expect(page.locator("#place-map")).to_be_hidden()
        page.locator("#place").fill("10.386370, 105.435120")
        expect(page.locator("#place[value='10.386370, 105.435120']")).to_be_visible()
        assert faults(page) == [] and not overflows(page)
