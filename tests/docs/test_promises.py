"""Each promise is proved by tests and commands that are there."""

from __future__ import annotations

import re

from tests.architecture.house import ROOT
from tests.docs.pages import page, pages

PAGE = "docs/reliability.md"


def test_every_promise_has_its_proof() -> None:
    """P1 to P10 each stand once, with a proof and a command."""
    rows = re.findall(r"^\| \*\*P(\d+)\*\* \| (.+?) \| (.+?) \| `(.+?)`.* \|$", page(PAGE), re.MULTILINE)
    assert [int(number) for number, *_ in rows] == list(range(1, 11))
    assert all(promise and proof for _, promise, proof, _ in rows)


def test_every_test_named_is_there() -> None:
    """A page names no test that does not exist."""
    missing = []
    for path in pages():
        named = re.findall(r"\btests/[\w/]+(?:\.(?:py|json|js|c))?\b", (ROOT / path).read_text("utf-8"))
        missing += [f"{path}: {name}" for name in named if not (ROOT / name).exists()]
    assert missing == []


def test_the_options_told_are_taken() -> None:
    """`make simulate ARGS=…` and its like name options the programs have."""
    for command, module in (("simulate", "simulation"), ("crash", "crash"), ("ledger", "ledger")):
        taken = set(re.findall(r'"(--[a-z-]+)"', page(f"tests/{module}/__main__.py")))
        told = {
            option
            for args in re.findall(rf"^\| `make {command}\b(.*)$", page(PAGE), re.MULTILINE)
            for option in re.findall(r"--[a-z-]+", args)
        }
        assert told and told <= taken, command
