"""What of a case may no longer be held today, by the classes of `models/retention.py`, and what the law orders kept.

Pictures of papers of a certified copy go once the result is home; where an officer stood goes after its days; a whole case
goes when the longest of its classes is over. What is permanent (civil status) stays, and what is still open is not touched.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from models.calendar import local_day
from models.call import Call, is_open
from models.dossier import ENDED, Dossier
from models.paper import Paper
from models.procedure import Procedure
from models.redaction import About, RecordRedacted, redaction, stripped
from models.request import OPEN, Request
from models.retention import kept_until, retention_class
from models.visit import OPEN as UNDER_WAY
from models.visit import Visit

UNSERVED = "request_unserved"
_Kept = TypeVar("_Kept")
_COPY, _PLACE = "copy_case", "location"

Pinned = Callable[[str, str], Procedure | None]
"""`pinned(code, version)`: the version of a procedure a dossier was opened under."""


class Case(NamedTuple):
    """A request with every visit and dossier of it."""

    request: Request
    visits: Sequence[Visit]
    dossiers: Sequence[Dossier]


def of_case(case: Case, today: str, pinned: Pinned, papers: Sequence[Paper] = ()) -> list[RecordRedacted]:
    """What to leave of a case today: all of it, its figures only, or without places and pictures; empty: nothing is due."""
    whole = whole_until(case, pinned)
    if whole is not None and whole[0] < today:
        things: list[tuple[About, Request | Visit | Dossier | Paper]] = [("request", case.request)]
        things += [("visit", visit) for visit in case.visits]
        things += [("dossier", dossier) for dossier in case.dossiers]
        things += [("paper", paper) for paper in papers]
        left = [(about, state, stripped(about, state)) for about, state in things]
        # All or nothing: a record with no words left may have had some, which its older events still hold.
        words = any(after != before for _, before, after in left)
        return [redaction(about, after, whole[1]) for about, _, after in left] if words else []
    return [body for visit in case.visits if (body := _of_visit(visit, case.dossiers, today, pinned)) is not None]


def of_call(call: Call, today: str) -> RecordRedacted | None:
    """A call nobody is owed a ring for keeps its words as long as a request that came to nothing."""
    after = stripped("call", call)
    if is_open(call) or after == call or not _over(UNSERVED, call.at_ms, today):
        return None
    return redaction("call", after, UNSERVED)


def _of_visit(visit: Visit, dossiers: Sequence[Dossier], today: str, pinned: Pinned) -> RecordRedacted | None:
    if visit.state in UNDER_WAY or not visit.ended_ms:
        return None
    mine = [dossier for dossier in dossiers if dossier.id in visit.dossiers]
    copies = [
        one
        for one in mine
        if _class_of(one, pinned) == _COPY and one.returned_ms and _over(_COPY, one.returned_ms, today)
    ]
    if visit.files and mine and len(copies) == len(mine):
        return redaction("visit", _replaced(visit, files=(), missing=()), _COPY, empties="nothing")
    if visit.arrived and visit.arrived.place and _over(_PLACE, visit.ended_ms, today):
        return redaction(
            "visit", _replaced(visit, arrived=_replaced(visit.arrived, place=None)), _PLACE, empties="arrival"
        )
    return None


def goes_on(case: Case) -> bool:
    """Whether something of a case is still to be done."""
    if any(one.status not in ENDED for one in case.dossiers) or any(one.state in UNDER_WAY for one in case.visits):
        return True
    return case.request.state in OPEN and case.request.state != "visited"


def whole_until(case: Case, pinned: Pinned) -> tuple[str, str] | None:
    """The last day a whole case is kept and the class that says so; None while it is open or for ever."""
    ended_ms = _case_ended_ms(case)
    if goes_on(case) or not ended_ms:
        return None
    received = [one for one in case.dossiers if one.status != 3]
    classes = [(_class_of(one, pinned), _since_ms(one, pinned) or ended_ms) for one in received]
    # A case of certified copies has no class but for its pictures: its figures rest on the proof of consent.
    found = [("consent" if name == _COPY else name, since_ms) for name, since_ms in classes]
    ends = [(kept_until(name, local_day(since_ms)), name) for name, since_ms in found or [(UNSERVED, ended_ms)]]
    if any(end is None for end, _ in ends):
        return None
    return max((end, name) for end, name in ends if end is not None)


def ordered_until(case: Case, today: str, pinned: Pinned) -> tuple[str, str] | None:
    """The last day ("": for ever) to which the law orders an ended case kept, and its class; None where it no longer does.

    What was never certified is no certification to keep; what the ward's own schedule says (`ordered` unset) is a longest
    time, and binds nobody who asks for an erasure.
    """
    ended_ms = _case_ended_ms(case)
    found: list[tuple[str, str]] = []
    for one in case.dossiers:
        kind = retention_class(_class_of(one, pinned))
        if not kind.ordered or one.status == 3 or (kind.counted_from == "certified" and not one.ready_ms):
            continue
        until = kept_until(kind.id, local_day(_since_ms(one, pinned) or ended_ms))
        if until is None or until >= today:
            found.append((until or "", kind.id))
    return latest(found)


def latest(ends: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """Of several last days, each with its class, the one that comes last; "" is for ever."""
    return max(ends, key=lambda end: (not end[0], end[0]), default=None)


def _class_of(dossier: Dossier, pinned: Pinned) -> str:
    procedure = pinned(dossier.procedure, dossier.version)
    return procedure.retention if procedure and procedure.retention else "civil_case"


def _since_ms(dossier: Dossier, pinned: Pinned) -> int:
    counted = retention_class(_class_of(dossier, pinned)).counted_from
    return (dossier.ready_ms if counted == "certified" else dossier.returned_ms) or _ended_ms(dossier)


def _case_ended_ms(case: Case) -> int:
    ends = (*(one.ended_ms for one in case.visits), *(_ended_ms(one) for one in case.dossiers))
    return max([case.request.closed_ms, *ends])


def _ended_ms(dossier: Dossier) -> int:
    return dossier.returned_ms or dossier.ended_ms or dossier.ready_ms


def _over(name: str, since_ms: int, today: str) -> bool:
    until = kept_until(name, local_day(since_ms))
    return until is not None and until < today


def _replaced(value: _Kept, **changes: object) -> _Kept:
    return replace(value, **changes)  # type: ignore[type-var]  # each is a Struct
