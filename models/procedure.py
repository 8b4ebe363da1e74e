"""Procedures as dated data: what the law asks of each, pinned to a dossier by version.

The catalogue is package data (`models/data/procedures.json`), read once; a version is named by the deciding instrument.
An administrator may add versions (`models/procedure_version.py`); whoever looks hands them in as `added`. What a source
does not say is a default with a doubt beside it; docs/legal.md lists every one.
"""

from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from models.said import State

Step = Literal["identity", "lucidity", "papers", "assent", "fee"]
Field = Literal["chung_thuc", "ho_tich", "bao_tro"]
Book = Literal["BS", "CK,ĐC", "CKND", "HĐ,GD"]
Certainty = Literal["likely", "unsure"]
When = Literal[
    "always", "offsite", "fingerprint", "neither", "witnesses", "interpreter", "two_sheets", "custody", "cannot_read", "return"
]  # fmt: skip


class PaperWanted(State, frozen=True, kw_only=True):
    """One paper of the list: submitted, shown, or only when the databases do not hold it; `only_*`: asked in which case."""

    id: str
    vi: str
    en: str
    how: Literal["submit", "show", "if_not_in_database"] = "show"
    required: bool = True
    only_vi: str = ""
    only_en: str = ""
    note_vi: str = ""
    note_en: str = ""


class Ground(State, frozen=True, kw_only=True):
    """One lawful ground to refuse, as it is written on the refusal."""

    id: str
    vi: str
    en: str
    article: str


class Evidence(State, frozen=True, kw_only=True):
    """What the officer must capture, and in which case."""

    id: str
    vi: str
    en: str
    article: str
    when: When = "always"


class Stage(State, frozen=True, kw_only=True):
    """One stage from door to result: who does it, and where."""

    vi: str
    en: str
    who: Literal["receiver", "certifier", "chairman"]
    where: Literal["home", "office"]


class Doubt(State, frozen=True, kw_only=True):
    """A fact no source settled: what is assumed meanwhile."""

    fact: str
    certainty: Certainty
    vi: str
    en: str


class Procedure(State, frozen=True, kw_only=True):
    """One administrative procedure in one version.

    `at_home`: finish (may be completed at the door) or receive (only received there). `certifies`: the result is a
    certification, so place, hour and minute are needed off the premises (Decree 23/2015 art. 10). `steps` must be done
    before a visit is completed, and at least `signers` put their hand to it: both of a marriage. Time: `same_day` (next
    working day after 15:00) or a number of working days; `extend_days` more are allowed by law, any number by written
    agreement where `extend_by_agreement`. `at_once`: handed over without a slip when done on the spot. Fees are national
    unless `fee_set_by` the province; a fee by the page follows `models/fees.py`. `book` is the certification register the
    result is entered in.
    """

    code: str
    version: str
    valid_from: str
    vi: str
    en: str
    official_vi: str = ""
    field: Field
    basis: str
    at_home: Literal["finish", "receive"]
    at_home_basis: str = ""
    certifies: bool = False
    same_day: bool = False
    working_days: int = 0
    at_once: bool = False
    extend_days: int = 0
    extend_by_agreement: bool = False
    time_basis: str = ""
    minutes: int = 20
    visits: int = 1
    signers: int = 1
    witnesses: int = 0
    fee_dong: int = 0
    fee_per: Literal["case", "document", "page", "free"] = "free"
    fee_full_pages: int = 0
    fee_next_page_dong: int = 0
    fee_copy_dong_max: int = 0
    fee_set_by: Literal["nation", "province"] = "nation"
    fee_basis: str = ""
    steps: tuple[Step, ...] = ("identity", "lucidity", "papers")
    papers: tuple[PaperWanted, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    stages: tuple[Stage, ...] = ()
    refusals: tuple[Ground, ...] = ()
    book: Book | Literal[""] = ""
    retention: str = ""
    forms: tuple[str, ...] = ()
    letter: str = ""
    result_vi: str = ""
    result_en: str = ""
    doubts: tuple[Doubt, ...] = ()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    source: str
    doubts: tuple[Doubt, ...]
    procedures: tuple[Procedure, ...]


@cache
def _file() -> _File:
    return msgspec.json.decode(resources.files("models").joinpath("data/procedures.json").read_bytes(), type=_File)


@cache
def catalogue() -> tuple[Procedure, ...]:
    """Every version of every procedure in the package, oldest first."""
    return tuple(sorted(_file().procedures, key=lambda p: (p.code, p.valid_from)))


def doubts() -> tuple[Doubt, ...]:
    """What no source settled about the catalogue as a whole."""
    return _file().doubts


@cache
def _by_version() -> dict[str, Procedure]:
    return {f"{p.code}@{p.version}": p for p in catalogue()}


def pinned(code: str, version: str, added: Iterable[Procedure] = ()) -> Procedure | None:
    """The version a dossier was opened under."""
    own = next((p for p in added if p.code == code and p.version == version), None)
    return own or _by_version().get(f"{code}@{version}")


def in_force(code: str, day: str, added: Iterable[Procedure] = ()) -> Procedure | None:
    """The version in force on a local day, or None when the code is not in the catalogue.

    Of two that begin on one day the added one counts: the ward put it there on purpose.
    """
    known = [p for p in (*catalogue(), *added) if p.code == code and p.valid_from <= day]
    return max(enumerate(known), key=lambda at: (at[1].valid_from, at[0]), default=(0, None))[1]
