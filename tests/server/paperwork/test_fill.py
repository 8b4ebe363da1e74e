"""What a paper says is on record, or told, or dots; what it cannot do without is asked for by name."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from models.calendar import ms_of
from models.paper import Document
from models.registers import Entry
from models.ward import Ward
from server.documents.papers import Certification, CopyCertification, Letter, TakenOriginal
from server.documents.samples import CITIZEN, DOSSIER, SIGNATURE, VISIT
from server.paperwork.fill import Known, fill
from server.paperwork.record import Record, area_of, of_dossier
from server.problem import Problem
from tests.server.seeded import NAME, WARD, Seeded

NOW = ms_of("2026-11-20", 11 * 60)
RECORD = Record(
    ward=Ward(id="30307", hotline="0296 3 123 456"), citizen=CITIZEN, dossier=DOSSIER, visit=VISIT,
    dossiers=((DOSSIER, SIGNATURE),), names={"": ""}, speakers={},
)  # fmt: skip
LINE = Entry(
    book="CK,ĐC", year=2026, number=7, day="2026-11-20", requester="Nguyễn Thị Bưởi", title="Giấy ủy quyền nhận trợ cấp",
    signer="Lê Hoàng Phúc", signer_title="Phó Chủ tịch",
)  # fmt: skip


def test_the_register_line_completes_a_certification() -> None:
    """Number, volume, title and signer come from the line the office wrote when it signed; before that they are dots."""
    before = fill("certification_one", RECORD, Known(), NOW)[1]
    after = fill("certification_one", RECORD._replace(entry=LINE), Known(), NOW)[1]
    assert isinstance(before, Certification) and isinstance(after, Certification)
    assert (before.entry, before.volume, after.entry, after.volume) == ("", "", "07", "01/2026-SCT/CK,ĐC")
    assert (after.document_title, after.certifier, after.certifier_title) == (LINE.title, LINE.signer, "Phó Chủ tịch")
    assert after.signers[0].address_as == "Bà" and after.place.endswith("phường Long Xuyên, tỉnh An Giang")


def test_a_copy_never_guesses_its_original() -> None:
    """What was copied is named by the register or by a person; what it is for is no title."""
    record = RECORD._replace(dossier=replace(DOSSIER, purpose="Nộp ngân hàng"))
    made = fill("certification_copy", record, Known(), NOW)[1]
    named = fill("certification_copy", record, Known(title="Giấy khai sinh số 45/1980", pages=2), NOW)[1]
    assert isinstance(made, CopyCertification) and isinstance(named, CopyCertification)
    assert made.document_title == "……" and (named.document_title, named.pages) == ("Giấy khai sinh số 45/1980", 2)


@pytest.mark.parametrize(
    ("document", "missing"),
    [
        ("form_01", "received"), ("form_02", "items"), ("form_03", "grounds"), ("form_04", "received"), ("form_05", "reason"),
        ("form_06", "received"), ("custody_receipt", "originals"), ("visit_summary", "visit"),
    ],
)  # fmt: skip
def test_what_a_paper_cannot_do_without_is_named(document: Document, missing: str) -> None:
    """A paper is not made out of thin air: the refusal says what is to be given or done first."""
    with pytest.raises(Problem) as no:
        fill(document, RECORD, Known(), NOW)
    assert (no.value.code, no.value.detail) == ("paper_not_ready", missing)


@pytest.mark.parametrize("document", ["certification_one", "fee_receipt"])
def test_without_a_visit_nothing_was_signed_or_paid(document: Document) -> None:
    """Signatures and fees are taken at a door."""
    with pytest.raises(Problem):
        fill(document, RECORD._replace(visit=None), Known(), NOW)


def test_what_is_told_stands() -> None:
    """Originals taken, grounds, reasons and names told by a person are printed as told."""
    told = Known(
        originals=(TakenOriginal(name="Giấy khai sinh"),),
        back_by_ms=NOW,
        items=("Ảnh 3x4",),
        grounds=("Bản chính bị tẩy xóa",),
        reason="x.",
    )
    assert fill("custody_receipt", RECORD, told, NOW)[1].originals[0].name == "Giấy khai sinh"  # type: ignore[attr-defined]
    assert fill("form_02", RECORD, told, NOW)[1].items == ("Ảnh 3x4",)  # type: ignore[attr-defined]
    assert fill("form_03", RECORD, told, NOW)[1].grounds[0].text == "Bản chính bị tẩy xóa"  # type: ignore[attr-defined]
    letter = fill("condolence", RECORD, Known(to="Gia quyến cụ Mẫu", names=("cụ Mẫu",), event_day="2026-11-15"), NOW)[1]
    assert isinstance(letter, Letter)
    assert (letter.to, letter.names, letter.event.day) == ("Gia quyến cụ Mẫu", ("cụ Mẫu",), "2026-11-15")


@pytest.mark.parametrize(
    ("unit", "area"), [("30307", "phường Long Xuyên, tỉnh An Giang"), ("91", "tỉnh An Giang"), ("1", "")]
)
def test_where_a_unit_lies(unit: str, area: str) -> None:
    """An address ends with the unit and its province."""
    assert area_of(unit) == area


def test_papers_by_address(client: Any, seeded: Seeded) -> None:
    """Made out, listed and printed by address; every look at the person is noted; what is missing is a refusal by name."""
    dossier, headers = seeded.things[WARD].dossier, seeded.bearer("clerk")
    told = {"document": "condolence", "told": {"names": ["cụ Phan Văn Đượm"], "event_day": "2026-11-20"}}
    made = client.post(f"/dossiers/{dossier}/papers", headers=headers, json=told).json()
    assert made["receipts"][0]["outcome"] == "applied"
    listed = client.get(f"/dossiers/{dossier}/papers", headers=headers).json()["items"]
    assert made["code"] in [item["state"]["code"] for item in listed]
    for name in (f"{made['code']}.pdf", made["code"].lower()):
        answer = client.get(f"/papers/{name}?language=en", headers=headers)
        assert answer.headers["content-type"] == "application/pdf" and answer.content[:5] == b"%PDF-"
    no = client.post(f"/dossiers/{dossier}/papers", headers=headers, json={"document": "fee_receipt"})
    assert (no.status_code, no.json()["code"], no.json()["detail"]) == (409, "paper_not_ready", "fee")
    assert client.get("/papers/AAAA-AAAA.pdf", headers=headers).status_code == 404
    with seeded.store.read() as tx:
        assert of_dossier(tx, WARD, dossier).citizen.name == NAME
