"""Every page of the consoles for everybody: axe, a telephone's width, text twice as large, and keys alone.

Pages are those the application answers, so none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyotp
import pytest
from litestar.testing import TestClient
from playwright.sync_api import Page, Playwright, ViewportSize, expect

from models.access import Role
from server.clock import wall_ms
from server.session import COOKIE
from server.words import LANGUAGES
from tests.server.consoles.test_attacks import Attacker, html
from tests.server.seeded import WARD
from tests.server.test_permissions import WAYS
from tests.web.axe import faults
from tests.web.clerk import Office, overflows

pytestmark = pytest.mark.browser
NARROW: ViewportSize = {"width": 360, "height": 740}
HALF: ViewportSize = {"width": 640, "height": 900}
WIDE: ViewportSize = {"width": 1280, "height": 900}
TABS_MAX = 400
FOCUSABLE = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")];
  const seen = all.filter((one) => one.checkVisibility() && !one.disabled && one.type !== "hidden" && one.tabIndex >= 0);
  const groups = new Set();
  const stops = seen.filter((one) => {
    if (one.type !== "radio") return true;
    if (groups.has(one.name)) return false;
    groups.add(one.name);
    return true;
  });
  stops.forEach((one, at) => { one.dataset.stop = one.type === "radio" ? `radio ${one.name}` : String(at); });
  seen.filter((one) => one.type === "radio").forEach((one) => { one.dataset.stop = `radio ${one.name}`; });
  return stops.map((one) => [one.dataset.stop, one.outerHTML.slice(0, 100)]);
}"""
FOCUSED = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  return [one.dataset.stop || "", style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2];
}"""


@pytest.fixture(scope="module")
def office(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Three units full of things, behind a real server."""
    with Office(tmp_path_factory.mktemp("everybody"), playwright) as made:
        yield made


def addresses(office: Office) -> dict[str, tuple[Role | None, str]]:
    """Every page there is: whose it is, and where it is found with the things of the ward."""
    with TestClient(office.seeded.app()) as client:
        known = Attacker(office.seeded, client)
        found: dict[str, tuple[Role | None, str]] = {}
        for way in sorted(known.pages):
            role: Role | None = (WAYS[way].roles.split() if way in WAYS else [None])[0]  # type: ignore[assignment]
            path = way.partition(" ")[2].format(**known.words(WARD))
            if role:
                client.cookies.set(COOKIE, office.seeded.token(role))
            answer = client.get(path, headers={"Accept": "text/html"})
            if html(answer) and answer.text.startswith("<!doctype") and "/language/" not in path:
                found[way] = (role, path)
            client.cookies.clear()
    return found


def opened(office: Office) -> Iterator[tuple[str, Page]]:
    """Every page, one after the other, each opened by somebody whose it is, with everything unfolded."""
    pages: dict[Role | None, Page] = {}
    for way, (role, path) in addresses(office).items():
        page = pages.get(role) or pages.setdefault(role, office.page(role, "/sign-in"))
        page.set_viewport_size(WIDE)
        page.goto(office.origin + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        yield way, page
    for page in pages.values():
        page.context.close()


def larger(page: Page) -> None:
    """Text twice as large (WCAG 1.4.4)."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")


def faults_of(name: str, page: Page) -> list[str]:
    """What is wrong with a page as it stands: axe wide and narrow, and whatever must be moved sideways."""
    wrong = [f"{name}: {one}" for one in faults(page)]
    for size in (HALF, NARROW):
        page.set_viewport_size(size)
        if overflows(page):
            wrong.append(f"{name}: scrolls at {size['width']}: {widest(page)}")
    wrong += [f"{name} at 360: {one}" for one in faults(page)]
    page.set_viewport_size(WIDE)
    larger(page)
    if overflows(page):
        wrong.append(f"{name}: scrolls at 200 %: {widest(page)}")
    return wrong


def widest(page: Page) -> str:
    """The element that sticks out furthest, to find it."""
    return str(
        page.evaluate("""() => [...document.querySelectorAll("body *")]
          .filter((one) => one.checkVisibility() && !one.closest(".wide, .scroll, dialog"))
          .sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right)[0].outerHTML.slice(0, 120)""")
    )


def test_every_page_can_be_used_by_everybody(office: Office) -> None:
    """axe finds nothing wide or narrow; nothing is moved sideways at 360 and 640 pixels or with text twice as large."""
    wrong, seen = [], 0
    for name, page in opened(office):
        wrong += faults_of(name, page)
        seen += 1
    assert seen > 30
    assert not wrong, "\n".join(wrong)


def test_every_page_is_worked_by_keys_alone(office: Office) -> None:
    """Tab reaches every link, button and field of every page, each with a focus that is seen."""
    wrong = []
    for name, page in opened(office):
        page.evaluate("document.activeElement.blur()")
        left = dict(page.evaluate(FOCUSABLE))
        for _ in range(min(TABS_MAX, 2 * len(left) + 10)):
            page.keyboard.press("Tab")
            stop, shown = page.evaluate(FOCUSED)
            if stop in left and not shown:  # inside a date the browser draws its own
                wrong.append(f"{name}: no focus shown on {left.get(stop, stop)}")
            left.pop(stop, "")
            if not left:
                break
        wrong += [f"{name}: Tab never comes to {element}" for element in left.values()]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_factor_in_a_browser(office: Office, language: str) -> None:
    """By keys alone: set up, signed out, signed in again with password and code; every step is for everybody."""
    seeded = office.seeded
    username = f"hoa.{language}"
    admin = {"Authorization": f"Bearer {seeded.token('admin')}"}
    made = {"username": username, "name": "Trần Thị Hoa", "password": "mật khẩu dài lắm", "roles": ["supervisor"]}
    with TestClient(seeded.app()) as client:
        assert client.post("/accounts", json=made, headers=admin).status_code == 201
    page = office.page(None, f"/language/{language}?back=/sign-in")
    wrong: list[str] = []

    def stands(name: str) -> None:
        wrong.extend(faults_of(name, page))
        page.evaluate("document.documentElement.style.fontSize = ''")

    def password() -> None:
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill(made["password"])  # type: ignore[arg-type]
        page.keyboard.press("Enter")

    password()
    expect(page.locator("header a[href='/account']")).to_be_visible()
    page.goto(office.origin + "/account")
    page.locator("#own form button").first.press("Enter")
    expect(page.locator(".qr svg")).to_be_visible()
    stands("secret shown")
    secret = "".join(page.locator(".secret").inner_text().split())
    code = page.locator("[name=code]")
    code.fill("000000")
    code.press("Enter")
    expect(page.locator("#notice [role=alert]")).to_be_visible()
    stands("code refused")
    code.fill(pyotp.TOTP(secret).at(wall_ms() // 1000))
    code.press("Enter")
    expect(page.locator("ul.codes li").first).to_be_visible()
    stands("recovery codes")
    recovery = page.locator("ul.codes li").first.inner_text()
    page.locator("a[role=button]").press("Enter")
    page.locator("[hx-post='/sign-out']").press("Enter")
    page.wait_for_url("**/sign-in")
    password()
    page.wait_for_url("**/sign-in/code?*")
    stands("code asked")
    expect(page.locator("[name=code]")).to_be_visible()
    page.locator("[name=code]").fill(recovery)
    page.locator("[name=code]").press("Enter")
    expect(page.locator("header a[href='/account']")).to_be_visible()
    assert not [*wrong, *office.wrong], "\n".join([*wrong, *office.wrong])
    page.context.close()
