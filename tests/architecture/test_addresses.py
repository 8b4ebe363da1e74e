"""What is tracked runs anywhere: no path of one machine, no registry's address."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.architecture.house import ROOT, Source, expect_none, files

# Written in pieces, so that this file passes its own test.
MACHINE = re.compile(r"(?:^|[^A-Za-z0-9_.])/(?:(?:work|farm)/[a-z.]|tmp/(?:env|bash_jobs)|root/[a-z.])", re.MULTILINE)
REGISTRY = re.compile(
    r"(?:files\.python" r"hosted\.org|pypi\." r"org/simple|registry\.(?:npm" r"js|yarn" r"pkg|npm" r"mirror)\.)"
)
GIFTS = re.compile(r'"funding"|"url"|^\s*"https?://[^"]+",?$')
"""Lines in which npm lists where a project asks for gifts; where a package comes from would stand at "resolved"."""
LOCKS = ("requirements/", "package-lock.json", "pnpm-lock.yaml", "yarn.lock")


def machine_paths(source: Source) -> Iterator[str]:
    """Places that name a folder of the machine they were written on."""
    for found in MACHINE.finditer(source.text):
        yield source.at(source.text.count("\n", 0, found.start()) + 1, f"a machine's path {found.group()!r}")


def registry_addresses(source: Source) -> Iterator[str]:
    """Places that name a package registry; in a lock file any address at all."""
    pattern = re.compile("://") if any(lock in source.path for lock in LOCKS) else REGISTRY
    for found in pattern.finditer(source.text):
        line = source.text[source.text.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
        if not GIFTS.search(line):
            yield source.at(source.text.count("\n", 0, found.start()) + 1, f"a registry in {line.strip()[:80]!r}")


def readable() -> list[Source]:
    """Every file that is text."""
    found = []
    for path in files():
        raw = (ROOT / path).read_bytes()
        if b"\0" not in raw and path.suffix != ".svg":
            found.append(Source(path.as_posix(), raw.decode("utf-8", "replace")))
    return found


def test_no_path_of_a_machine() -> None:
    """No tracked file knows the folders of the machine it was written on."""
    expect_none(machine_paths, readable())


def test_no_registry_address() -> None:
    """Locks name versions and digests; where packages come from is each machine's own matter."""
    expect_none(registry_addresses, readable())


@pytest.mark.parametrize("bad", ["cd /" + "work/main", 'open("/' + 'farm/x")', "/" + "root/x", "at /" + "tmp/env/v"])
def test_a_machine_path_is_seen(bad: str) -> None:
    """The rule sees such a path at the start of a line and within one."""
    assert list(machine_paths(Source("docs/x.md", f"first\n{bad}")))


@pytest.mark.parametrize("good", ["server/work/x", "https://example.vn/root", "/var/lib/tannha", "network/a"])
def test_other_paths_pass(good: str) -> None:
    """A path within the project or of a container is none of its business."""
    assert not list(machine_paths(Source("docs/x.md", good)))


@pytest.mark.parametrize(
    ("path", "bad"),
    [
        ("requirements/run.txt", "--index-url https://packages.example/simple"),
        ("web/package-lock.json", '"resolved": "https://packages.example/vite.tgz"'),
        (".npmrc", "registry=https://registry.npm" + "js.org/"),
        ("Dockerfile", "pip install -i https://pypi." + "org/simple x"),
    ],
)
def test_a_registry_is_seen(path: str, bad: str) -> None:
    """The rule sees any address in a lock, and a known registry anywhere."""
    assert list(registry_addresses(Source(path, bad)))
