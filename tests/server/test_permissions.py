"""Every address x every role x own unit, another unit, the unit above and the unit below, against a table written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from models.access import Role
from models.store.engine import Store
from server.clock import uuid7
from tests.server.seeded import GRANTED, NEXT_WARD, PROVINCE, WARD, Seeded, Things
from tests.server.story import HOUR_MS, MORNING_MS

ALL = " ".join(GRANTED)
DESK = "clerk supervisor certifier province"
PEOPLE = "clerk supervisor certifier"
SENDERS = "officer clerk supervisor certifier"
TUS = {"Tus-Resumable": "1.0.0"}
PATCHING = TUS | {"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIGEST = "0" * 64
REPORTED = "from=2026-11-01&to=2026-11-30&unit={unit}"
PROMISING = TUS | {"Upload-Length": "1", "Upload-Metadata": f"digest {'MDAw' * 21}MA==,filetype aW1hZ2UvcG5n"}
PASSWORD = "mật khẩu dài lắm"
NEW = {"unit": "{unit}", "username": "{new}", "name": "Lê", "password": PASSWORD, "roles": ["clerk"]}

MOVING = {"officer": "{officer}", "version": "1", "sure": "yes"}
UNDOING = {"visit": "{visit}", "officer": "", "version": "1", "from_ms": "1", "to_ms": "2"}
ACCOUNT = {"username": "{new}", "name": "Lê", "password": PASSWORD, "role": "clerk"}
CHOOSING = {"about": "visit", "subject": "{visit}", "event": "x", "field": "note", "take": "kept", "reason": "x"}
RINGS = "clerk supervisor"
DECIDED = "comes=no&note=xa"
HOUR = "where=office&instead={visit}&window=1-2"
LATER = {"from_ms": MORNING_MS + 5 * HOUR_MS, "to_ms": MORNING_MS + 8 * HOUR_MS}


TARIFF = {"province": "91", "code": "1.004873", "basis": "NQ 12/2026", "valid_from": "2026-11-21", "fee_dong": 12_000}


class Way(NamedTuple):
    """One address: who is let in, who also from the province, and whether it is about one thing of one unit."""

    roles: str
    below: str = ""
    of_thing: bool = False
    query: str = ""
    body: dict[str, Any] | None = None
    text: str = ""
    form: dict[str, Any] | None = None
    headers: dict[str, str] | None = None
    fails: int = 0
    """What those let in are answered when the call cannot come to a good end in this test."""


PUBLIC = {
    "GET /health", "POST /sessions", "POST /sync/enrol", "OPTIONS /files", "GET /units", "GET /units/{unit_id}",
    "GET /units/{unit_id}/children", "GET /procedures", "GET /openapi", "GET /openapi/openapi.json", "GET /openapi/{path}",
    "GET /", "GET /sign-in", "POST /sign-in", "GET /language/{code}", "GET /static/{name}",
    "POST /calls/ring",
    "GET /info", "GET /info/{unit_id}", "GET /info/{unit_id}/procedures/{code}", "GET /status", "POST /status",
    "GET /v", "GET /v/{code}",
    "GET /tablet", "GET /tablet/{name}",
}  # fmt: skip

WAYS: dict[str, Way] = {
    "GET /metrics": Way("admin", "admin"),
    "GET /sessions/me": Way(ALL),
    "DELETE /sessions/me": Way(ALL),
    "PUT /sessions/me/password": Way(ALL, body={"old": "x", "new": PASSWORD}, fails=401),
    "POST /sign-out": Way(ALL),
    "GET /sign-in/code": Way(ALL),
    "POST /sign-in/code": Way(ALL, form={"code": "1"}, fails=409),
    "GET /second-factor": Way(ALL),
    "POST /second-factor": Way(ALL, body={}),
    "POST /second-factor/confirm": Way(ALL, body={"code": "1"}, fails=401),
    "POST /second-factor/prove": Way(ALL, body={"code": "1"}, fails=409),
    "POST /second-factor/recovery": Way(ALL, body={"code": "1"}, fails=401),
    "GET /account": Way(ALL),
    "POST /account/password": Way(ALL, form={"old": "x", "new": PASSWORD, "again": PASSWORD}, fails=401),
    "POST /account/second-factor": Way(ALL, form={}),
    "POST /account/second-factor/confirm": Way(ALL, form={"code": "1"}, fails=401),
    "POST /account/recovery": Way(ALL, form={"code": "1"}, fails=401),
    "POST /account/sessions/{session_id}/end": Way(ALL, fails=404),
    "GET /desk": Way(RINGS),
    "GET /desk/calls/{draft_id}": Way(RINGS),
    "POST /desk/calls/{draft_id}": Way(RINGS),
    "GET /desk/calls/{draft_id}/windows": Way(RINGS),
    "GET /desk/read/{request_id}": Way(RINGS, of_thing=True),
    "POST /desk/read/{request_id}": Way(RINGS, of_thing=True),
    "POST /board/cases/{request_id}/decide": Way(RINGS, of_thing=True, text=DECIDED, headers=FORM, fails=409),
    "POST /board/cases/{request_id}/bring": Way(RINGS, of_thing=True, headers=FORM, fails=409),
    "POST /desk/read/{request_id}/correct": Way(RINGS, of_thing=True, fails=409),
    "GET /board/cases/{request_id}/hours": Way(RINGS, of_thing=True, query="where=office&instead={visit}"),
    "POST /board/cases/{request_id}/hours": Way(RINGS, of_thing=True, text=HOUR, headers=FORM, fails=409),
    "GET /desk/queue": Way(RINGS),
    "POST /desk/queue/{call_id}": Way(RINGS, of_thing=True, text="reached=no", headers=FORM),
    "GET /desk/reminders": Way(RINGS),
    "POST /desk/reminders/{visit_id}": Way(RINGS, of_thing=True, text="outcome=confirmed&days=1", headers=FORM, fails=404),
    "GET /desk/ratings": Way(RINGS),
    "POST /desk/ratings/{dossier_id}": Way(RINGS, of_thing=True, text="score=5&taken_by=relative", headers=FORM),
    "GET /desk/ringing": Way(RINGS),
    "POST /events": Way(ALL, "admin", body={"unit": "{unit}", "events": [{"body": {"kind": "NoticeWithdrawn", "notice": "x"}}]}),
    "POST /sync/push": Way("", text='{{"device":"{device}","count":0,"signature":""}}\n'),
    "GET /sync/pull": Way(SENDERS + " province", "province", query="units={unit}"),
    "GET /sync/receipts": Way("", query="from_n=1&to_n=2"),
    "GET /sync/guides": Way(""),
    "GET /sync/live": Way(SENDERS + " province", "province", query="units={unit}"),
    "POST /files": Way(SENDERS, headers=PROMISING),
    "POST /files/{name}": Way(SENDERS, headers=PATCHING | {"X-HTTP-Method-Override": "PATCH"}, fails=404),
    "PATCH /files/{name}": Way(SENDERS, headers=PATCHING, fails=404),
    "HEAD /files/{name}": Way(SENDERS, headers=TUS, fails=404),
    "GET /files/{name}": Way(SENDERS, fails=404),
    "GET /citizens": Way(PEOPLE),
    "GET /citizens/{citizen_id}": Way(PEOPLE, of_thing=True),
    "GET /citizens/{citizen_id}/export": Way("supervisor", of_thing=True),
    "GET /citizens/{citizen_id}/export.pdf": Way("supervisor", of_thing=True),
    "GET /requests": Way(DESK, "province", query="unit={unit}"),
    "GET /requests/{request_id}": Way(DESK, "province", of_thing=True),
    "GET /visits": Way(DESK, "province", query="unit={unit}"),
    "GET /visits/{visit_id}": Way(DESK, "province", of_thing=True),
    "POST /visits/{visit_id}/assign": Way("supervisor", of_thing=True, body={}),
    "POST /triage": Way(RINGS, body={"unit": "{unit}"}),
    "POST /windows": Way(RINGS, body={"unit": "{unit}", "procedures": ["2.000884"]}),
    "POST /offers": Way(RINGS, body={"unit": "{unit}", "window": LATER}),
    "POST /offers/{offer_id}/promise": Way(RINGS, of_thing=True, body={"request": "{request}", "dossiers": ["{dossier}"]}),
    "POST /offers/{offer_id}/release": Way(RINGS, of_thing=True),
    "POST /plans": Way("supervisor", body={"unit": "{unit}", "tries": 1}),
    "GET /plans": Way("supervisor province", "province", query="unit={unit}"),
    "GET /plans/{plan_id}": Way("supervisor province", "province", of_thing=True),
    "POST /plans/{plan_id}/cancel": Way("supervisor", of_thing=True),
    "POST /plans/{plan_id}/apply": Way("supervisor", of_thing=True, body={}),
    "GET /visits/{visit_id}/why": Way(DESK, "province", of_thing=True),
    "GET /dossiers": Way(DESK, "province", query="unit={unit}"),
    "GET /dossiers/{dossier_id}": Way(DESK, "province", of_thing=True),
    "GET /dossiers/{dossier_id}/term": Way(DESK, "province", of_thing=True, fails=409),
    "GET /dossiers/{dossier_id}/papers": Way(PEOPLE, of_thing=True),
    "POST /dossiers/{dossier_id}/papers": Way(PEOPLE, of_thing=True, body={"document": "condolence"}),
    "GET /papers/{paper_id}": Way(PEOPLE, of_thing=True),
    "GET /letters": Way(PEOPLE, query="unit={unit}"),
    "POST /letters/approve": Way("supervisor certifier", body={"letters": [{"paper": "{paper}"}]}),
    "GET /letters/coverage": Way(DESK, "province", query="unit={unit}&from=2026-11-01&to=2026-11-30"),
    "GET /calls": Way(RINGS, query="unit={unit}"),
    "GET /calls/{call_id}": Way(RINGS, of_thing=True),
    "GET /officers": Way(ALL, "admin province auditor", query="unit={unit}"),
    "GET /officers/{officer_id}": Way(ALL, "admin province auditor", of_thing=True),
    "GET /laws": Way("clerk supervisor admin province auditor certifier", "admin province auditor", query="unit={unit}"),
    "GET /laws/{law_id}": Way(
        "clerk supervisor admin province auditor certifier", "admin province auditor", of_thing=True
    ),
    "POST /laws": Way("admin", "admin", body={"unit": "{unit}", "tariff": TARIFF}),
    "POST /laws/{law_id}/repeal": Way("admin", "admin", of_thing=True, body={"reason": "nhầm"}),
    "GET /registers": Way("clerk supervisor certifier", query="unit={unit}"),
    "GET /registers/{book}/pages": Way("clerk supervisor certifier", query="unit={unit}"),
    "GET /registers/tracking/pages": Way("clerk supervisor certifier", query="unit={unit}"),
    "GET /registers/{book}": Way("clerk supervisor certifier", query="unit={unit}"),
    "GET /settling": Way("supervisor province", "province", query="unit={unit}"),
    "POST /settling/{hold_id}/adopt": Way("supervisor", of_thing=True),
    "POST /settling/{hold_id}/return": Way("supervisor", of_thing=True, body={"reason": "xem lại"}),
    "POST /settling/{hold_id}/dismiss": Way("supervisor", of_thing=True, body={"reason": "thừa"}),
    "GET /journal": Way("supervisor auditor", "auditor", query="unit={unit}&subject={request}"),
    "GET /journal/head": Way("supervisor auditor", "auditor", query="unit={unit}"),
    "GET /reports": Way("supervisor province auditor", "province auditor", query=REPORTED),
    "GET /reports.xlsx": Way("supervisor province auditor", "province auditor", query=REPORTED),
    "GET /reports.pdf": Way("supervisor province auditor", "province auditor", query=REPORTED),
    "GET /reports/meeting": Way("supervisor province auditor", "province auditor", query="unit={unit}"),
    "GET /reports/meeting.pdf": Way("supervisor province auditor", "province auditor", query="unit={unit}"),
    "GET /audit": Way("auditor", "auditor", query="unit={unit}"),
    "GET /accounts": Way("admin", "admin", query="unit={unit}"),
    "POST /accounts": Way("admin", "admin", body=NEW),
    "GET /accounts/{account_id}": Way("admin", "admin", of_thing=True),
    "PATCH /accounts/{account_id}": Way("admin", "admin", of_thing=True, body={"name": "Lê Thị Chanh"}),
    "PUT /accounts/{account_id}/password": Way("admin", "admin", of_thing=True, body={"password": PASSWORD}),
    "DELETE /accounts/{account_id}/second-factor": Way("admin", "admin", of_thing=True),
    "GET /accounts/{account_id}/sessions": Way("admin", "admin", of_thing=True),
    "DELETE /accounts/{account_id}/sessions/{session_id}": Way("admin", "admin", of_thing=True),
    "GET /devices": Way("supervisor admin province", "admin province", query="unit={unit}"),
    "POST /devices/codes": Way("supervisor admin", "admin", body={"unit": "{unit}", "officer": "{officer}"}),
    "GET /board": Way(DESK),
    "GET /board/live": Way(DESK),
    "GET /board/map": Way(DESK),
    "GET /board/tiles": Way(DESK),
    "GET /board/tiles/{z}/{x}/{y}": Way(DESK, fails=404),
    "GET /board/hand-in": Way("supervisor admin province"),
    "GET /board/visits/{visit_id}": Way(DESK, of_thing=True),
    "GET /board/visits/{visit_id}/prospects": Way(DESK, of_thing=True),
    "POST /board/visits/{visit_id}/move": Way("supervisor", of_thing=True, form=MOVING, fails=409),
    "POST /board/undo": Way("supervisor", form=UNDOING, fails=409),
    "POST /board/officers/{officer_id}/absent": Way("supervisor", of_thing=True, form={"how": "absent"}),
    "POST /board/snooze": Way(DESK, form={"alert": "held::1", "minutes": "15"}),
    "GET /board/plan": Way("supervisor province"),
    "POST /board/plan": Way("supervisor", form={"kind": "day", "day": "2026-11-22"}),
    "GET /board/plan/{plan_id}": Way("supervisor province", of_thing=True),
    "POST /board/plan/{plan_id}/apply": Way("supervisor", of_thing=True, form={"visit": "{visit}"}),
    "GET /board/reports": Way("supervisor province auditor"),
    "GET /board/meeting": Way("supervisor province auditor"),
    "GET /admin/devices": Way("supervisor admin"),
    "POST /admin/devices/code": Way("supervisor admin", form={"officer": "{officer}"}),
    "GET /admin/accounts": Way("admin"),
    "GET /admin/accounts/{account_id}": Way("admin", "admin", of_thing=True),
    "POST /admin/accounts": Way("admin", form=ACCOUNT),
    "POST /admin/accounts/{account_id}": Way("admin", "admin", of_thing=True, form={"how": "enable"}),
    "GET /admin/officers": Way("admin"),
    "POST /admin/officers": Way("admin", form={"name": "Lê Thị Me", "part": "receiver"}),
    "POST /admin/officers/{officer_id}/left": Way("admin", of_thing=True),
    "GET /admin/units": Way("admin"),
    "POST /admin/units": Way("admin", form={"hotline": "0296 3852 000"}),
    "GET /admin/templates": Way("admin"),
    "GET /admin/templates/{document}/preview": Way("admin"),
    "GET /admin/laws": Way("clerk supervisor admin province auditor certifier"),
    "POST /admin/laws": Way("admin", form={"kind": "tariff", "text": "{{}}"}),
    "POST /admin/laws/{law_id}/repeal": Way("admin", of_thing=True, form={"reason": "nhầm"}, fails=409),
    "GET /admin/laws/procedures/{code}": Way("clerk supervisor admin province auditor certifier", fails=404),
    "GET /admin/calendar": Way("clerk supervisor admin province auditor certifier"),
    "POST /admin/calendar": Way("admin", form={"version": "2027", "basis": "CV 1/2026", "off": "2/1/2027"}),
    "POST /admin/calendar/hours": Way("admin", form={"version": "Giờ", "basis": "QĐ 1", "from-0-0": "07:00", "to-0-0": "11:00"}),
    "GET /admin/audit": Way("auditor"),
    "GET /board/cases": Way(DESK),
    "GET /board/cases/{request_id}": Way(DESK, of_thing=True),
    "GET /board/settling": Way("supervisor province"),
    "POST /board/settling/decide": Way("supervisor", form={"hold": "{hold}", "how": "dismiss", "reason": "thừa"}),
    "POST /board/settling/merge": Way("supervisor", form={"hold": "{hold}", "field": "note"}, fails=409),
    "POST /board/settling/choose": Way("supervisor", form=CHOOSING),
    "GET /board/letters": Way("clerk supervisor certifier"),
    "POST /board/letters/decide": Way("supervisor", form={"letter": "{paper}", "how": "refuse", "why": "thừa"}),
    "GET /board/lost/{device_id}": Way("supervisor admin", of_thing=True),
    "POST /board/lost/{device_id}/revoke": Way("supervisor admin", of_thing=True, form={"reason": "mất máy"}),
    "POST /devices/{device_id}/revoke": Way("supervisor admin", "admin", of_thing=True, body={"reason": "mất máy"}),
    # The last one: whom it lets in then looks into that unit for the rest of a test.
    "GET /look": Way(DESK, "province", query="unit={unit}"),
}  # fmt: skip


class Caller:
    """Calls every way there is and says what was answered."""

    def __init__(self, seeded: Seeded, client: TestClient[Any]) -> None:
        self.seeded = seeded
        self.client = client

    def answers(self, way: str, headers: dict[str, str], unit: str) -> Any:
        """The answer to a call about one unit and its things."""
        method, path = way.split()
        told = WAYS.get(way, Way(""))
        things: Things = self.seeded.things[unit]
        words = {**things._asdict(), "unit": unit, "new": f"n{uuid7()}", "code": "vi", "draft_id": uuid7()}
        words |= {"book": "ck-2026", "session_id": DIGEST, "document": "form_01", "z": "0", "x": "0", "y": "0"}
        words |= {f"{name}_id": value for name, value in things._asdict().items()} | {"unit_id": unit, "name": DIGEST}
        address = path.format(**words, path="x") + (f"?{told.query.format(**words)}" if told.query else "")
        body = None if told.body is None else _filled(told.body, words)
        sent: dict[str, Any] = {"content": told.text.format(**words)} if told.text else {"json": body}
        if told.form is not None:
            sent = {"data": _filled(told.form, words)}
        return self.client.request(method, address, headers={**(told.headers or {}), **headers}, **sent)

    def as_role(self, way: str, role: Role, home: str, unit: str) -> Any:
        """The answer to somebody of a role at home in one unit who asks about another (or the same)."""
        headers = self.seeded.bearer(role, home)
        if way in ("DELETE /sessions/me", "POST /sign-out", "PUT /accounts/{account_id}/password"):
            headers = {"Authorization": f"Bearer {self.seeded.sign_in(home, role)[1]}"}
        return self.answers(way, headers, unit)


def _filled(body: Any, words: dict[str, str]) -> Any:
    if isinstance(body, dict):
        return {name: _filled(value, words) for name, value in body.items()}
    if isinstance(body, list):
        return [_filled(value, words) for value in body]
    return body.format(**words) if isinstance(body, str) else body


def ways(app: Litestar) -> set[str]:
    """Every address the application answers, e.g. `GET /visits/{visit_id}`; the options Litestar tells by itself left out."""
    return {
        f"{method} {route.path_format}"
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
        if handler.handler_name != "options_handler"
    }


@pytest.fixture
def caller(store: Store, tmp_path: Path) -> Iterator[Caller]:
    """Three units full of things, and somebody who calls; streams end at once."""
    seeded = Seeded(store, tmp_path, login_tries_max=1000)
    with TestClient(seeded.app()) as client:
        seeded.house.hub.close()
        yield Caller(seeded, client)


def test_every_address_is_in_the_table(caller: Caller) -> None:
    """No route is forgotten here, and none is listed that is not there."""
    assert ways(caller.seeded.app()) == PUBLIC | set(WAYS)


def test_strangers_are_shown_the_door(caller: Caller) -> None:
    """Without a session, with a wrong token and with an expired one, every address but the public ones answers 401."""
    expired = caller.seeded.sign_in(WARD, "supervisor admin auditor", expires_ms=caller.seeded.clock() - 1)[1]
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": f"Bearer {expired}"}):
        seen = {way: caller.answers(way, headers, WARD) for way in WAYS}
        assert {way: answer.status_code for way, answer in seen.items()} == dict.fromkeys(WAYS, 401)
        assert 401 not in {caller.answers(way, headers, WARD).status_code for way in PUBLIC}


def test_in_the_own_unit_the_table_holds(caller: Caller) -> None:
    """In their own unit everybody gets what the table gives their role, and 403 for the rest."""
    wrong = []
    for way, told in WAYS.items():
        for role in GRANTED:
            status = caller.as_role(way, role, WARD, WARD).status_code
            let_in = status == told.fails if told.fails else status < 300
            if role not in told.roles.split() and status != 403 or role in told.roles.split() and not let_in:
                wrong.append(f"{way} as {role}: {status}")
    assert wrong == []


@pytest.mark.parametrize("elsewhere", [NEXT_WARD, PROVINCE])
def test_other_units_do_not_exist(caller: Caller, elsewhere: str) -> None:
    """From a ward, things of another ward and of the province are not found, and lists of theirs are refused."""
    wrong = []
    for way, told in WAYS.items():
        about_unit = "{unit}" in told.query or "unit" in (told.body or {})
        for role in GRANTED:
            if not told.of_thing and not about_unit:
                continue
            status = caller.as_role(way, role, WARD, elsewhere).status_code
            expected = 404 if told.of_thing and role in told.roles.split() else 403
            if status != expected:
                wrong.append(f"{way} as {role}: {status}, not {expected}")
    assert wrong == []


def test_from_the_province_only_some_see_below(caller: Caller) -> None:
    """From the province the roles that see below get what the table gives them; for the others the ward is not there."""
    wrong = []
    for way, told in WAYS.items():
        about_unit = "{unit}" in told.query or "unit" in (told.body or {})
        for role in GRANTED:
            if not told.of_thing and not about_unit:
                continue
            status = caller.as_role(way, role, PROVINCE, WARD).status_code
            if role in told.below.split():
                right = status == told.fails if told.fails else status < 300
            else:
                right = status == (404 if told.of_thing and role in told.roles.split() else 403)
            if not right:
                wrong.append(f"{way} as {role}: {status}")
    assert wrong == []


def test_lists_without_a_unit_hold_nothing_foreign(caller: Caller) -> None:
    """No list shows an id of another ward or of the province to anybody of a ward, whatever their role."""
    foreign = [thing for unit in (NEXT_WARD, PROVINCE) for thing in caller.seeded.things[unit]]
    lists = [
        way.split()[1]
        for way, told in WAYS.items()
        if way.startswith("GET") and not told.of_thing and "{name}" not in way
    ]
    seen = 0
    for role in GRANTED:
        for path in lists:
            answer = caller.client.get(path, headers=caller.seeded.bearer(role))
            seen += answer.status_code == 200
            assert not [thing for thing in foreign if thing in answer.text], f"{path} as {role}"
    assert seen > 40


def test_a_province_sees_its_wards_in_one_list(caller: Caller) -> None:
    """Without naming a unit, whoever sees below gets every ward's things in one list, page by page."""
    found: list[str] = []
    after = ""
    while True:
        answer = caller.client.get(f"/visits?limit=1&after={after}", headers=caller.seeded.bearer("province", PROVINCE))
        page = answer.json()
        found += [item["id"] for item in page["items"]]
        after = page["next"]
        if not after:
            break
    assert sorted(found) == sorted(things.visit for things in caller.seeded.things.values())


def test_a_tablet_opens_no_console(caller: Caller) -> None:
    """A tablet's token opens what an officer may see, whatever roles its owner has, and says nothing but signed lines."""
    seeded = caller.seeded
    device, officer = seeded.things[WARD].device, seeded.things[WARD].officer
    token = seeded.sign_in(WARD, "supervisor admin auditor officer", officer, device)[1]
    headers = {"Authorization": f"Bearer {token}"}
    asked = [way for way in WAYS if way not in ("DELETE /sessions/me", "POST /sign-out")]
    opened = {way for way in asked if caller.answers(way, headers, WARD).status_code < 300}
    assert opened == {
        "GET /sessions/me", "GET /sync/pull", "GET /sync/live", "GET /sync/receipts", "GET /sync/guides", "POST /sync/push",
        "POST /files", "GET /officers", "GET /officers/{officer_id}",
    }  # fmt: skip
