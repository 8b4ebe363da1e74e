"""What is true now, one row a thing, ready to be sent; and who on a tablet hears of it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from models.store.engine import Tx, Value

_PARTS_MAX = 200
"""SQLite joins no more than 500 questions into one."""


class Shelf(NamedTuple):
    """One row of `things`; field order is the column order."""

    unit_id: str
    kind: str
    id: str
    version: int
    rank: int
    state: str
    day: str
    owner_id: str
    request_id: str
    citizen_id: str
    body: str


class Ear(NamedTuple):
    """One row of `reach`; field order is the column order."""

    unit_id: str
    audience: str
    kind: str
    id: str
    seq: int
    rank: int
    day: str
    gone: int
    body: str


class Wanted(NamedTuple):
    """What a feed is read for: one rank, from after a number, and for visits only those due by or after a day."""

    rank: int
    after: int
    due_by: str = ""
    due_after: str = ""


_THINGS = ", ".join(Shelf._fields)
_THING_MARKS = ", ".join("?" * len(Shelf._fields))
_THING_SETS = ", ".join(f"{name} = excluded.{name}" for name in Shelf._fields[3:])
_EARS = ", ".join(Ear._fields)
_EAR_MARKS = ", ".join("?" * len(Ear._fields))


def put(tx: Tx, shelves: Sequence[Shelf]) -> None:
    """Writes the present state of things, in place of what was."""
    tx.many(
        f"INSERT INTO things ({_THINGS}) VALUES ({_THING_MARKS}) ON CONFLICT (unit_id, kind, id) DO UPDATE SET {_THING_SETS}",
        shelves,
    )


def restock(tx: Tx, columns: tuple[str, ...], fresh: Sequence[tuple[str | int, ...]]) -> None:
    """New version and body for things there already, and the list columns that really changed.

    Rows are (version, body, the columns' values, unit, kind, id). An index whose columns are not named stays untouched:
    half the pages a full `put` dirties.
    """
    assert set(columns) <= set(Shelf._fields[5:10])
    sets = "".join(f", {column} = ?" for column in columns)
    tx.many(f"UPDATE things SET version = ?, body = ?{sets} WHERE unit_id = ? AND kind = ? AND id = ?", fresh)


def bodies(tx: Tx, unit_id: str, kind: str, ids: Sequence[str]) -> dict[str, str]:
    """The bodies of these things, by id."""
    if not ids:
        return {}
    marks = ", ".join("?" * len(ids))
    found = tx.rows(
        f"SELECT id, body FROM things WHERE unit_id = ? AND kind = ? AND id IN ({marks})", unit_id, kind, *ids
    )
    return dict(found)


def body(tx: Tx, unit_id: str, kind: str, thing_id: str) -> str | None:
    """The body of one thing."""
    row = tx.row("SELECT body FROM things WHERE unit_id = ? AND kind = ? AND id = ?", unit_id, kind, thing_id)
    return str(row[0]) if row else None


def listed(
    tx: Tx,
    unit_ids: Sequence[str],
    kind: str,
    states: Sequence[str] = (),
    day: str = "",
    after: str = "",
    limit: int = 100,
) -> list[str]:
    """Bodies of one kind in these units, in id order (made order) after `after`, of these states and this day if given."""
    sql = f"SELECT body FROM things WHERE unit_id IN ({_marks(unit_ids)}) AND kind = ? AND id > ?"
    values: list[str | int] = [*unit_ids, kind, after]
    if states:
        sql += f" AND state IN ({_marks(states)})"
        values += states
    if day:
        sql += " AND day = ?"
        values.append(day)
    return [str(text) for (text,) in tx.rows(sql + " ORDER BY id LIMIT ?", *values, limit)]


def visits_of_officer(tx: Tx, unit_id: str, officer_id: str, day: str) -> list[str]:
    """Bodies of the visits an officer leads on a day."""
    rows = tx.rows(
        "SELECT body FROM things WHERE unit_id = ? AND kind = 'visit' AND owner_id = ? AND day = ? ORDER BY id",
        unit_id, officer_id, day,
    )  # fmt: skip
    return [str(text) for (text,) in rows]


def visits_by_day(tx: Tx, unit_id: str, states: Sequence[str], to_day: str) -> list[str]:
    """Bodies of visits in these states promised on or before a day, for the watch and the shelving."""
    rows = tx.rows(
        f"SELECT body FROM things WHERE unit_id = ? AND kind = 'visit' AND state IN ({_marks(states)}) AND day <= ? ORDER BY id",
        unit_id, *states, to_day,
    )  # fmt: skip
    return [str(text) for (text,) in rows]


def of_request(tx: Tx, unit_id: str, request_id: str) -> list[str]:
    """Bodies of everything that belongs to a request: its visits and dossiers."""
    rows = tx.rows(
        "SELECT body FROM things WHERE unit_id = ? AND request_id = ? ORDER BY kind, id", unit_id, request_id
    )
    return [str(text) for (text,) in rows]


def of_citizen(tx: Tx, unit_id: str, citizen_id: str) -> list[str]:
    """Bodies of everything that belongs to a person: requests, visits, dossiers, calls."""
    rows = tx.rows(
        "SELECT body FROM things WHERE unit_id = ? AND citizen_id = ? ORDER BY kind, id", unit_id, citizen_id
    )
    return [str(text) for (text,) in rows]


def belonging(tx: Tx, unit_id: str, citizen_id: str) -> list[tuple[str, str]]:
    """(kind, id) of everything that belongs to a person, itself or by a request of theirs."""
    rows = tx.rows(
        "SELECT kind, id FROM things WHERE unit_id = ? AND citizen_id = ? UNION "
        "SELECT t.kind, t.id FROM things r JOIN things t ON t.unit_id = r.unit_id AND t.request_id = r.id "
        "WHERE r.unit_id = ? AND r.citizen_id = ? AND (r.kind || '') = 'request' ORDER BY kind, id",
        unit_id, citizen_id, unit_id, citizen_id,
    )  # fmt: skip
    return [(str(kind), str(thing_id)) for kind, thing_id in rows]


def counts(tx: Tx, unit_id: str) -> dict[tuple[str, str], int]:
    """How many things of each kind and state a unit has."""
    rows = tx.rows("SELECT kind, state, count(*) FROM things WHERE unit_id = ? GROUP BY kind, state", unit_id)
    return {(kind, state): int(count) for kind, state, count in rows}


def all_bodies(tx: Tx, unit_id: str, kind: str) -> dict[str, str]:
    """Every body of one kind, for checking projections against the fold."""
    return {
        str(i): str(text)
        for i, text in tx.rows("SELECT id, body FROM things WHERE unit_id = ? AND kind = ?", unit_id, kind)
    }


def hear(tx: Tx, ears: Sequence[Ear]) -> None:
    """Writes who hears of what from which number on."""
    tx.many(
        f"INSERT INTO reach ({_EARS}) VALUES ({_EAR_MARKS}) ON CONFLICT (unit_id, audience, kind, id) DO UPDATE SET "
        "seq = excluded.seq, rank = excluded.rank, day = excluded.day, gone = excluded.gone, body = excluded.body",
        ears,
    )


def rouse(tx: Tx, fresh: Sequence[tuple[int, str, str, str, str]]) -> None:
    """Everybody who hears of these things shall hear of them again: (seq, body, unit, kind, id)."""
    tx.many("UPDATE reach SET seq = ?, body = ? WHERE unit_id = ? AND kind = ? AND id = ? AND gone = 0", fresh)


def audiences(tx: Tx, unit_id: str, kind: str, ids: Sequence[str]) -> set[str]:
    """Who hears of any of these things. Doubles are dropped here: for a DISTINCT, SQLite would read the whole unit."""
    if not ids:
        return set()
    rows = tx.rows(
        f"SELECT audience FROM reach WHERE unit_id = ? AND kind = ? AND id IN ({_marks(ids)}) AND gone = 0",
        unit_id, kind, *ids,
    )  # fmt: skip
    return {str(audience) for (audience,) in rows}


def heard_by(tx: Tx, unit_id: str, audience: str, kind: str) -> list[str]:
    """Bodies of the things of one kind that an audience hears of now."""
    sql = "SELECT body FROM reach WHERE unit_id = ? AND audience = ? AND kind = ? AND gone = 0 ORDER BY id"
    return [str(text) for (text,) in tx.rows(sql, unit_id, audience, kind)]


def visits_heard(tx: Tx, unit_id: str, audience: str, citizen_id: str) -> list[tuple[str, str]]:
    """(visit, request) of every visit to this person the audience hears of."""
    rows = tx.rows(
        "SELECT t.id, t.request_id FROM things t JOIN reach r ON r.unit_id = t.unit_id AND r.kind = t.kind AND r.id = t.id "
        "WHERE t.unit_id = ? AND t.citizen_id = ? AND t.kind = 'visit' AND r.audience = ? AND r.gone = 0",
        unit_id, citizen_id, audience,
    )  # fmt: skip
    return [(str(visit), str(request)) for visit, request in rows]


def reaches(tx: Tx, unit_id: str, audiences: Sequence[str], kind: str, thing_id: str) -> bool:
    """Whether any of these audiences hears of a thing now."""
    row = tx.row(
        f"SELECT 1 FROM reach WHERE unit_id = ? AND audience IN ({_marks(audiences)}) AND kind = ? AND id = ? AND gone = 0",
        unit_id, *audiences, kind, thing_id,
    )  # fmt: skip
    return row is not None


class Run(NamedTuple):
    """A stretch of a feed: bodies and `["kind","id"]` of what is gone, joined by commas; how far and how many rows."""

    bodies: bytes
    gone: str
    reached: int
    rows: int


class Feed(NamedTuple):
    """What somebody hears in a unit: what reaches these audiences, or else all things of these kinds."""

    unit_id: str
    audiences: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


class _Question(NamedTuple):
    """Where a feed is kept, and which rows of it are asked for; `gone` is the column that marks what is to be let go."""

    table: str
    number: str
    gone: str
    where: str
    values: tuple[Value, ...]


def stretch(tx: Tx, feed: Feed, wanted: Wanted, limit: int) -> Run:
    """What a feed holds of one rank after a number: `limit` rows by their number, and all that share the last one."""
    asked = _question(feed, (wanted.rank,), wanted.after)
    if wanted.due_by or wanted.due_after:
        due = " AND day <= ?" if wanted.due_by else " AND day > ?"
        asked = asked._replace(where=asked.where + due, values=(*asked.values, wanted.due_by or wanted.due_after))
    table, number, _, where, values = asked
    last = tx.row(f"SELECT {number} FROM {table} WHERE {where} ORDER BY {number} LIMIT 1 OFFSET ?", *values, limit - 1)
    if last is not None:
        asked = asked._replace(where=f"{where} AND {number} <= ?", values=(*values, last[0]))
    return _joined(tx, asked)


def whole(tx: Tx, feed: Feed, after: int, limit: int) -> Run | None:
    """Everything a feed holds after a number, of every rank at once, if it is no more than `limit` rows; else None."""
    asked = _question(feed, (0, 1, 2), after)
    more = tx.row(f"SELECT 1 FROM {asked.table} WHERE {asked.where} LIMIT 1 OFFSET ?", *asked.values, limit)
    return None if more is not None else _joined(tx, asked)


def unheard(tx: Tx, unit_id: str, everyone: str, after: Mapping[str, tuple[str, int]]) -> dict[str, tuple[int, int]]:
    """How many things of a feed came after a number, and the number of the first: by whatever names (audience, number).

    Who lacks nothing is left out. Few statements for all, each part by the feed's own index.
    """
    part = (
        "SELECT ? AS name, count(*) AS things, min(seq) AS first FROM reach "
        "WHERE unit_id = ? AND audience IN (?, ?) AND rank IN (0, 1, 2) AND seq > ?"
    )
    found: dict[str, tuple[int, int]] = {}
    asked = sorted(after.items())
    for start in range(0, len(asked), _PARTS_MAX):
        some = asked[start : start + _PARTS_MAX]
        values = [value for name, (audience, seq) in some for value in (name, unit_id, audience, everyone, seq)]
        rows = tx.rows(" UNION ALL ".join([part] * len(some)), *values)
        found |= {str(name): (int(things), int(first)) for name, things, first in rows if things}
    return found


def _question(feed: Feed, ranks: tuple[int, ...], after: int) -> _Question:
    rank = f"rank IN ({_marks(ranks)})"
    if not feed.audiences:
        where = f"unit_id = ? AND {rank} AND version > ? AND kind IN ({_marks(feed.kinds)})"
        return _Question("things", "version", "0", where, (feed.unit_id, *ranks, after, *feed.kinds))
    where = f"unit_id = ? AND audience IN ({_marks(feed.audiences)}) AND {rank} AND seq > ?"
    return _Question("reach", "seq", "gone", where, (feed.unit_id, *feed.audiences, *ranks, after))


def _joined(tx: Tx, asked: _Question) -> Run:
    """The rows asked for, joined by the engine, where a row costs 0.3 us; once more without what is gone, if anything is."""
    table, number, gone, where, values = asked
    joined = tx.as_bytes("string_agg(body, ',')")
    row = tx.row(f"SELECT {joined}, count(*), sum({gone}), max({number}) FROM {table} WHERE {where}", *values)
    assert row is not None
    bodies, rows, lost, reached = row
    if not lost:
        return Run(bodies or b"", "", reached or 0, rows)
    row = tx.row(f"SELECT {joined} FROM {table} WHERE {where} AND {gone} = 0", *values)
    pair = "'[\"' || kind || '\",\"' || id || '\"]'"
    away = tx.row(f"SELECT string_agg({pair}, ',') FROM {table} WHERE {where} AND {gone} = 1", *values)
    return Run((row and row[0]) or b"", (away and away[0]) or "", reached, rows)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def next_number(tx: Tx, unit_id: str, name: str) -> int:
    """The next number of a counter, without gaps: it is taken only if the transaction commits."""
    row = tx.row(
        "INSERT INTO counters (unit_id, name, value) VALUES (?, ?, 1) "
        "ON CONFLICT (unit_id, name) DO UPDATE SET value = counters.value + 1 RETURNING value",
        unit_id, name,
    )  # fmt: skip
    assert row is not None
    return int(row[0])


def epoch(tx: Tx) -> str:
    """The name of this life of the database, or empty before it has one."""
    row = tx.row("SELECT value FROM meta WHERE key = 'epoch'")
    return str(row[0]) if row else ""


def begin_epoch(tx: Tx, name: str) -> None:
    """Names a new life of the database, e.g. after a restore: cursors given in another are not believed."""
    tx.run(
        "INSERT INTO meta (key, value) VALUES ('epoch', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", name
    )
