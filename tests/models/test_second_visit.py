"""The second visit of a registration at home: when it is due, when it may be planned, and what it asks for."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from models import manner, procedure, second_visit
from models.citizen import Citizen
from models.dossier import Dossier
from models.guide import guide
from models.refusal import Refused
from models.request import Request
from models.visit import SignatureRecorded, VisitCompleted, VisitPlanned
from tests.models.test_visit_rules import CERTIFIED, Shelf, dossier_of, judged, planned, visit_at
from tests.simulation.words import SIGNATURE, UNIT

BIRTH = procedure.in_force("1.003583", "2026-11-22")
assert BIRTH is not None
SIGNED: Dossier = replace(dossier_of(BIRTH.code), version=BIRTH.version, visit="v-1", status=9)
FIRST = visit_at("completed")
VISITED = Request(id="r-1", unit=UNIT, code="", citizen="c-1", state="visited")
SECOND: VisitPlanned = planned(follows="v-1")
ELDER = Citizen(id="c-1", unit=UNIT, name="Nguyễn Thị Đào")


def test_tt04_24_only_registrations_at_home_ask_for_a_second_visit() -> None:
    """Mobile birth, death and marriage: there the book is signed on receiving the result; other results may go by any way."""
    asking = {one.code for one in procedure.catalogue() if second_visit.asks(one)}
    assert asking == {"1.003583", "1.000419", "1.000593"}


@pytest.mark.parametrize(
    ("why", "things", "answer"),
    [
        ("signed, first visit done", (), None),
        ("nobody was there first", (replace(FIRST, id="v-0"),), Refused("unknown_thing", "visit")),
        ("another's visit", (replace(FIRST, request="r-2"),), Refused("unknown_thing", "visit")),
        ("the first is not over", (replace(FIRST, state="arrived"),), Refused("wrong_state", "arrived")),
        ("the case is closed", (replace(VISITED, state="closed"),), Refused("wrong_state", "closed")),
        ("another dossier", (replace(SIGNED, visit="v-5"),), Refused("unknown_thing", "dossier")),
        ("not signed yet", (replace(SIGNED, status=4),), Refused("wrong_state", "Đang xử lý")),
        ("home already", (replace(SIGNED, status=10),), Refused("wrong_state", "Đã trả kết quả")),
        (
            "a signature asks for none", (replace(SIGNED, procedure=SIGNATURE, version=dossier_of(SIGNATURE).version),),
            Refused("bad_value", "follows"),
        ),
        (
            "one is planned", (replace(SIGNED, handover="v-2"), replace(FIRST, id="v-2", state="planned", follows="v-1")),
            Refused("already_there", "v-2"),
        ),
        (
            "the last one failed", (replace(SIGNED, handover="v-2"), replace(FIRST, id="v-2", state="failed", follows="v-1")),
            None,
        ),
    ],
)  # fmt: skip
def test_a_second_visit_is_planned_once_the_result_is_signed(why: str, things: Any, answer: Refused | None) -> None:
    """After the first, one at a time, for such procedures only; the desk may plan it as the clock does."""
    shelf = [FIRST, VISITED, SIGNED, *things]
    if why == "nobody was there first":
        shelf.remove(FIRST)
    assert judged(None, SECOND, *shelf) == answer, why


@pytest.mark.parametrize(
    ("why", "dossier", "second", "due"),
    [
        ("signed", SIGNED, None, True),
        ("not signed", replace(SIGNED, status=4), None, False),
        ("never taken in at home", replace(SIGNED, visit=""), None, False),
        ("planned", replace(SIGNED, handover="v-2"), "planned", False),
        ("called off on purpose", replace(SIGNED, handover="v-2"), "cancelled", False),
        ("failed", replace(SIGNED, handover="v-2"), "failed", True),
    ],
)
def test_it_is_due_until_somebody_planned_it_or_called_it_off(
    why: str, dossier: Dossier, second: Any, due: bool
) -> None:
    """One that failed is due again; what the office called off it does not plan anew by itself."""
    things = [visit_at(second, id="v-2", follows="v-1")] if second else []
    assert second_visit.is_due(dossier, BIRTH, Shelf(*things).look) is due, why


def test_at_the_second_visit_one_is_recognised_and_signs_the_book() -> None:
    """Neither papers nor lucidity nor fee again; without identity or hand it is not completed."""
    done = VisitCompleted(visit="v-1")
    bare: dict[str, Any] = {"follows": "v-0", "lucidity": None, "papers": (), "fees": ()}
    assert judged(visit_at("arrived", **bare), done, SIGNED, ELDER) is None
    no = judged(visit_at("arrived", **bare, identity=None), done, SIGNED, ELDER)
    assert no == Refused("step_missing", "identity (1.003583)")
    no = judged(visit_at("arrived", **bare, assents=()), done, SIGNED, ELDER)
    assert no == Refused("step_missing", "assent (1.003583)")
    another = replace(CERTIFIED, signer="Lê Văn Tư")
    assert judged(visit_at("arrived", **bare, assents=(another,)), done, SIGNED, ELDER) == Refused(
        "signer_unchecked", "identity"
    )
    said = SignatureRecorded(visit="v-1", dossier="d-1", signer="Nguyễn Thị Đào")
    assert judged(visit_at("arrived", **bare), said, SIGNED, ELDER) is None


def test_the_guide_of_a_second_visit_is_short() -> None:
    """Who receives, and their hand; the words say what is received and which article asks for it."""
    assert BIRTH is not None
    visit = visit_at("assigned", follows="v-0", minutes=second_visit.MINUTES)
    told = guide(BIRTH, SIGNED, visit, ELDER, VISITED)
    assert [(step.id, step.required) for step in told.steps] == [("identity", True), ("assent", True)]
    assert (told.papers, told.photos, told.form, told.refusals, told.minutes) == ((), (), (), (), second_visit.MINUTES)
    assert [one.id for one in told.evidence] == ["book_signed"]
    assert told.manners[0].wording_vi == "Tôi đã nhận Giấy khai sinh, đã xem nội dung là đúng và ký vào Sổ đăng ký."
    assert "the birth certificate" in told.manners[0].wording_en
    assert {one.article for one in manner.wordings() if one.use == "receive" and one.manner != "neither"} == {
        "TT 04/2020/TT-BTP, Điều 24 đến 26"
    }
