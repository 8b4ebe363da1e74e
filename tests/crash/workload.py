"""What is taped: a ward from its first migration through pushes, photographs, checkpoints and a backup.

Run under the shim: `python -m tests.crash.workload FOLDER MANNER ROUNDS`. Each promise is written to `promises` as soon as it
was made, so that the tape knows when. Manners: `full`, as the house is; and controls that must be found out: `normal` and
`off` (SQLite's synchronous), `nameless` (folders are not synced).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import server.blobs
from models.store.engine import open_store
from models.store.sqlite import SqliteStore
from server import backup
from tests.server.lived import store_file
from tests.server.story import Story, at_the_door, photo_of

CHECKPOINT_PAGES = 40


def _forget(folder: Path) -> None:
    """What a control does instead of making names safe."""


def main(folder: Path, manner: str, rounds: int) -> None:
    """Works, and writes down what it was promised."""
    promises = os.open(folder / "promises", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def promised(kind: str, *names: str) -> None:
        os.write(promises, "".join(f"{kind} {name}\n" for name in names).encode())

    store = open_store(f"sqlite:{folder / 'ward.db'}")
    assert isinstance(store, SqliteStore) and store._db is not None
    store._db.conn.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
    if manner in ("normal", "off"):
        store._db.conn.execute(f"PRAGMA synchronous={manner}")
    if manner == "nameless":
        server.blobs.sync_folder = _forget
    story = Story(store, folder)
    tablet = story.tablet()
    for round_ in range(rounds):
        planned = story.plan(tablet.officer)
        photo = bytes([round_ % 256]) * 3000
        bodies = at_the_door(planned, photo_of(photo))
        for part in (bodies[:4], bodies[4:7], bodies[7:]):
            promised("event", *(receipt.id for receipt in story.push(tablet, *part)))
        store_file(story, tablet.token, photo)
        promised("file", photo_of(photo).digest)
        if round_ % 4 == 3:
            backup.backup(story.house, folder / f"backup{round_}")
            promised("backup", f"backup{round_}")
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
