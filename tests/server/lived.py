"""A ward in which everything has happened once: work parked, refused, adopted and in conflict, files, an erasure."""

from __future__ import annotations

import msgspec

from models.citizen import CitizenAmended, CitizenChange, CitizenErased
from models.hold import ConflictSettled, WorkDismissed, WorkReturned
from models.notice import NoticePosted, NoticeWithdrawn
from models.request import RequestAmended, RequestChange
from models.store import journal, projections
from models.visit import (
    DocumentCaptured,
    VisitAcknowledged,
    VisitAmended,
    VisitAssigned,
    VisitChange,
    VisitCompleted,
    VisitDeparted,
    VisitUnassigned,
)
from models.ward import Anchor, DayAnchored
from server import uploads
from server.clock import uuid7
from sync import office
from sync.board import read_thing
from sync.office import Wish
from sync.protocol import Receipt
from tests.server.story import UNIT, Planned, Story, Tablet, at_the_door, photo_of
from tests.simulation import words

PHOTO = b"\xff\xd8" + bytes(range(256)) * 20
LATER = b"\xff\xd8 never sent"


def store_file(story: Story, token: str, content: bytes) -> None:
    """Brings a file in without HTTP."""
    upload = uploads.begin(story.house, story.actor_of(token), photo_of(content))
    part = story.house.blobs.hold(upload.id)
    assert part is not None
    part.add(content)
    uploads.finish(story.house, upload, part)
    part.close()


def live(story: Story) -> tuple[Tablet, Planned]:
    """Plays everything once; answers a tablet that goes on and a visit of its officer that has not begun."""
    first, second = story.tablet(), story.tablet()
    done, moved, erased = (story.plan(first.officer) for _ in range(3))
    story.push(first, *at_the_door(done, photo_of(PHOTO)))
    store_file(story, first.token, PHOTO)
    story.push(first, *at_the_door(moved)[:3], DocumentCaptured(visit=moved.visit, file=photo_of(LATER)))
    _reassigned(story, first, second, moved)
    _conflicts(story, second, moved)
    _erased(story, first, erased)
    _unreadable(story, first)
    _offered_again(story, first)
    story.say("supervisor", notice := NoticePosted(notice=uuid7(), unit=UNIT, title="Ngập", level="safety"))
    story.say("supervisor", NoticePosted(notice=uuid7(), unit=UNIT, title="Họp"))
    story.say("supervisor", NoticeWithdrawn(notice=notice.notice))
    chain = _head(story)
    story.say("system", DayAnchored(unit=UNIT, anchor=Anchor(day="2026-11-21", seq=chain[0], chain=chain[1])))
    planned = story.plan(second.officer)
    return second, planned


def _reassigned(story: Story, first: Tablet, second: Tablet, moved: Planned) -> None:
    """The visit goes to another officer; what the first said after that is parked: adopted, returned, dismissed."""
    story.say("supervisor", VisitUnassigned(visit=moved.visit, reason="bận"))
    story.say("supervisor", VisitAssigned(visit=moved.visit, officer=second.officer))
    late = VisitAmended(visit=moved.visit, change=VisitChange(note="chó dữ"))
    parked = story.push(first, late, VisitDeparted(visit=moved.visit), VisitAcknowledged(visit=moved.visit))
    assert {receipt.outcome for receipt in parked} == {"parked"}
    supervisor = story.actor_of(story.sign_in("supervisor"))
    wishes = [
        Wish(body=late, adopts=parked[0].id),
        Wish(body=WorkReturned(hold=parked[1].id, reason="đã đổi người")),
        Wish(body=WorkDismissed(hold=parked[2].id, reason="đã đổi người")),
    ]
    said = office.say(story.store, supervisor, UNIT, wishes, story.now_ms(), uuid7)
    assert {receipt.outcome for receipt in said} == {"applied"}, said


def _conflicts(story: Story, tablet: Tablet, planned: Planned) -> None:
    """Two hands on one field, twice: one conflict is settled, the other stays open; two fields merge."""
    base = _version(story, "visit", planned.visit)
    story.say("clerk", VisitAmended(visit=planned.visit, change=VisitChange(note="bàn nói", minutes=45)))
    for body in (VisitChange(note="bảng nói"), VisitChange(summary="gộp"), VisitChange(minutes=50)):
        line = tablet.write(VisitAmended(visit=planned.visit, change=body), lease=3, base=base)
        _answered(story, tablet, line)
    with story.store.read() as tx:
        text = projections.body(tx, UNIT, "visit", planned.visit)
    assert text is not None
    state = read_thing("visit", text).state
    assert len(state.conflicts) == 2, state
    settled = ConflictSettled(
        about="visit", subject=planned.visit, event=state.conflicts[0].event, field=state.conflicts[0].field,
        take_offered=True, reason="người ở tại chỗ biết rõ",
    )  # fmt: skip
    story.say("supervisor", settled)


def _erased(story: Story, tablet: Tablet, planned: Planned) -> None:
    """A person is erased: what was said of them, and what was parked about them, is emptied."""
    change = CitizenChange(note="nói nhỏ")
    story.push(tablet, CitizenAmended(citizen=planned.citizen, change=change, visit=planned.visit))
    story.say("supervisor", VisitUnassigned(visit=planned.visit, reason="rút"))
    late = CitizenAmended(citizen=planned.citizen, change=CitizenChange(note="muộn"), visit=planned.visit)
    assert story.push(tablet, late)[0].outcome == "parked"
    story.say("clerk", RequestAmended(request=planned.request, change=RequestChange(note="đã rút")))
    story.say("clerk", *words.taken_back(planned.visit, planned.dossier, planned.request))
    story.say("admin", CitizenErased(citizen=planned.citizen, unit=UNIT, reason="theo đơn"))


def _unreadable(story: Story, tablet: Tablet) -> None:
    """A line that is no event, one of an unknown kind, one that is not lawful: each is kept and held."""
    broken = tablet.scribble(b'{"no":"event"}')
    unknown = tablet.scribble(b'{"id":"%s","n":%d,"body":{"kind":"FutureThing"}}')
    unlawful = tablet.write(VisitCompleted(visit=uuid7()))
    receipts = [_answered(story, tablet, line) for line in (broken, unknown, unlawful)]
    assert [receipt.outcome for receipt in receipts] == ["refused"] * 3


def _offered_again(story: Story, tablet: Tablet) -> None:
    """The officer enrols a new device, which offers some of the old one's events again."""
    anew = story.device(tablet.officer, uuid7())
    lines = [anew.offer(msgspec.json.decode(line)) for line in tablet.lines[:4]]
    pushed = office.push(story.store, anew.actor, anew.pushed(lines), story.now_ms())
    assert [receipt.outcome for receipt in pushed.receipts] == ["applied"] * 4  # type: ignore[union-attr]


def _answered(story: Story, tablet: Tablet, line: bytes) -> Receipt:
    answered = office.push(story.store, tablet.actor, tablet.pushed([line]), story.now_ms())
    return answered.receipts[0]  # type: ignore[union-attr]


def _version(story: Story, kind: str, thing_id: str) -> int:
    with story.store.read() as tx:
        body = projections.body(tx, UNIT, kind, thing_id)
    assert body is not None
    return read_thing(kind, body).version


def _head(story: Story) -> tuple[int, str]:
    with story.store.read() as tx:
        head = journal.head(tx, UNIT)
    return head.seq, head.chain
