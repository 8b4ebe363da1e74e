"""What the office says after a completed visit: taken in hand, result ready, returned, rated, closed."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from models import calendar as time
from models import second_visit
from models.calendar import Calendar
from models.dossier import Dossier, DossierProcessed, Manner, ResultReady, ResultReturned, ServiceRated
from models.dossier_parts import Rating
from models.event import Body
from models.procedure import pinned
from models.request import RequestClosed


class Line(NamedTuple):
    """Something said: when, by whom (an account of the demo, or an officer's id), what."""

    at_ms: int
    who: str
    body: Body


def due_day(dossier: Dossier, received_ms: int, calendar: Calendar) -> str:
    """The day a dossier received at this moment is due."""
    procedure = pinned(dossier.procedure, dossier.version)
    assert procedure is not None, dossier.procedure
    if procedure.working_days:
        return time.due_after_working_days(calendar, received_ms, procedure.working_days)
    return time.due_same_day(calendar, received_ms)


def handle(
    chance: Random, dossiers: Sequence[Dossier], person_name: str, received_ms: int, calendar: Calendar
) -> list[Line]:
    """The rest of a request's life once its visit was completed; two in a hundred dossiers are late.

    What the law has brought home waits for its second visit, and the request with it.
    """
    lines: list[Line] = []
    brought = False
    closed_ms = 0
    for dossier in dossiers:
        due = due_day(dossier, received_ms, calendar)
        taken_ms = received_ms + chance.randrange(10, 60) * 60_000
        limit_ms = time.ms_of(due, 16 * 60)
        late_ms = 24 * 3_600_000 if chance.random() < 0.02 else 0
        ready_ms = (
            max(taken_ms + 600_000, taken_ms + round((limit_ms - taken_ms) * chance.uniform(0.3, 0.95))) + late_ms
        )
        returned_ms = ready_ms + chance.randrange(30, 240) * 60_000
        manner: Manner = chance.choices(("home", "collected", "post"), (70, 22, 8))[0]
        lines += [
            Line(taken_ms, "clerk", DossierProcessed(dossier=dossier.id, due_day=due)),
            Line(ready_ms, "certifier", ResultReady(dossier=dossier.id)),
        ]
        procedure = pinned(dossier.procedure, dossier.version)
        if procedure is not None and second_visit.asks(procedure):
            brought = True
            continue
        lines.append(Line(returned_ms, "clerk", _returned(dossier.id, manner, person_name)))
        closed_ms = max(closed_ms, returned_ms)
        if chance.random() < 0.4:
            score = chance.choices((5, 4, 3, 2, 1), (62, 27, 7, 3, 1))[0]
            rated_ms = returned_ms + chance.randrange(1, 20) * 3_600_000
            rating = Rating(score=score, taken_by=chance.choice(("call_back", "relative", "citizen")))
            lines.append(Line(rated_ms, "clerk", ServiceRated(dossier=dossier.id, rating=rating)))
            closed_ms = max(closed_ms, rated_ms)
    if not brought:
        lines.append(Line(closed_ms + 60_000, "clerk", RequestClosed(request=dossiers[0].request)))
    return sorted(lines, key=lambda line: line.at_ms)


def _returned(dossier: str, manner: Manner, receiver: str) -> ResultReturned:
    """A result in somebody's hands: signed for, or by post under the number of a parcel nobody sent."""
    if manner == "post":
        return ResultReturned(dossier=dossier, manner=manner, receiver=receiver, parcel=f"EV{dossier[-9:].upper()}VN")
    return ResultReturned(dossier=dossier, manner=manner, receiver=receiver, signed="signature")
