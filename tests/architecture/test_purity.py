"""The rules and the office's door are given clock, ids and chance; they never take them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.house import Source, dotted, expect_none, imported, sources

CHANCE = {"random", "secrets", "time", "uuid", "uuid_utils"}
TAKEN = {"now", "utcnow", "today", "urandom", "getrandom"}


def takes_clock_or_chance(source: Source) -> Iterator[str]:
    """Imports and calls that bring in the time, a new id or chance."""
    for line, name in imported(source):
        if name.partition(".")[0] in CHANCE:
            yield source.at(line, f"imports {name}: pass it in")
    for node in source.nodes:
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in TAKEN:
            yield source.at(node.lineno, f"calls {dotted(node.func)}(): pass it in")


def test_rules_are_given_clock_and_chance() -> None:
    """Nothing in models/ asks for the time, a new id or chance."""
    expect_none(takes_clock_or_chance, sources("models"))


def test_the_door_is_given_clock_and_chance() -> None:
    """The office's half of sync asks for none of them either."""
    expect_none(takes_clock_or_chance, [source for source in sources("sync") if source.path == "sync/office.py"])


@pytest.mark.parametrize(
    "bad",
    [
        "import time",
        "from time import time",
        "import uuid",
        "from uuid_utils import uuid7",
        "from random import Random",
        "import secrets",
        "datetime.datetime.now(UTC)",
        "date.today()",
        "clock().now()",
        "os.urandom(16)",
    ],
)
def test_clock_and_chance_are_seen(bad: str) -> None:
    """The rule sees every way of taking them."""
    assert list(takes_clock_or_chance(Source("models/visit.py", bad)))
