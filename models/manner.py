"""The lawful ways to put one's will on a paper, what one says by it, and before how many witnesses.

Signature, else fingerprint, else neither (Decree 23/2015 art. 24, 26); witnesses for transactions and wills only, for those
who cannot read, hear, sign or fingerprint (art. 36, TT 01/2020 art. 22). The words are dated data, `models/data/wordings.json`.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from models.citizen import Need
from models.procedure import Procedure
from models.said import Day, State
from models.visit import Mode

MannerId = Literal["signature", "fingerprint", "neither"]
DECLARING_WITNESSES = 2
"""No source says who attests a declaration of somebody who can neither sign nor fingerprint: two, docs/legal.md."""


class Manner(State, frozen=True, kw_only=True):
    """One lawful way to put one's will on the paper. `expected`: what is known of the person points to it.

    `witnesses` are needed in any case, `witnesses_if_unable` when the person turns out not to read or not to hear.
    """

    id: MannerId
    vi: str
    en: str
    wording_vi: str
    wording_en: str
    article: str = ""
    expected: bool = False
    witnesses: int = 0
    witnesses_if_unable: int = 0
    finger_vi: str = ""
    finger_en: str = ""


class Wording(State, frozen=True, kw_only=True):
    """What a person says by signing, dated like every text of the law."""

    manner: MannerId
    use: Literal["certify", "declare"]
    valid_from: Day
    article: str
    vi: str
    en: str


class _Wordings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    wordings: tuple[Wording, ...]


@cache
def wordings() -> tuple[Wording, ...]:
    """Every wording that ships with the package."""
    return msgspec.json.decode((files("models") / "data" / "wordings.json").read_bytes(), type=_Wordings).wordings


_MANNERS: dict[MannerId, tuple[str, str]] = {
    "signature": ("Ký", "Signature"),
    "fingerprint": ("Điểm chỉ", "Fingerprint"),
    "neither": ("Không ký, không điểm chỉ được", "Neither signature nor fingerprint"),
}
_BEFORE = {
    "A": ("người thực hiện chứng thực", "the certifier"),
    "B": ("người tiếp nhận hồ sơ", "the receiver of the dossier"),
}


def manners(procedure: Procedure, day: str, mode: Mode, known: Iterable[Need]) -> tuple[Manner, ...]:
    """The lawful ways for this person, the likeliest first: who cannot sign fingerprints, who can do neither agrees aloud.

    Witnesses: transactions and wills only, for those who cannot read, hear, sign or fingerprint (Decree 23/2015 art. 36).
    """
    if "assent" not in procedure.steps:
        return ()
    use = "certify" if procedure.certifies else "declare"
    needs = set(known)
    unable = bool(needs & {"cannot_read", "blind", "deaf"})
    expected: MannerId = "fingerprint" if needs & {"cannot_sign", "cannot_read", "blind"} else "signature"
    before_vi, before_en = _BEFORE[mode]
    found = []
    for manner, (vi, en) in _MANNERS.items():
        said = _wording(manner, use, day)
        neither = procedure.witnesses if procedure.certifies else DECLARING_WITNESSES
        finger = manner == "fingerprint"
        found.append(
            Manner(
                id=manner,
                vi=vi,
                en=en,
                wording_vi=said.vi.format(before=before_vi),
                wording_en=said.en.format(before_en=before_en),
                article=said.article,
                expected=manner == expected,
                witnesses=neither if manner == "neither" or (unable and procedure.witnesses) else 0,
                witnesses_if_unable=neither if manner == "neither" else procedure.witnesses,
                finger_vi="ngón trỏ phải" if finger else "",
                finger_en="right index finger" if finger else "",
            )
        )
    return tuple(sorted(found, key=lambda one: not one.expected))


def _wording(manner: MannerId, use: str, day: str) -> Wording:
    """The wording in force on a day; before the first, the first."""
    known = [one for one in wordings() if one.manner == manner and one.use == use]
    begun = [one for one in known if one.valid_from <= day]
    return max(begun, key=lambda one: one.valid_from) if begun else min(known, key=lambda one: one.valid_from)
