"""A paper is made out once, signed once, handed over as often as it is, and withdrawn for good."""

from typing import Any, get_args

import pytest
from msgspec.structs import replace

from models import fold, paper
from models.citizen import Citizen
from models.deadline import Term
from models.dossier import Dossier
from models.fold import Key
from models.paper import HANDINGS_MAX, LETTERS, Document, Paper
from models.paper_code import paper_code
from models.refusal import Refused
from models.said import Body, Said

UNIT = "30307"
CODE = paper_code(b"12345678")
ID = paper.paper_id(CODE)
THINGS: dict[tuple[str, str], Any] = {
    ("citizen", "c"): Citizen(id="c", unit=UNIT, name="Nguyễn Thị Bưởi"),
    ("citizen", "gone"): Citizen(id="gone", unit=UNIT, name="", erased=True),
    ("dossier", "d"): Dossier(
        id="d", unit=UNIT, code="H01-1", request="r", citizen="c", procedure="2.000884", version="x"
    ),
    ("dossier", "other"): Dossier(
        id="other", unit=UNIT, code="H01-2", request="q", citizen="b", procedure="2.000884", version="x"
    ),
    ("dossier", "signed"): Dossier(
        id="signed", unit=UNIT, code="H01-3", request="r", citizen="c", procedure="2.000884", version="x",
        entry="07, 01/2026-SCT/CK,ĐC",
    ),
}  # fmt: skip
ISSUED = paper.PaperIssued(
    paper=ID, unit=UNIT, document="form_01", edition="2025-11-01", citizen="c", dossier="d", content='{"a":1}'
)
LETTER = replace(ISSUED, document="form_04")


def look(kind: str, name: str) -> Any:
    """What there is."""
    return THINGS.get((kind, name))


def told(body: Body, state: Paper | None, at_ms: int = 5) -> Paper:
    """The paper after this was said of it."""
    said = Said(
        seq=1, event="e", by="somebody", device="office:30307", at_ms=at_ms, bound_ms=0, doubtful=False, received_ms=at_ms,
        base=0, lease=0,
    )  # fmt: skip
    found: Paper = fold.fold("paper", state, body, said)
    return found


def judged(body: Body, state: Paper | None) -> Refused | None:
    """Whether it may be said."""
    return fold.rule(body, state, look)


def test_a_paper_is_named_by_its_code() -> None:
    """The id is the code in small letters; nothing but a code that holds is one."""
    assert paper.code_of(ID) == CODE and fold.about(ISSUED) == Key("paper", ID)
    for wrong in (CODE, ID[:-1], f"{ID[:-1]}{'2' if ID[-1] == '1' else '1'}", "", "x" * 8, ID.upper()):
        assert paper.code_of(wrong) is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"paper": "abcdefgh"}, Refused("bad_value", "paper")),
        ({"content": "[]"}, Refused("bad_value", "content")),
        ({"content": "{"}, Refused("bad_value", "content")),
        ({"citizen": "nobody"}, Refused("unknown_thing", "citizen")),
        ({"citizen": "gone"}, Refused("erased")),
        ({"dossier": "nowhere"}, Refused("unknown_thing", "dossier")),
        ({"dossier": "other"}, Refused("unknown_thing", "dossier")),
        ({"visit": "nowhere"}, Refused("unknown_thing", "visit")),
        ({"document": "form_04", "state": "final"}, Refused("letter_not_approved")),
    ],
)
def test_what_may_not_be_made_out(change: dict[str, Any], why: Refused) -> None:
    """A code that does not hold, content that is none, papers of nobody or of somebody else, a letter nobody approved."""
    assert judged(ISSUED, None) is None
    assert judged(replace(ISSUED, **change), None) == why


def test_a_paper_is_made_out_once() -> None:
    """A second with the same code is refused, whoever says it: this is how jobs may try again."""
    assert judged(ISSUED, told(ISSUED, None)) == Refused("already_there", ID)


def test_a_paper_is_signed_once_and_keeps_what_it_said() -> None:
    """Signing makes it final, under a number; new words stand only when they are given."""
    made = told(ISSUED, None, 5)
    assert (made.code, made.state, made.issued_ms, made.issued_by) == (CODE, "provisional", 5, "somebody")
    signed = told(paper.PaperSealed(paper=ID, number="125"), made, 9)
    assert (signed.state, signed.number, signed.content, signed.sealed_ms) == ("final", "125", '{"a":1}', 9)
    assert judged(paper.PaperSealed(paper=ID), signed) == Refused("wrong_state", "final")
    assert judged(paper.PaperSealed(paper=ID, content="1"), made) == Refused("bad_value", "content")
    assert told(paper.PaperSealed(paper=ID, content='{"a":2}'), made).content == '{"a":2}'


@pytest.mark.parametrize("document", get_args(Document))
def test_a_letter_goes_out_only_approved(document: Document) -> None:
    """Letters of the chairman wait for approval; every other paper may be handed over while provisional."""
    made = told(replace(ISSUED, document=document), None)
    handed = paper.PaperHanded(paper=ID, manner="home", receiver="bà Bưởi")
    assert paper.awaits_approval(made) == (document in LETTERS)
    assert judged(handed, made) == (Refused("letter_not_approved") if document in LETTERS else None)
    approved = told(paper.PaperSealed(paper=ID), made)
    assert judged(handed, approved) is None and not paper.awaits_approval(approved)


def test_every_handing_is_kept_up_to_a_limit() -> None:
    """How, to whom, when and through whom; of very many the last stay with the paper."""
    state = told(ISSUED, None)
    for n in range(HANDINGS_MAX + 3):
        state = told(paper.PaperHanded(paper=ID, manner="printed"), state, n)
    assert len(state.handings) == HANDINGS_MAX
    assert [one.at_ms for one in state.handings] == list(range(3, HANDINGS_MAX + 3))
    assert {one.by for one in state.handings} == {"somebody"}


def test_a_withdrawn_paper_stays_withdrawn() -> None:
    """It says so with a reason, and nothing more may be said of it."""
    gone = told(paper.PaperWithdrawn(paper=ID, reason="in nhầm"), told(ISSUED, None), 7)
    assert (gone.state, gone.reason, gone.withdrawn_ms) == ("withdrawn", "in nhầm", 7)
    for body in (
        paper.PaperSealed(paper=ID),
        paper.PaperHanded(paper=ID, manner="home"),
        paper.PaperWithdrawn(paper=ID, reason="lần nữa"),
    ):
        assert judged(body, gone) == Refused("wrong_state", "withdrawn")


def test_of_a_paper_nobody_made_nothing_is_said() -> None:
    """Signing, handing over and withdrawing need a paper."""
    for body in (
        paper.PaperSealed(paper=ID),
        paper.PaperHanded(paper=ID, manner="home"),
        paper.PaperWithdrawn(paper=ID, reason="x"),
    ):
        assert judged(body, None) == Refused("unknown_thing", "paper")


CERTIFIED = replace(ISSUED, document="certification_one", dossier="signed")


@pytest.mark.parametrize(
    ("dossier", "content", "why"),
    [
        ("signed", '{"entry":"07","volume":"01/2026-SCT/CK,ĐC"}', None),
        ("signed", '{"entry":"08","volume":"01/2026-SCT/CK,ĐC"}', Refused("not_numbered", "08, 01/2026-SCT/CK,ĐC")),
        ("signed", '{"a":1}', Refused("not_numbered", ", ")),
        ("d", '{"entry":"07","volume":"01/2026-SCT/CK,ĐC"}', Refused("not_numbered", "07, 01/2026-SCT/CK,ĐC")),
        ("", '{"entry":"07","volume":"01/2026-SCT/CK,ĐC"}', Refused("not_numbered", "07, 01/2026-SCT/CK,ĐC")),
    ],
)
def test_a_certification_counts_only_under_its_number(dossier: str, content: str, why: Refused | None) -> None:
    """Decree 23/2015 art. 13: final, made out or sealed, only when its register has its number and it says that number."""
    final = replace(CERTIFIED, dossier=dossier, content=content, state="final")
    assert judged(final, None) == why
    waiting = told(replace(CERTIFIED, dossier=dossier), None)
    assert judged(replace(CERTIFIED, dossier=dossier), None) is None and waiting.state == "provisional"
    assert judged(paper.PaperSealed(paper=ID, content=content), waiting) == why
    assert judged(paper.PaperSealed(paper=ID), waiting) == Refused("not_numbered", ", ")


APPOINTED = Term(received_ms=1, counted_ms=1, due_day="2026-12-01", due_ms=2, slip=True)


@pytest.mark.parametrize(
    ("dossier", "why"),
    [
        ({"term": replace(APPOINTED, reappointed=True)}, None),
        ({"term": APPOINTED}, Refused("not_reappointed", "2026-12-01")),
        (
            {"term": replace(APPOINTED, reappointed=True, due_day="2026-12-02")},
            Refused("not_reappointed", "2026-12-01"),
        ),
        ({}, Refused("not_reappointed", "2026-12-01")),
        ({"term": APPOINTED, "ready_ms": 3}, None),
    ],
)
def test_an_apology_goes_out_with_the_date_the_dossier_has(dossier: dict[str, Any], why: Refused | None) -> None:
    """NĐ 118/2025: the new date in a letter is the one the dossier was given, or the late result is there already."""
    known = replace(THINGS["dossier", "d"], **dossier)
    letter = told(replace(LETTER, content='{"new_due":{"day":"2026-12-01"}}'), None)
    assert fold.rule(paper.PaperSealed(paper=ID), letter, lambda _kind, _name: known) == why
