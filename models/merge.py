"""Two hands on one field: what agrees, what conflicts.

A change says which fields it sets and which version it was said against (`base`). Fields nobody touched since are
merged; a field that somebody else has set to something else since is in conflict: the standing value stays, the offered
one is kept beside it for a person to choose (ODK calls the two "parallel update" and "conflict").

A tablet that is offline says one thing after another against the same base. Its own words since are no other hand: it has
seen them. So a field remembers which tablet changed it last; consoles, which share one device, always show a fresh base.
"""

from collections.abc import Collection
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import UNSET

from models.said import Conflict, Said, State

S = TypeVar("S", bound="Merging")


class Merging(State, frozen=True, kw_only=True):
    """A state whose fields may be changed by several hands: remembers when each last changed, and by which tablet."""

    changed: dict[str, int] = msgspec.field(default_factory=dict)
    hands: dict[str, str] = msgspec.field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()


class Merged(NamedTuple):
    """What a change comes to: fields to set, fields set by both to different values, and whether others wrote meanwhile."""

    sets: dict[str, Any]
    conflicts: tuple[str, ...]
    parallel: bool


def shown(value: Any) -> str:
    """A field's value as text for the settling desk and for choosing again: compact JSON."""
    return msgspec.json.encode(value).decode()


def fields_of(change: msgspec.Struct) -> dict[str, Any]:
    """The fields a change really sets."""
    return {name: value for name in change.__struct_fields__ if (value := getattr(change, name)) is not UNSET}


def hand_of(said: Said) -> str:
    """The tablet whose word this is; empty for the office's own."""
    return "" if said.device.startswith("office:") else said.device


def others_since(state: Merging, base: int, hand: str) -> frozenset[str]:
    """The fields that another hand has changed since a version."""
    return frozenset(
        name
        for name, version in state.changed.items()
        if version > base and not (hand and state.hands.get(name) == hand)
    )


def merge(state: Merging, change: msgspec.Struct, base: int, hand: str = "") -> Merged:
    """How `change`, said by a hand against version `base`, meets the state as it stands now."""
    others = others_since(state, base, hand)
    sets: dict[str, Any] = {}
    clashes: list[str] = []
    for name, value in fields_of(change).items():
        if getattr(state, name) == value:
            continue
        if name in others:
            clashes.append(name)
        else:
            sets[name] = value
    return Merged(sets, tuple(clashes), bool(others))


def amended(state: S, change: msgspec.Struct, said: Said) -> S:
    """The state after a change: clean fields set, clashing ones kept beside as open conflicts."""
    hand = hand_of(said)
    outcome = merge(state, change, said.base, hand)
    kept = tuple(
        Conflict(
            field=name,
            kept=shown(getattr(state, name)),
            offered=shown(getattr(change, name)),
            event=said.event,
            by=said.by,
            at_ms=said.at_ms,
        )
        for name in outcome.conflicts
    )
    changed = {**state.changed, **dict.fromkeys(outcome.sets, said.seq)} if outcome.sets else state.changed
    hands = _hands(state, outcome.sets, hand)
    return msgspec.structs.replace(
        state, **outcome.sets, changed=changed, hands=hands, conflicts=state.conflicts + kept
    )


def _hands(state: Merging, fields: Collection[str], hand: str) -> dict[str, str]:
    """Which tablet changed which field last, after these fields were set."""
    left = {name: known for name, known in state.hands.items() if name not in fields}
    return {**left, **dict.fromkeys(fields, hand)} if hand else left


def settled(state: S, event: str, field: str, take_offered: bool, said: Said) -> S:
    """The state after a person chose between the two values of one conflict."""
    open_ones = tuple(c for c in state.conflicts if not (c.event == event and c.field == field))
    if not take_offered:
        return msgspec.structs.replace(state, conflicts=open_ones)
    chosen = next(c for c in state.conflicts if c.event == event and c.field == field)
    hints = {f.name: f.type for f in msgspec.structs.fields(state)}
    value = msgspec.json.decode(chosen.offered.encode(), type=hints[field])
    changed, hands = {**state.changed, field: said.seq}, _hands(state, {field}, "")
    return msgspec.structs.replace(state, **{field: value}, changed=changed, hands=hands, conflicts=open_ones)
