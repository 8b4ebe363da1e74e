"""Every page and form of the consoles against what is done to web pages: script in fields, forged calls, frames, foreign ids.

Nothing is listed here that could be forgotten: pages are those the application answers, fields those the templates have.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.testing import TestClient
from litestar.utils.helpers import unwrap_partial

from models.access import Role
from models.store.engine import Store
from server.clock import uuid7
from server.session import COOKIE
from tests.architecture.house import ROOT
from tests.server.seeded import NEXT_WARD, WARD, Seeded
from tests.server.test_permissions import WAYS, Way

TEMPLATES = ROOT / "server" / "consoles" / "templates"
SCRIPT = "\"'><script>alert(7)</script>"
TAG = "<script>alert(7)"
TOKEN = {"X-CSRF-Token": "csrf", "HX-Request": "true"}
PUBLIC_FORMS: dict[str, dict[str, str]] = {
    "POST /sign-in": {"username": "lan", "password": "mật khẩu dài lắm", "back": "/"},
    "POST /status": {"code": "30307-261121-0001", "digits": "0123"},
}
"""The forms of those who are not signed in; they change nothing, so they have no token, only the browser's own word."""
OF_PARTS = {"/desk/calls/{}": "desk/*.html", "/board/plan/{}/apply": "parts/plan.html"}
"""Forms whose fields are in templates they include."""
CONTROL = re.compile(r"<(?:input|select|textarea|button)\b[^>]*?\bname=\"([^\"]+)\"", re.S)
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.S)
ADDRESS = re.compile(r"\b(?:hx-(post|get|put|patch|delete)|action)=\"([^\"]*)\"")


class Written(NamedTuple):
    """A form as a template has it: how and where it goes, and its fields."""

    method: str
    path: str
    fields: frozenset[str]
    template: str


def bare(text: str) -> str:
    """A text without what Jinja puts into it."""
    return re.sub(r"\{%.*?%\}", "", re.sub(r"\{\{.*?\}\}", "{}", text, flags=re.S), flags=re.S)


def written() -> Iterator[Written]:
    """Every form of every template, and every other element that sends something."""
    for file in sorted(TEMPLATES.rglob("*.html")):
        text = bare(file.read_text("utf-8"))
        for found in FORM.finditer(text):
            opening = found[0].partition(">")[0] + ">"
            said, path = ADDRESS.search(opening).groups() if ADDRESS.search(opening) else ("", "")  # type: ignore[union-attr]
            method = said or ("post" if 'method="post"' in opening else "get")
            parts = "".join(bare(one.read_text("utf-8")) for one in TEMPLATES.glob(OF_PARTS.get(path, "-")))
            names = CONTROL.findall(found[0] + parts)
            yield Written(method.upper(), path.partition("?")[0], frozenset(names), file.name)
        for opening in re.findall(r"<(?!form)\w+\b[^>]*\bhx-(?:post|get|put|patch|delete)=[^>]*>", text):
            said, path = ADDRESS.search(opening).groups()  # type: ignore[union-attr]
            yield Written(said.upper(), path.partition("?")[0], frozenset(CONTROL.findall(opening)), file.name)


def handlers(app: Litestar) -> dict[str, Any]:
    """Every address of the consoles and who answers it."""
    return {
        f"{method} {route.path_format}": handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
        if unwrap_partial(handler.fn).__module__.startswith("server.consoles")
        and handler.handler_name != "options_handler"
    }


def html(answer: Any) -> bool:
    """Whether a browser would draw an answer; what is JSON it never does (nosniff)."""
    return str(answer.headers.get("content-type", "")).startswith("text/html")


class Attacker:
    """Calls every page and every form of the consoles as somebody who may, with something wrong about it."""

    def __init__(self, seeded: Seeded, client: TestClient[Any]) -> None:
        self.seeded, self.client = seeded, client
        self.ways = handlers(seeded.app())
        self.forms = {way for way in self.ways if way.startswith("POST")}
        self.pages = {
            way for way in self.ways if way.startswith("GET") and "/static/" not in way and "/live" not in way
        }

    def words(self, unit: str) -> dict[str, str]:
        """What stands in the table's braces, of one unit."""
        things = self.seeded.things[unit]._asdict()
        ids = {f"{name}_id": value for name, value in things.items()}
        own = {"unit": unit, "unit_id": unit, "new": f"n{uuid7()}", "draft_id": uuid7(), "session_id": "0" * 64}
        others = {name: "0" for way in self.ways for name in re.findall(r"\{(\w+)\}", way)}
        return {**others, **things, **ids, **own, "code": "2.000884", "document": "form_01", "name": "console.css"}

    def as_somebody(self, way: str) -> Role:
        """Signs in as the first role the table lets in; a fresh session where the call may end it."""
        role: Role = (WAYS[way].roles.split() if way in WAYS else ["clerk"])[0]  # type: ignore[assignment]
        token = self.seeded.token(role)
        if way in ("POST /sign-out", "POST /admin/accounts/{account_id}") or way.startswith(
            ("POST /account", "GET /account")
        ):
            token = self.seeded.sign_in(WARD, role)[1]
        self.client.cookies.set(COOKIE, token)
        return role

    def fields(self, way: str, unit: str = WARD) -> dict[str, Any]:
        """The form the table of permissions sends, about one unit."""
        told = WAYS.get(way, Way(""))
        sent = dict(pair.split("=") for pair in told.text.split("&")) if told.text else told.form or {}
        sent = {**sent, **PUBLIC_FORMS.get(way, {})}
        words = self.words(unit)
        return {name: value.format(**words) if isinstance(value, str) else value for name, value in sent.items()}

    def post(self, way: str, fields: dict[str, Any], headers: dict[str, str]) -> Any:
        """The answer to a form."""
        path = way.partition(" ")[2].format(**self.words(WARD))
        return self.client.post(path, data=fields or {"nothing": ""}, headers=headers, follow_redirects=False)

    def every_page(self) -> Iterator[tuple[str, Any]]:
        """Every page, as everybody who may see it."""
        for way in sorted(self.pages):
            for role in WAYS[way].roles.split() if way in WAYS else ["clerk"]:
                self.client.cookies.set(COOKIE, self.seeded.token(role))  # type: ignore[arg-type]
                path = way.partition(" ")[2].format(**self.words(WARD))
                yield f"{way} as {role}", self.client.get(path, headers={"Accept": "text/html"})


@pytest.fixture
def attacker(store: Store, tmp_path: Path) -> Iterator[Attacker]:
    """Three units full of things, and somebody who means no good."""
    seeded = Seeded(store, tmp_path, login_tries_max=1000)
    with TestClient(seeded.app()) as client:
        seeded.house.hub.close()
        yield Attacker(seeded, client)


def test_every_form_is_known(attacker: Attacker) -> None:
    """Each form and each sending element of a template leads to an address of the consoles; each public form has its row."""
    shapes = {re.sub(r"\{\w+\}", "{}", way) for way in attacker.ways}
    found = list(written())
    assert len(found) > 35
    assert [one for one in found if f"{one.method} {one.path}" not in shapes] == []
    assert {way for way in attacker.forms if way not in WAYS} == set(PUBLIC_FORMS)
    assert [way for way in attacker.forms if way in WAYS and attacker.ways[way].opt["speaks"]["public"]] == []


def test_nothing_is_changed_without_the_pages_token(attacker: Attacker) -> None:
    """With the cookie alone, a wrong token, or the right one from another site, every form answers 403 and says nothing."""
    heads = _heads(attacker)
    wrong = []
    for way in sorted(attacker.forms - set(PUBLIC_FORMS)):
        attacker.as_somebody(way)
        tries: tuple[dict[str, str], ...] = (
            {},
            {"X-CSRF-Token": "x"},
            {"X-CSRF-Token": ""},
            {"Origin": "https://evil.example"},
        )
        for headers in tries:
            answer = attacker.post(way, attacker.fields(way), {**headers, "HX-Request": "true"})
            if answer.status_code != 403:
                wrong.append(f"{way} with {headers}: {answer.status_code}")
    assert wrong == [] and _heads(attacker) == heads


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_are_believed_when_a_browser_names_them(attacker: Attacker, site: str) -> None:
    """Fetch Metadata of another site is refused by every form, public ones too, whatever token comes along."""
    heads = _heads(attacker)
    wrong = []
    for way in sorted(attacker.forms):
        attacker.as_somebody(way)
        answer = attacker.post(way, attacker.fields(way), {**TOKEN, "Sec-Fetch-Site": site})
        if answer.status_code != 403:
            wrong.append(f"{way}: {answer.status_code}")
    assert wrong == [] and _heads(attacker) == heads


def test_script_in_a_field_is_text(attacker: Attacker) -> None:
    """Script in any field of any form is never run: not on the answer, nor on any page for anybody afterwards."""
    of_address: dict[str, set[str]] = {}
    for one in written():
        of_address.setdefault(f"{one.method} {one.path}", set()).update(one.fields)
    wrong, tried = [], 0
    for way in sorted(attacker.forms):
        told = attacker.fields(way)
        names = sorted(of_address.get(re.sub(r"\{\w+\}", "{}", way), set()) | set(told))
        for name in (*names, None):
            attacker.as_somebody(way)
            bad = dict.fromkeys(names, SCRIPT) if name is None else {**told, name: SCRIPT}
            answer = attacker.post(way, bad, TOKEN)
            tried += 1
            if TAG in answer.text or answer.status_code >= 500:
                wrong.append(f"{way} {name}: {answer.status_code}")
    wrong += [where for where, answer in attacker.every_page() if TAG in answer.text and html(answer)]
    assert wrong == [] and tried > 120


def test_script_in_an_address_is_text(attacker: Attacker) -> None:
    """Script in a parameter of any page, or in place of an id, is never run."""
    wrong = []
    for way in sorted(attacker.pages):
        attacker.as_somebody(way)
        path = way.partition(" ")[2]
        names = [
            name
            for name in inspect.signature(unwrap_partial(attacker.ways[way].fn)).parameters
            if name not in ("house", "request")
        ]
        asked = [(path.format(**attacker.words(WARD)), {name: SCRIPT}) for name in (*names, "q", "back")]
        asked += [(re.sub(r"\{\w+\}", "%22%3E%3Cscript%3Ealert(7)%3C%2Fscript%3E", path), {})]
        for address, params in asked:
            answer = attacker.client.get(
                address, params=params, headers={"Accept": "text/html"}, follow_redirects=False
            )
            if TAG in answer.text or answer.status_code >= 500 or TAG in str(answer.headers):
                wrong.append(f"{address} {params}: {answer.status_code}")
    assert wrong == []


def test_no_page_can_be_framed_or_runs_what_is_within_it(attacker: Attacker) -> None:
    """Every page, and every refusal of one, forbids frames twice, script and style of its own, and being kept by a proxy."""
    wrong, seen = [], 0
    for where, answer in attacker.every_page():
        if not html(answer):
            continue
        seen += 1
        policy, text = answer.headers["content-security-policy"], answer.text
        bad = [
            name
            for name, here in {
                "frame-ancestors": "frame-ancestors 'none'" not in policy,
                "default-src": "default-src 'none'" not in policy or "'unsafe" in policy,
                "form-action": "form-action 'self'" not in policy,
                "x-frame-options": answer.headers["x-frame-options"] != "DENY",
                "cache": answer.headers["cache-control"] != "no-store",
                "inline": bool(
                    re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=\"/static/)|javascript:", text)
                ),
            }.items()
            if here
        ]
        wrong += [f"{where}: {bad}"] if bad else []
    assert wrong == [] and seen > 60
    attacker.client.cookies.clear()
    for path in ("/desk", "/nowhere", "/admin/accounts"):
        answer = attacker.client.get(path, headers={"Accept": "text/html"})
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], path


def test_ids_of_another_unit_in_a_field_reach_nothing(attacker: Attacker) -> None:
    """Whoever puts another unit's ids into the fields of a form changes nothing there and is told nothing of it."""
    heads = _heads(attacker)[NEXT_WARD]
    accounts = attacker.client.get("/accounts", headers=attacker.seeded.bearer("admin", NEXT_WARD)).json()
    wrong, tried = [], 0
    for way in sorted(attacker.forms):
        own, foreign = attacker.fields(way), attacker.fields(way, NEXT_WARD)
        if own == foreign or set(own) - {"username"} == set():
            continue
        attacker.as_somebody(way)
        answer = attacker.post(way, foreign, TOKEN)
        tried += 1
        shown = [value for name, value in foreign.items() if value != own[name] and f'"{value}"' in answer.text]
        if shown and answer.status_code < 400:
            wrong.append(f"{way}: {answer.status_code} {shown}")
    assert wrong == [] and tried >= 5
    assert _heads(attacker)[NEXT_WARD] == heads
    assert attacker.client.get("/accounts", headers=attacker.seeded.bearer("admin", NEXT_WARD)).json() == accounts


def _heads(attacker: Attacker) -> dict[str, Any]:
    with attacker.seeded.store.read() as tx:
        return {str(unit): (seq, chain) for unit, seq, chain in tx.rows("SELECT unit_id, seq, chain FROM heads")}
