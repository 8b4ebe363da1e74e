"""`/sessions`: people sign in and out."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, delete, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import JSONBody

from models.store import accounts
from server.house import House
from server.problem import Problem
from server.session import COOKIE, actor_of, limit_tries, new_token, right_password, session_of, token_digest

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name and a password."""

    username: Text
    password: Text


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed in. `token` goes into `Authorization: Bearer`; a browser uses the cookie and sends `csrf` back."""

    token: str = ""
    csrf: str
    id: str
    name: str
    unit: str
    roles: list[str]
    officer: str = ""
    expires_ms: int


@post("/", sync_to_thread=True, status_code=201)
def sign_in(
    house: NamedDependency[House], data: JSONBody[SignIn], request: Request[Any, Any, Any]
) -> Response[SignedIn]:
    """Opens a session; wrong tries are counted per name and per address."""
    host = request.client.host if request.client else ""
    with house.store.write() as tx:
        limit_tries(tx, house, f"sign-in {data.username.lower()[:100]}")
        limit_tries(tx, house, f"sign-in from {host}")
    with house.store.read() as tx:
        account = accounts.by_username(tx, data.username)
    if not right_password(account, data.password) or account is None or account.disabled_ms:
        raise Problem("wrong_password")
    token, csrf, now_ms = new_token(), new_token(), house.now_ms()
    expires_ms = now_ms + house.settings.session_hours * 3_600_000
    with house.store.write() as tx:
        accounts.begin_session(tx, token_digest(token), account, "", csrf, now_ms, expires_ms)
        accounts.forget_tries(tx, f"sign-in {data.username.lower()[:100]}")
        accounts.forget_tries(tx, f"sign-in from {host}")
    answer = SignedIn(
        token=token, csrf=csrf, id=account.id, name=account.name, unit=account.unit_id, roles=account.roles.split(),
        officer=account.officer_id, expires_ms=expires_ms,
    )  # fmt: skip
    cookie = Cookie(
        key=COOKIE, value=token, httponly=True, samesite="strict", path="/", max_age=house.settings.session_hours * 3600,
        secure=house.settings.origin.startswith("https://"),
    )  # fmt: skip
    return Response(answer, cookies=[cookie], headers={"Cache-Control": "no-store"})


@get("/me", sync_to_thread=True)
def me(house: NamedDependency[House], request: Request[Any, Any, Any]) -> SignedIn:
    """Who is asking."""
    session = session_of(house, request)
    actor = session.actor
    return SignedIn(
        csrf=session.csrf, id=actor.id, name=actor.name, unit=actor.unit, roles=sorted(actor.roles),
        officer=actor.officer, expires_ms=session.expires_ms,
    )  # fmt: skip


@delete("/me", sync_to_thread=True, status_code=204)
def sign_out(house: NamedDependency[House], request: Request[Any, Any, Any]) -> None:
    """Ends the session at once."""
    actor = actor_of(house, request)
    with house.store.write() as tx:
        accounts.end_session(tx, actor.session)


ROUTER = Router("/sessions", route_handlers=[sign_in, me, sign_out], tags=["sessions"])
