"""One line of a certification book, written by the office in the transaction that signs; corrected by notes, never erased.

Decree 23/2015 art. 13: one number per document event, from 01 to the year's end, on across volumes. Books are kept for good,
so what stands in them outlives a person's right to be forgotten (Law 91/2025: the law requires keeping).
"""

from msgspec.structs import replace

from models import registers
from models.ids import Id
from models.refusal import Refused
from models.said import Body, Look, Name, Said, State, Value

KIND = "entry"
NOTES_MAX = 20


class Correction(Value, frozen=True, kw_only=True):
    """A note beside an entry: by whom, when, what."""

    by: str
    at_ms: int
    note: str


class Entry(State, frozen=True, kw_only=True):
    """An entry, whose dossier it is, and what was noted since."""

    id: str
    unit: str
    dossier: str
    written: registers.Entry
    notes: tuple[Correction, ...] = ()


class EntryNoted(Body, frozen=True, kw_only=True):
    """A mistake in the book is corrected by a note; the line itself stays as it was written."""

    entry: Id
    note: Name


def rule(entry: Entry | None, _body: Body, _look: Look) -> Refused | None:
    """Whether what is said of an entry is lawful now."""
    if entry is None:
        return Refused("unknown_thing", KIND)
    return Refused("too_many_notes", entry.id) if len(entry.notes) >= NOTES_MAX else None


def noted(entry: Entry, body: EntryNoted, said: Said) -> Entry:
    return replace(entry, notes=(*entry.notes, Correction(by=said.by, at_ms=said.at_ms, note=body.note)))


def printed(entry: Entry) -> registers.Entry:
    """The line as it is printed: the notes since in the last column."""
    notes = "; ".join(filter(None, (entry.written.note, *(one.note for one in entry.notes))))
    return replace(entry.written, note=notes)


FOLDS = {EntryNoted: noted}
