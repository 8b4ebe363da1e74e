"""Which officer goes: the nearest of those who may and can, with the reason in plain words for each of the others too.

May: every procedure of the visit in its mode (NĐ 280/2025), no relative (Decree 23/2015 art. 9.3). Can: at work in the
promised window, not absent, and the day's other visits are still kept. Of these: whoever served the person before, then
the least detour, then the least work that day.
The planner of whole days is `server/planning/`; this gives out the made-up past of a demo.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import msgspec

from models.calendar import Calendar, local_day, local_hm, ms_of
from models.dossier import Dossier
from models.officer import Officer
from models.visit import HELD, Visit
from server.dispatch.fit import Day, Span, Stop, begins_ms, fitted, road_of
from server.dispatch.travel import Point, middle, point

DETOUR_STEP_M = 500
"""Detours are compared in steps of a short street; within one, whoever has less to do goes."""


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One officer and why they may go or not. `score` is better when lower; `code` is empty for those who can."""

    officer: str
    travel_m: int
    score: int
    code: str
    vi: str
    en: str


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Who goes (None: nobody can), everybody who could in order of preference, and everybody who cannot."""

    officer: str | None
    ranked: list[Candidate]
    refused: list[Candidate]


class _No(msgspec.Struct, frozen=True):
    code: str
    vi: str
    en: str


def choose(
    visit: Visit,
    officers: Sequence[Officer],
    days: Mapping[str, Sequence[Visit]],
    dossiers: Sequence[Dossier],
    now_ms: int,
    calendar: Calendar,
    served: Collection[str] = (),
) -> Choice:
    """Who should go, from the officers of a unit and their other visits of that day by officer id.

    `served` are the officers known to have served this person before; whoever sees them that day counts as well.
    """
    asked = _Asked(visit, days, officers, [d.procedure for d in dossiers if d.id in visit.dossiers], now_ms, calendar)
    ranked: list[Candidate] = []
    refused: list[Candidate] = []
    for officer in officers:
        others = [other for other in days.get(officer.id, ()) if other.id != visit.id]
        found = asked.refusal(officer) or asked.plan(officer, others)
        if isinstance(found, _No):
            refused.append(
                Candidate(officer=officer.id, travel_m=0, score=0, code=found.code, vi=found.vi, en=found.en)
            )
        else:
            knows = officer.id in served or any(other.citizen == visit.citizen for other in others)
            ranked.append(_candidate(officer, others, found, knows))
    ranked.sort(key=lambda one: (one.score, one.officer))
    return Choice(officer=ranked[0].officer if ranked else None, ranked=ranked, refused=refused)


def _candidate(officer: Officer, others: Sequence[Visit], detour_m: int, knows: bool) -> Candidate:
    minutes = sum(other.minutes for other in others if other.state in HELD)
    count = sum(other.state in HELD for other in others)
    score = ((0 if knows else 1) * 10_000 + min(detour_m // DETOUR_STEP_M, 9_999)) * 10_000 + min(minutes, 9_999)
    vi = f"đường đi thêm {detour_m} m; trong ngày đã có {count} lượt, {minutes} phút"
    en = f"{detour_m} m more to travel; {count} visits, {minutes} minutes that day"
    if knows:
        vi, en = f"đã từng phục vụ người này; {vi}", f"has served this person before; {en}"
    return Candidate(
        officer=officer.id,
        travel_m=detour_m,
        score=score,
        code="",
        vi=f"{officer.name}: {vi}",
        en=f"{officer.name}: {en}",
    )


class _Asked:
    """The visit asked about, and what is the same for every officer."""

    def __init__(
        self,
        visit: Visit,
        days: Mapping[str, Sequence[Visit]],
        officers: Sequence[Officer],
        procedures: Sequence[str],
        now_ms: int,
        calendar: Calendar,
    ) -> None:
        self._visit = visit
        self._procedures = procedures
        self._now_ms = now_ms
        self._calendar = calendar
        self._day = local_day(visit.window.from_ms)
        homes = [other.address.place for others in days.values() for other in others]
        starts = [officer.start for officer in officers]
        self._middle = middle(place for place in (*homes, *starts, visit.address.place) if place is not None)
        self._new = self._stop(visit)

    def refusal(self, officer: Officer) -> _No | None:
        """Why this officer may not go at all, whatever else the day holds."""
        visit = self._visit
        hours = f"{local_hm(visit.window.from_ms)}-{local_hm(visit.window.to_ms)} {self._day}"
        if officer.left:
            return _No("left", f"{officer.name} không còn đi lưu động", f"{officer.name} no longer goes out")
        if visit.citizen in officer.relatives:
            return _No(
                "related",
                f"{officer.name} là người thân của người yêu cầu (NĐ 23/2015 Đ9)",
                f"{officer.name} is a relative of the citizen (Decree 23/2015 art. 9)",
            )
        for code in self._procedures:
            if not officer.may_handle(code, visit.mode):
                part = ("người chứng thực", "certifier") if visit.mode == "A" else ("người tiếp nhận", "receiver")
                return _No(
                    "not_skilled",
                    f"{officer.name} chưa được giao thủ tục {code} với tư cách {part[0]}",
                    f"{officer.name} has not been given procedure {code} as {part[1]}",
                )
        if officer.is_absent(visit.window.from_ms, visit.window.to_ms):
            return _No(
                "officer_absent", f"{officer.name} vắng trong khung giờ {hours}", f"{officer.name} is away {hours}"
            )
        if self._new.latest_ms < self._now_ms:
            return _No("window_past", f"Khung giờ hẹn {hours} đã qua", f"The promised window {hours} is over")
        if not self._fits_alone(officer, self._new):
            return _No(
                "off_shift",
                f"{officer.name} không có ca làm đủ {visit.minutes} phút trong khung giờ {hours}",
                f"{officer.name} has no shift with {visit.minutes} minutes in the window {hours}",
            )
        return None

    def plan(self, officer: Officer, others: Sequence[Visit]) -> _No | int:
        """The metres of road this visit adds to the officer's day, or why it does not fit into it."""
        day = self._begin(officer, [other for other in others if other.state == "arrived" and other.arrived])
        waiting = [self._stop(o) for o in others if o.state in HELD and not (o.state == "arrived" and o.arrived)]
        stops = [stop for stop in waiting if self._fits_alone(officer, stop)]
        plan = fitted(day, stops, self._new)
        if plan is not None:
            return max(0, plan.road_m - road_of(day, [stop for stop in plan.order if stop.id != self._new.id]))
        return _No(
            "day_full",
            f"{officer.name} đã kín lịch: không kịp đi lại giữa {len(stops) + 1} lượt hẹn",
            f"The day of {officer.name} is full: {len(stops) + 1} visits cannot all be kept with the travel between them",
        )

    def _stop(self, visit: Visit) -> Stop:
        """A visit as a stop. One shorter than its service begins on time; one already late waits for no window any more."""
        service_ms = visit.minutes * 60_000
        latest_ms = max(visit.window.from_ms, visit.window.to_ms - service_ms)
        if visit.id != self._visit.id and latest_ms < self._now_ms:
            latest_ms = ms_of(self._day, 1440)
        return Stop(visit.id, self._point(visit), service_ms, visit.window.from_ms, latest_ms)

    def _point(self, visit: Visit) -> Point:
        return point(visit.address.place) if visit.address.place else self._middle

    def _begin(self, officer: Officer, inside: Sequence[Visit]) -> Day:
        """The officer's day from now on: at the start place, or at the door where they are busy at present."""
        spans = self._spans(officer)
        at = point(officer.start) if officer.start else self._middle
        from_ms = max(self._now_ms, spans[0][0]) if spans else self._now_ms
        for visit in inside:
            assert visit.arrived is not None
            at, from_ms = self._point(visit), max(from_ms, visit.arrived.at_ms + visit.minutes * 60_000)
        return Day(at, from_ms, spans)

    def _fits_alone(self, officer: Officer, stop: Stop) -> bool:
        """Whether a stop fits into the officer's hours with nothing else to do and no way to go."""
        return begins_ms(Day(stop.at, self._now_ms, self._spans(officer)), stop, self._now_ms) is not None

    def _spans(self, officer: Officer) -> tuple[Span, ...]:
        """When the officer works on the day of the visit, absences cut out."""
        weekday = weekday_worked(self._calendar, self._day)
        shifts = sorted((s.from_minute, s.to_minute) for s in officer.shifts if s.weekday == weekday)
        spans = _joined([(ms_of(self._day, start), ms_of(self._day, end)) for start, end in shifts if start < end])
        for absence in officer.absences:
            cut = [((a, min(b, absence.from_ms)), (max(a, absence.to_ms), b)) for a, b in spans]
            spans = [span for pair in cut for span in pair if span[0] < span[1]]
        return tuple(spans)


def weekday_worked(calendar: Calendar, day: str) -> int | None:
    """Whose weekday's shifts hold on a day: its own, those of the day swapped for it, or nobody's on a day off."""
    replaced = next((off for off, worked in calendar.swaps.items() if worked == day), None)
    if replaced is not None:
        return date.fromisoformat(replaced).weekday()
    if day in calendar.holidays or day in calendar.swaps:
        return None
    return date.fromisoformat(day).weekday()


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Spans that touch or overlap, as one; given in order."""
    joined: list[Span] = []
    for start_ms, end_ms in spans:
        if joined and start_ms <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end_ms))
        else:
            joined.append((start_ms, end_ms))
    return joined
