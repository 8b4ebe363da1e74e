"""What every page of a console is made with: who looks, in which language, the menu of their role, and a strict policy.

A handler calls `console(...)` for who is asking and `page(...)` for the answer; in a template `t("key")` is a word,
`static("name")` a file, `who` the console, `menu` the places of the role. Nothing on a page is inline: no script, no style.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from litestar import Response
from litestar.enums import MediaType

from models import unit
from models.access import Actor, Area, Role, may_read, reach
from models.refusal import sentence
from models.store.accounts import Session
from models.unit import Unit, children
from server.consoles import naming, showing, statics
from server.house import House
from server.problem import Problem, refuse
from server.session import Asking, session_of
from server.words import LANGUAGES, Language, word

LANGUAGE_COOKIE = "tannha-language"
UNIT_COOKIE = "tannha-unit"
"""Which commune somebody of the province looks into; believed only as far as their rights reach."""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""`data:` is for the small arrows and ticks that Pico's style sheet draws."""


class Place(NamedTuple):
    """A place in the menu: its address, its word, and the roles that work there."""

    href: str
    word: str
    roles: frozenset[Role]


def _place(href: str, named: str, *roles: Role) -> Place:
    return Place(href, named, frozenset(roles))


MENU: tuple[Place, ...] = (
    _place("/board", "board-menu", "supervisor", "province"),
    _place("/desk", "menu-desk", "clerk", "supervisor"),
    _place("/board/cases", "case-menu", "clerk", "supervisor", "certifier", "province"),
    _place("/board/settling", "settling-menu", "supervisor", "province"),
    _place("/board/letters", "letters-menu", "supervisor"),
    _place("/admin/devices", "admin-devices", "admin", "supervisor"),
    _place("/admin/accounts", "admin-accounts", "admin"),
    _place("/admin/officers", "admin-officers", "admin"),
    _place("/admin/units", "admin-units", "admin"),
    _place("/admin/laws", "admin-laws", "admin"),
    _place("/admin/calendar", "admin-calendar", "admin"),
    _place("/admin/templates", "admin-templates", "admin"),
    _place("/admin/audit", "admin-audit", "auditor"),
    _place("/board/reports", "reports-menu", "supervisor", "province", "auditor"),
)
"""Every place, the first of a role's being where `/` leads it; whoever builds a console adds its line."""


class Console(NamedTuple):
    """Somebody at a console; nobody in particular on a public page. `unit` is the one they look into, mostly their own."""

    actor: Actor | None
    csrf: str
    language: Language
    unit: str = ""

    @property
    def me(self) -> Actor:
        """Who is signed in; raises the problem when nobody is."""
        if self.actor is None:
            raise Problem("not_signed_in")
        return self.actor

    def head(self, what: str) -> Actor:
        """The supervisor who decides about `what` in this unit; raises the problem for anybody else."""
        if not self.decides:
            raise Problem("not_allowed", what)
        return self.me

    @property
    def decides(self) -> bool:
        """Whether they may move and settle here: the supervisor does in their own unit; the province only looks."""
        return "supervisor" in self.me.roles and self.unit == self.me.unit

    @property
    def below(self) -> tuple[Unit, ...]:
        """The communes they may choose to look into; none for somebody of a commune."""
        reaching = self.actor is not None and len(reach(self.actor, "visits")) > 1
        return children(self.me.unit) if reaching else ()


def language_of(request: Asking) -> Language:
    """The language a browser asked for; Vietnamese unless it did."""
    asked = request.cookies.get(LANGUAGE_COOKIE, "")
    return asked if asked in LANGUAGES else "vi"


def anybody(house: House, request: Asking) -> Console:
    """Who is asking, be it nobody."""
    try:
        session = session_of(house, request)
    except Problem as problem:
        if problem.code not in ("not_signed_in", "device_revoked", "second_factor_needed"):
            raise
        return Console(None, "", language_of(request))
    return Console(session.actor, session.csrf, language_of(request))


def console(house: House, request: Asking, area: Area) -> Console:
    """Who is asking, if they may look into this area of their unit; raises the problem otherwise.

    A call that changes something must come from a page of ours: SameSite keeps the cookie at home, the token in the
    header proves the page, and a browser's own word of another site is believed too.
    """
    session = session_of(house, request)
    if request.method not in ("GET", "HEAD") and not from_here(request):
        raise Problem("csrf")
    refuse(may_read(session.actor, area, session.actor.unit))
    chosen = request.cookies.get(UNIT_COOKIE, "")
    looked = chosen if chosen and may_read(session.actor, area, chosen) is None else session.actor.unit
    return Console(session.actor, session.csrf, language_of(request), looked)


def own(house: House, request: Asking) -> tuple[Session, Console]:
    """Whose session this is, for the pages about themselves; of half a session only what completes it is told."""
    session = session_of(house, request, half=True)
    if session.actor.device:
        raise Problem("not_allowed", "console")
    if request.method not in ("GET", "HEAD") and not from_here(request):
        raise Problem("csrf")
    return session, Console(None if session.stage else session.actor, session.csrf, language_of(request))


def from_here(request: Asking) -> bool:
    """Whether a browser says the call comes from our own pages (Fetch Metadata); programs say nothing."""
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def by_htmx(request: Asking) -> bool:
    """Whether a part of a page is asked for, not a whole one."""
    return request.headers.get("hx-request") == "true"


def places(actor: Actor | None) -> list[Place]:
    """The menu of somebody's roles."""
    return [place for place in MENU if actor and place.roles & actor.roles]


@cache
def environment() -> Environment:
    """Jinja over templates/: everything escaped, nothing undefined."""
    made = Environment(
        loader=PackageLoader("server.consoles", "templates"), autoescape=select_autoescape(default=True),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.globals |= {"static": statics.address, "label": naming.label, **showing.GLOBALS}
    made.filters |= showing.FILTERS
    return made


def drawn(template: str, who: Console, **values: Any) -> str:
    """A template as HTML, without an answer around it."""

    def t(key: str, **inner: Any) -> str:
        return word(who.language, key, **inner)

    home = unit.unit(who.unit or who.actor.unit) if who.actor else None
    return environment().get_template(template).render(
        {"t": t, "who": who, "menu": places(who.actor), "unit_name": home.full_name if home else "", "at": "", **values}
    )  # fmt: skip


def page(
    template: str, who: Console, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
) -> Response[str]:
    """A page, or a part of one, with its policy."""
    return Response(
        drawn(template, who, **values), status_code=status, media_type=MediaType.HTML,
        headers={"Content-Security-Policy": POLICY, "Vary": "HX-Request, Cookie", **(headers or {})},
    )  # fmt: skip


def refused(request: Asking, who: Console, code: str, detail: str = "", status: int = 0) -> Response[str]:
    """A refusal in words: a whole page, or for htmx a notice that leaves everything else on the page as it is."""
    no = sentence(code)
    if code == "second_factor_needed":
        return _to_second_factor(request, who, detail, by_htmx(request))
    into = {"HX-Retarget": "#notice", "HX-Reswap": "innerHTML", "HX-Reselect": ".bar"}
    if by_htmx(request):
        return page("parts/notice.html", who, status=status or no.status, headers=into, no=no, detail=detail)
    template = "sign_in.html" if code == "not_signed_in" else "refused.html"
    back = request.url.path if request.method == "GET" else "/"
    return page(template, who, status=status or no.status, no=no, detail=detail, back=back, username="")


def _to_second_factor(request: Asking, who: Console, stage: str, part: bool) -> Response[str]:
    """Leads half a session to what completes it."""
    back = request.url.path if request.method == "GET" else "/"
    where = f"{'/account' if stage == 'enrol' else '/sign-in/code'}?{urlencode({'back': back})}"
    answer = page("parts/empty.html", who, status=401 if part else 303)
    answer.headers["HX-Redirect" if part else "Location"] = where
    return answer
