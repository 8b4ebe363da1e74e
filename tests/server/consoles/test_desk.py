"""A call from the first digit to the read-back, as the pages answer it, on both engines."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from litestar.testing import TestClient

from models.citizen import CitizenErased, CitizenRegistered
from models.fees import Quantity
from models.request import ReadBack, RequestWithdrawn
from models.said import Address
from models.store import drafts, journal
from server.clock import uuid7
from server.consoles import callbacks
from server.house import House
from tests.server.browsing import Browser
from tests.server.seeded import NAME, NEXT_WARD, WARD, Seeded
from tests.server.telephone import SIGNS_AT_HOME, Call, chosen, offers, things
from tests.simulation import words


@pytest.fixture
def browser(client: TestClient[Any], seeded: Seeded) -> Browser:
    """A clerk's browser."""
    return Browser(client, seeded, "clerk")


def test_a_known_caller_is_served(call: Call, seeded: Seeded) -> None:
    """From the number to the read-back: the person is offered, the questions end, the call, request and dossier are there."""
    assert NAME in call.type(phone="0900 000 123").text
    picked = call.pick(seeded.things[WARD].citizen)
    assert "desk-" not in picked.text and "Đã có phiếu mở" not in picked.text
    ended = call.answer_all(SIGNS_AT_HOME)
    assert "Phường đến nhà được" in ended.text and 'class="papers"' in ended.text
    assert "Đã có phiếu mở cho đúng việc này" in ended.text
    before = len(things(seeded, "dossier"))
    saved = call.save()
    assert saved.status_code == 200 and saved.headers["hx-redirect"].startswith("/desk/read/")
    request = things(seeded, "request")[-1]
    assert (request.call, request.citizen, request.state) == (call.id, seeded.things[WARD].citizen, "eligible")
    opened = [one for one in things(seeded, "dossier") if one.request == request.id]
    assert len(things(seeded, "dossier")) == before + len(request.wants) == before + len(opened)
    assert all(one.intake and one.intake.asked == Quantity() for one in opened), (
        "the door is told what the call settled"
    )
    assert [one.outcome for one in things(seeded, "call") if one.id == call.id] == ["request"]
    read = call.browser.page(saved.headers["hx-redirect"]).text
    assert "không chín không không" in read and NAME in read and 'lang="vi"' in read
    assert all(f"<span>{letter}</span>" in read for letter in request.code)


def test_what_was_read_back_is_agreed_to_once(call: Call, seeded: Seeded) -> None:
    """Until the caller agreed the case says so; then the request bears by whom and when, once."""
    call.type(phone="0987654321", caller="other", caller_name="Nguyễn Văn Cam", consent="yes")
    call.pick(seeded.things[WARD].citizen)
    call.answer_all(SIGNS_AT_HOME)
    path = call.save().headers["hx-redirect"]
    case = path.replace("/desk/read", "/board/cases")
    assert "Chưa đọc lại" in call.browser.page(case).text and "đồng ý lúc" not in call.browser.page(path).text
    for _ in range(2):
        assert call.browser.send(path).headers["hx-redirect"] == "/desk"
        seeded.clock.ms += 60_000
    [asked] = [one for one in things(seeded, "request") if one.call == call.id]
    assert asked.read_back == ReadBack(by="caller", at_ms=seeded.clock.ms - 120_000)
    told = Browser(call.browser.client, seeded, "supervisor").page(case).text
    assert "Chưa đọc lại" not in told and "người gọi giúp" in told
    assert told.count("Cập nhật yêu cầu: Nghe đọc lại và đồng ý") == 1 and "đồng ý lúc" in call.browser.page(path).text
    theirs = seeded.things[NEXT_WARD].request
    assert Browser(call.browser.client, seeded, "clerk").send(f"/desk/read/{theirs}").status_code == 404
    mine = seeded.things[WARD].request
    seeded.say(WARD, "clerk", RequestWithdrawn(request=mine, reason="thôi không làm"))
    late = call.browser.send(f"/desk/read/{mine}")
    assert late.status_code == 409 and 'role="alert"' in late.text


def test_saving_twice_makes_nothing_twice(call: Call, seeded: Seeded) -> None:
    """A key pressed again, or an answer that was lost, leads to the same request."""
    call.type(phone="0900000123")
    call.pick(seeded.things[WARD].citizen)
    call.answer_all(SIGNS_AT_HOME)
    first = call.save().headers["hx-redirect"]
    count = len(things(seeded, "request"))
    again = call.save()
    assert (again.headers["hx-redirect"], len(things(seeded, "request"))) == (first, count)


def test_somebody_new_is_written_down(call: Call, seeded: Seeded) -> None:
    """A name typed to search becomes the new person's; the number is theirs when they ring themself; text is kept composed."""
    call.type(phone="0912345678", find="Lê Thị Mận")
    call.pick("new")
    assert call.fields["name"] == "Lê Thị Mận" and call.fields["own_phone"] == "0912345678"
    call.type(
        birth="5/3/1941", hamlet="Khóm 5", need=["hard_of_hearing"], helper_name="Hạnh", helper_phone="0987654321"
    )
    call.answer_all(SIGNS_AT_HOME)
    assert call.save().status_code == 200
    person = next(one for one in things(seeded, "citizen") if one.name == "Lê Thị Mận")
    assert (person.birth, person.phones, person.needs) == ("1941-03-05", ("+84912345678",), ("hard_of_hearing",))
    assert person.helper.phone == "+84987654321"


def test_somebody_else_may_ring_with_consent(call: Call, seeded: Seeded) -> None:
    """Ringing for another needs a name and the note that they agreed; without it the page says so and keeps everything."""
    call.type(phone="0987654321", caller="other")
    call.pick(seeded.things[WARD].citizen)
    call.answer_all(SIGNS_AT_HOME)
    refused = call.save()
    assert refused.status_code == 422 and "chưa ghi người cần làm đã đồng ý" in refused.text
    assert refused.headers["hx-trigger"] == '{"focus-on": {"id": "caller_name"}}'
    call.type(caller_name="Nguyễn Văn Cam", caller_relation="con", consent="yes", hours="sau 14 giờ")
    assert call.save().status_code == 200
    request = things(seeded, "request")[-1]
    assert (request.caller.name, request.caller.phone, request.consent) == ("Nguyễn Văn Cam", "+84987654321", True)
    assert "sau 14 giờ" in request.note
    person = next(one for one in things(seeded, "citizen") if one.id == request.citizen)
    assert "+84987654321" not in person.phones


def test_a_draft_outlives_the_page(call: Call, seeded: Seeded, house: House) -> None:
    """What was typed and answered is there again when the page is loaded anew, also by a colleague on a fresh server."""
    call.type(phone="0900000123", note="gọi con gái trước")
    call.pick(seeded.things[WARD].citizen)
    call.type({"answer": "1:need:sign"})
    other = Browser(TestClient(seeded.app()), seeded, "supervisor")
    again = other.page(call.path).text
    assert NAME in again and "gọi con gái trước" in again and 'id="question-sign_what"' in again


def test_a_page_behind_does_not_take_back_what_was_done(call: Call, seeded: Seeded) -> None:
    """A change sent before the page knew who was picked keeps the person, their fields and the answers."""
    call.type(phone="0900000123")
    stale = dict(call.fields)
    call.pick(seeded.things[WARD].citizen)
    call.type({"answer": "1:need:sign"})
    behind = call.browser.send(call.path, **stale, note="nhanh tay")
    assert f'value="{NAME}"' in behind.text and 'id="question-sign_what"' in behind.text
    assert "nhanh tay" in call.page()


def test_a_call_that_breaks_off_is_owed_a_ring(call: Call, seeded: Seeded, house: House) -> None:
    """Ended by the clerk with an outcome, it stands in the call-back queue with the number; the draft is gone."""
    call.type(phone="0977 000 111")
    ended = call.type({"do": "end", "outcome": "hung_up", "end_note": "đang nói thì mất"})
    assert ended.headers["hx-redirect"] == "/desk"
    queue = call.browser.page("/desk/queue").text
    assert "0977 000 111" in queue and "đang nói thì mất" in queue
    with house.store.read() as tx:
        assert drafts.one(tx, WARD, call.id) is None


def test_whoever_is_rung_back_leaves_the_queue(browser: Browser, seeded: Seeded) -> None:
    """Not reached, they stay with the try counted; reached, they go; a call taken down from the queue settles it too."""
    owed = seeded.things[WARD].call
    path = f"/desk/queue/{owed}"
    assert "đã gọi 1 lần" in browser.send(path, reached="no").text
    assert f'hx-post="{path}"' not in browser.send(path, reached="yes").text
    assert 'role="alert"' in browser.send(path, reached="yes").text


def test_ringing_back_from_the_queue_settles_it(browser: Browser, seeded: Seeded) -> None:
    """The number leads to a fresh call that, when it ends, has returned the one that was owed."""
    owed = seeded.things[WARD].call
    answer = browser.client.get(f"/desk?phone=0900000123&call={owed}", follow_redirects=False)
    browser.send(answer.headers["location"], phone="0900000123", do="end", outcome="question")
    assert next(one for one in things(seeded, "call") if one.id == owed).returned


def test_nobody_is_forgotten_by_the_clock(call: Call, seeded: Seeded, house: House) -> None:
    """A call left half way becomes one that is owed a ring, once, however often the clock comes; an empty page goes."""
    call.type(phone="0977000222")
    empty = Call(call.browser)
    empty.type(note="")
    callbacks.settle_calls(house)
    assert call.id not in {one.id for one in things(seeded, "call")}
    seeded.clock.ms += callbacks.IDLE_MS + 1
    callbacks.settle_calls(house)
    callbacks.settle_calls(house)
    assert [one.outcome for one in things(seeded, "call") if one.id == call.id] == ["hung_up"]
    with house.store.read() as tx:
        assert drafts.of_unit(tx, WARD) == []


def test_search_forgives_accents(call: Call, seeded: Seeded) -> None:
    """Names are found without marks, đ as d, decomposed too; by address, identity number and telephone."""
    seeded.say(
        WARD, "clerk",
        CitizenRegistered(
            citizen=uuid7(), unit=WARD, name="Đặng Thị Hòa", address=Address(street="Lê Lợi"), id_number="089153000456",
            phones=("+84911222333",),
        ),
    )  # fmt: skip
    for typed in ("dang thi hoa", "Đặng Thị Hoà", "le loi", "000456", "0911 222 333"):
        assert "Đặng Thị Hòa" in call.type(find=typed).text, typed
    assert "Không thấy “zzz”" in call.type(find="zzz").text


def test_what_is_typed_is_only_text(call: Call, seeded: Seeded) -> None:
    """Markup in any field comes back as text, on the sheet, in the queue and in the read-back."""
    bad = '"><script>alert(1)</script>'
    call.type(phone="0912345678", find=bad, note=bad, hours=bad)
    call.pick("new")
    call.type(name=bad, hamlet=bad, helper_name=bad)
    call.answer_all(SIGNS_AT_HOME)
    for text in (call.page(), call.browser.page(call.save().headers["hx-redirect"]).text):
        assert "<script>alert" not in text and "&lt;script&gt;alert" in text


def test_a_call_needs_the_page_and_the_role(call: Call, seeded: Seeded) -> None:
    """Without the page's token, from another site, or as somebody who takes no calls, nothing is kept."""
    client = call.browser.client
    assert client.post(call.path, data={"phone": "0912345678"}).status_code == 403
    foreign = call.browser.headers | {"Sec-Fetch-Site": "cross-site"}
    assert client.post(call.path, data={"phone": "0912345678"}, headers=foreign).status_code == 403
    officer = Browser(client, seeded, "officer")
    assert officer.send(call.path, phone="0912345678").status_code == 403
    with seeded.store.read() as tx:
        assert drafts.of_unit(tx, WARD) == []


def test_other_wards_do_not_exist(call: Call, seeded: Seeded) -> None:
    """A person, request or call of another ward is not found, whatever id is sent; a draft of theirs is not shown."""
    theirs = seeded.things[NEXT_WARD]
    assert call.type({"pick": theirs.citizen}).status_code == 404
    assert call.browser.page(f"/desk/read/{theirs.request}").status_code == 404
    assert call.browser.send(f"/desk/queue/{theirs.call}", reached="yes").status_code == 404
    call.type(phone="0977000333")
    neighbour = Browser(TestClient(seeded.app()), seeded, "clerk", NEXT_WARD)
    assert "0977000333" not in neighbour.page(call.path).text


def test_looks_are_noted(call: Call, seeded: Seeded) -> None:
    """Who was shown and who was opened is written down against the clerk."""
    call.type(phone="0900000123")
    call.pick(seeded.things[WARD].citizen)
    looks = call.browser.client.get("/audit", headers=seeded.bearer("auditor")).json()["items"]
    seen = {(look["kind"], look["subject"]) for look in looks}
    assert {("listed", seeded.things[WARD].citizen), ("citizen", seeded.things[WARD].citizen)} <= seen


def test_a_mistake_is_named_and_nothing_is_said(call: Call, seeded: Seeded, house: House) -> None:
    """A field that cannot be right is named on the page; nothing of the call was said, and the draft is kept."""
    call.type(phone="0912345678", find="Trần Văn Mít")
    call.pick("new")
    call.answer_all(SIGNS_AT_HOME)
    with house.store.read() as tx:
        before = journal.head(tx, WARD)
    call.type(id_number="12345")
    assert call.save().status_code == 422
    with house.store.read() as tx:
        assert journal.head(tx, WARD) == before and drafts.one(tx, WARD, call.id) is not None


def test_a_person_erased_meanwhile_is_not_made_again(call: Call, seeded: Seeded) -> None:
    """Whoever was erased while the call went on is asked for anew; the page does not write them down again."""
    call.type(phone="0900000123")
    call.pick(seeded.things[WARD].citizen)
    call.answer_all(SIGNS_AT_HOME)
    case = seeded.things[WARD]
    seeded.say(WARD, "clerk", *words.taken_back(case.visit, case.dossier, case.request))
    seeded.say(WARD, "admin", CitizenErased(citizen=case.citizen, unit=WARD, reason="theo yêu cầu"))
    count = len(things(seeded, "citizen"))
    assert call.save().status_code == 422 and len(things(seeded, "citizen")) == count


def test_a_fresh_call_bears_a_name_of_its_own(call: Call) -> None:
    """Every call has an address of its own, so that a page loaded again is the same call and a new one another."""
    assert UUID(call.id).version == 7 and Call(call.browser).id != call.id


def test_a_window_is_kept_and_then_promised(call: Call, seeded: Seeded, certifier: None) -> None:
    """Windows are offered once the questions end, kept while read out, and the visit is promised in the one chosen."""
    call.type(phone="0900000123")
    assert chosen(call) == []
    call.pick(seeded.things[WARD].citizen)
    assert 'id="ask-' in call.answer_all(SIGNS_AT_HOME).text
    first, second, *_ = chosen(call)
    assert "Đang giữ" in call.type({"window": first}).text
    kept = call.type({"window": second})
    assert kept.text.count("data-until=") == 1
    assert offers(seeded) == ["released", "held"]
    read = call.browser.page(call.save().headers["hx-redirect"]).text
    visit = things(seeded, "visit")[-1]
    assert f"{visit.window.from_ms}-{visit.window.to_ms}" == second and "Cán bộ đến nhà vào" in read
    assert offers(seeded) == ["released", "taken"]


def test_two_desks_never_keep_the_last_minutes_twice(browser: Browser, seeded: Seeded, certifier: None) -> None:
    """With one officer, a window full for one desk is refused to the other, which is shown what is still free."""
    calls = [Call(browser) for _ in range(6)]
    for one in calls:
        one.type(phone="0900000123")
        one.pick(seeded.things[WARD].citizen)
        one.answer_all(SIGNS_AT_HOME)
    window = chosen(calls[0])[0]
    answers = [one.type({"window": window}) for one in calls]
    statuses = [answer.status_code for answer in answers]
    assert statuses[0] == 200 and statuses[-1] == 409, statuses
    assert "Khung giờ vừa hết chỗ" in answers[-1].text and window not in chosen(calls[-1])


def test_a_dropped_call_lets_its_window_go(call: Call, seeded: Seeded, certifier: None) -> None:
    """A call that ends without a request frees the minutes kept for it."""
    call.type(phone="0900000123")
    call.pick(seeded.things[WARD].citizen)
    call.answer_all(SIGNS_AT_HOME)
    call.type({"window": chosen(call)[0]})
    call.type({"do": "end", "outcome": "question"})
    assert offers(seeded) == ["released"]
