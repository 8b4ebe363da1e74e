"""Every paper in both languages: its sentences, values, code and pages are read back out of the PDF.

A paper added without its row here fails, and so does a word of Vietnamese left in an English print that is no name.
"""

from typing import NamedTuple

import pytest

from server.documents.render import PAPERS, Language, editions, render, texts
from server.documents.samples import SAMPLES
from tests.server.printed import leaves, left_in_vietnamese, plain

CODE, URL = "7K2M-94QX", "https://tannha.longxuyen.example/v/7K2M-94QX"
TRANSLATION = "The Vietnamese text is the one that counts."
NAMES = (
    "Nguyễn Thị Bưởi", "Trần Văn Đệ", "Phạm Thị Quỳnh", "Lê Hoàng Phúc", "Trần Minh Quân", "Long Xuyên",
    "Số 12/3, đường Nguyễn Huệ, khóm Mỹ Lộc", "khóm Mỹ Lộc", "phường Long Xuyên, tỉnh An Giang", "NĐ-CP", "CK,ĐC", "đồng",
)  # fmt: skip
"""What no translation changes: people, places, the marks of laws and books, the currency."""


class Expected(NamedTuple):
    """What a paper must say in each language, which words of its own stay Vietnamese, and its pages."""

    vi: tuple[str, ...]
    en: tuple[str, ...]
    stays: tuple[str, ...] = ()
    pages: int = 1
    sealed: bool = True


EXPECTED: dict[str, Expected] = {
    "certification_one": Expected(
        vi=(
            "LỜI CHỨNG CHỨNG THỰC CHỮ KÝ CỦA MỘT NGƯỜI",
            "Hồi 09 giờ 05 phút, ngày 20 tháng 11 năm 2026",
            "ngày hai mươi tháng mười một năm hai nghìn không trăm hai mươi sáu",
            "Tại địa điểm ngoài trụ sở: Số 12/3, đường Nguyễn Huệ, khóm Mỹ Lộc, phường Long Xuyên, tỉnh An Giang",
            "Tôi: Lê Hoàng Phúc, Phó Chủ tịch Ủy ban nhân dân phường Long Xuyên",
            "Bà Nguyễn Thị Bưởi, Thẻ căn cước số 089144001234",
            "cam đoan đã hiểu, tự chịu trách nhiệm về nội dung của giấy tờ, văn bản",
            "và đã ký vào giấy tờ, văn bản này trước mặt tôi.",
            "Lời chứng kèm theo: Giấy ủy quyền ngày 20/11/2026, 2 tờ.",
            "Số chứng thực: 125, quyển số: 01/2026-SCT/CK,ĐC.",
        ),
        en=(
            "CERTIFICATION OF ONE PERSON'S SIGNATURE",
            "At 09:05 on 20 November 2026.",
            "At a place outside the office: Số 12/3, đường Nguyễn Huệ, khóm Mỹ Lộc, phường Long Xuyên, tỉnh An Giang.",
            "I, Lê Hoàng Phúc, Vice-Chairman of the People's Committee of Long Xuyên ward",
            "Nguyễn Thị Bưởi, Identity card no. 089144001234, declared to have understood",
            "and signed this paper before me.",
            "Attached to: Authorisation of 20/11/2026, 2 sheets.",
            "Certification no. 125, volume 01/2026-SCT/CK,ĐC.",
        ),
    ),
    "certification_many": Expected(
        vi=("1. Bà Nguyễn Thị Bưởi", "2. Ông Trần Văn Đệ", "(điểm chỉ ngón trỏ phải)", "Số chứng thực: ……", "BẢN TẠM"),
        en=(
            "1. Nguyễn Thị Bưởi", "2. Trần Văn Đệ", "(fingerprint: right index finger)", "Certification no. ……", "PROVISIONAL",
            "before Phạm Thị Quỳnh, who received the dossier",
        ),
    ),
    "certification_fingerprint": Expected(
        vi=("không ký được nên đã điểm chỉ (ngón cái trái)",), en=("unable to sign, gave a fingerprint (left thumb)",)
    ),
    "certification_neither": Expected(
        vi=("không thể ký, không thể điểm chỉ được", "không cử động được tay", "Chau Sóc Kha", "Võ Thị Ý", "tiếng Khmer"),
        en=(
            "could neither sign nor give a fingerprint (cannot move the hands)",
            "Chau Sóc Kha, paper no. 089085007777, translated the whole paper and this certification into Khmer.",
            "Witnesses: Võ Thị Ý (paper no. 089180001111); Đỗ Văn Ưng (paper no. 089079002222).",
        ),
        stays=("Chau Sóc Kha", "Võ Thị Ý", "Đỗ Văn Ưng"),
    ),
    "certification_copy": Expected(
        vi=("CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH", "1204", "03/2026-SCT/BS", "số bản sao: 3"),
        en=("CERTIFIED TRUE COPY OF THE ORIGINAL", "Original: Birth certificate no. 45/1980, 2 pages; copies: 3.", "no. 1204"),
    ),
    "form_01": Expected(
        vi=(
            "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Mẫu số 01", "Mã hồ sơ: H01.307-261120-0042",
            "Nội dung yêu cầu giải quyết: Chứng thực chữ ký, điểm chỉ trong giấy tờ, văn bản",
            "Thời gian nhận hồ sơ: 09 giờ 31 phút, ngày 20 tháng 11 năm 2026.", "17 giờ 00 phút",
            "1. Giấy tờ, văn bản sẽ ký (chưa ký) (1 bản)", "Số điện thoại: 0912 345 678",
        ),
        en=(
            "RECEIPT OF DOSSIER AND APPOINTMENT", "Form 01", "Dossier: H01.307-261120-0042",
            "Asked for: Certification of a signature or fingerprint", "Received: 09:31, 20 November 2026.",
            "Result due: 17:00, 20 November 2026.", "1. The document to be signed, not signed yet (1 handed in)",
            "Statutory time: the same day; received after 15:00, the next working day.",
            "Result to be received: at the person's home.", "Tracking book: Volume 02, number 318.",
        ),
    ),
    "form_02": Expected(
        vi=("PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "2. Dự thảo giao dịch", "chưa đủ giấy tờ", "một lần"),
        en=(
            "REQUEST TO SUPPLEMENT A DOSSIER", "1. Land-use certificate (original) 2. Draft of the transaction",
            "Reason: Papers that the law asks for are missing.", "asked for once and completely",
        ),
    ),
    "form_03": Expected(
        vi=("PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", "tẩy xóa", "NĐ 23/2015, Điều 22.1", "khiếu nại"),
        en=(
            "REFUSAL TO RECEIVE A DOSSIER", "You may complain",
            "1. The original was unlawfully erased, altered or added to (Decree 23/2015, Art. 22.1).",
        ),
    ),
    "form_04": Expected(
        vi=("VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN", "17 giờ 00 phút, ngày 25 tháng 11", "10 giờ 00 phút, ngày 01 tháng 12"),
        en=("APOLOGY AND REQUEST FOR MORE TIME", "17:00, 25 November 2026", "by 10:00, 1 December 2026", "CHAIRMAN"),
        stays=("phần mềm hộ tịch dùng chung gián đoạn từ ngày",),
    ),
    "form_05": Expected(
        vi=("THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "người yêu cầu đã mất ngày 18/11/2026.", "NĐ 118/2025/NĐ-CP", "CHỦ TỊCH"),
        en=("NOTICE THAT A DOSSIER IS STOPPED", "Basis: Decree 118/2025/NĐ-CP.", "CHAIRMAN"),
        stays=("người yêu cầu đã mất ngày",),
    ),
    "form_06": Expected(
        vi=("PHIẾU KIỂM SOÁT QUÁ TRÌNH", "Đúng hạn", "Trước hạn", "Quá hạn", "09:31 20/11/2026", "Tại nhà", "Đã ký"),
        en=("CONTROL SHEET OF A DOSSIER", "On time", "Early", "Late", "09:31 20/11/2026", "At home", "Signed"),
    ),
    "form_07": Expected(
        vi=("SỔ THEO DÕI HỒ SƠ", "Tháng 11 năm 2026", "H01.307-261120-0012", "Hẹn trả kết quả", "Đang xử lý", "Tại nhà"),
        en=("TRACKING BOOK", "November 2026", "H01.307-261120-0012", "Due", "In hand", "At home"),
        pages=2,
        sealed=False,
    ),
    "register_page": Expected(
        vi=(
            "SỔ CHỨNG THỰC CHỮ KÝ, ĐIỂM CHỈ", "Tháng 12 năm 2026", "Số thứ tự/ số chứng thực", "Trang trước chuyển sang",
            "Cộng đến hết trang 22 220.000", "Khóa sổ năm 2026: từ số 01 đến số 22, tổng cộng 22 số", "Điểm chỉ",
        ),
        en=(
            "REGISTER OF CERTIFIED SIGNATURES AND FINGERPRINTS (SCT/CK,ĐC)", "December 2026", "Carried from the page before",
            "Authorisation Lê Hoàng Phúc, Vice- Chairman 1 10,000", "Sum to the end of the page 22 220,000",
            "Book of 2026 closed: numbers 01 to 22, 22 in all, 22 papers, fees 220,000 đồng.", "Fingerprint",
        ),
        pages=3,
        sealed=False,
    ),
    "fee_receipt": Expected(
        vi=("PHIẾU THU PHÍ, LỆ PHÍ", "21.000", "Hai mươi mốt nghìn đồng", "không thu phí", "TT 226/2016/TT-BTC, Điều 4"),
        en=(
            "FEE RECEIPT", "First pages: 2 × 2,000 đồng × 3", "Further pages: 3 × 1,000 đồng × 3", "Total 21,000", "Art. 4",
            "Paid in cash.", "free of charge",
        ),
    ),
    "custody_receipt": Expected(
        vi=("GIẤY GIAO NHẬN BẢN CHÍNH", "Ố vàng mép phải", "11 giờ 30 phút, ngày 23 tháng 11 năm 2026"),
        en=(
            "CUSTODY RECEIPT FOR ORIGINALS", "Birth certificate no. 45/1980", "Secondary-school diploma",
            "Purpose: taken to the office to deal with the dossier.", "by 11:30, 23 November 2026 at the latest",
        ),
        stays=("Còn tốt, có nếp gấp", "Ố vàng mép phải"),
    ),
    "visit_summary": Expected(
        vi=(
            "VIỆC ĐÃ LÀM HÔM NAY", "Kính gửi bà Nguyễn Thị Bưởi", "Đã nộp: 10.000 đồng", "0296 3 123 456",
            "Cán bộ trở lại: 09 giờ 00 phút", "1 giấy khai sinh bản chính",
        ),
        en=(
            "WHAT WAS DONE TODAY", "Dear Mrs Nguyễn Thị Bưởi", "Signed: Certification of a signature or fingerprint.",
            "The ward will bring: The paper with its signature certified.", "The officer comes back: 09:00, 23 November 2026.",
            "1 original: birth certificate", "Paid: 10,000 đồng.", "0296 3 123 456",
        ),
    ),
    "data_extract": Expected(
        vi=(
            "BẢN TRÍCH DỮ LIỆU CÁ NHÂN", "toàn bộ dữ liệu đang giữ về Nguyễn Thị Bưởi", "Số định danh 089144001234", "đi lại khó",
            "Yêu cầu · TN-0042", "Cán bộ đã đến nhà", "IV. Ai đã xem", "Mở thông tin", "trong 2 ngày làm việc",
            "bản điện tử có đủ",
        ),
        en=(
            "EXTRACT OF PERSONAL DATA", "all the data it keeps about Nguyễn Thị Bưởi", "Identity number 089144001234",
            "cannot walk", "Request · TN-0042 · visited", "The officer is at the door", "IV. Who looked", "Opened the record",
            "within 2 working days",
        ),
        sealed=False,
    ),
    "congratulation_birth": Expected(
        vi=("THƯ CHÚC MỪNG", "cháu Nguyễn Gia Ân chào đời ngày 15 tháng 11 năm 2026", "CHỦ TỊCH"),
        en=("CONGRATULATIONS", "The family of Mr Nguyễn Văn Ơn and Ms Lý Thị Ửng", "Nguyễn Gia Ân was born on 15 November 2026"),
        stays=("Nguyễn Gia Ân", "Nguyễn Văn Ơn", "Lý Thị Ửng"),
    ),
    "congratulation_marriage": Expected(
        vi=("Trần Văn Đệ và Huỳnh Thị Ngọc Ẩn", "trăm năm hạnh phúc"),
        en=("To: Mr Trần Văn Đệ and Ms Huỳnh Thị Ngọc Ẩn", "on their marriage, registered on 15 November 2026"),
        stays=("Huỳnh Thị Ngọc Ẩn",),
    ),
    "condolence": Expected(
        vi=("THƯ CHIA BUỒN", "cụ Phan Văn Đượm đã từ trần", "tận nhà"),
        en=("CONDOLENCES", "The family of Phan Văn Đượm", "Phan Văn Đượm passed away on 15 November 2026"),
        stays=("Phan Văn Đượm",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "document", sorted({*PAPERS, *SAMPLES, *(name for one in editions() for name in one.documents)})
)
def test_a_paper_says_what_it_must(document: str, language: Language) -> None:
    """Sentences, values, code and pages as expected; in English nothing is left in Vietnamese but names and own words."""
    expected = EXPECTED[document]
    pages = leaves(render(document, SAMPLES[document], language=language))
    said = " ".join(pages)
    missing = [sentence for sentence in getattr(expected, language) if plain(sentence) not in said]
    assert missing == [] and len(pages) == expected.pages and "{" not in said
    assert all((CODE in page and URL in page) == expected.sealed for page in pages)
    assert (TRANSLATION in pages[0]) == (language == "en")
    if language == "en":
        assert left_in_vietnamese(said, (*NAMES, *expected.stays)) == []


@pytest.mark.parametrize("edition", editions(), ids=lambda one: one.valid_from)
def test_no_text_of_an_edition_is_left_untranslated(edition: object) -> None:
    """An English text has no Vietnamese letter save in the currency, whether or not a sample happens to print it."""
    for document, keys in texts(edition.valid_from, "en").items():  # type: ignore[attr-defined]
        for key, text in keys.items():
            assert left_in_vietnamese(text, ("đồng",)) == [], f"{document}.{key}"
