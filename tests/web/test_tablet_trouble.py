"""What may go wrong with a tablet: killed, copied, taken away, shared, overtaken. Nothing is lost and nothing is read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.web import door
from tests.web.browser import Machine, enrol, heading, listed, press, ready, type_pin, unlock
from tests.web.conftest import build
from tests.web.ward import Person, Ward

pytestmark = pytest.mark.browser

KILLS = int(os.environ.get("TABLET_KILLS", "4"))
"""How often the browser is killed in one day: a few here, fifty in `make tablet-kills`."""
SENT_MS = 90_000


def test_killed_again_and_again(ward: Ward, machine: Machine) -> None:
    """D1: kill -9 of the whole browser, after a touch that the screen showed, loses nothing of a day, however often."""
    people = [Person(name=f"Trần Thị {name}", number=f"0891530001{at:02}") for at, name in enumerate(("Một", "Hai"))]
    promises = [ward.promise(person) for person in people]
    page = machine.open()
    enrol(page, ward.code())
    ready(page)
    ward.stop()
    door.set_off(page)
    door.arrive(page)
    door.choose(page, "Kiểm tra bằng", "Thẻ căn cước")
    for at in range(KILLS):
        number = f"08915300{at:04}"
        page.get_by_label("Số giấy tờ").fill(number)
        page.wait_for_timeout(150)
        machine.kill()
        page = machine.open()
        unlock(page)
        press(page, "Làm tiếp")
        expect(page.get_by_label("Số giấy tờ")).to_have_value(number)
    ward.start()
    press(page, "Về lộ trình")
    expect(page.get_by_role("status").first).to_contain_text("Đã gửi hết", timeout=SENT_MS)
    states = sorted(ward.visit(promise)["state"] for promise in promises)
    assert states == ["acknowledged", "arrived"]


def test_nothing_can_be_read_on_the_disk(ward: Ward, machine: Machine) -> None:
    """D3: name, number, street, telephone and the ward's token are nowhere in the browser's profile, in either coding."""
    ward.promise(note="chó dữ sau nhà")
    page = machine.open()
    enrol(page, ward.code())
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
    page = machine.open()
    enrol(page, ward.code())
    ready(page)
    ward.stop()
    door.set_off(page)
    door.arrive(page)
    ward.reassign(promise, "Lê Thị Lan")
    ward.start()
    expect(page.get_by_role("status").first).to_contain_text("cần bạn xem", timeout=SENT_MS)
    page.locator("header button").click()
    heading(page, "Đã gửi và chưa gửi")
    expect(page.get_by_text("Lượt hẹn đã được chuyển cho người khác khi máy không có mạng.").first).to_be_visible()
    holds = ward.ask("GET", "/settling/")
    assert {hold["state"]["said_kind"] for hold in holds["holds"]} >= {"VisitDeparted", "VisitArrived"}
    assert ward.visit(promise)["state"] == "assigned"


def test_two_windows_speak_once(ward: Ward, machine: Machine) -> None:
    """S1: two windows of one tablet send each word once, in one order."""
    promise = ward.promise()
    page = machine.open()
    enrol(page, ward.code())
    ready(page)
    ward.stop()
    door.set_off(page)
    assert machine.context is not None
    second = machine.context.new_page()
    second.goto(f"{ward.origin}/tablet/")
    unlock(second)
    ward.start()
    expect(page.get_by_role("status").first).to_contain_text("Đã gửi hết", timeout=SENT_MS)
    expect(second.get_by_role("status").first).to_contain_text("Đã gửi hết", timeout=SENT_MS)
    assert ward.heard(promise).count("VisitDeparted") == 1


def test_two_officers_on_one_tablet(ward: Ward, machine: Machine) -> None:
    """Each officer sees only their own visits behind their own PIN; one's PIN does not open the other's store."""
    ward.promise(Person(name="Người Của Ổi"))
    ward.promise(Person(name="Người Của Lan", number="089153000777"), officer="Lê Thị Lan")
    page = machine.open()
    enrol(page, ward.code())
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


def test_a_revoked_tablet_forgets(ward: Ward, machine: Machine) -> None:
    """A revoked tablet locks and wipes its store at the next contact, and says why."""
    ward.promise()
    page = machine.open()
    enrol(page, ward.code())
    device = ward.devices()[0]
    ward.ask("POST", f"/devices/{device}/revoke", {"reason": "mất máy"})
    press(page, "Tải lại")
    expect(page.get_by_role("alert")).to_contain_text("Máy này đã bị thu hồi", timeout=SENT_MS)
    expect(page.get_by_text(door.NAME)).to_have_count(0)


def test_a_restored_profile_enrols_anew(ward: Ward, machine: Machine, tmp_path: Path) -> None:
    """A tablet put back to an old copy is told to enrol anew; then its work is offered again and nothing happens twice."""
    promise = ward.promise()
    page = machine.open()
    enrol(page, ward.code())
    machine.close()
    copy = tmp_path / "copy"
    shutil.copytree(machine.profile, copy, symlinks=True)
    page = machine.open()
    unlock(page)
    door.set_off(page)
    page.get_by_role("button", name="Về lộ trình").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã gửi hết", timeout=SENT_MS)
    machine.close()
    shutil.rmtree(machine.profile)
    shutil.copytree(copy, machine.profile, symlinks=True)
    ward.stop()
    page = machine.open()
    unlock(page)
    press(page, "Mở lượt hẹn")
    press(page, "Không làm tiếp được")
    door.choose(page, "Điều gì đã xảy ra?", "Không có nhà")
    page.get_by_role("button", name="Kết thúc lượt hẹn").click()
    listed(page)
    ward.start()
    expect(page.get_by_role("status").first).to_contain_text("Máy chủ không nhận máy này", timeout=SENT_MS)
    page.locator("header button").click()
    press(page, "Ghi danh lại")
    page.get_by_label("Mã ghi danh").fill(ward.code())
    press(page, "Tiếp tục")
    listed(page)
    expect(page.get_by_role("status").first).to_contain_text("Đã gửi hết", timeout=SENT_MS)
    assert ward.visit(promise)["outcome"] == "nobody_home"
    assert ward.heard(promise).count("VisitFailed") == 1


def test_an_update_between_visits(
    ward: Ward, machine: Machine, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O3: a new build is offered on the list and never within a visit; unsent work of the old build is sent by the new."""
    promise = ward.promise()
    ward.stop()
    folder = tmp_path / "served"
    shutil.copytree(built, folder)
    monkeypatch.setenv("TABLET_BUILT", str(folder))
    ward.factory = "tests.web.served:app"
    ward.start()
    page = machine.open()
    enrol(page, ward.code())
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
    press(page, "Cập nhật bây giờ")
    unlock(page)
    expect(page.get_by_role("status").first).to_contain_text("chờ gửi")
    ward.start()
    expect(page.get_by_role("status").first).to_contain_text("Đã gửi hết", timeout=SENT_MS)
    page.locator("header button").click()
    expect(page.get_by_text("next", exact=True)).to_be_visible()
    assert ward.visit(promise)["outcome"] == "nobody_home"
