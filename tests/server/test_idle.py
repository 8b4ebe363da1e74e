"""Accounts nobody uses are closed by the clock; whoever works on a tablet, and the last administrator, are not shut out."""

from __future__ import annotations

from typing import Any

from litestar.testing import TestClient

from models.store import accounts
from models.store.accounts import Account
from models.store.engine import Store
from server.house import House
from server.idle import IDLE_DAYS_MAX, close_idle
from tests.server.seeded import WARD, Seeded
from tests.server.story import DAY_MS


def open_accounts(store: Store, unit_id: str = WARD) -> set[str]:
    """The accounts of a unit one may sign in with."""
    with store.read() as tx:
        return {account.id for account in accounts.page(tx, (unit_id,), limit=100, closed=False)}


def used(store: Store, seen_ms: int, unit_id: str = WARD) -> None:
    """Every account of a unit was last signed in with at a moment."""
    with store.write() as tx:
        for account in accounts.page(tx, (unit_id,), limit=100):
            accounts.put_account(tx, account._replace(seen_ms=seen_ms))


def test_an_account_unused_for_45_days_is_closed(seeded: Seeded, house: House, client: TestClient[Any]) -> None:
    """On the 45th day it is open; the day after it is closed, its session ended, the audit told, and it is listed."""
    used(seeded.store, seeded.clock())
    clerk = seeded.accounts[WARD, "clerk"]
    seeded.clock.ms += IDLE_DAYS_MAX * DAY_MS
    used(seeded.store, seeded.clock(), "91")
    used(seeded.store, seeded.clock(), "30292")
    close_idle(house)
    assert clerk in open_accounts(seeded.store)
    seeded.clock.ms += DAY_MS
    assert close_idle(house) > 0
    assert clerk not in open_accounts(seeded.store)
    assert client.get("/sessions/me", headers=seeded.bearer("clerk")).status_code == 401
    headers = seeded.bearer("admin", "91")
    closed = client.get(f"/accounts?unit={WARD}&standing=closed&limit=200", headers=headers).json()["items"]
    assert clerk in [one["id"] for one in closed] and all(one["disabled_ms"] for one in closed)
    looks = client.get(f"/audit?unit={WARD}&subject={clerk}", headers=seeded.bearer("auditor", "91")).json()["items"]
    assert [look["kind"] for look in looks] == ["account_idle"]
    assert close_idle(house) == 0


def test_the_last_administrator_stays(seeded: Seeded, house: House) -> None:
    """However long nobody came, one administrator of each unit can still open the others."""
    used(seeded.store, seeded.clock())
    seeded.clock.ms += 400 * DAY_MS
    close_idle(house)
    assert open_accounts(seeded.store) >= {seeded.accounts[WARD, "admin"]}
    with seeded.store.read() as tx:
        roles = [one.roles for one in accounts.page(tx, (WARD,), limit=100, closed=False)]
    assert roles == ["admin"]


def test_an_officer_is_heard_by_tablet(seeded: Seeded, house: House) -> None:
    """An officer signs in once and then works on a tablet for weeks; one never used counts from its making."""
    officer = seeded.things[WARD].officer
    with seeded.store.write() as tx:
        accounts.put_account(tx, Account(WARD, "o-account", "o-account", "Ổi", "-", "officer", officer, 0, 1))
        accounts.put_account(tx, Account(WARD, "never", "never", "Ai", "-", "clerk", "", 0, 0))
    close_idle(house)
    assert "o-account" in open_accounts(seeded.store)
    assert "never" not in open_accounts(seeded.store)
    assert seeded.things[WARD].account in open_accounts(seeded.store)
