"""The journeys a unit's tablets have noted: whence, whither, how long, for whoever learns travel times from them."""

from collections.abc import Mapping, Sequence

from models.calendar import local_day
from models.said import Place
from models.visit import Visit
from server.dispatch.learn import Trip
from server.dispatch.travel import point


def journeys(visits: Sequence[Visit], starts: Mapping[str, Place | None]) -> list[Trip]:
    """Every way from door to door, and the first of each day from where its officer starts.

    Only what was noted on the spot counts: a departure, an arrival whose hour is believed, and a known place at both ends. A
    way that began before the visit before had ended is nobody's way.
    """
    by_day: dict[tuple[str, str], list[Visit]] = {}
    for visit in visits:
        if visit.departed_ms and visit.arrived is not None and not visit.arrived.doubtful and visit.officer:
            by_day.setdefault((visit.officer, local_day(visit.departed_ms)), []).append(visit)
    trips: list[Trip] = []
    for (officer, _), made in sorted(by_day.items()):
        at, free_ms = starts.get(officer), 0
        for visit in sorted(made, key=lambda one: one.departed_ms):
            assert visit.arrived is not None
            place = visit.address.place
            if at is not None and place is not None and visit.departed_ms >= free_ms:
                seconds = (visit.arrived.at_ms - visit.departed_ms) // 1000
                trips.append(Trip(point(at), point(place), seconds))
            at, free_ms = place, max(visit.ended_ms, visit.arrived.at_ms)
    return trips
