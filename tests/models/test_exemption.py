"""Fee exemptions: what the law frees, what it does not, and what a province may add."""

import pytest

from models.citizen import Status, StatusKind
from models.exemption import Exemption, decide, exemptions
from models.procedure import Procedure, catalogue, in_force

DAY = "2026-11-21"
REGISTRATION = ("2.002516", "1.004873", "1.001193", "1.000656", "1.000894")


def known(code: str) -> Procedure:
    """The version in force on the day of these tests."""
    found = in_force(code, DAY)
    assert found is not None
    return found


def status(kind: StatusKind, until: str | None = None) -> Status:
    """A status shown by a paper."""
    return Status(kind=kind, evidence="giấy xác nhận", until=until)


@pytest.mark.parametrize("code", REGISTRATION)
@pytest.mark.parametrize("kind", ["meritorious", "poor", "disabled"])
def test_civil_status_law_article_11(code: str, kind: StatusKind) -> None:
    """Luật Hộ tịch 2014 art. 11: merit, poverty and disability free from civil-status fees."""
    found = decide(known(code), [status(kind)], DAY)
    assert found.exempt is not None and found.exempt.percent == 100
    assert "Luật Hộ tịch 2014, Điều 11" in found.reasons[0].article


@pytest.mark.parametrize("kind", ["elderly", "disabled", "meritorious", "alone", "poor", "near_poor", "frail"])
@pytest.mark.parametrize("code", ["2.000815", "2.000884", "2.000635", "2.001035"])
def test_tt226_and_tt281_exempt_no_one_by_status(code: str, kind: StatusKind) -> None:
    """TT 226/2016, TT 281/2016: no status frees from certification or extract fees."""
    found = decide(known(code), [status(kind)], DAY)
    assert found.exempt is None and found.reasons[0].id == "no_exemption"


def test_law_article_11_does_not_name_the_elderly_or_near_poor() -> None:
    """Luật Hộ tịch 2014 art. 11 names neither age nor near-poverty."""
    assert decide(known("2.002516"), [status("elderly"), status("near_poor"), status("alone")], DAY).exempt is None


def test_tt226_rural_credit_mortgage() -> None:
    """TT 226/2016 with NĐ 55/2015: a mortgage for a rural loan is certified free, any other transaction is not."""
    assert decide(known("2.001035"), [], DAY, circumstances=["rural_credit_mortgage"]).exempt is not None
    assert decide(known("2.001035"), [], DAY).exempt is None
    assert decide(known("2.001019"), [], DAY, circumstances=["rural_credit_mortgage"]).exempt is None


def test_a_status_that_ended_does_not_count() -> None:
    """A poor-household status counts to its last day and not after."""
    assert decide(known("2.002516"), [status("poor", "2026-11-21")], DAY).exempt is not None
    assert decide(known("2.002516"), [status("poor", "2026-11-20")], DAY).exempt is None


def test_evidence_is_asked_for_when_it_was_never_shown() -> None:
    """An exemption on a status without paper is granted, but what must be shown is said."""
    found = decide(known("2.002516"), [Status(kind="poor")], DAY)
    assert found.exempt is not None and found.evidence == ("poor",)
    assert [reason.id for reason in found.reasons] == ["poor", "show_evidence"]
    assert decide(known("2.002516"), [status("poor")], DAY).evidence == ()


def test_a_province_may_add_its_own() -> None:
    """A council's exemption counts in its province, between its days, and the larger of two counts."""
    half = Exemption(
        id="old", vi="Từ 80 tuổi", en="80 and over", article="NQ HĐND", valid_from="2026-01-01", valid_to="2026-12-31",
        codes=("2.000884",), statuses=("elderly",), province="91", percent=50,
    )  # fmt: skip
    whole = Exemption(
        id="all", vi="Tất cả", en="All", article="NQ HĐND", valid_from="2026-11-01", codes=("2.000884",), province="91"
    )

    def percent(day: str, province: str, *rules: Exemption) -> int:
        found = decide(known("2.000884"), [status("elderly")], day, province=province, added=rules)
        return found.exempt.percent if found.exempt else 0

    assert percent(DAY, "91", half) == 50
    assert percent(DAY, "92", half) == percent("2025-12-31", "91", half) == percent("2027-01-01", "91", half) == 0
    assert percent(DAY, "91", half, whole) == 100


def test_a_free_procedure_says_so() -> None:
    """A procedure without a fee is not called an exemption refused."""
    assert [reason.id for reason in decide(known("2.000908"), [], DAY).reasons] == ["free"]


def test_exemptions_name_procedures_of_the_catalogue() -> None:
    """Every code an exemption speaks of exists, and every text has both languages and an article."""
    codes = {p.code for p in catalogue()}
    assert exemptions()
    assert all(set(one.codes) <= codes and one.vi and one.en and one.article for one in exemptions())
