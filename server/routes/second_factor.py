"""`/second-factor`: a person's own second factor; a session that lacks it may ask for nothing else."""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from server import second_factor
from server.asked import BODY_BYTES_MAX, heard, speaks
from server.house import House
from server.routes.sessions import SignedIn, signed_in
from server.session import host_of, session_cookie, session_of

WRONG = ("second_factor_wrong", "too_many_tries", "not_allowed")
Code = Annotated[str, msgspec.Meta(max_length=40, description="six digits, or a recovery code")]


class SecondFactorCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code of the authenticator, or a recovery code."""

    code: Code = ""


class SecondFactor(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody has a second factor, how many recovery codes are left, and what this session still lacks."""

    enrolled: bool
    recoveries: int
    stage: str


class SecondFactorShown(msgspec.Struct, frozen=True, kw_only=True):
    """A new secret, told once: for an authenticator to scan (`uri`, `svg`) or to be typed."""

    secret: str
    uri: str
    svg: str


class RecoveryCodes(msgspec.Struct, frozen=True, kw_only=True):
    """Recovery codes, told once; each is good once."""

    recoveries: list[str]


class SecondFactorSet(msgspec.Struct, frozen=True, kw_only=True):
    """The whole session a confirmed second factor opened, and its recovery codes, told once."""

    session: SignedIn
    recoveries: list[str]


_codes = msgspec.json.Decoder(SecondFactorCode)


@get("/", sync_to_thread=True, opt=speaks(SecondFactor))
def own(house: NamedDependency[House], request: Request[Any, Any, Any]) -> SecondFactor:
    """How one's own second factor stands; also told to a session that still lacks it."""
    session = session_of(house, request, half=True)
    stands = second_factor.standing(house, session)
    return SecondFactor(enrolled=stands.enrolled, recoveries=stands.recoveries, stage=session.stage)


@post("/", sync_to_thread=True, opt=speaks(SecondFactorShown, hears=SecondFactorCode, refuses=WRONG))
def begin(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> SecondFactorShown:
    """A new secret; whoever has one already sends a code of it along. It counts once it is confirmed."""
    session = session_of(house, request, half=True)
    shown = second_factor.begin(house, session, heard(_codes, body).code, host_of(request))
    return SecondFactorShown(secret=shown.secret, uri=shown.uri, svg=shown.svg)


@post("/confirm", sync_to_thread=True, opt=speaks(SecondFactorSet, hears=SecondFactorCode, refuses=WRONG))
def confirm(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[SecondFactorSet]:
    """Confirms the new secret by its first code: a new session, recovery codes, and every other console signed out."""
    session = session_of(house, request, half=True)
    made = second_factor.confirm(house, session, heard(_codes, body).code, host_of(request))
    answer = SecondFactorSet(session=signed_in(made.opened), recoveries=made.recoveries)
    return Response(answer, status_code=201, cookies=[session_cookie(house, made.opened.token)])


@post(
    "/prove", sync_to_thread=True, opt=speaks(SignedIn, hears=SecondFactorCode, refuses=(*WRONG, "already_there"))
)  # fmt: skip
def prove(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> Response[SignedIn]:
    """The second half of signing in: a code of the authenticator, or a recovery code, for a whole session."""
    session = session_of(house, request, half=True)
    opened = second_factor.prove(house, session, heard(_codes, body).code, host_of(request))
    return Response(signed_in(opened), status_code=201, cookies=[session_cookie(house, opened.token)])


@post("/recovery", sync_to_thread=True, opt=speaks(RecoveryCodes, hears=SecondFactorCode, refuses=WRONG))
def renew(house: NamedDependency[House], request: Request[Any, Any, Any], body: RawBody) -> RecoveryCodes:
    """New recovery codes in place of the old."""
    session = session_of(house, request)
    return RecoveryCodes(recoveries=second_factor.renew(house, session, heard(_codes, body).code, host_of(request)))


ROUTER = Router(
    "/second-factor",
    route_handlers=[own, begin, confirm, prove, renew],
    tags=["second factor"],
    request_max_body_size=BODY_BYTES_MAX,
)
