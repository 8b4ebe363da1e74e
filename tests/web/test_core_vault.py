"""Who may open a tablet's vaults, what is left of them, and how their work is carried out by hand; in a real browser."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from models.device import DeviceRevoked
from sync import rescue
from sync.tablet import open_tablet
from sync.wire import HttpWire
from tests.web.browser import Machine
from tests.web.core import OTHER, PHOTO, Core, begun, by_hand
from tests.web.ward import Ward

pytestmark = pytest.mark.browser


def test_a_wrong_pin_waits_and_then_wipes_what_is_at_the_office(machine: Machine, ward: Ward) -> None:
    """Waits grow after three; a vault that owes something survives every wrong PIN, one that owes nothing is erased."""
    ward.promise()
    core = begun(machine, ward, wipe_tries=3)
    core.call("lock")
    assert [core.unlock(pin="000000")["code"] for _ in range(2)] == ["pin_wrong"] * 2
    assert core.unlock()["code"] == ""
    core.say("OfficerAbsent", officer=core.unlock()["officer"], absence={"id": "a-1", "from_ms": 1, "to_ms": 2})
    core = Core(machine.open())
    codes = [core.unlock(pin="000000")["code"] for _ in range(4)]
    assert codes == ["pin_wrong", "pin_wrong", "pin_wrong", "pin_wait"]
    waiting = core.unlock()
    assert waiting["code"] == "pin_wait" and 0 < int(waiting["detail"]) <= 30_000


def test_wrong_pins_erase_a_vault_that_owes_nothing(machine: Machine, ward: Ward) -> None:
    """After the agreed count nothing of it is left on the tablet."""
    ward.promise()
    begun(machine, ward, wipe_tries=3)
    core = Core(machine.open())
    assert [core.unlock(pin="000000")["code"] for _ in range(3)] == ["pin_wrong", "pin_wrong", "pin_wiped"]
    assert core.officers() == []
    names = core.page.evaluate("async () => (await indexedDB.databases()).map((one) => one.name)")
    assert [name for name in names if name != "tannha-mend"] == ["tannha"]  # that one holds chance, and goes by itself


def test_two_officers_on_one_tablet_cannot_read_each_other(machine: Machine, ward: Ward) -> None:
    """Each has a store under a PIN of their own, and sees their own visits alone."""
    mine, other = ward.promise(), ward.promise(officer=OTHER)
    core = begun(machine, ward)
    assert [one["id"] for one in core.call("things", "visit")] == [mine.visit]
    second = Core(machine.open())
    assert second.enrol(ward.code(OTHER), "135790")["name"] == OTHER
    second.call("sync")
    assert [one["id"] for one in second.call("things", "visit")] == [other.visit]
    vaults = {one["name"]: one["vault"] for one in second.officers()}
    assert set(vaults) == {"Trần Văn Ổi", OTHER}
    assert second.unlock(vaults["Trần Văn Ổi"], "135790")["code"] == "pin_wrong"
    assert second.unlock(vaults["Trần Văn Ổi"])["code"] == ""


def test_a_revoked_tablet_forgets_at_the_next_contact(machine: Machine, ward: Ward) -> None:
    """Nothing owed: all is erased. Something owed: what was pulled goes, the words stay sealed until they are carried."""
    mine = ward.promise()
    core = begun(machine, ward)
    device = core.unlock()["device"]
    core.say("VisitDeparted", visit=mine.visit)
    ward.say(DeviceRevoked(device=device, reason="mất máy"))
    core.call("sync")
    assert core.state()["gone"] == "revoked"
    (card,) = core.officers()
    assert card["revoked"] and card["owed"] == 1 and not card["open"]
    core = Core(machine.open())
    core.unlock()
    assert core.call("things", "visit") == [] and core.call("guides") == []
    assert core.state()["events"] == 1
    assert core.call("reEnrol", ward.code()) is None
    assert core.call("sync")["phase"] == "all_sent"
    assert ward.visit(mine)["state"] == "departed"
    ward.say(DeviceRevoked(device=core.unlock()["device"], reason="nộp máy"))
    core.call("sync")
    assert core.officers() == []


def test_a_dying_tablets_work_is_carried_by_hand(machine: Machine, ward: Ward) -> None:
    """The file and the sheet open in Python with the passphrase alone; another tablet takes the work over."""
    mine = ward.promise()
    core = begun(machine, ward)
    ward.stop()
    core.say("VisitArrived", visit=mine.visit, why_no_place="không đồng ý")
    photo = core.attach(base64.b64encode(PHOTO).decode(), "image/jpeg", "Giấy tờ")
    core.say("DocumentCaptured", visit=mine.visit, file=photo, paper="document")
    sealed = core.export("mật khẩu rất dài")
    bundle = rescue.unpack(base64.b64decode(sealed), "mật khẩu rất dài")
    assert isinstance(bundle, rescue.Bundle)
    kinds = [type(event.body).__name__ for event in rescue.events_of(bundle)]
    assert kinds == ["VisitArrived", "DocumentCaptured"]
    assert [data for _, data in rescue.files_of(bundle)] == [PHOTO]
    with pytest.raises(rescue.WrongPassphrase):
        rescue.unpack(base64.b64decode(sealed), "mật khẩu khác")
    sheet = core.call("sheet", "mật khẩu rất dài")
    whole = "".join(part["text"].partition(":")[2] for part in sheet)
    carried = rescue.unpack(base64.b64decode(whole), "mật khẩu rất dài")
    assert isinstance(carried, rescue.Bundle) and carried.files == [] and len(rescue.events_of(carried)) == 2
    ward.start()
    second = Core(machine.open())
    second.enrol(ward.code())
    assert second.take_over(sealed, "mật khẩu khác")["code"] == "passphrase_wrong"
    assert second.take_over(sealed, "mật khẩu rất dài") == 2
    assert second.take_over(sealed, "mật khẩu rất dài") == 0
    assert second.call("sync")["phase"] == "all_sent"
    assert ward.visit(mine)["state"] == "arrived" and not ward.visit(mine).get("missing")


def test_python_work_is_taken_over_too(machine: Machine, ward: Ward, tmp_path: Path) -> None:
    """The same sealed form, the other way."""
    mine = ward.promise()
    python = open_tablet(f"sqlite:{tmp_path / 'python.db'}", HttpWire(ward.origin))
    python.enrol(ward.code())
    python.sync()
    by_hand(python)("VisitDeparted", visit=mine.visit)
    core = begun(machine, ward)
    sealed = base64.b64encode(python.export_outbox("mật khẩu rất dài", 12)).decode()
    assert core.take_over(sealed, "mật khẩu rất dài") == 1
    core.call("sync")
    assert ward.visit(mine)["state"] == "departed"
    python.close()


def test_nothing_can_be_read_on_the_disk(machine: Machine, ward: Ward) -> None:
    """Names, numbers, streets, notes, photographs, tokens and keys lie nowhere in the browser's profile in clear."""
    mine = ward.promise()
    core = begun(machine, ward)
    ward.stop()
    core.say("VisitArrived", visit=mine.visit, why_no_place="hàng xóm nghe")
    core.call("keepDraft", "visit", {"ghi": "bản nháp kín"})
    photo = core.attach(base64.b64encode(PHOTO).decode(), "image/jpeg", "Giấy ra viện")
    core.say("DocumentCaptured", visit=mine.visit, file=photo, paper="document")
    machine.close()
    needles = [
        "Đặng Thị Hòa",
        "089153000123",
        "Lê Lợi",
        "hàng xóm nghe",
        "bản nháp kín",
        "Giấy ra viện",
        "cây xăng",
        "2581470",
    ]
    found = []
    for path in (one for one in machine.profile.rglob("*") if one.is_file()):
        data = path.read_bytes()
        found += [
            f"{path.name}: {one}" for one in needles for code in ("utf-8", "utf-16-le") if one.encode(code) in data
        ]
        found += [f"{path.name}: photo"] if PHOTO[:400] in data else []
    assert found == []
    assert any(b"tannha" in path.read_bytes() for path in machine.profile.rglob("*.log"))


def test_a_locked_tablet_goes_on_sending_and_then_lets_go(machine: Machine, ward: Ward) -> None:
    """Behind the lock what waits is still sent; when all is sent the keys leave memory."""
    mine = ward.promise()
    core = begun(machine, ward)
    core.run()
    ward.stop()
    core.say("VisitDeparted", visit=mine.visit)
    core.until("offline")
    core.call("lock")
    assert core.state()["locked"] and core.officers()[0]["open"]
    ward.start()
    core.page.evaluate(
        "async () => { while ((await window.app.officers())[0].open) await new Promise((done) => setTimeout(done, 100)); }"
    )
    assert ward.visit(mine)["state"] == "departed"
