"""What an officer does with the tablet at a door, touch by touch, as the screens are called in Vietnamese."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.web.browser import SENT_MS, Machine, all_sent, enrol, heading, listed, press, ready
from tests.web.ward import Ward

NAME, NUMBER = "Đặng Thị Hòa", "089153000123"


def begun(ward: Ward, machine: Machine) -> Page:
    """A tablet just enrolled, at its list."""
    page = machine.open()
    begin(page, ward.code())
    return page


def begin(page: Page, code: str) -> None:
    """Enrols the tablet that is open."""
    enrol(page, code)


def enrol_again(page: Page, ward: Ward) -> None:
    """From any screen of a tablet the office no longer takes: a new code of the same officer, and all it owes is sent."""
    page.locator("header button").click()
    press(page, "Ghi danh lại")
    page.get_by_label("Mã ghi danh").fill(ward.code())
    press(page, "Tiếp tục")
    listed(page)
    all_sent(page)


def away(ward: Ward, machine: Machine) -> Page:
    """A tablet just enrolled, ready for a day, and from here on there is no server."""
    page = begun(ward, machine)
    ready(page)
    ward.stop()
    return page


def until(holds: Callable[[], bool]) -> None:
    """Waits for what no screen shows, as long as for anything that must travel."""
    ends_s = time.monotonic() + SENT_MS / 1000
    while not holds():
        assert time.monotonic() < ends_s, "never"
        time.sleep(0.2)


def shown(page: Page) -> str:
    """The title of the screen."""
    return page.get_by_role("heading", level=1).inner_text()


def choose(page: Page, question: str, answer: str) -> None:
    """Answers one question of several choices."""
    page.get_by_role("group", name=question).get_by_text(answer, exact=True).click()


def set_off(page: Page) -> None:
    """Opens the first visit of the list and leaves for it."""
    press(page, "Mở lượt hẹn")
    press(page, "Bắt đầu đi")
    heading(page, "Đến nơi")


def arrive(page: Page) -> None:
    """At the door, the rough place noted, the code not remembered."""
    press(page, "Đã đến – lưu vị trí gần đúng")
    heading(page, "Mã tin cậy")
    press(page, "Người nhà không nhớ mã")
    heading(page, "Giấy tờ tùy thân")


def to_papers(page: Page) -> None:
    """From the list to the papers: there, identified, lucid."""
    set_off(page)
    arrive(page)
    identify(page)
    confirm_lucid(page)


def identify(page: Page, number: str = NUMBER, name: str = NAME) -> None:
    """Types what stands on the card; both agree."""
    choose(page, "Kiểm tra bằng", "Thẻ căn cước")
    page.get_by_label("Số giấy tờ").fill(number)
    page.get_by_label("Họ và tên trên giấy").fill(name)
    press(page, "Đúng người này")
    heading(page, "Minh mẫn, đọc, nghe")


def confirm_lucid(page: Page) -> None:
    """Lucid; everything else as the call knew it."""
    choose(page, "Ông/bà minh mẫn", "Có")
    press(page, "Xác nhận điều đã thấy")
    expect(page.get_by_role("heading", level=1, name="Minh mẫn, đọc, nghe")).not_to_be_visible()


def tick_papers(page: Page) -> None:
    """Every paper is there."""
    heading(page, "Giấy tờ")
    for card in page.get_by_role("article").all():
        card.get_by_text("Có", exact=True).click()
    onward(page)


def photograph(page: Page) -> None:
    """One picture of the first thing asked for."""
    page.get_by_role("article").first.get_by_role("button", name="Chụp").click()
    press(page, "Chụp ảnh")
    press(page, "Dùng ảnh này")
    expect(page.get_by_text("1 ảnh đã lưu")).to_be_visible()


def choose_picture(page: Page, picture: Path) -> None:
    """The first thing asked for, from a picture that lies on the tablet already."""
    page.get_by_role("article").first.get_by_role("button", name="Chụp").click()
    page.get_by_label("Hoặc chọn ảnh có sẵn").set_input_files(picture)
    press(page, "Dùng ảnh này")
    expect(page.get_by_text("1 ảnh đã lưu")).to_be_visible()


def read_aloud(page: Page) -> None:
    """The form in sight is read and agreed to; done when it has made room for the next one or the next step."""
    heading(page, "Đọc lại tờ khai")
    form = page.locator("main:has(dl.form) > .key")
    read = form.inner_text()
    press(page, "Đã đọc hết, ông/bà đồng ý")
    expect(form.filter(has_text=read)).to_have_count(0)


def scrawl(page: Page) -> None:
    """A signature long enough to be one."""
    page.locator("canvas").evaluate("(field) => field.scrollIntoView({block: 'center'})")
    box = page.locator("canvas").bounding_box()
    assert box is not None
    left, top = box["x"] + 40, box["y"] + box["height"] / 2
    page.mouse.move(left, top)
    page.mouse.down()
    for at in range(30):
        page.mouse.move(left + at * 6, top + (at % 5) * 9)
    page.mouse.up()
    expect(page.get_by_role("group", name="đã ký")).to_be_visible()


def check_other(page: Page, number: str, name: str) -> None:
    """Another who signs, by their own card and found lucid; done when it is theirs to sign."""
    choose(page, "Kiểm tra bằng", "Thẻ căn cước")
    page.get_by_label("Số giấy tờ").fill(number)
    page.get_by_label("Họ và tên trên giấy").fill(name)
    press(page, "Đúng người này")
    choose(page, "Ông/bà minh mẫn", "Có")
    press(page, "Xác nhận điều đã thấy")
    expect(page.get_by_role("button", name="Ghi nhận")).to_be_visible()


def sign(page: Page) -> None:
    """Signs in the field, and it is recorded."""
    heading(page, "Ký, điểm chỉ")
    scrawl(page)
    press(page, "Ghi nhận")
    heading(page, "Chụp văn bản đã ký")


def pay(page: Page, number: str = "BN-") -> None:
    """The fee in cash; the receipt bears this number, beside those of the visit's other dossiers."""
    heading(page, "Phí, lệ phí")
    choose(page, "Thu bằng cách nào?", "Tiền mặt")
    expect(page.get_by_text("Biên nhận tạm trên máy")).to_be_visible()
    expect(page.get_by_text("Số biên nhận").filter(has_text=number).first).to_be_visible()
    onward(page)


def onward(page: Page) -> None:
    """On to the next step."""
    page.get_by_role("button", name="Tiếp tục").click()


def close(page: Page) -> str:
    """Closes the visit; the code read to the family."""
    heading(page, "Chốt hồ sơ")
    page.get_by_role("button", name="Chốt hồ sơ").last.click()
    expect(page.get_by_text("Đã chốt lúc")).to_be_visible()
    return page.locator(".code").inner_text()


def nobody_home(page: Page) -> None:
    """Ends the visit that is open, at whatever step."""
    press(page, "Không làm tiếp được")
    choose(page, "Điều gì đã xảy ra?", "Không có nhà")
    page.get_by_role("button", name="Kết thúc lượt hẹn").click()
    listed(page)


def certify(page: Page) -> str:
    """A whole visit for a certified signature, from the list to the end; the code read to the family."""
    to_papers(page)
    tick_papers(page)
    read_aloud(page)
    sign(page)
    photograph(page)
    onward(page)
    pay(page)
    return close(page)
