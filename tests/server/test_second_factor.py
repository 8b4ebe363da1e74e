"""The second factor: half a session opens nothing, a code is good once, recovery codes too, and guessing is stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyotp
import pytest
from litestar.testing import TestClient

from models.store import accounts, factors
from models.store.accounts import Account
from models.store.engine import Store
from server import sealing
from server.second_factor import RECOVERIES, STEP_S
from server.session import COOKIE, HALF_MS, TRIES_SPAN_MS, WIDE, hash_password
from tests.server.seeded import NEXT_WARD, WARD, Seeded

PASSWORD = "một mật khẩu dài"
HASH = hash_password(PASSWORD)
STEP_MS = STEP_S * 1000


class Person:
    """Somebody who signs in as a program does, with an authenticator in their hand."""

    def __init__(self, client: TestClient[Any], seeded: Seeded, account: Account) -> None:
        self.client, self.seeded, self.account = client, seeded, account
        self.token = ""
        self.secret = ""
        self.recoveries: list[str] = []
        with seeded.store.write() as tx:
            accounts.put_account(tx, account)

    def call(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:
        """An answer to this person."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.client.request(method, path, headers=headers, json=body)

    def password(self) -> Any:
        """Signs in with name and password."""
        self.client.cookies.clear()
        answer = self.client.post("/sessions", json={"username": self.account.username, "password": PASSWORD})
        self.token = answer.json().get("token", "")
        self.client.cookies.clear()
        return answer

    def code(self, steps: int = 0) -> str:
        """What the authenticator shows now, or some steps from now."""
        return pyotp.TOTP(self.secret).at(self.seeded.clock() // 1000 + steps * STEP_S)

    def enrol(self) -> Any:
        """Sets up an authenticator and confirms it by its first code."""
        self.secret = self.call("POST", "/second-factor", {}).json()["secret"]
        answer = self.call("POST", "/second-factor/confirm", {"code": self.code()})
        self.token = answer.json()["session"]["token"]
        self.recoveries = answer.json()["recoveries"]
        self.client.cookies.clear()
        return answer

    def prove(self, code: str) -> Any:
        """The second half of signing in."""
        answer = self.call("POST", "/second-factor/prove", {"code": code})
        self.token = answer.json().get("token", self.token)
        self.client.cookies.clear()
        return answer

    def later(self, steps: int = 1) -> None:
        """Lets the clock go on by some steps of the authenticator."""
        self.seeded.clock.ms += steps * STEP_MS


@pytest.fixture
def lan(client: TestClient[Any], seeded: Seeded) -> Person:
    """A clerk who has set up her second factor and is signed in."""
    person = Person(client, seeded, Account(WARD, "lan", "lan", "Lê Thị Lan", HASH, "clerk", "", 0, 0))
    assert person.password().json()["stage"] == ""
    person.enrol()
    person.later()
    return person


def test_a_password_alone_opens_nothing(lan: Person) -> None:
    """With a second factor the password gives half a session: every address but its completion and its end says 401."""
    assert lan.password().json()["stage"] == "code"
    for method, path in (("GET", "/sessions/me"), ("GET", "/citizens"), ("GET", "/visits"), ("POST", "/events")):
        answer = lan.call(method, path, {} if method == "POST" else None)
        assert answer.status_code == 401, path
    assert lan.call("GET", "/citizens").json()["code"] == "second_factor_needed"
    assert lan.call("GET", "/second-factor").json() == {"enrolled": True, "recoveries": RECOVERIES, "stage": "code"}
    assert lan.call("POST", "/second-factor", {}).json()["code"] == "second_factor_needed"
    assert lan.call("POST", "/second-factor/confirm", {"code": lan.code()}).json()["code"] == "second_factor_needed"
    half = lan.token
    assert lan.prove(lan.code()).status_code == 201
    assert lan.call("GET", "/citizens").status_code == 200
    lan.token = half
    assert lan.call("GET", "/second-factor").status_code == 401


def test_half_a_session_runs_out_and_can_be_ended(lan: Person) -> None:
    """Who does not complete it in a quarter of an hour begins anew; signing out ends it at once."""
    told = lan.password().json()
    assert told["expires_ms"] == lan.seeded.clock() + HALF_MS
    lan.seeded.clock.ms = told["expires_ms"]
    assert lan.prove(lan.code()).json()["code"] == "not_signed_in"
    lan.password()
    assert lan.call("DELETE", "/sessions/me").status_code == 204
    assert lan.prove(lan.code()).json()["code"] == "not_signed_in"


def test_a_code_is_good_once(lan: Person) -> None:
    """A code somebody read over her shoulder opens nothing after she used it, nor does an older one."""
    lan.password()
    used, older = lan.code(), lan.code(-1)
    assert lan.prove(used).status_code == 201
    for code in (used, older):
        lan.password()
        assert lan.prove(code).json()["code"] == "second_factor_wrong"


def test_clocks_may_differ_by_a_step(lan: Person) -> None:
    """A code of the step before or after is taken; one of two steps away is not."""
    lan.later(3)
    for steps, status in ((-2, 401), (2, 401), (-1, 201), (1, 201)):
        lan.password()
        assert lan.prove(lan.code(steps)).status_code == status, steps


@pytest.mark.parametrize("odd", ["", "12345", "1234567", "१२३४५६", "abcdef", "٠٠٠٠٠٠", "ABCDE-FGHJK"])
def test_odd_codes_are_wrong(lan: Person, odd: str) -> None:
    """Too short, too long, digits of other scripts, letters, a recovery code nobody was given: refused alike."""
    lan.password()
    assert lan.prove(odd).json()["code"] == "second_factor_wrong"


def test_a_recovery_code_is_good_once(lan: Person) -> None:
    """However it is typed, a recovery code stands in for the phone one time; its use is noted in the audit."""
    lan.password()
    assert lan.prove(lan.recoveries[0].lower().replace("-", " ")).status_code == 201
    assert lan.call("GET", "/second-factor").json()["recoveries"] == RECOVERIES - 1
    lan.password()
    assert lan.prove(lan.recoveries[0]).status_code == 401
    with lan.seeded.store.read() as tx:
        noted = [view.kind for view in accounts.views_of(tx, WARD, "lan")]
    assert noted == ["recovery_code_used", "second_factor_set"]


def test_new_recovery_codes_end_the_old(lan: Person) -> None:
    """Made anew, for a right code, the old ones are good no more."""
    old = lan.recoveries[1]
    assert lan.call("POST", "/second-factor/recovery", {"code": "000000"}).status_code == 401
    fresh = lan.call("POST", "/second-factor/recovery", {"code": lan.code()}).json()["recoveries"]
    assert len(set(fresh)) == RECOVERIES and old not in fresh
    lan.password()
    assert lan.prove(old).status_code == 401
    assert lan.prove(fresh[0]).status_code == 201


def test_guessing_codes_is_stopped(lan: Person) -> None:
    """Eight wrong codes and even the right one is not looked at, though the password is said anew between them."""
    answers = []
    for _ in range(4):
        lan.password()
        answers += [lan.prove("000000").status_code for _ in range(2)]
    assert answers == [401] * 8
    lan.password()
    assert lan.prove(lan.code()).json()["code"] == "too_many_tries"
    assert lan.prove(lan.recoveries[0]).json()["code"] == "too_many_tries"
    lan.seeded.clock.ms += TRIES_SPAN_MS
    lan.password()
    assert lan.prove(lan.code()).status_code == 201


def test_codes_and_passwords_of_an_address_count_together(store: Store, tmp_path: Path) -> None:
    """Whoever tried many passwords from an address has no more codes to try from there either."""
    seeded = Seeded(store, tmp_path, login_tries_max=2)
    with TestClient(seeded.app()) as client:
        lan = Person(client, seeded, Account(WARD, "lan", "lan", "Lan", HASH, "clerk", "", 0, 0))
        lan.password()
        lan.enrol()
        lan.later()
        lan.password()
        for i in range(2 * WIDE):
            client.post("/sessions", json={"username": f"name{i}", "password": "sai"})
        assert lan.prove(lan.code()).json()["code"] == "too_many_tries"


def test_setting_it_up_signs_out_everywhere_else(client: TestClient[Any], seeded: Seeded) -> None:
    """Whoever had the password before is out when the second factor is confirmed, at consoles in whole or in half."""
    hoa = Person(client, seeded, Account(WARD, "hoa", "hoa", "Trần Thị Hoa", HASH, "clerk", "", 0, 0))
    hoa.password()
    stolen = hoa.token
    hoa.password()
    hoa.enrol()
    assert hoa.call("GET", "/sessions/me").status_code == 200
    hoa.token = stolen
    assert hoa.call("GET", "/sessions/me").status_code == 401


def test_another_phone_needs_a_code_of_the_old(lan: Person) -> None:
    """Whoever finds her console open cannot put their own phone in place of hers; the old counts until the new is proved."""
    assert lan.call("POST", "/second-factor", {}).json()["code"] == "second_factor_wrong"
    old = lan.secret
    fresh = lan.call("POST", "/second-factor", {"code": lan.code()}).json()["secret"]
    lan.later()
    lan.password()
    assert lan.prove(lan.code()).status_code == 201
    lan.later()
    lan.secret = fresh
    assert lan.call("POST", "/second-factor/confirm", {"code": lan.code()}).status_code == 201
    lan.later()
    lan.password()
    lan.secret = old
    assert lan.prove(lan.code()).status_code == 401
    lan.secret = fresh
    assert lan.prove(lan.code()).status_code == 201


def test_a_role_can_be_made_to(store: Store, tmp_path: Path) -> None:
    """Where a role asks for it, its people set it up before they see anything; the others sign in as before."""
    seeded = Seeded(store, tmp_path, second_factor_roles="admin, supervisor")
    with TestClient(seeded.app()) as client:
        head = Person(client, seeded, Account(WARD, "head", "head", "Phụ trách", HASH, "clerk supervisor", "", 0, 0))
        clerk = Person(client, seeded, Account(WARD, "lan", "lan", "Lan", HASH, "clerk", "", 0, 0))
        assert (head.password().json()["stage"], clerk.password().json()["stage"]) == ("enrol", "")
        assert head.call("GET", "/visits").json()["code"] == "second_factor_needed"
        assert head.prove("000000").status_code == 401
        head.enrol()
        assert head.call("GET", "/visits").status_code == 200


def test_an_administrator_resets_what_was_lost(lan: Person) -> None:
    """After a reset the password alone is enough again and her consoles are out; it is noted, and other wards' do not exist."""
    admin = lan.seeded.bearer("admin")
    path = "/accounts/lan/second-factor"
    assert lan.client.get("/accounts/lan", headers=admin).json()["second_factor"] is True
    assert lan.client.delete(path, headers=lan.seeded.bearer("admin", NEXT_WARD)).status_code == 404
    assert lan.client.delete(path, headers=admin).status_code == 204
    assert lan.call("GET", "/sessions/me").status_code == 401
    assert lan.password().json()["stage"] == ""
    assert lan.client.get("/accounts/lan", headers=admin).json()["second_factor"] is False
    with lan.seeded.store.read() as tx:
        assert accounts.views_of(tx, WARD, "lan")[0].kind == "second_factor_reset"


def test_sessions_are_listed_and_ended(lan: Person) -> None:
    """An administrator sees where somebody is signed in and ends one of them; the list opens nothing."""
    admin = lan.seeded.bearer("admin")
    here = lan.token
    lan.password()
    lan.prove(lan.code())
    items = lan.client.get("/accounts/lan/sessions", headers=admin).json()["items"]
    assert len(items) == 2 and here not in str(items) and lan.token not in str(items)
    newest = items[0]["id"]
    assert lan.client.delete(f"/accounts/lan/sessions/{newest}", headers=admin).status_code == 204
    left = lan.client.get("/accounts/lan/sessions", headers=admin).json()["items"]
    assert [one["id"] for one in left] == [items[1]["id"]]


def test_the_secret_is_kept_nowhere_in_clear(lan: Person, tmp_path: Path) -> None:
    """Neither secret nor recovery codes stand in the database; with another key, or for another account, it opens for nobody."""
    with lan.seeded.store.read() as tx:
        kept = str(
            [tx.rows("SELECT * FROM factors"), tx.rows("SELECT * FROM recoveries"), tx.rows("SELECT * FROM journal")]
        )
        sealed = factors.one(tx, WARD, "lan").secret
    assert lan.secret not in kept and not [
        code for code in lan.recoveries if code in kept or code.replace("-", "") in kept
    ]
    path = lan.seeded.house.settings.sealing_key
    assert Path(path).stat().st_mode & 0o077 == 0
    assert sealing.unseal(path, sealed, f"second factor {WARD} lan") == lan.secret
    for other, about in (
        (path, f"second factor {WARD} hoa"),
        (str(tmp_path / "other.key"), f"second factor {WARD} lan"),
    ):
        with pytest.raises(sealing.NotOurs):
            sealing.unseal(other, sealed, about)


def test_a_browser_is_led_through_both_halves(client: TestClient[Any], seeded: Seeded, lan: Person) -> None:
    """After the password a page asks for the code and leads back to where she wanted to go; pages lead there too."""
    signed = client.post(
        "/sign-in", data={"username": "lan", "password": PASSWORD, "back": "/desk/queue"}, follow_redirects=False
    )
    assert signed.headers["location"] == "/sign-in/code?back=%2Fdesk%2Fqueue"
    led = client.get("/desk", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, "/sign-in/code?back=%2Fdesk")
    asked = client.get("/sign-in/code?back=/desk/queue").text
    headers = {"X-CSRF-Token": asked.partition('x-csrf-token": "')[2].partition('"')[0], "HX-Request": "true"}
    assert client.get("/desk", headers=headers).headers["hx-redirect"] == "/sign-in/code?back=%2Fdesk"
    sent = {"code": lan.code(), "back": "/desk/queue"}
    assert client.post("/sign-in/code", data=sent).status_code == 403
    wrong = client.post("/sign-in/code", data={"code": "000000"}, headers=headers)
    assert wrong.status_code == 401 and wrong.headers["hx-retarget"] == "#notice"
    half = client.cookies[COOKIE]
    proved = client.post("/sign-in/code", data=sent, headers=headers)
    assert proved.headers["hx-redirect"] == "/desk/queue" and client.cookies[COOKIE] != half
    assert client.get("/desk/queue").status_code == 200


def test_a_browser_sets_it_up(store: Store, tmp_path: Path) -> None:
    """The page draws the code, spells the key, takes the first code, and shows ten recovery codes once."""
    seeded = Seeded(store, tmp_path, second_factor_roles="admin")
    with TestClient(seeded.app()) as client:
        lan = Person(client, seeded, Account(WARD, "lan", "lan", "Lan", HASH, "admin", "", 0, 0))
        signed = client.post(
            "/sign-in", data={"username": "lan", "password": PASSWORD, "back": "/"}, follow_redirects=False
        )
        assert signed.headers["location"] == "/account?back=%2F"
        assert client.get("/admin/accounts", follow_redirects=False).headers["location"].startswith("/account?")
        asked = client.get("/account").text
        headers = {"X-CSRF-Token": asked.partition('x-csrf-token": "')[2].partition('"')[0], "HX-Request": "true"}
        shown = client.post("/account/second-factor", data={}, headers=headers).text
        assert "<svg" in shown
        spelt = shown.partition('<strong class="secret">')[2].partition("</strong>")[0]
        lan.secret = "".join(spelt.replace("<span>", "").replace("</span>", "").split())
        made = client.post("/account/second-factor/confirm", data={"code": lan.code(), "back": "/"}, headers=headers)
        assert made.text.count("<li>") >= RECOVERIES and "Mã dự phòng" in made.text
        assert client.get("/admin/accounts").status_code == 200
        assert "Đang bật" in client.get("/account").text and lan.secret not in client.get("/account").text
