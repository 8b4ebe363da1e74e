"""The code on a printed paper: short enough to read out by telephone, checked so that a slip is heard at once.

Eight letters and digits, XXXX-XXXX, of an alphabet of 31 in which nothing looks like something else (no 0, O, I, L, U).
The last is a weighted sum modulo 31, a prime, so every single wrong sign and every two neighbours changed are found. The
other seven are chance (35 bits), so a code says nothing about its paper. Tablets make them offline by the same rule.
"""

ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHANCE_SIGNS = 7
_CHANCE_BYTES_MIN = 8
_READ_AS = str.maketrans({"I": "1", "L": "1"})


def paper_code(chance: bytes) -> str:
    """A new code from at least 8 bytes of chance."""
    if len(chance) < _CHANCE_BYTES_MIN:
        raise ValueError("a code needs at least 8 bytes of chance")
    left = int.from_bytes(chance, "big")
    signs: list[int] = []
    for _ in range(_CHANCE_SIGNS):
        left, sign = divmod(left, len(ALPHABET))
        signs.append(sign)
    text = "".join(ALPHABET[sign] for sign in (*signs, _check(signs)))
    return f"{text[:4]}-{text[4:]}"


def read_code(heard: str) -> str | None:
    """The code behind what somebody typed or read out, or None when it cannot be one: small letters, blanks, I for 1 pass."""
    text = "".join(sign for sign in heard.upper() if not sign.isspace() and sign not in "-.–").translate(_READ_AS)
    if len(text) != _CHANCE_SIGNS + 1 or any(sign not in ALPHABET for sign in text):
        return None
    *signs, check = (ALPHABET.index(sign) for sign in text)
    return f"{text[:4]}-{text[4:]}" if check == _check(signs) else None


def _check(signs: list[int]) -> int:
    return sum(weight * sign for weight, sign in enumerate(signs, start=2)) % len(ALPHABET)
