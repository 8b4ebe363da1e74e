"""`/board/letters`: apologies, congratulations and condolences that wait for a supervisor, and what became of the others."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody

from models import calendar
from models.paper import APOLOGY, AWAITED, LETTERS, Paper, PaperWithdrawn
from models.refusal import sentence
from models.store import lists
from models.store.engine import Tx
from models.store.lists import Filter
from server.asked import speaks
from server.consoles import plain
from server.consoles.forms import Form
from server.consoles.naming import names
from server.consoles.pages import Console, console, page
from server.house import House
from server.paperwork import letters
from server.paperwork.letters import NAMES_LACK, Approval, NotApproved
from server.paperwork.record import UNKNOWN
from server.problem import Problem
from server.reading import note
from server.saying import say
from server.words import Language, word
from sync.board import Board, read_thing
from sync.office import Wish
from sync.protocol import Receipt

HERE = "/board/letters"
SHOWN_MAX = 25
"""Letters on one page; what comes after appears when these are settled."""
HISTORY_DAYS = 14
DAY_MS = 86_400_000
Show = Annotated[Literal["waiting", "done"], QueryParameter(description="letters that wait, or those settled lately")]


class LetterShown(NamedTuple):
    """One letter: whose, about what, and the words its approver may change."""

    paper: Paper
    citizen: str
    told: dict[str, Any]
    new_day: str
    names: str
    by: str

    @property
    def apology(self) -> bool:
        """Whether it breaks and makes a date."""
        return self.paper.document == APOLOGY


class _Told(NamedTuple):
    """What came of a decision, for the top of the page; `why` by letter, for those that stay."""

    text: str
    bad: bool
    why: Mapping[str, str] = {}


@get(HERE, sync_to_thread=True, opt=speaks())
def desk(house: NamedDependency[House], request: Request[Any, Any, Any], show: Show = "waiting") -> Response[str]:
    """The letters that wait, oldest first, or those of the last two weeks with who settled them. Each look is noted."""
    return _drawn(house, console(house, request, "people"), "letters.html", show)


@post(f"{HERE}/decide", sync_to_thread=True, status_code=200, opt=speaks())
def decide(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """Approves the letters ticked, or all shown, with the words changed; or keeps those ticked back with a reason."""
    who = console(house, request, "people")
    actor = who.head("letters")
    form = Form(body)
    how = form.one_of("how", ("approve", "all", "refuse"))
    chosen = form.texts("shown" if how == "all" else "letter")[:SHOWN_MAX]
    if not chosen:
        return _drawn(
            house, who, "parts/letters.html", "waiting", _Told(word(who.language, "letters-none-chosen"), True)
        )
    if how != "refuse":
        done = letters.approve(house, actor, (actor.unit,), [_approval(form, one) for one in chosen])
        left = {one.paper: _why(who.language, one) for one in done.left}
        return _drawn(house, who, "parts/letters.html", "waiting", _outcome(who, len(chosen), done.receipts, left))
    reason = form.text("why", letters.REASON_CHARS_MAX)
    if not reason:
        missing = _Told(word(who.language, "letters-reason-missing"), True)
        return _drawn(house, who, "parts/letters.html", "waiting", missing)
    receipts = say(house, actor, actor.unit, [Wish(body=PaperWithdrawn(paper=one, reason=reason)) for one in chosen])
    return _drawn(house, who, "parts/letters.html", "waiting", _outcome(who, len(chosen), receipts, {}))


def _approval(form: Form, paper: str) -> Approval:
    """What the form says of one letter; what was not touched stays as prepared."""
    told = {name: form.text(f"{name}-{paper}", 2000) for name in ("number", "reason", "new_day", "to", "event_day")}
    named = tuple(part.strip() for part in form.text(f"names-{paper}", 500).split(";") if part.strip())
    try:
        return msgspec.convert(
            {"paper": paper, "names": named, **{name: value for name, value in told.items() if value}}, Approval
        )
    except msgspec.ValidationError as error:
        raise Problem("bad_value", str(error)[:200]) from error


def _why(language: Language, left: NotApproved) -> str:
    """Why a letter stays, and what to do, as its approver reads it beside the letter."""
    if left.detail == NAMES_LACK:
        return word(language, "letters-names-lack")
    known = sentence(left.code)
    said = (known.vi, known.next_vi) if language == "vi" else (known.en, known.next_en)
    return " ".join([said[0], *([f"({left.detail})"] if left.detail else []), said[1]])


def _outcome(who: Console, chosen: int, receipts: list[Receipt], left: Mapping[str, str]) -> _Told:
    """How many went through; why each other did not stands beside it."""
    refused = [str(getattr(one, who.language)) for one in receipts if one.outcome != "applied"]
    if refused:
        return _Told(word(who.language, "letters-not-done", why="; ".join(dict.fromkeys(refused))), True, left)
    if left:
        return _Told(word(who.language, "letters-left", count=chosen - len(left), left=len(left)), True, left)
    return _Told(word(who.language, "letters-settled", count=chosen), False)


def _drawn(house: House, who: Console, template: str, show: str, told: _Told | None = None) -> Response[str]:
    actor, now_ms = who.me, house.now_ms()
    with house.store.read() as tx:
        found = _waiting(tx, actor.unit) if show == "waiting" else _settled(tx, actor.unit, now_ms)
        about = {one.citizen for one in found} | {one.sealed_by for one in found} | {one.issued_by for one in found}
        known = names(tx, actor, actor.unit, about)
        cal = Board(tx, actor.unit, now_ms).look("calendar", actor.unit)
        today = calendar.local_day(now_ms)
        sent = letters.coverage(tx, (actor.unit,), f"{today[:7]}-01", today, today)
    shown = [_shown(one, known, cal, now_ms) for one in found[:SHOWN_MAX] if one.content]
    note(house, actor, actor.unit, sorted({("citizen", one.paper.citizen) for one in shown}))
    return page(
        template, who, at=HERE, show=show, letters=shown, more=max(0, len(found) - SHOWN_MAX), told=told,
        sent=sent, share=plain.percent(sent.percent_bp, who.language), decides="supervisor" in actor.roles,
        history_days=HISTORY_DAYS,
    )  # fmt: skip


def _waiting(tx: Tx, unit_id: str) -> list[Paper]:
    """Apologies before all else, the date first broken first: they must be out before it."""
    rows = lists.page(tx, (unit_id,), "paper", Filter(states=(AWAITED,)), limit=lists.TOGETHER_MAX)
    found: list[Paper] = [read_thing("paper", row.body).state for row in rows]
    return sorted(found, key=lambda one: (one.document != APOLOGY, one.issued_ms, one.id))


def _settled(tx: Tx, unit_id: str, now_ms: int) -> list[Paper]:
    """Letters of the last two weeks that went out or were kept back, the newest first."""
    found: list[Paper] = []
    for ago in range(HISTORY_DAYS):
        wanted = Filter(states=("final", "withdrawn"), day=calendar.local_day(now_ms - ago * DAY_MS))
        rows = lists.page(tx, (unit_id,), "paper", wanted, limit=lists.TOGETHER_MAX)
        found += [one for one in (read_thing("paper", row.body).state for row in rows) if one.document in LETTERS]
    return sorted(found, key=lambda one: -max(one.sealed_ms, one.withdrawn_ms))


def _shown(paper: Paper, known: dict[str, str], cal: calendar.Calendar, now_ms: int) -> LetterShown:
    told: dict[str, Any] = msgspec.json.decode(paper.content)
    new_day = ""
    if paper.document == APOLOGY:
        new_day = told["new_due"]["day"]
        new_day = letters.still_ahead(cal, new_day, now_ms) if paper.state == "provisional" else new_day
    named = "; ".join(one for one in told.get("names", ()) if one != UNKNOWN)
    by = known.get(paper.sealed_by, "") if paper.sealed_ms else ""
    return LetterShown(paper, known.get(paper.citizen, ""), told, new_day, named, by)


HANDLERS = [desk, decide]
