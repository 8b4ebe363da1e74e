"""The journal in words: who said what, when, and what became of it; for programs and for pages alike."""

from collections.abc import Sequence

import msgspec

from models.event import Event, legal_time, read
from models.law import Statutes, procedures
from models.officer import Officer
from models.store import accounts, projections
from models.store.engine import Tx
from models.store.journal import Entry
from models.telling import EMPTIED, OUTCOMES, UNREAD, Calls, sentence
from models.visit import VisitAssigned
from server.words import called
from sync.board import read_thing, statutes_of
from sync.door import kept


class JournalLine(msgspec.Struct, frozen=True, kw_only=True):
    """One event of the journal in words. `at_ms` is legal time, `received_ms` when the office heard of it."""

    seq: int
    event: str
    kind: str
    about: str
    subject: str
    by: str
    name: str
    device: str
    at_ms: int
    received_ms: int
    doubtful: bool
    outcome: str
    outcome_vi: str
    outcome_en: str
    code: str
    detail: str
    given: str
    vi: str
    en: str


def told(tx: Tx, unit_id: str, entries: Sequence[Entry]) -> list[JournalLine]:
    """These entries in words, with the names of whoever spoke and was sent, and of what the unit added to the law."""
    said = [(entry, _said(entry)) for entry in entries]
    people = {entry.actor_id for entry in entries}
    people |= {event.body.officer for _, event in said if event and isinstance(event.body, VisitAssigned)}
    names = _names(tx, unit_id, sorted(people))
    calls = _calls(statutes_of(tx, unit_id))
    return [_line(entry, event, names, calls) for entry, event in said]


def _said(entry: Entry) -> Event | None:
    """The event of an entry, or None when it was emptied or could never be read."""
    event = read(kept(entry.event)) if entry.event else None
    return event if isinstance(event, Event) else None


def _line(entry: Entry, event: Event | None, names: dict[str, str], calls: Calls) -> JournalLine:
    words = sentence(event.body, names, calls) if event else EMPTIED if not entry.event else UNREAD
    time = legal_time(event, entry.received_ms) if event else None
    outcome = OUTCOMES[entry.outcome]
    return JournalLine(
        seq=entry.seq, event=entry.id, kind=entry.kind, about=entry.about, subject=entry.subject_id, by=entry.actor_id,
        name=names.get(entry.actor_id, ""), device=entry.device_id, at_ms=time.at_ms if time else entry.received_ms,
        received_ms=entry.received_ms, doubtful=time.doubtful if time else True, outcome=entry.outcome,
        outcome_vi=outcome.vi, outcome_en=outcome.en, code=entry.code, detail=entry.detail, given=entry.given,
        vi=words.vi, en=words.en,
    )  # fmt: skip


def _calls(law: Statutes) -> Calls:
    """What a word of a closed list, a field or a procedure is called; a code says nothing to people."""
    titles = {one.code: (one.vi, one.en) for one in (*procedures(law.laws, standing=False), *law.newest())}

    def told(language: int, key: str) -> str:
        known = titles.get(key.removeprefix("value-"))
        return known[language] if known else called(language, key)

    return told


def _names(tx: Tx, unit_id: str, ids: list[str]) -> dict[str, str]:
    """What speakers are called: officers, accounts, and the office itself."""
    officers: dict[str, str] = {}
    for officer_id, body in projections.bodies(tx, unit_id, "officer", ids).items():
        state: Officer = read_thing("officer", body).state
        officers[officer_id] = state.name
    return {f"system:{unit_id}": "Hệ thống"} | accounts.names(tx, unit_id, ids) | officers
