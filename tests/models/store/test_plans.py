"""How SQLite goes about every question of a ward's day: through an index, and no longer because much has been before.

Nothing is timed. A plan is read as SQLite tells it, and the work as the steps its machine takes, which is the same every
time: a question that takes more of them in a ward with a long history reads that history.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from litestar.testing import TestClient

from models.device import DeviceRevoked
from models.store.driver import sqlite
from models.store.engine import Store, Tx, Value, open_store
from models.visit import VisitAmended, VisitChange
from server.jobs import JOBS, run_if_due
from sync import office
from tests.models.store.history import grown
from tests.server.seeded import WARD, Seeded
from tests.server.story import DAY_MS, Planned, Tablet, at_the_door, photo_of

HISTORY_SHORT, HISTORY_LONG = 300, 6_000

LONGER: dict[str, str] = {
    "SELECT id, body FROM things WHERE unit_id = ? AND kind = ?": "all devices of a unit, once an enrolment",
    "FROM things WHERE unit_id = ? AND rank": "a console that knows nothing yet is sent everything",
    "SELECT count(*) FROM uploads": "uploads under way in a unit; those nobody waits for are swept",
    "FROM accounts WHERE unit_id = ? AND officer_id": "the people who work in a unit, once an enrolment",
    "SELECT d.body, d.id, t.heard_ms": "the fleet of a unit, a page at a time, revoked ones too",
    "DELETE FROM sessions WHERE expires_ms": "once a day, of what runs out by itself",
    "DELETE FROM tries": "once a day, of what runs out by itself",
    "DELETE FROM enrolments": "once a day, of what runs out by itself",
    "DELETE FROM rejects": "once a day, of what runs out by itself",
}
"""Questions that may take longer in a larger ward, with the reason. Where their plan is a scan, that is allowed too."""


class Question(NamedTuple):
    """A statement as it was first said, and whether a tablet's call said it."""

    sql: str
    values: tuple[Value, ...]
    hot: bool


class Heard:
    """A store that writes down what is asked of it, and answers as it would."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.hot = False
        self.questions: dict[str, Question] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def read(self) -> Iterator[Any]:
        with self._store.read() as tx:
            yield HeardTx(tx, self)

    @contextmanager
    def write(self) -> Iterator[Any]:
        with self._store.write() as tx:
            yield HeardTx(tx, self)

    def note(self, sql: str, values: Sequence[Value]) -> None:
        """Keeps a statement; hot if it ever was."""
        known = self.questions.get(sql)
        self.questions[sql] = Question(sql, tuple(values), self.hot or bool(known and known.hot))


class HeardTx:
    """One transaction of such a store."""

    def __init__(self, tx: Tx, heard: Heard) -> None:
        self._tx = tx
        self._heard = heard

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)

    def rows(self, sql: str, *values: Value) -> Any:
        self._heard.note(sql, values)
        return self._tx.rows(sql, *values)

    def row(self, sql: str, *values: Value) -> Any:
        self._heard.note(sql, values)
        return self._tx.row(sql, *values)

    def run(self, sql: str, *values: Value) -> int:
        self._heard.note(sql, values)
        return self._tx.run(sql, *values)

    def many(self, sql: str, rows: Sequence[Sequence[Value]]) -> None:
        if rows:
            self._heard.note(sql, rows[0])
        self._tx.many(sql, rows)


def tablets_call(ward: Seeded, client: TestClient[Any], heard: Heard) -> None:
    """What tablets say and ask, with everything that may happen to a push."""
    heard.hot = True
    tablet, things = ward.tablets[WARD], ward.things[WARD]
    token = {"Authorization": f"Bearer {tablet.token}"}
    photo = photo_of(b"photograph")
    planned = Planned(things.visit, things.dossier, things.request, things.citizen)
    body = tablet.push(*at_the_door(planned, photo))
    for sent in (body, body, tablet.push(), clash(ward, tablet, things.visit)):
        assert client.post("/sync/push", content=sent, headers=token).status_code == 200
    office.file_stored(heard, WARD, photo, ward.clock(), ward.house.new_id)
    for page_bytes in (1, 2_000, 256_000):
        for headers in (token, ward.bearer("supervisor")):
            cursor = ""
            for _ in range(8):
                asked = {"cursor": cursor, "page_bytes": page_bytes}
                cursor = client.get("/sync/pull", params=asked, headers=headers).json()["cursor"]
    assert client.get("/sync/receipts", params={"from_n": 1, "to_n": 9}, headers=token).status_code == 200
    assert client.post("/sync/push", content=body[:-5], headers=token).status_code == 400
    heard.hot = False


def clash(ward: Seeded, tablet: Tablet, visit: str) -> bytes:
    """A push whose note meets the desk's, and a line that is none."""
    ward.say(WARD, "clerk", VisitAmended(visit=visit, change=VisitChange(note="gọi trước")))
    lines = [
        tablet.write(VisitAmended(visit=visit, change=VisitChange(note="cổng sau")), base=1),
        tablet.scribble(b"?"),
    ]
    return tablet.bundle(lines)


ASKED = (
    "/health", "/metrics", "/sessions/me", "/citizens", "/citizens?q=buoi", "/citizens?q=0900000123", "/citizens?q=089141000123",
    "/citizens/{citizen}", "/requests", "/requests?state=scheduled&state=eligible", "/requests?day=2026-11-22",
    "/requests/{request}", "/visits", "/visits?state=assigned&state=departed", "/visits?day=2026-11-22",
    "/visits?day=2026-11-22&officer={officer}", "/visits?officer={officer}", "/visits/{visit}", "/dossiers",
    "/dossiers?status=2&status=4", "/dossiers?due=2026-11-24", "/dossiers?request_id={request}", "/dossiers/{dossier}",
    "/calls", "/calls?day=2026-11-22", "/calls/{call}", "/officers", "/officers/{officer}", "/settling", "/devices",
    "/devices?state=all", "/journal?subject={request}", "/journal/head", "/audit", "/audit?subject={citizen}", "/accounts",
    "/accounts/{account}", "/accounts/{account}/sessions", "/second-factor",
    "/plans?day=2026-11-22", "/plans/{plan}", "/visits/{visit}/why",
)  # fmt: skip


def consoles_ask(ward: Seeded, client: TestClient[Any]) -> None:
    """What people look at, decide and search, each as somebody who may."""
    things = ward.things[WARD]._asdict()
    for address in ASKED:
        path = address.format(**things)
        statuses = {
            client.get(path, headers=ward.bearer(r)).status_code for r in ("supervisor", "auditor", "admin", "clerk")
        }
        assert 200 in statuses, path
    boss = ward.bearer("supervisor")
    for path, told in (
        ("/settling/{hold}/return", {"reason": "xem lại"}),
        ("/visits/{visit}/assign", {}),
        ("/windows", {"unit": WARD, "request": things["request"], "procedures": ["2.000884"]}),
        ("/plans", {"unit": WARD, "kind": "replan", "tries": 1}),
        ("/plans/{plan}/apply", {}),
        ("/offers/{offer}/promise", {"dossiers": [things["dossier"]], "request": things["request"]}),
        ("/devices/codes", {"officer": things["officer"]}),
    ):
        client.post(path.format(**things), json=told, headers=boss)
    client.post("/sessions", json={"username": "u", "password": "không phải"})
    ward.say(WARD, "supervisor", DeviceRevoked(device=things["device"], reason="mất"))


def clock_works(ward: Seeded) -> None:
    """What the clock does of itself in a day, but for the backup, which reads everything there is."""
    chores = [job for job in JOBS if job.name != "backup"]
    assert [run_if_due(ward.house, job) for job in chores] == [False] * len(chores)  # planned now, due later
    ward.clock.ms += DAY_MS
    assert [run_if_due(ward.house, job) for job in chores] == [True] * len(chores)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Question]]]:
    """A day of a ward, and every statement that was said in it."""
    folder = tmp_path_factory.mktemp("ward")
    store = open_store(f"sqlite:{folder / 'ward.db'}")
    heard = Heard(store)
    ward = Seeded(heard, folder)
    with TestClient(ward.app()) as client:
        tablets_call(ward, client, heard)
        consoles_ask(ward, client)
    clock_works(ward)
    store.close()
    yield folder / "ward.db", [question for sql, question in heard.questions.items() if not sql.startswith("PRAGMA")]


def plan(db: sqlite.Connection, question: Question) -> list[str]:
    """How SQLite will go about a statement, line by line."""
    return [str(row[3]) for row in db.execute(f"EXPLAIN QUERY PLAN {question.sql}", question.values)]


def allowed(question: Question) -> bool:
    """Whether a statement is among those that may take longer."""
    return any(question.sql.startswith(part) or part in question.sql for part in LONGER)


def scanned(lines: list[str]) -> list[str]:
    """What a plan reads from one end to the other, but for its own intermediate results and one row a unit."""
    own = {line.split()[1] for line in lines if line.startswith(("CO-ROUTINE", "MATERIALIZE"))}
    read = [line.split()[1] for line in lines if line.startswith("SCAN")]
    return [name for name in read if name not in own | {"CONSTANT", "heads", "meta", "schedule"}]


def test_the_day_says_enough(day: tuple[Path, list[Question]]) -> None:
    """Every table but that of the migrations is asked for, and tablets have asked for most of them."""
    path, questions = day
    with closing(sqlite.connect(path)) as db:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    said = " ".join(question.sql for question in questions)
    assert {table for table in tables if not re.search(rf"\b{table}\b", said)} == {"migrations"}
    assert sum(question.hot for question in questions) > 25


def test_nothing_that_grows_is_read_from_end_to_end(day: tuple[Path, list[Question]]) -> None:
    """Every statement finds what it wants by an index."""
    path, questions = day
    with closing(sqlite.connect(path)) as db:
        found = {question.sql: scanned(plan(db, question)) for question in questions if not allowed(question)}
    assert {sql: names for sql, names in found.items() if names} == {}


def test_a_tablet_s_call_sorts_nothing(day: tuple[Path, list[Question]]) -> None:
    """What a push or a pull reads lies in its order already."""
    path, questions = day
    with closing(sqlite.connect(path)) as db:
        found = {q.sql: [line for line in plan(db, q) if "TEMP B-TREE" in line] for q in questions if q.hot}
    assert {sql: lines for sql, lines in found.items() if lines} == {}


def steps(db: sqlite.Connection, question: Question) -> int:
    """How many steps SQLite's machine takes for a statement, which is then taken back."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    db.execute("SAVEPOINT measured")
    db.set_progress_handler(count, 1)
    try:
        db.execute(question.sql, question.values).fetchall()
    except sqlite.IntegrityError:
        pass  # said a second time: what was found until then is found either way
    finally:
        db.set_progress_handler(None, 0)
        db.execute("ROLLBACK TO measured")
    return taken


def test_no_statement_takes_longer_because_much_has_been_before(day: tuple[Path, list[Question]]) -> None:
    """Twenty times the history, the same steps: what is over is not read again."""
    path, questions = day
    measured: list[dict[str, int]] = []
    for rows in (HISTORY_SHORT, HISTORY_LONG):
        with closing(sqlite.connect(path, isolation_level=None)) as db:
            db.execute("BEGIN")
            grown(db, WARD, rows)
            measured.append({question.sql: steps(db, question) for question in questions if not allowed(question)})
            db.execute("ROLLBACK")
    short, long = measured
    assert {sql: (short[sql], long[sql]) for sql in short if long[sql] > short[sql] * 1.5 + 50} == {}


def test_a_statement_that_reads_history_is_seen(day: tuple[Path, list[Question]]) -> None:
    """The measure tells a question that goes by an index from one that reads all there was, whatever its plan says."""
    path, _ = day
    bad = Question("SELECT count(*) FROM journal WHERE unit_id = ? AND outcome = 'refused'", (WARD,), False)
    with closing(sqlite.connect(path, isolation_level=None)) as db:
        assert scanned(plan(db, bad)) == []
        db.execute("BEGIN")
        before = steps(db, bad)
        grown(db, WARD, HISTORY_SHORT)
        assert steps(db, bad) > before * 1.5 + 50
        db.execute("ROLLBACK")
    assert scanned(["SCAN journal", "CO-ROUTINE c", "SCAN c", "SCAN heads USING COVERING INDEX"]) == ["journal"]
