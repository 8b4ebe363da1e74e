"""What remains of a record when its time is over or its person is erased: said anew, so that all before it can be emptied.

The event carries what remains. The fold looks at nothing before it, so the journal still verifies (its chain is over
digests) and still folds to what is shown, and tablets learn of it as of any other change. Names, words and places go;
figures, days, states and the ids that hold a case together stay, for statistics and for the codes on papers.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from msgspec import NODEFAULT, Meta
from msgspec.structs import fields, replace

from models.ids import Id, UnitId
from models.refusal import Refused
from models.said import Body, Name

About = Literal["request", "visit", "dossier", "call", "offer", "paper"]
Empties = Literal["all", "arrival", "nothing"]
"""Which words before it are emptied: everything about the record, where the officer stood, or none (files alone go)."""

EMPTIED: dict[Empties, tuple[str, ...]] = {"all": (), "arrival": ("VisitArrived",), "nothing": ()}


class RecordRedacted(Body, frozen=True, kw_only=True):
    """The office emptied a record and says what remains of it, as the JSON of its state, and on which ground."""

    about: About
    subject: Id
    unit: UnitId
    ground: Name
    empties: Empties = "all"
    remains: Annotated[str, Meta(max_length=50_000)]


_KEPT: dict[About, frozenset[str]] = {
    "request": frozenset(
        ("id", "unit", "code", "citizen", "state", "call", "wants", "offsite_reason", "visits", "dossiers", "changed")
    ),
    "visit": frozenset(
        (
            "id", "unit", "request", "citizen", "dossiers", "window", "follows", "mode", "where", "state", "officer", "second",
            "arrived",
            "assents", "fees", "paper_code", "changed",
        )
    ),
    "dossier": frozenset(
        (
            "id", "unit", "code", "request", "citizen", "procedure", "version", "visit", "handover", "due_day", "returned_by",
            "fee_paid", "assent", "rating",
        )
    ),
    "paper": frozenset(
        ("id", "unit", "code", "document", "edition", "state", "citizen", "dossier", "visit", "number", "issued_by", "sealed_by")
    ),
    "call": frozenset(("id", "unit", "outcome", "citizen", "returned")),
    "offer": frozenset(("id", "unit", "window", "officers", "by", "procedures", "mode", "where", "citizen", "request", "state")),
}  # fmt: skip
"""Texts and parts that stay; numbers and yes or no always do, whatever is not named here goes."""


def stripped(about: About, state: Any) -> Any:
    """A state without names, words and places."""
    kept = _KEPT[about]
    changes: dict[str, Any] = {}
    for field in fields(type(state)):
        value = getattr(state, field.name)
        if field.name in kept or isinstance(value, int):
            continue
        changes[field.name] = _empty(field)
    return _within(replace(state, **changes))


def _empty(field: Any) -> Any:
    if field.default_factory is not NODEFAULT:
        return field.default_factory()
    return "" if field.default is NODEFAULT else field.default


def _within(state: Any) -> Any:
    """The parts that stay, without the words inside them."""
    parts: dict[str, Callable[[Any], Any]] = {
        "arrived": lambda one: one and replace(one, place=None, why_no_place="", code_given=""),
        "assents": lambda many: tuple(replace(one, signer="", offsite=None, file="", witnesses=()) for one in many),
        "rating": lambda one: one and replace(one, note=""),
        "wants": lambda many: tuple(replace(one, purpose="", intake=None) for one in many),
    }
    there = {name: mend(getattr(state, name)) for name, mend in parts.items() if name in state.__struct_fields__}
    return replace(state, **there)


def redaction(about: About, state: Any, ground: str, *, empties: Empties = "all") -> RecordRedacted:
    """What the office says to leave this of a record."""
    remains = msgspec.json.encode(state).decode()
    return RecordRedacted(
        about=about, subject=state.id, unit=state.unit, ground=ground, empties=empties, remains=remains
    )


def rule(body: RecordRedacted, state: Any, kind: type[Any]) -> Refused | None:
    """Whether this may be left of a record: it is there, and what remains is of the same name and unit."""
    if state is None:
        return Refused("unknown_thing", body.about)
    try:
        remains = msgspec.json.decode(body.remains, type=kind)
    except (msgspec.DecodeError, RecursionError):
        return Refused("bad_value", "remains")
    return None if (remains.id, remains.unit) == (state.id, state.unit) else Refused("bad_value", "remains")
