"""The lawful ways to put one's will on a paper, what one says by it, and before how many witnesses.

Signature, else fingerprint, else neither (Decree 23/2015 art. 24, 26); witnesses for transactions and wills only, for those
who cannot read, hear, sign or fingerprint (art. 36, TT 01/2020 art. 22). The words are dated data, `models/data/wordings.json`.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

import msgspec

from models.citizen import Need
from models.doorstep import Assent, Lucidity
from models.procedure import Procedure
from models.refusal import Refused
from models.said import Day, State
from models.visit import FingerprintRecorded, Mode, NeitherRecorded, SignatureRecorded

MannerId = Literal["signature", "fingerprint", "neither"]
DECLARING_WITNESSES = 2
"""No source says who attests a declaration of somebody who can neither sign nor fingerprint: two, docs/legal.md."""


Use = Literal["certify", "declare", "receive"]


class Manner(State, frozen=True, kw_only=True):
    """One lawful way to put one's will on the paper. `expected`: what is known of the person points to it.

    `witnesses` are needed in any case, `witnesses_if_unable` when the person turns out not to read or not to hear;
    `interpreter`: one is needed when the person turns out not to speak Vietnamese; `read_aloud`: the paper and this wording
    must be read to them, as whenever the person turns out not to read.
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
    interpreter: bool = False
    read_aloud: bool = False
    finger_vi: str = ""
    finger_en: str = ""


class Wording(State, frozen=True, kw_only=True):
    """What a person says by signing, dated like every text of the law."""

    manner: MannerId
    use: Use
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


class Asked(NamedTuple):
    """What one manner must carry for one signer: how many witnesses, an interpreter, the paper read aloud."""

    witnesses: int = 0
    interpreter: bool = False
    read_aloud: bool = False


_NOT_READING: frozenset[Need] = frozenset(("cannot_read", "blind"))
_UNABLE: frozenset[Need] = _NOT_READING | {"deaf"}


def asked(procedure: Procedure, manner: str, known: Iterable[Need], seen: Lucidity | None) -> Asked:
    """What the pinned version asks of a signer in this condition: as it is known at the office and as it was seen.

    Witnesses: transactions and wills only, for those who cannot read, hear, sign or fingerprint (Decree 23/2015 art. 36).
    Who does not sign, or does not read, has the paper read to them (art. 26, TT 04/2020 art. 25); an interpreter comes
    where the procedure knows one and the person does not speak Vietnamese.
    """
    if "assent" not in procedure.steps:
        return Asked()
    needs = set(known)
    reads = not needs & _NOT_READING and (seen is None or seen.reads)
    unable = bool(needs & _UNABLE) or (seen is not None and not (seen.reads and seen.hears))
    witnesses = procedure.witnesses if unable else 0
    if manner == "neither":
        witnesses = procedure.witnesses if procedure.certifies else DECLARING_WITNESSES
    foreign = seen is not None and not seen.speaks_vietnamese
    return Asked(witnesses, foreign and _interprets(procedure), manner != "signature" or not reads)


def lacking(
    procedure: Procedure, said: Assent | SignatureRecorded | FingerprintRecorded | NeitherRecorded, known: Iterable[Need],
    seen: Lucidity | None,
) -> Refused | None:  # fmt: skip
    """What an assent lacks of what is asked of this signer, as they are known and as they were seen."""
    manner = said.manner if isinstance(said, Assent) else said.MANNER
    wanted = asked(procedure, manner, known, seen)
    interpreter = said.interpreter.number if said.interpreter else ""
    if len({witness.number for witness in said.witnesses} - {interpreter}) < wanted.witnesses:
        return Refused("witnesses_missing", str(wanted.witnesses))
    if wanted.interpreter and not interpreter:
        return Refused("interpreter_missing", procedure.code)
    return Refused("not_read_aloud", procedure.code) if wanted.read_aloud and not said.read_aloud else None


def _interprets(procedure: Procedure) -> bool:
    return any(evidence.when == "interpreter" for evidence in procedure.evidence)


_MANNERS: dict[MannerId, tuple[str, str]] = {
    "signature": ("Ký", "Signature"),
    "fingerprint": ("Điểm chỉ", "Fingerprint"),
    "neither": ("Không ký, không điểm chỉ được", "Neither signature nor fingerprint"),
}
_BEFORE = {
    "A": ("người thực hiện chứng thực", "the certifier"),
    "B": ("người tiếp nhận hồ sơ", "the receiver of the dossier"),
}


def manners(
    procedure: Procedure, day: str, mode: Mode, known: Iterable[Need], *, receives: bool = False
) -> tuple[Manner, ...]:  # fmt: skip
    """The lawful ways for this person, the likeliest first: who cannot sign fingerprints, who can do neither agrees aloud.

    `receives`: the result is brought, and the book is signed.
    """
    if "assent" not in procedure.steps:
        return ()
    use: Use = "receive" if receives else "certify" if procedure.certifies else "declare"
    needs = set(known)
    expected: MannerId = "fingerprint" if needs & {"cannot_sign", "cannot_read", "blind"} else "signature"
    before_vi, before_en = _BEFORE[mode]
    found = []
    for manner, (vi, en) in _MANNERS.items():
        said = _wording(manner, use, day)
        here, unable = asked(procedure, manner, needs, None), asked(procedure, manner, _UNABLE, None)
        finger = manner == "fingerprint"
        found.append(
            Manner(
                id=manner,
                vi=vi,
                en=en,
                wording_vi=said.vi.format(before=before_vi, result=procedure.result_vi),
                wording_en=said.en.format(before_en=before_en, result=procedure.result_en.lower()),
                article=said.article,
                expected=manner == expected,
                witnesses=here.witnesses,
                witnesses_if_unable=unable.witnesses,
                interpreter=_interprets(procedure),
                read_aloud=here.read_aloud,
                finger_vi="ngón trỏ phải" if finger else "",
                finger_en="right index finger" if finger else "",
            )
        )
    return tuple(sorted(found, key=lambda one: not one.expected))


def _wording(manner: MannerId, use: Use, day: str) -> Wording:
    """The wording in force on a day; before the first, the first."""
    known = [one for one in wordings() if one.manner == manner and one.use == use]
    begun = [one for one in known if one.valid_from <= day]
    return max(begun, key=lambda one: one.valid_from) if begun else min(known, key=lambda one: one.valid_from)
