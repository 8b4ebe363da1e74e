"""Several people sign one paper at one door: each is checked for themselves on the tablet, then signs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from models.doorstep import receipt_number
from tests.web import door
from tests.web.browser import Machine, all_sent, heading, press, unlock
from tests.web.ward import Ward

pytestmark = pytest.mark.browser

SON, SON_NUMBER = "Lê Văn Tư", "089075001234"
HOW = "Ông/bà thể hiện ý chí bằng cách nào?"


def to_second(ward: Ward, machine: Machine) -> Page:
    """The person has signed; who comes next is still unknown. From here on there is no server."""
    page = door.away(ward, machine)
    door.to_papers(page)
    door.tick_papers(page)
    door.read_aloud(page)
    expect(page.get_by_role("heading", name="Người ký 1/2: Đặng Thị Hòa")).to_be_visible()
    door.scrawl(page)
    press(page, "Ghi nhận")
    expect(page.get_by_role("heading", name="Người ký 2/2")).to_be_visible()
    return page


def test_two_sign_at_one_door(ward: Ward, machine: Machine) -> None:
    """Two were declared: each is checked and signs on the tablet, closed half-way and with no server; the office has it whole."""
    promise = ward.promise(signers=2)
    page = to_second(ward, machine)
    expect(page.get_by_text("Đặng Thị Hòa đã ký lúc")).to_be_visible()
    door.check_other(page, SON_NUMBER, SON)
    machine.close()
    page = machine.open()
    unlock(page)
    press(page, "Làm tiếp")
    expect(page.get_by_role("heading", name=f"Người ký 2/2: {SON}")).to_be_visible()
    door.sign(page)
    door.photograph(page)
    door.onward(page)
    door.pay(page, receipt_number(promise.dossiers[0]))
    door.close(page)
    ward.start()
    press(page, "Về lộ trình")
    all_sent(page)
    visit = ward.visit(promise)
    assert visit["state"] == "completed"
    assert [(one["manner"], one["signer"]) for one in visit["assents"]] == [
        ("signature", door.NAME),
        ("signature", SON),
    ]
    assert len({one["file"] for one in visit["assents"]}) == 2
    (other,) = visit["cosigners"]
    assert (other["name"], other["identity"]["number"], other["lucidity"]["lucid"]) == (SON, SON_NUMBER, True)
    assert visit["identity"]["number"] == door.NUMBER
    assert machine.errors == []


def test_a_visit_that_lacks_a_signer_cannot_be_closed(ward: Ward, machine: Machine) -> None:
    """One of two has signed: the last screen says that the signing is lacking, and agrees on another day instead."""
    ward.promise(signers=2)
    page = to_second(ward, machine)
    page.get_by_text("Bước", exact=False).first.click()
    page.get_by_role("button", name="Chốt hồ sơ").click()
    heading(page, "Chốt hồ sơ")
    expect(page.get_by_role("button", name="Chốt hồ sơ").last).to_be_disabled()
    page.get_by_role("listitem").filter(has_text="Ký, điểm chỉ").get_by_role("button").click()
    expect(page.get_by_role("heading", name="Người ký 2/2")).to_be_visible()


def test_who_is_not_lucid_makes_room_for_somebody_else(ward: Ward, machine: Machine) -> None:
    """A second signer found not lucid is offered no field; another may sign, and nobody by the person's own name."""
    promise = ward.promise(signers=2)
    page = to_second(ward, machine)
    door.choose(page, "Kiểm tra bằng", "Thẻ căn cước")
    page.get_by_label("Số giấy tờ").fill("089175001235")
    page.get_by_label("Họ và tên trên giấy").fill("ĐẶNG THỊ HÒA")
    expect(page.get_by_role("button", name="Đúng người này")).to_be_disabled()
    page.get_by_label("Tên ghi khi ký").fill("Đặng Thị Hòa (con)")
    press(page, "Đúng người này")
    door.choose(page, "Ông/bà minh mẫn", "Không")
    press(page, "Xác nhận điều đã thấy")
    expect(page.get_by_text("Đã ghi: không minh mẫn")).to_be_visible()
    expect(page.get_by_role("button", name="Ghi nhận")).not_to_be_visible()
    press(page, "Mời người khác ký")
    expect(page.get_by_role("heading", name="Người ký 2/2", exact=True)).to_be_visible()
    door.check_other(page, SON_NUMBER, SON)
    door.choose(page, HOW, "Không ký, không điểm chỉ được")
    record = page.get_by_role("button", name="Ghi nhận")
    expect(record).to_be_disabled()
    page.get_by_role("button", name="Đã đọc lại giấy tờ và lời trên").click()
    record.click()
    heading(page, "Chụp văn bản đã ký")
    ward.start()
    press(page, "Về lộ trình")
    all_sent(page)
    visit = ward.visit(promise)
    assert [(one["manner"], one["signer"]) for one in visit["assents"]] == [("signature", door.NAME), ("neither", SON)]
    assert [(one["name"], one["lucidity"]["lucid"]) for one in visit["cosigners"]] == [
        ("Đặng Thị Hòa (con)", False), (SON, True)]  # fmt: skip
