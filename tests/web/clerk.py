"""A clerk at a browser before a real server: signed in, keys alone, every request and every error remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, expect

from models.access import Role
from models.officer import OfficerRegistered, Shift, Skill
from models.said import Place
from models.store.engine import open_store
from models.ward import WardChange, WardConfigured
from server.clock import uuid7
from server.session import COOKIE
from tests.architecture.house import ROOT
from tests.server.seeded import NAME, WARD, Seeded
from tests.server.telephone import SIGNS_AT_HOME
from tests.web.browser import WAIT_MS, launched
from tests.web.hosted import Hosted

BUILT = ROOT / "server" / "built" / "console"

FOCUSED = "() => !document.querySelector('[autofocus]') || document.activeElement !== document.body"


class Office(Hosted):
    """`with Office(folder, playwright) as office:` three units on a real server that can be ended and begun again."""

    def __init__(self, folder: Path, playwright: Playwright, *flags: str) -> None:
        assert (BUILT / "htmx.min.js").is_file(), "npm ci && npm run build in web/"
        super().__init__(open_store(f"sqlite:{folder / 'ward.db'}"), folder)
        self.seeded = Seeded(self.store, folder)
        skills = (Skill(procedure="*", part="certifier"),)
        shifts = tuple(Shift(weekday=day, from_minute=420, to_minute=1020) for day in range(7))
        ward = WardChange(office=Place(lat_e6=10_380_000, lon_e6=105_430_000), hotline="02963 000 111")
        self.seeded.say(
            WARD, "admin", WardConfigured(unit=WARD, change=ward),
            OfficerRegistered(officer=uuid7(), unit=WARD, name="Lâm Thị Sen", skills=skills, shifts=shifts, phone="0999000555"),
        )  # fmt: skip
        self.browser = launched(playwright, *flags)
        self.asked: list[str] = []
        self.wrong: list[str] = []
        self.contexts: list[BrowserContext] = []

    def __exit__(self, *error: object) -> None:
        self.browser.close()
        super().__exit__(*error)

    def page(self, role: Role | None = "clerk", path: str = "/desk", *, width: int = 1280, **options: Any) -> Page:
        """A page of somebody's own browser, signed in; of a stranger's for None."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, locale="vi-VN", **options)
        if role is not None:
            cookie = {"name": COOKIE, "value": self.seeded.token(role), "url": self.origin}
            context.add_cookies([cookie])  # type: ignore[list-item]
        context.set_default_timeout(WAIT_MS)
        context.on("request", lambda request: self.asked.append(request.url))
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda told: self.wrong.append(told.text) if "Content Security" in told.text else None)
        page.goto(self.origin + path)
        page.wait_for_function(FOCUSED)  # a browser gives the focus with a frame after loading: keys before go nowhere
        return page


def overflows(page: Page) -> bool:
    """Whether the page must be moved sideways to be read."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))


def answer_all(page: Page, answers: dict[str, str]) -> None:
    """Answers the questions one after another with their keys."""
    keys = page.keyboard
    question = page.locator("fieldset.question")
    while question.count():
        asked = (question.get_attribute("id") or "").removeprefix("question-")
        if question.locator("input").count():
            keys.press("Enter")
        else:
            keys.press(page.locator(f'[value$=":{asked}:{answers[asked]}"]').get_attribute("data-key") or "")
        expect(page.locator(f"#question-{asked}")).to_have_count(0)


def picked(page: Page) -> None:
    """Leads to a known caller's sheet, by keys alone."""
    page.keyboard.type("0900 000 123")
    page.keyboard.press("Enter")
    expect(page.locator("#hits")).to_contain_text(NAME)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#name")).to_have_value(NAME)


def kept(page: Page) -> None:
    """Leads a known caller to an hour that is kept for them, by keys alone."""
    picked(page)
    answer_all(page, SIGNS_AT_HOME)
    expect(page.locator("#windows button").first).to_be_visible()
    page.keyboard.press("Alt+1")
    expect(page.locator("#held")).to_contain_text("Đang giữ")
