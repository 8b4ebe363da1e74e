"""A tablet and its office, on both engines: what was said is never lost, never doubled, never hidden."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from random import Random

import msgspec
import pytest

from models import dossier, officer, visit
from models.access import Actor
from models.device import DeviceRevoked
from models.event import Body, digest, read
from models.hold import ConflictSettled, WorkReturned
from models.refusal import Refused, sentence
from models.said import FileRef
from models.store import journal, projections, replica, tapes
from models.store.engine import Store, StoreFull
from sync import rescue
from sync.clock import Anchor, better, correction
from sync.door import Door, Line, kept
from sync.protocol import Torn
from sync.tablet import NotEnrolled, Tablet, pause_s
from sync.wire import Away
from tests.simulation import words
from tests.simulation.local import UNIT, LocalOffice, LocalWire
from tests.simulation.words import NOON_MS


class Hands:
    """A clock that moves on by a millisecond whenever it is read; `off_ms` is how wrong its wall clock is."""

    def __init__(self, off_ms: int = 0) -> None:
        self.boot = "boot 1"
        self.off_ms = off_ms
        self.ticks_ms = 0

    def mono_ms(self) -> int:
        self.ticks_ms += 1
        return self.ticks_ms

    def wall_ms(self) -> int:
        return NOON_MS + self.mono_ms() + self.off_ms


class BadWire(LocalWire):
    """A wire that fails as it is told: `lose` before the office hears, `drop` after it did."""

    def __init__(self, office: LocalOffice) -> None:
        super().__init__(office)
        self.lose: set[str] = set()
        self.drop: set[str] = set()
        self.calls: list[str] = []
        self.seen: Callable[[str, bytes], None] = lambda name, body: None

    def carry(self, name: str, body: bytes, call: Callable[[bytes], bytes]) -> bytes:
        self.calls.append(name)
        self.seen(name, body)
        if name in self.lose:
            raise Away("no network")
        answer = call(body)
        if name in self.drop:
            raise Away("the answer was lost")
        return answer


class World:
    """A ward with two officers and one case, given to the first."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.folder = folder
        self.clock = Hands()
        serial = count(1)
        self.new_id = lambda: f"e{next(serial):06d}"
        self.store = store
        with store.write() as tx:
            projections.begin_epoch(tx, "epoch-1")
        self.office = LocalOffice(store, self.clock.wall_ms, self.new_id)
        self.office.say("admin", *words.opening(), words.officer_joins("o-1"), words.officer_joins("o-2", "Lê Văn Hai"))
        self.office.say("clerk", *words.case("1"))
        self.office.say("supervisor", words.assigned("v-1", "o-1"))
        self.wire = BadWire(self.office)
        self.open: list[Tablet] = []

    def tablet(self, name: str = "a", off_ms: int = 0, page_bytes: int = 0) -> Tablet:
        """A tablet kept in a file of this name."""
        kept = replica.open_replica(f"sqlite:{self.folder / name}.db")
        clock = Hands(off_ms)
        made = Tablet(kept, self.wire, clock, self.new_id, jitter=Random(1).random, page_bytes=page_bytes or 256_000)
        self.open.append(made)
        return made

    def joined(self, name: str = "a", officer_id: str = "o-1", off_ms: int = 0, page_bytes: int = 0) -> Tablet:
        """A tablet that speaks for an officer and has heard everything."""
        made = self.tablet(name, off_ms, page_bytes)
        assert not isinstance(made.enrol(self.office.grant(officer_id)), Refused)
        assert made.sync().all_sent
        return made

    def outcomes(self) -> list[tuple[str, str]]:
        """(kind, outcome) of everything tablets said, in the order of the journal."""
        with self.store.read() as tx:
            return [(e.kind, e.outcome) for e in journal.entries(tx, UNIT) if not e.device_id.startswith("office:")]

    def truth(self, kind: str, thing_id: str) -> dict[str, object]:
        """A thing's state as the office keeps it."""
        with self.store.read() as tx:
            body = projections.body(tx, UNIT, kind, thing_id)
        assert body is not None
        state: dict[str, object] = json.loads(body)["state"]
        return state


@pytest.fixture
def world(store: Store, tmp_path: Path) -> Iterator[World]:
    made = World(store, tmp_path)
    yield made
    for tablet in made.open:
        tablet.close()


def held_things(tablet: Tablet) -> dict[tuple[str, str], str]:
    """What a tablet holds as pulled."""
    with tablet.store.read() as tx:
        return {(kept.kind, kept.id): kept.body for kept in replica.things(tx)}


def say_all(tablet: Tablet, *bodies: Body) -> list[str]:
    """Says these and wants every one of them allowed."""
    said = [tablet.say(body) for body in bodies]
    assert not [answer for answer in said if isinstance(answer, Refused)], said
    return [str(answer) for answer in said]


def test_a_day_without_network_arrives_whole_and_in_order(world: World) -> None:
    """What was said offline shows at once on the tablet, and after one round is true at the office, files included."""
    tablet = world.joined()
    world.wire.lose = {"push", "pull", "begin", "append"}
    file = tablet.attach(b"photograph" * 40, "image/jpeg", "trang 1")
    assert isinstance(file, FileRef)
    said = say_all(
        tablet,
        *words.arrival("v-1"),
        *words.steps("v-1", "d-1", file),
        visit.VisitCompleted(visit="v-1", summary="tốt"),
    )
    here = tablet.view("visit", "v-1")
    assert (here.state, here.missing, tablet.view("request", "r-1").state) == ("completed", (file.digest,), "visited")
    away = tablet.sync()
    assert away.away and away.unsent == len(said) and away.files_unsent == 1 and not away.all_sent
    world.wire.lose = set()
    done = tablet.sync()
    assert done.all_sent and done.outcomes == {"applied": len(said)} and done.uploaded == 1
    assert [kind for kind, _ in world.outcomes()][-8:] == [
        "VisitDeparted", "VisitArrived", "IdentityChecked", "LucidityConfirmed", "PapersChecked", "SignatureRecorded",
        "FeeCollected", "VisitCompleted",
    ]  # fmt: skip
    tablet.sync()
    truth = world.truth("visit", "v-1")
    assert (truth["state"], truth.get("missing")) == ("completed", None)
    assert world.office.blobs[file.digest] == b"photograph" * 40
    assert tablet.view("visit", "v-1").missing == () and tablet.sign_out() is None


def test_a_new_visit_is_acknowledged_once_by_itself(world: World) -> None:
    """The round that brings a visit says that it has come; further rounds and the second officer say nothing."""
    tablet = world.joined()
    world.office.say("supervisor", words.assigned("v-1", "o-1", "o-2"))
    second = world.joined("b", "o-2")
    assert second.view("visit", "v-1").state == "assigned"
    assert tablet.sync().acknowledged == 1 and tablet.sync().acknowledged == 0
    assert world.outcomes() == [("VisitAcknowledged", "applied")] * 2


def test_an_answer_that_was_lost_is_given_again(world: World) -> None:
    """A push whose answer never came is sent again and gets the same receipts; nothing is true twice."""
    tablet = world.joined()
    say_all(tablet, words.note("v-1", "chó dữ"), visit.VisitDeparted(visit="v-1"))
    world.wire.drop = {"push"}
    assert tablet.sync().unsent == 2
    before = world.outcomes()
    assert tablet.view("visit", "v-1").note == "chó dữ"
    world.wire.drop = set()
    assert tablet.sync().all_sent and world.outcomes() == before


def test_a_receipt_stays_the_same_however_often_asked(world: World) -> None:
    """Sent again byte by byte, a push with every outcome in it brings the very same receipts."""
    tablet = world.joined()
    world.office.say("clerk", words.note("v-1", "gọi trước"))
    say_all(tablet, words.note("v-1", "cổng xanh"), visit.VisitDeparted(visit="v-1"))
    world.office.say("supervisor", words.assigned("v-1", "o-2"))
    sent: list[bytes] = []
    world.wire.seen = lambda name, body: sent.append(body) if name == "push" else None
    tablet.sync()
    receipts = [msgspec.json.decode(said.receipt) for said in tablet.spoken() if said.outcome == "parked"]
    assert len(receipts) == 2
    me = tablet.identity
    assert me is not None
    for _ in range(2):
        answer = msgspec.json.decode(world.office.push(me.token, sent[0]))
        assert answer["receipts"] == receipts


def test_a_malformed_line_is_refused_alone_and_always_by_the_same_name(world: World) -> None:
    """A line that is no event blocks nothing, and its receipt bears the name its work is held under."""
    tablet = world.joined()
    me = tablet.identity
    assert me is not None
    say_all(tablet, visit.VisitDeparted(visit="v-1"), words.note("v-1", "trước"))
    with tablet.store.write() as tx:
        spoiled = replica.unsent(tx, 1)[0]
        line = spoiled.line.replace("VisitDeparted", "VisitFlown")
        next_one = replica.unsent(tx, 2)[1]
        after = next_one.line.replace(spoiled.digest, digest(line.encode()))
        tx.run("UPDATE outbox SET line = ?, digest = ? WHERE n = ?", line, digest(line.encode()), spoiled.n)
        tx.run("UPDATE outbox SET line = ?, digest = ? WHERE n = ?", after, digest(after.encode()), next_one.n)
    assert tablet.sync().outcomes == {"refused": 1, "applied": 1}
    with world.store.read() as tx:
        entry = journal.entry(tx, UNIT, f"{me.device}:{spoiled.n}")
        assert entry is not None and entry.code == "unknown_kind"
        assert projections.body(tx, UNIT, "hold", entry.id) is not None


def test_work_on_a_visit_that_was_reassigned_is_parked_and_can_be_adopted(world: World) -> None:
    """Said under an old lease, work is kept whole, shown to its officer, and made true by a supervisor who adopts it."""
    tablet = world.joined()
    world.wire.lose = {"push", "pull"}
    (said,) = say_all(tablet, words.note("v-1", "bà nằm liệt"))
    world.office.say("supervisor", words.assigned("v-1", "o-2"))
    world.wire.lose = set()
    done = tablet.sync()
    assert done.outcomes == {"parked": 1} and done.all_sent
    assert tablet.view("visit", "v-1") is None and tablet.view("citizen", "c-1") is None
    (held,) = tablet.held()
    assert held.event == said and held.receipt.vi == sentence("lease_old").vi and held.receipt.next_vi
    assert world.truth("visit", "v-1").get("note", "") == ""
    adopted = world.office.say("supervisor", held.body, adopts=said)
    assert adopted[0].outcome == "applied"
    assert world.truth("visit", "v-1")["note"] == "bà nằm liệt"
    tablet.sync()
    assert tablet.held() == []


def test_work_returned_stays_readable_until_its_officer_puts_it_away(world: World) -> None:
    """What a supervisor gives back shows its reason, until the officer has read it."""
    tablet = world.joined()
    (said,) = say_all(tablet, words.note("v-1", "x"))
    world.office.say("supervisor", words.assigned("v-1", "o-2"))
    tablet.sync()
    world.office.say("supervisor", WorkReturned(hold=said, reason="không phải của mình"))
    tablet.sync()
    assert [(held.settled, held.reason) for held in tablet.held()] == [("returned", "không phải của mình")]
    tablet.put_away(said)
    assert tablet.held() == []


def test_two_hands_on_one_field_are_both_kept(world: World) -> None:
    """A note that somebody else changed meanwhile stands; the offered one is beside it, shown until somebody chooses."""
    tablet = world.joined()
    world.wire.lose = {"push", "pull"}
    (said,) = say_all(tablet, words.note("v-1", "của cán bộ"))
    assert tablet.view("visit", "v-1").note == "của cán bộ"
    world.office.say("clerk", words.note("v-1", "của văn phòng"))
    world.wire.lose = set()
    assert tablet.sync().outcomes == {"conflict": 1}
    here = tablet.view("visit", "v-1")
    assert here.note == "của văn phòng" and [c.offered for c in here.conflicts] == ['"của cán bộ"']
    assert [held.event for held in tablet.held()] == [said]
    world.office.say(
        "supervisor",
        ConflictSettled(about="visit", subject="v-1", event=said, field="note", take_offered=True, reason="đúng hơn"),
    )
    tablet.sync()
    assert tablet.view("visit", "v-1").note == "của cán bộ" and tablet.held() == []


def test_an_officer_is_not_in_conflict_with_themselves(world: World) -> None:
    """A note corrected twice while offline is two words of one hand: the later stands, and nobody must choose."""
    tablet = world.joined()
    say_all(tablet, words.note("v-1", "một"), words.note("v-1", "hai"))
    assert tablet.view("visit", "v-1").note == "hai"
    assert tablet.sync().outcomes == {"applied": 2}
    say_all(tablet, words.note("v-1", "ba"))
    assert tablet.sync().outcomes == {"applied": 1}
    assert world.truth("visit", "v-1")["note"] == "ba" and tablet.view("visit", "v-1").conflicts == ()


def test_different_fields_are_merged(world: World) -> None:
    """A note by the officer and a length by the desk, said at the same time, both hold."""
    tablet = world.joined()
    say_all(tablet, words.note("v-1", "một"))
    world.office.say("clerk", visit.VisitAmended(visit="v-1", change=visit.VisitChange(minutes=60)))
    assert tablet.sync().outcomes == {"merged": 1}
    here = tablet.view("visit", "v-1")
    assert (here.note, here.minutes) == ("một", 60)


def test_what_the_rules_forbid_is_refused_at_once_and_not_said(world: World) -> None:
    """The tablet knows the rules: a visit without its steps cannot be completed, and nothing reaches the outbox."""
    tablet = world.joined()
    before = tablet.spoken()
    say_all(tablet, *words.arrival("v-1"))
    no = tablet.say(visit.VisitCompleted(visit="v-1"))
    assert no == Refused("step_missing", "identity (2.000884)")
    assert tablet.say(words.note("v-9", "x")) == Refused("unknown_thing", "visit")
    named = FileRef(digest="a" * 64, length_bytes=1, media_type="image/png")
    assert tablet.say(visit.DocumentCaptured(visit="v-1", file=named)) == Refused("unknown_thing", "file")
    too_long = tablet.say(words.note("v-1", "x" * 2001))
    assert isinstance(too_long, Refused) and too_long.code == "malformed"
    assert isinstance(tablet.attach(b"", "image/png"), Refused)
    assert isinstance(tablet.attach(b"x", "text/html"), Refused)
    assert len(tablet.spoken()) == len(before) + 2


def test_what_the_office_refuses_is_kept_with_its_sentence(world: World) -> None:
    """A word that is no longer lawful when it arrives is refused alone, and stays readable with its next step."""
    tablet = world.joined()
    world.office.say("supervisor", visit.VisitFailed(visit="v-1", reason="other", note="lũ"))
    departed, noted = say_all(tablet, visit.VisitDeparted(visit="v-1"), words.note("v-1", "vẫn gửi"))
    assert tablet.sync().outcomes == {"refused": 1, "applied": 1}
    (held,) = tablet.held()
    assert (held.event, held.receipt.code) == (departed, "wrong_state") and held.receipt.next_vi
    assert tablet.view("visit", "v-1").state == "failed" and tablet.view("visit", "v-1").note == "vẫn gửi"


def test_a_view_never_jumps_back_between_receipt_and_pull(world: World) -> None:
    """With the receipt here and the page lost, the event still shows; with both here it shows once."""
    tablet = world.joined()
    say_all(tablet, *words.arrival("v-1"), *words.steps("v-1", "d-1"))
    world.wire.lose = {"pull"}
    done = tablet.sync()
    assert done.all_sent and done.away
    assert tablet.view("visit", "v-1").state == "arrived" and len(tablet.view("visit", "v-1").assents) == 1
    world.wire.lose = set()
    tablet.sync()
    assert tablet.view("visit", "v-1").state == "arrived" and len(tablet.view("visit", "v-1").assents) == 1


def copy_of(world: World, tablet: Tablet, name: str) -> None:
    """Copies a tablet's file as it is now."""
    tablet.close()
    for suffix in ("", "-wal"):
        kept = world.folder / f"a.db{suffix}"
        if kept.exists():
            (world.folder / f"{name}.db{suffix}").write_bytes(kept.read_bytes())


def test_a_tablet_put_back_from_an_old_copy_enrols_anew_and_loses_nothing(world: World) -> None:
    """Its numbers are taken, which it says; under a new name it offers everything again, and each is true once."""
    tablet = world.joined()
    say_all(tablet, words.note("v-1", "một"))
    copy_of(world, tablet, "old")
    tablet = world.tablet("a")
    say_all(tablet, visit.VisitDeparted(visit="v-1"))
    tablet.sync()
    old = world.tablet("old")
    say_all(old, words.note("v-1", "hai"), visit.VisitDeparted(visit="v-1"))
    done = old.sync()
    assert done.trouble is not None and done.trouble.code == "number_taken" and done.unsent == 3
    assert old.sync().trouble == done.trouble
    assert not isinstance(old.re_enrol(world.office.grant("o-1")), Refused)
    assert old.sync().all_sent and old.trouble() is None
    said = [kind for kind, _ in world.outcomes()]
    assert said == ["VisitAcknowledged", "VisitAmended", "VisitDeparted", "VisitAmended", "VisitDeparted"]
    assert old.view("visit", "v-1").state == "departed"


def test_a_copy_that_said_nothing_since_is_found_out_too(world: World) -> None:
    """The office expects a number that this copy never gave: it must enrol anew before it says anything."""
    tablet = world.joined()
    copy_of(world, tablet, "old")
    tablet = world.tablet("a")
    say_all(tablet, words.note("v-1", "một"))
    tablet.sync()
    old = world.tablet("old")
    trouble = old.sync().trouble
    assert trouble is not None and trouble.code == "number_taken"


def test_re_enrolling_for_somebody_else_is_refused(world: World) -> None:
    """One officer's outbox never goes out in another's name."""
    tablet = world.joined()
    before = tablet.identity
    assert tablet.re_enrol(world.office.grant("o-2")) == Refused("not_yours", "o-1")
    assert tablet.identity == before and tablet.enrol("x") == Refused("already_there", before.device if before else "")
    assert tablet.re_enrol("no such code") == Refused("code_wrong", "")


def test_a_revoked_tablet_says_so_and_keeps_its_work(world: World) -> None:
    """Nothing more is taken from a revoked device; what it holds goes out once its officer has a new code."""
    tablet = world.joined()
    me = tablet.identity
    assert me is not None
    world.office.say("supervisor", DeviceRevoked(device=me.device, reason="mất máy"))
    say_all(tablet, words.note("v-1", "còn đây"))
    done = tablet.sync()
    assert done.trouble is not None and done.trouble.code == "device_revoked" and done.unsent == 1
    tablet.re_enrol(world.office.grant("o-1"))
    assert tablet.sync().all_sent and world.truth("visit", "v-1")["note"] == "còn đây"


def test_signing_out_is_refused_while_anything_is_only_here(world: World) -> None:
    """An unsent word or an unconfirmed file keeps the tablet; after it nothing is left on it."""
    tablet = world.joined()
    file = tablet.attach(b"scan", "image/png")
    assert isinstance(file, FileRef)
    say_all(tablet, *words.arrival("v-1"), visit.DocumentCaptured(visit="v-1", file=file))
    assert tablet.sign_out() == Refused("unsent_work", "3 events, 1 files")
    world.wire.lose = {"append"}
    assert tablet.sync().unsent == 0
    assert tablet.sign_out() == Refused("unsent_work", "0 events, 1 files")
    world.wire.lose = set()
    tablet.sync()
    assert tablet.sign_out() is None
    with pytest.raises(NotEnrolled):
        tablet.say(words.note("v-1", "x"))
    assert held_things(tablet) == {} and tablet.spoken() == [] and tablet.identity is None


def test_a_dying_tablet_hands_its_work_to_another(world: World) -> None:
    """Carried by hand and sealed, events and files reach the office from the other tablet, and once only."""
    tablet = world.joined()
    file = tablet.attach("chữ ký".encode().ljust(100), "image/png")
    assert isinstance(file, FileRef)
    say_all(tablet, *words.arrival("v-1"), visit.DocumentCaptured(visit="v-1", file=file))
    sealed = tablet.export_outbox("bốn con vịt")
    other = world.joined("b")
    with pytest.raises(rescue.WrongPassphrase):
        other.import_outbox(sealed, "bốn con gà")
    assert other.import_outbox(sealed, "bốn con vịt") == 3
    assert other.import_outbox(sealed, "bốn con vịt") == 0
    assert other.view("visit", "v-1").state == "arrived"
    assert other.sync().all_sent
    before = world.outcomes()
    assert tablet.sync().all_sent and world.outcomes() == before
    assert world.office.blobs[file.digest].startswith("chữ ký".encode())


def test_the_office_takes_a_lost_tablets_work_in(world: World) -> None:
    """Imported at the office, the work is journaled as the lost device's own; sending it later changes nothing."""
    tablet = world.joined()
    file = tablet.attach(b"scan", "image/png")
    assert isinstance(file, FileRef)
    say_all(tablet, *words.arrival("v-1"), visit.DocumentCaptured(visit="v-1", file=file))
    bundle = rescue.unpack(tablet.export_outbox("mật"), "mật")
    assert isinstance(bundle, rescue.Bundle)
    receipts = rescue.take_in(world.store, bundle, world.clock.wall_ms())
    assert not isinstance(receipts, Torn) and [r.outcome for r in receipts] == ["applied"] * 3
    for ref, data in rescue.files_of(bundle):
        world.office.keep(ref, data)
    before = world.outcomes()
    assert tablet.sync().all_sent and world.outcomes() == before
    unknown = rescue.take_in(world.store, rescue.Bundle(unit=UNIT, officer="o-1", device="d", pushes=[], files=[]), 0)
    assert unknown == Torn("device_unknown", "d")


def test_a_bundle_of_another_ward_is_refused(world: World) -> None:
    """Work of one ward is not said in another."""
    tablet = world.joined()
    foreign = rescue.pack(rescue.Bundle(unit="30308", officer="o", device="d", pushes=[], files=[]), "x")
    assert tablet.import_outbox(foreign, "x") == Refused("other_unit", "30308")
    unread = tablet.import_outbox(rescue.seal(b"{}", "x"), "x")
    assert isinstance(unread, Refused) and unread.code == "malformed"
    with pytest.raises(rescue.WrongPassphrase):
        tablet.import_outbox(b"TNX1", "x")


def test_an_office_put_back_to_an_old_backup_hears_everything_again(world: World, tmp_path: Path) -> None:
    """The office expects an older number than it gave receipts for: the tablet sends again what was forgotten."""
    tablet = world.joined()
    with world.store.read() as tx:
        forgetting_from = journal.head(tx, UNIT).seq
    file = tablet.attach(b"scan", "image/png")
    assert isinstance(file, FileRef)
    say_all(tablet, *words.arrival("v-1"), visit.DocumentCaptured(visit="v-1", file=file))
    tablet.sync()
    tablet.sync()
    assert tablet.view("visit", "v-1").missing == ()
    put_back(world, forgetting_from)
    done = tablet.sync()
    assert done.outcomes["applied"] >= 3 and done.all_sent and done.uploaded == 1
    tablet.sync()
    assert tablet.view("visit", "v-1").state == "arrived" and tablet.view("visit", "v-1").missing == ()
    assert [kind for kind, _ in world.outcomes()] == [
        "VisitAcknowledged", "VisitDeparted", "VisitArrived", "DocumentCaptured",
    ]  # fmt: skip


def put_back(world: World, seq: int) -> None:
    """Gives the office the state it had when its journal ended at `seq`, by saying everything up to there again."""
    with world.store.read() as tx:
        entries = [entry for entry in journal.entries(tx, UNIT) if entry.seq <= seq]
    with world.store.write() as tx:
        for table in ("journal", "heads", "things", "reach", "tapes", "echoes", "signatures", "files", "file_visits"):
            tx.run(f"DELETE FROM {table}")
        projections.begin_epoch(tx, "epoch-2")
    world.office.blobs.clear()
    for entry in entries:
        with world.store.write() as tx:
            role = {"DeviceEnrolled": "system", "WardConfigured": "admin", "OfficerRegistered": "admin"}.get(entry.kind)
            roles = frozenset((role or "supervisor", "officer")) if role != "system" else frozenset(("system",))
            actor = Actor(id=entry.actor_id, unit=UNIT, roles=roles, officer="o-1", device=entry.device_id)  # type: ignore[arg-type]
            door = Door(tx, actor, journal.lock_head(tx, UNIT), entry.received_ms)
            line = kept(entry.event)
            receipt = door.admit_all([Line(entry.n, entry.digest, line, read(line))])[0]
            assert receipt.outcome == entry.outcome, receipt
            tapes.wind(tx, UNIT, entry.device_id, tapes.Tape(entry.n, entry.digest), entry.received_ms)
            door.close()


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


def test_a_clock_that_is_wrong_is_corrected_and_its_doubt_is_told(world: World) -> None:
    """Legal time is the office's: a wall clock years off does not matter after one answer, and moving it changes nothing."""
    years_ms = 5 * 365 * words.DAY_MS
    tablet = world.joined(off_ms=-years_ms)
    summary = tablet.sync()
    assert summary.bound_ms is not None and abs((summary.offset_ms or 0) - years_ms) < 1_000
    clock = tablet.clock
    assert isinstance(clock, Hands)
    clock.off_ms += 3 * words.HOUR_MS
    say_all(tablet, *words.arrival("v-1"))
    arrived = tablet.view("visit", "v-1").arrived
    assert abs(arrived.at_ms - NOON_MS) < 10_000 and arrived.bound_ms is not None and not arrived.doubtful
    clock.boot = "boot 2"
    say_all(tablet, words.arrival("v-1")[1])
    assert tablet.view("visit", "v-1").arrived.bound_ms is None


def test_before_any_answer_the_time_is_doubtful(world: World) -> None:
    """A tablet that never measured its clock says so, and nothing is invented."""
    clock = Hands()
    assert correction(None, clock) == (None, None)
    sure, slow = Anchor(NOON_MS, 5, NOON_MS, 0, "boot 1"), Anchor(NOON_MS, 500, NOON_MS, 0, "boot 1")
    assert better(sure, slow, clock) == sure and better(slow, sure, clock) == sure and better(None, slow, clock) == slow
    clock.ticks_ms = 100 * words.DAY_MS
    assert better(sure, slow, clock) == slow


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


def test_the_key_is_sealed_with_a_passphrase(world: World) -> None:
    """With a passphrase neither key nor token lies on the disk, and without it the tablet does not open."""
    path = world.folder / "sealed.db"

    def make(passphrase: str) -> Tablet:
        kept = replica.open_replica(f"sqlite:{path}")
        return Tablet(kept, world.wire, Hands(), world.new_id, passphrase=passphrase)

    tablet = make("đò ngang")
    tablet.enrol(world.office.grant("o-1"))
    me = tablet.identity
    assert me is not None
    tablet.close()
    stored = b"".join(part.read_bytes() for part in world.folder.glob("sealed.db*"))
    assert me.token.encode() not in stored and me.key.encode() not in stored and bytes.fromhex(me.key) not in stored
    with pytest.raises(rescue.WrongPassphrase):
        make("đò dọc")
    again = make("đò ngang")
    world.open.append(again)
    assert again.identity == me and again.sync().all_sent


LOOP = """
import sys
from itertools import count
from models.store import replica
from sync.tablet import Tablet
from tests.simulation import words
from tests.sync.test_tablet import Hands

serial = count(1)
tablet = Tablet(replica.open_replica("sqlite:" + sys.argv[1]), None, Hands(), lambda: f"{sys.argv[2]}-{next(serial):06d}")
for i in count():
    print(tablet.say(words.note("v-1", f"ghi chú {i}")), flush=True)
"""


def test_a_tablet_killed_in_the_middle_has_everything_it_answered(world: World) -> None:
    """Killed with SIGKILL again and again while it speaks: each id it printed is in the outbox, in one whole chain."""
    tablet = world.joined()
    tablet.close()
    told: list[str] = []
    for life in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(world.folder / "a.db"), f"life{life}"], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        for _ in range(20 + life):
            told.append(child.stdout.readline().strip())
        child.kill()
        told += [line for line in child.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        child.wait()
    tablet = world.tablet("a")
    said = tablet.spoken()
    assert {line.strip() for line in told} <= {one.id for one in said} and len(told) >= 63
    for before, after in zip(said, said[1:], strict=False):
        event = read(after.line.encode())
        assert (event.prev, after.n) == (before.digest, before.n + 1)
    assert tablet.sync().all_sent
    assert len(world.outcomes()) == len(said)


def test_results_and_absences_can_be_said_from_a_tablet(world: World) -> None:
    """An officer brings a result and reports ill: what is about other things than visits travels as well."""
    tablet = world.joined()
    say_all(tablet, *words.arrival("v-1"), *words.steps("v-1", "d-1"), visit.VisitCompleted(visit="v-1"))
    tablet.sync()
    world.office.say("clerk", dossier.DossierProcessed(dossier="d-1", due_day="2026-11-24"))
    refused = world.office.say("clerk", dossier.ResultReady(dossier="d-1"))
    assert refused[0].code == "not_allowed"
    world.office.say("certifier", dossier.ResultReady(dossier="d-1"))
    tablet.sync()
    absence = officer.Absence(id="ab-1", from_ms=NOON_MS, to_ms=NOON_MS + words.DAY_MS, reason="ốm")
    say_all(
        tablet, dossier.ResultReturned(dossier="d-1", manner="home", receiver="bà Đào"),
        officer.OfficerAbsent(officer="o-1", absence=absence),
    )  # fmt: skip
    assert tablet.view("dossier", "d-1").status == 10
    assert tablet.sync().outcomes == {"applied": 2}
    assert world.truth("dossier", "d-1")["status"] == 10
    assert tablet.say(officer.OfficerAbsent(officer="o-2", absence=absence)) == Refused("not_yours", "")
