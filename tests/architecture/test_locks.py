"""The locks hold all that runs, at one version each, and the wheel holds all that the code reads and the browsers load."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

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


def npm_packages() -> dict[str, dict[str, Any]]:
    """What npm installs, as web/package-lock.json has it: all but our own workspaces and the links to them."""
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))
    assert lock["lockfileVersion"] == 3
    return {name: told for name, told in lock["packages"].items() if "node_modules/" in name and not told.get("link")}


def loose(packages: dict[str, dict[str, Any]]) -> list[str]:
    """Packages without one exact version and its SHA-512 digest, or that name where they come from."""
    exact = re.compile(r"\d+\.\d+\.\d+[\w.+-]*")
    digest = re.compile(r"sha512-[A-Za-z0-9+/]{86}==")
    return [
        name
        for name, told in packages.items()
        if not exact.fullmatch(told["version"]) or not digest.fullmatch(told.get("integrity", "")) or "resolved" in told
    ]


def test_npm_packages_are_locked_by_digest() -> None:
    """Every package of the screens has an exact version and a SHA-512 digest, and no address it must come from."""
    packages = npm_packages()
    assert len(packages) > 20 and loose(packages) == []


def test_everything_the_screens_ask_for_is_pinned() -> None:
    """A workspace names exact versions, and these stand in the lock."""
    packages = npm_packages()
    for workspace in json.loads((ROOT / "web" / "package.json").read_text("utf-8"))["workspaces"]:
        told = json.loads((ROOT / "web" / workspace / "package.json").read_text("utf-8"))
        for name, version in {**told.get("dependencies", {}), **told.get("devDependencies", {})}.items():
            assert packages[f"node_modules/{name}"]["version"] == version, name


@pytest.mark.parametrize(
    "told",
    [
        {"version": "1.0.0"},
        {"version": "^1.0.0", "integrity": "sha512-" + "A" * 86 + "=="},
        {"version": "1.0.0", "integrity": "sha1-" + "A" * 27 + "="},
        {"version": "1.0.0", "integrity": "sha512-" + "A" * 86 + "==", "resolved": "https://packages.example/x.tgz"},
    ],
)
def test_a_loose_npm_package_is_seen(told: dict[str, Any]) -> None:
    """Without digest, with a range, with a weak digest or with an address a package does not pass."""
    assert loose({"node_modules/x": told}) == ["node_modules/x"]


def test_the_wheel_holds_every_room(tmp_path: Path) -> None:
    """All files of the three rooms are in the wheel, data included, with the command, and no test is."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = tmp_path.glob("tannha-*-py3-none-any.whl")
    with zipfile.ZipFile(built) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        entries = [wheel.read(name).decode() for name in wheel.namelist() if name.endswith("entry_points.txt")]
    rooms = {path.as_posix() for path in files() if path.parts[0] in ("models", "sync", "server")}
    brought = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "server" / "built").glob("*/**/*") if path.is_file()
    }
    assert names == rooms | brought
    assert entries == ["[console_scripts]\ntannha = server.cli:main\n"]
