"""`POST /triage`: one question after the other, several wishes as one visit, and what the desk then opens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from litestar.testing import TestClient

from models.dossier import DossierProcessed, ResultReady
from models.offer import WindowOffered
from models.procedure import in_force
from models.said import Window
from models.store import accounts, projections
from models.store.engine import Store
from models.triage import Result, intake
from server import laws
from server.laws import Addition
from tests.models import lawful
from tests.server.printed import read_back
from tests.server.story import DAY_MS, HOUR_MS, NAME, UNIT, Clock, Story, at_the_door, bearer

MONDAY_MS = 1_795_399_200_000


def first_of(question: dict[str, Any]) -> str:
    """The first answer of a question, or the least number."""
    return str(question["number"]["least"]) if question.get("number") else str(question["answers"][0]["id"])


class Caller:
    """Somebody who says the first thing to every question but those they mean."""

    def __init__(self, story: Story, client: TestClient[Any]) -> None:
        self.client = client
        self.desk = bearer(story.sign_in("clerk"))

    def ask(self, *needs: dict[str, str], **more: str) -> dict[str, Any]:
        """What the office answers to these wishes as far as they are answered."""
        answer = self.client.post("/triage", json={"needs": needs, **more}, headers=self.desk)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def walked(self, meant: dict[str, str]) -> dict[str, str]:
        """Every answer of one wish."""
        told: dict[str, str] = {}
        for _ in range(40):
            question = self.ask(told)["needs"][0].get("question")
            if question is None:
                return told
            told[question["id"]] = meant.get(question["id"], first_of(question))
        raise AssertionError("no end of questions")


def test_several_wishes_of_one_call_are_one_visit(store: Store, tmp_path: Path) -> None:
    """A signature and three copies of five pages: the questions one by one, then one visit with both papers, the sum of
    minutes, and each fee by its own quantity; a version added to the law counts at once."""
    story = Story(store, tmp_path, Clock(MONDAY_MS))
    with TestClient(story.app()) as client:
        caller = Caller(story, client)
        first = caller.ask({})
        assert first["needs"][0]["question"]["id"] == "need" and first["together"] is None
        sign = caller.walked({"need": "sign", "sign_what": "declaration"})
        copy = caller.walked(
            {"need": "copy", "copy_purpose": "certified", "copy_original": "good", "pages": "5", "copies": "3"}
        )
        one, other, both = caller.ask(sign), caller.ask(copy), caller.ask(sign, copy)
        assert both["together"]["procedures"] == ["2.000884", "2.000815"]
        assert both["together"]["minutes"] == one["together"]["minutes"] + other["together"]["minutes"]
        assert both["weighed"]["full_dong"] == 10_000 + 21_000
        assert (both["weighed"]["verdict"], both["together"]["visits"]) == ("eligible", 2)
        extract = caller.ask(sign, {"need": "extract", "extract_for": "self", "documents": "2"})
        assert extract["together"] is not None, "whether she reads, hears and speaks was asked already"
        half = caller.ask(sign, {"need": "copy"})
        assert half["together"] is None and half["needs"][0]["result"] and half["needs"][1]["question"]
        admin = story.actor_of(story.sign_in("admin"))
        laws.add(story.house, admin, UNIT, Addition(procedure=lawful.version(valid_from="2026-11-01")))
        assert caller.ask(sign)["together"]["versions"] == ["999/QĐ-BTP"]
        part = msgspec.convert(both["together"]["parts"][1], Result)
    assert (intake(part).asked.pages, intake(part).asked.copies) == (5, 3)


def test_a_term_tells_hour_and_date_and_how_it_stands(store: Store, tmp_path: Path) -> None:
    """Before the reception there is none; after it the due hour, an earlier hour promised on the slip, and early in the end."""
    clock = Clock(MONDAY_MS)
    story = Story(store, tmp_path, clock)
    tablet = story.tablet()
    planned = story.plan(tablet.officer, code="2.001035")
    with TestClient(story.app()) as client:
        desk = bearer(story.sign_in("clerk"))
        at = f"/dossiers/{planned.dossier}/term"
        assert client.get(at, headers=desk).json()["code"] == "paper_not_ready"
        story.push(tablet, *at_the_door(planned))
        told = client.get(at, headers=desk).json()
        assert (told["due_day"], told["due_hour"], told["standing"], told["slip"]) == (
            "2026-11-26",
            "17:00",
            "in_time",
            True,
        )
        early = MONDAY_MS + 2 * DAY_MS + HOUR_MS
        night = story.answers("certifier", DossierProcessed(dossier=planned.dossier, appointed_ms=early + 9 * HOUR_MS))
        assert [one.code for one in night] == ["term_refused"], "not at night"
        story.say("certifier", DossierProcessed(dossier=planned.dossier, appointed_ms=early))
        told = client.get(at, headers=desk).json()
        assert (told["due_day"], told["due_hour"], told["due_ms"]) == ("2026-11-25", "10:00", early)
        story.say("certifier", ResultReady(dossier=planned.dossier))
        assert client.get(at, headers=desk).json()["standing"] == "early"


def _on_paper(client: TestClient[Any], at: str, story: Story) -> None:
    """The same in words: what was asked, done, said and looked at, in both languages, for the same people."""
    assert client.get(at, headers=bearer(story.sign_in("clerk"))).json()["code"] == "not_allowed"
    head = bearer(story.sign_in("supervisor"))
    answer = client.get(at, headers=head)
    assert answer.headers["content-type"] == "application/pdf" and "no-store" in answer.headers["cache-control"]
    vi, en = read_back(answer.content), read_back(client.get(f"{at}?language=en", headers=head).content)
    procedure = in_force("2.000884", "2026-11-23")
    assert procedure is not None
    told_vi = (
        "BẢN TRÍCH DỮ LIỆU CÁ NHÂN",
        procedure.vi,
        "Ghi thông tin người dân",
        "Cung cấp bản trích",
        "Hẹn lượt đến nhà",
    )
    told_en = (
        "EXTRACT OF PERSONAL DATA",
        procedure.en,
        "Person written down",
        "Handed over all data",
        "Visit promised",
    )
    assert [text for text in (NAME, "Giờ đã đề nghị · 09:00–10:00", *told_vi) if text not in vi] == []
    assert [text for text in (NAME, "Hours offered · 09:00–10:00", *told_en) if text not in en] == []
    assert all(mark not in vi + en for mark in ("extract-", "field-", "{"))


def test_all_about_one_person_is_given_out_once_it_is_written_down(store: Store, tmp_path: Path) -> None:
    """Record, cases, journal and looks; a supervisor gets it and it stands among the looks, a clerk does not."""
    story = Story(store, tmp_path, Clock(MONDAY_MS))
    tablet = story.tablet()
    planned = story.plan(tablet.officer)
    window = Window(from_ms=MONDAY_MS + DAY_MS, to_ms=MONDAY_MS + DAY_MS + HOUR_MS)
    held = WindowOffered(
        offer="o-1", unit=UNIT, window=window, officers=(tablet.officer,), start_ms=window.from_ms,
        citizen=planned.citizen, procedures=("2.000635",),
    )  # fmt: skip
    story.say("clerk", held)
    with TestClient(story.app()) as client:
        at = f"/citizens/{planned.citizen}/export"
        assert client.get(at, headers=bearer(story.sign_in("clerk"))).json()["code"] == "not_allowed"
        answer = client.get(at, headers=bearer(story.sign_in("supervisor")))
        assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
        told = answer.json()
        _on_paper(client, f"{at}.pdf", story)
    assert told["citizen"]["id"] == planned.citizen
    assert {planned.request, planned.dossier, planned.visit} <= {one["id"] for one in told["related"]}
    assert "CitizenRegistered" in {one["kind"] for one in told["said"]}
    with store.read() as tx:
        given = [view.kind for view in accounts.views_of(tx, UNIT, planned.citizen) if view.kind == "citizen_exported"]
        assert len(given) == 3, "each of the three that left"
        assert projections.body(tx, UNIT, "citizen", planned.citizen)
