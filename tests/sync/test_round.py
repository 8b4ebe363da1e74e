"""One round after another: pages, pushes, patience, full disks, and what is let go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import visit
from models.doorstep import PaperSeen
from models.said import FileRef
from models.store import projections, replica, tapes
from models.store.engine import StoreFull
from sync import round as rounds
from sync.protocol import PUSH_BYTES_MAX
from sync.tablet import NotEnrolled, open_tablet, pause_s
from sync.wire import Away, HttpWire
from tests.simulation import words
from tests.simulation.local import UNIT
from tests.sync.around import Hands, World, held_things, say_all


def test_what_it_runs_and_how_far_it_heard_is_told(world: World) -> None:
    """With each push goes what the tablet is and the cursor it holds, so that one whose list stands still is seen."""
    tablet = world.joined()
    tablet.sync()
    with tablet.store.read() as tx:
        cursor = replica.fact(tx, "cursor")
    tablet.sync()
    with world.store.read() as tx:
        [told] = [json.loads(one.report) for one in tapes.fleet(tx, UNIT) if one.report]
    assert (told["build"], told["cursor"]) == ("python", cursor) and cursor


def test_a_fresh_snapshot_keeps_the_old_one_until_its_last_page(world: World) -> None:
    """While a new snapshot comes in pages, nothing vanishes from the screen; what is not in it goes with the last page."""
    world.office.say("clerk", *words.case("2"))
    world.office.say("supervisor", words.assigned("v-2", "o-1"))
    tablet = world.joined(page_bytes=1)
    with tablet.store.write() as tx:
        replica.put_things(tx, 0, [replica.Kept("visit", "v-ghost", 1, '{"kind":"visit"}')])
    with world.store.write() as tx:
        projections.begin_epoch(tx, "epoch-2")
    before = set(held_things(tablet))
    pages = iter(range(3))
    world.wire.seen = lambda name, body: cut(name, pages)
    assert tablet.sync().away
    assert set(held_things(tablet)) == before
    world.wire.seen = lambda name, body: None
    assert tablet.sync().pages > 3
    assert set(held_things(tablet)) == before - {("visit", "v-ghost")}


def cut(name: str, pages: Iterator[int]) -> None:
    """Breaks off after some pages."""
    if name == "pull" and next(pages, None) is None:
        raise Away("gone")


def test_a_full_disk_is_said_and_leaves_nothing_half_there(world: World) -> None:
    """When the tablet's disk is full, say raises, and afterwards the tape goes on without a gap."""
    tablet = world.joined()
    say_all(tablet, words.note("v-1", "trước"))
    with tablet.store.write() as tx:
        pages = tx.rows("PRAGMA page_count")[0][0]
        tx.rows(f"PRAGMA max_page_count = {pages + 2}")
    before = tablet.spoken()
    with pytest.raises(StoreFull):
        for i in range(200):
            before = tablet.spoken()
            tablet.say(words.note("v-1", f"{i} " + "x" * 1900))
    with pytest.raises(StoreFull):
        tablet.attach(b"x" * 100_000, "image/png")
    assert tablet.spoken() == before
    with tablet.store.write() as tx:
        tx.rows(f"PRAGMA max_page_count = {pages + 2000}")
    say_all(tablet, words.note("v-1", "sau"))
    assert tablet.sync().all_sent and world.truth("visit", "v-1")["note"] == "sau"


def test_run_keeps_asking_until_the_office_is_back(world: World) -> None:
    """With the office away for long and back again, the outbox drains without anybody touching anything."""
    tablet = world.joined()
    say_all(tablet, words.note("v-1", "x"))
    world.wire.lose = {"push", "pull"}

    class Patience:
        """Counts waits instead of waiting; lets the office come back after many."""

        def __init__(self) -> None:
            self.waits_s: list[float] = []

        def is_set(self) -> bool:
            return len(self.waits_s) == 40

        def wait(self, timeout: float) -> bool:
            self.waits_s.append(timeout)
            if len(self.waits_s) == 30:
                world.wire.lose = set()
            return False

    patience = Patience()
    tablet.run(patience)
    assert max(patience.waits_s) <= 60 and all(wait_s > 0.5 for wait_s in patience.waits_s)
    assert world.truth("visit", "v-1")["note"] == "x" and tablet.sync().all_sent


def test_run_outlives_a_full_disk(world: World) -> None:
    """A tablet that cannot keep what it hears goes on asking, slower and slower, and hears it once there is room."""
    tablet = world.joined()
    for i in range(2, 8):
        world.office.say("clerk", *words.case(str(i)))
        world.office.say("supervisor", words.assigned(f"v-{i}", "o-1"))
    with tablet.store.write() as tx:
        pages = tx.rows("PRAGMA page_count")[0][0]
        tx.rows(f"PRAGMA max_page_count = {pages}")

    class Patience:
        """Makes room after the fourth wait."""

        def __init__(self) -> None:
            self.waits_s: list[float] = []

        def is_set(self) -> bool:
            return len(self.waits_s) == 6

        def wait(self, timeout: float) -> bool:
            self.waits_s.append(timeout)
            if len(self.waits_s) == 4:
                with tablet.store.write() as tx:
                    tx.rows(f"PRAGMA max_page_count = {pages + 2000}")
            return False

    patience = Patience()
    tablet.run(patience)
    assert patience.waits_s[3] > patience.waits_s[0]
    assert len(tablet.things("visit")) == 7 and tablet.sync().all_sent


def test_a_tablet_opens_with_nothing_but_a_file_and_an_address(tmp_path: Path) -> None:
    """With this machine's clocks and no office in reach, it says that it is away, and speaks for nobody yet."""
    tablet = open_tablet(f"sqlite:{tmp_path / 't.db'}", HttpWire("http://127.0.0.1:1"))
    with pytest.raises(Away):
        tablet.enrol("CODE-1")
    with pytest.raises(NotEnrolled):
        tablet.sync()
    assert tablet.identity is None and tablet.trouble() is None
    tablet.close()


def test_a_lost_answer_to_an_enrolment_is_asked_for_again(world: World) -> None:
    """A tablet that heard no answer asks with the same name and key, so that the office can tell it is the same one."""
    asked: list[bytes] = []
    world.wire.seen = lambda name, body: asked.append(body) if name == "enrol" else None
    tablet, code = world.tablet(), world.office.grant("o-1")
    world.wire.lose = {"enrol"}
    with pytest.raises(Away):
        tablet.enrol(code)
    world.wire.lose = set()
    tablet.enrol(code)
    assert asked[0] == asked[1] and tablet.identity is not None and tablet.sync().all_sent


def test_pauses_grow_to_a_minute_and_differ() -> None:
    """Doubling is capped, and two tablets do not come back in the same moment."""
    assert [pause_s(failures, 0.999999) for failures in (1, 3, 6, 10_000)] == pytest.approx([2, 8, 60, 60], rel=1e-3)
    assert pause_s(5, 0.0) == 16 and pause_s(0, 1.0) == 30


def test_many_events_go_in_several_pushes(world: World) -> None:
    """More than one push may carry leaves in several, in order, and each gets its receipt."""
    tablet = world.joined()
    say_all(tablet, *(words.note("v-1", f"ghi chú {i}") for i in range(450)))
    world.wire.calls.clear()
    assert tablet.sync().outcomes == {"applied": 450}
    assert world.wire.calls.count("push") == 3 and world.truth("visit", "v-1")["note"] == "ghi chú 449"


def test_a_push_carries_no_more_bytes_than_it_may(world: World) -> None:
    """Long events leave in as many pushes as their bytes need; all arrive."""
    tablet = world.joined()
    seen = [PaperSeen(paper=f"giấy {i}", state="have", reason="ữ" * 190) for i in range(40)]
    say_all(tablet, *words.arrival("v-1"), *[visit.PapersChecked(visit="v-1", papers=tuple(seen))] * 190)
    sizes: list[int] = []
    world.wire.seen = lambda name, body: sizes.append(len(body)) if name == "push" else None
    assert tablet.sync().outcomes == {"applied": 192}
    assert len(sizes) >= 2 and max(sizes) <= PUSH_BYTES_MAX


def test_an_office_that_answers_nothing_useful_is_not_asked_for_ever(world: World) -> None:
    """Without receipts and without an error a round ends by itself, with everything still unsent."""
    tablet = world.joined()
    say_all(tablet, words.note("v-1", "x"))
    asked: list[str] = []
    world.wire.instead = lambda name: b'{"receipts":[],"expect":2,"now_ms":1}' if name == "push" else None
    world.wire.seen = lambda name, body: asked.append(name)
    assert tablet.sync().unsent == 1 and len(asked) < 10
    world.wire.instead = lambda name: b"<html>"
    assert "not the office's" in tablet.sync().away
    world.wire.instead = lambda name: None
    assert tablet.sync().all_sent


def test_an_acknowledgement_that_was_refused_is_not_said_again(world: World) -> None:
    """An office that does not let this tablet acknowledge is told once for each assignment, not once a round."""
    tablet = world.tablet()
    tablet.enrol(world.office.grant("o-1"))
    world.office.tablet_roles = frozenset(("auditor",))
    assert tablet.sync().outcomes == {"refused": 1}
    assert tablet.sync().acknowledged == 0 and len(tablet.spoken()) == 1
    assert tablet.held()[0].receipt.code == "not_allowed"


def test_receipted_work_is_let_go_after_a_month_but_never_a_number(world: World) -> None:
    """Old events leave with their files, what is held stays, and the tape goes on where it was."""
    tablet = world.joined()
    file = tablet.attach(b"scan", "image/png")
    assert isinstance(file, FileRef)
    say_all(tablet, *words.arrival("v-1"), visit.DocumentCaptured(visit="v-1", file=file), words.note("v-1", "x"))
    world.office.say("supervisor", words.assigned("v-1", "o-1"))
    tablet.sync()
    clock = tablet.clock
    assert isinstance(clock, Hands)
    before = tablet.spoken()
    clock.off_ms += 400 * words.DAY_MS
    tablet.sync()
    assert tablet.spoken() == before, "a clock set a year ahead lets nothing go"
    world.clock.ticks_ms += 31 * words.DAY_MS
    tablet.sync()
    assert [(said.kind, said.outcome) for said in tablet.spoken()] == [
        (kind, "parked") for kind in ("VisitDeparted", "VisitArrived", "DocumentCaptured", "VisitAmended")
    ]
    with tablet.store.read() as tx:
        assert replica.parcel(tx, file.digest) is None
    say_all(tablet, words.note("v-1", "y"))
    assert tablet.sync().all_sent


def test_a_push_that_was_torn_is_simply_sent_again(world: World) -> None:
    """Cut on its way, a push is no trouble of anybody's: the next round sends it whole."""
    tablet = world.joined()
    say_all(tablet, words.note("v-1", "x"))
    world.wire.spoiled = lambda name, body: body[:-5] if name == "push" else body
    torn = tablet.sync()
    assert (torn.away, torn.trouble, torn.unsent) == ("torn_push", None, 1)
    world.wire.spoiled = lambda name, body: body
    assert tablet.sync().all_sent


def test_a_file_that_is_refused_keeps_no_other_back(world: World) -> None:
    """A file damaged on its way is told and tried again; the one after it arrives meanwhile."""
    tablet = world.joined()
    files = [tablet.attach(data * 30, "image/png") for data in (b"one", b"two")]
    say_all(tablet, *words.arrival("v-1"))
    for file in files:
        assert isinstance(file, FileRef)
        say_all(tablet, visit.DocumentCaptured(visit="v-1", file=file))
    damaged = iter((True, True))
    world.wire.spoiled = lambda name, body: body.upper() if name == "append" and next(damaged, False) else body
    done = tablet.sync()
    assert done.trouble is not None and done.trouble.code == "upload_checksum"
    assert (done.uploaded, done.files_unsent) == (1, 1)
    assert tablet.sync().all_sent and len(world.office.blobs) == 2


def test_a_feed_without_end_is_left_for_the_next_round(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much there is to hear, one round ends; the next goes on where it was."""
    monkeypatch.setattr(rounds, "PAGES_MAX", 2)
    tablet = world.tablet(page_bytes=1)
    tablet.enrol(world.office.grant("o-1"))
    assert tablet.sync().pages == 2 and tablet.view("dossier", "d-1") is None
    assert all(tablet.sync().all_sent for _ in range(3)) and tablet.view("dossier", "d-1") is not None
