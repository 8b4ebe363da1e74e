"""The settling desk's page: both sides in words, decided by ticking and a reason; the page of a lost tablet."""

from __future__ import annotations

import re
from typing import Any

import pytest
from litestar.testing import TestClient

from models.store import accounts, projections
from models.visit import VisitAmended, VisitChange
from sync import office
from sync.board import read_thing
from sync.protocol import read_push
from tests.server.browsing import Browser
from tests.server.seeded import NAME, NEXT_WARD, WARD, Seeded

HERE = "/board/settling"


def hold_of(seeded: Seeded) -> Any:
    """The ward's held work as it stands."""
    with seeded.store.read() as tx:
        body = projections.body(tx, WARD, "hold", seeded.things[WARD].hold)
    assert body is not None
    return read_thing("hold", body).state


def conflict(seeded: Seeded, offered: str = "hẻm bên") -> dict[str, str]:
    """Two hands on the note of the ward's visit; answers the fields that name the conflict."""
    things, tablet = seeded.things[WARD], seeded.tablets[WARD]
    with seeded.store.read() as tx:
        base = read_thing("visit", projections.body(tx, WARD, "visit", things.visit) or "").version
    seeded.say(WARD, "clerk", VisitAmended(visit=things.visit, change=VisitChange(note="cổng trước")))
    line = tablet.write(VisitAmended(visit=things.visit, change=VisitChange(note=offered)), lease=1, base=base)
    pushed = office.push(seeded.store, tablet.actor, read_push(tablet.bundle([line])), seeded.clock())  # type: ignore[arg-type]
    [receipt] = pushed.receipts  # type: ignore[union-attr]
    assert receipt.outcome == "conflict"
    return {"about": "visit", "subject": things.visit, "event": receipt.id, "field": "note"}


def test_held_work_stands_beside_what_is(head: Browser, seeded: Seeded) -> None:
    """The page says who said what when, that the signature was checked, what stands and what adopting would make of it."""
    text = head.page(HERE).text
    for words in (
        NAME,
        "Trần Văn Ổi",
        "Sửa lượt hẹn",
        "cổng sau",
        "(trống)",
        "chữ ký của máy đã kiểm: đúng",
        "Ghi chú",
    ):
        assert words in text, words
    assert f'value="{seeded.things[WARD].hold}"' in text and "checked" in text


@pytest.mark.parametrize(("how", "settled"), [("adopt", "adopted"), ("return", "returned"), ("dismiss", "dismissed")])
def test_each_decision_is_an_event(head: Browser, seeded: Seeded, how: str, settled: str) -> None:
    """Ticked work is adopted, returned or dismissed with the reason, and the desk comes back without it."""
    answer = head.send(f"{HERE}/decide", hold=seeded.things[WARD].hold, how=how, reason="đã làm lại")
    assert answer.status_code == 200 and "Không có việc nào chờ" in answer.text
    assert hold_of(seeded).settled == settled
    assert hold_of(seeded).reason == ("" if how == "adopt" else "đã làm lại")


def test_a_second_decision_comes_too_late(head: Browser, seeded: Seeded) -> None:
    """Two supervisors decide the same: the second is told so, on the desk as it then stands."""
    sent = {"hold": seeded.things[WARD].hold, "how": "dismiss", "reason": "thừa"}
    head.send(f"{HERE}/decide", **sent)
    late = head.send(f"{HERE}/decide", **sent)
    assert "Không quyết định được" in late.text and late.status_code == 200


@pytest.mark.parametrize(
    "sent",
    [{}, {"how": "return", "reason": "x"}, {"how": "dismiss", "hold": "{hold}"}, {"how": "burn", "hold": "{hold}"}],
)
def test_half_a_decision_is_none(head: Browser, seeded: Seeded, sent: dict[str, str]) -> None:
    """Nothing ticked, no reason, an unknown act: refused in words, and nothing changed."""
    filled = {name: value.format(hold=seeded.things[WARD].hold) for name, value in sent.items()}
    answer = head.send(f"{HERE}/decide", **filled)
    assert 400 <= answer.status_code < 500 and answer.headers["hx-retarget"] == "#notice"
    assert hold_of(seeded).settled == ""


@pytest.mark.parametrize(
    ("sent", "note"),
    [
        ({"take": "kept"}, "cổng trước"),
        ({"take": "offered"}, "hẻm bên"),
        ({"take": "kept", "own": "cả hai lối"}, "cả hai lối"),
    ],
)
def test_a_conflict_is_decided(head: Browser, seeded: Seeded, sent: dict[str, str], note: str) -> None:
    """Both values are shown with their authors; either, or words of one's own, become what stands."""
    clash = conflict(seeded)
    text = head.page(HERE).text
    assert "cổng trước" in text and "hẻm bên" in text
    answer = head.send(f"{HERE}/choose", **clash, **sent, reason="đã gọi hỏi")
    assert answer.status_code == 200
    with seeded.store.read() as tx:
        visit = read_thing("visit", projections.body(tx, WARD, "visit", seeded.things[WARD].visit) or "").state
    assert (visit.note, visit.conflicts) == (note, ())


def test_what_was_written_is_shown_and_never_run(head: Browser, seeded: Seeded) -> None:
    """A note full of markup is text on the desk, in conflicts and in held work."""
    conflict(seeded, "<script>alert(1)</script>")
    text = head.page(HERE).text
    assert "<script>alert" not in text and "&lt;script&gt;alert" in text


def test_others_units_are_out_of_reach(client: TestClient[Any], seeded: Seeded) -> None:
    """Another ward's supervisor neither sees nor settles this ward's work."""
    stranger = Browser(client, seeded, "supervisor", NEXT_WARD)
    hold = seeded.things[WARD].hold
    assert hold not in stranger.page(HERE).text
    answer = stranger.send(f"{HERE}/decide", hold=hold, how="dismiss", reason="x")
    assert "Không quyết định được" in answer.text and hold_of(seeded).settled == ""
    assert stranger.page(f"/board/lost/{seeded.things[WARD].device}").status_code == 404


def test_whoever_may_only_look_decides_nothing(client: TestClient[Any], seeded: Seeded) -> None:
    """A clerk has no desk; without the page's token nobody decides."""
    assert Browser(client, seeded, "clerk").page(HERE).status_code == 403
    head = Browser(client, seeded, "supervisor")
    head.headers.pop("X-CSRF-Token")
    answer = head.send(f"{HERE}/decide", hold=seeded.things[WARD].hold, how="dismiss", reason="x")
    assert answer.status_code == 403 and hold_of(seeded).settled == ""


def test_a_lost_tablet_says_whom_to_ring(head: Browser, seeded: Seeded) -> None:
    """The page names the home with its telephone, and whose it is is noted; the tablet can be revoked there and then."""
    things = seeded.things[WARD]
    text = head.page(f"/board/lost/{things.device}").text
    assert NAME in text and "tel:+84900000123" in text
    with seeded.store.read() as tx:
        assert accounts.views_of(tx, WARD, subject_id=things.citizen)
    answer = head.send(f"/board/lost/{things.device}/revoke", reason="rơi ở chợ")
    assert answer.status_code == 200 and "rơi ở chợ" in answer.text
    again = head.send(f"/board/lost/{things.device}/revoke", reason="nữa")
    assert again.status_code == 200 and "rơi ở chợ" in again.text


def test_the_administrator_sees_homes_without_names(client: TestClient[Any], seeded: Seeded) -> None:
    """Whoever looks after tablets but may not see people gets the page without them."""
    text = Browser(client, seeded, "admin").page(f"/board/lost/{seeded.things[WARD].device}").text
    assert NAME not in text and "900000123" not in text and re.search("Phải gọi|Chưa tới giờ", text)
