"""What may be said of a person: an erasure is refused while the law orders something of theirs kept (Law 91/2025)."""

from models.calendar import local_day
from models.citizen import KIND, Citizen, CitizenErased, CitizenRegistered
from models.procedure import Procedure
from models.refusal import Refused
from models.retention import retention_class
from models.retiring import Case, goes_on, latest, ordered_until
from models.said import Body, Look


def rule(known: Citizen | None, body: Body, look: Look) -> Refused | None:
    """Whether what is said of a person is lawful now."""
    if isinstance(body, CitizenRegistered):
        return Refused("already_there", body.citizen) if known else None
    if known is None:
        return Refused("unknown_thing", KIND)
    if known.erased:
        return Refused("erased")
    return _kept(body.citizen, look) if isinstance(body, CitizenErased) else None


def _kept(citizen_id: str, look: Look) -> Refused | None:
    """What of a person must stay yet: an open case, or one within its time, which is named with its last day and article."""
    cases: tuple[Case, ...] = look("cases", citizen_id) or ()
    for case in cases:
        if goes_on(case):
            code = case.request.code
            return Refused("kept_by_law", f"vụ việc {code} còn mở / while case {code} is open")
    today = local_day(look("now", "")) if cases else ""

    def pinned(code: str, version: str) -> Procedure | None:
        found: Procedure | None = look("procedure", f"{code}@{version}")
        return found

    ends = (ordered_until(case, today, pinned) for case in cases)
    last = latest(end for end in ends if end is not None)
    if last is None:
        return None
    day, kept_as = last
    until = f"đến hết ngày / until {day}" if day else "vĩnh viễn / for ever"
    return Refused("kept_by_law", f"{until} ({retention_class(kept_as).article})")
