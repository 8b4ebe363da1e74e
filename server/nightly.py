"""What the planner does while the ward sleeps: learns how fast it travels, and proposes the day to come."""

from collections import deque
from threading import Event

import msgspec

from models import calendar
from models.access import system
from models.store import lists, speeds
from models.store.lists import Filter
from server.chores import DAY_MS, units
from server.dispatch.learn import learned
from server.house import House
from server.planning.facts import officers
from server.planning.journeys import journeys
from server.problem import Problem
from server.proposals import Ask, propose
from sync.board import read_thing

LEARNED_DAYS = 60
JOURNEYS_MAX = 3_000
WAIT_S = 900.0
"""No proposal takes longer; one that does is not waited for."""


def learn_speeds(house: House) -> int:
    """Learns each unit's travel times from the journeys of the last weeks; how many units have learned something."""
    now_ms = house.now_ms()
    days = [calendar.local_day(now_ms - ago * DAY_MS) for ago in range(1, LEARNED_DAYS + 1)]
    told = 0
    for unit_id in units(house):
        with house.store.read() as tx:
            bodies = speeds.travelled(tx, unit_id, days, JOURNEYS_MAX)
            starts = {officer.id: officer.start for officer in officers(tx, unit_id)}
        line = learned(journeys([read_thing("visit", body).state for body in bodies], starts))
        if line is not None:
            with house.store.write() as tx:
                speeds.learn(tx, unit_id, msgspec.json.encode(line).decode(), now_ms)
            told += 1
    return told


def plan_the_day(house: House) -> int:
    """Proposes today's plan to every unit that has visits nobody holds yet; how many were proposed.

    All units side by side, as many as there are solving processes; the supervisor finds the proposal in the morning.
    """
    now_ms = house.now_ms()
    day = calendar.local_day(now_ms)
    waiting: deque[Event] = deque()
    asked = 0
    for unit_id in units(house):
        if not calendar.is_working(house.planner.calendar(unit_id), day):
            continue
        with house.store.read() as tx:
            wanting = lists.page(tx, (unit_id,), "visit", Filter(states=("planned",), day=day), limit=1)
        if wanting:
            waiting.append(_proposed(house, unit_id, day, waiting))
            asked += 1
    for ended in waiting:
        ended.wait(WAIT_S)
    return asked


def _proposed(house: House, unit_id: str, day: str, waiting: deque[Event]) -> Event:
    """A proposal on the list; when the list is full, once there is room."""
    while True:
        try:
            return propose(house, system(unit_id), Ask(unit=unit_id, day=day)).ended
        except Problem as no:
            if no.code != "planning_busy" or not waiting:
                raise
            waiting.popleft().wait(WAIT_S)
