"""All that is kept about one person, on paper: what `server/export.py` gives as data, in words (Law 91/2025).

Whoever asks what the ward keeps of them need not read JSON: the record, every case with its evidence, the journal, and who
looked when. Of journal and looks the newest `ROWS_MAX` are printed; the paper says when there are more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from litestar import Request, Response, Router, get
from litestar.di import NamedDependency

from models import calendar
from models.access import Actor
from models.citizen import Citizen
from models.dossier import Dossier
from models.law import Statutes
from models.store import accounts, journal, projections
from models.store.accounts import View
from models.store.engine import Tx
from server import history
from server.asked import ThingId, speaks
from server.consoles import case_view, naming, plain
from server.consoles.case_view import Fact
from server.documents.papers import Both, DataExtract, ExtractPart, ExtractRow
from server.documents.prefill import moment_of
from server.documents.render import render
from server.export import PERSON_EVENTS_MAX
from server.history import JournalLine
from server.house import House
from server.paperwork.record import letterhead, ward_of
from server.routes.citizens import asked_for, given_out
from server.routes.papers import PDF, InLanguage, download
from server.words import LANGUAGES, Language, called, word
from sync.board import read_thing, statutes_of

ROWS_MAX = 1_000
_CALL = ("at_ms", "phone", "caller", "outcome", "note")
_PAPER = ("number", "issued_ms", "sealed_ms", "withdrawn_ms", "reason")


_ORDER = ("request", "offer", "visit", "dossier", "paper", "call")
"""What belongs to a person, as it is printed: first what was asked, then what was done."""


class Kept(NamedTuple):
    """One thing that belongs to a person."""

    kind: str
    state: Any


class Words(NamedTuple):
    """What one language calls things: people, procedures, the words of closed lists; and the law and day they stand by."""

    language: Language
    names: Mapping[str, str]
    law: Statutes
    today: str


def extract(tx: Tx, unit_id: str, citizen: Citizen, actor: Actor, now_ms: int) -> DataExtract:
    """The print of everything about a person, as it stands now."""
    kept = sorted(_kept(projections.of_citizen(tx, unit_id, citizen.id)), key=lambda one: _place(one.kind))
    dossiers: list[Dossier] = [one.state for one in kept if one.kind == "dossier"]
    subjects = [citizen.id, *(one.state.id for one in kept)]
    said = history.told(tx, unit_id, journal.history(tx, unit_id, subjects, limit=PERSON_EVENTS_MAX)[-ROWS_MAX - 1 :])
    looks = accounts.views_of(tx, unit_id, citizen.id, limit=ROWS_MAX + 1)
    wanted = case_view.everybody([one.state for one in kept]) | {look.actor_id for look in looks}
    people = naming.names(tx, actor, unit_id, wanted)
    law = statutes_of(tx, unit_id)
    both = [_words(language, people, law, calendar.local_day(now_ms)) for language in LANGUAGES]
    return DataExtract(
        letterhead=letterhead(ward_of(tx, unit_id), centre=False), moment=moment_of(now_ms), citizen=citizen.name,
        person=_rows(*(_person(citizen, words) for words in both)), parts=tuple(_part(one, both, dossiers) for one in kept),
        said=tuple(_line(one) for one in said[-ROWS_MAX:]), looks=tuple(_look(one, people) for one in looks[:ROWS_MAX]),
        more=max(len(said), len(looks)) > ROWS_MAX,
    )  # fmt: skip


def _place(kind: str) -> int:
    """Where a kind stands on the paper; one that nobody has thought of comes last, and is still there."""
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _kept(bodies: Iterable[str]) -> Iterator[Kept]:
    for body in bodies:
        kind = msgspec.json.decode(body, type=_Kind).kind
        yield Kept(kind, read_thing(kind, body).state)


class _Kind(msgspec.Struct):
    kind: str


def _words(language: Language, people: Mapping[str, str], law: Statutes, today: str) -> Words:
    titles = {one.code: str(getattr(one, language)) for one in law.newest()}
    return Words(language, {**naming.values(language), **naming.states(language), **titles, **people}, law, today)


def _person(citizen: Citizen, words: Words) -> list[Fact]:
    own = case_view.facts(citizen, ("name", "sex", "phones"), words.language, words.names)
    return [*own, *case_view.person(citizen, words.today, words.language, words.names)]


def _part(kept: Kept, both: Sequence[Words], dossiers: Sequence[Dossier]) -> ExtractPart:
    """One thing kept: what it is called and all that it says."""
    titles = [_title(kept, words) for words in both]
    return ExtractPart(
        title=Both(vi=titles[0], en=titles[1]), rows=_rows(*(_facts(kept, words, dossiers) for words in both))
    )


def _title(kept: Kept, words: Words) -> str:
    language, state = words.language, kept.state
    name = {"request": "code", "dossier": "code", "paper": "code"}.get(kept.kind, "")
    about = str(getattr(state, name)) if name else ""
    if kept.kind in ("visit", "offer"):
        about = plain.span(state.window, language)
    elif kept.kind == "call":
        about = plain.moment(state.at_ms, language)
    elif kept.kind == "paper":
        about = f"{about} · {called(LANGUAGES.index(language), f'value-{state.document}')}"
    standing = word(language, f"status-{state.status}") if kept.kind == "dossier" else _standing(kept, language)
    return " · ".join(
        part
        for part in (called(LANGUAGES.index(language), f"extract-{kept.kind}") or kept.kind, about, standing)
        if part
    )


def _standing(kept: Kept, language: Language) -> str:
    """How a request, visit or paper stands; a call only was."""
    state = getattr(kept.state, "state", "")
    at = LANGUAGES.index(language)
    return called(at, f"value-{state}") if kept.kind == "paper" else called(at, f"state-{state}")


def _facts(kept: Kept, words: Words, dossiers: Sequence[Dossier]) -> list[Fact]:
    language, names, state = words.language, words.names, kept.state
    if kept.kind == "request":
        return list(case_view.request(state, language, names))
    if kept.kind == "dossier":
        shown = case_view.dossier(state, words.law.pinned(state.procedure, state.version), language, names)
        return [Fact("procedure", shown.title), *shown.facts]
    if kept.kind == "visit":
        pinned = (words.law.pinned(one.procedure, one.version) for one in dossiers if one.id in state.dossiers)
        return _visit(case_view.visit(state, language, {**names, **case_view.paper_names(pinned, language)}))
    shown_fields = {"call": _CALL, "paper": _PAPER, "offer": ("procedures", "minutes")}.get(kept.kind)
    return list(case_view.facts(state, shown_fields or _all(state), language, names))


def _all(state: Any) -> tuple[str, ...]:
    return tuple(name for name in state.__struct_fields__ if name not in ("id", "unit", "citizen"))


def _visit(shown: case_view.VisitShown) -> list[Fact]:
    """A visit with its evidence: papers seen, assents, fees, pictures."""
    evidence = [
        Fact(field, " · ".join(filter(None, row)))
        for field, rows in (("papers", shown.papers), ("assents", shown.assents), ("fees", shown.fees))
        for row in rows
    ]
    return [*shown.facts, *evidence, *(Fact("files", f"{one.label} ({one.size})") for one in shown.photos)]


def _rows(vi: Iterable[Fact], en: Iterable[Fact]) -> tuple[ExtractRow, ...]:
    """The same facts in both languages, side by side."""
    pairs = zip(vi, en, strict=True)
    return tuple(ExtractRow(label=_label(one.field), value=Both(vi=one.value, en=two.value)) for one, two in pairs)


def _label(field: str) -> Both:
    return Both(vi=naming.label("vi", field), en=naming.label("en", field))


def _line(line: JournalLine) -> ExtractRow:
    return ExtractRow(
        label=_when(line.at_ms), who=line.name or line.by, value=Both(vi=line.vi, en=line.en),
        became=Both(vi=line.outcome_vi, en=line.outcome_en),
    )  # fmt: skip


def _look(view: View, people: Mapping[str, str]) -> ExtractRow:
    vi, en = (called(at, f"extract-seen-{view.kind}") or view.kind for at in range(len(LANGUAGES)))
    return ExtractRow(label=_when(view.at_ms), who=people.get(view.actor_id, view.actor_id), value=Both(vi=vi, en=en))


def _when(ms: int) -> Both:
    return Both(vi=plain.moment(ms, "vi"), en=plain.moment(ms, "en"))


@get("/{citizen_id:str}/export.pdf", sync_to_thread=True, opt=speaks(answers_type=PDF))
def on_paper(
    house: NamedDependency[House], request: Request[Any, Any, Any], citizen_id: ThingId, language: InLanguage = "vi"
) -> Response[bytes]:
    """All that is kept about one person on paper, in words, for themselves; for who may have the data, and noted as well."""
    actor, unit_id, body = asked_for(house, request, citizen_id)
    with house.store.read() as tx:
        told = extract(tx, unit_id, read_thing("citizen", body).state, actor, house.now_ms())
    made = render("data_extract", told, language=language)
    given_out(house, actor, unit_id, citizen_id)
    return download(made, f"trich-du-lieu-{citizen_id}")


ROUTER = Router("/citizens", route_handlers=[on_paper], tags=["citizens"])
"""Part of the API, and here because it speaks with the words of the pages."""
