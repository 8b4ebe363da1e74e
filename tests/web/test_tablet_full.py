"""D2: a disk without room, in the middle of a visit, and freed again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.crash.powercut import compile_shim
from tests.web import door
from tests.web.browser import Machine, all_sent, press, unlock
from tests.web.conftest import Machines
from tests.web.ward import COPIES, SIGNATURE, Ward

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
    expect(page.get_by_text("CHƯA LƯU – đừng tắt máy")).to_have_count(0)
    press(page, "Chụp lại")
    press(page, "Đóng máy ảnh")
    press(page, "Không làm tiếp được")
    door.choose(page, "Điều gì đã xảy ra?", "Không có nhà")
    page.get_by_role("button", name="Kết thúc lượt hẹn").click()
    expect(page.get_by_text("CHƯA LƯU – đừng tắt máy").first).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Không làm tiếp được")).to_be_visible()
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


def test_opened_on_a_full_disk(ward: Ward, machine: Machine, filled: Path) -> None:
    """A tablet that cannot even read its store says so, and opens with everything once there is room."""
    ward.promise()
    page = door.away(ward, machine)
    door.set_off(page)
    machine.close()
    filled.touch()
    page = machine.open()
    expect(page.get_by_role("alert")).to_contain_text("CHƯA LƯU: máy hết chỗ")
    filled.unlink()
    press(page, "Tải lại")
    unlock(page)
    expect(page.get_by_role("button", name="Làm tiếp")).to_be_visible()


def photograph(page: Page) -> None:
    """One picture, as far as a full disk lets it come."""
    page.get_by_role("article").first.get_by_role("button", name="Chụp").click()
    press(page, "Chụp ảnh")
    press(page, "Dùng ảnh này")
