"""Values in words: as people of a ward read them, in both languages, and never taken for what they are not."""

from __future__ import annotations

from typing import Any

import pytest

from models.citizen import Status
from models.deadline import Term
from models.request import Want
from models.said import Address, Contact, Place, Window
from server.consoles import plain

MORNING_MS = 1_795_401_000_000
"""09:30 on Monday 23 November 2026 in Việt Nam."""


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (True, "có", "yes"), ("", "(trống)", "(empty)"), (1_234_567, "1.234.567", "1,234,567"),
        (MORNING_MS, "09:30 T2 23/11/2026", "09:30 Mon 23/11/2026"),
        (Window(from_ms=MORNING_MS, to_ms=MORNING_MS + 7_200_000), "09:30–11:30 T2 23/11/2026", "09:30–11:30 Mon 23/11/2026"),
        (Address(house="12", street="Lê Lợi", landmark="sau chùa"), "12, Lê Lợi (sau chùa)", "12, Lê Lợi (sau chùa)"),
        (Contact(name="Hạnh", phone="0912345678", relation="con"), "Hạnh (con) 0912 345 678", "Hạnh (con) 0912 345 678"),
        (("a", "b"), "a; b", "a; b"),
        (Place(lat_e6=10_380_000, lon_e6=105_430_000, accuracy_m=40), "10.3800, 105.4300 (± 40 m)", "10.3800, 105.4300 (± 40 m)"),
    ],
)  # fmt: skip
def test_values_are_worded(value: Any, vi: str, en: str) -> None:
    """Each kind of value has its words."""
    assert (plain.shown(value, "vi"), plain.shown(value, "en")) == (vi, en)


def test_ids_and_lists_take_their_names_but_notes_do_not() -> None:
    """An officer's id and the word of a list are named; what somebody wrote stays as written; no moment is no 1970."""
    names = {"o-1": "Lan", "other": "lý do khác"}
    assert plain.field("officer", "o-1", "vi", names) == "Lan"
    assert plain.field("outcome", "other", "vi", names) == "lý do khác"
    assert plain.field("note", "other", "vi", names) == "other"
    assert plain.field("departed_ms", 0, "vi", names) == "(trống)"
    assert plain.field("due_day", "2026-11-23", "vi", names) == "T2 23/11/2026"
    assert plain.field("phones", ("+84912345678", "+842963000000"), "vi", names).startswith("0912 345 678; ")
    term = Term(received_ms=MORNING_MS, counted_ms=MORNING_MS, due_day="2026-11-23", due_ms=MORNING_MS, slip=True)
    assert plain.field("term", term, "en", names) == "09:30 Mon 23/11/2026"


@pytest.mark.parametrize(
    ("ms", "vi"), [(5_000, "vừa xong"), (40 * 60_000, "40 phút trước"), (5 * 3_600_000, "5 giờ trước")]
)
def test_how_long_ago(ms: int, vi: str) -> None:
    """Roughly, in the largest unit that says enough; the future is now."""
    assert (
        plain.ago(MORNING_MS - ms, MORNING_MS, "vi") == vi and plain.ago(MORNING_MS + 1, MORNING_MS, "vi") == "vừa xong"
    )


def test_figures_are_written_as_each_language_writes_them() -> None:
    """A comma before the decimals in Vietnamese, a point in English; nothing known is a dash in both."""
    assert (plain.percent(9_550, "vi"), plain.percent(9_550, "en")) == ("95,50%", "95.50%")
    assert (plain.dong(12_000), plain.dong(12_000, "en")) == ("12.000 ₫", "12,000 ₫")
    assert plain.percent(None, "en") == "–"


def test_what_is_wanted_and_what_somebody_is_read_as_people_say_them() -> None:
    """One copy is no figure worth saying; by which paper a status is shown stands behind it."""
    names = {"2.000815": "Chứng thực bản sao", "elderly": "người cao tuổi", "card": "căn cước"}
    assert plain.shown(Want(procedure="2.000815"), "vi", names) == "Chứng thực bản sao"
    assert plain.shown(Want(procedure="2.000815", copies=3), "vi", names) == "Chứng thực bản sao · 3 bản"
    assert plain.shown(Status(kind="elderly", evidence="card"), "vi", names) == "người cao tuổi (căn cước)"
