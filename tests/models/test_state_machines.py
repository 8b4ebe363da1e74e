"""What may follow what, for a request, its dossiers and its visits: every state with every word, and long random stories."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from models import dossier, dossier_rules, fold, officer, procedure, request, visit
from models.doorstep import Lucidity
from models.dossier_parts import Rating
from models.event import Body
from models.fold import Key
from models.officer import Absence, Officer, Skill
from models.refusal import REFUSALS, Refused
from models.said import FileRef, Said, Window
from tests.simulation import words
from tests.simulation.words import DAY_MS, NOON_MS

V, R, D, LAN = "v-1", "r-1", "d-1", "o-1"
FILE = FileRef(digest="a" * 64, length_bytes=1, media_type="image/png")


class Things:
    """All that is true, folded word by word under the rules; copies are cheap, since states are values."""

    def __init__(self, states: dict[Key, Any] | None = None, seq: int = 0) -> None:
        self.states = dict(states or {})
        self.seq = seq

    def look(self, kind: str, thing_id: str) -> Any:
        """What rules look at."""
        if kind == "procedure":
            code, _, version = thing_id.partition("@")
            return procedure.pinned(code, version) if version else procedure.in_force(code, "2026-11-21")
        return self.states.get(Key(kind, thing_id))

    def refuses(self, body: Body) -> Refused | None:
        """Whether this may be said now."""
        return fold.rule(body, self.states.get(fold.about(body)), self.look)

    def hear(self, body: Body) -> Things:
        """What is true after this was said."""
        after = Things(self.states, self.seq + 1)
        key = fold.about(body)
        state = self.states.get(key)
        said = Said(
            seq=after.seq, event=f"e-{after.seq}", by=LAN, device="office:30307", at_ms=NOON_MS + after.seq, bound_ms=0,
            doubtful=False, received_ms=NOON_MS + after.seq, base=self.seq, lease=0, given=f"code-{after.seq}",
        )  # fmt: skip
        for other in fold.moved(body, state):
            if other in after.states:
                after.states[other] = fold.fold(other.kind, after.states[other], body, said)
        after.states[key] = fold.fold(key.kind, state, body, said)
        return after

    def say(self, *bodies: Body) -> Things:
        """What is true after all of these, each of which may be said."""
        now = self
        for body in bodies:
            no = now.refuses(body)
            assert no is None, (body, no)
            now = now.hear(body)
        return now


def begun() -> Things:
    """Two officers and a planned visit."""
    return Things().say(*words.opening(), words.officer_joins(LAN), words.officer_joins("o-2"), *words.case("1"))


def visit_words() -> list[Body]:
    """Every word that may be said of a visit, save its first."""
    return [
        words.assigned(V, LAN), words.assigned(V, "o-2"), visit.VisitUnassigned(visit=V, reason="x"),
        visit.VisitAcknowledged(visit=V), visit.VisitDeclined(visit=V, reason="x"), *words.arrival(V),
        *words.steps(V, D, FILE), visit.LucidityConfirmed(visit=V, lucidity=Lucidity(lucid=False)),
        visit.FingerprintRecorded(read_aloud=True, visit=V, dossier=D, signer="Nguyễn Thị Đào", offsite=words.OFFSITE),
        visit.NeitherRecorded(
            read_aloud=True, visit=V, dossier=D, signer="Nguyễn Thị Đào", witnesses=words.WITNESSES, offsite=words.OFFSITE
        ),
        visit.DocumentCaptured(visit=V, file=FILE), visit.FileArrived(visit=V, digest=FILE.digest),
        visit.VisitCompleted(visit=V), visit.VisitFailed(visit=V, reason="nobody_home"),
        visit.VisitRescheduled(visit=V, window=Window(from_ms=NOON_MS, to_ms=NOON_MS + 1), reason="x"),
        visit.VisitCancelled(visit=V, reason="x"), words.note(V, "x"), visit.VisitShelved(visit=V),
    ]  # fmt: skip


def reached(start: Things, said: list[Body], outline: Any) -> dict[Any, Things]:
    """Every outline that can be reached by lawful words, each with one way of being there."""
    found = {outline(start): start}
    edge = [start]
    while edge:
        now = edge.pop()
        for body in said:
            if now.refuses(body) is None:
                after = now.hear(body)
                if outline(after) not in found:
                    found[outline(after)] = after
                    edge.append(after)
    return found


def outline_of_visit(now: Things) -> tuple[Any, ...]:
    """What of a visit decides what may be said next."""
    state: visit.Visit = now.look("visit", V)
    steps = (state.identity, state.lucidity, state.papers, state.assents, state.fees)
    lucid = state.lucidity.lucid if state.lucidity else None
    return state.state, state.officer, tuple(bool(step) for step in steps), lucid, bool(state.missing), state.shelved


ALLOWED = {
    "planned": "VisitAssigned VisitRescheduled VisitCancelled VisitAmended FileArrived",
    "assigned": "VisitAssigned VisitUnassigned VisitAcknowledged VisitDeclined VisitDeparted VisitArrived VisitFailed "
    "VisitRescheduled VisitCancelled VisitAmended FileArrived",
    "acknowledged": "VisitAssigned VisitUnassigned VisitAcknowledged VisitDeclined VisitDeparted VisitArrived VisitFailed "
    "VisitRescheduled VisitCancelled VisitAmended FileArrived",
    "departed": "VisitAssigned VisitUnassigned VisitDeparted VisitArrived VisitFailed VisitRescheduled VisitCancelled "
    "VisitAmended FileArrived",
    "arrived": "VisitAssigned VisitUnassigned VisitArrived IdentityChecked LucidityConfirmed PapersChecked "
    "SignatureRecorded FingerprintRecorded NeitherRecorded DocumentCaptured FeeCollected VisitCompleted VisitFailed "
    "VisitRescheduled VisitCancelled VisitAmended FileArrived",
    "completed": "VisitAmended FileArrived VisitShelved",
    "failed": "VisitAmended FileArrived VisitShelved",
    "cancelled": "VisitAmended FileArrived VisitShelved",
}  # fmt: skip


def test_every_word_in_every_state_of_a_visit() -> None:
    """All states are reached, and in each exactly the words written down here may ever be said."""
    found = reached(begun(), visit_words(), outline_of_visit)
    may: dict[str, set[str]] = {}
    for now in found.values():
        for body in visit_words():
            no = now.refuses(body)
            assert no is None or no.code in REFUSALS
            if no is None:
                may.setdefault(now.look("visit", V).state, set()).add(type(body).__name__)
    assert may == {state: set(names.split()) for state, names in ALLOWED.items()}


def test_whatever_happens_to_a_visit_its_papers_agree() -> None:
    """In everything that can be reached: leases only grow, an end stays an end, and request and dossier follow."""
    for now in reached(begun(), visit_words(), outline_of_visit).values():
        before: visit.Visit = now.look("visit", V)
        for body in visit_words():
            if now.refuses(body) is not None:
                continue
            after = now.hear(body)
            one: visit.Visit = after.look("visit", V)
            changed_hands = (one.officer, one.second) != (before.officer, before.second)
            assert one.lease >= before.lease and (one.lease > before.lease or not changed_hands)
            assert before.state not in ("completed", "failed", "cancelled") or one.state == before.state
            agree(after)


def agree(now: Things) -> None:
    """What a visit says, its request and dossiers say too."""
    one: visit.Visit = now.look("visit", V)
    asked: request.Request = now.look("request", R)
    paper: dossier.Dossier = now.look("dossier", D)
    assert (one.officer == "") == (one.state == "planned") or one.state in ("cancelled",)
    assert len({(file.digest, file.label) for file in one.files}) == len(one.files)
    assert len(set(one.missing)) == len(one.missing)
    assert set(one.missing) <= {file.digest for file in one.files}
    if one.state == "completed":
        assert one.identity and one.papers and one.assents and one.fees and one.lucidity and one.lucidity.lucid
        assert (asked.state, paper.status, paper.fee_dong) == ("visited", 2, 10_000)
        assert paper.assent == one.assents[-1].manner
    elif one.state in ("planned", "failed", "cancelled"):
        assert (asked.state, paper.status) == ("eligible", 1)
    else:
        assert (asked.state, paper.status) == ("scheduled", 1)


def test_the_steps_of_a_certification_may_come_in_any_order_but_none_may_be_missing() -> None:
    """A visit is completed when everything its procedure asks was done, in whatever order."""
    at_door = begun().say(words.assigned(V, LAN), *words.arrival(V))
    steps = words.steps(V, D)
    for missing in steps:
        now = at_door.say(*(step for step in reversed(steps) if step is not missing))
        no = now.refuses(visit.VisitCompleted(visit=V))
        assert no is not None and no.code == "step_missing"
        assert now.say(missing).refuses(visit.VisitCompleted(visit=V)) is None


DOSSIER_WAYS = {
    1: {3, 7, 8}, 2: {3, 4, 5, 7, 8}, 3: set(), 4: {5, 7, 8, 9}, 5: {4, 7, 8}, 7: set(), 8: set(), 9: {10}, 10: set(),
}  # fmt: skip
"""From which national status a word at the office leads to which; 1 leads to 2 by a completed visit alone."""


def dossier_words() -> list[Body]:
    """Every word that may be said of a dossier, save its first."""
    return [
        dossier.DossierProcessed(dossier=D, due_day="2026-11-24"), dossier.DossierRefused(dossier=D, ground="x"),
        dossier.SupplementAsked(dossier=D, papers=("x",)), dossier.DossierStopped(dossier=D, reason="x"),
        dossier.DossierWithdrawn(dossier=D, reason="x"), dossier.ResultReady(dossier=D),
        dossier.ResultReturned(dossier=D, manner="home", receiver="x", signed="signature"),
        dossier.ServiceRated(dossier=D, rating=Rating(score=5, taken_by="relative")),
    ]  # fmt: skip


def test_a_dossier_goes_only_the_ways_of_the_national_code() -> None:
    """From each of the ten statuses that are used, exactly these may follow; an end is an end."""
    visited = begun().say(words.assigned(V, LAN), *words.arrival(V), *words.steps(V, D), visit.VisitCompleted(visit=V))

    def status(now: Things) -> int:
        return int(now.look("dossier", D).status)

    ways: dict[int, set[int]] = {}
    for start in (begun(), visited):
        for now in reached(start, dossier_words(), status).values():
            leads = ways.setdefault(status(now), set())
            leads |= {
                status(now.hear(body))
                for body in dossier_words()
                if now.refuses(body) is None and not isinstance(body, dossier.ServiceRated)
            }
    assert ways == DOSSIER_WAYS
    assert all(not DOSSIER_WAYS[ended] for ended in dossier.ENDED)


class Ward(RuleBasedStateMachine):
    """A ward under random lawful and unlawful words about two cases; what is unlawful changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.now = begun().say(*words.case("2"))
        self.refused = 0

    def _say(self, body: Body) -> None:
        no = self.now.refuses(body)
        if no is not None:
            assert no.code in REFUSALS
            self.refused += 1
            return
        self.now = self.now.hear(body)

    @rule(case=st.sampled_from("12"), who=st.sampled_from((LAN, "o-2", "o-9")), second=st.sampled_from(("", LAN)))
    def assign(self, case: str, who: str, second: str) -> None:
        self._say(words.assigned(f"v-{case}", who, second))

    @rule(case=st.sampled_from("12"), data=st.data())
    def do(self, case: str, data: st.DataObject) -> None:
        said: list[Body] = words.arrival(f"v-{case}") + words.steps(f"v-{case}", f"d-{case}")
        said += [visit.VisitCompleted(visit=f"v-{case}")] * 2
        self._say(data.draw(st.sampled_from(said)))

    @rule(case=st.sampled_from("12"), data=st.data())
    def upset(self, case: str, data: st.DataObject) -> None:
        v, r = f"v-{case}", f"r-{case}"
        said: list[Body] = [
            visit.VisitCancelled(visit=v, reason="x"),
            visit.VisitFailed(visit=v, reason="refused"),
            visit.VisitDeclined(visit=v, reason="x"),
            visit.VisitRescheduled(visit=v, window=Window(from_ms=NOON_MS, to_ms=NOON_MS + 5), reason="x"),
            request.RequestWithdrawn(request=r, reason="x"),
            request.RequestClosed(request=r),
            request.EligibilityDecided(request=r, eligible=case == "1", reason="frail"),
        ]
        self._say(data.draw(st.sampled_from(said)))

    @rule(case=st.sampled_from("12"), serial=st.integers(1, 3))
    def plan_again(self, case: str, serial: int) -> None:
        self._say(words.planned(f"v-{case}-{serial}", f"r-{case}", f"c-{case}", (f"d-{case}",)))

    @rule(days=st.integers(-1, 1))
    def fall_ill(self, days: int) -> None:
        from_ms = NOON_MS + days * DAY_MS
        absence = Absence(id=f"ab-{days + 2}", from_ms=from_ms, to_ms=from_ms + DAY_MS)
        self._say(officer.OfficerAbsent(officer="o-2", absence=absence))

    @precondition(lambda self: self.now.look("officer", "o-2").absences)
    @rule()
    def be_back(self) -> None:
        self._say(officer.OfficerBack(officer="o-2", absence=self.now.look("officer", "o-2").absences[0].id))

    @rule(skilled=st.booleans())
    def unlearn(self, skilled: bool) -> None:
        skills = (Skill(procedure="*", part="receiver"),) if skilled else ()
        self._say(officer.OfficerAmended(officer="o-2", change=officer.OfficerChange(skills=skills)))

    @invariant()
    def requests_agree_with_their_visits(self) -> None:
        for key, asked in self.now.states.items():
            if key.kind != "request":
                continue
            visits = [self.now.look("visit", visit_id) for visit_id in asked.visits]
            done = any(one.state == "completed" for one in visits)
            assert asked.state != "visited" or done
            assert all(one.request == asked.id for one in visits)
            assert asked.closed_ms == 0 or asked.state in ("closed", "withdrawn")

    @invariant()
    def whoever_goes_may_go(self) -> None:
        for key, one in self.now.states.items():
            if key.kind == "visit":
                held = one.state in visit.HELD
                assert not held or isinstance(self.now.look("officer", one.officer), Officer)
                assert one.lease >= (1 if held else 0)


TestWard = Ward.TestCase
TestWard.settings = settings(max_examples=60, stateful_step_count=40)


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ({"manner": "home"}, "signed"), ({"manner": "collected"}, "signed"), ({"manner": "post"}, "parcel"),
        ({"manner": "post", "signed": "signature"}, "parcel"), ({"manner": "home", "signed": "neither"}, ""),
        ({"manner": "collected", "signed": "fingerprint"}, ""), ({"manner": "post", "parcel": "EV123456789VN"}, ""),
    ],
)  # fmt: skip
def test_a_result_goes_home_against_a_signed_receipt(said: dict[str, str], lacks: str) -> None:
    """At the door and at the counter whoever takes it signs, by post the parcel has a number; else it is refused by name."""
    ready = dossier.Dossier(
        id=D, unit="30307", code="x", request="r", citizen="c", procedure="2.000884", version="x", status=9
    )
    body = msgspec.convert({"dossier": D, "receiver": "bà Đào", **said}, dossier.ResultReturned)
    why = dossier_rules.rule(ready, body, lambda _kind, _name: None)
    assert why == (Refused("receipt_unsigned", lacks) if lacks else None)
