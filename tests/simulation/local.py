"""An office in this process: the real `sync` behind a wire that carries bytes, with codes, tokens and files in memory.

It stands where server/ stands, and has as little as possible of its own: what is tested is `sync.office` and
`sync.tablet`.
"""

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import NamedTuple

import msgspec

from models.access import Actor, Role, system
from models.device import Device, DeviceEnrolled
from models.event import Body
from models.said import FileRef
from models.store import projections
from models.store.engine import Store, StoreAway, StoreBusy, StoreFull
from sync import feed, guiding, office
from sync.board import read_thing
from sync.office import Wish
from sync.protocol import Enrol, Enrolled, Receipt, Torn, read_push
from sync.wire import Away, Rejected

UNIT = "30307"
CHUNK_BYTES = 64

_enrols = msgspec.json.Decoder(Enrol)


class Session(NamedTuple):
    """For whom a token speaks."""

    device: str
    officer: str


class LocalOffice:
    """One ward's office: `store` may be exchanged for another, as when the machine was restarted or put back."""

    def __init__(self, store: Store, now_ms: Callable[[], int], new_id: Callable[[], str]) -> None:
        self.store = store
        self.now_ms = now_ms
        self.new_id = new_id
        self.codes: dict[str, str] = {}
        self.sessions: dict[str, Session] = {}
        self.parts: dict[tuple[str, str], bytearray] = {}
        self.blobs: dict[str, bytes] = {}
        self.tablet_roles: frozenset[Role] = frozenset(("officer",))

    def say(self, role: Role, *bodies: Body, base: int = 0, adopts: str | None = None, who: str = "") -> list[Receipt]:
        """What somebody at the desk, or the clock, says."""
        actor = system(UNIT) if role == "system" else Actor(id=who or role, unit=UNIT, roles=frozenset((role,)))
        wishes = [Wish(body=body, base=base, adopts=adopts) for body in bodies]
        return office.say(self.store, actor, UNIT, wishes, self.now_ms(), self.new_id)

    def grant(self, officer: str) -> str:
        """A one-time code for an officer."""
        code = f"CODE-{len(self.codes) + 1:04d}"
        self.codes[code] = officer
        return code

    def actor(self, token: str) -> Actor:
        """Who a token speaks for; nobody when its device was revoked or is not known."""
        session = self.sessions.get(token)
        if session is None:
            raise Away("HTTP 401")
        device = self._device(session.device)
        if device is None:
            raise Rejected("device_unknown", session.device)
        if device.revoked:
            raise Rejected("device_revoked", session.device)
        return Actor(
            id=session.officer, unit=UNIT, roles=self.tablet_roles, officer=session.officer, device=session.device
        )

    def _device(self, device: str) -> Device | None:
        with self.store.read() as tx:
            body = projections.body(tx, UNIT, "device", device)
        return read_thing("device", body).state if body else None

    def enrol(self, body: bytes) -> bytes:
        ask = _enrols.decode(body)
        officer = self.codes.get(ask.code, "")
        if not officer:
            raise Rejected("code_wrong")
        word = DeviceEnrolled(device=ask.device, unit=UNIT, officer=officer, label=ask.label, key=ask.key)
        receipt = self.say("system", word)[0]
        if receipt.outcome == "refused":
            raise Rejected(receipt.code, receipt.detail)
        self.codes[ask.code] = ""
        token = f"token of {ask.device}"
        self.sessions[token] = Session(ask.device, officer)
        answer = Enrolled(device=ask.device, token=token, unit=UNIT, officer=officer, name="", now_ms=self.now_ms())
        return msgspec.json.encode(answer)

    def push(self, token: str, body: bytes) -> bytes:
        actor = self.actor(token)
        read = read_push(body)
        answer = read if isinstance(read, Torn) else office.push(self.store, actor, read, self.now_ms())
        if isinstance(answer, Torn):
            raise Rejected(answer.code, answer.detail)
        return msgspec.json.encode(answer)

    def pull(self, token: str, cursor: str, page_bytes: int) -> bytes:
        return feed.pull(self.store, self.actor(token), (UNIT,), cursor, self.now_ms(), page_bytes)

    def guides(self, token: str, tag: str) -> bytes:
        found = guiding.guides(self.store, self.actor(token), self.now_ms())
        return b"" if found.tag == tag else msgspec.json.encode(found)

    def begin(self, token: str, file: FileRef) -> int:
        """How many bytes of a file are here."""
        actor = self.actor(token)
        if file.digest in self.blobs:
            return file.length_bytes
        return len(self.parts.setdefault((actor.device, file.digest), bytearray()))

    def append(self, token: str, file: FileRef, offset: int, chunk: bytes) -> int:
        """Takes some bytes; a whole file with the promised digest is kept and its visits hear of it."""
        actor = self.actor(token)
        part = self.parts.get((actor.device, file.digest))
        if part is None or offset != len(part):
            raise Rejected("upload_offset", str(offset))
        part += chunk
        if len(part) == file.length_bytes:
            self.keep(file, bytes(self.parts.pop((actor.device, file.digest))))
            return file.length_bytes
        return len(part)

    def keep(self, file: FileRef, data: bytes) -> None:
        """Keeps a whole file."""
        if sha256(data).hexdigest() != file.digest:
            raise Rejected("upload_checksum", file.digest)
        self.blobs[file.digest] = data
        office.file_stored(self.store, UNIT, file, self.now_ms(), self.new_id)


class LocalWire:
    """Carries a tablet's calls to an office in this process."""

    def __init__(self, office: LocalOffice) -> None:
        self.office = office

    def carry(self, name: str, body: bytes, call: Callable[[bytes], bytes]) -> bytes:
        """Takes one call there and its answer back; a wire with faults does this worse."""
        return call(body)

    def _ask(self, name: str, body: bytes, call: Callable[[bytes], bytes]) -> bytes:
        try:
            return self.carry(name, body, call)
        except (StoreFull, StoreAway, StoreBusy) as error:
            raise Away(f"HTTP 503 {error}") from error

    def enrol(self, body: bytes) -> bytes:
        return self._ask("enrol", body, self.office.enrol)

    def push(self, token: str, body: bytes) -> bytes:
        return self._ask("push", body, lambda sent: self.office.push(token, sent))

    def pull(self, token: str, cursor: str, page_bytes: int) -> bytes:
        return self._ask("pull", b"", lambda _: self.office.pull(token, cursor, page_bytes))

    def guides(self, token: str, tag: str) -> bytes:
        return self._ask("guides", b"", lambda _: self.office.guides(token, tag))

    def upload(self, token: str, file: FileRef, data: bytes) -> None:
        offset = _number(self._ask("begin", b"", lambda _: b"%d" % self.office.begin(token, file)))
        while offset < len(data):
            chunk = data[offset : offset + CHUNK_BYTES]
            offset = _number(self._ask("append", chunk, partial(self._append, token, file, offset)))

    def _append(self, token: str, file: FileRef, offset: int, chunk: bytes) -> bytes:
        return b"%d" % self.office.append(token, file, offset, chunk)


def _number(answer: bytes) -> int:
    if not answer.isdigit():
        raise Away("an answer that is not the office's")
    return int(answer)
