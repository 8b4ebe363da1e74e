"""What was checked of everybody who signed at a visit: their paper, their mind, their hand (Decree 23/2015 art. 24, 25).

Pure: a visit in, words out. What was not checked is said so: the certifier answers for each of them.
"""

from collections.abc import Mapping
from typing import NamedTuple

from models.doorstep import Assent, CoSigner, Identity, Lucidity
from models.signers import key
from models.visit import Visit
from server.consoles import plain
from server.words import Language, word


class SignerShown(NamedTuple):
    """One signer: the paper they showed, how they were found, and how they put their will on the paper."""

    name: str
    paper: str
    mind: str
    hands: tuple[str, ...]


def signers(one: Visit, language: Language, names: Mapping[str, str]) -> tuple[SignerShown, ...]:
    """Everybody who signed or was checked to sign, the person the visit is for first; nobody where only they sign."""
    if not one.cosigners:
        return ()
    beside = {key(other.name) for other in one.cosigners}
    known = names.get(one.citizen) or (one.identity.name if one.identity else "")
    first = CoSigner(name=known, identity=one.identity, lucidity=one.lucidity)
    mine = [assent for assent in one.assents if key(assent.signer) not in beside]
    rows = [_shown(first, mine, language, names)]
    for other in one.cosigners:
        theirs = [assent for assent in one.assents if key(assent.signer) == key(other.name)]
        rows.append(_shown(other, theirs, language, names))
    return tuple(rows)


def mind(found: Lucidity, language: Language) -> str:
    """How somebody was found, in words: lucid or not, and what they cannot do."""
    parts = [word(language, "mind-lucid" if found.lucid else "mind-not-lucid")]
    cannot = (
        ("mind-reads-not", found.reads),
        ("mind-hears-not", found.hears),
        ("mind-vietnamese-not", found.speaks_vietnamese),
    )
    parts += [word(language, name) for name, can in cannot if not can]
    return ", ".join([*parts, *filter(None, (found.note,))])


def _shown(one: CoSigner, assents: list[Assent], language: Language, names: Mapping[str, str]) -> SignerShown:
    nothing = word(language, "signer-unchecked")
    hands = tuple(_hand(assent, one.name, language, names) for assent in assents)
    return SignerShown(
        name=one.name,
        paper=shown_paper(one.identity, one.name, language, names) if one.identity else nothing,
        mind=mind(one.lucidity, language) if one.lucidity else nothing,
        hands=hands or (word(language, "signer-unsigned"),),
    )


def shown_paper(paper: Identity, name: str, language: Language, names: Mapping[str, str]) -> str:
    """A paper in words: which, its number, the name on it where it is another, until when it holds, what was odd."""
    parts = [f"{names.get(paper.method, paper.method)} {paper.number}"]
    if key(paper.name) != key(name):
        parts.append(paper.name)
    if paper.valid_until:
        parts.append(word(language, "signer-valid-until", day=paper.valid_until))
    parts += paper.warnings
    if not paper.matches:
        parts.append(word(language, "signer-mismatch"))
    return ", ".join([*parts, *filter(None, (paper.note,))])


def _hand(assent: Assent, name: str, language: Language, names: Mapping[str, str]) -> str:
    parts = [names.get(assent.manner, assent.manner), plain.moment(assent.at_ms, language)]
    if key(assent.signer) != key(name):
        parts.insert(0, assent.signer)
    if assent.read_aloud:
        parts.append(word(language, "signer-read-aloud"))
    return ", ".join(parts)
