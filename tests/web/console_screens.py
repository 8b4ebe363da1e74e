"""Pictures of the supervisor's pages for docs/screens: `python -m tests.web.console_screens`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from models.device import DeviceEnrolled
from models.visit import VisitAmended, VisitAssigned, VisitChange, VisitDeparted
from server.clock import uuid7
from sync import keys, office
from sync.protocol import read_push
from tests.server.story import Tablet
from tests.web.monday import DAY, now_ms
from tests.web.station import UNIT, Office, browsing, sat_down
from tests.web.test_letters import prepared
from tests.web.test_map import DRAWING

expect.set_options(timeout=60_000)
OUT = Path(__file__).resolve().parents[2] / "docs" / "screens"
SETTLED_MS = 3_000
"""After so long the map has flown to where it is to look."""
SIZE = {"width": 1200, "height": 750}


def lived(ward: Office) -> str:
    """A morning's trouble: a tablet that says something too late; answers the case it is about."""
    visit = ward.things("visit", "assigned", day=DAY)[-1]
    tablet = Tablet(uuid7(), visit.officer, "", now_ms)
    key = keys.public_text(tablet.key)
    ward.say("system", DeviceEnrolled(device=tablet.id, unit=UNIT, officer=visit.officer, label="Máy 03", key=key))
    for officer in ward.things("officer", "here"):
        body = VisitAssigned(visit=visit.id, officer=officer.id, reason="bận")
        if officer.id != visit.officer and ward.say("supervisor", body)[0].outcome == "applied":
            break
    bodies = (
        VisitDeparted(visit=visit.id),
        VisitAmended(visit=visit.id, change=VisitChange(note="cổng sau", minutes=45)),
    )
    pushed = read_push(tablet.bundle([tablet.write(body) for body in bodies], unsent=2))
    office.push(ward.store, tablet.actor, pushed, now_ms())  # type: ignore[arg-type]
    return str(visit.request)


def mapped(page: Page, language: str) -> None:
    """The map under the board, without a base map as it comes: everybody's ways, then one officer's."""
    page.locator("#map-panel > summary").click()
    expect(page.locator(".spot").first).to_be_attached()
    expect(page.locator("#map")).to_have_attribute("data-drawn", str(page.locator(".spot[data-lat]").count()))
    for name, only in (("map", ""), ("map-way", "C")):
        page.locator("#map-only").select_option(only)
        page.locator("#map").evaluate("(map) => map.scrollIntoView()")
        page.wait_for_timeout(SETTLED_MS)
        page.screenshot(path=OUT / f"{name}-{language}.png")


def main() -> None:
    """Draws every page once, in both languages where words matter most."""
    OUT.mkdir(parents=True, exist_ok=True)
    with (
        sync_playwright() as playwright,
        browsing(playwright, *DRAWING) as browser,
        Office(Path(tempfile.mkdtemp())) as ward,
    ):
        request = lived(ward)
        prepared(ward, 3)
        page = sat_down(browser, ward, ward.token("supervisor admin auditor"), viewport=SIZE)
        for language in ("vi", "en"):
            page.goto(f"/language/{language}?back=/board/hand-in")
            page.goto(f"/board?day={DAY}")
            expect(page.locator("#cut")).to_be_hidden()
            page.screenshot(path=OUT / f"board-{language}.png")
            page.locator(".chip[draggable=true]").last.click()
            expect(page.locator("#dialog")).to_be_visible()
            page.screenshot(path=OUT / f"board-move-{language}.png")
            page.keyboard.press("Escape")
            mapped(page, language)
            places = {
                "settling": "/board/settling", "case": f"/board/cases/{request}", "figures": "/board/reports?first=2026-11-01",
                "hand-in": "/board/hand-in", "letters": "/board/letters", "plan": f"/board/plan?day={DAY}",
                "admin-devices": "/admin/devices",
                "admin-accounts": "/admin/accounts", "admin-units": "/admin/units", "admin-laws": "/admin/laws",
                "admin-calendar": "/admin/calendar", "admin-templates": "/admin/templates", "account": "/account",
            }  # fmt: skip
            for name, path in places.items():
                page.goto(path)
                page.screenshot(path=OUT / f"{name}-{language}.png")
            page.locator("form[hx-post='/account/second-factor'] button").first.click()
            expect(page.locator(".qr svg")).to_be_visible()
            page.screenshot(path=OUT / f"second-factor-{language}.png")


if __name__ == "__main__":
    main()
