"""One case on one page: calls, person, request, visits with their evidence, dossiers, and the journal in words.

Pure: states in, labelled values out. A value that says nothing is left out; nothing here is made up.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from models import citizen as people
from models.citizen import Citizen
from models.dossier import Dossier
from models.procedure import Procedure
from models.request import Request
from models.said import FileRef
from models.visit import Visit
from server.consoles import plain, showing
from server.consoles.signers_view import SignerShown, mind, shown_paper, signers
from server.words import Language, word


class Fact(NamedTuple):
    """One labelled value: the field it is of, and the value in words."""

    field: str
    value: str


class Photo(NamedTuple):
    """A file of a visit: how it is called, how large, whether it is here and may be shown as a picture."""

    digest: str
    label: str
    size: str
    here: bool
    picture: bool


class VisitShown(NamedTuple):
    """A visit: what was promised, what happened, and its evidence."""

    id: str
    state: str
    when: str
    facts: tuple[Fact, ...]
    papers: tuple[tuple[str, str, str], ...]
    signers: tuple[SignerShown, ...]
    assents: tuple[tuple[str, str, str], ...]
    fees: tuple[tuple[str, str, str], ...]
    photos: tuple[Photo, ...]
    second: bool = False


class DossierShown(NamedTuple):
    """A dossier: its procedure by name and how it stands."""

    id: str
    code: str
    status: int
    title: str
    facts: tuple[Fact, ...]


_PERSON = ("id_number", "address", "needs", "statuses", "language", "note")
_REQUEST = ("received_ms", "caller", "consent", "read_back", "wants", "note", "offsite_reason", "decision", "closed_ms")
_VISIT = (
    "officer", "second", "mode", "where", "minutes", "address", "note", "acknowledged_ms", "departed_ms", "arrived", "identity",
    "lucidity", "ended_ms", "outcome", "summary", "paper_code",
)  # fmt: skip
_HIDDEN = frozenset(
    ("id", "unit", "code", "status", "request", "citizen", "procedure", "version", "visit", "handover", "intake")
)
"""Fields of a dossier that stand elsewhere on the page, or only link it."""


def facts(state: Any, fields: Iterable[str], language: Language, names: Mapping[str, str]) -> tuple[Fact, ...]:
    """The fields of a state that say something."""
    told = ((name, getattr(state, name)) for name in fields)
    return tuple(Fact(name, plain.field(name, value, language, names)) for name, value in told if _says(value))


def _says(value: Any) -> bool:
    return value is not False and value not in (None, "", (), 0)


def person(citizen: Citizen, today: str, language: Language, names: Mapping[str, str]) -> tuple[Fact, ...]:
    """Who it is for: born when, how old, where, what to mind."""
    age = people.age(citizen, today)
    born = (Fact("birth", f"{showing.date_only(citizen.birth)} ({age})"),) if age is not None else ()
    helper = (Fact("helper", plain.contact(citizen.helper)),) if citizen.helper else ()
    return (*born, *facts(citizen, _PERSON, language, names), *helper)


def request(asked: Request, language: Language, names: Mapping[str, str]) -> tuple[Fact, ...]:
    """What was asked for, by whom; what the call settled of each thing stands on its dossier."""
    asked = replace(asked, wants=tuple(replace(one, intake=None) for one in asked.wants))
    return facts(asked, _REQUEST, language, names)


def visit(one: Visit, language: Language, names: Mapping[str, str]) -> VisitShown:
    """What was promised and what happened at the door."""
    return VisitShown(
        id=one.id,
        state=one.state,
        when=plain.span(one.window, language),
        facts=tuple(
            _in_words(fact, one, language, names)
            for fact in facts(one, _VISIT, language, {**names, **_modes(language)})
        ),
        signers=signers(one, language, names),
        papers=tuple((names.get(p.paper, p.paper), names.get(p.state, p.state), p.reason) for p in one.papers),
        assents=tuple(
            (names.get(a.manner, a.manner), a.signer, _assent_place(a, language, names)) for a in one.assents
        ),
        fees=tuple(
            (
                line.label,
                plain.dong(line.amount_dong, language),
                f"{line.basis} · {names.get(fee.paid, fee.paid)}".strip(" ·"),
            )
            for fee in one.fees
            for line in fee.lines
        ),
        photos=tuple(_photo(file, one.missing) for file in one.files),
        second=bool(one.follows),
    )


def _in_words(fact: Fact, one: Visit, language: Language, names: Mapping[str, str]) -> Fact:
    """The paper the person showed and how they were found, in words; every other fact as it is."""
    if fact.field == "lucidity" and one.lucidity:
        return Fact(fact.field, mind(one.lucidity, language))
    if fact.field == "identity" and one.identity:
        return Fact(fact.field, shown_paper(one.identity, "", language, names))
    return fact


def _modes(language: Language) -> dict[str, str]:
    """In which way a visit is served, in words."""
    return {mode: word(language, f"desk-mode-{mode}") for mode in "AB"}


def _assent_place(assent: Any, language: Language, names: Mapping[str, str]) -> str:
    """When and where, and before whom."""
    where = assent.offsite
    parts = [plain.moment(assent.at_ms, language)]
    parts += (
        [f"{where.place}, {where.hour:02d}:{where.minute:02d}, {names.get(where.reason, where.reason)}"]
        if where
        else []
    )
    parts += [f"{aide.name} ({aide.number})" for aide in (*assent.witnesses, assent.interpreter) if aide]
    return " · ".join(parts)


def _photo(file: FileRef, missing: tuple[str, ...]) -> Photo:
    here = file.digest not in missing
    picture = here and file.media_type.startswith("image/")
    return Photo(file.digest, file.label or file.media_type, plain.bytes_size(file.length_bytes), here, picture)


def dossier(one: Dossier, procedure: Procedure | None, language: Language, names: Mapping[str, str]) -> DossierShown:
    """A dossier with everything it says of itself."""
    title = getattr(procedure, language) if procedure else one.procedure
    shown = [name for name in one.__struct_fields__ if name not in _HIDDEN and name != "fee_dong"]
    fee = (Fact("fee_dong", plain.dong(one.fee_dong, language)),) if one.fee_dong else ()
    told = facts(one, shown, language, names)
    return DossierShown(one.id, one.code, one.status, f"{title} ({one.procedure})", (*told, *fee))


def paper_names(law: Iterable[Procedure | None], language: Language) -> dict[str, str]:
    """What the papers these procedures ask for are called, by their ids."""
    return {paper.id: getattr(paper, language) for procedure in law if procedure for paper in procedure.papers}


def everybody(states: Iterable[Any]) -> set[str]:
    """Every id these states may name somebody by."""
    found: set[str] = set()
    for state in states:
        for name in state.__struct_fields__:
            value = getattr(state, name)
            if isinstance(value, str):
                found.add(value)
    return {value for value in found if 0 < len(value) <= 64}
