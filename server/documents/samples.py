"""One made-up paper of every kind, to be looked at before anybody prints one. Nobody in them exists."""

from msgspec.structs import replace

from models.registers import Entry, columns, pages
from server.documents.papers import (
    REGISTER_ROWS,
    Aide,
    Apology,
    Certification,
    Charge,
    ControlSheet,
    CopyCertification,
    CustodyReceipt,
    FeeReceipt,
    Ground,
    Handing,
    Issued,
    Letter,
    Letterhead,
    Moment,
    PaperLine,
    Receipt,
    Refusal,
    RegisterPages,
    Seal,
    Signer,
    State,
    Stop,
    Supplement,
    TakenOriginal,
    TrackingBook,
    TrackingRow,
    VisitSummary,
)

WARD = Letterhead(
    above="Ủy ban nhân dân",
    agency="Phường Long Xuyên",
    name="Ủy ban nhân dân phường Long Xuyên",
    place="Long Xuyên",
    phone="0296 3 123 456",
)
CENTRE = Letterhead(
    above="UBND phường Long Xuyên",
    agency="Trung tâm Phục vụ hành chính công",
    name="Trung tâm Phục vụ hành chính công phường Long Xuyên",
    place="Long Xuyên",
    phone="0296 3 123 456",
)
NOW = Moment(day="2026-11-20", hour=9, minute=5)
ADDRESS = "Số 12/3, đường Nguyễn Huệ, khóm Mỹ Lộc, phường Long Xuyên, tỉnh An Giang"


def seal(state: State = "final", code: str = "7K2M-94QX") -> Seal:
    """A seal whose address anybody could open."""
    return Seal(code=code, state=state, url=f"https://tannha.longxuyen.example/v/{code}")


ISSUED = {"letterhead": CENTRE, "moment": NOW, "seal": seal()}
DOSSIER = ISSUED | {
    "number": "125/TNHS",
    "dossier": "H01.307-261120-0042",
    "citizen": "Nguyễn Thị Bưởi",
    "address": ADDRESS,
    "phone": "0912 345 678",
    "request": "Chứng thực chữ ký trên giấy ủy quyền nhận trợ cấp xã hội",
}
ELDER = Signer(name="Nguyễn Thị Bưởi", address_as="Bà", id_number="089144001234")
SON = Signer(name="Trần Văn Đệ", address_as="Ông", id_number="089070005678")

ONE = Certification(
    letterhead=WARD,
    moment=NOW,
    seal=seal(),
    document_title="Giấy ủy quyền ngày 20/11/2026",
    sheets=2,
    place=ADDRESS,
    offsite=True,
    certifier="Lê Hoàng Phúc",
    certifier_title="Phó Chủ tịch",
    signers=(ELDER,),
    entry="125",
    volume="01/2026-SCT/CK,ĐC",
)
MANY = replace(
    ONE,
    signers=(ELDER, replace(SON, finger="ngón trỏ phải")),
    mode="B",
    receiver="Phạm Thị Quỳnh",
    seal=seal("provisional"),
    entry="",
    volume="",
)
FINGERPRINT = replace(ONE, signers=(replace(ELDER, finger="ngón cái trái"),))
NEITHER = replace(
    ONE,
    signers=(replace(ELDER, why_neither="liệt hai tay"),),
    interpreter=Aide(name="Chau Sóc Kha", id_number="089085007777", language="tiếng Khmer"),
    witnesses=(Aide(name="Võ Thị Ý", id_number="089180001111"), Aide(name="Đỗ Văn Ưng", id_number="089079002222")),
)
OFFICE = replace(ONE, moment=Moment(day="2026-11-20"), offsite=False, place="Ủy ban nhân dân phường Long Xuyên")


def _register() -> RegisterPages:
    book = [
        Entry(
            book="CK,ĐC", year=2026, number=n, day=f"2026-11-{1 + n % 28:02d}", requester="Nguyễn Thị Bưởi",
            id_number="089144001234", title="Giấy ủy quyền nhận trợ cấp", signer="Lê Hoàng Phúc",
            signer_title="Phó Chủ tịch", fee_dong=10_000, note="Điểm chỉ" if n % 4 == 0 else "",
        )
        for n in range(1, 23)
    ]  # fmt: skip
    return RegisterPages(
        letterhead=WARD,
        moment=NOW,
        seal=seal(),
        book="Sổ chứng thực chữ ký, điểm chỉ",
        volume="01/2026-SCT/CK,ĐC",
        period="Tháng 11 năm 2026",
        columns=columns("CK,ĐC"),
        pages=pages(book, REGISTER_ROWS),
        closing="Khóa sổ tháng 11: từ số 01 đến số 22, tổng cộng 22 số.",
        certifier="Lê Hoàng Phúc",
        certifier_title="Phó Chủ tịch",
    )


def _letter(names: tuple[str, ...], to: str) -> Letter:
    return Letter(
        letterhead=WARD, number="31/TCM-UBND", moment=NOW, seal=seal(), to=to, names=names,
        event=Moment(day="2026-11-15"), signer="Trần Minh Quân", signer_title="Chủ tịch",
    )  # fmt: skip


SAMPLES: dict[str, Issued] = {
    "certification_one": ONE,
    "certification_many": MANY,
    "certification_fingerprint": FINGERPRINT,
    "certification_neither": NEITHER,
    "certification_copy": CopyCertification(
        letterhead=WARD, moment=Moment(day="2026-11-20"), seal=seal(), document_title="Giấy khai sinh số 45/1980",
        pages=2, copies=3, certifier="Lê Hoàng Phúc", certifier_title="Phó Chủ tịch", entry="1204",
        volume="03/2026-SCT/BS",
    ),  # fmt: skip
    "form_01": Receipt(
        **DOSSIER,  # type: ignore[arg-type]
        papers=(
            PaperLine(name="Giấy ủy quyền (chưa ký)", count=1, kind="bản chính"),
            PaperLine(name="Thẻ căn cước", count=1, kind="xuất trình"),
        ),
        term="trong ngày; sau 15 giờ thì ngày làm việc tiếp theo",
        received=NOW,
        due=Moment(day="2026-11-20", hour=17),
        result_at="nhà người yêu cầu",
        receiver="Phạm Thị Quỳnh",
        book="Quyển số 02, số thứ tự 318",
        at_home=True,
    ),
    "form_02": Supplement(
        **DOSSIER,  # type: ignore[arg-type]
        items=("Giấy chứng nhận quyền sử dụng đất (bản chính)", "Dự thảo giao dịch có chữ ký nháy từng trang"),
        reason="Tài sản phải đăng ký quyền sở hữu (NĐ 23/2015, Điều 36.1).",
        guide="Phạm Thị Quỳnh",
    ),
    "form_03": Refusal(
        **DOSSIER,  # type: ignore[arg-type]
        grounds=(
            Ground(text="Bản chính bị tẩy xóa, sửa chữa, thêm, bớt nội dung không hợp lệ", article="NĐ 23/2015, Điều 22.1"),
        ),
        receiver="Phạm Thị Quỳnh",
    ),
    "form_04": Apology(
        **DOSSIER | {"letterhead": WARD},  # type: ignore[arg-type]
        received=NOW,
        due=Moment(day="2026-11-27", hour=16, minute=30),
        reason="phần mềm hộ tịch dùng chung gián đoạn từ ngày 24/11/2026.",
        new_due=Moment(day="2026-12-01", hour=10),
        signer="Trần Minh Quân",
        signer_title="Chủ tịch",
    ),
    "form_05": Stop(
        **DOSSIER | {"letterhead": WARD},  # type: ignore[arg-type]
        reason="người yêu cầu đã mất ngày 18/11/2026.",
        basis="NĐ 118/2025/NĐ-CP",
        signer="Trần Minh Quân",
        signer_title="Chủ tịch",
    ),
    "form_06": ControlSheet(
        **DOSSIER,  # type: ignore[arg-type]
        due=Moment(day="2026-11-20", hour=17),
        handings=(
            Handing(giver="Người yêu cầu", taker="Phạm Thị Quỳnh", moment=NOW, outcome="on_time", note="Tại nhà"),
            Handing(giver="Phạm Thị Quỳnh", taker="Lê Hoàng Phúc", moment=Moment(day="2026-11-20", hour=14), outcome="early"),
            Handing(giver="Lê Hoàng Phúc", taker="Người yêu cầu", moment=Moment(day="2026-11-23", hour=8), outcome="late"),
        ),
    ),
    "form_07": TrackingBook(
        **ISSUED,  # type: ignore[arg-type]
        volume="02",
        period="Tháng 11 năm 2026",
        rows=tuple(
            TrackingRow(
                dossier=f"H01.307-261120-{n:04d}", procedure="Chứng thực chữ ký", citizen="Nguyễn Thị Bưởi",
                address="Khóm Mỹ Lộc; 0912 345 678", received="20/11 09:05", due="20/11 17:00", returned="20/11 09:31",
                manner="Tại nhà",
            )
            for n in range(1, 13)
        ),
    ),
    "register_page": _register(),
    "fee_receipt": FeeReceipt(
        **DOSSIER | {"request": "Chứng thực bản sao từ bản chính"},  # type: ignore[arg-type]
        charges=(
            Charge(label="2 trang đầu × 2.000 đồng × 3 bản", amount_dong=12_000, basis="TT 226/2016/TT-BTC, Điều 4"),
            Charge(label="3 trang tiếp theo × 1.000 đồng × 3 bản", amount_dong=9_000, basis="TT 226/2016/TT-BTC, Điều 4"),
        ),
        paid="cash",
        collector="Phạm Thị Quỳnh",
    ),
    "custody_receipt": CustodyReceipt(
        **DOSSIER,  # type: ignore[arg-type]
        originals=(
            TakenOriginal(name="Giấy khai sinh số 45/1980", sheets=1, state="Còn tốt, có nếp gấp"),
            TakenOriginal(name="Bằng tốt nghiệp THPT", sheets=1, state="Ố vàng mép phải"),
        ),
        reason="mang về trụ sở để chứng thực bản sao.",
        taken=NOW,
        back_by=Moment(day="2026-11-23", hour=11, minute=30),
        taker="Phạm Thị Quỳnh",
        taker_title="Công chức tư pháp - hộ tịch",
    ),
    "visit_summary": VisitSummary(
        **ISSUED,  # type: ignore[arg-type]
        citizen="bà Nguyễn Thị Bưởi",
        officer="Phạm Thị Quỳnh",
        done=("Đã ký giấy ủy quyền cho con nhận trợ cấp.", "Đã nhận giấy khai sinh để sao 3 bản."),
        next=("Phường ký, đóng dấu bản sao.",),
        held=("1 giấy khai sinh bản chính",),
        paid_dong=31_000,
        come_back=Moment(day="2026-11-23", hour=9),
    ),
    "congratulation_birth": _letter(("Nguyễn Gia Ân",), "Gia đình anh Nguyễn Văn Ơn và chị Lý Thị Ửng"),
    "congratulation_marriage": _letter(("Trần Văn Đệ", "Huỳnh Thị Ngọc Ẩn"), "Anh Trần Văn Đệ và chị Huỳnh Thị Ngọc Ẩn"),
    "condolence": _letter(("cụ Phan Văn Đượm",), "Gia quyến cụ Phan Văn Đượm"),
}  # fmt: skip
