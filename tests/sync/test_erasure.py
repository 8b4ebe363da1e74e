"""Whoever asks to be erased is erased, but not before the last day to which the law orders something of theirs kept."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from models.calendar import ms_of
from models.citizen import CitizenErased
from models.dossier import DossierProcessed, DossierRefused, DossierStopped, ResultReady, ResultReturned
from models.event import Body
from models.refusal import sentence
from models.request import RequestClosed
from models.store.engine import Store, Tx
from models.visit import VisitCompleted
from sync.board import Board
from tests.simulation import words
from tests.simulation.words import UNIT
from tests.sync.hand import Desk

BIRTH = "1.003583"


def asked_to(desk: Desk, citizen: str = "c-1") -> tuple[str, str]:
    """What the administrator is answered who erases a person: the code, or that it was done; and the particulars."""
    [receipt] = desk.ask("admin", CitizenErased(citizen=citizen, unit=UNIT, reason="theo đơn"))
    return receipt.code or receipt.outcome, receipt.detail


def received(desk: Desk, prefix: str = "1", procedure: str = words.SIGNATURE) -> None:
    """A case of which the visit is made."""
    visit, dossier = f"v-{prefix}", f"d-{prefix}"
    if prefix != "1":
        desk.say("clerk", *words.case(prefix, procedure))
        desk.say("supervisor", words.assigned(visit, "o-1"))
    done = VisitCompleted(visit=visit)
    desk.say("supervisor", *words.arrival(visit), *words.steps(visit, dossier), done)


def ended(desk: Desk, prefix: str = "1", procedure: str = words.SIGNATURE) -> None:
    """A case from the door to its end: signed, brought home, closed."""
    dossier = f"d-{prefix}"
    received(desk, prefix, procedure)
    home = ResultReturned(dossier=dossier, manner="home", receiver="bà Đào", signed="signature")
    desk.say("certifier", DossierProcessed(dossier=dossier), ResultReady(dossier=dossier))
    desk.say("clerk", home, RequestClosed(request=f"r-{prefix}"))


@pytest.mark.parametrize("how_far", ["planned", "received", "signed"])
def test_an_open_case_is_finished_first(store: Store, how_far: str) -> None:
    """As long as something is to be done for a person nobody is erased; the answer names the case and the next step."""
    desk = Desk(store)
    if how_far != "planned":
        received(desk)
    if how_far == "signed":
        desk.say("certifier", DossierProcessed(dossier="d-1"), ResultReady(dossier="d-1"))
    code = desk.state("request", "r-1").code
    assert asked_to(desk) == ("kept_by_law", f"vụ việc {code} còn mở / while case {code} is open")
    assert desk.state("citizen", "c-1").name == "Nguyễn Thị Đào"
    told = sentence("kept_by_law")
    assert "rút trước" in told.next_vi and "withdrawn first" in told.next_en and told.mender == "admin"


@pytest.mark.parametrize(
    ("procedure", "last_day", "article"),
    [(words.SIGNATURE, "2028-11-21", "Điều 14.3"), (words.CONTRACT, "2046-11-21", "Điều 14.2")],
)
def test_decree_23_article_14_a_certification_is_kept_to_its_last_day(
    store: Store, procedure: str, last_day: str, article: str
) -> None:
    """Two years a signature, twenty a transaction: refused through the whole last day, done on the next."""
    desk = Desk(store)
    ended(desk, "2", procedure)
    desk.now_ms = ms_of(last_day, 1439)
    assert asked_to(desk, "c-2") == ("kept_by_law", f"đến hết ngày / until {last_day} (NĐ 23/2015, {article})")
    desk.now_ms += 60_000
    assert asked_to(desk, "c-2") == ("applied", "")
    desk.prove()


def test_the_longest_of_several_cases_counts(store: Store) -> None:
    """One person with a signature and a transaction: the transaction's day is told, whichever came first."""
    desk = Desk(store)
    ended(desk)
    again: list[Body] = [
        *words.asked("r-2", "c-1", words.CONTRACT), words.opened("d-2", "r-2", "c-1", words.CONTRACT),
        words.planned("v-2", "r-2", "c-1", ("d-2",)),
    ]  # fmt: skip
    desk.say("supervisor", *again, words.assigned("v-2", "o-1"), *words.arrival("v-2"), *words.steps("v-2", "d-2"))
    desk.say("supervisor", VisitCompleted(visit="v-2"))
    assert asked_to(desk)[1].startswith("vụ việc 30307-")
    desk.say("certifier", DossierProcessed(dossier="d-2"), ResultReady(dossier="d-2"))
    desk.say("clerk", ResultReturned(dossier="d-2", manner="home", receiver="bà Đào", signed="signature"))
    assert "2046-11-21" in asked_to(desk)[1]


def test_law_on_civil_status_article_59_a_registration_is_kept_for_ever(store: Store) -> None:
    """However many years later."""
    desk = Desk(store)
    desk.say("clerk", words.person("c-3"), *words.asked("r-3", "c-3", BIRTH))
    desk.say("clerk", replace(words.opened("d-3", "r-3", "c-3", BIRTH), version="163/QĐ-BTP"))
    desk.say("supervisor", DossierStopped(dossier="d-3", reason="khai ở nơi khác"))
    desk.say("clerk", RequestClosed(request="r-3"))
    desk.now_ms = ms_of("2099-01-01", 600)
    assert asked_to(desk, "c-3") == ("kept_by_law", "vĩnh viễn / for ever (Luật Hộ tịch 2014, Điều 59)")


@pytest.mark.parametrize("end", ["taken back", "refused", "never asked"])
def test_what_the_law_does_not_order_kept_is_erased_at_once(store: Store, end: str) -> None:
    """Nothing was certified: the ward's own schedule is a longest time and holds nobody's erasure up (Law 91/2025)."""
    desk = Desk(store)
    if end == "taken back":
        desk.say("supervisor", *words.taken_back("v-1", "d-1", "r-1"))
    elif end == "refused":
        received(desk)
        desk.say("certifier", DossierRefused(dossier="d-1", ground="giấy tờ bị tẩy xóa"))
    else:
        desk.say("clerk", words.person("c-9"))
    assert asked_to(desk, "c-9" if end == "never asked" else "c-1") == ("applied", "")
    desk.prove()


class Counted:
    """A transaction that counts what is asked of it."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx
        self.statements = 0

    def __getattr__(self, name: str) -> Any:
        self.statements += 1
        return getattr(self._tx, name)


def test_the_look_at_a_persons_cases_is_a_few_questions(store: Store) -> None:
    """However many cases somebody has: one statement for their names and one for each kind of thing."""
    desk = Desk(store)
    for n in range(2, 9):
        desk.say("clerk", *words.asked(f"r-{n}", "c-1"), words.opened(f"d-{n}", f"r-{n}", "c-1"))
    with store.read() as tx:
        counted = Counted(tx)
        cases = Board(counted, UNIT, desk.now_ms).look("cases", "c-1")
    assert [(one.request.id, len(one.visits), len(one.dossiers)) for one in cases] == [
        ("r-1", 1, 1), *((f"r-{n}", 0, 1) for n in range(2, 9))
    ]  # fmt: skip
    assert counted.statements == 4
