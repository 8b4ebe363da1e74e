"""The page: what was done, on what, with which seeds; how many promises broke; and the control that had to break."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from models.store.driver import sqlite
from tests.server.running import ROOT


@dataclass
class Line:
    """One figure. `control` is how many violations the control showed, of how many that had to show."""

    what: str
    figures: str
    seeds: str
    violations: int
    control: str
    control_holds: bool

    @property
    def holds(self) -> bool:
        """Whether nothing broke, and the control did."""
        return self.violations == 0 and self.control_holds


def written(lines: list[Line], seconds: float, postgres: str) -> str:
    """The whole page in Markdown."""
    rows = [
        f"| {line.what} | {line.figures} | {line.seeds} | **{line.violations}** | {line.control} |"
        for line in lines
    ]  # fmt: skip
    verdict = "Every promise was kept, and every control found out." if all(line.holds for line in lines) else (
        "**NOT SOUND: " + "; ".join(line.what for line in lines if not line.holds) + "**"
    )  # fmt: skip
    return "\n".join(
        [
            "# Ledger",
            "",
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · commit {commit()} · {seconds / 60:.1f} minutes",
            f"{machine()} · Python {platform.python_version()} · SQLite {sqlite.sqlite_version} · PostgreSQL {postgres}",
            "",
            "| what | figures | seeds | violations | control: must break |",
            "|---|---|---|---|---|",
            *rows,
            "",
            verdict,
            "",
        ]
    )


def commit() -> str:
    """Which commit this is, and whether something is changed beside it."""
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT)]
    name = subprocess.run([*command, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    changed = subprocess.run([*command, "status", "--porcelain"], capture_output=True, text=True, check=False)
    return (name.stdout.strip() or "unknown") + (" with changes" if changed.stdout.strip() else "")


def machine() -> str:
    """What it ran on: processor, cores, memory, system."""
    told = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    models = [line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")]
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processor = models[0] if models else platform.machine()
    return f"{os.cpu_count()} × {processor}, {memory_gib:.0f} GiB, {platform.system()} {platform.release()}"
