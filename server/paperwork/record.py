"""What is on record about one case, as far as papers speak of it: the person, the dossier, its visit, who acted."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from models import entry, term, unit
from models.calendar import Calendar, default_calendar
from models.citizen import Citizen
from models.deadline import Term
from models.dossier import Dossier, ResultReady
from models.procedure import Procedure
from models.registers import Entry as Line
from models.store import accounts, journal, projections
from models.store.engine import Tx
from models.store.journal import Entry
from models.visit import Visit
from models.ward import Ward
from server.documents.papers import Letterhead
from server.problem import Problem
from sync.board import Board, read_thing

UNKNOWN = "……"
"""What a paper shows where the record holds nothing: dots to be written on by hand."""
HISTORY_MAX = 500
CHAIRMAN = "Chủ tịch"
CENTRE = "Trung tâm Phục vụ hành chính công"


class Record(NamedTuple):
    """One case. `dossier` is the one a paper is about, None for papers of a whole visit."""

    ward: Ward
    citizen: Citizen
    dossier: Dossier | None
    visit: Visit | None
    dossiers: tuple[tuple[Dossier, Procedure], ...]
    names: dict[str, str]
    speakers: dict[str, str]
    """Who last said what of the dossier, by kind of event."""
    entry: Line | None = None
    """The line of the certification register the result stands in, once it was signed and numbered."""
    cal: Calendar = default_calendar()
    """The unit's own working time."""

    def called(self, who: str) -> str:
        """The name of an officer or an account; dots when it is not known."""
        return self.names.get(who, "") or UNKNOWN

    def officer(self) -> str:
        """Who was at the door."""
        return self.called(self.visit.officer) if self.visit else UNKNOWN

    def speaker(self, *kinds: str) -> str:
        """Who said the first of these kinds that was said of the dossier."""
        return next((self.called(self.speakers[kind]) for kind in kinds if kind in self.speakers), UNKNOWN)

    def about(self) -> tuple[Dossier, Procedure]:
        """The dossier and its procedure; raises the problem when this is no record of one."""
        found = next((pair for pair in self.dossiers if self.dossier and pair[0].id == self.dossier.id), None)
        if found is None:
            raise Problem("paper_not_ready", "dossier")
        return found


def of_dossier(tx: Tx, unit_id: str, dossier_id: str) -> Record:
    """The record of a dossier and the visit it was taken in by."""
    dossier: Dossier = _thing(tx, unit_id, "dossier", dossier_id)
    visit: Visit | None = _thing(tx, unit_id, "visit", dossier.visit) if dossier.visit else None
    return _record(tx, unit_id, dossier, visit, [dossier])


def of_visit(tx: Tx, unit_id: str, visit_id: str) -> Record:
    """The record of a whole visit, with every dossier it carried."""
    visit: Visit = _thing(tx, unit_id, "visit", visit_id)
    return _record(tx, unit_id, None, visit, [_thing(tx, unit_id, "dossier", one) for one in visit.dossiers])


def _record(tx: Tx, unit_id: str, dossier: Dossier | None, visit: Visit | None, dossiers: list[Dossier]) -> Record:
    law = Board(tx, unit_id, 0)
    found = ((one, law.look("procedure", f"{one.procedure}@{one.version}")) for one in dossiers)
    pairs = tuple((one, procedure) for one, procedure in found if procedure)
    citizen: Citizen = _thing(
        tx, unit_id, "citizen", dossiers[0].citizen if dossiers else (visit and visit.citizen) or ""
    )
    said = journal.history(tx, unit_id, [dossier.id], limit=HISTORY_MAX) if dossier else []
    taken = [one for one in said if one.outcome in ("applied", "merged")]
    speakers = {one.kind: one.actor_id for one in taken}
    who = {*speakers.values(), *((visit.officer, visit.second) if visit else ())} - {""}
    names = _names(tx, unit_id, sorted(who))
    line = _line(tx, unit_id, taken)
    return Record(
        ward_of(tx, unit_id), citizen, dossier, visit, pairs, names, speakers, line, law.look("calendar", unit_id)
    )


def _line(tx: Tx, unit_id: str, taken: Sequence[Entry]) -> Line | None:
    """The line a signed result got in its book: it bears the name of the event that signed (`models.fold.born`)."""
    signed = next((one.id for one in taken if one.kind == ResultReady.__name__), "")
    body = projections.body(tx, unit_id, entry.KIND, signed) if signed else None
    return read_thing(entry.KIND, body).state.written if body else None


def _names(tx: Tx, unit_id: str, who: list[str]) -> dict[str, str]:
    """What these officers or accounts are called."""
    officers = projections.bodies(tx, unit_id, "officer", who)
    known = accounts.names(tx, unit_id, who)
    return known | {name: str(read_thing("officer", text).state.name) for name, text in officers.items()}


def _thing(tx: Tx, unit_id: str, kind: str, thing_id: str) -> Any:
    body = projections.body(tx, unit_id, kind, thing_id)
    if body is None:
        raise Problem("not_found", kind)
    return read_thing(kind, body).state


def ward_of(tx: Tx, unit_id: str) -> Ward:
    """What the unit says of itself; its bare id where it has said nothing yet."""
    body = projections.body(tx, unit_id, "ward", unit_id)
    return read_thing("ward", body).state if body else Ward(id=unit_id)


def area_of(unit_id: str) -> str:
    """The unit and its province, as an address ends: "phường Long Xuyên, tỉnh An Giang"."""
    found = unit.unit(unit_id)
    above = unit.unit(found.parent) if found and found.parent else None
    return ", ".join(one.full_name[:1].lower() + one.full_name[1:] for one in (found, above) if one)


def letterhead(ward: Ward, *, centre: bool) -> Letterhead:
    """Who writes: the People's Committee, or its one-stop centre (Decree 118/2025) for what is received and handed back."""
    found = unit.unit(ward.id)
    name = ward.name or (found.full_name if found else ward.id)
    spoken = name[:1].lower() + name[1:]
    place = found.name if found else name
    if centre:
        return Letterhead(
            above=f"UBND {spoken}", agency=CENTRE, name=f"{CENTRE} {spoken}", place=place, phone=ward.hotline
        )
    return Letterhead(
        above="Ủy ban nhân dân", agency=name, name=f"Ủy ban nhân dân {spoken}", place=place, phone=ward.hotline
    )


def term_of(dossier: Dossier, cal: Calendar) -> Term:
    """When a dossier is due: its term as the office keeps it, extended or re-appointed, or the earlier day it promised.

    Raises the problem when no term runs yet: the dossier was not received.
    """
    if dossier.term is None:
        raise Problem("paper_not_ready", "received")
    return term.promised(dossier, dossier.term, cal)
