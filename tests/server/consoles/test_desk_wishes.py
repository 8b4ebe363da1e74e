"""Several things wanted in one call: asked once, weighed, kept, promised and read back as one."""

from __future__ import annotations

from tests.server.seeded import WARD, Seeded
from tests.server.telephone import EXTRACT, LONG, SIGNS_AT_HOME, Call, chosen, offers, things


def test_two_wishes_of_one_call_are_one_visit(call: Call, seeded: Seeded, certifier: None) -> None:
    """A second thing asked for is weighed with the first, asks nothing of the person again, and shares window and read-back."""
    call.type(phone="0900000123")
    call.pick(seeded.things[WARD].citizen)
    call.answer_all(SIGNS_AT_HOME)
    call.type({"window": chosen(call)[0]})
    both = call.one_more(EXTRACT)
    assert not {"reads", "hears", "speaks"} & {one[2:] for one in both.text.split('value="') if one.startswith("2:")}
    assert "khoảng 45 phút" in both.text and "2 lượt đến nhà" in both.text and "26.000" in both.text
    assert "Đang giữ" in both.text, "the window was kept anew for both"
    assert both.text.count("Giấy tờ cần chuẩn bị") == 1 and "Bỏ việc 2" in call.page(), "and the draft has it"
    read = call.browser.page(call.save().headers["hx-redirect"]).text
    request, visit = things(seeded, "request")[-1], things(seeded, "visit")[-1]
    assert [one.procedure for one in request.wants] == ["2.000884", "2.000635"] and len(request.dossiers) == 2
    assert (visit.dossiers, visit.minutes) == (request.dossiers, 45)
    assert "2 việc cần làm" in read and "26.000" in read and "khoảng 45 phút" in read and "2 lần" in read


def test_a_wish_is_dropped_again(call: Call, seeded: Seeded, certifier: None) -> None:
    """Keys pressed twice add one wish and drop one; an answer about the person is taken back for all."""
    call.type(phone="0900000123")
    call.pick(seeded.things[WARD].citizen)
    call.answer_all(SIGNS_AT_HOME)
    call.one_more(EXTRACT)
    assert 'id="wish-3"' not in call.type({"more": "2"}).text
    undone = call.type({"undo": "2:reads"})
    assert 'id="question-reads"' in undone.text and undone.text.count("Đọc được") == 1
    call.answer_all(SIGNS_AT_HOME)
    for _ in range(2):
        alone = call.type({"less": "2"})
    assert "khoảng 30 phút" in alone.text and 'id="wish-1"' in alone.text and 'id="wish-2"' not in alone.text
    assert 'id="wish-1"' in call.type({"less": "1"}).text, "one wish stays"
    call.save()
    assert len(things(seeded, "request")[-1].wants) == 1


def test_a_window_too_short_for_both_is_said_before_it_is_promised(call: Call, seeded: Seeded, certifier: None) -> None:
    """When nobody can come long enough in the window kept, it is let go and said; nothing is promised that does not hold."""
    other = Call(call.browser)
    for one, first in ((call, SIGNS_AT_HOME), (other, SIGNS_AT_HOME | LONG)):
        one.type(phone="0900000123")
        one.pick(seeded.things[WARD].citizen)
        one.answer_all(first)
    early, later = sorted(chosen(call))[:2]
    other.one_more(LONG)
    assert other.type({"window": early}).status_code == 200
    assert call.type({"window": later}).status_code == 200
    texts = [call.one_more(LONG).text for _ in range(4)]
    assert "Đang giữ" in texts[0] and "Đang giữ" not in texts[-1], "the morning ends"
    assert sum("Khung giờ vừa hết chỗ" in text for text in texts) == 1
    assert offers(seeded).count("held") == 1, "the other caller's"
    assert 'name="more"' not in texts[-1], "five wishes are the most"
