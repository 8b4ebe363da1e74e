"""The whole matrix of permissions: role x event kind x unit, and role x area x unit, against tables written by hand."""

from __future__ import annotations

from itertools import product
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from models import access
from models.access import MAY_READ, MAY_SAY, ROLES, Actor, Area, Role, may_read, may_say, may_speak, reach, system
from models.dossier import Dossier
from models.event import KINDS
from models.request import Request
from models.said import Body, Window
from models.visit import Visit

WARD, NEXT_WARD, PROVINCE, NEXT_PROVINCE = "30307", "30292", "91", "92"

# Who may say what in their own unit, as the ward's people were told it; not made from the table under test.
SAID_BY = {
    "CallLogged": "clerk supervisor system",
    "CallReturned": "clerk supervisor",
    "CitizenRegistered": "clerk supervisor",
    "CitizenAmended": "clerk supervisor officer",
    "CitizenErased": "admin",
    "RequestReceived": "clerk supervisor",
    "RequestAmended": "clerk supervisor",
    "EligibilityDecided": "clerk supervisor",
    "RequestWithdrawn": "clerk supervisor",
    "RequestClosed": "clerk supervisor system",
    "DossierOpened": "clerk supervisor",
    "DossierProcessed": "clerk supervisor certifier",
    "DossierRefused": "clerk supervisor certifier",
    "SupplementAsked": "clerk supervisor certifier",
    "DossierStopped": "supervisor certifier",
    "DossierWithdrawn": "clerk supervisor",
    "ResultReady": "certifier",
    "ResultReturned": "clerk supervisor officer",
    "ServiceRated": "clerk supervisor",
    "VisitPlanned": "clerk supervisor system",
    "VisitAssigned": "supervisor system",
    "VisitUnassigned": "supervisor",
    "VisitAcknowledged": "officer",
    "VisitDeclined": "officer",
    "VisitDeparted": "officer supervisor",
    "VisitArrived": "officer supervisor",
    "IdentityChecked": "officer supervisor",
    "LucidityConfirmed": "officer supervisor",
    "PapersChecked": "officer supervisor",
    "DocumentCaptured": "officer supervisor",
    "SignatureRecorded": "officer supervisor",
    "FingerprintRecorded": "officer supervisor",
    "NeitherRecorded": "officer supervisor",
    "FeeCollected": "officer supervisor",
    "VisitCompleted": "officer supervisor",
    "VisitFailed": "officer supervisor",
    "VisitRescheduled": "officer supervisor clerk",
    "VisitCancelled": "clerk supervisor system",
    "VisitAmended": "officer supervisor clerk",
    "FileArrived": "system",
    "VisitShelved": "system",
    "OfficerRegistered": "admin",
    "OfficerAmended": "admin supervisor",
    "OfficerAbsent": "supervisor officer",
    "OfficerBack": "supervisor officer",
    "OfficerLeft": "admin",
    "DeviceEnrolled": "system",
    "DeviceRevoked": "supervisor admin",
    "WindowOffered": "clerk supervisor",
    "OfferReleased": "clerk supervisor",
    "NoticePosted": "supervisor",
    "NoticeWithdrawn": "supervisor system",
    "WardConfigured": "admin",
    "DayAnchored": "system",
    "PaperIssued": "clerk supervisor certifier system",
    "PaperSealed": "supervisor certifier system",
    "PaperHanded": "clerk supervisor certifier system",
    "PaperWithdrawn": "supervisor certifier system",
    "SupplementReceived": "clerk supervisor certifier",
    "TermExtended": "supervisor certifier",
    "DateReappointed": "supervisor certifier",
    "DossierHandedOver": "clerk supervisor certifier officer",
    "OriginalsTaken": "clerk supervisor officer",
    "OriginalsReturned": "clerk supervisor officer",
    "FeeSettled": "clerk supervisor",
    "EntryNoted": "supervisor certifier",
    "VolumeBegun": "supervisor certifier",
    "BookClosed": "certifier",
    "LawAdded": "admin system",
    "LawRepealed": "admin system",
    "RecordRedacted": "system",
    "WorkReturned": "supervisor",
    "WorkDismissed": "supervisor",
    "WorkShelved": "system",
    "ConflictSettled": "supervisor",
}

READ_BY: dict[Area, str] = {
    "people": "clerk supervisor certifier",
    "calls": "clerk supervisor",
    "requests": "clerk supervisor certifier province",
    "visits": "clerk supervisor certifier province",
    "dossiers": "clerk supervisor certifier province",
    "officers": "clerk supervisor admin province auditor certifier officer",
    "devices": "supervisor admin",
    "settling": "supervisor province",
    "journal": "supervisor auditor",
    "audit": "auditor",
    "accounts": "admin",
    "sync": "officer clerk supervisor certifier province",
    "files": "officer clerk supervisor certifier",
    "registers": "clerk supervisor certifier",
    "laws": "clerk supervisor admin province auditor certifier",
    "fleet": "supervisor admin province",
    "reports": "supervisor province auditor",
}
SEES_BELOW = ("province", "auditor", "admin")


def somebody(unit: str, *roles: Role, device: str = "") -> Actor:
    """Somebody with these roles, who is also the officer `o`."""
    return Actor(id="a", unit=unit, roles=frozenset(roles), officer="o", device=device)


def sample(kind: type[Body], unit: str) -> Body:
    """A body of a kind with the least it may hold, about the officer `o`, in a unit."""
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    given = {"unit": unit, "officer": "o", "citizen": "c", "visit": "v"}
    values = {
        field.name: given[field.name] if field.name in given else _least(field.type)
        for field in info.fields
        if field.required or field.name in given
    }
    return msgspec.convert({"kind": kind.__name__, **values}, kind)


def _least(of: inspect.Type) -> Any:
    match of:
        case inspect.Metadata(type=plain):
            return _least(plain)
        case inspect.StructType(fields=fields):
            return {field.name: _least(field.type) for field in fields if field.required}
        case inspect.StrType(pattern=pattern):
            shapes = {
                "[0-9A-Z]": "089141000001",
                "image": "image/png",
                "(bs|ck": "ck-2026",
                "{64}": "0" * 64,
                "{130}": "0" * 130,
                "-02-29": "2026-11-22",
            }
            return next((text for part, text in shapes.items() if pattern and part in pattern), "x")
        case inspect.IntType(ge=ge):
            return ge or 0
        case inspect.BoolType():
            return True
        case inspect.LiteralType(values=values):
            return values[0]
        case inspect.VarTupleType(item_type=item, min_length=least):
            return [_least(item)] * (least or 0)
        case inspect.UnionType(types=types):
            return _least(types[0])
    raise AssertionError(of)


def held_by(officer: str, unit: str) -> Visit:
    """A visit to the person `c` that an officer holds."""
    window = Window(from_ms=0, to_ms=1)
    return Visit(id="v", unit=unit, request="r", citizen="c", dossiers=(), window=window, officer=officer)


def judged(actor: Actor, kind: type[Body], unit: str, holder: str = "o") -> str:
    """Why the actor may not say a body of this kind in a unit where the officer holds the visit; empty when they may."""
    visit = held_by(holder, unit)
    no = may_say(
        actor, sample(kind, unit), unit, visit if kind.__module__ == "models.visit" else None, lambda *_: visit
    )
    return no.code if no else ""


def test_the_tables_name_every_kind_and_area() -> None:
    """No event kind and no area is without its row, here and there."""
    assert set(SAID_BY) == set(KINDS) == {kind.__name__ for kind in MAY_SAY}
    assert set(READ_BY) == set(MAY_READ)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_who_may_say_it(kind: str) -> None:
    """In the own unit the roles of the table and no other; from the province only an administrator; from elsewhere nobody."""
    allowed = SAID_BY[kind].split()
    for role in ROLES:
        own = "" if role in allowed else "not_allowed"
        below = "other_unit" if role != "admin" else own
        expected = {WARD: own, PROVINCE: below, NEXT_WARD: "other_unit", NEXT_PROVINCE: "other_unit"}
        assert {unit: judged(somebody(unit, role), KINDS[kind], WARD) for unit in expected} == expected, role


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_nobody_speaks_upward(kind: str) -> None:
    """Nobody of a ward says anything in its province, whatever their role."""
    assert {judged(somebody(WARD, role), KINDS[kind], PROVINCE) for role in ROLES} == {"other_unit"}


@pytest.mark.parametrize("kind", sorted(kind for kind, said in SAID_BY.items() if "officer" in said))
def test_an_officer_speaks_of_their_own(kind: str) -> None:
    """What an officer may say at all, they may say only of visits they hold, or of themselves."""
    other = Actor(id="b", unit=WARD, roles=frozenset(("officer",)), officer="someone-else")
    assert judged(other, KINDS[kind], WARD) == "not_yours"
    nameless = Actor(id="b", unit=WARD, roles=frozenset(("officer",)))
    assert judged(nameless, KINDS[kind], WARD, holder="") == "not_yours"


def test_a_second_officer_holds_the_visit_too() -> None:
    """The one who comes along speaks of the visit as well as the one who leads."""
    visit = msgspec.structs.replace(held_by("lead", WARD), second="o")
    body = sample(KINDS["VisitDeparted"], WARD)
    assert may_say(somebody(WARD, "officer"), body, WARD, visit, lambda *_: visit) is None


@pytest.mark.parametrize("kind", sorted(kind for kind in KINDS if "unit" in KINDS[kind].__struct_fields__))
def test_a_body_names_the_unit_it_is_said_in(kind: str) -> None:
    """A body that names another unit than the door it comes to is refused, whoever brings it."""
    body = sample(KINDS[kind], NEXT_WARD)
    for role in ROLES:
        no = may_say(somebody(WARD, role), body, WARD, None, lambda *_: None)
        assert no is not None and no.code == "other_unit", role


@pytest.mark.parametrize("area", sorted(READ_BY))
def test_who_may_look(area: Area) -> None:
    """In the own unit the roles of the table; from the province those among them that see below; from elsewhere nobody."""
    allowed = READ_BY[area].split()
    for role in ROLES:
        own = "" if role in allowed else "not_allowed"
        below = own if role in SEES_BELOW or own else "other_unit"
        beside = own or "other_unit"
        expected = {WARD: own, PROVINCE: below, NEXT_WARD: beside, NEXT_PROVINCE: beside}
        seen = {unit: getattr(may_read(somebody(unit, role), area, WARD), "code", "") for unit in expected}
        assert seen == expected, role


def test_reach_is_what_may_be_read() -> None:
    """`reach` names exactly the units that `may_read` opens, for every role, area and unit."""
    for role, area, unit in product(ROLES, READ_BY, (WARD, PROVINCE)):
        actor = somebody(unit, role)
        known = (WARD, NEXT_WARD, PROVINCE, NEXT_PROVINCE)
        assert [u for u in known if u in reach(actor, area)] == [u for u in known if may_read(actor, area, u) is None]


@pytest.mark.parametrize("high", SEES_BELOW)
def test_two_roles_do_not_add_up(high: Role) -> None:
    """Whoever sees below in one role does not see or say below what only another of their roles opens."""
    both = somebody(PROVINCE, high, "supervisor")
    for area, allowed in READ_BY.items():
        if "supervisor" in allowed and high not in allowed:
            no = may_read(both, area, WARD)
            assert no is not None and no.code == "other_unit", area
    for kind, allowed in SAID_BY.items():
        if "supervisor" in allowed and "admin" not in allowed:
            assert judged(both, KINDS[kind], WARD) != "", kind


def test_a_tablet_does_not_come_to_the_console_door() -> None:
    """A tablet's token opens no console door, not even in its own unit; signed lines are its only way to speak."""
    no = may_speak(somebody(WARD, "officer", device="d"), WARD)
    assert no is not None and no.code == "not_allowed"
    assert may_speak(somebody(WARD, "officer"), WARD) is None


def test_the_console_door_of_another_unit() -> None:
    """Only an administrator of the province comes to a ward's door, so that no stranger fills its journal with refusals."""
    for role in ROLES:
        no = may_speak(somebody(PROVINCE, role), WARD)
        assert (no is None) == (role == "admin"), role
        assert may_speak(somebody(NEXT_WARD, role), WARD) is not None


def test_nobody_takes_down_the_rating_of_their_own_visit() -> None:
    """A clerk who also went to the house, leading or along, is refused; a colleague at the desk is not."""
    body = sample(KINDS["ServiceRated"], WARD)
    rated = Dossier(id="d", unit=WARD, code="x", request="r", citizen="c", procedure="p", version="v", status=10)
    asked = Request(id="r", unit=WARD, code="x", citizen="c", visits=("v",))
    for officer, second, code in (("o", "", "own_visit_rated"), ("p", "o", "own_visit_rated"), ("p", "", "")):
        went = msgspec.structs.replace(held_by(officer, WARD), second=second)
        things: dict[str, Any] = {"request": asked, "visit": went}

        def look(kind: str, _: str, has: dict[str, Any] = things) -> Any:
            return has[kind]

        no = may_say(somebody(WARD, "clerk", "officer"), body, WARD, rated, look)
        assert (no.code if no else "") == code


def test_the_clock_speaks_everywhere_by_itself() -> None:
    """The system of a unit is of that unit and of no other."""
    assert judged(system(WARD), KINDS["DayAnchored"], WARD) == ""
    assert judged(system(NEXT_WARD), KINDS["DayAnchored"], WARD) == "other_unit"


def test_whose_feed() -> None:
    """A console hears the whole unit, a tablet its officer's feed only, whoever signs in elsewhere nothing more."""
    assert access.hears(somebody(WARD, "clerk")) is None
    assert access.hears(somebody(WARD, "supervisor", device="d")) == "officer:o"
    assert access.hears(somebody(WARD, "auditor")) == "officer:o"
