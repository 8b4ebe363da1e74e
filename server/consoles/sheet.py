"""The sheet of one call: what the page's fields mean, what is wrong with them, and what is said when it is saved.

Pure: a form and what is known of the person go in, the events to say come out; names of new things are given.
"""

import re
from typing import Any, NamedTuple, cast, get_args

import msgspec

from models import phone
from models.call import CallLogged, CallOutcome
from models.citizen import (
    Citizen,
    CitizenAmended,
    CitizenChange,
    CitizenRegistered,
    Need,
    Sex,
    Status,
    StatusKind,
)
from models.dossier import DossierOpened
from models.event import Body
from models.request import EligibilityDecided, RequestReceived, Want
from models.said import Address, Contact
from models.triage import Result, intake, tree
from server.consoles import placing
from server.consoles.forms import Form
from server.weighing import AT_HOME, WISHES_MAX, Weighed

NEEDS: tuple[Need, ...] = get_args(Need)
STATUSES: tuple[StatusKind, ...] = get_args(StatusKind)
SEXES: tuple[Sex, ...] = ("female", "male", "unknown")
LANGUAGES = ("vi", "km", "cjm", "zh", "sgn", "other")
OUTCOMES: tuple[CallOutcome, ...] = ("question", "callback", "hung_up", "wrong_number")
"""How a call may end that was no request; `missed` is the telephone's to say."""
NEW = "new"
_BIRTH = re.compile(r"(?:(\d{1,2})[/.-](\d{1,2})[/.-])?(\d{4})")


OF_PERSON = (
    "name", "birth", "sex", "id_number", "house", "street", "hamlet", "landmark", "place", "need", "status", "language",
    "own_phone", "helper_name", "helper_phone", "helper_relation",
)  # fmt: skip
OFFER = ("offer", "offer_from", "offer_to", "offer_until", "offer_for")
KEPT_HERE = ("citizen", "returns", "corrects", "wish", *OFFER)
"""Fields the server alone writes: a page that is a moment behind cannot take back who was picked or what was answered."""
AT_OFFICE = "Người dân đến trụ sở làm"
"""Why no ground for a visit at home was weighed, as it stands with the decision."""
ANSWER = "a:"
"""Answers are fields of their own: `a:2:need` is what the second wish is about."""
ONCE = frozenset(question.id for question in tree().questions if question.once)


class Wrong(NamedTuple):
    """One thing to mend before the call can be saved: the field's id on the page, and the word that says what."""

    field: str
    word: str


class Names(NamedTuple):
    """Names for what a saved call makes; the call bears its draft's, so that saving twice makes nothing twice."""

    call: str
    citizen: str
    request: str
    dossiers: tuple[str, ...]


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """The person as the fields tell them; the fields of `CitizenChange` that the desk fills in."""

    name: str
    birth: str
    sex: Sex
    id_number: str
    phones: tuple[str, ...]
    address: Address
    needs: tuple[Need, ...]
    statuses: tuple[Status, ...]
    language: str
    helper: Contact | None


def merged(kept: Form, posted: Form) -> Form:
    """What the page holds now, with what only the server writes; the fields of a person count only for that person."""
    form = posted.with_those_of(kept, KEPT_HERE, ANSWER)
    if posted.text("about") != kept.text("citizen"):
        form = form.with_those_of(kept, OF_PERSON)
    return form.changed(about="", pick="", answer="", undo="", more="", less="", do="", count="", window="")


def wishes(form: Form) -> tuple[str, ...]:
    """The names of what the caller wants, in the order it was told; a call begins with one."""
    return form.texts("wish") or ("1",)


def told(form: Form) -> tuple[dict[str, str], ...]:
    """The answers of each wish."""
    return tuple(form.begun(f"{ANSWER}{wish}:") for wish in wishes(form))


def next_wish(form: Form) -> str:
    """The name another wish would get; none when the call holds as many as it may."""
    known = wishes(form)
    return str(int(known[-1]) + 1) if len(known) < WISHES_MAX else ""


def answered(form: Form, posted: Form) -> Form:
    """The form after a button: an answer (`wish:question:answer`, `#` for the number typed) given or taken back, a wish more
    or less. Pressed twice, each does what it does once."""
    known = wishes(form)
    wish, question, value = (*posted.text("answer").split(":", 2), "", "", "")[:3]
    if wish in known and question:
        form = form.changed(**{f"{ANSWER}{wish}:{question}": posted.text("count")[:6] if value == "#" else value})
    wish, _, question = posted.text("undo").partition(":")
    if wish in known and question:
        form = form.changed(**{f"{ANSWER}{one}:{question}": "" for one in (known if question in ONCE else (wish,))})
    if posted.text("more") and posted.text("more") == next_wish(form):
        form = form.changed(wish=(*known, posted.text("more")))
    less = posted.text("less")
    if less in known and len(known) > 1:
        gone = dict.fromkeys((f"{ANSWER}{less}:{one}" for one in form.begun(f"{ANSWER}{less}:")), "")
        form = form.changed(**gone, wish=tuple(one for one in known if one != less))
    return form


def begun_anew(form: Form, typed: str) -> Form:
    """The form for somebody the ward does not know yet; what was typed to find them is their name if it is none of digits."""
    name = "" if any(c.isdigit() for c in typed) else typed
    own = form.text("phone", 40) if form.text("caller") != "other" else ""
    emptied: dict[str, str | tuple[str, ...]] = dict.fromkeys(OF_PERSON, "")
    return form.changed(**{**emptied, "citizen": NEW, "name": name, "own_phone": own})


def number(form: Form) -> str:
    """The caller's number: as telephones know it where it is one, else as typed."""
    typed = form.text("phone", 40)
    return phone.normal(typed) or typed


def birth_of(typed: str) -> str | None:
    """A day or a year of birth as people write it, `5/3/1941` or `1941`, as it is stored; None when it is neither."""
    if not typed:
        return ""
    found = _BIRTH.fullmatch(typed.strip())
    if found is None:
        return None
    day, month, year = found.groups()
    if day is None:
        return str(year)
    return f"{year}-{int(month):02d}-{int(day):02d}" if 1 <= int(month) <= 12 and 1 <= int(day) <= 31 else None


def person_of(form: Form, known: Citizen | None) -> Person:
    """The person as the page has them now; what the page does not show stays as it was known."""
    kept = {status.kind: status for status in known.statuses} if known else {}
    typed = form.text("helper_name", 120)
    address = Address(
        house=form.text("house"), street=form.text("street"), hamlet=form.text("hamlet"), landmark=form.text("landmark"),
        printed=known.address.printed if known else "", place=placing.read(form.text("place")),
    )  # fmt: skip
    reached = phone.normal(form.text("own_phone", 40)) or form.text("own_phone", 40)
    others = tuple(one for one in (known.phones if known else ()) if one != reached)
    caller = number(form) if form.text("caller") != "other" else ""
    numbers = tuple(dict.fromkeys(one for one in (reached, *others, caller) if one))[:5]
    return Person(
        name=form.text("name", 120), birth=birth_of(form.text("birth", 20)) or "",
        sex=cast(Sex, form.one_of("sex", SEXES, "unknown")), id_number=form.text("id_number", 20).replace(" ", ""),
        phones=numbers, address=address, needs=tuple(one for one in NEEDS if one in form.texts("need")),
        statuses=tuple(kept.get(one, Status(kind=one)) for one in STATUSES if one in form.texts("status")),
        language=form.one_of("language", LANGUAGES, "vi"),
        helper=Contact(
            name=typed, phone=phone.normal(form.text("helper_phone", 40)) or form.text("helper_phone", 40),
            relation=form.text("helper_relation"),
        ) if typed else None,
    )  # fmt: skip


def filled(form: Form, known: Citizen) -> Form:
    """The form with a known person's fields in it, to be confirmed and not asked again (WCAG 2.2, 3.3.7)."""
    home, helper = known.address, known.helper
    birth = "/".join(reversed(known.birth.split("-"))) if known.birth else ""
    return form.changed(
        citizen=known.id, name=known.name, birth=birth, sex=known.sex, id_number=known.id_number, house=home.house,
        street=home.street, hamlet=home.hamlet, landmark=home.landmark, place=placing.written(home.place),
        need=tuple(known.needs),
        status=tuple(status.kind for status in known.statuses), language=known.language,
        own_phone=phone.shown(known.phones[0]) if known.phones else "", helper_name=helper.name if helper else "",
        helper_phone=phone.shown(helper.phone) if helper else "", helper_relation=helper.relation if helper else "",
    )  # fmt: skip


def at_office(form: Form, result: Result | None) -> bool:
    """Whether the person comes to the ward: because that is where it is done, or because they chose to."""
    return result is not None and bool(result.procedures) and (result.where == "office" or form.ticked("at_office"))


def wrong(form: Form, known: Citizen | None, result: Result | None) -> list[Wrong]:
    """What must be mended before the call can be saved, in the order of the page."""
    found = []
    if phone.normal(form.text("phone", 40)) is None:
        found.append(Wrong("phone", "desk-wrong-phone"))
    if form.text("citizen") != NEW and known is None:
        found.append(Wrong("find", "desk-wrong-person"))
    elif not form.text("name", 120):
        found.append(Wrong("name", "desk-wrong-name"))
    if birth_of(form.text("birth", 20)) is None:
        found.append(Wrong("birth", "desk-wrong-birth"))
    if form.text("place") and placing.read(form.text("place")) is None:
        found.append(Wrong("place", "desk-wrong-place"))
    if not re.fullmatch(r"(\d{9}|\d{12})?", form.text("id_number", 20).replace(" ", "")):
        found.append(Wrong("id_number", "desk-wrong-id"))
    if form.text("caller") == "other" and not form.text("caller_name", 120):
        found.append(Wrong("caller_name", "desk-wrong-caller"))
    if form.text("caller") == "other" and not form.ticked("consent"):
        found.append(Wrong("consent", "desk-wrong-consent"))
    if result is None:
        found.append(Wrong("questions", "desk-wrong-questions"))
    elif not result.procedures:
        found.append(Wrong("weight", "desk-wrong-nothing"))
    return found


def note_of(form: Form) -> str:
    """What the officer should know besides: best hours, the way they speak, how consent was given, and the note itself."""
    parts = [
        f"{label}: {form.text(name)}"
        for name, label in (("hours", "Giờ tiện"), ("dialect", "Giọng nói"), ("consent_note", "Đồng ý"))
        if form.text(name)
    ]
    return "\n".join([*parts, *filter(None, [form.text("note", 1000)])])


def logged(
    form: Form, unit: str, call: str, outcome: CallOutcome, at_ms: int, citizen: str = "", note: str = ""
) -> CallLogged:
    """The call as it is written down."""
    caller = form.text("caller_name", 120) or ("" if form.text("caller") == "other" else form.text("name", 120))
    return CallLogged(
        call=call,
        unit=unit,
        phone=number(form),
        caller=caller,
        outcome=outcome,
        at_ms=at_ms,
        citizen=citizen,
        note=note,
    )


def taken(
    form: Form, known: Citizen | None, result: Result, weight: Weighed, names: Names, unit: str, begun_ms: int
) -> list[Body]:
    """Everything a saved call says, in the order in which each makes the next lawful.

    Whether the ward comes is said only where the rules decide it; where a person must judge, the request waits for them and
    keeps what the call settled.
    Whoever comes to the office needs no such decision.
    """
    citizen = known.id if known else names.citizen
    said: list[Body] = [
        *_about(form, known, names.citizen, unit),
        logged(form, unit, names.call, "request", begun_ms, citizen),
    ]
    other = form.text("caller") == "other"
    caller = Contact(
        name=form.text("caller_name", 120), phone=number(form), relation=form.text("caller_relation")
    ) if other else None  # fmt: skip
    parts = _asked(result)
    office = at_office(form, result)
    decided = weight.comes or office
    said.append(
        RequestReceived(
            request=names.request, unit=unit, citizen=citizen, call=names.call, caller=caller, consent=form.ticked("consent"),
            wants=tuple(
                Want(procedure=code, copies=max(part.quantity.copies, 1), intake=None if decided else intake(part))
                for part, code, _ in parts
            ), note=note_of(form),
        )
    )  # fmt: skip
    if not decided:
        return said
    why = AT_OFFICE if office else "; ".join(reason.vi for reason in weight.why)[:2000]
    said.append(
        EligibilityDecided(request=names.request, eligible=True, reason="other" if office else weight.ground, note=why)
    )
    return [
        *said,
        *(
            DossierOpened(
                dossier=name, unit=unit, request=names.request, citizen=citizen, procedure=code, version=version,
                copies=max(part.quantity.copies, 1), intake=intake(part),
            )
            for name, (part, code, version) in zip(names.dossiers, parts, strict=True)
        ),
    ]  # fmt: skip


def _asked(result: Result) -> list[tuple[Result, str, str]]:
    """Every procedure that is asked for, with the wish it belongs to and its version: one dossier each."""
    return [
        (part, *pinned)
        for part in result.parts or (result,)
        for pinned in zip(part.procedures, part.versions, strict=True)
    ]


def dossiers_of(result: Result) -> int:
    """How many dossiers a saved call opens."""
    return len(_asked(result))


def taken_along(form: Form, result: Result, names: Names) -> tuple[str, ...]:
    """The dossiers a visit is made for; what is done at the office waits there, unless the person comes for all."""
    office = at_office(form, result)
    asked = zip(names.dossiers, _asked(result), strict=True)
    return tuple(name for name, (part, _, _) in asked if office or part.where in AT_HOME)


def _about(form: Form, known: Citizen | None, name: str, unit: str) -> list[Body]:
    """The person written down, or only what the page has otherwise than it was known; nothing when nothing changed."""
    now = person_of(form, known)
    fields: dict[str, Any] = {field: getattr(now, field) for field in now.__struct_fields__}
    if known is None:
        return [CitizenRegistered(citizen=name, unit=unit, **fields)]
    changed = {field: value for field, value in fields.items() if value != getattr(known, field)}
    return [CitizenAmended(citizen=known.id, change=CitizenChange(**changed))] if changed else []
