"""The triage of a call: every branch by its article, and a graph in which nobody gets lost."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from models.procedure import PaperWanted, catalogue
from models.triage import END, Next, Policy, Question, Result, ask, together, tree
from tests.models.triage_rows import DECLARATION, NOTHING, ROWS, SIGN, WILL, Given, Row

DAY = "2026-11-21"
QUESTIONS = tree().questions
BY_ID = {question.id: question for question in QUESTIONS}


def first(question: Question) -> str | int:
    """The answer a row leaves out."""
    return question.number.least if question.number else question.answers[0].id


def walked(answers: Given, policy: Policy | None = None) -> tuple[Result, Given]:
    """Where a call ends that gives these answers when asked and else the first, and all that was answered."""
    told: Given = {}
    for _ in range(len(QUESTIONS) + 1):
        at = ask(told, DAY, policy=policy)
        if isinstance(at, Result):
            assert answers.keys() <= told.keys(), "an answer was never asked for"
            return at, told
        told[at.question.id] = answers.get(at.question.id, first(at.question))
    raise AssertionError("the call does not end")


def result(answers: Given, policy: Policy | None = None) -> Result:
    """What a call comes to."""
    return walked(answers, policy)[0]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_branch(row: Row) -> None:
    """Each branch, named after its article, leads where the article says and gives it as the reason."""
    found = result(row.answers)
    for name, value in row.expected.items():
        assert getattr(found, name) == value, name
    reasons = {reason.id: reason for reason in found.reasons}
    assert set(row.says) <= reasons.keys()
    listed = {paper.id for paper in found.papers}
    assert set(row.papers) <= listed and not set(row.no_papers) & listed


def pairs() -> Iterator[tuple[str, str]]:
    """Every answer of every question."""
    for question in QUESTIONS:
        yield from ((question.id, answer.id) for answer in question.answers)


def test_every_branch_has_a_row() -> None:
    """No answer of the tree goes without a row that gives it on its way to the end."""
    shown = {pair for row in ROWS for pair in walked(row.answers)[1].items()}
    assert set(pairs()) - shown == set()


def test_rows_are_named_once() -> None:
    """Two branches never share a name."""
    assert len({row.name for row in ROWS}) == len(ROWS)


def test_reasons_speak_both_languages_and_name_articles() -> None:
    """Every reason has both languages and an article, but for the ward's own advice on writing large."""
    for question in QUESTIONS:
        assert question.vi and question.en
        for answer in question.answers:
            assert answer.vi and answer.en
            for reason in (reason for effect in answer.effects for reason in effect.reasons):
                assert reason.vi and reason.en and (reason.article or reason.id == "write_large")


def test_one_reason_one_text() -> None:
    """A reason given in two places says the same in both, so a list of reasons never contradicts itself."""
    told: dict[str, set[str]] = {}
    for question in QUESTIONS:
        for reason in (r for answer in question.answers for effect in answer.effects for r in effect.reasons):
            told.setdefault(reason.id, set()).add(reason.article)
    several = {id for id, articles in told.items() if len(articles) > 1}
    assert several <= {"electronic_note", "ordinary", "no_certification", "interpreter"}


def test_the_graph_is_whole() -> None:
    """Every jump leads to a question or the end, every question is reached, every tag asked for is set somewhere."""
    jumps = {question.goto for question in QUESTIONS} | {a.goto for q in QUESTIONS for a in q.answers if a.goto}
    assert jumps <= BY_ID.keys() | {END}
    assert BY_ID.keys() == {tree().first} | (jumps - {END})
    effects = [effect for q in QUESTIONS for a in q.answers for effect in a.effects]
    set_tags = {tag for effect in effects for tag in effect.tags} | {"office"}
    used = {tag for q in QUESTIONS for tag in (*q.only_if, *q.unless)} | {
        t for e in effects for t in (*e.when, *e.unless)
    }
    assert used <= set_tags
    assert len(BY_ID) == len(QUESTIONS)
    assert all(bool(question.answers) != bool(question.number) for question in QUESTIONS)


def test_no_call_goes_in_circles() -> None:
    """From every question each jump leads on, never back."""
    seen: dict[str, int] = {}

    def depth(id: str, above: tuple[str, ...]) -> int:
        assert id not in above, f"{id} leads back to itself"
        if id == END:
            return 0
        if id not in seen:
            question = BY_ID[id]
            following = {question.goto, *(answer.goto or question.goto for answer in question.answers)}
            seen[id] = 1 + max(depth(next_id, (*above, id)) for next_id in following)
        return seen[id]

    assert depth(tree().first, ()) <= 20


def test_every_procedure_can_be_reached() -> None:
    """Whatever the catalogue holds, a caller can come to it."""
    reached = {code for q in QUESTIONS for a in q.answers for effect in a.effects for code in effect.procedures}
    assert reached == {p.code for p in catalogue()}


CHOICES = st.fixed_dictionaries(
    {
        q.id: st.integers(q.number.least, q.number.most) if q.number else st.sampled_from([a.id for a in q.answers])
        for q in QUESTIONS
    }
)


@given(CHOICES)
def test_any_full_set_of_answers_ends(answers: Given) -> None:
    """Any answers whatever end in a result that is whole: versions, papers, a fee, and reasons when nothing is done."""
    found = ask(answers, DAY)
    assert isinstance(found, Result)
    assert len(found.procedures) == len(found.versions)
    assert (found.where == "none") == (not found.procedures)
    assert found.procedures or found.reasons
    assert found.visits == 0 or found.where in ("finish", "receive")
    assert found.fee_dong >= 0 and (not found.procedures or found.minutes >= 15)
    assert not found.ground or not found.procedures
    codes = {p.code: p for p in catalogue()}
    assert all(codes[code].at_home == "finish" for code in found.procedures) or found.where != "finish"


@given(CHOICES, st.sampled_from(sorted(BY_ID)), st.none() | st.integers() | st.text(max_size=5) | st.booleans())
def test_a_wrong_answer_is_asked_again(answers: Given, id: str, wrong: Any) -> None:
    """An answer that does not fit never ends the call and never breaks it."""
    question = BY_ID[id]
    fits = type(wrong) is int and question.number and question.number.least <= wrong <= question.number.most
    if fits or any(answer.id == wrong for answer in question.answers):
        return
    found = ask(answers | {id: wrong}, DAY)
    on_path = isinstance(found, Next)
    assert not on_path or (isinstance(found, Next) and found.question.id == id)


def test_the_first_question_comes_first() -> None:
    """A call without answers begins with what is needed, and counts from nought."""
    found = ask({}, DAY)
    assert isinstance(found, Next) and (found.question.id, found.answered) == ("need", 0)
    second = ask(SIGN, DAY)
    assert isinstance(second, Next) and (second.question.id, second.answered) == ("sign_what", 1)


def test_a_changed_answer_leads_elsewhere() -> None:
    """When the caller says it is for an agency after all, what was answered further on no longer counts."""
    before, path = walked({"need": "copy", "copy_purpose": "certified", "pages": 9})
    assert before.fee_dong > 0
    after = ask(path | {"copy_purpose": "agency"}, DAY)
    assert isinstance(after, Result) and after.procedures == () and after.fee_dong == 0


def test_mode_b_is_the_wards_choice() -> None:
    """A ward that lets a receiver take signatures at home comes twice: the certifier signs at the office."""
    found = result(DECLARATION, Policy(signing_mode="B"))
    assert (found.mode, found.visits) == ("B", 2)


def test_papers_are_read_out_musts_first() -> None:
    """What must be there is read out before what only perhaps is."""
    found = result({"need": "birth", "birth_come": "no"})
    required = [paper.required for paper in found.papers]
    assert required == sorted(required, reverse=True)


def test_an_added_version_changes_what_is_told() -> None:
    """A version the ward added counts from its day on, for fee and minutes."""
    now = next(p for p in catalogue() if p.code == "2.000884")
    later = msgspec.structs.replace(now, version="mới", valid_from="2027-01-01", fee_dong=12_000, minutes=25)
    _, path = walked(DECLARATION)
    before = ask(path, "2026-12-31", added=[later])
    after = ask(path, "2027-01-01", added=[later])
    assert isinstance(before, Result) and isinstance(after, Result)
    assert (before.fee_dong, before.minutes, before.versions) == (10_000, 30, ("858/QĐ-BTP",))
    assert (after.fee_dong, after.minutes, after.versions) == (12_000, 25, ("mới",))


def test_before_the_catalogue_began_nothing_is_promised() -> None:
    """On a day without a version in force the call is an error, not a visit without papers."""
    _, path = walked(DECLARATION)
    with pytest.raises(LookupError):
        ask(path, "2020-01-01")


def test_several_wishes_are_one_visit() -> None:
    """A will and an extract together: one visit in mode A plus its return, all papers once, fees and minutes summed."""
    will = result(WILL | {"speaks": "km", "reads": "no"})
    extract = result({"need": "extract", "documents": 2})
    needless = result({"need": "copy", "copy_purpose": "agency"})
    both = together([will, extract, needless, extract])
    assert both.procedures == ("2.001019", "2.000635") and len(both.versions) == 2
    assert (both.where, both.mode, both.visits) == ("finish", "A", 2)
    assert both.fee_dong == 50_000 + 16_000 + 16_000
    assert both.minutes == will.minutes + 2 * extract.minutes
    assert (both.witnesses, both.interpreter) == (2, "km")
    assert len({paper.id for paper in both.papers}) == len(both.papers)
    assert "compare_only" in {reason.id for reason in both.reasons}


def test_wishes_that_need_nothing_stay_so() -> None:
    """Two wishes that need no visit make none, but their reasons are told."""
    needless = result({"need": "copy", "copy_purpose": "agency"})
    both = together([needless, result({"need": "copy", "copy_purpose": "vneid"})])
    assert {name: getattr(both, name) for name in NOTHING} == NOTHING
    assert {reason.id for reason in both.reasons} == {"compare_only", "in_database"}


def test_one_wish_that_needs_nothing_leaves_the_other_its_quantity() -> None:
    """Three copies of five pages beside a wish that needs nothing stay three copies of five pages."""
    copies = result({"need": "copy", "copy_purpose": "certified", "copy_original": "good", "pages": 5, "copies": 3})
    both = together([copies, result({"need": "copy", "copy_purpose": "agency"})])
    assert [part.quantity.copies for part in both.parts] == [3] and both.fee_dong == copies.fee_dong


def test_a_paper_of_two_wishes_is_asked_as_strictly_as_either() -> None:
    """What one wish needs and another only perhaps is on the list once, as needed, and what must be there comes first."""
    sure, perhaps = (PaperWanted(id="p", vi="p", en="p", how="show", required=must) for must in (True, False))
    other = PaperWanted(id="o", vi="o", en="o", how="if_not_in_database", required=False)
    one = Result(procedures=("1",), versions=("v",), where="receive", papers=(other, perhaps))
    assert together([one, replace(one, papers=(sure,))]).papers == (sure, other)


def test_office_and_home_together() -> None:
    """What is done at the office adds its fee but no visit."""
    office = result(DECLARATION | {"cannot_come": "can"})
    home = result({"need": "extract"})
    both = together([office, home])
    assert (both.where, both.mode, both.visits, both.skills) == ("receive", "B", 2, ("2.000635",))
    assert together([office]).where == "office"
