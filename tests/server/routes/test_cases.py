"""People, cases, visits, dossiers and calls as the desk reads them: found, whole, paged, and every look noted."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient

from models.call import CallLogged, CallReturned
from models.citizen import CitizenErased, CitizenRegistered
from models.said import Address
from models.store import accounts
from server.clock import uuid7
from tests.server.seeded import NAME, NUMBER, PHONE, PROVINCE, WARD, Seeded
from tests.simulation import words


@pytest.fixture
def get(client: TestClient[Any], seeded: Seeded) -> Any:
    """What a supervisor of the ward is answered."""

    def ask(path: str, role: Any = "supervisor") -> Any:
        answer = client.get(path, headers=seeded.bearer(role))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


def views(seeded: Seeded, subject: str) -> list[tuple[str, str]]:
    """Who looked at a thing, and as what."""
    with seeded.store.read() as tx:
        return [(view.actor_id, view.kind) for view in accounts.views_of(tx, WARD, subject)]


@pytest.mark.parametrize(
    "q", ["bưởi", "BUOI", "nguyen thi b", "0900000123", "000123", NUMBER, "khóm 2", "buoi 0900000123"]
)
def test_people_are_found_however_asked(get: Any, seeded: Seeded, q: str) -> None:
    """By words of the name with or without marks, by whole or ending telephone and identity number, by hamlet."""
    found = get(f"/citizens?q={q}")
    assert [item["id"] for item in found["items"]] == [seeded.things[WARD].citizen]


def test_people_come_in_vietnamese_order_page_by_page(get: Any, seeded: Seeded) -> None:
    """Without a search everybody comes once, by given name as Vietnamese sorts, whatever the size of a page."""
    for name in ("Lê Văn Đào", "Lê Văn Dào", "Lê Văn Ân", "Lê Văn An", "Trần Văn An"):
        seeded.say(WARD, "clerk", CitizenRegistered(citizen=uuid7(), unit=WARD, name=name))
    for limit in (1, 2, 200):
        names, after = [], ""
        while True:
            page = get(f"/citizens?limit={limit}&after={after}")
            names += [item["state"]["name"] for item in page["items"]]
            after = page["next"]
            if not after:
                break
        assert names == ["Lê Văn An", "Trần Văn An", "Lê Văn Ân", NAME, "Lê Văn Dào", "Lê Văn Đào"]


def test_who_was_shown_is_noted(get: Any, seeded: Seeded) -> None:
    """A person listed, opened, or seen in a case or visit leaves a note of who looked; before the answer, not after."""
    things = seeded.things[WARD]
    clerk = seeded.accounts[WARD, "clerk"]
    for path in (
        f"/citizens?q={NAME}",
        f"/citizens/{things.citizen}",
        f"/requests/{things.request}",
        f"/visits/{things.visit}",
    ):
        get(path, "clerk")
    get(f"/dossiers/{things.dossier}", "clerk")
    assert views(seeded, things.citizen)[::-1] == [(clerk, "listed"), *[(clerk, "citizen")] * 4]
    assert views(seeded, things.request) == [(clerk, "request")]
    assert views(seeded, things.visit) == [(clerk, "visit")]
    assert views(seeded, things.dossier) == [(clerk, "dossier")]


def test_a_person_with_everything_done_for_them(get: Any, seeded: Seeded) -> None:
    """One person comes with requests, visits, dossiers and calls; calls only for those who answer the telephone."""
    things = seeded.things[WARD]
    whole = get(f"/citizens/{things.citizen}")
    assert whole["citizen"]["state"]["name"] == NAME
    ids = {name: [item["id"] for item in whole[name]] for name in ("requests", "visits", "dossiers", "calls")}
    assert ids == {
        "requests": [things.request], "visits": [things.visit], "dossiers": [things.dossier], "calls": [things.call]
    }  # fmt: skip
    assert get(f"/citizens/{things.citizen}", "certifier")["calls"] == []


def test_an_erased_person_is_not_found_and_shows_nothing(get: Any, seeded: Seeded) -> None:
    """After an erasure no search finds the person, and what is left of them tells nothing."""
    things = seeded.things[WARD]
    seeded.say(WARD, "clerk", *words.taken_back(things.visit, things.dossier, things.request))
    seeded.say(WARD, "admin", CitizenErased(citizen=things.citizen, unit=WARD, reason="theo yêu cầu"))
    for q in ("buoi", PHONE, NUMBER):
        assert get(f"/citizens?q={q}")["items"] == []
    left = get(f"/citizens/{things.citizen}")["citizen"]
    assert left["state"]["erased"] and "Bưởi" not in str(left) and NUMBER not in str(left)


def test_a_case_is_whole(get: Any, client: TestClient[Any], seeded: Seeded) -> None:
    """A request comes with its person, visits, dossiers and what is held of it, and its history can be asked for."""
    things = seeded.things[WARD]
    case = get(f"/requests/{things.request}")
    assert case["citizen"]["id"] == things.citizen
    assert [case[name][0]["id"] for name in ("visits", "dossiers", "held")] == [
        things.visit,
        things.dossier,
        things.hold,
    ]
    history = get(case["history"])["items"]
    assert {line["subject"] for line in history} == {things.request, things.visit, things.dossier}
    assert [line["seq"] for line in history] == sorted(line["seq"] for line in history)


def test_the_province_sees_the_case_without_the_person(client: TestClient[Any], seeded: Seeded) -> None:
    """From the province a case is seen without the person's own page, and that look is noted in the ward."""
    things = seeded.things[WARD]
    headers = seeded.bearer("province", PROVINCE)
    case = client.get(f"/requests/{things.request}", headers=headers).json()
    assert case["citizen"] is None and case["visits"]
    assert client.get(f"/visits/{things.visit}", headers=headers).json()["citizen"] is None
    assert views(seeded, things.request) == [(seeded.accounts[PROVINCE, "province"], "request")]
    assert views(seeded, things.citizen) == []


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("/requests?state=scheduled", 1), ("/requests?state=closed&state=withdrawn", 0), ("/requests?day=2026-11-22", 1),
        ("/requests?day=2026-11-21", 0), ("/visits?day=2026-11-22&state=assigned", 1), ("/visits?day=2026-11-23", 0),
        ("/visits?officer={officer}", 1), ("/visits?officer=nobody", 0), ("/dossiers?status=1", 1), ("/dossiers?status=2", 0),
        ("/dossiers?request_id={request}", 1), ("/dossiers?due=2026-11-22", 0), ("/officers", 1), ("/officers?state=left", 0),
        ("/officers?state=all", 1), (f"/requests?unit={WARD}", 1),
    ],
)  # fmt: skip
def test_lists_hold_what_was_asked(get: Any, seeded: Seeded, path: str, count: int) -> None:
    """Each list is narrowed by what it is asked with, alone and together."""
    assert len(get(path.format(**seeded.things[WARD]._asdict()))["items"]) == count


def test_the_longest_waiting_is_rung_first(get: Any, seeded: Seeded) -> None:
    """The queue holds every call still owed a ring, oldest first, and lets go of those rung back or never owed one."""
    calls = [uuid7() for _ in range(4)]
    for call, outcome in zip(calls, ("missed", "question", "hung_up", "callback"), strict=True):
        said = CallLogged(call=call, unit=WARD, phone=PHONE, outcome=outcome, at_ms=seeded.clock())  # type: ignore[arg-type]
        seeded.say(WARD, "clerk", said)
    first = seeded.things[WARD].call
    assert [item["id"] for item in get("/calls")["items"]] == [first, calls[0], calls[2], calls[3]]
    seeded.say(WARD, "clerk", CallReturned(call=calls[0], reached=True), CallReturned(call=calls[2], reached=False))
    page = get("/calls?limit=2")
    assert [item["id"] for item in page["items"]] == [first, calls[2]]
    assert [item["id"] for item in get(f"/calls?limit=2&after={page['next']}")["items"]] == [calls[3]]
    assert get(f"/calls/{calls[1]}")["state"]["outcome"] == "question"


def test_bodies_go_out_as_they_are_kept(get: Any, client: TestClient[Any], seeded: Seeded) -> None:
    """A list sends the very bytes a tablet would pull: one shape of a thing everywhere."""
    headers = seeded.bearer("supervisor")
    pulled = {(c["kind"], c["id"]): c for c in client.get("/sync/pull", headers=headers).json()["changed"]}
    for path, kind in (
        ("/visits", "visit"),
        ("/requests", "request"),
        ("/dossiers", "dossier"),
        ("/officers", "officer"),
    ):
        [item] = get(path)["items"]
        assert item == pulled[kind, item["id"]]


def test_an_address_with_odd_text_comes_back_whole(get: Any, seeded: Seeded) -> None:
    """Quotes, backslashes and line ends in what people wrote neither break an answer nor get lost."""
    odd = 'cạnh quán "Ba\\Tư"\n</script>,"items":['
    citizen = uuid7()
    seeded.say(
        WARD, "clerk", CitizenRegistered(citizen=citizen, unit=WARD, name="Võ Ổi", address=Address(landmark=odd))
    )
    assert get(f"/citizens/{citizen}")["citizen"]["state"]["address"]["landmark"] == odd
