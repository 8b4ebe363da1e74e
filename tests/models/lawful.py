"""Pieces of law as an administrator would add them, invented."""

from __future__ import annotations

from msgspec.structs import replace

from models.exemption import Exemption
from models.fees import Tariff
from models.law import Days, LawAdded, Swap
from models.procedure import Procedure, in_force

UNIT = "30307"


def version(
    name: str = "999/QĐ-BTP", valid_from: str = "2026-11-21", code: str = "2.000884", dong: int = 20_000
) -> Procedure:
    """The signature procedure in another version, at twice the fee."""
    known = in_force(code, "2026-11-21")
    assert known is not None
    return replace(known, version=name, valid_from=valid_from, fee_dong=dong, vi="Chứng thực chữ ký (mới)")


def new_version(law: str = "l-1", unit: str = UNIT, **fields: object) -> LawAdded:
    """A new version of the signature procedure."""
    return LawAdded(law=law, unit=unit, procedure=version(**fields))  # type: ignore[arg-type]


def tariff(law: str = "l-2", unit: str = UNIT, dong: int = 12_000, valid_from: str = "2026-11-21") -> LawAdded:
    """The province sets the fee of a certificate of marital status."""
    set_ = Tariff(province="91", code="1.004873", fee_dong=dong, basis="NQ 12/2026/NQ-HĐND", valid_from=valid_from)
    return LawAdded(law=law, unit=unit, tariff=set_)


def exemption(law: str = "l-3", unit: str = UNIT, code: str = "2.000884") -> LawAdded:
    """The province frees the disabled from the fee of a signature."""
    freed = Exemption(
        id="province_disabled", vi="Người khuyết tật: tỉnh miễn phí", en="The province frees the disabled",
        article="NQ 12/2026/NQ-HĐND", valid_from="2026-11-21", codes=(code,), statuses=("disabled",), province="91",
    )  # fmt: skip
    return LawAdded(law=law, unit=unit, exemption=freed)


def days(law: str = "l-4", unit: str = UNIT) -> LawAdded:
    """Monday 30 November 2026 is given off for Saturday the 5th of December."""
    decided = Days(
        version="2026-b", basis="Thông báo 1/2026", off=("2026-12-24",),
        swaps=(Swap(off="2026-11-30", worked="2026-12-05"),),
    )  # fmt: skip
    return LawAdded(law=law, unit=unit, days=decided)
