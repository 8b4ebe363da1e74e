"""Signing in, staying in, and being shut out: sessions are rows, and end when they should."""

from __future__ import annotations

from typing import Any

import argon2
import pytest
from litestar.testing import TestClient

from models.store import accounts
from models.store.accounts import Account
from models.store.engine import Store
from server.session import CODE_CHARS, CODE_LETTERS, COOKIE, TRIES_SPAN_MS, WIDE, code_digest, hash_password, new_code
from tests.server.conftest import STRONG
from tests.server.seeded import WARD, Seeded
from tests.server.story import HOUR_MS

PASSWORD = "một mật khẩu dài"
HASH = hash_password(PASSWORD)
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def lan(seeded: Seeded) -> Account:
    """A clerk who may sign in."""
    account = Account(WARD, "lan", "lan", "Lê Thị Lan", HASH, "clerk", "", 0, 0)
    with seeded.store.write() as tx:
        accounts.put_account(tx, account)
    return account


def sign_in(client: TestClient[Any], username: str = "lan", password: str = PASSWORD) -> Any:
    """The answer to a name and a password."""
    return client.post("/sessions", json={"username": username, "password": password})


def bearer(token: str) -> dict[str, str]:
    """The header of a program."""
    return {"Authorization": f"Bearer {token}"}


def test_guessing_a_stolen_hash_is_dear() -> None:
    """What the program hashes with is Argon2id, with no less memory and no fewer passes than OWASP asks for (ASVS 5, 11.4)."""
    strong = argon2.extract_parameters(STRONG.hash(PASSWORD))
    assert strong.type is argon2.Type.ID and strong.memory_cost >= 19 * 1024 and strong.time_cost >= 2


def test_a_right_password_opens_a_session(client: TestClient[Any], lan: Account, seeded: Seeded) -> None:
    """Who signs in is told who they are, until when, and gets a token that is kept nowhere as such."""
    told = sign_in(client).json()
    assert (told["name"], told["unit"], told["roles"]) == (lan.name, WARD, ["clerk"])
    assert told["expires_ms"] == seeded.clock() + 12 * HOUR_MS
    client.cookies.clear()
    assert client.get("/sessions/me", headers=bearer(told["token"])).json()["id"] == "lan"
    with seeded.store.read() as tx:
        assert tx.row("SELECT count(*) FROM sessions WHERE token = ?", told["token"]) == (0,)


@pytest.mark.parametrize(
    ("name", "password"), [("lan", "sai"), ("nobody", PASSWORD), ("LAN", PASSWORD), ("lan", PASSWORD + " ")]
)
def test_a_wrong_one_does_not(client: TestClient[Any], lan: Account, name: str, password: str) -> None:
    """A wrong password and a wrong name are answered alike, and open nothing."""
    answer = sign_in(client, name, password)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_password")
    assert COOKIE not in client.cookies


def test_the_cookie_is_out_of_reach(client: TestClient[Any], lan: Account) -> None:
    """Scripts cannot read it and other sites cannot send it."""
    said = sign_in(client).headers["set-cookie"].lower()
    assert "httponly" in said and "samesite=strict" in said and "path=/" in said and "secure" not in said


def test_the_cookie_is_secure_where_the_address_is(store: Store, tmp_path: Any) -> None:
    """Where the ward's address is https the cookie never travels in clear."""
    seeded = Seeded(store, tmp_path, origin="https://tannha.example.vn")
    with seeded.store.write() as tx:
        accounts.put_account(tx, Account(WARD, "lan", "lan", "Lan", HASH, "clerk", "", 0, 0))
    with TestClient(seeded.app(), base_url="https://tannha.example.vn") as client:
        assert "secure" in sign_in(client).headers["set-cookie"].lower()


def test_a_browser_needs_its_token_to_change_anything(client: TestClient[Any], lan: Account) -> None:
    """With the cookie alone one may read; to change something the page's token must come along, and be the right one."""
    csrf = sign_in(client).json()["csrf"]
    assert client.get("/sessions/me").status_code == 200
    for headers in ({}, {"X-CSRF-Token": "x"}, {"X-CSRF-Token": ""}):
        answer = client.post("/events", content=b"{}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    assert client.delete("/sessions/me", headers={"X-CSRF-Token": csrf}).status_code == 204
    assert client.get("/sessions/me").status_code == 401


def test_another_site_cannot_sign_somebody_in(client: TestClient[Any], lan: Account) -> None:
    """A form cannot be made to say it: only JSON is heard, which a browser asks leave for."""
    told = f'{{"username":"lan","password":"{PASSWORD}"}}'.encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        assert client.post("/sessions", content=told, headers={"Content-Type": kind}).status_code == 400


def test_signing_out_ends_it_at_once(client: TestClient[Any], lan: Account) -> None:
    """After signing out the token is worth nothing, and other sessions of the account go on."""
    first, second = sign_in(client).json()["token"], sign_in(client).json()["token"]
    client.cookies.clear()
    assert client.delete("/sessions/me", headers=bearer(first)).status_code == 204
    assert client.get("/sessions/me", headers=bearer(first)).status_code == 401
    assert client.get("/sessions/me", headers=bearer(second)).status_code == 200


def test_a_session_runs_out(client: TestClient[Any], lan: Account, seeded: Seeded) -> None:
    """After its hours a session is over, to the millisecond."""
    told = sign_in(client).json()
    seeded.clock.ms = told["expires_ms"] - 1
    assert client.get("/sessions/me").status_code == 200
    seeded.clock.ms += 1
    assert client.get("/sessions/me").status_code == 401


def test_guessing_is_stopped(client: TestClient[Any], lan: Account, seeded: Seeded) -> None:
    """After eight wrong tries even the right password is not looked at, until the quarter of an hour is over."""
    answers = [sign_in(client, password="sai").status_code for _ in range(9)]
    assert answers == [401] * 8 + [429]
    blocked = sign_in(client)
    assert (blocked.status_code, blocked.headers["retry-after"]) == (429, "5")
    seeded.clock.ms += TRIES_SPAN_MS
    assert sign_in(client).status_code == 201


def test_many_names_from_one_address_are_stopped(store: Store, tmp_path: Any) -> None:
    """Somebody who tries one password on many names is stopped too, only later than one who tries many on one name."""
    seeded = Seeded(store, tmp_path, login_tries_max=1)
    with TestClient(seeded.app()) as client:
        answers = [sign_in(client, f"name{i}", "sai").status_code for i in range(WIDE + 1)]
    assert answers == [401] * WIDE + [429]


def test_a_disabled_account_is_out_at_once(client: TestClient[Any], lan: Account, seeded: Seeded) -> None:
    """Disabling an account ends its sessions with the next call, and its password opens no other."""
    token = sign_in(client).json()["token"]
    with seeded.store.write() as tx:
        accounts.put_account(tx, lan._replace(disabled_ms=1))
    assert client.get("/sessions/me", headers=bearer(token)).status_code == 401
    assert sign_in(client).status_code == 401


def test_tokens_of_odd_shape(client: TestClient[Any]) -> None:
    """Whatever stands where a token should is no session, and no fault."""
    for said in ("", "Bearer", "Bearer ", "Bearer " + "x" * 5000, "Basic bGFuOng=", "bearer \u00e9"):
        headers = {"Authorization": said.encode("latin-1")}
        assert client.get("/sessions/me", headers=headers).status_code == 401  # type: ignore[arg-type]


def test_codes_are_read_aloud_without_mistakes() -> None:
    """A code has ten letters in two groups, none of which sounds or looks like another, and no two are alike."""
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == CODE_CHARS + 1 and code[5] == "-" for code in codes)
    assert set("".join(codes)) - {"-"} <= set(CODE_LETTERS) and not set("01OILU") & set(CODE_LETTERS)


@pytest.mark.parametrize("typed", ["7KQ4M-2XHTB", "7kq4m-2xhtb", "7KQ4M2XHTB", " 7KQ4M 2XHTB ", "7kq4m\u20132xhtb"])
def test_codes_are_known_however_typed(typed: str) -> None:
    """Small letters, blanks, no dash or a long one: it is the same code."""
    assert code_digest(typed) == code_digest("7KQ4M-2XHTB")
    assert code_digest(typed) != code_digest("7KQ4M-2XHTC")
