"""The README's ten minutes are walked, block by block, in a shell, against a fresh ward on a real server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from server.demo import ward
from tests.architecture.house import ROOT
from tests.docs.pages import Block, blocks, page, section, unlike, walked
from tests.server.running import free_port

TOUR = "Một vòng mười phút"
ADDRESS = "http://localhost:8000"
START_S_MAX = 60.0
WALK_S_MAX = 240.0
MARK = "\x1e"


class Ward:
    """A demo ward made and served as `make run` does it, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("TANNHA_")}
        self._environment |= {"PYTHONPATH": str(ROOT), "TANNHA_PORT": str(self.port), "PYTHONUTF8": "1"}
        self._commands()
        self.run("exec .venv/bin/tannha demo --if-empty")
        serve = [str(folder / ".venv/bin/tannha"), "serve"]
        self._server = subprocess.Popen(serve, cwd=folder, env=self._environment, stdout=subprocess.DEVNULL)
        self._wait()

    def _commands(self) -> None:
        """`.venv/bin/python` and `.venv/bin/tannha`, as the Makefile leaves them."""
        folder = self.folder / ".venv" / "bin"
        folder.mkdir(parents=True)
        for name, command in (("python", ""), ("tannha", " -m server.cli")):
            (folder / name).write_text(f'#!/bin/sh\nexec "{sys.executable}"{command} "$@"\n')
            (folder / name).chmod(0o755)

    def _wait(self) -> None:
        until = time.monotonic() + START_S_MAX
        while time.monotonic() < until and self._server.poll() is None:
            try:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Runs a script in the shell every Debian has; stops at the first command that fails."""
        return subprocess.run(
            ["sh", "-eu", "-c", script], cwd=self.folder, env=self._environment, capture_output=True, text=True,
            timeout=WALK_S_MAX, encoding="utf-8",
        )  # fmt: skip

    def stop(self) -> None:
        """Ends the server."""
        self._server.terminate()
        self._server.wait(20)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """A ward freshly seeded, as on the first `make run`."""
    served = Ward(tmp_path_factory.mktemp("tour"))
    yield served
    served.stop()


def steps() -> list[Block]:
    """The blocks of the tour."""
    return walked(section(page("README.md"), TOUR))


def test_the_tour_works_to_the_letter(demo: Ward) -> None:
    """Every block of the tour, in order, ends well and prints what the page says."""
    told = steps()
    assert len(told) >= 10 and sum(step.prints is not None for step in told) >= 10
    assert ADDRESS in told[0].text
    script = "".join(f"{step.text}\nprintf '{MARK}'\n" for step in told)
    walk = demo.run(script.replace(ADDRESS, f"http://localhost:{demo.port}"))
    printed = walk.stdout.split(MARK)
    assert walk.returncode == 0, f"stopped in step {len(printed)} of {len(told)}: {walk.stderr}\n{printed[-1]}"
    wrong = [
        f"{step.text.strip().splitlines()[0]}: {unlike(step.prints, out)}"
        for step, out in zip(told, printed, strict=False)
        if step.prints is not None and unlike(step.prints, out)
    ]
    assert wrong == []


def test_the_logins_are_those_of_the_demo() -> None:
    """The README names every demo account and their one password."""
    text = section(page("README.md"), "Hai lệnh")
    named = set(re.findall(r"^\| `(\w+)`(?: … `(\w+)`)? \|", text, re.MULTILINE))
    accounts = {(name, "") for name, *_ in ward.ACCOUNTS} | {("officer1", f"officer{ward.TOWN.officers}")}
    assert named == accounts and f"`{ward.PASSWORD}`" in text


def test_the_two_commands_are_in_the_makefile() -> None:
    """What the README tells a newcomer to type is there to be typed."""
    typed = re.findall(
        r"\$ make ([a-z-]+)", "".join(b.text for b in blocks(page("README.md")) if b.language == "console")
    )
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
