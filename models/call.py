"""A telephone call: every one is written down, also those nobody answered, so that no caller is forgotten."""

from typing import Literal

import msgspec

from models.ids import Id, MaybeId, UnitId
from models.refusal import Refused
from models.said import Body, Look, Millis, Note, Said, Short, State

KIND = "call"

DONE = "done"
"""How calls are listed that nobody is owed a ring for any more."""

CallOutcome = Literal["request", "question", "callback", "missed", "hung_up", "wrong_number", "answered_later"]


OPEN_OUTCOMES: tuple[CallOutcome, ...] = ("callback", "missed", "hung_up")
"""Outcomes after which somebody is owed a ring."""


class Call(State, frozen=True, kw_only=True):
    """One call and what became of it; `callback` and `missed` stay open until somebody rang back."""

    id: str
    unit: str
    phone: str
    caller: str
    outcome: CallOutcome
    at_ms: int
    citizen: str = ""
    note: str = ""
    returned: str = ""
    tries: int = 0


class CallLogged(Body, frozen=True, kw_only=True):
    """A clerk ended a call, or the telephone reported one nobody took."""

    call: Id
    unit: UnitId
    phone: Short
    caller: Short = ""
    outcome: CallOutcome
    at_ms: Millis
    citizen: MaybeId = ""
    note: Note = ""


class CallReturned(Body, frozen=True, kw_only=True):
    """A clerk rang back: reached or not."""

    call: Id
    reached: bool
    note: Note = ""


def rule(call: Call | None, body: Body, _look: Look) -> Refused | None:
    """Whether what is said of a call is lawful now."""
    if isinstance(body, CallLogged):
        return Refused("already_there", body.call) if call else None
    if call is None:
        return Refused("unknown_thing", KIND)
    return None if is_open(call) else Refused("wrong_state", call.outcome)


def is_open(call: Call) -> bool:
    """Whether somebody is still owed a ring."""
    return call.outcome in OPEN_OUTCOMES and not call.returned


def logged(_: None, body: CallLogged, _said: Said) -> Call:
    fields = {name: getattr(body, name) for name in body.__struct_fields__ if name != "call"}
    return Call(id=body.call, **fields)


def returned(call: Call, body: CallReturned, said: Said) -> Call:
    return msgspec.structs.replace(call, tries=call.tries + 1, returned=said.event if body.reached else "")


FOLDS = {CallLogged: logged, CallReturned: returned}
