"""A unit's things and journal as plain files: lines of JSON, tables for Excel, or one SQLite file; or all about one person.

Nothing here is a backup (`server/backup.py` makes those): it is for taking the data elsewhere, as the law on procurement
and the rights of the person concerned (Luật 91/2025) ask.
"""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from sqlite_utils import Database

from models.fold import STATES
from models.store import accounts, journal, projections
from models.store.accounts import View
from models.store.driver import sqlite
from models.store.engine import Store, Tx
from models.store.journal import Entry

FORMS = ("jsonl", "csv", "sqlite")
JOURNAL = "journal"
PAGE = 500
PERSON_EVENTS_MAX = 100_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at the start of a cell (CWE-1236); an apostrophe before it makes it text."""

Row = dict[str, Any]
EXPORTED = "citizen_exported"


class PersonExported(msgspec.Struct, frozen=True, kw_only=True):
    """All that is kept about one person, for the person (Luật 91/2025): as kept, so that nothing is left out."""

    citizen: Row
    related: list[Row]
    said: list[Row]
    looked_at_by: list[Row]


Sheet = Callable[[str, list[str], Iterator[Row]], int]
"""Where rows of one kind go: their name, their columns, the rows; answers how many there were."""


def unit(store: Store, unit_id: str, form: str, target: Path) -> int:
    """Writes everything a unit has; answers how many rows. The target is a folder, or one file for `sqlite`."""
    sheet: Sheet
    if form == "sqlite":
        target.parent.mkdir(parents=True, exist_ok=True)
        place = target / f"{unit_id}.sqlite" if target.is_dir() else target
        database = Database(sqlite.connect(str(place)))
        sheet = _into(database)
    else:
        target.mkdir(parents=True, exist_ok=True)
        sheet = _lines(target) if form == "jsonl" else _table(target)
    with store.read() as tx:
        count = sum(sheet(f"{kind}s", columns_of(kind), things(tx, unit_id, kind)) for kind in STATES)
        return count + sheet(JOURNAL, list(Entry._fields), (entry._asdict() for entry in journal.entries(tx, unit_id)))


def columns_of(kind: str) -> list[str]:
    """The columns of a kind: its version, then every field of its state."""
    return ["version", *STATES[kind].__struct_fields__]


def things(tx: Tx, unit_id: str, kind: str) -> Iterator[Row]:
    """Every thing of a kind, by id; fields left out in the stored body stand at their default."""
    for thing in bodies(tx, unit_id, kind):
        state = msgspec.convert(thing["state"], STATES[kind])
        yield {"version": thing["version"], **msgspec.to_builtins(msgspec.structs.asdict(state))}


def bodies(tx: Tx, unit_id: str, kind: str) -> Iterator[Row]:
    """Every thing of a kind as it is kept, a page at a time."""
    after = ""
    while page := projections.listed(tx, [unit_id], kind, after=after, limit=PAGE):
        found = [json.loads(body) for body in page]
        yield from found
        after = found[-1]["id"]


def person(
    store: Store, unit_id: str, asked: str, target: Path, actor_id: str, now_ms: int, new_id: Callable[[], str]
) -> int:
    """Writes all that is kept about one person, found by id or identity number; raises LookupError when nobody is."""
    with store.read() as tx:
        people = bodies(tx, unit_id, "citizen")
        mine = [thing for thing in people if asked in (thing["id"], thing["state"].get("id_number") or None)]
        if len(mine) != 1:
            raise LookupError(asked)
        told = about(tx, unit_id, mine[0])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(msgspec.to_builtins(told), ensure_ascii=False, indent=1), "utf-8")
    note_exported(store, View(unit_id, new_id(), actor_id, EXPORTED, mine[0]["id"], now_ms))
    return 1 + len(told.related) + len(told.said)


def about(tx: Tx, unit_id: str, citizen: Row) -> PersonExported:
    """All that is kept about one person: the record, what was done, the journal of it, and who looked at it when."""
    related = [json.loads(body) for body in projections.of_citizen(tx, unit_id, citizen["id"])]
    ids = [citizen["id"], *(thing["id"] for thing in related)]
    said = journal.history(tx, unit_id, ids, limit=PERSON_EVENTS_MAX)
    looks = accounts.views_of(tx, unit_id, citizen["id"], limit=PERSON_EVENTS_MAX)
    return PersonExported(
        citizen=citizen, related=related, said=[_event(entry) for entry in said],
        looked_at_by=[look._asdict() for look in looks],
    )  # fmt: skip


def note_exported(store: Store, view: View) -> None:
    """Writes down that all about a person was given out; it leaves only when that is kept."""
    with store.write() as tx:
        accounts.note_views(tx, [view])


def _event(entry: Entry) -> Row:
    row = entry._asdict()
    with suppress(ValueError):  # emptied by a redaction, or bytes that never were JSON: kept as they are
        row["event"] = json.loads(entry.event)
    return row


def _lines(folder: Path) -> Sheet:
    def write(name: str, _columns: list[str], rows: Iterator[Row]) -> int:
        count = 0
        with (folder / f"{name}.jsonl").open("wb") as file:
            for row in rows:
                file.write(msgspec.json.encode(row) + b"\n")
                count += 1
        return count

    return write


def _table(folder: Path) -> Sheet:
    def write(name: str, columns: list[str], rows: Iterator[Row]) -> int:
        count = 0
        # With a byte-order mark: without one Excel reads Vietnamese as something else.
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            for row in rows:
                writer.writerow([_cell(row.get(column)) for column in columns])
                count += 1
        return count

    return write


def _into(database: Database) -> Sheet:
    def write(name: str, columns: list[str], rows: Iterator[Row]) -> int:
        key = "seq" if name == JOURNAL else "id"
        plain = ({column: _flat(row.get(column)) for column in columns} for row in rows)
        sheet = database.table(name)
        sheet.insert_all(plain, pk=key, batch_size=500)
        return int(sheet.count) if sheet.exists() else 0

    return write


def _flat(value: Any) -> str | int | None:
    """A value as one cell: what has parts as JSON."""
    if isinstance(value, bool):
        return int(value)
    if value is None or isinstance(value, str | int):
        return value
    return json.dumps(value, ensure_ascii=False)


def _cell(value: Any) -> str | int:
    """A cell no spreadsheet will run."""
    flat = _flat(value)
    if isinstance(flat, str) and flat.startswith(_FORMULA):
        return f"'{flat}"
    return "" if flat is None else flat
