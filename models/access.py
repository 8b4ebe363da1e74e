"""Who may say what, who may read what, and who hears of it: every permission of the house on this page.

The tests assert the whole matrix (role x event kind x own unit, other unit, parent unit). Rules that depend on the state
of a thing are in that thing's file; here is only who somebody is to it.
"""

from functools import cache
from typing import Any, Literal

import msgspec

from models import (
    book,
    call,
    citizen,
    device,
    dossier,
    entry,
    hold,
    law,
    notice,
    offer,
    officer,
    paper,
    redaction,
    request,
    unit,
    visit,
    ward,
)
from models.refusal import Refused
from models.said import Body, Look

Role = Literal["clerk", "officer", "certifier", "supervisor", "admin", "province", "auditor", "system"]
ROLES: tuple[Role, ...] = ("clerk", "officer", "certifier", "supervisor", "admin", "province", "auditor", "system")

Area = Literal[
    "people", "calls", "requests", "visits", "dossiers", "officers", "devices", "settling", "journal", "audit", "accounts",
    "sync", "files", "fleet", "laws", "registers", "reports",
]  # fmt: skip


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody signed in: the account, its roles, the unit they hold in, and the officer and device they speak as."""

    id: str
    name: str = ""
    unit: str
    roles: frozenset[Role]
    officer: str = ""
    device: str = ""
    session: str = ""


def system(unit_id: str) -> Actor:
    """The clock and the office itself, speaking in one unit."""
    return Actor(id=f"system:{unit_id}", name="Hệ thống", unit=unit_id, roles=frozenset(("system",)))


_DESK: frozenset[Role] = frozenset(("clerk", "supervisor"))
_HEAD: frozenset[Role] = frozenset(("supervisor",))
_DOOR: frozenset[Role] = frozenset(("officer", "supervisor"))
_CLOCK: frozenset[Role] = frozenset(("system",))
_ADMIN: frozenset[Role] = frozenset(("admin",))

MAY_SAY: dict[type[Body], frozenset[Role]] = {
    call.CallLogged: _DESK | _CLOCK,
    call.CallReturned: _DESK,
    citizen.CitizenRegistered: _DESK,
    citizen.CitizenAmended: _DESK | {"officer"},
    citizen.CitizenErased: _ADMIN,
    request.RequestReceived: _DESK,
    request.RequestAmended: _DESK,
    request.EligibilityDecided: _DESK,
    request.RequestWithdrawn: _DESK,
    request.RequestClosed: _DESK | _CLOCK,
    dossier.DossierOpened: _DESK,
    dossier.DossierProcessed: _DESK | {"certifier"},
    dossier.DossierRefused: _DESK | {"certifier"},
    dossier.SupplementAsked: _DESK | {"certifier"},
    dossier.DossierStopped: _HEAD | {"certifier"},
    dossier.DossierWithdrawn: _DESK,
    dossier.SupplementReceived: _DESK | {"certifier"},
    dossier.TermExtended: _HEAD | {"certifier"},
    dossier.DateReappointed: _HEAD | {"certifier"},
    dossier.DossierHandedOver: _DESK | {"certifier", "officer"},
    dossier.OriginalsTaken: _DESK | {"officer"},
    dossier.OriginalsReturned: _DESK | {"officer"},
    dossier.FeeSettled: _DESK,
    entry.EntryNoted: _HEAD | {"certifier"},
    book.VolumeBegun: _HEAD | {"certifier"},
    book.BookClosed: frozenset(("certifier",)),
    dossier.ResultReady: frozenset(("certifier",)),
    dossier.ResultReturned: _DESK | {"officer"},
    dossier.ServiceRated: _DESK,
    visit.VisitPlanned: _DESK | _CLOCK,
    visit.VisitAssigned: _HEAD | _CLOCK,
    visit.VisitUnassigned: _HEAD,
    visit.VisitAcknowledged: frozenset(("officer",)),
    visit.VisitDeclined: frozenset(("officer",)),
    visit.VisitDeparted: _DOOR,
    visit.VisitArrived: _DOOR,
    visit.IdentityChecked: _DOOR,
    visit.LucidityConfirmed: _DOOR,
    visit.PapersChecked: _DOOR,
    visit.DocumentCaptured: _DOOR,
    visit.SignatureRecorded: _DOOR,
    visit.FingerprintRecorded: _DOOR,
    visit.NeitherRecorded: _DOOR,
    visit.FeeCollected: _DOOR,
    visit.VisitCompleted: _DOOR,
    visit.VisitFailed: _DOOR,
    visit.VisitRescheduled: _DOOR | {"clerk"},
    visit.VisitCancelled: _DESK | _CLOCK,
    visit.VisitAmended: _DOOR | {"clerk"},
    visit.FileArrived: _CLOCK,
    visit.VisitShelved: _CLOCK,
    officer.OfficerRegistered: _ADMIN,
    officer.OfficerAmended: _ADMIN | _HEAD,
    officer.OfficerAbsent: _HEAD | {"officer"},
    officer.OfficerBack: _HEAD | {"officer"},
    officer.OfficerLeft: _ADMIN,
    device.DeviceEnrolled: _CLOCK,
    device.DeviceRevoked: _HEAD | _ADMIN,
    offer.WindowOffered: _DESK,
    offer.OfferReleased: _DESK,
    notice.NoticePosted: _HEAD,
    notice.NoticeWithdrawn: _HEAD | _CLOCK,
    ward.WardConfigured: _ADMIN,
    ward.DayAnchored: _CLOCK,
    paper.PaperIssued: _DESK | _CLOCK | {"certifier"},
    paper.PaperSealed: _HEAD | _CLOCK | {"certifier"},
    paper.PaperHanded: _DESK | _CLOCK | {"certifier"},
    paper.PaperWithdrawn: _HEAD | _CLOCK | {"certifier"},
    law.LawAdded: _ADMIN | _CLOCK,
    law.LawRepealed: _ADMIN | _CLOCK,
    redaction.RecordRedacted: _CLOCK,
    hold.WorkReturned: _HEAD,
    hold.WorkDismissed: _HEAD,
    hold.WorkShelved: _CLOCK,
    hold.ConflictSettled: _HEAD,
}

_ALL: frozenset[Role] = frozenset(("clerk", "supervisor", "admin", "province", "auditor"))

MAY_READ: dict[Area, frozenset[Role]] = {
    "people": frozenset(("clerk", "supervisor", "certifier")),
    "calls": frozenset(("clerk", "supervisor")),
    "requests": frozenset(("clerk", "supervisor", "certifier", "province")),
    "visits": frozenset(("clerk", "supervisor", "certifier", "province")),
    "dossiers": frozenset(("clerk", "supervisor", "certifier", "province")),
    "officers": _ALL | {"certifier", "officer"},
    "devices": frozenset(("supervisor", "admin")),
    "settling": frozenset(("supervisor", "province")),
    "journal": frozenset(("supervisor", "auditor")),
    "audit": frozenset(("auditor",)),
    "accounts": _ADMIN,
    "sync": frozenset(("officer", "clerk", "supervisor", "certifier", "province")),
    "files": frozenset(("officer", "clerk", "supervisor", "certifier")),
    "registers": frozenset(("clerk", "supervisor", "certifier")),
    "laws": _ALL | {"certifier"},
    "fleet": frozenset(("supervisor", "admin", "province")),
    "reports": frozenset(("supervisor", "province", "auditor")),
}


_REACHING_DOWN: frozenset[Role] = frozenset(("province", "auditor", "admin"))
"""Roles that hold, in a province, for the communes below it too."""


def in_scope(actor: Actor, unit_id: str, roles: frozenset[Role] | None = None) -> bool:
    """Whether a unit lies in what these roles of the actor (all when none are named) reach: their own, or one below."""
    if actor.unit == unit_id:
        return True
    granting = actor.roles if roles is None else roles
    return bool(granting & _REACHING_DOWN) and unit.covers(actor.unit, unit_id)


def may_read(actor: Actor, area: Area, unit_id: str) -> Refused | None:
    """Whether the actor may look into an area of a unit. Only the role that opens the area says how far it reaches."""
    granting = actor.roles & MAY_READ[area]
    if not granting:
        return Refused("not_allowed", area)
    return None if in_scope(actor, unit_id, granting) else Refused("other_unit", unit_id)


def reach(actor: Actor, area: Area) -> tuple[str, ...]:
    """Every unit into whose `area` the actor may look, their own first; none when no role of theirs opens it."""
    granting = actor.roles & MAY_READ[area]
    if not granting:
        return ()
    below = unit.children(actor.unit) if granting & _REACHING_DOWN else ()
    return (actor.unit, *(one.id for one in below))


def may_speak(actor: Actor, unit_id: str) -> Refused | None:
    """Whether the actor may come to a unit's door at a console; a tablet comes with signed lines and no other way."""
    if actor.device:
        return Refused("not_allowed", "device")
    if actor.unit == unit_id:
        return None
    return None if in_scope(actor, unit_id, actor.roles & _ADMIN) else Refused("other_unit", unit_id)


def may_say(actor: Actor, body: Body, unit_id: str, about: Any, look: Look) -> Refused | None:
    """Whether the actor may say this in a unit; officers only of their own visits. `about` is the thing's state or None."""
    named = getattr(body, "unit", unit_id)
    speaking = actor.roles if actor.unit == unit_id else actor.roles & _ADMIN
    if named != unit_id or not in_scope(actor, unit_id, speaking):
        return Refused("other_unit", unit_id)
    allowed = _granted(speaking, type(body))
    if not allowed:
        return Refused("not_allowed", type(body).__name__)
    if allowed == {"officer"}:
        return _own(actor, body, about, look)
    if type(body) is dossier.ServiceRated and actor.officer:
        return _impartial(actor, about, look)
    return None


def _impartial(actor: Actor, about: Any, look: Look) -> Refused | None:
    """Nobody takes down how their own visit was liked, whatever else they are (TT 01/2018: help, but not by the served)."""
    asked = look("request", about.request) if about else None
    visits = [look("visit", visit_id) for visit_id in (asked.visits if asked else ())]
    went = any(actor.officer in (one.officer, one.second) for one in visits if one is not None)
    return Refused("own_visit_rated") if went else None


@cache
def _granted(roles: frozenset[Role], kind: type[Body]) -> frozenset[Role]:
    """Which of these roles may say this; asked for every event, and there are few answers."""
    return roles & MAY_SAY[kind]


def _own(actor: Actor, body: Body, about: Any, look: Look) -> Refused | None:
    """An officer speaks of the visits they hold, the people met there, their own results and their own absences."""
    if type(body) is officer.OfficerAbsent or type(body) is officer.OfficerBack:
        return None if body.officer == actor.officer else Refused("not_yours")
    visit_id = getattr(body, "visit", "") or getattr(about, "handover", "") or getattr(about, "visit", "")
    held = about if type(about) is visit.Visit else look("visit", visit_id)
    if held is None:
        return Refused("unknown_thing", "visit")
    if type(body) is citizen.CitizenAmended and held.citizen != body.citizen:
        return Refused("not_yours")
    return None if actor.officer in (held.officer, held.second) and actor.officer else Refused("not_yours")


def officers_of(state: visit.Visit) -> tuple[str, ...]:
    """Whose tablets hold a visit: its officers, from assignment until it is shelved or taken away."""
    if state.shelved or state.state in ("planned", "cancelled"):
        return ()
    return tuple(filter(None, (state.officer, state.second)))


EVERYONE = "everyone"


def hears(actor: Actor) -> str | None:
    """The audience whose feed an actor hears beside everybody's, or None when they hear the whole unit (a console)."""
    if actor.roles & {"clerk", "supervisor", "certifier", "province"} and not actor.device:
        return None
    return f"officer:{actor.officer}"


_AREA_OF: dict[str, Area] = {
    "citizen": "people", "call": "calls", "request": "requests", "visit": "visits", "dossier": "dossiers",
    "officer": "officers", "device": "devices", "hold": "settling", "offer": "requests",
    "paper": "people", "entry": "registers", "book": "registers",
}  # fmt: skip


def kinds_heard(actor: Actor, unit_id: str) -> tuple[str, ...]:
    """Which kinds of things a console hears of a unit: those it may also read there; what everybody knows always."""
    return (
        "notice",
        "ward",
        "law",
        *(kind for kind, area in _AREA_OF.items() if may_read(actor, area, unit_id) is None),
    )
