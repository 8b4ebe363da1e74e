"""Old snapshot and pages = fresh snapshot, for every kind of event, every listener and every size of page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path

import msgspec
import pytest

from models import (
    book,
    call,
    citizen,
    device,
    dossier,
    entry,
    hold,
    law,
    notice,
    offer,
    officer,
    paper,
    redaction,
    request,
    visit,
    ward,
)
from models.access import Actor, system
from models.calendar import ms_of
from models.doorstep import FeeLine, Lucidity
from models.dossier_parts import Original, Rating
from models.event import KINDS, Body, Event, digest, read
from models.said import FileRef, Window
from models.store import journal, projections, replica, tapes
from models.store.engine import Store
from sync import feed, office
from sync.door import Door, Line
from sync.office import Wish
from sync.protocol import PageHead
from sync.round import turn
from tests.models import lawful
from tests.simulation import words
from tests.simulation.words import DAY_MS, HOUR_MS, NOON_MS, UNIT

_pages = msgspec.json.Decoder(PageHead)
Things = dict[tuple[str, str], str]

DESK = Actor(id="desk", unit=UNIT, roles=frozenset(("clerk", "supervisor", "admin", "certifier")))
FIRST = Actor(id="o-1", unit=UNIT, roles=frozenset(("officer",)), officer="o-1", device="t-1")
SECOND = Actor(id="o-2", unit=UNIT, roles=frozenset(("officer",)), officer="o-2", device="t-2")
CLOCK = system(UNIT)


class Ward:
    """An office that is spoken to, and listeners who hear of it page by page."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.now_ms = NOON_MS
        serial = count(1)
        self.new_id = lambda: f"e{next(serial):06d}"
        self.folder = folder
        self.copies = count(1)
        self.opened: list[Store] = []
        with store.write() as tx:
            projections.begin_epoch(tx, "epoch-1")

    def say(self, actor: Actor, *bodies: Body, adopts: str | None = None) -> None:
        """Somebody says these, and every one of them holds."""
        wishes = [Wish(body=body, adopts=adopts) for body in bodies]
        receipts = office.say(self.store, actor, UNIT, wishes, self.now_ms, self.new_id)
        refused = [(r.code, r.detail) for r in receipts if r.outcome in ("parked", "refused")]
        assert not refused

    def copy(self) -> Store:
        """A new, empty copy."""
        self.opened.append(replica.open_replica(f"sqlite:{self.folder / str(next(self.copies))}.db"))
        return self.opened[-1]

    def hear(self, actor: Actor, copy: Store, page_bytes: int = 0, pages_max: int = 10_000) -> int:
        """Pulls into a copy until nothing is left, or for so many pages; how many were needed."""
        for pages in range(1, pages_max + 1):
            with copy.read() as tx:
                cursor = replica.fact(tx, "cursor")
            page = _pages.decode(feed.pull(self.store, actor, (UNIT,), cursor, self.now_ms, page_bytes))
            with copy.write() as tx:
                turn(tx, page)
            if not page.more:
                return pages
        return pages_max

    def held(self, copy: Store) -> Things:
        """What a copy holds."""
        with copy.read() as tx:
            return {(kept.kind, kept.id): kept.body for kept in replica.things(tx)}

    def fresh(self, actor: Actor) -> Things:
        """What somebody would hold who asks for the first time."""
        copy = self.copy()
        self.hear(actor, copy)
        return self.held(copy)


@pytest.fixture
def town(store: Store, tmp_path: Path) -> Iterator[Ward]:
    made = Ward(store, tmp_path)
    yield made
    for copy in made.opened:
        copy.close()


def lives(ward_: Ward) -> Iterator[tuple[Actor, list[Body]]]:
    """A story in which every kind of event is said."""
    o1, v1 = "o-1", "v-1"
    yield DESK, [*words.opening(), words.officer_joins(o1), words.officer_joins("o-2", "Lê Văn Hai")]
    yield CLOCK, [device.DeviceEnrolled(device="t-1", unit=UNIT, officer=o1, key="0" * 130)]
    yield DESK, [notice.NoticePosted(notice="n-1", unit=UNIT, title="Lũ", level="safety")]
    yield DESK, [call.CallLogged(call="k-1", unit=UNIT, phone="0912", outcome="missed", at_ms=NOON_MS)]
    yield DESK, [call.CallReturned(call="k-1", reached=True)]
    yield DESK, words.case("1")
    yield DESK, words.case("2", from_ms=NOON_MS + DAY_MS)
    yield DESK, [words.assigned(v1, o1), words.assigned("v-2", "o-2", o1)]
    yield FIRST, [visit.VisitAcknowledged(visit=v1), visit.VisitDeclined(visit=v1, reason="họ hàng")]
    yield DESK, [words.assigned(v1, "o-2"), words.assigned(v1, o1)]
    yield DESK, [visit.VisitUnassigned(visit="v-2", reason="ốm"), words.assigned("v-2", o1)]
    yield DESK, [citizen.CitizenAmended(citizen="c-1", change=citizen.CitizenChange(note="nặng tai"))]
    yield DESK, [request.RequestAmended(request="r-1", change=request.RequestChange(note="gọi trước"))]
    yield DESK, words.arrival(v1)
    file = FileRef(digest="a" * 64, length_bytes=3, media_type="image/png")
    yield DESK, words.steps(v1, "d-1", file)
    yield (
        DESK,
        [visit.DocumentCaptured(visit=v1, file=FileRef(digest="b" * 64, length_bytes=3, media_type="image/png"))],
    )
    hour = Window(from_ms=NOON_MS, to_ms=NOON_MS + HOUR_MS)
    told = offer.WindowOffered(offer="f-1", unit=UNIT, window=hour, officers=(o1,), start_ms=NOON_MS)
    yield DESK, [told, offer.OfferReleased(offer="f-1")]
    yield CLOCK, [visit.FileArrived(visit=v1, digest="a" * 64)]
    yield DESK, [words.note(v1, "cổng xanh"), visit.VisitCompleted(visit=v1)]
    yield DESK, [dossier.SupplementAsked(dossier="d-1", papers=("bản chính",))]
    yield DESK, [dossier.SupplementReceived(dossier="d-1")]
    yield DESK, [dossier.DateReappointed(dossier="d-1", new_day="2026-11-26", reason="mất điện")]
    original = Original(name="Giấy khai sinh")
    yield DESK, [dossier.OriginalsTaken(dossier="d-1", originals=(original,), back_by="2026-11-25")]
    yield DESK, [dossier.DossierHandedOver(dossier="d-1", to="Bộ phận một cửa")]
    yield DESK, [dossier.OriginalsReturned(dossier="d-1", receiver="bà Đào")]
    yield DESK, [dossier.DossierProcessed(dossier="d-1", due_day="2026-11-24"), dossier.ResultReady(dossier="d-1")]
    yield DESK, [entry.EntryNoted(entry=line_of(ward_), note="sửa số"), book.VolumeBegun(book="ck-2026", unit=UNIT)]
    yield DESK, [dossier.ResultReturned(dossier="d-1", manner="home", receiver="bà Đào", signed="signature")]
    yield DESK, [dossier.ServiceRated(dossier="d-1", rating=Rating(score=5, taken_by="call_back"))]
    yield DESK, [request.RequestClosed(request="r-1")]
    yield CLOCK, [visit.VisitShelved(visit=v1)]
    yield from later_lives(ward_)


def _emptied_call() -> Body:
    """What remains of the call once its time is over."""
    left = call.Call(id="k-1", unit=UNIT, phone="", caller="", outcome="missed", at_ms=NOON_MS)
    return redaction.redaction("call", left, "hết hạn")


def later_lives(ward_: Ward) -> Iterator[tuple[Actor, list[Body]]]:
    """How it goes on: other assents, failures, withdrawals, held work and farewells."""
    o1 = "o-1"
    yield (
        DESK,
        [visit.VisitRescheduled(visit="v-2", window=Window(from_ms=NOON_MS, to_ms=NOON_MS + HOUR_MS), reason="x")],
    )
    yield DESK, [words.assigned("v-2", o1), *words.arrival("v-2")]
    yield DESK, [words.fingerprint("v-2", "d-2"), words.neither("v-2", "d-2")]
    yield DESK, [visit.LucidityConfirmed(visit="v-2", lucidity=Lucidity(lucid=False))]
    yield DESK, [visit.VisitFailed(visit="v-2", reason="not_lucid")]
    yield DESK, [dossier.DossierRefused(dossier="d-2", ground="không minh mẫn"), *words.case("3"), *words.case("4")]
    yield DESK, [words.assigned("v-3", o1), visit.VisitCancelled(visit="v-3", reason="rút")]
    yield (
        DESK,
        [dossier.DossierWithdrawn(dossier="d-3", reason="rút"), dossier.DossierStopped(dossier="d-4", reason="hết")],
    )
    yield DESK, [request.RequestWithdrawn(request="r-3", reason="đổi ý"), words.assigned("v-4", "o-2", o1)]
    yield DESK, [citizen.CitizenErased(citizen="c-3", unit=UNIT, reason="theo đơn")]
    yield CLOCK, [_emptied_call()]
    absence = officer.Absence(id="ab-1", from_ms=NOON_MS + DAY_MS, to_ms=NOON_MS + 2 * DAY_MS)
    yield FIRST, [officer.OfficerAbsent(officer=o1, absence=absence), officer.OfficerBack(officer=o1, absence="ab-1")]
    yield DESK, [officer.OfficerAmended(officer=o1, change=officer.OfficerChange(phone="0913"))]
    yield DESK, [hold.WorkReturned(hold="h-1", reason="x"), hold.WorkDismissed(hold="h-2", reason="y")]
    yield CLOCK, [hold.WorkShelved(hold="h-1")]
    yield (
        DESK,
        [
            hold.ConflictSettled(
                about="visit", subject="v-4", event="x-3", field="note", take_offered=True, reason="đúng"
            )
        ],
    )
    with ward_.store.read() as tx:
        head = journal.head(tx, UNIT)
    yield CLOCK, [ward.DayAnchored(unit=UNIT, anchor=ward.Anchor(day="2026-11-21", seq=head.seq, chain=head.chain))]
    yield DESK, papers("7k2m94q8", "c-1", "d-1")
    yield DESK, [notice.NoticeWithdrawn(notice="n-1"), device.DeviceRevoked(device="t-1", reason="mất")]
    yield DESK, [lawful.days(), lawful.exemption(), law.LawRepealed(law="l-3", reason="nhầm")]
    yield from end_of_year(ward_)
    yield DESK, [officer.OfficerLeft(officer="o-2")]


def papers(name: str, citizen_id: str, dossier_id: str) -> list[Body]:
    """The life of a paper."""
    return [
        paper.PaperIssued(
            paper=name, unit=UNIT, document="fee_receipt", edition="2025-11-01", citizen=citizen_id, dossier=dossier_id,
            content="{}",
        ),
        paper.PaperSealed(paper=name, number="12"),
        paper.PaperHanded(paper=name, manner="home", receiver="bà Đào"),
        paper.PaperWithdrawn(paper=name, reason="in nhầm"),
    ]  # fmt: skip


def end_of_year(ward_: Ward) -> Iterator[tuple[Actor, list[Body]]]:
    """A transaction that takes longer and whose fee is owed; and the book of signatures is closed."""
    owed = visit.FeeCollected(
        visit="v-7", dossier="d-7", lines=(FeeLine(label="Phí", amount_dong=50_000),), paid="later"
    )
    yield DESK, [*words.case("7", words.CONTRACT), words.assigned("v-7", "o-1"), *words.arrival("v-7")]
    yield DESK, [*words.steps("v-7", "d-7"), owed, visit.VisitCompleted(visit="v-7")]
    yield DESK, [dossier.TermExtended(dossier="d-7", days=3, agreed=True, reason="chờ xác minh")]
    yield DESK, [dossier.FeeSettled(dossier="d-7", paid="transfer")]
    ward_.now_ms = ms_of("2026-12-31", 16 * 60)
    yield DESK, [book.BookClosed(book="ck-2026", unit=UNIT)]


def line_of(ward_: Ward) -> str:
    """The first line in the book of signatures."""
    with ward_.store.read() as tx:
        return next(iter(projections.all_bodies(tx, UNIT, "entry")))


def in_conflict(ward_: Ward) -> None:
    """A tablet's words that are parked, refused and in conflict: h-1, h-2 and x-3."""
    ward_.say(DESK, words.note("v-4", "của văn phòng"))
    with ward_.store.write() as tx:
        at = tapes.tape(tx, UNIT, "t-1")
        door = Door(tx, FIRST, journal.lock_head(tx, UNIT), ward_.now_ms)
        for event_id, lease, body in (
            ("h-1", 0, words.note("v-4", "h1")),
            ("h-2", 1, visit.VisitCompleted(visit="v-4")),
            ("x-3", 1, words.note("v-4", "của cán bộ")),
        ):
            event = Event(
                id=event_id, device="t-1", n=at.n + 1, prev=at.digest, at_ms=NOON_MS, lease=lease, base=1, body=body
            )
            line = msgspec.json.encode(event)
            at = tapes.Tape(at.n + 1, digest(line))
            door.admit_all([Line(at.n, at.digest, line, read(line))])
        tapes.wind(tx, UNIT, "t-1", at, ward_.now_ms)
        door.close()


def test_old_snapshot_and_pages_are_a_fresh_snapshot_for_every_kind(town: Ward) -> None:
    """After every word of a story with all kinds in it, whoever heard page by page holds what a newcomer is given."""
    listeners = [(actor, town.copy()) for actor in (DESK, FIRST, SECOND)]
    sizes = cycle((1, 256_000, 1_500))
    for actor, bodies in lives(town):
        if any(isinstance(body, hold.WorkReturned) for body in bodies):
            in_conflict(town)
        for body in bodies:
            town.say(actor, body)
            for listener, copy in listeners:
                town.hear(listener, copy, next(sizes))
                assert town.held(copy) == town.fresh(listener), (type(body).__name__, listener.id)
    with town.store.read() as tx:
        said = {entry.kind for entry in journal.entries(tx, UNIT)}
    assert said == set(KINDS)


def test_listeners_that_come_late_hear_the_same(town: Ward) -> None:
    """Whoever sleeps through the whole story and pulls at its end in small pages misses nothing and keeps nothing."""
    early, late = town.copy(), town.copy()
    for at, (actor, bodies) in enumerate(lives(town)):
        if any(isinstance(body, hold.WorkReturned) for body in bodies):
            in_conflict(town)
        town.say(actor, *bodies)
        if at == 7:
            town.hear(FIRST, early, 1)
    for copy in (early, late):
        town.hear(FIRST, copy, 1)
        assert town.held(copy) == town.fresh(FIRST)


@pytest.mark.parametrize("page_bytes", [1, 500, 2_000, 5_000])
def test_rows_of_one_number_are_never_parted(town: Ward, page_bytes: int) -> None:
    """One assignment makes a person, a request and dossiers heard under one number: no size of page loses any."""
    town.say(DESK, *words.opening(), words.officer_joins("o-1"))
    for i in range(12):
        town.say(DESK, *words.case(str(i)))
    for i in range(12):
        town.say(DESK, words.assigned(f"v-{i}", "o-1"))
    copy = town.copy()
    assert town.hear(FIRST, copy, page_bytes) > 3
    assert len(town.held(copy)) == 2 + 12 * 4
    assert town.held(copy) == town.fresh(FIRST)
    desk = town.copy()
    town.hear(DESK, desk, page_bytes)
    assert town.held(desk) == town.fresh(DESK)


def test_a_visit_that_becomes_due_between_two_pages_is_not_skipped(town: Ward) -> None:
    """Pulled half before midnight and half after, tomorrow's visits, now today's, are all there."""
    town.say(DESK, *words.opening(), words.officer_joins("o-1"))
    for i in range(6):
        town.say(DESK, *words.case(str(i), from_ms=NOON_MS + (i % 2) * DAY_MS))
        town.say(DESK, words.assigned(f"v-{i}", "o-1"))
    whole = town.copy()
    pages = town.hear(FIRST, whole, 1)
    for stop_after in range(1, pages):
        town.now_ms = NOON_MS
        copy = town.copy()
        town.hear(FIRST, copy, 1, pages_max=stop_after)
        town.now_ms = NOON_MS + DAY_MS
        town.hear(FIRST, copy, 1)
        assert set(town.held(copy)) == set(town.held(whole)), stop_after


def test_a_dossier_goes_with_its_visit_though_another_of_the_same_request_stays(town: Ward) -> None:
    """Two visits of one request: the tablet that loses one keeps the person and the request, not the other's papers."""
    town.say(DESK, *words.opening(), words.officer_joins("o-1"), words.officer_joins("o-2"), *words.case("1"))
    town.say(DESK, words.opened("d-9", "r-1", "c-1"), words.planned("v-9", "r-1", "c-1", ("d-9",)))
    town.say(DESK, words.assigned("v-1", "o-1"), words.assigned("v-9", "o-1"))
    copy = town.copy()
    town.hear(FIRST, copy)
    town.say(DESK, words.assigned("v-9", "o-2"))
    town.hear(FIRST, copy)
    assert {key for key in town.held(copy) if key[0] not in ("officer", "ward")} == {
        ("visit", "v-1"), ("citizen", "c-1"), ("request", "r-1"), ("dossier", "d-1"),
    }  # fmt: skip


def test_the_urgent_comes_first(town: Ward) -> None:
    """A page too small for everything begins with notices, then visits due today, then the rest, then later visits."""
    town.say(DESK, *words.opening(), words.officer_joins("o-1"))
    town.say(DESK, *words.case("1", from_ms=NOON_MS + DAY_MS), words.assigned("v-1", "o-1"))
    town.say(DESK, *words.case("2"), words.assigned("v-2", "o-1"))
    town.say(DESK, notice.NoticePosted(notice="n-1", unit=UNIT, title="Lũ", level="safety"))
    copy, seen = town.copy(), list[tuple[str, str]]()
    for _ in range(12):
        town.hear(FIRST, copy, 1, pages_max=1)
        seen += [key for key in town.held(copy) if key not in seen]
    urgent = [seen.index(key) for key in (("notice", "n-1"), ("visit", "v-2"), ("citizen", "c-2"), ("visit", "v-1"))]
    assert urgent == sorted(urgent)


def test_a_cursor_that_is_none_of_ours_gets_a_fresh_snapshot(town: Ward) -> None:
    """Damaged, foreign or of another life of the database: the answer is a snapshot, never an error."""
    town.say(DESK, *words.opening())

    def ask(cursor: str) -> PageHead:
        return _pages.decode(feed.pull(town.store, DESK, (UNIT,), cursor, NOON_MS))

    first = ask("")
    assert first.fresh and len(first.changed) == 1
    assert not ask(first.cursor).fresh and ask(first.cursor).changed == []
    for cursor in ("!!!", "bm9uZQ", first.cursor[:-3], "é"):
        assert ask(cursor).fresh
    with town.store.write() as tx:
        projections.begin_epoch(tx, "epoch-2")
    assert ask(first.cursor).fresh
