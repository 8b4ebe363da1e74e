"""On the page of a case the clerk changes the hour or the place of what was promised, or gives what waits its first hour."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from litestar.testing import TestClient

from models.access import Role
from models.visit import VisitDeparted
from tests.server.browsing import Browser
from tests.server.seeded import NEXT_WARD, WARD, Seeded
from tests.server.telephone import SIGNS_AT_HOME, Call, chosen, things

TRANSLATOR = {"need": "translator", "translator_kind": "registered"}


def promised(call: Call, seeded: Seeded, answers: dict[str, str], *more: dict[str, str], hour: bool = True) -> Any:
    """A request as a call makes it, with an hour if one is wanted."""
    call.type(phone="0900000123")
    call.pick(seeded.things[WARD].citizen)
    call.answer_all(answers)
    for wish in more:
        call.one_more(wish)
    if hour:
        call.type({"window": chosen(call)[0]})
    assert call.save().headers["hx-redirect"]
    return things(seeded, "request")[-1]


def visits(seeded: Seeded, request: str) -> list[Any]:
    """The visits of a request, the first promised first."""
    return [one for one in things(seeded, "visit") if one.request == request]


def read(browser: Browser, request: str, where: str, instead: str = "") -> list[str]:
    """The hours the page reads out."""
    part = browser.part(f"/board/cases/{request}/hours?where={where}&instead={instead}")
    assert part.status_code == 200, part.text
    return re.findall(r'name="window" value="([0-9-]+)"', part.text)


def pressed(browser: Browser, request: str, where: str, window: str, instead: str = "", **more: str) -> Any:
    """One hour of them is pressed."""
    told = {"where": where, "window": window, "instead": instead, **more}
    return browser.send(f"/board/cases/{request}/hours", **told)


def test_home_becomes_office_and_home_again(call: Call, seeded: Seeded, certifier: None) -> None:
    """One press each way: the old hour is given up and the new one promised, for the same dossiers, on the same ground."""
    asked = promised(call, seeded, SIGNS_AT_HOME)
    [home] = visits(seeded, asked.id)
    case = call.browser.page(f"/board/cases/{asked.id}").text
    assert "Đổi sang làm tại trụ sở" in case and "Đổi giờ" in case
    free = read(call.browser, asked.id, "office", home.id)
    sent = pressed(call.browser, asked.id, "office", free[0], home.id)
    assert (sent.status_code, sent.headers["HX-Redirect"]) == (200, f"/board/cases/{asked.id}")
    old, office = visits(seeded, asked.id)
    assert (old.state, office.state, office.where, office.mode) == ("cancelled", "planned", "office", "B")
    assert (office.dossiers, office.minutes, office.note) == (home.dossiers, home.minutes, home.note)
    assert f"{office.window.from_ms}-{office.window.to_ms}" == free[0] and "Trụ sở" in office.address.landmark
    told = call.browser.page(f"/desk/read/{asked.id}").text
    assert "Mời ông, bà đến" in told and "Cán bộ đến nhà vào" not in told, "what was given up is not read out"
    [back, *_] = read(call.browser, asked.id, "home", office.id)
    assert pressed(call.browser, asked.id, "home", back, office.id).status_code == 200
    again = visits(seeded, asked.id)[-1]
    assert (again.where, again.mode, again.address, again.dossiers) == ("home", "A", home.address, home.dossiers)
    request = next(one for one in things(seeded, "request") if one.id == asked.id)
    assert (request.state, request.offsite_reason, len(request.dossiers)) == ("eligible", asked.offsite_reason, 1)


def test_the_hours_given_up_may_be_taken_again(call: Call, seeded: Seeded, certifier: None) -> None:
    """The minutes of the visit itself count as free: who only changes the place may keep the day and hour."""
    asked = promised(call, seeded, SIGNS_AT_HOME)
    [home] = visits(seeded, asked.id)
    same = f"{home.window.from_ms}-{home.window.to_ms}"
    assert pressed(call.browser, asked.id, "office", same, home.id).status_code == 200
    assert visits(seeded, asked.id)[-1].window == home.window
    assert same not in read(call.browser, asked.id, "office", visits(seeded, asked.id)[-1].id), "this hour it has"


def test_another_hour_is_the_same_visit(call: Call, seeded: Seeded, certifier: None) -> None:
    """Whoever asks for another hour keeps their visit; who had it is free of it, and nothing else is made."""
    asked = promised(call, seeded, SIGNS_AT_HOME)
    [visit] = visits(seeded, asked.id)
    [other, *_] = read(call.browser, asked.id, "home", visit.id)
    assert pressed(call.browser, asked.id, "home", other, visit.id).status_code == 200
    [moved] = visits(seeded, asked.id)
    assert f"{moved.window.from_ms}-{moved.window.to_ms}" == other and moved.window != visit.window
    assert (moved.id, moved.where, moved.dossiers, moved.state) == (visit.id, "home", visit.dossiers, "planned")


def test_who_comes_after_all_needs_a_ground(call: Call, seeded: Seeded, certifier: None) -> None:
    """From the office to the house the ground is asked for and written down; without one nothing moves."""
    asked = promised(call, seeded, SIGNS_AT_HOME | {"cannot_come": "can"})
    [office] = visits(seeded, asked.id)
    assert office.where == "office" and asked.offsite_reason == "other"
    [hour, *_] = read(call.browser, asked.id, "home", office.id)
    for ground in ({}, {"reason": "other"}, {"reason": "rich"}):
        assert pressed(call.browser, asked.id, "home", hour, office.id, **ground).status_code in (400, 422)
    assert visits(seeded, asked.id) == [office]
    assert (
        pressed(call.browser, asked.id, "home", hour, office.id, reason="frail", note="bà vừa ngã").status_code == 200
    )
    request = next(one for one in things(seeded, "request") if one.id == asked.id)
    assert (request.offsite_reason, request.decision) == ("frail", "bà vừa ngã")
    assert [one.state for one in visits(seeded, asked.id)] == ["cancelled", "planned"]


def test_what_is_done_at_the_office_gets_its_hour(call: Call, seeded: Seeded, certifier: None) -> None:
    """In a mixed call the read-back and the case say where and when the other wish is done; one press gives it an hour, and what
    only the office may do is never taken along to a house."""
    asked = promised(call, seeded, SIGNS_AT_HOME, TRANSLATOR)
    [home] = visits(seeded, asked.id)
    told = call.browser.page(f"/desk/read/{asked.id}").text
    assert "Riêng Chứng thực chữ ký người dịch" in told and "Thứ Hai – Thứ Sáu 07:00" in told
    case = call.browser.page(f"/board/cases/{asked.id}").text
    assert "Chưa hẹn giờ" in case and "Hẹn giờ tại trụ sở" in case and "Hẹn giờ đến nhà" not in case
    [hour, *_] = read(call.browser, asked.id, "office")
    assert pressed(call.browser, asked.id, "office", hour).status_code == 200
    assert [(one.where, one.dossiers) for one in visits(seeded, asked.id)] == [
        ("home", asked.dossiers[:1]), ("office", asked.dossiers[1:])
    ]  # fmt: skip
    assert "Chưa hẹn giờ" not in call.browser.page(f"/board/cases/{asked.id}").text
    both = call.browser.page(f"/desk/read/{asked.id}").text
    assert "Cán bộ đến nhà vào" in both and "Mời ông, bà đến" in both and "Riêng" not in both
    office = visits(seeded, asked.id)[-1]
    no = call.browser.part(f"/board/cases/{asked.id}/hours?where=home&instead={office.id}")
    assert no.status_code == 409 and visits(seeded, asked.id)[0] == home


def test_who_got_no_hour_gets_one_later(call: Call, seeded: Seeded, certifier: None) -> None:
    """A call saved without an hour is promised one from its case, at home or at the office."""
    asked = promised(call, seeded, SIGNS_AT_HOME, hour=False)
    case = call.browser.page(f"/board/cases/{asked.id}").text
    assert "Hẹn giờ đến nhà" in case and "Hẹn giờ tại trụ sở" in case
    [hour, *_] = read(call.browser, asked.id, "home")
    assert pressed(call.browser, asked.id, "home", hour).status_code == 200
    [visit] = visits(seeded, asked.id)
    assert (visit.where, visit.mode, visit.dossiers) == ("home", "A", asked.dossiers)
    assert pressed(call.browser, asked.id, "home", hour).status_code == 409, "pressed twice it is promised once"
    assert len(visits(seeded, asked.id)) == 1


def test_two_who_press_at_once_promise_once(call: Call, seeded: Seeded, certifier: None) -> None:
    """Of four presses at the same moment one is heard; the others change nothing."""
    asked = promised(call, seeded, SIGNS_AT_HOME)
    [home] = visits(seeded, asked.id)
    [hour, *_] = read(call.browser, asked.id, "office", home.id)
    with ThreadPoolExecutor(4) as pool:
        sent = pool.map(lambda _: pressed(call.browser, asked.id, "office", hour, home.id), range(4))
        assert sorted(one.status_code for one in sent) == [200, 409, 409, 409]
    assert [one.state for one in visits(seeded, asked.id)] == ["cancelled", "planned"]


def test_an_hour_that_has_gone_is_said_with_others(call: Call, seeded: Seeded, certifier: None) -> None:
    """Nothing is given up for an hour nobody can come in; the part says so and reads out what is free now."""
    asked = promised(call, seeded, SIGNS_AT_HOME)
    [home] = visits(seeded, asked.id)
    night = f"{home.window.from_ms + 43_200_000}-{home.window.to_ms + 43_200_000}"
    sent = pressed(call.browser, asked.id, "home", night, home.id)
    assert sent.status_code == 409 and "Khung giờ vừa hết chỗ" in sent.text and 'name="window"' in sent.text
    assert visits(seeded, asked.id) == [home]
    assert pressed(call.browser, asked.id, "office", "now", home.id).status_code == 400


@pytest.mark.parametrize(("role", "unit"), [("certifier", WARD), ("province", WARD), ("supervisor", NEXT_WARD)])
def test_others_change_no_hour(client: TestClient[Any], seeded: Seeded, role: Role, unit: str) -> None:
    """Whoever may only look sees no button; they, and the next ward, are refused."""
    things_of = seeded.things[WARD]
    browser = Browser(client, seeded, role, unit)
    assert "/hours?where" not in browser.page(f"/board/cases/{things_of.request}").text
    sent = pressed(browser, things_of.request, "office", "1-2", things_of.visit)
    assert sent.status_code in (403, 404)


def test_who_is_on_the_way_is_not_called_off_here(client: TestClient[Any], seeded: Seeded, certifier: None) -> None:
    """Once an officer has set off the case offers no change, and one asked for is refused."""
    ward = seeded.things[WARD]
    clerk = Browser(client, seeded, "clerk")
    assert "/hours?where" in clerk.page(f"/board/cases/{ward.request}").text
    seeded.say(WARD, "supervisor", VisitDeparted(visit=ward.visit))
    assert "/hours?where" not in clerk.page(f"/board/cases/{ward.request}").text
    assert clerk.part(f"/board/cases/{ward.request}/hours?where=office&instead={ward.visit}").status_code == 409
