"""Eligibility: Decree 23/2015 art. 10 for certification, TT 04/2020 for registration, the ward's policy for the rest."""

import pytest

from models.citizen import Status, StatusKind
from models.eligibility import Eligibility, Policy, decide
from models.procedure import Procedure, catalogue, in_force
from models.request import Reason as Ground

DAY = "2026-11-21"


def known(code: str) -> Procedure:
    """The version in force on the day of these tests."""
    found = in_force(code, DAY)
    assert found is not None
    return found


def ask(code: str, ground: Ground | None = None, *kinds: StatusKind, age: int | None = 30) -> Eligibility:
    """The decision for a procedure, a ground and statuses."""
    return decide(known(code), ground or "", [Status(kind=kind) for kind in kinds], age, DAY)


@pytest.mark.parametrize("ground", ["frail", "disabled", "custody"])
@pytest.mark.parametrize("code", ["2.000884", "2.001035", "2.001019", "2.001016", "2.001406", "2.000913"])
def test_nd23_article_10_lawful_grounds(code: str, ground: Ground) -> None:
    """NĐ 23/2015 art. 10: with a lawful ground it may be finished at home, recording reason, place, hour and minute."""
    found = ask(code, ground)
    assert (found.verdict, found.how) == ("eligible", "finish")
    assert found.record == ("reason", "place", "hour", "minute")


def test_nd23_article_10_other_reason_is_judged() -> None:
    """NĐ 23/2015 art. 10: another legitimate reason is judged by a person and written down."""
    found = ask("2.000884", "other")
    assert found.verdict == "ask" and "note" in found.record


def test_nd23_article_10_no_reason_means_the_office() -> None:
    """NĐ 23/2015 art. 10: who can come is certified at the office."""
    assert (ask("2.000884").verdict, ask("2.000884").how) == ("office", "none")


@pytest.mark.parametrize("kind", ["elderly", "disabled", "meritorious", "alone", "frail"])
def test_nd23_article_10_is_a_test_of_facts_not_status(kind: StatusKind) -> None:
    """NĐ 23/2015 art. 10: a status without a reason opens no door for certification."""
    assert ask("2.000884", None, kind, age=90).verdict == "office"


@pytest.mark.parametrize("ground", ["meritorious", "alone"])
def test_merit_or_being_alone_must_be_explained(ground: Ground) -> None:
    """Merit or loneliness as the ground is neither enough nor nothing: somebody judges."""
    assert ask("2.000884", ground).verdict == "ask"


@pytest.mark.parametrize("code", ["2.000815", "2.000942"])
def test_nd23_article_10_copies_are_received_only(code: str) -> None:
    """NĐ 23/2015 art. 10: a copy is never finished at home, whatever the ground."""
    found = ask(code, "frail")
    assert (found.verdict, found.how) == ("eligible", "receive")
    assert found.reasons[0].id == "copy_received" and found.reasons[0].article == "NĐ 23/2015, Điều 10"


@pytest.mark.parametrize("code", ["1.003583", "1.000419", "1.000593"])
def test_tt04_article_24_mobile_registration(code: str) -> None:
    """TT 04/2020 art. 24: ill, disabled or frail people are registered at home; other reasons are judged."""
    assert (ask(code, "frail").verdict, ask(code, "disabled").how) == ("eligible", "finish")
    assert ask(code, "other").verdict == ask(code).verdict == "ask"


@pytest.mark.parametrize("kind", ["disabled", "meritorious", "alone", "frail"])
def test_the_model_serves_its_groups(kind: StatusKind) -> None:
    """The groups Long Xuyên names are received at home without further question."""
    assert ask("2.000635", None, kind).verdict == "eligible"


@pytest.mark.parametrize(("age", "verdict"), [(59, "ask"), (60, "eligible"), (None, "ask")])
def test_age_by_policy(age: int | None, verdict: str) -> None:
    """Papers are received at home from 60, unless the ward says otherwise."""
    assert ask("1.014027", age=age).verdict == verdict


def test_a_ward_may_open_to_all_or_set_another_age() -> None:
    """The policy is the ward's, for what is only received."""
    one = known("2.000635")
    assert decide(one, "", [], 20, DAY, Policy(open_to_all=True)).verdict == "eligible"
    assert decide(one, "", [], 66, DAY, Policy(age_from=70)).verdict == "ask"
    assert decide(known("2.000884"), "", [], 20, DAY, Policy(open_to_all=True)).verdict == "office"


def test_a_status_that_ended_does_not_count() -> None:
    """A status counts to its last day and not after."""
    over = Status(kind="alone", until="2026-11-20")
    assert decide(known("2.000635"), "", [over], 30, DAY).verdict == "ask"


def test_every_procedure_has_an_answer_with_a_reason() -> None:
    """For every procedure and ground there is a verdict, with at least one reason in both languages."""
    grounds: tuple[Ground, ...] = ("frail", "disabled", "meritorious", "alone", "custody", "other")
    for one in catalogue():
        for ground in (None, *grounds):
            found = ask(one.code, ground)
            assert found.reasons and all(reason.vi and reason.en for reason in found.reasons)
            assert (found.how == "finish") <= (one.at_home == "finish")
