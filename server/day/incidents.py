"""What goes wrong on a played day, on purpose: each thing an office offline for hours has to survive, at its hour."""

from functools import partial
from pathlib import Path

from models import calendar as time
from models.hold import ConflictSettled
from models.officer import Absence, OfficerAbsent, OfficerBack
from models.visit import VisitAmended, VisitChange
from server.day.desk import Desk
from server.day.member import Member, Stage

MORNING = (535, 640)
"""Windows that begin from 08:55 to 10:40 are open to reassignment while their officer is out of reach."""


class Incidents:
    """The troubles of one day, and what the supervisor does about them."""

    def __init__(self, stage: Stage, desk: Desk, members: list[Member], day: str) -> None:
        self._stage = stage
        self._desk = desk
        self._members = members
        self._day = day
        self._adopting: dict[str, Member] = {}
        self._copy: Path | None = None

    def arrange(self) -> None:
        """Puts everything on the agenda."""
        first, second, third = (self._members[i % len(self._members)] for i in range(3))
        self._at(500, partial(self._absence, second))
        self._at(510, partial(self._gather, first))
        self._at(520, partial(self._cut, first))
        self._at(650, partial(self._join, first))
        if len(self._members) > 1:
            self._at(530, partial(self._reassign, first))
            self._at(540, partial(self._cut, second))
            self._at(550, partial(self._two_hands, second))
            self._at(560, partial(self._back_twice, second))
            self._at(595, partial(self._join, second))
        self._at(665, partial(self._keep_copy, first))
        self._at(870, partial(self._put_back, first))
        self._at(815, partial(self._lose, third if len(self._members) > 2 else second))
        for member in self._members:
            start = self._stage.chance.randrange(900, 960)
            self._at(start, partial(self._cut, member))
            self._at(start + self._stage.chance.randrange(20, 110), partial(self._join, member))
        for minute in range(605, 1080, 60):
            self._at(minute, self.settle)

    def reassigned(self) -> set[str]:
        """The visits the supervisor gave to others today: what their first tablet says of them is still to come."""
        return set(self._adopting)

    def _at(self, minute: int, step: partial[None] | object) -> None:
        self._stage.agenda.at(time.ms_of(self._day, minute), step)  # type: ignore[arg-type]

    def _told(self, what: str, count: int = 1) -> None:
        self._stage.ledger.told[what] += count

    def _cut(self, member: Member) -> None:
        """No network from here on."""
        member.sync_all()
        member.line.up = False
        self._told("offline spells")

    def _join(self, member: Member) -> None:
        """The network is back."""
        member.line.up = True
        member.sync_all()
        self.settle()

    def _gather(self, member: Member) -> None:
        """The officer to be cut off has at least two visits in the morning."""
        visits = [
            v for v in self._desk.visits(self._day, "assigned", "acknowledged") if self._in_morning(v.window.from_ms)
        ]
        mine = [v for v in visits if v.officer == member.officer.id]
        for visit in visits:
            if len(mine) >= 2:
                break
            if visit.officer != member.officer.id:
                receipt = self._desk.assign(visit.id, member.officer.id, "Gom tuyến buổi sáng")
                mine += [visit] if receipt is not None and receipt.outcome == "applied" else []
        member.sync_all()

    def _in_morning(self, at_ms: int) -> bool:
        return MORNING[0] <= time.local_minute(at_ms) <= MORNING[1] and time.local_day(at_ms) == self._day

    def _reassign(self, member: Member) -> None:
        """Two visits go to others while their officer cannot hear of it: the work on one is adopted, on the other returned."""
        mine = [visit for visit in member.held() if self._in_morning(visit.window.from_ms)][:2]
        for i, visit in enumerate(mine):
            for other in self._members[1:]:
                receipt = self._desk.assign(visit.id, other.officer.id, "Điều phối lại khi mất liên lạc")
                if receipt is not None and receipt.outcome == "applied":
                    self._told("reassigned while offline")
                    if i == 0:
                        self._adopting[visit.id] = other
                        other.skip.add(visit.id)
                    break

    def _absence(self, member: Member) -> None:
        """A noon off that both the supervisor and the officer will take back."""
        absence = self._noon(member)
        self._desk.say("supervisor", OfficerAbsent(officer=member.officer.id, absence=absence))
        member.sync_all()

    def _noon(self, member: Member) -> Absence:
        span = time.ms_of(self._day, 695), time.ms_of(self._day, 775)
        return Absence(id=f"noon:{member.officer.id[:40]}", from_ms=span[0], to_ms=span[1], reason="Việc riêng")

    def _back_twice(self, member: Member) -> None:
        """The supervisor takes the absence back, and so does the officer, offline: the second is refused, visibly."""
        body = OfficerBack(officer=member.officer.id, absence=self._noon(member).id)
        self._desk.say("supervisor", body)
        member.say(body)
        self._told("said twice from two sides")

    def _two_hands(self, member: Member) -> None:
        """Desk and officer correct one field of a visit differently, and two fields of another without harm."""
        mine = [visit for visit in member.held() if visit.state in ("assigned", "acknowledged")]
        for i, visit in enumerate(mine[:2]):
            version = self._desk.version(visit.id)
            theirs = VisitChange(note="Cổng sau, hẻm 5") if i == 0 else VisitChange(minutes=visit.minutes + 5)
            self._desk.say("clerk", VisitAmended(visit=visit.id, change=theirs), base=version)
            member.say(VisitAmended(visit=visit.id, change=VisitChange(note="Nhà dời sang số 12, gọi con gái trước")))
            self._told("corrected by two hands")

    def _lose(self, member: Member) -> None:
        """A tablet is lost: taken out of service, its homes listed, another enrolled."""
        member.line.up = True
        member.sync_all()
        identity = member.tablet.identity
        assert identity is not None
        homes = self._desk.visits(self._day, officer=member.officer.id)
        self._told("homes on a lost tablet", len({visit.citizen for visit in homes}))
        self._desk.revoke(identity.device, "Mất máy")
        member.sync()
        member.replace(self._desk.code(member.officer.id))
        member.sync_all()
        self._told("tablets lost and replaced")

    def _keep_copy(self, member: Member) -> None:
        """Somebody copies the tablet's file, as a backup of the machine would; its officer goes on working."""
        member.sync_all()
        self._copy = member.copy()
        self._write_down(member, "Gọi trước khi đến")
        member.sync_all()

    def _put_back(self, member: Member) -> None:
        """The old copy comes back: its numbers are taken, so it enrols anew and offers everything it has again."""
        if self._copy is None:
            return
        member.line.up = True
        member.sync_all()
        old = member.tablet.identity
        member.put_back(self._copy)
        self._write_down(member, "Chuông hỏng, gõ cửa")
        for _ in range(3):  # an answer may be lost, and the trouble with it
            member.sync()
        assert old is not None
        self._desk.revoke(old.device, "Máy khôi phục từ bản cũ")
        member.enrol_again(self._desk.code(member.officer.id))
        member.sync_all()
        self._told("old copies put back")

    def _write_down(self, member: Member, note: str) -> None:
        """The officer notes something about a visit of theirs, over or still to come."""
        for visit in member.tablet.things("visit"):
            if visit.officer == member.officer.id and visit.id not in member.skip:
                member.say(VisitAmended(visit=visit.id, change=VisitChange(note=note)))
                return

    def settle(self) -> None:
        """The supervisor decides on everything that waits: adopts, returns, dismisses, chooses."""
        for hold in sorted(self._desk.holds(), key=lambda h: h.seq):
            if hold.id not in self._known():
                continue
            if hold.outcome == "refused":
                self._desk.settle(hold.id, "dismiss", "Đã làm ở nơi khác")
            elif hold.subject not in self._adopting or self._desk.settle(hold.id, "adopt").outcome != "applied":
                self._desk.settle(hold.id, "return", "Lượt này đã giao người khác")
            else:
                self._told("adopted")
        for visit_id, other in self._adopting.items():
            if self._members[0].line.up:
                other.skip.discard(visit_id)
        for i, clash in enumerate(self._desk.conflicts()):
            conflict = clash["conflict"]
            body = ConflictSettled(
                about=clash["about"], subject=clash["subject"], event=conflict["event"], field=conflict["field"],
                take_offered=i % 2 == 0, reason="Gọi điện hỏi gia đình",
            )  # fmt: skip
            self._desk.say("supervisor", body)
            self._told("conflicts settled")

    def _known(self) -> set[str]:
        for member in self._members:
            member.learn()
        return self._stage.ledger.tablets
