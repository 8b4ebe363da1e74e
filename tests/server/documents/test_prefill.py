"""Papers filled in from the states of a visit: nothing is asked of the citizen twice."""

import pytest
from msgspec.structs import replace

from models import fold
from models.calendar import default_calendar, ms_of
from models.deadline import begin
from models.doorstep import CoSigner, Fee, Identity, Witness
from models.said import Address, Said
from models.visit import FingerprintRecorded
from server.documents import prefill
from server.documents.papers import Aide, Issued, Moment
from server.documents.render import render
from server.documents.samples import (
    BOSS,
    CITIZEN,
    DOSSIER,
    LAND,
    NOW_MS,
    SHEET,
    SIGNATURE,
    VISIT,
    WARD,
    WARD_SHEET,
    procedure,
)
from tests.server.printed import read_back

WHO = {"title": "Giấy ủy quyền", "sheets": 2, "certifier": "Lê Hoàng Phúc", "certifier_title": "Phó Chủ tịch"}


def printed(document: str, paper: Issued) -> str:
    """What the paper says once it is printed."""
    return read_back(render(document, paper))


def test_certification_of_a_signature() -> None:
    """The certification takes signer, number, place and minute from the visit, whatever the case of the name."""
    document, paper = prefill.certification(WARD_SHEET, VISIT, DOSSIER, **WHO)  # type: ignore[arg-type]
    assert document == "certification_one"
    assert paper.moment == Moment(day="2026-11-20", hour=9, minute=5) and paper.offsite
    words = printed(document, paper)
    assert "Hồi 09 giờ 05 phút" in words and "Nguyễn Thị Bưởi, Thẻ căn cước số 089144001234" in words


@pytest.mark.parametrize(
    ("manner", "document"),
    [
        ("signature", "certification_one"),
        ("fingerprint", "certification_fingerprint"),
        ("neither", "certification_neither"),
    ],
)
def test_the_manner_chooses_the_paper(manner: str, document: str) -> None:
    """How the person assented decides which certification is printed; a fingerprint names its finger."""
    assent = replace(VISIT.assents[0], manner=manner, witnesses=(Witness(name="Võ Thị Ý", number="089180001111"),))
    found, paper = prefill.certification(SHEET, replace(VISIT, assents=(assent,)), DOSSIER, **WHO)  # type: ignore[arg-type]
    assert found == document
    assert paper.signers[0].finger == ("ngón trỏ phải" if manner == "fingerprint" else "")
    assert paper.witnesses == (Aide(name="Võ Thị Ý", id_number="089180001111"),)
    assert printed(document, paper)


def test_the_finger_the_officer_named_is_printed() -> None:
    """The finger of the record reaches the paper: the fold keeps it, and no usual finger takes its place."""
    body = FingerprintRecorded(
        read_aloud=True, visit="v", dossier="d", signer="Nguyễn Thị Bưởi", finger="ngón cái trái"
    )
    said = Said(
        seq=2,
        event="e",
        by="o",
        device="t",
        at_ms=NOW_MS,
        bound_ms=0,
        doubtful=False,
        received_ms=NOW_MS,
        base=1,
        lease=1,
    )
    visit = fold.fold("visit", replace(VISIT, assents=()), body, said)
    paper = prefill.certification(SHEET, visit, DOSSIER, **WHO)[1]  # type: ignore[arg-type]
    assert [one.finger for one in paper.signers] == ["ngón cái trái"]


def test_several_signers_and_one_whose_number_is_not_known() -> None:
    """Two signers need the paper for many; a number nobody knows leaves dots, a finger told stands."""
    second = replace(VISIT.assents[0], signer="Trần Văn Đệ", manner="fingerprint")
    visit = replace(VISIT, assents=(*VISIT.assents, second))
    document, paper = prefill.certification(SHEET, visit, DOSSIER, **WHO, fingers={"Trần Văn Đệ": "ngón cái trái"})  # type: ignore[arg-type]
    assert document == "certification_many"
    assert [(one.id_number, one.finger) for one in paper.signers] == [("089144001234", ""), ("……", "ngón cái trái")]
    numbered = prefill.certification(SHEET, visit, DOSSIER, **WHO, id_numbers={"Trần Văn Đệ": "089070005678"})[1]  # type: ignore[arg-type]
    assert numbered.signers[1].id_number == "089070005678"


def test_each_signer_stands_once_with_the_number_shown_at_the_door() -> None:
    """Signed again, the latest word counts; a name that differs by a tone has its own number."""
    first = VISIT.assents[0]
    tu, tuw = (replace(first, signer=name) for name in ("Lê Văn Tú", "Lê Văn Tư"))
    beside = tuple(
        CoSigner(
            name=one.signer, identity=Identity(method="card", number=number, name=one.signer.upper(), matches=True)
        )
        for one, number in ((tuw, "089075000002"), (tu, "089075000001"))
    )
    visit = replace(VISIT, assents=(first, tu, tuw, replace(tu, manner="fingerprint")), cosigners=beside)
    paper = prefill.certification(SHEET, visit, DOSSIER, **WHO)[1]  # type: ignore[arg-type]
    shown = [(one.name, one.id_number, bool(one.finger)) for one in paper.signers]
    assert shown[1:] == [("Lê Văn Tú", "089075000001", True), ("Lê Văn Tư", "089075000002", False)]


def test_at_the_office_there_is_no_hour() -> None:
    """Without an offsite record the paper names the office and no hour."""
    visit = replace(VISIT, assents=(replace(VISIT.assents[0], offsite=None),))
    paper = prefill.certification(WARD_SHEET, visit, DOSSIER, **WHO)[1]  # type: ignore[arg-type]
    assert (paper.moment, paper.offsite, paper.place) == (Moment(day="2026-11-20"), False, WARD.name)


def test_what_was_not_signed_is_not_certified() -> None:
    """A dossier without signature has no certification."""
    with pytest.raises(ValueError, match="nothing was signed"):
        prefill.certification(SHEET, VISIT, replace(DOSSIER, id="other"), **WHO)  # type: ignore[arg-type]


def test_receipt_with_appointment() -> None:
    """Form 01 lists the papers the officer saw, when they were received and when the result is due."""
    term = begin(SIGNATURE, default_calendar(), NOW_MS)
    paper = prefill.receipt(SHEET, DOSSIER, CITIZEN, SIGNATURE, term, receiver="Phạm Thị Quỳnh", visit=VISIT)
    assert [line.kind for line in paper.papers] == ["bản", "bản, chỉ xuất trình"]
    words = printed("form_01", paper)
    assert "Thời gian nhận hồ sơ: 09 giờ 31 phút" in words and "17 giờ 00 phút" in words
    assert "12/3, đường Nguyễn Huệ, khóm Mỹ Lộc" in words and "0912 345 678" in words and "Tiếp nhận tại nhà" in words


def test_receipt_without_visit_lists_what_must_be_there() -> None:
    """At the counter form 01 lists the procedure's required papers."""
    one = LAND
    term = begin(one, default_calendar(), NOW_MS)
    paper = prefill.receipt(SHEET, DOSSIER, CITIZEN, one, term, receiver="Q")
    assert [line.name[:5] for line in paper.papers] == ["Dự th", "Căn c"] and not paper.at_home
    assert paper.term == "02 ngày làm việc"


def test_refusal_with_the_grounds_of_the_law() -> None:
    """Form 03 prints the procedure's ground with its article, and words of its own without."""
    paper = prefill.refusal(
        SHEET, DOSSIER, CITIZEN, SIGNATURE, grounds=["not_lucid", "Gia đình xin dừng"], receiver="Phạm Thị Quỳnh"
    )
    assert [ground.article for ground in paper.grounds] == ["NĐ 23/2015, Điều 25.1", ""]
    assert "không nhận thức và làm chủ được hành vi" in printed("form_03", paper)


def test_supplement_apology_and_stop() -> None:
    """Forms 02, 04 and 05 say what is missing, which date is broken and which comes, and why work ended."""
    term = begin(LAND, default_calendar(), NOW_MS)
    more = prefill.supplement(
        SHEET, DOSSIER, CITIZEN, SIGNATURE, items=["Bản dịch"], reason="Tiếng nước ngoài", guide="Q"
    )
    assert "1. Bản dịch" in printed("form_02", more)
    sorry = prefill.apology(
        SHEET, DOSSIER, CITIZEN, SIGNATURE, term, new_due_ms=ms_of("2026-12-01", 600), reason="mất điện.", **BOSS
    )
    assert "10 giờ 00 phút, ngày 01 tháng 12 năm 2026" in printed("form_04", sorry)
    ended = prefill.stop(
        SHEET, replace(DOSSIER, reason="trùng hồ sơ"), CITIZEN, SIGNATURE, basis="NĐ 118/2025/NĐ-CP", **BOSS
    )
    assert "trùng hồ sơ" in printed("form_05", ended)


def test_fee_receipt() -> None:
    """The fee receipt repeats the lines collected; without a line it says that nothing is due."""
    paper = prefill.fee_receipt(SHEET, DOSSIER, CITIZEN, SIGNATURE, VISIT.fees[0], collector="Q")
    assert "Mười nghìn đồng" in printed("fee_receipt", paper)
    free = prefill.fee_receipt(
        SHEET, DOSSIER, CITIZEN, SIGNATURE, Fee(dossier="d", lines=(), paid="exempt"), collector="Q"
    )
    assert free.charges[0].amount_dong == 0


def test_visit_summary() -> None:
    """The summary tells in large type what was signed, what comes, what was paid and when the officer returns."""
    paper = prefill.visit_summary(
        SHEET, VISIT, CITIZEN, [(DOSSIER, SIGNATURE)], officer="Phạm Thị Quỳnh", come_back_ms=ms_of("2026-11-23", 540)
    )
    assert paper.done == ("Đã ký: Chứng thực chữ ký, điểm chỉ trong giấy tờ, văn bản.",)
    assert paper.paid_dong == 10_000 and paper.come_back == Moment(day="2026-11-23", hour=9)
    assert "0296 3 123 456" in printed("visit_summary", paper)
    unpaid = replace(VISIT, fees=(replace(VISIT.fees[0], paid="later"),), assents=())
    later = prefill.visit_summary(SHEET, unpaid, CITIZEN, [(DOSSIER, procedure("2.000635"))], officer="Q")
    assert later.paid_dong == 0 and later.done[0].startswith("Đã nhận hồ sơ") and later.come_back is None


@pytest.mark.parametrize(
    ("address", "line"),
    [
        (Address(house="12/3", street="đường A", hamlet="khóm B", printed="cũ"), "12/3, đường A, khóm B"),
        (Address(printed="Tổ 10, Mỹ Bình, Long Xuyên"), "Tổ 10, Mỹ Bình, Long Xuyên"),
        (Address(landmark="sau chùa Ông"), "sau chùa Ông"),
        (Address(), ""),
    ],
)
def test_address_on_one_line(address: Address, line: str) -> None:
    """An address found on the ground comes before the printed one, a landmark last."""
    assert prefill.address_line(address) == line
