"""Numbers, amounts and days in Vietnamese words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words import (
    NUMBER_MAX,
    day_figures,
    day_words,
    dong,
    dong_words,
    grouped,
    minute_figures,
    number_words,
)

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_VALUE = {w: i for i, w in enumerate(_DIGITS)} | {"mốt": 1, "lăm": 5}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (1, "một"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (25, "hai mươi lăm"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (115, "một trăm mười lăm"),
        (1000, "một nghìn"),
        (1005, "một nghìn không trăm linh năm"),
        (1050, "một nghìn không trăm năm mươi"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
        (8000, "tám nghìn"),
        (10_000, "mười nghìn"),
        (21_000, "hai mươi mốt nghìn"),
        (200_000, "hai trăm nghìn"),
        (1_000_001, "một triệu không trăm linh một"),
        (50_176, "năm mươi nghìn một trăm bảy mươi sáu"),
        (1_234_567_890, "một tỷ hai trăm ba mươi bốn triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi"),
    ],
)
def test_numbers_are_read_as_in_school(number: int, words: str) -> None:
    """Each number has the reading a clerk would write."""
    assert number_words(number) == words


def heard(words: str) -> int:
    """The number somebody hears, by an independent reading from left to right."""
    total = group = 0
    pending = -1
    for word in words.split():
        if word in _VALUE:
            pending = _VALUE[word]
        elif word == "trăm":
            group, pending = group + pending * 100, -1
        elif word == "mươi":
            group, pending = group + pending * 10, -1
        elif word == "mười":
            group += 10
        elif word in ("nghìn", "triệu", "tỷ"):
            group += max(pending, 0)
            scale = {"nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}[word]
            total, group, pending = total + group * scale, 0, -1
    return total + group + max(pending, 0)


@given(st.integers(0, NUMBER_MAX))
def test_what_is_written_is_what_is_heard(number: int) -> None:
    """Reading the words back gives the number, so no two numbers share their words."""
    assert heard(number_words(number)) == number


@pytest.mark.parametrize("number", [-1, NUMBER_MAX + 1])
def test_no_words_beyond_the_limit(number: int) -> None:
    """A number outside the limits is an error, not nonsense on a receipt."""
    with pytest.raises(ValueError, match="whole numbers"):
        number_words(number)


def test_amounts() -> None:
    """Amounts have dots between thousands, and words with a capital."""
    assert (dong(0), dong(8000), dong(1_250_000)) == ("0 đồng", "8.000 đồng", "1.250.000 đồng")
    assert dong_words(21_000) == "Hai mươi mốt nghìn đồng"
    assert grouped(50_176) == "50.176"


@pytest.mark.parametrize(
    ("day", "figures", "words"),
    [
        (
            "2026-11-21",
            "ngày 21 tháng 11 năm 2026",
            "ngày hai mươi mốt tháng mười một năm hai nghìn không trăm hai mươi sáu",
        ),
        ("2026-02-05", "ngày 05 tháng 02 năm 2026", "ngày năm tháng hai năm hai nghìn không trăm hai mươi sáu"),
        ("2030-04-30", "ngày 30 tháng 4 năm 2030", "ngày ba mươi tháng tư năm hai nghìn không trăm ba mươi"),
    ],
)
def test_days(day: str, figures: str, words: str) -> None:
    """Days follow NĐ 30/2020 in figures, and have words with tháng tư."""
    assert (day_figures(day), day_words(day)) == (figures, words)


def test_minutes() -> None:
    """A certification outside the office names hour and minute with two figures."""
    assert minute_figures(9, 5) == "09 giờ 05 phút"
