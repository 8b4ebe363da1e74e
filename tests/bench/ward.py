"""A ward made for measuring: officers with devices, visits with their people and papers, pushes ready to send."""

import os
from collections.abc import Callable
from typing import NamedTuple

import msgspec
import uuid_utils
from cryptography.hazmat.primitives.asymmetric import ec

from models.access import Actor, system
from models.citizen import CitizenRegistered
from models.device import DeviceEnrolled
from models.doorstep import FeeLine, Identity, Lucidity, Offsite, PaperSeen
from models.dossier import DossierOpened
from models.event import Body, Event, digest
from models.ids import NO_DIGEST
from models.officer import OfficerRegistered, Skill
from models.procedure import in_force
from models.request import EligibilityDecided, RequestReceived, Want
from models.said import FileRef, Place, Window
from models.store import accounts, projections
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
from server.session import token_digest
from sync import keys, office
from sync.office import Wish
from sync.protocol import Header, signed_text, write_push

UNIT = "30307"
NOW_MS = 1_795_312_800_000
FAR_MS = 4_000_000_000_000
CODE = "2.000884"
NAME = "Nguyễn Thị Bưởi"


def new_id() -> str:
    """A fresh UUIDv7."""
    return str(uuid_utils.uuid7())


class Device(NamedTuple):
    """A tablet without a tablet: who it speaks for and its key."""

    id: str
    officer: str
    token: str
    key: ec.EllipticCurvePrivateKey


def actor(role: str) -> Actor:
    """Somebody with one role in the ward."""
    return Actor(id=f"bench-{role}", unit=UNIT, roles=frozenset((role,)))  # type: ignore[arg-type]


def say(store: Store, who: Actor, *bodies: Body) -> None:
    """Says bodies and insists that each was applied."""
    for receipt in office.say(store, who, UNIT, [Wish(body=body) for body in bodies], NOW_MS, new_id):
        if receipt.outcome != "applied":
            raise AssertionError(receipt)


def open_ward(store: Store) -> str:
    """Opens the ward; answers a token of its supervisor."""
    with store.write() as tx:
        projections.begin_epoch(tx, new_id())
        boss = Account(UNIT, "bench-supervisor", "boss", "Phụ trách", "-", "supervisor", "", 0, 0)
        accounts.put_account(tx, boss)
        accounts.begin_session(tx, token_digest("boss"), boss, "", "", NOW_MS, FAR_MS)
    say(store, actor("admin"), WardConfigured(unit=UNIT, change=WardChange(name="Phường Long Xuyên")))
    return "boss"


def enrol(store: Store) -> Device:
    """An officer with a device that may speak."""
    device, officer, token = new_id(), new_id(), new_id()
    key = ec.generate_private_key(ec.SECP256R1())
    skills = (Skill(procedure="*", part="certifier"),)
    say(store, actor("admin"), OfficerRegistered(officer=officer, unit=UNIT, name="Trần Thị Mận", skills=skills))
    say(store, system(UNIT), DeviceEnrolled(device=device, unit=UNIT, officer=officer, key=keys.public_text(key)))
    with store.write() as tx:
        account = Account(UNIT, officer, officer, "Trần Thị Mận", "-", "officer certifier", officer, 0, 0)
        accounts.put_account(tx, account)
        accounts.begin_session(tx, token_digest(token), account, device, "", NOW_MS, FAR_MS)
    return Device(device, officer, token, key)


def plan(store: Store, officer: str, papers: int = 1) -> tuple[str, list[str]]:
    """A visit given to an officer, with as many dossiers as asked; answers its id and theirs."""
    procedure = in_force(CODE, "2026-11-21")
    assert procedure is not None
    citizen, request, visit = new_id(), new_id(), new_id()
    dossiers = [new_id() for _ in range(papers)]
    opened = [
        DossierOpened(dossier=d, unit=UNIT, request=request, citizen=citizen, procedure=CODE, version=procedure.version)
        for d in dossiers
    ]
    say(
        store,
        actor("supervisor"),
        CitizenRegistered(citizen=citizen, unit=UNIT, name=NAME, birth="1941-03-05", phones=("+84900000000",)),
        RequestReceived(request=request, unit=UNIT, citizen=citizen, wants=(Want(procedure=CODE),)),
        EligibilityDecided(request=request, eligible=True, reason="frail"),
        *opened,
        VisitPlanned(
            visit=visit, unit=UNIT, request=request, citizen=citizen, dossiers=tuple(dossiers),
            window=Window(from_ms=NOW_MS, to_ms=NOW_MS + 7_200_000),
        ),
        VisitAssigned(visit=visit, officer=officer),
    )  # fmt: skip
    return visit, dossiers


def door_steps(visit: str, dossier: str) -> list[Body]:
    """Ten events of one visit, as a tablet says them."""
    photo = FileRef(digest=os.urandom(32).hex(), length_bytes=200_000, media_type="image/jpeg")
    ink = FileRef(digest=os.urandom(32).hex(), length_bytes=6_600, media_type="application/json")
    where = Offsite(reason="frail", place="12 hẻm 3, đường Lê Lợi, Phường Long Xuyên, An Giang", hour=9, minute=5)
    papers = (
        PaperSeen(paper="document", state="have", reason="giấy ủy quyền nhận lương hưu, hai trang"),
        PaperSeen(paper="id_paper", state="have", reason="căn cước còn giá trị"),
    )
    lucid = Lucidity(lucid=True, note="minh mẫn, tự nguyện, trả lời rõ ràng họ tên, ngày sinh, địa chỉ")
    fee = FeeLine(label="Chứng thực chữ ký", amount_dong=10_000, basis="TT 226/2016/TT-BTC")
    return [
        VisitAcknowledged(visit=visit),
        VisitDeparted(visit=visit),
        VisitArrived(visit=visit, place=Place(lat_e6=10_380_000, lon_e6=105_430_000, accuracy_m=40)),
        IdentityChecked(
            visit=visit,
            identity=Identity(method="card", number="089141000001", name=NAME, matches=True, note="đối chiếu ảnh"),
        ),
        LucidityConfirmed(visit=visit, lucidity=lucid),
        PapersChecked(visit=visit, papers=papers),
        DocumentCaptured(visit=visit, file=photo, paper="document", pages=2),
        SignatureRecorded(visit=visit, dossier=dossier, signer=NAME, offsite=where, file=ink),
        FeeCollected(visit=visit, dossier=dossier, lines=(fee,), paid="cash"),
        VisitCompleted(visit=visit, summary="Đã chứng thực chữ ký trên giấy ủy quyền"),
    ]


class Tape:
    """Turns bodies into signed pushes, numbering and chaining as a device does."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._n = 0
        self._prev = NO_DIGEST

    def push(self, bodies: list[Body]) -> bytes:
        """The bytes of one push."""
        lines = []
        for body in bodies:
            self._n += 1
            event = Event(
                id=new_id(), device=self._device.id, n=self._n, prev=self._prev, at_ms=NOW_MS, mono_ms=123_456,
                offset_ms=12, bound_ms=50, lease=1, body=body,
            )  # fmt: skip
            lines.append(msgspec.json.encode(event))
            self._prev = digest(lines[-1])
        signature = keys.sign(self._device.key, signed_text(self._device.id, self._prev))
        return write_push(Header(device=self._device.id, count=len(lines), signature=signature), lines)


def pushes(store: Store, device: Device, count: int, tick: Callable[[], None]) -> list[bytes]:
    """So many pushes of fifty events (five visits of ten), ready to send."""
    tape = Tape(device)
    ready = []
    for _ in range(count):
        bodies: list[Body] = []
        for _ in range(5):
            visit, dossiers = plan(store, device.officer)
            bodies += door_steps(visit, dossiers[0])
        ready.append(tape.push(bodies))
        tick()
    return ready
