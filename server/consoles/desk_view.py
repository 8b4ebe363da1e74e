"""What the desk's page shows of a call under way: who it may be, what is known, what to ask, what it comes to."""

from typing import NamedTuple

from models import calendar, citizen, phone, request, text
from models.access import Actor
from models.call import Call
from models.citizen import Citizen
from models.law import Statutes
from models.request import Request
from models.store import lists, people
from models.store.engine import Tx
from models.store.lists import Filter
from models.store.people import Scope
from models.triage import Result
from models.visit import OPEN as VISIT_OPEN
from models.visit import Visit
from server import weighing
from server.consoles import placing, sheet
from server.consoles.forms import Form
from server.weighing import Asking, Weighed
from sync.board import read_thing, statutes_of

HITS_MAX = 8
CALLS_SHOWN_MAX = 8
FIND_CHARS_MIN = 2
PHONE_DIGITS_MIN = 6


class Hit(NamedTuple):
    """Somebody it may be: known by the caller's number, or found by what was typed."""

    person: Citizen
    age: int | None
    by_phone: bool


class Standing(NamedTuple):
    """A request of this person that is still open, with the visits promised for it; `same`: about the same thing."""

    request: Request
    names: tuple[str, ...]
    visits: tuple[Visit, ...]
    same: bool


class Wish(NamedTuple):
    """One thing the caller wants, by its name in the form, and how far its questions have come."""

    name: str
    asking: Asking


class Sight(NamedTuple):
    """Everything the page shows of a call. `now`: the wish whose question is open; `result`: what all wishes come to."""

    form: Form
    phone: str
    hits: tuple[Hit, ...]
    searched: str
    person: Citizen | None
    age: int | None
    standing: tuple[Standing, ...]
    calls: tuple[Call, ...]
    wishes: tuple[Wish, ...]
    now: Wish | None
    result: Result | None
    weight: Weighed | None
    birth_wrong: bool
    place_wrong: bool
    near: tuple[placing.Near, ...]


def see(tx: Tx, actor: Actor, form: Form, now_ms: int) -> Sight:
    """The call as it stands; asks the store a bounded number of questions."""
    today = calendar.local_day(now_ms)
    scope = Scope((actor.unit,))
    typed = form.text("find", 100)
    number = sheet.number(form)
    hits = _hits(tx, scope, number, typed, today)
    person = known(tx, actor.unit, form.text("citizen"))
    told = sheet.told(form)
    law = statutes_of(tx, actor.unit)
    asked = weighing.wishes(told, today, law)
    wishes = tuple(Wish(*one) for one in zip(sheet.wishes(form), asked, strict=True))
    result = weighing.come_to(asked)
    now = sheet.person_of(form, person)
    age = age_of(now.birth, today)
    weight = None
    if result is not None:
        weight = weighing.weighed(result, weighing.told_of(told), now.statuses, age, now_ms, actor.unit[:2], law)
    wanted = tuple(code for one in asked if one.result for code in one.result.procedures)
    return Sight(
        form=form, phone=number, hits=hits, searched=typed, person=person, age=age,
        standing=_standing(tx, person, wanted, today, law) if person else (), calls=_calls(tx, actor.unit, number),
        wishes=wishes, now=next((one for one in wishes if one.asking.now), None), result=result, weight=weight,
        birth_wrong=sheet.birth_of(form.text("birth", 20)) is None,
        place_wrong=bool(form.text("place")) and now.address.place is None,
        near=placing.near(tx, scope, now.address) if form.text("citizen") and not form.text("place") else (),
    )  # fmt: skip


def known(tx: Tx, unit_id: str, citizen_id: str) -> Citizen | None:
    """The person picked, if this unit knows them and they were not erased."""
    row = lists.one(tx, (unit_id,), "citizen", citizen_id) if citizen_id not in ("", sheet.NEW) else None
    found: Citizen | None = read_thing("citizen", row.body).state if row else None
    return found if found and not found.erased else None


def age_of(birth: str, today: str) -> int | None:
    """Whole years of somebody of whom only the birth is told yet."""
    return citizen.age(Citizen(id="", unit="", name="", birth=birth), today)


def _digits(number: str) -> str:
    """A number as people are found by it: national, digits alone."""
    return "".join(c for c in phone.shown(number) if c.isdigit())


def _hits(tx: Tx, scope: Scope, number: str, typed: str, today: str) -> tuple[Hit, ...]:
    """People of the caller's number first, then those whose name bears every word typed, then those whose home does."""
    digits = _digits(number)
    bodies = people.find(tx, scope, digits, HITS_MAX) if len(digits) >= PHONE_DIGITS_MIN else []
    rung = [read_thing("citizen", body).state for body in bodies]
    bare = "".join(c for c in typed if c.isdigit())
    query = bare if bare and not any(c.isalpha() for c in typed) else typed
    found = people.find(tx, scope, query, 4 * HITS_MAX) if len("".join(text.words(query))) >= FIND_CHARS_MIN else []
    others = [read_thing("citizen", body).state for body in found]
    named = [*text.words(query)]
    others.sort(key=lambda one: not all(any(w.startswith(word) for w in text.words(one.name)) for word in named))
    seen = {one.id for one in rung}
    hits = [Hit(one, citizen.age(one, today), True) for one in rung]
    hits += [Hit(one, citizen.age(one, today), False) for one in others if one.id not in seen]
    return tuple(hits[:HITS_MAX])


def _standing(tx: Tx, person: Citizen, wanted: tuple[str, ...], today: str, law: Statutes) -> tuple[Standing, ...]:
    theirs = lists.with_citizen(tx, person.unit, person.id)
    visits = [read_thing("visit", row.body).state for row in theirs.get("visit", [])]
    found = []
    for row in theirs.get("request", []):
        one: Request = read_thing("request", row.body).state
        if one.state not in request.OPEN:
            continue
        of_it = tuple(visit for visit in visits if visit.request == one.id and visit.state in VISIT_OPEN)
        codes = [want.procedure for want in one.wants]
        names = tuple(named.vi if (named := law.in_force(code, today)) else code for code in codes)
        found.append(Standing(one, names, of_it, bool({*codes} & {*wanted})))
    return tuple(sorted(found, key=lambda each: (not each.same, -each.request.received_ms)))


def _calls(tx: Tx, unit_id: str, number: str) -> tuple[Call, ...]:
    """The last calls from a number, the newest first."""
    if len(_digits(number)) < PHONE_DIGITS_MIN:
        return ()
    rows = lists.page(tx, (unit_id,), "call", Filter(owner_id=number), limit=lists.TOGETHER_MAX)
    return tuple(read_thing("call", row.body).state for row in rows[::-1][:CALLS_SHOWN_MAX])
