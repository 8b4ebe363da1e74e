"""A ward whose planner is put to work: officers with hours and places, people who ring up, a Monday morning."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from models.access import Actor
from models.calendar import ms_of
from models.citizen import CitizenRegistered
from models.dossier import DossierOpened
from models.officer import OfficerRegistered, Shift, Skill
from models.procedure import in_force
from models.request import EligibilityDecided, RequestReceived, Want
from models.said import Address, Place, Window
from models.store.engine import Store
from models.visit import VisitAssigned, VisitPlanned
from models.ward import WardChange, WardConfigured
from server.clock import uuid7
from tests.server.story import CODE, UNIT, Clock, Planned, Story

DAY = "2026-11-23"
"""A Monday."""
CLERK = Actor(id="the-clerk", unit=UNIT, roles=frozenset(("clerk",)))
HEAD = Actor(id="the-supervisor", unit=UNIT, roles=frozenset(("supervisor",)))
OFFICE = Place(lat_e6=10_371_000, lon_e6=105_432_000)
HOURS = ((420, 690), (810, 1020))


def at(minute: int, day: str = DAY) -> int:
    """A minute of the day as a moment."""
    return ms_of(day, minute)


def window(from_minute: int, to_minute: int, day: str = DAY) -> Window:
    """A promised span of that day."""
    return Window(from_ms=ms_of(day, from_minute), to_ms=ms_of(day, to_minute))


def home(number: int) -> Address:
    """Where the caller of this number lives: doors some streets apart."""
    place = Place(lat_e6=10_371_000 + 2_300 * (number % 7), lon_e6=105_430_000 + 1_900 * (number % 5))
    return Address(hamlet=f"Khóm {number % 3 + 1}", place=place)


class DeskOf(Story):
    """The ward, at seven on Monday morning."""

    def __init__(self, store: Store, folder: Path, **settings: Any) -> None:
        super().__init__(store, folder, Clock(at(420)), **{"jobs": False, "solvers": 1, **settings})
        self.say("admin", WardConfigured(unit=UNIT, change=WardChange(office=OFFICE)))

    def officer(
        self, name: str, hours: tuple[tuple[int, int], ...] = HOURS, part: Any = "receiver", **more: Any
    ) -> str:
        """Somebody who goes out in these hours, Monday to Friday."""
        officer = uuid7()
        shifts = tuple(Shift(weekday=day, from_minute=a, to_minute=b) for day in range(5) for a, b in hours)
        skills = (Skill(procedure="*", part=part),)
        self.say(
            "admin",
            OfficerRegistered(
                officer=officer, unit=UNIT, name=name, skills=skills, shifts=shifts, start=OFFICE, **more
            ),
        )
        return officer

    def case(self, number: int, birth: str = "1955") -> Planned:
        """Somebody rang: a person, a request the ward comes for, a dossier. No visit is promised yet."""
        procedure = in_force(CODE, DAY)
        assert procedure is not None
        citizen, request, dossier = uuid7(), uuid7(), uuid7()
        self.say(
            "supervisor",
            CitizenRegistered(citizen=citizen, unit=UNIT, name=f"Bà {number}", birth=birth, address=home(number)),
            RequestReceived(request=request, unit=UNIT, citizen=citizen, wants=(Want(procedure=CODE),)),
            EligibilityDecided(request=request, eligible=True, reason="frail"),
            DossierOpened(
                dossier=dossier, unit=UNIT, request=request, citizen=citizen, procedure=CODE, version=procedure.version
            ),
        )  # fmt: skip
        return Planned("", dossier, request, citizen)

    def visit(self, number: int, promised: Window, officer: str = "", minutes: int = 30, birth: str = "1955") -> str:
        """A visit promised to a caller, given to an officer if one is named."""
        case, visit = self.case(number, birth), uuid7()
        self.say(
            "supervisor",
            VisitPlanned(
                visit=visit, unit=UNIT, request=case.request, citizen=case.citizen, dossiers=(case.dossier,),
                window=promised, minutes=minutes, address=home(number),
            ),
        )  # fmt: skip
        if officer:
            self.say("supervisor", VisitAssigned(visit=visit, officer=officer))
        return visit
