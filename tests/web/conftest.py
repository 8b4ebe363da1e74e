"""What browser tests may ask for: the built tablet, a ward on a real server, machines with a browser each."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.web.browser import Machine
from tests.web.station import browsing
from tests.web.ward import Ward

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
BUILT = ROOT / "server" / "built" / "tablet"
SOURCES = (WEB / "tablet", ROOT / "server" / "words")

Machines = Callable[..., Machine]
expect.set_options(timeout=60_000)
"""A machine that does much else at the same time is slow, not wrong."""


def _newest(folders: tuple[Path, ...]) -> float:
    found = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if not {"node_modules", "__pycache__"} & set(path.parts)
    ]
    return max(path.stat().st_mtime for path in found if path.is_file())


def build(folder: Path | None = None, name: str = "") -> None:
    """Builds the tablet, to where the server looks or beside it; another name makes another build."""
    told = {**os.environ, **({"TANNHA_BUILD": name} if name else {})}
    if not (WEB / "node_modules").is_dir():
        subprocess.run(["npm", "ci"], cwd=WEB, check=True, capture_output=True)
    where = ["--", "--outDir", str(folder)] if folder else []
    command = ["npm", "run", "build", "-w", "tablet", *where]
    done = subprocess.run(command, cwd=WEB, env=told, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def built() -> Path:
    """The tablet as it is served, built anew when a source is newer; one process of the run builds, the others wait."""
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    with (BUILT.parent / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        page = BUILT / "index.html"
        if not page.is_file() or page.stat().st_mtime < _newest(SOURCES):
            build()
    return BUILT


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers of this process."""
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One desk's browser for all windows."""
    with browsing(playwright) as one:
        yield one


@pytest.fixture
def ward(built: Path, tmp_path: Path) -> Iterator[Ward]:
    """A ward with two officers, its server running."""
    with Ward(tmp_path) as found:
        yield found


@pytest.fixture
def machines(playwright: Playwright, ward: Ward, tmp_path: Path) -> Iterator[Machines]:
    """Makes tablets of this ward, each with a profile of its own; none shows an error nobody looked for."""
    made: list[Machine] = []

    def make(**options: Any) -> Machine:
        made.append(Machine(playwright, tmp_path / f"profile-{len(made)}", ward.origin, **options))
        return made[-1]

    yield make
    for machine in made:
        machine.close()
    assert [error for machine in made for error in machine.errors] == []


@pytest.fixture
def machine(machines: Machines) -> Machine:
    """One tablet of the ward."""
    return machines()
