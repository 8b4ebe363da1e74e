"""The settling desk: nothing waits unseen, and each decision is taken once, by a person, in their name."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient

from models.visit import VisitAmended, VisitChange
from sync import office
from sync.protocol import read_push
from tests.server.seeded import PROVINCE, WARD, Seeded


@pytest.fixture
def decide(client: TestClient[Any], seeded: Seeded) -> Any:
    """What a supervisor is answered who decides on the ward's held work."""

    def ask(how: str, hold: str = "", **body: Any) -> Any:
        path = f"/settling/{hold or seeded.things[WARD].hold}/{how}"
        answer = client.post(path, json=body or None, headers=seeded.bearer("supervisor"))
        assert answer.status_code == 200, answer.text
        [receipt] = answer.json()["receipts"]
        return receipt

    return ask


def desk(client: TestClient[Any], seeded: Seeded, query: str = "") -> Any:
    """The ward's desk as a supervisor sees it."""
    return client.get(f"/settling{query}", headers=seeded.bearer("supervisor")).json()


def visit_of(client: TestClient[Any], seeded: Seeded) -> Any:
    """The ward's visit as it stands."""
    path = f"/visits/{seeded.things[WARD].visit}"
    return client.get(path, headers=seeded.bearer("supervisor")).json()["visit"]


def test_adopted_work_is_done_in_its_authors_name(decide: Any, client: TestClient[Any], seeded: Seeded) -> None:
    """Adopting says the parked event again: the visit bears it, the hold is settled, a second decision comes too late."""
    assert [hold["id"] for hold in desk(client, seeded)["holds"]] == [seeded.things[WARD].hold]
    assert decide("adopt")["outcome"] == "applied"
    assert visit_of(client, seeded)["state"]["note"] == "cổng sau"
    assert desk(client, seeded)["holds"] == []
    for how, body in (("adopt", {}), ("return", {"reason": "x"}), ("dismiss", {"reason": "x"})):
        late = decide(how, **body)
        assert (late["outcome"], late["code"]) == ("refused", "already_settled")


@pytest.mark.parametrize(("how", "settled"), [("return", "returned"), ("dismiss", "dismissed")])
def test_work_not_used_is_settled_with_a_reason(
    decide: Any, client: TestClient[Any], seeded: Seeded, how: str, settled: str
) -> None:
    """Returned or dismissed work changes nothing but its own standing; reason and author are kept with the case."""
    before = visit_of(client, seeded)
    assert decide(how, reason="đã làm lại")["outcome"] == "applied"
    assert visit_of(client, seeded) == before
    case = client.get(f"/requests/{seeded.things[WARD].request}", headers=seeded.bearer("supervisor")).json()
    [hold] = case["held"]
    assert (hold["state"]["settled"], hold["state"]["reason"]) == (settled, "đã làm lại")
    assert hold["state"]["settled_by"] == seeded.accounts[WARD, "supervisor"]


def test_two_hands_on_one_field_wait_on_the_desk(client: TestClient[Any], seeded: Seeded) -> None:
    """A field set differently by two is on the desk with both values until somebody chooses; then it is gone from it."""
    things, tablet = seeded.things[WARD], seeded.tablets[WARD]
    base = visit_of(client, seeded)["version"]
    seeded.say(WARD, "clerk", VisitAmended(visit=things.visit, change=VisitChange(note="cổng trước")))
    line = tablet.write(VisitAmended(visit=things.visit, change=VisitChange(note="hẻm bên")), lease=1, base=base)
    office.push(seeded.store, tablet.actor, read_push(tablet.bundle([line])), seeded.clock())  # type: ignore[arg-type]
    [clash] = desk(client, seeded)["conflicts"]
    assert (clash["about"], clash["subject"], clash["unit"]) == ("visit", things.visit, WARD)
    conflict = clash["conflict"]
    assert (conflict["field"], conflict["kept"], conflict["offered"]) == ("note", '"cổng trước"', '"hẻm bên"')
    settled = {"kind": "ConflictSettled", "about": "visit", "subject": things.visit, "event": conflict["event"]}
    chosen = settled | {"field": "note", "take_offered": True, "reason": "cán bộ ở đó"}
    said = client.post("/events", json={"events": [{"body": chosen}]}, headers=seeded.bearer("supervisor"))
    assert said.json()["receipts"][0]["outcome"] == "applied"
    assert desk(client, seeded)["conflicts"] == []
    assert visit_of(client, seeded)["state"]["note"] == "hẻm bên"


def test_conflicts_about_people_are_not_for_the_province(client: TestClient[Any], seeded: Seeded) -> None:
    """The province sees that visits wait on a ward's desk, but no values of people's own pages."""
    citizen = seeded.things[WARD].citizen
    clerk, head = seeded.accounts[WARD, "clerk"], seeded.bearer("supervisor")
    for note, base in (("a", 0), ("b", 1)):
        body = {"kind": "CitizenAmended", "citizen": citizen, "change": {"note": note}}
        client.post("/events", json={"events": [{"body": body, "base": base or 3}]}, headers=head)
    assert clerk and [c["about"] for c in desk(client, seeded)["conflicts"]] == ["citizen"]
    seen = client.get(f"/settling?unit={WARD}", headers=seeded.bearer("province", PROVINCE)).json()
    assert seen["conflicts"] == [] and len(seen["holds"]) == 1


def test_what_cannot_be_read_is_not_adopted(client: TestClient[Any], seeded: Seeded) -> None:
    """A line the tablet wrote wrongly is on the desk like other work, but there is nothing in it to adopt."""
    tablet = seeded.tablets[WARD]
    line = tablet.write(VisitAmended(visit="x", change=VisitChange(note="y"))).replace(b'"note"', b'"nope"')
    tablet.prev = ""
    office.push(seeded.store, tablet.actor, read_push(tablet.bundle([line])), seeded.clock())  # type: ignore[arg-type]
    holds = [hold for hold in desk(client, seeded)["holds"] if hold["id"] != seeded.things[WARD].hold]
    assert [hold["state"]["code"] for hold in holds] == ["malformed"]
    path = f"/settling/{holds[0]['id']}/adopt"
    answer = client.post(path, headers=seeded.bearer("supervisor"))
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_the_desk_is_paged(client: TestClient[Any], seeded: Seeded) -> None:
    """Held work comes page by page, each once; conflicts come with the first page only."""
    tablet, things = seeded.tablets[WARD], seeded.things[WARD]
    lines = [tablet.write(VisitAmended(visit=things.visit, change=VisitChange(note=f"{i}")), lease=9) for i in range(4)]
    office.push(seeded.store, tablet.actor, read_push(tablet.bundle(lines)), seeded.clock())  # type: ignore[arg-type]
    found, after = [], ""
    while True:
        page = desk(client, seeded, f"?limit=2&after={after}")
        found += [hold["id"] for hold in page["holds"]]
        after = page["next"]
        if not after:
            break
    assert len(found) == len(set(found)) == 5


def test_the_door_is_given_the_words_as_they_were(decide: Any, seeded: Seeded) -> None:
    """The adopted event says exactly what the parked one said, and names it."""
    decide("adopt")
    with seeded.store.read() as tx:
        rows = tx.rows("SELECT event FROM journal WHERE unit_id = ? AND kind = 'VisitAmended' ORDER BY seq", WARD)
    parked, adopted = (text for (text,) in rows)
    assert '"note":"cổng sau"' in parked and '"note":"cổng sau"' in adopted
    assert f'"adopts":"{seeded.things[WARD].hold}"' in adopted
