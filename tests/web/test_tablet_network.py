"""A server that fails, keeps silent, dies in an upload or forgets; a slow link; clocks that are wrong. The day goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.web import door
from tests.web.browser import Machine, all_sent, heading, press, says, unlock
from tests.web.ward import COPIES, HOUR_MS, SIGNATURE, Person, Ward, now_ms

pytestmark = pytest.mark.browser
Fault = Callable[[str], None]
SOON_MS = 60_000


@pytest.fixture
def fault(ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fault:
    """Sets what happens to the tablet's calls from now on; nothing, when empty."""
    path = tmp_path / "fault"
    monkeypatch.setenv("FAULT", str(path))
    ward.stop()
    ward.factory = "tests.web.faulty:app"
    ward.start()

    def set_to(what: str) -> None:
        path.write_text(what, "utf-8")

    return set_to


def test_a_server_that_fails(ward: Ward, machine: Machine, fault: Fault) -> None:
    """S2: 500 to every call is no answer: work goes on, and leaves by itself when the server is well."""
    promise = ward.promise()
    page = door.begun(ward, machine)
    fault("500")
    door.set_off(page)
    says(page, "Ngoại tuyến")
    door.arrive(page)
    fault("")
    all_sent(page)
    assert ward.visit(promise)["state"] == "arrived"


def test_a_server_that_keeps_silent(ward: Ward, machine: Machine, fault: Fault) -> None:
    """S2: a call nobody answers is given up; meanwhile each touch is done, and afterwards all arrives once."""
    promise = ward.promise()
    page = door.begun(ward, machine)
    fault("silent")
    door.set_off(page)
    door.arrive(page)
    door.identify(page)
    says(page, "Ngoại tuyến")
    fault("")
    all_sent(page)
    assert ward.heard(promise).count("VisitDeparted") == 1
    assert ward.visit(promise)["identity"]["matches"] is True


def test_a_server_that_dies_in_a_photograph(ward: Ward, machine: Machine, fault: Fault, tmp_path: Path) -> None:
    """S2: the upload goes on after the server's death; the picture arrives whole, its digest verified."""
    promise = ward.promise(wants=(SIGNATURE, COPIES))
    Image.effect_noise((1600, 1200), 90).save(tmp_path / "page.png")
    page = door.begun(ward, machine)
    door.to_papers(page)
    door.tick_papers(page)
    fault("dies")
    door.choose_picture(page, tmp_path / "page.png")
    says(page, "Ngoại tuyến")
    assert ward.server is not None
    assert ward.server.ended(30) == 9
    fault("")
    ward.start()
    all_sent(page)
    visit = ward.visit(promise)
    assert len(visit["files"]) == 1 and visit.get("missing", []) == []
    assert ward.heard(promise).count("DocumentCaptured") == 1


def test_an_office_that_forgot_the_tablet(ward: Ward, machine: Machine, tmp_path: Path) -> None:
    """S2: an office put back to a backup from before the enrolment is told apart from no network; enrolled again, all is sent."""
    promise = ward.promise()
    ward.stop()
    backup = tmp_path / "backup.db"
    ward.copy_to(backup)
    ward.start()
    page = door.begun(ward, machine)
    ward.stop()
    door.set_off(page)
    ward.put_back(backup)
    ward.start()
    says(page, "Máy chủ không nhận máy này")
    door.enrol_again(page, ward)
    assert ward.visit(promise)["state"] == "departed"


def test_a_slow_link(ward: Ward, machine: Machine, tmp_path: Path) -> None:
    """S3: over a link of 8 kB a second a photograph travels while the officer works on; nothing waits for it."""
    promise = ward.promise(wants=(SIGNATURE, COPIES))
    Image.effect_noise((1600, 1200), 90).save(tmp_path / "page.png")
    page = door.begun(ward, machine)
    door.to_papers(page)
    door.tick_papers(page)
    slow = {"offline": False, "latency": 800, "downloadThroughput": 8_000, "uploadThroughput": 8_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    door.choose_picture(page, tmp_path / "page.png")
    says(page, "Đang gửi")
    door.onward(page)
    door.read_aloud(page)
    door.read_aloud(page)
    heading(page, "Ký, điểm chỉ")
    door.scrawl(page)
    press(page, "Ghi nhận")
    says(page, "Đang gửi")
    all_sent(page)
    visit = ward.visit(promise)
    assert visit.get("missing", []) == [] and len(visit["assents"]) == 1


def set_clock(page: Page, by_ms: int) -> None:
    """Sets the tablet's clock, as its owner might while there is no network."""
    page.evaluate("(ms) => { const real = Date.now.bind(Date); Date.now = () => real() + ms; }", by_ms)


def test_a_clock_that_is_wrong(ward: Ward, machine: Machine) -> None:
    """S4: an hour wrong from the start, it is said in minutes, and the office's hour is kept all the same."""
    promise = ward.promise()
    assert machine.context is None
    page = machine.open()
    set_clock(page, -HOUR_MS)
    door.begin(page, ward.code())
    expect(page.get_by_text("Đồng hồ máy lệch khoảng 60 phút")).to_be_visible()
    door.set_off(page)
    all_sent(page)
    assert abs(ward.visit(promise)["departed_ms"] - now_ms()) < 5 * SOON_MS


def test_a_clock_set_back_in_a_visit(ward: Ward, machine: Machine) -> None:
    """S4: set back two hours between two steps, the second is still after the first, at the office's hour."""
    promise = ward.promise()
    page = door.away(ward, machine)
    door.set_off(page)
    set_clock(page, -2 * HOUR_MS)
    door.arrive(page)
    ward.start()
    all_sent(page)
    visit = ward.visit(promise)
    assert visit["departed_ms"] <= visit["arrived"]["at_ms"]
    assert abs(visit["arrived"]["at_ms"] - now_ms()) < 5 * SOON_MS


def test_past_midnight(ward: Ward, machine: Machine) -> None:
    """S4: when the day turns on a tablet that sleeps without a network, tomorrow's visits are today's, and may be begun."""
    promise = ward.promise(Person(name="Trần Thị Mai"), from_ms=now_ms() + 24 * HOUR_MS)
    page = door.away(ward, machine)
    expect(page.get_by_text("Hôm nay chưa có lượt hẹn nào.")).to_be_visible()
    set_clock(page, 24 * HOUR_MS)
    press(page, "Cài đặt")
    press(page, "Về lộ trình")
    press(page, "Khóa máy")
    unlock(page)
    expect(page.get_by_text("Chưa có lượt hẹn cho ngày mai.")).to_be_visible()
    door.set_off(page)
    ward.start()
    all_sent(page)
    assert ward.visit(promise)["departed_ms"] <= now_ms()


def test_an_hour_without_a_server(ward: Ward, machine: Machine) -> None:
    """An hour passes, the tablet locks itself; when the server is back all leaves behind the lock, with no touch."""
    promise = ward.promise()
    page = machine.open()
    page.clock.install()
    door.begin(page, ward.code())
    ward.stop()
    door.set_off(page)
    for _ in range(60):
        page.clock.run_for(60_000)
    expect(page.get_by_label("Mã PIN 6 số").first).to_be_visible()
    ward.start()
    page.clock.resume()
    until_ms = now_ms() + 2 * SOON_MS
    while ward.visit(promise)["state"] != "departed" and now_ms() < until_ms:
        page.wait_for_timeout(500)
    assert ward.visit(promise)["state"] == "departed"
