"""What the office writes by itself, said in English for the translation of a paper: names of offices and procedures, grounds,
terms, fee lines, citations.

A paper's content is kept once, in Vietnamese, as it counts; so its English is found when it is printed. What is known comes
from the catalogue, the books and `phrases.json`, where {names} stand for any words, {what} for words that are known too,
{n} for figures. Names of people and places, and what somebody wrote in their own words, stay as they are.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import msgspec

from models.exemption import exemptions
from models.procedure import catalogue
from models.registers import BOOKS

KEPT_MAX = 4096
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_GAP = re.compile(r"\\\{(\w+)\\\}")
_SHAPES = {"n": r"[\d./]+", "m": r"[\d./]+", "unit": r"[^,;]+", "dong": r"[\d.]+", "month": r"\d{1,2}"}
_FIGURE = re.compile(r"-?(\d{1,3}(\.\d{3})+(,\d+)?|\d+,\d+)%?")
_SWAPPED = str.maketrans(".,", ",.")


def told_in(language: Literal["vi", "en"], text: str) -> str:
    """A text of the office as a print in this language has it."""
    return text if language == "vi" else english(text)


@lru_cache(KEPT_MAX)
def english(text: str) -> str:
    """The text in English as far as it is known, else as it stands."""
    return _known(text) or text


def _known(text: str) -> str:
    """The text in English; empty when nothing knows it."""
    found = _exact().get(_key(text)) or _cited(text) or _patterned(text)
    if not found and text.endswith("."):
        found = _ended(_known(text[:-1]))
    for mark in ("; ", " · "):
        if not found and mark in text:
            parts = text.split(mark)
            found = mark.join(english(part) for part in parts) if any(_known(part) for part in parts) else ""
    if not found and _FIGURE.fullmatch(text):
        found = text.translate(_SWAPPED)
    return f"{found[0].upper()}{found[1:]}" if found and text[0].isupper() else found


def _ended(text: str) -> str:
    return f"{text}." if text else ""


def _patterned(text: str) -> str:
    lowered = _key(text)
    for before, after, pattern, said in _patterns():
        if lowered.startswith(before) and text.endswith(after) and (match := pattern.fullmatch(text)):
            told = {name: _part(name, value) for name, value in match.groupdict().items()}
            if all(told.values()):
                return said.format(**told)
    return ""


def _part(name: str, value: str) -> str:
    if name == "what":
        return _known(value)
    if name == "month":
        return MONTHS[int(value) - 1] if 1 <= int(value) <= len(MONTHS) else ""
    return english(value)


def _key(text: str) -> str:
    """How a text is looked up: a capital at its beginning makes no difference."""
    return f"{text[:1].lower()}{text[1:]}"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    citations: tuple[tuple[str, str], ...]
    phrases: tuple[tuple[str, str], ...]


@cache
def _file() -> _File:
    return msgspec.json.decode(files("server.documents").joinpath("phrases.json").read_bytes(), type=_File)


def _cited(text: str) -> str:
    """A citation of the law, word by word: their names differ, what they are built of does not."""
    if not any(text.startswith(vi) for vi, _ in _file().citations):
        return ""
    for vi, en in _file().citations:
        text = text.replace(vi, en)
    return text


@cache
def _exact() -> dict[str, str]:
    """Every text known as a whole; a phrase of the office goes before the catalogue's."""
    told = [*_catalogue(), *BOOKS.values(), *((one.vi, one.en) for one in exemptions()), *_file().phrases]
    return {_key(vi): en for vi, en in told if "{" not in vi}


def _catalogue() -> Iterator[tuple[str, str]]:
    for procedure in catalogue():
        yield procedure.vi, procedure.en
        yield procedure.result_vi, procedure.result_en
        yield from ((one.vi, one.en) for one in procedure.papers)
        yield from ((one.vi, one.en) for one in procedure.refusals)


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str], str], ...]:
    """Phrases with gaps: how they begin and end, their pattern, and their English. The first that fits counts."""
    return tuple(
        (_key(vi[: vi.index("{")]), vi[vi.rindex("}") + 1 :], _pattern(vi), en)
        for vi, en in _file().phrases
        if "{" in vi
    )


def _pattern(phrase: str) -> re.Pattern[str]:
    body = _GAP.sub(lambda gap: f"(?P<{gap[1]}>{_SHAPES.get(gap[1], '.+')})", re.escape(phrase))
    first = "" if phrase.startswith("{") else f"[{phrase[0].upper()}{phrase[0].lower()}]"
    return re.compile(first + body[1:] if first else body)
