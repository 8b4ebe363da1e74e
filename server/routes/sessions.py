"""`/sessions`: people sign in and out, and change their own password."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import RawBody

from models.store import accounts
from server import own_password, session
from server.asked import BODY_BYTES_MAX, heard, speaks
from server.house import House
from server.problem import Problem
from server.routes.accounts import Password
from server.session import COOKIE, host_of, session_of

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name and a password."""

    username: Text
    password: Text


class OwnPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The password somebody has, and the one they want."""

    old: Text
    new: Password


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed in. `token` goes into `Authorization: Bearer`; a browser uses the cookie and sends `csrf` back.

    With a `stage` it is half a session: `code` wants `POST /second-factor/prove`, `enrol` wants `POST /second-factor`.
    """

    token: str = ""
    csrf: str
    id: str
    name: str
    unit: str
    roles: list[str]
    officer: str = ""
    expires_ms: int
    stage: Literal["", "code", "enrol"] = ""


def signed_in(opened: session.Opened) -> SignedIn:
    """A session as it is told to whoever opened it."""
    account = opened.account
    return SignedIn(
        token=opened.token, csrf=opened.csrf, id=account.id, name=account.name, unit=account.unit_id,
        roles=account.roles.split(), officer=account.officer_id, expires_ms=opened.expires_ms, stage=opened.stage,
    )  # fmt: skip


_sign_ins = msgspec.json.Decoder(SignIn)
_own_passwords = msgspec.json.Decoder(OwnPassword)


@post(
    "/",
    sync_to_thread=True,
    status_code=201,
    opt=speaks(SignedIn, hears=SignIn, refuses=("wrong_password", "too_many_tries"), public=True),
)
def sign_in(house: NamedDependency[House], body: RawBody, request: Request[Any, Any, Any]) -> Response[SignedIn]:
    """Opens a session, or half of one where a second factor is asked for; wrong tries are counted per name and address."""
    if request.content_type[0] != "application/json":  # a form on another site cannot say this without being asked
        raise Problem("bad_call", "content-type: application/json")
    asked = heard(_sign_ins, body)
    opened = session.sign_in(house, asked.username, asked.password, session.host_of(request))
    return Response(signed_in(opened), cookies=[session.session_cookie(house, opened.token)])


@get("/me", sync_to_thread=True, opt=speaks(SignedIn))
def me(house: NamedDependency[House], request: Request[Any, Any, Any]) -> SignedIn:
    """Who is asking."""
    mine = session_of(house, request)
    actor = mine.actor
    return SignedIn(
        csrf=mine.csrf, id=actor.id, name=actor.name, unit=actor.unit, roles=sorted(actor.roles), officer=actor.officer,
        expires_ms=mine.expires_ms,
    )  # fmt: skip


@put(
    "/me/password",
    sync_to_thread=True,
    opt=speaks(SignedIn, hears=OwnPassword, refuses=("old_password_wrong", "too_many_tries", "not_allowed")),
)
def set_own_password(
    house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody
) -> Response[SignedIn]:
    """Changes one's own password: a new session in place of this one, and every other console signed out; tablets go on."""
    opened = own_password_set(house, request, body)
    return Response(signed_in(opened), cookies=[session.session_cookie(house, opened.token)])


def own_password_set(house: House, request: session.Asking, body: bytes) -> session.Opened:
    """The session after one's own password was changed, by a call or a page."""
    mine = session_of(house, request)
    asked = heard(_own_passwords, body)
    return own_password.change(house, mine, asked.old, asked.new, host_of(request))


@delete("/me", sync_to_thread=True, status_code=204, opt=speaks())
def sign_out(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[None]:
    """Ends the session at once."""
    actor = session_of(house, request, half=True).actor
    with house.store.write() as tx:
        accounts.end_session(tx, actor.session)
    answer: Response[None] = Response(None, status_code=204)
    answer.delete_cookie(COOKIE)
    return answer


ROUTER = Router(
    "/sessions",
    route_handlers=[sign_in, me, set_own_password, sign_out],
    tags=["sessions"],
    request_max_body_size=BODY_BYTES_MAX,
)
