"""The clock carries out how long each class of data is kept: a pass over every case at night, page by page.

Done twice it changes nothing more: what has gone already is no longer there to go. It reads beside the writers and speaks
through the one door, as the office.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from models import calendar, retiring
from models.event import Body
from models.paper import Paper
from models.retention import retention_class
from models.store import accounts, counting, files, journal
from models.store.engine import Tx
from server.chores import say
from server.house import House
from sync.board import read_thing, statutes_of

PAGE = 200
BYTES_AT_ONCE_MAX = 500


def retire(house: House) -> int:
    """Empties what is due in every unit, drops old looks, removes bytes nothing names; answers how many records changed."""
    today = calendar.local_day(house.now_ms())
    with house.store.read() as tx:
        units = journal.units(tx)
    emptied = sum(say(house, unit_id, bodies) for unit_id in units for bodies in _due(house, unit_id, today))
    for unit_id in units:
        _forget_looks(house, unit_id, today)
        remove_bytes(house, unit_id, units)
    return emptied


def _due(house: House, unit_id: str, today: str) -> Iterator[list[Body]]:
    after = ""
    while True:
        with house.store.read() as tx:
            rows = counting.requests(tx, unit_id, after, PAGE)
            ids = [request_id for request_id, _ in rows]
            visits = _by_request("visit", counting.of_requests(tx, unit_id, "visit", ids))
            dossiers = _by_request("dossier", counting.of_requests(tx, unit_id, "dossier", ids))
            papers = _papers(
                tx, unit_id, [one.id for found in (visits, dossiers) for some in found.values() for one in some]
            )
            law = statutes_of(tx, unit_id)
        due: list[Body] = []
        for name, text in rows:
            mine, theirs = visits.get(name, []), dossiers.get(name, [])
            made = [paper for one in (*mine, *theirs) for paper in papers.get(one.id, ())]
            case = retiring.Case(read_thing("request", text).state, mine, theirs)
            due += retiring.of_case(case, today, law.pinned, made)
        yield due
        if len(rows) < PAGE:
            break
        after = ids[-1]
    after = ""
    while True:
        with house.store.read() as tx:
            calls = counting.every_call(tx, unit_id, after, PAGE)
        found = [retiring.of_call(read_thing("call", body).state, today) for _, body in calls]
        yield [body for body in found if body is not None]
        if len(calls) < PAGE:
            break
        after = calls[-1][0]


def _papers(tx: Tx, unit_id: str, owners: Sequence[str]) -> dict[str, list[Paper]]:
    """The papers made out for these dossiers and visits, by whose each is."""
    found: dict[str, list[Paper]] = {}
    for at in range(0, len(owners), PAGE):
        for body in counting.papers_of(tx, unit_id, owners[at : at + PAGE]):
            paper: Paper = read_thing("paper", body).state
            found.setdefault(paper.dossier or paper.visit, []).append(paper)
    return found


def _by_request(kind: str, bodies: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for body in bodies:
        state = read_thing(kind, body).state
        found.setdefault(state.request, []).append(state)
    return found


def _forget_looks(house: House, unit_id: str, today: str) -> None:
    """Who looked at whom is kept as its class says; the last day is kept whole."""
    kept = retention_class("access_log")
    day = date.fromisoformat(today)
    first = day.replace(year=day.year - kept.years, day=min(day.day, 28))
    with house.store.write() as tx:
        accounts.forget_views(tx, unit_id, calendar.ms_of(first.isoformat(), 0))


def remove_bytes(house: House, unit_id: str, unit_ids: Sequence[str]) -> int:
    """Removes the bytes of files nothing names any more in any unit; answers how many."""
    removed = 0
    with house.store.read() as tx:
        wanted_no_more = files.unwanted(tx, unit_id, BYTES_AT_ONCE_MAX)
    for digest in wanted_no_more:
        with house.store.write() as tx:
            if not files.is_wanted(tx, unit_ids, digest):
                house.blobs.forget(digest)
                removed += 1
            files.is_gone(tx, unit_id, digest)
    return removed
