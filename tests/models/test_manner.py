"""What the office itself demands of a signing: witnesses, an interpreter, the words read aloud."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from models import procedure, visit
from models.citizen import Citizen, Need
from models.doorstep import CoSigner, Identity, Interpreter, Lucidity, Witness
from models.refusal import Refused
from tests.models.test_visit_rules import CERTIFIED, assents, dossier_of, judged, visit_at
from tests.simulation import words
from tests.simulation.words import SIGNATURE, UNIT

ELDER = Citizen(id="c-1", unit=UNIT, name="Nguyễn Thị Đào")
CONTRACT, BIRTH = words.CONTRACT, "1.003583"
ALONE = words.WITNESSES[:1]
TWICE = (*ALONE, replace(ALONE[0], name="Lê Tám"))
INTERPRETER = Interpreter(name="Chau Sóc Kha", number="089085007777", language="tiếng Khmer")


SON = CoSigner(
    name="Lê Văn Tư",
    identity=Identity(method="card", number="089075001234", name="LÊ VĂN TƯ", matches=True),
    lucidity=Lucidity(lucid=True),
)


def refusals(
    code: str, needs: tuple[Need, ...] = (), seen: Lucidity | None = None, beside: tuple[CoSigner, ...] = (), **told: Any
) -> list[str | None]:  # fmt: skip
    """What the office answers to signature, fingerprint and neither by a person in this condition: a code or None."""
    held = visit_at("arrived", lucidity=seen or Lucidity(lucid=True), cosigners=beside)
    known = replace(ELDER, needs=needs), replace(dossier_of(code), version=pinned_version(code))
    answers = [judged(held, body, *known, code=code) for body in assents(**told)]
    return [answer.code if answer else None for answer in answers]


def pinned_version(code: str) -> str:
    """The version the catalogue has of a procedure."""
    return next(p.version for p in procedure.catalogue() if p.code == code)


WITNESSED, UNWITNESSED = [None, None, None], ["witnesses_missing"] * 3


@pytest.mark.parametrize(
    ("why", "code", "needs", "seen", "witnesses", "answers"),
    [
        ("nd23_36_3_able: only who can do neither", CONTRACT, (), {}, (), [None, None, "witnesses_missing"]),
        ("nd23_36_3_blind: two for whichever manner", CONTRACT, ("blind",), {}, (), UNWITNESSED),
        ("nd23_36_3_deaf, known at the office", CONTRACT, ("deaf",), {}, (), UNWITNESSED),
        ("nd23_36_3_reads: seen at the door only", CONTRACT, (), {"reads": False}, (), UNWITNESSED),
        ("nd23_36_3_hears: seen at the door only", CONTRACT, (), {"hears": False}, ALONE, UNWITNESSED),
        ("tt01_22_two: one person twice is one witness", CONTRACT, ("deaf",), {}, TWICE, UNWITNESSED),
        ("nd23_36_3_blind: two are enough", CONTRACT, ("blind",), {}, words.WITNESSES, WITNESSED),
        ("nd23_26_signature: a plain signature asks for none", SIGNATURE, ("blind",), {}, (), WITNESSED),
        ("tt04_25_declared: neither is attested by two", BIRTH, ("blind",), {}, (), [None, None, "witnesses_missing"]),
    ],
)  # fmt: skip
def test_witnesses_are_there_when_the_pinned_version_and_the_person_ask_for_them(
    why: str, code: str, needs: tuple[Need, ...], seen: dict[str, Any], witnesses: tuple[Witness, ...], answers: list[Any]
) -> None:  # fmt: skip
    """The office itself demands them, whatever a tablet's guide said or if it had none."""
    lucidity = Lucidity(lucid=True, **seen)
    assert refusals(code, needs, lucidity, witnesses=witnesses, read_aloud=True) == answers, why


@pytest.mark.parametrize("code", [SIGNATURE, CONTRACT])
def test_decree_23_who_does_not_speak_vietnamese_has_an_interpreter(code: str) -> None:
    """Where the pinned version knows one; the interpreter is not counted among the witnesses."""
    foreign = Lucidity(lucid=True, speaks_vietnamese=False)
    assert refusals(code, (), foreign) == ["interpreter_missing"] * 3
    assert refusals(code, (), foreign, interpreter=INTERPRETER) == [None, None, None]
    assert refusals(BIRTH, (), foreign) == [None, None, None], "its version asks for none"
    himself = replace(INTERPRETER, number=words.WITNESSES[0].number)
    assert refusals(CONTRACT, ("deaf",), foreign, witnesses=words.WITNESSES, interpreter=himself) == UNWITNESSED


@pytest.mark.parametrize("code", [SIGNATURE, CONTRACT, BIRTH])
def test_decree_23_article_26_who_does_not_sign_or_read_has_the_words_read_aloud(code: str) -> None:
    """A fingerprint or neither always; a signature when the person does not read, known or seen."""
    unread: dict[str, Any] = {"witnesses": words.WITNESSES, "read_aloud": False}
    assert refusals(code, (), **unread) == [None, "not_read_aloud", "not_read_aloud"]
    assert refusals(code, ("cannot_read",), **unread) == ["not_read_aloud"] * 3
    assert refusals(code, (), Lucidity(lucid=True, reads=False), **unread) == ["not_read_aloud"] * 3


def test_what_is_known_of_the_person_does_not_bind_who_signs_beside_them() -> None:
    """A relative who reads signs the same contract without witnesses; one who does not read needs two as well."""
    told: dict[str, Any] = {"signer": "Lê Văn Tư", "read_aloud": True, "witnesses": ()}
    assert refusals(CONTRACT, ("blind",), beside=(SON,), **told) == [None, None, "witnesses_missing"]
    unread = replace(SON, lucidity=Lucidity(lucid=True, reads=False))
    assert refusals(CONTRACT, beside=(unread,), **told) == UNWITNESSED


@pytest.mark.parametrize("answer", [{"reads": False}, {"speaks_vietnamese": False}])
def test_a_visit_is_not_completed_when_it_is_seen_afterwards_that_a_signing_lacked_something(answer: Any) -> None:
    """Signed first, then found not to read or not to speak Vietnamese; signed again as the law asks, it is completed."""
    seen = Lucidity(lucid=True, **answer)
    done = visit.VisitCompleted(visit="v-1")
    no = judged(visit_at("arrived", lucidity=seen), done, ELDER)
    assert no == Refused("not_read_aloud" if "reads" in answer else "interpreter_missing", SIGNATURE)
    again = replace(CERTIFIED, read_aloud=True, interpreter=INTERPRETER)
    assert judged(visit_at("arrived", lucidity=seen, assents=(CERTIFIED, again)), done, ELDER) is None
