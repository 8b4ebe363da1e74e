"""What may be left empty may also be said empty: the same event, whether a client leaves a field out or sends ""."""

import msgspec
import pytest

from models.event import Event, read

EMPTIED = [
    {"kind": "CallLogged", "call": "c", "unit": "30307", "phone": "0999", "outcome": "missed", "at_ms": 1, "citizen": ""},
    {"kind": "VisitAssigned", "visit": "v", "officer": "o", "second": ""},
    {"kind": "CitizenAmended", "citizen": "c", "visit": "", "change": {"birth": ""}},
    {"kind": "CitizenRegistered", "citizen": "c", "unit": "30307", "name": "Đào", "birth": "", "id_number": ""},
    {
        "kind": "RequestReceived", "request": "r", "unit": "30307", "citizen": "c", "call": "",
        "wants": [{"procedure": "2.000884"}],
    },
]  # fmt: skip


@pytest.mark.parametrize("body", EMPTIED, ids=lambda body: str(body["kind"]))
def test_an_empty_text_is_no_fault(body: dict[str, object]) -> None:
    """An explicit empty text is read where the field may be left out: a pattern must allow it too."""
    line = msgspec.json.encode({"id": "e", "device": "d", "n": 1, "prev": "0" * 64, "at_ms": 1, "body": body})
    assert isinstance(read(line), Event)
