"""Units of the two-tier government since 1 July 2025: 34 provinces, 3,321 communes, wards and special zones.

Codes and levels: Quyết định 19/2025/QĐ-TTg and the decrees since, listed in models/data/README.md. Old cards
and papers still show old wards, districts and provinces: keep an address as printed beside its unit of today.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, cast

import msgspec

Level = Literal["tỉnh", "thành phố", "phường", "xã", "đặc khu"]


class Unit(msgspec.Struct, frozen=True):
    """A province (`id` of two digits) or a commune (five digits; `parent` is its province)."""

    id: str
    name: str
    full_name: str
    level: Level
    parent: str | None
    valid_from: str
    """The first day of this name and level; the code itself may be older."""


class _Catalogue(msgspec.Struct, frozen=True):
    units: tuple[Unit, ...]
    by_id: Mapping[str, Unit]
    by_parent: Mapping[str, tuple[Unit, ...]]


def _read(line: str) -> Unit:
    code, parent, level, name, valid_from = line.split("\t")
    full_name = f"{level[0].upper()}{level[1:]} {name}"
    return Unit(code, name, full_name, cast(Level, level), parent or None, valid_from)


@cache
def _catalogue() -> _Catalogue:
    text = (files("models") / "data" / "units.tsv").read_text("utf-8")
    units = tuple(_read(line) for line in text.splitlines())
    below: dict[str, list[Unit]] = {}
    for one in units:
        if one.parent is not None:
            below.setdefault(one.parent, []).append(one)
    by_id = {one.id: one for one in units}
    return _Catalogue(
        units, MappingProxyType(by_id), MappingProxyType({code: tuple(ones) for code, ones in below.items()})
    )


def all_units() -> tuple[Unit, ...]:
    """Every unit: provinces first, then communes, each by code."""
    return _catalogue().units


def unit(id: str) -> Unit | None:
    """The unit of this code, or None."""
    return _catalogue().by_id.get(id)


def children(id: str) -> tuple[Unit, ...]:
    """The communes of a province by code; none for a commune or an unknown code."""
    return _catalogue().by_parent.get(id, ())


def covers(above: str, below: str) -> bool:
    """Whether what belongs to `below` is also the business of `above`: the same unit, or its province.

    An unknown code is covered by nothing, not even by itself, so a mistyped scope sees nothing.
    """
    lower = unit(below)
    return lower is not None and above in (lower.id, lower.parent)
