"""Vietnamese text: stored composed (NFC), searched folded, sorted by a key every collation agrees on.

Source of the order: Unicode CLDR, common/collation/vi.xml: ă â đ ê ô ơ ư are letters of their own, tones come
after letters, in the order ngang, huyền, hỏi, ngã, sắc, nặng.
"""

import re
import unicodedata

_ZERO_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_D = str.maketrans("đð", "dd")
_BLANK_CONTROLS = frozenset("\t\n\v\f\r")
_WORD = re.compile(r"[^\W_]+")


def nfc(s: str) -> str:
    """The composed form, the only one that is stored: macOS and some keyboards send the decomposed one."""
    return unicodedata.normalize("NFC", s)


def tidy(s: str) -> str:
    """A typed line as it is stored: NFC, single blanks, none at the ends.

    Raises ValueError for NUL and other control characters, lone surrogates, and marks that turn the direction
    of writing: PostgreSQL refuses the first, and the last can make one name look like another. Zero-width
    characters, which copying from web pages and chats brings along, are dropped.
    """
    s = nfc(s.translate(_ZERO_WIDTH))
    for c in s:
        if not c.isprintable() and c not in _BLANK_CONTROLS and unicodedata.category(c) in ("Cc", "Cf", "Cs"):
            raise ValueError(f"control character U+{ord(c):04X}")
    return " ".join(s.split())


def fold(s: str) -> str:
    """What two spellings of one word share: lower case, no marks, đ as d. i and y stay apart, digits stay.

    The same function makes the search column and folds the query, so tone placement (hoà, hòa) and NFC or NFD
    never decide whether a person is found. SQLite's own folding leaves đ as it is; old converters wrote ð.
    """
    s = s.lower()
    if s.isascii():
        return s
    marked = unicodedata.normalize("NFD", s)
    return "".join([c for c in marked if unicodedata.category(c) != "Mn"]).translate(_D)


def words(s: str) -> tuple[str, ...]:
    """The folded words and numbers of a text, in its order: what a search matches."""
    return tuple(_WORD.findall(fold(s)))


def initials(full_name: str) -> str:
    """The first letter of each word, in capitals: "Nguyễn Thị Đào" gives "NTĐ"."""
    return "".join(w[0].upper() for w in nfc(full_name).split())


# Every symbol of the key is one letter and one digit, so that no two letters and no two digits ever meet:
# collations with digraphs ("ch", "cs", "lj") or with numeric order then have nothing to disagree about.
_END, _GAP, _OTHER = "a0", "a1", "z9"
_ALPHABET = (
    "0:b0 1:b1 2:b2 3:b3 4:b4 5:b5 6:b6 7:b7 8:b8 9:b9 a:c0 ă:c1 â:c2 b:d0 c:e0 d:f0 đ:f1 ð:f1 e:g0 ê:g1 "
    "f:h0 g:i0 h:j0 i:k0 j:l0 k:m0 l:n0 m:o0 n:p0 o:q0 ô:q1 ơ:q2 p:r0 q:s0 r:t0 s:u0 t:v0 u:w0 ư:w1 v:x0 "
    "w:x1 x:y0 y:z0 z:z1"
)
_LETTERS = {pair[0]: pair[2:] for pair in _ALPHABET.split()}
_TONES = {"\u0300": "a1", "\u0309": "a2", "\u0303": "a3", "\u0301": "a4", "\u0323": "a5"}
_LEVEL_TONE = "a0"


def _symbols() -> dict[str, tuple[str, str]]:
    """Code and tone of each composed Vietnamese letter, made once: a key is made for every saved person."""
    return {
        nfc(letter + tone): (code, mark)
        for letter, code in _LETTERS.items()
        for tone, mark in (("", ""), *_TONES.items())
        if len(nfc(letter + tone)) == 1
    }


_SYMBOLS = _symbols()


def _foreign(c: str) -> tuple[str, str]:
    """The code of a character outside the Vietnamese alphabet: its base letter's, or one after z."""
    base = fold(c)
    if base and all(b in _LETTERS for b in base):
        return "".join(_LETTERS[b] for b in base), ""
    if not c.isalnum():
        return "", ""
    return _OTHER + "".join(f"b{digit}" for digit in f"{ord(c):07d}"), ""


def _part_key(syllables: list[str]) -> str:
    letters: list[str] = []
    tones: list[str] = []
    for syllable in syllables:
        if letters:
            letters.append(_GAP)
        tone = _LEVEL_TONE
        for c in syllable:
            code, mark = _SYMBOLS.get(c) or _foreign(c)
            letters.append(code)
            tone = mark or tone
        tones.append(tone)
    return "".join((*letters, _END, *tones))


def name_key(full_name: str) -> str:
    """Where a person stands in a Vietnamese list: given name, then family name, then the names between.

    Within each of the three, letters decide before tones. The key holds only 0-9 and a-z, so SQLite's BINARY
    and any PostgreSQL collation give one order. Names that differ only in case or tone placement share a key.
    """
    syllables = nfc(full_name).lower().split()
    if not syllables:
        return ""
    given, family, middle = syllables[-1:], syllables[:1] if len(syllables) > 1 else [], syllables[1:-1]
    return _part_key(given) + _part_key(family) + _part_key(middle)
