"""The README's ten minutes are walked, block by block, in a shell, against a fresh ward on a real server."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from server.demo import ward
from tests.docs.pages import blocks, page, section, unlike, walked
from tests.docs.walking import ADDRESS, Ward

TOUR = "Một vòng mười phút"


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """A ward freshly seeded, as on the first `make run`."""
    served = Ward(tmp_path_factory.mktemp("tour"), demo=True)
    yield served
    served.stop()


def test_the_tour_works_to_the_letter(demo: Ward) -> None:
    """Every block of the tour, in order, ends well and prints what the page says."""
    steps = walked(page("README.md"), TOUR)
    assert len(steps) >= 10 and sum(step.prints is not None for step in steps) >= 10
    assert ADDRESS in steps[0].text
    assert demo.walk(steps) == []


def test_the_logins_are_those_of_the_demo() -> None:
    """The README names every demo account and their one password."""
    text = section(page("README.md"), "Hai lệnh")
    named = set(re.findall(r"^\| `(\w+)`(?: … `(\w+)`)? \|", text, re.MULTILINE))
    accounts = {(name, "") for name, *_ in ward.ACCOUNTS} | {("officer1", f"officer{ward.TOWN.officers}")}
    assert named == accounts and f"`{ward.PASSWORD}`" in text


def test_the_two_commands_are_in_the_makefile() -> None:
    """What the README tells a newcomer to type is there to be typed."""
    told = "".join(block.text for block in blocks(page("README.md")) if block.language == "console")
    typed = re.findall(r"\$ make ([a-z-]+)", told)
    assert typed[:2] == ["run", "test"]
    assert all(re.search(rf"^{name}:", page("Makefile"), re.MULTILINE) for name in typed)


@pytest.mark.parametrize(
    ("said", "printed"), [("applied\n", "refused\n"), ("a\n", ""), ("a\n", "a\nb\n"), ("30307-…\n", "30307-\n")]
)
def test_another_answer_is_seen(said: str, printed: str) -> None:
    """A line that differs, is missing or is one too many is found."""
    assert unlike(said, printed)


def test_the_same_answer_passes() -> None:
    """What stands for anything lets anything pass, and nothing else."""
    assert unlike("a\n30307-…\n", "a\n30307-261122-0001\n") == ""
