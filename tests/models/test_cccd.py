"""Citizen cards as scanners give them, by vectors shared with the tablet."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cccd import PAYLOAD_CHARS_MAX, Card, CardError, check_number, parse

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "cccd.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", VECTORS["parse"], ids=lambda vector: str(vector["why"]))
def test_every_payload_of_the_vectors(vector: dict[str, Any]) -> None:
    """Each payload gives the card, or the error code, that the tablet gives too."""
    if "error" in vector:
        with pytest.raises(CardError) as caught:
            parse(vector["payload"])
        assert caught.value.code == vector["error"]
    else:
        assert msgspec.to_builtins(parse(vector["payload"])) == vector["expected"]


@pytest.mark.parametrize("vector", VECTORS["check"], ids=str)
def test_every_number_of_the_vectors(vector: dict[str, Any]) -> None:
    """A number that disagrees with its holder warns; only its shape refuses."""
    if "error" in vector:
        with pytest.raises(CardError) as caught:
            check_number(vector["number"], vector["birth"], vector["sex"])
        assert caught.value.code == vector["error"]
    else:
        assert check_number(vector["number"], vector["birth"], vector["sex"]) == vector["warnings"]


@given(st.text(), st.text("|0123456789aĐ \r\n", max_size=80))
def test_junk_never_breaks_the_parser(anything: str, pipes: str) -> None:
    """Whatever a scanner types, the answer is a card or a typed refusal."""
    for payload in (anything, pipes, f"089050001234|{pipes}|{anything}"):
        try:
            card = parse(payload)
        except CardError:
            continue
        assert isinstance(card, Card)


def test_an_error_repeats_nothing_that_was_read() -> None:
    """Errors end in logs, and a card's number or a parent's name must not."""
    with pytest.raises(CardError) as caught:
        parse("089050001234||Bí Mật|99999999|Nam|Khóm|15042021|Trần Thị Mẹ")
    assert caught.value.args == ("birth_missing",)
    assert caught.value.__cause__ is None


def test_parents_are_nowhere_in_the_card() -> None:
    """The extra fields of a card of 2024 leave no trace in what is returned."""
    card = parse("089050001234||Lê Mẫu|05031950|Nam|Khóm|15042024|089050009999|Lê Cha|Trần Mẹ")
    assert not any(word in repr(card) for word in ("9999", "Cha", "Mẹ"))


def test_a_long_text_is_not_read_at_all() -> None:
    """A poster's QR of many kilobytes is refused before any work is done on it."""
    with pytest.raises(CardError) as caught:
        parse("|" * (PAYLOAD_CHARS_MAX + 1))
    assert caught.value.code == "too_long"
