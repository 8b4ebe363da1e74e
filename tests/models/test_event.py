"""An event is its exact bytes; what cannot be read is told apart, and reading never fails."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import fold
from models.event import EVENT_BYTES_MAX, KINDS, Event, Unread, digest, read
from models.hold import ConflictSettled
from models.ids import NO_DIGEST, NUMBER_MAX, dossier_code, is_reserved, office_device, request_code
from models.redaction import RecordRedacted
from models.said import Body
from models.visit import VisitAmended, VisitChange, VisitDeparted
from tests.sync.story import whole_story

UNSAID = msgspec.UNSET


def envelope(**fields: Any) -> dict[str, Any]:
    """An event as JSON will have it; a field set to UNSAID is left out."""
    told = {
        "id": "e-1", "device": "t-1", "n": 1, "prev": NO_DIGEST, "at_ms": 0,
        "body": {"kind": "VisitDeparted", "visit": "v-1"}, **fields,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value is not UNSAID}


def line(**fields: Any) -> bytes:
    """An event as a line."""
    return msgspec.json.encode(envelope(**fields))


def noted(text: str) -> bytes:
    """An event with a note."""
    return line(body={"kind": "VisitAmended", "visit": "v-1", "change": {"note": text}})


def note_of(said: bytes) -> Any:
    """The note read from a line."""
    event = read(said)
    assert isinstance(event, Event) and isinstance(event.body, VisitAmended), event
    return event.body.change.note


def test_the_digest_is_of_the_exact_bytes() -> None:
    """SHA-256 in small hexadecimal: another blank is another event."""
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest(line()) == hashlib.sha256(line()).hexdigest() != digest(line() + b" ")


def test_every_body_comes_back_as_it_went() -> None:
    """Written, sent and read, an event of any kind is the same event."""
    for told in whole_story():
        event = Event(id="e-1", device="t-1", n=1, prev=NO_DIGEST, at_ms=0, body=told.body)
        assert read(msgspec.json.encode(event)) == event


def test_what_is_left_out_is_the_default() -> None:
    """Clocks never measured, no lease, no base, nothing adopted."""
    event = read(line())
    assert isinstance(event, Event)
    assert (event.mono_ms, event.offset_ms, event.bound_ms, event.lease, event.base, event.adopts) == (
        0, None, None, 0, 0, None,
    )  # fmt: skip


def test_a_change_left_out_is_not_a_change_to_nothing() -> None:
    """A field that is not named stays, one named with nothing is emptied."""
    event = read(line(body={"kind": "VisitAmended", "visit": "v-1", "change": {"note": ""}}))
    assert isinstance(event, Event) and event.body == VisitAmended(visit="v-1", change=VisitChange(note=""))
    assert event.body.change.summary is UNSAID


@pytest.mark.parametrize("missing", ["id", "device", "n", "prev", "at_ms", "body"])
def test_nothing_of_the_envelope_may_be_missing(missing: str) -> None:
    """Who, which, after what, when, and what."""
    assert isinstance(read(line(**{missing: UNSAID})), Unread)


LIMITS: list[tuple[str, Any, Any]] = [
    ("id", "0", "0" * 65), ("id", "9a:b.c_d-e", "-a"), ("id", "z", ""), ("id", "z", "é"), ("id", "z", "z\n"),
    ("device", "office:30307", "Office"), ("n", 1, 0), ("n", NUMBER_MAX, NUMBER_MAX + 1), ("n", 2, 2.5),
    ("prev", "a" * 64, "a" * 63), ("prev", "0" * 64, "A" * 64), ("prev", "0" * 64, "0" * 64 + "\n"),
    ("at_ms", 9_999_999_999_999, 10_000_000_000_000), ("at_ms", 0, -1), ("at_ms", 1, "1"), ("mono_ms", NUMBER_MAX, -1),
    ("offset_ms", -NUMBER_MAX, -NUMBER_MAX - 1), ("offset_ms", None, "0"), ("bound_ms", None, -1), ("bound_ms", 0, True),
    ("lease", NUMBER_MAX, -1), ("base", NUMBER_MAX, NUMBER_MAX + 1), ("adopts", None, ""), ("adopts", "t-1:4", "T"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "good", "bad"), LIMITS, ids=[f"{f}-{b!r:.12}" for f, _, b in LIMITS])
def test_every_field_has_its_bounds(field: str, good: Any, bad: Any) -> None:
    """What lies just inside is read, what lies just outside is not."""
    event = read(line(**{field: good}))
    assert isinstance(event, Event) and getattr(event, field) == good
    unread = read(line(**{field: bad}))
    assert isinstance(unread, Unread) and unread.code == "malformed" and field in unread.detail


def test_unknown_fields_are_no_small_matter() -> None:
    """What the office does not know it cannot have taken into account: refused, in the envelope and at any depth."""
    for said in (line(x=1), line(body={"kind": "VisitDeparted", "visit": "v-1", "x": 1})):
        assert isinstance(read(said), Unread)
    deep = {"kind": "VisitArrived", "visit": "v-1", "place": {"lat_e6": 1, "lon_e6": 1, "height_m": 3}}
    assert isinstance(read(line(body=deep)), Unread)


def test_a_kind_of_tomorrow_is_told_from_nonsense() -> None:
    """Only where the kind is a name that is not known here; everything else about the line may be known."""
    tomorrow = read(line(body={"kind": "VisitFilmed", "visit": "v-1"}))
    assert isinstance(tomorrow, Unread)
    assert (tomorrow.code, tomorrow.id, tomorrow.n, tomorrow.prev) == ("unknown_kind", "e-1", 1, NO_DIGEST)
    for kind in (UNSAID, "", 7, None, ["VisitDeparted"]):
        told = {"kind": kind, "visit": "v-1"} if kind is not UNSAID else {"visit": "v-1"}
        unread = read(line(body=told))
        assert isinstance(unread, Unread) and unread.code == "malformed"


def test_what_can_be_read_of_an_unreadable_line_is_read() -> None:
    """Its number and the digest before it place it on the tape; a number that cannot be one is none."""
    unread = read(line(n=7, prev="a" * 64, body={}))
    assert isinstance(unread, Unread) and (unread.id, unread.n, unread.prev) == ("e-1", 7, "a" * 64)
    for n in (0, -3, NUMBER_MAX + 1, 2**70):
        unread = read(line(n=n) if n < 2**64 else line().replace(b'"n":1', b'"n":%d' % n))
        assert isinstance(unread, Unread) and unread.n is None
    torn = read(line()[:-1])
    assert isinstance(torn, Unread) and (torn.id, torn.n, torn.prev) == (None, None, "")


def test_size_is_counted_in_bytes() -> None:
    """Exactly the limit is read; one more is too large, whatever it says."""
    assert isinstance(read(line().ljust(EVENT_BYTES_MAX)), Event)
    unread = read(line().ljust(EVENT_BYTES_MAX + 1))
    assert isinstance(unread, Unread) and unread.code == "too_large"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200), st.booleans())
def test_text_is_read_composed_however_it_was_written(text: str, escaped: bool) -> None:
    """As UTF-8 or written out in ASCII, composed or not: what is read is the same text in NFC."""
    said = json.dumps(
        envelope(body={"kind": "VisitAmended", "visit": "v-1", "change": {"note": text}}), ensure_ascii=escaped
    )
    composed = unicodedata.normalize("NFC", text)
    if len(composed) <= 2000:
        assert note_of(said.encode()) == composed


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (b"o\\u0302\\u0323", "ộ"),
        (b"\\u0110\\u00e0o", "Đào"),
        (b"\\ud83d\\ude00", "😀"),
        (b"\\\\u0300", "\\u0300"),
        (b"\\\\\\u00e9", "\\é"),
        (b"\\u005cu0041", "\\u0041"),
        (b"\\u0022,\\u0022", '","'),
        (b"\\u001f\\n", "\x1f\n"),
        (b"\\\\u0000", "\\u0000"),
    ],
)
def test_characters_written_out_mean_what_json_says(written: bytes, meant: str) -> None:
    """Writing a character out changes nothing of what is said, least of all where the text ends."""
    assert note_of(noted("@").replace(b"@", written)) == meant


@given(st.binary(max_size=300))
def test_reading_any_bytes_never_fails(data: bytes) -> None:
    """Bytes from nowhere are an event or are told why they are none."""
    assert isinstance(read(data), (Event, Unread))


@given(st.integers(0, len(noted("Nguyễn")) - 1), st.binary(max_size=3), st.integers(0, 6))
def test_reading_a_damaged_line_never_fails(at: int, put: bytes, cut: int) -> None:
    """Some bytes of a good line lost and others in their place: read or told why not."""
    good = noted("Nguyễn")
    said = read(good[:at] + put + good[at + cut :])
    assert isinstance(said, Event) or said.code in ("malformed", "unknown_kind")


def test_the_list_of_kinds_is_closed_and_each_has_its_place() -> None:
    """Every body there is can be said, and knows what it is about and how it is folded."""
    assert set(KINDS.values()) == set(Body.__subclasses__())
    folded = {of for _, of in fold._FOLDS}
    assert set(KINDS.values()) - folded == {ConflictSettled, RecordRedacted}  # they change whatever thing they name


def test_codes_are_read_digit_by_digit() -> None:
    """Unit or agency, the local day, and a number counted that day."""
    assert request_code("30307", "2026-11-21", 42) == "30307-261121-0042"
    assert dossier_code("H01.307", "2026-11-21", 10_000) == "H01.307-261121-10000"


def test_names_of_the_office_are_known_by_their_colon() -> None:
    """The office's own device, its uploads, the name of an unreadable line: none a tablet may take."""
    assert is_reserved(office_device("30307")) and is_reserved("t-1:7")
    assert not is_reserved("0193a8c0-0000-7000-8000-000000000001")
    assert isinstance(read(line(body=msgspec.to_builtins(VisitDeparted(visit="v:1")))), Event)
