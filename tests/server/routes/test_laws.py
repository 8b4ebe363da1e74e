"""Adding to the law by address and terminal: what begins afterwards follows it, what was opened before never changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from litestar.testing import TestClient

from models.access import Actor
from models.citizen import CitizenAmended, CitizenChange, CitizenRegistered, Status
from models.dossier import Dossier, DossierOpened
from models.law import Law
from models.request import EligibilityDecided, RequestReceived, Want
from models.store import projections
from models.store.engine import Store
from models.ward import WardChange, WardConfigured
from server import laws
from server.cli import main
from server.clock import uuid7
from server.laws import Addition
from server.saying import say
from sync.board import Board, read_thing
from sync.guiding import guide_of
from sync.office import Wish
from tests.models import lawful
from tests.server.seeded import NEXT_WARD, PROVINCE, WARD, Seeded
from tests.server.story import UNIT, Story, at_the_door, bearer


def guide_and_dossier(story: Story, dossier: str) -> tuple[Any, Dossier]:
    """What the law asks for a dossier now, and the dossier."""
    with story.store.read() as tx:
        board = Board(tx, UNIT, story.now_ms())
        return guide_of(board, dossier), board.look("dossier", dossier)


def asked(body: Any) -> dict[str, Any]:
    """An addition as an address hears it."""
    told = msgspec.to_builtins(body)
    return {name: told[name] for name in ("procedure", "tariff", "exemption", "days") if told.get(name)}


def test_a_change_of_the_catalogue_alters_nothing_opened_before(store: Store, tmp_path: Path) -> None:
    """A version, an exemption and days off added in the middle of a visit: its guide, its dossier and its end stay as they
    were; the next dossier comes under the new law."""
    story = Story(store, tmp_path)
    tablet = story.tablet()
    planned = story.plan(tablet.officer)
    words = at_the_door(planned)
    story.push(tablet, *words[:4])
    before = guide_and_dossier(story, planned.dossier)
    story.now_ms.ms += 1_000
    with TestClient(story.app()) as client:
        admin = bearer(story.sign_in("admin"))
        for body in (lawful.new_version(valid_from="2026-11-01"), lawful.exemption(), lawful.days()):
            answer = client.post("/laws", json=asked(body), headers=admin)
            assert answer.status_code == 200 and answer.json()["receipt"]["outcome"] == "applied", answer.text
        assert guide_and_dossier(story, planned.dossier) == before
        receipts = story.push(tablet, *words[4:])
        assert {one.outcome for one in receipts} == {"applied"}
        assert guide_and_dossier(story, planned.dossier)[1].version == before[1].version != "999/QĐ-BTP"
        offered = client.get(f"/procedures?unit={UNIT}&limit=200").json()["items"]
    assert [one["version"] for one in offered if one["code"] == "2.000884"] == ["999/QĐ-BTP"]
    story.now_ms.ms += 1_000
    later = under_the_new(story)
    assert guide_and_dossier(story, later)[1].version == "999/QĐ-BTP"


def under_the_new(story: Story) -> str:
    """A dossier opened after the additions, for somebody disabled."""
    citizen, request, dossier = uuid7(), uuid7(), uuid7()
    told = Status(kind="disabled", evidence="Giấy xác nhận khuyết tật")
    story.say(
        "clerk",
        CitizenRegistered(citizen=citizen, unit=UNIT, name="Lê Văn Mít", statuses=(told,)),
        RequestReceived(request=request, unit=UNIT, citizen=citizen, wants=(Want(procedure="2.000884"),)),
        EligibilityDecided(request=request, eligible=True, reason="frail"),
        DossierOpened(
            dossier=dossier, unit=UNIT, request=request, citizen=citizen, procedure="2.000884", version="999/QĐ-BTP"
        ),
    )
    return dossier


def test_an_exemption_frees_only_what_is_opened_after_it(store: Store, tmp_path: Path) -> None:
    """The same disabled person: a dossier of before pays, one of after does not; repealed, the next one pays again."""
    story = Story(store, tmp_path)
    admin = story.actor_of(story.sign_in("admin"))
    fees = []
    for step in ("before", "added", "repealed"):
        if step == "added":
            law, _ = laws.add(story.house, admin, UNIT, Addition(exemption=lawful.exemption().exemption))
        if step == "repealed":
            assert laws.repeal(story.house, admin, UNIT, law, "nhầm").outcome == "applied"
        story.now_ms.ms += 1_000
        tablet = story.tablet()
        planned = story.plan(tablet.officer)
        fees.append(planned)
        story.now_ms.ms += 1_000
    told = CitizenChange(statuses=(Status(kind="disabled"),))
    story.say("clerk", *(CitizenAmended(citizen=planned.citizen, change=told) for planned in fees))
    totals = [guide_and_dossier(story, planned.dossier)[0].fee.total_dong for planned in fees]
    assert totals == [10_000, 0, 10_000]


def test_a_faulty_addition_is_refused_with_its_place(store: Store, tmp_path: Path) -> None:
    """What the law would not bear is answered with the field that is wrong, and nothing is added."""
    story = Story(store, tmp_path)
    with TestClient(story.app()) as client:
        admin = bearer(story.sign_in("admin"))
        body = asked(lawful.new_version())
        body["procedure"]["minutes"] = 3
        answer = client.post("/laws", json=body, headers=admin)
        assert answer.status_code == 409 and answer.json()["code"] == "law_faulty"
        assert "minutes" in answer.json()["detail"] and answer.json()["next_vi"]
        assert client.post("/laws", json={"fee": 1}, headers=admin).status_code == 400
        assert client.get("/laws", headers=admin).json()["items"] == []


def test_what_a_province_adds_reaches_each_commune_once(store: Store, tmp_path: Path) -> None:
    """Said in the province, it stands in every commune with a journal at once, in one opened later with the next sweep,
    and a repeal follows the same way."""
    seeded = Seeded(store, tmp_path)
    with TestClient(seeded.app()) as client:
        admin = seeded.bearer("admin", PROVINCE)
        added = client.post("/laws", json=asked(lawful.exemption()), headers=admin).json()["law"]
        assert {law_of(seeded, unit, added).unit for unit in (PROVINCE, WARD, NEXT_WARD)} == {PROVINCE, WARD, NEXT_WARD}
        assert laws.catch_up(seeded.house) == 0
        opening = Wish(body=WardConfigured(unit="30301", change=WardChange(name="Phường Mỹ Thới")))
        above = Actor(id="a", unit=PROVINCE, roles=frozenset({"admin"}))
        say(seeded.house, above, "30301", [opening])
        laws.catch_up(seeded.house)
        assert law_of(seeded, "30301", added).unit == "30301"
        client.post(f"/laws/{added}/repeal", json={"reason": "nhầm"}, headers=admin)
    assert all(law_of(seeded, unit, added).repealed_ms for unit in (PROVINCE, WARD, NEXT_WARD, "30301"))


def law_of(seeded: Seeded, unit: str, law: str) -> Law:
    """An addition as it stands in a unit."""
    with seeded.store.read() as tx:
        body = projections.body(tx, unit, "law", law)
    assert body is not None
    found: Law = read_thing("law", body).state
    return found


def test_the_terminal_adds_lists_and_repeals(
    store: Store, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`tannha procedure add FILE` names every fault at once, adds what is right, and shows it."""
    Story(store, tmp_path)
    monkeypatch.setenv("TANNHA_STORE", store_url)
    monkeypatch.setenv("TANNHA_FILES", str(tmp_path / "files"))
    file = tmp_path / "v.json"
    right = msgspec.to_builtins(lawful.version())
    file.write_bytes(msgspec.json.encode({**right, "minutes": 1, "paper": []}))
    wrong = CliRunner().invoke(main, ["procedure", "add", str(file)])
    assert wrong.exit_code == 1 and "paper" in wrong.output
    file.write_bytes(msgspec.json.encode(right))
    added = CliRunner().invoke(main, ["procedure", "add", str(file), "--json"])
    assert added.exit_code == 0, added.output
    law = msgspec.json.decode(added.output)["law"]
    shown = CliRunner().invoke(main, ["procedure", "list"])
    assert "999/QĐ-BTP" in shown.output
    assert CliRunner().invoke(main, ["procedure", "repeal", law, "--reason", "nhầm"]).exit_code == 0
    again = CliRunner().invoke(main, ["procedure", "add", str(file)])
    assert again.exit_code == 1, "a version keeps its name for ever"
    for what, body in (("tariff", lawful.tariff()), ("exemption", lawful.exemption()), ("days", lawful.days())):
        file.write_bytes(msgspec.json.encode(getattr(body, what)))
        done = CliRunner().invoke(main, [what, "add", str(file)])
        assert done.exit_code == 0, done.output
