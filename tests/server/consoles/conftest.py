"""What tests of the consoles may ask for: a fresh call, the ward's supervisor, officers who can take work."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient

from models.officer import OfficerRegistered, Shift, Skill
from models.said import Place
from models.ward import WardChange, WardConfigured
from server.clock import uuid7
from tests.server.browsing import Browser
from tests.server.seeded import WARD, Seeded
from tests.server.telephone import Call


@pytest.fixture
def call(client: TestClient[Any], seeded: Seeded) -> Call:
    """A fresh call at a clerk's desk."""
    return Call(Browser(client, seeded, "clerk"))


@pytest.fixture
def certifier(seeded: Seeded) -> None:
    """The ward has an office, and one officer who may certify, there on weekday mornings."""
    shifts = tuple(Shift(weekday=day, from_minute=420, to_minute=690) for day in range(5))
    skills = (Skill(procedure="*", part="certifier"),)
    office = WardChange(office=Place(lat_e6=10_380_000, lon_e6=105_430_000))
    seeded.say(
        WARD, "admin", WardConfigured(unit=WARD, change=office),
        OfficerRegistered(officer=uuid7(), unit=WARD, name="Lâm Thị Sen", skills=skills, shifts=shifts),
    )  # fmt: skip


@pytest.fixture
def head(client: TestClient[Any], seeded: Seeded) -> Browser:
    """The ward's supervisor before a page."""
    return Browser(client, seeded, "supervisor")


@pytest.fixture
def other(seeded: Seeded) -> str:
    """A second officer of the ward, who may do everything at any hour."""
    officer = uuid7()
    shifts = tuple(Shift(weekday=day, from_minute=0, to_minute=1440) for day in range(7))
    skills = (Skill(procedure="*", part="certifier"),)
    new = OfficerRegistered(officer=officer, unit=WARD, name="Lê Thị Chanh", skills=skills, shifts=shifts)
    seeded.say(WARD, "admin", new)
    return officer
