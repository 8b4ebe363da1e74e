"""The public pages and the desk's lists in a real browser: usable by everybody, at any width, without a mouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.server.seeded import PHONE, WARD
from tests.server.telephone import things
from tests.web.axe import faults
from tests.web.clerk import Office, overflows

pytestmark = pytest.mark.browser


@pytest.fixture
def office(tmp_path: Path, playwright: Playwright) -> Iterator[Office]:
    """A ward on a real server, and a browser."""
    with Office(tmp_path, playwright) as begun:
        yield begun


def walked(office: Office, page: Page) -> Iterator[str]:
    """Leads a stranger's page over everything public; gives each one's name."""
    page.goto(office.origin + "/")
    yield "wards"
    page.goto(f"{office.origin}/info/{WARD}")
    yield "ward"
    page.goto(f"{office.origin}/info/{WARD}/procedures/2.000884")
    yield "procedure"
    page.goto(office.origin + "/status")
    page.keyboard.type("30307-000000-0000")
    page.keyboard.press("Tab")
    page.keyboard.type("0000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(visible=True)).to_be_visible()
    yield "unknown"
    page.locator("[name=code]").fill(things(office.seeded, "request")[0].code)
    page.locator("[name=digits]").fill(PHONE[-4:])
    page.keyboard.press("Enter")
    expect(page.locator("ol.steps")).to_be_visible()
    yield "status"
    page.goto(office.origin + "/sign-in")
    yield "sign-in"
    page.goto(office.origin + "/desk")
    yield "not signed in"
    page.goto(office.origin + "/nowhere")
    yield "nowhere"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_everybody_can_read_the_public_pages(office: Office, language: str) -> None:
    """axe finds nothing on any page, in both languages; nothing outside is asked, nothing inline is run."""
    page = office.page(None, f"/language/{language}")
    found = {name: wrong for name in walked(office, page) if (wrong := faults(page))}
    assert found == {}
    assert office.wrong == [] and [url for url in office.asked if not url.startswith(office.origin)] == []


@pytest.mark.parametrize(("width", "text"), [(360, "100%"), (1280, "200%")])
def test_the_public_pages_fit(office: Office, width: int, text: str) -> None:
    """Nothing must be moved sideways on a telephone, or with text twice as large."""
    page = office.page(None, "/", width=width)
    wide = []
    for name in walked(office, page):
        page.evaluate("(size) => { document.documentElement.style.fontSize = size }", text)
        if overflows(page):
            wide.append(name)
    assert wide == []


@pytest.mark.parametrize("path", ["/desk/queue", "/desk/reminders", "/desk/ratings"])
def test_the_desks_lists_can_be_used_by_everybody(office: Office, path: str) -> None:
    """axe finds nothing in the lists of calls to make, and they fit a narrow screen."""
    page = office.page(path=path, width=360)
    assert faults(page) == [] and not overflows(page)


def test_a_page_of_ours_is_never_framed(office: Office) -> None:
    """Another site cannot put the desk into a frame to catch clicks."""
    page = office.page(None, "/sign-in")
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    page.goto("about:blank")
    page.set_content(f'<iframe src="{office.origin}/sign-in"></iframe>')
    page.wait_for_timeout(500)
    assert page.frame_locator("iframe").locator("form").count() == 0
