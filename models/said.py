"""What every event body and every state has in common, and what a fold is told besides the body."""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from models.ids import END, Digest, Id

Name = Annotated[str, Meta(min_length=1, max_length=120)]
Note = Annotated[str, Meta(max_length=2000)]
Short = Annotated[str, Meta(max_length=200)]
Dong = Annotated[int, Meta(ge=0, le=1_000_000_000, description="Vietnamese đồng, whole")]
Millis = Annotated[int, Meta(ge=0, le=4_102_444_800_000, description="milliseconds since 1970-01-01 UTC")]
_MONTH_DAY = "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
_LEAP_YEAR = "[0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00"
DAY_PATTERN = rf"(([0-9]{{3}}[1-9]|[0-9]{{2}}[1-9]0|[0-9][1-9]00|[1-9]000)-({_MONTH_DAY})|({_LEAP_YEAR})-02-29)"
"""Days of the Gregorian calendar, so that no 30 February is ever kept (ISO 8601-1 §5.2.2, years 0001 to 9999)."""
Day = Annotated[str, Meta(pattern=f"^{DAY_PATTERN}{END}", description="local calendar day, Asia/Ho_Chi_Minh")]

Maybe = UnsetType
"""In a change: a field left out stays as it is, which is not the same as being emptied."""
LEFT = UNSET


class Body(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    tag=True,
    tag_field="kind",
    forbid_unknown_fields=True,
    omit_defaults=True,
):
    """What an event says happened. Closed: a field the office does not know is an error, never ignored."""


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a body or state that has no life of its own."""


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is true of one thing: the fold of its events. Unknown fields are tolerated, so an older tablet can read."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """The circumstances of an event, as the journal holds them; with the body, all a fold may look at.

    `at_ms` is legal time (device clock corrected by the last known server offset) with `bound_ms` of doubt; `doubtful`
    means that the device's clock could not be believed and the time of receipt stands instead.
    """

    seq: int
    event: str
    by: str
    device: str
    at_ms: int
    bound_ms: int | None
    doubtful: bool
    received_ms: int
    base: int
    lease: int
    given: str = ""


Look = Callable[[str, str], Any]
"""`look(kind, id)`: the present state of a thing of the same unit, or None."""


class FileRef(Value, frozen=True, kw_only=True):
    """Bytes that travel apart from the event naming them, known by their SHA-256 (`digest`) and length."""

    digest: Digest
    length_bytes: Annotated[int, Meta(ge=1, le=50_000_000)]
    media_type: Annotated[
        str, Meta(pattern=r"^(image/(jpeg|png|webp)|application/(pdf|json)|image/svg\+xml|audio/(ogg|webm|mp4))" + END)
    ]
    label: Short = ""


class Place(Value, frozen=True, kw_only=True):
    """A point, coarse on purpose: micro-degrees, with the accuracy the device claimed."""

    lat_e6: Annotated[int, Meta(ge=-90_000_000, le=90_000_000)]
    lon_e6: Annotated[int, Meta(ge=-180_000_000, le=180_000_000)]
    accuracy_m: Annotated[int, Meta(ge=0, le=100_000)] = 0


class Address(Value, frozen=True, kw_only=True):
    """An address as printed and as found on the ground; many homes have no number, so a landmark counts as much."""

    house: Short = ""
    street: Short = ""
    hamlet: Short = ""
    landmark: Short = ""
    printed: Short = ""
    place: Place | None = None


class Window(Value, frozen=True, kw_only=True):
    """A promised span of time, from inclusive to exclusive."""

    from_ms: Millis
    to_ms: Millis


class Contact(Value, frozen=True, kw_only=True):
    """Someone who can be rung about a visit, with what they are to the citizen."""

    name: Name
    phone: Short = ""
    relation: Short = ""


class Conflict(Value, frozen=True, kw_only=True):
    """Two hands on one field: what stands, what was also said, by whom and when; open until settled."""

    field: str
    kept: str
    offered: str
    event: Id
    by: str
    at_ms: int
