"""The locks hold all that runs, at one version each, and the wheel holds all that the code reads."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, files

LOCKS = ("run.txt", "test.txt", "build.txt")
PINNED = re.compile(
    r"^([a-z0-9-]+)==(\S+)(?: ; [^\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)


def pins(text: str) -> dict[str, str]:
    """Every package of a lock with its version; fails on a line that is no pin with its digests."""
    assert not PINNED.sub("", text).strip(), PINNED.sub("", text)
    return {found[1]: found[2] for found in PINNED.finditer(text)}


def locked(name: str) -> dict[str, str]:
    """What one of the lock files holds."""
    return pins((ROOT / "requirements" / name).read_text("utf-8"))


def asked_for() -> dict[str, list[str]]:
    """What pyproject.toml asks for, by the lock it must stand in."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    return {"run.txt": project["project"]["dependencies"], "test.txt": groups["test"], "build.txt": groups["build"]}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_a_version_with_digests(lock: str) -> None:
    """A lock holds exact versions with SHA-256 digests, and nothing else."""
    assert locked(lock)


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_asked_for_is_locked(lock: str) -> None:
    """What pyproject.toml asks for stands in its lock: `make lock` was run."""
    names = {re.split(r"[\s\[;=<>]", wish)[0].lower().replace(".", "-") for wish in asked_for()[lock]}
    assert names - set(locked(lock)) == set()


def test_tests_run_on_what_is_served() -> None:
    """The test environment is the serving one and more, at the same versions."""
    assert locked("run.txt").items() | locked("build.txt").items() <= locked("test.txt").items()


@pytest.mark.parametrize(
    "bad",
    [
        "click==8.5.1\n",
        "click>=8 \\\n    --hash=sha256:" + "0" * 64 + "\n",
        "click==8.5.1 \\\n    --hash=md5:" + "0" * 32 + "\n",
        "--extra-index-url https://packages.example/simple\n",
        "-e .\n",
    ],
)
def test_a_loose_line_is_seen(bad: str) -> None:
    """A line without digest, without exact version or with an address does not pass for a pin."""
    with pytest.raises(AssertionError):
        pins(bad)


def test_the_wheel_holds_every_room(tmp_path: Path) -> None:
    """All files of the three rooms are in the wheel, data included, with the command, and no test is."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = tmp_path.glob("tannha-*-py3-none-any.whl")
    with zipfile.ZipFile(built) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        entries = [wheel.read(name).decode() for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert names == {path.as_posix() for path in files() if path.parts[0] in ("models", "sync", "server")}
    assert entries == ["[console_scripts]\ntannha = server.cli:main\n"]
