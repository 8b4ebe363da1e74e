"""The settling desk in a browser: what a real tablet said too late, otherwise than the desk, or unlawfully, and learns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from models.citizen import CitizenAmended, CitizenChange, CitizenErased
from models.dossier import DossierWithdrawn
from models.refusal import Refused
from models.request import RequestWithdrawn
from models.visit import VisitAmended, VisitArrived, VisitAssigned, VisitChange, VisitDeparted, VisitFailed
from tests.web.axe import faults
from tests.web.monday import BEGINS_MS, DAY
from tests.web.station import UNIT, Office, enrolled, sat_down

pytestmark = pytest.mark.browser
AFTERNOON_MS = BEGINS_MS + 3 * 3_600_000


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Office]:
    """The demo's Monday."""
    with Office(tmp_path) as office:
        yield office


@pytest.fixture
def page(browser: Browser, ward: Office) -> Iterator[Page]:
    """A supervisor who also looks after the tablets."""
    made = sat_down(browser, ward, ward.token("supervisor admin"), bypass_csp=True)
    yield made
    made.context.close()


def waiting(ward: Office) -> tuple[str, list[Any]]:
    """An officer with three visits still to come this afternoon, and these."""
    by_officer: dict[str, list[Any]] = {}
    for visit in ward.things("visit", "assigned", day=DAY):
        if visit.window.from_ms >= AFTERNOON_MS:
            by_officer.setdefault(visit.officer, []).append(visit)
    return next((officer, visits[:3]) for officer, visits in by_officer.items() if len(visits) >= 3)


def test_late_clashing_and_unlawful_work_is_settled(page: Page, ward: Office, tmp_path: Path) -> None:
    """Parked work is adopted, a conflict decided, refused work dismissed; the tablet learns each outcome at its next sync."""
    officer, (late, clash, erased) = waiting(ward)
    assert [one.id for one in ward.things("request") if one.citizen == erased.citizen] == [erased.request]
    other = next(one.officer for one in ward.things("visit", "assigned", day=DAY) if one.officer != officer)
    tablet = enrolled(page, ward, tmp_path, officer)
    went = [
        tablet.say(VisitArrived(visit=erased.id, why_no_place="từ chối")),
        tablet.say(VisitFailed(visit=erased.id, reason="refused")),
    ]
    assert not [one for one in went if isinstance(one, Refused)] and tablet.sync().all_sent
    said = [
        tablet.say(VisitDeparted(visit=late.id)),
        tablet.say(VisitArrived(visit=late.id, why_no_place="từ chối")),
        tablet.say(VisitAmended(visit=clash.id, change=VisitChange(note="chuông hỏng"))),
        tablet.say(CitizenAmended(citizen=erased.citizen, visit=erased.id, change=CitizenChange(note="nói nhỏ"))),
    ]
    assert not [one for one in said if isinstance(one, Refused)]
    ward.say("supervisor", VisitAssigned(visit=late.id, officer=other, reason="bận"))
    ward.say("clerk", VisitAmended(visit=clash.id, change=VisitChange(note="gõ cửa sau")))
    taken_back = [DossierWithdrawn(dossier=one, reason="đổi ý") for one in erased.dossiers]
    ward.say("clerk", *taken_back, RequestWithdrawn(request=erased.request, reason="đổi ý"))
    ward.say("admin", CitizenErased(citizen=erased.citizen, unit=UNIT, reason="theo đơn"))
    assert tablet.sync().outcomes == {"parked": 2, "conflict": 1, "refused": 1}

    page.goto("/board/settling")
    expect(page.locator("#settling")).to_contain_text("chữ ký của máy đã kiểm: đúng")
    assert faults(page) == []
    page.locator("article", has_text="gõ cửa sau").get_by_label("Lấy giá trị kia").check()
    page.locator("article", has_text="gõ cửa sau").get_by_label("Lý do").fill("cán bộ ở tại chỗ")
    page.get_by_role("button", name="Quyết định").click()
    expect(page.locator("#settling [role=status]")).to_contain_text("Đã quyết định")
    page.locator("article", has_text="Cán bộ đã đến nhà").get_by_role("button", name="Nhận việc đã chọn").click()
    expect(page.locator("article", has_text="Cán bộ đã đến nhà")).to_have_count(0)
    card = page.locator("article", has_text="không được nhận")
    card.get_by_role("checkbox").first.check()
    card.get_by_label("Lý do").fill("người dân đã yêu cầu xóa")
    card.get_by_role("button", name="Bỏ, không dùng").click()
    expect(page.locator("#settling")).to_contain_text("Không có việc nào chờ quyết định")
    assert faults(page) == []

    assert ward.one("visit", late.id).state == "arrived" and ward.one("visit", clash.id).note == "chuông hỏng"
    tablet.sync()
    assert tablet.held() == []
    note = tablet.view("visit", clash.id)
    assert note is not None and note.note == "chuông hỏng" and note.conflicts == ()
    tablet.close()


def test_the_keyboard_is_enough(page: Page, ward: Office, tmp_path: Path) -> None:
    """Tab, space and Enter return work to its officer; the tablet reads the reason."""
    officer, (late, _, _) = waiting(ward)
    other = next(one.officer for one in ward.things("visit", "assigned", day=DAY) if one.officer != officer)
    tablet = enrolled(page, ward, tmp_path, officer)
    tablet.say(VisitDeparted(visit=late.id))
    ward.say("supervisor", VisitAssigned(visit=late.id, officer=other))
    tablet.sync()
    page.goto("/board/settling")
    page.locator("input[name=hold]").focus()
    page.keyboard.press("Tab")
    while "reason" not in (page.evaluate("() => document.activeElement.name") or ""):
        page.keyboard.press("Tab")
    page.keyboard.type("việc này đã giao người khác")
    while "Trả lại" not in page.evaluate("() => document.activeElement.textContent"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#settling")).to_contain_text("Không có việc nào chờ quyết định")
    tablet.sync()
    (held,) = tablet.held()
    assert (held.settled, held.reason) == ("returned", "việc này đã giao người khác")
    tablet.close()
