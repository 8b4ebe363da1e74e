"""A push that cannot be believed as a whole is refused as a whole: nothing of it is true, and what can be kept is kept."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from litestar.testing import TestClient

from models.access import system
from models.device import DeviceEnrolled, DeviceRevoked
from models.event import digest
from models.ids import NUMBER_MAX
from models.refusal import REFUSALS
from models.store.engine import Store
from models.visit import VisitArrived
from sync import feed, keys, office
from sync.protocol import (
    PUSH_BYTES_MAX,
    PUSH_EVENTS_MAX,
    Header,
    Push,
    Pushed,
    Torn,
    read_cursor,
    read_push,
    signed_text,
)
from tests.server.story import Story
from tests.simulation.words import NOON_MS, UNIT
from tests.sync.hand import Desk, Hand, beginnings

GOOD = VisitArrived(visit="v-1", why_no_place="không đồng ý")
_pages = msgspec.json.Decoder(dict[str, Any])


@pytest.fixture
def desk(store: Store) -> Desk:
    """An office with one case, on each engine."""
    return Desk(store)


@pytest.fixture
def hand(desk: Desk) -> Hand:
    """A tablet whose officer has the case."""
    return desk.enrol(Hand())


def is_torn(answer: Push | Pushed | Torn, code: str, status: int) -> None:
    """The whole call is refused under a code that has its status and its sentences."""
    assert isinstance(answer, Torn) and answer.code == code, answer
    no = REFUSALS[code]
    assert no.status == status
    assert min(map(len, (no.vi, no.en, no.next_vi, no.next_en))) > 5


def test_a_push_cut_anywhere_is_torn() -> None:
    """However much of a push arrives, it is the whole of it or none."""
    hand = Hand()
    header = Header(device="t-1", count=2, signature="x")
    for part in beginnings(header, [hand.line(GOOD), hand.line(GOOD)]):
        is_torn(read_push(part), "torn_push", 400)


BAD_HEADERS: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"push",
    "no object": b"[]",
    "not UTF-8": b'{"device":"\xff"',
    "UTF-16": '{"device":"t-1"}'.encode("utf-16"),
    "no device": b'{"count":0,"signature":""}',
    "another's form of name": b'{"device":"T 1","count":0,"signature":""}',
    "a count as text": b'{"device":"t-1","count":"0","signature":""}',
    "less than none": b'{"device":"t-1","count":-1,"signature":""}',
    "too many": b'{"device":"t-1","count":%d,"signature":""}' % (PUSH_EVENTS_MAX + 1),
    "a field nobody knows": b'{"device":"t-1","count":0,"signature":"","x":1}',
    "nested deeply": b'{"device":"t-1","count":0,"signature":"","x":' + b"[" * 100_000,
    "a clock no browser can say": b'{"device":"t-1","count":0,"signature":"","now_ms":%d}' % 2**63,
    "more unsent than can be": b'{"device":"t-1","count":0,"signature":"","unsent":%d}' % 2**63,
    "a report too long": b'{"device":"t-1","count":0,"signature":"","report":"%b"}' % (b"x" * 2_001),
}


@pytest.mark.parametrize("header", BAD_HEADERS.values(), ids=BAD_HEADERS)
def test_a_header_that_cannot_be_read(header: bytes) -> None:
    """Without its first line a push says nothing."""
    is_torn(read_push(header + b"\n"), "torn_push", 400)


def test_a_count_that_is_not_the_lines() -> None:
    """A line too few, a line too many, a line without its end and bytes after the last are all seen."""
    hand = Hand()
    line = hand.line(GOOD)
    for body in (
        hand.sent(line, count=2), hand.sent(line, count=0), hand.sent(line)[:-1], hand.sent(line) + b"\n",
        hand.sent(line) + b"more", hand.sent() + b"more",
    ):  # fmt: skip
        is_torn(read_push(body), "torn_push", 400)


def test_a_push_too_large_is_refused_before_it_is_read() -> None:
    """Its size alone decides."""
    is_torn(read_push(b"x" * (PUSH_BYTES_MAX + 1)), "too_large", 413)


def test_a_report_with_a_nul_is_refused_and_any_other_is_kept(desk: Desk, hand: Hand) -> None:
    """What one of the databases cannot keep is refused on both; the rest of the odd things a report may hold is kept."""
    is_torn(read_push(hand.sent(report="a\0b")), "malformed", 400)
    for report in ("ế\x07\u2028", "\ufffe", "😀", '{"files":3}'):
        pushed = read_push(hand.sent(report=report, now_ms=-NUMBER_MAX, unsent=NUMBER_MAX))
        assert isinstance(pushed, Push) and isinstance(desk.answer(hand, pushed), Pushed)


def raw(signature: str) -> bytes:
    """The 64 bytes of a signature."""
    return base64.urlsafe_b64decode(signature + "==")


def text(signature: bytes) -> str:
    """Bytes as a signature travels."""
    return base64.urlsafe_b64encode(signature).decode().rstrip("=")


BAD_SIGNATURES: dict[str, Callable[[str], str]] = {
    "none": lambda good: "",
    "another": lambda good: text(raw(good)[32:] + raw(good)[:32]),
    "one bit": lambda good: text(bytes((raw(good)[0] ^ 1,)) + raw(good)[1:]),
    "zeroes": lambda good: text(bytes(64)),
    "beyond the curve": lambda good: text(b"\xff" * 64),
    "a byte too few": lambda good: text(raw(good)[:-1]),
    "a byte too many": lambda good: text(raw(good) + b"\0"),
    "padded": lambda good: good + "==",
    "a blank in it": lambda good: good[:9] + " " + good[9:],
    "a NUL in it": lambda good: good[:9] + "\0" + good[9:],
    "a line end after it": lambda good: good + "\n",
    "not base64": lambda good: "é" * 86,
    "the other base64": lambda good: base64.b64encode(b"\xff\xef" * 32).decode().rstrip("="),
}


def test_a_push_not_signed_by_its_device_is_refused_and_kept(desk: Desk, hand: Hand) -> None:
    """Nothing of it is true and nothing is lost of it; the same lines rightly signed are heard."""
    line = hand.line(GOOD)
    good = hand.signature(line)
    for why, spoil in BAD_SIGNATURES.items():
        pushed = read_push(hand.sent(line, signature=spoil(good)))
        assert isinstance(pushed, Push), why
        is_torn(desk.answer(hand, pushed), "bad_signature", 422)
    der = hand.key.sign(signed_text("t-1", digest(line)), ec.ECDSA(SHA256()))
    is_torn(desk.answer(hand, Push(Header(device="t-1", count=1, signature=text(der)), [line])), "bad_signature", 422)
    assert desk.said_by(hand) == [] and desk.rejected() == [("bad_signature", line)]
    assert [r.outcome for r in desk.hear(hand, line).receipts] == ["applied"]
    desk.prove()


def test_a_signature_is_for_this_device_and_these_lines(desk: Desk, hand: Hand) -> None:
    """A true signature over other lines, over fewer lines, or of another device proves nothing here."""
    first, second = hand.line(GOOD), hand.line(GOOD)
    twin = Hand("t-2", "o-2", secret=1)
    for signature in (hand.signature(first), twin.signature(first, second)):
        pushed = read_push(hand.sent(first, second, signature=signature))
        assert isinstance(pushed, Push)
        is_torn(desk.answer(hand, pushed), "bad_signature", 422)


def test_two_devices_cannot_have_one_key(desk: Desk, hand: Hand) -> None:
    """A key enrolled for one device is refused for another, also after the first was revoked: it may be stolen."""
    twin = DeviceEnrolled(device="t-2", unit=UNIT, officer="o-2", key=keys.public_text(hand.key))
    assert desk.ask("system", twin)[0].code == "key_taken"
    desk.say("supervisor", DeviceRevoked(device="t-1", reason="mất"))
    refused = desk.ask("system", twin)[0]
    assert (refused.outcome, refused.code) == ("refused", "key_taken")
    assert (refused.vi, refused.en) == (REFUSALS["key_taken"].vi, REFUSALS["key_taken"].en)
    desk.enrol(Hand("t-2", "o-2", secret=2))


@pytest.mark.parametrize("name", [f"office:{UNIT}", "account:desk", "t:1"])
def test_no_device_is_called_as_the_office_calls_itself(desk: Desk, name: str) -> None:
    """Names with a colon are the office's own: a tablet called so would speak past its leases and on the office's tape."""
    key = keys.public_text(Hand().key)
    refused = desk.ask("system", DeviceEnrolled(device=name, unit=UNIT, officer="o-1", key=key))[0]
    assert (refused.outcome, refused.code) == ("refused", "bad_value")
    assert desk.state("device", name) is None


def test_a_device_nobody_knows_and_one_that_speaks_for_another(desk: Desk, hand: Hand) -> None:
    """A push names the device whose token brings it, and that device is enrolled here."""
    stranger = Hand("t-9", "o-1", secret=9)
    is_torn(desk.answer(stranger, stranger.push(stranger.line(GOOD))), "device_unknown", 403)
    other = desk.enrol(Hand("t-2", "o-2", secret=2))
    is_torn(desk.answer(hand, other.push(other.line(GOOD))), "device_unknown", 403)
    assert desk.rejected() == []


def test_a_revoked_device_is_not_heard(desk: Desk, hand: Hand) -> None:
    """From the revocation on nothing it says is taken, not even an empty push."""
    desk.hear(hand, hand.line(GOOD))
    desk.say("supervisor", DeviceRevoked(device="t-1", reason="mất"))
    for pushed in (hand.push(hand.line(GOOD)), hand.push()):
        is_torn(desk.answer(hand, pushed), "device_revoked", 403)
    assert len(desk.said_by(hand)) == 1
    desk.prove()


def test_lines_in_another_order_are_refused_and_kept(desk: Desk, hand: Hand) -> None:
    """Swapped, with one left out, doubled, or following other words: the chain does not hold, and nothing of it is true."""
    a, b, c = (hand.line(GOOD) for _ in range(3))
    other = Hand()
    other.line(GOOD, at_ms=NOON_MS - 1)
    strange = other.line(GOOD)
    for lines in ([b, a, c], [a, c], [a, b, b], [a, strange]):
        is_torn(desk.answer(hand, hand.push(*lines)), "broken_chain", 422)
    assert desk.said_by(hand) == []
    assert {line for _, line in desk.rejected()} == {a, b, c, strange}
    assert [r.outcome for r in desk.hear(hand, a, b, c).receipts] == ["applied"] * 3
    desk.prove()


def test_more_unreadable_lines_than_numbers_before_the_first(desk: Desk, hand: Hand) -> None:
    """Event 1 is the first there is: a line before it has no number, and the chain no beginning."""
    first = hand.line(GOOD)
    is_torn(desk.answer(hand, hand.push(b"garbage", first)), "broken_chain", 422)
    assert desk.hear(hand, first).expect == 2


def test_what_cannot_be_believed_is_kept_within_bounds(desk: Desk, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that floods the office with nonsense fills its own corner and no more; another's is kept still."""
    monkeypatch.setattr(office, "REJECTS_PER_DEVICE_MAX", 3)
    other = desk.enrol(Hand("t-2", "o-2", secret=2))
    lines = [hand.line(GOOD) for _ in range(5)]
    for pushed in (hand.push(*lines[1:][::-1]), hand.push(*lines[::-1])):
        is_torn(desk.answer(hand, pushed), "broken_chain", 422)
    assert len(desk.rejected()) == 3
    theirs = [other.line(GOOD), other.line(GOOD)][::-1]
    is_torn(desk.answer(other, other.push(*theirs)), "broken_chain", 422)
    assert len(desk.rejected()) == 5


def forged(desk: Desk, **fields: Any) -> str:
    """A cursor of ours with something else in it."""
    page = _pages.decode(feed.pull(desk.store, system(UNIT), (UNIT,), "", NOON_MS))
    told = json.loads(base64.urlsafe_b64decode(page["cursor"] + "=="))
    return base64.urlsafe_b64encode(json.dumps({**told, **fields}).encode()).decode().rstrip("=")


@pytest.mark.parametrize("places", [[-(2**70)] * 4, [2**70, -1, 0, 0], [0, 0, 0], ["0"] * 4, [None] * 4, [0.5] * 4, 7])
def test_a_forged_cursor_gets_a_fresh_snapshot(desk: Desk, places: Any) -> None:
    """Numbers no database can hold, too few or none: nothing falls, everything is sent anew."""
    cursor = forged(desk, units={UNIT: places})
    assert _pages.decode(feed.pull(desk.store, system(UNIT), (UNIT,), cursor, NOON_MS))["fresh"]


def test_a_cursor_of_nothing_but_depth_is_none_of_ours() -> None:
    """Its length is bounded where it comes in; its depth is looked at here."""
    deep = base64.urlsafe_b64encode(b'{"x":' + b"[" * 100_000).decode()
    assert read_cursor(deep) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"code":' + b"[" * 30_000,
        b'{"x":' + b"[" * 30_000,
        b'{"code":"\\u0000"}',
    ],
    ids=["nothing", "no object", "cut", "no UTF-8", "deep", "deep in what nobody knows", "NUL"],
)
def test_an_enrolment_that_cannot_be_read(store: Store, tmp_path: Path, body: bytes) -> None:
    """Anybody may call this address, so nothing anybody sends may make it fall."""
    with TestClient(Story(store, tmp_path).app()) as client:
        answered = client.post("/sync/enrol", content=body, headers={"Content-Type": "application/json"})
    assert (answered.status_code, answered.json()["code"]) == (400, "bad_call")
    assert answered.json()["vi"] == REFUSALS["bad_call"].vi
