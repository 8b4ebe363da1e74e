"""Every kind of event has its sentence in both languages, and no sentence tells whom it is about."""

from __future__ import annotations

import string

import pytest

from models.call import CallReturned
from models.citizen import CitizenAmended, CitizenChange, CitizenRegistered
from models.dossier import DossierProcessed
from models.event import KINDS
from models.hold import WorkReturned
from models.officer import OfficerRegistered
from models.telling import OUTCOMES, SENTENCES, sentence
from models.visit import FeeCollected, VisitAssigned
from tests.models.test_access import sample

PERSONAL = {
    "name",
    "phone",
    "phones",
    "id_number",
    "address",
    "caller",
    "signer",
    "witnesses",
    "identity",
    "text",
    "note",
    "rating",
}


def test_every_kind_has_its_sentence() -> None:
    """The table is whole: no kind without a sentence, no sentence without a kind."""
    assert {kind.__name__ for kind in SENTENCES} == set(KINDS)
    assert set(OUTCOMES) == {"applied", "merged", "conflict", "parked", "refused"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_sentence_can_be_said_in_both_languages(kind: str) -> None:
    """Each is filled from its body, the Vietnamese differs from the English, and no hole is left open."""
    told = sentence(sample(KINDS[kind], "30307"))
    assert told.vi != told.en
    for text in told:
        assert len(text) > 5 and "{" not in text and not text.endswith((":", " "))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_sentence_names_nobody(kind: str) -> None:
    """No sentence is filled from a field that holds somebody's name, telephone, number, home or words about them."""
    used = {field for text in SENTENCES[KINDS[kind]] for _, field, _, _ in string.Formatter().parse(text) if field}
    assert not used & PERSONAL


def test_names_stand_for_ids() -> None:
    """An officer is called by name where the reader may know it, and by id where not; a missing reason leaves no colon."""
    body = VisitAssigned(visit="v", officer="o")
    assert sentence(body, {"o": "Trần Văn Ổi"}).vi == "Giao cán bộ Trần Văn Ổi"
    assert sentence(body).en == "Given to officer o"
    assert sentence(VisitAssigned(visit="v", officer="o", reason="gần hơn")).vi == "Giao cán bộ o: gần hơn"


def test_a_change_tells_fields_not_values() -> None:
    """What was corrected is told by the names of the fields; a yes is told in the reader's language."""
    told = sentence(CitizenAmended(citizen="c", change=CitizenChange(name="Nguyễn Thị Bưởi", phones=("+84900000123",))))
    assert told.en == "Person corrected: name, phones" and "Bưởi" not in told.vi
    assert sentence(CallReturned(call="c", reached=True)) == ("Gọi lại, gặp được: có", "Rang back, reached: yes")


def test_codes_become_words() -> None:
    """A value or field of a closed list is told by its word where there is one."""
    words = {(0, "value-cash"): "tiền mặt", (1, "value-cash"): "in cash", (0, "field-name"): "họ tên"}

    def calls(language: int, key: str) -> str:
        return words.get((language, key), "")

    fee = FeeCollected(visit="v", dossier="d", lines=(), paid="cash")
    assert sentence(fee, calls=calls) == ("Thu lệ phí (tiền mặt)", "Fee taken (in cash)")
    change = CitizenAmended(citizen="c", change=CitizenChange(name="Nguyễn Thị Bưởi", phones=()))
    assert sentence(change, calls=calls).vi == "Sửa thông tin người dân: họ tên, phones"


def test_days_are_told_as_people_write_them() -> None:
    """A day is told day first, as everywhere on paper."""
    assert sentence(DossierProcessed(dossier="d", due_day="2026-12-07")).vi == "Xử lý hồ sơ, hẹn trả 07/12/2026"


def test_braces_in_what_people_write_stay() -> None:
    """A reason with braces in it is told as it was written."""
    assert sentence(WorkReturned(hold="h", reason="{reason} {0}")).en == "Held work returned: {reason} {0}"


def test_those_who_are_written_down_are_not_named() -> None:
    """Writing down a person or an officer tells that it was done, not who it was."""
    person = CitizenRegistered(citizen="c", unit="30307", name="Nguyễn Thị Bưởi")
    officer = OfficerRegistered(officer="o", unit="30307", name="Trần Văn Ổi")
    assert "Bưởi" not in "".join(sentence(person)) and "Ổi" not in "".join(sentence(officer))
