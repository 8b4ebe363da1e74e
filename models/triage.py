"""While the caller speaks: which procedure is really needed, how often to come, what to bring, what it costs, and why.

The questions are data (`models/data/triage.json`): a graph walked from its first question, each answer with effects that
may hold only under tags set before. Nothing is kept between questions: the same answers always lead to the same place,
answers off the path are ignored, and a changed answer simply leads elsewhere. Papers, minutes and fees come from the
versions of the procedures in force on the day of the call.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from models.dossier_parts import ExtraPaper, Intake
from models.fees import Quantity, bill
from models.procedure import PaperWanted, Procedure, in_force
from models.reason import Reason
from models.said import Day, State

Answers = Mapping[str, str | int]
Where = Literal["finish", "receive", "office", "none"]
END = "end"
_QUANTITIES = ("pages", "copies", "documents", "cases")
EXTRA_SIGNER_MINUTES = 5


class Effect(State, frozen=True, kw_only=True):
    """What an answer changes, when every tag of `when` and none of `unless` is set."""

    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    papers: tuple[PaperWanted, ...] = ()
    without: tuple[str, ...] = ()
    circumstances: tuple[str, ...] = ()
    minutes: int = 0
    visits: int = 0
    witnesses: int = 0
    interpreter: str = ""
    offsite: str = ""
    ground: str = ""
    custody: bool = False
    lucidity_flag: bool = False
    related: bool = False
    urgent: bool = False
    stop: bool = False
    reasons: tuple[Reason, ...] = ()


class Answer(State, frozen=True, kw_only=True):
    """One answer to a question; `goto` empty: where the question itself leads."""

    id: str
    vi: str
    en: str
    goto: str = ""
    effects: tuple[Effect, ...] = ()


class Number(State, frozen=True, kw_only=True):
    """A question answered by a number, and what the number counts."""

    least: int
    most: int
    counts: Literal["pages", "copies", "documents", "cases", "signers"]


class Question(State, frozen=True, kw_only=True):
    """One question; asked only when its tags allow, else passed over to `goto`.

    `once`: it is about the person, not about the paper, so one answer holds for every wish of the call.
    """

    id: str
    vi: str
    en: str
    goto: str = END
    only_if: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    once: bool = False
    answers: tuple[Answer, ...] = ()
    number: Number | None = None


class Tree(State, frozen=True, kw_only=True):
    """A dated set of questions."""

    version: str
    valid_from: Day
    first: str
    questions: tuple[Question, ...]


class Policy(State, frozen=True, kw_only=True):
    """What the ward decided: in which mode signatures are given at home (mode B there is unsettled, docs/legal.md)."""

    signing_mode: Literal["A", "B"] = "A"


class Next(State, frozen=True, kw_only=True):
    """The question to ask now, and how many were answered on the way."""

    question: Question
    answered: int


class Result(State, frozen=True, kw_only=True):
    """What the call comes to.

    `where`: finish or receive at home, at the office, or none (nothing to do, see the reasons). `mode` A: a certifier
    comes; B: a receiver. `without`, `more`: papers of the procedures that fall away here, and papers on top. `parts`: the
    wishes a merged result is made of, each with its own quantity. `fee_dong` is before any exemption. `ground`: the ground
    on which it would be refused. The lucidity flag never refuses: it tells the officer to look.
    """

    procedures: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    where: Where = "none"
    mode: Literal["A", "B", ""] = ""
    visits: int = 0
    papers: tuple[PaperWanted, ...] = ()
    skills: tuple[str, ...] = ()
    minutes: int = 0
    fee_dong: int = 0
    quantity: Quantity = Quantity()
    signers: int = 1
    witnesses: int = 0
    interpreter: str = ""
    lucidity_flag: bool = False
    related: bool = False
    urgent: bool = False
    custody: bool = False
    offsite: str = ""
    ground: str = ""
    circumstances: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    more: tuple[PaperWanted, ...] = ()
    tags: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    parts: tuple["Result", ...] = ()


@cache
def tree() -> Tree:
    """The questions that ship with the package."""
    return msgspec.json.decode((files("models") / "data" / "triage.json").read_bytes(), type=Tree)


def ask(
    answers: Answers,
    day: str,
    *,
    policy: Policy | None = None,
    questions: Tree | None = None,
    added: Iterable[Procedure] = (),
) -> Next | Result:
    """The next question for these answers, or what they come to. An answer that does not fit is asked again."""
    used = questions or tree()
    by_id = {question.id: question for question in used.questions}
    walk = _Walk()
    at = used.first
    answered = 0
    while at != END and not walk.stopped:
        question = by_id[at]
        if not walk.allows(question.only_if, question.unless):
            at = question.goto
            continue
        given = answers.get(question.id)
        if question.number is not None:
            if type(given) is not int or not question.number.least <= given <= question.number.most:
                return Next(question=question, answered=answered)
            walk.counts[question.number.counts] = given
            at = question.goto
        else:
            chosen = next((answer for answer in question.answers if answer.id == given), None)
            if chosen is None:
                return Next(question=question, answered=answered)
            walk.take(chosen)
            at = chosen.goto or question.goto
        answered += 1
    return _result(walk, day, policy or Policy(), tuple(added))


class _Walk:
    """What has been gathered on the way through the questions."""

    def __init__(self) -> None:
        self.tags: list[str] = []
        self.effects: list[Effect] = []
        self.counts: dict[str, int] = {}
        self.stopped = False

    def allows(self, when: Collection[str], unless: Collection[str]) -> bool:
        return all(tag in self.tags for tag in when) and not any(tag in self.tags for tag in unless)

    def take(self, answer: Answer) -> None:
        for effect in answer.effects:
            if self.allows(effect.when, effect.unless):
                self.effects.append(effect)
                self.tags += effect.tags
                self.stopped = self.stopped or effect.stop

    def reasons(self) -> tuple[Reason, ...]:
        found: dict[str, Reason] = {}
        for effect in self.effects:
            for reason in effect.reasons:
                found.setdefault(reason.id, reason)
        return tuple(found.values())

    def last(self, name: str) -> str:
        return next((str(value) for effect in reversed(self.effects) if (value := getattr(effect, name))), "")

    def most(self, name: str) -> int:
        return max((int(getattr(effect, name)) for effect in self.effects), default=0)

    def flag(self, name: str) -> bool:
        return any(getattr(effect, name) for effect in self.effects)

    def all_of(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for effect in self.effects for value in getattr(effect, name)))


def _result(walk: _Walk, day: str, policy: Policy, added: tuple[Procedure, ...]) -> Result:
    if walk.stopped:
        return Result(ground=walk.last("ground"), tags=tuple(walk.tags), reasons=walk.reasons())
    codes = walk.all_of("procedures")
    found = [one for code in codes if (one := in_force(code, day, added)) is not None]
    if len(found) != len(codes):
        raise LookupError(f"no version in force on {day} of one of {codes}")
    quantity = Quantity(**{name: walk.counts[name] for name in _QUANTITIES if name in walk.counts})
    where = _where(walk, found)
    signs = where == "finish" and any(one.certifies for one in found)
    mode: Literal["A", "B", ""] = "" if where == "office" else policy.signing_mode if signs else "B"
    visits = max((one.visits for one in found), default=0)
    counted = walk.counts.get("signers", 1)
    extra = sum(effect.minutes for effect in walk.effects) + (counted - 1) * EXTRA_SIGNER_MINUTES
    return Result(
        procedures=codes,
        versions=tuple(one.version for one in found),
        where=where,
        mode=mode,
        visits=0 if where == "office" else max(visits, walk.most("visits"), 2 if signs and mode == "B" else 0),
        papers=_papers(walk, found),
        skills=codes,
        minutes=sum(one.minutes for one in found) + extra,
        fee_dong=sum(bill(one, quantity).full_dong for one in found),
        quantity=quantity,
        signers=max([counted, *(one.signers for one in found)]),
        witnesses=walk.most("witnesses"),
        interpreter=walk.last("interpreter"),
        lucidity_flag=walk.flag("lucidity_flag"),
        related=walk.flag("related"),
        urgent=walk.flag("urgent"),
        custody=walk.flag("custody"),
        offsite=walk.last("offsite"),
        circumstances=walk.all_of("circumstances"),
        without=walk.all_of("without"),
        more=tuple({paper.id: paper for effect in walk.effects for paper in effect.papers}.values()),
        tags=tuple(walk.tags),
        reasons=walk.reasons(),
    )


def _where(walk: _Walk, found: list[Procedure]) -> Where:
    if "office" in walk.tags:
        return "office"
    return "finish" if any(one.at_home == "finish" for one in found) else "receive"


def _papers(walk: _Walk, found: list[Procedure]) -> tuple[PaperWanted, ...]:
    """The list to read out: what must be there first, what only perhaps last; each paper once."""
    dropped = set(walk.all_of("without"))
    listed = {paper.id: paper for one in found for paper in one.papers if paper.id not in dropped}
    listed |= {paper.id: paper for effect in walk.effects for paper in effect.papers}
    return _listed(listed.values())


def _listed(papers: Iterable[PaperWanted]) -> tuple[PaperWanted, ...]:
    """Each paper once, as it is asked for most strictly; what must be there stands first."""
    strict = sorted(papers, key=lambda paper: (not paper.required, paper.how == "if_not_in_database"))
    found: dict[str, PaperWanted] = {}
    for paper in strict:
        found.setdefault(paper.id, paper)
    return tuple(found.values())


def together(results: Iterable[Result]) -> Result:
    """Several wishes of one call as one visit: the longest list of papers, the sum of minutes and fees, one set of visits."""
    every = tuple(results)
    if len(every) == 1:
        return every[0]
    done = [one for one in every if one.procedures]
    reasons = tuple({reason.id: reason for one in every for reason in one.reasons}.values())
    if not done:
        return Result(ground=next((one.ground for one in every if one.ground), ""), reasons=reasons)
    pinned = dict(pair for one in done for pair in zip(one.procedures, one.versions, strict=True))
    home = [one for one in done if one.where in ("finish", "receive")]
    where: Where = "finish" if any(one.where == "finish" for one in home) else home[0].where if home else "office"
    mode: Literal["A", "B", ""] = "A" if any(one.mode == "A" for one in home) else "B" if home else ""
    return Result(
        procedures=tuple(pinned),
        versions=tuple(pinned.values()),
        where=where,
        mode=mode,
        visits=max((one.visits for one in home), default=0),
        papers=_listed(paper for one in done for paper in one.papers),
        skills=tuple(dict.fromkeys(skill for one in home for skill in one.skills)),
        minutes=sum(one.minutes for one in home),
        fee_dong=sum(one.fee_dong for one in done),
        signers=max(one.signers for one in done),
        witnesses=max(one.witnesses for one in done),
        interpreter=next((one.interpreter for one in done if one.interpreter), ""),
        lucidity_flag=any(one.lucidity_flag for one in done),
        related=any(one.related for one in done),
        urgent=any(one.urgent for one in done),
        custody=any(one.custody for one in done),
        offsite=next((one.offsite for one in done if one.offsite), ""),
        circumstances=tuple(dict.fromkeys(name for one in done for name in one.circumstances)),
        tags=tuple(dict.fromkeys(tag for one in done for tag in one.tags)),
        reasons=reasons,
        parts=tuple(done),
    )


def intake(part: Result) -> Intake:
    """What the call settled about one wish, as its dossiers keep it and the guide at the door tells it."""
    more = (ExtraPaper(id=one.id, vi=one.vi, en=one.en, how=one.how, required=one.required) for one in part.more)
    return Intake(
        asked=part.quantity, signers=part.signers, interpreter=part.interpreter, without=part.without[:20],
        more=tuple(more)[:20], circumstances=part.circumstances[:10],
    )  # fmt: skip
