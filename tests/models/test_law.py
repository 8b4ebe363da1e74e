"""Additions to the law: whole or refused, dated, and never reaching back to what was opened before them."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from models import law
from models.calendar import default_calendar, is_working
from models.law import Days, Hours, Law, LawAdded, LawRepealed, Swap
from models.procedure import in_force, pinned
from models.said import Said
from tests.models.lawful import days, exemption, new_version, tariff, version


def said(at_ms: int, seq: int = 1) -> Said:
    """Circumstances at a moment."""
    return Said(seq=seq, event=f"e-{seq}", by="a", device="office:30307", at_ms=at_ms, bound_ms=0, doubtful=False,
                received_ms=at_ms, base=0, lease=0)  # fmt: skip


def look(kind: str, name: str) -> Any:
    """The catalogue and calendar of the package."""
    if kind == "calendar":
        return default_calendar()
    code, _, named = name.partition("@")
    return pinned(code, named) if named else in_force(code, "2026-11-21")


def refused(body: LawAdded) -> str:
    """Why an addition is refused; empty when it is not."""
    no = law.rule(None, body, look)
    return f"{no.code} {no.detail}" if no else ""


@pytest.mark.parametrize("body", [new_version(), tariff(), exemption(), days()], ids=lambda body: body.law)
def test_each_of_the_four_may_be_added_once(body: LawAdded) -> None:
    """A version, a tariff, an exemption, a decision on days: lawful once, not again under its name."""
    assert refused(body) == ""
    assert law.rule(law.added(None, body, said(5)), body, look) is not None


def hours(from_minute: int, to_minute: int) -> Hours:
    """One stretch of opening."""
    return Hours(from_minute=from_minute, to_minute=to_minute)


def changed(value: Any, **fields: Any) -> Any:
    """A part of an addition with other fields."""
    return replace(value, **fields)


WRONG = {
    "nothing": LawAdded(law="l", unit="30307"),
    "two at once": replace(tariff(), days=days().days),
    "a version there already": LawAdded(law="l", unit="30307", procedure=in_force("2.000884", "2026-11-21")),
    "a copy finished at home": LawAdded(law="l", unit="30307", procedure=replace(version(), book="BS")),
    "a national fee": replace(tariff(), tariff=changed(tariff().tariff, code="2.000884")),
    "another province": replace(tariff(), tariff=changed(tariff().tariff, province="92")),
    "a day that is none": replace(tariff(), tariff=changed(tariff().tariff, valid_from="2026-02-30")),
    "it ends before it begins": replace(tariff(), tariff=changed(tariff().tariff, valid_to="2026-01-01")),
    "an unknown code": replace(exemption(), exemption=changed(exemption().exemption, codes=("9.999999",))),
    "no article": replace(exemption(), exemption=changed(exemption().exemption, article=" ")),
    "one day worked for two": LawAdded(law="l", unit="30307", days=Days(version="x", basis="y", swaps=(
        Swap(off="2026-11-26", worked="2026-12-05"), Swap(off="2026-11-27", worked="2026-12-05")))),
    "hours that overlap": LawAdded(law="l", unit="30307", days=Days(
        version="x", basis="y", weekly=((hours(420, 690), hours(600, 1020)),) * 7)),
    "a week without hours": LawAdded(law="l", unit="30307", days=Days(version="x", basis="y", weekly=((),) * 7)),
}  # fmt: skip


@pytest.mark.parametrize("why", WRONG)
def test_what_is_wrong_is_refused_with_its_place(why: str) -> None:
    """A faulty addition never becomes law, and the answer names where the fault stands."""
    code, _, detail = refused(WRONG[why]).partition(" ")
    assert code == "law_faulty" and detail


def told(*bodies: LawAdded) -> list[Law]:
    """Additions made at 10 ms, 20 ms, …"""
    return [law.added(None, body, said(10 * at, at)) for at, body in enumerate(bodies, 1)]


def test_tariffs_and_exemptions_do_not_reach_back() -> None:
    """What was opened before an addition, or in its very millisecond, does not know it; what was repealed since, does."""
    laws = told(tariff(), exemption())
    assert law.tariffs_at(laws, 10) == () and len(law.tariffs_at(laws, 11)) == 1
    assert law.exemptions_at(laws, 20) == () and len(law.exemptions_at(laws, 21)) == 1
    gone = law.repealed(laws[0], LawRepealed(law="l-2", reason="nhầm"), said(50))
    assert len(law.tariffs_at([gone], 40)) == 1 and law.tariffs_at([gone], 51) == ()


def test_a_repealed_version_stays_for_who_holds_it() -> None:
    """No new dossier comes under a repealed version; one opened under it still finds it."""
    [one] = told(new_version())
    gone = law.repealed(one, LawRepealed(law="l-1", reason="nhầm"), said(50))
    assert law.procedures([gone]) == () and law.procedures([gone], standing=False) == (one.procedure,)


def test_the_calendar_follows_each_decision() -> None:
    """Days off and swapped days count from the decision on; a Saturday worked for a Monday is a working day."""
    cal = law.calendar_of(told(days()))
    worked = ["2026-11-30", "2026-12-05", "2026-12-24"]
    assert [is_working(cal, day) for day in worked] == [False, True, False]
    assert [is_working(default_calendar(), day) for day in worked] == [True, False, True]


def test_a_unit_may_open_on_saturday() -> None:
    """A unit's own hours of the week replace the usual ones."""
    week = (*[(hours(420, 690), hours(810, 1020))] * 5, (hours(420, 690),), ())
    own = LawAdded(law="l", unit="30307", days=Days(version="x", basis="y", weekly=week))
    assert refused(own) == "" and is_working(law.calendar_of(told(own)), "2026-11-28")
