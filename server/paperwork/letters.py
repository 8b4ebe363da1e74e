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
from models.access import MAY_SAY, Actor
from models.calendar import Calendar, local_day
from models.deadline import Term
from models.dossier import STATUS, WHEN, DateReappointed, Dossier
from models.event import Body
from models.ids import Id
from models.paper import APOLOGY, Paper, PaperSealed, awaits_approval, paper_id
from models.procedure import Procedure
from models.reason import Reason
from models.said import Day, Name, Note, Short, Value
from models.store import counting, projections, sweeps
from models.store.engine import Tx
from server import chores
from server.house import House
from server.paperwork import issue, record
from server.paperwork.fill import Known
from server.paperwork.record import UNKNOWN, term_of
from server.problem import Problem
from server.reading import found
from server.saying import say
from sync.board import Board, read_thing
from sync.office import Wish
from sync.protocol import Receipt

WHY_LATE = "hồ sơ cần thêm thời gian để giải quyết đúng quy định."
COUNTED_MAX = 20_000
ASKED_AT_ONCE = 200
NEW_DATE_DAYS_MAX = 92
"""How far a new appointment may carry a dossier out of the span it was first promised in and still be counted there."""
REASON_CHARS_MAX = 120
NAMES_LACK = "names, event_day"
"""The detail of a letter that names nobody yet: whom it is about, and the day."""


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


def approved(tx: Tx, unit_id: str, paper: Paper, approval: Approval, now_ms: int) -> list[Body]:
    """What approving a letter says: for an apology the dossier's new date and then the letter, in one push.

    Raises the problem when it is no letter that waits, still has dots in it, or the law allows no new date any more.
    """
    if not awaits_approval(paper):
        raise Problem("wrong_state", paper.state)
    content: dict[str, Any] = msgspec.json.decode(paper.content)
    if approval.number:
        content["number"] = approval.number
    said: list[Body] = []
    if paper.document == APOLOGY:
        said = _apologise(tx, unit_id, paper.dossier, content, approval, now_ms)
    else:
        _address(content, approval)
    changed = msgspec.json.encode(content).decode()
    sealed = PaperSealed(paper=paper.id, number=approval.number, content=changed if changed != paper.content else None)
    return [*said, sealed]


def _apologise(
    tx: Tx, unit_id: str, dossier_id: str, content: dict[str, Any], approval: Approval, now_ms: int
) -> list[Body]:
    """The one new appointment the law allows, as the letter names it; none when there is a result, or a new date, already."""
    board = Board(tx, unit_id, now_ms)
    cal: Calendar = board.look("calendar", unit_id)
    dossier: Dossier | None = board.look("dossier", dossier_id)
    if dossier is None or dossier.term is None:
        raise Problem("paper_not_ready", "dossier")
    if approval.reason:
        content["reason"] = approval.reason
    if dossier.ready_ms:
        content["new_due"] = _moment(max(dossier.ready_ms, now_ms))
        return []
    if dossier.term.reappointed and content["due"]["day"] <= dossier.term.missed_day:
        content["new_due"] = _moment(dossier.term.due_ms)
        return []
    new_day = approval.new_day or still_ahead(cal, content["new_due"]["day"], now_ms)
    body = DateReappointed(dossier=dossier_id, new_day=new_day, reason=content["reason"][:REASON_CHARS_MAX])
    if dossier.status not in WHEN[DateReappointed]:
        raise Problem("wrong_state", STATUS[dossier.status])
    again = deadline.reappoint(term_of(dossier, cal), cal, new_day, now_ms)
    if isinstance(again, Reason):
        raise Problem("bad_value" if again.id == "new_day" else "term_refused", f"{again.vi} / {again.en}")
    content["new_due"] = _moment(again.due_ms)
    return [body]


def still_ahead(cal: Calendar, day: str, now_ms: int) -> str:
    """The date as prepared, or the next working day when the letter lay until that date was over."""
    today = local_day(now_ms)
    return day if day > today else calendar.next_working_day(cal, today)


def _moment(ms: int) -> dict[str, Any]:
    minutes = calendar.local_minute(ms)
    return {"day": local_day(ms), "hour": minutes // 60, "minute": minutes % 60}


def _address(content: dict[str, Any], approval: Approval) -> None:
    if approval.to:
        content["to"] = approval.to
    if approval.names:
        content["names"] = list(approval.names)
    if approval.event_day:
        content["event"] = {"day": approval.event_day}
    if UNKNOWN in content["names"]:
        raise Problem("paper_not_ready", NAMES_LACK)


class NotApproved(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that could not be approved, and why; the others were."""

    paper: str
    code: str
    detail: str


class Approved(msgspec.Struct, frozen=True, kw_only=True):
    """What became of each letter: a receipt for it, and one for the new date an apology gives."""

    receipts: list[Receipt]
    left: list[NotApproved]


def approve(house: House, actor: Actor, unit_ids: tuple[str, ...], approvals: Sequence[Approval]) -> Approved:
    """Approves letters, one or many, of these units. Each stands or falls by itself, with its dossier's new date."""
    if not actor.roles & MAY_SAY[PaperSealed]:
        raise Problem("not_allowed", PaperSealed.__name__)
    left: list[NotApproved] = []
    wishes: dict[str, list[Wish]] = {}
    with house.store.read() as tx:
        for approval in approvals:
            try:
                row = found(tx, unit_ids, "paper", approval.paper)
                said = approved(tx, row.unit_id, read_thing("paper", row.body).state, approval, house.now_ms())
                wishes.setdefault(row.unit_id, []).extend(Wish(body=body) for body in said)
            except Problem as problem:
                left.append(NotApproved(paper=approval.paper, code=problem.code, detail=problem.detail))
    receipts = [one for unit_id, some in wishes.items() for one in say(house, actor, unit_id, some)]
    return Approved(receipts=receipts, left=left)


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
    """The count over these units, of at most `COUNTED_MAX` results each; late is against the first date promised."""
    due = late = prepared = apologised = in_time = 0
    for unit_id in unit_ids:
        bodies = sweeps.dossiers_due_in(tx, unit_id, from_day, _days_after(to_day, NEW_DATE_DAYS_MAX), COUNTED_MAX)
        found: list[Dossier] = [read_thing("dossier", body).state for body in bodies]
        dossiers = [one for one in found if from_day <= first_due(one) <= to_day]
        due += len(dossiers)
        missed = [one for one in dossiers if (local_day(one.ready_ms) if one.ready_ms else today) > first_due(one)]
        letters = apologies(tx, unit_id, [one.id for one in missed])
        late += len(missed)
        prepared += len(letters)
        sent = [(one, letters[one.id]) for one in missed if one.id in letters and letters[one.id].state == "final"]
        apologised += len(sent)
        in_time += sum(local_day(letter.sealed_ms) < first_due(one) for one, letter in sent)
    share = None if not late else apologised * 10_000 // late
    return Coverage(
        due=due, late=late, prepared=prepared, apologised=apologised, in_time=in_time, percent_bp=share
    )  # fmt: skip


def _days_after(day: str, days: int) -> str:
    return local_day(calendar.ms_of(day, 0) + days * 86_400_000)


def first_due(dossier: Dossier) -> str:
    """The day first promised: a new appointment does not make a broken one kept."""
    return (dossier.term.missed_day if dossier.term else "") or dossier.due_day


def apologies(tx: Tx, unit_id: str, dossier_ids: Sequence[str]) -> dict[str, Paper]:
    """The apology of each of these dossiers that has one, the one that went out before any other."""
    found: dict[str, Paper] = {}
    for at in range(0, len(dossier_ids), ASKED_AT_ONCE):
        for body in counting.papers_of(tx, unit_id, dossier_ids[at : at + ASKED_AT_ONCE]):
            paper: Paper = read_thing("paper", body).state
            if paper.document == APOLOGY and (paper.dossier not in found or paper.state == "final"):
                found[paper.dossier] = paper
    return found
