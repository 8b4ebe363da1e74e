"""People change their own password: who knows the old one says a new one, and is signed out everywhere else.

The old one is asked for although somebody is signed in, so that a console left open gives nobody an account for good. Tries
are counted per account, and per address together with sign-ins.
"""

from models.store import accounts
from models.store.accounts import Session
from server.house import House
from server.problem import Problem
from server.reading import note
from server.session import WIDE, Opened, hash_password, limit_tries, open_session, right_password


def change(house: House, session: Session, old: str, new: str, host: str) -> Opened:
    """Makes `new` the password of whoever is asking: a fresh session here, every other console out, tablets at their work.

    Raises Problem: not_allowed (a tablet has no password of its own), too_many_tries, old_password_wrong.
    """
    actor = session.actor
    if actor.device:
        raise Problem("not_allowed", "password")
    tries = f"own password {actor.id}"
    with house.store.write() as tx:
        limit_tries(tx, house, tries)
        limit_tries(tx, house, f"sign-in from {host}", times=WIDE)
    with house.store.read() as tx:
        account = accounts.one(tx, (actor.unit,), actor.id)
    if not right_password(account, old) or account is None:
        raise Problem("old_password_wrong")
    hashed = hash_password(new)
    with house.store.write() as tx:
        current = accounts.one(tx, (actor.unit,), actor.id)
        if current is None or current.password != account.password:  # an administrator set another one meanwhile
            raise Problem("old_password_wrong")
        changed = current._replace(password=hashed)
        accounts.put_account(tx, changed)
        accounts.end_consoles_of(tx, changed.unit_id, changed.id)
        accounts.forget_tries(tx, tries)
        opened = open_session(tx, house, changed, csrf=session.csrf)
    note(house, actor, changed.unit_id, [("own_password_set", changed.id)])
    return opened
