"""Tablets at work through whatever happens to the server: what has no receipt is said again until it has one."""

from __future__ import annotations

import base64
import random
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException

import msgspec

from models.event import Body
from models.visit import VisitAmended, VisitChange
from server.clock import uuid7
from sync.protocol import Pushed, Receipt
from sync.told import Told
from tests.server.story import Planned, Tablet, at_the_door, photo_of

BATCH_MAX = 50
PAUSE_S = 0.03
OCTETS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}

_pushed = msgspec.json.Decoder(Pushed)
_told = msgspec.json.Decoder(Told)


class Working(threading.Thread):
    """One officer's tablet; `receipts` and `files` are what the server has promised to keep."""

    def __init__(self, tablet: Tablet, port: int, visits: list[Planned], rng: random.Random) -> None:
        super().__init__(daemon=True)
        self.tablet = tablet
        self.receipts: dict[int, Receipt] = {}
        self.files: dict[str, bytes] = {}
        self.broken_off = 0
        self.turned_away = 0
        self.wrong: list[str] = []
        self._port = port
        self._rng = rng
        self._photos: list[bytes] = []
        self._bodies = self._all_bodies(visits)
        self._unsent: list[tuple[int, bytes]] = []
        self._line: HTTPConnection | None = None
        self.enough = threading.Event()

    @property
    def drained(self) -> bool:
        """Whether nothing said is without a receipt, and no photograph underway."""
        return not self._unsent and not self._photos

    def run(self) -> None:
        """Says, sends and asks until told that it is enough, and then until nothing is left."""
        while not (self.enough.is_set() and self.drained):
            try:
                self._turn()
            except (OSError, HTTPException):
                self.broken_off += 1
                self._hang_up()
                time.sleep(PAUSE_S)
        self._hang_up()

    def _turn(self) -> None:
        if not self._unsent and not self.enough.is_set():
            for _ in range(self._rng.randint(1, 10)):
                line = self.tablet.write(next(self._bodies))
                self._unsent.append((self.tablet.n, line))
        if self._unsent:
            self._push()
        if self._photos:
            self._upload(self._photos[0])
        if self.receipts and self._rng.random() < 0.2:
            self._ask_again()

    def _push(self) -> None:
        batch = self._unsent[:BATCH_MAX]
        body = self.tablet.bundle([line for _, line in batch])
        status, answer, _ = self._call("POST", "/sync/push", body, {"Content-Type": "application/x-ndjson"})
        if status != 200:
            self._turned_away(status, answer)
            return
        pushed = _pushed.decode(answer)
        for receipt in pushed.receipts:
            self.receipts[receipt.n] = receipt
        self._unsent = [(n, line) for n, line in self._unsent if n not in self.receipts]
        if pushed.expect <= max(self.receipts, default=0):
            self.wrong.append(f"expects {pushed.expect} after a receipt for {max(self.receipts)}")

    def _ask_again(self) -> None:
        """Every receipt in hand must be given again, word for word."""
        last = max(self.receipts)
        first = max(1, last - 200)
        status, answer, _ = self._call("GET", f"/sync/receipts?from_n={first}&to_n={last}")
        if status != 200:
            self._turned_away(status, answer)
            return
        known = {receipt.n: receipt for receipt in _told.decode(answer).receipts}
        for n in range(first, last + 1):
            if n in self.receipts and known.get(n) != self.receipts[n]:
                self.wrong.append(f"{n}: {self.receipts[n]} became {known.get(n)}")

    def _upload(self, photo: bytes) -> None:
        """One photograph by tus, in two pieces, from wherever it stands."""
        file = photo_of(photo)
        told = {"digest": file.digest, "filetype": file.media_type}
        pairs = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
        begun = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(photo)), "Upload-Metadata": pairs}
        status, answer, headers = self._call("POST", "/files/", b"", begun)
        while status in (201, 204):
            offset = int(headers["upload-offset"])
            at = headers.get("location", locals().get("at", ""))
            if offset == len(photo):
                self.files[file.digest] = photo
                self._photos.remove(photo)
                return
            piece = photo[offset : offset + len(photo) // 2 + 1]
            status, answer, headers = self._call("PATCH", at, piece, {**OCTETS, "Upload-Offset": str(offset)})
        self._turned_away(status, answer)

    def _turned_away(self, status: int, answer: bytes) -> None:
        """Only "try again" may be said to a tablet that does everything right."""
        self.turned_away += 1
        if status not in (409, 423, 503):
            self.wrong.append(f"{status} {answer[:200]!r}")
        time.sleep(PAUSE_S)

    def _call(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, dict[str, str]]:
        if self._line is None:
            self._line = HTTPConnection("127.0.0.1", self._port, timeout=60)
        told = {"Authorization": f"Bearer {self.tablet.token}", **(headers or {})}
        self._line.request(method, path, body, told)
        answer = self._line.getresponse()
        return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _all_bodies(self, visits: list[Planned]) -> Iterator[Body]:
        """What there is to say: each visit with its photograph, then corrections without end."""
        for planned in visits:
            photo = uuid7().encode() * 200
            yield from at_the_door(planned, photo_of(photo))
            self._photos.append(photo)
        for count in range(10**9):
            yield VisitAmended(visit=visits[count % len(visits)].visit, change=VisitChange(note=f"lần {count}"))
