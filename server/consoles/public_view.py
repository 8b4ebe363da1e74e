"""What the public pages tell: the ward's telephones, its procedures with papers and fees, how punctual it was; one request.

Of a request it tells what a grandchild needs and nothing that names anybody: initials, the hour promised, how far it is.
"""

from datetime import date, timedelta
from typing import NamedTuple

from models import calendar, exemption, fees, phone, text, unit
from models.dossier import STATUS, Dossier
from models.law import Statutes
from models.officer import Officer
from models.procedure import Procedure
from models.request import Request
from models.statistics import Period
from models.store import journal, lists, projections
from models.store.engine import Store, Tx
from models.store.lists import Filter
from models.visit import Visit
from models.ward import Ward
from server import reports
from sync.board import read_thing, statutes_of

OFFICERS_MAX = 200
LAST_DIGITS = 4
_STEPS = ("received", "eligible", "scheduled", "visited", "closed")


class Told(NamedTuple):
    """A ward as the public sees it; `officers` are those on duty at this hour who have a telephone of the office."""

    id: str
    name: str
    hotline: str
    officers: tuple[Officer, ...]
    law: Statutes


class Figures(NamedTuple):
    """How punctual a ward was: dossiers resolved in the span, of these before or on their day, and late ones."""

    first: str
    last: str
    resolved: int
    in_time: int
    late: int


class Followed(NamedTuple):
    """One request as its people may follow it: initials, how far it is, the visits promised, the papers to come home."""

    code: str
    initials: str
    state: str
    step: int
    visits: tuple[Visit, ...]
    papers: tuple[tuple[Procedure | None, Dossier], ...]
    hotline: str


def wards(store: Store) -> list[unit.Unit]:
    """Every commune that works with this server."""
    with store.read() as tx:
        begun = journal.units(tx)
    return [one for unit_id in begun if len(unit_id) == 5 and (one := unit.unit(unit_id)) is not None]


def ward(tx: Tx, unit_id: str, now_ms: int) -> Told | None:
    """One ward; None when it does not work with this server."""
    known = unit.unit(unit_id)
    body = projections.body(tx, unit_id, "ward", unit_id)
    if known is None or body is None or len(unit_id) != 5:
        return None
    state: Ward = read_thing("ward", body).state
    rows = lists.page(tx, (unit_id,), "officer", Filter(states=("here",)), limit=OFFICERS_MAX)
    officers = [read_thing("officer", row.body).state for row in rows]
    on_duty = tuple(one for one in officers if one.phone and duty(one, now_ms))
    return Told(unit_id, state.name or known.full_name, state.hotline, on_duty, statutes_of(tx, unit_id))


def duty(officer: Officer, now_ms: int) -> bool:
    """Whether an officer works at this moment: in a shift, and not away."""
    minute = calendar.local_minute(now_ms)
    weekday = date.fromisoformat(calendar.local_day(now_ms)).weekday()
    works = any(one.weekday == weekday and one.from_minute <= minute < one.to_minute for one in officer.shifts)
    return works and not officer.is_absent(now_ms, now_ms + 1)


def procedures(law: Statutes, day: str) -> list[Procedure]:
    """Everything the ward does at home, in Vietnamese order."""
    return sorted(law.current(day), key=lambda one: text.fold(one.vi))


def fee(one: Procedure, law: Statutes, province: str, now_ms: int) -> fees.Bill:
    """What one of it costs somebody who is not exempt."""
    return fees.bill(one, province=province, day=calendar.local_day(now_ms), tariffs=law.tariffs(now_ms))


def exemptions(one: Procedure, law: Statutes, province: str, now_ms: int) -> list[exemption.Exemption]:
    """Who pays less for it here and today."""
    day = calendar.local_day(now_ms)
    return [
        rule
        for rule in (*exemption.exemptions(), *law.exemptions(now_ms))
        if one.code in rule.codes and rule.valid_from <= day and (not rule.valid_to or day <= rule.valid_to)
        if rule.province in ("", province)
    ]


def digits_of(number: str) -> str:
    """The last digits of a telephone by which its people are recognised; empty for one that is too short."""
    digits = "".join(c for c in phone.shown(number) if c.isdigit())
    return digits[-LAST_DIGITS:] if len(digits) >= 6 else ""


def found(tx: Tx, code: str) -> tuple[Request, list[str]] | None:
    """The request of a code, with the last digits of every telephone that belongs to it: person, helper, caller."""
    unit_id = code[:5]
    rows = lists.page(tx, (unit_id,), "request", Filter(owner_id=code), limit=1)
    if not rows:
        return None
    request: Request = read_thing("request", rows[0].body).state
    row = lists.one(tx, (unit_id,), "citizen", request.citizen)
    person = read_thing("citizen", row.body).state if row else None
    contacts = [request.caller, person.helper if person else None]
    numbers = [*(person.phones if person else ()), *(one.phone for one in contacts if one)]
    return request, [digits for number in numbers if (digits := digits_of(number))]


def followed(tx: Tx, request: Request) -> Followed:
    """What may be told of a request to whoever knows its code and a telephone of it."""
    parts = lists.with_request(tx, request.unit, request.id)
    visits = [read_thing("visit", row.body).state for row in parts.get("visit", [])]
    dossiers = [read_thing("dossier", row.body).state for row in parts.get("dossier", [])]
    row = lists.one(tx, (request.unit,), "citizen", request.citizen)
    name = read_thing("citizen", row.body).state.name if row else ""
    body = projections.body(tx, request.unit, "ward", request.unit)
    law = statutes_of(tx, request.unit)
    return Followed(
        request.code, text.initials(name), request.state,
        _STEPS.index(request.state) + 1 if request.state in _STEPS else 0,
        tuple(one for one in visits if one.state != "cancelled"),
        tuple((law.pinned(one.procedure, one.version), one) for one in dossiers if one.status in STATUS),
        read_thing("ward", body).state.hotline if body else "",
    )  # fmt: skip


SPAN_DAYS = 90
HOUR_MS = 3_600_000
_reckoned: dict[tuple[str, str], tuple[int, Figures]] = {}
"""The last figures of each ward, kept for an hour: whoever loads the page again and again costs nothing."""


def figures(store: Store, unit_id: str, now_ms: int) -> Figures:
    """How punctual a ward was in the last three months."""
    key, hour = (store.url, unit_id), now_ms // HOUR_MS
    known = _reckoned.get(key)
    if known is not None and known[0] == hour:
        return known[1]
    today = calendar.local_day(now_ms)
    first = (date.fromisoformat(today) - timedelta(days=SPAN_DAYS)).isoformat()
    table = reports.make(store, (unit_id,), Period(first=first, last=today), today).total.table
    in_time, late = (table.early or 0) + (table.on_time or 0), table.late or 0
    made = Figures(first, today, in_time + late, in_time, late)
    _reckoned[key] = (hour, made)
    return made
