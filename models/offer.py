"""An offer: a window read out to a caller, kept for them a few minutes so that no other desk promises the same minutes.

held → taken (a visit was promised in it) | released. An offer that is neither runs out by itself: after `until_ms` nobody
counts it any more.
"""

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from models.ids import Id, MaybeId, UnitId
from models.refusal import Refused
from models.said import Body, Look, Millis, Place, Said, Short, State, Window
from models.visit import Mode, VisitPlanned, Where

KIND = "offer"

HOLD_MS = 300_000
"""How long a window is kept for the caller it is being read out to."""


class Offer(State, frozen=True, kw_only=True):
    """What is true of an offer: the window, for which work at which door, and who would go about when."""

    id: str
    unit: str
    window: Window
    officers: tuple[str, ...]
    start_ms: int
    until_ms: int
    by: str
    procedures: tuple[str, ...] = ()
    mode: Mode = "B"
    where: Where = "home"
    minutes: int = 30
    place: Place | None = None
    citizen: str = ""
    request: str = ""
    state: Literal["held", "taken", "released"] = "held"
    visit: str = ""

    def stands(self, now_ms: int) -> bool:
        """Whether these minutes are kept for somebody."""
        return self.state == "held" and now_ms < self.until_ms


class WindowOffered(Body, frozen=True, kw_only=True):
    """A window is being read out; it is kept for this caller for five minutes."""

    offer: Id
    unit: UnitId
    window: Window
    officers: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=2)]
    start_ms: Millis
    procedures: Annotated[tuple[Short, ...], Meta(max_length=10)] = ()
    mode: Mode = "B"
    where: Where = "home"
    minutes: Annotated[int, Meta(ge=5, le=480)] = 30
    place: Place | None = None
    citizen: MaybeId = ""
    request: MaybeId = ""


class OfferReleased(Body, frozen=True, kw_only=True):
    """The caller wants another window, or none: these minutes are free again."""

    offer: Id


def rule(offer: Offer | None, body: Body, _look: Look) -> Refused | None:
    """Whether what is said of an offer is lawful now."""
    if isinstance(body, WindowOffered):
        if offer is not None:
            return Refused("already_there", body.offer)
        return None if body.window.from_ms < body.window.to_ms else Refused("bad_value", "window")
    if offer is None:
        return Refused("unknown_thing", KIND)
    return None if offer.state == "held" else Refused("wrong_state", offer.state)


def offered(_: None, body: WindowOffered, said: Said) -> Offer:
    return Offer(
        id=body.offer, unit=body.unit, window=body.window, officers=body.officers, start_ms=body.start_ms,
        until_ms=said.at_ms + HOLD_MS, by=said.by, procedures=body.procedures, mode=body.mode, where=body.where,
        minutes=body.minutes, place=body.place, citizen=body.citizen, request=body.request,
    )  # fmt: skip


def released(offer: Offer, _body: OfferReleased, _said: Said) -> Offer:
    return replace(offer, state="released")


def taken(offer: Offer, body: VisitPlanned, _said: Said) -> Offer:
    return replace(offer, state="taken", visit=body.visit)


FOLDS = {WindowOffered: offered, OfferReleased: released, VisitPlanned: taken}
