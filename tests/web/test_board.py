"""The board in a browser (K2): drag, keys and dialog; another supervisor; the bell cut and heard again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from models.officer import OfficerAmended, OfficerChange
from models.refusal import Refused
from models.said import FileRef
from models.visit import DocumentCaptured, VisitArrived, VisitAssigned, VisitDeparted
from server.moving import UNDO_MS
from tests.web.axe import faults
from tests.web.monday import BEGINS_MS, DAY
from tests.web.station import Office, enrolled, sat_down

pytestmark = pytest.mark.browser
TALL = {"width": 1360, "height": 3600}
"""High enough for every lane: a drag that has to scroll first is begun elsewhere by the browser's driver."""
AFTERNOON_MS = BEGINS_MS + 3 * 3_600_000


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Office]:
    """The demo's Monday."""
    with Office(tmp_path) as office:
        yield office


@pytest.fixture
def page(browser: Browser, ward: Office) -> Iterator[Page]:
    """A supervisor before the board, live."""
    made = sat_down(browser, ward, ward.token(), viewport=TALL)
    board(made)
    yield made
    made.context.close()


def board(page: Page) -> None:
    """Opens the board and waits until it is live."""
    page.goto(f"/board?day={DAY}")
    expect(page.locator("#link")).to_contain_text("trực tiếp")


def some_visit(ward: Office) -> Any:
    """A visit of the afternoon that has been given to somebody and not begun."""
    return next(one for one in ward.things("visit", "assigned", day=DAY) if one.window.from_ms >= AFTERNOON_MS)


def lanes(page: Page) -> list[str]:
    """Officers in the order of the board."""
    return [row.get_attribute("data-officer") or "" for row in page.locator("#timeline tbody tr").all()]


def held_by(ward: Office, visit: str) -> str:
    """Who has a visit now."""
    return str(ward.one("visit", visit).officer)


def fitting(ward: Office, page: Page) -> tuple[Any, str]:
    """A visit of the afternoon, and another officer nothing stands against."""
    for visit in ward.things("visit", "assigned", day=DAY):
        told = page.request.get(f"/board/visits/{visit.id}/prospects").json()
        good = [officer for officer, one in told.items() if one["level"] == "good" and officer != visit.officer]
        if good and visit.window.from_ms >= AFTERNOON_MS:
            return visit, good[0]
    raise AssertionError("no visit of the demo can be moved")


def test_a_dialog_moves_a_visit(page: Page, ward: Office) -> None:
    """By keyboard alone: Tab to the chip, Enter, choose, move; the board shows it and ten seconds to undo; Ctrl+Z undoes."""
    visit, target = fitting(ward, page)
    page.locator(f"#chip-{visit.id}").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_be_visible()
    page.locator(f"#dialog input[value='{target}']").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#undo")).to_contain_text("Đã chuyển")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator(f"tr[data-officer='{target}'] #chip-{visit.id}")).to_be_visible()
    assert held_by(ward, visit.id) == target
    page.keyboard.press("Control+z")
    expect(page.locator(f"tr[data-officer='{visit.officer}'] #chip-{visit.id}")).to_be_visible()
    expect(page.locator("#undo")).to_contain_text("Đã hoàn tác")
    assert held_by(ward, visit.id) == visit.officer


def test_the_offer_to_undo_goes_after_ten_seconds(browser: Browser, ward: Office) -> None:
    """While its seconds last a button and Ctrl+Z offer it; then both are gone and the visit stays where it was put."""
    page = sat_down(browser, ward, ward.token(), viewport=TALL)
    page.clock.install()
    board(page)
    visit, target = fitting(ward, page)
    page.locator(f"#chip-{visit.id}").drag_to(page.locator(f"tr[data-officer='{target}'] th").first)
    expect(page.locator("#undo button")).to_be_visible()
    page.clock.fast_forward(UNDO_MS + 1)
    expect(page.locator("#undo form")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.locator(f"tr[data-officer='{target}'] #chip-{visit.id}")).to_be_visible()
    assert held_by(ward, visit.id) == target
    page.context.close()


def test_a_tablet_is_put_away_only_when_all_of_it_is_here(browser: Browser, ward: Office, tmp_path: Path) -> None:
    """A photograph that has not come yet keeps the tablet out of the cupboard; once it is here the page says that it is safe."""
    page = sat_down(browser, ward, ward.token("supervisor admin"), bypass_csp=True)
    visit = some_visit(ward)
    tablet = enrolled(page, ward, tmp_path, visit.officer)
    file = tablet.attach(b"photograph" * 40, "image/jpeg", "trang 1")
    assert isinstance(file, FileRef)
    bodies = (VisitDeparted(visit=visit.id), VisitArrived(visit=visit.id, why_no_place="từ chối"))
    for body in (*bodies, DocumentCaptured(visit=visit.id, file=file)):
        assert not isinstance(tablet.say(body), Refused)
    assert tablet.sync().all_sent
    row = page.locator("tr", has_text="Máy thử")
    page.goto("/board/hand-in")
    expect(row).to_contain_text("CHƯA")
    expect(row).to_contain_text("1 tệp")
    assert faults(page) == []
    tablet.sync()
    tablet.close()
    page.reload()
    expect(row).to_contain_text("an toàn để nộp máy")
    page.context.close()


def test_keys_move_a_visit_and_focus_stays(page: Page, ward: Office) -> None:
    """Alt+arrow gives it to the lane beside; where something stands against it, the dialog says what before anything moves."""
    visit = some_visit(ward)
    order = lanes(page)
    at = order.index(visit.officer)
    step = 1 if at + 1 < len(order) else -1
    beside = order[at + step]
    told = page.request.get(f"/board/visits/{visit.id}/prospects").json()[beside]
    page.locator(f"#chip-{visit.id}").focus()
    page.keyboard.press("Alt+ArrowDown" if step > 0 else "Alt+ArrowUp")
    if told["level"] == "good":
        expect(page.locator(f"tr[data-officer='{beside}'] #chip-{visit.id}")).to_be_focused()
        assert held_by(ward, visit.id) == beside
    else:
        expect(page.locator("#dialog [role=alert]")).to_contain_text(told["text"][:40])
        assert held_by(ward, visit.id) == visit.officer


def test_a_drag_is_told_before_the_drop_and_refused_with_its_reason(page: Page, ward: Office) -> None:
    """Over an officer who may never go the reason is read before the drop; dropped all the same, nothing moves and it is said."""
    visit, target = fitting(ward, page)
    ward.say("admin", OfficerAmended(officer=target, change=OfficerChange(relatives=(visit.citizen,))))
    board(page)
    lane = page.locator(f"tr[data-officer='{target}'] th").first
    page.locator(f"#chip-{visit.id}").hover()
    page.mouse.down()
    lane.hover()
    for step in range(60):
        lane.hover(position={"x": 12 + step, "y": 12})
        if "drop-never" in (lane.locator("xpath=..").get_attribute("class") or ""):
            break
        page.wait_for_timeout(100)
    expect(page.locator("#said")).to_contain_text("người thân")
    page.mouse.up()
    expect(page.locator("#dialog [role=alert]")).to_contain_text("NĐ 23/2015")
    assert held_by(ward, visit.id) == visit.officer


def test_a_drag_moves_a_visit(page: Page, ward: Office) -> None:
    """Dropped on an officer nothing stands against, the visit is theirs."""
    visit, target = fitting(ward, page)
    page.locator(f"#chip-{visit.id}").drag_to(page.locator(f"tr[data-officer='{target}'] th").first)
    expect(page.locator(f"tr[data-officer='{target}'] #chip-{visit.id}")).to_be_visible()
    assert held_by(ward, visit.id) == target


def test_two_supervisors_see_each_other(page: Page, browser: Browser, ward: Office) -> None:
    """What one moves the other sees at once; a dialog opened before that is refused and the true board shown."""
    visit, target = fitting(ward, page)
    second = sat_down(browser, ward, ward.token(name="Phụ trách hai"), viewport=TALL)
    board(second)
    second.locator(f"#chip-{visit.id}").click()
    expect(second.locator("#dialog")).to_be_visible()
    page.locator(f"#chip-{visit.id}").drag_to(page.locator(f"tr[data-officer='{target}'] th").first)
    expect(second.locator(f"tr[data-officer='{target}'] #chip-{visit.id}")).to_be_attached()
    second.locator("#dialog input[type=radio]:enabled").last.check()
    second.locator("#dialog input[name=reason]").fill("thử")
    second.locator("#dialog input[name=sure]").check()
    second.locator("#dialog button[type=submit]").click()
    expect(second.locator("#notice")).to_contain_text("Người khác vừa đổi")
    assert held_by(ward, visit.id) == target
    second.context.close()


def test_the_bell_is_cut_and_heard_again(page: Page, ward: Office) -> None:
    """While the server is away the board says since when and moves nothing; back again it shows what happened meanwhile."""
    visit, target = fitting(ward, page)
    ward.stop()
    expect(page.locator("#cut")).to_be_visible()
    expect(page.locator("#cut")).to_contain_text("Mất kết nối")
    page.locator(f"#chip-{visit.id}").focus()
    page.keyboard.press("Alt+ArrowDown")
    ward.say("supervisor", VisitAssigned(visit=visit.id, officer=target))
    ward.start()
    expect(page.locator("#cut")).to_be_hidden()
    expect(page.locator(f"tr[data-officer='{target}'] #chip-{visit.id}")).to_be_visible()
    assert held_by(ward, visit.id) == target


@pytest.mark.parametrize("size", [(1360, 900), (360, 740)])
def test_every_state_is_accessible(browser: Browser, ward: Office, size: tuple[int, int]) -> None:
    """Axe finds nothing on the board, its dialog and its pages, wide and at 360 px; the page itself never scrolls aside."""
    visit = some_visit(ward)
    options: dict[str, Any] = {"viewport": {"width": size[0], "height": size[1]}}
    page = sat_down(browser, ward, ward.token(), bypass_csp=True, **options)
    board(page)
    assert faults(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= size[0]
    page.locator(f"#chip-{visit.id}").click()
    expect(page.locator("#dialog")).to_be_visible()
    assert faults(page) == []
    for path in ("/board/hand-in", "/board/settling", "/board/cases", f"/board/cases/{visit.request}"):
        page.goto(path)
        assert faults(page) == [], path
        assert page.evaluate("() => document.documentElement.scrollWidth") <= size[0], path
    page.context.close()


def test_nothing_comes_from_elsewhere(browser: Browser, ward: Office) -> None:
    """Every request of the board goes to its own server, and its policy blocks nothing the page needs."""
    page = sat_down(browser, ward, ward.token())
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    board(page)
    assert asked and all(url.startswith(ward.origin) for url in asked)
    assert [text for text in said if "Security Policy" in text] == []
    page.context.close()
