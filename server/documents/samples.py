"""One made-up paper of every kind, to be looked at before anybody prints one. Nobody in them exists.

Where a paper is filled in from the record, its sample is as well: from one visit to Mrs Bưởi, who signed an authorisation.
"""

from msgspec.structs import replace

from models.calendar import default_calendar, ms_of
from models.citizen import Citizen
from models.deadline import begin
from models.doorstep import Assent, Fee, Identity, Offsite, PaperSeen
from models.dossier import Dossier
from models.fees import Quantity, bill
from models.procedure import Procedure, in_force
from models.registers import Closing, Entry, close, columns, pages
from models.said import Address, Window
from models.visit import Visit
from server.documents import prefill
from server.documents.papers import (
    REGISTER_ROWS,
    Aide,
    Both,
    ControlSheet,
    CopyCertification,
    CustodyReceipt,
    DataExtract,
    ExtractPart,
    ExtractRow,
    Handing,
    Issued,
    Letter,
    Letterhead,
    Moment,
    RegisterPages,
    Seal,
    Signer,
    State,
    TakenOriginal,
    TrackingBook,
    TrackingRow,
)
from server.documents.prefill import Sheet

WARD = Letterhead(
    above="Ủy ban nhân dân", agency="Phường Long Xuyên", name="Ủy ban nhân dân phường Long Xuyên", place="Long Xuyên",
    phone="0296 3 123 456",
)  # fmt: skip
CENTRE = Letterhead(
    above="UBND phường Long Xuyên", agency="Trung tâm Phục vụ hành chính công",
    name="Trung tâm Phục vụ hành chính công phường Long Xuyên", place="Long Xuyên", phone="0296 3 123 456",
)  # fmt: skip
AREA = "phường Long Xuyên, tỉnh An Giang"
DAY = "2026-11-20"
NOW_MS = ms_of(DAY, 9 * 60 + 31)
CLERK, CHAIR, CERTIFIER = "Phạm Thị Quỳnh", "Trần Minh Quân", "Lê Hoàng Phúc"
TITLE = "Phó Chủ tịch"
BOSS = {"signer": CHAIR, "signer_title": "Chủ tịch"}


def seal(state: State = "final", code: str = "7K2M-94QX") -> Seal:
    """A seal whose address anybody could open."""
    return Seal(code=code, state=state, url=f"https://tannha.longxuyen.example/v/{code}")


def procedure(code: str) -> Procedure:
    """The version of a procedure in force on the day of the samples."""
    found = in_force(code, DAY)
    if found is None:
        raise LookupError(code)
    return found


SIGNATURE, COPIES, LAND = (procedure(code) for code in ("2.000884", "2.000815", "2.001035"))
CITIZEN = Citizen(
    id="c", unit="30307", name="Nguyễn Thị Bưởi", sex="female", phones=("0912345678", "02963000000"),
    address=Address(house="Số 12/3", street="đường Nguyễn Huệ", hamlet="khóm Mỹ Lộc"),
)  # fmt: skip
DOSSIER = Dossier(
    id="d", unit="30307", code="H01.307-261120-0042", request="r", citizen="c", procedure=SIGNATURE.code,
    version=SIGNATURE.version,
)  # fmt: skip
VISIT = Visit(
    id="v", unit="30307", request="r", citizen="c", dossiers=("d",), mode="A",
    window=Window(from_ms=NOW_MS - 1, to_ms=NOW_MS),
    identity=Identity(method="card", number="089144001234", name="NGUYỄN THỊ BƯỞI", matches=True),
    papers=(PaperSeen(paper="document", state="have"), PaperSeen(paper="id_paper", state="have")),
    assents=(
        Assent(
            dossier="d", manner="signature", signer=CITIZEN.name, at_ms=NOW_MS,
            offsite=Offsite(reason="frail", place="Số 12/3, đường Nguyễn Huệ, khóm Mỹ Lộc", hour=9, minute=5),
        ),
    ),
    fees=(Fee(dossier="d", lines=bill(SIGNATURE).lines, paid="cash"),),
)  # fmt: skip
TERM = begin(LAND, default_calendar(), NOW_MS)
SHEET = Sheet(letterhead=CENTRE, seal=seal(), at_ms=NOW_MS, number="125/TNHS")
WARD_SHEET = Sheet(letterhead=WARD, seal=seal(), at_ms=NOW_MS, number="125/TNHS")
NOW = prefill.moment_of(NOW_MS)
BY_WARD = {"letterhead": WARD, "moment": NOW, "seal": seal()}

ONE = replace(
    prefill.certification(
        WARD_SHEET, VISIT, DOSSIER, title="Giấy ủy quyền ngày 20/11/2026", sheets=2, certifier=CERTIFIER,
        certifier_title=TITLE, area=AREA, entry="125", volume="01/2026-SCT/CK,ĐC",
    )[1],
    number="",
)  # fmt: skip
ELDER = replace(ONE.signers[0], address_as="Bà")
SON = Signer(name="Trần Văn Đệ", address_as="Ông", id_number="089070005678")
ONE = replace(ONE, signers=(ELDER,))
MANY = replace(
    ONE, signers=(ELDER, replace(SON, finger="ngón trỏ phải")), mode="B", receiver=CLERK, seal=seal("provisional"), entry="",
    volume="",
)  # fmt: skip
FINGERPRINT = replace(ONE, signers=(replace(ELDER, finger="ngón cái trái"),))
NEITHER = replace(
    ONE,
    signers=(replace(ELDER, why_neither="không cử động được tay"),),
    interpreter=Aide(name="Chau Sóc Kha", id_number="089085007777", language="tiếng Khmer"),
    witnesses=(Aide(name="Võ Thị Ý", id_number="089180001111"), Aide(name="Đỗ Văn Ưng", id_number="089079002222")),
)
OFFICE = replace(ONE, moment=Moment(day=DAY), offsite=False, place=WARD.name)


def _book() -> tuple[list[Entry], Closing]:
    """A year's lines of a book, and its closing."""
    lines = [
        Entry(
            book="CK,ĐC", year=2026, number=n, day=f"2026-12-{n:02d}", requester=CITIZEN.name, id_number=ELDER.id_number,
            title="Giấy ủy quyền", signer=CERTIFIER, signer_title=TITLE, fee_dong=10_000,
            note="Điểm chỉ" if n % 4 == 0 else "",
        )
        for n in range(1, 23)
    ]  # fmt: skip
    closing = close(lines)
    if not isinstance(closing, Closing):
        raise LookupError(closing)
    return lines, closing


def _register() -> RegisterPages:
    book, closing = _book()
    return RegisterPages(
        letterhead=WARD, moment=Moment(day="2026-12-31"), book="Sổ chứng thực chữ ký, điểm chỉ (SCT/CK,ĐC)", volume="01",
        period="Tháng 12 năm 2026", columns=columns("CK,ĐC"), pages=pages(book, REGISTER_ROWS), closing=closing,
        certifier=CERTIFIER, certifier_title=TITLE,
    )  # fmt: skip


def _letter(names: tuple[str, ...], to: str) -> Letter:
    event = Moment(day="2026-11-15")
    return Letter(**BY_WARD, number="31/TCM-UBND", to=to, names=names, event=event, **BOSS)  # type: ignore[arg-type]


def _control() -> ControlSheet:
    noon, monday = Moment(day=DAY, hour=14), Moment(day="2026-11-23", hour=8)
    return ControlSheet(
        **prefill.of_dossier(SHEET, DOSSIER, CITIZEN, SIGNATURE),
        due=Moment(day=DAY, hour=17),
        handings=(
            Handing(giver=CITIZEN.name, taker=CLERK, moment=NOW, outcome="on_time", note="Tại nhà"),
            Handing(giver=CLERK, taker=CERTIFIER, moment=noon, outcome="early", note="Đã ký"),
            Handing(giver=CERTIFIER, taker=CITIZEN.name, moment=monday, outcome="late"),
        ),
    )


def _tracking() -> TrackingBook:
    rows = tuple(
        TrackingRow(
            dossier=f"H01.307-261120-{n:04d}", procedure=SIGNATURE.vi, citizen=CITIZEN.name,
            address="khóm Mỹ Lộc; 0912 345 678", received="20/11/2026 09:05", due="20/11/2026",
            returned="20/11/2026 09:31" if n % 4 else "", manner="Tại nhà" if n % 4 else "",
            note="" if n % 4 else "Đang xử lý",
        )
        for n in range(1, 13)
    )  # fmt: skip
    moment = Moment(day="2026-11-30")
    return TrackingBook(letterhead=CENTRE, moment=moment, volume="2026", period="Tháng 11 năm 2026", rows=rows)


def _copies() -> tuple[Dossier, Fee]:
    lines = bill(COPIES, Quantity(pages=5, copies=3)).lines
    return replace(DOSSIER, procedure=COPIES.code, version=COPIES.version), Fee(dossier="d", lines=lines, paid="cash")


def _custody() -> CustodyReceipt:
    return CustodyReceipt(
        **prefill.of_dossier(SHEET, _copies()[0], CITIZEN, COPIES),
        originals=(
            TakenOriginal(name="Giấy khai sinh số 45/1980", sheets=1, state="Còn tốt, có nếp gấp"),
            TakenOriginal(name="Bằng tốt nghiệp THPT", sheets=1, state="Ố vàng mép phải"),
        ),
        reason="mang về trụ sở để giải quyết hồ sơ.", taken=NOW, back_by=Moment(day="2026-11-23", hour=11, minute=30),
        taker=CLERK, taker_title="Công chức tư pháp - hộ tịch",
    )  # fmt: skip


def _row(vi: tuple[str, str, str], en: tuple[str, str, str], who: str = "") -> ExtractRow:
    label, value, became = (Both(vi=one, en=other) for one, other in zip(vi, en, strict=True))
    return ExtractRow(label=label, value=value, who=who, became=became)


def _extract() -> DataExtract:
    number = _row(("Số định danh", ELDER.id_number, ""), ("Identity number", ELDER.id_number, ""))
    need = _row(("Điều cần lưu ý", "đi lại khó", ""), ("To mind", "cannot walk", ""))
    asked = _row(("Nhận lúc", "08:05 T5 19/11/2026", ""), ("Received", "08:05 Thu 19/11/2026", ""))
    came = _row(
        ("09:05 T6 20/11/2026", "Cán bộ đã đến nhà", "đã ghi nhận"),
        ("09:05 Fri 20/11/2026", "The officer is at the door", "accepted"),
        CLERK,
    )
    looked = _row(("07:30 T6 20/11/2026", "Mở thông tin", ""), ("07:30 Fri 20/11/2026", "Opened the record", ""), CLERK)
    request = ExtractPart(
        title=Both(vi="Yêu cầu · TN-0042 · đã đến nhà", en="Request · TN-0042 · visited"), rows=(asked,)
    )
    return DataExtract(
        letterhead=WARD, moment=NOW, citizen=CITIZEN.name, person=(number, need), parts=(request,), said=(came,),
        looks=(looked,), more=True,
    )  # fmt: skip


SAMPLES: dict[str, Issued] = {
    "certification_one": ONE,
    "certification_many": MANY,
    "certification_fingerprint": FINGERPRINT,
    "certification_neither": NEITHER,
    "certification_copy": CopyCertification(
        letterhead=WARD, moment=Moment(day=DAY), seal=seal(), document_title="Giấy khai sinh số 45/1980", pages=2, copies=3,
        certifier=CERTIFIER, certifier_title=TITLE, entry="1204", volume="03/2026-SCT/BS",
    ),
    "form_01": prefill.receipt(
        SHEET, DOSSIER, CITIZEN, SIGNATURE, begin(SIGNATURE, default_calendar(), NOW_MS), receiver=CLERK, visit=VISIT,
        book="Quyển số 02, số thứ tự 318",
    ),
    "form_02": prefill.supplement(
        SHEET, DOSSIER, CITIZEN, LAND, items=("Giấy chứng nhận quyền sử dụng đất (bản chính)", "Dự thảo giao dịch"),
        reason="Hồ sơ chưa đủ giấy tờ theo quy định.", guide=CLERK,
    ),
    "form_03": prefill.refusal(SHEET, DOSSIER, CITIZEN, COPIES, grounds=("altered",), receiver=CLERK),
    "form_04": prefill.apology(
        WARD_SHEET, DOSSIER, CITIZEN, LAND, TERM, new_due_ms=ms_of("2026-12-01", 600),
        reason="phần mềm hộ tịch dùng chung gián đoạn từ ngày 24/11/2026.", **BOSS,
    ),
    "form_05": prefill.stop(
        WARD_SHEET, replace(DOSSIER, reason="người yêu cầu đã mất ngày 18/11/2026."), CITIZEN, SIGNATURE,
        basis="NĐ 118/2025/NĐ-CP", **BOSS,
    ),
    "form_06": _control(),
    "form_07": _tracking(),
    "register_page": _register(),
    "fee_receipt": prefill.fee_receipt(SHEET, _copies()[0], CITIZEN, COPIES, _copies()[1], collector=CLERK),
    "custody_receipt": _custody(),
    "visit_summary": prefill.visit_summary(
        SHEET, VISIT, CITIZEN, [(DOSSIER, SIGNATURE)], officer=CLERK, held=("1 giấy khai sinh bản chính",),
        come_back_ms=ms_of("2026-11-23", 540),
    ),
    "data_extract": _extract(),
    "congratulation_birth": _letter(("Nguyễn Gia Ân",), "Gia đình anh Nguyễn Văn Ơn và chị Lý Thị Ửng"),
    "congratulation_marriage": _letter(("Trần Văn Đệ", "Huỳnh Thị Ngọc Ẩn"), "Anh Trần Văn Đệ và chị Huỳnh Thị Ngọc Ẩn"),
    "condolence": _letter(("cụ Phan Văn Đượm",), "Gia quyến cụ Phan Văn Đượm"),
}  # fmt: skip
