"""Retention by class, purposes with their grounds, the terms of a person's request, and docs that name them all."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import default_calendar, ms_of
from models.data_request import Wish, breach_told_by_ms, due
from models.procedure import catalogue
from models.retention import Held, due_for_erasure, kept_until, longest, retention_class, schedule

DOCS = Path(__file__).parents[2] / "docs"
CLASSES = schedule().classes


@pytest.mark.parametrize(
    ("id", "since", "until"),
    [
        ("signature_case", "2026-11-21", "2028-11-21"),
        ("transaction_case", "2026-11-21", "2046-11-21"),
        ("copy_case", "2026-11-21", "2026-11-21"),
        ("register", "2026-12-31", None),
        ("signature_case", "2028-02-29", "2030-02-28"),
        ("location", "2026-12-15", "2027-01-14"),
    ],
)
def test_nd23_article_14(id: str, since: str, until: str | None) -> None:
    """NĐ 23/2015 art. 14: signatures 2 years, transactions 20, copies not at all, registers for ever."""
    assert kept_until(id, since) == until


@pytest.mark.parametrize("one", catalogue(), ids=lambda p: p.code)
def test_every_procedure_has_a_class(one: Any) -> None:
    """Each procedure names a class of the schedule."""
    assert retention_class(one.retention).id == one.retention


def test_what_a_procedure_keeps_is_what_the_law_says() -> None:
    """Signatures, transactions and copies are of the class of their own article."""
    kept = {p.code: p.retention for p in catalogue()}
    assert (kept["2.000884"], kept["2.001035"], kept["2.001019"]) == (
        "signature_case",
        "transaction_case",
        "transaction_case",
    )
    assert (kept["2.000815"], kept["1.003583"]) == ("copy_case", "civil_case")


def test_the_last_day_is_kept_whole() -> None:
    """On its last day a thing is still held, on the next it is not; what is permanent never goes."""
    held = [
        Held(id="b", retention="signature_case", since="2026-11-21"),
        Held(id="a", retention="signature_case", since="2026-11-21"),
        Held(id="r", retention="register", since="1990-01-01"),
        Held(id="old", retention="location", since="2026-01-01"),
    ]
    assert [one.id for one in due_for_erasure(held, "2028-11-21")] == ["old"]
    assert [one.id for one in due_for_erasure(held, "2028-11-22")] == ["old", "a", "b"]


def test_an_unknown_class_never_deletes() -> None:
    """A slip in the name of a class is an error, not an erasure."""
    with pytest.raises(KeyError):
        due_for_erasure([Held(id="x", retention="forever", since="2020-01-01")], "2026-11-21")


@given(st.sampled_from([one.id for one in CLASSES]), st.dates().map(str), st.dates().map(str))
def test_later_begun_is_never_sooner_gone(id: str, one: str, two: str) -> None:
    """What began later is kept at least as long, and nothing goes before it began."""
    first, second = sorted((one, two))
    if not first < "9900" or not second < "9900":
        return
    earlier, later = kept_until(id, first), kept_until(id, second)
    assert (earlier is None) == (later is None)
    assert earlier is None or later is None or (first <= earlier <= later)


def test_data_for_several_purposes_stay_for_the_longest() -> None:
    """The longest class counts, permanence over all; without a class there is no ground to keep."""
    assert longest(["signature_case", "location"], "2026-11-21") == "2028-11-21"
    assert longest(["signature_case", "register"], "2026-11-21") is None
    assert longest([], "2026-11-21") == "2026-11-21"


def test_classes_and_purposes_are_whole() -> None:
    """Each class has one measure and an article, each purpose a ground and classes that exist."""
    assert len({one.id for one in CLASSES}) == len(CLASSES)
    for one in CLASSES:
        assert one.article and one.vi and one.en
        assert not (one.permanent and (one.years or one.days)) and not (one.years and one.days)
    for purpose in schedule().purposes:
        assert purpose.basis and purpose.roles and purpose.vi and purpose.en
        assert all(retention_class(id) for id in purpose.retention)
        assert bool(purpose.data) == bool(purpose.retention)


def test_consent_purposes_keep_their_proof() -> None:
    """Luật 91/2025 art. 9: whoever relies on consent keeps the proof of it."""
    asked = [purpose for purpose in schedule().purposes if purpose.ground == "consent"]
    assert asked and all("consent" in purpose.retention for purpose in asked)


def test_docs_name_every_class_and_purpose() -> None:
    """docs/privacy.md names each purpose and class; docs/legal.md each one whose length no law states."""
    privacy = (DOCS / "privacy.md").read_text("utf-8")
    legal = (DOCS / "legal.md").read_text("utf-8")
    every: list[Any] = [*CLASSES, *schedule().purposes]
    for item in every:
        assert f"`{item.id}`" in privacy, item.id
        assert not item.certainty or f"`{item.id}`" in legal, item.id


def test_docs_list_every_doubt_of_the_catalogue() -> None:
    """docs/legal.md names each fact of each procedure that no source settled."""
    legal = (DOCS / "legal.md").read_text("utf-8")
    for one in catalogue():
        for doubt in one.doubts:
            assert any(f"`{one.code}`" in line and f"`{doubt.fact}`" in line for line in legal.splitlines()), (
                one.code,
                doubt.fact,
            )


@pytest.mark.parametrize(
    ("wish", "done", "extended"),
    [
        ("access", "2026-12-01", "2026-12-06"),
        ("correct", "2026-12-01", "2026-12-06"),
        ("withdraw", "2026-12-06", "2026-12-11"),
        ("restrict", "2026-12-06", "2026-12-11"),
        ("delete", "2026-12-11", "2026-12-21"),
    ],
)
def test_law_91_2025_terms_of_a_request(wish: Wish, done: str, extended: str) -> None:
    """Luật 91/2025, NĐ 356/2025: a reply in 2 working days, the thing in 10, 15 or 20 days, extended once."""
    found = due(wish, default_calendar(), ms_of("2026-11-21", 600))
    assert (found.reply_day, found.done_day, found.extended_day) == ("2026-11-25", done, extended)


def test_decree_356_article_29_breach() -> None:
    """NĐ 356/2025: a breach is told within 72 hours of being detected."""
    assert breach_told_by_ms(ms_of("2026-11-21", 600)) == ms_of("2026-11-24", 600)
