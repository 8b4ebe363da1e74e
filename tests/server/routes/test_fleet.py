"""Tablets come into service by a code, tell of themselves, and go out of service in the moment they are revoked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from litestar.testing import TestClient

from models.officer import OfficerRegistered
from models.store.engine import Store
from models.visit import VisitAcknowledged
from server.clock import uuid7
from sync import keys
from tests.server.seeded import NEXT_WARD, PROVINCE, WARD, Seeded

NDJSON = {"Content-Type": "application/x-ndjson"}


def code_for(client: TestClient[Any], seeded: Seeded, officer: str = "") -> Any:
    """The answer to a supervisor who asks for an enrolment code."""
    body = {"officer": officer or seeded.things[WARD].officer}
    return client.post("/devices/codes", json=body, headers=seeded.bearer("supervisor"))


def enrol(client: TestClient[Any], code: str, device: str = "") -> Any:
    """The answer to a tablet that offers a code and a fresh key."""
    key = keys.public_text(ec.generate_private_key(ec.SECP256R1()))
    return client.post("/sync/enrol", json={"code": code, "device": device or uuid7(), "key": key, "label": "T07"})


def bearer(token: str) -> dict[str, str]:
    """The header of a tablet."""
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: code.replace("-", "")])
def test_a_code_makes_a_tablet(client: TestClient[Any], seeded: Seeded, typed: Any) -> None:
    """A code, however typed, lets one tablet speak for its officer: it pulls, and stands in the fleet."""
    code = code_for(client, seeded).json()
    told = enrol(client, typed(code["code"])).json()
    assert (told["officer"], told["unit"]) == (seeded.things[WARD].officer, WARD)
    assert client.get("/sync/pull", headers=bearer(told["token"])).status_code == 200
    fleet = client.get("/devices", headers=seeded.bearer("supervisor")).json()["items"]
    assert [item["device"]["state"]["label"] for item in fleet] == ["", "T07"]


def test_a_code_is_good_once_and_for_minutes(client: TestClient[Any], seeded: Seeded) -> None:
    """A code used, run out, or invented opens nothing."""
    used, late = code_for(client, seeded).json(), code_for(client, seeded).json()
    assert enrol(client, used["code"]).status_code == 200
    assert enrol(client, used["code"]).json()["code"] == "code_wrong"
    seeded.clock.ms = late["expires_ms"]
    assert enrol(client, late["code"]).json()["code"] == "code_wrong"
    assert enrol(client, "AAAAA-AAAAA").json()["code"] == "code_wrong"


def test_an_enrolment_whose_answer_was_lost_is_asked_again(client: TestClient[Any], seeded: Seeded) -> None:
    """The same device with the same key is answered once more, with a fresh token alone; another device is not."""
    code = code_for(client, seeded).json()
    pair = ec.generate_private_key(ec.SECP256R1())
    asked = {"code": code["code"], "device": uuid7(), "key": keys.public_text(pair), "label": "T07"}
    first = client.post("/sync/enrol", json=asked).json()
    second = client.post("/sync/enrol", json=asked).json()
    assert second | {"token": "", "now_ms": 0} == first | {"token": "", "now_ms": 0}
    assert client.get("/sync/pull", headers=bearer(first["token"])).status_code == 401
    assert client.get("/sync/pull", headers=bearer(second["token"])).status_code == 200
    for other in ({"device": uuid7()}, {"key": keys.public_text(ec.generate_private_key(ec.SECP256R1()))}):
        assert client.post("/sync/enrol", json=asked | other).json()["code"] == "code_wrong"
    seeded.clock.ms = code["expires_ms"]
    assert client.post("/sync/enrol", json=asked).json()["code"] == "code_wrong"


def test_guessing_codes_is_stopped(client: TestClient[Any], seeded: Seeded) -> None:
    """After eight wrong codes from one address none is looked at any more."""
    answers = [enrol(client, "AAAAA-AAAAA").status_code for _ in range(9)]
    assert answers == [403] * 8 + [429]
    assert enrol(client, code_for(client, seeded).json()["code"]).status_code == 429


def test_the_code_can_be_scanned(store: Store, tmp_path: Any) -> None:
    """The picture holds the ward's own address and the code; the code stands after the # and so in no server's log."""
    seeded = Seeded(store, tmp_path, origin="https://tannha.example.vn")
    with TestClient(seeded.app(), base_url="https://tannha.example.vn") as client:
        told = code_for(client, seeded).json()
    assert told["link"] == f"https://tannha.example.vn/tablet/#enrol={told['code']}"
    assert told["svg"].startswith("<svg") and told["svg"].endswith("</svg>\n")
    assert not re.search("script|http(?!://www.w3.org/2000/svg)", told["svg"])


def test_codes_are_kept_by_digest(client: TestClient[Any], seeded: Seeded) -> None:
    """Whoever reads the database learns no code that still works."""
    code = code_for(client, seeded).json()["code"]
    with seeded.store.read() as tx:
        kept = str(tx.rows("SELECT * FROM enrolments"))
    assert code not in kept and code.replace("-", "") not in kept


def test_a_code_needs_an_officer_who_can_sign_in(client: TestClient[Any], seeded: Seeded) -> None:
    """An officer nobody knows, of another ward, or without an account gets no code: it would enrol nothing."""
    nameless = uuid7()
    seeded.say(WARD, "admin", OfficerRegistered(officer=nameless, unit=WARD, name="Lý Thị Me"))
    for officer, what in (("nobody", "officer"), (seeded.things[NEXT_WARD].officer, "officer"), (nameless, "account")):
        answer = code_for(client, seeded, officer)
        assert (answer.status_code, answer.json()["code"], answer.json()["detail"]) == (404, "unknown_thing", what)


def test_what_a_tablet_told_is_seen(client: TestClient[Any], seeded: Seeded) -> None:
    """The fleet shows when each tablet was heard, how far its clock is off, and how much it said it still holds."""
    tablet = seeded.tablets[WARD]
    body = tablet.bundle([tablet.write(VisitAcknowledged(visit=seeded.things[WARD].visit))], unsent=3)
    assert client.post("/sync/push", content=body, headers=bearer(tablet.token) | NDJSON).status_code == 200
    [told] = client.get("/devices", headers=seeded.bearer("supervisor")).json()["items"]
    assert (told["heard_ms"], told["skew_ms"], told["unsent"], told["report"]) == (seeded.clock(), 0, 3, "")


def test_a_revoked_tablet_is_dead_with_its_next_call(client: TestClient[Any], seeded: Seeded) -> None:
    """From the commit on every call of it is answered device_revoked, 403; not 401, which would mean: sign in again."""
    things, tablet = seeded.things[WARD], seeded.tablets[WARD]
    assert client.get("/sync/pull", headers=bearer(tablet.token)).status_code == 200
    path = f"/devices/{things.device}/revoke"
    answer = client.post(path, json={"reason": "mất máy"}, headers=seeded.bearer("supervisor"))
    assert answer.json()["receipts"][0]["outcome"] == "applied"
    push = tablet.bundle([tablet.write(VisitAcknowledged(visit=things.visit))])
    for dead in (
        client.get("/sync/pull", headers=bearer(tablet.token)),
        client.get("/sessions/me", headers=bearer(tablet.token)),
        client.post("/sync/push", content=push, headers=bearer(tablet.token) | NDJSON),
    ):
        assert (dead.status_code, dead.json()["code"]) == (403, "device_revoked")
    assert client.get("/devices", headers=seeded.bearer("supervisor")).json()["items"] == []
    gone = client.get("/devices?state=revoked", headers=seeded.bearer("supervisor")).json()["items"]
    assert gone[0]["device"]["state"]["revoked"] == "mất máy"


def test_a_revocation_said_as_an_event_is_the_same(client: TestClient[Any], seeded: Seeded) -> None:
    """However the revocation was said, the token is dead: it is read from what is true."""
    said = {"kind": "DeviceRevoked", "device": seeded.things[WARD].device, "reason": "hỏng"}
    client.post("/events", json={"events": [{"body": said}]}, headers=seeded.bearer("supervisor"))
    answer = client.get("/sync/pull", headers=bearer(seeded.tablets[WARD].token))
    assert answer.json()["code"] == "device_revoked"


def test_the_province_sees_all_fleets(client: TestClient[Any], seeded: Seeded) -> None:
    """A province's supervisor sees every ward's tablets in one list, and revokes none of them."""
    headers = seeded.bearer("province", PROVINCE)
    seen = {item["device"]["id"] for item in client.get("/devices", headers=headers).json()["items"]}
    assert seen == {things.device for things in seeded.things.values()}
    path = f"/devices/{seeded.things[WARD].device}/revoke"
    assert client.post(path, json={"reason": "x"}, headers=headers).status_code == 403
