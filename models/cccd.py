"""The QR code of a citizen's card (CCCD of 2021, căn cước of 2024), and what its number says of its holder.

The code is not signed: it spares typing and proves nothing. Its fields, divided by "|": number, old
nine-digit number (absent on some cards), name, birth, sex, address, day of issue. Cards of 2024 add
cancelled numbers and the parents' names: those are other people's data, so they are dropped here and never
returned. No error repeats what was read.
"""

import re
from datetime import date
from typing import Literal
from unicodedata import category

import msgspec

from models.text import fold, tidy

Sex = Literal["male", "female"]
CardErrorCode = Literal["empty", "too_long", "too_few_fields", "number_shape", "text_damaged", "birth_missing"]
NumberWarning = Literal["century", "birth_year", "sex"]

PAYLOAD_CHARS_MAX = 1000
_FIELDS_MIN, _FIELDS_READ = 6, 7
_BREAKS = re.compile(r"[\r\n\t\v\f]+")
_DAY = re.compile(r"(\d\d)[/.-]?(\d\d)[/.-]?(\d{4})|(\d{4})-(\d\d)-(\d\d)|(\d{4})", re.ASCII)
_SEXES: dict[str, Sex] = {"nam": "male", "nu": "female"}


class CardError(ValueError):
    """What was scanned is not a card's code; `code` says why, without a word of what was read."""

    def __init__(self, code: CardErrorCode) -> None:
        super().__init__(code)
        self.code = code


class Card(msgspec.Struct, frozen=True):
    """What a card's code says of its holder, and of nobody else."""

    number: str
    old_number: str | None
    name: str
    birth: str
    """ISO 8601; only a year ("1950") or a month ("1950-03") where the day was never known."""
    sex: Sex | None
    address: str
    issued: str | None


def parse(payload: str) -> Card:
    """The card behind a scanned code; raises CardError for anything else.

    Tolerates what scanners that act as keyboards do: line breaks inside or after the code, NFD, blanks and
    dd/mm/yyyy. Letters lost on the way (question marks, Latin misreadings) are refused, not guessed.
    """
    if len(payload) > PAYLOAD_CHARS_MAX:
        raise CardError("too_long")
    fields = _fields(payload)
    if not any(fields):
        raise CardError("empty")
    if len(fields) < _FIELDS_MIN:
        raise CardError("too_few_fields")
    number = fields[0].replace(" ", "")
    if not is_number(number):
        raise CardError("number_shape")
    old = fields[1].replace(" ", "")
    has_old = not old or old.isdecimal()
    name, birth, sex, address, *rest = fields[2:] if has_old else fields[1:]
    if not _is_name(name):
        raise CardError("text_damaged")
    born = _day(birth)
    if born is None:
        raise CardError("birth_missing")
    return Card(
        number=number,
        old_number=old if has_old and len(old) == 9 else None,
        name=name,
        birth=born,
        sex=_SEXES.get(fold(sex)),
        address=address,
        issued=_day(rest[0]) if rest else None,
    )


def is_number(number: str) -> bool:
    """Whether this could be a personal number: twelve digits is all that Law 26/2023 promises."""
    return len(number) == 12 and number.isascii() and number.isdecimal()


def check_number(number: str, birth: str, sex: Sex | None) -> list[NumberWarning]:
    """What in a personal number disagrees with birth and sex: a reason to look again, never to refuse.

    Digits 4 to 6 tell century with sex (0 and 1 for men and women born in 19xx, 2 and 3 in 20xx) and year of
    birth (NĐ 137/2015). The circular that said so has lapsed, and a corrected birth keeps its number. Raises
    CardError when there are not twelve digits.
    """
    if not is_number(number):
        raise CardError("number_shape")
    century, of_woman = divmod(int(number[3]), 2)
    warnings: list[NumberWarning] = []
    if birth[:2] != str(19 + century):
        warnings.append("century")
    if birth[2:4] != number[4:6]:
        warnings.append("birth_year")
    if sex is not None and (sex == "female") != bool(of_woman):
        warnings.append("sex")
    return warnings


def _fields(payload: str) -> list[str]:
    try:
        return [tidy(field) for field in _BREAKS.sub(" ", payload).split("|")[:_FIELDS_READ]]
    except ValueError:
        raise CardError("text_damaged") from None


def _is_name(text: str) -> bool:
    """Letters, marks, blanks and what stands inside names of some peoples: a good scan has nothing else."""
    return text != "" and all(c.isalpha() or category(c).startswith("M") or c in " '’.-" for c in text)


def _day(text: str) -> str | None:
    """The ISO form of 05031950, 05/03/1950 or 1950-03-05; of 00031950 and 1950 the part that is known."""
    found = _DAY.fullmatch(text.replace(" ", ""))
    if found is None:
        return None
    day, month = found[1] or found[6] or "00", found[2] or found[5] or "00"
    year = found[3] or found[4] or found[7]
    try:
        date(int(year), int(month) or 1, int(day) or 1)
    except ValueError:
        return None
    known = [year] if month == "00" else [year, month] if day == "00" else [year, month, day]
    return "-".join(known)
