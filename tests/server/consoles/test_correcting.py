"""Whoever does not agree to what is read back is gone back for: answers and hour stay, nothing is promised twice."""

from __future__ import annotations

from typing import Any

from models.store import drafts
from models.visit import VisitAssigned, VisitDeparted
from tests.server.seeded import WARD, Seeded
from tests.server.telephone import SIGNS_AT_HOME, Call, chosen, offers, things


def saved(call: Call, seeded: Seeded) -> Any:
    """A call that is being read back, with an hour promised."""
    call.type(phone="0900000123")
    call.pick(seeded.things[WARD].citizen)
    call.answer_all(SIGNS_AT_HOME)
    call.type({"window": chosen(call)[0]})
    call.save()
    return things(seeded, "request")[-1]


def gone_back(call: Call, request: str) -> str:
    """The clerk goes back from the read-back; where to."""
    answer = call.browser.send(f"/desk/read/{request}/correct")
    assert answer.status_code == 200, answer.text
    return str(answer.headers["hx-redirect"])


def mine(seeded: Seeded, *requests: str) -> list[tuple[str, str]]:
    """The visits of these requests, with their states."""
    return [(one.request, one.state) for one in things(seeded, "visit") if one.request in requests]


def test_every_answer_and_the_hour_are_there_again(call: Call, seeded: Seeded, certifier: None) -> None:
    """The old request is withdrawn whole; the call shows its answers and the hour kept; saving makes one new request."""
    old = saved(call, seeded)
    assert "Chưa đồng ý: quay lại sửa" in call.browser.page(f"/desk/read/{old.id}").text
    path = gone_back(call, old.id)
    assert gone_back(call, old.id) == path, "pressed twice it is done once"
    page = call.browser.page(path).text
    assert f"Đang sửa phiếu {old.code}" in page and "Đang giữ" in page and 'id="question-' not in page
    assert mine(seeded, old.id) == [(old.id, "cancelled")] and offers(seeded) == ["taken", "held"]
    request = next(one for one in things(seeded, "request") if one.id == old.id)
    dossier = next(one for one in things(seeded, "dossier") if one.id == old.dossiers[0])
    assert (request.state, dossier.status) == ("withdrawn", 7) and "chưa đồng ý" in request.decision
    before = [one.window for one in things(seeded, "visit") if one.request == old.id]
    call.path = path
    call.type(house="14")
    call.save()
    new = things(seeded, "request")[-1]
    assert new.id != old.id and new.code != old.code and new.citizen == old.citizen and new.wants == old.wants
    assert [one.window for one in things(seeded, "visit") if one.request == new.id] == before
    assert mine(seeded, old.id, new.id) == [(old.id, "cancelled"), (new.id, "planned")]
    assert offers(seeded) == ["taken", "taken"]
    call.browser.send(f"/desk/read/{new.id}")
    with seeded.store.read() as tx:
        assert drafts.of_unit(tx, WARD) == [], "agreed: nothing is left to go back to"


def test_another_person_and_another_wish_may_be_meant(call: Call, seeded: Seeded, certifier: None) -> None:
    """What was wrong may be who it is for, or whether it is done at home: the new request has what is said now."""
    old = saved(call, seeded)
    call.path = gone_back(call, old.id)
    call.type({"pick": "new"})
    call.type(name="Lê Thị Mận", birth="1950", at_office="yes")
    call.save()
    new = things(seeded, "request")[-1]
    assert new.citizen != old.citizen and mine(seeded, new.id) in ([], [(new.id, "planned")])
    assert mine(seeded, old.id) == [(old.id, "cancelled")]
    assert len([one for one in things(seeded, "citizen") if one.name == "Lê Thị Mận"]) == 1


def test_what_is_agreed_or_under_way_is_not_taken_back(call: Call, seeded: Seeded, certifier: None) -> None:
    """Once the caller agreed, or an officer is on the way, the page leads to the case instead; nothing is withdrawn."""
    old = saved(call, seeded)
    call.browser.send(f"/desk/read/{old.id}")
    assert call.browser.send(f"/desk/read/{old.id}/correct").status_code == 409
    assert "quay lại sửa" not in call.browser.page(f"/desk/read/{old.id}").text
    late = saved(Call(call.browser), seeded)
    [visit] = [one for one in things(seeded, "visit") if one.request == late.id]
    officer = next(one.id for one in things(seeded, "officer") if one.name == "Lâm Thị Sen")
    going = VisitAssigned(visit=visit.id, officer=officer), VisitDeparted(visit=visit.id)
    seeded.say(WARD, "supervisor", *going)
    assert call.browser.send(f"/desk/read/{late.id}/correct").status_code == 409
    assert mine(seeded, old.id, late.id) == [(old.id, "planned"), (late.id, "departed")]
    assert {one.state for one in things(seeded, "request") if one.id in (old.id, late.id)} == {"eligible", "scheduled"}


def test_a_call_being_read_back_is_no_half_call(call: Call, seeded: Seeded, certifier: None) -> None:
    """It stands in no queue of unfinished calls and its address leads to the read-back, until it is gone back to."""
    old = saved(call, seeded)
    assert "Cuộc gọi ghi dở" not in call.browser.page("/desk/queue").text
    led = call.browser.client.get(call.path, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, f"/desk/read/{old.id}")
    path = gone_back(call, old.id)
    assert "Cuộc gọi ghi dở" in call.browser.page("/desk/queue").text
    assert 'id="call"' in call.browser.page(path).text
