"""The journal in words and the audit: who said what, when, what became of it, and who looked."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from models.citizen import CitizenErased
from models.dossier import DossierOpened
from models.law import LawAdded, LawRepealed
from models.store import journal
from server.clock import uuid7
from tests.models import lawful
from tests.server.seeded import NAME, NEXT_WARD, NUMBER, PHONE, PROVINCE, WARD, Seeded
from tests.simulation import words


@pytest.fixture
def get(client: TestClient[Any], seeded: Seeded) -> Any:
    """What an auditor of the ward is answered."""

    def ask(path: str, role: Any = "auditor", unit: str = WARD) -> Any:
        answer = client.get(path, headers=seeded.bearer(role, unit))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


def test_the_history_of_a_visit(get: Any, seeded: Seeded) -> None:
    """Each event about a thing comes in order with who, when and what became of it, in both languages."""
    things = seeded.things[WARD]
    planned, assigned, parked = get(f"/journal?subject={things.visit}")["items"]
    assert (planned["kind"], planned["vi"], planned["en"]) == ("VisitPlanned", "Hẹn lượt đến nhà", "Visit promised")
    assert (planned["by"], planned["name"]) == (seeded.accounts[WARD, "supervisor"], "Người supervisor")
    assert assigned["vi"] == "Giao cán bộ Trần Văn Ổi" and assigned["outcome_vi"] == "đã ghi nhận"
    assert (parked["outcome"], parked["code"], parked["by"]) == ("parked", "lease_old", things.officer)
    assert parked["name"] == "Trần Văn Ổi" and parked["device"] == things.device
    assert [line["at_ms"] for line in (planned, assigned, parked)] == [seeded.clock()] * 3


def test_what_a_ward_added_to_the_law_is_told_by_its_name(get: Any, seeded: Seeded) -> None:
    """A procedure of the ward's own stands in a history under its title, also once its version was repealed."""
    things, law, dossier = seeded.things[WARD], uuid7(), uuid7()
    own = replace(lawful.version(), code="9.000001", vi="Xác nhận riêng của phường", en="The ward's own confirmation")
    seeded.say(WARD, "admin", LawAdded(law=law, unit=WARD, procedure=own))
    opened = DossierOpened(
        dossier=dossier, unit=WARD, request=things.request, citizen=things.citizen, procedure=own.code,
        version=own.version,
    )  # fmt: skip
    seeded.say(WARD, "clerk", opened)
    for then in ((), (LawRepealed(law=law, reason="nhầm"),)):
        seeded.say(WARD, "admin", *then)
        [line] = get(f"/journal?subject={dossier}")["items"]
        assert own.vi in line["vi"] and own.en in line["en"] and own.code not in line["vi"] + line["en"]


def test_a_history_is_paged(get: Any, seeded: Seeded) -> None:
    """Page by page every line comes once; the last page says that there is no more."""
    things = seeded.things[WARD]
    whole = [line["seq"] for line in get(f"/journal?subject={things.request}&subject={things.visit}")["items"]]
    found, after = [], 0
    while True:
        page = get(f"/journal?subject={things.request}&subject={things.visit}&limit=2&after={after}")
        found += [line["seq"] for line in page["items"]]
        after = page["next"]
        if not after:
            break
    assert found == whole and len(whole) > 4


def test_words_hold_no_personal_data(get: Any, seeded: Seeded) -> None:
    """Nobody learns a citizen's name, telephone or number from a history."""
    things = seeded.things[WARD]
    told = str(get("/journal?" + "&".join(f"subject={thing}" for thing in things)))
    assert not [word for word in (NAME, PHONE, NUMBER, "Nguyễn Văn Cam") if word in told]


def test_an_erased_event_is_still_there(get: Any, seeded: Seeded) -> None:
    """After an erasure the lines stay with their numbers and outcomes; their content is said to be erased."""
    case = seeded.things[WARD]
    citizen = case.citizen
    seeded.say(WARD, "clerk", *words.taken_back(case.visit, case.dossier, case.request))
    seeded.say(WARD, "admin", CitizenErased(citizen=citizen, unit=WARD, reason="theo yêu cầu"))
    written, erased = get(f"/journal?subject={citizen}")["items"]
    assert (written["kind"], written["en"]) == ("CitizenRegistered", "The content was erased on request")
    assert erased["en"] == "Person erased: theo yêu cầu"


def test_unknown_and_foreign_subjects_are_not_found(client: TestClient[Any], seeded: Seeded) -> None:
    """A thing of another ward has no history here, exactly as a thing nobody ever heard of."""
    for subject in ("nobody", seeded.things[NEXT_WARD].visit):
        answer = client.get(f"/journal?subject={subject}", headers=seeded.bearer("auditor"))
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert client.get("/journal", headers=seeded.bearer("auditor")).status_code == 400


def test_heads(get: Any, seeded: Seeded) -> None:
    """The head told is the journal's own: number and chain; the province's auditor reads every ward's."""
    with seeded.store.read() as tx:
        head = journal.head(tx, WARD)
    assert get("/journal/head") == [{"unit": WARD, "seq": head.seq, "chain": head.chain}]
    assert {one["unit"] for one in get("/journal/head", "auditor", PROVINCE)} == {WARD, NEXT_WARD, PROVINCE}


def test_the_audit_is_read_by_subject_by_actor_and_by_page(client: TestClient[Any], get: Any, seeded: Seeded) -> None:
    """Who looked at one person, what one account looked at, and all of it: newest first, page by page, with names."""
    things, clerk = seeded.things[WARD], seeded.accounts[WARD, "clerk"]
    for _ in range(3):
        seeded.clock.ms += 1
        get(f"/citizens/{things.citizen}", "clerk")
        get(f"/dossiers/{things.dossier}", "supervisor")
    by_clerk = get(f"/audit?actor={clerk}")["items"]
    assert [(look["subject"], look["name"]) for look in by_clerk] == [(things.citizen, "Người clerk")] * 3
    assert [look["at_ms"] for look in by_clerk] == sorted((look["at_ms"] for look in by_clerk), reverse=True)
    everything = get("/audit?limit=200")["items"]
    found, after = [], ""
    while True:
        page = get(f"/audit?limit=2&after={after}")
        found += page["items"]
        after = page["next"]
        if not after:
            break
    assert found == everything and len(found) == 9
    assert len(get(f"/audit?subject={things.citizen}")["items"]) == 6


def test_reading_a_history_is_a_look(get: Any, seeded: Seeded) -> None:
    """Whoever reads the history of a thing is in the audit of that thing."""
    get(f"/journal?subject={seeded.things[WARD].visit}", "supervisor")
    [look] = get(f"/audit?subject={seeded.things[WARD].visit}")["items"]
    assert (look["actor"], look["kind"]) == (seeded.accounts[WARD, "supervisor"], "journal")
