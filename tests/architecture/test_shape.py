"""Small files, small functions, names that say something."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePath

import pytest

from tests.architecture.house import ROOT, Source, expect_none, files, sources

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50
READ_BY_PEOPLE = (".py", ".ts", ".svelte", ".html", ".css", ".sql")
SAYS_NOTHING = {"util", "helper", "manager", "service", "base", "common", "misc"}


def long_file(source: Source) -> Iterator[str]:
    """A file that is probably two rooms in one."""
    lines = source.text.count("\n")
    if lines > FILE_LINES_MAX:
        yield source.at(1, f"{lines} lines, at most {FILE_LINES_MAX}")


def long_functions(source: Source) -> Iterator[str]:
    """Functions that do not fit on a screen."""
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES_MAX:
                yield source.at(node.lineno, f"{node.name}() has {lines} lines, at most {FUNCTION_LINES_MAX}")


def empty_names(source: Source) -> Iterator[str]:
    """Files, folders and classes whose name ends in a word that says nothing."""
    path = PurePath(source.path)
    for part in (*path.parts[:-1], path.stem):
        if _last_word(part) in SAYS_NOTHING:
            yield source.at(1, f"{part!r} as a name")
    if path.suffix == ".py":
        for node in source.nodes:
            if isinstance(node, ast.ClassDef) and _last_word(node.name) in SAYS_NOTHING:
                yield source.at(node.lineno, f"{node.name!r} as a name")


def _last_word(name: str) -> str:
    word = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", name)[-1:] or [""]
    return str(word[0]).lower().removesuffix("s")


def read_by_people() -> list[Source]:
    """Every file of code, whatever its language."""
    return [Source(path.as_posix(), (ROOT / path).read_text("utf-8")) for path in files(*READ_BY_PEOPLE)]


def test_files_are_small() -> None:
    """No file has more lines than one sitting takes."""
    expect_none(long_file, read_by_people())


def test_functions_are_small() -> None:
    """No function is longer than a screen."""
    expect_none(long_functions, sources())


def test_names_say_something() -> None:
    """No file, folder or class is called after nothing in particular."""
    expect_none(empty_names, read_by_people())


def test_a_long_file_is_seen() -> None:
    """One line too many is seen, none too many is not."""
    assert list(long_file(Source("models/x.py", "\n" * (FILE_LINES_MAX + 1))))
    assert not list(long_file(Source("models/x.py", "\n" * FILE_LINES_MAX)))


def test_a_long_function_is_seen() -> None:
    """One line too many is seen, none too many is not, also in a method."""
    for head in ("def f():\n", "async def f():\n"):
        assert list(long_functions(Source("x.py", head + "    0\n" * FUNCTION_LINES_MAX)))
        assert not list(long_functions(Source("x.py", head + "    0\n" * (FUNCTION_LINES_MAX - 1))))
    assert list(long_functions(Source("x.py", "class A:\n  def f(self):\n" + "    0\n" * FUNCTION_LINES_MAX)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("models/utils.py", ""),
        ("server/visit_helpers.py", ""),
        ("server/services/x.py", ""),
        ("web/tablet/base.ts", ""),
        ("models/visit.py", "class VisitManager: ..."),
        ("models/visit.py", "class Base: ..."),
    ],
)
def test_an_empty_name_is_seen(path: str, text: str) -> None:
    """The rule sees such a name on a file, a folder and a class."""
    assert list(empty_names(Source(path, text)))
