"""What an administrator adds to the law in force: a version of a procedure, a tariff, an exemption, days off and hours.

Each addition is an event of its unit's journal, so that consoles, tablets and the clock know the same law. An addition never
reaches back: a dossier keeps the version, the fee and the exemptions of the moment it was opened (`*_of` with `at_ms`), and a
visit under way goes on under them. What was added by mistake is repealed from then on; it stays readable.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from models import calendar, procedure
from models.calendar import Calendar
from models.exemption import Exemption
from models.fees import Tariff
from models.ids import Id, UnitId
from models.procedure import Procedure
from models.procedure_version import faults_of
from models.refusal import Refused
from models.said import Body, Day, Look, Name, Said, Short, State, Value
from models.unit import covers

KIND = "law"

What = Literal["procedure", "tariff", "exemption", "days"]
Minute = Annotated[int, Meta(ge=0, le=1440)]


class Swap(Value, frozen=True, kw_only=True):
    """A working day given off for another that is worked."""

    off: Day
    worked: Day


class Hours(Value, frozen=True, kw_only=True):
    """From which minute of the day the office is open, to which (not included)."""

    from_minute: Minute
    to_minute: Minute


Sessions = Annotated[tuple[Hours, ...], Meta(max_length=4)]


class Days(Value, frozen=True, kw_only=True):
    """A yearly decision on days off, days taken back and days swapped; or a unit's own hours of the week, Monday first."""

    version: Short
    basis: Short
    off: Annotated[tuple[Day, ...], Meta(max_length=60)] = ()
    on: Annotated[tuple[Day, ...], Meta(max_length=60)] = ()
    swaps: Annotated[tuple[Swap, ...], Meta(max_length=20)] = ()
    decided_to: Day | None = None
    weekly: Annotated[tuple[Sessions, ...], Meta(min_length=7, max_length=7)] | None = None


class Law(State, frozen=True, kw_only=True):
    """One addition: exactly one of the four, since when it is known, and since when it is no more."""

    id: str
    unit: str
    what: What
    procedure: Procedure | None = None
    tariff: Tariff | None = None
    exemption: Exemption | None = None
    days: Days | None = None
    seq: int = 0
    added_ms: int = 0
    added_by: str = ""
    repealed_ms: int = 0
    reason: str = ""

    def known_at(self, at_ms: int) -> bool:
        """Whether it stood at a moment; what is added in that very millisecond comes after."""
        return self.added_ms < at_ms and not 0 < self.repealed_ms < at_ms


class LawAdded(Body, frozen=True, kw_only=True):
    """An administrator added one dated piece of law: exactly one of the four."""

    law: Id
    unit: UnitId
    procedure: Procedure | None = None
    tariff: Tariff | None = None
    exemption: Exemption | None = None
    days: Days | None = None


class LawRepealed(Body, frozen=True, kw_only=True):
    """An addition no longer counts for what begins from now on."""

    law: Id
    reason: Name


def rule(law: Law | None, body: Body, look: Look) -> Refused | None:
    """Whether what is said of the law is lawful now."""
    if isinstance(body, LawRepealed):
        if law is None:
            return Refused("unknown_thing", KIND)
        return Refused("already_settled") if law.repealed_ms else None
    assert isinstance(body, LawAdded)
    if law is not None:
        return Refused("already_there", body.law)
    if sum(one is not None for one in (body.procedure, body.tariff, body.exemption, body.days)) != 1:
        return Refused("law_faulty", "procedure | tariff | exemption | days")
    fault = _fault(body, look)
    return Refused("law_faulty", fault) if fault else None


def _fault(body: LawAdded, look: Look) -> str:
    """The first thing wrong with an addition, where it stands; empty when nothing is."""
    if body.procedure is not None:
        return _procedure_fault(body.procedure, look)
    if body.tariff is not None:
        return _tariff_fault(body.tariff, body.unit, look)
    if body.exemption is not None:
        return _exemption_fault(body.exemption, body.unit, look)
    assert body.days is not None
    try:
        with_days(look("calendar", body.unit), body.days)
    except ValueError as error:
        return f"days: {error}"
    return ""


def _procedure_fault(version: Procedure, look: Look) -> str:
    wrong = next(faults_of(version), None)
    if wrong is not None:
        return f"{wrong.where}: {wrong.vi} / {wrong.en}"
    known = look("procedure", f"{version.code}@{version.version}")
    return "version: đã có / already there" if known is not None else ""


def _tariff_fault(tariff: Tariff, unit_id: str, look: Look) -> str:
    found = look("procedure", tariff.code)
    if found is None:
        return f"code: {tariff.code}"
    if found.fee_set_by != "province":
        return "code: mức phí do trung ương quy định / the fee is national"
    if not covers(tariff.province, unit_id):
        return f"province: {tariff.province}"
    return _span_fault(tariff.valid_from, tariff.valid_to)


def _exemption_fault(exemption: Exemption, unit_id: str, look: Look) -> str:
    unknown = next((code for code in exemption.codes if look("procedure", code) is None), "")
    if unknown or not exemption.codes:
        return f"codes: {unknown}"
    if exemption.province and not covers(exemption.province, unit_id):
        return f"province: {exemption.province}"
    if not (exemption.vi.strip() and exemption.en.strip() and exemption.article.strip()):
        return "vi, en, article"
    return _span_fault(exemption.valid_from, exemption.valid_to)


def _span_fault(first: str, last: str) -> str:
    for name, day in (("valid_from", first), ("valid_to", last or first)):
        try:
            date.fromisoformat(day)
        except ValueError:
            return f"{name}: {day}"
    return "valid_to" if last and last < first else ""


def added(_: None, body: LawAdded, said: Said) -> Law:
    what: What = "days"
    if body.procedure is not None:
        what = "procedure"
    elif body.tariff is not None:
        what = "tariff"
    elif body.exemption is not None:
        what = "exemption"
    return Law(
        id=body.law, unit=body.unit, what=what, procedure=body.procedure, tariff=body.tariff, exemption=body.exemption,
        days=body.days, seq=said.seq, added_ms=said.at_ms, added_by=said.by,
    )  # fmt: skip


def repealed(law: Law, body: LawRepealed, said: Said) -> Law:
    return replace(law, repealed_ms=said.at_ms, reason=body.reason)


FOLDS = {LawAdded: added, LawRepealed: repealed}


class Statutes:
    """The law as one unit has it: what ships with the package and what was added to it, known at the moment it was read.

    Desk, tablets, clock and reports all ask here, so that an addition counts for all of them at once. A dossier is always
    asked about by the version it is pinned to, repealed or not.
    """

    def __init__(self, laws: Iterable[Law] = ()) -> None:
        self.laws = tuple(sorted(laws, key=lambda one: one.seq))
        self.added = procedures(self.laws)

    @cached_property
    def calendar(self) -> Calendar:
        """The unit's own working time."""
        return calendar_of(self.laws)

    def in_force(self, code: str, day: str) -> Procedure | None:
        """The version of a procedure that counts for what begins on a day."""
        return procedure.in_force(code, day, self.added)

    def pinned(self, code: str, version: str) -> Procedure | None:
        """The version something was begun under."""
        return procedure.pinned(code, version) or procedure.pinned(code, version, procedures(self.laws, standing=False))

    @property
    def versions(self) -> tuple[Procedure, ...]:
        """Every version there is, those of the package first, an addition that was repealed no more."""
        return (*procedure.catalogue(), *self.added)

    def current(self, day: str) -> tuple[Procedure, ...]:
        """What may be asked for on a day: each procedure in its version in force, by code."""
        codes = sorted({one.code for one in self.versions})
        return tuple(one for code in codes if (one := self.in_force(code, day)) is not None)

    def newest(self) -> tuple[Procedure, ...]:
        """Each procedure as it was called last, by code."""
        return tuple({one.code: one for one in self.versions}.values())

    def tariffs(self, at_ms: int) -> tuple[Tariff, ...]:
        """Tariffs that count for what begins at a moment."""
        return tariffs_at(self.laws, at_ms)

    def exemptions(self, at_ms: int) -> tuple[Exemption, ...]:
        """Exemptions that count for what begins at a moment."""
        return exemptions_at(self.laws, at_ms)


def procedures(laws: Iterable[Law], *, standing: bool = True) -> tuple[Procedure, ...]:
    """Versions added, in their order; those repealed only for who holds a dossier under one (`standing=False`)."""
    return tuple(one.procedure for one in laws if one.procedure and not (standing and one.repealed_ms))


def tariffs_at(laws: Iterable[Law], at_ms: int) -> tuple[Tariff, ...]:
    """Tariffs added and not repealed by a moment: what is decided after a dossier was opened never changes its fee."""
    return tuple(one.tariff for one in laws if one.tariff and one.known_at(at_ms))


def exemptions_at(laws: Iterable[Law], at_ms: int) -> tuple[Exemption, ...]:
    """Exemptions added and not repealed by a moment."""
    return tuple(one.exemption for one in laws if one.exemption and one.known_at(at_ms))


def calendar_of(laws: Iterable[Law]) -> Calendar:
    """The calendar of the package with every decision that stands, in their order."""
    cal = calendar.default_calendar()
    for one in laws:
        if one.days is not None and not one.repealed_ms:
            with suppress(ValueError):  # clashes only when one between was repealed: what came before it stands again
                cal = with_days(cal, one.days)
    return cal


def with_days(cal: Calendar, days: Days) -> Calendar:
    """A calendar after one decision. Raises ValueError when it cannot be: one day worked for two, hours that overlap."""
    swaps = {swap.off: swap.worked for swap in days.swaps}
    cal = calendar.amended(cal, days.version, off=days.off, on=days.on, swaps=swaps, decided_to=days.decided_to)
    if days.weekly is None:
        return cal
    weekly = tuple(tuple((one.from_minute, one.to_minute) for one in sessions) for sessions in days.weekly)
    return replace(cal, weekly_sessions=weekly)
