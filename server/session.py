"""Who is asking: a bearer token (tablets, programs) or a cookie with a forged-request token (browsers).

Tokens are random and kept by SHA-256 only; a session is a row and ends with it. Passwords are Argon2id (RFC 9106).
"""

import hashlib
import hmac
import secrets
import unicodedata
from functools import cache
from typing import Any, NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from litestar import Request
from litestar.datastructures import Cookie

from models.access import Actor, Area, may_read
from models.store import accounts, factors
from models.store.accounts import Account, Session, Stage
from models.store.engine import Tx
from server.house import House
from server.problem import Problem, refuse

COOKIE = "tannha"
CSRF_HEADER = "x-csrf-token"
TRIES_SPAN_MS = 15 * 60_000
HALF_MS = 15 * 60_000
"""How long a right password waits for its second factor."""
WIDE = 10
"""How much more is allowed over one address or one name alone than for both together."""
_SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
HASHER = PasswordHasher()

Asking = Request[Any, Any, Any]


def token_digest(token: str) -> str:
    """Under which name a token or code is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A fresh secret of 256 bits."""
    return secrets.token_urlsafe(32)


CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0 O, 1 I L, U V: read over the telephone and typed by hand."""
CODE_CHARS = 10


def new_code() -> str:
    """A fresh one-time code of 49 bits, in two groups: `7KQ4M-2XHTB`. It is good for minutes and tries are counted."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_CHARS))
    return f"{letters[:5]}-{letters[5:]}"


def code_digest(code: str) -> str:
    """Under which name a one-time code is kept, however it was typed: small letters, with or without the dash."""
    letters = "".join(c for c in code.upper() if c.isalnum())
    return token_digest(f"{letters[:5]}-{letters[5:]}")


def same_letters(password: str) -> str:
    """A password as every keyboard would send it: letters composed, each blank the plain one, none dropped (RFC 8265, 4.2)."""
    plain = "".join(" " if unicodedata.category(c) == "Zs" else c for c in password)
    return unicodedata.normalize("NFC", plain)


def hash_password(password: str) -> str:
    """The Argon2id hash of a password, with its own salt and parameters."""
    return HASHER.hash(same_letters(password))


@cache
def _nobody() -> str:
    """Checked when there is no such account, so that the answer takes as long. Made by the first sign-in, whoever it is."""
    return hash_password(new_token())


def right_password(account: Account | None, password: str) -> bool:
    """Whether a password opens an account; takes as long when there is no such account."""
    nobody = _nobody()
    try:
        matches = HASHER.verify(account.password if account else nobody, same_letters(password))
        return account is not None and matches
    except (Argon2Error, InvalidHashError):
        return False


def host_of(request: Asking) -> str:
    """From which address a call comes."""
    return request.client.host if request.client else ""


def session_of(house: House, request: Asking, half: bool = False) -> Session:
    """The session a call belongs to; raises Problem(not_signed_in) when it has none that holds.

    One that still lacks its second factor is none, but to whoever asks for it or ends it (`half`).
    """
    with house.store.read() as tx:
        return session_in(tx, house, request, half)


def session_in(tx: Tx, house: House, request: Asking, half: bool = False) -> Session:
    """`session_of` in a transaction that reads more than that."""
    bearer = request.headers.get("authorization", "")
    token = bearer[7:] if bearer[:7].lower() == "bearer " else request.cookies.get(COOKIE, "")
    if not token or len(token) > 200:
        raise Problem("not_signed_in")
    session = accounts.session(tx, token_digest(token), house.now_ms())
    if session is None:
        raise Problem("not_signed_in")
    if session.revoked:
        raise Problem("device_revoked", session.actor.device)
    if session.stage and not half:
        raise Problem("second_factor_needed", session.stage)
    request.scope["state"]["actor"] = session.actor
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


def limit_tries(tx: Tx, house: House, name: str, times: int = 1) -> None:
    """Counts a try; raises Problem(too_many_tries) beyond `times` the limit of a quarter of an hour."""
    if accounts.count_try(tx, name, house.now_ms(), TRIES_SPAN_MS) > house.settings.login_tries_max * times:
        raise Problem("too_many_tries")


class Opened(NamedTuple):
    """A session just opened: whose, its token (told once), its forged-request token, until when, and what it still lacks."""

    account: Account
    token: str
    csrf: str
    expires_ms: int
    stage: Stage = ""


def sign_in(house: House, username: str, password: str, host: str) -> Opened:
    """Opens a session for a name and a password; tries are counted for both together, and more widely for each alone.

    The wide counts stop guessing over many names or addresses; they are ten times as high, so that one ward behind one
    address, or one name somebody else plays with, is not shut out by a few slips.
    """
    name = username.lower()[:100]
    narrow = f"sign-in {name} from {host}"
    with house.store.write() as tx:
        limit_tries(tx, house, narrow)
        limit_tries(tx, house, f"sign-in {name}", times=WIDE)
        limit_tries(tx, house, f"sign-in from {host}", times=WIDE)
    with house.store.read() as tx:
        account = accounts.by_username(tx, username)
    if not right_password(account, password) or account is None or account.disabled_ms:
        raise Problem("wrong_password")
    with house.store.write() as tx:
        stage = lacking(tx, house, account)
        if not stage:  # else whoever knows the password could guess at codes for ever, signing in anew between
            accounts.forget_tries(tx, narrow)
        return open_session(tx, house, account, stage)


def lacking(tx: Tx, house: House, account: Account) -> Stage:
    """What a right password alone leaves undone: a code where there is a second factor, else one where a role asks for it."""
    if factors.one(tx, account.unit_id, account.id).secret:
        return "code"
    asked = house.settings.second_factor_roles.replace(",", " ").split()
    return "enrol" if set(account.roles.split()) & set(asked) else ""


def open_session(tx: Tx, house: House, account: Account, stage: Stage = "", csrf: str = "") -> Opened:
    """A new session of an account; half a one lasts a quarter of an hour, and the page it is completed on keeps its `csrf`."""
    token, csrf, now_ms = new_token(), csrf or new_token(), house.now_ms()
    expires_ms = now_ms + (HALF_MS if stage else house.settings.session_hours * 3_600_000)
    accounts.begin_session(tx, token_digest(token), account, "", csrf, now_ms, expires_ms, stage)
    return Opened(account, token, csrf, expires_ms, stage)


def session_cookie(house: House, token: str) -> Cookie:
    """The cookie a browser keeps a session in: out of reach of scripts, and never sent from another site."""
    return Cookie(
        key=COOKIE, value=token, httponly=True, samesite="strict", path="/", max_age=house.settings.session_hours * 3600,
        secure=house.settings.origin.startswith("https://"),
    )  # fmt: skip
