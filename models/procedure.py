"""Procedures as dated data: what the law asks of each, pinned to a dossier by version.

The catalogue is package data (`models/data/procedures.json`), read once; a version is named by the deciding instrument.
"""

from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from models.said import State

Step = Literal["identity", "lucidity", "papers", "assent", "fee"]


class Paper(State, frozen=True, kw_only=True):
    """One paper of the list: submitted, shown, or only when the databases do not hold it."""

    id: str
    vi: str
    en: str
    how: Literal["submit", "show", "if_not_in_database"] = "show"
    required: bool = True


class Procedure(State, frozen=True, kw_only=True):
    """One administrative procedure in one version.

    `at_home`: finish (may be completed at the door) or receive (only received there). `certifies`: the result is a
    certification, so place, hour and minute are needed off the premises (Decree 23/2015 art. 10). `steps` must be done
    before a visit is completed. `time`: same_day (next working day after 15:00) or a number of working days.
    """

    code: str
    version: str
    valid_from: str
    vi: str
    en: str
    field: str
    basis: str
    at_home: Literal["finish", "receive"]
    certifies: bool = False
    same_day: bool = False
    working_days: int = 0
    minutes: int = 20
    visits: int = 1
    witnesses: int = 0
    fee_dong: int = 0
    fee_per: Literal["case", "document", "page", "free"] = "free"
    steps: tuple[Step, ...] = ("identity", "lucidity", "papers")
    papers: tuple[Paper, ...] = ()


class _File(msgspec.Struct):
    source: str
    procedures: tuple[Procedure, ...]


@cache
def catalogue() -> tuple[Procedure, ...]:
    """Every version of every procedure in the package, oldest first."""
    text = resources.files("models").joinpath("data/procedures.json").read_bytes()
    found = msgspec.json.decode(text, type=_File).procedures
    return tuple(sorted(found, key=lambda p: (p.code, p.valid_from)))


@cache
def _by_version() -> dict[str, Procedure]:
    return {f"{p.code}@{p.version}": p for p in catalogue()}


def pinned(code: str, version: str) -> Procedure | None:
    """The version a dossier was opened under."""
    return _by_version().get(f"{code}@{version}")


def in_force(code: str, day: str) -> Procedure | None:
    """The version in force on a local day, or None when the code is not in the catalogue."""
    known = [p for p in catalogue() if p.code == code and p.valid_from <= day]
    return known[-1] if known else None
