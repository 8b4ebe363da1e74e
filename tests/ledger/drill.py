"""The night's backup brought back: how many rows and files, how long it takes, and that a damaged one is refused."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from models.store.engine import open_store
from server import backup
from server.backup import Unsound
from server.blobs import Disk
from server.check import check
from server.clock import uuid7
from tests.server.lived import live, store_file
from tests.server.story import Story, at_the_door, photo_of


@dataclass
class Drill:
    """What came of it."""

    rows: int
    files: int
    digest: str
    backup_s: float
    restore_s: float
    findings: int
    control_refused: bool


def run(url: str, other_url: str, visits: int) -> Drill:
    """A ward of so many visits is backed up, brought back on another store, and looked at."""
    with tempfile.TemporaryDirectory(prefix="tannha-drill-") as name:
        folder = Path(name)
        store = open_store(url)
        try:
            story = Story(store, folder)
            tablet, _ = live(story)
            for count in range(visits):
                photo = f"ảnh {count}".encode() * 1000
                story.push(tablet, *at_the_door(story.plan(tablet.officer), photo_of(photo)))
                store_file(story, tablet.token, photo)
            began = time.monotonic()
            manifest = backup.backup(story.house, folder / "one")
            backed_up = time.monotonic()
        finally:
            store.close()
        restored = backup.restore(other_url, folder / "one", Disk(folder / "back"), uuid7)
        back = time.monotonic()
        again = open_store(other_url)
        try:
            report = check(again, Disk(folder / "back"))
        finally:
            again.close()
        refused = _refused(folder / "one", folder / "never.db")
    return Drill(
        rows=restored.rows, files=restored.files, digest=manifest.database_sha256[:12], backup_s=backed_up - began,
        restore_s=back - backed_up, findings=sum(report.counts.values()), control_refused=refused,
    )  # fmt: skip


def _refused(folder: Path, new: Path) -> bool:
    """Whether a backup with one byte altered is refused."""
    content = bytearray((folder / backup.DATABASE).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / backup.DATABASE).write_bytes(content)
    try:
        backup.restore(f"sqlite:{new}", folder, Disk(new.with_suffix(".files")), uuid7)
    except Unsound:
        return True
    return False
