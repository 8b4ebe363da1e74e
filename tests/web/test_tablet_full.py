"""D2: a disk without room, in the middle of a visit, and freed again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.crash.powercut import compile_shim
from tests.web import door
from tests.web.axe import faults
from tests.web.browser import Machine, all_sent, heading, press, unlock
from tests.web.conftest import Machines
from tests.web.ward import COPIES, SIGNATURE, Person, Ward

pytestmark = pytest.mark.browser
SHIM = Path(__file__).with_name("full.c")


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """While this file is there, the tablet's disk takes nothing."""
    return tmp_path / "full"


@pytest.fixture
def machine(machines: Machines, filled: Path, tmp_path: Path) -> Machine:
    """A tablet whose disk can be filled."""
    made = machines()
    shim = {"LD_PRELOAD": str(compile_shim(tmp_path, SHIM)), "FULL_WHEN": str(filled), "FULL_ROOT": str(made.profile)}
    made.options["env"] = {**os.environ, **shim}
    return made


def test_a_full_disk(ward: Ward, machine: Machine, filled: Path) -> None:
    """Photographs stop first; a record that cannot be kept says “CHƯA LƯU” and is not shown as done; freed, all goes on."""
    promise = ward.promise(wants=(SIGNATURE, COPIES))
    page = door.away(ward, machine)
    door.to_papers(page)
    door.tick_papers(page)
    filled.touch()
    photograph(page)
    expect(page.get_by_role("alert").filter(has_text="Máy sắp hết chỗ").first).to_be_visible()
    assert faults(page) == []
    expect(page.get_by_text("CHƯA LƯU – đừng tắt máy")).to_have_count(0)
    press(page, "Chụp lại")
    press(page, "Đóng máy ảnh")
    press(page, "Không làm tiếp được")
    door.choose(page, "Điều gì đã xảy ra?", "Không có nhà")
    page.get_by_role("button", name="Kết thúc lượt hẹn").click()
    expect(page.get_by_text("CHƯA LƯU – đừng tắt máy").first).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Không làm tiếp được")).to_be_visible()
    assert faults(page) == []
    filled.unlink()
    press(page, "Quay lại")
    door.photograph(page)
    expect(page.get_by_text("CHƯA LƯU – đừng tắt máy")).to_have_count(0)
    machine.kill()
    page = machine.open()
    unlock(page)
    press(page, "Làm tiếp")
    door.read_aloud(page)
    ward.start()
    all_sent(page)
    visit = ward.visit(promise)
    assert len(visit["files"]) == 1 and visit.get("missing", []) == []


def test_records_outlast_photographs(ward: Ward, machine: Machine, filled: Path, tmp_path: Path) -> None:
    """On a disk with room for a few photographs these stop, and the rest of the day is still kept: a reserve is let go for it."""
    promises = (
        ward.promise(wants=(SIGNATURE, COPIES)),
        ward.promise(Person(name="Ông Cuối Ngày", number="089151000789")),
    )
    page = door.away(ward, machine)
    door.until(lambda: bool(page.evaluate("async () => (await (await caches.open('reserve')).keys()).length")))
    door.to_papers(page)
    door.tick_papers(page)
    held = sum(path.stat().st_blocks * 512 for path in machine.profile.rglob("*") if path.is_file())
    filled.write_text(str(held + 1_000_000), "utf-8")
    stopped = page.get_by_role("alert").filter(has_text="Máy sắp hết chỗ").first
    for taken in range(1, 30):
        Image.effect_noise((1600, 1200), 90 + taken).save(tmp_path / "page.png")
        page.get_by_role("article").first.get_by_role("button", name="Chụp").click()
        page.get_by_label("Hoặc chọn ảnh có sẵn").set_input_files(tmp_path / "page.png")
        press(page, "Dùng ảnh này")
        expect(page.get_by_text(f"{taken} ảnh đã lưu").or_(stopped).first).to_be_visible()
        if stopped.is_visible():
            break
    assert 1 < taken < 20
    page.keyboard.press("Control+6")
    for paper in ("Thiếu", "Có") * 5:
        heading(page, "Giấy tờ")
        page.get_by_role("article").first.get_by_text(paper, exact=True).click()
        expect(page.get_by_role("article").first.locator("label.on")).to_have_text(paper)
    door.nobody_home(page)
    press(page, "Mở lượt hẹn")
    door.nobody_home(page)
    expect(page.get_by_text("CHƯA LƯU")).to_have_count(0)
    machine.kill()
    ward.start()
    page = machine.open()
    unlock(page)
    all_sent(page)
    assert [ward.visit(promise)["outcome"] for promise in promises] == ["nobody_home"] * 2
    assert ward.heard(promises[0]).count("PapersChecked") >= 10


def test_opened_on_a_full_disk(ward: Ward, machine: Machine, filled: Path) -> None:
    """A tablet that cannot even read its store says so, and opens with everything once there is room."""
    ward.promise()
    page = door.away(ward, machine)
    door.set_off(page)
    machine.close()
    filled.touch()
    page = machine.open()
    expect(page.get_by_role("alert")).to_contain_text("CHƯA LƯU: máy hết chỗ")
    assert faults(page) == []
    filled.unlink()
    press(page, "Tải lại")
    unlock(page)
    expect(page.get_by_role("button", name="Làm tiếp")).to_be_visible()


def photograph(page: Page) -> None:
    """One picture, as far as a full disk lets it come."""
    page.get_by_role("article").first.get_by_role("button", name="Chụp").click()
    press(page, "Chụp ảnh")
    press(page, "Dùng ảnh này")
