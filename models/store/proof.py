"""What a check reads to compare with the fold of the journal: whole tables of one unit, as they stand."""

from collections.abc import Iterator
from typing import NamedTuple

from models.store.engine import Row, Tx
from models.store.projections import Ear, Shelf

ROWS_AT_ONCE = 1000


class Signed(NamedTuple):
    """A head signature as kept."""

    device_id: str
    n: int
    digest: str
    signature: str


def signatures(tx: Tx, unit_id: str) -> list[Signed]:
    """Every head signature of a unit's devices, in their order."""
    rows = tx.rows(
        "SELECT device_id, n, digest, signature FROM signatures WHERE unit_id = ? ORDER BY device_id, n", unit_id
    )
    return [Signed(*row) for row in rows]


def signatures_from(tx: Tx, unit_id: str, device_id: str, from_n: int, to_n: int) -> list[Signed]:
    """The head signatures of one device over events between these numbers, and the first one after them."""
    rows = tx.rows(
        "SELECT device_id, n, digest, signature FROM signatures WHERE unit_id = ? AND device_id = ? AND n >= ? "
        "AND n <= coalesce((SELECT min(n) FROM signatures WHERE unit_id = ? AND device_id = ? AND n >= ?), ?) ORDER BY n",
        unit_id, device_id, from_n, unit_id, device_id, to_n, to_n,
    )  # fmt: skip
    return [Signed(*row) for row in rows]


def shelves(tx: Tx, unit_id: str) -> Iterator[Shelf]:
    """Every thing of a unit as it is kept."""
    columns = ", ".join(Shelf._fields)
    after = ("", "")
    while rows := tx.rows(
        f"SELECT {columns} FROM things WHERE unit_id = ? AND (kind, id) > (?, ?) ORDER BY kind, id LIMIT ?",
        unit_id, *after, ROWS_AT_ONCE,
    ):  # fmt: skip
        yield from map(Shelf._make, rows)
        after = (rows[-1][1], rows[-1][2])


def ears(tx: Tx, unit_id: str) -> Iterator[Ear]:
    """Everything anybody of a unit hears or heard of."""
    columns = ", ".join(Ear._fields)
    after = ("", "", "")
    while rows := tx.rows(
        f"SELECT {columns} FROM reach WHERE unit_id = ? AND (audience, kind, id) > (?, ?, ?) "
        "ORDER BY audience, kind, id LIMIT ?",
        unit_id, *after, ROWS_AT_ONCE,
    ):  # fmt: skip
        yield from map(Ear._make, rows)
        after = (rows[-1][1], rows[-1][2], rows[-1][3])


def words(tx: Tx, unit_id: str) -> dict[str, set[str]]:
    """Under which words each person of a unit is found."""
    found: dict[str, set[str]] = {}
    for citizen, word in tx.rows("SELECT citizen_id, word FROM people_words WHERE unit_id = ?", unit_id):
        found.setdefault(str(citizen), set()).add(str(word))
    return found


def sorting(tx: Tx, unit_id: str) -> dict[str, str]:
    """By what each person of a unit is put in order."""
    rows = tx.rows("SELECT citizen_id, sort FROM people WHERE unit_id = ?", unit_id)
    return {str(citizen): str(sort) for citizen, sort in rows}


def counters(tx: Tx, unit_id: str) -> dict[str, int]:
    """How far each counter of a unit has counted."""
    return {
        str(name): int(value) for name, value in tx.rows("SELECT name, value FROM counters WHERE unit_id = ?", unit_id)
    }


def file_visits(tx: Tx, unit_id: str) -> set[tuple[str, str]]:
    """(digest, visit) of every file a visit of the unit names."""
    rows = tx.rows("SELECT digest, visit_id FROM file_visits WHERE unit_id = ?", unit_id)
    return {(str(digest), str(visit)) for digest, visit in rows}


def spoken_under(tx: Tx, unit_id: str) -> list[str]:
    """Every device of a unit that has a place on a tape, in the journal or among what was offered again."""
    rows = tx.rows(
        "SELECT device_id FROM tapes WHERE unit_id = ? UNION SELECT device_id FROM journal WHERE unit_id = ? "
        "UNION SELECT device_id FROM echoes WHERE unit_id = ? ORDER BY device_id",
        unit_id, unit_id, unit_id,
    )  # fmt: skip
    return [str(device) for (device,) in rows]


def damage(tx: Tx, engine: str) -> list[str]:
    """What the database finds wrong with its own file; PostgreSQL looks after its pages itself (data checksums)."""
    if engine != "sqlite":
        return []
    rows: list[Row] = tx.rows("PRAGMA integrity_check(20)")
    return [str(said) for (said,) in rows if said != "ok"]
