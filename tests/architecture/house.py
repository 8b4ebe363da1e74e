"""Reads the house's own code, for the tests that keep its shape."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("models", "sync", "server", "tools")


@dataclass(frozen=True)
class Source:
    """One file: its path from the root, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file as Python reads it."""
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree."""
        return list(ast.walk(self.tree))

    def at(self, line: int, what: str) -> str:
        """One finding, in the form an editor can open."""
        return f"{self.path}:{line}: {what}"


Rule = Callable[[Source], Iterator[str]]


def files(*suffixes: str) -> list[Path]:
    """The files git keeps or would keep, by the ends of their names; all of them when none is given."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = (Path(name) for name in sorted(set(listed.split("\0"))) if name.endswith(suffixes or ("",)))
    return [path for path in paths if (ROOT / path).is_file()]


def sources(*rooms: str) -> list[Source]:
    """The Python files of these rooms; of the whole house when none is named."""
    found = [path for path in files(".py") if not rooms or path.parts[0] in rooms]
    return [Source(path.as_posix(), (ROOT / path).read_text("utf-8")) for path in found]


def expect_none(rule: Rule, checked: list[Source]) -> None:
    """Fails with every place where the rule is broken, and when there was nothing to look at."""
    assert checked, "no file was looked at"
    found = [finding for source in checked for finding in rule(source)]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def dotted(node: ast.AST) -> str:
    """`a.b.c` for such an expression; for anything else what stands after its last dot, or nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else f".{node.attr}"
    return ""


def imported(source: Source) -> Iterator[tuple[int, str]]:
    """Every module, and every name taken from one, that the file imports, with its line."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, str(node.module)
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def texts(source: Source) -> Iterator[tuple[int, str]]:
    """Every text constant, docstrings left out, with its line; of an f-string its fixed pieces."""
    docs = {id(doc) for node in source.nodes if (doc := _docstring(node))}
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and id(node) not in docs:
            yield node.lineno, node.value if isinstance(node.value, str) else node.value.decode("latin-1")


def _docstring(node: ast.AST) -> ast.Constant | None:
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        match node.body:
            case [ast.Expr(value=ast.Constant(value=str()) as doc), *_]:
                return doc
    return None
