"""Who comes to the office after all gets an hour there, and the words of every page say so."""

from __future__ import annotations

from litestar.testing import TestClient

from tests.server.browsing import Browser
from tests.server.seeded import WARD, Seeded
from tests.server.story import DAY_MS
from tests.server.telephone import EXTRACT, SIGNS_AT_HOME, Call, chosen, things

COMES = SIGNS_AT_HOME | {"cannot_come": "can"}


def begun(call: Call, seeded: Seeded, answers: dict[str, str]) -> str:
    """A known caller, with the questions answered; what the page says then."""
    call.type(phone="0900000123")
    call.pick(seeded.things[WARD].citizen)
    return str(call.answer_all(answers).text)


def test_who_can_come_is_offered_an_hour_at_the_office(call: Call, seeded: Seeded, certifier: None) -> None:
    """What is done at the office is promised like a visit: read back with the place, reminded of, and followed by the citizen."""
    assert "Hẹn người dân đến trụ sở làm" in begun(call, seeded, COMES)
    call.type({"window": chosen(call)[0]})
    path = call.save().headers["hx-redirect"]
    [asked] = [one for one in things(seeded, "request") if one.call == call.id]
    [visit] = [one for one in things(seeded, "visit") if one.request == asked.id]
    assert (asked.state, asked.offsite_reason, asked.decision) == ("eligible", "other", "Người dân đến trụ sở làm")
    assert (visit.where, visit.mode, visit.dossiers) == ("office", "B", asked.dossiers)
    read = call.browser.page(path).text
    assert "Mời ông, bà đến" in read and "Trụ sở Ủy ban nhân dân" in read and "Cán bộ đến nhà" not in read
    assert "tại trụ sở" in call.browser.page(path.replace("/desk/read", "/board/cases")).text
    told = TestClient(seeded.app()).post("/status", data={"code": asked.code, "digits": "0123"}).text
    assert "Mời đến trụ sở phường" in told and "Hẹn đến nhà" not in told
    seeded.clock.ms = visit.window.from_ms - DAY_MS
    reminded = Browser(call.browser.client, seeded, "clerk").page("/desk/reminders").text
    assert "mời ông, bà đến trụ sở phường vào" in reminded


def test_one_tick_makes_a_visit_at_home_one_at_the_office(call: Call, seeded: Seeded, certifier: None) -> None:
    """Though the ward would come, the caller may choose the office: other windows are asked for, and the window kept is anew."""
    assert "Phường đến nhà được" in begun(call, seeded, SIGNS_AT_HOME)
    call.type({"window": chosen(call)[0]})
    ticked = call.type(at_office="yes")
    assert "Hẹn người dân đến trụ sở làm" in ticked.text and "checked" in ticked.text
    call.save()
    visit = things(seeded, "visit")[-1]
    assert (visit.where, visit.mode) == ("office", "B")


def test_only_what_is_done_at_home_is_taken_along(call: Call, seeded: Seeded, certifier: None) -> None:
    """A wish that is done at the office keeps its dossier and waits there, while the visit serves the other; with the tick both
    are done there."""
    translator = {"need": "translator", "translator_kind": "registered"}
    begun(call, seeded, SIGNS_AT_HOME)
    both = call.one_more(translator)
    assert "làm tại trụ sở" in both.text and "Phường đến nhà được" in both.text
    call.type({"window": chosen(call)[0]})
    call.save()
    asked, visit = things(seeded, "request")[-1], things(seeded, "visit")[-1]
    assert len(asked.dossiers) == 2 and visit.dossiers == asked.dossiers[:1]
    again = Call(call.browser)
    begun(again, seeded, EXTRACT | SIGNS_AT_HOME | {"need": "extract"})
    again.one_more(translator)
    again.type(at_office="yes")
    again.type({"window": chosen(again)[0]})
    again.save()
    asked, visit = things(seeded, "request")[-1], things(seeded, "visit")[-1]
    assert len(asked.dossiers) == 2 and (visit.where, visit.dossiers) == ("office", asked.dossiers)
