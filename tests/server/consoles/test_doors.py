"""Signing in at a page, being led to one's work, and being refused in words."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from litestar.testing import TestClient

from server.consoles import doors, statics
from server.house import House
from server.session import COOKIE, hash_password
from tests.server.browsing import Browser
from tests.server.seeded import Seeded

PASSWORD = "mật khẩu dài lắm"


@pytest.fixture
def browser(client: TestClient[Any], seeded: Seeded) -> Browser:
    """A clerk's browser, signed in."""
    return Browser(client, seeded, "clerk")


def _with_password(seeded: Seeded, username: str) -> None:
    with seeded.store.write() as tx:
        tx.run(
            "UPDATE accounts SET username = ?, password = ? WHERE id = ?",
            username, hash_password(PASSWORD), seeded.accounts["30307", "clerk"],
        )  # fmt: skip


def test_somebody_signs_in_and_out(client: TestClient[Any], seeded: Seeded) -> None:
    """A right password opens a session kept out of reach of scripts; signing out ends it at once, on the server too."""
    _with_password(seeded, "lan")
    answer = client.post(
        "/sign-in", data={"username": "lan", "password": PASSWORD, "back": "/language/vi"}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/language/vi")
    cookie = answer.headers["set-cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=strict"))
    token = client.cookies[COOKIE]
    me = client.get("/sessions/me").json()
    out = client.post("/sign-out", headers={"X-CSRF-Token": me["csrf"]})
    assert (out.status_code, out.headers["hx-redirect"]) == (204, "/sign-in")
    assert client.get("/sessions/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


@pytest.mark.parametrize("typed", [" mật  khẩu dài  lắm ", "mật khẩu\u00a0dài lắm", "mật khẩu dài lắm"])
def test_a_password_counts_as_it_was_typed(client: TestClient[Any], seeded: Seeded, typed: str) -> None:
    """One set by a program opens form and call alike, doubled blanks and all, also from a keyboard that sends letters apart."""
    made = {"username": "hoa", "name": "Lê Thị Hoa", "password": typed, "roles": ["clerk"]}
    assert client.post("/accounts", json=made, headers=seeded.bearer("admin")).status_code == 201
    for sent in (typed, unicodedata.normalize("NFD", typed)):
        form = client.post("/sign-in", data={"username": "hoa", "password": sent}, follow_redirects=False)
        assert form.status_code == 303
        assert client.post("/sessions", json={"username": "hoa", "password": sent}).status_code == 201
        client.cookies.clear()
    assert client.post("/sign-in", data={"username": "hoa", "password": typed + " "}).status_code == 401


def test_passwords_chosen_on_the_pages_open_the_calls(client: TestClient[Any], seeded: Seeded) -> None:
    """What an administrator or somebody themself typed into a page, two blanks in it, is the password everywhere."""
    _with_password(seeded, "lan")
    new, chosen = "hai  dấu cách liền", "ba   dấu cách liền"
    admin = Browser(client, seeded, "admin")
    set_there = admin.send(f"/admin/accounts/{seeded.accounts['30307', 'clerk']}", how="password", password=new)
    client.cookies.clear()
    assert set_there.status_code == 200
    assert client.post("/sessions", json={"username": "lan", "password": new}).status_code == 201
    client.cookies.clear()
    client.post("/sign-in", data={"username": "lan", "password": new}, follow_redirects=False)
    csrf = {"X-CSRF-Token": client.get("/sessions/me").json()["csrf"]}
    sent = {"old": new, "new": chosen, "again": chosen}
    assert client.post("/account/password", data=sent, headers=csrf).status_code == 200
    client.cookies.clear()
    assert client.post("/sessions", json={"username": "lan", "password": chosen}).status_code == 201


def test_a_wrong_password_is_said_on_the_page(client: TestClient[Any]) -> None:
    """The form comes back with the name kept, the password gone, and a sentence with a next step, in the language asked."""
    sent = {"username": "lan<b>", "password": "sai mật khẩu", "back": "/"}
    answer = client.post("/sign-in", data=sent)
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text and "lan&lt;b&gt;" in answer.text and "sai mật khẩu" not in answer.text
    client.get("/language/en", follow_redirects=False)
    assert 'lang="en"' in client.post("/sign-in", data=sent).text


def test_a_form_of_another_site_does_not_sign_in(client: TestClient[Any]) -> None:
    """A browser that says the form came from elsewhere is refused before any password is looked at."""
    sent = {"username": "lan", "password": PASSWORD}
    answer = client.post("/sign-in", data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403 and COOKIE not in client.cookies


@pytest.mark.parametrize(
    "bad", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "", "/a\nb"]
)
def test_nobody_is_led_elsewhere(bad: str) -> None:
    """Going back leads to an address of our own, whatever was asked."""
    assert doors.inside(bad) == "/"


def test_signing_out_needs_the_token_of_the_page(browser: Browser) -> None:
    """The cookie alone changes nothing."""
    assert browser.client.post("/sign-out").status_code == 403
    assert browser.client.get("/sessions/me").status_code == 200


def test_an_unknown_address_is_a_page_for_people(client: TestClient[Any]) -> None:
    """A browser gets a page with a way home, a program a problem."""
    page = client.get("/nowhere", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert 'href="/"' in page.text
    assert client.get("/nowhere").headers["content-type"] == "application/problem+json"


def test_a_page_runs_nothing_of_its_own(client: TestClient[Any]) -> None:
    """No page has a script or a style within it, and its policy would not run one; nobody may frame it."""
    answer = client.get("/sign-in")
    policy = answer.headers["content-security-policy"]
    assert "'unsafe" not in policy and "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "<style" not in answer.text and " style=" not in answer.text and " onclick=" not in answer.text
    assert answer.text.count("<script") == answer.text.count('<script src="/static/')


def test_files_are_kept_for_ever_by_their_digest(client: TestClient[Any]) -> None:
    """A file asked for with its version may be kept for ever, without it never unasked; unknown ones are not found."""
    named = client.get(statics.address("console.css"))
    assert named.headers["content-type"].startswith("text/css") and "immutable" in named.headers["cache-control"]
    assert client.get("/static/console.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/../pages.py").status_code == 404 == client.get("/static/%2e%2e/pages.py").status_code


def test_a_part_is_refused_as_a_notice(client: TestClient[Any], house: House) -> None:
    """Asked by htmx, a refusal is a short notice put in its own place, so that nothing somebody wrote is swapped away."""
    answer = client.post("/sign-out", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-retarget"] == "#notice" and "<html" not in answer.text and 'role="alert"' in answer.text
    assert answer.headers["hx-reselect"] == ".bar" and 'class="bar"' in answer.text
