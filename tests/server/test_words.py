"""The words of the pages: the same in both languages, all of them there, none left over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fluent.syntax import ast, parse

from server.words import word
from tests.architecture.house import ROOT, files

WORDS = ROOT / "server" / "words"
TEMPLATES = ROOT / "server" / "consoles" / "templates"


def keys(file: Path) -> dict[str, set[str]]:
    """The messages of a file, each with the values it takes; fails on a line that is none."""
    resource = parse(file.read_text("utf-8"))
    assert not [entry for entry in resource.body if isinstance(entry, ast.Junk)], file
    found = [entry for entry in resource.body if isinstance(entry, ast.Message)]
    return {
        entry.id.name: set(re.findall(r"\{\s*\$([\w-]+)", file.read_text("utf-8"))) and _taken(entry) for entry in found
    }


def _taken(entry: ast.Message) -> set[str]:
    taken: set[str] = set()

    def look(node: object) -> None:
        if isinstance(node, ast.VariableReference):
            taken.add(node.id.name)
        for value in vars(node).values() if isinstance(node, ast.BaseNode) else ():
            for one in value if isinstance(value, list) else (value,):
                look(one)

    look(entry)
    return taken


def areas() -> list[str]:
    """The names of the files, from both languages."""
    return sorted({path.name for path in WORDS.rglob("*.ftl")})


@pytest.mark.parametrize("area", areas())
def test_both_languages_say_the_same(area: str) -> None:
    """Every area has its file in both languages, with the same keys taking the same values."""
    assert keys(WORDS / "vi" / area) == keys(WORDS / "en" / area)


def test_no_key_stands_twice() -> None:
    """One word, one place: the consoles' areas share one space of names."""
    every = [key for area in areas() if not area.startswith("tablet") for key in keys(WORDS / "vi" / area)]
    assert len(every) == len(set(every)), sorted({key for key in every if every.count(key) > 1})


def test_every_word_a_page_says_is_there() -> None:
    """Whatever a template names, in quotes, is a word."""
    known = {key for area in areas() for key in keys(WORDS / "vi" / area)}
    said = [
        (path.name, key)
        for path in files(".html")
        if (ROOT / path).is_relative_to(TEMPLATES)
        for key in re.findall(r'\bt\(["\']([\w-]+)["\'](?! ~)', (ROOT / path).read_text("utf-8"))
    ]
    assert said and [(name, key) for name, key in said if key not in known] == []


def test_a_word_that_is_not_there_is_an_error() -> None:
    """A page with a slip fails in its test, not silently before a clerk."""
    with pytest.raises(LookupError):
        word("vi", "no-such-word")
