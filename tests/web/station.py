"""The demo ward on a Monday morning behind a real server, and supervisors before real browsers."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, Playwright

from models.access import Actor, Role, system
from models.event import Body
from models.refusal import Refused
from models.store import accounts, lists
from models.store.engine import open_store
from models.store.lists import Filter
from models.store.replica import open_replica
from server.clock import uuid7
from server.demo import seed
from server.demo.ward import TOWN
from server.session import COOKIE, token_digest
from sync import office
from sync.board import read_thing
from sync.clock import SystemClock
from sync.office import Wish
from sync.protocol import Receipt
from sync.tablet import Tablet
from sync.wire import HttpWire
from tests.web.browser import WAIT_MS, launched
from tests.web.hosted import Hosted
from tests.web.monday import BEGINS_MS, DAY, now_ms

UNIT = TOWN.unit
FOREVER_MS = 4_000_000_000_000


class Office(Hosted):
    """`with Office(folder) as ward:` the demo's Monday, its server to be stopped and started at will."""

    def __init__(self, folder: Path, **settings: str) -> None:
        os.environ["MONDAY_SINCE_MS"] = str(int(time.time() * 1000))
        super().__init__(open_store(f"sqlite:{folder / 'ward.db'}"), folder, "tests.web.monday:app", **settings)
        seed.seed(self.store, DAY, 1, BEGINS_MS, (TOWN,))

    def token(self, roles: str = "supervisor", name: str = "Phụ trách mẫu") -> str:
        """A fresh session of a fresh account."""
        token, account = uuid7(), uuid7()
        with self.store.write() as tx:
            made = accounts.Account(UNIT, account, f"u{account[-12:]}", name, "-", roles, "", 0, 0)
            accounts.put_account(tx, made)
            accounts.begin_session(tx, token_digest(token), made, "", "csrf-of-the-page", 0, FOREVER_MS)
        return token

    def say(self, role: Role, *bodies: Body) -> list[Receipt]:
        """Says bodies as somebody else at another console, through the running server's own store."""
        actor = system(UNIT) if role == "system" else Actor(id=f"demo:{role}", unit=UNIT, roles=frozenset((role,)))
        return office.say(self.store, actor, UNIT, [Wish(body=body) for body in bodies], now_ms(), uuid7)

    def send(self, token: str, path: str, **fields: str) -> httpx.Response:
        """A form from somebody else's browser, through the server, so that its bell rings."""
        headers = {"x-csrf-token": "csrf-of-the-page", "hx-request": "true"}
        with httpx.Client(base_url=self.origin, cookies={COOKIE: token}, headers=headers, timeout=60) as client:
            return client.post(path, data=fields)

    def move(self, token: str, visit: str, officer: str) -> httpx.Response:
        """Another supervisor moves a visit, knowing what stands against it."""
        with self.store.read() as tx:
            row = lists.one(tx, (UNIT,), "visit", visit)
        assert row is not None
        version = read_thing("visit", row.body).version
        told = {"officer": officer, "version": str(version), "day": DAY, "sure": "yes", "reason": "thử"}
        return self.send(token, f"/board/visits/{visit}/move", **told)

    def things(self, kind: str, *states: str, day: str = "") -> list[Any]:
        """Things of the ward as they stand."""
        with self.store.read() as tx:
            rows = lists.page(tx, (UNIT,), kind, Filter(states=states, day=day), limit=5000)
        return [read_thing(kind, row.body).state for row in rows]

    def one(self, kind: str, thing_id: str) -> Any:
        """One thing as it stands."""
        with self.store.read() as tx:
            row = lists.one(tx, (UNIT,), kind, thing_id)
        assert row is not None
        return read_thing(kind, row.body).state


@contextmanager
def browsing(playwright: Playwright, *flags: str) -> Iterator[Browser]:
    """A browser, closed whatever happens."""
    browser = launched(playwright, *flags)
    try:
        yield browser
    finally:
        browser.close()


def sat_down(browser: Browser, ward: Office, token: str, bypass_csp: bool = False, **options: Any) -> Page:
    """Somebody signed in before a fresh window; whatever the page does wrong is kept in `page.errors`."""
    context = browser.new_context(
        base_url=ward.origin, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", bypass_csp=bypass_csp,
        **{"viewport": {"width": 1360, "height": 900}, **options},
    )  # fmt: skip
    context.set_default_timeout(WAIT_MS)
    context.add_cookies([{"name": COOKIE, "value": token, "url": ward.origin}])
    return context.new_page()


def enrolled(page: Page, ward: Office, folder: Path, officer: str) -> Tablet:
    """A Python tablet enrolled with the code the administrator's page tells."""
    page.goto("/admin/devices")
    page.locator("select[name=officer]").select_option(officer)
    page.get_by_role("button", name="Tạo mã").click()
    code = page.locator("#admin .large strong").inner_text()
    tablet = Tablet(open_replica(f"sqlite:{folder / 'tablet.db'}"), HttpWire(ward.origin), SystemClock(), uuid7)
    assert not isinstance(tablet.enrol(code, "Máy thử"), Refused)
    tablet.sync()
    return tablet
