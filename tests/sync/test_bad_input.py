"""Whatever a tablet sends, the office answers clearly, refuses as little as it can, and keeps what it was given."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, get_args

import msgspec
import pytest

from models import cccd
from models.access import ROLES, Actor
from models.citizen import CitizenAmended, CitizenChange, CitizenRegistered
from models.device import DeviceEnrolled, DeviceRevoked
from models.event import EVENT_BYTES_MAX, Body
from models.hold import ConflictSettled, WorkDismissed
from models.ids import NUMBER_MAX
from models.refusal import REFUSALS
from models.said import Window
from models.store import people
from models.store.engine import Store
from models.store.people import Scope
from models.visit import VisitArrived, VisitPlanned
from sync.door import keep, kept
from sync.protocol import Outcome, Receipt, Torn
from tests.simulation import words
from tests.simulation.words import DAY_MS, NOON_MS, UNIT
from tests.sync.anything import Anything
from tests.sync.hand import Desk, Hand

GOOD = VisitArrived(visit="v-1", why_no_place="không đồng ý")
OUTCOMES = set(get_args(Outcome))


@pytest.fixture
def desk(store: Store) -> Desk:
    """An office with one case, on each engine."""
    return Desk(store)


@pytest.fixture
def hand(desk: Desk) -> Hand:
    """A tablet whose officer has the case."""
    return desk.enrol(Hand())


def is_clear(said: Receipt | Torn, code: str) -> None:
    """The answer names the refusal and, where a person reads it, says in both languages what it is and what to do."""
    no = REFUSALS[said.code]
    assert no.code == code, said
    if isinstance(said, Receipt):
        assert said.outcome in ("refused", "parked")
        assert (said.vi, said.en, said.next_vi, said.next_en) == (no.vi, no.en, no.next_vi, no.next_en)
    assert min(map(len, (no.vi, no.en, no.next_vi, no.next_en))) > 5


def note(text: bytes) -> Callable[[bytes], bytes]:
    """Puts these very bytes where the reason for no place stands."""
    return lambda line: line.replace("không đồng ý".encode(), text)


def field(name: str, value: bytes) -> Callable[[bytes], bytes]:
    """Puts these very bytes where a number of the envelope stands."""

    def put(line: bytes) -> bytes:
        said = json.loads(line)
        was = b'"%b":%b' % (name.encode(), json.dumps(said[name]).encode())
        assert line.count(was) == 1, was
        return line.replace(was, b'"%b":%b' % (name.encode(), value))

    return put


def extra(text: bytes) -> Callable[[bytes], bytes]:
    """Puts more members at the end of the envelope."""
    return lambda line: line[:-1] + b"," + text + b"}"


DEEP = b"[" * 30_000 + b"]" * 30_000

MALFORMED: dict[str, Callable[[bytes], bytes]] = {
    "nothing at all": lambda line: b"",
    "blanks": lambda line: b"   ",
    "no object": lambda line: b"[]",
    "null": lambda line: b"null",
    "no JSON": lambda line: b"visit v-1: arrived",
    "cut": lambda line: line[:-10],
    "cut in the first member": lambda line: line[:5],
    "two on one line": lambda line: line + line,
    "U+0000 as a byte": note(b"a\x00b"),
    "U+0000 written out": note(b"a\\u0000b"),
    "U+0000 after a backslash": note(b"\\\\\\u0000"),
    "another control character as a byte": note(b"a\x07b"),
    "half a surrogate pair written out": note(b"\\ud800"),
    "the other half": note(b"\\udc00 x"),
    "a surrogate as bytes": note(b"\xed\xa0\x80"),
    "Windows-1258": note("không đồng ý".encode("cp1258", "replace") + b"\xea\xec"),
    "UTF-16": lambda line: line.decode().encode("utf-16-le").replace(b"\n", b" "),
    "a byte order mark": lambda line: b"\xef\xbb\xbf" + line,
    "an overlong form": note(b"\xc0\xaf"),
    "nested deeply": extra(b'"x":' + DEEP),
    "nested deeply in the body": lambda line: line.replace(b'"v-1"', DEEP),
    "nothing but depth": lambda line: b"[" * 60_000,
    "a number as text": field("at_ms", b'"%d"' % NOON_MS),
    "its own number as text": lambda line: line.replace(b'"n":', b'"n":"').replace(b',"prev"', b'","prev"'),
    "a fraction": field("at_ms", b"1.5"),
    "a number with an exponent": field("lease", b"1e0"),
    "true for 1": field("lease", b"true"),
    "less than nothing": field("lease", b"-1"),
    "a number no browser can say": field("base", b"%d" % (NUMBER_MAX + 1)),
    "endless digits": field("base", b"9" * 5_000),
    "a time after the year 2286": field("at_ms", b"10000000000000"),
    "a field nobody knows": extra(b'"x":1'),
    "a field nobody knows in the body": lambda line: line.replace(b'"visit":', b'"visits":'),
    "a member missing": lambda line: line.replace(b'"prev"', b'"before"'),
    "an id in capitals": lambda line: line.replace(b'"id":"t', b'"id":"T'),
    "an id that ends its line": lambda line: line.replace(b'"v-1"', b'"v-1\\n"'),
    "an id too long": lambda line: line.replace(b'"v-1"', b'"v' + b"1" * 64 + b'"'),
    "a name only the office gives": lambda line: line.replace(b'"id":"t-1', b'"id":"office:30307'),
    "another device's name": lambda line: line.replace(b'"device":"t-1"', b'"device":"t-2"'),
    "a word too long": note("ô".encode() * 201),
    "two kinds": lambda line: line.replace(b'"visit":', b'"kind":"VisitDeparted","visit":'),
    "the form that unreadable lines are kept in": lambda line: b"base64:AAAA",
}


def test_a_malformed_line_is_refused_alone(desk: Desk, hand: Hand) -> None:
    """Each malformed line in a long push is refused by itself: kept to the byte, shown on the desk, and the rest is true."""
    lines: list[bytes] = [hand.line(GOOD)]
    for spoil in MALFORMED.values():
        lines.append(hand.add(spoil(msgspec.json.encode(hand.envelope(GOOD)))))
        lines.append(hand.line(GOOD))
    answer = desk.hear(hand, *lines)
    assert [r.n for r in answer.receipts] == list(range(1, len(lines) + 1)) and answer.expect == len(lines) + 1
    assert {r.outcome for r in answer.receipts[::2]} == {"applied"}
    for why, receipt, line, entry in zip(
        MALFORMED, answer.receipts[1::2], lines[1::2], desk.said_by(hand)[1::2], strict=True
    ):
        is_clear(receipt, "malformed")
        assert kept(entry.event) == line, why
        hold = desk.hold(receipt.id)
        assert hold is not None and (hold.by, hold.code) == ("o-1", "malformed"), why
    desk.prove()


def test_a_malformed_line_heard_twice_is_one_line(desk: Desk, hand: Hand) -> None:
    """Sent alone, sent again, and sent again with the line after it: one entry, and the same receipt each time."""
    for why, spoil in MALFORMED.items():
        bad = hand.add(spoil(msgspec.json.encode(hand.envelope(GOOD))))
        first = desk.hear(hand, bad)
        assert first.receipts[0].n == hand.n and first.expect == hand.n + 1, why
        assert desk.hear(hand, bad).receipts == first.receipts, why
        then = desk.hear(hand, bad, hand.line(GOOD))
        assert (then.receipts[0], then.receipts[1].outcome) == (first.receipts[0], "applied"), why
    assert len(desk.said_by(hand)) == hand.n == 2 * len(MALFORMED)
    desk.prove()


def test_an_unknown_kind_is_refused_alone(desk: Desk, hand: Hand) -> None:
    """A newer tablet's word is no nonsense: the refusal says that the office does not know it yet."""
    newer = hand.line({"kind": "VisitFlown", "visit": "v-1", "height_m": 30})
    answer = desk.hear(hand, newer, hand.line(GOOD))
    is_clear(answer.receipts[0], "unknown_kind")
    assert answer.receipts[1].outcome == "applied"
    assert kept(desk.said_by(hand)[0].event) == newer
    desk.prove()


def test_a_line_too_large_is_refused_alone(desk: Desk, hand: Hand) -> None:
    """One byte too many is too large, none too many is not; either way the next line is heard."""
    room = EVENT_BYTES_MAX - len(msgspec.json.encode(hand.envelope(GOOD)))
    largest = hand.add(msgspec.json.encode(hand.envelope(GOOD)) + b" " * room)
    too_large = hand.add(msgspec.json.encode(hand.envelope(GOOD)) + b" " * (room + 1))
    answer = desk.hear(hand, largest, too_large, hand.line(GOOD))
    assert [r.outcome for r in answer.receipts] == ["applied", "refused", "applied"]
    is_clear(answer.receipts[1], "too_large")
    assert kept(desk.said_by(hand)[1].event) == too_large
    desk.prove()


def test_of_a_repeated_key_the_last_counts(desk: Desk, hand: Hand) -> None:
    """As in every browser; the bytes say both, and the digest is of the bytes."""
    line = msgspec.json.encode(hand.envelope(GOOD))
    twice = line.replace(b'"why_no_place":', b'"why_no_place":"a","why_no_place":')
    assert desk.hear(hand, hand.add(twice)).receipts[0].outcome == "applied"
    assert (
        desk.state("visit", "v-1").arrived.why_no_place == json.loads(twice)["body"]["why_no_place"] == "không đồng ý"
    )


def test_a_backslash_and_letters_are_not_a_nul(desk: Desk, hand: Hand) -> None:
    """Somebody may write `\\u0000` in a note; only the character itself is refused."""
    line = note(b"C:\\\\u0000")(msgspec.json.encode(hand.envelope(GOOD)))
    assert desk.hear(hand, hand.add(line)).receipts[0].outcome == "applied"
    assert desk.state("visit", "v-1").arrived.why_no_place == "C:\\u0000"


@pytest.mark.parametrize("line", [b"base64:", b"base64:AAAA", b"base64:\xff", b"\xff\x00", b"", "ế".encode(), b"\0"])
def test_any_bytes_come_back_as_they_were(line: bytes) -> None:
    """What is kept as text is the bytes again, whatever they are."""
    assert kept(keep(line)) == line


def test_largest_numbers_are_heard(desk: Desk, hand: Hand) -> None:
    """The largest number a browser can say is a number like any other."""
    most = {"at_ms": 9_999_999_999_999, "mono_ms": NUMBER_MAX, "offset_ms": -NUMBER_MAX, "bound_ms": NUMBER_MAX}
    answer = desk.hear(hand, hand.line(GOOD, **most, base=NUMBER_MAX), hand.line(GOOD, lease=NUMBER_MAX))
    assert answer.receipts[0].outcome == "applied"
    is_clear(answer.receipts[1], "lease_old")
    desk.prove()


YEARS_MS = 3 * 365 * DAY_MS


@pytest.mark.parametrize(
    ("clock", "at_ms", "bound_ms", "doubtful"),
    [
        ({"at_ms": NOON_MS - YEARS_MS, "offset_ms": YEARS_MS, "bound_ms": 80}, NOON_MS, 80, False),
        ({"at_ms": NOON_MS + YEARS_MS, "offset_ms": -YEARS_MS - 1, "bound_ms": 80}, NOON_MS - 1, 80, False),
        ({"at_ms": NOON_MS + YEARS_MS, "offset_ms": 0, "bound_ms": 80}, NOON_MS, None, True),
        ({"at_ms": NOON_MS + YEARS_MS, "offset_ms": None, "bound_ms": None}, NOON_MS, None, True),
        ({"at_ms": NOON_MS - YEARS_MS, "offset_ms": None, "bound_ms": None}, NOON_MS, None, True),
        ({"at_ms": NOON_MS - YEARS_MS, "offset_ms": 500, "bound_ms": None}, NOON_MS, None, True),
        ({"at_ms": NOON_MS + 60_000, "offset_ms": 0, "bound_ms": 50}, NOON_MS, 50, False),
    ],
    ids=["behind, measured", "ahead, measured", "ahead", "ahead, never measured", "behind, never measured",
         "fell back since it was measured", "a minute ahead"],
)  # fmt: skip
def test_a_clock_three_years_off(
    desk: Desk, hand: Hand, clock: dict[str, Any], at_ms: int, bound_ms: int | None, doubtful: bool
) -> None:
    """A clock that was measured is corrected, one that cannot be right is not believed; never is a time in the future."""
    assert desk.hear(hand, hand.line(GOOD, **clock)).receipts[0].outcome == "applied"
    arrived = desk.state("visit", "v-1").arrived
    assert (arrived.at_ms, arrived.bound_ms, arrived.doubtful) == (at_ms, bound_ms, doubtful)
    desk.prove()


def test_what_is_another_units_or_another_officers_is_refused(desk: Desk, hand: Hand) -> None:
    """A tablet speaks of its officer's visits in its own unit; each other word is refused with its reason."""
    desk.say("clerk", *words.case("2"))
    desk.say("supervisor", words.assigned("v-2", "o-2"))
    window = Window(from_ms=NOON_MS, to_ms=NOON_MS + 1)
    foreign: list[tuple[Body, int, str]] = [
        (VisitArrived(visit="v-9", why_no_place="x"), 0, "unknown_thing"),
        (VisitArrived(visit="v-2", why_no_place="x"), 1, "not_yours"),
        (CitizenAmended(citizen="c-2", visit="v-1", change=CitizenChange(note="x")), 1, "not_yours"),
        (CitizenAmended(citizen="c-1", change=CitizenChange(note="x")), 0, "unknown_thing"),
        (VisitPlanned(visit="v-3", unit="30319", request="r-1", citizen="c-1", dossiers=("d-1",), window=window), 0,
         "other_unit"),
        (VisitPlanned(visit="v-3", unit=UNIT, request="r-1", citizen="c-1", dossiers=("d-1",), window=window), 0,
         "not_allowed"),
        (DeviceRevoked(device="t-1", reason="x"), 0, "not_allowed"),
        (DeviceEnrolled(device="t-9", unit=UNIT, officer="o-1", key="04" + "1" * 128), 0, "not_allowed"),
        (WorkDismissed(hold="t-1-e001", reason="x"), 0, "not_allowed"),
        (ConflictSettled(about="visit", subject="v-1", event="x", field="note", take_offered=True, reason="x"), 1,
         "not_allowed"),
    ]  # fmt: skip
    answer = desk.hear(hand, *(hand.line(body, lease=lease) for body, lease, _ in foreign), hand.line(GOOD))
    for receipt, (_, _, code) in zip(answer.receipts, foreign, strict=False):
        is_clear(receipt, code)
    assert answer.receipts[-1].outcome == "applied"
    adopting = desk.hear(hand, hand.line(GOOD, adopts="t-1-e001")).receipts[0]
    is_clear(adopting, "not_allowed")
    desk.prove()


@pytest.mark.parametrize("escaped", [False, True], ids=["as bytes", "written out"])
def test_decomposed_text_is_kept_as_said_and_true_composed(desk: Desk, hand: Hand, escaped: bool) -> None:
    """Whether a keyboard composes its letters does not matter: the journal has them as said, the state and search in NFC."""
    said = "Nguye\u0302\u0303n Thi\u0323 Đa\u0300o"
    body = msgspec.to_builtins(CitizenAmended(citizen="c-1", visit="v-1", change=CitizenChange(name=said)))
    line = hand.add(json.dumps(hand.envelope(body, base=99), ensure_ascii=escaped).encode())
    assert said.encode() in line or escaped
    assert desk.hear(hand, line).receipts[0].outcome in ("applied", "merged")
    assert desk.state("citizen", "c-1").name == "Nguyễn Thị Đào"
    assert kept(desk.said_by(hand)[-1].event) == line
    with desk.store.read() as tx:
        for asked in ("nguyen thi dao", "Đào", said):
            assert len(people.find(tx, Scope((UNIT,)), asked)) == 1, asked
    desk.prove()


def test_a_number_that_contradicts_the_birth_date_is_only_a_warning(desk: Desk) -> None:
    """The twelve digits say 1950, the paper says 1941: both are taken as said, and whoever looks is warned."""
    number, birth = "089150001234", "1941-03-05"
    desk.say("clerk", CitizenRegistered(citizen="c-9", unit=UNIT, name="Bùi Thị Chín", birth=birth, id_number=number))
    state = desk.state("citizen", "c-9")
    assert (state.birth, state.id_number) == (birth, number)
    assert cccd.check_number(state.id_number, state.birth, state.sex)
    assert not cccd.check_number(state.id_number, "1950-03-05", "female")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_of_the_right_form_makes_the_office_fall(desk: Desk, hand: Hand, seed: int) -> None:
    """Whatever is said of whatever, by the desk or a tablet: each has its receipt, and what is true is still the fold."""
    draw, mighty = Anything(seed), Actor(id="a", unit=UNIT, roles=frozenset(ROLES))
    for _ in range(12):
        said = desk.answered(mighty, *(draw.body() for _ in range(25)))
        lines = [hand.line(draw.body(), lease=draw.number(), base=draw.number()) for _ in range(25)]
        assert {r.outcome for r in said + desk.hear(hand, *lines).receipts} <= OUTCOMES
    desk.prove()
