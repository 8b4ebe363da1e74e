"""The reference is what the code says today, and leaves nothing out."""

from __future__ import annotations

import re

from models.event import KINDS
from models.refusal import REFUSALS
from tests.docs.pages import page, section
from tests.server.test_permissions import PUBLIC, WAYS
from tools import reference, shapes

PAGE = "docs/reference.md"
STALE = "out of date: run `python -m tools.reference`"


def test_the_reference_is_up_to_date() -> None:
    """Written again from the code, the page is the same."""
    assert reference.reference() == page(PAGE), STALE


def test_the_settings_are_up_to_date() -> None:
    """Written again from the code, the table of settings is the same."""
    told = page("docs/operations.md")
    assert reference.with_settings(told) == told, STALE


def test_the_tablets_shapes_are_up_to_date() -> None:
    """Written again from the structs, what the tablet knows of them is the same."""
    assert shapes.SAID.read_text("utf-8") == shapes.said_ts(), STALE
    assert shapes.SHAPES.read_text("utf-8") == shapes.shapes_ts(), STALE


def test_every_kind_is_told() -> None:
    """Each kind of event has its heading, who may say it, and when."""
    told = section(page(PAGE), "Events")
    parts = dict(re.findall(r"^#### `(\w+)`\n(.*?)(?=^###? |^#### |\Z)", told, re.MULTILINE | re.DOTALL))
    assert parts.keys() == KINDS.keys()
    assert [name for name, text in parts.items() if "- Who: `" not in text or not re.search("- When: .", text)] == []


def test_every_refusal_is_told() -> None:
    """Each refusal has its line, with a sentence in both languages and a next step."""
    told = re.findall(r"^\| `(\w+)` \| \d{3} \| .+<br>.+ \| .+<br>.+ \| \w+ \|$", section(page(PAGE), "Refusals"), re.M)
    assert sorted(told) == sorted(REFUSALS)


def test_every_address_is_told() -> None:
    """Each address of the application has its line, with who may call it."""
    told = re.findall(r"^\| `([A-Z]+ /\S*)` \| ([^|]+) \|", section(page(PAGE), "Addresses"), re.MULTILINE)
    assert {way for way, _ in told} == PUBLIC | WAYS.keys()
    assert all(who.strip() for _, who in told)


def test_a_page_without_marks_is_refused() -> None:
    """The tool never cuts a page off because a mark is missing."""
    for broken in ("no marks", "<!-- settings -->\nno end", "<!-- /settings -->"):
        try:
            reference.with_settings(broken)
        except SystemExit:
            continue
        raise AssertionError(f"accepted {broken!r}")
