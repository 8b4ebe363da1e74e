"""The office's half of a push: numbers, receipts, leases, what a full disk and many hands at once do to it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from litestar.testing import TestClient

from models.citizen import CitizenAmended, CitizenChange, CitizenErased
from models.notice import NoticePosted
from models.refusal import REFUSALS
from models.store import tapes
from models.store.engine import Store, StoreFull
from models.visit import VisitAmended, VisitArrived, VisitChange, VisitCompleted, VisitDeparted
from sync import keys, office
from sync.door import kept
from sync.protocol import Pushed, Receipt, Torn, read_push, signed_text
from tests.server.running import Running
from tests.server.story import Story, at_the_door, bearer
from tests.simulation import words
from tests.simulation.words import UNIT
from tests.sync.hand import Desk, Hand

GOOD = VisitArrived(visit="v-1", why_no_place="không đồng ý")
NDJSON = {"Content-Type": "application/x-ndjson"}


@pytest.fixture
def desk(store: Store) -> Desk:
    """An office with one case, on each engine."""
    return Desk(store)


@pytest.fixture
def hand(desk: Desk) -> Hand:
    """A tablet whose officer has the case."""
    return desk.enrol(Hand())


def note(text: str) -> VisitAmended:
    """A note on the visit."""
    return VisitAmended(visit="v-1", change=VisitChange(note=text))


def outcomes(answer: Pushed) -> list[str]:
    """What became of each line."""
    return [receipt.outcome for receipt in answer.receipts]


# -------- numbers


def test_the_same_push_twice_is_heard_once(desk: Desk, hand: Hand) -> None:
    """Sent again because the answer was lost, at once or after more was said: the same receipts, and nothing doubled."""
    first, second = [hand.line(GOOD), hand.line(note("một"))], [hand.line(GOOD)]
    given = desk.hear(hand, *first)
    assert desk.hear(hand, *first) == given
    more = desk.hear(hand, *second)
    late = desk.hear(hand, *first)
    assert late.receipts == given.receipts and late.expect == more.expect
    assert desk.hear(hand, *first, *second).receipts == given.receipts + more.receipts
    assert [entry.n for entry in desk.said_by(hand)] == [1, 2, 3]
    desk.prove()


def test_a_push_that_begins_with_what_was_heard_goes_on(desk: Desk, hand: Hand) -> None:
    """Old lines get their old receipts, new ones become true, and the office says which number it expects."""
    lines = [hand.line(GOOD) for _ in range(5)]
    given = desk.hear(hand, *lines[:3])
    answer = desk.hear(hand, *lines[1:])
    assert answer.receipts[:2] == given.receipts[1:] and outcomes(answer) == ["applied"] * 4
    assert answer.expect == 6
    desk.prove()


def test_a_gap_takes_nothing_and_says_what_is_missing(desk: Desk, hand: Hand) -> None:
    """Two pushes that overtake each other: the second gets no receipts but the number to begin with, then both are heard."""
    first, second = [hand.line(GOOD), hand.line(GOOD)], [hand.line(GOOD)]
    early = desk.hear(hand, *second)
    assert (early.receipts, early.expect) == ([], 1)
    assert desk.said_by(hand) == [] and desk.rejected() == []
    assert desk.hear(hand, *first).expect == 3
    assert outcomes(desk.hear(hand, *second)) == ["applied"]
    desk.prove()


def test_an_empty_push_tells_how_the_tablet_fares(desk: Desk, hand: Hand) -> None:
    """Nothing to say is also news: when it was heard, how wrong its clock is, what it still holds."""
    desk.hear(hand, hand.line(GOOD))
    read = read_push(hand.sent(now_ms=desk.now_ms + 7_000, unsent=4, report='{"files":2}'))
    assert not isinstance(read, Torn)
    assert desk.answer(hand, read) == Pushed(receipts=[], expect=2, now_ms=desk.now_ms)
    with desk.store.read() as tx:
        (told,) = [each for each in tapes.fleet(tx, UNIT) if each.device_id == "t-1"]
    assert (told.n, told.heard_ms, told.skew_ms, told.unsent, told.report) == (1, desk.now_ms, 7_000, 4, '{"files":2}')


def test_a_restored_tablet_is_found_out_and_may_begin_anew(desk: Desk, hand: Hand) -> None:
    """Other words under a used number are refused and kept; enrolled anew and offered again, nothing is lost or doubled."""
    old = [hand.line(GOOD), hand.line(note("trước"))]
    given = desk.hear(hand, *old)
    copy = Hand()
    copy.add(old[0])
    other = copy.line(VisitDeparted(visit="v-1"), id="after-restore")
    torn = desk.answer(copy, copy.push(old[0], other))
    assert torn == Torn("number_taken", "2") and REFUSALS["number_taken"].status == 409
    assert {line for _, line in desk.rejected()} == {old[0], other}
    anew = desk.enrol(Hand("t-9", "o-1", secret=9))
    offered = [anew.line(**again(line)) for line in (old[0], other)]
    answer = desk.hear(anew, *offered)
    assert answer.receipts[0] == msgspec.structs.replace(given.receipts[0], n=1)
    assert answer.receipts[1].outcome == "refused" and answer.receipts[1].code == "wrong_state"
    assert desk.hear(anew, *offered) == answer
    assert [entry.id for entry in desk.entries()].count("after-restore") == 1
    desk.prove()


def again(line: bytes) -> dict[str, Any]:
    """What another device says in offering an event again: its id, words and times stay."""
    said = msgspec.json.decode(line)
    return {name: said[name] for name in said if name not in ("device", "n", "prev")}


def test_an_id_used_for_other_words_is_refused(desk: Desk, hand: Hand) -> None:
    """One id, two contents: the second is refused by name, and asked again it is the same refusal."""
    first = hand.line(GOOD, id="once")
    lines = [first, hand.line(note("khác"), id="once"), hand.line(GOOD, id="once")]
    answer = desk.hear(hand, *lines)
    assert outcomes(answer) == ["applied", "refused", "applied"]
    refused = answer.receipts[1]
    no = REFUSALS["id_taken"]
    assert (refused.code, refused.vi, refused.en) == ("id_taken", no.vi, no.en)
    assert answer.receipts[2] == msgspec.structs.replace(answer.receipts[0], n=3)
    assert desk.hear(hand, *lines) == answer
    assert len(desk.said_by(hand)) == 1
    desk.prove()


def test_every_push_is_proved_by_the_signature_kept_with_it(desk: Desk, hand: Hand) -> None:
    """From the key and what is kept alone, anybody can show later that the device said what the journal has."""
    for size in (1, 3, 2):
        desk.hear(hand, *(hand.line(GOOD) for _ in range(size)))
    with desk.store.read() as tx:
        rows = tx.rows("SELECT n, digest, signature FROM signatures WHERE device_id = ? ORDER BY n", "t-1")
    assert [n for n, _, _ in rows] == [1, 4, 6]
    by_n = {entry.n: entry.digest for entry in desk.said_by(hand)}
    for n, name, signature in rows:
        assert by_n[n] == name and keys.verifies(keys.public_text(hand.key), signature, signed_text("t-1", name))


# -------- leases and two hands


def has_words(receipt: Receipt, code: str) -> bool:
    """Whether a receipt says in both languages what is the matter and what to do."""
    no = REFUSALS[code]
    told = (receipt.code, receipt.vi, receipt.en, receipt.next_vi, receipt.next_en, receipt.mender)
    return told == (code, no.vi, no.en, no.next_vi, no.next_en, no.mender)


def test_work_under_another_lease_is_parked_whole(desk: Desk, hand: Hand) -> None:
    """Said under an assignment that no longer holds, or not yet: kept, shown, executed only by a supervisor's word."""
    desk.say("supervisor", words.assigned("v-1", "o-2"))
    old, future = hand.line(note("dưới nhà"), lease=1), hand.line(note("sau này"), lease=9)
    answer = desk.hear(hand, old, future)
    assert outcomes(answer) == ["parked", "parked"] and all(has_words(r, "lease_old") for r in answer.receipts)
    assert desk.state("visit", "v-1").note == ""
    desk.say("supervisor", note("dưới nhà"), adopts=answer.receipts[0].id)
    assert desk.state("visit", "v-1").note == "dưới nhà"
    held = desk.hold(answer.receipts[0].id)
    assert held is not None and held.settled == "adopted"
    assert desk.hear(hand, old, future) == answer
    desk.prove()


def test_two_hands_are_merged_or_kept_side_by_side(desk: Desk, hand: Hand) -> None:
    """Different fields: both stand, merged. The same field: the first stands, the other is beside it, in conflict."""
    base = next(entry.seq for entry in desk.entries()[::-1])
    desk.say("clerk", note("gọi trước"))
    merged = hand.line(VisitAmended(visit="v-1", change=VisitChange(minutes=45)), base=base)
    clash = hand.line(note("nhà sau chợ"), base=base)
    assert outcomes(desk.hear(hand, merged, clash)) == ["merged", "conflict"]
    state = desk.state("visit", "v-1")
    assert (state.minutes, state.note) == (45, "gọi trước")
    assert [(c.field, c.kept, c.offered) for c in state.conflicts] == [("note", '"gọi trước"', '"nhà sau chợ"')]
    desk.prove()


def test_what_is_not_lawful_is_refused_alone_and_shown(desk: Desk, hand: Hand) -> None:
    """A visit cannot be completed with its steps undone: refused with the step's name, and the next word is heard."""
    answer = desk.hear(hand, hand.line(GOOD), hand.line(VisitCompleted(visit="v-1")), hand.line(GOOD))
    assert outcomes(answer) == ["applied", "refused", "applied"]
    assert has_words(answer.receipts[1], "step_missing") and "identity" in answer.receipts[1].detail
    assert desk.hold(answer.receipts[1].id) is not None
    desk.prove()


def test_an_erasure_empties_what_was_said_of_the_person_and_nothing_else(desk: Desk, hand: Hand) -> None:
    """The person's record and all that was said of their request, visit and dossier; the journal verifies without it.

    Not what is said of another person's case, of the ward, or of another thing that bears the same name; and what the
    erasure itself says stays: that it was, and what remains of each record, without the person's words.
    """
    desk.say("clerk", *words.case("2"))
    desk.hear(hand, hand.line(CitizenAmended(citizen="c-1", visit="v-1", change=CitizenChange(note="nặng tai"))))
    desk.hear(hand, hand.line(GOOD), hand.line(note("cửa sau, hỏi bà Đào")))
    desk.say("supervisor", NoticePosted(notice="c-1", unit=UNIT, title="Lũ"), *words.taken_back("v-1", "d-1", "r-1"))
    before = desk.entries()
    desk.say("admin", CitizenErased(citizen="c-1", unit=UNIT, reason="theo đơn"))
    after = desk.entries()
    of_the_person = {("citizen", "c-1"), ("request", "r-1"), ("visit", "v-1"), ("dossier", "d-1")}
    must = {entry.seq for entry in before if (entry.about, entry.subject_id) in of_the_person}
    assert {entry.seq for entry in after if not entry.event} == must
    assert {(entry.about, entry.subject_id) for entry in before if entry.seq in must} == of_the_person
    said = [(entry.kind, entry.about, entry.subject_id) for entry in after[len(before) :]]
    assert sorted(said) == [
        ("CitizenErased", "citizen", "c-1"),
        ("RecordRedacted", "dossier", "d-1"),
        ("RecordRedacted", "request", "r-1"),
        ("RecordRedacted", "visit", "v-1"),
    ]
    assert not [entry for entry in after[len(before) :] if "hỏi bà Đào" in kept(entry.event).decode()]
    assert desk.state("visit", "v-1").note == ""
    assert desk.state("citizen", "c-1").name == "(đã xóa)"
    desk.prove()


# -------- a full disk


@contextmanager
def full(store: Store) -> Iterator[None]:
    """The disk has no room for another journal entry: of the engine's own making, as the engine reports it."""
    if store.engine == "sqlite":
        with store.write() as tx:
            pages = tx.rows("PRAGMA page_count")[0][0]
            tx.rows(f"PRAGMA max_page_count = {pages}")
        yield
        with store.write() as tx:
            tx.rows("PRAGMA max_page_count = 1000000")
        return
    with psycopg.connect(store.url, autocommit=True) as admin:
        admin.execute(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$"
        )
        admin.execute("CREATE TRIGGER full_disk BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION no_room()")
        yield
        admin.execute("DROP TRIGGER full_disk ON journal")


def test_a_full_disk_keeps_what_was_acknowledged_and_hears_again_once_freed(desk: Desk, hand: Hand) -> None:
    """The push that finds no room leaves nothing behind; everything with a receipt stays; later the same push is heard."""
    given = [desk.hear(hand, hand.line(GOOD))]
    unheard: list[bytes] = []
    with full(desk.store):
        for _ in range(60):  # what is left in half-empty pages is filled first
            unheard = [hand.line(note("x" * 1_900), base=99) for _ in range(8)]
            try:
                given.append(desk.hear(hand, *unheard))
            except StoreFull:
                break
        else:
            raise AssertionError("the disk was never full")
        with pytest.raises(StoreFull):
            desk.hear(hand, *unheard)
    heard = [receipt for answer in given for receipt in answer.receipts]
    assert [entry.n for entry in desk.said_by(hand)] == [receipt.n for receipt in heard]
    desk.prove()
    assert set(outcomes(desk.hear(hand, *unheard))) <= {"applied", "merged"}
    assert len(desk.said_by(hand)) == hand.n
    desk.prove()


def test_a_full_disk_is_said_over_http(store: Store, tmp_path: Path) -> None:
    """The tablet is told 503 with the reason and when to ask again; freed, the same bytes are heard."""
    story = Story(store, tmp_path)
    tablet = story.tablet()
    planned = story.plan(tablet.officer)
    long_note = VisitAmended(visit=planned.visit, change=VisitChange(note="x" * 1_900))
    body = tablet.push(*at_the_door(planned), *[long_note] * 150)
    headers = {**bearer(tablet.token), **NDJSON}
    with TestClient(story.app()) as client:
        with full(store):
            answered = client.post("/sync/push", content=body, headers=headers)
        said, no = answered.json(), REFUSALS["store_full"]
        assert (answered.status_code, said["code"], answered.headers["Retry-After"]) == (503, "store_full", "5")
        assert (said["vi"], said["en"], said["next_vi"], said["next_en"]) == (no.vi, no.en, no.next_vi, no.next_en)
        heard = client.post("/sync/push", content=body, headers=headers)
    assert (heard.status_code, len(heard.json()["receipts"])) == (200, tablet.n)


# -------- many at once


def together(calls: list[Callable[[], Any]]) -> list[Any]:
    """What these answer, each in a thread of its own."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def test_one_device_on_two_connections_is_heard_once(desk: Desk, hand: Hand, make_store: Callable[[], Store]) -> None:
    """Two processes are given overlapping pushes at the same time: each line becomes true once, with one receipt."""
    second = make_store()
    lines = [hand.line(GOOD) for _ in range(12)]
    pushes = [hand.push(*lines[start:end]) for start, end in ((0, 4), (0, 8), (0, 12), (2, 6), (0, 12), (0, 1))]
    stores = [desk.store, second] * 3

    def call(store: Store, push: Any) -> Callable[[], Any]:
        return lambda: office.push(store, hand.actor, push, desk.now_ms)

    answers = together([call(store, push) for store, push in zip(stores, pushes, strict=True)])
    receipts: dict[int, set[bytes]] = {}
    for answer in answers:
        assert isinstance(answer, Pushed)
        for receipt in answer.receipts:
            receipts.setdefault(receipt.n, set()).add(msgspec.json.encode(receipt))
    assert sorted(receipts) == list(range(1, 13)) and {len(same) for same in receipts.values()} == {1}
    assert [entry.n for entry in desk.said_by(hand)] == list(range(1, 13))
    desk.prove()


def test_many_devices_at_once_leave_no_gap(desk: Desk, make_store: Callable[[], Store]) -> None:
    """Six tablets speak at the same time through two processes: one order, no gap, every chain whole."""
    hands = [desk.enrol(Hand(f"t-{i}", "o-1", secret=i)) for i in range(1, 7)]
    stores = [desk.store, make_store()] * 3

    def day(hand: Hand, store: Store) -> Callable[[], list[int]]:
        def speak() -> list[int]:
            seqs = []
            for _ in range(4):
                lines = [hand.line(GOOD) for _ in range(3)]
                answer = office.push(store, hand.actor, hand.push(*lines), desk.now_ms)
                assert isinstance(answer, Pushed)
                seqs += [receipt.seq for receipt in answer.receipts]
            return seqs

        return speak

    before = len(desk.entries())
    given = together([day(hand, store) for hand, store in zip(hands, stores, strict=True)])
    assert all(seqs == sorted(seqs) for seqs in given)
    assert sorted(seq for seqs in given for seq in seqs) == list(range(before + 1, before + 6 * 12 + 1))
    desk.prove()


# -------- over a bad line


def test_a_push_cut_in_the_middle_of_its_body_is_not_heard(store: Store, tmp_path: Path) -> None:
    """The connection breaks half way: the server lives, nothing is in the journal, and the whole push is heard later."""
    story = Story(store, tmp_path)
    tablet = story.tablet()
    body = tablet.push(*at_the_door(story.plan(tablet.officer)))
    head = f"POST /sync/push HTTP/1.1\r\nHost: ward\r\nAuthorization: Bearer {tablet.token}\r\n"
    with Running(store=store.url, files=story.house.settings.files, jobs="false") as server:
        for cut in (1, len(body) // 2, len(body) - 1):
            with socket.create_connection(("127.0.0.1", server.port)) as line:
                line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:cut])
        short = server.call("POST", "/sync/push", tablet.token, body[: len(body) // 2], NDJSON)
        assert short[0] == 400 and msgspec.json.decode(short[1])["code"] == "torn_push"
        status, answer = server.call("POST", "/sync/push", tablet.token, body, NDJSON)
        assert status == 200
        pushed = msgspec.json.decode(answer, type=Pushed)
        assert outcomes(pushed) == ["applied"] * tablet.n and [r.n for r in pushed.receipts] == [
            *range(1, tablet.n + 1)
        ]
