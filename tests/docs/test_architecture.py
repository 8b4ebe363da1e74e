"""The drawing of the house is the house: its tables, its rooms, its events, its commands."""

from __future__ import annotations

import re

from models.event import KINDS
from models.store.migrate import schema_texts
from tests.architecture.house import ROOT
from tests.docs.pages import page, section

PAGE = "docs/architecture.md"


def test_every_table_is_told() -> None:
    """The page names exactly the tables of the schema, and the schema's own record of itself."""
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", section(page(PAGE), "The data"), re.MULTILINE)
    told = sorted(name for row in rows for name in re.findall(r"\w+", row))
    made = [name for _, text in schema_texts() for name in re.findall(r"^CREATE TABLE (\w+)", text, re.MULTILINE)]
    assert told == sorted([*made, "migrations"])


def test_the_walk_says_only_what_can_be_said() -> None:
    """Every event of the walk is a kind the house knows."""
    told = set(re.findall(r"`([A-Z][a-z]+[A-Z]\w+)`", section(page(PAGE), "The walk of one request")))
    assert len(told) > 15 and told <= KINDS.keys()


def test_the_rooms_of_the_drawing_are_there() -> None:
    """Each file the drawing names exists in the room it is drawn in."""
    drawn = page("docs/rooms.svg")
    names = re.findall(r'class="(name|file)" x="\d+" y="\d+">([^<]+)<', drawn)
    room, missing = "", []
    for kind, text in names:
        if kind == "name":
            room = text
            continue
        words = re.findall(r"[\w.]+\.py|\w+/", text) if room else []
        missing += [f"{room}{word}" for word in words if not (ROOT / room / word).exists()]
    assert room == "models/" and missing == []


def test_every_command_told_is_a_target() -> None:
    """`make …` in CONTRIBUTING and on the page of promises is in the Makefile."""
    made = set(re.findall(r"^([a-z-]+):", page("Makefile"), re.MULTILINE))
    for told in ("CONTRIBUTING.md", "docs/reliability.md", PAGE):
        assert set(re.findall(r"`make ([a-z-]+)", page(told))) <= made, told
