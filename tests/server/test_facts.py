"""What a day is planned from: how long a visit's papers may still take."""

from __future__ import annotations

import pytest

from models.dossier import Dossier
from server.planning.facts import days_left
from tests.server.story import UNIT


def dossier(status: int, due_day: str) -> Dossier:
    """A dossier in this status, due on this day if a term runs."""
    return Dossier(
        id=f"d-{status}-{due_day}", unit=UNIT, code="H01-1", request="r", citizen="c", procedure="2.000884", version="x",
        status=status, due_day=due_day,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("held", "left"),
    [
        ([], None),
        ([dossier(1, "")], None),
        ([dossier(5, "2026-11-26"), dossier(4, "2026-11-25")], 2),
        ([dossier(9, "2026-11-23")], 0),
        ([dossier(4, "2026-11-20")], -3),
        ([dossier(10, "2026-11-20"), dossier(4, "2026-11-30")], 7),
    ],
)
def test_the_first_term_that_runs_out_counts(held: list[Dossier], left: int | None) -> None:
    """Days to the nearest term of a dossier still open: none before papers are received, less than nothing when it is late."""
    assert days_left(held, "2026-11-23") == left
