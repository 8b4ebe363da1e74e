"""A browser for tests of pages: it sends the session's cookie and the page's token, as htmx does."""

from __future__ import annotations

import re
import time
from typing import Any

from litestar.testing import TestClient

from models.access import Role
from server.session import COOKIE
from tests.server.seeded import WARD, Seeded

PLAN_S_MAX = 120.0
WAITS = re.compile(r'<div id="plan"[^>]*hx-get="([^"]+)" hx-trigger="load')


class Browser:
    """Somebody of a role before the pages of a unit."""

    def __init__(self, client: TestClient[Any], seeded: Seeded, role: Role, unit: str = WARD) -> None:
        self.client = client
        self.seeded = seeded
        client.cookies.set(COOKIE, seeded.token(role, unit))
        self.headers = {"X-CSRF-Token": "csrf", "HX-Request": "true"}

    def page(self, path: str) -> Any:
        """A whole page."""
        return self.client.get(path, headers={"Accept": "text/html"})

    def part(self, path: str) -> Any:
        """A part of one, as htmx asks for it."""
        return self.client.get(path, headers=self.headers)

    def send(self, path: str, **fields: Any) -> Any:
        """A form, as htmx sends it."""
        return self.client.post(path, data=fields, headers=self.headers)

    def planned(self, **asked: Any) -> str:
        """The part with a plan once it has ended: looked at again as long as the page itself would."""
        text: str = self.send("/board/plan", **asked).text
        until = time.monotonic() + PLAN_S_MAX
        while (again := WAITS.search(text)) and time.monotonic() < until:
            time.sleep(0.2)
            text = self.part(again[1]).text
        return text
