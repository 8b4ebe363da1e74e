"""Vietnamese text: folding, tidying and list order, by vectors shared with the tablet and by property."""

import json
import random
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import text

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "text.json").read_text("utf-8"))
VIETNAMESE = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyAĐƠƯ 0123456789àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ",
    max_size=30,
)


@pytest.mark.parametrize("name", ["fold", "words", "tidy", "initials", "name_key"])
def test_every_vector_holds(name: str) -> None:
    """Each function answers what the vectors shared with the tablet say."""
    for vector in VECTORS[name]:
        if vector.get("error"):
            with pytest.raises(ValueError, match="control character"):
                getattr(text, name)(vector["in"])
        else:
            answer = getattr(text, name)(vector["in"])
            assert (list(answer) if name == "words" else answer) == vector["out"], vector


@given(st.text())
def test_folding_twice_folds_once(s: str) -> None:
    """A folded text is left alone by folding, for any script."""
    assert text.fold(text.fold(s)) == text.fold(s)


@given(st.text())
def test_composed_and_decomposed_fold_alike(s: str) -> None:
    """What a Mac sends is found by what a Windows keyboard types."""
    assert text.fold(unicodedata.normalize("NFD", s)) == text.fold(unicodedata.normalize("NFC", s))


@given(VIETNAMESE)
def test_vietnamese_folds_to_ascii_of_the_same_length(s: str) -> None:
    """No Vietnamese letter is lost or left with a mark."""
    assert text.fold(s).isascii()
    assert len(text.fold(s)) == len(s)


def test_tone_placement_is_one_person() -> None:
    """The two schools of placing a tone give one search word and one place in a list."""
    assert text.fold("Hoà Thuỷ") == text.fold("Hòa Thủy")
    assert text.name_key("Lê Hoà") == text.name_key("Lê Hòa")


def test_i_and_y_stay_apart() -> None:
    """Mỹ and Mĩ are two names: merging them is the searcher's choice, not the store's."""
    assert text.fold("Mỹ") != text.fold("Mĩ")


def test_names_stand_in_dictionary_order() -> None:
    """Given name, family, middle; letters of the Vietnamese alphabet, then ngang huyền hỏi ngã sắc nặng."""
    shuffled = list(VECTORS["name_order"])
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=text.name_key) == VECTORS["name_order"]


def test_every_pair_of_the_golden_list_differs() -> None:
    """The order test cannot pass by ties."""
    assert len({text.name_key(name) for name in VECTORS["name_order"]}) == len(VECTORS["name_order"])


@given(st.text())
def test_key_holds_one_letter_then_one_digit(s: str) -> None:
    """No two letters and no two digits meet, so digraphs and numeric collations change nothing."""
    key = text.name_key(s)
    assert len(key) % 2 == 0
    assert all(c in "abcdefghijklmnopqrstuvwxyz" for c in key[::2])
    assert all(c in "0123456789" for c in key[1::2])


@given(VIETNAMESE)
def test_key_ignores_form_and_case(s: str) -> None:
    """The same name typed in NFD or in capitals stands in the same place."""
    assert text.name_key(unicodedata.normalize("NFD", s).upper()) == text.name_key(s)


@given(st.text())
def test_tidy_is_settled_and_clean(s: str) -> None:
    """A tidied line is composed, has no control character, and tidying it again changes nothing."""
    try:
        tidied = text.tidy(s)
    except ValueError:
        return
    assert text.tidy(tidied) == tidied == unicodedata.normalize("NFC", tidied)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in tidied)


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\x7f", "\x85", "\ud800", "\u202e", "\u2066"])
def test_what_no_database_should_hold_is_refused(bad: str) -> None:
    """NUL, escapes, lone surrogates and direction marks are named in the error."""
    with pytest.raises(ValueError, match=f"U\\+{ord(bad):04X}"):
        text.tidy(f"Lê {bad}Văn")


def test_names_of_other_peoples_have_a_place() -> None:
    """Cham, Khmer and foreign names sort by their Latin letters; other scripts come after z."""
    names = ["Mohamad Saly", "Châu Sóc Khol", "René Müller", "សុខ សាន", "Lê Zung"]
    assert sorted(names, key=text.name_key) == [
        "Châu Sóc Khol",
        "René Müller",
        "Mohamad Saly",
        "Lê Zung",
        "សុខ សាន",
    ]
