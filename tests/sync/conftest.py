"""What the tests of a tablet and its office ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.store.engine import Store
from tests.sync.around import World


@pytest.fixture
def world(store: Store, tmp_path: Path) -> Iterator[World]:
    made = World(store, tmp_path)
    yield made
    for tablet in made.open:
        tablet.close()
