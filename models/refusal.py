"""Every way to say no: code, HTTP status, sentence, next step, and who can mend it; the table is data/refusals.toml.

A refusal is a value, never an exception inside `models/`: the office writes it on the receipt, the tablet shows it, the
log names its code. `status` is used only where a whole call is refused; business refusals travel on receipts.
"""

import tomllib
from importlib import resources
from typing import Any, Literal

import msgspec

Mender = Literal["officer", "clerk", "supervisor", "admin", "programmer", "nobody"]


class Refusal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reason to refuse, with a sentence and one next step in Vietnamese and English."""

    code: str
    status: int
    vi: str
    en: str
    next_vi: str
    next_en: str
    mender: Mender


class Refused(msgspec.Struct, frozen=True):
    """A refusal with the particulars of this case, e.g. the state a visit is really in."""

    code: str
    detail: str = ""


def _read() -> dict[str, Refusal]:
    table: dict[str, Any] = tomllib.loads(resources.files("models").joinpath("data/refusals.toml").read_text("utf-8"))
    return {code: msgspec.convert({"code": code, **told}, Refusal) for code, told in table.items()}


REFUSALS: dict[str, Refusal] = _read()


def sentence(code: str) -> Refusal:
    """The full refusal behind a code; unknown codes (from a newer office) get a plain one."""
    return REFUSALS.get(code, REFUSALS["unknown_refusal"])
