"""Every paper is printed in both languages, and its words are read back out of the PDF."""

import io
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from models.procedure import catalogue
from server.documents.papers import Charge, FeeReceipt, Issued, Moment, PaperLine, Receipt, Signer
from server.documents.render import PAPERS, Language, UnknownDocument, editions, pictures, render, texts
from server.documents.samples import ELDER, FINGERPRINT, MANY, NEITHER, OFFICE, ONE, SAMPLES, seal

LANGUAGES: tuple[Language, ...] = ("vi", "en")
EDITION = editions()[-1]


@cache
def sample(document: str, language: Language) -> bytes:
    """The sample of a document, printed once."""
    return render(document, SAMPLES[document], language=language)


def opened(document: str, data: Any = None, language: Language = "vi") -> PdfReader:
    """The paper as a reader opens it; without data the sample."""
    return PdfReader(io.BytesIO(render(document, data, language=language) if data else sample(document, language)))


def plain(text: str) -> str:
    """Words as people read them: one blank between, composed letters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def said(document: str, data: Any = None, language: Language = "vi") -> str:
    """Everything a paper says, from its first page to its last."""
    return plain(" ".join(page.extract_text() for page in opened(document, data, language).pages))


EXPECTED: dict[str, tuple[str, ...]] = {
    "certification_one": (
        "LỜI CHỨNG CHỨNG THỰC CHỮ KÝ CỦA MỘT NGƯỜI",
        "Hồi 09 giờ 05 phút, ngày 20 tháng 11 năm 2026",
        "ngày hai mươi tháng mười một năm hai nghìn không trăm hai mươi sáu",
        "Tại địa điểm ngoài trụ sở: Số 12/3, đường Nguyễn Huệ, khóm Mỹ Lộc, phường Long Xuyên, tỉnh An Giang",
        "Tôi: Lê Hoàng Phúc, Phó Chủ tịch Ủy ban nhân dân phường Long Xuyên",
        "Bà Nguyễn Thị Bưởi, Thẻ căn cước số 089144001234",
        "cam đoan đã hiểu, tự chịu trách nhiệm về nội dung của giấy tờ, văn bản và đã ký vào giấy tờ, văn bản này trước mặt tôi.",
        "Số chứng thực: 125, quyển số: 01/2026-SCT/CK,ĐC.",
    ),
    "certification_many": ("1. Bà Nguyễn Thị Bưởi", "2. Ông Trần Văn Đệ", "(điểm chỉ ngón trỏ phải)", "Số chứng thực: ……"),
    "certification_fingerprint": ("không ký được nên đã điểm chỉ (ngón cái trái)",),
    "certification_neither": ("không thể ký, không thể điểm chỉ được", "liệt hai tay", "Chau Sóc Kha", "Võ Thị Ý", "tiếng Khmer"),
    "certification_copy": ("CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH", "1204", "03/2026-SCT/BS", "số bản sao: 3"),
    "form_01": (
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Mẫu số 01",
        "Thời gian nhận hồ sơ: 09 giờ 05 phút, ngày 20 tháng 11 năm 2026.",
        "17 giờ 00 phút",
        "1. Giấy ủy quyền (chưa ký) (1 bản chính)",
    ),
    "form_02": ("PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "2. Dự thảo giao dịch có chữ ký nháy từng trang", "một lần"),
    "form_03": ("PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", "tẩy xóa", "NĐ 23/2015, Điều 22.1", "khiếu nại"),
    "form_04": ("VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN", "16 giờ 30 phút, ngày 27 tháng 11", "10 giờ 00 phút, ngày 01 tháng 12"),
    "form_05": ("THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "người yêu cầu đã mất ngày 18/11/2026."),
    "form_06": ("PHIẾU KIỂM SOÁT QUÁ TRÌNH", "Đúng hạn", "Trước hạn", "Quá hạn", "09:05 20/11/2026"),
    "form_07": ("SỔ THEO DÕI HỒ SƠ", "H01.307-261120-0012", "Hẹn trả kết quả"),
    "register_page": (
        "SỔ CHỨNG THỰC CHỮ KÝ, ĐIỂM CHỈ",
        "Số thứ tự/ số chứng thực",
        "Trang trước chuyển sang",
        "Cộng đến hết trang 22 220.000",
        "Khóa sổ tháng 11",
    ),
    "fee_receipt": ("PHIẾU THU PHÍ, LỆ PHÍ", "21.000", "Hai mươi mốt nghìn đồng", "không thu phí", "TT 226/2016/TT-BTC, Điều 4"),
    "custody_receipt": ("GIẤY GIAO NHẬN BẢN CHÍNH", "Ố vàng mép phải", "11 giờ 30 phút, ngày 23 tháng 11 năm 2026"),
    "visit_summary": ("VIỆC ĐÃ LÀM HÔM NAY", "Đã nộp: 31.000 đồng", "0296 3 123 456", "Cán bộ trở lại: 09 giờ 00 phút"),
    "congratulation_birth": ("THƯ CHÚC MỪNG", "cháu Nguyễn Gia Ân chào đời ngày 15 tháng 11 năm 2026", "CHỦ TỊCH"),
    "congratulation_marriage": ("Trần Văn Đệ và Huỳnh Thị Ngọc Ẩn", "trăm năm hạnh phúc"),
    "condolence": ("THƯ CHIA BUỒN", "cụ Phan Văn Đượm đã từ trần", "tận nhà"),
}  # fmt: skip


@pytest.mark.parametrize("document", list(PAPERS))
def test_the_vietnamese_paper_says_what_it_must(document: str) -> None:
    """Every paper's own words, names with all their marks, can be read back out of the PDF."""
    words = said(document)
    for expected in EXPECTED[document]:
        assert expected in words
    assert "7K2M-94QX" in words and "https://tannha.longxuyen.example/v/7K2M-94QX" in words
    assert "{" not in words and "Translation" not in words


@pytest.mark.parametrize("document", list(PAPERS))
def test_the_english_paper_says_it_is_a_translation(document: str) -> None:
    """In English each paper has its heading, its code, and the notice that the Vietnamese text counts."""
    words = said(document, language="en")
    keys = texts(EDITION.valid_from, "en")[document]
    heading = keys.get("true", keys["heading"])
    assert "The Vietnamese text is the one that counts." in words
    assert "{" not in words and "7K2M-94QX" in words
    if "{" not in heading:
        assert plain(heading) in words


@pytest.mark.parametrize("document", list(PAPERS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paper_is_a_lasting_pdf(document: str, language: Language) -> None:
    """Every paper is PDF/A-2a: tagged, titled, in its language, with its fonts inside."""
    pdf = opened(document, language=language)
    root: Any = pdf.trailer["/Root"]
    packet = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in packet and "<pdfaid:conformance>A</pdfaid:conformance>" in packet
    assert str(root["/Lang"]).startswith(language)
    assert pdf.metadata is not None and pdf.metadata.title
    assert pdf.metadata.author == SAMPLES[document].letterhead.agency
    assert root["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("document", [name for name in PAPERS if not name.startswith(("certification", "visit"))])
def test_official_papers_have_country_and_agency(document: str) -> None:
    """Forms, receipts, registers and letters carry Quốc hiệu, tiêu ngữ, agency, place and date (NĐ 30/2020)."""
    words = said(document)
    head = SAMPLES[document].letterhead
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words and "Độc lập - Tự do - Hạnh phúc" in words
    assert head.above.upper() in words and head.agency.upper() in words
    assert "Long Xuyên, ngày 20 tháng 11 năm 2026" in words


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
    data = replace(SAMPLES["register_page"], seal=seal(state))
    for language, mark in (("vi", vi), ("en", en)):
        pdf = opened("register_page", data, language)  # type: ignore[arg-type]
        assert len(pdf.pages) == 3
        for page in pdf.pages:
            words = plain(page.extract_text())
            assert mark in words and "7K2M-94QX" in words


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
    pdf = opened("form_01", replace(receipt, papers=many))
    assert len(pdf.pages) > 2
    for at, page in enumerate(pdf.pages, start=1):
        assert f"Trang {at}/{len(pdf.pages)}" in plain(page.extract_text())


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
    assert edition.documents.keys() == PAPERS.keys() == SAMPLES.keys() == EXPECTED.keys()
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
