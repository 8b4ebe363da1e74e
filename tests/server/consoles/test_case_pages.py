"""A case on one page: everything that belongs to it, in words, to whoever may see it, and each look is noted."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from models.access import Role
from models.citizen import CitizenAmended, CitizenChange
from models.doorstep import Identity, Lucidity
from models.event import Body
from models.store import accounts
from models.store.engine import Store
from models.visit import FingerprintRecorded, IdentityChecked, LucidityConfirmed
from server.app import make_app
from server.consoles.pages import LANGUAGE_COOKIE
from server.session import COOKIE
from tests.server.browsing import Browser
from tests.server.lived import PHOTO, store_file
from tests.server.seeded import NAME, NEXT_WARD, WARD, Seeded
from tests.server.story import NAME as NAME_AT_DOOR
from tests.server.story import Story, at_the_door, photo_of


def case(client: TestClient[Any], seeded: Seeded, role: Role, unit: str = WARD) -> Any:
    """The ward's case as somebody sees it."""
    return Browser(client, seeded, role, unit).page(f"/board/cases/{seeded.things[WARD].request}")


def test_everything_of_a_case_is_there(client: TestClient[Any], seeded: Seeded) -> None:
    """Person, caller, visit, dossier, call, held work and the journal stand on the supervisor's page, in words."""
    text = case(client, seeded, "supervisor").text
    for words in (
        NAME, "0900 000 123", "Khóm 2", "Nguyễn Văn Cam", "2.000884", "1 Mới đăng ký", "hẹn gọi lại", "Nhận yêu cầu",
        "Giao cán bộ Trần Văn Ổi", "tạm giữ, chờ người phụ trách", "1 việc đang chờ trên bàn giải quyết", "già yếu",
    ):  # fmt: skip
        assert words in text, words


def test_each_look_is_noted(client: TestClient[Any], seeded: Seeded) -> None:
    """Who opened the case and saw the person stands in the audit when the page leaves."""
    case(client, seeded, "clerk")
    things = seeded.things[WARD]
    with seeded.store.read() as tx:
        views = accounts.views_of(tx, WARD, actor_id=seeded.accounts[WARD, "clerk"])
    assert {view.subject_id for view in views} == {things.request, things.citizen}


@pytest.mark.parametrize(
    ("role", "sees", "journal"), [("clerk", True, False), ("province", False, False), ("supervisor", True, True)]
)
def test_everybody_sees_what_their_role_may(
    client: TestClient[Any], seeded: Seeded, role: Role, sees: bool, journal: bool
) -> None:
    """People only for whoever may see people; the journal, and the print of all that is kept, for whoever may read it."""
    text = case(client, seeded, role).text
    link = f"/citizens/{seeded.things[WARD].citizen}/export.pdf"
    assert (NAME in text, "Nhật ký" in text, link in text) == (sees, journal, journal)


def test_a_case_of_another_ward_is_not_there(client: TestClient[Any], seeded: Seeded) -> None:
    """Whoever guesses its address learns nothing."""
    assert case(client, seeded, "supervisor", NEXT_WARD).status_code == 404
    assert case(client, seeded, "auditor").status_code == 403


def test_what_was_written_is_text(client: TestClient[Any], seeded: Seeded) -> None:
    """Markup in a name or a note is shown and not run."""
    bad = '<img src=x onerror="alert(1)">'
    change = CitizenChange(name=bad, note=bad)
    seeded.say(WARD, "clerk", CitizenAmended(citizen=seeded.things[WARD].citizen, change=change))
    text = case(client, seeded, "supervisor").text
    assert "<img src=x" not in text and "&lt;img src=x" in text


def test_cases_are_found_by_the_person(client: TestClient[Any], seeded: Seeded) -> None:
    """Open cases are listed; a name typed without accents finds the person's; the province may not search for people."""
    code = f'href="/board/cases/{seeded.things[WARD].request}"'
    clerk = Browser(client, seeded, "clerk")
    assert code in clerk.page("/board/cases").text
    assert code in clerk.page("/board/cases?q=nguyen thi buoi").text
    assert code not in clerk.page("/board/cases?q=tran van khong").text
    assert NAME not in Browser(client, seeded, "province").page("/board/cases?q=buoi").text


def test_everybody_who_signed_stands_with_what_was_checked(store: Store, tmp_path: Path) -> None:
    """Each with the paper shown, how they were found and their hand, in both languages; what was not checked is said so."""
    story = Story(store, tmp_path)
    tablet = story.tablet()
    planned = story.plan(tablet.officer)
    card = Identity(method="passport", number="C1234567", name="LÊ VĂN TƯ", matches=False, note="ảnh cũ")
    late = Identity(method="card", number="089075009999", name="Lê Thị Năm", matches=True)
    steps = at_the_door(planned)
    beside: list[Body] = [
        IdentityChecked(visit=planned.visit, identity=card, signer="Lê Văn Tư"),
        LucidityConfirmed(visit=planned.visit, lucidity=Lucidity(lucid=True, reads=False), signer="Lê Văn Tư"),
        FingerprintRecorded(
            visit=planned.visit, dossier=planned.dossier, signer="Lê Văn Tư", read_aloud=True, offsite=steps[-3].offsite  # type: ignore[union-attr]
        ),
        IdentityChecked(visit=planned.visit, identity=late, signer="Lê Thị Năm"),
    ]  # fmt: skip
    assert {one.outcome for one in story.push(tablet, *steps[:-1], *beside)} == {"applied"}
    rows = {
        "vi": (
            (NAME_AT_DOOR, "căn cước 089141000001", "minh mẫn", "ký, 09:00"),
            ("Lê Văn Tư", "hộ chiếu C1234567, không khớp, ảnh cũ", "minh mẫn, không đọc được", "đã đọc cho nghe"),
            ("Lê Thị Năm", "căn cước 089075009999", "chưa kiểm tra", "chưa ký"),
        ),
        "en": (
            (NAME_AT_DOOR, "identity card 089141000001", "lucid", "signature, 09:00"),
            ("Lê Văn Tư", "passport C1234567, does not match, ảnh cũ", "lucid, cannot read", "read aloud"),
            ("Lê Thị Năm", "identity card 089075009999", "not checked", "not signed"),
        ),
    }  # fmt: skip
    with TestClient(make_app(story.house)) as client:
        client.cookies.set(COOKIE, story.sign_in("supervisor"))
        for language, told in rows.items():
            client.cookies.set(LANGUAGE_COOKIE, language)
            text = client.get(f"/board/cases/{planned.request}").text
            found = re.findall(r'<tr><th scope="row">(.*?)</tr>', text)
            assert len(found) == 3 and f"<dd>{told[0][1]}, {NAME_AT_DOOR}</dd>" in text
            for row, words in zip(found, told, strict=True):
                assert not [one for one in words if one not in row], (row, words)
        client.cookies.set(COOKIE, story.sign_in("province"))
        assert "C1234567" not in client.get(f"/board/cases/{planned.request}").text


def test_evidence_is_shown_safely(store: Store, tmp_path: Path) -> None:
    """A photograph that is here is a picture, one still on its way is said to be; its bytes come without active content."""
    story = Story(store, tmp_path)
    tablet = story.tablet()
    planned = story.plan(tablet.officer)
    story.push(tablet, *at_the_door(planned, photo_of(PHOTO)))
    with TestClient(make_app(story.house)) as client:
        client.cookies.set(COOKIE, story.sign_in("supervisor"))
        path = f"/board/cases/{planned.request}"
        assert "chưa về máy chủ" in client.get(path).text
        store_file(story, tablet.token, PHOTO)
        text = client.get(path).text
        digest = photo_of(PHOTO).digest
        assert f'<img src="/files/{digest}"' in text and "chưa về máy chủ" not in text
        for words in ("Chứng thực chữ ký", "10.000 ₫", "12 hẻm 3", "tiền mặt", "09:05"):
            assert words in text, words
        sent = client.get(f"/files/{digest}").headers
        assert "sandbox" in sent["content-security-policy"] and sent["x-content-type-options"] == "nosniff"
        assert sent["content-disposition"].startswith("attachment")
