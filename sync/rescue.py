"""A dying tablet's outbox, carried by hand: sealed with a passphrase, taken in by another tablet or at the office.

The sealed form, for writers of other clients: `TNX1`, one byte log2 of scrypt's n (r 8, p 1, key of 32 bytes), 16 bytes
salt, 12 bytes nonce, then AES-256-GCM over the content with everything before the ciphertext as associated data. The
content of a rescue is the JSON of `Bundle`; its pushes are signed by the lost device, so the office takes them in as if
that device had sent them.
"""

import base64
import os
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from models.access import Actor
from models.device import Device
from models.event import Event, read
from models.refusal import Refused
from models.said import FileRef
from models.store import projections
from models.store.engine import Store
from sync import office
from sync.board import read_thing
from sync.protocol import Receipt, Torn, read_push

_MAGIC = b"TNX1"
COST_LOG2 = 15
_COST_LOG2_MAX = 20
_HEAD_BYTES = len(_MAGIC) + 1 + 16 + 12


class WrongPassphrase(Exception):
    """The passphrase is not the one it was sealed with, or the bytes were damaged."""


def seal(content: bytes, passphrase: str, cost_log2: int = COST_LOG2) -> bytes:
    """The content, readable only with the passphrase; each step of cost doubles the time and memory a guess takes."""
    head = _MAGIC + bytes((cost_log2,)) + os.urandom(16 + 12)
    return head + AESGCM(_key(head, passphrase)).encrypt(head[-12:], content, head)


def unseal(sealed: bytes, passphrase: str) -> bytes:
    """The content behind `seal`."""
    head = sealed[:_HEAD_BYTES]
    if len(head) < _HEAD_BYTES or head[:4] != _MAGIC or head[4] > _COST_LOG2_MAX:
        raise WrongPassphrase("these are not sealed bytes")
    try:
        return AESGCM(_key(head, passphrase)).decrypt(head[-12:], sealed[_HEAD_BYTES:], head)
    except InvalidTag:
        raise WrongPassphrase("wrong passphrase, or damaged bytes") from None


def _key(head: bytes, passphrase: str) -> bytes:
    return Scrypt(salt=head[5:21], length=32, n=1 << head[4], r=8, p=1).derive(passphrase.encode())


class Rescued(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of one file, in base64."""

    file: FileRef
    data: str


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """What a tablet still owed its office: ready pushes in their order (base64, signed), and the files they name."""

    unit: str
    officer: str
    device: str
    pushes: list[str]
    files: list[Rescued]


def pack(bundle: Bundle, passphrase: str, cost_log2: int = COST_LOG2) -> bytes:
    """A sealed bundle."""
    return seal(msgspec.json.encode(bundle), passphrase, cost_log2)


def unpack(sealed: bytes, passphrase: str) -> Bundle | Refused:
    """The bundle behind `pack`; refused when it is of another version of the program."""
    try:
        return msgspec.json.decode(unseal(sealed, passphrase), type=Bundle)
    except msgspec.DecodeError as error:
        return Refused("malformed", str(error)[:200])


def as_text(data: bytes) -> str:
    """Bytes as a bundle carries them."""
    return base64.b64encode(data).decode()


def events_of(bundle: Bundle) -> list[Event]:
    """The events of a bundle that can be read, in their order."""
    found: list[Event] = []
    for text in bundle.pushes:
        push = read_push(base64.b64decode(text))
        lines = [] if isinstance(push, Torn) else push.lines
        found += [event for event in map(read, lines) if isinstance(event, Event)]
    return found


def files_of(bundle: Bundle) -> list[tuple[FileRef, bytes]]:
    """The files of a bundle whose bytes are what their name says."""
    found = [(rescued.file, base64.b64decode(rescued.data)) for rescued in bundle.files]
    return [(file, data) for file, data in found if sha256(data).hexdigest() == file.digest]


def take_in(store: Store, bundle: Bundle, now_ms: int) -> list[Receipt] | Torn:
    """Receipts for everything a lost tablet owed, taken in at the office in that tablet's own name.

    The files are not kept here: whoever calls puts `files_of` where files are kept and says so.
    """
    with store.read() as tx:
        body = projections.body(tx, bundle.unit, "device", bundle.device)
    if body is None:
        return Torn("device_unknown", bundle.device)
    device: Device = read_thing("device", body).state
    actor = Actor(
        id=device.officer, unit=device.unit, roles=frozenset(("officer",)), officer=device.officer, device=device.id
    )
    receipts: list[Receipt] = []
    for text in bundle.pushes:
        push = read_push(base64.b64decode(text))
        answer = push if isinstance(push, Torn) else office.push(store, actor, push, now_ms)
        if isinstance(answer, Torn):
            return answer
        receipts += answer.receipts
    return receipts
