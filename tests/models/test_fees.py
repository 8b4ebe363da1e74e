"""Fees: golden cases shared with the tablet, the formula, lines that sum, tariffs of a province."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fees import Exempt, Quantity, Tariff, bill
from models.procedure import Procedure, catalogue, in_force
from models.reason import Reason

DAY = "2026-11-21"
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "fees.json").read_text("utf-8"))
WHY = Reason(id="x", vi="Hộ nghèo", en="Poor household", article="Luật Hộ tịch 2014, Điều 11.1")
PAGES = st.integers(1, 10_000)
COPIES = st.integers(1, 1_000)


def known(code: str) -> Procedure:
    """The version in force on the day of these tests."""
    found = in_force(code, DAY)
    assert found is not None
    return found


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_golden(case: dict[str, Any]) -> None:
    """Each golden case costs what it says, and its tariff is the catalogue's."""
    one = known(case["code"])
    assert case["fee"] == {
        "per": one.fee_per,
        "dong": one.fee_dong,
        "full_pages": one.fee_full_pages,
        "next_page_dong": one.fee_next_page_dong,
        "copy_dong_max": one.fee_copy_dong_max,
    }
    exempt = Exempt(percent=case["percent"], reason=WHY) if case["percent"] else None
    found = bill(one, msgspec.convert(case["asked"], Quantity), exempt=exempt)
    assert (found.total_dong, found.full_dong) == (case["total_dong"], case["full_dong"])


def test_every_procedure_has_a_golden_case() -> None:
    """No fee rule of the catalogue goes without a golden case."""
    rules = {(p.fee_per, p.fee_dong, p.fee_next_page_dong) for p in catalogue()}
    shown = {(c["fee"]["per"], c["fee"]["dong"], c["fee"]["next_page_dong"]) for c in VECTORS}
    assert rules == shown


@given(PAGES, COPIES)
def test_tt226_article_4_formula(pages: int, copies: int) -> None:
    """TT 226/2016 art. 4: min(2000·min(p,2) + 1000·max(p−2,0), 200000) × copies."""
    one = known("2.000815")
    expected = min(2000 * min(pages, 2) + 1000 * max(pages - 2, 0), 200_000) * copies
    assert bill(one, Quantity(pages=pages, copies=copies)).total_dong == expected


@given(
    st.sampled_from(catalogue()),
    PAGES,
    st.integers(1, 100),
    st.integers(1, 100),
    st.integers(1, 100),
    st.integers(0, 100),
)
def test_lines_always_sum(one: Procedure, pages: int, copies: int, documents: int, cases: int, percent: int) -> None:
    """Whatever is asked, the lines sum to the total, nothing is negative, an exemption never adds."""
    asked = Quantity(pages=pages, copies=copies, documents=documents, cases=cases)
    found = bill(one, asked, exempt=Exempt(percent=percent, reason=WHY))
    assert sum(line.amount_dong for line in found.lines) == found.total_dong
    assert 0 <= found.total_dong <= found.full_dong
    assert found.full_dong == bill(one, asked).total_dong
    assert all(line.label and len(line.label) <= 200 and len(line.basis) <= 200 for line in found.lines)


def test_lines_show_the_working() -> None:
    """A citizen sees how 21,000 đồng for three copies of five pages comes about."""
    found = bill(known("2.000815"), Quantity(pages=5, copies=3))
    assert [(line.label, line.amount_dong) for line in found.lines] == [
        ("2 trang đầu × 2.000 đồng × 3 bản", 12_000),
        ("3 trang tiếp theo × 1.000 đồng × 3 bản", 9_000),
    ]
    assert found.lines[0].basis == "TT 226/2016/TT-BTC, Điều 4"


def test_an_exemption_is_a_line_with_its_reason() -> None:
    """What is not paid stands on the receipt as a line of zero with its article."""
    found = bill(known("2.002516"), exempt=Exempt(percent=100, reason=WHY))
    assert [(line.label, line.amount_dong, line.basis) for line in found.lines] == [
        ("Miễn phí: Hộ nghèo", 0, "Luật Hộ tịch 2014, Điều 11.1")
    ]


def test_a_province_sets_what_the_nation_leaves_to_it() -> None:
    """The tariff of the right province and day counts; the nation's fees cannot be changed by one."""
    rules = [
        Tariff(province="91", code="1.004873", fee_dong=15_000, basis="NQ 1/2026/NQ-HĐND", valid_from="2026-01-01"),
        Tariff(
            province="91",
            code="1.004873",
            fee_dong=20_000,
            basis="NQ 2",
            valid_from="2026-06-01",
            valid_to="2026-12-31",
        ),
        Tariff(province="91", code="2.000884", fee_dong=99_000, basis="NQ 3", valid_from="2026-01-01"),
    ]

    def total(code: str, province: str, day: str) -> int:
        return bill(known(code), Quantity(documents=2), province=province, day=day, tariffs=rules).total_dong

    assert total("1.004873", "91", "2026-05-31") == 30_000
    assert total("1.004873", "91", "2026-06-01") == 40_000
    assert total("1.004873", "91", "2027-01-01") == 30_000
    assert total("1.004873", "91", "2025-12-31") == total("1.004873", "92", "2026-06-01") == 0
    assert total("2.000884", "91", "2026-06-01") == 10_000
