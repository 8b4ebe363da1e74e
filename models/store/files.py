"""Files known by digest: which visits name them, whether every byte has come, and uploads under way. Bytes are elsewhere."""

from collections.abc import Sequence
from typing import NamedTuple

from models.said import FileRef
from models.store.engine import Tx


def name_files(tx: Tx, unit_id: str, named: Sequence[tuple[str, FileRef]]) -> set[str]:
    """Writes which visit names which file; answers the digests whose bytes are here already."""
    tx.many(
        "INSERT INTO file_visits (unit_id, digest, visit_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(unit_id, file.digest, visit_id) for visit_id, file in named],
    )
    marks = ", ".join("?" * len(named))
    rows = tx.rows(
        f"SELECT digest FROM files WHERE unit_id = ? AND digest IN ({marks})",
        unit_id, *(file.digest for _, file in named),
    )  # fmt: skip
    return {str(digest) for (digest,) in rows}


def mark_stored(tx: Tx, unit_id: str, file: FileRef, stored_ms: int) -> list[str]:
    """Writes that a file's bytes are here and verified; answers the visits that name it."""
    tx.run(
        "INSERT INTO files (unit_id, digest, length_bytes, media_type, stored_ms) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (unit_id, digest) DO UPDATE SET stored_ms = excluded.stored_ms, length_bytes = excluded.length_bytes",
        unit_id, file.digest, file.length_bytes, file.media_type, stored_ms,
    )  # fmt: skip
    return visits_naming(tx, unit_id, file.digest)


def visits_naming(tx: Tx, unit_id: str, digest: str) -> list[str]:
    """The visits that name a file."""
    rows = tx.rows(
        "SELECT visit_id FROM file_visits WHERE unit_id = ? AND digest = ? ORDER BY visit_id", unit_id, digest
    )
    return [str(visit) for (visit,) in rows]


def let_go(tx: Tx, unit_id: str, unnamed: Sequence[tuple[str, str]], now_ms: int) -> None:
    """Visits no longer name these files, as (visit, digest); what nothing names any more is unwanted from now on."""
    for visit_id, digest in unnamed:
        tx.run("DELETE FROM file_visits WHERE unit_id = ? AND digest = ? AND visit_id = ?", unit_id, digest, visit_id)
        if visits_naming(tx, unit_id, digest):
            continue
        tx.run("DELETE FROM files WHERE unit_id = ? AND digest = ?", unit_id, digest)
        tx.run(
            "INSERT INTO unwanted (unit_id, digest, since_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            unit_id, digest, now_ms,
        )  # fmt: skip


def unwanted(tx: Tx, unit_id: str, limit: int) -> list[str]:
    """Digests whose bytes may go, as nothing of this unit names them any more."""
    rows = tx.rows("SELECT digest FROM unwanted WHERE unit_id = ? ORDER BY digest LIMIT ?", unit_id, limit)
    return [str(digest) for (digest,) in rows]


def is_wanted(tx: Tx, unit_ids: Sequence[str], digest: str) -> bool:
    """Whether any of these units names the bytes of a digest: equal bytes are kept once for all of them."""
    marks = ", ".join("?" * len(unit_ids))
    row = tx.row(f"SELECT 1 FROM file_visits WHERE unit_id IN ({marks}) AND digest = ? LIMIT 1", *unit_ids, digest)
    return row is not None


def is_gone(tx: Tx, unit_id: str, digest: str) -> None:
    """The bytes of a digest are gone, or wanted again."""
    tx.run("DELETE FROM unwanted WHERE unit_id = ? AND digest = ?", unit_id, digest)


class Stored(NamedTuple):
    """A file whose bytes the office holds, and since when."""

    digest: str
    length_bytes: int
    media_type: str
    stored_ms: int


def stored(tx: Tx, unit_id: str, digest: str) -> Stored | None:
    """The file, if its bytes are here."""
    row = tx.row(
        "SELECT digest, length_bytes, media_type, stored_ms FROM files WHERE unit_id = ? AND digest = ?",
        unit_id,
        digest,
    )
    return Stored(*row) if row else None


def all_stored(tx: Tx, unit_id: str) -> list[Stored]:
    """Every file whose bytes must be here, for checking and backing up."""
    rows = tx.rows(
        "SELECT digest, length_bytes, media_type, stored_ms FROM files WHERE unit_id = ? ORDER BY digest",
        unit_id,
    )
    return [Stored(*row) for row in rows]
