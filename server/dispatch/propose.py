"""A plan as words for the one door: nothing of it is true before the door has said so, visit by visit."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from models.visit import HELD, Visit, VisitAssigned, VisitUnassigned
from server.dispatch.route import Plan
from sync.office import Wish


class Known(NamedTuple):
    """A visit as it was when the plan was thought up, and the version it had."""

    visit: Visit
    version: int


def proposals(plan: Plan, visits: Sequence[Known], reason: str = "") -> list[Wish]:
    """What has to be said for this plan to hold: who goes where now goes, and who is left out waits again.

    A visit that already has these officers needs no words. Each wish carries the version it was thought up against.
    """
    people = officers_of(plan)
    wishes = []
    for visit, version in visits:
        lead, second = people.get(visit.id, ("", ""))
        if lead and (visit.officer, visit.second) != (lead, second):
            body = VisitAssigned(visit=visit.id, officer=lead, second=second, reason=reason)
            wishes.append(Wish(body=body, base=version))
        elif visit.id in plan.left_out and visit.state in HELD:
            wishes.append(Wish(body=VisitUnassigned(visit=visit.id, reason=reason or "plan"), base=version))
    return wishes


def officers_of(plan: Plan) -> dict[str, tuple[str, str]]:
    """Who goes to each visit of a plan: lead, and second where there is one."""
    people: dict[str, tuple[str, str]] = {}
    for route in plan.routes:
        for stop in route.stops:
            if stop.visit:
                lead, second = people.get(stop.visit, ("", ""))
                people[stop.visit] = (lead, route.officer) if stop.second else (route.officer, second)
    return people


def stale(wishes: Sequence[Wish], versions: Mapping[str, int]) -> list[str]:
    """The visits that have changed since a plan was thought up: their wishes are not to be said, the others may."""
    return [
        wish.body.visit
        for wish in wishes
        if isinstance(wish.body, VisitAssigned | VisitUnassigned) and versions.get(wish.body.visit) != wish.base
    ]
