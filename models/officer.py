"""An officer: which procedures they may handle and how, when they work, when they are away, whom they may not serve."""

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from models.ids import Id, UnitId
from models.merge import Merging, amended
from models.refusal import Refused
from models.said import LEFT, Body, Look, Maybe, Millis, Name, Note, Place, Said, Short, Value

KIND = "officer"


class Skill(Value, frozen=True, kw_only=True):
    """A procedure (`*`: every one) and the part the officer may take in it (NĐ 280/2025: who may certify)."""

    procedure: Short
    part: Literal["receiver", "certifier"]


class Shift(Value, frozen=True, kw_only=True):
    """A weekly working span in local minutes of the day; weekday 0 is Monday."""

    weekday: Annotated[int, Meta(ge=0, le=6)]
    from_minute: Annotated[int, Meta(ge=0, le=1440)]
    to_minute: Annotated[int, Meta(ge=0, le=1440)]


class Absence(Value, frozen=True, kw_only=True):
    """A span of time in which no visit may be given to the officer."""

    id: Id
    from_ms: Millis
    to_ms: Millis
    reason: Short = ""


class Officer(Merging, frozen=True, kw_only=True):
    """What is true of an officer; `relatives` are citizens they may not serve (Decree 23/2015 art. 9.3)."""

    id: str
    unit: str
    name: str
    phone: str = ""
    skills: tuple[Skill, ...] = ()
    shifts: tuple[Shift, ...] = ()
    languages: tuple[str, ...] = ("vi",)
    relatives: tuple[str, ...] = ()
    start: Place | None = None
    absences: tuple[Absence, ...] = ()
    left: bool = False

    def is_absent(self, from_ms: int, to_ms: int) -> bool:
        """Whether any absence overlaps the span."""
        return any(a.from_ms < to_ms and from_ms < a.to_ms for a in self.absences)

    def may_handle(self, procedure: str, mode: str) -> bool:
        """Whether the officer may go alone: in mode A as certifier, in mode B at least as receiver."""
        parts = {skill.part for skill in self.skills if skill.procedure in ("*", procedure)}
        return "certifier" in parts or (mode == "B" and "receiver" in parts)


class OfficerRegistered(Body, frozen=True, kw_only=True):
    """Somebody joins those who go to the homes."""

    officer: Id
    unit: UnitId
    name: Name
    phone: Short = ""
    skills: Annotated[tuple[Skill, ...], Meta(max_length=60)] = ()
    shifts: Annotated[tuple[Shift, ...], Meta(max_length=21)] = ()
    languages: Annotated[tuple[Short, ...], Meta(max_length=8)] = ("vi",)
    relatives: Annotated[tuple[Id, ...], Meta(max_length=200)] = ()
    start: Place | None = None


class OfficerChange(Value, frozen=True, kw_only=True):
    """The fields of an officer that may be changed."""

    name: Name | Maybe = LEFT
    phone: Short | Maybe = LEFT
    skills: Annotated[tuple[Skill, ...], Meta(max_length=60)] | Maybe = LEFT
    shifts: Annotated[tuple[Shift, ...], Meta(max_length=21)] | Maybe = LEFT
    languages: Annotated[tuple[Short, ...], Meta(max_length=8)] | Maybe = LEFT
    relatives: Annotated[tuple[Id, ...], Meta(max_length=200)] | Maybe = LEFT
    start: Place | None | Maybe = LEFT


class OfficerAmended(Body, frozen=True, kw_only=True):
    """Skills, shifts or particulars changed."""

    officer: Id
    change: OfficerChange


class OfficerAbsent(Body, frozen=True, kw_only=True):
    """The officer is ill, on leave or elsewhere; visits already given stay until somebody moves them."""

    officer: Id
    absence: Absence


class OfficerBack(Body, frozen=True, kw_only=True):
    """An absence ended early or was a mistake."""

    officer: Id
    absence: Id


class OfficerLeft(Body, frozen=True, kw_only=True):
    """The officer no longer goes out; the history stays."""

    officer: Id
    note: Note = ""


def rule(officer: Officer | None, body: Body, _look: Look) -> Refused | None:
    """Whether what is said of an officer is lawful now."""
    if isinstance(body, OfficerRegistered):
        return Refused("already_there", body.officer) if officer else None
    if officer is None:
        return Refused("unknown_thing", KIND)
    if officer.left:
        return Refused("wrong_state", "left")
    if isinstance(body, OfficerAbsent) and body.absence.from_ms >= body.absence.to_ms:
        return Refused("bad_value", "absence")
    if isinstance(body, OfficerBack) and all(a.id != body.absence for a in officer.absences):
        return Refused("unknown_thing", "absence")
    return None


def registered(_: None, body: OfficerRegistered, said: Said) -> Officer:
    fields = {name: getattr(body, name) for name in body.__struct_fields__ if name != "officer"}
    return Officer(id=body.officer, **fields, changed={"": said.seq})


def corrected(officer: Officer, body: OfficerAmended, said: Said) -> Officer:
    return amended(officer, body.change, said)


def absent(officer: Officer, body: OfficerAbsent, _said: Said) -> Officer:
    others = tuple(a for a in officer.absences if a.id != body.absence.id)
    return replace(officer, absences=(*others, body.absence))


def back(officer: Officer, body: OfficerBack, _said: Said) -> Officer:
    return replace(officer, absences=tuple(a for a in officer.absences if a.id != body.absence))


def gone(officer: Officer, _body: OfficerLeft, _said: Said) -> Officer:
    return replace(officer, left=True)


FOLDS = {
    OfficerRegistered: registered,
    OfficerAmended: corrected,
    OfficerAbsent: absent,
    OfficerBack: back,
    OfficerLeft: gone,
}
