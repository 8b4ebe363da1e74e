"""Accounts nobody uses: closed by the clock after 45 days, as systems of level 3 must (Decree 331/2026, TCVN 14423:2026).

An account never used counts from the day it was made. The last administrator of a unit stays: somebody must be able to
open the others again (`tannha user disable --enable` and PATCH /accounts do).
"""

from models import access
from models.store import accounts, journal
from models.store.accounts import Account, View
from models.store.engine import Tx
from server.house import House

IDLE_DAYS_MAX = 45
_IDLE_MS = IDLE_DAYS_MAX * 86_400_000
_PAGE = 200


def close_idle(house: House) -> int:
    """Closes what was idle too long, ends its sessions, and writes that into the audit; answers how many."""
    before_ms = house.now_ms() - _IDLE_MS
    with house.store.read() as tx:
        units = journal.units(tx)
    return sum(_close_in(house, unit_id, before_ms) for unit_id in units)


def _close_in(house: House, unit_id: str, before_ms: int) -> int:
    with house.store.read() as tx:
        heard = accounts.heard_of_officers(tx, unit_id)
        open_ones = _all_open(tx, unit_id)
    idle = [one for one in open_ones if max(_used_ms(one), heard.get(one.officer_id, 0)) < before_ms]
    heads = [one for one in open_ones if "admin" in one.roles.split()]
    if heads and all(one in idle for one in heads):
        idle.remove(max(heads, key=_used_ms))
    closed = 0
    for found in idle:
        with house.store.write() as tx:
            now = accounts.one(tx, (unit_id,), found.id)
            if now != found:
                continue
            accounts.put_account(tx, now._replace(disabled_ms=house.now_ms()))
            accounts.end_sessions_of(tx, unit_id, now.id)
            clock = access.system(unit_id).id
            accounts.note_views(tx, [View(unit_id, house.new_id(), clock, "account_idle", now.id, house.now_ms())])
            closed += 1
    return closed


def _all_open(tx: Tx, unit_id: str) -> list[Account]:
    found: list[Account] = []
    while page := accounts.page(tx, (unit_id,), found[-1].id if found else "", _PAGE, closed=False):
        found += page
    return found


def _used_ms(account: Account) -> int:
    """When an account was last signed in with, or else made: a UUIDv7 tells it; any other id counts as made long ago."""
    if account.seen_ms:
        return account.seen_ms
    digits = account.id.replace("-", "")[:12]
    made = len(account.id) == 36 and all(c in "0123456789abcdef" for c in digits)
    return int(digits, 16) if made else 0
