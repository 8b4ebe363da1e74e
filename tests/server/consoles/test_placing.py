"""Where a home is: typed, pasted or taken from the neighbourhood, and what follows from it."""

from __future__ import annotations

import pytest

from models.citizen import CitizenRegistered
from models.said import Address, Place
from server.clock import uuid7
from server.consoles import placing
from tests.server.seeded import WARD, Seeded
from tests.server.telephone import SIGNS_AT_HOME, Call, things

HERE = Place(lat_e6=10_386_370, lon_e6=105_435_120)
KNOWN = "10.380000, 105.430000"


@pytest.mark.parametrize(
    "typed",
    [
        "10.386370, 105.435120", "105.43512 10.38637", "10,38637; 105,43512", "10.38637,105.43512",
        "https://maps.example/@10.386370,105.435120,17z",
    ],
)  # fmt: skip
def test_a_place_is_read_however_it_comes(typed: str) -> None:
    """Two numbers, whichever first, with points or commas, alone or in the link of a map."""
    assert placing.read(typed) == HERE


@pytest.mark.parametrize("typed", ["", "12 Lê Lợi", "10.386370", "48.858370, 2.294481", "10, 105"])
def test_what_is_no_place_of_this_country_is_none(typed: str) -> None:
    """An address, one number, a slip of the hand: no place is made up."""
    assert placing.read(typed) is None


def test_a_place_is_shown_as_it_is_read() -> None:
    """What the field shows is read as the same place again, with how surely it is known."""
    about = Place(lat_e6=10_386_370, lon_e6=105_435_120, accuracy_m=200)
    assert placing.read(placing.written(about)) == about and placing.written(None) == ""


def test_the_desk_sets_mends_and_clears_a_place(call: Call, seeded: Seeded) -> None:
    """The field bears what is known; typed it is mended, emptied it is taken back; a slip is named."""
    call.type(phone="0900000123")
    call.pick(seeded.things[WARD].citizen)
    assert call.fields["place"] == KNOWN
    call.answer_all(SIGNS_AT_HOME)
    wrong = call.type({"do": "save"}, place="đầu hẻm")
    assert wrong.status_code == 422 and "tọa độ viết như" in wrong.text and wrong.text.count('aria-invalid="true"') == 1
    assert wrong.headers["hx-trigger"] == '{"focus-on": {"id": "place"}}'
    assert call.type({"do": "save"}, place="10.386370, 105.435120").status_code == 200
    person = seeded.things[WARD].citizen
    assert next(one for one in things(seeded, "citizen") if one.id == person).address.place == HERE
    again = Call(call.browser)
    again.type(phone="0900000123")
    again.pick(person)
    again.answer_all(SIGNS_AT_HOME)
    again.type({"do": "save"}, place="")
    assert next(one for one in things(seeded, "citizen") if one.id == person).address.place is None


def test_a_place_left_alone_is_not_said_again(call: Call, seeded: Seeded) -> None:
    """Serving a known caller without touching the place amends nobody."""
    before = things(seeded, "citizen")
    call.type(phone="0900000123")
    call.pick(seeded.things[WARD].citizen)
    call.answer_all(SIGNS_AT_HOME)
    assert call.save().status_code == 200 and things(seeded, "citizen")[0].address == before[0].address


def test_the_middle_of_the_neighbourhood_is_offered(call: Call, seeded: Seeded) -> None:
    """For a home nobody has found, the homes of the same hamlet tell about where; one home alone is nobody's neighbourhood."""
    call.type(phone="0912345678", find="Lê Thị Mận")
    call.pick("new")
    assert "nhà đã biết" not in call.type(hamlet="Khóm 9").text
    for number in range(3):
        home = Address(hamlet="Khóm 9", place=Place(lat_e6=10_390_000 + 1000 * number, lon_e6=105_440_000))
        seeded.say(WARD, "clerk", CitizenRegistered(citizen=uuid7(), unit=WARD, name=f"Bà {number}", address=home))
        told = call.type().text
        assert ("nhà đã biết" in told) == (number > 0)
    assert 'data-sets="place=10.391000, 105.440000 ± 111"' in told
