"""The demo: the same every time, lawful to the last event, plainly invented, and worth looking at on any day."""

from __future__ import annotations

from collections import Counter
from typing import Literal

import pytest

from models.calendar import local_day, ms_of
from models.cccd import check_number
from models.citizen import CitizenRegistered
from models.dossier import DossierOpened
from models.phone import normal
from models.store import journal
from models.store.engine import Store, open_store
from models.visit import VisitAssigned, VisitPlanned
from server.demo import ward
from server.demo.seed import is_empty, logins_of, seed
from server.demo.story import OPENING_MINUTE, Demo, tell

TUESDAY = "2026-11-17"
HOLIDAY = "2026-09-02"
LATER_MS = ms_of("2027-01-01", 0)
OPENING_MS = ms_of(TUESDAY, OPENING_MINUTE)
SMALL = ward.TOWN._replace(citizens=60, requests_a_day=10)


@pytest.fixture(scope="module")
def told() -> Demo:
    """The whole demo of one day, told once."""
    return tell(ward.TOWN, TUESDAY, 1, OPENING_MS)


def test_all_of_it_is_lawful_and_the_same_every_time(store: Store, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every event is applied, and another database's journal ends in the same digest, whatever its engine."""
    assert is_empty(store)
    other = open_store(f"sqlite:{tmp_path_factory.mktemp('twin') / 'twin.db'}")
    heads = []
    for each in (store, other):
        seeded = seed(each, TUESDAY, 1, LATER_MS, (SMALL,))
        assert set(seeded.outcomes) == {"applied"} and not is_empty(each)
        with each.read() as tx:
            heads.append(journal.head(tx, ward.UNIT))
    other.close()
    told_again = tell(SMALL, TUESDAY, 1, OPENING_MS).lines
    assert heads[0] == heads[1] and heads[0].seq == len(told_again) == sum(seeded.outcomes.values())
    assert tell(SMALL, TUESDAY, 2, OPENING_MS).lines != told_again


def test_people_are_old_and_plainly_invented(told: Demo) -> None:
    """Six hundred people, mostly sixty to ninety-five, with numbers no province gives and telephones of one range."""
    people = [line.body for line in told.lines if isinstance(line.body, CitizenRegistered)]
    assert len({body.citizen for body in people}) == 600
    ages = [int(TUESDAY[:4]) - int(body.birth[:4]) for body in people]
    assert sum(60 <= years <= 96 for years in ages) > 500
    for body in people:
        assert body.id_number.startswith("000") and not check_number(body.id_number, body.birth, _sex(body))
        phones = [*body.phones, *([body.helper.phone] if body.helper else [])]
        assert all(phone.startswith("+84999000") and normal(phone) == phone for phone in phones)
        place = body.address.place
        assert place is None or (
            10_370_000 <= place.lat_e6 <= 10_400_000 and 105_420_000 <= place.lon_e6 <= 105_450_000
        )
    assert {body.language for body in people} == {"vi", "km", "cjm"}
    assert any("/" in body.address.house for body in people) and any(not body.address.house for body in people)


def _sex(body: CitizenRegistered) -> Literal["male", "female"]:
    return "female" if body.sex == "female" else "male"


def test_the_work_is_shared(told: Demo) -> None:
    """Every officer goes out on every day, and nobody has twice as much as another."""
    days = {
        b.visit: local_day(b.window.from_ms) for b in (line.body for line in told.lines) if isinstance(b, VisitPlanned)
    }
    given = [line.body for line in told.lines if isinstance(line.body, VisitAssigned)]
    counts = Counter((days[body.visit], body.officer) for body in given)
    assert len(counts) == 4 * len(told.officers) and max(counts.values()) <= 2 * min(counts.values()), counts


def test_the_mix_is_the_wards(told: Demo) -> None:
    """Some eighty visits a day, signatures and copies first, certifiers only where they are needed."""
    opened = Counter(line.body.procedure for line in told.lines if isinstance(line.body, DossierOpened))
    assert {code for code, _ in opened.most_common(2)} == {"2.000884", "2.000815"} and opened["1.014027"] > 10
    planned = [line.body for line in told.lines if isinstance(line.body, VisitPlanned)]
    days = Counter(local_day(body.window.from_ms) for body in planned)
    assert len(days) == 4 and all(65 <= count <= 80 for count in days.values()), days
    assert 0 < sum(body.mode == "A" for body in planned) < len(planned) / 4
    assigned = {line.body.visit for line in told.lines if isinstance(line.body, VisitAssigned)}
    assert len(assigned) > 0.95 * len(planned)


def test_nothing_is_said_after_the_present(told: Demo) -> None:
    """Lines run in time, and stop before the doors open on the day itself, or now if that is earlier."""
    times = [line.at_ms for line in told.lines]
    assert times == sorted(times) and times[-1] <= OPENING_MS
    early = ms_of(TUESDAY, 60)
    assert tell(SMALL, TUESDAY, 1, early).lines[-1].at_ms <= early


@pytest.mark.parametrize("day", [TUESDAY, "2026-11-21", HOLIDAY, "2026-02-17"])
def test_every_day_has_visits_to_look_at(day: str) -> None:
    """Also on a Saturday, a national day and at Tết somebody is to go somewhere today."""
    lines = tell(SMALL, day, 1, ms_of(day, OPENING_MINUTE)).lines
    planned = [line.body for line in lines if isinstance(line.body, VisitPlanned)]
    today = {body.visit for body in planned if local_day(body.window.from_ms) == day}
    assert today & {line.body.visit for line in lines if isinstance(line.body, VisitAssigned)}


def test_every_role_may_sign_in(store: Store) -> None:
    """One login a role and one an officer open with the demo's password; a store without the demo has none."""
    assert logins_of(store) == []
    seeded = seed(store, TUESDAY, 1, LATER_MS, (SMALL,))
    found = logins_of(store)
    assert sorted(found) == sorted(seeded.logins) and len(found) == 6 + 8
    roles = {role for login in found for role in login.roles.split()}
    assert roles == {"clerk", "supervisor", "certifier", "admin", "auditor", "province", "officer"}
