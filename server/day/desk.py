"""The consoles of a played day: people who sign in and say things over HTTP, as the desk's pages do."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
import msgspec

from models.dossier import Dossier
from models.event import Body
from models.hold import Hold
from models.visit import Visit
from server.day.ledger import Ledger
from server.demo.ward import PASSWORD, UNIT
from sync.office import Wish
from sync.protocol import Receipt

TIMEOUT_S = 60.0
SAY_MAX = 200
PAGE = 200
PLAN_S_MAX = 120.0


class Unwelcome(Exception):
    """The server refuses a call the play depends on."""


class Desk:
    """One client for everybody at the office; several servers of one office are asked in turn."""

    def __init__(self, bases: Sequence[str], ledger: Ledger) -> None:
        self._clients = [httpx.Client(base_url=base, timeout=TIMEOUT_S) for base in bases]
        self._turn = 0
        self._tokens: dict[str, str] = {}
        self._ledger = ledger

    def close(self) -> None:
        """Lets the connections go."""
        for client in self._clients:
            client.close()

    def say(self, who: str, *bodies: Body, base: int = 0, expected: bool = False) -> list[Receipt]:
        """What the office answers when somebody says these; a refusal is a surprise unless it is `expected`."""
        receipts: list[Receipt] = []
        for start in range(0, len(bodies), SAY_MAX):
            some = bodies[start : start + SAY_MAX]
            told = {"events": [Wish(body=body, base=base) for body in some]}
            answer = self._call(who, "POST", "/events/", told)["receipts"]
            receipts += self._kept([type(body).__name__ for body in some], answer, expected)
        return receipts

    def assign(self, visit: str, officer: str = "", reason: str = "") -> Receipt | None:
        """Gives a visit to somebody, or to whom the office chooses; None when nobody could be chosen."""
        told: dict[str, Any] = {"reason": reason, **({"officer": officer} if officer else {})}
        answer = self._call("supervisor", "POST", f"/visits/{visit}/assign", told)["receipts"]
        found = self._kept(["VisitAssigned"] * len(answer), answer, expected=True)
        return found[0] if found else None

    def planned(self, **ask: Any) -> dict[str, Any]:
        """A plan asked for and waited for, as its page shows it."""
        found = self._call("supervisor", "POST", "/plans/", {"unit": UNIT, **ask})
        until = time.monotonic() + PLAN_S_MAX
        while found["state"] in ("waiting", "running"):
            if time.monotonic() > until:
                raise Unwelcome(f"plan {found['id']}: {found['state']}")
            time.sleep(0.05)
            found = self._call("supervisor", "GET", f"/plans/{found['id']}")
        if found["state"] != "done":
            raise Unwelcome(f"plan {found['id']}: {found['state']}")
        return found

    def taken_up(self, plan: str, visits: Sequence[str]) -> list[dict[str, Any]]:
        """Takes up these visits of a plan; what became of each."""
        told: list[dict[str, Any]] = self._call("supervisor", "POST", f"/plans/{plan}/apply", {"visits": visits})[
            "visits"
        ]
        receipts = [one["receipt"] for one in told if one["receipt"]]
        self._kept(["a plan's visit"] * len(receipts), receipts, expected=True)
        return told

    def code(self, officer: str) -> str:
        """A one-time code for a tablet."""
        return str(self._call("admin", "POST", "/devices/codes", {"officer": officer})["code"])

    def revoke(self, device: str, reason: str) -> None:
        """Takes a tablet out of service."""
        answer = self._call("supervisor", "POST", f"/devices/{device}/revoke", {"reason": reason})
        self._kept(["DeviceRevoked"], answer["receipts"], expected=False)

    def holds(self) -> list[Hold]:
        """Work waiting for a decision."""
        return [msgspec.convert(thing["state"], Hold) for thing in self._pages("/settling/", "holds")]

    def conflicts(self) -> list[dict[str, Any]]:
        """Fields two hands set differently."""
        return list(self._call("supervisor", "GET", "/settling/")["conflicts"])

    def settle(self, hold: str, how: str, reason: str = "") -> Receipt:
        """Adopts, returns or dismisses held work."""
        told = {} if how == "adopt" else {"reason": reason}
        answer = self._call("supervisor", "POST", f"/settling/{hold}/{how}", told)
        return self._kept([f"settling {how}"], answer["receipts"], expected=True)[0]

    def visits(self, day: str, *states: str, officer: str = "") -> list[Visit]:
        """The visits promised on a day, in these states if any are named."""
        query: list[tuple[str, str]] = [("day", day), ("officer", officer), *(("state", state) for state in states)]
        return [msgspec.convert(thing["state"], Visit) for thing in self._pages("/visits/", "items", query)]

    def dossiers(self, visit: str) -> list[Dossier]:
        """The dossiers of a visit as they stand."""
        whole = self._call("clerk", "GET", f"/visits/{visit}")
        return [msgspec.convert(thing["state"], Dossier) for thing in whole["dossiers"]]

    def version(self, visit: str) -> int:
        """The version of a visit as a page shows it."""
        return int(self._call("clerk", "GET", f"/visits/{visit}")["visit"]["version"])

    def _pages(self, path: str, field: str, query: Sequence[tuple[str, str]] = ()) -> Iterator[dict[str, Any]]:
        after = ""
        while True:
            page = self._call("supervisor", "GET", path, query=[*query, ("after", after), ("limit", str(PAGE))])
            yield from page[field]
            after = page["next"]
            if not after:
                return

    def _kept(self, kinds: Sequence[str], answer: list[Any], expected: bool) -> list[Receipt]:
        receipts = [msgspec.convert(receipt, Receipt) for receipt in answer]
        self._ledger.receipts(kinds, receipts, expected)
        return receipts

    def _call(
        self, who: str, method: str, path: str, told: Any = None, query: Sequence[tuple[str, str]] = ()
    ) -> dict[str, Any]:
        body = None if told is None else msgspec.json.encode(told)
        for _ in range(2):
            headers = {"Authorization": f"Bearer {self._token(who)}", "Content-Type": "application/json"}
            answer = self._client().request(method, path, content=body, headers=headers, params=list(query))
            if answer.status_code != 401:
                break
            self._tokens.pop(who, None)
        if not answer.is_success:
            raise Unwelcome(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        found: dict[str, Any] = answer.json()
        return found

    def _client(self) -> httpx.Client:
        self._turn = (self._turn + 1) % len(self._clients)
        return self._clients[self._turn]

    def _token(self, who: str) -> str:
        if who not in self._tokens:
            told = msgspec.json.encode({"username": who, "password": PASSWORD})
            answer = self._client().post("/sessions/", content=told, headers={"Content-Type": "application/json"})
            if not answer.is_success:
                raise Unwelcome(f"sign-in as {who}: {answer.status_code} {answer.text[:300]}")
            self._tokens[who] = str(answer.json()["token"])
        return self._tokens[who]
