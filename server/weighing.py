"""What a call comes to while it is taken down: the next question, papers, fee, whether the ward comes, how urgent.

Pure: the answers given so far and the person go in, everything the clerk reads out comes out, each with its reasons. The
desk's page and `POST /triage` both ask here.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from models import eligibility, exemption, fees, priority, triage
from models.calendar import local_day
from models.citizen import Status
from models.law import Statutes
from models.procedure import Procedure
from models.reason import Reason
from models.request import Reason as Ground
from models.triage import Answers, Next, Question, Result, together

GROUNDS: tuple[Ground, ...] = ("frail", "disabled", "custody", "other")
"""Answers to the question why somebody cannot come that are a ground of Decree 23/2015 art. 10."""
_OF_STATUS: tuple[Ground, ...] = ("frail", "disabled", "meritorious", "alone")
AT_HOME = ("finish", "receive")
"""Where a wish is served that the ward comes for."""
_STRICTEST: tuple[eligibility.Verdict, ...] = ("office", "ask", "eligible")


WISHES_MAX = 5
"""So many things may be wanted in one call."""


class Answered(NamedTuple):
    """One question that was answered, as it is shown."""

    question: Question
    value: str
    vi: str
    en: str


class Asking(NamedTuple):
    """How far the questions have come: those answered on the way, the one to ask now, or what it comes to."""

    answered: tuple[Answered, ...]
    now: Question | None
    result: Result | None


class Weighed(NamedTuple):
    """What a result means for this person: whether the ward comes, on which ground, at which fee, how urgent; and why."""

    verdict: eligibility.Verdict
    ground: Ground
    procedures: tuple[Procedure, ...]
    record: tuple[str, ...]
    why: tuple[Reason, ...]
    fee_dong: int
    full_dong: int
    fee_why: tuple[Reason, ...]
    priority: priority.Priority

    @property
    def comes(self) -> bool:
        """Whether a visit can be promised now."""
        return self.verdict == "eligible"


def answers_of(told: dict[str, str]) -> Answers:
    """Answers as a page sends them, numbers as numbers."""
    numbers = {question.id for question in triage.tree().questions if question.number is not None}
    return {
        question: int(value)
        if question in numbers and value.isascii() and value.isdigit() and len(value) < 6
        else value
        for question, value in told.items()
    }


def asking(told: dict[str, str], day: str, law: Statutes) -> Asking:
    """The questions answered in their order, and what comes next; answers off the path are left out."""
    given = answers_of(told)
    questions = {question.id: question for question in triage.tree().questions}
    walked: dict[str, str | int] = {}
    answered: list[Answered] = []
    while isinstance(step := triage.ask(walked, day, added=law.added), Next):
        question = step.question
        if question.id in walked or question.id not in given:
            return Asking(tuple(answered), question, None)
        walked[question.id] = given[question.id]
        after = triage.ask(walked, day, added=law.added)
        if isinstance(after, Next) and after.question.id == question.id:
            return Asking(tuple(answered), question, None)
        answered.append(_shown(questions[question.id], str(given[question.id])))
    return Asking(tuple(answered), None, step)


def wishes(told: Sequence[Mapping[str, str]], day: str, law: Statutes) -> tuple[Asking, ...]:
    """How far each wish of a call has come. What was answered about the person holds for every wish and is not asked again."""
    once = {question.id for question in triage.tree().questions if question.once}
    shared = {question: value for one in reversed(told) for question, value in one.items() if question in once}
    return tuple(asking({**shared, **one}, day, law) for one in told)


def come_to(asked: Sequence[Asking]) -> Result | None:
    """What all wishes come to as one visit; None while a question is open."""
    results = [one.result for one in asked if one.result is not None]
    return together(results) if len(results) == len(asked) else None


def told_of(told: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """One set of answers of a call about its person: where two wishes were answered otherwise, the first counts."""
    return {question: value for one in reversed(told) for question, value in one.items()}


def _shown(question: Question, value: str) -> Answered:
    chosen = next((answer for answer in question.answers if answer.id == value), None)
    return Answered(question, value, chosen.vi if chosen else value, chosen.en if chosen else value)


def weighed(
    result: Result, told: Mapping[str, str | int], statuses: Sequence[Status], age: int | None, now_ms: int, province: str,
    law: Statutes,
) -> Weighed:  # fmt: skip
    """A result weighed for one person; the strictest of its procedures decides whether the ward comes."""
    day = local_day(now_ms)
    found = tuple(one for code in result.procedures if (one := law.in_force(code, day)) is not None)
    ground = _ground(told, statuses)
    home = {code for part in result.parts or (result,) if part.where in AT_HOME for code in part.procedures}
    served = [one for one in found if one.code in home] or found
    decided = [eligibility.decide(one, ground or "", statuses, age, day) for one in served]
    verdict: eligibility.Verdict = min((one.verdict for one in decided), key=_STRICTEST.index, default="office")
    if result.where in ("office", "none"):
        verdict = "office"
    full = due = 0
    fee_why: list[Reason] = []
    parts = [(one, part) for part in result.parts or (result,) for one in found if one.code in part.procedures]
    for one, part in parts:
        freed = exemption.decide(
            one, statuses, day, circumstances=part.circumstances, province=province, added=law.exemptions(now_ms)
        )
        bill = fees.bill(
            one, part.quantity, exempt=freed.exempt, province=province, day=day, tariffs=law.tariffs(now_ms)
        )
        full, due, fee_why = full + bill.full_dong, due + bill.total_dong, [*fee_why, *freed.reasons]
    return Weighed(
        verdict=verdict, ground=ground or "other", procedures=found,
        record=tuple(dict.fromkeys(part for one in decided for part in one.record)),
        why=_each(reason for one in decided for reason in one.reasons), fee_dong=due, full_dong=full,
        fee_why=_each(fee_why), priority=priority.priority(statuses, age, day, urgent=result.urgent),
    )  # fmt: skip


def _ground(told: Mapping[str, str | int], statuses: Sequence[Status]) -> Ground | None:
    """On which ground: what the caller said keeps the person from coming, else what is known of them."""
    said = told.get("cannot_come", "")
    if said in GROUNDS:
        return next(ground for ground in GROUNDS if ground == said)
    held = {status.kind for status in statuses}
    return None if said else next((ground for ground in _OF_STATUS if ground in held), None)


def _each(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    found: dict[str, Reason] = {}
    for reason in reasons:
        found.setdefault(reason.id, reason)
    return tuple(found.values())
