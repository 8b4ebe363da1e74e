"""state + event = state; nothing else changes state.

One table says which things an event moves and how. The office folds into its projections, a tablet into its replica, and
`tannha check` folds the whole journal again: all three come here.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from models import (
    book,
    call,
    citizen,
    citizen_rules,
    device,
    dossier,
    dossier_rules,
    entry,
    hold,
    law,
    notice,
    offer,
    officer,
    paper,
    redaction,
    registers,
    request,
    visit,
    visit_folds,
    visit_rules,
    ward,
)
from models.merge import settled
from models.refusal import Refused
from models.said import Body, Look, Said

STATES: dict[str, type[Any]] = {
    "call": call.Call, "citizen": citizen.Citizen, "request": request.Request, "dossier": dossier.Dossier,
    "visit": visit.Visit, "officer": officer.Officer, "device": device.Device, "notice": notice.Notice,
    "ward": ward.Ward, "hold": hold.Hold, "offer": offer.Offer,
    "paper": paper.Paper, "law": law.Law, "book": book.Book, "entry": entry.Entry,
}  # fmt: skip

_HOMES: dict[str, Any] = {
    "call": call, "citizen": citizen, "request": request, "dossier": dossier, "visit": visit,
    "officer": officer, "device": device, "notice": notice, "ward": ward, "hold": hold, "offer": offer,
    "paper": paper, "law": law, "book": book, "entry": entry,
}  # fmt: skip

_FOLDS: dict[tuple[str, type[Body]], Callable[[Any, Any, Said], Any]] = {
    (kind, body): fold for kind, home in (_HOMES | {"visit": visit_folds}).items() for body, fold in home.FOLDS.items()
}

_RULES: dict[str, Callable[[Any, Any, Look], Refused | None]] = {
    kind: home.rule
    for kind, home in (_HOMES | {"visit": visit_rules, "dossier": dossier_rules, "citizen": citizen_rules}).items()
}


class Key(NamedTuple):
    """Which thing: its kind and id."""

    kind: str
    id: str


def _home_of(body: type[Body]) -> tuple[str, str]:
    """The kind of thing a body is about, and the field naming it."""
    kind = body.__module__.rpartition(".")[2]
    if kind == "ward":
        return "ward", "unit"
    return kind, kind


_ABOUT: dict[type[Body], tuple[str, str]] = {
    body: _home_of(body) for kind, body in _FOLDS if body.__module__ == f"models.{kind}"
}

_MOVES: dict[type[Body], frozenset[str]] = {}
for _kind, _body in _FOLDS:
    if _body.__module__ != f"models.{_kind}":
        _MOVES[_body] = _MOVES.get(_body, frozenset()) | {_kind}


def about(body: Body) -> Key:
    """The one thing an event is about."""
    if type(body) is hold.ConflictSettled or type(body) is redaction.RecordRedacted:
        return Key(body.about, body.subject)
    kind, field = _ABOUT[type(body)]
    return Key(kind, getattr(body, field))


def moved(body: Body, state: Any) -> tuple[Key, ...]:
    """The other things this event moves, given the state of its own thing before it (None when it begins it)."""
    kinds = _MOVES.get(type(body))
    if not kinds:
        return ()
    source: Any = state if state is not None else body
    keys = [Key("request", source.request)] if "request" in kinds else []
    if type(body) is visit.VisitPlanned and body.offer:
        keys.append(Key("offer", body.offer))
    if "dossier" in kinds:
        keys += [Key("dossier", dossier_id) for dossier_id in source.dossiers]
    return tuple(keys)


def born(body: Body, state: Any, said: Said) -> tuple[Key, Any] | None:
    """A thing that comes into the world besides: the line a certification gets in its book."""
    if type(body) is not dossier.ResultReady or not said.given.startswith("{"):
        return None
    written = msgspec.json.decode(said.given, type=registers.Entry)
    return Key("entry", said.event), entry.Entry(id=said.event, unit=state.unit, dossier=state.id, written=written)


def fold(kind: str, state: Any, body: Body, said: Said) -> Any:
    """The state of a thing after an event that is about it or moves it."""
    if type(body) is hold.ConflictSettled:
        return settled(state, body.event, body.field, body.take_offered, said)
    if type(body) is redaction.RecordRedacted:
        return msgspec.json.decode(body.remains, type=STATES[kind])
    return _FOLDS[kind, type(body)](state, body, said)


def rule(body: Body, state: Any, look: Look) -> Refused | None:
    """Whether an event is lawful now, whoever says it."""
    if type(body) is hold.ConflictSettled:
        return _settleable(body, state)
    if type(body) is redaction.RecordRedacted:
        return redaction.rule(body, state, STATES[body.about])
    return _RULES[_ABOUT[type(body)][0]](state, body, look)


def _settleable(body: hold.ConflictSettled, state: Any) -> Refused | None:
    if state is None:
        return Refused("unknown_thing", body.about)
    known = any(c.event == body.event and c.field == body.field for c in state.conflicts)
    return None if known else Refused("already_settled")
