"""A tablet without a guide, or with a foreign one: the office itself looks at how somebody signed."""

from __future__ import annotations

import pytest

from models.doorstep import Lucidity
from models.store.engine import Store
from models.visit import FingerprintRecorded, LucidityConfirmed, NeitherRecorded, VisitArrived, VisitCompleted
from tests.simulation import words
from tests.sync.hand import Desk, Hand

ARRIVED = VisitArrived(visit="v-1", why_no_place="không đồng ý")
FINGER = FingerprintRecorded(visit="v-1", dossier="d-1", signer="Nguyễn Thị Đào", offsite=words.OFFSITE)
UNREAD = LucidityConfirmed(visit="v-1", lucidity=Lucidity(lucid=True, speaks_vietnamese=False))
NEITHER = NeitherRecorded(
    visit="v-1", dossier="d-1", signer="Nguyễn Thị Đào", witnesses=(), read_aloud=True, offsite=words.OFFSITE
)


@pytest.mark.parametrize(
    ("before", "said", "code"),
    [
        ([], FINGER, "not_read_aloud"),
        ([UNREAD], NEITHER, "interpreter_missing"),
        ([], VisitCompleted(visit="v-1"), "step_missing"),
    ],
)
def test_what_the_law_asks_of_a_signing_is_refused_by_the_office(
    store: Store, before: list[LucidityConfirmed], said: FingerprintRecorded, code: str
) -> None:
    """Refused whole with a sentence and a next step, kept on the settling desk, and what is lawful beside it is heard."""
    desk = Desk(store)
    hand = desk.enrol(Hand())
    answer = desk.hear(hand, *(hand.line(body) for body in (ARRIVED, *before, said, words.note("v-1", "cổng xanh"))))
    *lawful, refused, after = answer.receipts
    assert {one.outcome for one in (*lawful, after)} <= {"applied", "merged"}
    assert (refused.outcome, refused.code) == ("refused", code)
    held = desk.hold(refused.id)
    assert held is not None and held.code == code
    assert refused.mender == "officer" and refused.vi and refused.next_vi
    assert desk.state("visit", "v-1").assents == () and desk.state("visit", "v-1").state == "arrived"
