"""The guide of a dossier: the law of its pinned version, for this person, with nothing left for a tablet to decide."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from models.calendar import ms_of
from models.citizen import Citizen, Status
from models.dossier import Dossier
from models.dossier_parts import Intake
from models.fees import Quantity, Tariff, bill
from models.guide import Guide, place_of
from models.guide_fee import fee_of
from models.manner import DECLARING_WITNESSES, wordings
from models.procedure import catalogue, in_force
from models.said import Address
from tests.models.guided import DAY, UNIT, case, cases

CODES = sorted({one.code for one in catalogue()})


@pytest.mark.parametrize("code", CODES)
def test_every_procedure_has_a_whole_guide(code: str) -> None:
    """Each procedure of the catalogue: its steps in order, its papers, its grounds of refusal, words in both languages."""
    found, procedure = case(code), in_force(code, DAY)
    assert procedure is not None
    assert {step.id for step in found.steps if step.required} == set(procedure.steps)
    order = ("identity", "lucidity", "papers", "photos", "form", "assent", "fee")
    assert [step.id for step in found.steps] == [step for step in order if step in {s.id for s in found.steps}]
    assert {paper.id for paper in found.papers} == {paper.id for paper in procedure.papers}
    assert found.refusals == procedure.refusals and found.refusals
    assert bool(found.manners) == ("assent" in procedure.steps)
    told: list[Any] = [*found.steps, *found.papers, *found.photos, *found.manners, *found.form]
    assert all(one.vi.strip() and one.en.strip() for one in told)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Guide) == found


def test_decree_23_article_10_outside_needs_reason_place_hour_and_minute() -> None:
    """Decree 23/2015 art. 10: a signature certified at home asks for them, with what is known filled in; a copy never."""
    outside = case().outside
    assert outside is not None and outside.hour_minute
    assert outside.reason == "frail"
    assert outside.place == "12/3, Lê Lợi, Khóm 2, Phường Long Xuyên, Tỉnh An Giang"
    assert [reason for reason, _, _ in outside.reasons] == ["frail", "disabled", "custody", "other"]
    assert case(ground="alone").outside.reason == ""  # type: ignore[union-attr]
    assert case("2.000815").outside is None and case("1.003583").outside is None


def test_decree_23_article_26_who_cannot_sign_fingerprints() -> None:
    """Decree 23/2015 art. 26: the likeliest manner comes first, all three are lawful, the finger is named."""
    assert [one.id for one in case().manners] == ["signature", "fingerprint", "neither"]
    unable = case(needs=("cannot_sign",)).manners
    assert [one.id for one in unable] == ["fingerprint", "signature", "neither"]
    assert unable[0].expected and unable[0].finger_vi == "ngón trỏ phải"
    assert [one.witnesses for one in unable] == [0, 0, 0], "plain signatures need no witness"


def test_decree_23_article_36_witnesses_for_transactions() -> None:
    """Decree 23/2015 art. 36.3: two witnesses where a transaction's party cannot read, hear, sign or fingerprint."""
    able, blind = case("2.001035").manners, case("2.001035", needs=("blind",)).manners
    assert {one.id: one.witnesses for one in able} == {"signature": 0, "fingerprint": 0, "neither": 2}
    assert {one.id: one.witnesses_if_unable for one in able} == {"signature": 2, "fingerprint": 2, "neither": 2}
    assert {one.witnesses for one in blind} == {2}


def test_circular_04_article_25_a_declaration_is_read_aloud() -> None:
    """TT 04/2020 art. 25: what is declared, not certified, has other words; who can do neither has two witnesses."""
    declared = {one.id: one for one in case("1.003583").manners}
    assert "tờ khai" in declared["signature"].wording_vi and "chứng thực" not in declared["signature"].wording_vi
    assert declared["neither"].witnesses == DECLARING_WITNESSES


def test_before_whom_depends_on_the_mode() -> None:
    """Mode A: before the certifier; mode B: before the receiver. No wording keeps a hole."""
    by_mode = {mode: case(mode=mode).manners[0].wording_vi for mode in "AB"}
    assert "người thực hiện chứng thực" in by_mode["A"] and "người tiếp nhận hồ sơ" in by_mode["B"]
    assert all("{" not in one.wording_vi + one.wording_en for mode in "AB" for one in case(mode=mode).manners)


def test_the_wordings_cover_every_manner_and_use() -> None:
    """Each manner of certifying and of declaring has a wording."""
    assert {(one.manner, one.use) for one in wordings()} == {
        (manner, use) for manner in ("signature", "fingerprint", "neither") for use in ("certify", "declare", "receive")
    }


def test_what_the_call_settled_changes_the_papers() -> None:
    """A paper that is not needed is shown as such, last, with why; one that came on top is there."""
    found = case("2.000635", intake=Intake(without=("authorisation",)))
    dropped = found.papers[-1]
    assert (dropped.id, dropped.need, dropped.required) == ("authorisation", "not_needed", False) and dropped.why_vi
    assert "kinship" in {paper.id for paper in cases()[3].guide.papers}


def test_what_the_databases_hold_is_never_required() -> None:
    """NQ 66.7/2025: a paper asked for only when no database holds it is not required, and says so."""
    papers = {paper.id: paper for paper in case("1.003583").papers}
    assert not papers["residence"].required and "cơ sở dữ liệu" in papers["residence"].why_vi


def test_no_picture_of_the_identity_paper() -> None:
    """Law 91/2025: the identity paper is never photographed; what is shown for civil status is, what was signed is."""
    pictured = {code: {photo.id for photo in case(code).photos} for code in CODES}
    assert not any("paper_id_paper" in photos for photos in pictured.values())
    assert pictured["2.000884"] == {"signed"} and "paper_original" in pictured["2.000815"]


@pytest.mark.parametrize("code", CODES)
def test_the_fee_is_the_bill_and_its_rule_adds_up(code: str) -> None:
    """Lines, items and rule of a guide say the same sum as `models.fees.bill`."""
    asked = Quantity(pages=5, copies=3, documents=2, cases=1)
    procedure = in_force(code, DAY)
    assert procedure is not None
    fee = case(code, intake=Intake(asked=asked)).fee
    due = bill(procedure, asked, province="91", day=DAY)
    assert (fee.total_dong, fee.full_dong, fee.lines) == (due.total_dong, due.full_dong, due.lines)
    assert sum(item.total_dong for item in fee.items) == fee.full_dong
    assert all(item.unit_dong * item.copies == item.total_dong for item in fee.items)


def test_law_on_civil_status_article_11_exempts_with_its_reason() -> None:
    """Law on Civil Status art. 11: a poor household pays nothing for a confirmation, and the reason is told; age frees nobody."""
    poor = case("2.002516", statuses=(Status(kind="poor"),)).fee
    assert poor.total_dong == 0 and poor.full_dong == 8_000 and poor.rule.percent == 100
    assert poor.exempt is not None and "Điều 11" in poor.exempt.article and poor.evidence == ("poor",)
    old = case("2.000884", statuses=(Status(kind="elderly"),)).fee
    assert old.exempt is None and old.total_dong == 10_000


def test_a_province_sets_what_the_law_leaves_to_it() -> None:
    """A tariff of the province counts where the province sets the fee, from its first day on."""
    tariff = Tariff(province="91", code="1.004873", fee_dong=12_000, basis="NQ 1/2026", valid_from="2026-01-01")
    procedure = in_force("1.004873", DAY)
    assert procedure is not None
    dossier = Dossier(
        id="d", unit=UNIT, code="", request="r", citizen="c", procedure="1.004873", version=procedure.version,
        opened_ms=ms_of(DAY, 480),
    )  # fmt: skip
    citizen = Citizen(id="c", unit=UNIT, name="x")
    assert fee_of(procedure, dossier, citizen, (tariff,)).total_dong == 12_000
    assert fee_of(procedure, dossier, citizen).total_dong == 0


def test_a_home_without_number_is_named_by_its_landmark() -> None:
    """Where there is neither number nor street, the card's address or the landmark stands."""
    assert place_of(Address(landmark="sau chợ Mỹ Bình"), "30307") == "sau chợ Mỹ Bình, Phường Long Xuyên, Tỉnh An Giang"
    assert place_of(Address(printed="Tổ 10, Khóm Mẫu, Mỹ Bình"), "30307") == "Tổ 10, Khóm Mẫu, Mỹ Bình"
