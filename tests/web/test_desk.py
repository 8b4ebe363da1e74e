"""The phone desk in a real browser, by keyboard alone, on a real server that also slows down and dies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.server.seeded import NAME
from tests.server.telephone import EXTRACT, SIGNS_AT_HOME, things
from tests.web.axe import faults
from tests.web.clerk import Office, answer_all, kept, overflows

pytestmark = pytest.mark.browser


@pytest.fixture
def office(tmp_path: Path, playwright: Playwright) -> Iterator[Office]:
    """A ward on a real server, and a browser."""
    with Office(tmp_path, playwright) as begun:
        yield begun


def compose(page: Page, begun: list[str], committed: str) -> None:
    """Types as a Vietnamese input method does: a word grows and changes under the caret before it is committed."""
    session = page.context.new_cdp_session(page)
    for text in begun:
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    session.send("Input.insertText", {"text": committed})


def test_a_caller_is_served_by_keyboard_alone(office: Office) -> None:
    """From the first digit to the read-back no mouse is needed, nothing outside is asked, and the visit is promised."""
    page = office.page()
    expect(page.locator("#phone")).to_be_focused()
    kept(page)
    page.keyboard.press("F9")
    expect(page.locator("article.large")).to_contain_text("không chín không không")
    visit = things(office.seeded, "visit")[-1]
    assert visit.state == "planned" and visit.request == page.url.rpartition("/")[2]
    page.keyboard.press("Enter")
    expect(page.locator("#phone")).to_be_focused()
    assert things(office.seeded, "request")[-1].read_back.by == "citizen"
    assert office.wrong == [] and [url for url in office.asked if not url.startswith(office.origin)] == []


def test_a_second_wish_is_taken_by_keyboard_alone(office: Office) -> None:
    """One key adds a wish; the window kept stays, the joint answer and the read-back name both, the visit serves both."""
    page = office.page()
    kept(page)
    page.keyboard.press("Alt+v")
    expect(page.locator("#question-need [data-row]").first).to_be_focused()
    answer_all(page, EXTRACT)
    expect(page.locator("#weight .parts li")).to_have_count(2)
    expect(page.locator("#held")).to_contain_text("Đang giữ")
    page.reload()
    expect(page.locator("#wish-2")).to_contain_text("Việc 2")
    page.keyboard.press("F9")
    expect(page.locator("article.large")).to_contain_text("2 việc cần làm")
    visit = things(office.seeded, "visit")[-1]
    assert len(visit.dossiers) == 2 and visit.request == page.url.rpartition("/")[2]


def test_the_office_is_chosen_by_one_key(office: Office) -> None:
    """Alt+O makes it an hour at the office, the window kept is kept for that, and the read-back says where to come."""
    page = office.page()
    kept(page)
    page.keyboard.press("Alt+o")
    expect(page.locator("#weight .good")).to_contain_text("đến trụ sở làm")
    expect(page.locator("#windows")).to_contain_text("tiếp tại trụ sở")
    expect(page.locator("#at_office")).to_be_checked()
    page.keyboard.press("F9")
    expect(page.locator("article.large")).to_contain_text("Mời ông, bà đến")
    assert things(office.seeded, "visit")[-1].where == "office"


def test_vietnamese_is_typed_as_it_is_typed(office: Office) -> None:
    """A word composed by an input method searches once committed; Enter within a composition chooses nobody."""
    page = office.page()
    page.keyboard.press("F2")
    compose(page, ["b", "bu", "bươ", "bưở"], "bưởi")
    expect(page.locator("#hits")).to_contain_text(NAME)
    assert page.locator("#find").input_value() == "bưởi"
    page.keyboard.press("F4")
    expect(page.locator("#name")).to_have_value("bưởi")
    page.locator("#hamlet").focus()
    compose(page, ["K", "Kh", "Kho", "Khó"], "Khóm 5")
    page.wait_for_timeout(700)
    expect(page.locator("#hamlet")).to_have_value("Khóm 5")


def test_what_is_typed_while_an_answer_comes_is_kept(office: Office) -> None:
    """Answers of a slow server never take away what was typed meanwhile, nor the place where one types."""
    page = office.page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    slow = {"offline": False, "latency": 600, "downloadThroughput": -1, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", slow)
    page.keyboard.type("0912345678")
    page.keyboard.press("F4")
    expect(page.locator("#name")).to_be_visible()
    page.locator("#name").focus()
    for letter in "Nguyễn Thị Bông Súng":
        page.keyboard.insert_text(letter)
        page.wait_for_timeout(90)
    page.keyboard.press("Tab")
    page.keyboard.type("1950")
    page.wait_for_timeout(2500)
    expect(page.locator("#name")).to_have_value("Nguyễn Thị Bông Súng")
    expect(page.locator("#birth")).to_have_value("1950")
    expect(page.locator("#birth")).to_be_focused()


def test_a_dead_server_loses_nothing(office: Office) -> None:
    """When the server dies the page says so and keeps what is on it; when it is back the draft is, too, by itself."""
    page = office.page()
    page.keyboard.type("0912345678")
    page.keyboard.press("F4")
    expect(page.locator("#name")).to_be_visible()
    office.kill()
    page.locator("#name").fill("Lê Thị Mận")
    expect(page.locator("#unreachable")).to_be_visible()
    expect(page.locator("#name")).to_have_value("Lê Thị Mận")
    office.start()
    expect(page.locator("#unreachable")).to_be_hidden()
    expect(page.locator("#person h2")).to_be_visible()
    page.wait_for_timeout(800)
    address = page.url
    page.close()
    again = office.page(path=address.removeprefix(office.origin))
    expect(again.locator("#name")).to_have_value("Lê Thị Mận")


def test_a_dropped_call_ends_by_one_key(office: Office) -> None:
    """Escape asks how the call ended; a digit answers, and the caller stands in the queue."""
    page = office.page()
    page.keyboard.type("0977000111")
    page.keyboard.press("F2")
    page.keyboard.press("Escape")
    expect(page.locator("#ending")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#ending")).to_be_hidden()
    page.keyboard.press("F8")
    page.locator("#ending button[data-key='3']").wait_for()
    page.locator("#ending h2").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("3")
    expect(page.locator("#phone")).to_have_value("")
    page.keyboard.press("Alt+q")
    expect(page.locator("#queue")).to_contain_text("0977 000 111")
    expect(page.locator("#queue")).to_contain_text("người gọi ngắt máy")


def states(office: Office, page: Page) -> Iterator[str]:
    """Leads a page through every state of the desk, one after another; gives each one's name."""
    yield "empty"
    page.keyboard.type("0900000123")
    page.keyboard.press("F2")
    page.keyboard.type("zzz")
    expect(page.locator("#hits")).to_contain_text(NAME)
    yield "found"
    page.locator("#hits button").first.press("Enter")
    expect(page.locator("#name")).to_have_value(NAME)
    yield "asking"
    page.keyboard.press("F9")
    expect(page.locator("#wrong .bar")).to_be_visible()
    yield "mistakes"
    page.keyboard.press("F3")
    answer_all(page, SIGNS_AT_HOME)
    page.locator("#windows button").first.press("Enter")
    expect(page.locator("#held .good")).to_be_visible()
    yield "kept"
    page.keyboard.press("Alt+v")
    expect(page.locator("#question-need")).to_be_visible()
    yield "more"
    answer_all(page, EXTRACT)
    expect(page.locator("#weight .parts li")).to_have_count(2)
    yield "both"
    page.keyboard.press("F8")
    expect(page.locator("#ending")).to_be_visible()
    yield "ending"
    page.keyboard.press("Escape")
    page.keyboard.press("F9")
    expect(page.locator("article.large")).to_be_visible()
    yield "read"
    page.goto(office.origin + "/desk/queue")
    yield "queue"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_state_can_be_used_by_everybody(office: Office, language: str) -> None:
    """axe finds nothing against WCAG 2.2 AA in any state, in both languages."""
    page = office.page(path=f"/language/{language}?back=/desk")
    found = {state: wrong for state in states(office, page) if (wrong := faults(page))}
    assert found == {}


@pytest.mark.parametrize(("width", "text"), [(360, "100%"), (1280, "200%"), (640, "100%")])
def test_every_state_fits(office: Office, width: int, text: str) -> None:
    """Nothing must be moved sideways on a narrow screen, with text twice as large, or at a zoom of two (WCAG 1.4.4, 1.4.10)."""
    page = office.page(width=width)
    wide = []
    for state in states(office, page):
        page.evaluate("(size) => { document.documentElement.style.fontSize = size }", text)
        if overflows(page):
            wide.append(state)
    assert wide == []
