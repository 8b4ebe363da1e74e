"""What an actor has not heard yet: pages of finished bodies, the urgent first, within a size budget.

Each unit has four places in a cursor: notices, visits due by today, everything else, later visits. A place moves only
over what was sent, so nothing is skipped when the urgent overtakes the rest.
"""

from typing import NamedTuple

import msgspec

from models import calendar
from models.access import EVERYONE, Actor, hears, kinds_heard
from models.store import journal, projections
from models.store.engine import Store, Tx
from models.store.projections import Feed, Run, Wanted
from sync.protocol import PAGE_BYTES_DEFAULT, PAGE_BYTES_MAX, Cursor, read_cursor, write_cursor

Places = tuple[int, int, int, int]
_START: Places = (0, 0, 0, 0)
_ROW_BYTES_LIKELY = 700


class _Page(NamedTuple):
    bodies: list[bytes]
    gone: list[str]


def pull(store: Store, actor: Actor, unit_ids: tuple[str, ...], cursor: str, now_ms: int, page_bytes: int = 0) -> bytes:
    """The next page for an actor, as JSON bytes; `more` says whether to ask again at once.

    A cursor from another life of the database, or none of ours, gets a fresh snapshot (`fresh`: forget what you hold).
    """
    with store.read() as tx:
        return pull_in(tx, actor, unit_ids, cursor, now_ms, page_bytes)


def pull_in(tx: Tx, actor: Actor, unit_ids: tuple[str, ...], cursor: str, now_ms: int, page_bytes: int = 0) -> bytes:
    """`pull` inside a transaction its caller opened."""
    budget = min(page_bytes or PAGE_BYTES_DEFAULT, PAGE_BYTES_MAX)
    today = calendar.local_day(now_ms)
    page = _Page([], [])
    more = False
    epoch = projections.epoch(tx)
    known = read_cursor(cursor) if cursor else None
    believed = known is not None and known.epoch == epoch
    places = _places(known, today) if known is not None and believed else {}
    for unit_id in unit_ids:
        reader = _Reader(tx, actor, unit_id, today)
        places[unit_id], spent, more = reader.read(places.get(unit_id, _START), budget, page)
        budget -= spent
        if more:
            break
    units = {unit_id: places[unit_id] for unit_id in unit_ids if unit_id in places}
    return _written(page, not believed, write_cursor(Cursor(epoch, units, today)), more, now_ms)


def _places(known: Cursor, today: str) -> dict[str, Places]:
    """How far somebody has heard. What was a later visit yesterday is due today: both classes begin where the slower was."""
    if known.day == today:
        return dict(known.units)
    slower = {unit_id: min(places[1], places[3]) for unit_id, places in known.units.items()}
    return {unit_id: (p[0], slower[unit_id], p[2], slower[unit_id]) for unit_id, p in known.units.items()}


class _Reader:
    """Reads one unit's feed from a cursor's places."""

    def __init__(self, tx: Tx, actor: Actor, unit_id: str, today: str) -> None:
        self._tx = tx
        audience = hears(actor)
        if audience is None:
            self._all = self._own = self._everyone = Feed(unit_id, kinds=kinds_heard(actor, unit_id))
        else:
            self._all = Feed(unit_id, (audience, EVERYONE))
            self._own = Feed(unit_id, (audience,))
            self._everyone = Feed(unit_id, (EVERYONE,))
        self._today = today
        self._head = journal.head(tx, unit_id).seq

    def read(self, places: Places, budget: int, page: _Page) -> tuple[Places, int, bool]:
        """Fills the page; answers the new places, the bytes spent, and whether something is left."""
        if all(place >= self._head for place in places):
            return places, 0, False
        if min(places) == max(places):
            run = projections.whole(self._tx, self._all, places[0], max(1, budget // _ROW_BYTES_LIKELY))
            if run is not None and len(run.bodies) <= budget:
                return (self._head,) * 4, _add(run, page), False
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
        """Bytes spent, how far it got, and whether this class is drained up to the head.

        Rows of one number go together, however small the budget: a place is a number, so it cannot lie between them.
        """
        if budget <= 0:
            return 0, wanted.after, self._run(wanted, 1).rows == 0
        limit = max(1, budget // _ROW_BYTES_LIKELY)
        run = self._run(wanted, limit)
        while len(run.bodies) > budget and limit > 1:
            limit = max(1, run.rows * budget // len(run.bodies) // 2)
            run = self._run(wanted, limit)
        drained = run.rows < limit
        return _add(run, page), self._head if drained else run.reached, drained

    def _run(self, wanted: Wanted, limit: int) -> Run:
        return projections.stretch(self._tx, self._everyone if wanted.rank == 0 else self._own, wanted, limit)


def _add(run: Run, page: _Page) -> int:
    if run.bodies:
        page.bodies.append(run.bodies)
    if run.gone:
        page.gone.append(run.gone)
    return len(run.bodies) + len(run.gone)


def _written(page: _Page, fresh: bool, cursor: str, more: bool, now_ms: int) -> bytes:
    tail = msgspec.json.encode({"fresh": fresh, "more": more, "cursor": cursor, "now_ms": now_ms})
    gone = ",".join(page.gone).encode()
    return b"".join((b'{"changed":[', b",".join(page.bodies), b'],"gone":[', gone, b"],", tail[1:]))
