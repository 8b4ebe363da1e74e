"""The person the visit is for: who they are, where they live, what they need, and how they stand with the rules.

Priority, eligibility and fee exemption are three separate questions; a status here only records a fact and its
evidence (elderly: Law on the Elderly art. 2; disability: Law 51/2010; merit: Ordinance 02/2020).
"""

from typing import Annotated, Literal

from msgspec import Meta

from models.ids import END, Id, MaybeId, UnitId
from models.merge import Merging, amended
from models.said import LEFT, Address, Body, Contact, Day, Maybe, Name, Note, Said, Short, Value

KIND = "citizen"

Sex = Literal["male", "female", "unknown"]
StatusKind = Literal["elderly", "disabled", "meritorious", "alone", "poor", "near_poor", "frail"]
Need = Literal[
    "hard_of_hearing",
    "deaf",
    "low_vision",
    "blind",
    "cannot_speak",
    "cannot_walk",
    "cannot_sign",
    "cannot_read",
    "lucidity_doubt",
]
Birth = Annotated[
    str,
    Meta(pattern=r"^([0-9]{4}(-[0-9]{2}-[0-9]{2})?)?" + END, description="ISO date, the year alone, or empty"),
]
IdNumber = Annotated[
    str, Meta(pattern=r"^([0-9]{9}|[0-9]{12})?" + END, description="12 digits, 9 on old papers, or empty")
]


class Status(Value, frozen=True, kw_only=True):
    """One priority or exemption status: what kind, how grave, shown by which paper, valid until when."""

    kind: StatusKind
    level: Short = ""
    evidence: Short = ""
    until: Day | None = None


class Citizen(Merging, frozen=True, kw_only=True):
    """A person served at home. `phones` are ways to reach them, never a key: many elders share a relative's phone."""

    id: str
    unit: str
    name: str
    birth: str = ""
    sex: Sex = "unknown"
    id_number: str = ""
    phones: tuple[str, ...] = ()
    address: Address = Address()
    needs: tuple[Need, ...] = ()
    statuses: tuple[Status, ...] = ()
    language: str = "vi"
    helper: Contact | None = None
    note: str = ""
    erased: bool = False


class CitizenRegistered(Body, frozen=True, kw_only=True):
    """Somebody not known to the ward before is written down."""

    citizen: Id
    unit: UnitId
    name: Name
    birth: Birth = ""
    sex: Sex = "unknown"
    id_number: IdNumber = ""
    phones: Annotated[tuple[Short, ...], Meta(max_length=5)] = ()
    address: Address = Address()
    needs: Annotated[tuple[Need, ...], Meta(max_length=9)] = ()
    statuses: Annotated[tuple[Status, ...], Meta(max_length=9)] = ()
    language: Short = "vi"
    helper: Contact | None = None
    note: Note = ""


class CitizenChange(Value, frozen=True, kw_only=True):
    """The fields of a person that may be corrected; what is left out stays."""

    name: Name | Maybe = LEFT
    birth: Birth | Maybe = LEFT
    sex: Sex | Maybe = LEFT
    id_number: IdNumber | Maybe = LEFT
    phones: Annotated[tuple[Short, ...], Meta(max_length=5)] | Maybe = LEFT
    address: Address | Maybe = LEFT
    needs: Annotated[tuple[Need, ...], Meta(max_length=9)] | Maybe = LEFT
    statuses: Annotated[tuple[Status, ...], Meta(max_length=9)] | Maybe = LEFT
    language: Short | Maybe = LEFT
    helper: Contact | None | Maybe = LEFT
    note: Note | Maybe = LEFT


class CitizenAmended(Body, frozen=True, kw_only=True):
    """Something known of a person is corrected, on the phone or at the door of `visit`."""

    citizen: Id
    change: CitizenChange
    visit: MaybeId = ""


class CitizenErased(Body, frozen=True, kw_only=True):
    """The ward granted a request to erase (Law 91/2025): every event body about the person is emptied but this one.

    Refused while a case of theirs is open or the law orders one kept (`models/citizen_rules.py`).
    """

    citizen: Id
    unit: UnitId
    reason: Name


def registered(_: None, body: CitizenRegistered, said: Said) -> Citizen:
    fields = {name: getattr(body, name) for name in body.__struct_fields__ if name != "citizen"}
    return Citizen(id=body.citizen, **fields, changed={"": said.seq})


def corrected(citizen: Citizen, body: CitizenAmended, said: Said) -> Citizen:
    return amended(citizen, body.change, said)


def erased(_citizen: Citizen | None, body: CitizenErased, _said: Said) -> Citizen:
    """Looks at nothing before it: the events before it are emptied, and the fold of the journal must still agree."""
    return Citizen(id=body.citizen, unit=body.unit, name="(đã xóa)", erased=True)


FOLDS = {CitizenRegistered: registered, CitizenAmended: corrected, CitizenErased: erased}


def age(citizen: Citizen, today: str) -> int | None:
    """Whole years on `today` (ISO day); from a birth year alone, the years counted as if born on 1 January."""
    if not citizen.birth:
        return None
    years = int(today[:4]) - int(citizen.birth[:4])
    before_birthday = len(citizen.birth) == 10 and today[5:] < citizen.birth[5:]
    return years - before_birthday
