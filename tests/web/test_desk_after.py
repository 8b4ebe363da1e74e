"""Beside taking calls down: going back, other hours, decisions, rings owed, reminders, opinions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from models.call import CallLogged
from models.citizen import CitizenRegistered
from models.request import RequestReceived, Want
from server.clock import uuid7
from tests.server.telephone import things
from tests.web.axe import faults
from tests.web.clerk import Office as Desk
from tests.web.clerk import kept, overflows
from tests.web.monday import now_ms
from tests.web.station import UNIT, Office, sat_down

pytestmark = pytest.mark.browser
CALLER = "+84900000777"


@pytest.fixture
def desk(tmp_path: Path, playwright: Playwright) -> Iterator[Desk]:
    """A ward on a real server, and a browser."""
    with Desk(tmp_path, playwright) as begun:
        yield begun


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Office]:
    """The demo's Monday."""
    with Office(tmp_path) as made:
        yield made


@pytest.fixture
def clerk(browser: Browser, ward: Office) -> Iterator[Page]:
    """A clerk before the demo's Monday."""
    page = sat_down(browser, ward, ward.token("clerk"), bypass_csp=True)
    yield page
    page.context.close()


def usable(page: Page) -> None:
    """Nothing is wrong for who cannot see, and nothing must be moved sideways on a telephone or with text twice as large."""
    assert faults(page) == []
    wide = page.viewport_size
    assert wide is not None
    page.set_viewport_size({"width": 360, "height": 740})
    assert not overflows(page)
    page.set_viewport_size(wide)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not overflows(page)
    page.evaluate("document.documentElement.style.fontSize = ''")


def tabbed(page: Page, text: str) -> None:
    """Goes on by Tab until what has the focus says this."""
    for _ in range(60):
        if text in page.evaluate(
            "() => document.activeElement === document.body ? '' : document.activeElement.textContent"
        ):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {text!r}")


def test_a_caller_who_does_not_agree_is_gone_back_for(desk: Desk) -> None:
    """By keys alone: Alt+S leads back to every answer with the hour still kept; what is saved then is promised once."""
    page = desk.page()
    kept(page)
    page.keyboard.press("F9")
    expect(page.locator("article.large")).to_be_visible()
    usable(page)
    page.keyboard.press("Alt+s")
    expect(page.locator("#standing")).to_contain_text("Đang sửa phiếu")
    expect(page.locator("#held")).to_contain_text("Đang giữ")
    expect(page.locator("#weight .good")).to_be_visible()
    usable(page)
    page.locator("#house").fill("14")
    expect(page.locator("#house[value='14']")).to_be_visible()
    page.keyboard.press("F9")
    expect(page.locator("article.large")).to_contain_text("14")
    made = [one.state for one in things(desk.seeded, "visit")]
    assert made.count("planned") == 1 and made.count("cancelled") == 1
    assert desk.wrong == []


def test_home_becomes_office_from_the_case(desk: Desk) -> None:
    """From the case the hours at the office are read out and one press promises; the page then shows the new visit."""
    page = desk.page()
    kept(page)
    page.keyboard.press("F9")
    expect(page.locator("article.large")).to_be_visible()
    page.goto(f"{desk.origin}/board/cases/{page.url.rpartition('/')[2]}")
    tabbed(page, "Đổi sang làm tại trụ sở")
    page.keyboard.press("Enter")
    expect(page.locator("form.hours button").first).to_be_visible()
    usable(page)
    tabbed(page, "tiếp tại trụ sở")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Đổi sang làm tại nhà")).to_be_visible()
    assert [one.where for one in things(desk.seeded, "visit") if one.state == "planned"] == ["office"]
    assert desk.wrong == []


def test_a_decision_is_taken_on_its_page(ward: Office, clerk: Page) -> None:
    """A request that waits is found first, decided by keys alone, and stands in the queue with what to tell."""
    citizen, request = uuid7(), uuid7()
    ward.say(
        "clerk",
        CitizenRegistered(citizen=citizen, unit=UNIT, name="Võ Thị Khế", birth="1950", phones=(CALLER,)),
        RequestReceived(request=request, unit=UNIT, citizen=citizen, wants=(Want(procedure="1.001776"),)),
    )  # fmt: skip
    clerk.goto(f"/board/cases/{request}")
    expect(clerk.get_by_role("heading", name="Chờ quyết định")).to_be_visible()
    usable(clerk)
    clerk.get_by_label("Vì sao không đến").focus()
    clerk.keyboard.insert_text("nhà gần phường")
    tabbed(clerk, "Không đến nhà")
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", name="Chờ quyết định")).to_have_count(0)
    assert ward.one("request", request).state == "declined"
    clerk.goto("/desk/queue")
    expect(clerk.locator("#queue")).to_contain_text("phường không đến nhà. Lý do: nhà gần phường")


def test_who_is_owed_a_ring_is_rung(ward: Office, clerk: Page) -> None:
    """Not reached they stay with the try counted, reached they go; what the clerk wrote is kept."""
    rang_ms = now_ms() - 3 * 3_600_000
    ward.say(
        "clerk",
        CallLogged(call=uuid7(), unit=UNIT, phone=CALLER, caller="Võ Văn Me", outcome="callback", at_ms=rang_ms),
    )
    clerk.goto("/desk/queue")
    row = clerk.locator("tr", has_text="Võ Văn Me")
    expect(row).to_be_visible()
    usable(clerk)
    row.get_by_role("button", name="Chưa gặp").press("Enter")
    expect(row).to_contain_text("đã gọi 1 lần chưa gặp")
    row.get_by_role("button", name="Đã gặp").press("Enter")
    expect(row).to_have_count(0)


def test_a_visit_is_reminded_of(clerk: Page) -> None:
    """The list says what to say; once somebody agreed, their card shows so and asks no more."""
    clerk.goto("/desk/reminders")
    waiting = clerk.locator("form.card:has(button)")
    expect(waiting.first).to_be_visible()
    usable(clerk)
    before = waiting.count()
    waiting.first.get_by_role("button", name="đồng ý").press("Enter")
    expect(waiting).to_have_count(before - 1)
    expect(clerk.locator("form.card .tag", has_text="đồng ý")).to_have_count(1)


def test_an_opinion_is_asked_for(ward: Office, clerk: Page) -> None:
    """A score given by telephone is kept with who gave it, and the next is asked."""
    clerk.goto("/desk/ratings")
    cards = clerk.locator("form.card")
    expect(cards.first).to_be_visible()
    usable(clerk)
    before = cards.count()
    cards.first.get_by_role("combobox").select_option("relative")
    cards.first.get_by_role("button", name="5 rất hài lòng").press("Enter")
    expect(cards).to_have_count(before - 1)
    given = [one.rating for one in ward.things("dossier", "10") if one.rating and one.rating.taken_by == "relative"]
    assert [one.score for one in given[-1:]] == [5]
