"""Giving a visit to somebody: by hand or by the office's choice, always through the one door, always with reasons."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient

from models.officer import OfficerAmended, OfficerChange, OfficerRegistered, Skill
from models.visit import VisitCancelled, VisitUnassigned
from server.clock import uuid7
from tests.server.seeded import WARD, Seeded


@pytest.fixture
def assign(client: TestClient[Any], seeded: Seeded) -> Any:
    """What a supervisor is answered who gives the ward's visit to somebody."""

    def ask(**body: Any) -> Any:
        path = f"/visits/{seeded.things[WARD].visit}/assign"
        answer = client.post(path, json=body, headers=seeded.bearer("supervisor"))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


def state(client: TestClient[Any], seeded: Seeded) -> Any:
    """The ward's visit as it stands."""
    path = f"/visits/{seeded.things[WARD].visit}"
    return client.get(path, headers=seeded.bearer("supervisor")).json()["visit"]["state"]


def newcomer(seeded: Seeded, *skills: Skill) -> str:
    """One more officer, who works on no day of the week."""
    officer = uuid7()
    seeded.say(WARD, "admin", OfficerRegistered(officer=officer, unit=WARD, name="Lý Thị Me", skills=skills))
    return officer


def test_by_hand(assign: Any, client: TestClient[Any], seeded: Seeded) -> None:
    """The officer named gets the visit under a new lease, whatever the office would have chosen; the reason is kept."""
    other = newcomer(seeded, Skill(procedure="*", part="receiver"))
    told = assign(officer=other, reason="biết nhà")
    assert [r["outcome"] for r in told["receipts"]] == ["applied"] and told["choice"] is None
    visit = state(client, seeded)
    assert (visit["officer"], visit["lease"], visit["state"]) == (other, 2, "assigned")
    path = f"/journal?subject={seeded.things[WARD].visit}&limit=200"
    lines = client.get(path, headers=seeded.bearer("supervisor")).json()["items"]
    assert lines[-1]["vi"] == "Giao cán bộ Lý Thị Me: biết nhà"


def test_by_hand_against_the_law(assign: Any, client: TestClient[Any], seeded: Seeded) -> None:
    """An officer who may not go is refused on the receipt, in both languages, and the visit stays where it was."""
    unskilled = newcomer(seeded)
    [receipt] = assign(officer=unskilled)["receipts"]
    assert (receipt["outcome"], receipt["code"]) == ("refused", "not_skilled") and receipt["vi"] and receipt["next_vi"]
    assert state(client, seeded)["officer"] == seeded.things[WARD].officer


def test_the_office_chooses_with_reasons(assign: Any, client: TestClient[Any], seeded: Seeded) -> None:
    """Without a name the office gives the visit to who may and can, and says of everybody why or why not."""
    unskilled, idle = newcomer(seeded), newcomer(seeded, Skill(procedure="*", part="receiver"))
    seeded.say(WARD, "supervisor", VisitUnassigned(visit=seeded.things[WARD].visit, reason="sắp lại"))
    told = assign()
    assert [r["outcome"] for r in told["receipts"]] == ["applied"]
    assert told["choice"]["officer"] == seeded.things[WARD].officer == state(client, seeded)["officer"]
    assert {one["officer"]: one["code"] for one in told["choice"]["refused"]} == {
        unskilled: "not_skilled",
        idle: "not_working",
    }
    assert all(one["vi"] and one["en"] for one in told["choice"]["ranked"] + told["choice"]["refused"])


def test_nobody_can_go(assign: Any, client: TestClient[Any], seeded: Seeded) -> None:
    """When nobody may go nothing is said at all; the answer tells why of each."""
    things = seeded.things[WARD]
    seeded.say(
        WARD, "supervisor",
        VisitUnassigned(visit=things.visit, reason="sắp lại"),
        OfficerAmended(officer=things.officer, change=OfficerChange(relatives=(things.citizen,))),
    )  # fmt: skip
    before = client.get("/journal/head", headers=seeded.bearer("supervisor")).json()
    told = assign()
    assert told["receipts"] == [] and told["choice"]["officer"] is None
    assert [one["code"] for one in told["choice"]["refused"]] == ["related"]
    assert client.get("/journal/head", headers=seeded.bearer("supervisor")).json() == before


def test_a_visit_that_ended(client: TestClient[Any], seeded: Seeded) -> None:
    """A visit that ended meanwhile is refused by its state, not given to anybody."""
    things = seeded.things[WARD]
    seeded.say(WARD, "supervisor", VisitCancelled(visit=things.visit, reason="hủy"))
    path = f"/visits/{things.visit}/assign"
    answer = client.post(path, json={}, headers=seeded.bearer("supervisor"))
    assert (answer.status_code, answer.json()["code"], answer.json()["detail"]) == (409, "wrong_state", "cancelled")
    named = client.post(path, json={"officer": things.officer}, headers=seeded.bearer("supervisor")).json()
    assert [receipt["code"] for receipt in named["receipts"]] == ["wrong_state"]


def test_why(client: TestClient[Any], seeded: Seeded) -> None:
    """Of a visit everybody of the unit is told about: who has it first, then who could and who cannot, in words."""
    things = seeded.things[WARD]
    unskilled = newcomer(seeded)
    told = client.get(f"/visits/{things.visit}/why", headers=seeded.bearer("clerk")).json()
    assert (told["held"], told["likely"], told["state"]) == ([things.officer], [things.officer], "assigned")
    assert [(one["officer"], one["code"]) for one in told["officers"]] == [
        (things.officer, "chosen"),
        (unskilled, "not_skilled"),
    ]
    assert told["start_ms"] and "Trần Văn Ổi" in told["vi"] and all(one["vi"] and one["en"] for one in told["officers"])
    seeded.say(WARD, "supervisor", VisitUnassigned(visit=things.visit, reason="sắp lại"))
    again = client.get(f"/visits/{things.visit}/why", headers=seeded.bearer("clerk")).json()
    assert again["held"] == [] and again["likely"] == [things.officer] and "Dự kiến" in again["vi"]
    seeded.say(WARD, "supervisor", VisitCancelled(visit=things.visit, reason="hủy"))
    over = client.get(f"/visits/{things.visit}/why", headers=seeded.bearer("clerk")).json()
    assert over["officers"] == [] and over["vi"]
