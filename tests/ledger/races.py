"""Writers and readers at once: no cursor may pass an event that appears later. Its control is ids from a sequence, which do."""

from __future__ import annotations

import json
import random
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from models.access import Actor
from models.notice import NoticePosted
from models.store.engine import Store, open_store
from server.clock import uuid7
from sync import feed, office
from sync.office import Wish
from tests.server.story import UNIT, Story

WRITERS = 4
READERS = 2
EACH = 40
PAUSE_S_MAX = 0.002

_BOSS = Actor(id="race", unit=UNIT, roles=frozenset(("supervisor",)))


@dataclass
class Race:
    """What came of it: how many events, how often somebody looked, what a reader never saw."""

    events: int = 0
    looks: int = 0
    missed: list[str] = field(default_factory=list)


def run(url: str, seed: int) -> Race:
    """One race on a store: every notice posted must be in the pages of every reader."""
    store = open_store(url)
    try:
        with tempfile.TemporaryDirectory() as folder:
            story = Story(store, Path(folder))
            return _race(store, story, random.Random(seed))
    finally:
        store.close()


def _race(store: Store, story: Story, rng: random.Random) -> Race:
    race, over = Race(), threading.Event()
    posted: list[str] = []
    seen: list[set[str]] = [set() for _ in range(READERS)]

    def write(chance: random.Random) -> None:
        for _ in range(EACH):
            notice = uuid7()
            body = NoticePosted(notice=notice, unit=UNIT, title="đua")
            office.say(store, _BOSS, UNIT, [Wish(body=body)], story.now_ms(), uuid7)
            posted.append(notice)
            time.sleep(chance.uniform(0, PAUSE_S_MAX))

    def read(mine: set[str]) -> None:
        cursor, last = "", False
        while not last:
            last = over.is_set()
            page = json.loads(feed.pull(store, _BOSS, (UNIT,), cursor, story.now_ms()))
            cursor = page["cursor"]
            mine |= {thing["id"] for thing in page["changed"] if thing["kind"] == "notice"}
            last = last and not page["more"]
            race.looks += 1

    writers = [threading.Thread(target=write, args=(random.Random(rng.random()),)) for _ in range(WRITERS)]
    readers = [threading.Thread(target=read, args=(mine,)) for mine in seen]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    over.set()
    for thread in readers:
        thread.join()
    race.events = len(posted)
    race.missed = [notice for mine in seen for notice in set(posted) - mine]
    return race


def control(url: str, seed: int) -> Race:
    """The usual way: numbers from a sequence, a reader that asks for what is above the last it saw."""
    race, over = Race(), threading.Event()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE race (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY)")
    seen: set[int] = set()

    def write(chance: random.Random) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            for _ in range(EACH):
                with connection.transaction():
                    connection.execute("INSERT INTO race DEFAULT VALUES")
                    time.sleep(chance.uniform(0, PAUSE_S_MAX))

    def read() -> None:
        last_id, last = 0, False
        with psycopg.connect(url, autocommit=True) as connection:
            while not last:
                last = over.is_set()
                for (number,) in connection.execute("SELECT id FROM race WHERE id > %s ORDER BY id", [last_id]):
                    seen.add(number)
                    last_id = number
                race.looks += 1

    rng = random.Random(seed)
    writers = [threading.Thread(target=write, args=(random.Random(rng.random()),)) for _ in range(WRITERS)]
    reader = threading.Thread(target=read)
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    over.set()
    reader.join()
    race.events = WRITERS * EACH
    race.missed = [str(number) for number in range(1, race.events + 1) if number not in seen]
    return race
