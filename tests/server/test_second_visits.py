"""A signed registration goes home by itself: nobody has to remember the second visit the law asks for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from models.calendar import default_calendar, is_working, local_day, local_minute
from models.doorstep import Identity, Lucidity
from models.dossier import DossierProcessed, ResultReady, ResultReturned
from models.event import Body
from models.store import projections
from models.store.engine import Store
from models.telling import sentence
from models.visit import (
    IdentityChecked,
    LucidityConfirmed,
    SignatureRecorded,
    Visit,
    VisitArrived,
    VisitAssigned,
    VisitCancelled,
    VisitCompleted,
    VisitFailed,
    VisitPlanned,
)
from server import concerns, second_visits
from server.session import COOKIE
from sync.board import read_thing
from sync.guiding import guides
from tests.server.desk_of import DAY, HEAD, DeskOf
from tests.server.story import HOUR_MS, NAME, UNIT, Planned, Tablet, at_the_door

BIRTH = "1.003583"


@pytest.fixture
def ward(store: Store, tmp_path: Path) -> Iterator[DeskOf]:
    made = DeskOf(store, tmp_path, plan_seconds=1)
    yield made
    made.house.planner.close()


def registered(ward: DeskOf, tablet: Tablet, code: str = BIRTH) -> Planned:
    """A first visit made, and its result signed."""
    case = ward.plan(tablet.officer, code=code)
    answers = ward.push(tablet, *at_the_door(case))
    assert answers[-1].outcome == "applied", answers
    ward.say("clerk", DossierProcessed(dossier=case.dossier))
    ward.say("certifier", ResultReady(dossier=case.dossier))
    return case


def thing(ward: DeskOf, kind: str, thing_id: str) -> Any:
    """How a thing stands."""
    with ward.store.read() as tx:
        body = projections.body(tx, UNIT, kind, thing_id)
    assert body is not None
    return read_thing(kind, body).state


def second_of(ward: DeskOf, case: Planned) -> Visit:
    """The visit that brings the result home."""
    visit: Visit = thing(ward, "visit", thing(ward, "dossier", case.dossier).handover)
    return visit


def unbrought(ward: DeskOf) -> list[tuple[str, int]]:
    """Which results the board says could not be brought home, and after how many visits."""
    with ward.store.read() as tx:
        found = concerns.concerns(tx, HEAD, UNIT, ward.now_ms(), ward.house.settings)
    return [(one.subject, one.number) for one in found if one.kind == "unbrought"]


def went(ward: DeskOf, tablet: Tablet, visit: Visit, *bodies: Body) -> list[str]:
    """What the office answers to an officer at the second door."""
    ward.say("supervisor", VisitAssigned(visit=visit.id, officer=tablet.officer))
    arrived = VisitArrived(visit=visit.id, why_no_place="không đồng ý")
    return [one.code or one.outcome for one in ward.push(tablet, arrived, *bodies)]


def test_the_office_plans_it_once_and_its_end_hands_the_result_over(ward: DeskOf) -> None:
    """From tomorrow on, in working hours, with what to bring in its note; signing the book is the receipt."""
    ward.officer("Lan")
    tablet = ward.tablet()
    case = registered(ward, tablet)
    assert [second_visits.plan(ward.house) for _ in range(3)] == [1, 0, 0]
    visit = second_of(ward, case)
    day = local_day(visit.window.from_ms)
    assert day > DAY and is_working(default_calendar(), day) and 420 <= local_minute(visit.window.from_ms) < 1020
    assert (visit.follows, visit.dossiers, visit.state) == (case.visit, (case.dossier,), "planned")
    assert visit.note == (
        "Lượt thứ hai: mang Giấy khai sinh và sổ đến nhà. Người yêu cầu ký Sổ đăng ký khai sinh khi nhận kết quả."
    )
    done = VisitCompleted(visit=visit.id)
    identity = Identity(method="card", number="089141000001", name=NAME, matches=True)
    told = went(
        ward, tablet, visit, done, IdentityChecked(visit=visit.id, identity=identity),
        SignatureRecorded(visit=visit.id, dossier=case.dossier, signer=NAME),
    )  # fmt: skip
    assert told == ["applied", "step_missing", "applied", "applied"]
    [guide] = guides(ward.store, tablet.actor, ward.now_ms()).guides
    assert (guide.visit, [step.id for step in guide.steps]) == (visit.id, ["identity", "assent"])
    assert [one.outcome for one in ward.push(tablet, done)] == ["applied"]
    dossier = thing(ward, "dossier", case.dossier)
    assert (dossier.status, dossier.returned_by, dossier.receipt, dossier.receipt_signed) == (
        10,
        "home",
        NAME,
        "signature",
    )
    assert dossier.visit == case.visit and thing(ward, "request", case.request).state == "visited"
    assert second_visits.plan(ward.house) == 0


def test_whoever_looks_at_it_is_told_why_it_is(ward: DeskOf) -> None:
    """The board's dialog, the case, the ringing list of the desk, and the citizen's own page."""
    case = registered(ward, ward.tablet())
    second_visits.plan(ward.house)
    visit, asked = second_of(ward, case), thing(ward, "request", case.request)
    ward.now_ms.ms = visit.window.from_ms - 24 * HOUR_MS
    why = "Lượt thứ hai do luật định"
    with TestClient(ward.app()) as client:
        told = client.post("/status", data={"code": asked.code, "digits": "0000"})
        assert told.status_code == 200 and told.text.count("mang kết quả đã ký đến nhà và mời ký sổ") == 1
        client.cookies.set(COOKIE, ward.sign_in("supervisor"))
        for path in (f"/board/visits/{visit.id}", f"/board/cases/{case.request}", "/desk/reminders"):
            page = client.get(path, headers={"Accept": "text/html", "HX-Request": "true"})
            assert page.status_code == 200 and page.text.count(why) == 1, path
        first = client.get(f"/board/visits/{case.visit}", headers={"HX-Request": "true"})
        assert why not in first.text
    body = VisitPlanned(
        visit="v", unit=UNIT, request="r", citizen="c", dossiers=("d",), window=visit.window, follows="v-1"
    )  # fmt: skip
    assert sentence(body).vi != sentence(replace(body, follows="")).vi


def test_without_an_officer_it_is_planned_all_the_same(ward: DeskOf) -> None:
    """Where no hour can be promised it stands in the first of the next working day, and the board shows it."""
    case = registered(ward, ward.tablet())
    assert second_visits.plan(ward.house) == 1
    visit = second_of(ward, case)
    assert local_day(visit.window.from_ms) > DAY and visit.window.to_ms - visit.window.from_ms == 120 * 60_000


@pytest.mark.parametrize("reason", ["nobody_home", "cancelled"])
def test_one_that_failed_is_planned_again_one_called_off_is_not(ward: DeskOf, reason: Any) -> None:
    """Nobody was home: another day. The office called it off: it had its reason."""
    tablet = ward.tablet()
    case = registered(ward, tablet)
    second_visits.plan(ward.house)
    first = second_of(ward, case)
    if reason == "cancelled":
        ward.say("clerk", VisitCancelled(visit=first.id, reason="người nhà đến trụ sở ký sổ"))
    else:
        went(ward, tablet, first, VisitFailed(visit=first.id, reason=reason))
    assert second_visits.plan(ward.house) == (0 if reason == "cancelled" else 1)
    assert (second_of(ward, case).id == first.id) is (reason == "cancelled")


def test_after_two_that_failed_somebody_rings(ward: DeskOf) -> None:
    """The clock drives nobody out a third time; the board tells a person, who agrees on an hour or on another way home."""
    tablet = ward.tablet()
    case = registered(ward, tablet)
    nobody: Any = "nobody_home"
    for _ in range(2):
        assert unbrought(ward) == [] and second_visits.plan(ward.house) == 1
        visit = second_of(ward, case)
        went(ward, tablet, visit, VisitFailed(visit=visit.id, reason=nobody))
    assert [second_visits.plan(ward.house) for _ in range(2)] == [0, 0]
    assert unbrought(ward) == [(case.dossier, 2)]
    page = f"/board/cases/{case.request}"
    with TestClient(ward.app()) as client:
        client.cookies.set(COOKIE, ward.sign_in("clerk"))
        form = {"HX-Request": "true", "X-CSRF-Token": ""}
        assert "Đã gọi, hẹn lại giờ sớm nhất" in client.get(page).text
        sent = [client.post(f"{page}/bring", headers=form).status_code for _ in range(2)]
        assert sent == [200, 409] and "Đã gọi, hẹn lại" not in client.get(page).text
    agreed = second_of(ward, case)
    assert agreed.state == "planned" and agreed.follows == case.visit
    assert unbrought(ward) == [] and second_visits.plan(ward.house) == 0
    went(ward, tablet, agreed, VisitFailed(visit=agreed.id, reason=nobody))
    assert unbrought(ward) == [(case.dossier, 3)] and second_visits.plan(ward.house) == 0
    ward.say("clerk", ResultReturned(dossier=case.dossier, manner="post", receiver=NAME, parcel="RR123456789VN"))
    assert unbrought(ward) == []


def test_both_of_a_marriage_sign_at_both_doors(ward: DeskOf) -> None:
    """TT 04/2020 art. 24 to 26: declaration and book bear two hands, each of somebody who showed a paper."""
    tablet = ward.tablet()
    case = ward.plan(tablet.officer, code="1.000593")
    other = "Lê Văn Tư"
    card = Identity(method="card", number="089075001234", name=other, matches=True)

    def beside(visit: str) -> tuple[Body, ...]:
        signed = SignatureRecorded(visit=visit, dossier=case.dossier, signer=other)
        clear = LucidityConfirmed(visit=visit, lucidity=Lucidity(lucid=True), signer=other)
        return IdentityChecked(visit=visit, identity=card, signer=other), clear, signed, VisitCompleted(visit=visit)

    assert ward.push(tablet, *at_the_door(case))[-1].code == "signers_missing"
    assert {one.outcome for one in ward.push(tablet, *beside(case.visit))} == {"applied"}
    ward.say("clerk", DossierProcessed(dossier=case.dossier))
    ward.say("certifier", ResultReady(dossier=case.dossier))
    assert second_visits.plan(ward.house) == 1
    visit = second_of(ward, case)
    own = Identity(method="card", number="089141000001", name=NAME, matches=True)
    told = went(
        ward, tablet, visit, IdentityChecked(visit=visit.id, identity=own),
        SignatureRecorded(visit=visit.id, dossier=case.dossier, signer=NAME), VisitCompleted(visit=visit.id),
    )  # fmt: skip
    assert told == ["applied", "applied", "applied", "signers_missing"]
    assert {one.outcome for one in ward.push(tablet, *beside(visit.id))} == {"applied"}
    assert thing(ward, "dossier", case.dossier).status == 10


def test_one_with_nothing_left_to_bring_is_called_off(ward: DeskOf) -> None:
    """The family fetched the result at the office and signed there: nobody drives out for nothing."""
    case = registered(ward, ward.tablet())
    second_visits.plan(ward.house)
    fetched = ResultReturned(dossier=case.dossier, manner="collected", receiver=NAME, signed="signature")
    ward.say("clerk", fetched)
    assert second_visits.plan(ward.house) == 1
    visit = second_of(ward, case)
    assert (visit.state, visit.outcome) == ("cancelled", second_visits.OVER)


def test_other_results_ask_for_none(ward: DeskOf) -> None:
    """A certified signature goes home by post, with a visit or over the counter, as the desk likes."""
    registered(ward, ward.tablet(), "2.000884")
    assert second_visits.plan(ward.house) == 0
