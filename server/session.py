"""Who is asking: a bearer token (tablets, programs) or a cookie with a forged-request token (browsers).

Tokens are random and kept by SHA-256 only; a session is a row and ends with it. Passwords are Argon2id (RFC 9106).
"""

import hashlib
import hmac
import secrets
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from litestar import Request

from models.access import Actor, Area, may_read
from models.store import accounts
from models.store.accounts import Account, Session
from models.store.engine import Tx
from server.house import House
from server.problem import Problem, refuse

COOKIE = "tannha"
CSRF_HEADER = "x-csrf-token"
TRIES_SPAN_MS = 15 * 60_000
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
_hasher = PasswordHasher()

Asking = Request[Any, Any, Any]


def token_digest(token: str) -> str:
    """Under which name a token or code is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A fresh secret of 256 bits."""
    return secrets.token_urlsafe(32)


def hash_password(password: str) -> str:
    """The Argon2id hash of a password, with its own salt and parameters."""
    return _hasher.hash(password)


_NOBODY = hash_password(new_token())
"""Checked when there is no such account, so that the answer takes as long."""


def right_password(account: Account | None, password: str) -> bool:
    """Whether a password opens an account; takes as long when there is no such account."""
    try:
        matches = _hasher.verify(account.password if account else _NOBODY, password)
        return account is not None and matches
    except (Argon2Error, InvalidHashError):
        return False


def session_of(house: House, request: Asking) -> Session:
    """The session a call belongs to; raises Problem(not_signed_in) when it has none that holds."""
    bearer = request.headers.get("authorization", "")
    token = bearer[7:] if bearer[:7].lower() == "bearer " else request.cookies.get(COOKIE, "")
    if not token or len(token) > 200:
        raise Problem("not_signed_in")
    with house.store.read() as tx:
        session = accounts.session(tx, token_digest(token), house.now_ms())
    if session is None:
        raise Problem("not_signed_in")
    from_browser = bearer[:7].lower() != "bearer "
    if from_browser and request.method not in _SAFE and not _same(request.headers.get(CSRF_HEADER, ""), session.csrf):
        raise Problem("csrf")
    return session


def actor_of(house: House, request: Asking) -> Actor:
    """Who is asking."""
    return session_of(house, request).actor


def reader_of(house: House, request: Asking, area: Area, unit_id: str = "") -> Actor:
    """Who is asking, if they may look into this area of this unit (their own when none is named)."""
    actor = actor_of(house, request)
    refuse(may_read(actor, area, unit_id or actor.unit))
    return actor


def _same(offered: str, expected: str) -> bool:
    return hmac.compare_digest(offered.encode(), expected.encode())


def limit_tries(tx: Tx, house: House, name: str) -> None:
    """Counts a try; raises Problem(too_many_tries) beyond the limit of a quarter of an hour."""
    if accounts.count_try(tx, name, house.now_ms(), TRIES_SPAN_MS) > house.settings.login_tries_max:
        raise Problem("too_many_tries")
