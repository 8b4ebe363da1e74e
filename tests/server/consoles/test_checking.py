"""Anybody who holds a paper may ask how it stands, and learns nothing about anybody by it."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from models.citizen import CitizenErased
from models.paper import Document, Paper, PaperIssued, PaperSealed, PaperWithdrawn, paper_id
from models.paper_code import ALPHABET, paper_code
from models.store import projections
from models.ward import WardChange, WardConfigured
from server.paperwork import issue, record
from server.paperwork.fill import Known
from server.words import LANGUAGES, word
from sync.board import read_thing
from tests.server.seeded import NAME, NEXT_WARD, NUMBER, PHONE, WARD, Seeded
from tests.simulation import words

CODE = paper_code(b"checked by all")


def made(seeded: Seeded, unit: str = WARD, document: str = "condolence", code: str = CODE) -> Paper:
    """A paper of somebody there is."""
    with seeded.store.read() as tx:
        known = record.of_dossier(tx, unit, seeded.things[unit].dossier)
    body = issue.made_out(known, document, Known(names=("cụ Phan Văn Đượm",)), seeded.clock(), code)
    seeded.say(unit, "system", body)
    with seeded.store.read() as tx:
        text = projections.body(tx, unit, "paper", body.paper)
    assert text is not None
    found: Paper = read_thing("paper", text).state
    return found


def asked(client: TestClient[Any], code: str, language: str = "vi") -> Any:
    """What the page answers to a code."""
    client.cookies.set("tannha-language", language)
    return client.get(f"/v/{code}", headers={"Accept": "text/html"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_says_how_it_stands(client: TestClient[Any], seeded: Seeded, language: Any) -> None:
    """Final once approved, withdrawn once withdrawn; with the paper's name, its day, the office and initials."""
    paper = made(seeded)
    seeded.say(WARD, "supervisor", PaperSealed(paper=paper.id, number="31/TCM"))
    final = asked(client, CODE, language)
    assert final.status_code == 200 and f'lang="{language}"' in final.text
    for said in (word(language, "check-final"), word(language, "document-condolence"), "22/11/2026", "NTB", "31/TCM"):
        assert said in final.text
    assert f"Đơn vị {WARD}" in final.text
    seeded.say(WARD, "supervisor", PaperWithdrawn(paper=paper.id, reason="in nhầm"))
    gone = asked(client, CODE, language).text
    assert word(language, "check-withdrawn") in gone and word(language, "check-final") not in gone


def test_a_provisional_paper_says_so(client: TestClient[Any], seeded: Seeded) -> None:
    """What an officer left at a door is provisional until the office has signed."""
    known = made(seeded)
    body = PaperIssued(
        paper=paper_id(paper_code(b"left at a door")), unit=WARD, document="visit_summary", edition=known.edition,
        citizen=known.citizen, content="{}",
    )  # fmt: skip
    seeded.say(WARD, "system", body)
    assert word("vi", "check-provisional") in asked(client, paper_code(b"left at a door")).text


def test_nobody_is_named(client: TestClient[Any], seeded: Seeded) -> None:
    """No name, number, telephone, id or word of the content is on the page, whatever state it is in."""
    paper = made(seeded)
    seeded.say(WARD, "supervisor", PaperSealed(paper=paper.id))
    told = asked(client, CODE).text
    for secret in (NAME, NUMBER, PHONE, "Đượm", paper.citizen, paper.dossier, seeded.things[WARD].request):
        assert secret not in told


def test_a_person_erased_leaves_no_initials(client: TestClient[Any], seeded: Seeded) -> None:
    """After an erasure the paper still stands, and says nothing of anybody."""
    paper = made(seeded)
    seeded.say(WARD, "supervisor", PaperSealed(paper=paper.id))
    things = seeded.things[WARD]
    seeded.say(WARD, "clerk", *words.taken_back(things.visit, things.dossier, things.request))
    seeded.say(WARD, "admin", CitizenErased(citizen=paper.citizen, unit=WARD, reason="theo đơn"))
    answer = asked(client, CODE)
    assert answer.status_code == 200 and "NTB" not in answer.text


def test_a_letter_nobody_approved_is_not_a_paper_yet(client: TestClient[Any], seeded: Seeded) -> None:
    """A draft is unknown, also when it was dropped; nobody outside was ever given it."""
    paper = made(seeded)
    assert asked(client, CODE).status_code == 404
    seeded.say(WARD, "supervisor", PaperWithdrawn(paper=paper.id, reason="không trễ hẹn"))
    assert asked(client, CODE).status_code == 404


@pytest.mark.parametrize("typed", [CODE.lower(), CODE.replace("-", ""), f" {CODE} ", CODE.replace("-", ".")])
def test_a_code_is_read_however_it_is_typed(client: TestClient[Any], seeded: Seeded, typed: str) -> None:
    """Small letters, without the dash, with blanks: by the form or in the address."""
    seeded.say(WARD, "supervisor", PaperSealed(paper=made(seeded).id))
    assert asked(client, typed).status_code == 200
    assert client.get("/v", params={"code": typed}).status_code == 200


def test_an_unknown_code_is_answered_kindly(client: TestClient[Any], seeded: Seeded) -> None:
    """One that could be a code: look again, wait, ring. One that cannot: which signs to compare. Both keep what was typed."""
    unknown = asked(client, paper_code(b"never made"))
    assert unknown.status_code == 404
    for key in ("check-unknown-look", "check-unknown-wait", "check-unknown-ring"):
        assert word("vi", key) in unknown.text
    wrong = CODE[:-1] + next(sign for sign in ALPHABET if sign != CODE[-1])
    slip = asked(client, wrong)
    assert slip.status_code == 404 and word("vi", "check-unread-look") in slip.text and f'value="{wrong}"' in slip.text


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "%00", "' OR 1=1"]
)
def test_what_is_typed_is_only_text(client: TestClient[Any], seeded: Seeded, typed: str) -> None:
    """Markup, quotes and templates come back as the letters they are, under a policy without inline scripts."""
    answer = client.get("/v", params={"code": typed})
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text and "<img src=x" not in answer.text and ">49<" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["x-robots-tag"] == "noindex, nofollow" and answer.headers["cache-control"] == "no-store"


def test_asking_without_end_is_stopped(seeded: Seeded) -> None:
    """From one address only so many codes may be tried in a quarter of an hour; then it must wait."""
    seeded.house = seeded.house._replace(settings=replace(seeded.house.settings, login_tries_max=2))
    with TestClient(seeded.app()) as client:
        statuses = [asked(client, paper_code(bytes([n]) * 8)).status_code for n in range(21)]
        assert statuses == [404] * 20 + [429]
        assert client.get("/v").status_code == 200
        seeded.clock.ms += 16 * 60_000
        assert asked(client, CODE).status_code == 404


def test_two_units_with_one_code_are_both_shown(client: TestClient[Any], seeded: Seeded) -> None:
    """By chance two wards may have given one code: the page shows both, each with its office."""
    for unit in (WARD, NEXT_WARD):
        seeded.say(unit, "admin", WardConfigured(unit=unit, change=WardChange(hotline=f"0296 3 000 {unit[2:]}")))
        seeded.say(unit, "supervisor", PaperSealed(paper=made(seeded, unit).id))
    told = asked(client, CODE).text
    assert told.count('class="standing final"') == 2
    assert "0296 3 000 307" in told and "0296 3 000 292" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_document_has_its_name(language: Any) -> None:
    """Whatever may be handed to somebody is called by its name, in both languages."""
    for document in get_args(Document):
        assert word(language, f"document-{document.replace('_', '-')}")
