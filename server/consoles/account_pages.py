"""`/account`: one's own sign-in: the password, the second factor, recovery codes, and where else one is signed in."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import RawBody
from markupsafe import Markup

from models.store import accounts as kept
from models.store.accounts import Session
from server import second_factor
from server.asked import ThingId, speaks
from server.consoles.doors import Back, inside
from server.consoles.forms import Form
from server.consoles.pages import Console, own, page
from server.house import House
from server.problem import Problem
from server.reading import note
from server.routes.accounts import PASSWORD_CHARS_MIN
from server.routes.sessions import own_password_set
from server.session import host_of, session_cookie, token_digest

HERE = "/account"
SESSIONS_MAX = 100
CODE_MAX = 40


@get(HERE, sync_to_thread=True, opt=speaks())
def account(house: NamedDependency[House], request: Request[Any, Any, Any], back: Back = "/") -> Response[str]:
    """How one signs in, and where one is signed in now; half a session sets its second factor here."""
    mine, who = own(house, request)
    if mine.stage == "code":
        raise Problem("second_factor_needed", mine.stage)
    return _drawn(house, mine, who, back=inside(back))


@post(f"{HERE}/second-factor", sync_to_thread=True, status_code=200, opt=speaks())
def begin(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """A new secret to scan or to type, told once."""
    mine, who = own(house, request)
    form = Form(body)
    shown = second_factor.begin(house, mine, form.text("code", CODE_MAX), host_of(request))
    return _drawn(house, mine, who, back=inside(form.text("back")), shown=shown)


@post(f"{HERE}/second-factor/confirm", sync_to_thread=True, status_code=200, opt=speaks())
def confirm(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """The first code of the new secret: from now on it is asked for; recovery codes, told once."""
    mine, who = own(house, request)
    form = Form(body)
    made = second_factor.confirm(house, mine, form.text("code", CODE_MAX), host_of(request))
    answer = _drawn(house, mine, who, back=inside(form.text("back")), recoveries=made.recoveries)
    answer.set_cookie(session_cookie(house, made.opened.token))
    return answer


@post(f"{HERE}/password", sync_to_thread=True, status_code=200, opt=speaks())
def password(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """Another password, for the present one and the new one typed twice; every other console is signed out."""
    mine, who = _whole(house, request)
    form = Form(body)
    new = form.secret("new")
    if new != form.secret("again"):
        raise Problem("passwords_differ")
    asked = msgspec.json.encode({"old": form.secret("old"), "new": new})
    opened = own_password_set(house, request, asked)
    here = mine._replace(actor=msgspec.structs.replace(mine.actor, session=token_digest(opened.token)))
    answer = _drawn(house, here, who, told="password-set")
    answer.set_cookie(session_cookie(house, opened.token))
    return answer


@post(f"{HERE}/recovery", sync_to_thread=True, status_code=200, opt=speaks())
def recovery(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[str]:
    """New recovery codes in place of the old, told once."""
    mine, who = _whole(house, request)
    codes = second_factor.renew(house, mine, Form(body).text("code", CODE_MAX), host_of(request))
    return _drawn(house, mine, who, recoveries=codes)


@post(f"{HERE}/sessions/{{session_id:str}}/end", sync_to_thread=True, status_code=200, opt=speaks())
def end(house: NamedDependency[House], request: Request[Any, Any, Any], session_id: ThingId) -> Response[str]:
    """Signs out somewhere else."""
    mine, who = _whole(house, request)
    with house.store.write() as tx:
        if not kept.end_session_of(tx, mine.actor.unit, mine.actor.id, session_id):
            raise Problem("not_found", "session")
    note(house, mine.actor, mine.actor.unit, [("session_ended", mine.actor.id)])
    return _drawn(house, mine, who)


def _whole(house: House, request: Request[Any, Any, Any]) -> tuple[Session, Console]:
    mine, who = own(house, request)
    if mine.stage:
        raise Problem("second_factor_needed", mine.stage)
    return mine, who


def _drawn(
    house: House, mine: Session, who: Console, *, back: str = "/", shown: second_factor.Shown | None = None,
    recoveries: list[str] | None = None, told: str = "",
) -> Response[str]:  # fmt: skip
    with house.store.read() as tx:
        opened = kept.sessions_of(tx, mine.actor.unit, mine.actor.id, house.now_ms(), SESSIONS_MAX)
    return page(
        "account.html", who, at=HERE, stage=mine.stage, stands=second_factor.standing(house, mine), back=back, shown=shown,
        drawing=Markup(shown.svg) if shown else "", recoveries=recoveries, mine=mine, told=told,
        least=PASSWORD_CHARS_MIN,
        sessions=[] if mine.stage else [one for one in opened if not one.stage],
    )  # fmt: skip


HANDLERS = [account, password, begin, confirm, recovery, end]
