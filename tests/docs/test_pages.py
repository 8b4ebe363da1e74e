"""Every page: its links lead somewhere, what it names is there, and it speaks of the house, not of its making."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.house import ROOT, files
from tests.docs.pages import pages

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(
    r"`((?:models|sync|server|tests|tools|docs|deploy|requirements|\.ci)/[\w./-]*\w\.(?:py|sql|json|toml|tsv|md|svg|txt|env))`"
)
_DOTTED = re.compile(r"`((?:models|sync|server)(?:\.\w+)+)`")
MAKING = re.compile(
    r"\b(?:AI|LLM|chatbots?|prompts?|co-?pilot|session of the project|sub-?agents?|agents?|language models?|TODO|FIXME|WIP"
    r"|as an assistant|helpers?)\b|\b(?:trí tuệ nhân tạo)\b"
)


def anchors(text: str) -> set[str]:
    """The names of a page's headings as links spell them: small letters, no marks but dashes, blanks as dashes."""
    found = (_HEADING.sub(r"\1", heading) for heading in re.findall(r"^#{1,6} .+$", _fenceless(text), re.MULTILINE))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def _fenceless(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def broken(path: Path, text: str) -> Iterator[str]:
    """Links of a page that lead nowhere in this project."""
    for target in _LINK.findall(_CODE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = target.partition("#")
        found = (ROOT / path.parent / place).resolve() if place else ROOT / path
        if not found.exists():
            yield f"{path}: {target}"
        elif anchor and anchor not in anchors(found.read_text("utf-8")):
            yield f"{path}: no heading {target}"


def unfounded(path: Path, text: str) -> Iterator[str]:
    """Files a page names that are not there."""
    yield from (f"{path}: {name}" for name in _NAMED.findall(text) if not (ROOT / name).exists())


def unknown(path: Path, text: str) -> Iterator[str]:
    """Names in code a page uses, `sync.office.push`, that the code does not have."""
    for name in _DOTTED.findall(text):
        at: Any = import_module(name.partition(".")[0])
        for part in name.split(".")[1:]:
            try:
                at = getattr(at, part) if hasattr(at, part) else import_module(f"{at.__name__}.{part}")
            except (ModuleNotFoundError, AttributeError):
                yield f"{path}: {name}"
                break


def making(path: Path, text: str) -> Iterator[str]:
    """Words of a page about how the project is made."""
    yield from (f"{path}: {found[0]}" for found in MAKING.finditer(_CODE.sub("", text)))


def read() -> list[tuple[Path, str]]:
    """Every page with its text."""
    found = [(path, (ROOT / path).read_text("utf-8")) for path in pages()]
    assert len(found) >= 5
    return found


def test_every_link_leads_somewhere() -> None:
    """A link within the project names a file that is there, and a heading that is in it."""
    assert [fault for path, text in read() for fault in broken(path, text)] == []


def test_every_file_named_is_there() -> None:
    """Pages name only files the project has."""
    assert [fault for path, text in read() for fault in unfounded(path, text)] == []


def test_every_name_is_in_the_code() -> None:
    """Pages name only modules, functions and classes the code has."""
    assert [fault for path, text in read() for fault in unknown(path, text)] == []


def test_pages_speak_of_the_house() -> None:
    """No page tells how the project is being made."""
    assert [fault for path, text in read() for fault in making(path, text)] == []


def test_pictures_bear_a_title() -> None:
    """A drawing says what it shows to those who do not see it."""
    drawn = files(".svg")
    assert [path for path in drawn if "<title" not in (ROOT / path).read_text("utf-8")] == [] and drawn


@pytest.mark.parametrize(
    "bad", ["[x](nowhere.md)", "[x](../README.md#no-such-heading)", "![x](no.svg)", "[x](#not-here)"]
)
def test_a_broken_link_is_seen(bad: str) -> None:
    """The rule sees a file and a heading that are not there."""
    assert list(broken(Path("docs/x.md"), bad))


def test_a_good_link_passes() -> None:
    """Files, headings and addresses elsewhere are links as they should be."""
    good = "[a](../README.md) [b](../README.md#giấy-phép--licence) [c](https://tus.io) `[d](no.md)`"
    assert not list(broken(Path("docs/x.md"), good))


def test_a_missing_file_and_loose_talk_are_seen() -> None:
    """The rules see a file that is not there, and talk of the making."""
    assert list(unfounded(Path("x.md"), "see `models/store/nothing.py`"))
    assert list(unknown(Path("x.md"), "`sync.office.pusch`")) and not list(unknown(Path("x.md"), "`sync.office.push`"))
    assert list(making(Path("x.md"), "written by an " + "agent"))
