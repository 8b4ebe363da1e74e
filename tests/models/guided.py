"""Cases with their guides: states made by hand, one of each kind that differs for a tablet."""

from __future__ import annotations

from typing import Any, NamedTuple

from models.calendar import ms_of
from models.citizen import Citizen, Status
from models.dossier import Dossier
from models.dossier_parts import ExtraPaper, Intake
from models.fees import Quantity
from models.guide import Guide, guide
from models.procedure import in_force
from models.request import Request
from models.said import Address, Window
from models.visit import Visit

DAY = "2026-11-23"
UNIT = "30307"


class Guided(NamedTuple):
    """One case: why it is here, and its guide."""

    why: str
    guide: Guide


def case(code: str = "2.000884", *, intake: Intake | None = None, **fields: Any) -> Guide:
    """The guide of a dossier of this procedure for a person with these fields; `mode` and `ground` are the visit's."""
    procedure = in_force(code, DAY)
    assert procedure is not None
    mode, ground = fields.pop("mode", "A"), fields.pop("ground", "frail")
    home = Address(house="12/3", street="Lê Lợi", hamlet="Khóm 2", landmark="sau chợ")
    person: dict[str, Any] = {
        "name": "Nguyễn Thị Đào", "birth": "1941-03-05", "sex": "female", "id_number": "089141000001",
        "phones": ("+84912345678",), "address": home, **fields,
    }  # fmt: skip
    dossier = Dossier(
        id="d-1", unit=UNIT, code="H01.307-261123-0001", request="r-1", citizen="c-1", procedure=code,
        version=procedure.version, visit="v-1", opened_ms=ms_of(DAY, 480), intake=intake,
    )  # fmt: skip
    window = Window(from_ms=ms_of(DAY, 540), to_ms=ms_of(DAY, 600))
    visit = Visit(id="v-1", unit=UNIT, request="r-1", citizen="c-1", dossiers=("d-1",), window=window, mode=mode)
    request = Request(id="r-1", unit=UNIT, code="30307-261123-0001", citizen="c-1", offsite_reason=ground)
    return guide(procedure, dossier, visit, Citizen(id="c-1", unit=UNIT, **person), request)


def cases() -> list[Guided]:
    """What `tests/vectors/guide.json` holds."""
    copies = Intake(asked=Quantity(pages=5, copies=3))
    kin = Intake(
        asked=Quantity(documents=2), without=("authorisation",),
        more=(ExtraPaper(id="kinship", vi="Giấy tờ chứng minh quan hệ", en="Proof of kinship"),),
    )  # fmt: skip
    poor = (Status(kind="poor", evidence="Sổ hộ nghèo 2026"),)
    return [
        Guided("a signature at home, the certifier comes along", case()),
        Guided("the same before a receiver, who cannot sign", case(mode="B", needs=("cannot_sign",))),
        Guided("copies: received and compared only, 5 pages 3 times", case("2.000815", intake=copies)),
        Guided("extracts for a close relative: no authorisation, one paper more", case("2.000635", intake=kin)),
        Guided("a poor household pays no civil-status fee", case("2.002516", statuses=poor)),
        Guided("a transaction of somebody blind: witnesses", case("2.001035", needs=("blind",))),
        Guided("a birth registered at home: declared, not certified", case("1.003583", language="km")),
        Guided("a fee by the page at its highest", case("2.000815", intake=Intake(asked=Quantity(pages=500)))),
    ]
