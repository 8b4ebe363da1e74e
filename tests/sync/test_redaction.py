"""An erasure leaves no word of a person anywhere, and the journal still proves itself; tablets learn of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.call import CallLogged
from models.citizen import CitizenErased
from models.dossier import DossierRefused
from models.fold import STATES
from models.redaction import RecordRedacted, redaction, rule, stripped
from models.request import Request, RequestClosed, Want
from models.store import files, projections
from models.store.engine import Store
from server.check import check
from server.clock import uuid7
from sync import feed
from sync.board import read_thing
from tests.server.lived import PHOTO, store_file
from tests.server.story import NAME, UNIT, Planned, Story, Tablet, at_the_door, photo_of

SECRETS = (NAME, "089141000001", "900000000", "Lê Lợi", "10380000", "Cam con gái")


def refused_at_last(story: Story, planned: Planned) -> None:
    """The ward refuses what was asked for, so that the law orders nothing of the case kept."""
    story.say("certifier", DossierRefused(dossier=planned.dossier, ground="giấy tờ bị tẩy xóa"))
    story.say("clerk", RequestClosed(request=planned.request))


@pytest.fixture
def told(store: Store, tmp_path: Path) -> tuple[Story, Tablet, Planned]:
    """A person with a call, a request, a finished visit with a photograph and a parked word, and a dossier that was refused."""
    story = Story(store, tmp_path)
    tablet = story.tablet()
    planned = story.plan(tablet.officer)
    story.push(tablet, *at_the_door(planned, photo_of(PHOTO)))
    store_file(story, tablet.token, PHOTO)
    call = CallLogged(
        call=uuid7(), unit=UNIT, phone="+84900000000", caller="Cam con gái", outcome="request", at_ms=story.now_ms(),
        citizen=planned.citizen,
    )  # fmt: skip
    story.say("clerk", call)
    refused_at_last(story, planned)
    return story, tablet, planned


def everything(store: Store) -> str:
    """Every word of the database that is about a case."""
    with store.read() as tx:
        rows = (
            tx.rows("SELECT event FROM journal")
            + tx.rows("SELECT body FROM things")
            + tx.rows("SELECT body FROM reach")
        )
        rows += tx.rows("SELECT word FROM people_words") + tx.rows("SELECT owner_id FROM things WHERE kind = 'call'")
    return "\n".join(str(text) for (text,) in rows)


def test_no_word_of_the_person_stays(told: tuple[Story, Tablet, Planned]) -> None:
    """Names, numbers, phones, streets and places are nowhere: not in the journal, not in what is shown or sent."""
    story, _, planned = told
    before = everything(story.store)
    assert all(secret in before for secret in SECRETS)
    story.say("admin", CitizenErased(citizen=planned.citizen, unit=UNIT, reason="theo đơn"))
    after = everything(story.store)
    assert [secret for secret in SECRETS if secret in after] == []


def test_the_journal_still_proves_itself(told: tuple[Story, Tablet, Planned]) -> None:
    """Digests, chain and signatures hold, and the journal folds to what is shown."""
    story, _, planned = told
    story.say("admin", CitizenErased(citizen=planned.citizen, unit=UNIT, reason="theo đơn"))
    found = check(story.store, story.house.blobs)
    assert [(one.code, one.where, one.detail) for one in found.findings] == []


def test_the_figures_stay(told: tuple[Story, Tablet, Planned]) -> None:
    """The visit still took place at its hour and was signed; the dossier keeps its code, status and fee."""
    story, _, planned = told
    with story.store.read() as tx:
        was = read_thing("dossier", projections.body(tx, UNIT, "dossier", planned.dossier) or "").state
    story.say("admin", CitizenErased(citizen=planned.citizen, unit=UNIT, reason="theo đơn"))
    with story.store.read() as tx:
        visit = read_thing("visit", projections.body(tx, UNIT, "visit", planned.visit) or "").state
        dossier = read_thing("dossier", projections.body(tx, UNIT, "dossier", planned.dossier) or "").state
    assert visit.state == "completed" and visit.arrived.at_ms and visit.assents[0].manner == "signature"
    assert (visit.identity, visit.address.street, visit.arrived.place, visit.files) == (None, "", None, ())
    assert (dossier.code, dossier.status, dossier.fee_dong) == (was.code, was.status, was.fee_dong)


def test_the_tablet_learns_of_it(told: tuple[Story, Tablet, Planned]) -> None:
    """What the officer's tablet pulls next has the emptied visit, request and dossier in place of what it holds."""
    story, tablet, planned = told
    page = feed.pull(story.store, tablet.actor, (UNIT,), "", story.now_ms())
    cursor = page.decode().split('"cursor":"')[1].split('"')[0]
    assert NAME in page.decode()
    story.say("admin", CitizenErased(citizen=planned.citizen, unit=UNIT, reason="theo đơn"))
    news = feed.pull(story.store, tablet.actor, (UNIT,), cursor, story.now_ms()).decode()
    assert all(thing in news for thing in (planned.visit, planned.request, planned.dossier, planned.citizen))
    assert NAME not in news


def test_the_photograph_is_let_go(told: tuple[Story, Tablet, Planned]) -> None:
    """Nothing names the photograph any more, and its bytes wait to be removed; one that another visit names stays."""
    story, tablet, planned = told
    digest = photo_of(PHOTO).digest
    other = story.plan(tablet.officer)
    story.push(tablet, *at_the_door(other, photo_of(PHOTO)))
    refused_at_last(story, other)
    story.say("admin", CitizenErased(citizen=planned.citizen, unit=UNIT, reason="theo đơn"))
    with story.store.read() as tx:
        assert files.visits_naming(tx, UNIT, digest) == [other.visit] and files.unwanted(tx, UNIT, 9) == []
    story.say("admin", CitizenErased(citizen=other.citizen, unit=UNIT, reason="theo đơn"))
    with story.store.read() as tx:
        assert files.stored(tx, UNIT, digest) is None and files.unwanted(tx, UNIT, 9) == [digest]


def test_what_may_be_left_of_a_record() -> None:
    """Only the state of the same thing in the same unit; anything else is refused, and nothing is left of what is not there."""
    state = Request(id="r", unit=UNIT, code="x", citizen="c", wants=(Want(procedure="p", purpose="bán đất"),), note="y")
    body = redaction("request", stripped("request", state), "erasure")
    assert rule(body, state, STATES["request"]) is None and "bán đất" not in body.remains
    assert rule(body, None, STATES["request"]) is not None
    other = RecordRedacted(
        about="request", subject="r", unit=UNIT, ground="x", remains=body.remains.replace('"r"', '"s"')
    )
    assert rule(other, state, STATES["request"]) is not None
    assert (
        rule(RecordRedacted(about="request", subject="r", unit=UNIT, ground="x", remains="{]"), state, Request)
        is not None
    )
