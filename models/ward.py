"""A unit's own settings, and the daily anchor of its journal."""

from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from models.ids import END, Digest, UnitId
from models.merge import Merging, amended
from models.refusal import Refused
from models.said import LEFT, Address, Body, Day, Look, Maybe, Name, Place, Said, Short, Value
from models.unit import unit

KIND = "ward"


class Ward(Merging, frozen=True, kw_only=True):
    """What this unit decided for itself; `agency` is the root of its dossier codes, `anchors` the last daily digests.

    `chairman` signs letters and refusals, under `chairman_title` (Chủ tịch, or who acts for him).
    """

    id: str
    name: str = ""
    agency: str = ""
    hotline: str = ""
    office: Place | None = None
    radius_km: int = 10
    chairman: str = ""
    chairman_title: str = ""
    anchors: tuple["Anchor", ...] = ()


def office_of(ward: Ward | None, unit_id: str) -> Address:
    """Where people go who come to the ward: known by its name, and on the map where that was set."""
    known = unit(unit_id)
    name = known.full_name[:1].lower() + known.full_name[1:] if known else unit_id
    return Address(landmark=f"Trụ sở Ủy ban nhân dân {name}", place=ward.office if ward else None)


class Anchor(Value, frozen=True, kw_only=True):
    """The journal's head at the end of a day; published, it makes a cut-off tail visible."""

    day: Day
    seq: int
    chain: Digest


class WardChange(Value, frozen=True, kw_only=True):
    """The settings a unit's administrator may change."""

    name: Name | Maybe = LEFT
    agency: Annotated[str, Meta(pattern=r"^[A-Z0-9.]{2,20}" + END)] | Maybe = LEFT
    hotline: Short | Maybe = LEFT
    office: Place | None | Maybe = LEFT
    radius_km: Annotated[int, Meta(ge=1, le=200)] | Maybe = LEFT
    chairman: Name | Maybe = LEFT
    chairman_title: Short | Maybe = LEFT


class WardConfigured(Body, frozen=True, kw_only=True):
    """The unit set or changed its particulars; the first time opens it."""

    unit: UnitId
    change: WardChange


class DayAnchored(Body, frozen=True, kw_only=True):
    """The clock wrote down the journal's head at the end of a day."""

    unit: UnitId
    anchor: Anchor


def rule(ward: Ward | None, body: Body, _look: Look) -> Refused | None:
    """Whether what is said of a unit's settings is lawful now."""
    if isinstance(body, DayAnchored) and ward is None:
        return Refused("unknown_thing", KIND)
    return None


def configured(ward: Ward | None, body: WardConfigured, said: Said) -> Ward:
    return amended(ward or Ward(id=body.unit), body.change, said)


def anchored(ward: Ward, body: DayAnchored, _said: Said) -> Ward:
    others = tuple(anchor for anchor in ward.anchors if anchor.day != body.anchor.day)
    return replace(ward, anchors=(*others, body.anchor)[-31:])


FOLDS = {WardConfigured: configured, DayAnchored: anchored}
