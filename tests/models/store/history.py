"""A ward's past, made in bulk: what has ended years ago, as much of it as asked for."""

from models.store.driver import sqlite

ENDED = {
    "visit": "completed", "request": "closed", "dossier": "10", "citizen": "", "call": "done", "hold": "returned",
    "notice": "withdrawn", "offer": "taken",
}  # fmt: skip
RANKS = {"notice": 0, "visit": 1}

ROWS: dict[str, str] = {
    "journal": "?, i + 1000000, 'old-e' || i, 'old-t' || (i % 7), i, '-', '-', 'VisitAmended', 'visit', 'old-v' || (i % 500), "
    "'old-a', 'applied', '', '', '', 0, '{}'",
    "reach": "?, 'officer:old' || (i % 50), 'visit', '0-old-' || i, i, 1, '2020-01-01', i % 2, ''",
    "people": "?, '0-old-' || i, 'zz' || i",
    "people_words": "?, 'zz' || i, '0-old-' || i",
    "views": "?, '0-old-' || i, 'old-a' || (i % 9), 'person', 'old-c' || i, i",
    "signatures": "?, 'old-t' || (i % 7), i, '-', '-', 0",
    "echoes": "?, 'old-t' || (i % 7), i, '-', '-', ''",
    "rejects": "?, 'old-' || i, 'old-t' || (i % 7), '-', '-', 0",
    "files": "?, 'old-' || i, 1, '-', 0",
    "file_visits": "?, 'old-' || i, '0-old-' || i",
    "uploads": "?, 'old-' || i, '-', 1, 1, '-', 'old-t', 4000000000000",
    "tapes": "?, 'old-t' || i, 1, '-', 0, 0, 0, ''",
    "counters": "?, 'old-' || i, 1",
    "accounts": "?, '0-old-' || i, 'old' || i, '', '', '', '', 0, 0",
    "sessions": "'old-' || i, ?, '0-old-' || i, '', '', 0, 4000000000000, ''",
    "factors": "?, '0-old-' || i, '', '', 0",
    "recoveries": "?, '0-old-' || i, '-'",
    "enrolments": "'old-' || i, ?, '', '', 4000000000000, 0",
    "standings": "?, '2020-' || i, '{}', 0",
    "plans": "?, '0-old-' || i, '2020-01-01', 'day', 'done', '', 0, 0, '', 0, 0, '', ''",
    "tries": "'old-' || i, length(?), 4000000000000",
}  # fmt: skip


def grown(db: sqlite.Connection, unit_id: str, rows: int) -> None:
    """Puts so many rows of the past into every table of a unit that grows, by and by, with its history."""
    counted = f"WITH RECURSIVE past(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM past WHERE i < {rows}) "
    for table, values in ROWS.items():
        db.execute(f"{counted}INSERT INTO {table} SELECT {values} FROM past", (unit_id,))
    for kind, state in ENDED.items():
        db.execute(
            f"{counted}INSERT INTO things SELECT ?, ?, '0-old-' || i, i, ?, ?, '2020-01-01', 'old-o' || (i % 40), "
            "'old-r' || i, 'old-c' || i, '{}' FROM past",
            (unit_id, kind, RANKS.get(kind, 2), state),
        )
