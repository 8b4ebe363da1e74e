"""A day with the tablet: whole visits with no server, what is sent when it is back, and nothing asked of anybody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from models.doorstep import receipt_number
from server.blobs import path_of
from tests.web import door
from tests.web.browser import Machine, all_sent, heading, listed, press, ready, says, unlock
from tests.web.conftest import Machines
from tests.web.ward import COPIES, SIGNATURE, Person, Ward

pytestmark = pytest.mark.browser

STORY = [
    "VisitDeparted", "VisitArrived", "IdentityChecked", "LucidityConfirmed", "PapersChecked", "SignatureRecorded",
    "DocumentCaptured", "FeeCollected", "VisitCompleted",
]  # fmt: skip


def test_a_visit_with_no_server(ward: Ward, machine: Machine) -> None:
    """O1: a whole visit is done with the server stopped and the browser closed half-way, and arrives whole afterwards."""
    promise = ward.promise()
    page = door.away(ward, machine)
    door.to_papers(page)
    machine.close()
    page = machine.open()
    unlock(page)
    press(page, "Làm tiếp")
    door.tick_papers(page)
    door.read_aloud(page)
    door.sign(page)
    door.photograph(page)
    door.onward(page)
    door.pay(page, receipt_number(promise.dossiers[0]))
    code = door.close(page)
    assert door.shown(page) == "Chốt hồ sơ"
    ward.start()
    press(page, "Về lộ trình")
    all_sent(page)
    visit = ward.visit(promise)
    assert visit["state"] == "completed"
    assert visit["paper_code"] == code
    assert visit.get("missing", []) == []
    assert visit["arrived"]["place"] == {"lat_e6": 10_384_000, "lon_e6": 105_437_000, "accuracy_m": 100}
    assert visit["identity"]["matches"] is True
    said = [kind for kind in ward.heard(promise) if kind in STORY]
    assert list(dict.fromkeys(said)) == STORY
    assert [url for url in machine.asked if not url.startswith((ward.origin, "blob:", "data:"))] == []


def test_first_load_then_no_server(ward: Ward, machine: Machine) -> None:
    """O2: after the very first load, before any reload, the server may vanish: every screen and the QR reader are there."""
    ward.promise()
    page = door.away(ward, machine)
    door.set_off(page)
    door.arrive(page)
    press(page, "Quét thẻ căn cước")
    expect(page.get_by_label("Hình từ máy ảnh")).to_be_visible()
    page.reload()
    unlock(page)
    listed(page)
    for name, title in (("Cài đặt", "Cài đặt"), ("Kết thúc ngày", "Kết thúc ngày")):
        press(page, name)
        heading(page, title)
        press(page, "Về lộ trình")
    page.locator("header button").click()
    heading(page, "Đã gửi và chưa gửi")


def test_nothing_of_the_office_is_cached(ward: Ward, machine: Machine) -> None:
    """O4: the worker keeps the app and nothing the office answered; nobody but the ward's own server is asked anything."""
    ward.promise()
    page = door.begun(ward, machine)
    ready(page)
    press(page, "Tải lại")
    kept = page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
        " (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)))).flat()"
    )
    assert len(kept) > 10
    assert [path for path in kept if not path.startswith("/tablet/")] == []
    assert [url for url in machine.asked if not url.startswith((ward.origin, "blob:", "data:"))] == []


def test_a_silent_hour_drains_by_itself(ward: Ward, machine: Machine) -> None:
    """What was said while the server was down leaves by itself when it is back, with no touch."""
    promise = ward.promise()
    page = door.begun(ward, machine)
    ward.stop()
    door.set_off(page)
    says(page, "chờ gửi")
    ward.start()
    all_sent(page)
    assert ward.visit(promise)["state"] == "departed"


def test_the_end_of_the_day(ward: Ward, machine: Machine) -> None:
    """“Safe to hand in” appears only when the server has confirmed everything, and not while it is away."""
    ward.promise()
    page = door.begun(ward, machine)
    ward.stop()
    door.set_off(page)
    page.get_by_role("button", name="Về lộ trình").click()
    press(page, "Kết thúc ngày")
    expect(page.get_by_text("CHƯA NỘP MÁY ĐƯỢC")).to_be_visible()
    ward.start()
    press(page, "Gửi ngay")
    expect(page.get_by_text("AN TOÀN ĐỂ NỘP MÁY")).to_be_visible(timeout=60_000)


def test_sign_out_waits_for_what_is_unsent(ward: Ward, machine: Machine) -> None:
    """Nobody leaves a tablet that still holds unsent work; once all is sent the store is gone from it."""
    ward.promise()
    page = door.begun(ward, machine)
    ward.stop()
    door.set_off(page)
    page.get_by_role("button", name="Về lộ trình").click()
    press(page, "Cài đặt")
    page.get_by_role("button", name="Rời khỏi máy này").click()
    expect(page.get_by_role("alert")).to_contain_text("Máy còn bản ghi chưa gửi")
    ward.start()
    press(page, "Về lộ trình")
    press(page, "Tải lại")
    all_sent(page)
    press(page, "Cài đặt")
    page.get_by_role("button", name="Rời khỏi máy này").click()
    heading(page, "Ghi danh máy")


def test_two_procedures_in_one_visit(ward: Ward, machine: Machine) -> None:
    """A visit for two procedures asks for the papers of both once, reads both forms, and takes both fees."""
    promise = ward.promise(wants=(SIGNATURE, COPIES))
    page = door.begun(ward, machine)
    door.to_papers(page)
    door.tick_papers(page)
    door.photograph(page)
    door.onward(page)
    page.get_by_role("button", name="Đã đọc hết, ông/bà đồng ý").dblclick()
    expect(page.locator("main .key").filter(has_text="Chứng thực bản sao")).to_be_visible()
    door.read_aloud(page)
    door.sign(page)
    door.photograph(page)
    door.onward(page)
    door.pay(page)
    door.close(page)
    press(page, "Về lộ trình")
    all_sent(page)
    fees = {fee["dossier"]: sum(line["amount_dong"] for line in fee["lines"]) for fee in ward.visit(promise)["fees"]}
    assert set(fees) == set(promise.dossiers)
    assert sorted(fees.values()) == [2_000, 10_000]


def test_one_picture_for_two_papers(ward: Ward, machine: Machine, tmp_path: Path) -> None:
    """The very same picture, kept for a paper and again for what was signed, counts for both, here and at the office."""
    promise = ward.promise(wants=(SIGNATURE, COPIES))
    Image.effect_noise((640, 480), 90).save(tmp_path / "page.png")
    page = door.begun(ward, machine)
    door.to_papers(page)
    door.tick_papers(page)
    door.choose_picture(page, tmp_path / "page.png")
    door.onward(page)
    door.read_aloud(page)
    door.read_aloud(page)
    door.sign(page)
    door.choose_picture(page, tmp_path / "page.png")
    press(page, "Về lộ trình")
    all_sent(page)
    visit = ward.visit(promise)
    pictures = [file for file in visit["files"] if file["media_type"] == "image/jpeg"]
    assert len({file["digest"] for file in pictures}) == 1
    assert len({file["label"] for file in pictures}) == 2
    assert visit.get("missing", []) == []


def test_the_wrong_person(ward: Ward, machine: Machine) -> None:
    """A card that is not the person's stops the visit: going on needs a reason, and the office sees both."""
    promise = ward.promise()
    page = door.begun(ward, machine)
    door.set_off(page)
    door.arrive(page)
    door.choose(page, "Kiểm tra bằng", "Thẻ căn cước")
    page.get_by_label("Số giấy tờ").fill("089153000999")
    page.get_by_label("Họ và tên trên giấy").fill(door.NAME)
    expect(page.get_by_text("Khác người đã đăng ký")).to_be_visible()
    expect(page.get_by_role("button", name="Đúng người, ghi lý do")).to_be_disabled()
    page.get_by_label("Nếu vẫn đúng người").fill("Đã đổi thẻ mới")
    page.get_by_role("button", name="Đúng người, ghi lý do").click()
    heading(page, "Minh mẫn, đọc, nghe")
    press(page, "Về lộ trình")
    all_sent(page)
    identity = ward.visit(promise)["identity"]
    assert (identity["matches"], identity["note"]) == (False, "Đã đổi thẻ mới")


@pytest.mark.parametrize(
    ("why", "note", "state", "outcome"),
    [("Không có nhà", "", "failed", "nobody_home"), ("Người dân từ chối", "Đổi ý", "failed", "refused"),
     ("Hẹn ngày khác", "Chờ con về", "planned", ""), ("Tôi không nhận được lượt này", "Đang ốm", "planned", "")],
)  # fmt: skip
def test_what_may_go_otherwise(ward: Ward, machine: Machine, why: str, note: str, state: str, outcome: str) -> None:
    """Nobody home, refused, another day, given back: each said in words and known at the office."""
    promise = ward.promise()
    page = door.begun(ward, machine)
    press(page, "Mở lượt hẹn")
    press(page, "Không làm tiếp được")
    door.choose(page, "Điều gì đã xảy ra?", why)
    if "Hẹn" in why:
        page.get_by_label("Ngày hẹn lại").select_option(index=3)
    if note:
        page.get_by_label("Ghi rõ").fill(note)
    page.get_by_role(
        "button", name="Kết thúc lượt hẹn" if outcome else ("Đề nghị" if "Hẹn" in why else "Trả lại")
    ).click()
    listed(page)
    all_sent(page)
    visit = ward.visit(promise)
    assert (visit.get("state", "planned"), visit.get("outcome", "")) == (state, outcome)


def test_somebody_who_cannot_sign(ward: Ward, machine: Machine) -> None:
    """Who cannot sign is offered the fingerprint first, with its picture; a blank signature is never recorded."""
    promise = ward.promise(Person(needs=("cannot_sign",)))
    page = door.begun(ward, machine)
    door.to_papers(page)
    door.tick_papers(page)
    door.read_aloud(page)
    heading(page, "Ký, điểm chỉ")
    record = page.get_by_role("button", name="Ghi nhận")
    expect(page.get_by_role("radio", name="Điểm chỉ", exact=True)).to_be_checked()
    expect(record).to_be_disabled()
    door.choose(page, "Ông/bà thể hiện ý chí bằng cách nào?", "Ký")
    expect(record).to_be_disabled()
    door.choose(page, "Ông/bà thể hiện ý chí bằng cách nào?", "Điểm chỉ")
    page.get_by_role("button", name="Chụp dấu điểm chỉ").click()
    press(page, "Chụp ảnh")
    press(page, "Dùng ảnh này")
    expect(record).to_be_disabled()
    page.get_by_role("button", name="Đã đọc lại giấy tờ và lời trên").click()
    record.click()
    heading(page, "Chụp văn bản đã ký")
    press(page, "Về lộ trình")
    all_sent(page)
    assents = ward.visit(promise)["assents"]
    assert [(assent["manner"], assent["read_aloud"]) for assent in assents] == [("fingerprint", True)]
    assert assents[0]["offsite"]["reason"] == "frail"


def test_a_signature_survives_rotation(ward: Ward, machines: Machines) -> None:
    """A signature drawn upright is still there, and still accepted, when the tablet is turned and opened again."""
    promise = ward.promise()
    machine = machines()
    page = door.begun(ward, machine)
    door.to_papers(page)
    door.tick_papers(page)
    door.read_aloud(page)
    door.scrawl(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.reload()
    unlock(page)
    press(page, "Làm tiếp")
    expect(page.get_by_role("group", name="đã ký")).to_be_visible()
    press(page, "Ghi nhận")
    heading(page, "Chụp văn bản đã ký")
    press(page, "Về lộ trình")
    all_sent(page)
    visit = ward.visit(promise)
    ink = next(file for file in visit["files"] if file["media_type"] == "application/json")
    content = json.loads((ward.files / path_of(ink["digest"])).read_bytes())
    assert content["format"] == "tannha-ink-1"
    assert sum(map(len, content["strokes"])) > 5
