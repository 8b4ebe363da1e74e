"""A small ward for tests: people sign in, officers have tablets, visits have papers; told through the real door."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from models.access import Actor, Role, system
from models.citizen import CitizenRegistered
from models.device import DeviceEnrolled
from models.doorstep import FeeLine, Identity, Lucidity, Offsite, PaperSeen
from models.dossier import DossierOpened
from models.event import Body, Event, digest
from models.ids import NO_DIGEST
from models.officer import OfficerRegistered, Skill
from models.request import EligibilityDecided, RequestReceived, Want
from models.said import FileRef, Place, Window
from models.store import accounts, journal
from models.store.accounts import Account
from models.store.engine import Store
from models.visit import (
    DocumentCaptured,
    FeeCollected,
    IdentityChecked,
    LucidityConfirmed,
    PapersChecked,
    SignatureRecorded,
    VisitAcknowledged,
    VisitArrived,
    VisitAssigned,
    VisitCompleted,
    VisitDeparted,
    VisitPlanned,
)
from models.ward import WardChange, WardConfigured
from server.app import make_house
from server.clock import uuid7
from server.house import House
from server.session import token_digest
from server.settings import Settings
from sync import keys, office
from sync.board import statutes_of
from sync.office import Wish
from sync.protocol import Header, Push, Pushed, Receipt, read_push, signed_text, write_push
from tests.server.built import app_of

UNIT = "30307"
MORNING_MS = 1_795_312_800_000
"""22 November 2026, 09:00 in Việt Nam."""
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
CODE = "2.000884"
NAME = "Nguyễn Thị Bưởi"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, ms: int = MORNING_MS) -> None:
        self.ms = ms

    def __call__(self) -> int:
        return self.ms


class Tablet:
    """A device and its tape: what it says next follows what it said last."""

    def __init__(self, device: str, officer: str, token: str, now_ms: Any) -> None:
        self.id = device
        self.officer = officer
        self.token = token
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.actor = Actor(id=officer, unit=UNIT, roles=frozenset(("officer",)), officer=officer, device=device)
        self.lines: list[bytes] = []
        self._now_ms = now_ms
        self.n = 0
        self.prev = NO_DIGEST

    def write(self, body: Body, lease: int = 1, **fields: Any) -> bytes:
        """The next line of the tape."""
        self.n += 1
        event = Event(
            id=uuid7(), device=self.id, n=self.n, prev=self.prev, at_ms=self._now_ms(), offset_ms=0, bound_ms=50,
            lease=lease, body=body, **fields,
        )  # fmt: skip
        line = msgspec.json.encode(event)
        self.prev = digest(line)
        self.lines.append(line)
        return line

    def offer(self, event: dict[str, Any]) -> bytes:
        """The next line of the tape: an event another device said, its id, words and times kept."""
        self.n += 1
        line = msgspec.json.encode({**event, "device": self.id, "n": self.n, "prev": self.prev})
        self.prev = digest(line)
        self.lines.append(line)
        return line

    def scribble(self, pattern: bytes) -> bytes:
        """The next line of the tape, which is no event; the pattern may take an id and the number."""
        self.n += 1
        line = pattern % (uuid7().encode(), self.n) if b"%s" in pattern else pattern
        self.prev = digest(line)
        self.lines.append(line)
        return line

    def pushed(self, lines: list[bytes], unsent: int = 0) -> Push:
        """A push of these lines as the office reads it."""
        read = read_push(self.bundle(lines, unsent))
        assert isinstance(read, Push)
        return read

    def bundle(self, lines: list[bytes], unsent: int = 0) -> bytes:
        """A push of these lines, signed."""
        last = digest(lines[-1]) if lines else NO_DIGEST
        signature = keys.sign(self.key, signed_text(self.id, last)) if lines else ""
        header = Header(device=self.id, count=len(lines), signature=signature, now_ms=self._now_ms(), unsent=unsent)
        return write_push(header, lines)

    def push(self, *bodies: Body) -> bytes:
        """A push of new events."""
        return self.bundle([self.write(body) for body in bodies])


class Planned(NamedTuple):
    """A visit and what belongs to it."""

    visit: str
    dossier: str
    request: str
    citizen: str


class Story:
    """The ward on a store: its house, its people, its tablets."""

    def __init__(self, store: Store, folder: Path, now_ms: Any = None, **settings: Any) -> None:
        self.store = store
        self.now_ms = now_ms or Clock()
        folders = {"files": str(folder / "files"), "backups": str(folder / "backups")}
        self.house: House = make_house(Settings(store=store.url, **{**folders, **settings}), store, self.now_ms)
        with store.read() as tx:
            known = UNIT in journal.units(tx)
        if not known:
            self.say("admin", WardConfigured(unit=UNIT, change=WardChange(name="Phường Long Xuyên")))

    def app(self) -> Any:
        """The application on this house."""
        return app_of(self.house)

    def say(self, role: Role, *bodies: Body) -> list[Receipt]:
        """Says bodies as somebody with this role; insists that each was applied."""
        receipts = self.answers(role, *bodies)
        assert [r.outcome for r in receipts] == ["applied"] * len(bodies), receipts
        return receipts

    def answers(self, role: Role, *bodies: Body) -> list[Receipt]:
        """What somebody with this role is answered at a console."""
        actor = system(UNIT) if role == "system" else Actor(id=f"the-{role}", unit=UNIT, roles=frozenset((role,)))
        return office.say(self.store, actor, UNIT, [Wish(body=body) for body in bodies], self.now_ms(), uuid7)

    def sign_in(self, roles: str, unit: str = UNIT, officer: str = "", device: str = "") -> str:
        """A token of somebody new with these roles."""
        token, account_id = uuid7(), officer or uuid7()
        account = Account(unit, account_id, account_id, roles, "-", roles, officer, 0, 0)
        with self.store.write() as tx:
            accounts.put_account(tx, account)
            accounts.begin_session(tx, token_digest(token), account, device, "", 0, 4_000_000_000_000)
        return token

    def actor_of(self, token: str) -> Actor:
        """Who a token speaks for."""
        with self.store.read() as tx:
            session = accounts.session(tx, token_digest(token), self.now_ms())
        assert session is not None
        return session.actor

    def tablet(self) -> Tablet:
        """An officer who may do everything, with a tablet."""
        officer, device = uuid7(), uuid7()
        skills = (Skill(procedure="*", part="certifier"),)
        self.say("admin", OfficerRegistered(officer=officer, unit=UNIT, name="Trần Thị Mận", skills=skills))
        return self.device(officer, device)

    def device(self, officer: str, device: str) -> Tablet:
        """One more device of an officer."""
        tablet = Tablet(device, officer, "", self.now_ms)
        key = keys.public_text(tablet.key)
        self.say("system", DeviceEnrolled(device=device, unit=UNIT, officer=officer, key=key))
        tablet.token = self.sign_in("officer", officer=officer, device=device)
        return tablet

    def plan(self, officer: str = "", from_ms: int = 0, code: str = CODE) -> Planned:
        """A visit with one dossier of a procedure, given to an officer if one is named."""
        with self.store.read() as tx:
            procedure = statutes_of(tx, UNIT).in_force(code, "2026-11-22")
        assert procedure is not None
        citizen, request, dossier, visit = uuid7(), uuid7(), uuid7(), uuid7()
        start = from_ms or self.now_ms()
        self.say(
            "supervisor",
            CitizenRegistered(citizen=citizen, unit=UNIT, name=NAME, birth="1941-03-05", phones=("+84900000000",)),
            RequestReceived(request=request, unit=UNIT, citizen=citizen, wants=(Want(procedure=code),)),
            EligibilityDecided(request=request, eligible=True, reason="frail"),
            DossierOpened(
                dossier=dossier, unit=UNIT, request=request, citizen=citizen, procedure=code, version=procedure.version
            ),
            VisitPlanned(
                visit=visit, unit=UNIT, request=request, citizen=citizen, dossiers=(dossier,),
                window=Window(from_ms=start, to_ms=start + 2 * HOUR_MS),
            ),
        )  # fmt: skip
        if officer:
            self.say("supervisor", VisitAssigned(visit=visit, officer=officer))
        return Planned(visit, dossier, request, citizen)

    def push(self, tablet: Tablet, *bodies: Body) -> list[Receipt]:
        """What the office answers to a tablet that says these bodies."""
        pushed = tablet.pushed([tablet.write(body) for body in bodies])
        answered = office.push(self.store, tablet.actor, pushed, self.now_ms())
        assert isinstance(answered, Pushed), answered
        return answered.receipts


def at_the_door(planned: Planned, photo: FileRef | None = None) -> list[Body]:
    """Everything an officer says of a visit, from the way there to its end."""
    where = Offsite(reason="frail", place="12 hẻm 3, đường Lê Lợi", hour=9, minute=5)
    identity = Identity(method="card", number="089141000001", name=NAME, matches=True)
    fee = FeeLine(label="Chứng thực chữ ký", amount_dong=10_000, basis="TT 226/2016/TT-BTC")
    visit, dossier = planned.visit, planned.dossier
    return [
        VisitAcknowledged(visit=visit),
        VisitDeparted(visit=visit),
        VisitArrived(visit=visit, place=Place(lat_e6=10_380_000, lon_e6=105_430_000, accuracy_m=40)),
        IdentityChecked(visit=visit, identity=identity),
        LucidityConfirmed(visit=visit, lucidity=Lucidity(lucid=True)),
        PapersChecked(visit=visit, papers=(PaperSeen(paper="document", state="have"),)),
        *([DocumentCaptured(visit=visit, file=photo, paper="document")] if photo else []),
        SignatureRecorded(visit=visit, dossier=dossier, signer=NAME, offsite=where),
        FeeCollected(visit=visit, dossier=dossier, lines=(fee,), paid="cash"),
        VisitCompleted(visit=visit, summary="Xong"),
    ]


def photo_of(content: bytes, media_type: str = "image/jpeg") -> FileRef:
    """How an event names these bytes."""
    return FileRef(digest=hashlib.sha256(content).hexdigest(), length_bytes=len(content), media_type=media_type)


def bearer(token: str) -> dict[str, str]:
    """The header a program signs its calls with."""
    return {"Authorization": f"Bearer {token}"}
