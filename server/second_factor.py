"""The second factor at sign-in: a code of an authenticator (TOTP, RFC 6238), or a recovery code that is good once.

A right password opens half a session, good for nothing but this. Codes of one step before and after are taken, because
clocks differ (RFC 6238 §5.2, §6); none is taken twice. The secret is sealed outside the database (`server.sealing`); neither
it nor a code is ever in the journal or the log. `TANNHA_SECOND_FACTOR_ROLES` says who must have one.
"""

import hmac
from typing import NamedTuple

import pyotp

from models.store import accounts, factors
from models.store.accounts import Account, Session
from models.store.engine import Tx
from server import qr, sealing
from server.house import House
from server.problem import Problem
from server.reading import note
from server.session import CODE_CHARS, WIDE, Opened, limit_tries, new_code, open_session

ISSUER = "Tận Nhà"
STEP_S = 30
STEPS_BESIDE = 1
DIGITS = 6
RECOVERIES = 10


class Shown(NamedTuple):
    """A secret as it is shown once: to be typed, as an address, and drawn."""

    secret: str
    uri: str
    svg: str


class Set(NamedTuple):
    """A second factor just set: the session it opened, and recovery codes, told once."""

    opened: Opened
    recoveries: list[str]


class Standing(NamedTuple):
    """Whether an account has a second factor, and how many recovery codes are left."""

    enrolled: bool
    recoveries: int


def standing(house: House, session: Session) -> Standing:
    """How somebody's own second factor stands."""
    account = _account(house, session)
    with house.store.read() as tx:
        enrolled = bool(factors.one(tx, account.unit_id, account.id).secret)
        return Standing(enrolled, factors.recoveries_left(tx, account.unit_id, account.id))


def begin(house: House, session: Session, code: str, host: str) -> Shown:
    """A new secret, shown once; the old one, if any, must still be proved and counts until the new one is confirmed."""
    account = _account(house, session)
    if session.stage == "code":
        raise Problem("second_factor_needed", session.stage)
    if standing(house, session).enrolled:
        _count(house, account, host)
        _prove(house, account, code)
    secret = pyotp.random_base32()
    sealed = sealing.seal(house.settings.sealing_key, secret, _about(account))
    with house.store.write() as tx:
        factors.begin(tx, account.unit_id, account.id, sealed)
    uri = pyotp.TOTP(secret).provisioning_uri(name=account.username, issuer_name=ISSUER)
    return Shown(secret, uri, qr.svg(uri))


def confirm(house: House, session: Session, code: str, host: str) -> Set:
    """Makes the shown secret the one that counts, by a code of it; every other console of the account is signed out."""
    account = _account(house, session)
    if session.stage == "code":
        raise Problem("second_factor_needed", session.stage)
    _count(house, account, host)
    with house.store.read() as tx:
        pending = factors.one(tx, account.unit_id, account.id).pending
    step = _step_of(house, account, pending, _tidy(code))
    if not step:
        raise Problem("second_factor_wrong")
    recoveries = [new_code() for _ in range(RECOVERIES)]
    with house.store.write() as tx:
        if not factors.confirm(tx, account.unit_id, account.id, pending, step):
            raise Problem("second_factor_wrong")
        _keep_recoveries(tx, house, account, recoveries)
        accounts.end_consoles_of(tx, account.unit_id, account.id)
        opened = _whole(tx, house, account, session.csrf)
    note(house, session.actor, account.unit_id, [("second_factor_set", account.id)])
    return Set(opened, recoveries)


def prove(house: House, session: Session, code: str, host: str) -> Opened:
    """A whole session for half a one and a right code; its token is new, so that nobody keeps half of it."""
    account = _account(house, session)
    if not session.stage:
        raise Problem("already_there", "second factor")
    _count(house, account, host)
    used = _prove(house, account, code)
    with house.store.write() as tx:
        accounts.end_session(tx, session.actor.session)
        opened = _whole(tx, house, account, session.csrf)
    if used == "recovery":
        note(house, session.actor, account.unit_id, [("recovery_code_used", account.id)])
    return opened


def renew(house: House, session: Session, code: str, host: str) -> list[str]:
    """New recovery codes in place of the old, for a right code."""
    account = _account(house, session)
    _count(house, account, host)
    _prove(house, account, code)
    recoveries = [new_code() for _ in range(RECOVERIES)]
    with house.store.write() as tx:
        _keep_recoveries(tx, house, account, recoveries)
        accounts.forget_tries(tx, _tries(account))
    note(house, session.actor, account.unit_id, [("recovery_codes_made", account.id)])
    return recoveries


def reset(tx: Tx, account: Account) -> bool:
    """Drops somebody's second factor and signs their consoles out; whether there was one."""
    accounts.end_consoles_of(tx, account.unit_id, account.id)
    return factors.forget(tx, account.unit_id, account.id)


def _account(house: House, session: Session) -> Account:
    """The account behind a session; a tablet has none of its own."""
    actor = session.actor
    with house.store.read() as tx:
        account = accounts.one(tx, (actor.unit,), actor.id)
    if account is None or actor.device:
        raise Problem("not_allowed", "second factor")
    return account


def _tries(account: Account) -> str:
    return f"second factor {account.id}"


def _count(house: House, account: Account, host: str) -> None:
    """Counts a try for the account wherever it comes from, and for the address with its passwords."""
    with house.store.write() as tx:
        limit_tries(tx, house, _tries(account))
        limit_tries(tx, house, f"sign-in from {host}", times=WIDE)


def _whole(tx: Tx, house: House, account: Account, csrf: str) -> Opened:
    accounts.forget_tries(tx, _tries(account))
    return open_session(tx, house, account, csrf=csrf)


def _prove(house: House, account: Account, code: str) -> str:
    """Uses a code up, and says which kind it was; raises the problem when it is wrong or was used."""
    said = _tidy(code)
    if len(said) == CODE_CHARS:
        with house.store.write() as tx:
            right = factors.use_recovery(tx, account.unit_id, account.id, _recovery(house, account, said))
        kind = "recovery"
    else:
        with house.store.read() as tx:
            sealed = factors.one(tx, account.unit_id, account.id).secret
        step = _step_of(house, account, sealed, said)
        with house.store.write() as tx:
            right = bool(step) and factors.use(tx, account.unit_id, account.id, step)
        kind = "code"
    if not right:
        raise Problem("second_factor_wrong")
    return kind


def _step_of(house: House, account: Account, sealed: str, code: str) -> int:
    """The step whose code this is, now or one beside; 0 when it is none's."""
    if not sealed or len(code) != DIGITS or not code.isascii() or not code.isdigit():
        return 0
    try:
        totp = pyotp.TOTP(sealing.unseal(house.settings.sealing_key, sealed, _about(account)))
    except sealing.NotOurs:
        return 0
    now = house.now_ms() // 1000 // STEP_S
    steps = range(now - STEPS_BESIDE, now + STEPS_BESIDE + 1)
    return next((step for step in steps if hmac.compare_digest(totp.generate_otp(step), code)), 0)


def _keep_recoveries(tx: Tx, house: House, account: Account, codes: list[str]) -> None:
    kept = [_recovery(house, account, _tidy(code)) for code in codes]
    factors.put_recoveries(tx, account.unit_id, account.id, kept)


def _recovery(house: House, account: Account, code: str) -> str:
    return sealing.keyed_digest(house.settings.sealing_key, f"recovery {account.id} {code}")


def _about(account: Account) -> str:
    return f"second factor {account.unit_id} {account.id}"


def _tidy(code: str) -> str:
    """A code without the blanks and dashes it is written with."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
