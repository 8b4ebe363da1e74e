"""Every state a screen of the tablet can be in, one after the other, for whoever looks at all of them."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.web import door
from tests.web.browser import PIN, Machine, heading, listed, press, ready, type_pin
from tests.web.ward import COPIES, HOUR_MS, SIGNATURE, Person, Ward, now_ms

States = Iterator[tuple[str, Page]]
SENT_MS = 90_000


def walk(ward: Ward, machine: Machine) -> States:
    """A name and the page in that state."""
    mine = ward.promise(wants=(SIGNATURE, COPIES), note="Nhà có chó, gọi trước khi vào.", signers=2)
    ward.promise(Person(name="Nguyễn Văn Thuở", number="089044000456", needs=("cannot_walk", "cannot_sign")))
    ward.promise(
        Person(name="Trần Thị Bưởi", number="089151000789", needs=()), from_ms=now_ms() + 24 * HOUR_MS, wants=(COPIES,)
    )
    page = machine.open()
    yield from _enrolment(ward, page)
    ready(page)
    yield "list", page
    ward.stop()
    yield from _before(page)
    yield from _table(page)
    yield from _end(page)
    ward.reassign(mine, "Lê Thị Lan")
    ward.start()
    yield from _after(page)


def _enrolment(ward: Ward, page: Page) -> States:
    heading(page, "Ghi danh máy")
    yield "enrol", page
    page.get_by_label("Mã ghi danh").fill(ward.code())
    press(page, "Tiếp tục")
    yield "enrol-pin", page
    type_pin(page, PIN)
    type_pin(page, PIN)
    listed(page)


def _before(page: Page) -> States:
    press(page, "Mở lượt hẹn")
    heading(page, "Trước khi đi")
    yield "depart", page
    press(page, "Bắt đầu đi")
    heading(page, "Đến nơi")
    yield "arrive", page
    press(page, "Đã đến – không lưu vị trí")
    yield "arrive-why", page
    door.choose(page, "Vì sao không lưu vị trí?", "Cán bộ không đồng ý")
    heading(page, "Mã tin cậy")
    yield "code", page
    page.get_by_label("4 số cuối").fill("9999")
    press(page, "Kiểm tra mã")
    yield "code-wrong", page
    press(page, "Người nhà không nhớ mã")
    heading(page, "Giấy tờ tùy thân")
    yield "identity", page
    press(page, "Quét thẻ căn cước")
    yield "identity-scan", page
    press(page, "Đóng máy ảnh")
    door.choose(page, "Kiểm tra bằng", "Thẻ căn cước")
    page.get_by_label("Số giấy tờ").fill("089153000999")
    page.get_by_label("Họ và tên trên giấy").fill(door.NAME)
    yield "identity-differs", page
    page.get_by_label("Số giấy tờ").fill(door.NUMBER)
    yield "identity-fits", page
    press(page, "Đúng người này")
    heading(page, "Minh mẫn, đọc, nghe")
    yield "lucidity", page
    door.confirm_lucid(page)


def _table(page: Page) -> States:
    heading(page, "Giấy tờ")
    page.get_by_role("article").first.get_by_text("Thiếu", exact=True).click()
    expect(page.get_by_label("Lý do").first).to_be_visible()
    yield "papers", page
    door.tick_papers(page)
    heading(page, "Chụp ảnh")
    yield "photos", page
    press(page, "Chụp")
    expect(page.get_by_role("button", name="Chụp ảnh")).to_be_visible()
    yield "photo-camera", page
    press(page, "Chụp ảnh")
    expect(page.get_by_role("button", name="Dùng ảnh này")).to_be_visible()
    yield "photo-preview", page
    press(page, "Dùng ảnh này")
    expect(page.get_by_text("1 ảnh đã lưu")).to_be_visible()
    door.onward(page)
    heading(page, "Đọc lại tờ khai")
    yield "read", page
    door.read_aloud(page)
    expect(page.locator("main .key").filter(has_text="bản sao")).to_be_visible()
    door.read_aloud(page)
    heading(page, "Ký, điểm chỉ")
    door.choose(page, "Ông/bà thể hiện ý chí bằng cách nào?", "Điểm chỉ")
    yield "assent-fingerprint", page
    door.choose(page, "Ông/bà thể hiện ý chí bằng cách nào?", "Không ký, không điểm chỉ được")
    yield "assent-neither", page
    door.choose(page, "Ông/bà thể hiện ý chí bằng cách nào?", "Ký")
    door.scrawl(page)
    yield "assent-signature", page
    press(page, "Ghi nhận")
    yield from _other(page)
    heading(page, "Chụp văn bản đã ký")
    door.photograph(page)
    yield "signed", page
    door.onward(page)


def _other(page: Page) -> States:
    expect(page.get_by_text("Người ký 2/2")).to_be_visible()
    yield "signer-identity", page
    door.choose(page, "Kiểm tra bằng", "Thẻ căn cước")
    page.get_by_label("Số giấy tờ").fill("089075001234")
    page.get_by_label("Họ và tên trên giấy").fill(door.NAME)
    expect(page.get_by_label("Tên ghi khi ký")).to_be_visible()
    yield "signer-name-taken", page
    page.get_by_label("Họ và tên trên giấy").fill("Lê Văn Tư")
    press(page, "Đúng người này")
    expect(page.get_by_role("group", name="Ông/bà minh mẫn")).to_be_visible()
    yield "signer-lucidity", page
    door.choose(page, "Ông/bà minh mẫn", "Có")
    press(page, "Xác nhận điều đã thấy")
    expect(page.get_by_role("button", name="Ghi nhận")).to_be_visible()
    door.scrawl(page)
    yield "signer-signature", page
    press(page, "Ghi nhận")


def _end(page: Page) -> States:
    heading(page, "Phí, lệ phí")
    door.choose(page, "Thu bằng cách nào?", "Tiền mặt")
    expect(page.get_by_text("Biên nhận tạm trên máy")).to_be_visible()
    yield "fee", page
    door.onward(page)
    heading(page, "Chốt hồ sơ")
    yield "close", page
    press(page, "Không làm tiếp được")
    heading(page, "Không làm tiếp được")
    door.choose(page, "Điều gì đã xảy ra?", "Cấp cứu")
    yield "stop-medical", page
    door.choose(page, "Điều gì đã xảy ra?", "Hẹn ngày khác")
    yield "stop-again", page
    press(page, "Quay lại")
    door.close(page)
    yield "closed", page
    press(page, "Về lộ trình")
    yield "list-waiting", page
    page.locator("header button").click()
    page.get_by_text("Cứu dữ liệu").click()
    yield "sync-offline", page
    press(page, "Về lộ trình")
    press(page, "Kết thúc ngày")
    expect(page.get_by_text("CHƯA NỘP MÁY ĐƯỢC")).to_be_visible()
    yield "end-unsafe", page
    press(page, "Về lộ trình")


def _after(page: Page) -> States:
    expect(page.get_by_role("status").first).to_contain_text("cần bạn xem", timeout=SENT_MS)
    yield "list-held", page
    page.locator("header button").click()
    heading(page, "Đã gửi và chưa gửi")
    yield "sync-held", page
    while page.get_by_role("button", name="Đã đọc, cất đi").count():
        left = page.get_by_role("button", name="Đã đọc, cất đi").count()
        press(page, "Đã đọc, cất đi")
        expect(page.get_by_role("button", name="Đã đọc, cất đi")).to_have_count(left - 1)
    press(page, "Về lộ trình")
    expect(page.get_by_role("status").first).to_contain_text("Đã gửi hết", timeout=SENT_MS)
    press(page, "Kết thúc ngày")
    expect(page.get_by_text("AN TOÀN ĐỂ NỘP MÁY")).to_be_visible(timeout=SENT_MS)
    yield "end-safe", page
    press(page, "Về lộ trình")
    press(page, "Cài đặt")
    heading(page, "Cài đặt")
    yield "settings", page
    press(page, "Về lộ trình")
    press(page, "Khóa máy")
    expect(page.get_by_label("Mã PIN 6 số").first).to_be_visible()
    type_pin(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text("Còn 2 lần")
    yield "pin", page
    type_pin(page, "000000")
    expect(page.get_by_role("alert")).to_contain_text("Còn 1 lần")
    type_pin(page, "000000")
    expect(page.get_by_role("timer")).to_be_visible()
    yield "pin-wait", page
