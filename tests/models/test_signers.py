"""Several signers of one paper: each is checked for themselves before they sign, and as many sign as were declared."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from models import visit_folds
from models.citizen import Citizen
from models.doorstep import CoSigner, Identity, Lucidity
from models.dossier_parts import Intake
from models.guide import guide
from models.procedure import in_force
from models.refusal import Refused
from models.request import Request
from models.said import Said
from models.signers import COSIGNERS_MAX, declared, is_own, key
from models.visit import IdentityChecked, LucidityConfirmed, SignatureRecorded, Visit, VisitCompleted
from tests.models.test_visit_rules import CERTIFIED, dossier_of, judged, visit_at
from tests.simulation import words
from tests.simulation.words import COPY, NOON_MS, UNIT

ELDER = Citizen(id="c-1", unit=UNIT, name="Nguyễn Thị Đào")
SON, CARD = "Lê Văn Tư", Identity(method="card", number="089075001234", name="LÊ VĂN TƯ", matches=True)
CLEAR = Lucidity(lucid=True)
CHECKED = CoSigner(name=SON, identity=CARD, lucidity=CLEAR)
ALSO = replace(CERTIFIED, signer=SON)
DONE = VisitCompleted(visit="v-1")
SIGNED = SignatureRecorded(visit="v-1", dossier="d-1", signer=SON, offsite=words.OFFSITE)
SAID = Said(
    seq=9, event="e", by="o-1", device="t-1", at_ms=NOON_MS, bound_ms=0, doubtful=False, received_ms=NOON_MS, base=0, lease=1
)  # fmt: skip


def ended(signers: int, **fields: Any) -> Refused | None:
    """What is answered when a visit with so many declared signers is completed."""
    dossier = replace(dossier_of("2.000884"), intake=Intake(signers=signers))
    return judged(visit_at("arrived", **fields), DONE, ELDER, dossier)


@pytest.mark.parametrize(
    ("why", "seen", "answer"),
    [
        ("a stranger", (), Refused("signer_unchecked", "identity")),
        ("no look at the mind", (replace(CHECKED, lucidity=None),), Refused("signer_unchecked", "lucidity")),
        ("no paper shown", (replace(CHECKED, identity=None),), Refused("signer_unchecked", "identity")),
        ("not lucid", (replace(CHECKED, lucidity=Lucidity(lucid=False)),), Refused("not_lucid", "signer")),
        ("another was checked", (replace(CHECKED, name="Lê Văn Tú"),), Refused("signer_unchecked", "identity")),
        ("checked", (CHECKED,), None),
        ("checked, in capitals as on the card", (replace(CHECKED, name="LÊ VĂN  TƯ"),), None),
    ],
)  # fmt: skip
def test_decree_23_article_24_each_signer_is_checked_before_they_sign(
    why: str, seen: tuple[CoSigner, ...], answer: Refused | None
) -> None:
    """Paper and lucidity of their own; a name that differs by a tone is somebody else's."""
    assert judged(visit_at("arrived", cosigners=seen), SIGNED, ELDER) == answer, why


def test_the_person_themselves_signs_by_the_name_the_office_knows_or_their_paper_shows() -> None:
    """A card in capitals, a name changed by marriage and shown on the card: still the person, with the checks made of them."""
    for name in ("NGUYỄN THỊ  ĐÀO", "Nguyễn Thị Đào"):
        assert judged(visit_at("arrived"), replace(SIGNED, signer=name), ELDER) is None
    shown = visit_at("arrived", identity=replace(CARD, name="Trần Thị Đào", matches=False, note="đổi họ"))
    assert judged(shown, replace(SIGNED, signer="trần thị đào"), ELDER) is None
    assert is_own(visit_at("arrived"), None, SON), "an office that does not know the person asks for nobody else"
    assert key(" Lê  Văn Tú ") == "lê văn tú" != key("Lê Văn Tư")


@pytest.mark.parametrize(
    ("why", "signers", "fields", "answer"),
    [
        ("one declared, one signed", 1, {}, None),
        ("two declared, one signed", 2, {}, Refused("signers_missing", "1/2")),
        ("the same twice is one", 2, {"assents": (CERTIFIED, CERTIFIED)}, Refused("signers_missing", "1/2")),
        ("two, both checked", 2, {"assents": (CERTIFIED, ALSO), "cosigners": (CHECKED,)}, None),
        ("more than declared, all checked", 1, {"assents": (CERTIFIED, ALSO), "cosigners": (CHECKED,)}, None),
        ("more than declared, not checked", 1, {"assents": (CERTIFIED, ALSO)}, Refused("signer_unchecked", "identity")),
        (
            "found not lucid afterwards", 2,
            {"assents": (CERTIFIED, ALSO), "cosigners": (replace(CHECKED, lucidity=Lucidity(lucid=False)),)},
            Refused("not_lucid", "signer"),
        ),
        (
            "found not to read afterwards", 2,
            {"assents": (CERTIFIED, ALSO), "cosigners": (replace(CHECKED, lucidity=Lucidity(lucid=True, reads=False)),)},
            Refused("not_read_aloud", "2.000884"),
        ),
    ],
)  # fmt: skip
def test_as_many_sign_as_were_declared_and_each_lawfully_before_a_visit_is_completed(
    why: str, signers: int, fields: dict[str, Any], answer: Refused | None
) -> None:
    """Only a completed visit makes a dossier received (status 2), so nothing is certified that lacks a signer."""
    assert ended(signers, **fields) == answer, why


def test_tt04_25_of_a_marriage_both_sign_whatever_the_call_settled() -> None:
    """Two by the procedure itself, at the first visit and at the second, with an intake that says one or with none."""
    marriage = in_force("1.000593", "2026-11-22")
    assert marriage is not None
    bare = replace(dossier_of(marriage.code), version=marriage.version)
    for dossier in (bare, replace(bare, intake=Intake(signers=1))):
        for follows in ("", "v-0"):
            visit = visit_at("arrived", follows=follows)
            assert judged(visit, DONE, ELDER, dossier) == Refused("signers_missing", "1/2")
            both = replace(visit, assents=(CERTIFIED, ALSO), cosigners=(CHECKED,))
            assert judged(both, DONE, ELDER, dossier) is None
            told = guide(marriage, dossier, visit, ELDER, Request(id="r-1", unit=UNIT, code="", citizen="c-1"))
            assert told.signers == 2
    assert declared(replace(bare, intake=Intake(signers=3)), marriage) == 3


def test_where_nobody_signs_nobody_is_missed() -> None:
    """Copies are compared, not signed, however many people the call counted."""
    dossier = replace(dossier_of(COPY), version="3152/QĐ-BTP", intake=Intake(signers=3))
    assert judged(visit_at("arrived", assents=()), DONE, ELDER, dossier) is None


def test_what_is_seen_of_another_leaves_the_person_as_they_were() -> None:
    """Checks of who signs beside the person stand beside; said again, the latest word on each stands."""
    visit: Visit = visit_at("arrived")
    for body in (
        IdentityChecked(visit="v-1", identity=CARD, signer=SON),
        IdentityChecked(visit="v-1", identity=CARD, signer="Lê Thị Năm"),
    ):
        visit = visit_folds.identified(visit, body, SAID)
    visit = visit_folds.confirmed(visit, LucidityConfirmed(visit="v-1", lucidity=CLEAR, signer="lê văn  tư"), SAID)
    assert visit.cosigners == (CoSigner(name="Lê Thị Năm", identity=CARD), CHECKED)
    assert (visit.identity, visit.lucidity) == (visit_at("arrived").identity, CLEAR)


@pytest.mark.parametrize("signer", ["NGUYỄN THỊ ĐÀO", "   "])
def test_the_person_is_not_checked_as_another(signer: str) -> None:
    """Said by their own name it would be lost beside the check that counts; a nameless signer is nobody."""
    for body in (
        IdentityChecked(visit="v-1", identity=CARD, signer=signer),
        LucidityConfirmed(visit="v-1", lucidity=CLEAR, signer=signer),
    ):
        assert judged(visit_at("arrived"), body, ELDER) == Refused("bad_value", "signer")


def test_there_is_an_end_to_who_signs_beside_somebody() -> None:
    """Twenty; one of them may be looked at again."""
    many = tuple(CoSigner(name=f"Lê Văn {n}", identity=CARD) for n in range(COSIGNERS_MAX))
    full = visit_at("arrived", cosigners=many)
    more = LucidityConfirmed(visit="v-1", lucidity=CLEAR, signer=SON)
    assert judged(full, more, ELDER) == Refused("bad_value", "signer")
    assert judged(full, replace(more, signer="Lê Văn 7"), ELDER) is None


def test_a_mismatch_of_who_signs_beside_needs_its_note_too() -> None:
    """As for the person."""
    body = IdentityChecked(visit="v-1", identity=replace(CARD, matches=False), signer=SON)
    assert judged(visit_at("arrived"), body, ELDER) == Refused("reason_missing", "identity")
