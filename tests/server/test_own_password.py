"""People change their own password: with the old one only, and everybody else at a console under it is out."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient

from models.store import accounts
from models.store.accounts import Account
from server.routes.accounts import PASSWORD_CHARS_MIN
from server.session import TRIES_SPAN_MS, hash_password
from tests.server.browsing import Browser
from tests.server.seeded import WARD, Seeded

OLD, NEW = "một mật khẩu dài", "một mật khẩu khác"
HASH = hash_password(OLD)


@pytest.fixture
def lan(seeded: Seeded) -> str:
    """The id of a clerk with a password."""
    with seeded.store.write() as tx:
        accounts.put_account(tx, Account(WARD, "lan", "lan", "Lê Thị Lan", HASH, "clerk", "", 0, 0))
    return "lan"


def sign_in(client: TestClient[Any], password: str) -> Any:
    """The answer to her name and a password; the browser's cookie is dropped."""
    answer = client.post("/sessions", json={"username": "lan", "password": password})
    client.cookies.clear()
    return answer


def change(client: TestClient[Any], token: str, old: str = OLD, new: str = NEW) -> Any:
    """The answer to a program that asks for another password."""
    headers = {"Authorization": f"Bearer {token}"}
    answer = client.put("/sessions/me/password", json={"old": old, "new": new}, headers=headers)
    client.cookies.clear()
    return answer


def holds(client: TestClient[Any], token: str) -> bool:
    """Whether a token opens anything."""
    return bool(client.get("/sessions/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200)


def test_the_new_one_counts_and_other_consoles_are_out(client: TestClient[Any], seeded: Seeded, lan: str) -> None:
    """The new password signs in, the old does not; a fresh token goes on, every token from before is dead; it is noted."""
    here, elsewhere = sign_in(client, OLD).json()["token"], sign_in(client, OLD).json()["token"]
    answer = change(client, here)
    assert answer.status_code == 200 and NEW not in answer.text
    fresh = answer.json()["token"]
    assert [holds(client, token) for token in (fresh, here, elsewhere)] == [True, False, False]
    assert (sign_in(client, OLD).status_code, sign_in(client, NEW).status_code) == (401, 201)
    with seeded.store.read() as tx:
        [noted] = accounts.views_of(tx, WARD, lan)
    assert (noted.kind, noted.actor_id) == ("own_password_set", lan)


def test_a_tablet_stays_at_its_work_and_changes_none(client: TestClient[Any], seeded: Seeded) -> None:
    """The officer's tablet goes on after the password was changed at a console; it cannot change one itself."""
    tablet = seeded.tablets[WARD].token
    with seeded.store.write() as tx:
        account = accounts.of_officer(tx, WARD, seeded.things[WARD].officer)
        assert account is not None
        accounts.put_account(tx, account._replace(username="lan", password=HASH))
    assert change(client, sign_in(client, OLD).json()["token"]).status_code == 200
    assert holds(client, tablet)
    refused = change(client, tablet, NEW, OLD)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert sign_in(client, NEW).status_code == 201


@pytest.mark.parametrize("new", ["x" * (PASSWORD_CHARS_MIN - 1), "x" * 201, ""])
def test_a_short_or_endless_one_is_refused(client: TestClient[Any], lan: str, new: str) -> None:
    """A new password keeps the rules an administrator's does; a refused one leaves the old and the session."""
    token = sign_in(client, OLD).json()["token"]
    assert change(client, token, new=new).status_code == 400
    assert holds(client, token) and sign_in(client, OLD).status_code == 201


def test_guessing_the_old_one_is_stopped(client: TestClient[Any], seeded: Seeded, lan: str) -> None:
    """At a console left open, after eight wrong tries even the right password is not looked at for a quarter of an hour."""
    token = sign_in(client, OLD).json()["token"]
    answers = [change(client, token, old="sai").json()["code"] for _ in range(8)]
    assert answers == ["old_password_wrong"] * 8
    assert change(client, token).status_code == 429
    seeded.clock.ms += TRIES_SPAN_MS
    assert change(client, token).status_code == 200


def test_the_page_changes_it(client: TestClient[Any], seeded: Seeded, lan: str) -> None:
    """Typed differently twice, or with a wrong old one, it is refused in words; then it is changed and the page goes on."""
    elsewhere = sign_in(client, OLD).json()["token"]
    browser = Browser(client, seeded, "clerk")
    with seeded.store.write() as tx:
        mine = accounts.one(tx, (WARD,), seeded.accounts[WARD, "clerk"])
        assert mine is not None
        accounts.put_account(tx, mine._replace(password=HASH))
    assert "Đổi mật khẩu" in browser.page("/account").text
    differ = browser.send("/account/password", old=OLD, new=NEW, again=NEW + " x")
    assert differ.status_code == 400 and "không giống nhau" in differ.text
    wrong = browser.send("/account/password", old="sai", new=NEW, again=NEW)
    assert wrong.status_code == 401 and "Mật khẩu đang dùng không đúng" in wrong.text
    done = browser.send("/account/password", old=OLD, new=NEW, again=NEW)
    assert "Đã đổi mật khẩu" in done.text and "phiên này" in done.text
    assert browser.page("/account").status_code == 200
    assert holds(client, elsewhere)
    assert browser.send("/account/password", old=NEW, new=OLD, again=OLD).status_code == 200
