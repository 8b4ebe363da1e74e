"""Tests that hide nothing: no mocks of our own code, none skipped, each says what must hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.house import Source, dotted, expect_none, imported, sources

OURS = ("models", "sync", "server")
SKIPPED = {"mark.skip", "mark.skipif", "mark.xfail", "pytest.skip", "pytest.xfail", "pytest.importorskip"}
MOCKS = {"unittest.mock", "mock", "pytest_mock"}


def mocks(source: Source) -> Iterator[str]:
    """Mock libraries, and our own code set aside by monkeypatch; a limit in capitals may be set lower."""
    for line, name in imported(source):
        if name in MOCKS:
            yield source.at(line, f"imports {name}")
    ours = {name.rpartition(".")[2] for _, name in imported(source) if name.partition(".")[0] in OURS}
    for node in source.nodes:
        if isinstance(node, ast.arg) and node.arg == "mocker":
            yield source.at(node.lineno, "asks for mocker")
        if isinstance(node, ast.Call) and dotted(node.func) == "monkeypatch.setattr":
            target = ".".join(
                str(word.value) if isinstance(word, ast.Constant) else dotted(word) for word in node.args[:2]
            )
            if target.partition(".")[0] in {*OURS, *ours} and not target.rpartition(".")[2].isupper():
                yield source.at(node.lineno, f"replaces {target}")


def skips(source: Source) -> Iterator[str]:
    """Tests left out, or allowed to fail."""
    for line, name in imported(source):
        if name in SKIPPED:
            yield source.at(line, f"imports {name}")
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and ".".join(dotted(node).split(".")[-2:]) in SKIPPED:
            yield source.at(node.lineno, f"{dotted(node)}: make it run, or take it out")


def unexplained(source: Source) -> Iterator[str]:
    """Tests without a sentence that says what must hold."""
    for node in source.nodes:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() if node.name.startswith("test_") and not ast.get_docstring(
                node
            ):
                yield source.at(node.lineno, f"{node.name} does not say what must hold")


def test_nothing_of_ours_is_mocked() -> None:
    """No test stands on a stand-in for our own code."""
    expect_none(mocks, sources("tests"))


def test_nothing_is_skipped() -> None:
    """Every test runs, on every engine, and must pass."""
    expect_none(skips, sources("tests"))


def test_every_test_says_what_must_hold() -> None:
    """Every test has a docstring."""
    expect_none(unexplained, sources("tests"))


@pytest.mark.parametrize(
    "bad",
    [
        "from unittest.mock import patch",
        "from unittest import mock",
        "import unittest.mock",
        "def test_x(mocker): ...",
        "from models import fold\nmonkeypatch.setattr(fold, 'fold', None)",
        "monkeypatch.setattr('sync.office.push', None)",
    ],
)
def test_mocks_are_seen(bad: str) -> None:
    """The rule sees a mock however it comes in."""
    assert list(mocks(Source("tests/test_x.py", bad)))


def test_a_limit_may_be_lowered() -> None:
    """A constant set to another value for a test is no mock."""
    code = "from models.store import sqlite\nmonkeypatch.setattr(sqlite, 'TURN_WAIT_S_MAX', 0.1)"
    assert not list(mocks(Source("tests/test_x.py", code)))


@pytest.mark.parametrize(
    "bad",
    [
        "@pytest.mark.skip\ndef test_x(): ...",
        "@pytest.mark.skipif(True, reason='')\ndef test_x(): ...",
        "pytestmark = pytest.mark.xfail",
        "def test_x():\n    pytest.skip('later')",
        "pytest.importorskip('psycopg')",
        "from pytest import skip",
    ],
)
def test_skips_are_seen(bad: str) -> None:
    """The rule sees a test left out however it is done."""
    assert list(skips(Source("tests/test_x.py", bad)))


def test_a_silent_test_is_seen() -> None:
    """The rule sees a test without a docstring, in a class too."""
    assert list(unexplained(Source("tests/test_x.py", "class TestX:\n    async def test_x(self): ...")))
