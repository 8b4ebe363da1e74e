"""A tablet and its office, on both engines: what was said is never lost, never doubled, never hidden."""

from __future__ import annotations

import subprocess
import sys

import msgspec

from models import dossier, officer, visit
from models.event import digest, read
from models.hold import ConflictSettled, WorkReturned
from models.refusal import Refused, sentence
from models.said import FileRef
from models.store import journal, projections, replica
from sync.view import View
from tests.simulation import words
from tests.simulation.local import UNIT
from tests.simulation.words import NOON_MS
from tests.sync.around import World, say_all


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


def test_a_conflict_on_a_visit_that_went_to_somebody_else_is_theirs(world: World) -> None:
    """Once the visit is another's, its first officer is no longer asked to look at what met there."""
    tablet = world.joined()
    say_all(tablet, words.note("v-1", "của cán bộ"))
    world.office.say("clerk", words.note("v-1", "của văn phòng"))
    tablet.sync()
    assert len(tablet.held()) == 1
    world.office.say("supervisor", words.assigned("v-1", "o-2"))
    tablet.sync()
    assert tablet.held() == []


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


def test_the_rules_know_the_procedures(world: World) -> None:
    """A tablet looks procedures up in its own catalogue, pinned or in force; kinds it does not know are not there."""
    tablet = world.joined()
    with tablet.store.write() as tx:
        replica.put_things(tx, 1, [replica.Kept("tram", "x", 1, '{"kind":"tram"}')])
    with tablet.store.read() as tx:
        view = View(tx, "o-1", NOON_MS)
        assert view.look("procedure", words.SIGNATURE) == view.look("procedure", f"{words.SIGNATURE}@{words.VERSION}")
        assert view.look("tram", "x") is None


LOOP = """
import sys
from itertools import count
from models.store import replica
from sync.tablet import Tablet
from tests.simulation import words
from tests.sync.around import Hands

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
        tablet, dossier.ResultReturned(dossier="d-1", manner="home", receiver="bà Đào", signed="signature"),
        officer.OfficerAbsent(officer="o-1", absence=absence),
    )  # fmt: skip
    assert tablet.view("dossier", "d-1").status == 10
    assert tablet.sync().outcomes == {"applied": 2}
    assert world.truth("dossier", "d-1")["status"] == 10
    assert tablet.say(officer.OfficerAbsent(officer="o-2", absence=absence)) == Refused("not_yours", "")
