"""People are rung: reminded before a visit, asked for their opinion after it; a telephone that rings pops up."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from models.store import lists
from models.store.engine import Store
from server.consoles import reminding
from server.consoles.callbacks import RING_MS, settle_calls
from sync.board import read_thing, write_thing
from tests.server.browsing import Browser
from tests.server.seeded import NAME, NEXT_WARD, WARD, Seeded
from tests.server.telephone import things

DAY_MS = 86_400_000
SECRET = "the-exchange-of-the-ward"


@pytest.fixture
def browser(client: TestClient[Any], seeded: Seeded) -> Browser:
    """A clerk's browser."""
    return Browser(client, seeded, "clerk")


@pytest.mark.parametrize("days", reminding.DAYS)
def test_people_are_reminded(browser: Browser, seeded: Seeded, days: int) -> None:
    """So many days before the visit its person is on the list with hour and number; unreached, they are owed a ring."""
    visit = seeded.things[WARD].visit
    seeded.clock.ms -= days * DAY_MS
    assert NAME in browser.page("/desk/reminders").text
    path = f"/desk/reminders/{visit}"
    assert "không nghe máy</span>" in browser.send(path, outcome="no_answer", days=days).text
    owed = [one for one in things(seeded, "call") if one.note.startswith("Nhắc hẹn")]
    assert [one.outcome for one in owed] == ["callback"]
    settled = browser.send(path, outcome="confirmed", days=days).text
    assert "đồng ý</span>" in settled and 'name="outcome"' not in settled


@pytest.mark.parametrize(("before", "listed"), [(4, ()), (3, ("3",)), (2, ("1",)), (1, ("1",)), (0, ())])
def test_what_falls_on_a_day_off_is_rung_the_working_day_before(
    browser: Browser, seeded: Seeded, before: int, listed: tuple[str, ...]
) -> None:
    """A visit of Sunday 22 November: rung on Thursday, and on Friday for the Saturday the office is closed; listed once."""
    seeded.clock.ms -= before * DAY_MS
    text = browser.page("/desk/reminders").text
    assert tuple(re.findall(r'name="days" value="(\d)"', text)) == listed
    assert text.count(f"còn {before} ngày") == len(listed)


def test_only_the_visits_of_those_days_are_reminded_of(browser: Browser, seeded: Seeded) -> None:
    """A visit of another day or another ward, and an outcome nobody knows, are refused."""
    assert NAME not in browser.page("/desk/reminders").text
    path = "/desk/reminders/" + seeded.things[WARD].visit
    assert browser.send(path, outcome="confirmed", days=1).status_code == 404
    seeded.clock.ms -= DAY_MS
    assert (
        browser.send("/desk/reminders/" + seeded.things[NEXT_WARD].visit, outcome="confirmed", days=1).status_code
        == 404
    )
    assert browser.send(path, outcome="maybe", days=1).status_code == 400


def test_people_are_asked_for_their_opinion(browser: Browser, seeded: Seeded) -> None:
    """Once the result came home its person is on the list; what they said is kept and they are not rung again."""
    dossier = seeded.things[WARD].dossier
    assert NAME not in browser.page("/desk/ratings").text
    _returned(seeded, dossier)
    assert NAME in browser.page("/desk/ratings").text
    after = browser.send(f"/desk/ratings/{dossier}", score=5, taken_by="relative", note="rất chu đáo")
    assert after.status_code == 200 and NAME not in after.text
    rated = next(one for one in things(seeded, "dossier") if one.id == dossier)
    assert (rated.rating.score, rated.rating.taken_by) == (5, "relative")
    assert browser.send(f"/desk/ratings/{dossier}", score=9).status_code == 400


def _returned(seeded: Seeded, dossier: str) -> None:
    """The dossier as it stands once its result came home."""
    with seeded.store.write() as tx:
        row = lists.one(tx, (WARD,), "dossier", dossier)
        assert row is not None
        slot = read_thing("dossier", row.body)
        state = msgspec.structs.replace(slot.state, status=10, returned_ms=seeded.clock())
        body = write_thing("dossier", dossier, slot.version, state)
        tx.run("UPDATE things SET state = '10', body = ? WHERE kind = 'dossier' AND id = ?", body, dossier)


class Exchange:
    """A telephone exchange that knows the secret, or thinks so."""

    def __init__(self, client: TestClient[Any]) -> None:
        self.client = client

    def tell(self, secret: str = SECRET, **told: str) -> Any:
        """Says that it rings."""
        headers = {"X-Tannha-Secret": secret}
        return self.client.post("/calls/ring", json={"unit": WARD, "phone": "0977000444", **told}, headers=headers)


def test_a_ringing_telephone_pops_up(store: Store, tmp_path: Any) -> None:
    """Told with the secret it is shown at the desk once, taken with one key, and then shown to nobody else."""
    seeded = Seeded(store, tmp_path, telephone_secret=SECRET)
    with TestClient(seeded.app()) as client:
        exchange, browser = Exchange(client), Browser(client, seeded, "clerk")
        call = exchange.tell().json()["call"]
        assert exchange.tell().json()["call"] == call
        part = browser.part("/desk/ringing").text
        assert part.count("0977 000 444") == 1 and f"/desk/calls/{call}" in part
        assert 'value="0977 000 444"' in browser.page(f"/desk/calls/{call}").text
        assert "0977 000 444" not in browser.part("/desk/ringing").text


def test_a_missed_call_is_owed_a_ring(store: Store, tmp_path: Any) -> None:
    """Missed by word of the exchange, or because nobody took it for ten minutes: it stands in the queue."""
    seeded = Seeded(store, tmp_path, telephone_secret=SECRET)
    with TestClient(seeded.app()) as client:
        exchange = Exchange(client)
        missed = exchange.tell(state="missed").json()["call"]
        untaken = exchange.tell(phone="0977000555").json()["call"]
        seeded.clock.ms += RING_MS + 1
        settle_calls(seeded.house)
        outcomes = {one.id: one.outcome for one in things(seeded, "call")}
        assert (outcomes[missed], outcomes[untaken]) == ("missed", "missed")


def test_only_the_exchange_rings(client: TestClient[Any], store: Store, tmp_path: Any) -> None:
    """Without a secret set nobody may; with one, a wrong one, an unknown ward and a flood are turned away."""
    assert Exchange(client).tell(secret="").status_code == 403
    seeded = Seeded(store, tmp_path / "other", telephone_secret=SECRET)
    with TestClient(seeded.app()) as other:
        exchange = Exchange(other)
        assert exchange.tell(secret="guessed").status_code == 403
        assert exchange.tell(unit="00001").status_code == 404
        statuses = [exchange.tell(phone=f"09770{n:05d}").status_code for n in range(51)]
        assert statuses[:50] == [202] * 50 and statuses[50] == 429
