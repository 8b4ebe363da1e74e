"""What is accepted and yet odd: told on the receipt, in both languages, and never refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.access import Actor
from models.citizen import Citizen, CitizenAmended, CitizenChange, CitizenRegistered
from models.doorstep import Identity
from models.doubt import doubt
from models.said import Body, Window
from models.store.engine import Store
from models.visit import IdentityChecked, Visit
from server.clock import uuid7
from sync import office
from sync.office import Wish
from tests.server.story import UNIT, Story, at_the_door

BUOI = Citizen(id="c", unit=UNIT, name="Bưởi", birth="1941-03-05", sex="female", id_number="089141000123")
HELD = Visit(id="v", unit=UNIT, request="r", citizen="c", dossiers=(), window=Window(from_ms=0, to_ms=1))


def look(kind: str, _: str) -> Any:
    """The person and the visit of these tests."""
    return {"citizen": BUOI, "visit": HELD}.get(kind)


def registered(number: str, birth: str = "1941-03-05", sex: Any = "female") -> Body:
    """Somebody written down with a number."""
    return CitizenRegistered(citizen="c", unit=UNIT, name="Bưởi", id_number=number, birth=birth, sex=sex)


def shown(number: str, method: Any = "card") -> Body:
    """A paper shown at the door."""
    return IdentityChecked(visit="v", identity=Identity(method=method, number=number, name="Bưởi", matches=True))


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (registered("089141000123"), ""), (registered("089041000123"), "sex"), (registered("089341000123"), "century"),
        (registered("089150000123"), "birth_year"), (registered("089150000123", birth=""), ""),
        (registered("089041000123", birth=""), "sex"), (registered("089041000123", sex="unknown"), ""),
        (registered("123456789"), ""), (registered(""), ""),
        (CitizenAmended(citizen="c", change=CitizenChange(note="x")), ""),
        (CitizenAmended(citizen="c", change=CitizenChange(sex="female")), ""),
        (shown("089141000123"), ""), (shown("089150000123"), "birth_year"), (shown("089150000123", "passport"), ""),
    ],
)  # fmt: skip
def test_a_number_that_does_not_fit(body: Body, detail: str) -> None:
    """Birth and sex are held against the number (Decree 137/2015) where they are known; old numbers say nothing."""
    odd = doubt(body, look)
    assert (odd.detail if odd else "") == detail
    assert odd is None or odd.code == "number_odd"


def test_nothing_is_odd_about_somebody_unknown() -> None:
    """What is said of a person or visit that is not there has its refusal elsewhere; here nothing falls over."""
    for body in (shown("089150000123"), CitizenAmended(citizen="c", change=CitizenChange(birth="1950"))):
        assert doubt(body, lambda *_: None) is None


def test_the_warning_is_on_the_receipt(store: Store, tmp_path: Path) -> None:
    """At the desk and from the tablet: applied, with a sentence and a next step; offered again, the same receipt."""
    story = Story(store, tmp_path)
    clerk = Actor(id="the-clerk", unit=UNIT, roles=frozenset(("clerk",)))
    body = CitizenRegistered(citizen=uuid7(), unit=UNIT, name="Bưởi", birth="1950-01-01", id_number="089141000123")
    [receipt] = office.say(store, clerk, UNIT, [Wish(body=body)], story.now_ms(), uuid7)
    assert (receipt.outcome, receipt.code, receipt.detail) == ("applied", "number_odd", "birth_year")
    assert receipt.vi.startswith("Đã ghi, nhưng") and receipt.next_en
    tablet = story.tablet()
    planned = story.plan(tablet.officer)
    steps = at_the_door(planned)[:3]
    odd = IdentityChecked(
        visit=planned.visit, identity=Identity(method="card", number="089150000123", name="Bưởi", matches=True)
    )
    lines = [tablet.write(step) for step in (*steps, odd)]
    for _ in range(2):
        answered = office.push(store, tablet.actor, tablet.pushed(lines), story.now_ms())
        assert [one.code for one in answered.receipts] == ["", "", "", "number_odd"]  # type: ignore[union-attr]
