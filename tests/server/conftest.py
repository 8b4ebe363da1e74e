"""What every test of the server may ask for: three units full of things, their house, and somebody who calls it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from litestar.testing import TestClient

from models.store.engine import Store
from server import session
from server.house import House
from tests.server import built
from tests.server.seeded import Seeded

STRONG = session.HASHER
session.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Here a password is checked at once, instead of in the tenth of a second, and 64 MB, that make guessing dear."""


@pytest.fixture(autouse=True)
def applications() -> Iterator[None]:
    """What this test had of the applications that stand already goes back when it is over."""
    yield
    built.give_back()


@pytest.fixture
def seeded(store: Store, tmp_path: Path) -> Seeded:
    """A ward, another and their province on each engine, with an account for every role in each."""
    return Seeded(store, tmp_path)


@pytest.fixture
def house(seeded: Seeded) -> House:
    """The house they share."""
    return seeded.house


@pytest.fixture
def client(seeded: Seeded) -> Iterator[TestClient[Any]]:
    """Somebody who calls that house."""
    with TestClient(seeded.app()) as calling:
        yield calling
