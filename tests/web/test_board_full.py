"""A full day on one board: eight officers, eighty visits; what a tablet says and what a supervisor moves both show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from models.dossier import DossierOpened
from models.event import Body
from models.procedure import in_force
from models.refusal import Refused
from models.request import EligibilityDecided, RequestReceived, Want
from models.visit import Visit, VisitArrived, VisitDeparted, VisitPlanned
from server.clock import uuid7
from tests.server.story import CODE
from tests.web.monday import BEGINS_MS, DAY
from tests.web.station import UNIT, Office, enrolled, sat_down

pytestmark = pytest.mark.browser
OFFICERS, VISITS = 8, 80
AFTERNOON_MS = BEGINS_MS + 3 * 3_600_000


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Office]:
    """The demo's Monday, filled up to eighty visits with second calls at homes of the afternoon."""
    with Office(tmp_path) as office:
        known = office.things("visit", "planned", "assigned", day=DAY)
        later = [one for one in known if one.window.from_ms >= AFTERNOON_MS]
        for one in later[: VISITS - len(known)]:
            receipts = office.say("supervisor", *asked_again(one))
            assert [told.outcome for told in receipts] == ["applied"] * len(receipts), receipts
        yield office


def asked_again(one: Visit) -> list[Body]:
    """At the home of a visit somebody asks for one more, in the same hours."""
    request, dossier, procedure = uuid7(), uuid7(), in_force(CODE, DAY)
    assert procedure is not None
    return [
        RequestReceived(request=request, unit=UNIT, citizen=one.citizen, wants=(Want(procedure=CODE),)),
        EligibilityDecided(request=request, eligible=True, reason="frail"),
        DossierOpened(
            dossier=dossier, unit=UNIT, request=request, citizen=one.citizen, procedure=CODE, version=procedure.version
        ),
        VisitPlanned(
            visit=uuid7(), unit=UNIT, request=request, citizen=one.citizen, dossiers=(dossier,), window=one.window,
            address=one.address,
        ),
    ]  # fmt: skip


def drawn(page: Page) -> Counter[str]:
    """How many visits the page shows on each officer's lane; without a name, those nobody has."""
    ids = page.evaluate("() => [...document.querySelectorAll('#live .chip')].map((chip) => chip.id)")
    assert len(ids) == len(set(ids)), "a visit is drawn twice"
    lanes = page.evaluate(
        "() => [...document.querySelectorAll('#live [data-officer]:not(.chip)')]"
        ".map((lane) => [lane.dataset.officer, lane.querySelectorAll('.chip').length])"
    )
    return Counter(dict(lanes))


def true(ward: Office) -> Counter[str]:
    """How many visits of the day each officer has."""
    return Counter(one.officer for one in ward.things("visit", day=DAY))


def test_a_full_day_is_live(browser: Browser, ward: Office, tmp_path: Path) -> None:
    """All of it is drawn once, each in its officer's lane; a tablet's word and a colleague's move show without a reload."""
    office = sat_down(browser, ward, ward.token("supervisor admin"))
    page = sat_down(browser, ward, ward.token())
    page.goto(f"/board?day={DAY}")
    expect(page.locator("#link")).to_contain_text("trực tiếp")
    page.evaluate("() => { window.same = true; }")
    expect(page.locator("#timeline tbody tr")).to_have_count(OFFICERS)
    expect(page.locator("#live .chip")).to_have_count(VISITS)
    assert drawn(page) == true(ward)

    visit = next(one for one in ward.things("visit", "assigned", day=DAY) if one.window.from_ms >= AFTERNOON_MS)
    tablet = enrolled(office, ward, tmp_path, visit.officer)
    for body in (VisitDeparted(visit=visit.id), VisitArrived(visit=visit.id, why_no_place="từ chối")):
        assert not isinstance(tablet.say(body), Refused)
    assert tablet.sync().outcomes == {"applied": 2}
    tablet.close()
    expect(page.locator(f"#chip-{visit.id}")).to_contain_text("đang ở nhà dân")
    expect(page.locator(f"tr[data-officer='{visit.officer}'] th")).to_contain_text("đang ở nhà dân")

    loose = next(one for one in ward.things("visit", "planned", day=DAY))
    told = page.request.get(f"/board/visits/{loose.id}/prospects").json()
    before, target = true(ward), next(one for one, prospect in told.items() if prospect["level"] != "never")
    answer = ward.move(ward.token(name="Phụ trách hai"), loose.id, target)
    assert answer.status_code == 200, answer.text
    expect(page.locator(f"tr[data-officer='{target}'] #chip-{loose.id}")).to_be_visible()
    assert drawn(page) == true(ward) == before + Counter({target: 1}) - Counter({"": 1})
    assert page.evaluate("() => window.same") and sum(drawn(page).values()) == VISITS
    for window in (office, page):
        window.context.close()


def test_a_plan_is_taken_up_in_part(browser: Browser, ward: Office) -> None:
    """With an officer out the page proposes the rest of the day anew: two ticks are left, two visits move, the others wait."""
    page = sat_down(browser, ward, ward.token())
    ill = max((one.officer for one in ward.things("visit", "assigned", day=DAY)), key=true(ward).__getitem__)
    before = {one.id: one.officer for one in ward.things("visit", day=DAY)}
    page.goto(f"/board/plan?day={DAY}")
    page.locator("details summary").click()
    page.locator(f"input[name=out][value='{ill}']").check()
    page.get_by_role("button", name="Đề xuất lịch").click()
    take = page.locator("#plan input[name=visit]")
    expect(page.get_by_role("button", name="Nhận các lượt đã chọn")).to_be_visible()
    moved = page.locator("#plan tbody tr", has_text="đổi người").locator("input[name=visit]")
    chosen = [moved.nth(at).input_value() for at in range(2)]
    for box in take.all():
        box.set_checked(box.input_value() in chosen)
    page.get_by_role("button", name="Nhận các lượt đã chọn").click()
    expect(page.locator("#plan [role=status]")).to_contain_text("Đã nhận 2 lượt")
    after = {one.id: one.officer for one in ward.things("visit", day=DAY)}
    assert {one for one in after if after[one] != before[one]} == set(chosen)
    left = [box.input_value() for box in take.all()]
    assert left and not set(left) & set(chosen) and page.locator("#plan input[name=visit]:checked").count() == 0
    page.context.close()
