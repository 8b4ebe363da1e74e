"""The catalogue of units against the counts and codes of the decrees."""

from collections import Counter

import pytest

from models.text import tidy
from models.unit import all_units, children, covers, unit


def test_counts_of_the_country() -> None:
    """34 provinces and 3,321 communes, by level, as on 20 September 2026."""
    assert Counter(one.level for one in all_units()) == {
        "tỉnh": 25,
        "thành phố": 9,
        "xã": 2599,
        "phường": 709,
        "đặc khu": 13,
    }


def test_an_giang() -> None:
    """The province made of An Giang and Kiên Giang has 85 communes, 14 wards and 3 special zones."""
    assert Counter(one.level for one in children("91")) == {"xã": 85, "phường": 14, "đặc khu": 3}


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("91", "Tỉnh An Giang"),
        ("30307", "Phường Long Xuyên"),
        ("30292", "Phường Bình Đức"),
        ("30301", "Phường Mỹ Thới"),
        ("30313", "Xã Mỹ Hòa Hưng"),
        ("31078", "Đặc khu Phú Quốc"),
        ("79", "Thành phố Hồ Chí Minh"),
        ("10543", "Phường Việt Hòa"),
        ("24823", "Phường 1 Bảo Lộc"),
    ],
)
def test_known_codes(code: str, full_name: str) -> None:
    """Codes read in the decree lead to the names written there."""
    found = unit(code)
    assert found is not None
    assert found.full_name == full_name


def test_decrees_since_2025_are_dated() -> None:
    """A commune that became a ward keeps its code and tells from which day it is one."""
    long_thanh, long_xuyen = unit("26368"), unit("30307")
    assert long_thanh is not None and long_xuyen is not None
    assert (long_thanh.full_name, long_thanh.valid_from) == ("Phường Long Thành", "2026-04-30")
    assert long_xuyen.valid_from == "2025-07-01"


def test_ids_tell_the_tier() -> None:
    """Two digits are a province without parent, five a commune whose parent exists; no code is used twice."""
    for one in all_units():
        parent = None if one.parent is None else unit(one.parent)
        assert one.id.isdecimal()
        assert len(one.id) == (2 if parent is None else 5)
        assert parent is None or parent.parent is None
    assert len({one.id for one in all_units()}) == len(all_units())


def test_names_are_tidy() -> None:
    """No name carries a double blank, a stray form or a lower-case first letter."""
    for one in all_units():
        assert one.name == tidy(one.name)
        assert one.name[0].isupper() or one.name[0].isdecimal()
        assert one.full_name.lower() == f"{one.level} {one.name}".lower()


def test_children_are_in_order_and_whole() -> None:
    """Every commune is the child of one province, in the order of the codes."""
    provinces = [one for one in all_units() if one.parent is None]
    below = [child for province in provinces for child in children(province.id)]
    assert len(below) == len(all_units()) - len(provinces)
    assert all(list(children(p.id)) == sorted(children(p.id), key=lambda one: one.id) for p in provinces)


def test_who_covers_whom() -> None:
    """A unit covers itself, a province its communes, and never the other way round."""
    assert covers("30307", "30307")
    assert covers("91", "30307")
    assert not covers("30307", "91")
    assert not covers("92", "30307")
    assert not covers("30292", "30307")


def test_an_unknown_code_sees_nothing() -> None:
    """A mistyped scope is covered by nobody and covers nobody."""
    assert unit("99999") is None
    assert children("99999") == ()
    assert not covers("99999", "99999")
    assert not covers("", "30307")
