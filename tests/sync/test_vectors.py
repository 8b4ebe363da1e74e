"""The vectors other programs are written against hold here too: for the office, for the Python tablet, and alone."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from models import fold
from models.access import MAY_SAY, system
from models.event import CLOCK_LAG_MAX_MS, CLOCK_LEAD_MAX_MS, EVENT_BYTES_MAX, KINDS, Body, Event, legal_time, read
from models.fold import STATES, Key
from models.ids import NO_DIGEST, NUMBER_MAX
from models.merge import amended, merge
from models.refusal import REFUSALS
from models.said import FileRef, Said
from models.store import replica
from models.store.engine import Store
from models.store.replica import Kept, Spoken
from models.visit import VisitDeparted
from server.routes.sync import CURSOR_CHARS_MAX
from server.settings import Settings
from server.uploads import OPEN_PER_DEVICE_MAX
from sync import feed, outbox
from sync.clock import DRIFT_PPM_MAX
from sync.office import REJECTS_PER_DEVICE_MAX
from sync.protocol import (
    GUIDES_MAX,
    PAGE_BYTES_DEFAULT,
    PAGE_BYTES_MAX,
    PUSH_BYTES_MAX,
    PUSH_EVENTS_MAX,
    Enrol,
    Enrolled,
    Header,
    Outcome,
    PageHead,
    Push,
    Pushed,
    Receipt,
    Torn,
    read_push,
)  # fmt: skip
from sync.round import turn
from sync.told import RECEIPTS_MAX, Told
from tests.docs.pages import blocks, page, section
from tests.models.guided import cases
from tests.simulation.words import NOON_MS, UNIT
from tests.sync.hand import Desk, Hand
from tests.sync.make_vectors import Change, Sheet

FOLDER = Path(__file__).resolve().parents[1] / "vectors"


def vectors(name: str) -> Any:
    """The vectors in a file."""
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def whys(rows: list[dict[str, Any]]) -> list[str]:
    """What each vector shows, as the test's name."""
    return [row["why"] for row in rows]


PUSH = vectors("push")
RECEIPTS = vectors("receipts")
FOLDS = vectors("fold")
MERGES = vectors("merge")
CURSOR = vectors("cursor")
CLOCKS = vectors("legal_time")
_bodies = msgspec.json.Decoder(Body)


def exact(row: dict[str, Any], name: str) -> bytes:
    """The bytes a vector holds as text or in base64."""
    if f"{name}_then_blanks" in row:
        return str(row[f"{name}_then_blanks"]).encode().ljust(row["bytes"])
    return base64.b64decode(row[f"{name}_base64"]) if f"{name}_base64" in row else str(row[name]).encode()


# -------- push


def test_the_push_is_what_its_parts_say_and_proves_itself_without_us() -> None:
    """From the vector and a cryptography library alone: digests, chain, signed text, signature, body."""
    lines = [line.encode() for line in PUSH["lines"]]
    assert [hashlib.sha256(line).hexdigest() for line in lines] == PUSH["digests"]
    assert [json.loads(line)["prev"] for line in lines] == ["0" * 64, *PUSH["digests"][:-1]]
    assert PUSH["signed_text"] == f"tannha push 1\n{PUSH['device']}\n{PUSH['digests'][-1]}"
    raw = base64.urlsafe_b64decode(PUSH["signature"] + "==")
    signature = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(PUSH["key"]["public"]))
    public.verify(signature, PUSH["signed_text"].encode(), ec.ECDSA(SHA256()))
    private = ec.derive_private_key(int(PUSH["key"]["private"], 16), ec.SECP256R1())
    assert private.public_key() == public
    first, *rest = PUSH["body"].encode().split(b"\n")
    assert rest == [*lines, b""] and hashlib.sha256(PUSH["body"].encode()).hexdigest() == PUSH["body_sha256"]
    header = json.loads(first)
    assert (header["device"], header["count"], header["signature"]) == (PUSH["device"], 3, PUSH["signature"])


@pytest.fixture
def desk(store: Store) -> Desk:
    """An office with one case, on each engine."""
    return Desk(store)


@pytest.fixture
def hand(desk: Desk) -> Hand:
    """The tablet of the vectors, enrolled."""
    return desk.enrol(Hand(PUSH["device"], PUSH["officer"], int(PUSH["key"]["private"], 16)))


def test_the_office_believes_the_push(desk: Desk, hand: Hand) -> None:
    """The very bytes of the vector are applied, and what they say is true."""
    pushed = read_push(PUSH["body"].encode())
    assert isinstance(pushed, Push)
    answer = desk.answer(hand, pushed)
    assert isinstance(answer, Pushed)
    assert [(r.n, r.outcome) for r in answer.receipts] == [(1, "applied"), (2, "applied"), (3, "applied")]
    state = desk.state("visit", "v-1")
    assert (state.arrived.why_no_place, state.note) == ("không đồng ý", "Nhà sau chợ, cổng xanh")
    desk.prove()


def test_the_office_disbelieves_what_it_should(desk: Desk, hand: Hand) -> None:
    """Each push with a wrong signature or chain is refused as a whole, under the code in the vector."""
    for row in PUSH["disbelieved"]:
        pushed = read_push(exact(row, "body"))
        assert isinstance(pushed, Push), row["why"]
        answer = desk.answer(hand, pushed)
        assert isinstance(answer, Torn) and answer.code == row["code"], row["why"]
    assert desk.said_by(hand) == []


@pytest.mark.parametrize("row", PUSH["torn"], ids=whys(PUSH["torn"]))
def test_torn_bodies(row: dict[str, Any]) -> None:
    """Each is no push, under the code in the vector."""
    answer = read_push(exact(row, "body"))
    assert isinstance(answer, Torn) and answer.code == row["code"]


def test_malformed_lines() -> None:
    """Each is refused under the code in the vector; two can be read, and it is the office that knows better."""
    readable = set()
    for row in PUSH["malformed"]:
        said = read(exact(row, "line"))
        if isinstance(said, Event):
            readable.add(row["why"])
        else:
            assert said.code == row["code"], row["why"]
    assert readable == {"another device's name", "a name only the office gives"}


# -------- receipts and pages, as a tablet takes them


@pytest.fixture
def copy(tmp_path: Path) -> Any:
    """What a tablet keeps."""
    made = replica.open_replica(f"sqlite:{tmp_path / 'tablet.db'}")
    yield made
    made.close()


@pytest.mark.parametrize("row", RECEIPTS, ids=whys(RECEIPTS))
def test_receipts_are_taken_as_the_vector_says(copy: Store, row: dict[str, Any]) -> None:
    """What is still to be sent, what is shown to a person, and what stands in the way, after an answer."""
    with copy.write() as tx:
        for n in row["kept"]:
            said = Spoken(n, f"e-{n}", f"{n:064x}", "{}", "VisitDeparted", "visit", "v-1", 1, NOON_MS)
            replica.append(tx, said._replace(sent=int(n not in row["unsent"])), [])
        replica.set_fact(tx, "tape", f"{row['tape']} {row['tape']:064x}")
        answer = msgspec.convert(row["answer"], Pushed)
        found = outbox.take(tx, answer)
    with copy.read() as tx:
        assert [said.n for said in replica.unsent(tx, 100)] == row["unsent_after"]
        assert [said.n for said in replica.unsettled(tx)] == row["shown"]
    assert (found.code if found else "") == row["trouble"]


@pytest.mark.parametrize("row", CURSOR["turns"], ids=whys(CURSOR["turns"]))
def test_pages_are_taken_as_the_vector_says(copy: Store, row: dict[str, Any]) -> None:
    """What a tablet holds, and which cursor it keeps, after the pages."""
    with copy.write() as tx:
        held = [
            Kept(kind, i, version, json.dumps({"kind": kind, "id": i, "version": version}))
            for kind, i, version in row["held"]
        ]
        replica.put_things(tx, 0, held)
        replica.set_fact(tx, "cursor", row["cursor"])
        for page in row["pages"]:
            turn(tx, msgspec.json.decode(json.dumps(page), type=PageHead))
        assert [[one.kind, one.id, one.version] for one in replica.things(tx)] == row["after"]
        assert replica.fact(tx, "cursor") == row["cursor_after"]


def test_cursors_that_are_none_of_ours_get_a_fresh_snapshot(desk: Desk) -> None:
    """Each cursor of the vector is answered with everything, and never with an error."""
    fresh = msgspec.json.decode(feed.pull(desk.store, system(UNIT), (UNIT,), "", NOON_MS))
    for cursor in CURSOR["none_of_ours"]:
        page = msgspec.json.decode(feed.pull(desk.store, system(UNIT), (UNIT,), cursor, NOON_MS))
        assert page == fresh and page["fresh"] and page["changed"], cursor


# -------- fold, merge, time


def state_of(kind: str, told: Any) -> Any:
    """A state of the vector as this program has it."""
    return None if told is None else msgspec.convert(told, STATES[kind])


def as_stored(state: Any) -> Any:
    """A state as it is stored and sent."""
    return msgspec.json.decode(msgspec.json.encode(state))


@pytest.mark.parametrize("row", FOLDS, ids=[f"{i}-{row['body']['kind']}" for i, row in enumerate(FOLDS)])
def test_folds(row: dict[str, Any]) -> None:
    """An event changes the things the vector names, no others, and to what the vector says."""
    body = _bodies.decode(json.dumps(row["body"]))
    said = msgspec.convert(row["said"], Said)
    before = {Key(one["kind"], one["id"]): state_of(one["kind"], one["before"]) for one in row["things"]}
    about = fold.about(body)
    assert list(before) == [about, *fold.moved(body, before[about])]
    for one in row["things"]:
        after = fold.fold(one["kind"], before[Key(one["kind"], one["id"])], body, said)
        assert as_stored(after) == one["after"]


def test_every_kind_is_folded_in_some_vector() -> None:
    """No kind of event is left to guesswork."""
    assert {row["body"]["kind"] for row in FOLDS} == set(KINDS)


@pytest.mark.parametrize("row", MERGES, ids=whys(MERGES))
def test_merges(row: dict[str, Any]) -> None:
    """What is set, what clashes, whether others wrote meanwhile, and the state after."""
    state, change = msgspec.convert(row["state"], Sheet), msgspec.convert(row["change"], Change)
    met = merge(state, change, row["base"], row["hand"])
    assert (as_stored(met.sets), list(met.conflicts), met.parallel) == (row["sets"], row["conflicts"], row["parallel"])
    said = Said(
        seq=row["seq"], event=row["event"], by=row["by"], device=row["hand"] or f"office:{UNIT}", at_ms=row["at_ms"],
        bound_ms=0, doubtful=False, received_ms=row["at_ms"], base=row["base"], lease=1,
    )  # fmt: skip
    assert as_stored(amended(state, change, said)) == row["after"]


@pytest.mark.parametrize("row", CLOCKS, ids=whys(CLOCKS))
def test_legal_times(row: dict[str, Any]) -> None:
    """When it happened, give or take what, and whether the clock was believed."""
    event = Event(
        id="e-1", device="t-1", n=1, prev=NO_DIGEST, at_ms=row["at_ms"], offset_ms=row["offset_ms"],
        bound_ms=row["bound_ms"], body=VisitDeparted(visit="v-1"),
    )  # fmt: skip
    assert legal_time(event, row["received_ms"])._asdict() == row["expected"]


# -------- docs/protocol.md


PAGE = page("docs/protocol.md")


def rows_of(heading: str) -> set[str]:
    """What the tables of a section name in their first column."""
    first = re.findall(r"^\| (.*?) \|", section(PAGE, heading), re.MULTILINE)
    return {name for cell in first for name in re.findall(r"`(\w+)`", cell)}


def fields(*structs: Any) -> set[str]:
    """The fields of structs."""
    return {field.encode_name for struct in structs for field in msgspec.structs.fields(struct)}


@pytest.mark.parametrize(
    ("heading", "structs"),
    [
        ("Enrolment", (Enrol, Enrolled)),
        ("The event", (Event,)),
        ("Push", (Header, Pushed)),
        ("Receipts", (Receipt,)),
        ("Pull", (PageHead,)),
    ],
)
def test_the_page_tells_every_field(heading: str, structs: tuple[Any, ...]) -> None:
    """Each has its row, and no row tells of a field there is not."""
    named = rows_of(heading)
    if heading == "Receipts":
        assert named >= set(get_args(Outcome))
        named -= set(get_args(Outcome))
    assert named | {"name"} == fields(*structs) | {"name"}


def test_the_page_tells_every_kind_refusal_and_thing() -> None:
    """Whatever may come over the wire is named; kinds a tablet may say have their row, and no others."""
    assert set(re.findall(r"`([A-Z][a-z]+[A-Z]\w+)`", section(PAGE, "Kinds of events"))) == set(KINDS)
    may_say = {kind.__name__ for kind, roles in MAY_SAY.items() if "officer" in roles}
    assert rows_of("Kinds of events") == may_say
    assert set(re.findall(r"`(\w+)`", section(PAGE, "Refusals"))) >= set(REFUSALS)
    things = section(PAGE, "Things")
    for kind in ("visit", "citizen", "request", "dossier", "officer", "hold", "notice", "ward"):
        told = re.search(rf"^\*\*`{kind}`\*\* — (.*?)\.$", things, re.MULTILINE | re.DOTALL)
        assert told and set(re.findall(r"`(\w+)`\s", told[1])) == fields(STATES[kind]), kind
    assert fields(Told) | fields(FileRef) | {"Upload-Checksum", "Retry-After"} <= set(re.findall(r"[\w-]+", PAGE))


def test_the_page_tells_every_limit() -> None:
    """As the code has them."""
    limits = section(PAGE, "Limits")
    numbers = {int(number) for number in re.findall(r"\b\d+\b", limits)}
    assert numbers >= {
        EVENT_BYTES_MAX, PUSH_EVENTS_MAX, PUSH_BYTES_MAX, PAGE_BYTES_MAX, PAGE_BYTES_DEFAULT, CURSOR_CHARS_MAX, RECEIPTS_MAX,
        REJECTS_PER_DEVICE_MAX, OPEN_PER_DEVICE_MAX, NUMBER_MAX, GUIDES_MAX, Settings().upload_bytes_max // 1_000_000,
    }  # fmt: skip
    time = section(PAGE, "Time")
    assert str(CLOCK_LEAD_MAX_MS) in time and str(CLOCK_LAG_MAX_MS) in time and str(DRIFT_PPM_MAX) in time
    for media_type in re.findall(
        r"\w+/\w+", "image/jpeg image/png image/webp application/pdf application/json audio/ogg"
    ):
        assert f"`{media_type}`" in section(PAGE, "Files")


def example() -> dict[str, str]:
    """The worked example's blocks by what they are."""
    shown = blocks(section(PAGE, "A worked example"))
    names = ("key", "digests", "signed_text", "signature", "body", "answer", "page")
    return {name: block.text for name, block in zip(names, shown, strict=True)}


def test_the_worked_example_is_the_vector() -> None:
    """The bytes on the page are those of the vector, which proves itself."""
    shown = example()
    assert shown["key"].strip() == PUSH["key"]["public"]
    assert shown["digests"].split() == PUSH["digests"]
    assert shown["signed_text"] == PUSH["signed_text"] + "\n"
    assert shown["signature"].strip() == PUSH["signature"]
    assert shown["body"] == PUSH["body"]


def test_the_worked_example_is_what_the_office_answers(desk: Desk, hand: Hand) -> None:
    """To the letter: the receipts of the push, and the page pulled after it."""
    shown = example()
    desk.now_ms = PUSH["received_ms"]
    cursor = json.loads(feed.pull(desk.store, hand.actor, (UNIT,), "", desk.now_ms))["cursor"]
    assert len(desk.entries()) == 10
    pushed = read_push(shown["body"].encode())
    assert isinstance(pushed, Push)
    assert msgspec.json.encode(desk.answer(hand, pushed)).decode() == shown["answer"].strip()
    assert feed.pull(desk.store, hand.actor, (UNIT,), cursor, desk.now_ms).decode() == shown["page"].strip()


@pytest.mark.parametrize("row", vectors("guide"), ids=whys(vectors("guide")))
def test_guides_add_up_for_every_client(row: dict[str, Any]) -> None:
    """A guide's rule, quantity and percentage come to its total by the arithmetic of docs/protocol.md alone."""
    fee = row["guide"]["fee"]
    rule, asked = fee["rule"], {"pages": 1, "copies": 1, "documents": 1, "cases": 1, **fee["asked"]}
    if rule["per"] == "page":
        full = min(asked["pages"], rule["full_pages"])
        more = (asked["pages"] - full) * rule["next_page_dong"]
        whole = min(full * rule["dong"] + more, rule["copy_dong_max"]) * asked["copies"]
    else:
        whole = rule.get("dong", 0) * {"document": asked["documents"], "case": asked["cases"]}.get(rule["per"], 0)
    assert whole == fee["full_dong"]
    assert whole * (100 - rule.get("percent", 0)) // 100 == fee["total_dong"]
    assert sum(line["amount_dong"] for line in fee["lines"]) == fee["total_dong"]


def test_the_guide_vectors_are_what_the_office_says() -> None:
    """The file is made from the code; when the two part ways, the protocol changed."""
    assert [(one["why"], one["guide"]) for one in vectors("guide")] == [
        (one.why, json.loads(msgspec.json.encode(one.guide))) for one in cases()
    ]
