"""What a procedure costs, in whole đồng: the statutory fee and nothing else. The visit itself is free.

Certified copies: 2,000 đồng a page, 1,000 from page 3, at most 200,000 a copy, counted by the pages of the original
(TT 226/2016/TT-BTC art. 4). Signatures: by the case, which is one paper however many sign it. Amounts come from the
version of the procedure the dossier is pinned to; what a province sets comes from dated tariffs.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Annotated

import msgspec
from msgspec import Meta

from models.doorstep import FeeLine
from models.procedure import Procedure
from models.reason import Reason
from models.said import Day, Dong, State, Value
from models.words import dong

Pages = Annotated[int, Meta(ge=1, le=10_000)]
Count = Annotated[int, Meta(ge=1, le=1_000)]


class Quantity(Value, frozen=True, kw_only=True):
    """How much is asked for: pages of the original, copies of it, documents issued, cases (papers signed)."""

    pages: Pages = 1
    copies: Count = 1
    documents: Count = 1
    cases: Count = 1


class Tariff(State, frozen=True, kw_only=True):
    """What a province's council decided for one procedure, from a day on; `valid_to` empty: until further notice."""

    province: str
    code: str
    fee_dong: Dong
    basis: str
    valid_from: Day
    valid_to: str = ""


class Exempt(State, frozen=True, kw_only=True):
    """By how much a fee is lowered, and why: the decision of `models/exemption.py`."""

    percent: Annotated[int, Meta(ge=0, le=100)]
    reason: Reason


class Bill(State, frozen=True, kw_only=True):
    """What is due for one dossier: lines that sum to `total_dong`, and what it would be without exemption."""

    lines: tuple[FeeLine, ...]
    total_dong: Dong
    full_dong: Dong


class FeeFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file `models/data/fees.json`; the exemptions in it are read by `models/exemption.py`."""

    tariffs: tuple[Tariff, ...]
    exemptions: msgspec.Raw


@cache
def fee_file() -> FeeFile:
    """Tariffs and exemptions that ship with the package."""
    return msgspec.json.decode((files("models") / "data" / "fees.json").read_bytes(), type=FeeFile)


def copy_dong(procedure: Procedure, pages: int) -> int:
    """The fee of one certified copy of an original of so many pages."""
    full = min(pages, procedure.fee_full_pages)
    more = max(pages - procedure.fee_full_pages, 0)
    return min(full * procedure.fee_dong + more * procedure.fee_next_page_dong, procedure.fee_copy_dong_max)


def bill(
    procedure: Procedure,
    asked: Quantity | None = None,
    *,
    exempt: Exempt | None = None,
    province: str = "",
    day: str = "",
    tariffs: Iterable[Tariff] = (),
) -> Bill:
    """What is due for one dossier. Province and day choose the tariff where the province sets the fee."""
    lines = _lines(procedure, asked or Quantity(), tariff_of(procedure, province, day, tariffs))
    full = sum(line.amount_dong for line in lines)
    if exempt is not None and exempt.percent and full:
        lines = _lowered(lines, full, exempt)
    return Bill(lines=lines, total_dong=sum(line.amount_dong for line in lines), full_dong=full)


def tariff_of(procedure: Procedure, province: str, day: str, tariffs: Iterable[Tariff] = ()) -> Tariff | None:
    """The province's tariff that counts on a day, where the province sets the fee; of two that begin together the last."""
    if procedure.fee_set_by != "province":
        return None
    fitting = [
        one
        for one in (*fee_file().tariffs, *tariffs)
        if one.province == province and one.code == procedure.code
        if one.valid_from <= day and (not one.valid_to or day <= one.valid_to)
    ]
    return max(enumerate(fitting), key=lambda at: (at[1].valid_from, at[0]), default=(0, None))[1]


def _lines(procedure: Procedure, asked: Quantity, tariff: Tariff | None) -> tuple[FeeLine, ...]:
    basis = tariff.basis if tariff else procedure.fee_basis
    unit_dong = tariff.fee_dong if tariff else procedure.fee_dong
    if procedure.fee_per == "page":
        return _page_lines(procedure, asked, basis)
    if not unit_dong:
        return (FeeLine(label="Không thu phí", amount_dong=0, basis=basis),)
    times, what = (asked.documents, "bản") if procedure.fee_per == "document" else (asked.cases, "trường hợp")
    return (FeeLine(label=f"{dong(unit_dong)} × {times} {what}", amount_dong=unit_dong * times, basis=basis),)


def _page_lines(procedure: Procedure, asked: Quantity, basis: str) -> tuple[FeeLine, ...]:
    each = copy_dong(procedure, asked.pages)
    full = min(asked.pages, procedure.fee_full_pages)
    more = asked.pages - full
    if full * procedure.fee_dong + more * procedure.fee_next_page_dong > procedure.fee_copy_dong_max:
        label = f"Mức tối đa {dong(procedure.fee_copy_dong_max)}/bản × {asked.copies} bản"
        return (FeeLine(label=label, amount_dong=each * asked.copies, basis=basis),)
    parts = [(full, procedure.fee_dong, "trang đầu"), (more, procedure.fee_next_page_dong, "trang tiếp theo")]
    return tuple(
        FeeLine(
            label=f"{pages} {which} × {dong(page_dong)} × {asked.copies} bản",
            amount_dong=pages * page_dong * asked.copies,
            basis=basis,
        )
        for pages, page_dong, which in parts
        if pages
    )


def _lowered(lines: tuple[FeeLine, ...], full: int, exempt: Exempt) -> tuple[FeeLine, ...]:
    """An exemption is one line with its reason: what is still to pay, rounded down in favour of the citizen."""
    left = full * (100 - exempt.percent) // 100
    kept = "Miễn phí" if not left else f"Giảm {exempt.percent}%"
    return (FeeLine(label=f"{kept}: {exempt.reason.vi}"[:200], amount_dong=left, basis=exempt.reason.article[:200]),)
