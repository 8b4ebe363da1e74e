"""Telephone numbers: stored as E.164, read back to the caller digit by digit.

A number is not a person: old people share a relative's telephone. What was typed is kept beside it.
"""

import phonenumbers

_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "cộng")
_SAID = dict(zip("0123456789+", _WORDS, strict=True))


def _parsed(raw: str) -> phonenumbers.PhoneNumber | None:
    if any(c.isalpha() for c in raw):
        return None  # the library would read letters as keys of an old American telephone
    try:
        number = phonenumbers.parse(raw, "VN")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def normal(raw: str) -> str | None:
    """The number in E.164 ("0912 345 678" gives "+84912345678"), or None when no telephone could have it.

    Mobiles, landlines (0296 …) and 1900 or 1800 numbers of Viet Nam; those abroad begin with "+" or "00".
    """
    number = _parsed(raw)
    return None if number is None else phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(phone: str) -> str:
    """The number as people here write it, in groups: "0912 345 678"; a foreign one keeps its country code."""
    number = _parsed(phone)
    if number is None:
        return phone
    styles = phonenumbers.PhoneNumberFormat
    style = styles.NATIONAL if number.country_code == 84 else styles.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def spoken(phone: str) -> str:
    """The number as a clerk reads it back, a comma for each pause: "không chín một hai, ba bốn năm, …"."""
    groups = shown(phone).replace("-", " ").split()
    return ", ".join(" ".join(_SAID[c] for c in group if c in _SAID) for group in groups)
