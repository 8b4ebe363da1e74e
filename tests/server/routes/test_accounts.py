"""Accounts: made, changed and disabled by administrators only, with sessions ended and every act noted."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient

from models.store import accounts
from server.routes.accounts import PASSWORD_CHARS_MIN
from tests.server.seeded import NEXT_WARD, PROVINCE, WARD, Seeded

PASSWORD = "một mật khẩu dài"
LAN = {"username": "lan", "name": "Lê Thị Lan", "password": PASSWORD, "roles": ["clerk"]}


@pytest.fixture
def call(client: TestClient[Any], seeded: Seeded) -> Any:
    """What an administrator is answered."""

    def ask(method: str, path: str, body: Any = None, unit: str = WARD) -> Any:
        return client.request(method, path, json=body, headers=seeded.bearer("admin", unit))

    return ask


def tokens_hold(client: TestClient[Any], *tokens: str) -> list[bool]:
    """Which of these tokens still open a session."""
    return [client.get("/sessions/me", headers={"Authorization": f"Bearer {t}"}).status_code == 200 for t in tokens]


def test_an_account_is_made_and_signs_in(call: Any, client: TestClient[Any], seeded: Seeded) -> None:
    """A new account signs in with its password, which no answer and no list ever shows."""
    made = call("POST", "/accounts", LAN)
    assert made.status_code == 201 and made.json()["unit"] == WARD
    assert client.post("/sessions", json={"username": "lan", "password": PASSWORD}).status_code == 201
    listed = call("GET", "/accounts?limit=200")
    assert made.json()["id"] in listed.text
    assert not [word for word in (PASSWORD, "argon2", "password") if word in listed.text + made.text]


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "Lan"}, {"username": "l"}, {"username": "a b c"}, {"password": "x" * (PASSWORD_CHARS_MIN - 1)},
        {"roles": []}, {"roles": ["system"]}, {"roles": ["king"]}, {"name": ""}, {"unit": "x"}, {"disabled_ms": 0},
    ],
)  # fmt: skip
def test_a_wrong_account_is_not_made(call: Any, wrong: dict[str, Any]) -> None:
    """Bad names, short passwords, roles nobody may be given, and fields that are not asked for are refused."""
    assert call("POST", "/accounts", LAN | wrong).status_code == 400


def test_names_are_one_a_person(call: Any, seeded: Seeded) -> None:
    """A sign-in name is taken once in the whole house, and one officer signs in with one account."""
    assert call("POST", "/accounts", LAN).status_code == 201
    again = call("POST", "/accounts", LAN, NEXT_WARD)
    assert (again.status_code, again.json()["code"]) == (409, "already_there")
    officer = seeded.things[WARD].officer
    for body, code in (({"officer": officer}, "already_there"), ({"officer": "nobody"}, "unknown_thing")):
        assert call("POST", "/accounts", LAN | {"username": "other"} | body).json()["code"] == code


def test_new_roles_sign_the_consoles_out(call: Any, client: TestClient[Any], seeded: Seeded) -> None:
    """Whoever gets other roles signs in anew; a new name alone ends nothing."""
    account, token = seeded.sign_in(WARD, "clerk")
    call("PATCH", f"/accounts/{account}", {"name": "Lê Thị Chanh"})
    assert tokens_hold(client, token) == [True]
    changed = call("PATCH", f"/accounts/{account}", {"roles": ["supervisor", "clerk", "clerk"]}).json()
    assert (changed["roles"], changed["name"]) == (["clerk", "supervisor"], "Lê Thị Chanh")
    assert tokens_hold(client, token) == [False]


def test_a_new_password_leaves_the_tablet_at_its_work(call: Any, client: TestClient[Any], seeded: Seeded) -> None:
    """A password set anew signs consoles out; a tablet at somebody's door goes on, since its token is its own."""
    with seeded.store.read() as tx:
        account = accounts.of_officer(tx, WARD, seeded.things[WARD].officer)
    assert account is not None
    console = seeded.tablets[WARD].token
    with seeded.store.write() as tx:
        accounts.begin_session(tx, "digest-of-a-console", account, "", "", 0, 4_000_000_000_000)
    assert call("PUT", f"/accounts/{account.id}/password", {"password": PASSWORD}).status_code == 200
    assert tokens_hold(client, console) == [True]
    with seeded.store.read() as tx:
        assert accounts.session(tx, "digest-of-a-console", seeded.clock()) is None
    assert client.post("/sessions", json={"username": account.username, "password": PASSWORD}).status_code == 201


def test_disabling_ends_everything(call: Any, client: TestClient[Any], seeded: Seeded) -> None:
    """A disabled account is out everywhere at once, its tablet too; enabled again it signs in, and old tokens stay dead."""
    with seeded.store.read() as tx:
        account = accounts.of_officer(tx, WARD, seeded.things[WARD].officer)
    assert account is not None
    token = seeded.tablets[WARD].token
    assert call("PATCH", f"/accounts/{account.id}", {"disabled": True}).json()["disabled_ms"] == seeded.clock()
    assert tokens_hold(client, token) == [False]
    assert call("PATCH", f"/accounts/{account.id}", {"disabled": False}).json()["disabled_ms"] == 0
    assert tokens_hold(client, token) == [False]


def test_another_officer_is_another_person(call: Any, client: TestClient[Any], seeded: Seeded) -> None:
    """An account taken from its officer loses that officer's tablet: it must not go on speaking for somebody else."""
    with seeded.store.read() as tx:
        account = accounts.of_officer(tx, WARD, seeded.things[WARD].officer)
    assert account is not None
    assert call("PATCH", f"/accounts/{account.id}", {"officer": ""}).json()["officer"] == ""
    assert tokens_hold(client, seeded.tablets[WARD].token) == [False]


def test_what_administrators_do_is_noted(call: Any, client: TestClient[Any], seeded: Seeded) -> None:
    """Making, changing and giving a password stand in the audit with who did it; the auditor reads it, newest first."""
    made = call("POST", "/accounts", LAN).json()["id"]
    call("PATCH", f"/accounts/{made}", {"disabled": True})
    call("PUT", f"/accounts/{made}/password", {"password": PASSWORD})
    seen = client.get(f"/audit?subject={made}", headers=seeded.bearer("auditor")).json()["items"]
    assert [look["kind"] for look in seen] == ["password_set", "account_changed", "account_made"]
    assert {look["actor"] for look in seen} == {seeded.accounts[WARD, "admin"]}


def test_the_province_administers_its_wards(call: Any, seeded: Seeded) -> None:
    """A province's administrator makes accounts in its wards, and in no ward of another province."""
    assert call("POST", "/accounts", LAN | {"unit": WARD}, PROVINCE).json()["unit"] == WARD
    assert call("POST", "/accounts", LAN | {"username": "other", "unit": "00004"}, PROVINCE).status_code == 403
    units = {account["unit"] for account in call("GET", "/accounts?limit=200", None, PROVINCE).json()["items"]}
    assert units == {WARD, NEXT_WARD, PROVINCE}
