"""Copies, losses and farewells: whatever becomes of a tablet or its office, work is said once and not lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import visit
from models.device import DeviceRevoked
from models.refusal import Refused
from models.said import FileRef
from models.store import journal, replica
from sync import rescue
from sync.protocol import Torn
from sync.tablet import NotEnrolled, Tablet
from tests.simulation import words
from tests.simulation.local import UNIT
from tests.sync.around import Hands, World, copy_of, held_things, put_back, say_all


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
    torn = rescue.Bundle(unit=UNIT, officer="o-1", device=bundle.device, pushes=["e30K"], files=[])
    answer = rescue.take_in(world.store, torn, 0)
    assert isinstance(answer, Torn) and answer.code == "torn_push" and rescue.events_of(torn) == []
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


def test_what_is_no_longer_kept_needs_a_new_enrolment(world: World) -> None:
    """An office put back further than a tablet remembers: its chain cannot go on, and says so; a new name goes on."""
    with world.store.read() as tx:
        before_anything = journal.head(tx, UNIT).seq
    tablet = world.joined()
    enrolled_at = before_anything + 1
    say_all(tablet, words.note("v-1", "một"))
    tablet.sync()
    world.clock.ticks_ms += 31 * words.DAY_MS
    tablet.sync()
    assert tablet.spoken() == []
    say_all(tablet, words.note("v-1", "hai"))
    put_back(world, enrolled_at)
    trouble = tablet.sync().trouble
    assert trouble is not None and trouble.code == "broken_chain"
    tablet.re_enrol(world.office.grant("o-1"))
    assert tablet.sync().all_sent and world.truth("visit", "v-1")["note"] == "hai"


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


def test_work_the_office_will_park_does_not_show_as_if_it_held(world: World) -> None:
    """Pulled under a new assignment, a visit is shown without what was said under the old one."""
    tablet = world.joined()
    copy_of(world, tablet, "old")
    say_all(world.tablet("a"), words.note("v-1", "một"))
    assert world.open[-1].sync().all_sent
    old = world.tablet("old")
    say_all(old, words.note("v-1", "hai"), visit.VisitDeparted(visit="v-1"))
    world.office.say("supervisor", words.assigned("v-1", "o-1"))
    assert old.sync().trouble is not None
    here = old.view("visit", "v-1")
    assert (here.lease, here.note, here.state) == (2, "một", "acknowledged")
    assert old.view("request", "r-1").state == "scheduled"
