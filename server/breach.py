"""When data got into wrong hands: whom it concerns, what of theirs, since when, and by when to tell (Decree 356/2025 art. 29).

An account: what it looked at since a time. A device: what lies on it, or was let go there since. The answer names people by
id only; the ward looks their telephones up one by one, and each look is noted like any other.
"""

from msgspec import Struct

from models.data_request import BREACH_HOURS, breach_told_by_ms
from models.device import Device
from models.store import concerned, counting, projections
from models.store.concerned import Seen
from models.store.engine import Store
from sync.board import read_thing

AT_ONCE = 500


class Concerned(Struct, frozen=True, kw_only=True):
    """One person: of which kinds of record something was seen, when first and last; 0 where only that it lay there is known."""

    citizen: str
    kinds: tuple[str, ...]
    first_ms: int
    last_ms: int


class Breach(Struct, frozen=True, kw_only=True):
    """What to tell the authority, and by when; `told_by_ms` counts from now, the moment of detection."""

    unit: str
    account: str
    device: str
    since_ms: int
    detected_ms: int
    told_by_ms: int
    hours: int
    location: bool
    people: tuple[Concerned, ...]


def report(store: Store, unit_id: str, since_ms: int, now_ms: int, account: str = "", device: str = "") -> Breach:
    """Whom it concerns; raises LookupError for a device the unit does not know."""
    seen: list[Seen] = []
    with store.read() as tx:
        if account:
            seen += concerned.looked_at(tx, unit_id, account, since_ms)
        if device:
            body = projections.body(tx, unit_id, "device", device)
            if body is None:
                raise LookupError(device)
            held: Device = read_thing("device", body).state
            seen += concerned.held_by(tx, unit_id, held.officer, counting.first_since(tx, unit_id, since_ms))
        names = sorted({one.citizen_id for one in seen})
        people: set[str] = set()
        for start in range(0, len(names), AT_ONCE):
            people |= concerned.people_named(tx, unit_id, names[start : start + AT_ONCE])
    found = [_concerned(name, [one for one in seen if one.citizen_id == name]) for name in names if name in people]
    return Breach(
        unit=unit_id, account=account, device=device, since_ms=since_ms, detected_ms=now_ms,
        told_by_ms=breach_told_by_ms(now_ms), hours=BREACH_HOURS,
        location=any("visit" in one.kinds for one in found), people=tuple(found),
    )  # fmt: skip


def _concerned(citizen: str, seen: list[Seen]) -> Concerned:
    dated = [one for one in seen if one.first_ms]
    return Concerned(
        citizen=citizen,
        kinds=tuple(sorted({one.kind for one in seen})),
        first_ms=min((one.first_ms for one in dated), default=0),
        last_ms=max((one.last_ms for one in dated), default=0),
    )
