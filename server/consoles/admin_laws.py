"""`/admin/laws` and `/admin/calendar`: the dated law of a unit, what a new version would change, and its days off.

Whatever is added goes through the same door as `POST /laws`; nothing opened before it is altered.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter, RawBody

from models import calendar
from models.access import MAY_SAY
from models.law import Days, Hours, LawAdded, LawRepealed, Swap
from models.procedure import Procedure
from models.procedure_version import Fault, parse_version
from models.said import Body
from server import laws
from server.asked import ThingId, speaks
from server.consoles.admin_pages import HERE
from server.consoles.forms import Form
from server.consoles.pages import Console, console, page
from server.consoles.year import months
from server.house import House
from server.laws import Addition
from server.problem import Problem
from server.routes.laws import LAW_BYTES_MAX

PAGE = f"{HERE}/laws"
CALENDAR = f"{HERE}/calendar"
HOURS = f"{CALENDAR}/hours"
KINDS = ("procedure", "tariff", "exemption", "days")
TEXT_CHARS_MAX = 200_000
FAULTS_SHOWN = 20
YEAR_MIN, YEAR_MAX = 2025, 2100
Year = Annotated[int, QueryParameter(ge=0, le=9999)]
SESSIONS_MAX = 4
MIDNIGHT = 24 * 60
WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")


class Difference(NamedTuple):
    """One field two versions of a procedure differ in, as text."""

    field: str
    before: str
    after: str


class Draft(NamedTuple):
    """A text that was looked at and not yet added: what is wrong with it, else what it would change."""

    kind: str
    text: str
    faults: list[Fault]
    differences: list[Difference]
    version: Procedure | None


@get(PAGE, sync_to_thread=True, opt=speaks())
def listed(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[str]:
    """Every procedure with the version in force, and what this unit added."""
    return _listed(house, console(house, request, "laws"), "", None)


@post(PAGE, sync_to_thread=True, status_code=200, opt=speaks(), request_max_body_size=LAW_BYTES_MAX)
def add(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """Looks at a text, or adds it: a version of a procedure, a tariff, an exemption, or days."""
    who = _administrator(house, request, LawAdded)
    form = Form(body)
    kind, text = form.one_of("kind", KINDS), form.text("text", TEXT_CHARS_MAX)
    draft, addition = _read(house, who, kind, text)
    if form.one_of("how", ("look", "add"), "look") == "look" or addition is None:
        return _listed(house, who, "", draft)
    _added(house, who, addition)
    return _listed(house, who, "admin-law-added", None)


@post(f"{PAGE}/{{law_id:str}}/repeal", sync_to_thread=True, status_code=200, opt=speaks())
def repeal(
    house: NamedDependency[House], request: Request[Any, Any, Any], law_id: ThingId, body: RawBody
) -> Response[str]:
    """An addition made by mistake no longer counts for what begins from now on."""
    who = _administrator(house, request, LawRepealed)
    reason = Form(body).text("reason", 120)
    if not reason:
        raise Problem("bad_value", "reason")
    if all(one.id != law_id for one in laws.standing(house, who.me.unit).laws):
        raise Problem("not_found", "law")
    receipt = laws.repeal(house, who.me, who.me.unit, law_id, reason)
    if receipt.outcome == "refused":
        raise Problem(receipt.code, receipt.detail)
    return _listed(house, who, "admin-law-repealed", None)


@get(f"{PAGE}/procedures/{{code:str}}", sync_to_thread=True, opt=speaks())
def versions(house: NamedDependency[House], request: Request[Any, Any, Any], code: ThingId) -> Response[str]:
    """Every version of a procedure by the day it holds from, and what each changed of the one before."""
    who = console(house, request, "laws")
    known = [one for one in laws.standing(house, who.me.unit).versions if one.code == code]
    if not known:
        raise Problem("not_found", "procedure")
    known.sort(key=lambda one: one.valid_from)
    pairs = zip([None, *known], known, strict=False)
    told = [(one, differences(before, one) if before else []) for before, one in pairs]
    return page("admin/procedure.html", who, at=PAGE, versions=list(reversed(told)), today=_today(house))


@get(CALENDAR, sync_to_thread=True, opt=speaks())
def year(house: NamedDependency[House], request: Request[Any, Any, Any], year: Year = 0) -> Response[str]:
    """A year of working days, days off and days swapped."""
    return _year(house, console(house, request, "laws"), year, "")


@post(CALENDAR, sync_to_thread=True, status_code=200, opt=speaks())
def decide(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """The yearly decision: days given off, days taken back, and days off worked on another day."""
    who = _administrator(house, request, LawAdded)
    form = Form(body)
    pairs = _days(form.text("swaps"))
    if len(pairs) % 2:
        raise Problem("bad_value", "swaps")
    decision = {
        "version": form.text("version"), "basis": form.text("basis"), "off": _days(form.text("off", 1000)),
        "on": _days(form.text("on", 1000)), "swaps": [
            Swap(off=off, worked=worked) for off, worked in zip(pairs[::2], pairs[1::2], strict=True)
        ],
    }  # fmt: skip
    if not decision["version"] or not decision["basis"]:
        raise Problem("bad_value", "version, basis")
    if form.text("decided_to"):
        decision["decided_to"] = form.text("decided_to", 10)
    try:
        days = msgspec.convert(msgspec.to_builtins(decision), Days)
    except msgspec.ValidationError as error:
        raise Problem("law_faulty", str(error)[:200]) from error
    _added(house, who, Addition(days=days))
    shown = int((*days.off, *days.on, *pairs, _today(house))[0][:4])
    return _year(house, who, shown, "admin-calendar-decided")


@post(HOURS, sync_to_thread=True, status_code=200, opt=speaks())
def hours(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """The unit's own office hours, weekday by weekday, for whatever begins from now on."""
    who = _administrator(house, request, LawAdded)
    form = Form(body)
    version, basis = form.text("version"), form.text("basis")
    if not version or not basis:
        raise Problem("bad_value", "version, basis")
    week = tuple(tuple(_sessions(form, weekday)) for weekday in range(7))
    _added(house, who, Addition(days=Days(version=version, basis=basis, weekly=week)))
    return _year(house, who, 0, "admin-hours-decided")


def _sessions(form: Form, weekday: int) -> Iterator[Hours]:
    """When the office is open on a weekday, as the form has it; a pair left empty is none."""
    for i in range(SESSIONS_MAX):
        start, end = (_minute(form.text(f"{end}-{weekday}-{i}", 5)) for end in ("from", "to"))
        if start is None and end is None:
            continue
        if start is None or end is None or start >= (end or MIDNIGHT):
            raise Problem(
                "bad_value",
                f"{WEEKDAYS[weekday]}: {form.text(f'from-{weekday}-{i}')} – {form.text(f'to-{weekday}-{i}')}",
            )
        yield Hours(from_minute=start, to_minute=end or MIDNIGHT)


def _minute(text: str) -> int | None:
    """A time of day as a browser sends it, "07:30"; None when there is none."""
    found = _TIME.fullmatch(text)
    if text and found is None:
        raise Problem("bad_value", text)
    return int(found[1]) * 60 + int(found[2]) if found else None


def differences(before: Procedure, after: Procedure) -> list[Difference]:
    """What two versions of a procedure differ in, field by field; their names and days are not told."""
    names = [name for name in Procedure.__struct_fields__ if name not in ("code", "version", "valid_from")]
    return [
        Difference(name, _text(getattr(before, name)), _text(getattr(after, name)))
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.format(msgspec.json.encode(value), indent=1).decode()


def _read(house: House, who: Console, kind: str, text: str) -> tuple[Draft, Addition | None]:
    """A text as an addition, with what it would change; without one when something is wrong with it."""
    law = laws.standing(house, who.me.unit)
    if kind == "procedure":
        found = parse_version(text, law.added)
        if isinstance(found, list):
            return Draft(kind, text, found[:FAULTS_SHOWN], [], None), None
        before = law.in_force(found.code, found.valid_from)
        return Draft(kind, text, [], differences(before, found) if before else [], found), Addition(procedure=found)
    try:
        return Draft(kind, text, [], [], None), msgspec.convert({kind: msgspec.json.decode(text)}, Addition)
    except (msgspec.DecodeError, RecursionError) as error:
        fault = Fault("", f"Không đọc được: {error}"[:300], f"It cannot be read: {error}"[:300])
        return Draft(kind, text, [fault], [], None), None


def _added(house: House, who: Console, addition: Addition) -> None:
    _, receipt = laws.add(house, who.me, who.me.unit, addition)
    if receipt.outcome == "refused":
        raise Problem(receipt.code, receipt.detail)


def _administrator(house: House, request: Request[Any, Any, Any], word: type[Body]) -> Console:
    """Somebody who may change the law of the unit, said before anything is written."""
    who = console(house, request, "laws")
    if not who.me.roles & MAY_SAY[word]:
        raise Problem("not_allowed", word.__name__)
    return who


def _days(text: str) -> list[str]:
    """The days a text names as people write them: "2/1/2027, 10/1/2027"; anything else in it must be blanks and commas."""
    if _DAY.sub("", text).strip(" ,;→>-\n\r\t"):
        raise Problem("bad_value", text[:100])
    return [f"{year}-{int(month):02d}-{int(day):02d}" for day, month, year in _DAY.findall(text)]


def _today(house: House) -> str:
    return calendar.local_day(house.now_ms())


def _listed(house: House, who: Console, told: str, draft: Draft | None) -> Response[str]:
    law = laws.standing(house, who.me.unit)
    counted = Counter(one.code for one in law.versions)
    return page(
        "admin/laws.html", who, at=PAGE, procedures=law.current(_today(house)), counted=counted, added=law.laws[::-1],
        told=told, draft=draft, kinds=KINDS, may="admin" in who.me.roles, own={(one.code, one.version) for one in law.added},
    )  # fmt: skip


def _year(house: House, who: Console, asked: int, told: str) -> Response[str]:
    law = laws.standing(house, who.me.unit)
    cal = law.calendar
    shown = asked or int(_today(house)[:4])
    if not YEAR_MIN <= shown <= YEAR_MAX:
        raise Problem("not_found", "year")
    decisions = [one for one in reversed(law.laws) if one.days is not None]
    return page(
        "admin/calendar.html", who, at=CALENDAR, year=shown, months=months(cal, shown), cal=cal, told=told,
        decisions=decisions, pairs=max(2, *map(len, cal.weekly_sessions)), may="admin" in who.me.roles,
        first=YEAR_MIN, last=YEAR_MAX,
    )  # fmt: skip


HANDLERS = [listed, add, repeal, versions, year, decide, hours]
