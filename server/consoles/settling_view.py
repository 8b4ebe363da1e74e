"""The settling desk as a page shows it: what was said beside what stands, who, when, the proof, and what may be done."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from models.event import legal_time
from models.hold import Hold
from models.refusal import Refused, sentence
from models.said import FileRef
from models.telling import UNREAD
from models.telling import sentence as telling
from server.consoles import plain
from server.settling import AMENDS, Bundle, Clash, Work, amendable
from server.words import Language as Lang


class Line(NamedTuple):
    """One field: the key of its label, what stands now, what was said."""

    field: str
    now: str
    then: str


class Item(NamedTuple):
    """One held event: may it be adopted, and if not why; `mergeable` are the fields that may be taken singly."""

    id: str
    outcome: str
    told: str
    why: str
    next_step: str
    at: str
    received: str
    doubtful: bool
    signed: bool
    readable: bool
    adoptable: bool
    hindrance: str
    lines: tuple[Line, ...]
    mergeable: tuple[str, ...]
    files: tuple[tuple[str, str], ...]


class Card(NamedTuple):
    """What one device said of one thing: who, and the events in their order."""

    key: str
    about: str
    subject: str
    who: str
    device: str
    revoked: bool
    heading: str
    request: str
    items: tuple[Item, ...]

    @property
    def size(self) -> int:
        """How many events it holds."""
        return len(self.items)

    @property
    def adoptable(self) -> int:
        """How many of the events may be adopted as things stand."""
        return sum(item.adoptable for item in self.items)


class Choice(NamedTuple):
    """One field in conflict: the value that stands and the one that was offered."""

    about: str
    subject: str
    event: str
    field: str
    kept: str
    offered: str
    who: str
    at: str
    worded: bool


def card(bundle: Bundle, lang: Lang, names: Mapping[str, str]) -> Card:
    """A bundle of held work in words."""
    first = bundle.works[0].hold
    standing = bundle.standing
    return Card(
        key=first.id,
        about=bundle.about.kind,
        subject=bundle.about.id,
        who=names.get(first.by, first.by),
        device=bundle.device.label if bundle.device else first.device,
        revoked=bool(bundle.device and bundle.device.revoked),
        heading=_heading(standing, lang, names),
        request=getattr(standing, "request", "")
        or (standing.id if bundle.about.kind == "request" and standing else ""),
        items=tuple(item(work, lang, names) for work in bundle.works),
    )


def item(work: Work, lang: Lang, names: Mapping[str, str]) -> Item:
    """One held event in words: its own fields when it cannot be adopted, else what adopting would change."""
    hold, event = work.hold, work.event
    told = getattr(telling(event.body, dict(names)), lang) if event else getattr(UNREAD, lang)
    why = sentence(hold.code)
    no = work.tried.no
    time = legal_time(event, work.received_ms) if event else None
    return Item(
        id=hold.id,
        outcome=hold.outcome,
        told=told,
        why=getattr(why, lang) + (f" ({hold.detail})" if _speaks(hold) else ""),
        next_step=getattr(why, f"next_{lang}"),
        at=plain.moment(time.at_ms if time else hold.at_ms, lang),
        received=plain.moment(work.received_ms, lang),
        doubtful=time.doubtful if time else True,
        signed=work.signed,
        readable=event is not None,
        adoptable=event is not None and no is None,
        hindrance=_hindrance(no, lang) if no and event else "",
        lines=_lines(work, lang, names),
        mergeable=amendable(event.body) if event and len(amendable(event.body)) > 1 else (),
        files=_files(work),
    )


def choice(clash: Clash, lang: Lang, names: Mapping[str, str]) -> Choice:
    """A conflict in words."""
    conflict = clash.conflict
    return Choice(
        about=clash.about,
        subject=clash.subject,
        event=conflict.event,
        field=conflict.field,
        kept=_value(clash.about, conflict.field, conflict.kept, lang, names),
        offered=_value(clash.about, conflict.field, conflict.offered, lang, names),
        who=names.get(conflict.by, conflict.by),
        at=plain.moment(conflict.at_ms, lang),
        worded=conflict.field in ("note", "summary", "name"),
    )


def _value(about: str, field: str, text: str, lang: Lang, names: Mapping[str, str]) -> str:
    """A value kept as JSON, read back as its field's type."""
    try:
        change = msgspec.json.decode(f'{{"{field}":{text}}}'.encode(), type=AMENDS[about][1])
    except (msgspec.DecodeError, KeyError):
        return text
    return plain.field(field, getattr(change, field), lang, names)


def _heading(standing: object, lang: Lang, names: Mapping[str, str]) -> str:
    """What the thing is: whose visit and when, or who."""
    citizen = str(getattr(standing, "citizen", "") or getattr(standing, "id", ""))
    window = getattr(standing, "window", None)
    parts = [names.get(citizen, "")] + ([plain.span(window, lang)] if window else [])
    return " · ".join(part for part in parts if part)


def _lines(work: Work, lang: Lang, names: Mapping[str, str]) -> tuple[Line, ...]:
    if work.tried.changes:
        return tuple(
            Line(
                change.field,
                plain.field(change.field, change.now, lang, names),
                plain.field(change.field, change.then, lang, names),
            )
            for change in work.tried.changes
        )
    if work.event is None:
        return ()
    body = work.event.body
    change = getattr(body, "change", None)
    said = change if change is not None else body
    skipped = ("visit", "citizen", "request", "dossier", "unit")
    return tuple(
        Line(name, "", plain.field(name, getattr(said, name), lang, names))
        for name in said.__struct_fields__
        if name not in skipped and getattr(said, name) not in (msgspec.UNSET, "", (), None)
    )


def _files(work: Work) -> tuple[tuple[str, str], ...]:
    """(digest, label) of the file an event names."""
    file = getattr(work.event.body, "file", None) if work.event else None
    return ((file.digest, file.label or file.media_type),) if isinstance(file, FileRef) else ()


def _hindrance(no: Refused, lang: Lang) -> str:
    said = sentence(no.code)
    return str(getattr(said, lang))


def _speaks(hold: Hold) -> bool:
    """Whether the particulars of a refusal are words for people; a lease and a decoder's complaint are not."""
    return bool(hold.detail) and hold.code in ("step_missing", "not_skilled", "related", "officer_absent")
