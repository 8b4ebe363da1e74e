"""Reads the project's pages: their sections, their code blocks, and what a block is said to print."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from tests.architecture.house import ROOT, files

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A code block: its language, its text, the line it begins on, and what it is said to print (None: nothing said)."""

    language: str
    text: str
    line: int
    prints: str | None = None


def page(path: str) -> str:
    """The text of a page."""
    return (ROOT / path).read_text("utf-8")


def pages() -> list[Path]:
    """Every Markdown page git keeps or would keep, from the root."""
    return files(".md")


def section(text: str, heading: str) -> str:
    """What stands under a heading that begins so, up to the next of its level or above."""
    found = re.search(rf"^(#+) {re.escape(heading)}.*$", text, re.MULTILINE)
    assert found, f"no heading {heading!r}"
    level = len(found[1])
    after = re.search(rf"^#{{1,{level}}} ", text[found.end() :], re.MULTILINE)
    return text[found.start() : found.end() + after.start()] if after else text[found.start() :]


def blocks(text: str) -> list[Block]:
    """The code blocks of a text, in order."""
    return [Block(found[1], found[2], text.count("\n", 0, found.start()) + 1) for found in _FENCE.finditer(text)]


def walked(text: str, heading: str = "") -> list[Block]:
    """The `sh` blocks of a page, or of one section, each with the `text` block that follows it as what it prints."""
    within = section(text, heading) if heading else text
    before = text.count("\n", 0, text.index(within))
    steps: list[Block] = []
    for block in blocks(within):
        if block.language == "sh":
            steps.append(block._replace(line=block.line + before))
        elif block.language == "text" and steps and steps[-1].prints is None:
            steps[-1] = steps[-1]._replace(prints=block.text)
    return steps


def unlike(expected: str, printed: str) -> str:
    """The first line that is not as said (`…` stands for anything but a line's end), or nothing when all are."""
    wanted, found = expected.splitlines(), printed.splitlines()
    for number, line in enumerate(wanted):
        pattern = ".+".join(re.escape(part) for part in line.split("…"))
        if number >= len(found) or not re.fullmatch(pattern, found[number]):
            return f"said {line!r}, printed {found[number] if number < len(found) else ''!r}"
    return "" if len(found) == len(wanted) else f"printed more: {found[len(wanted)]!r}"
