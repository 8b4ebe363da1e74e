"""What the planner keeps in a running server: days looked up lately, and the processes that solve."""

import threading
from collections import OrderedDict
from collections.abc import Collection

import msgspec
from msgspec.structs import replace

from models.calendar import Calendar, local_day, ms_of
from models.store import plans, speeds
from models.store.engine import Store, Tx
from models.visit import Visit
from server.dispatch.explain import Explained, explained
from server.dispatch.pool import Job, Pool
from server.dispatch.promise import Day, opened
from server.dispatch.route import Plan
from server.planning.asked import hold_of
from server.planning.facts import DAY_MS, facts
from server.planning.roads import Roads, router_of, speeds_of
from server.planning.standing import NO_TROUBLE, Standing, Trouble, stood
from server.settings import Settings
from sync.board import statutes_of

DAYS_MAX = 300
"""So many days are remembered, of all units together: a hundred wards ask for three."""
PAST_DAYS = 14
"""Over so many days work is evened out between officers."""
TODAY_MS = 30_000
"""How long today is good for: officers move even when nothing is said."""


class Opened:
    """A day with everything in it that is being offered, ready to be asked; good while its mark is and until `until_ms`."""

    def __init__(self, standing: Standing, roads: Roads, now_ms: int, kept: Plan | None = None) -> None:
        self.standing = standing
        self.kept = kept
        self.roads = roads
        holds = [hold_of(standing.rest, kept) for kept in standing.facts.offers]
        self.day: Day = opened(standing.rest, standing.open_plan, holds, now_ms, roads.door)
        ends = [offer.until_ms for offer in standing.facts.offers]
        if local_day(now_ms) == standing.facts.day:
            ends.append(now_ms + TODAY_MS)
        self.until_ms = min(ends, default=1 << 62)
        self._explained: dict[str, Explained] | None = None

    def explained(self) -> dict[str, Explained]:
        """Every open visit of the day with a reason for everybody at work, reckoned when it is first asked for."""
        if self._explained is None:
            told = explained(self.standing.rest, self.standing.open_plan)
            self._explained = {one.visit: one for one in told}
        return self._explained

    def freed(self, visits: Collection[str]) -> Day:
        """The day without these visits: their minutes may be promised again, by whoever gives them up in the same breath."""
        draft = self.day.draft.copy()
        for v in (draft.tables.visit_at[one] for one in visits if one in draft.tables.visit_at):
            draft.take(v)
        return Day(draft, draft.gaps()) if visits else self.day


def past_work_s(store: Store, unit_id: str, day: str) -> dict[str, int]:
    """What each officer was given lately, by the plans that stood."""
    before_ms = ms_of(day, 0)
    first, last = (local_day(before_ms - days * DAY_MS) for days in (PAST_DAYS, 1))
    work_s: dict[str, int] = {}
    with store.read() as tx:
        kept = plans.standings(tx, unit_id, first, last)
    for text in kept:
        for route in msgspec.json.decode(text, type=Plan).routes:
            work_s[route.officer] = work_s.get(route.officer, 0) + route.work_s
    return work_s


class Planner:
    """The planner of a server: one to a process."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._days: OrderedDict[tuple[str, str], Opened] = OrderedDict()
        self._lock = threading.Lock()
        self._pool: Pool | None = None
        self.jobs: dict[str, Job] = {}

    def calendar(self, unit_id: str) -> Calendar:
        """A unit's own working time: what the law gives off, yearly decisions, swapped days."""
        with self._store.read() as tx:
            return statutes_of(tx, unit_id).calendar

    def roads(self, unit_id: str) -> Roads:
        """The ways of a unit."""
        with self._store.read() as tx:
            return Roads(router_of(self._settings), speeds.learned(tx, unit_id), speeds_of(self._settings))

    def reckoned(self, tx: Tx, unit_id: str, day: str, now_ms: int) -> Opened:
        """A day as this transaction sees it, for whoever holds the unit's lock: by no router, which might keep them waiting."""
        roads = Roads(None, speeds.learned(tx, unit_id), speeds_of(self._settings))
        return Opened(
            stood(facts(tx, unit_id, day, now_ms), now_ms, statutes_of(tx, unit_id).calendar, roads.table),
            roads,
            now_ms,
        )

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
        return stood(found, now_ms, self.calendar(unit_id), self.roads(unit_id).table, trouble)

    def imagined(self, visit: Visit, now_ms: int) -> Standing:
        """How the day of a visit would stand if it were as given here: at another hour, or not yet begun."""
        day = local_day(visit.window.from_ms)
        with self._store.read() as tx:
            found = facts(tx, visit.unit, day, now_ms, visit)
        return stood(found, now_ms, self.calendar(visit.unit), self.roads(visit.unit).table)

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
        found = self._anew(unit_id, day, now_ms, known)
        with self._lock:
            self._days[key] = found
            self._days.move_to_end(key)
            while len(self._days) > DAYS_MAX:
                self._days.popitem(last=False)
        return found

    def _anew(self, unit_id: str, day: str, now_ms: int, known: Opened | None) -> Opened:
        """A day looked up now. Whom nobody holds keeps the likely place they had, unless another plan was kept since."""
        with self._store.read() as tx:
            found = facts(tx, unit_id, day, now_ms)
        kept = found.plan
        if known is not None and known.kept == kept:
            found = replace(found, plan=known.standing.day_plan)
        roads = self.roads(unit_id)
        return Opened(stood(found, now_ms, self.calendar(unit_id), roads.table), roads, now_ms, kept)

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
