"""Sealing what must be read again but not by whoever has the database or a backup: AES-256-GCM under a key in a file.

The key is made when it is first needed, by whichever process comes first, and lies apart from database and backups.
"""

import base64
import hashlib
import hmac
import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
OWNER_ONLY = 0o600


class NotOurs(Exception):
    """The seal was made with another key, or for something else."""


@cache
def key_of(path: str) -> bytes:
    """The key in this file, made if there is none; raises ValueError for a file that holds something else."""
    file = Path(path).absolute()
    if not file.exists():
        _make(file)
    key = file.read_bytes()
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path}: {len(key)} bytes, not {KEY_BYTES}")
    return key


def _make(file: Path) -> None:
    """Writes a new key beside its place and links it there, so that no other process ever sees half of one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY), "wb") as writing:
        writing.write(secrets.token_bytes(KEY_BYTES))
        writing.flush()
        os.fsync(writing.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:  # another process was quicker: its key is the key
        return
    finally:
        draft.unlink()


def seal(path: str, text: str, about: str) -> str:
    """A text sealed with the key of a file, for one thing only."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.b64encode(nonce + AESGCM(key_of(path)).encrypt(nonce, text.encode(), about.encode())).decode()


def unseal(path: str, sealed: str, about: str) -> str:
    """The text again; raises NotOurs when the key or the thing is another."""
    raw = base64.b64decode(sealed)
    try:
        return AESGCM(key_of(path)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode()).decode()
    except InvalidTag as error:
        raise NotOurs(about) from error


def keyed_digest(path: str, text: str) -> str:
    """The HMAC-SHA-256 of a text under the key of a file: a short code cannot be guessed from it without the key."""
    return hmac.new(key_of(path), text.encode(), hashlib.sha256).hexdigest()
