"""The board: everybody's day, what stands against a move before it is made, one move at a time, undone for ten seconds."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from litestar.testing import TestClient

from models.officer import Absence, OfficerAbsent, OfficerAmended, OfficerChange, Shift
from models.said import Window
from models.store import projections
from models.visit import Visit, VisitAcknowledged, VisitAssigned, VisitDeparted, VisitRescheduled
from server.moving import UNDO_GRACE_MS, UNDO_MS
from sync import office
from sync.board import read_thing
from sync.protocol import read_push
from tests.server.browsing import Browser
from tests.server.seeded import NAME, NEXT_WARD, PROVINCE, WARD, Seeded

DAY = "2026-11-22"


def visit_of(seeded: Seeded) -> tuple[Visit, int]:
    """The ward's visit as it stands, and its version."""
    with seeded.store.read() as tx:
        body = projections.body(tx, WARD, "visit", seeded.things[WARD].visit)
    assert body is not None
    slot = read_thing("visit", body)
    return slot.state, slot.version


def sending(seeded: Seeded, officer: str, **more: str) -> dict[str, str]:
    """The form of a move as the board sends it."""
    return {"officer": officer, "version": str(visit_of(seeded)[1]), "day": DAY, **more}


def moved(head: Browser, seeded: Seeded, officer: str, **more: str) -> Any:
    """What the board answers to a move of the ward's visit."""
    return head.send(f"/board/visits/{seeded.things[WARD].visit}/move", **sending(seeded, officer, **more))


def undoing(text: str) -> dict[str, str]:
    """The fields of the offer to undo on a page."""
    form = text[text.index('hx-post="/board/undo"') :].partition("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def test_the_day_is_on_the_board(head: Browser, seeded: Seeded, other: str) -> None:
    """Officers by name, the visit in its hour with person, window and state, alerts, and when each was last heard."""
    text = head.page(f"/board?day={DAY}").text
    for words in (
        NAME,
        "Trần Văn Ổi",
        "Lê Thị Chanh",
        "09:00",
        "09:00–11:00",
        "đã giao, máy chưa nhận",
        "chưa liên lạc lần nào",
    ):
        assert words in text, words
    assert f'id="chip-{seeded.things[WARD].visit}"' in text and "việc tạm giữ hoặc bị từ chối" in text
    assert "Chưa phân (0)" in text


def test_a_move_without_objections_is_made(head: Browser, seeded: Seeded, other: str) -> None:
    """The visit changes hands, its tablet's lease with it, and the answer is the true board with an offer to undo."""
    lease = visit_of(seeded)[0].lease
    answer = moved(head, seeded, other)
    assert answer.status_code == 200 and "Đã chuyển" in answer.text
    assert (visit_of(seeded)[0].officer, visit_of(seeded)[0].lease) == (other, lease + 1)


def test_it_is_undone_for_ten_seconds(head: Browser, seeded: Seeded, other: str) -> None:
    """The offer puts the visit back to who had it; once only, and not when the seconds are over."""
    before = visit_of(seeded)[0].officer
    offer = undoing(moved(head, seeded, other).text)
    assert head.send("/board/undo", **offer).status_code == 200
    assert visit_of(seeded)[0].officer == before
    assert head.send("/board/undo", **offer).status_code == 409
    late = undoing(moved(head, seeded, other).text)
    seeded.clock.ms += UNDO_MS + UNDO_GRACE_MS + 1
    answer = head.send("/board/undo", **late)
    assert answer.status_code == 409 and "Đã quá thời gian" in answer.text and visit_of(seeded)[0].officer == other


def test_only_ones_own_move_is_undone(client: TestClient[Any], head: Browser, seeded: Seeded, other: str) -> None:
    """Another supervisor cannot take it back as if it were theirs."""
    offer = undoing(moved(head, seeded, other).text)
    token = seeded.sign_in(WARD, "supervisor")[1]
    head.client.cookies.set("tannha", token)
    assert head.send("/board/undo", **offer).status_code == 409
    assert visit_of(seeded)[0].officer == other


def test_two_supervisors_do_not_move_past_each_other(head: Browser, seeded: Seeded, other: str) -> None:
    """A move made from an old board is refused with a sentence; the visit stays where the first one put it."""
    old = sending(seeded, "")
    moved(head, seeded, other)
    answer = head.send(f"/board/visits/{seeded.things[WARD].visit}/move", **old, reason="x")
    assert answer.status_code == 409 and "Người khác vừa đổi" in answer.text
    assert visit_of(seeded)[0].officer == other


def test_what_stands_against_a_move_is_said_first(head: Browser, seeded: Seeded, other: str) -> None:
    """An officer without a shift then: the dialog comes back with the reason; only sure about it is the move made."""
    seeded.say(WARD, "admin", OfficerAmended(officer=other, change=OfficerChange(shifts=())))
    answer = moved(head, seeded, other)
    assert answer.status_code == 409 and answer.headers["hx-retarget"] == "#dialog-body"
    assert "không còn ca làm" in answer.text and "cần cân nhắc" in answer.text
    assert visit_of(seeded)[0].officer != other
    assert moved(head, seeded, other, sure="yes").status_code == 200
    assert visit_of(seeded)[0].officer == other


def test_what_the_law_forbids_cannot_be_forced(head: Browser, seeded: Seeded, other: str) -> None:
    """A relative may never go: refused with the article, also when somebody is sure."""
    change = OfficerChange(relatives=(seeded.things[WARD].citizen,))
    seeded.say(WARD, "admin", OfficerAmended(officer=other, change=change))
    answer = moved(head, seeded, other)
    assert answer.status_code == 422 and "người thân" in answer.text and "NĐ 23/2015" in answer.text
    assert moved(head, seeded, other, sure="yes").status_code >= 400
    assert visit_of(seeded)[0].officer != other


def test_a_dragged_chip_is_told_before_the_drop(head: Browser, seeded: Seeded, other: str) -> None:
    """For every officer: good, to be minded, or never, with the same words as the dialog."""
    change = OfficerChange(skills=())
    seeded.say(WARD, "admin", OfficerAmended(officer=other, change=change))
    told = head.part(f"/board/visits/{seeded.things[WARD].visit}/prospects").json()
    assert told[other]["level"] == "never" and "Chứng thực chữ ký" in told[other]["text"]
    assert set(told) == {other, seeded.things[WARD].officer}


def told_of(head: Browser, visit: str) -> dict[str, Any]:
    """What the board says of every officer before a visit is dropped."""
    told: dict[str, Any] = head.part(f"/board/visits/{visit}/prospects").json()
    return told


def test_the_board_speaks_with_the_planners_voice(head: Browser, seeded: Seeded, other: str) -> None:
    """What is read before a drop is word for word what the planner answers to why, of everybody of the ward."""
    asked = f"/visits/{seeded.things[WARD].visit}/why"
    why = head.client.get(asked, headers=seeded.bearer("supervisor")).json()["officers"]
    assert {one["officer"]: one["vi"] for one in why} == {
        officer: one["text"] for officer, one in told_of(head, seeded.things[WARD].visit).items()
    }


def test_a_full_day_names_what_would_come_too_late(head: Browser, seeded: Seeded, other: str) -> None:
    """An officer whose hour is taken by another visit: by how much which visit would be late, and no name of it from above."""
    first = visit_of(seeded)[0]
    second = seeded.case(WARD, seeded.things[WARD].officer)[3]
    hours = Window(from_ms=first.window.from_ms, to_ms=first.window.from_ms + 60_000)
    for visit, holder in ((first.id, first.officer), (second, other)):
        seeded.say(
            WARD, "supervisor", VisitRescheduled(visit=visit, window=hours, reason="thử"),
            VisitAssigned(visit=visit, officer=holder),
        )  # fmt: skip
    full = told_of(head, first.id)[other]
    assert full["level"] == "mind" and re.search(r"Lê Thị Chanh đã kín lịch: .* muộn \d+ phút", full["text"])
    above = Browser(head.client, seeded, "province", PROVINCE)
    above.page(f"/look?unit={WARD}&back=/board")
    assert NAME not in json.dumps(told_of(above, first.id), ensure_ascii=False)


def test_a_visit_under_way_is_explained_as_well(head: Browser, seeded: Seeded, other: str) -> None:
    """One whose officer has set off may still be given away: everybody is named with a reason."""
    visit = seeded.things[WARD].visit
    tablet = seeded.tablets[WARD]
    for body in (VisitAcknowledged(visit=visit), VisitDeparted(visit=visit)):
        pushed = office.push(seeded.store, tablet.actor, read_push(tablet.bundle([tablet.write(body)])), seeded.clock())  # type: ignore[arg-type]
        assert [one.outcome for one in pushed.receipts] == ["applied"]  # type: ignore[union-attr]
    told = told_of(head, visit)
    assert set(told) == {other, seeded.things[WARD].officer} and told[other]["level"] == "good"


def test_a_time_that_is_over_is_said(head: Browser, seeded: Seeded, other: str) -> None:
    """After the promised window a move asks first: somebody has to ring with a new hour."""
    seeded.clock.ms = visit_of(seeded)[0].window.to_ms + 1
    assert "Giờ hẹn đã qua" in told_of(head, seeded.things[WARD].visit)[other]["text"]
    assert moved(head, seeded, other).status_code == 409


def test_another_hour_is_judged_at_that_hour(head: Browser, seeded: Seeded, other: str) -> None:
    """Moved to an hour outside the shift of an officer, the dialog says so of them; at the promised hour nothing is."""
    mornings = tuple(Shift(weekday=day, from_minute=420, to_minute=720) for day in range(7))
    seeded.say(WARD, "admin", OfficerAmended(officer=other, change=OfficerChange(shifts=mornings)))
    visit = seeded.things[WARD].visit
    assert told_of(head, visit)[other]["level"] == "good"
    text = head.part(f"/board/visits/{visit}?shift=480").text
    assert "Lê Thị Chanh không có lúc nào trong ca hợp với giờ hẹn" in text
    far = head.part(f"/board/visits/{visit}?shift=1440").text
    assert "Lê Thị Chanh" in far and "✕" not in far


def test_another_hour_needs_a_reason(head: Browser, seeded: Seeded) -> None:
    """Moving the promise asks why first; then visit and officer stay together at the new hour, and undo brings back both."""
    visit = visit_of(seeded)[0]
    assert moved(head, seeded, visit.officer, shift="15").status_code == 409
    answer = moved(head, seeded, visit.officer, shift="15", sure="yes", reason="đã gọi báo")
    after = visit_of(seeded)[0]
    assert after.window.from_ms == visit.window.from_ms + 15 * 60_000 and after.officer == visit.officer
    head.send("/board/undo", **undoing(answer.text))
    assert visit_of(seeded)[0].window == visit.window and visit_of(seeded)[0].officer == visit.officer


def test_a_visit_is_taken_from_its_officer(head: Browser, seeded: Seeded) -> None:
    """Unassigning asks for a reason; the visit is then nobody's and stands on the list."""
    assert moved(head, seeded, "").status_code == 409
    answer = moved(head, seeded, "", reason="đổi việc")
    assert "Chưa phân (1)" in answer.text and visit_of(seeded)[0].state == "planned"


def test_an_absent_officer_is_marked(head: Browser, seeded: Seeded) -> None:
    """Absent for the rest of the day: shown on the lane, an objection to every move there, and taken back as easily."""
    officer = seeded.things[WARD].officer
    path = f"/board/officers/{officer}/absent"
    assert "Có mặt lại" in head.send(path, how="absent", day=DAY).text
    told = head.part(f"/board/visits/{seeded.things[WARD].visit}/prospects").json()
    assert told[officer]["level"] == "never"
    assert "Báo vắng" in head.send(path, how="back", day=DAY).text


def test_an_alert_is_put_off_for_one_person(client: TestClient[Any], head: Browser, seeded: Seeded) -> None:
    """Snoozed, it leaves my board until its time; my colleague still sees it."""
    text = head.page(f"/board?day={DAY}").text
    alert = re.findall(r'name="alert" value="(held:[^"]*)"', text)[0]
    assert alert not in head.send("/board/snooze", alert=alert, minutes="15", day=DAY).text
    seeded.clock.ms += 16 * 60_000
    assert alert in head.part(f"/board/live?day={DAY}").text
    head.send("/board/snooze", alert=alert, minutes="15", day=DAY)
    head.client.cookies.set("tannha", seeded.sign_in(WARD, "supervisor")[1])
    assert alert in head.part(f"/board/live?day={DAY}").text


@pytest.mark.parametrize("sent", [{"alert": "x", "minutes": "15"}, {"alert": "held::1", "minutes": "99999"}])
def test_nonsense_is_not_put_off(head: Browser, sent: dict[str, str]) -> None:
    """Unknown alerts and spans are refused."""
    assert head.send("/board/snooze", **sent).status_code in (400, 422)


def test_the_hand_in_page_trusts_only_what_was_told(head: Browser, seeded: Seeded) -> None:
    """A tablet that said it holds something is not safe; one that said it holds nothing is."""
    tablet = seeded.tablets[WARD]
    sent = {"Content-Type": "application/x-ndjson", "Authorization": f"Bearer {tablet.token}"}
    for unsent, verdict in ((2, "CHƯA"), (0, "an toàn để nộp máy")):
        answer = head.client.post("/sync/push", content=tablet.bundle([], unsent), headers=sent)
        assert answer.status_code == 200
        assert verdict in head.page("/board/hand-in").text


def test_the_hand_in_page_shows_battery_and_room(head: Browser, seeded: Seeded) -> None:
    """What a tablet tells of its battery and room stands beside its verdict."""
    tablet = seeded.tablets[WARD]
    sent = {"Content-Type": "application/x-ndjson", "Authorization": f"Bearer {tablet.token}"}
    header = json.loads(tablet.bundle([], 0)) | {"report": json.dumps({"battery": 31, "free_bytes": 812_000_000})}
    answer = head.client.post("/sync/push", content=json.dumps(header).encode() + b"\n", headers=sent)
    assert answer.status_code == 200
    shown = head.page("/board/hand-in").text
    assert "pin 31 %" in shown and "trống 812 MB" in shown


def test_another_ward_moves_nothing_here(client: TestClient[Any], seeded: Seeded) -> None:
    """A stranger's move finds no visit, and their board shows none of ours."""
    stranger = Browser(client, seeded, "supervisor", NEXT_WARD)
    assert moved(stranger, seeded, "", reason="x").status_code == 404
    assert seeded.things[WARD].visit not in stranger.page(f"/board?day={DAY}").text


def test_a_clerk_looks_and_moves_nothing(client: TestClient[Any], seeded: Seeded) -> None:
    """Whoever may see visits sees the board; moving is the supervisor's, and needs the page's token."""
    clerk = Browser(client, seeded, "clerk")
    assert clerk.page(f"/board?day={DAY}").status_code == 200
    assert moved(clerk, seeded, "", reason="x").status_code == 403
    head = Browser(client, seeded, "supervisor")
    head.headers.pop("X-CSRF-Token")
    assert moved(head, seeded, "", reason="x").status_code == 403


def test_an_absence_said_elsewhere_shows(head: Browser, seeded: Seeded) -> None:
    """What an officer told at a tablet stands on the lane with its hours."""
    start = seeded.clock()
    away = Absence(id="a-1", from_ms=start, to_ms=start + 3_600_000)
    seeded.say(WARD, "supervisor", OfficerAbsent(officer=seeded.things[WARD].officer, absence=away))
    assert "vắng 09:00–10:00" in head.page(f"/board?day={DAY}").text
