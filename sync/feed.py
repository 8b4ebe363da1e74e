"""What an actor has not heard yet: pages of finished bodies, the urgent first, within a size budget.

Each unit has four places in a cursor: notices, visits due by today, everything else, later visits. A place moves only
over what was sent, so nothing is skipped when the urgent overtakes the rest.
"""

from typing import NamedTuple

import msgspec

from models import calendar
from models.access import Actor, hears
from models.store import journal, projections
from models.store.engine import Row, Store, Tx
from models.store.projections import Wanted
from sync.protocol import PAGE_BYTES_DEFAULT, PAGE_BYTES_MAX, Cursor, read_cursor, write_cursor

Places = tuple[int, int, int, int]
_START: Places = (0, 0, 0, 0)
_ROW_BYTES_LIKELY = 700


class _Page(NamedTuple):
    bodies: list[str]
    gone: list[tuple[str, str]]


def pull(store: Store, actor: Actor, unit_ids: tuple[str, ...], cursor: str, now_ms: int, page_bytes: int = 0) -> bytes:
    """The next page for an actor, as JSON bytes; `more` says whether to ask again at once.

    A cursor from another life of the database, or none of ours, gets a fresh snapshot (`fresh`: forget what you hold).
    """
    budget = min(page_bytes or PAGE_BYTES_DEFAULT, PAGE_BYTES_MAX)
    today = calendar.local_day(now_ms)
    with store.read() as tx:
        epoch = projections.epoch(tx)
        known = read_cursor(cursor) if cursor else None
        believed = known is not None and known.epoch == epoch
        places = dict(known.units) if known is not None and believed else {}
        page = _Page([], [])
        more = False
        for unit_id in unit_ids:
            reader = _Reader(tx, actor, unit_id, today)
            places[unit_id], spent, unfinished = reader.read(places.get(unit_id, _START), budget, page)
            budget -= spent
            if unfinished or budget <= 0:
                more = more or unfinished or unit_id != unit_ids[-1]
                break
    units = {unit_id: places[unit_id] for unit_id in unit_ids if unit_id in places}
    return _written(page, not believed, write_cursor(Cursor(epoch, units)), more, now_ms)


class _Reader:
    """Reads one unit's feed from a cursor's places."""

    def __init__(self, tx: Tx, actor: Actor, unit_id: str, today: str) -> None:
        self._tx = tx
        self._unit = unit_id
        self._audiences = hears(actor)
        self._today = today
        self._head = journal.head(tx, unit_id).seq

    def read(self, places: Places, budget: int, page: _Page) -> tuple[Places, int, bool]:
        """Fills the page; answers the new places, the bytes spent, and whether something is left."""
        if all(place >= self._head for place in places):
            return places, 0, False
        spent = 0
        reached = list(places)
        for i, wanted in enumerate(self._classes(places)):
            cost, reached[i], drained = self._class(wanted, budget - spent, page)
            spent += cost
            if not drained:
                return (reached[0], reached[1], reached[2], reached[3]), spent, True
        return (self._head,) * 4, spent, False

    def _classes(self, places: Places) -> tuple[Wanted, Wanted, Wanted, Wanted]:
        return (
            Wanted(0, places[0]),
            Wanted(1, places[1], due_by=self._today),
            Wanted(2, places[2]),
            Wanted(1, places[3], due_after=self._today),
        )

    def _class(self, wanted: Wanted, budget: int, page: _Page) -> tuple[int, int, bool]:
        """Bytes spent, how far it got, and whether this class is drained up to the head."""
        spent, reached = 0, wanted.after
        while True:
            limit = max(1, (budget - spent) // _ROW_BYTES_LIKELY + 1)
            rows = self._rows(wanted._replace(after=reached), limit)
            for row in rows:
                if spent >= budget and spent > 0 or budget <= 0:
                    return spent, reached, False
                spent += _add(row, page)
                reached = row[0]
            if len(rows) < limit:
                return spent, self._head, True

    def _rows(self, wanted: Wanted, limit: int) -> list[Row]:
        if self._audiences is None:
            return projections.feed_of_unit(self._tx, self._unit, wanted, limit)
        return projections.feed_of_audience(self._tx, self._unit, self._audiences, wanted, limit)


def _add(row: Row, page: _Page) -> int:
    _, gone, kind, thing_id, body = row
    if gone:
        page.gone.append((kind, thing_id))
        return 60
    page.bodies.append(body)
    return len(body)


def _written(page: _Page, fresh: bool, cursor: str, more: bool, now_ms: int) -> bytes:
    tail = msgspec.json.encode({"gone": page.gone, "fresh": fresh, "more": more, "cursor": cursor, "now_ms": now_ms})
    return b"".join((b'{"changed":[', ",".join(page.bodies).encode(), b"],", tail[1:]))
