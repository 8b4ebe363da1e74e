"""The threat model's figures add up, and it names every role and every way a device dies."""

from __future__ import annotations

import re

from models.access import ROLES
from tests.docs.pages import page, section

PAGE = "docs/threat-model.md"


def expanded(cell: str) -> list[str]:
    """Requirements as a cell lists them: `3: 1.1.1-2 1.2.4` is three."""
    count, _, listed = cell.strip().partition(":")
    found = []
    for first, low, high in re.findall(r"(\d+\.\d+)\.(\d+)(?:-(\d+))?", listed):
        found += [f"{first}.{number}" for number in range(int(low), int(high or low) + 1)]
    assert len(found) == int(count), cell
    return found


def test_the_tally_adds_up() -> None:
    """Each requirement is counted once, each cell's number is what it lists, and the totals are theirs."""
    told = section(page(PAGE), "OWASP ASVS")
    rows = re.findall(r"^\| V\d+ [^|]*\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|$", told, re.MULTILINE)
    columns = [[one for row in rows for one in expanded(row[at])] for at in range(3)]
    every = [one for column in columns for one in column]
    assert len(rows) >= 14 and len(every) == len(set(every))
    met, away, still = map(len, columns)
    assert f"**In all {len(every)}: {met} met, {away} do not apply, {still} open.**" in told


def test_what_is_open_is_said() -> None:
    """No chapter has something open without words for it."""
    told = section(page(PAGE), "OWASP ASVS")
    rows = re.findall(r"^\| (V\d+) [^|]*\|[^|]*\|[^|]*\|([^|]*)\|([^|]*)\|$", told, re.MULTILINE)
    assert [name for name, still, why in rows if still.strip() != "0" and not why.strip()] == []


def test_every_role_is_told() -> None:
    """What each role can read is on the page."""
    told = re.findall(r"^\| `(\w+)` \|", section(page(PAGE), "What each role can read"), re.MULTILINE)
    assert sorted(told) == sorted(set(ROLES) - {"system"})
