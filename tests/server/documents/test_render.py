"""What every paper has and every kind of paper does: seal, letterhead, signers, sums, pages; the same data, the same bytes."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from models.procedure import catalogue
from models.words import day_figures
from server.documents.english import english
from server.documents.papers import Charge, FeeReceipt, Issued, Moment, PaperLine, Receipt, Signer
from server.documents.render import PAPERS, Language, UnknownDocument, editions, pictures, render, texts
from server.documents.samples import ELDER, FINGERPRINT, MANY, NEITHER, OFFICE, ONE, SAMPLES, seal
from tests.server.printed import leaves, plain, read_back

LANGUAGES: tuple[Language, ...] = ("vi", "en")
EDITION = editions()[-1]


@cache
def sample(document: str, language: Language) -> bytes:
    """The sample of a document, printed once."""
    return render(document, SAMPLES[document], language=language)


def opened(document: str, language: Language = "vi") -> PdfReader:
    """The sample as a reader opens it."""
    return PdfReader(io.BytesIO(sample(document, language)))


def said(document: str, data: Any = None, language: Language = "vi") -> str:
    """Everything a paper says, from its first page to its last."""
    return read_back(render(document, data, language=language) if data else sample(document, language))


@pytest.mark.parametrize("document", list(PAPERS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paper_is_a_lasting_pdf(document: str, language: Language) -> None:
    """Every paper is PDF/A-2a: tagged, titled, in its language, with its fonts inside."""
    pdf = opened(document, language)
    root: Any = pdf.trailer["/Root"]
    packet = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in packet and "<pdfaid:conformance>A</pdfaid:conformance>" in packet
    assert str(root["/Lang"]).startswith(language)
    assert pdf.metadata is not None and pdf.metadata.title
    agency = SAMPLES[document].letterhead.agency
    assert pdf.metadata.author == (agency if language == "vi" else english(agency))
    assert root["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("document", [name for name in PAPERS if not name.startswith(("certification", "visit"))])
def test_official_papers_have_country_and_agency(document: str) -> None:
    """Forms, receipts, registers and letters carry Quốc hiệu, tiêu ngữ, agency, place and date (NĐ 30/2020)."""
    words = said(document)
    head = SAMPLES[document].letterhead
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words and "Độc lập - Tự do - Hạnh phúc" in words
    assert head.above.upper() in words and head.agency.upper() in words
    assert plain(f"Long Xuyên, {day_figures(SAMPLES[document].moment.day)}") in words


@pytest.mark.parametrize(
    ("state", "vi", "en"),
    [
        ("provisional", "BẢN TẠM", "PROVISIONAL"),
        ("final", "BẢN CHÍNH THỨC", "FINAL"),
        ("withdrawn", "ĐÃ THU HỒI", "WITHDRAWN"),
    ],
)
def test_every_page_says_how_the_paper_stands(state: Any, vi: str, en: str) -> None:
    """Provisional, final or withdrawn stands on every page, with the code."""
    receipt = SAMPLES["form_01"]
    assert isinstance(receipt, Receipt)
    data = replace(receipt, papers=tuple(PaperLine(name="Giấy tờ") for _ in range(40)), seal=seal(state))
    for language, mark in (("vi", vi), ("en", en)):
        pages = leaves(render("form_01", data, language=language))  # type: ignore[arg-type]
        assert len(pages) == 2
        assert all(mark in words and "7K2M-94QX" in words for words in pages)


def test_nd23_article_10_place_hour_and_minute_only_outside() -> None:
    """NĐ 23/2015 art. 10: outside the office hour, minute and place; at the office none of them."""
    outside, inside = said("certification_one", ONE), said("certification_one", OFFICE)
    assert "Hồi 09 giờ 05 phút" in outside and "ngoài trụ sở" in outside
    assert "giờ" not in inside and "ngoài trụ sở" not in inside
    assert "Ngày 20 tháng 11 năm 2026 (bằng chữ:" in inside and "Tại: Ủy ban nhân dân phường Long Xuyên." in inside


@pytest.mark.parametrize(
    "document", ["certification_one", "certification_many", "certification_fingerprint", "certification_neither"]
)
def test_tt01_modes_a_and_b(document: str) -> None:
    """Mode A: before the certifier. Mode B: before the receiver, who signs as well."""
    paper = SAMPLES[document]
    a = said(document, replace(paper, mode="A", receiver=""))
    b = said(document, replace(paper, mode="B", receiver="Phạm Thị Quỳnh")).replace("ông/ bà", "ông/bà")
    assert "trước mặt tôi" in a and "NGƯỜI TIẾP NHẬN HỒ SƠ" not in a
    assert "trước mặt ông/bà Phạm Thị Quỳnh là người tiếp nhận hồ sơ" in b and "NGƯỜI TIẾP NHẬN HỒ SƠ" in b
    assert "NGƯỜI THỰC HIỆN CHỨNG THỰC" in a and "NGƯỜI THỰC HIỆN CHỨNG THỰC" in b


def test_all_who_help_sign() -> None:
    """Interpreter and witnesses have their place to sign, in both modes."""
    for mode in ("A", "B"):
        words = said("certification_neither", replace(NEITHER, mode=mode, receiver="Phạm Thị Quỳnh"))
        assert words.count("NGƯỜI LÀM CHỨNG") == 2 and "NGƯỜI PHIÊN DỊCH" in words


def test_without_a_number_the_place_for_it_stays() -> None:
    """A provisional certification has dots where the office will write number and volume."""
    assert "Số chứng thực: ……, quyển số: ……." in said("certification_many", MANY)


@pytest.mark.parametrize("size", [1, 7, 20])
def test_many_signers(size: int) -> None:
    """Each of many signers is named once, with the finger where one was printed."""
    signers = tuple(Signer(name=f"Nguyễn Văn Số {n}", id_number=f"{n:012d}") for n in range(1, size + 1))
    words = said("certification_many", replace(FINGERPRINT, signers=signers))
    for one in signers:
        assert words.count(one.id_number) == 1


def test_a_bill_is_the_sum_of_its_lines() -> None:
    """The total is counted from the lines, in figures and words; what is exempt shows as nought with its reason."""
    paid = SAMPLES["fee_receipt"]
    assert isinstance(paid, FeeReceipt)
    free = replace(
        paid,
        charges=(Charge(label="Miễn phí: hộ nghèo", amount_dong=0, basis="Luật Hộ tịch, Điều 11"),),
        paid="exempt",
    )
    words = said("fee_receipt", free)
    assert "Tổng cộng 0" in words and "Không đồng" in words and "Không phải nộp." in words
    large = replace(paid, charges=tuple(Charge(label=str(n), amount_dong=1_234_567) for n in range(3)), paid="later")
    assert "3.703.701" in said("fee_receipt", large) and "3,703,701" in said("fee_receipt", large, "en")


def test_nothing_said_can_break_out_of_the_paper() -> None:
    """Names are text: markup, code, braces and quotes print as they are and change nothing else."""
    nasty = '#panic() $x$ *b* _i_ `c` <l> @r "q" \\ {place} {name} // [y] = z'
    words = said(
        "certification_one", replace(ONE, signers=(replace(ELDER, name=nasty),), document_title="#import {entry}")
    )
    assert plain(nasty) in words and "#import {entry}" in words


def test_long_lists_run_over_pages_each_with_its_foot() -> None:
    """Forty papers make several pages, numbered, each with the code."""
    receipt = SAMPLES["form_01"]
    assert isinstance(receipt, Receipt)
    many = tuple(PaperLine(name=f"Giấy tờ thứ {n} " + "rất dài " * 12, kind="bản sao") for n in range(1, 41))
    pages = leaves(render("form_01", replace(receipt, papers=many)))
    assert len(pages) > 2
    for at, words in enumerate(pages, start=1):
        assert f"Trang {at}/{len(pages)}" in words


def test_a_mapping_is_checked_against_the_paper() -> None:
    """A mapping of the right shape prints the same bytes; one that lacks or adds a field is refused."""
    raw = msgspec.to_builtins(ONE)
    assert render("certification_one", raw) == render("certification_one", ONE)
    for bad in ({"certifier": ""}, {"sheets": 0}, {"seal": {"code": "x"}}, {"extra": 1}):
        with pytest.raises(msgspec.ValidationError):
            render("certification_one", raw | bad)


@pytest.mark.parametrize("document", list(PAPERS))
def test_every_paper_can_be_read_back(document: str) -> None:
    """What is kept of a paper as JSON is the paper again: none has a shape that only Python could build."""
    kept = msgspec.json.encode(SAMPLES[document])
    assert msgspec.json.decode(kept, type=PAPERS[document]) == SAMPLES[document]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)/v/7K2M", "https://a.example/x/7K2M", "https://a.example/v/7K2M?name=An"]
)
def test_a_code_leads_to_the_checking_page_alone(url: str) -> None:
    """The address in the QR ends in /v/<code>, so no personal data can ride in it."""
    raw = msgspec.to_builtins(ONE)
    with pytest.raises(msgspec.ValidationError):
        render("certification_one", raw | {"seal": raw["seal"] | {"url": url}})


def test_the_same_paper_twice_is_the_same_bytes() -> None:
    """Printing again, also from many threads at once, gives the very same file."""
    names = ["form_01", "certification_one", "register_page", "visit_summary"] * 3
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda name: render(name, SAMPLES[name]), names))
    assert made[:4] * 3 == made


def test_a_paper_before_its_edition_is_unknown() -> None:
    """What nobody made, or not yet on that day, is said to be unknown."""
    with pytest.raises(UnknownDocument):
        render("form_99", ONE)
    with pytest.raises(UnknownDocument):
        render("certification_one", replace(ONE, moment=Moment(day="2025-10-31")))


def test_pictures_show_every_page() -> None:
    """A preview has one PNG a page."""
    made = pictures("register_page", SAMPLES["register_page"], dots_per_inch=40)
    assert len(made) == 3 and all(one.startswith(b"\x89PNG") for one in made)


@pytest.mark.parametrize("edition", editions(), ids=lambda one: one.valid_from)
def test_editions_are_whole(edition: Any) -> None:
    """An edition has every document, both languages have the same keys, and no place to fill is unknown to the other."""
    assert edition.documents.keys() == PAPERS.keys() == SAMPLES.keys()
    vi, en = texts(edition.valid_from, "vi"), texts(edition.valid_from, "en")
    assert vi.keys() == en.keys() == PAPERS.keys() | {"common"}
    for document, keys in vi.items():
        assert keys.keys() == en[document].keys()
        for key, text in keys.items():
            assert set(re.findall(r"\{(\w+)\}", en[document][key])) <= set(re.findall(r"\{(\w+)\}", text))


def test_procedures_name_papers_that_exist() -> None:
    """Every form and letter a procedure names can be printed."""
    for one in catalogue():
        assert set(one.forms) <= PAPERS.keys()
        assert not one.letter or one.letter in PAPERS


def test_docs_list_every_wording_that_is_not_sure() -> None:
    """docs/legal.md names each paper whose wording no source settled, at its certainty."""
    legal = (Path(__file__).parents[3] / "docs" / "legal.md").read_text("utf-8")
    section = legal.split("## 4.")[1].split("## 5.")[0]
    forms = {f"form_{n:02d}" for n in range(1, 8)}
    for name, template in EDITION.documents.items():
        listed = "`form_01` … `form_07`" if name in forms else f"`{name}`"
        (line,) = [line for line in section.splitlines() if listed in line]
        assert (template.certainty or "–") == line.split("|")[2].strip()


def test_samples_are_of_their_kind() -> None:
    """Each sample is the Struct its document asks for."""
    assert all(isinstance(SAMPLES[name], kind) and issubclass(kind, Issued) for name, kind in PAPERS.items())
