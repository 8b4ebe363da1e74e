"""What the planner keeps in a running server: days looked up lately, and the processes that solve."""

import threading
from collections import OrderedDict

import msgspec

from models.calendar import Calendar, default_calendar, local_day
from models.store import plans, speeds
from models.store.engine import Store, Tx
from server.dispatch.pool import Job, Pool
from server.dispatch.promise import Day, opened
from server.planning.asked import hold_of
from server.planning.facts import facts
from server.planning.roads import Roads, router_of
from server.planning.standing import NO_TROUBLE, Standing, Trouble, stood
from server.settings import Settings

DAYS_MAX = 300
"""So many days are remembered, of all units together: a hundred wards ask for three."""
TODAY_MS = 30_000
"""How long today is good for: officers move even when nothing is said."""


class Opened:
    """A day with everything in it that is being offered, ready to be asked; good while its mark is and until `until_ms`."""

    def __init__(self, standing: Standing, roads: Roads, now_ms: int) -> None:
        self.standing = standing
        self.roads = roads
        holds = [hold_of(standing.rest, kept) for kept in standing.facts.offers]
        self.day: Day = opened(standing.rest, standing.open_plan, holds, now_ms, roads.door)
        ends = [offer.until_ms for offer in standing.facts.offers]
        if local_day(now_ms) == standing.facts.day:
            ends.append(now_ms + TODAY_MS)
        self.until_ms = min(ends, default=1 << 62)


class Planner:
    """The planner of a server: one to a process."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._days: OrderedDict[tuple[str, str], Opened] = OrderedDict()
        self._lock = threading.Lock()
        self._pool: Pool | None = None
        self.jobs: dict[str, Job] = {}
        self.calendar: Calendar = default_calendar()

    def roads(self, unit_id: str) -> Roads:
        """The ways of a unit."""
        with self._store.read() as tx:
            return Roads(router_of(self._settings), speeds.learned(tx, unit_id))

    def reckoned(self, tx: Tx, unit_id: str, day: str, now_ms: int) -> Opened:
        """A day as this transaction sees it, for whoever holds the unit's lock: by no router, which might keep them waiting."""
        roads = Roads(None, speeds.learned(tx, unit_id))
        return Opened(stood(facts(tx, unit_id, day, now_ms), now_ms, self.calendar, roads.table), roads, now_ms)

    def keep(self, unit_id: str, day: str, now_ms: int) -> Standing:
        """Keeps the plan of a day as it stands, so that what was promised keeps its place until somebody plans anew."""
        found = self.stands(unit_id, day, now_ms)
        with self._store.write() as tx:
            plans.stand(tx, unit_id, day, msgspec.json.encode(found.day_plan).decode(), now_ms)
        return found

    def stands(self, unit_id: str, day: str, now_ms: int, trouble: Trouble = NO_TROUBLE) -> Standing:
        """How a day stands, looked up now, with what a supervisor knows beside the journal."""
        with self._store.read() as tx:
            found = facts(tx, unit_id, day, now_ms)
        return stood(found, now_ms, self.calendar, self.roads(unit_id).table, trouble)

    def opened(self, unit_id: str, day: str, now_ms: int) -> Opened:
        """A day ready to be asked: the one remembered while nothing of it has changed."""
        key = (unit_id, day)
        with self._store.read() as tx:
            mark = plans.mark(tx, unit_id, day)
        with self._lock:
            known = self._days.get(key)
            if known is not None and known.standing.facts.mark == mark and now_ms < known.until_ms:
                self._days.move_to_end(key)
                return known
        found = Opened(self.stands(unit_id, day, now_ms), self.roads(unit_id), now_ms)
        with self._lock:
            self._days[key] = found
            self._days.move_to_end(key)
            while len(self._days) > DAYS_MAX:
                self._days.popitem(last=False)
        return found

    def pool(self) -> Pool:
        """The processes that solve, begun when they are first needed."""
        with self._lock:
            if self._pool is None:
                self._pool = Pool(self._settings.solvers)
            return self._pool

    def close(self) -> None:
        """Ends the processes and what they do."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()
