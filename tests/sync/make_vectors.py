"""Writes tests/vectors/{push,receipts,fold,merge,cursor,legal_time,guide}.json: `python -m tests.sync.make_vectors`.

The files are what other programs are written against, so a change in them is a change of the protocol: read the difference
before it is committed. `tests/sync/test_vectors.py` holds the office and the Python tablet to them.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from models import event as events
from models import fold
from models.event import Event, digest
from models.fold import Key
from models.ids import NO_DIGEST, NUMBER_MAX
from models.merge import Merging, amended, merge
from models.said import Said
from models.visit import VisitAmended, VisitArrived, VisitChange, VisitDeparted
from sync.keys import public_text
from sync.protocol import Header, Torn, read_push, signed_text, write_push
from tests.models.guided import cases
from tests.simulation.words import DAY_MS, NOON_MS
from tests.sync.story import Told, whole_story
from tests.sync.test_bad_input import MALFORMED

FOLDER = Path(__file__).resolve().parents[1] / "vectors"
SECRET = 0x7A6E_2F1B_90C4_D35E_8811_47AA_03FE_5C29_6D0B_E4F7_1258_93DC_AF60_7721_B8C5_4E3D
DEVICE, OFFICER, VISIT = "t-1", "o-1", "v-1"


def key() -> ec.EllipticCurvePrivateKey:
    """The private key of the vectors: for tests only."""
    return ec.derive_private_key(SECRET, ec.SECP256R1())


def signature(last: str, device: str = DEVICE) -> str:
    """A signature that is the same every time (RFC 6979)."""
    r, s = decode_dss_signature(key().sign(signed_text(device, last), ec.ECDSA(SHA256(), deterministic_signing=True)))
    return base64.urlsafe_b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode().rstrip("=")


def in_json(data: bytes, name: str) -> dict[str, str]:
    """Bytes under a name: as text where they are text, else in base64."""
    try:
        return (
            {name: data.decode("utf-8")} if b"\r" not in data else {f"{name}_base64": base64.b64encode(data).decode()}
        )
    except UnicodeDecodeError:
        return {f"{name}_base64": base64.b64encode(data).decode()}


def chained(*said: tuple[Any, dict[str, Any]], n: int = 0, prev: str = NO_DIGEST) -> list[bytes]:
    """Lines of one tape."""
    lines = []
    for body, fields in said:
        n += 1
        told = {"id": f"0193a8c0-0000-7000-8000-{n:012d}", "lease": 1, "base": 9, **fields}
        event = Event(
            device=DEVICE, n=n, prev=prev, at_ms=NOON_MS + n * 60_000, mono_ms=n * 60_000, offset_ms=-1_500,
            bound_ms=40, body=body, **told,
        )  # fmt: skip
        lines.append(msgspec.json.encode(event))
        prev = digest(lines[-1])
    return lines


def push_vector() -> dict[str, Any]:
    """A push of three events, what makes it up, and what spoils it."""
    lines = chained(
        (VisitDeparted(visit=VISIT), {}),
        (VisitArrived(visit=VISIT, why_no_place="không đồng ý"), {}),
        (VisitAmended(visit=VISIT, change=VisitChange(note="Nhà sau chợ, cổng xanh")), {}),
    )
    last = digest(lines[-1])
    header = Header(
        device=DEVICE,
        count=len(lines),
        signature=signature(last),
        now_ms=NOON_MS + 240_000,
        unsent=3,
        report='{"files":0}',
    )
    body = write_push(header, lines)
    return {
        "key": {"private": f"{SECRET:064x}", "public": public_text(key())},
        "device": DEVICE,
        "officer": OFFICER,
        "received_ms": NOON_MS + 240_000,
        "lines": [line.decode() for line in lines],
        "digests": [digest(line) for line in lines],
        "signed_text": signed_text(DEVICE, last).decode(),
        "signature": header.signature,
        "body": body.decode(),
        "body_sha256": digest(body),
        "malformed": malformed(lines[1]),
        "torn": torn(body, header, lines),
        "disbelieved": disbelieved(header, lines),
    }


def malformed(line: bytes) -> list[dict[str, Any]]:
    """Lines that are refused alone: each stands for the second of the push."""
    kinds = {
        "a kind nobody knows": line.replace(b"VisitArrived", b"VisitFlown"),
        "a line too large": line + b" " * (events.EVENT_BYTES_MAX - len(line) + 1),
    }
    plain = line.replace(b'"id":"0193a8c0-0000-7000-8000-000000000002"', b'"id":"t-1-e002"')
    assert plain != line
    spoiled = {why: spoil(plain) for why, spoil in MALFORMED.items() if len(spoil(plain)) < 2_000}
    found = []
    for why, bad in (spoiled | kinds).items():
        read = events.read(bad)
        code = read.code if isinstance(read, events.Unread) else "malformed"  # the door's own: another's name
        told = in_json(bad, "line") if len(bad) < 2_000 else {"line_then_blanks": line.decode(), "bytes": len(bad)}
        found.append({"why": why, **told, "code": code})
    return found


def torn(body: bytes, header: Header, lines: list[bytes]) -> list[dict[str, Any]]:
    """Bodies that are no push."""
    more = msgspec.structs.replace(header, count=4)
    bodies = {
        "nothing": b"",
        "cut in the header": body[:40],
        "cut after the header": body[: body.index(b"\n") + 1],
        "cut in a line": body[:-30],
        "without its last line end": body[:-1],
        "a line fewer than counted": write_push(more, lines),
        "a line more than counted": body + b"{}\n",
        "the header is no JSON": b"push" + body[body.index(b"\n") :],
        "a field in the header nobody knows": body.replace(b'"count"', b'"extra":1,"count"', 1),
    }
    found = []
    for why, bad in bodies.items():
        read = read_push(bad)
        assert isinstance(read, Torn), why
        found.append({"why": why, **in_json(bad, "body"), "code": read.code})
    return found


def disbelieved(header: Header, lines: list[bytes]) -> list[dict[str, Any]]:
    """Pushes that are whole and cannot be believed; each to an office that has heard nothing of this device yet."""
    broken = [lines[0], lines[2]]
    swapped = [lines[1], lines[0], lines[2]]
    raw = base64.urlsafe_b64decode(header.signature + "==")
    wrong = base64.urlsafe_b64encode(raw[32:] + raw[:32]).decode().rstrip("=")
    pushes = {
        "s before r": (lines, wrong, "bad_signature"),
        "signed for another device": (lines, signature(digest(lines[-1]), "t-2"), "bad_signature"),
        "signed for fewer lines": (lines, signature(digest(lines[1])), "bad_signature"),
        "a line left out": (broken, signature(digest(broken[-1])), "broken_chain"),
        "lines swapped": (swapped, signature(digest(swapped[-1])), "broken_chain"),
    }
    return [
        {"why": why, **in_json(write_push(msgspec.structs.replace(header, count=len(said), signature=name), said), "body"),
         "code": code}
        for why, (said, name, code) in pushes.items()
    ]  # fmt: skip


def fold_vectors() -> list[dict[str, Any]]:
    """Every kind of event: the things it changes, before and after."""
    things: dict[Key, Any] = {}
    rows = []
    for seq, told in enumerate(whole_story(), 1):
        if told.state is not None:
            things[fold.about(told.body)] = told.state
        rows.append(folded(things, told, seq))
    return rows


def folded(things: dict[Key, Any], told: Told, seq: int) -> dict[str, Any]:
    """One event folded into everything it changes."""
    at_ms = NOON_MS + seq * 1_000
    said = Said(
        seq=seq, event=told.event or f"e-{seq}", by=told.by, device=told.device, at_ms=at_ms, bound_ms=told.bound_ms,
        doubtful=told.doubtful, received_ms=at_ms + 500, base=told.base, lease=told.lease, given=told.given,
    )  # fmt: skip
    about = fold.about(told.body)
    before = things.get(about)
    changed = []
    for kind, thing_id in (about, *fold.moved(told.body, before)):
        at = Key(kind, thing_id)
        was = things.get(at)
        things[at] = fold.fold(kind, was, told.body, said)
        changed.append({"kind": kind, "id": thing_id, "before": plain(was), "after": plain(things[at])})
    return {"why": told.why, "body": plain(told.body), "said": msgspec.to_builtins(said), "things": changed}


def plain(state: Any) -> Any:
    """A state as it is stored and sent: fields at their default are left out."""
    return None if state is None else msgspec.json.decode(msgspec.json.encode(state))


class Sheet(Merging, frozen=True, kw_only=True):
    """A thing with three fields, to merge on."""

    note: str = ""
    minutes: int = 30
    phones: tuple[str, ...] = ()


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What may be changed of it."""

    note: str | msgspec.UnsetType = msgspec.UNSET
    minutes: int | msgspec.UnsetType = msgspec.UNSET
    phones: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET


MERGES: list[tuple[str, dict[str, Any], dict[str, Any], int, str]] = [
    ("said against the newest version", {"note": "a", "changed": {"note": 5}}, {"note": "b"}, 5, "t-1"),
    ("nobody wrote since", {"note": "a", "changed": {"note": 5}}, {"note": "b"}, 9, "t-1"),
    ("another field changed since: merged", {"note": "a", "changed": {"note": 5}}, {"minutes": 45}, 4, "t-1"),
    ("the same field changed since: conflict", {"note": "a", "changed": {"note": 5}}, {"note": "b"}, 4, "t-1"),
    ("the same field, the same value", {"note": "a", "changed": {"note": 5}}, {"note": "a"}, 4, "t-1"),
    ("one field clean, one in conflict", {"note": "a", "changed": {"note": 5}}, {"note": "b", "minutes": 45}, 4, "t-1"),
    ("one's own word since is no other hand", {"note": "a", "changed": {"note": 5}, "hands": {"note": "t-1"}},
     {"note": "b"}, 4, "t-1"),
    ("another tablet's word since is", {"note": "a", "changed": {"note": 5}, "hands": {"note": "t-2"}},
     {"note": "b"}, 4, "t-1"),
    ("a console's word since one's own is", {"note": "a", "changed": {"note": 6}}, {"note": "b"}, 5, "t-1"),
    ("a console meets a tablet", {"note": "a", "changed": {"note": 5}, "hands": {"note": "t-1"}}, {"note": "b"}, 4, ""),
    ("a field emptied is not a field left out", {"note": "a", "changed": {"note": 5}}, {"note": ""}, 4, "t-1"),
    ("a list is one value", {"phones": ["1"], "changed": {"phones": 5}}, {"phones": ["1", "2"]}, 4, "t-1"),
    ("made after the base: everything else is merged", {"changed": {"": 5}}, {"note": "b"}, 4, "t-1"),
    ("an older conflict stays open", {"note": "a", "changed": {"note": 5}, "conflicts": [
        {"field": "note", "kept": '"a"', "offered": '"z"', "event": "e-1", "by": "o-2", "at_ms": 1}]},
     {"note": "b"}, 4, "t-1"),
]  # fmt: skip


def merge_vectors() -> list[dict[str, Any]]:
    """How a change meets a state: what it sets, what clashes, and the state after it."""
    rows = []
    for why, state_in, change_in, base, hand in MERGES:
        state, change = msgspec.convert(state_in, Sheet), msgspec.convert(change_in, Change)
        said = Said(
            seq=20, event="e-20", by="o-1", device=hand or "office:30307", at_ms=NOON_MS, bound_ms=40, doubtful=False,
            received_ms=NOON_MS, base=base, lease=1,
        )  # fmt: skip
        met = merge(state, change, base, hand)
        rows.append(
            {"why": why, "state": state_in, "change": change_in, "base": base, "hand": hand, "seq": 20, "event": "e-20",
             "by": "o-1", "at_ms": NOON_MS, "sets": plain(met.sets), "conflicts": list(met.conflicts),
             "parallel": met.parallel, "after": plain(amended(state, change, said))}
        )  # fmt: skip
    return rows


CLOCKS: list[tuple[str, int, int | None, int | None]] = [
    ("right and measured", NOON_MS - 5_000, 0, 40),
    ("five years behind, measured", NOON_MS - 1_826 * DAY_MS, 1_826 * DAY_MS - 5_000, 40),
    ("three years ahead, measured", NOON_MS + 1_095 * DAY_MS, -1_095 * DAY_MS - 5_000, 40),
    ("never measured", NOON_MS - 5_000, None, None),
    ("measured before the machine was started anew", NOON_MS - 5_000, 200, None),
    ("a minute ahead of the office: within what a measurement allows", NOON_MS + 60_000, 0, 40),
    ("exactly as far ahead as is believed", NOON_MS + events.CLOCK_LEAD_MAX_MS, 0, 40),
    ("a millisecond further", NOON_MS + events.CLOCK_LEAD_MAX_MS + 1, 0, 40),
    ("ahead and never measured", NOON_MS + DAY_MS, None, None),
    ("said two months ago, never measured", NOON_MS - 60 * DAY_MS, None, None),
    ("exactly as long ago as is believed unmeasured", NOON_MS - events.CLOCK_LAG_MAX_MS, None, None),
    ("a millisecond longer", NOON_MS - events.CLOCK_LAG_MAX_MS - 1, None, None),
    ("the same with an offset but no bound", NOON_MS - events.CLOCK_LAG_MAX_MS - 1, 0, None),
    ("as long ago, but measured", NOON_MS - 400 * DAY_MS, 0, 900_000),
    ("at the maker's day", 0, 200, None),
    ("before 1970 once corrected", 1_000, -2_000, 40),
    ("the largest offset there is", NOON_MS, NUMBER_MAX, 40),
]


def legal_time_vectors() -> list[dict[str, Any]]:
    """What the office makes of a device's clock."""
    rows = []
    for why, at_ms, offset_ms, bound_ms in CLOCKS:
        event = Event(
            id="e-1", device=DEVICE, n=1, prev=NO_DIGEST, at_ms=at_ms, offset_ms=offset_ms, bound_ms=bound_ms,
            body=VisitDeparted(visit=VISIT),
        )  # fmt: skip
        expected = events.legal_time(event, NOON_MS)._asdict()
        rows.append(
            {"why": why, "at_ms": at_ms, "offset_ms": offset_ms, "bound_ms": bound_ms, "received_ms": NOON_MS,
             "expected": expected}
        )  # fmt: skip
    return rows


def guide_vectors() -> list[dict[str, Any]]:
    """Guides as a tablet is told them; their rule, quantity and percentage come to `total_dong`."""
    return [{"why": one.why, "guide": plain(one.guide)} for one in cases()]


def write(name: str, rows: Any) -> None:
    """One vector a line, so that a difference names the vectors that changed."""
    if isinstance(rows, list):
        text = "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"
    else:
        parts = [f" {json.dumps(name)}: {lined(part)}" for name, part in rows.items()]
        text = "{\n" + ",\n".join(parts) + "\n}\n"
    (FOLDER / f"{name}.json").write_text(text, "utf-8")


def lined(part: Any) -> str:
    """A part of a vector, one member of a list a line."""
    if not isinstance(part, list):
        return json.dumps(part, ensure_ascii=False)
    return "[\n" + ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in part) + "\n ]"


if __name__ == "__main__":
    write("push", push_vector())
    write("fold", fold_vectors())
    write("merge", merge_vectors())
    write("legal_time", legal_time_vectors())
    write("guide", guide_vectors())
