"""The page of letters: each is read, changed, approved alone or with the others, or kept back with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient

from models.paper import Paper, PaperIssued
from models.paper_code import paper_code
from models.store import projections
from server.paperwork import issue, record
from server.paperwork.fill import Known
from sync.board import read_thing
from tests.server.browsing import Browser
from tests.server.seeded import NAME, WARD, Seeded

HERE = "/board/letters"


def condolence(seeded: Seeded, chance: bytes) -> str:
    """A letter of condolence that nobody has given its names yet."""
    with seeded.store.read() as tx:
        known = record.of_dossier(tx, WARD, seeded.things[WARD].dossier)
    made: PaperIssued = issue.made_out(known, "condolence", Known(), seeded.clock(), paper_code(chance))
    seeded.say(WARD, "clerk", made)
    return made.paper


def paper(seeded: Seeded, name: str) -> Paper:
    """A letter as it stands."""
    with seeded.store.read() as tx:
        body = projections.body(tx, WARD, "paper", name)
    assert body is not None
    found: Paper = read_thing("paper", body).state
    return found


def test_letters_wait_with_their_print_and_whom_they_are_about(head: Browser, seeded: Seeded) -> None:
    """Each letter shows its kind, the person, its print in both languages and the words that may be changed."""
    name = seeded.things[WARD].paper
    text = head.page(HERE).text
    for words in ("Thư chia buồn", NAME, f"/papers/{paper(seeded, name).code}.pdf", f'name="names-{name}"', "Duyệt cả"):
        assert words in text, words
    assert 'href="/board/letters" aria-current="page"' in text
    assert "Tháng này chưa có hồ sơ nào trễ hẹn." in text


def test_one_is_approved_with_the_words_it_lacked(head: Browser, seeded: Seeded) -> None:
    """The names given on the page stand in the letter; it goes to the settled ones with who approved it."""
    name = condolence(seeded, b"one of two letters")
    answer = head.send(
        f"{HERE}/decide", letter=name, how="approve", **{f"names-{name}": "cụ Phạm Văn Mẫu; cụ Lê Thị Mẫu"}
    )
    assert "Đã xong 1 thư" in answer.text
    assert paper(seeded, name).state == "final" and "cụ Lê Thị Mẫu" in paper(seeded, name).content
    done = head.page(f"{HERE}?show=done").text
    assert "Đã duyệt:" in done and paper(seeded, name).code in done


def test_all_shown_are_approved_at_once_and_who_cannot_is_named(head: Browser, seeded: Seeded) -> None:
    """One action approves every letter on the page; one that still has dots stays, with the reason."""
    names = [condolence(seeded, b"first of a batch"), condolence(seeded, b"second of a batch")]
    told = {f"names-{names[0]}": "cụ Phạm Văn Mẫu", "shown": names}
    answer = head.send(f"{HERE}/decide", how="all", **told)
    assert [paper(seeded, one).state for one in names] == ["final", "provisional"]
    assert "Đã xong 1 thư; còn 1 thư chưa duyệt được" in answer.text and "names, event_day" not in answer.text
    beside = answer.text.split(f'aria-labelledby="h-{names[1]}"')[1].split("</article>")[0]
    assert "ghi tên và ngày của việc rồi duyệt lại" in beside


def test_one_is_kept_back_with_a_reason(head: Browser, seeded: Seeded) -> None:
    """Without a reason nothing happens; with one the letter never goes out, and the page says why."""
    name = seeded.things[WARD].paper
    no = head.send(f"{HERE}/decide", letter=name, how="refuse")
    assert "Hãy ghi lý do không gửi" in no.text and paper(seeded, name).state == "provisional"
    yes = head.send(f"{HERE}/decide", letter=name, how="refuse", why="gia đình không muốn nhận")
    assert "Không có thư nào chờ duyệt" in yes.text and paper(seeded, name).state == "withdrawn"
    assert "Không gửi: gia đình không muốn nhận" in head.page(f"{HERE}?show=done").text


@pytest.mark.parametrize("how", ["approve", "refuse", "all"])
def test_nothing_chosen_is_said(head: Browser, how: str) -> None:
    """An empty choice is no decision."""
    assert "Chưa chọn thư nào" in head.send(f"{HERE}/decide", how=how, why="thừa").text


def test_a_clerk_reads_and_does_not_decide(client: TestClient[Any], seeded: Seeded) -> None:
    """Only a supervisor approves: a clerk sees the letters with nothing to press, and is refused by name."""
    clerk = Browser(client, seeded, "clerk")
    text = clerk.page(HERE).text
    assert "Người phụ trách duyệt thư" in text and "Duyệt thư đã chọn" not in text
    assert clerk.send(f"{HERE}/decide", letter=seeded.things[WARD].paper, how="approve").status_code == 403
