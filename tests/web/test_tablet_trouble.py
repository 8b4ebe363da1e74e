"""What may go wrong with a tablet: killed, copied, taken away, shared, overtaken. Nothing is lost and nothing is read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from models.device import DeviceRevoked
from models.visit import VisitAmended, VisitChange
from tests.web import door
from tests.web.axe import faults
from tests.web.browser import SENT_MS, Machine, all_sent, enrol, heading, listed, press, ready, says, type_pin, unlock
from tests.web.conftest import build
from tests.web.core import Core
from tests.web.ward import Person, Ward

pytestmark = pytest.mark.browser

KILLS = int(os.environ.get("TABLET_KILLS", "5"))
"""How often the browser is killed in one day: a few here, fifty in `make tablet-kills`."""


def test_killed_again_and_again(ward: Ward, machine: Machine) -> None:
    """D1: kill -9 of the whole browser, the moment the screen shows a touch as kept, loses nothing of a day, however often."""
    promise = ward.promise()
    page = door.away(ward, machine)
    door.to_papers(page)
    for at in range(KILLS):
        answer = ("Có", "Không cần")[at % 2]
        card = page.get_by_role("article").first
        card.get_by_text(answer, exact=True).click()
        expect(card.locator("label.on")).to_have_text(answer)
        machine.kill()
        page = machine.open()
        unlock(page)
        press(page, "Làm tiếp")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.keyboard.press("Control+6")
        heading(page, "Giấy tờ")
        expect(page.get_by_role("article").first.locator("label.on")).to_have_text(answer)
    ward.start()
    press(page, "Về lộ trình")
    all_sent(page)
    assert ward.heard(promise).count("PapersChecked") == KILLS


def test_nothing_can_be_read_on_the_disk(ward: Ward, machine: Machine) -> None:
    """D3: name, number, street, telephone and the ward's token are nowhere in the browser's profile, in either coding."""
    ward.promise(note="chó dữ sau nhà")
    page = door.begun(ward, machine)
    ready(page)
    door.set_off(page)
    door.arrive(page)
    door.identify(page)
    machine.close()
    needles = [
        needle.encode(coding)
        for needle in (door.NAME, door.NUMBER, "Lê Lợi", "84900000111", "chó dữ sau nhà")
        for coding in ("utf-8", "utf-16-le")
    ]
    held = [path for path in machine.profile.rglob("*") if path.is_file()]
    assert any("IndexedDB" in path.parts for path in held)
    assert [(path.name, needle) for path in held for needle in needles if needle in path.read_bytes()] == []


def test_given_to_somebody_else_meanwhile(ward: Ward, machine: Machine) -> None:
    """S1: work done offline on a visit that was reassigned is parked, shown with its sentence, and kept whole."""
    promise = ward.promise()
    page = door.away(ward, machine)
    door.set_off(page)
    door.arrive(page)
    ward.reassign(promise, "Lê Thị Lan")
    ward.start()
    says(page, "cần bạn xem")
    page.locator("header button").click()
    heading(page, "Đã gửi và chưa gửi")
    expect(page.get_by_text("Lượt hẹn đã được chuyển cho người khác khi máy không có mạng.").first).to_be_visible()
    expect(page.get_by_text("Vì sao không có vị trí").or_(page.get_by_text("Nơi", exact=True)).first).to_be_attached()
    holds = ward.ask("GET", "/settling/")["holds"]
    assert {hold["state"]["said_kind"] for hold in holds} >= {"VisitDeparted", "VisitArrived"}
    assert ward.visit(promise)["state"] == "assigned"
    for hold in sorted(holds, key=lambda one: str(one["state"]["at_ms"])):
        ward.ask("POST", f"/settling/{hold['state']['id']}/adopt", {})
    press(page, "Gửi ngay")
    all_sent(page)
    expect(page.get_by_text("Cần bạn xem")).to_have_count(0)
    assert ward.visit(promise)["state"] == "arrived"


def test_said_otherwise_at_the_office(ward: Ward, machine: Machine) -> None:
    """Two hands on one field: both values stand side by side in words, the office's is true, none is lost."""
    promise = ward.promise()
    page = door.begun(ward, machine)
    assert machine.context is not None
    window = machine.context.new_page()
    window.goto(f"{ward.origin}/tablet/")
    other = Core(window)
    other.unlock()
    ward.stop()
    ward.say(VisitAmended(visit=promise.visit, change=VisitChange(note="gõ cửa sau")))
    other.say("VisitAmended", visit=promise.visit, change={"note": "chuông hỏng"})
    ward.start()
    says(page, "cần bạn xem")
    page.locator("header button").click()
    card = page.get_by_role("article").filter(has_text="Mâu thuẫn")
    expect(card.get_by_role("heading", name="Ghi chú")).to_be_visible()
    mine, office = card.locator(".sides section").all()
    assert faults(page) == []
    assert (mine.inner_text(), office.inner_text()) == ("Trên máy này\n\nchuông hỏng", "Trên máy chủ\n\ngõ cửa sau")
    assert "change" not in card.inner_text() and "note" not in card.inner_text()
    assert ward.visit(promise)["note"] == "gõ cửa sau"
    assert [one["offered"] for one in ward.visit(promise)["conflicts"]] == ['"chuông hỏng"']


def test_two_windows_speak_once(ward: Ward, machine: Machine) -> None:
    """S1: two windows of one tablet send each word once, in one order."""
    promise = ward.promise()
    page = door.away(ward, machine)
    door.set_off(page)
    assert machine.context is not None
    second = machine.context.new_page()
    second.goto(f"{ward.origin}/tablet/")
    unlock(second)
    ward.start()
    all_sent(page)
    all_sent(second)
    assert ward.heard(promise).count("VisitDeparted") == 1


def test_two_officers_on_one_tablet(ward: Ward, machine: Machine) -> None:
    """Each officer sees only their own visits behind their own PIN; one's PIN does not open the other's store."""
    ward.promise(Person(name="Người Của Ổi"))
    ward.promise(Person(name="Người Của Lan", number="089153000777"), officer="Lê Thị Lan")
    page = door.begun(ward, machine)
    expect(page.get_by_text("Người Của Ổi").first).to_be_visible()
    press(page, "Khóa máy")
    press(page, "Thêm cán bộ")
    enrol(page, ward.code("Lê Thị Lan"), "314159")
    expect(page.get_by_text("Người Của Lan").first).to_be_visible()
    expect(page.get_by_text("Người Của Ổi")).to_have_count(0)
    page.reload()
    heading(page, "Ai đang cầm máy?")
    press(page, "Trần Văn Ổi")
    type_pin(page, "314159")
    expect(page.get_by_role("alert")).to_contain_text("Sai mã PIN")
    type_pin(page)
    listed(page)
    expect(page.get_by_text("Người Của Ổi").first).to_be_visible()
    expect(page.get_by_text("Người Của Lan")).to_have_count(0)


def test_what_one_officer_owes_leaves_while_another_works(ward: Ward, machine: Machine) -> None:
    """Locked and put out of hand, a store goes on sending: nobody has to unlock it again for that."""
    promise = ward.promise()
    page = door.begun(ward, machine)
    press(page, "Khóa máy")
    press(page, "Thêm cán bộ")
    enrol(page, ward.code("Lê Thị Lan"), "314159")
    press(page, "Khóa máy")
    press(page, "Cán bộ khác")
    press(page, "Trần Văn Ổi")
    unlock(page)
    ward.stop()
    door.set_off(page)
    press(page, "Về lộ trình")
    press(page, "Khóa máy")
    press(page, "Cán bộ khác")
    press(page, "Lê Thị Lan")
    unlock(page, "314159")
    ward.start()
    expect(page.get_by_text("Trần Văn Ổi")).to_have_count(0)
    door.until(lambda: ward.visit(promise)["state"] == "departed")


def test_a_revoked_tablet_forgets(ward: Ward, machine: Machine) -> None:
    """A revoked tablet locks and wipes its store at the next contact, and says why."""
    ward.promise()
    page = door.begun(ward, machine)
    device = ward.devices()[0]
    ward.ask("POST", f"/devices/{device}/revoke", {"reason": "mất máy"})
    press(page, "Tải lại")
    expect(page.get_by_role("alert")).to_contain_text("Máy này đã bị thu hồi", timeout=SENT_MS)
    heading(page, "Ghi danh máy")
    assert faults(page) == []
    expect(page.get_by_text(door.NAME)).to_have_count(0)
    left = page.evaluate(
        "async () => (await indexedDB.databases()).map((one) => one.name).filter((name) => name !== 'tannha-mend')"
    )
    assert left == ["tannha"]


def test_a_revoked_tablet_keeps_what_it_owes(ward: Ward, machine: Machine) -> None:
    """What was pulled goes at once; what only this tablet has stays sealed, and leaves once it is enrolled again."""
    promise = ward.promise()
    page = door.begun(ward, machine)
    device = ward.devices()[0]
    ward.stop()
    door.set_off(page)
    ward.say(DeviceRevoked(device=device, reason="mất máy"))
    ward.start()
    expect(page.get_by_role("alert")).to_contain_text("Máy này đã bị thu hồi", timeout=SENT_MS)
    unlock(page)
    expect(page.get_by_text(door.NAME)).to_have_count(0)
    door.enrol_again(page, ward)
    assert ward.visit(promise)["state"] == "departed"


def test_revoked_while_the_pin_is_typed(ward: Ward, machine: Machine) -> None:
    """At the lock, half-way through a PIN: what is shown with the news is there to stay, and takes the PIN from its start."""
    page = door.begun(ward, machine)
    ward.promise()
    press(page, "Tải lại")
    device = ward.devices()[0]
    press(page, "Mở lượt hẹn")
    ward.stop()
    press(page, "Bắt đầu đi")
    press(page, "Về lộ trình")
    press(page, "Khóa máy")
    type_pin(page, "258")
    ward.say(DeviceRevoked(device=device, reason="mất máy"))
    ward.start()
    expect(page.get_by_role("alert")).to_contain_text("Máy này đã bị thu hồi", timeout=SENT_MS)
    expect(page.get_by_label("Mã PIN 6 số").first).to_have_value("")
    assert faults(page) == []
    unlock(page)
    listed(page)


def test_a_restored_profile_enrols_anew(ward: Ward, machine: Machine, tmp_path: Path) -> None:
    """A tablet put back to an old copy is told to enrol anew; then its work is offered again and nothing happens twice."""
    promise = ward.promise()
    page = door.begun(ward, machine)
    machine.close()
    copy = tmp_path / "copy"
    shutil.copytree(machine.profile, copy, symlinks=True)
    page = machine.open()
    unlock(page)
    door.set_off(page)
    page.get_by_role("button", name="Về lộ trình").click()
    all_sent(page)
    machine.close()
    shutil.rmtree(machine.profile)
    shutil.copytree(copy, machine.profile, symlinks=True)
    ward.stop()
    page = machine.open()
    unlock(page)
    press(page, "Mở lượt hẹn")
    door.nobody_home(page)
    ward.start()
    says(page, "Máy chủ không nhận máy này")
    door.enrol_again(page, ward)
    assert ward.visit(promise)["outcome"] == "nobody_home"
    assert ward.heard(promise).count("VisitFailed") == 1


def test_an_update_between_visits(
    ward: Ward, machine: Machine, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O3: a new build is offered on the list, never within a visit, and to other windows; it sends the unsent work of the old."""
    promise = ward.promise()
    ward.stop()
    folder = tmp_path / "served"
    shutil.copytree(built, folder)
    monkeypatch.setenv("TABLET_BUILT", str(folder))
    ward.factory = "tests.web.served:app"
    ward.start()
    page = door.begun(ward, machine)
    ready(page)
    build(folder, "next")
    ward.stop()
    door.set_off(page)
    ward.start()
    page.evaluate("async () => (await navigator.serviceWorker.ready).update()")
    page.wait_for_timeout(3000)
    expect(page.get_by_text("Có bản mới")).to_have_count(0)
    press(page, "Không làm tiếp được")
    door.choose(page, "Điều gì đã xảy ra?", "Không có nhà")
    ward.stop()
    page.get_by_role("button", name="Kết thúc lượt hẹn").click()
    listed(page)
    expect(page.get_by_text("Có bản mới")).to_be_visible()
    assert faults(page) == []
    assert machine.context is not None
    other = machine.context.new_page()
    other.goto(f"{ward.origin}/tablet/")
    unlock(other)
    press(page, "Cập nhật bây giờ")
    unlock(page)
    expect(other.get_by_text("Có bản mới")).to_be_visible()
    press(other, "Cập nhật bây giờ")
    unlock(other)
    expect(other.get_by_text("Có bản mới")).to_have_count(0)
    other.close()
    says(page, "chờ gửi")
    ward.start()
    all_sent(page)
    page.locator("header button").click()
    expect(page.get_by_text("next", exact=True)).to_be_visible()
    assert ward.visit(promise)["outcome"] == "nobody_home"
