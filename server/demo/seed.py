"""Says the demo's story through the one door, and gives every role an account to look with."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from random import Random
from typing import NamedTuple

from models.access import Actor, Role
from models.calendar import ms_of
from models.officer import Officer
from models.store import accounts, journal
from models.store.accounts import Account
from models.store.engine import Store
from server.demo import ward
from server.demo.desk import Line
from server.demo.people import Names
from server.demo.story import OPENING_MINUTE, tell
from server.demo.ward import Town
from server.session import hash_password, right_password
from sync.office import Wish, say_in

CALLS_PER_COMMIT = 200
_SIGN = "demo:"


class Login(NamedTuple):
    """How one of the demo's people signs in."""

    username: str
    name: str
    roles: str
    unit: str


class Seeded(NamedTuple):
    """What came of it: how many events were said, by what became of them, and who may sign in."""

    outcomes: dict[str, int]
    logins: list[Login]


def is_empty(store: Store) -> bool:
    """Whether nobody has said anything in any unit yet."""
    with store.read() as tx:
        return not journal.units(tx)


def seed(store: Store, day: str, seed_number: int, now_ms: int, towns: Sequence[Town] = ()) -> Seeded:
    """Fills an empty store with the demo as it is on the morning of `day`, or now if that is earlier."""
    until_ms = min(now_ms, ms_of(day, OPENING_MINUTE))
    outcomes: dict[str, int] = {}
    logins: list[Login] = []
    for town in towns or (ward.TOWN, *ward.NEIGHBOURS):
        demo = tell(town, day, seed_number, until_ms)
        names = Names(Random(f"events {town.unit} {day} {seed_number}"))
        for outcome, count in _said(store, town.unit, demo.lines, names).items():
            outcomes[outcome] = outcomes.get(outcome, 0) + count
        if town.unit == ward.UNIT:
            logins = _accounts(store, demo.officers)
    return Seeded(outcomes, logins)


def logins_of(store: Store) -> list[Login]:
    """The demo accounts of a store that still open with the demo's password; empty when this is no demo."""
    with store.read() as tx:
        known = [*accounts.of_unit(tx, ward.UNIT), *accounts.of_unit(tx, ward.PROVINCE)]
    demo = [account for account in known if account.id.startswith(_SIGN) and not account.disabled_ms]
    tried: dict[str, bool] = {}
    for account in demo:
        tried.setdefault(account.password, right_password(account, ward.PASSWORD))
    return [Login(a.username, a.name, a.roles, a.unit_id) for a in demo if tried[a.password]]


def actor_of(unit_id: str, who: str) -> Actor:
    """One of the demo's people: by role, or an officer by id."""
    role: Role = who if who in ("admin", "clerk", "supervisor", "certifier") else "officer"  # type: ignore[assignment]
    officer = who if role == "officer" else ""
    return Actor(id=f"{_SIGN}{who}", unit=unit_id, roles=frozenset((role,)), officer=officer)


def _said(store: Store, unit_id: str, lines: Sequence[Line], names: Names) -> dict[str, int]:
    """Says all of it, a few hundred calls a commit; answers how many events came to what."""
    outcomes: dict[str, int] = {}
    calls = [list(call) for _, call in groupby(lines, key=lambda line: (line.at_ms, line.who))]
    for some in _batches(calls):
        with store.write() as tx:
            for call in some:
                at_ms, who = call[0].at_ms, call[0].who
                names.now_ms = at_ms
                wishes = [Wish(body=line.body) for line in call]
                for receipt in say_in(tx, actor_of(unit_id, who), unit_id, wishes, at_ms, names):
                    key = receipt.outcome if not receipt.code else f"{receipt.outcome} {receipt.code} {receipt.detail}"
                    outcomes[key] = outcomes.get(key, 0) + 1
    return outcomes


def _batches(calls: list[list[Line]]) -> Iterator[list[list[Line]]]:
    for start in range(0, len(calls), CALLS_PER_COMMIT):
        yield calls[start : start + CALLS_PER_COMMIT]


def _accounts(store: Store, officers: Sequence[Officer]) -> list[Login]:
    """One account a role and one an officer, all with the same hash: hashing takes longer than all the rest."""
    password = hash_password(ward.PASSWORD)
    made = [
        Account(unit_id, f"{_SIGN}{role}", username, name, password, role, "", 0, 0)
        for username, name, role, unit_id in ward.ACCOUNTS
    ]
    for i, officer in enumerate(officers, 1):
        certifies = any(skill.part == "certifier" for skill in officer.skills)
        roles = "officer certifier" if certifies else "officer"
        made.append(
            Account(ward.UNIT, f"{_SIGN}officer{i}", f"officer{i}", officer.name, password, roles, officer.id, 0, 0)
        )
    with store.write() as tx:
        for account in made:
            accounts.put_account(tx, account)
    return [Login(a.username, a.name, a.roles, a.unit_id) for a in made]
