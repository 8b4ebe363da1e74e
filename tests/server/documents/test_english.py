"""What the office writes by itself is known in English; what people wrote stays theirs."""

import json
from importlib.resources import files
from string import Formatter

import pytest

from models.dossier import STATUS
from models.exemption import exemptions
from models.fees import Exempt, Quantity, bill
from models.procedure import catalogue
from models.reason import Reason
from models.registers import BOOKS, symbol
from server.documents.english import MONTHS, english
from server.documents.prefill import FINGER, term_text
from server.paperwork import fill, letters, record
from tests.server.printed import left_in_vietnamese

MARKS = ("đồng", "NĐ-CP", "CK,ĐC", "HĐ,GD", "NQ-HĐND", "QĐ-TTg", "QĐ-BTP")
PHRASES: list[list[str]] = json.loads(files("server.documents").joinpath("phrases.json").read_text("utf-8"))["phrases"]


def test_the_catalogue_is_known() -> None:
    """Names, results, papers, grounds and statutory times of every version of every procedure have their English."""
    for one in catalogue():
        told = [one.vi, one.result_vi, term_text(one), *(part.vi for part in one.papers)]
        told += [part.vi for part in one.refusals]
        told += [one.basis, one.fee_basis, *(part.article for part in one.refusals)]
        for text in filter(None, told):
            assert left_in_vietnamese(english(text), MARKS) == [], text


@pytest.mark.parametrize("lowered", [0, 50, 100])
def test_every_line_of_a_bill_is_known(lowered: int) -> None:
    """Fee lines of every procedure, few and many pages, in full, lowered and free, with what they rest on."""
    for one in catalogue():
        for asked in (Quantity(), Quantity(pages=5, copies=3), Quantity(pages=900, copies=2, documents=2, cases=2)):
            for rule in exemptions():
                why = Reason(id=rule.id, vi=rule.vi, en=rule.en, article=rule.article)
                lines = bill(
                    one, asked, exempt=Exempt(percent=lowered, reason=why), province="91", day="2026-11-20"
                ).lines
                for line in lines:
                    assert left_in_vietnamese(english(line.label), MARKS) == [], line.label


def test_the_words_of_the_office_are_known() -> None:
    """Statuses, books, periods, offices, titles, fingers and the reasons written where nobody told another."""
    told = [
        *STATUS.values(), *(f"{vi} ({symbol(name)})" for name, (vi, _) in BOOKS.items()), "Tháng 2 năm 2027", "Năm 2026",
        "Từ ngày 01/11/2026 đến ngày 15/11/2026", FINGER, fill.ASSIGNED, letters.WHY_LATE, record.CHAIRMAN, record.CENTRE,
    ]  # fmt: skip
    for text in told:
        assert left_in_vietnamese(english(text), MARKS) == [], text
    assert english("Tháng 2 năm 2027") == "February 2027" and len(MONTHS) == 12


@pytest.mark.parametrize(
    ("vi", "en"),
    [
        ("Ủy ban nhân dân xã Mỹ Hòa Hưng", "People's Committee of Mỹ Hòa Hưng commune"),
        (
            "Trung tâm Phục vụ hành chính công phường Long Xuyên",
            "Public Administration Service Centre of Long Xuyên ward",
        ),
        ("10.000 đồng × 1 trường hợp", "10,000 đồng a case × 1"),
        ("Điểm chỉ; ngón cái phải", "Fingerprint; right thumb"),
        ("50.176", "50,176"),
        ("83,45%", "83.45%"),
        ("-1.250,5", "-1,250.5"),
        ("NĐ 23/2015, Điều 25.3, Điều 22.4", "Decree 23/2015, Art. 25.3, Art. 22.4"),
        ("Luật HN&GĐ 52/2014, Điều 8", "Law on Marriage and Family 52/2014, Art. 8"),
        ("Tháng 13 năm 2026", "Tháng 13 năm 2026"),
    ],
)
def test_parts_are_said_in_their_places(vi: str, en: str) -> None:
    """Phrases with gaps are filled by what stood in them, itself in English where it is known."""
    assert english(vi) == en


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Thị Bưởi",
        "Số 12/3, đường Nguyễn Huệ",
        "Chủ nhà đi vắng",
        "0912 345 678",
        "2.000884",
        "",
        "phường A, tỉnh B",
    ],
)
def test_names_numbers_and_own_words_stay(text: str) -> None:
    """What is no phrase of the office is printed as it was written."""
    assert english(text) == text


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase[0])
def test_a_phrase_fills_the_same_gaps_in_both_languages(phrase: list[str]) -> None:
    """Nothing that was said is lost or made up, and the English half is English."""
    vi, en = ([name for _, name, _, _ in Formatter().parse(half) if name] for half in phrase)
    assert sorted(vi) == sorted(en) and len(set(vi)) == len(vi)
    assert left_in_vietnamese(phrase[1], MARKS) == []
