"""A request the rules leave to a person is decided on its page: the ward comes at the soonest hour, or says why it does not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from litestar.testing import TestClient

from models.access import Role
from models.calendar import default_calendar, is_working, local_day
from models.call import is_open
from models.citizen import CitizenRegistered
from models.procedure import in_force
from models.request import RequestReceived, Want
from models.said import Address, Contact
from models.triage import EXTRA_SIGNER_MINUTES
from server.clock import uuid7
from tests.server.browsing import Browser
from tests.server.seeded import NAME, NEXT_WARD, WARD, Seeded
from tests.server.story import CODE
from tests.server.telephone import SIGNS_AT_HOME, Call, things

MARK = "<script>alert(7)</script>"
TITLE = "phường có đến nhà không?"
CALLER = "+84900000777"


@pytest.fixture
def waits(seeded: Seeded) -> str:
    """A request of which nobody has decided whether the ward comes."""
    citizen, request = uuid7(), uuid7()
    home = Address(hamlet="Khóm 4")
    seeded.say(
        WARD, "clerk",
        CitizenRegistered(citizen=citizen, unit=WARD, name="Võ Thị Khế", birth="1950", address=home),
        RequestReceived(
            request=request, unit=WARD, citizen=citizen, consent=True, caller=Contact(name="Võ Văn Me", phone=CALLER),
            wants=(Want(procedure=CODE, copies=2), Want(procedure="2.000815")),
        ),
    )  # fmt: skip
    return request


def of(seeded: Seeded, kind: str, request: str) -> list[Any]:
    """The visits or dossiers of a request."""
    return [one for one in things(seeded, kind) if one.request == request]


def rings(seeded: Seeded) -> list[Any]:
    """What is to be told to the caller, by telephone."""
    return [one for one in things(seeded, "call") if one.phone == CALLER]


def state(seeded: Seeded, request: str) -> Any:
    """How the request stands."""
    return next(one for one in things(seeded, "request") if one.id == request)


def test_yes_opens_promises_and_rings(client: TestClient[Any], seeded: Seeded, certifier: None, waits: str) -> None:
    """One decision makes the case eligible, a dossier for each want, the soonest visit from tomorrow on, and one ring."""
    clerk, page = Browser(client, seeded, "clerk"), f"/board/cases/{waits}"
    assert TITLE in clerk.page(page).text
    sent = clerk.send(f"{page}/decide", comes="yes", reason="other", note=f"bà bị ngã, chưa đi được {MARK}")
    assert (sent.status_code, sent.headers.get("HX-Redirect")) == (200, page), sent.text
    request = state(seeded, waits)
    assert (request.state, request.offsite_reason) == ("eligible", "other")
    dossiers = of(seeded, "dossier", waits)
    assert [(one.procedure, one.copies) for one in dossiers] == [(CODE, 2), ("2.000815", 1)]
    [visit] = of(seeded, "visit", waits)
    day = local_day(visit.window.from_ms)
    assert visit.dossiers == tuple(one.id for one in dossiers) and visit.address.hamlet == "Khóm 4"
    assert day > local_day(seeded.clock()) and is_working(default_calendar(), day)
    [ring] = rings(seeded)
    assert is_open(ring) and ring.caller == "Võ Văn Me" and "phường đến nhà Thứ " in ring.note
    for path in (page, "/desk/queue", "/board/cases"):
        text = clerk.page(path).text
        assert MARK not in text and TITLE not in text, path
    assert "&lt;script&gt;alert(7)" in clerk.page(page).text


def test_what_the_call_settled_goes_with_the_dossier(call: Call, seeded: Seeded, certifier: None) -> None:
    """How many sign, how much, which papers fall away: asked once on the telephone, known at the door though decided later."""
    call.type(phone="0900 000 123")
    call.pick(seeded.things[WARD].citizen)
    call.answer_all(SIGNS_AT_HOME | {"signers": "3", "cannot_come": "other"})
    assert call.save().status_code == 200
    request = things(seeded, "request")[-1]
    [want] = request.wants
    assert request.state == "received" and want.intake and want.intake.signers == 3
    page = f"/board/cases/{request.id}"
    assert call.browser.send(f"{page}/decide", comes="yes", reason="other", note="bị ngã").status_code == 200
    [dossier], [visit] = of(seeded, "dossier", request.id), of(seeded, "visit", request.id)
    procedure = in_force(CODE, "2026-11-22")
    assert procedure and dossier.intake == want.intake
    assert visit.minutes == procedure.minutes + 2 * EXTRA_SIGNER_MINUTES
    assert "Quantity" not in call.browser.page(page).text


def test_no_says_why_and_rings(client: TestClient[Any], seeded: Seeded, waits: str) -> None:
    """No needs its reason; nothing is opened, and what can be done instead is told by telephone."""
    head, path = Browser(client, seeded, "supervisor"), f"/board/cases/{waits}/decide"
    assert head.send(path, comes="no", note="  ").status_code == 422
    assert head.send(path, comes="yes", reason="other", note="").status_code == 422
    assert head.send(path, comes="yes", reason="", note="x").status_code == 400
    assert state(seeded, waits).state == "received" and rings(seeded) == []
    assert head.send(path, comes="no", note="nhà gần phường", instead="Mời bà đến quầy 2").status_code == 200
    request = state(seeded, waits)
    assert (request.state, request.decision) == ("declined", "nhà gần phường")
    assert of(seeded, "dossier", waits) == of(seeded, "visit", waits) == []
    [ring] = rings(seeded)
    assert is_open(ring) and "không đến nhà. Lý do: nhà gần phường. Mời bà đến quầy 2" in ring.note


@pytest.mark.parametrize("first", ["yes", "no"])
def test_it_is_decided_once(client: TestClient[Any], seeded: Seeded, waits: str, first: str) -> None:
    """Whoever comes second is told so, whatever they would have said, and changes nothing; also with nobody to send."""
    clerk, path = Browser(client, seeded, "clerk"), f"/board/cases/{waits}/decide"
    assert clerk.send(path, comes=first, reason="frail", note="đã hỏi").status_code == 200
    before = (state(seeded, waits), len(of(seeded, "visit", waits)), len(rings(seeded)))
    for comes in ("yes", "no"):
        assert clerk.send(path, comes=comes, reason="frail", note="khác").status_code == 409
    assert (state(seeded, waits), len(of(seeded, "visit", waits)), len(rings(seeded))) == before


def test_two_at_once_are_one_decision(client: TestClient[Any], seeded: Seeded, waits: str) -> None:
    """Of several who press at the same moment one decides; the others are refused and leave no trace."""
    clerk, path = Browser(client, seeded, "clerk"), f"/board/cases/{waits}/decide"
    with ThreadPoolExecutor(4) as pool:
        sent = pool.map(lambda n: clerk.send(path, comes=("yes", "no")[n % 2], reason="frail", note="đã hỏi"), range(4))
        assert sorted(one.status_code for one in sent) == [200, 409, 409, 409]
    assert len(rings(seeded)) == 1
    assert len(of(seeded, "visit", waits)) == (state(seeded, waits).state == "eligible")


@pytest.mark.parametrize(("role", "unit"), [("certifier", WARD), ("province", WARD), ("supervisor", NEXT_WARD)])
def test_others_do_not_decide(client: TestClient[Any], seeded: Seeded, waits: str, role: Role, unit: str) -> None:
    """Whoever may only look sees no form; they, and the next ward, are refused."""
    browser = Browser(client, seeded, role, unit)
    assert TITLE not in browser.page(f"/board/cases/{waits}").text
    sent = browser.send(f"/board/cases/{waits}/decide", comes="no", note="x")
    assert sent.status_code in (403, 404) and state(seeded, waits).state == "received"


def test_what_waits_stands_first(client: TestClient[Any], seeded: Seeded, waits: str) -> None:
    """The list of cases begins with the request that waits, though it came last, and says so."""
    text = Browser(client, seeded, "supervisor").page("/board/cases").text
    assert text.index("Võ Thị Khế") < text.index(NAME) and text.count("chờ quyết định</strong>") == 1
