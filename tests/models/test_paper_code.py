"""Codes on papers: readable, checked, and the same wherever they are made."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.paper_code import ALPHABET, paper_code, read_code

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "paper_code.json").read_text("utf-8"))
CHANCE = st.binary(min_size=8, max_size=16)


@pytest.mark.parametrize("case", VECTORS["made"], ids=lambda case: case["code"])
def test_made(case: dict[str, str]) -> None:
    """The same chance gives the same code in every language of the project."""
    assert paper_code(bytes.fromhex(case["chance"])) == case["code"]


@pytest.mark.parametrize("case", VECTORS["read"], ids=lambda case: case["heard"] or "empty")
def test_read(case: dict[str, str | None]) -> None:
    """What was heard is a code or is not, however it was written."""
    assert read_code(str(case["heard"])) == case["code"]


@given(CHANCE)
def test_every_code_made_can_be_read(chance: bytes) -> None:
    """A code has eight clear signs and reads as itself, in small letters and without its dash."""
    code = paper_code(chance)
    assert len(code) == 9 and code[4] == "-" and all(sign in ALPHABET for sign in code.replace("-", ""))
    assert read_code(code) == read_code(code.lower().replace("-", " ")) == code


@given(CHANCE, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_found(chance: bytes, at: int, wrong: str) -> None:
    """Any single sign heard wrong is refused."""
    code = paper_code(chance).replace("-", "")
    if code[at] != wrong:
        assert read_code(code[:at] + wrong + code[at + 1 :]) is None


@given(CHANCE, st.integers(0, 6))
def test_two_neighbours_changed_are_found(chance: bytes, at: int) -> None:
    """Two neighbours said in the wrong order are refused."""
    code = paper_code(chance).replace("-", "")
    if code[at] != code[at + 1]:
        assert read_code(code[:at] + code[at + 1] + code[at] + code[at + 2 :]) is None


@given(st.text(max_size=12))
def test_nothing_heard_breaks_the_reader(heard: str) -> None:
    """Whatever is typed is a code or None."""
    found = read_code(heard)
    assert found is None or read_code(found) == found


def test_too_little_chance_is_refused() -> None:
    """A code of few bytes could be guessed, so it is not made."""
    with pytest.raises(ValueError, match="8 bytes"):
        paper_code(b"1234567")
