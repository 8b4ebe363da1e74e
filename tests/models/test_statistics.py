"""The report: golden totals of real wards, its identity at all times, shares, spreads and slips of the pen."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.quality import WEIGHTS, score, unit_grade
from models.statistics import (
    Fact,
    Period,
    Table,
    apologies_bp,
    broken_down,
    digitised_bp,
    elapsed_minutes,
    first_visit_bp,
    grouped,
    misfit,
    misfits,
    on_time_bp,
    online_bp,
    percent,
    report,
    rolled_up,
    satisfaction_bp,
    saved_bp,
    share_bp,
    spread,
)

NOVEMBER = Period(first="2026-11-01", last="2026-11-30")
TODAY = "2026-11-30"


def fact(received: str, due: str = "", resolved: str = "", **more: object) -> Fact:
    """A dossier by its three days of November (or whole days)."""
    days = {"received_day": received, "due_day": due, "resolved_day": resolved}
    whole = {name: f"2026-11-{day}" if len(day) == 2 else day for name, day in days.items()}
    return Fact(**whole, **more)  # type: ignore[arg-type]


# -- real totals


def test_long_xuyen_2024() -> None:
    """Long Xuyên, 1/1 to 20/9/2024: 504 + 50,176 = 49,636 + 1,044, and its percentages are of that sum."""
    table = Table(
        received=50_680, carried=504, new_online=42_295, new_direct=50_176 - 42_295, resolved=49_636, open=1_044
    )
    assert misfits(table) == []
    assert table.received == 504 + 50_176 == 49_636 + 1_044
    assert percent(share_bp(49_636, 50_680)) == "97,94%"
    assert percent(share_bp(42_295, 50_680)) == "83,46%"  # 83,455: the article cut it off at 83,45
    assert percent(online_bp(table)) == "84,29%"
    assert percent(share_bp(54, 59)) == "91,53%"


def test_long_xuyen_without_what_was_carried_over_does_not_hold() -> None:
    """Without the 504 carried over the published figures do not balance, and the check says by how much."""
    (found,) = misfits(Table(received=50_176, resolved=49_636, open=1_044))
    assert (found.what, found.stated, found.counted) == ("received = resolved + open", 50_176, 50_680)


def test_chau_thanh_2023() -> None:
    """Châu Thành 2023: district 2,647 on time; communes 11,072 = 458 early + 10,614 on time, none late."""
    district = Table(resolved=2_647, early=0, on_time=2_647, late=0)
    communes = Table(resolved=11_072, early=458, on_time=10_614, late=0)
    both = rolled_up([district, communes])
    assert misfits(communes) == misfits(district) == misfits(both) == []
    assert (both.resolved, both.early, both.on_time, both.late) == (13_719, 458, 13_261, 0)
    assert percent(on_time_bp(both)) == "100,00%"
    assert misfit("online procedures", 297, [216, 81]) is None


def test_chau_thanh_misprint_is_caught() -> None:
    """Ratings 5,952 vs 6,597 + 335 + 20: the check catches the misprint and offers 5,597."""
    found = misfit("ratings", 5_952, [6_597, 335, 20])
    assert found is not None and (found.stated, found.counted) == (5_952, 6_952)
    assert "6597 → 5597" in found.mends
    assert misfit("ratings", 5_952, [5_597, 335, 20]) is None
    assert satisfaction_bp(5_952, 20, 0) == 9966


def test_phong_dien_2018() -> None:
    """Phong Điền 2018: 14,320 received, 13,728 resolved, so 592 are open."""
    assert misfits(Table(received=14_320, resolved=13_728, open=592)) == []
    assert misfits(Table(received=14_320, resolved=13_728, open=591))[0].mends == ("13728 → 13729", "591 → 592")
    assert percent(share_bp(13_728, 14_320)) == "95,87%"


# -- the table


def test_every_place_in_the_table() -> None:
    """One dossier for each place: each is counted there and nowhere else."""
    facts = [
        fact("2026-10-20", "05", "04"),  # carried, early
        fact("2026-10-21", "2026-10-30", "03"),  # carried, late
        fact("2026-10-22", "2026-12-01"),  # carried, open in time
        fact("2026-10-01", "2026-10-05", "2026-10-05"),  # done before the period
        fact("02", "04", "04", channel=2),  # new online, on time
        fact("03", "", "10", channel=3),  # new by post, no due date: on time
        fact("04", "06"),  # new, open overdue
        fact("05", "30"),  # new, open in time
        fact("06", "07", status=5),  # paused: open in time
        fact("07", "20", "19", status=7),  # withdrawn: resolved
        fact("08", "20", "21", status=8),  # stopped: resolved
        fact("09", "20", status=1),  # only registered
        fact("10", "20", "10", status=3),  # not received
        fact("2026-12-01", "2026-12-02"),  # after the period
    ]
    table = report(facts, NOVEMBER, TODAY)
    assert table == Table(
        received=10, new_online=1, new_direct=6, carried=3, resolved=6, early=2, on_time=2, late=2,
        open=4, open_in_time=3, open_overdue=1, withdrawn=1, stopped=1, paused=1,
    )  # fmt: skip
    assert misfits(table) == []
    assert percent(on_time_bp(table)) == "66,67%"


def test_an_unfinished_period_is_told_as_of_today() -> None:
    """In the middle of a month what is due later is in time, and what comes later is not there yet."""
    facts = [fact("02", "20"), fact("02", "09"), fact("12", "13"), fact("02", "20", "15")]
    table = report(facts, NOVEMBER, "2026-11-10")
    assert (table.received, table.resolved, table.open_in_time, table.open_overdue) == (3, 0, 2, 1)


def test_a_resolution_after_the_period_is_open_in_it() -> None:
    """A report of October told in November says what was true at the end of October."""
    october = Period(first="2026-10-01", last="2026-10-31")
    table = report([fact("2026-10-20", "2026-10-25", "02")], october, TODAY)
    assert (table.resolved, table.open, table.open_overdue) == (0, 1, 1)


DAYS = st.integers(0, 120).map(lambda n: (date(2026, 9, 1) + timedelta(n)).isoformat())


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    """Any dossier of these months, resolved never before it was received."""
    received = draw(DAYS)
    resolved = draw(st.just("") | DAYS)
    return Fact(
        received_day=received,
        due_day=draw(st.just("") | DAYS),
        resolved_day=max(resolved, received) if resolved else "",
        status=draw(st.integers(1, 10)),
        channel=draw(st.sampled_from((1, 2, 3))),
        unit=draw(st.sampled_from(("30307", "30292", "30301"))),
        apologised=draw(st.booleans()),
    )


@given(st.lists(facts(), max_size=30), DAYS, DAYS, DAYS)
def test_the_identity_always_holds(all_facts: list[Fact], one: str, two: str, today: str) -> None:
    """Whatever happened, carried + new = received = resolved + open, in every period and told on any day."""
    table = report(all_facts, Period(first=min(one, two), last=max(one, two)), today)
    assert misfits(table) == []
    assert table.received is not None and table.open is not None and table.paused <= table.open


@given(st.lists(facts(), max_size=30), DAYS)
def test_what_was_open_is_carried_over(all_facts: list[Fact], cut: str) -> None:
    """What one period leaves open is what the next carries over: nothing gets lost between reports."""
    following = (date.fromisoformat(cut) + timedelta(1)).isoformat()
    before = report(all_facts, Period(first="2026-08-01", last=cut), "2027-12-31")
    after = report(all_facts, Period(first=following, last="2027-12-31"), "2027-12-31")
    whole = report(all_facts, Period(first="2026-08-01", last="2027-12-31"), "2027-12-31")
    assert before.open == after.carried
    assert (before.resolved or 0) + (after.resolved or 0) == whole.resolved
    assert after.open == whole.open


@given(st.lists(facts(), max_size=30))
def test_units_roll_up_to_the_province(all_facts: list[Fact]) -> None:
    """The rows of all units sum to the row of the whole, place by place."""
    parts = broken_down(all_facts, "unit", NOVEMBER, TODAY)
    assert rolled_up([*parts.values(), report([], NOVEMBER, TODAY)]) == report(all_facts, NOVEMBER, TODAY)


def test_breaking_down_by_each_dimension() -> None:
    """Rows by procedure, field and officer are apart and sorted."""
    some = [fact("02", procedure="b", field="x", officer="o1"), fact("03", procedure="a", field="x", officer="o2")]
    assert list(broken_down(some, "procedure", NOVEMBER, TODAY)) == ["a", "b"]
    assert broken_down(some, "field", NOVEMBER, TODAY)["x"].received == 2
    assert broken_down(some, "officer", NOVEMBER, TODAY)["o1"].received == 1
    assert {month: len(ones) for month, ones in grouped(some, lambda one: one.received_day[:7]).items()} == {
        "2026-11": 2
    }


def test_what_one_unit_does_not_state_the_sum_does_not() -> None:
    """A province cannot state a total one of its wards left out, and does not take it for nought."""
    found = rolled_up([Table(received=1, open=1), Table(received=2)])
    assert (found.received, found.open) == (3, None)
    assert rolled_up([]) == Table(**dict.fromkeys(Table.__struct_fields__, 0))


@pytest.mark.parametrize(
    ("total", "parts", "mends"),
    [
        (10, [4, 6], None),
        (None, [4, 6], None),
        (10, [4, None], None),
        (100, [40, 50], ("50 → 60", "40 → 50")),
        (19, [1, 1], ()),
        (5, [90], ()),
    ],
)
def test_slips(total: int | None, parts: list[int | None], mends: tuple[str, ...] | None) -> None:
    """A total is its parts, or a misfit that names single-digit slips only; what is not stated is not judged."""
    found = misfit("x", total, parts)
    assert (None if found is None else set(found.mends)) == (None if mends is None else set(mends))


# -- shares and spreads


@pytest.mark.parametrize(
    ("part", "whole", "bp", "text"),
    [(0, 3, 0, "0,00%"), (1, 3, 3333, "33,33%"), (2, 3, 6667, "66,67%"), (1, 8, 1250, "12,50%"), (1, 20_000, 1, "0,01%"),
     (3, 3, 10_000, "100,00%")],
)  # fmt: skip
def test_shares(part: int, whole: int, bp: int, text: str) -> None:
    """Shares are whole hundredths of a percent, half rounded up, written with a comma."""
    assert share_bp(part, whole) == bp and percent(bp) == text


def test_a_share_below_nought() -> None:
    """More time used than the law gives is written with a minus and the same figures behind the comma."""
    assert percent(-250) == "-2,50%" and percent(-10_000) == "-100,00%"


def test_a_share_of_nothing_is_none() -> None:
    """Nothing received is neither 0 % nor 100 %."""
    assert share_bp(0, 0) is None and percent(None) == "–"
    assert on_time_bp(report([], NOVEMBER, TODAY)) is None
    assert on_time_bp(Table(resolved=3)) is None and online_bp(Table(new_online=3)) is None


@pytest.mark.parametrize(
    ("ratings", "bad", "late", "bp"), [(100, 3, 2, 9500), (0, 0, 0, None), (5, 5, 5, 0), (7, 0, 0, 10_000)]
)
def test_qd766_satisfaction(ratings: int, bad: int, late: int, bp: int | None) -> None:
    """QĐ 766: (ratings - dissatisfied - complaints answered late) / ratings, never below nought."""
    assert satisfaction_bp(ratings, bad, late) == bp


def test_arrival_to_signature_against_thirty_minutes() -> None:
    """The spread tells median and nine in ten by nearest rank, and how many keep the target."""
    found = spread([60, 10, 20, 30, 40, 25, 15, 5, 30, 90], 30)
    assert (found.count, found.median, found.nine_in_ten, found.within, found.within_bp) == (10, 25, 60, 7, 7000)
    assert spread([42], 30).median == 42
    none = spread([], 30)
    assert (none.count, none.median, none.within_bp) == (0, None, None)


@pytest.mark.parametrize(
    ("from_ms", "to_ms", "minutes"), [(0, 0, 0), (0, 1, 1), (0, 60_000, 1), (0, 60_001, 2), (5, 0, 0)]
)
def test_elapsed_minutes(from_ms: int, to_ms: int, minutes: int) -> None:
    """A begun minute counts, and a clock set back never makes time negative."""
    assert elapsed_minutes(from_ms, to_ms) == minutes


def test_statutory_time_saved() -> None:
    """Saved time is over all dossiers together, and late ones weigh against it."""
    assert saved_bp([(480, 200), (480, 100)]) == 6875
    assert saved_bp([(480, 960)]) == -10_000
    assert saved_bp([]) is None


def test_first_visit_counts_what_the_law_needs() -> None:
    """A mobile registration needs two visits; only a third is a failure of preparation."""
    done = [
        fact("02", resolved="03", at_home=True, visits=1, visits_needed=1),
        fact("02", resolved="03", at_home=True, visits=2, visits_needed=2),
        fact("02", resolved="03", at_home=True, visits=2, visits_needed=1),
        fact("02", at_home=True, visits=3),
        fact("02", resolved="03", visits=3),
    ]
    assert first_visit_bp(done) == 6667
    assert first_visit_bp([]) is None


def test_apologies_cover_all_late_dossiers() -> None:
    """Late ones open or done count, paused ones and those in time do not."""
    some = [
        fact("02", "05", "06", apologised=True),
        fact("02", "05"),
        fact("02", "05", "05"),
        fact("02", "05", status=5),
        fact("02", "05", status=1),
        fact("02"),
    ]
    assert apologies_bp(some, TODAY) == 5000
    assert apologies_bp(some[2:], TODAY) is None


def test_digitised_share() -> None:
    """Of dossiers that count, those held as files."""
    assert digitised_bp([fact("02", digitised=True), fact("02"), fact("02", status=3, digitised=True)]) == 5000


# -- QĐ 766 and TT 01/2018


def test_qd766_weights_are_a_hundred() -> None:
    """QĐ 766: 18 + 20 + 22 + 22 + 18 = 100."""
    assert sum(WEIGHTS.values()) == 100


def test_qd766_what_is_not_known_is_left_out() -> None:
    """Points are given of those knowable; an unknown group is neither full nor empty."""
    found = score({"progress": 9794, "digitised": 10_000, "satisfaction": 9966})
    assert (found.points_c, found.knowable_c) == (1959 + 2200 + 1794, 6000)
    assert [one.points_c for one in found.groups] == [None, 1959, 2200, None, 1794]
    assert score({}).knowable_c == 0


@pytest.mark.parametrize(
    ("total", "grade"), [(18, "excellent"), (15, "excellent"), (14, "good"), (12, "good"), (11, "fair"), (9, "fair"),
                         (8, "average"), (6, "average"), (5, "weak"), (0, "weak")]
)  # fmt: skip
def test_tt01_2018_unit_grades(total: int, grade: str) -> None:
    """TT 01/2018: 15 and more excellent, 12 good, 9 fair, 6 average."""
    indicators: list[int] = [2] * (total // 2) + [1] * (total % 2)
    assert unit_grade(indicators + [0] * (9 - len(indicators))) == grade  # type: ignore[arg-type]


def test_a_unit_has_nine_indicators() -> None:
    """Eight indicators are not a unit's grade."""
    with pytest.raises(ValueError, match="nine"):
        unit_grade([2] * 8)
