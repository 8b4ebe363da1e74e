"""What is around every answer, also those no route gives: its headers, its line in the log, its count.

It stands outside Litestar's own layers, because those see nothing of a call that finds no route.
"""

import time
from typing import Any, Self, cast
from urllib.parse import urlsplit

import msgspec
import structlog
from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import HTTPScope, LifeSpanReceive, LifeSpanScope, LifeSpanSend, Message, Receive, Scope, Send

from models.access import Actor
from server.house import House
from server.metrics import Metrics
from server.problem import PROBLEM, body_of

LOCAL_HOSTS = frozenset(("localhost", "127.0.0.1", "[::1]"))
HEADERS = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
"""For an answer that says nothing else: a page of the consoles or the tablet brings its own."""
LASTING = "max-age=31536000"

_log = structlog.get_logger()


class Application(Litestar):
    """Litestar with what is around every answer. `house` and `metrics` are whom it answers for: see `move_in`."""

    house: House
    metrics: Metrics

    def move_in(self, house: House) -> Self:
        """Lets it answer for this house from now on. Its routes know no house, so tests of many houses build them once."""
        self.house = house
        self.metrics = Metrics(house.store, house.now_ms, house.settings)
        origin = urlsplit(house.settings.origin)
        self._hosts = frozenset((origin.netloc.lower(), *LOCAL_HOSTS)) if house.settings.origin else frozenset()
        secure = {"strict-transport-security": LASTING} if origin.scheme == "https" else {}
        self._headers = [(name.encode(), value.encode()) for name, value in (HEADERS | secure).items()]
        return self

    async def __call__(
        self, scope: Scope | LifeSpanScope, receive: Receive | LifeSpanReceive, send: Send | LifeSpanSend
    ) -> None:
        """Answers one call, with what is around it."""
        if scope["type"] != ScopeType.HTTP:
            await super().__call__(scope, receive, send)
            return
        http = cast("HTTPScope", scope)
        call = _Call(self.house.new_id(), self._headers, send)
        self.metrics.begin()
        began = time.perf_counter()
        try:
            structlog.contextvars.bind_contextvars(request=call.id)  # a server gives each call a task of its own
            if self._welcome(http):
                await super().__call__(scope, receive, call.send)
            else:
                await call.refuse("bad_call", "host")
        finally:
            seconds = time.perf_counter() - began
            route = http.get("path_template") or "-"
            self.metrics.answered(http["method"], route, call.status, seconds)
            _tell(call, http, route, seconds)

    def _welcome(self, scope: HTTPScope) -> bool:
        """Whether the call names a host we are known by; any will do while no origin is set."""
        if not self._hosts:
            return True
        host = next((value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"), "")
        bare = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        return host in self._hosts or bare in self._hosts


class _Call:
    """One call on its way out."""

    def __init__(self, call_id: str, headers: list[tuple[bytes, bytes]], send: Any) -> None:
        self.id = call_id
        self.status = 0
        self._headers = headers
        self._send = send

    async def send(self, message: Message) -> None:
        """Puts the headers on the head of an answer; what the answer says itself stands."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            said = {name.lower() for name, _ in message["headers"]}
            missing = [header for header in self._headers if header[0] not in said]
            message["headers"] = [*message["headers"], *missing, (b"x-request-id", self.id.encode())]
        await self._send(message)

    async def refuse(self, code: str, detail: str) -> None:
        """Answers without asking any route."""
        body = msgspec.json.encode(no := body_of(code, detail))
        headers = [(b"content-type", PROBLEM.encode()), (b"content-length", str(len(body)).encode())]
        await self.send({"type": "http.response.start", "status": no.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body, "more_body": False})


def _tell(call: _Call, scope: HTTPScope, route: str, seconds: float) -> None:
    """The line of a call: which route, what became of it, who by account and unit. Nothing of what was said."""
    actor = scope.get("state", {}).get("actor")
    who = {"actor": actor.id, "unit": actor.unit} if isinstance(actor, Actor) else {}
    _log.info(
        "answered", request=call.id, method=scope["method"], route=route, status=call.status, ms=round(seconds * 1000, 1),
        **who,
    )  # fmt: skip
