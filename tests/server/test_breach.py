"""A breach: exactly the people whose data an account saw, or a tablet held, and the hour by which to tell."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner
from litestar.testing import TestClient

from server import breach
from server.cli import main
from tests.server.seeded import NEXT_WARD, WARD, Seeded
from tests.server.story import DAY_MS, HOUR_MS


def test_what_an_account_saw(seeded: Seeded, client: TestClient[Any]) -> None:
    """Looks since the day count, earlier ones and other people's do not; a case counts as its person's."""
    things, clerk = seeded.things[WARD], seeded.accounts[WARD, "clerk"]
    client.get(f"/citizens/{things.citizen}", headers=seeded.bearer("clerk"))
    seeded.clock.ms += DAY_MS
    since_ms = seeded.clock()
    assert breach.report(seeded.store, WARD, since_ms, since_ms, account=clerk).people == ()
    client.get(f"/visits/{things.visit}", headers=seeded.bearer("clerk"))
    client.get(f"/requests/{things.request}", headers=seeded.bearer("supervisor"))
    found = breach.report(seeded.store, WARD, since_ms, since_ms + HOUR_MS, account=clerk)
    assert [one.citizen for one in found.people] == [things.citizen]
    assert found.people[0].first_ms == since_ms and found.told_by_ms == since_ms + 73 * HOUR_MS and found.location


def test_what_lay_on_a_tablet(seeded: Seeded) -> None:
    """A lost tablet concerns the people of its officer's visits, and nobody of another ward."""
    things = seeded.things[WARD]
    found = breach.report(seeded.store, WARD, seeded.clock(), seeded.clock(), device=things.device)
    assert [one.citizen for one in found.people] == [things.citizen]
    assert set(found.people[0].kinds) == {"citizen", "dossier", "request", "visit"}
    with pytest.raises(LookupError):
        breach.report(seeded.store, NEXT_WARD, 0, 0, device=things.device)


def test_from_the_terminal(seeded: Seeded) -> None:
    """The command names the people by id and the hour; without account or device, or for one unknown, it says why not."""
    things = seeded.things[WARD]
    asked = ["breach", "--since", "2026-11-01", "--unit", WARD, "--store", seeded.store.url]
    told = CliRunner().invoke(main, [*asked, "--device", things.device]).output
    assert "72 giờ" in told and "people concerned: 1" in told
    assert CliRunner().invoke(main, asked).exit_code == 1
    assert CliRunner().invoke(main, [*asked, "--device", "nobody"]).exit_code == 1
