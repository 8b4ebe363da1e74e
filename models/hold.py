"""Work on the settling desk: an event parked or refused, kept whole until a person decides.

Adopting is not here: the supervisor says the same body again with `adopts` naming the parked event, so it takes the one
door like everything else.
"""

from typing import Literal

from msgspec.structs import replace

from models.ids import Id
from models.refusal import Refused
from models.said import Body, Look, Name, Said, State

KIND = "hold"


class Hold(State, frozen=True, kw_only=True):
    """One event that was not executed: why, whose, about what, and what became of it. `id` is the event's."""

    id: str
    unit: str
    outcome: Literal["parked", "refused"]
    code: str
    detail: str
    said_kind: str
    about: str
    subject: str
    device: str
    by: str
    at_ms: int
    seq: int
    settled: str = ""
    settled_by: str = ""
    settled_ms: int = 0
    reason: str = ""
    shelved: bool = False


class WorkReturned(Body, frozen=True, kw_only=True):
    """Parked or refused work goes back to its officer with a reason."""

    hold: Id
    reason: Name


class WorkDismissed(Body, frozen=True, kw_only=True):
    """Parked or refused work will not be used; it stays readable."""

    hold: Id
    reason: Name


class WorkShelved(Body, frozen=True, kw_only=True):
    """The clock took settled work off its officer's tablet, some days after it was settled."""

    hold: Id


class ConflictSettled(Body, frozen=True, kw_only=True):
    """A person chose between the two values of one field."""

    about: Literal["citizen", "request", "visit", "officer", "ward"]
    subject: Id
    event: Id
    field: Name
    take_offered: bool
    reason: Name


def rule(hold: Hold | None, body: Body, _look: Look) -> Refused | None:
    """Whether what is said of held work is lawful now."""
    if hold is None:
        return Refused("unknown_thing", KIND)
    if isinstance(body, WorkShelved):
        return None if hold.settled and not hold.shelved else Refused("wrong_state", hold.settled or "open")
    return Refused("already_settled", hold.settled) if hold.settled else None


def returned(hold: Hold, body: WorkReturned, said: Said) -> Hold:
    return replace(hold, settled="returned", settled_by=said.by, settled_ms=said.received_ms, reason=body.reason)


def dismissed(hold: Hold, body: WorkDismissed, said: Said) -> Hold:
    return replace(hold, settled="dismissed", settled_by=said.by, settled_ms=said.received_ms, reason=body.reason)


def adopted(hold: Hold, said: Said) -> Hold:
    """The hold after its event was said again by a supervisor."""
    return replace(hold, settled="adopted", settled_by=said.by, settled_ms=said.received_ms)


def shelved(hold: Hold, _body: WorkShelved, _said: Said) -> Hold:
    return replace(hold, shelved=True)


FOLDS = {WorkReturned: returned, WorkDismissed: dismissed, WorkShelved: shelved}
