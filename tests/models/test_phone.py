"""Telephone numbers as callers give them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import phone


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("0912345678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("０９１２３４５６７８", "+84912345678"),
        ("(0296) 3 841 234", "+842963841234"),
        ("0297 3862345", "+842973862345"),
        ("1900 1234", "+8419001234"),
        ("1800 1091", "+8418001091"),
        ("+1 650 253 0000", "+16502530000"),
    ],
)
def test_numbers_people_write(raw: str, expected: str) -> None:
    """Mobiles, landlines of An Giang and the former Kiên Giang, 1900 and foreign numbers get one form."""
    assert phone.normal(raw) == expected


@pytest.mark.parametrize(
    "raw",
    ["", "113", "012345", "091234567", "0120 123 4567", "0912345678/0987654321", "0912 345 ABC", "không có"],
)
def test_what_is_no_telephone(raw: str) -> None:
    """Short, long, doubled, withdrawn or lettered numbers are not guessed at."""
    assert phone.normal(raw) is None


@given(st.integers(0, 9_999_999), st.sampled_from(["032", "056", "070", "086", "091", "098"]))
def test_normal_form_is_settled(number: int, prefix: str) -> None:
    """A mobile in E.164 is its own normal form, and the way it is shown leads back to it."""
    normal = phone.normal(f"{prefix}{number:07d}")
    assert normal == f"+84{prefix[1:]}{number:07d}"
    assert phone.normal(normal) == normal == phone.normal(phone.shown(normal))


def test_read_back_digit_by_digit() -> None:
    """The clerk reads every digit, in the groups people expect."""
    assert phone.spoken("+84912345678") == "không chín một hai, ba bốn năm, sáu bảy tám"
    assert phone.spoken("+842963841234") == "không hai chín sáu, ba tám bốn một, hai ba bốn"
    assert phone.spoken("+8419001234") == "một chín không không, một hai ba bốn"
    assert phone.spoken("+16502530000") == "cộng một, sáu năm không, hai năm ba, không không không không"
