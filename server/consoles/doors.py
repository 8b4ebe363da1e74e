"""The doors of the consoles: signing in and out, the language, and where `/` leads."""

from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter, RawBody
from litestar.response import Redirect

from models.access import may_read
from models.refusal import sentence
from models.store import accounts
from server import second_factor, session
from server.asked import UnitAsked, speaks
from server.consoles.forms import Form
from server.consoles.pages import LANGUAGE_COOKIE, UNIT_COOKIE, anybody, console, from_here, own, page, places
from server.house import House
from server.problem import Problem, refuse
from server.session import COOKIE, host_of
from server.words import LANGUAGES

A_YEAR_S = 365 * 24 * 3600
Back = Annotated[str, QueryParameter(max_length=200)]


def inside(path: str) -> str:
    """An address of our own to go back to; anything that could lead elsewhere leads home."""
    parts = urlsplit(path)
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if ours and not parts.netloc and not parts.scheme and path.isprintable() else "/"


@get("/", sync_to_thread=True, opt=speaks(public=True))
def home(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[Any]:
    """Leads people to what their role does; shows what there is to whoever has no console."""
    who = anybody(house, request)
    mine = places(who.actor)
    if mine:
        return Redirect(mine[0].href, status_code=303)
    if who.actor is None:
        return Redirect("/info", status_code=303)
    return page("home.html", who)


@get("/sign-in", sync_to_thread=True, opt=speaks(public=True))
def sign_in_page(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[Any]:
    """The form to sign in with."""
    return page("sign_in.html", anybody(house, request), no=None, back="/", username="")


@post("/sign-in", sync_to_thread=True, status_code=200, opt=speaks(public=True))
def sign_in(house: NamedDependency[House], body: RawBody, request: Request[Any, Any, Any]) -> Response[Any]:
    """Opens a session and leads back to where somebody wanted to go; the same counts of wrong tries as everywhere."""
    if not from_here(request):
        raise Problem("csrf")
    form = Form(body)
    username, password, back = form.text("username"), form.secret("password"), inside(form.text("back"))
    if not username or not password:
        raise Problem("bad_call", "username, password")
    try:
        opened = session.sign_in(house, username, password, host_of(request))
    except Problem as problem:
        no = sentence(problem.code)
        who = anybody(house, request)
        return page("sign_in.html", who, status=no.status, no=no, back=back, username=username)
    where = {"": back, "code": "/sign-in/code", "enrol": "/account"}[opened.stage]
    if opened.stage:
        where = f"{where}?{urlencode({'back': back})}"
    return Redirect(where, status_code=303, cookies=[session.session_cookie(house, opened.token)])


@get("/sign-in/code", sync_to_thread=True, opt=speaks())
def code_page(house: NamedDependency[House], request: Request[Any, Any, Any], back: Back = "/") -> Response[Any]:
    """The second half of signing in: the code of the authenticator, or a recovery code."""
    mine, who = own(house, request)
    if mine.stage != "code":
        return Redirect("/account" if mine.stage else inside(back), status_code=303)
    return page("sign_in_code.html", who, back=inside(back))


@post("/sign-in/code", sync_to_thread=True, status_code=204, opt=speaks())
def prove(house: NamedDependency[House], body: RawBody, request: Request[Any, Any, Any]) -> Response[None]:
    """Makes half a session whole and leads back to where somebody wanted to go."""
    mine, _ = own(house, request)
    form = Form(body)
    opened = second_factor.prove(house, mine, form.text("code", 40), host_of(request))
    cookie = session.session_cookie(house, opened.token)
    return Response(None, status_code=204, headers={"HX-Redirect": inside(form.text("back"))}, cookies=[cookie])


@post("/sign-out", sync_to_thread=True, status_code=204, opt=speaks())
def sign_out(house: NamedDependency[House], request: Request[Any, Any, Any]) -> Response[None]:
    """Ends the session at once and leads home."""
    actor = own(house, request)[0].actor
    with house.store.write() as tx:
        accounts.end_session(tx, actor.session)
    answer: Response[None] = Response(None, status_code=204, headers={"HX-Redirect": "/sign-in"})
    answer.delete_cookie(COOKIE)
    return answer


@get("/language/{code:str}", sync_to_thread=False, opt=speaks(public=True))
def language(code: Annotated[str, PathParameter(max_length=2)], back: Back = "/") -> Response[Any]:
    """Shows the pages in another language from now on."""
    if code not in LANGUAGES:
        raise Problem("not_found", "language")
    cookie = Cookie(key=LANGUAGE_COOKIE, value=code, path="/", max_age=A_YEAR_S, samesite="lax", httponly=True)
    return Redirect(inside(back), status_code=303, cookies=[cookie])


@get("/look", sync_to_thread=True, opt=speaks())
def look(
    house: NamedDependency[House], request: Request[Any, Any, Any], asked: UnitAsked = "", back: Back = "/"
) -> Response[Any]:
    """Looks into a commune of one's province from now on, or into one's own unit again when none is named."""
    who = console(house, request, "visits")
    chosen = asked or who.me.unit
    refuse(may_read(who.me, "visits", chosen))
    cookie = Cookie(key=UNIT_COOKIE, value=chosen, path="/", samesite="strict", httponly=True)
    return Redirect(inside(back), status_code=303, cookies=[cookie])


HANDLERS = [look, home, sign_in_page, sign_in, code_page, prove, sign_out, language]
