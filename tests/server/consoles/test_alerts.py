"""Every kind of alert stands on the board in words, is put off by one click, and comes back when its time is over."""

from __future__ import annotations

import re
from typing import Any

import pytest
from litestar.testing import TestClient
from msgspec.structs import replace

from models.access import Actor
from models.calendar import ms_of
from models.dossier import DossierProcessed, ResultReady
from models.paper import APOLOGY
from models.store import projections
from models.visit import VisitAmended, VisitChange, VisitCompleted, VisitFailed, VisitUnassigned
from server import concerns
from server.paperwork import letters
from server.paperwork.letters import Approval
from sync import office
from sync.board import read_thing
from sync.protocol import Pushed
from tests.server.browsing import Browser
from tests.server.seeded import WARD, Seeded
from tests.server.story import HOUR_MS, Planned, at_the_door, photo_of
from tests.simulation import words

MINUTE_MS = 60_000


def said(seeded: Seeded, *lines: bytes) -> None:
    """The ward's tablet sends lines."""
    tablet = seeded.tablets[WARD]
    assert isinstance(office.push(seeded.store, tablet.actor, tablet.pushed([*lines]), seeded.clock()), Pushed)


def visited(seeded: Seeded) -> None:
    """The ward's visit is over; its photograph is still on the tablet."""
    things, tablet = seeded.things[WARD], seeded.tablets[WARD]
    planned = Planned(things.visit, things.dossier, things.request, things.citizen)
    said(seeded, *(tablet.write(body) for body in at_the_door(planned, photo_of(b"later"))))


def due(seeded: Seeded, day: str) -> None:
    """What was taken in on Sunday is due on Monday, 23 November; it is the morning of a day."""
    visited(seeded)
    seeded.clock.ms = ms_of(day, 8 * 60)


def apologised(seeded: Seeded) -> None:
    """A letter went out with a new day, and that day too is over."""
    due(seeded, "2026-11-25")
    letters.prepare(seeded.house)
    with seeded.store.read() as tx:
        waiting = [one for one in concerns.letters_waiting(tx, WARD) if one.document == APOLOGY]
    head = Actor(id=seeded.accounts[WARD, "supervisor"], unit=WARD, roles=frozenset(("supervisor",)))
    letters.approve(seeded.house, head, (WARD,), [Approval(paper=one.id, new_day="2026-12-02") for one in waiting])
    seeded.clock.ms = ms_of("2026-12-03", 8 * 60)


def clashing(seeded: Seeded) -> None:
    """The desk and the tablet wrote different notes from the same state."""
    things, tablet = seeded.things[WARD], seeded.tablets[WARD]
    with seeded.store.read() as tx:
        base = read_thing("visit", projections.body(tx, WARD, "visit", things.visit) or "").version
    seeded.say(WARD, "clerk", VisitAmended(visit=things.visit, change=VisitChange(note="cổng trước")))
    said(seeded, tablet.write(VisitAmended(visit=things.visit, change=VisitChange(note="hẻm bên")), lease=1, base=base))


def later(seeded: Seeded, ms: int) -> None:
    """So much time goes by."""
    seeded.clock.ms += ms


def unbrought(seeded: Seeded) -> None:
    """A birth was registered at home; twice nobody was there to be given the certificate."""
    officer, birth = seeded.things[WARD].officer, "1.003583"
    opened = replace(words.opened("d-b", "r-b", "c-b", birth), version="163/QĐ-BTP")
    first = words.planned("v-b", "r-b", "c-b", ("d-b",))
    seeded.say(WARD, "supervisor", words.person("c-b"), *words.asked("r-b", "c-b", birth), opened, first)
    at_home = (*words.arrival("v-b"), *words.steps("v-b", "d-b")[:4], VisitCompleted(visit="v-b"))
    seeded.say(WARD, "supervisor", words.assigned("v-b", officer), *at_home)
    seeded.say(WARD, "certifier", DossierProcessed(dossier="d-b"), ResultReady(dossier="d-b"))
    for visit in ("v-c", "v-d"):
        again = replace(words.planned(visit, "r-b", "c-b", ("d-b",)), follows="v-b")
        nobody = VisitFailed(visit=visit, reason="nobody_home")
        seeded.say(WARD, "supervisor", again, words.assigned(visit, officer), *words.arrival(visit), nobody)


ARRANGED: dict[str, Any] = {
    "unacknowledged": lambda seeded: None,
    "held": lambda seeded: None,
    "letters": lambda seeded: None,
    "late": lambda seeded: later(seeded, 3 * HOUR_MS),
    "silent": lambda seeded: later(seeded, 3 * HOUR_MS),
    "unassigned": lambda seeded: seeded.say(
        WARD, "supervisor", VisitUnassigned(visit=seeded.things[WARD].visit, reason="ốm")
    ),
    "conflict": clashing,
    "files_missing": lambda seeded: due(seeded, "2026-11-23"),
    "deadline": lambda seeded: due(seeded, "2026-11-23"),
    "apology": lambda seeded: due(seeded, "2026-11-25"),
    "overdue": apologised,
    "unbrought": unbrought,
}


def alerts(text: str, kind: str) -> dict[str, str]:
    """The alerts of a kind on the board: under which name each is put off, and what it says."""
    items = re.findall(rf'<li class="alert {kind}">(.*?)</li>', text, re.S)
    told = [re.search(r'class="go"[^>]*>([^<]*)<', item) for item in items]
    keys = [re.search(r'name="alert" value="([^"]*)"', item) for item in items]
    return {key[1]: word[1] for key, word in zip(keys, told, strict=True) if key and word}


@pytest.mark.parametrize("kind", concerns.ORDER)
def test_every_kind_is_shown_put_off_and_comes_back(client: TestClient[Any], seeded: Seeded, kind: str) -> None:
    """In words with its way to mend it; a quarter of an hour gone for whoever put it off, nothing else with it; then back."""
    ARRANGED[kind](seeded)
    head = Browser(client, seeded, "supervisor")
    before = head.part("/board/live").text
    shown = alerts(before, kind)
    assert len(shown) == 1, before
    [(alert, text)] = shown.items()
    assert text.strip() and "board-alert" not in text and text.count("{") == 0
    after = head.send("/board/snooze", alert=alert, minutes="15").text
    assert alerts(after, kind) == {}
    count = before.count('<li class="alert ')
    assert after.count('<li class="alert ') == count - 1
    later(seeded, 15 * MINUTE_MS - 1)
    assert alerts(head.part("/board/live").text, kind) == {}
    later(seeded, 1)
    assert alerts(head.part("/board/live").text, kind) == shown
