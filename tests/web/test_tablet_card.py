"""Q1: the QR code of a card, from a picture and from the live camera; and the enrolment code as QR."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import expect

from tests.web import door
from tests.web.browser import Machine, enrol, heading, listed, press, type_pin
from tests.web.ward import Ward

pytestmark = pytest.mark.browser

CARD = f"{door.NUMBER}|351234567|{door.NAME}|05031953|Nữ|12 Lê Lợi, Phường Long Xuyên, An Giang|01012022"
NEW_CARD = f"{CARD}||Nguyễn Văn Cha|Trần Thị Mẹ"
SIZE = (1280, 720)


def picture(text: str, scale: int = 4) -> Image.Image:
    """The code in the middle of a grey table."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="png", scale=scale, border=4)
    table = Image.new("RGB", SIZE, "#8a8a8a")
    code = Image.open(drawn).convert("RGB")
    table.paste(code, ((SIZE[0] - code.width) // 2, (SIZE[1] - code.height) // 2))
    return table


def film(path: Path, text: str) -> Path:
    """One still frame a fake camera plays again and again."""
    luma, blue, red = picture(text).convert("YCbCr").split()
    half = (SIZE[0] // 2, SIZE[1] // 2)
    frame = luma.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes()
    header = f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(header + b"".join(b"FRAME\n" + frame for _ in range(3)))
    return path


def to_identity(ward: Ward, machine: Machine) -> None:
    """Up to the question who the person is."""
    ward.promise()
    page = machine.open()
    enrol(page, ward.code())
    door.set_off(page)
    door.arrive(page)


@pytest.mark.parametrize("card", [CARD, NEW_CARD])
def test_a_card_from_a_picture(ward: Ward, machine: Machine, tmp_path: Path, card: str) -> None:
    """A picture of the card fills number and name; the names of relatives on a new card are shown nowhere."""
    to_identity(ward, machine)
    assert machine.context is not None
    page = machine.context.pages[0]
    picture(card).save(tmp_path / "card.png")
    press(page, "Quét thẻ căn cước")
    page.get_by_label("Hoặc chọn ảnh có mã QR").set_input_files(tmp_path / "card.png")
    expect(page.get_by_text("Khớp với người đã đăng ký")).to_be_visible()
    expect(page.get_by_label("Số giấy tờ")).to_have_value(door.NUMBER)
    expect(page.get_by_text("Trần Thị Mẹ")).to_have_count(0)


def test_a_picture_without_a_code(ward: Ward, machine: Machine, tmp_path: Path) -> None:
    """A picture without a code, or with another code, is answered with what to do."""
    to_identity(ward, machine)
    assert machine.context is not None
    page = machine.context.pages[0]
    press(page, "Quét thẻ căn cước")
    for text, said in (("", "Không thấy mã QR"), ("https://example.vn", "Đây không phải mã cần quét")):
        (picture(text) if text else Image.new("RGB", SIZE, "#777777")).save(tmp_path / "other.png")
        page.get_by_label("Hoặc chọn ảnh có mã QR").set_input_files(tmp_path / "other.png")
        expect(page.get_by_role("alert")).to_contain_text(said)


def test_a_card_before_the_camera(ward: Ward, machine: Machine, tmp_path: Path) -> None:
    """The live camera reads the card without a touch."""
    machine.flags = [f"--use-file-for-fake-video-capture={film(tmp_path / 'card.y4m', CARD)}"]
    to_identity(ward, machine)
    assert machine.context is not None
    page = machine.context.pages[0]
    press(page, "Quét thẻ căn cước")
    expect(page.get_by_text("Khớp với người đã đăng ký")).to_be_visible()
    heading(page, "Giấy tờ tùy thân")


def test_enrolled_by_the_supervisors_qr(ward: Ward, machine: Machine, tmp_path: Path) -> None:
    """The supervisor's QR before the camera is all an officer needs besides a PIN."""
    ward.promise()
    link = f"{ward.origin}/tablet/#enrol={ward.code()}"
    machine.flags = [f"--use-file-for-fake-video-capture={film(tmp_path / 'link.y4m', link)}"]
    page = machine.open()
    press(page, "Quét mã QR")
    expect(page.get_by_text("Chọn mã PIN 6 số")).to_be_visible()
    type_pin(page)
    expect(page.get_by_text("Nhập lại mã PIN một lần nữa")).to_be_visible()
    type_pin(page)
    listed(page)
