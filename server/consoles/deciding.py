"""`/board/cases/{request}/decide`: whether the ward comes, where the law leaves it to a person (`models/eligibility.py`, "ask").

Yes opens the dossiers and promises the soonest hour; no says why and what can be done instead. Either way whoever rang is owed
a ring and hears it by telephone. All of it stands or none: two who decide at once are one decision.
"""

from typing import Any, NamedTuple, get_args

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import RawBody
from msgspec.structs import replace

from models import calendar
from models.access import MAY_SAY, may_speak
from models.call import CallLogged
from models.citizen import Citizen
from models.dossier import DossierOpened
from models.event import Body
from models.procedure import Procedure
from models.request import EligibilityDecided, Reason
from models.request import Request as Asked
from models.said import Window
from models.store import journal, lists
from models.store.engine import Tx
from models.triage import EXTRA_SIGNER_MINUTES
from models.visit import VisitPlanned
from server import promises
from server.asked import ThingId, speaks
from server.consoles import showing
from server.consoles.forms import Form
from server.consoles.pages import Console, console
from server.house import House
from server.planning import asked as planning
from server.planning.asked import Wanted
from server.problem import Problem, refuse
from server.reading import found
from server.saying import whole
from sync import office
from sync.board import read_thing, statutes_of
from sync.office import Wish

GROUNDS: tuple[Reason, ...] = get_args(Reason)
NOTE_MAX = 800
MINUTES_MAX = 480
VISIT_NOTE_MAX = 2000
INSTEAD = (
    "Mời ông, bà đến bộ phận một cửa của phường khi đi lại được; người thân có thể đến hỏi giúp cách làm khác, "
    "nhờ mang theo mã phiếu."
)
"""What the page proposes to tell whom the ward does not come to; the clerk changes it to what fits."""


class _Case(NamedTuple):
    """A request that waits, as it was read: who asked, at which number they are rung, what they want by the law of today."""

    asked: Asked
    person: Citizen
    phone: str
    procedures: tuple[Procedure, ...]


def decides(who: Console, asked: Asked) -> bool:
    """Whether this request waits for a decision that whoever looks may take."""
    return asked.state == "received" and who.me.unit == asked.unit and bool(who.me.roles & MAY_SAY[EligibilityDecided])


@post("/board/cases/{request_id:str}/decide", sync_to_thread=True, status_code=200, opt=speaks())
def decide(
    house: NamedDependency[House], request: Request[Any, Any, Any], request_id: ThingId, body: RawBody
) -> Response[Any]:
    """The ward comes, on this ground, or does not come, for this reason."""
    who = console(house, request, "calls")
    refuse(may_speak(who.me, who.me.unit))
    form = Form(body)
    with house.store.read() as tx:
        case = _read(tx, who.me.unit, request_id, house.now_ms())
    _still(case.asked)
    if form.one_of("comes", ("yes", "no")) == "yes":
        _come(house, who, case, form)
    else:
        _stay(house, who, case, form)
    return Response(None, status_code=200, headers={"HX-Redirect": f"/board/cases/{request_id}"})


def _still(asked: Asked) -> None:
    if asked.state != "received":
        raise Problem("wrong_state", asked.state)


def _still_waits(tx: Tx, case: _Case) -> None:
    """Raises the problem when somebody decided meanwhile; asked under the unit's lock."""
    _still(read_thing("request", found(tx, (case.asked.unit,), "request", case.asked.id).body).state)


def _read(tx: Tx, unit_id: str, request_id: str, now_ms: int) -> _Case:
    unit = (unit_id,)
    asked: Asked = read_thing("request", found(tx, unit, "request", request_id).body).state
    person: Citizen = read_thing("citizen", found(tx, unit, "citizen", asked.citizen).body).state
    row = lists.one(tx, unit, "call", asked.call) if asked.call else None
    numbers = (
        read_thing("call", row.body).state.phone if row else "",
        asked.caller.phone if asked.caller else "",
        *person.phones,
        person.helper.phone if person.helper else "",
    )
    law, today = statutes_of(tx, unit_id), calendar.local_day(now_ms)
    known = [law.in_force(want.procedure, today) for want in asked.wants]
    if None in known:
        raise Problem("procedure_unknown", asked.wants[known.index(None)].procedure)
    return _Case(asked, person, next(filter(None, numbers), "–"), tuple(one for one in known if one is not None))


def _come(house: House, who: Console, case: _Case, form: Form) -> None:
    """The decision, a dossier for each want, the soonest hour, and the ring that tells it."""
    ground, note = form.one_of("reason", GROUNDS), form.text("note", NOTE_MAX)
    if ground == "other" and not note:
        raise Problem("reason_missing", "note")
    asked, unit = case.asked, case.asked.unit
    dossiers = tuple(house.new_id() for _ in asked.wants)
    visit, call = house.new_id(), house.new_id()
    wanted = Wanted(
        unit=unit, request=asked.id, citizen=asked.citizen, mode=planning.mode_at_home(case.procedures),
        procedures=tuple(dict.fromkeys(one.code for one in case.procedures)),
    )  # fmt: skip
    with house.store.read() as tx:
        minutes = planning.asked(tx, wanted, calendar.local_day(house.now_ms())).minutes
    pairs = zip(asked.wants, case.procedures, strict=True)
    others = sum(want.intake.signers - one.signers for want, one in pairs if want.intake)
    wanted = replace(wanted, minutes=min(MINUTES_MAX, minutes + others * EXTRA_SIGNER_MINUTES))

    def told(window: Window) -> list[Body]:
        return [
            EligibilityDecided(request=asked.id, eligible=True, reason=ground, note=note),  # type: ignore[arg-type]
            *(
                DossierOpened(
                    dossier=name, unit=unit, request=asked.id, citizen=asked.citizen, procedure=one.code,
                    version=one.version, copies=want.copies, purpose=want.purpose, intake=want.intake,
                )
                for name, want, one in zip(dossiers, asked.wants, case.procedures, strict=True)
            ),
            VisitPlanned(
                visit=visit, unit=unit, request=asked.id, citizen=asked.citizen, dossiers=dossiers, window=window,
                mode=wanted.mode, minutes=wanted.minutes, address=case.person.address,
                note="\n".join(filter(None, (asked.note, note)))[:VISIT_NOTE_MAX],
            ),
            _ring(house, case, call, f"Báo phiếu {asked.code}: phường đến nhà {showing.window(window)}. {note}"),
        ]  # fmt: skip

    promises.soonest(house, who.me, wanted, told, lambda tx: _still_waits(tx, case))


def _stay(house: House, who: Console, case: _Case, form: Form) -> None:
    """The decision with its reason, and the ring that tells it and what can be done instead."""
    note, instead = form.text("note", NOTE_MAX), form.text("instead", NOTE_MAX)
    if not note:
        raise Problem("reason_missing", "note")
    unit = case.asked.unit
    told = f"Báo phiếu {case.asked.code}: phường không đến nhà. Lý do: {note}. {instead}"
    bodies: list[Body] = [
        EligibilityDecided(request=case.asked.id, eligible=False, reason="other", note=note),
        _ring(house, case, house.new_id(), told),
    ]
    with house.store.write() as tx:
        journal.lock_head(tx, unit)
        _still_waits(tx, case)
        wishes = [Wish(body=body) for body in bodies]
        whole(office.say_in(tx, who.me, unit, wishes, house.now_ms(), house.new_id))


def _ring(house: House, case: _Case, call_id: str, note: str) -> CallLogged:
    """Somebody is owed a ring: it stands in the call-back queue with what is to be told."""
    caller = case.asked.caller.name if case.asked.caller else case.person.name
    return CallLogged(
        call=call_id, unit=case.asked.unit, phone=case.phone, caller=caller, outcome="callback", at_ms=house.now_ms(),
        citizen=case.asked.citizen, note=note.strip(),
    )  # fmt: skip


HANDLERS = [decide]
