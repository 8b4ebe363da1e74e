"""Letters by themselves: an apology with a new date for whoever will have to wait, approved by a person before it goes out.

The apology must be ready a working day before the date that cannot be kept (the practice of Decree 61/2018 that Decree
118/2025 took over); Đông Hà writes one for every late dossier, and so does this. Congratulations and condolences are made
out by `follow` when a birth, a marriage or a death is registered.
"""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from models import calendar, deadline
from models.calendar import Calendar, local_day
from models.deadline import Term
from models.dossier import Dossier
from models.event import Body
from models.ids import Id
from models.paper import Paper, PaperSealed, awaits_approval, paper_id
from models.procedure import Procedure
from models.said import Day, Name, Note, Short, Value
from models.store import projections, sweeps
from models.store.engine import Tx
from server import chores
from server.house import House
from server.paperwork import issue, record
from server.paperwork.fill import Known
from server.paperwork.record import UNKNOWN, term_of
from server.problem import Problem
from sync.board import Board, read_thing

APOLOGY = "form_04"
WHY_LATE = "hồ sơ cần thêm thời gian để giải quyết đúng quy định."
COUNTED_MAX = 20_000


def prepare(house: House) -> int:
    """Prepares an apology for every dossier about to be late that has none; answers how many."""
    return sum(chores.say(house, unit_id, apologies_due(house, unit_id)) for unit_id in chores.units(house))


def apologies_due(house: House, unit_id: str) -> list[Body]:
    """The apologies that are to be made out now in one unit."""
    now_ms = house.now_ms()
    with house.store.read() as tx:
        running: list[Dossier] = [read_thing("dossier", body).state for body in sweeps.dossiers_running(tx, unit_id)]
        cal = Board(tx, unit_id, now_ms).look("calendar", unit_id)
        made = [_apology(tx, unit_id, dossier, cal, now_ms) for dossier in running if dossier.term is not None]
    return [body for body in made if body is not None]


def _apology(tx: Tx, unit_id: str, dossier: Dossier, cal: Calendar, now_ms: int) -> Body | None:
    """One a dossier: the law allows one new appointment."""
    term = term_of(dossier, cal)
    if not deadline.needs_apology(term, cal, now_ms):
        return None
    code = issue.own_code(tx, unit_id, dossier.id, APOLOGY)
    if projections.body(tx, unit_id, "paper", paper_id(code)) is not None:
        return None
    one = record.of_dossier(tx, unit_id, dossier.id)
    if one.citizen.erased:
        return None
    _, procedure = one.about()
    told = Known(new_due_ms=new_due_ms(term, procedure, cal, now_ms), reason=WHY_LATE)
    return issue.made_out(one, APOLOGY, told, now_ms, code)


def new_due_ms(term: Term, procedure: Procedure, cal: Calendar, now_ms: int) -> int:
    """A date the office can keep: half the statutory days again, at least the working day after the old date and today."""
    day = max(term.due_day, local_day(now_ms))
    for _ in range(max(1, procedure.working_days // 2)):
        day = calendar.next_working_day(cal, day)
    return deadline.closing_ms(cal, day)


class Approval(Value, frozen=True, kw_only=True):
    """One letter approved, with the words its approver changes; what is left out stays as prepared."""

    paper: Id
    number: Short = ""
    reason: Note = ""
    new_day: Day | None = None
    to: Short = ""
    names: Annotated[tuple[Name, ...], Meta(max_length=4)] = ()
    event_day: Day | None = None


def approved(paper: Paper, approval: Approval, cal: Calendar) -> PaperSealed:
    """The letter as it goes out. Raises the problem when it is no letter that waits, or still has dots in it."""
    if not awaits_approval(paper):
        raise Problem("wrong_state", paper.state)
    content: dict[str, Any] = msgspec.json.decode(paper.content)
    if approval.number:
        content["number"] = approval.number
    if paper.document == APOLOGY:
        _apologise(content, approval, cal)
    else:
        _address(content, approval)
    changed = msgspec.json.encode(content).decode()
    return PaperSealed(paper=paper.id, number=approval.number, content=changed if changed != paper.content else None)


def _apologise(content: dict[str, Any], approval: Approval, cal: Calendar) -> None:
    if approval.reason:
        content["reason"] = approval.reason
    if approval.new_day:
        old_day = content["due"]["day"]
        if approval.new_day <= old_day or not calendar.is_working(cal, approval.new_day):
            raise Problem("bad_value", "new_day")
        minutes = calendar.local_minute(deadline.closing_ms(cal, approval.new_day))
        content["new_due"] = {"day": approval.new_day, "hour": minutes // 60, "minute": minutes % 60}


def _address(content: dict[str, Any], approval: Approval) -> None:
    if approval.to:
        content["to"] = approval.to
    if approval.names:
        content["names"] = list(approval.names)
    if approval.event_day:
        content["event"] = {"day": approval.event_day}
    if UNKNOWN in content["names"]:
        raise Problem("paper_not_ready", "names, event_day")


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """Of the results due in a span of days: how many were late, and to how many of those people an apology went.

    `in_time`: approved before the day that could not be kept. `percent_bp` is apologised over late in basis points, none
    when nothing was late; the aim is 10,000.
    """

    due: int
    late: int
    prepared: int
    apologised: int
    in_time: int
    percent_bp: int | None


def coverage(tx: Tx, unit_ids: Sequence[str], from_day: str, to_day: str, today: str) -> Coverage:
    """The count over these units, of at most `COUNTED_MAX` results each."""
    due = late = prepared = apologised = in_time = 0
    for unit_id in unit_ids:
        for body in sweeps.dossiers_due_in(tx, unit_id, from_day, to_day, COUNTED_MAX):
            dossier: Dossier = read_thing("dossier", body).state
            due += 1
            resolved = local_day(dossier.ready_ms) if dossier.ready_ms else today
            letter = _letter_of(tx, unit_id, dossier)
            first_due = _due_of(letter) if letter else dossier.due_day
            if resolved <= first_due:
                continue
            late += 1
            prepared += letter is not None
            if letter is not None and letter.state == "final":
                apologised += 1
                in_time += local_day(letter.sealed_ms) < first_due
    share = None if not late else apologised * 10_000 // late
    return Coverage(
        due=due, late=late, prepared=prepared, apologised=apologised, in_time=in_time, percent_bp=share
    )  # fmt: skip


def _letter_of(tx: Tx, unit_id: str, dossier: Dossier) -> Paper | None:
    body = projections.body(tx, unit_id, "paper", paper_id(issue.own_code(tx, unit_id, dossier.id, APOLOGY)))
    return read_thing("paper", body).state if body else None


def _due_of(letter: Paper) -> str:
    """The day that could not be kept, as the letter names it."""
    told: dict[str, Any] = msgspec.json.decode(letter.content)
    return str(told["due"]["day"])
