"""Every branch of the triage: answers, the article it rests on, and what must come of it.

Answers left out of a row are the first of their question (1 for a number), so each row shows only what matters to it.
"""

from dataclasses import dataclass, field
from typing import Any

Given = dict[str, str | int]


@dataclass(frozen=True)
class Row:
    """One branch: `name` after its article, `says` the reasons that must be among those given."""

    name: str
    answers: Given
    expected: dict[str, Any] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    no_papers: tuple[str, ...] = ()


SIGNATURE: dict[str, Any] = {
    "procedures": ("2.000884",),
    "where": "finish",
    "mode": "A",
    "visits": 1,
    "fee_dong": 10_000,
}
TRANSACTION: dict[str, Any] = {
    "procedures": ("2.001035",),
    "where": "finish",
    "mode": "A",
    "visits": 1,
    "fee_dong": 50_000,
}
NOTHING: dict[str, Any] = {"procedures": (), "where": "none", "visits": 0, "fee_dong": 0, "papers": ()}
RECEIVED: dict[str, Any] = {"where": "receive", "mode": "B", "visits": 2}
EXTRACT: dict[str, Any] = RECEIVED | {"procedures": ("2.000635",), "fee_dong": 8_000}
SIGN: Given = {"need": "sign"}
DECLARATION: Given = {"need": "sign", "sign_what": "declaration"}
POWER: Given = {"need": "sign", "sign_what": "authorisation"}
COPY: Given = {"need": "copy", "copy_purpose": "certified"}
WILL: Given = {"need": "will", "will_danger": "no"}
MARITAL: Given = {"need": "marital"}


def _bad_original(ground: str, clause: int) -> Row:
    return Row(
        f"nd23_dieu_22_{clause}_{ground}",
        COPY | {"copy_original": ground},
        NOTHING | {"ground": ground},
        (ground,),
    )


def _interpreter(language: str) -> Row:
    return Row(
        f"tt01_dieu_6_interpreter_{language}",
        DECLARATION | {"speaks": language},
        SIGNATURE | {"interpreter": language, "minutes": 45},
        ("interpreter",),
    )


def _registration(kind: str, ordinary: str, mobile: str, *answers: tuple[str, str]) -> list[Row]:
    free, both = {"fee_dong": 0, "visits": 2}, {"signers": 2 if kind == "marriage" else 1}
    return [
        Row(f"lht_{kind}_somebody_can_come", {"need": kind, f"{kind}_come": "yes", **dict(answers)},
            free | {"procedures": (ordinary,), "where": "receive", "mode": "B"}, ("ordinary",)),
        Row(f"tt04_dieu_24_{kind}_nobody_can_come", {"need": kind, f"{kind}_come": "no", **dict(answers)},
            free | both | {"procedures": (mobile,), "where": "finish", "mode": "B"}, ("mobile",)),
    ]  # fmt: skip


COPIES = [
    Row("nd23_dieu_6_agency_may_not_demand_certification", {"need": "copy", "copy_purpose": "agency"}, NOTHING,
        ("compare_only",)),
    Row("nq66_7_what_is_on_vneid_is_not_copied", {"need": "copy", "copy_purpose": "vneid"}, NOTHING, ("in_database",)),
    Row("nd23_dieu_10_copy_is_received_then_certified_at_the_office",
        COPY | {"copy_original": "good", "pages": 5, "copies": 3, "custody": "officer"},
        RECEIVED | {"procedures": ("2.000815",), "fee_dong": 21_000, "custody": True, "minutes": 20},
        ("copy", "custody"), ("original",)),
    Row("nd23_dieu_7_family_brings_the_original", COPY | {"pages": 2, "copies": 1, "custody": "family"},
        {"procedures": ("2.000815",), "where": "office", "mode": "", "visits": 0, "fee_dong": 4_000}, ("at_office",)),
    Row("nd23_dieu_22_5_foreign_paper_that_needs_no_legalisation", COPY | {"copy_original": "foreign_exempt"},
        {"procedures": ("2.000815",), "ground": ""}, ("no_legalisation",)),
    _bad_original("altered", 1),
    _bad_original("illegible", 2),
    _bad_original("secret", 3),
    _bad_original("unlawful", 4),
    _bad_original("not_legalised", 5),
    _bad_original("self_made", 6),
]  # fmt: skip

SIGNATURES = [
    Row("nd23_dieu_24_signature_before_the_officer", DECLARATION, SIGNATURE | {"minutes": 30}, ("signature", "offsite"),
        ("document", "id_paper")),
    Row("nd23_dieu_24_several_signers_are_one_case", DECLARATION | {"signers": 4, "cases": 1},
        SIGNATURE | {"signers": 4, "minutes": 45}),
    Row("nd23_dieu_24_each_paper_is_a_case", DECLARATION | {"cases": 3}, SIGNATURE | {"fee_dong": 30_000}),
    Row("nd23_dieu_24_foreign_language", {"need": "sign", "sign_what": "foreign"}, SIGNATURE, ("translation",),
        ("translation",)),
    Row("nd23_dieu_25_4_a_deal_is_no_signature", {"need": "sign", "sign_what": "deal", "transaction_kind": "other"},
        TRANSACTION, ("is_transaction",)),
    Row("tt01_dieu_14_1_papers_handed_in_for_another", POWER | {"authorisation_for": "papers"}, SIGNATURE,
        ("case_1", "plain_authorisation")),
    Row("tt01_dieu_14_1_what_may_not_be_authorised",
        POWER | {"authorisation_for": "papers", "authorisation_allowed": "forbidden"}, NOTHING, ("forbidden",)),
    Row("tt01_dieu_14_1_what_may_be_authorised",
        POWER | {"authorisation_for": "papers", "authorisation_allowed": "allowed"}, SIGNATURE, ("case_1",)),
    Row("tt01_dieu_14_2_pension_collected", POWER | {"authorisation_for": "pension"}, SIGNATURE, ("case_2",)),
    Row("tt01_dieu_14_3_house_looked_after", POWER | {"authorisation_for": "house"}, SIGNATURE, ("case_3",)),
    Row("tt01_dieu_14_4_social_policy_bank", POWER | {"authorisation_for": "bank"}, SIGNATURE, ("case_4",)),
    Row("nd23_dieu_25_4_any_other_authorisation_is_a_transaction", POWER | {"authorisation_for": "other"},
        TRANSACTION, ("not_a_case",)),
    Row("nd23_dieu_24_4_no_pay_no_transfer",
        POWER | {"authorisation_for": "pension", "authorisation_terms": "none"}, SIGNATURE, ("plain_authorisation",)),
    Row("nd23_dieu_24_4_pay_or_transfer_makes_a_transaction",
        POWER | {"authorisation_for": "pension", "authorisation_terms": "some"}, TRANSACTION, ("terms",)),
    Row("tthc_2_000635_close_relative_needs_no_certification",
        POWER | {"authorisation_for": "extract", "extract_relative": "close", "extract_how": "relative"}, NOTHING,
        ("no_certification", "no_visit")),
    Row("lht_dieu_63_extract_asked_for_at_the_door",
        POWER | {"authorisation_for": "extract", "extract_relative": "close", "extract_how": "visit", "documents": 2},
        EXTRACT | {"fee_dong": 16_000}, ("direct",), ("declaration", "id_paper"), ("authorisation",)),
    Row("tt01_dieu_14_1_extract_through_a_stranger",
        POWER | {"authorisation_for": "extract", "extract_relative": "other"}, SIGNATURE, ("case_1",)),
]  # fmt: skip

TRANSACTIONS = [
    Row("tt226_rural_mortgage_is_free", {"need": "transaction", "transaction_kind": "rural"},
        TRANSACTION | {"circumstances": ("rural_credit_mortgage",)}, ("rural",), ("draft", "title", "id_paper")),
    Row("nd23_dieu_36_transaction", {"need": "transaction", "transaction_kind": "other"},
        TRANSACTION | {"circumstances": ()}),
    Row("nd23_dieu_36_1_will_in_danger_of_death", {"need": "will", "will_danger": "danger"},
        TRANSACTION | {"procedures": ("2.001019",), "urgent": True}, ("danger",), ("draft",), ("title",)),
    Row("nd23_dieu_36_will", WILL, TRANSACTION | {"procedures": ("2.001019",), "urgent": False}, (), ("title",)),
    Row("nd23_dieu_36_renunciation", {"need": "inheritance", "inheritance_kind": "renounce"},
        TRANSACTION | {"procedures": ("2.001016",)}),
    Row("nd23_dieu_36_division", {"need": "inheritance", "inheritance_kind": "divide"},
        TRANSACTION | {"procedures": ("2.001406",)}),
    Row("nd23_dieu_38_amendment", {"need": "change", "change_kind": "amend"},
        TRANSACTION | {"procedures": ("2.000913",), "fee_dong": 30_000}, ("amend",), ("certified",)),
    Row("nd23_dieu_39_slip_of_the_pen", {"need": "change", "change_kind": "fix"},
        RECEIVED | {"procedures": ("2.000927",), "fee_dong": 25_000}, ("fix",), ("agreement",)),
    Row("nd23_copy_of_a_certified_transaction", {"need": "change", "change_kind": "copy", "pages": 4, "copies": 2},
        RECEIVED | {"procedures": ("2.000942",), "fee_dong": 12_000, "custody": False}),
    Row("nd23_dieu_31_registered_translator", {"need": "translator", "translator_kind": "registered"},
        {"procedures": ("2.000992",), "where": "office", "mode": "", "visits": 0}, ("translator",)),
    Row("nd23_dieu_31_other_translator", {"need": "translator", "translator_kind": "other"},
        {"procedures": ("2.001008",), "where": "office", "mode": "", "visits": 0}, ("translator",), ("diploma",)),
]  # fmt: skip

PERSONS = [
    Row("nd23_dieu_10_frail", DECLARATION | {"cannot_come": "frail"}, SIGNATURE | {"offsite": "frail"}, ("offsite",)),
    Row("nd23_dieu_10_disabled", DECLARATION | {"cannot_come": "disabled"}, SIGNATURE | {"offsite": "disabled"}, ("offsite",)),
    Row("nd23_dieu_10_custody", DECLARATION | {"cannot_come": "custody"},
        SIGNATURE | {"offsite": "custody", "minutes": 45}, ("offsite",)),
    Row("nd23_dieu_10_other_reason", DECLARATION | {"cannot_come": "other"}, SIGNATURE | {"offsite": "other"},
        ("offsite_other",)),
    Row("nd23_dieu_10_who_can_come_is_certified_at_the_office", DECLARATION | {"cannot_come": "can"},
        {"procedures": ("2.000884",), "where": "office", "mode": "", "visits": 0, "offsite": ""}, ("office_only",)),
    Row("nd23_dieu_26_can_sign", DECLARATION | {"can_sign": "sign"}, SIGNATURE | {"witnesses": 0, "minutes": 30}),
    Row("nd23_dieu_26_fingerprint", DECLARATION | {"can_sign": "fingerprint"},
        SIGNATURE | {"witnesses": 0, "minutes": 35}, ("fingerprint",)),
    Row("nd23_dieu_26_neither_needs_no_witness_for_a_signature", DECLARATION | {"can_sign": "neither"},
        SIGNATURE | {"witnesses": 0, "minutes": 40}, ("neither",)),
    Row("nd23_dieu_36_3_neither_needs_two_witnesses_for_a_will", WILL | {"can_sign": "neither"},
        {"witnesses": 2, "minutes": 80}, ("neither", "two_witnesses")),
    Row("nd23_dieu_36_3_fingerprint_needs_no_witness", WILL | {"can_sign": "fingerprint"}, {"witnesses": 0}),
    Row("nd23_dieu_36_3_cannot_read_needs_two_witnesses", WILL | {"reads": "no"}, {"witnesses": 2},
        ("read_aloud", "two_witnesses")),
    Row("nd23_dieu_36_3_cannot_hear_needs_two_witnesses", WILL | {"hears": "no"}, {"witnesses": 2},
        ("write_large", "two_witnesses")),
    Row("nd23_dieu_36_3_reads_and_hears", WILL | {"reads": "yes", "hears": "yes"}, {"witnesses": 0}),
    Row("tt04_dieu_25_who_cannot_read_is_read_to", DECLARATION | {"reads": "no"},
        SIGNATURE | {"witnesses": 0, "minutes": 40}, ("read_aloud",)),
    Row("tt01_dieu_6_no_interpreter", DECLARATION | {"speaks": "vi"}, SIGNATURE | {"interpreter": ""}),
    *map(_interpreter, ("km", "cjm", "zh", "sgn", "other")),
    Row("nd23_dieu_25_1_lucid", DECLARATION | {"lucid": "clear"}, SIGNATURE | {"lucidity_flag": False}),
    Row("nd23_dieu_25_1_doubt_flags_and_never_refuses", DECLARATION | {"lucid": "doubt"},
        SIGNATURE | {"lucidity_flag": True, "ground": ""}, ("lucidity",)),
    Row("nd23_dieu_9_3_related", DECLARATION | {"related": "yes"}, SIGNATURE | {"related": True}, ("related",)),
    Row("nd23_dieu_9_3_not_related", DECLARATION | {"related": "no"}, SIGNATURE | {"related": False}),
]  # fmt: skip

CIVIL = [
    Row("lht_dieu_63_extract_for_oneself", {"need": "extract", "extract_for": "self", "documents": 3},
        EXTRACT | {"fee_dong": 24_000}, (), ("id_paper",), ("authorisation",)),
    Row("tt04_dieu_2_extract_for_a_close_relative", {"need": "extract", "extract_for": "close"}, EXTRACT,
        ("no_certification",), ("authorisation",)),
    Row("tt04_dieu_2_extract_for_another", {"need": "extract", "extract_for": "other"}, EXTRACT,
        ("certified_authorisation",), ("authorisation",)),
    Row("tthc_2_002516_changed", {"need": "confirm", "confirm_changed": "changed"},
        RECEIVED | {"procedures": ("2.002516",), "fee_dong": 8_000}, ("confirm",)),
    Row("tthc_2_002516_unchanged_needs_an_extract_only", {"need": "confirm", "confirm_changed": "same"}, EXTRACT,
        ("extract_serves",)),
    Row("nd23_dieu_16_register_copy_for_oneself", {"need": "register_copy", "register_for": "self"},
        RECEIVED | {"procedures": ("2.000908",), "fee_dong": 0}, (), (), ("relation",)),
    Row("nd23_dieu_16_register_copy_for_kin", {"need": "register_copy", "register_for": "relative"},
        RECEIVED | {"procedures": ("2.000908",)}, ("relation",), ("relation",)),
    *_registration("birth", "1.001193", "1.003583"),
    *_registration("death", "1.000656", "1.000419"),
    *_registration("marriage", "1.000894", "1.000593", ("marriage_both", "yes")),
    Row("lht_dieu_16_birth_note_on_paper", {"need": "birth", "birth_note": "paper"}, {}, (), ("birth_note",)),
    Row("nq66_7_electronic_birth_note", {"need": "birth", "birth_note": "electronic"}, {}, ("electronic_note",), (),
        ("birth_note",)),
    Row("lht_dieu_16_1_birth_witness", {"need": "birth", "birth_note": "witness"}, {}, ("witness_note",),
        ("witness_note",), ("birth_note",)),
    Row("lht_dieu_16_1_birth_pledge", {"need": "birth", "birth_note": "none"}, {}, ("pledge",), ("pledge",), ("birth_note",)),
    Row("lht_death_notice_on_paper", {"need": "death", "death_note": "paper"}, {}, (), ("death_note",)),
    Row("nq66_7_electronic_death_notice", {"need": "death", "death_note": "electronic"}, {}, ("electronic_note",), (),
        ("death_note",)),
    Row("nd123_dieu_4_died_at_home", {"need": "death", "death_note": "home"}, {}, ("ward_notice",)),
    Row("lht_dieu_18_both_must_be_there", {"need": "marriage", "marriage_both": "no"}, NOTHING, ("both_needed",)),
    Row("lht_dieu_18_both_sign", {"need": "marriage", "marriage_both": "yes"}, {}, ("both_sign",)),
    Row("nd123_dieu_23_one_copy_to_marry", MARITAL | {"marital_purpose": "marry"},
        RECEIVED | {"procedures": ("1.004873",), "fee_dong": 0}, ("one_copy",)),
    Row("tt04_dieu_12_purpose_is_written", MARITAL | {"marital_purpose": "other", "documents": 2}, {}, ("purpose_written",)),
    Row("tt04_dieu_12_refused_purposes", MARITAL | {"marital_purpose": "refused"}, NOTHING | {"ground": "not_for_this"},
        ("not_for_this",)),
    Row("nd123_dieu_22_never_married", MARITAL | {"marital_before": "never"}, {}, (), (), ("ended_marriage", "old_certificate")),
    Row("nq66_7_divorced_or_widowed_gives_particulars_only", MARITAL | {"marital_before": "ended"}, {}, ("ended",),
        ("ended_marriage",), ("old_certificate",)),
    Row("nd123_dieu_22_earlier_certificate_handed_back", MARITAL | {"marital_before": "again"}, {}, ("hand_back",),
        ("old_certificate",)),
]  # fmt: skip

SOCIAL = [
    Row("nd176_dieu_3_from_75", {"need": "social", "social_kind": "pension", "pension_age": "75"},
        RECEIVED | {"procedures": ("1.014027",)}, ("pension",)),
    Row("nd176_dieu_3_from_70_if_poor", {"need": "social", "social_kind": "pension", "pension_age": "70_poor"},
        RECEIVED | {"procedures": ("1.014027",)}, ("pension_poor",)),
    Row("nd176_dieu_3_not_yet", {"need": "social", "social_kind": "pension", "pension_age": "no"},
        NOTHING | {"ground": "not_in_group"}, ("not_yet",)),
    Row("nd20_allowance", {"need": "social", "social_kind": "allowance"}, RECEIVED | {"procedures": ("1.001776",)}),
    Row("l51_dieu_17_disability", {"need": "social", "social_kind": "disability"},
        RECEIVED | {"procedures": ("1.001699",)}, ("council",)),
    Row("nd176_funeral", {"need": "social", "social_kind": "funeral_pension"}, RECEIVED | {"procedures": ("1.014028",)}),
    Row("nd20_funeral", {"need": "social", "social_kind": "funeral_social"}, RECEIVED | {"procedures": ("1.001731",)}),
]  # fmt: skip

ROWS = [*COPIES, *SIGNATURES, *TRANSACTIONS, *PERSONS, *CIVIL, *SOCIAL]
