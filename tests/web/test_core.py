"""The tablet's core in a real browser against a real server: a whole visit without a network, and what may go wrong."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from models.visit import VisitAmended, VisitChange
from server import fleet
from sync.tablet import open_tablet
from sync.wire import HttpWire
from tests.web.browser import PIN, Machine
from tests.web.core import INK, OTHER, PHOTO, Core, begun, by_hand, told, visit_to_the_end
from tests.web.ward import UNIT, Promise, Ward, now_ms

pytestmark = pytest.mark.browser


def test_a_whole_visit_without_a_network_is_what_python_says(machine: Machine, ward: Ward, tmp_path: Path) -> None:
    """Enrolled and pulled, the server is stopped, the browser killed: all is there, drains by itself, and agrees."""
    mine, other = ward.promise(), ward.promise(officer=OTHER)
    core = Core(machine.open())
    assert core.enrol(ward.code())["name"] == "Trần Văn Ổi"
    assert core.call("sync")["phase"] == "all_sent"
    assert core.call("view", "visit", mine.visit)["state"] == "acknowledged"
    guide = core.call("guide", mine.dossiers[0])
    assert guide["fee"]["lines"] and guide["outside"]["hour_minute"]
    assert core.call("things", "visit")[0]["address"]["landmark"] == "cạnh cây xăng, cổng xanh"

    page = machine.open()  # the page is fetched while there is a server; the worker that would keep it is not ours
    core = Core(page)
    assert core.unlock()["code"] == ""
    ward.stop()
    photo = core.attach(base64.b64encode(PHOTO).decode(), "image/jpeg", "Hợp đồng")
    ink = core.attach(base64.b64encode(INK).decode(), "application/json", "Chữ ký")
    visit_to_the_end(core.say, mine, photo, ink, guide["fee"]["lines"])
    assert core.call("view", "visit", mine.visit)["state"] == "completed"
    assert core.call("view", "dossier", mine.dossiers[0])["status"] == 2
    state = core.call("sync")
    assert (state["phase"], state["events"], state["files"]) == ("offline", 10, 2)
    assert core.call("dayEnd")["safe"] is False and core.call("signOut")["code"] == "unsent_work"

    machine.kill()
    ward.start()
    core = Core(machine.open())
    assert core.officers()[0]["owed"] == 12
    device = core.unlock()["device"]
    assert core.call("view", "visit", mine.visit)["summary"] == "Xong"
    core.run()
    core.until("all_sent")
    assert core.call("dayEnd")["safe"] is True
    assert core.call("view", "visit", mine.visit)["missing"] == [] == core.call("held")

    python = open_tablet(f"sqlite:{tmp_path / 'python.db'}", HttpWire(ward.origin))
    python.enrol(ward.code(OTHER))
    python.sync()
    files = [python.attach(PHOTO, "image/jpeg", "Hợp đồng"), python.attach(INK, "application/json", "Chữ ký")]
    photo, ink = (msgspec.to_builtins(one) for one in files)
    visit_to_the_end(by_hand(python), other, photo, ink, guide["fee"]["lines"])
    assert python.sync().all_sent
    assert python.identity
    assert told(ward, device) == _renamed(told(ward, python.identity.device), other, mine)
    python.close()


def _renamed(lines: list[tuple[str, dict[str, Any]]], was: Promise, now: Promise) -> Any:
    text = json.dumps(lines)
    for old, new in ((was.visit, now.visit), (was.dossiers[0], now.dossiers[0]), (was.citizen, now.citizen)):
        text = text.replace(old, new)
    return [tuple(line) for line in json.loads(text)]


def test_a_server_that_comes_back_is_found_without_a_touch(machine: Machine, ward: Ward) -> None:
    """Said while the server is away, sent when it is there again, by nobody's hand."""
    mine = ward.promise()
    core = begun(machine, ward)
    core.run()
    ward.stop()
    core.say("VisitDeparted", visit=mine.visit)
    assert core.until("offline")["events"] == 1
    ward.start()
    assert core.until("all_sent")["waiting"] == 0
    assert ward.visit(mine)["state"] == "departed"


def test_the_office_sees_what_a_tablet_runs_and_how_far_it_heard(machine: Machine, ward: Ward, tmp_path: Path) -> None:
    """Browser and Python tell the same of themselves: what they are, and a cursor the office reads as nothing lacking."""
    core = begun(machine, ward)
    python = open_tablet(f"sqlite:{tmp_path / 'python.db'}", HttpWire(ward.origin))
    python.enrol(ward.code(OTHER))
    for _ in range(2):
        core.call("sync")
        assert python.sync().all_sent
    core.call("sync")
    python.close()
    with ward.store.read() as tx:
        found = {one.officer: one for one in fleet.tablets(tx, UNIT)}
    assert {one.build.partition("-")[0] for one in found.values()} == {"web", "python"}
    assert [(one.behind, one.old_build) for one in found.values()] == [(0, False)] * 2


def test_work_of_a_visit_given_away_is_parked_and_shown(machine: Machine, ward: Ward) -> None:
    """What was said of it offline is no longer shown as true, is held with a sentence, and goes when it is adopted."""
    mine = ward.promise()
    core = begun(machine, ward)
    ward.reassign(mine, OTHER)
    core.say("VisitDeparted", visit=mine.visit)
    core.call("sync")
    assert core.call("view", "visit", mine.visit) is None
    (held,) = core.call("held")
    assert (held["outcome"], held["code"], held["kind"]) == ("parked", "lease_old", "VisitDeparted")
    assert held["sentence"]["vi"] and held["sentence"]["next_vi"]
    assert core.state()["phase"] == "held"
    ward.ask("POST", f"/settling/{held['event']}/adopt", {})
    core.call("sync")
    assert core.call("held") == [] and core.state()["phase"] == "all_sent"


def test_two_hands_on_one_field_are_both_kept(machine: Machine, ward: Ward) -> None:
    """The office's value stands, the tablet's is shown beside it; another field said at the same time is merged."""
    mine = ward.promise()
    core = begun(machine, ward)
    ward.say(VisitAmended(visit=mine.visit, change=VisitChange(note="ngõ 5")))
    core.say("VisitAmended", visit=mine.visit, change={"note": "ngõ 3", "minutes": 45})
    assert core.call("view", "visit", mine.visit)["note"] == "ngõ 3"
    core.call("sync")
    (held,) = core.call("held")
    (conflict,) = held["conflicts"]
    assert (conflict["field"], conflict["kept"], conflict["offered"]) == ("note", '"ngõ 5"', '"ngõ 3"')
    visit = core.call("view", "visit", mine.visit)
    assert (visit["note"], visit["minutes"]) == ("ngõ 5", 45)
    assert "note" in core.call("changes", "visit", mine.visit) or core.call("changes", "visit", mine.visit) == ["*"]


def test_the_rules_of_the_door_hold_without_the_office(machine: Machine, ward: Ward) -> None:
    """What the office would refuse is refused here, with its sentence, and nothing is written."""
    mine, strange = ward.promise(), ward.promise(officer=OTHER)
    core = begun(machine, ward)
    ward.stop()
    refused = [
        ({"kind": "IdentityChecked", "visit": mine.visit, "identity": {}}, "bad_value"),
        ({"kind": "PapersChecked", "visit": mine.visit, "papers": [{"paper": "x", "state": "have"}]}, "wrong_state"),
        ({"kind": "VisitDeparted", "visit": strange.visit}, "unknown_thing"),
        ({"kind": "VisitArrived", "visit": mine.visit}, "reason_missing"),
        ({"kind": "VisitShelved", "visit": mine.visit}, "bad_value"),
    ]
    assert [core.call("say", body)["code"] for body, _ in refused] == [code for _, code in refused]
    core.say("VisitArrived", visit=mine.visit, why_no_place="không đồng ý")
    unsigned = {"kind": "SignatureRecorded", "visit": mine.visit, "dossier": mine.dossiers[0], "signer": "Hòa"}
    assert core.call("say", unsigned)["code"] == "offsite_missing"
    ended = core.call("say", {"kind": "VisitCompleted", "visit": mine.visit})
    assert ended["code"] == "step_missing" and ended["detail"].startswith("identity")
    unkept = {"digest": "0" * 64, "length_bytes": 5, "media_type": "image/jpeg"}
    assert core.call("say", {"kind": "DocumentCaptured", "visit": mine.visit, "file": unkept})["detail"] == "file"
    assert core.state()["events"] == 1


def test_two_tabs_say_and_send_each_thing_once(machine: Machine, ward: Ward) -> None:
    """Both tabs hold one account of things, and numbers follow each other whoever speaks."""
    mine = ward.promise()
    first = begun(machine, ward)
    assert machine.context is not None
    page = machine.context.new_page()
    page.goto(f"{ward.origin}/tablet/")
    second = Core(page)
    second.unlock()
    ward.stop()
    first.say("VisitDeparted", visit=mine.visit)
    second.say("VisitArrived", visit=mine.visit, why_no_place="không đồng ý")
    first.say("VisitAmended", visit=mine.visit, change={"note": "cổng xanh"})
    assert second.call("view", "visit", mine.visit)["state"] == "arrived"
    ward.start()
    first.run()
    second.run()
    first.until("all_sent")
    device = first.unlock()["device"]
    kinds = [kind for kind, _ in told(ward, device)]
    assert kinds == ["VisitAcknowledged", "VisitDeparted", "VisitArrived", "VisitAmended"]


def test_drafts_and_marks_outlive_the_browser(machine: Machine, ward: Ward) -> None:
    """Half a step done is there after a kill; what the office changed since is marked until it was seen."""
    mine = ward.promise()
    core = begun(machine, ward)
    assert core.call("changes", "visit", mine.visit) == ["*"]
    core.call("see", "visit", mine.visit)
    core.call("keepDraft", f"ink|{mine.visit}", [[1, 2], [3, 4]])
    machine.kill()
    core = Core(machine.open())
    core.unlock()
    assert core.call("draft", f"ink|{mine.visit}") == [[1, 2], [3, 4]]
    assert core.call("changed", "visit", mine.visit) is False
    core.say("VisitAmended", visit=mine.visit, change={"note": "của mình"})
    ward.say(VisitAmended(visit=mine.visit, change=VisitChange(minutes=60)))
    core.call("sync")
    assert core.call("changes", "visit", mine.visit) == ["minutes"]
    assert core.call("changePin", PIN, "12") == {"refused": True, "code": "pin_short", "detail": ""}
    assert core.call("changePin", PIN, "135790") is None
    core = Core(machine.open())
    assert core.unlock()["code"] == "pin_wrong" and core.unlock(pin="135790")["code"] == ""


def test_a_clock_that_is_off_is_measured(machine: Machine, ward: Ward) -> None:
    """However the tablet's clock stands, it shows how far it is off, and what it says keeps the office's time."""
    mine = ward.promise()
    page = machine.open()
    page.evaluate("() => { const real = Date.now; Date.now = () => real() - 3_600_000; }")
    core = Core(page)
    core.enrol(ward.code())
    core.call("sync")
    assert abs(core.state()["clock_off_ms"] - 3_600_000) < 5_000
    core.say("VisitDeparted", visit=mine.visit)
    core.call("sync")
    assert abs(ward.visit(mine)["departed_ms"] - now_ms()) < 60_000
