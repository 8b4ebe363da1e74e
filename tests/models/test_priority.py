"""Priority: which facts count, that none counts twice, that nobody waits for ever."""

import pytest

from models.citizen import Status, StatusKind
from models.priority import Rule, Table, priority, table

DAY = "2026-11-21"


def points(*held: Status, age: int | None = None, urgent: bool = False, waited_days: int = 0) -> int:
    """The points of a person on the day of these tests."""
    return priority(held, age, DAY, urgent=urgent, waited_days=waited_days).points


def status(kind: StatusKind, level: str = "", until: str | None = None) -> Status:
    """A status at a level."""
    return Status(kind=kind, level=level, until=until)


def test_nobody_has_points_for_nothing() -> None:
    """A person of 30 without status stands at the end, without a reason."""
    assert priority([], 30, DAY).points == 0
    assert priority([], None, DAY).reasons == ()


@pytest.mark.parametrize(("age", "expected"), [(59, 0), (60, 10), (79, 10), (80, 25), (101, 25)])
def test_law_on_the_elderly_article_2(age: int, expected: int) -> None:
    """Luật Người cao tuổi art. 2: elderly from 60; from 80 more."""
    assert points(age=age) == expected


def test_age_and_status_are_one_fact() -> None:
    """Being 85 and written down as elderly counts once."""
    assert points(status("elderly"), age=85) == points(age=85)
    assert points(status("elderly")) == 10


@pytest.mark.parametrize(("level", "expected"), [("đặc biệt nặng", 40), ("Nặng", 30), ("nhẹ", 15), ("", 15)])
def test_law_51_2010_article_3_levels(level: str, expected: int) -> None:
    """Luật 51/2010 art. 3: the graver the disability, the higher."""
    assert points(status("disabled", level)) == expected


def test_ordinance_02_2020_article_3() -> None:
    """Pháp lệnh 02/2020 art. 3: people of merit come before age alone."""
    assert points(status("meritorious")) > points(age=80)


def test_groups_add_up() -> None:
    """Frail, of merit, 82, alone and poor: every group counts, with its reason, the weightiest first."""
    held = [status("frail"), status("meritorious"), status("alone"), status("poor"), status("near_poor")]
    found = priority(held, 82, DAY)
    assert found.points == 40 + 30 + 25 + 20 + 10
    assert [reason.id for reason in found.reasons] == ["frail", "merit", "age_80", "alone", "poor"]


def test_civil_code_article_629_danger_comes_first() -> None:
    """BLDS 2015 art. 629: somebody in danger of death comes before everybody else."""
    everything = [status(kind) for kind in ("frail", "meritorious", "alone", "poor")]
    assert points(urgent=True, age=20) > points(*everything, age=99, waited_days=100)


def test_a_status_that_ended_does_not_count() -> None:
    """A status counts to its last day and not after."""
    assert points(status("poor", until=DAY)) == 10
    assert points(status("poor", until="2026-11-20")) == 0


def test_nobody_waits_for_ever() -> None:
    """Somebody without status who waited long enough comes before a newcomer with one."""
    assert points(waited_days=21) > points(status("frail"))
    assert points(waited_days=-3) == 0
    assert priority([], 30, DAY, waited_days=2).reasons[0].vi == "Đã chờ 2 ngày"


def test_a_ward_may_have_its_own_table() -> None:
    """A ward's dated table replaces the one in the package."""
    rule = Rule(id="all", group="x", points=7, vi="Mọi người", en="All", article="", age_from=1)
    own = Table(version="w", valid_from="2026-01-01", rules=(rule,), waiting_points_per_day=0)
    assert priority([status("frail")], 30, DAY, waited_days=9, rules=own).points == 7


def test_the_table_is_sound() -> None:
    """Ids are unique, every rule can be met, both languages are there."""
    rules = table().rules
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.vi and rule.en and rule.points > 0 for rule in rules)
    assert all(rule.statuses or rule.age_from or rule.urgent for rule in rules)
