"""The planner on a played day: the morning's plan, an officer sick at half past nine, a visit that takes longer."""

from collections.abc import Callable
from functools import partial
from typing import Any

from models import calendar as time
from models.officer import Absence, OfficerAbsent
from models.visit import VisitUnassigned
from server.day.desk import Desk
from server.day.member import Member, Stage

MORNING_MINUTE, SICK_MINUTE, LATE_MINUTE = 425, 570, 600
LONGER_MINUTES = 45
TRIES = 60
"""Steps of the solver, not seconds: the same day is the same plan."""
SHOWN_MAX = 12


class Bends:
    """What the supervisor asks the planner, and how much of the answer is taken up."""

    def __init__(
        self, stage: Stage, desk: Desk, members: list[Member], day: str, spared: Callable[[], set[str]]
    ) -> None:
        self._stage, self._desk, self._members, self._day = stage, desk, members, day
        self._spared = spared

    def arrange(self) -> None:
        """Puts it on the agenda. With two tablets the second is out of reach at half past nine, and falls ill after lunch."""
        self._at(MORNING_MINUTE, self._plan)
        self._at(SICK_MINUTE if len(self._members) > 2 else 845, partial(self._fall_ill, self._members[-1]))
        self._at(LATE_MINUTE, self._run_over)

    def _at(self, minute: int, step: Callable[[], None]) -> None:
        self._stage.agenda.at(time.ms_of(self._day, minute), step)

    def _plan(self) -> None:
        """The day as it was promised, planned; the supervisor takes all of it."""
        found = self._desk.planned(day=self._day, kind="day", tries=TRIES)
        self._note(f"07:05 · lịch của ngày · the day planned: {_sums(found)}", found["moves"])
        self._take(found, found["moves"])

    def _fall_ill(self, member: Member) -> None:
        """An officer goes home sick: the rest of the day is bent; whoever still has nobody waits for the supervisor."""
        now_ms = self._stage.agenda.now_ms
        absence = Absence(
            id=f"ill:{member.officer.id[:40]}", from_ms=now_ms, to_ms=time.ms_of(self._day, 1080), reason="Ốm"
        )
        self._desk.say("supervisor", OfficerAbsent(officer=member.officer.id, absence=absence))
        member.off = True
        found = self._desk.planned(day=self._day, kind="replan", tries=TRIES)
        clock = time.local_hm(now_ms)
        self._note(f"{clock} · {member.officer.name} nghỉ ốm · falls ill: {_sums(found)}", found["moves"])
        self._take(found, found["moves"])
        for visit in self._desk.visits(self._day, "assigned", "acknowledged", officer=member.officer.id):
            receipt = self._desk.assign(visit.id, reason="Cán bộ nghỉ ốm")
            if receipt is None or receipt.outcome != "applied":
                self._desk.say("supervisor", VisitUnassigned(visit=visit.id, reason="Cán bộ nghỉ ốm"))
            self._stage.ledger.told["taken over from a sick officer"] += 1

    def _run_over(self) -> None:
        """A visit will take three quarters of an hour more: of what would change the supervisor takes what is most urgent."""
        inside = self._desk.visits(self._day, "arrived")
        if not inside:
            return
        busy = [{"visit": inside[0].id, "minutes": LONGER_MINUTES}]
        found = self._desk.planned(day=self._day, kind="replan", tries=TRIES, busy=busy)
        self._note(
            f"10:00 · một lượt kéo dài thêm · a visit takes {LONGER_MINUTES} min more: {_sums(found)}", found["moves"]
        )
        self._take(found, found["moves"][: (len(found["moves"]) + 1) // 2])

    def _take(self, found: dict[str, Any], moves: list[dict[str, Any]]) -> None:
        """Takes up these moves. Nobody is let go, nor is what was given by hand today; what has changed since is left alone."""
        told, spared = self._stage.ledger.told, self._spared()
        moves = [move for move in moves if move["visit"] not in spared and move["what"] != "left_out"]
        if moves:
            for one in self._desk.taken_up(found["id"], [move["visit"] for move in moves]):
                told[f"plan {one['outcome']}"] += 1
        told["taken over from a sick officer"] += sum(move.get("orphan", False) for move in moves)

    def _note(self, title: str, moves: list[dict[str, Any]]) -> None:
        """Keeps what would change, for the closing page."""
        lines = [f"  {move['vi']}" for move in moves[:SHOWN_MAX]]
        more = [f"  … {len(moves) - SHOWN_MAX}"] if len(moves) > SHOWN_MAX else []
        self._stage.ledger.bent += [title, *lines, *more]


def _sums(found: dict[str, Any]) -> str:
    """A plan's sums in a line."""
    totals = found["totals"]
    changed = f"{len(found['moves'])} thay đổi · changes"
    hands = f"{totals['moved']} đổi người · change hands, {totals['orphans']} nhận thay · taken over"
    return f"{changed}; {hands}; {totals['minutes_moved']} phút · min, {totals['left_out']} chưa xếp · left out"
