"""The tablet's words: every key a screen asks for is there, and none is there for nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec import inspect

from models.event import KINDS

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "web/tablet/src").rglob("*.svelte")) + sorted((ROOT / "web/tablet/src").rglob("*.ts"))
_KEY = re.compile(r"^([a-zA-Z][a-zA-Z0-9_-]*) =", re.MULTILINE)
_WHOLE = re.compile(r"""["']([a-z][a-zA-Z0-9]*(?:-[a-zA-Z0-9]+)*)["']""")
_BEGUN = re.compile(r"\bt\(`([a-z][a-z-]*-)\$\{")


def keys(language: str) -> set[str]:
    """The keys of one language."""
    return set(_KEY.findall((ROOT / f"server/words/{language}/tablet.ftl").read_text("utf-8")))


def asked() -> tuple[set[str], set[str]]:
    """What the screens ask for: whole keys in t(…), and beginnings of keys that end in a value."""
    whole: set[str] = set()
    begun: set[str] = set()
    for path in SOURCES:
        text = path.read_text("utf-8")
        whole |= set(re.findall(r"""\bt\("([\w-]+)\"""", text))
        begun |= set(_BEGUN.findall(text))
    return whole, begun


def mentioned() -> set[str]:
    """Every quoted word of the sources: keys are also chosen by a condition."""
    return {word for path in SOURCES for word in _WHOLE.findall(path.read_text("utf-8"))}


def test_what_is_asked_for_is_there() -> None:
    """Each key a screen names stands in the words, or the officer would read the key itself."""
    whole, begun = asked()
    assert whole and begun
    known = keys("vi")
    assert whole - known == set()
    assert {start for start in begun if not any(key.startswith(start) for key in known)} == set()


def test_nothing_is_there_for_nothing() -> None:
    """Each key of the words is named by a screen, whole or by its beginning."""
    _, begun = asked()
    said = mentioned()
    assert {key for key in keys("vi") if key not in said and not any(key.startswith(start) for start in begun)} == set()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_key_is_said_once(language: str) -> None:
    """No key is given twice: the second would silently win."""
    found = _KEY.findall((ROOT / f"server/words/{language}/tablet.ftl").read_text("utf-8"))
    assert len(found) == len(set(found))


def named(shape: inspect.Type) -> set[str]:
    """The names of all fields within a shape."""
    match shape:
        case inspect.StructType():
            return {field.encode_name for field in shape.fields}.union(*(named(field.type) for field in shape.fields))
        case inspect.VarTupleType():
            return named(shape.item_type)
        case inspect.UnionType():
            return set().union(*map(named, shape.types))
        case inspect.Metadata():
            return named(shape.type)
    return set()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_field_has_a_word(language: str) -> None:
    """What was said is shown field by field in words: no officer reads the names of the program."""
    told = (ROOT / "web/tablet/src/core/said.ts").read_text("utf-8")
    kinds = [kind for kind in re.findall(r"^export type (\w+) = \{ kind: ", told, re.MULTILINE) if kind in KINDS]
    said = set().union(*(named(inspect.type_info(KINDS[kind])) for kind in kinds))
    plain = (ROOT / "web/tablet/src/day/plain.ts").read_text("utf-8")
    unsaid = set(re.findall(r'"(\w+)"', plain.split("const UNSAID")[1].splitlines()[0]))
    words = (ROOT / f"server/words/{language}/fields.ftl").read_text("utf-8")
    known = set(re.findall(r"^field-(\w+) =", words, re.MULTILINE))
    assert len(said) > 60 and said - unsaid - known == set()


def test_both_languages_say_the_same() -> None:
    """Vietnamese and English have the same keys and take the same values."""
    assert keys("vi") == keys("en")
    takes = {}
    for language in ("vi", "en"):
        text = (ROOT / f"server/words/{language}/tablet.ftl").read_text("utf-8")
        blocks = re.split(r"(?m)^(?=[a-zA-Z][\w-]* =)", text)[1:]
        takes[language] = {block.split(" =")[0]: set(re.findall(r"\$(\w+)", block)) for block in blocks}
    assert takes["vi"] == takes["en"]
