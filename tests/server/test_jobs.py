"""The clock runs each due time once across all who share a database, makes up for what was missed, and sweeps idly."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from models.hold import WorkDismissed
from models.notice import Notice, NoticePosted
from models.store import accounts, journal, projections, schedule, tapes
from models.store.engine import Store
from models.visit import (
    VisitFailed,
)
from models.ward import Ward
from server import backup, chores, jobs, uploads
from server.clock import uuid7
from server.house import House
from server.jobs import Job
from sync.board import read_thing
from tests.server.lived import store_file
from tests.server.story import DAY_MS, HOUR_MS, MORNING_MS, UNIT, Clock, Planned, Story, at_the_door, photo_of

MINUTE_MS = 60_000
SECOND_MS = 1_000
SKEWS_MS = (-300, 0, 150, 400)
SLOTS = 12


@pytest.fixture
def story(store: Store, tmp_path: Path) -> Story:
    """A ward on each engine."""
    return Story(store, tmp_path)


def slot_of(story: Story, job: Job) -> int:
    """When a job is due next."""
    with story.store.read() as tx:
        due = schedule.due(tx, job.name)
    assert due is not None
    return due.due_ms


def test_each_due_time_is_run_once(make_store: Callable[[], Store], tmp_path: Path) -> None:
    """Four processes with skewed clocks on one database run every due second exactly once between them."""
    houses = [Story(make_store(), tmp_path / str(i), Clock()).house for i in range(len(SKEWS_MS))]
    ran: list[int] = []
    job = Job("often", {"second": "*"}, lambda _: None)
    jobs.claim(houses[0], job)
    start = threading.Barrier(len(houses))

    def process(house: House, skew_ms: int) -> None:
        start.wait()
        for elapsed_ms in range(0, SLOTS * SECOND_MS, 100):
            house.now_ms.ms = MORNING_MS + elapsed_ms + skew_ms  # type: ignore[attr-defined]
            claimed = jobs.claim(house, job)
            if claimed is not None:
                ran.append(claimed)

    threads = [threading.Thread(target=process, args=each) for each in zip(houses, SKEWS_MS, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = [MORNING_MS + i * SECOND_MS for i in range(1, SLOTS)]
    assert sorted(ran)[: len(expected)] == expected
    assert len(set(ran)) == len(ran)


def test_what_was_missed_is_run_once_at_start(story: Story) -> None:
    """After days of standstill a daily job runs once when the server starts, and then at its next time."""
    ran = threading.Event()
    count: list[int] = []

    def work(_: House) -> None:
        count.append(1)
        ran.set()

    job = Job("daily", {"hour": "1"}, work)
    jobs.claim(story.house, job)
    first = slot_of(story, job)
    story.now_ms.ms += 5 * DAY_MS

    async def serve() -> None:
        async with jobs.ticking(story.house, [job]):
            await asyncio.to_thread(ran.wait, 20)
        async with jobs.ticking(story.house, [job]):
            await asyncio.sleep(0.3)

    asyncio.run(serve())
    assert count == [1]
    assert slot_of(story, job) == first + 5 * DAY_MS > story.now_ms.ms


def test_a_server_may_leave_jobs_to_others(store: Store, tmp_path: Path) -> None:
    """With jobs off nothing is claimed."""
    story = Story(store, tmp_path, jobs=False)
    job = Job("often", {"second": "*"}, lambda _: None)
    jobs.claim(story.house, job)
    story.now_ms.ms += DAY_MS
    due = slot_of(story, job)

    async def serve() -> None:
        async with jobs.ticking(story.house, [job]):
            await asyncio.sleep(0.3)

    asyncio.run(serve())
    assert slot_of(story, job) == due


def test_a_job_that_fails_is_tried_at_its_next_time(story: Story) -> None:
    """An error ends one run of one job and nothing else."""
    tries: list[int] = []

    def fail(_: House) -> None:
        tries.append(1)
        raise ValueError("not today")

    job = Job("failing", {"minute": "*"}, fail)
    jobs.claim(story.house, job)
    for _ in range(3):
        story.now_ms.ms += MINUTE_MS
        assert jobs.run_if_due(story.house, job) is False
        assert jobs.run_if_due(story.house, job) is False
    assert len(tries) == 3


def test_times_are_local(story: Story) -> None:
    """The nightly jobs are due in the night of Việt Nam, whatever the machine thinks."""
    due = {job.name: job.next_ms(MORNING_MS) for job in jobs.JOBS}
    midnight = MORNING_MS + 15 * HOUR_MS
    assert (due["anchor"], due["backup"]) == (midnight + 5 * MINUTE_MS, midnight + 90 * MINUTE_MS)
    assert due["watch"] == MORNING_MS + MINUTE_MS


def test_every_job_runs_in_a_ward_and_in_an_empty_store(story: Story) -> None:
    """Each job ends well when there is little to do, and changes nothing when it runs again."""
    for job in jobs.JOBS:
        if job.name != "backup":
            job.run(story.house)
    with story.store.read() as tx:
        before = journal.head(tx, UNIT)
    for job in jobs.JOBS:
        if job.name != "backup":
            job.run(story.house)
    with story.store.read() as tx:
        assert journal.head(tx, UNIT) == before


def visit_of(story: Story, planned: Planned) -> object:
    """The visit as the office has it."""
    with story.store.read() as tx:
        body = projections.body(tx, UNIT, "visit", planned.visit)
    assert body is not None
    return read_thing("visit", body).state


def is_shelved(story: Story, planned: Planned) -> bool:
    """Whether a visit was taken off the tablets."""
    return bool(getattr(visit_of(story, planned), "shelved", False))


def test_ended_visits_leave_the_tablets_when_all_is_here(story: Story) -> None:
    """An ended visit is shelved some days after its end, once; one whose photograph is missing waits for it."""
    tablet = story.tablet()
    plain, failed, waiting, open_ = (story.plan(tablet.officer) for _ in range(4))
    story.push(tablet, *at_the_door(plain))
    story.push(tablet, VisitFailed(visit=failed.visit, reason="nobody_home"))
    story.push(tablet, *at_the_door(waiting, photo_of(b"later")))
    story.now_ms.ms += 3 * DAY_MS - 1
    assert chores.shelve(story.house) == 0
    story.now_ms.ms += 1
    assert chores.shelve(story.house) == 2
    assert chores.shelve(story.house) == 0
    assert [is_shelved(story, p) for p in (plain, failed, waiting, open_)] == [True, True, False, False]
    with story.store.read() as tx:
        audience = (f"officer:{tablet.officer}",)
        assert not projections.reaches(tx, UNIT, audience, "visit", plain.visit)
        assert not projections.reaches(tx, UNIT, audience, "citizen", plain.citizen)
        assert projections.reaches(tx, UNIT, audience, "visit", waiting.visit)
    store_file(story, tablet.token, b"later")
    assert chores.shelve(story.house) == 1


def test_settled_work_leaves_the_tablet(story: Story) -> None:
    """Work that was refused stays on its tablet while it is open, and goes some days after it was settled."""
    tablet = story.tablet()
    planned = story.plan(tablet.officer)
    failed = VisitFailed(visit=planned.visit, reason="nobody_home")
    _, refused = story.push(tablet, failed, failed)
    assert refused.outcome == "refused"
    story.now_ms.ms += 2 * DAY_MS
    assert chores.shelve(story.house) == 0
    story.say("supervisor", WorkDismissed(hold=refused.id, reason="thừa"))
    story.now_ms.ms += 3 * DAY_MS
    assert chores.shelve(story.house) == 2
    with story.store.read() as tx:
        assert not projections.reaches(tx, UNIT, (f"officer:{tablet.officer}",), "hold", refused.id)
    assert chores.shelve(story.house) == 0


def test_notices_end_when_their_time_is_over(story: Story) -> None:
    """The clock withdraws the notices whose time is over, and no others."""
    over, later, always = (
        NoticePosted(notice=uuid7(), unit=UNIT, title="Ngập", until_ms=until_ms)
        for until_ms in (MORNING_MS + HOUR_MS, MORNING_MS + DAY_MS, 0)
    )
    story.say("supervisor", over, later, always)
    story.now_ms.ms += 2 * HOUR_MS
    assert chores.withdraw_notices(story.house) == 1
    assert chores.withdraw_notices(story.house) == 0
    with story.store.read() as tx:
        bodies = projections.all_bodies(tx, UNIT, "notice")
    notices: dict[str, Notice] = {key: read_thing("notice", body).state for key, body in bodies.items()}
    assert {key for key, notice in notices.items() if notice.withdrawn} == {over.notice}


def test_what_ran_out_is_dropped(story: Story) -> None:
    """Sessions, tries, codes, rejected lines and uploads go when their time is over, and not before."""
    tablet = story.tablet()
    with story.store.write() as tx:
        tx.run("UPDATE sessions SET expires_ms = ?", MORNING_MS + HOUR_MS)
        accounts.count_try(tx, "sign-in", MORNING_MS, HOUR_MS)
        accounts.make_enrolment(tx, "code", UNIT, tablet.officer, "somebody", MORNING_MS + HOUR_MS)
        tapes.reject(tx, UNIT, "line", tablet.id, "bad_signature", "?", MORNING_MS)
    upload = uploads.begin(story.house, story.actor_of(tablet.token), photo_of(b"begun"))
    counts = {"sessions": 1, "tries": 1, "enrolments": 1, "rejects": 1, "uploads": 1}
    chores.tidy(story.house)
    assert left(story, counts) == counts
    story.now_ms.ms += 200 * DAY_MS
    chores.tidy(story.house)
    assert left(story, counts) == dict.fromkeys(counts, 0)
    part = story.house.blobs.hold(upload.id)
    assert part is not None and part.size() == 0


def left(story: Story, tables: dict[str, int]) -> dict[str, int]:
    """How many rows these tables have."""
    with story.store.read() as tx:
        return {name: int((tx.row(f"SELECT count(*) FROM {name}") or [0])[0]) for name in tables}


@pytest.fixture
def received() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """An address somewhere else, and what is posted to it."""
    posts: list[tuple[str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posts.append((self.headers[chores.SIGNATURE], body))
            self.send_response(500 if b"refuse" in self.path.encode() else 204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return None

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", posts
    server.shutdown()
    thread.join()
    server.server_close()


def test_each_day_is_anchored_once_and_told(
    store: Store, tmp_path: Path, received: tuple[str, list[tuple[str, bytes]]]
) -> None:
    """The head of each day is written down once, and all of the last days' digests are posted, signed."""
    address, posts = received
    story = Story(store, tmp_path, anchor_url=address, anchor_secret="bí mật")
    for day in ("2026-11-21", "2026-11-22"):
        with store.read() as tx:
            head = journal.head(tx, UNIT)
        chores.anchor(story.house)
        chores.anchor(story.house)
        ward = ward_of(story)
        assert (ward.anchors[-1].day, ward.anchors[-1].seq, ward.anchors[-1].chain) == (day, *head)
        story.now_ms.ms += DAY_MS
    assert [anchor.day for anchor in ward_of(story).anchors] == ["2026-11-21", "2026-11-22"]
    signature, body = posts[-1]
    assert signature == "sha256=" + hmac.new("bí mật".encode(), body, hashlib.sha256).hexdigest()
    told = json.loads(body)["units"][0]
    assert told["unit"] == UNIT and [anchor["day"] for anchor in told["anchors"]] == ["2026-11-21", "2026-11-22"]


def test_a_post_that_fails_goes_along_with_the_next(
    store: Store, tmp_path: Path, received: tuple[str, list[tuple[str, bytes]]]
) -> None:
    """When nobody takes the digests the day is anchored all the same, and the job is known to have failed."""
    story = Story(store, tmp_path, anchor_url=received[0] + "/refuse")
    job = Job("anchor", {"hour": "0"}, chores.anchor)
    jobs.claim(story.house, job)
    story.now_ms.ms += DAY_MS
    assert jobs.run_if_due(story.house, job) is False
    assert [anchor.day for anchor in ward_of(story).anchors] == ["2026-11-22"]


def ward_of(story: Story) -> Ward:
    """The ward's own particulars."""
    with story.store.read() as tx:
        body = projections.body(tx, UNIT, "ward", UNIT)
    assert body is not None
    ward: Ward = read_thing("ward", body).state
    return ward


def test_the_night_leaves_a_backup(story: Story) -> None:
    """At its time the backup job leaves a sound backup."""
    job = next(job for job in jobs.JOBS if job.name == "backup")
    jobs.claim(story.house, job)
    story.now_ms.ms += DAY_MS
    assert jobs.run_if_due(story.house, job)
    (folder,) = backup.kept(Path(story.house.settings.backups))
    backup.verify(folder)


def test_a_stopping_server_leaves_no_half_backup(story: Story) -> None:
    """A backup under way when the server is told to stop ends at once and leaves nothing behind."""
    story.house.hub.close()
    with pytest.raises(backup.Unsound, match="stopping"):
        backup.nightly(story.house)
    assert not backup.kept(Path(story.house.settings.backups))
    assert not list(Path(story.house.settings.backups).glob("2*"))
