"""A played day: against a real server on each engine, and against two processes on one PostgreSQL."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from models import second_visit
from models.book import SHORT
from models.doorstep import Assent
from models.dossier import DossierOpened
from models.event import Event, read
from models.procedure import in_force
from models.said import FileRef, Window
from models.store import journal, projections
from models.store.engine import Store, open_store
from models.visit import (
    FingerprintRecorded,
    NeitherRecorded,
    SignatureRecorded,
    Visit,
    VisitCompleted,
    VisitFailed,
    VisitPlanned,
)
from server.blobs import Disk
from server.check import check
from server.commands.day import VI, show
from server.day import papers
from server.day.bureau import wishes
from server.day.ledger import Closing, Ledger, close, doubled
from server.day.photo import picture
from server.day.play import Play, Unplayable, Wanted, free_day, people_for, start_of, working_day
from server.day.served import served
from server.day.world import Agenda, TabletClock, World
from server.demo.ward import UNIT
from sync.board import read_thing
from tests.conftest import Server
from tests.server.running import Running
from tests.server.story import Story

DONE = ("applied", "merged")
SIGNED = (SignatureRecorded, FingerprintRecorded, NeitherRecorded)
WANTED = Wanted("2026-11-23", tablets=2, requests=8, seed=1)


def assert_whole(closing: Closing) -> None:
    """Everything said is in the journal or visibly held."""
    assert closing.wrong == []
    assert (closing.lost, closing.doubled, closing.silent, closing.files_missing) == (0, 0, 0, 0)
    assert closing.journaled == closing.said == sum(closing.outcomes.values())
    assert closing.visits["completed"] > 3 and closing.files_named > 3


def assert_bent(closing: Closing) -> None:
    """The day was planned and bent, each time shown before it was taken up."""
    titles = [line for line in closing.bent if not line.startswith("  ")]
    assert "07:05" in titles[0] and any("falls ill" in title for title in titles)


def assert_eventful(closing: Closing) -> None:
    """Everything that can go wrong did."""
    assert {"applied", "parked", "refused", "conflict"} <= set(closing.outcomes)
    assert {"adopted", "returned", "dismissed"} <= set(closing.settled)
    assert set(closing.manners) == {"signature", "fingerprint", "neither"}
    happened = ("old copies put back", "tablets lost and replaced", "conflicts settled", "reassigned while offline")
    assert all(closing.incidents[what] for what in (*happened, "trouble number_taken", "trouble device_revoked"))


PATHS = {
    "signature", "fingerprint", "neither", "two witnesses", "interpreter", "read aloud", "several signers",
    "mode A", "mode B", "home", "office", "second visit",
}  # fmt: skip
"""Every way the law knows to sign at a visit, before whom and where, and the visit that brings a result home."""


class Journal:
    """What the journal of a played day says was done: by procedure, along which paths."""

    def __init__(self, store: Store) -> None:
        with store.read() as tx:
            kept = [read(entry.event.encode()) for entry in journal.entries(tx, UNIT) if entry.outcome in DONE]
        self.bodies = [event.body for event in kept if isinstance(event, Event)]
        self.done = {body.visit for body in self.bodies if isinstance(body, VisitCompleted)}
        self.planned = {body.visit: body for body in self.bodies if isinstance(body, VisitPlanned)}
        self.opened = {body.dossier: body.procedure for body in self.bodies if isinstance(body, DossierOpened)}

    def played(self) -> dict[str, set[str]]:
        """By procedure whose visit was completed: the paths it was met with on."""
        found: dict[str, set[str]] = {}
        for visit in map(self.planned.__getitem__, self.done):
            paths = {f"mode {visit.mode}", visit.where, *(["second visit"] if visit.follows else [])}
            for dossier in visit.dossiers:
                found.setdefault(self.opened[dossier], set()).update(paths, self._signed(visit.visit, dossier))
        return found

    def _signed(self, visit: str, dossier: str) -> set[str]:
        said = [b for b in self.bodies if isinstance(b, SIGNED) and (b.visit, b.dossier) == (visit, dossier)]
        paths: set[str] = {body.MANNER for body in said}
        paths |= {"two witnesses" for body in said if body.MANNER == "neither" and len(body.witnesses) == 2}
        paths |= {"interpreter" for body in said if body.interpreter} | {"read aloud" for b in said if b.read_aloud}
        return paths | ({"several signers"} if len({body.signer for body in said}) > 1 else set())


def assert_every_path(store: Store, wanted: Wanted) -> None:
    """Each procedure asked for was played to its end or to a reason on record, every path was taken, results went home.

    A day of eight requests asks for the first two of the catalogue beside signatures; one of 32 for all 26.
    """
    found = Journal(store)
    played = found.played()
    asked = {wish.code for wish in wishes(wanted.day)[: wanted.requests]}
    ended = found.done | {body.visit for body in found.bodies if isinstance(body, VisitFailed)}
    met = {found.opened[dossier] for visit in ended for dossier in found.planned[visit].dossiers}
    assert asked <= met and set().union(*played.values()) == PATHS
    seconds = [visit for visit in found.planned.values() if visit.follows]
    brought = [found.opened[dossier] for visit in seconds if visit.visit in found.done for dossier in visit.dossiers]
    registrations = {code for code in played if (one := in_force(code, wanted.day)) and second_visit.asks(one)}
    assert registrations and set(brought) == registrations
    with store.read() as tx:
        states = projections.all_bodies(tx, UNIT, "dossier")
    home = [read_thing("dossier", states[dossier]).state for visit in seconds for dossier in visit.dossiers]
    assert {(one.status, one.returned_by) for one in home} == {(10, "home")}


def test_a_small_day_loses_and_doubles_nothing(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Offline hours, reassignment, conflicts, a lost tablet and an old copy put back leave every event where it belongs."""
    world = World(start_of(WANTED))
    people_for(store, WANTED, world.now_ms())
    office = papers.office_of(store, str(tmp_path / "files"), world)
    with served(store, str(tmp_path / "files"), world) as base:
        closing = Play(WANTED, store, [base], tmp_path, world, partial(papers.morning, office)).run(
            lambda _what, _far: None
        )
    assert_whole(closing)
    assert_eventful(closing)
    assert_bent(closing)
    assert closing.dossiers_ready and closing.arrived_in_window
    assert_every_path(store, WANTED)
    assert check(store, Disk(tmp_path / "files")).counts == {}
    made = papers.make_out(office)
    count = papers.leave(office, tmp_path / "papers", lambda _what, _far: None)
    left = {path.name: path.read_bytes()[:5] for path in (tmp_path / "papers").iterdir()}
    assert count == len(left) and set(left.values()) == {b"%PDF-"}
    books = {name.split("-")[1] for name in left if name.startswith("book-")}
    assert books == {*SHORT.values(), "form_07"} and len(left) - len(books) == sum(made.values())
    assert {"visit_summary", "certification_fingerprint", "certification_neither", "certification_many"} <= set(made)
    assert check(store, Disk(tmp_path / "files")).counts == {}
    show(WANTED, closing, made)
    told = capsys.readouterr().out
    assert all(name in told and VI[name] in told for name in ("adopted", "completed", "fingerprint"))
    assert set(VI) >= {*closing.incidents, *closing.visits, *closing.settled, *closing.manners}
    assert working_day(WANTED.day) == WANTED.day < free_day(store, WANTED.day)


@pytest.mark.postgres
def test_a_small_day_on_two_processes(postgres: Server, tmp_path: Path) -> None:
    """Two servers of one office, asked in turn by consoles and tablets, are one office.

    Their clocks and ids are their own, so what goes wrong on such a day differs from run to run; what must hold does not.
    """
    name = postgres.fresh()
    url, files = postgres.url(name), str(tmp_path / "files")
    store = open_store(url)
    world = World(None)
    wanted = WANTED._replace(day=working_day("2026-11-23"))
    people_for(store, wanted, world.now_ms())
    with ExitStack() as stack:
        servers = [stack.enter_context(Running(store=url, files=files, jobs="false")) for _ in range(2)]
        bases = [f"http://127.0.0.1:{server.port}" for server in servers]
        closing = Play(wanted, store, bases, tmp_path, world).run(lambda _what, _far: None)
    assert_whole(closing)
    assert check(store, Disk(tmp_path / "files")).counts == {}
    store.close()
    postgres.left.append(name)


def test_a_strange_store_is_not_played_on(store: Store) -> None:
    """A store with somebody's data in it is left alone."""
    Story(store, Path("unused"))
    with pytest.raises(Unplayable):
        people_for(store, WANTED, 0)


def test_the_reckoning_sees_what_is_missing(store: Store) -> None:
    """An event that never reached the journal is lost, and what took effect twice is doubled."""
    ledger = Ledger()
    ledger.tablets.add("019a0000-0000-7000-8000-000000000001")
    closing = close(store, UNIT, ledger, set())
    assert closing.lost == 1 and closing.wrong and closing.said == 1 and closing.journaled == 0
    once = Assent(dossier="d", manner="signature", signer="A", at_ms=5)
    file = FileRef(digest="0" * 64, length_bytes=1, media_type="image/jpeg")
    window = Window(from_ms=0, to_ms=1)
    visit = Visit(
        id="v", unit=UNIT, request="r", citizen="c", dossiers=("d",), window=window, assents=(once,), files=(file,)
    )
    assert doubled([visit]) == []
    assert doubled([replace(visit, assents=(once, once))]) == ["v"] == doubled([replace(visit, files=(file, file))])


def test_time_runs_forward_and_in_order() -> None:
    """What is due happens in its order, what is late happens now, and no clock goes back."""
    world = World(1_000)
    agenda = Agenda(world, 1_000)
    seen: list[tuple[str, int]] = []
    agenda.at(3_000, lambda: seen.append(("c", world.now_ms())))
    agenda.at(2_000, lambda: agenda.at(500, lambda: seen.append(("b", world.now_ms()))))
    agenda.at(9_000, lambda: seen.append(("never", 0)))
    agenda.run(5_000, lambda _: None)
    assert seen == [("b", 2_000), ("c", 3_000)]
    world.reach(10)
    assert world.now_ms() == 3_000
    clock = TabletClock(world, "boot", 250)
    world.reach(4_000)
    assert (clock.wall_ms(), clock.mono_ms()) == (4_250, 1_000)


def test_photographs_are_jpeg_and_no_two_alike() -> None:
    """Each is a whole JPEG of its own: start and end, and segments that follow one another."""
    one, other = picture(Random(1), "thẻ"), picture(Random(2), "thẻ")
    assert one != other
    assert one.startswith(b"\xff\xd8\xff\xfe") and one.endswith(b"\xff\xd9")
    at, markers = 2, []
    while one[at + 1] != 0xDA:
        assert one[at] == 0xFF
        markers.append(one[at + 1])
        at += 2 + int.from_bytes(one[at + 2 : at + 4], "big")
    assert markers == [0xFE, 0xE0, 0xDB, 0xC2, 0xC4]
