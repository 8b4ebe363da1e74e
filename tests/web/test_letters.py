"""The page of letters in a browser: read by a screen reader, used by keys alone, approved one and all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from models.dossier import DossierProcessed
from models.paper import AWAITED
from server.paperwork import issue, record
from server.paperwork.fill import Known
from server.paperwork.letters import WHY_LATE
from tests.web.axe import faults
from tests.web.monday import now_ms
from tests.web.station import UNIT, Office, sat_down

pytestmark = pytest.mark.browser
DAY_MS = 86_400_000


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[tuple[Page, Office]]:
    """A supervisor before the demo's Monday."""
    with Office(tmp_path) as ward:
        made = sat_down(browser, ward, ward.token(), bypass_csp=True)
        yield made, ward
        made.context.close()


def prepared(ward: Office, count: int) -> None:
    """So many apologies that wait, as the clock makes them."""
    running = [one for one in ward.things("dossier", "2", "4") if one.term is not None][:count]
    assert len(running) == count
    for one in running:
        if one.status == 2:
            ward.say("clerk", DossierProcessed(dossier=one.id))
        with ward.store.read() as tx:
            known = record.of_dossier(tx, UNIT, one.id)
            code = issue.own_code(tx, UNIT, one.id, "form_04")
        told = Known(new_due_ms=one.term.due_ms + 7 * DAY_MS, reason=WHY_LATE)
        assert ward.say("system", issue.made_out(known, "form_04", told, now_ms(), code))[0].outcome == "applied"


def test_letters_are_settled_by_keys_alone(page: tuple[Page, Office]) -> None:
    """Space ticks, Enter approves, the rest go in one action; nothing is wrong for who cannot see, and errors are none."""
    window, ward = page
    window.goto("/board/letters")
    expect(window.locator("#letters")).to_contain_text("Không có thư nào chờ duyệt")
    assert faults(window) == []
    prepared(ward, 3)
    window.goto("/board/letters")
    assert faults(window) == []
    window.locator("input[name=letter]").first.focus()
    window.keyboard.press("Space")
    while "Duyệt thư đã chọn" not in window.evaluate("() => document.activeElement.textContent"):
        window.keyboard.press("Tab")
    window.keyboard.press("Enter")
    expect(window.locator("#letters [role=status]")).to_contain_text("Đã xong 1 thư")
    assert len(ward.things("paper", AWAITED)) == 2
    window.get_by_role("button", name="Duyệt cả 2 thư").click()
    expect(window.locator("#letters")).to_contain_text("Không có thư nào chờ duyệt")
    window.goto("/board/letters?show=done")
    expect(window.locator("#letters tbody tr")).to_have_count(3)
    assert faults(window) == []
