"""The clock. APScheduler only wakes; a row in `schedule`, moved on by compare-and-set, decides who runs a job.

So any number of processes may run jobs on one database, their clocks a little apart, and each due time is run once. After
a time when nothing ran, what was missed is run once at start.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from models.store import schedule
from models.store.engine import StoreAway, StoreBusy, StoreFull
from server import backup, chores, idle, laws, nightly, retiring, second_visits
from server.consoles import callbacks
from server.house import House
from server.logging import fault
from server.paperwork import follow, letters

log = structlog.get_logger()

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


class Job(NamedTuple):
    """A name kept in the database, when it is due (cron fields, local time), and what it does."""

    name: str
    when: dict[str, str]
    run: Callable[[House], object]

    def trigger(self) -> Any:
        """What wakes it."""
        return CronTrigger(timezone=LOCAL, **self.when)

    def next_ms(self, after_ms: int) -> int:
        """Its first due time after a moment."""
        moment = datetime.fromtimestamp((after_ms + 1) / 1000, UTC)
        due: datetime = self.trigger().get_next_fire_time(None, moment)
        return round(due.timestamp() * 1000)


JOBS = (
    Job("watch", {"second": "0"}, chores.Lookout()),
    Job("shelve", {"minute": "11"}, chores.shelve),
    Job("papers", {"second": "5,25,45"}, follow.follow),
    Job("second_visits", {"minute": "*/2", "second": "15"}, second_visits.plan),
    Job("letters", {"minute": "*/10", "second": "30"}, letters.prepare),
    Job("notices", {"minute": "*/5"}, chores.withdraw_notices),
    Job("tidy", {"minute": "23"}, chores.tidy),
    Job("calls", {"minute": "*/2"}, callbacks.settle_calls),
    Job("retain", {"hour": "3", "minute": "20"}, retiring.retire),
    Job("idle", {"hour": "2", "minute": "10"}, idle.close_idle),
    Job("laws", {"minute": "37"}, laws.catch_up),
    Job("anchor", {"hour": "0", "minute": "5"}, chores.anchor),
    Job("learn", {"hour": "0", "minute": "40"}, nightly.learn_speeds),
    Job("plan", {"hour": "4", "minute": "15"}, nightly.plan_the_day),
    Job("backup", {"hour": "1", "minute": "30"}, backup.nightly),
)


def claim(house: House, job: Job) -> int | None:
    """The due time that is now the caller's to run, or None. A job that was never planned is planned for its next time."""
    now_ms = house.now_ms()
    with house.store.read() as tx:
        due = schedule.due(tx, job.name)
    if due is not None and due.due_ms > now_ms:
        return None
    with house.store.write() as tx:
        if due is None:
            schedule.plan(tx, job.name, job.next_ms(now_ms))
            return None
        next_ms = job.next_ms(max(now_ms, due.due_ms))
        return due.due_ms if schedule.claim(tx, due, next_ms, now_ms) else None


def run_if_due(house: House, job: Job) -> bool:
    """Runs a job if its due time is ours; whether it ran to its end. One that fails is logged and tried at its next time."""
    try:
        due_ms = claim(house, job)
    except (StoreAway, StoreBusy, StoreFull) as error:
        log.warning("the clock cannot reach the store", job=job.name, error=type(error).__name__)
        return False
    if due_ms is None:
        return False
    began = time.monotonic()
    try:
        job.run(house)
    except Exception as error:
        log.error("job failed", job=job.name, due_ms=due_ms)
        fault(error)
        return False
    log.info("job", job=job.name, due_ms=due_ms, ms=round((time.monotonic() - began) * 1000))
    return True


@asynccontextmanager
async def ticking(house: House, jobs: Sequence[Job] = JOBS) -> AsyncIterator[None]:
    """While the server lives: wakes each job at its times, and once at the start for what was missed."""
    if not house.settings.jobs:
        yield
        return
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1})
    for job in jobs:
        scheduler.add_job(
            _wake,
            job.trigger(),
            args=(house, job),
            id=job.name,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


async def _wake(house: House, job: Job) -> None:
    await asyncio.to_thread(run_if_due, house, job)
