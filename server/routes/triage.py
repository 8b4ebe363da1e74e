"""`/triage`: while the caller speaks, what to ask next, and what it comes to; the same rules as the desk's page."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Router, post
from litestar.di import NamedDependency
from litestar.params import RawBody
from msgspec import Meta

from models import calendar, citizen, eligibility
from models.access import may_read
from models.citizen import Citizen
from models.ids import MaybeId, UnitId
from models.priority import Priority
from models.reason import Reason
from models.triage import Question, Result
from server import weighing
from server.asked import BODY_BYTES_MAX, heard, speaks
from server.house import House
from server.problem import refuse
from server.reading import found, note
from server.session import actor_of
from sync.board import read_thing, statutes_of

Short = Annotated[str, Meta(max_length=60)]
Answers = Annotated[dict[Short, Short], Meta(max_length=60)]


class CallTold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The answers given so far, by question, for each thing the caller wants; `citizen` when it is known who it is for.

    What is asked `once` a call need be told for one wish only.
    """

    needs: Annotated[tuple[Answers, ...], Meta(min_length=1, max_length=weighing.WISHES_MAX)] = ({},)
    unit: UnitId | None = None
    citizen: MaybeId = ""


class NeedAsked(msgspec.Struct, frozen=True, kw_only=True):
    """How far one wish has come: the question to ask now, or what it comes to."""

    answered: int
    question: Question | None
    result: Result | None


class CallWeighed(msgspec.Struct, frozen=True, kw_only=True):
    """What it means for this person: whether the ward comes and on which ground, what it costs, how urgent; and why."""

    verdict: eligibility.Verdict
    ground: str
    fee_dong: int
    full_dong: int
    record: tuple[str, ...]
    why: tuple[Reason, ...]
    fee_why: tuple[Reason, ...]
    priority: Priority


class Triaged(msgspec.Struct, frozen=True, kw_only=True):
    """Each wish by itself; once all are answered, all of them as one visit, and what that means for this person."""

    needs: tuple[NeedAsked, ...]
    together: Result | None
    weighed: CallWeighed | None


_told = msgspec.json.Decoder(CallTold)


@post("/", sync_to_thread=True, status_code=200, opt=speaks(Triaged, hears=CallTold, refuses=("not_found",)))
def ask(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Triaged:
    """The next question of each wish, or what they come to together: papers, minutes, fee, visits, reasons. Keeps nothing."""
    actor = actor_of(house, request)
    told = heard(_told, body)
    unit_id, now_ms = told.unit or actor.unit, house.now_ms()
    refuse(may_read(actor, "calls", unit_id))
    today = calendar.local_day(now_ms)
    person: Citizen | None = None
    with house.store.read() as tx:
        law = statutes_of(tx, unit_id)
        if told.citizen:
            person = read_thing("citizen", found(tx, (unit_id,), "citizen", told.citizen).body).state
    if person is not None:
        note(house, actor, unit_id, [("citizen", person.id)])
    walked = weighing.wishes(told.needs, today, law)
    needs = tuple(NeedAsked(answered=len(one.answered), question=one.now, result=one.result) for one in walked)
    whole = weighing.come_to(walked)
    if whole is None:
        return Triaged(needs=needs, together=None, weighed=None)
    statuses = person.statuses if person else ()
    age = citizen.age(person, today) if person else None
    one = weighing.weighed(whole, weighing.told_of(told.needs), statuses, age, now_ms, unit_id[:2], law)
    said = CallWeighed(
        verdict=one.verdict, ground=one.ground, fee_dong=one.fee_dong, full_dong=one.full_dong, record=one.record,
        why=one.why, fee_why=one.fee_why, priority=one.priority,
    )  # fmt: skip
    return Triaged(needs=needs, together=whole, weighed=said)


ROUTER = Router("/triage", route_handlers=[ask], tags=["desk"], request_max_body_size=BODY_BYTES_MAX)
