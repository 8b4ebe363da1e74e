"""In which state a visit may hear what, and what each word must carry: one table for the first, one case each for the second."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from models import fold, procedure, visit, visit_folds, visit_rules
from models.doorstep import Arrival, Assent, Fee, Identity, Lucidity, Offsite, PaperSeen
from models.dossier import Dossier
from models.event import Body
from models.officer import Absence, Officer, Skill
from models.refusal import REFUSALS, Refused
from models.request import Request
from models.said import FileRef, Place, Said, Window
from models.visit import Visit, VisitState
from tests.simulation import words
from tests.simulation.words import COPY, HOUR_MS, NOON_MS, SIGNATURE, UNIT, VERSION

STATES: tuple[VisitState, ...] = (
    "planned", "assigned", "acknowledged", "departed", "arrived", "completed", "failed", "cancelled",
)  # fmt: skip

# x: heard in that state; a dot: wrong_state.
TABLE = """
                    planned assigned acknowledged departed arrived completed failed cancelled
VisitAssigned       x       x        x            x        x       .         .      .
VisitUnassigned     .       x        x            x        x       .         .      .
VisitAcknowledged   .       x        x            .        .       .         .      .
VisitDeclined       .       x        x            .        .       .         .      .
VisitDeparted       .       x        x            x        .       .         .      .
VisitArrived        .       x        x            x        x       .         .      .
IdentityChecked     .       .        .            .        x       .         .      .
LucidityConfirmed   .       .        .            .        x       .         .      .
PapersChecked       .       .        .            .        x       .         .      .
DocumentCaptured    .       .        .            .        x       .         .      .
SignatureRecorded   .       .        .            .        x       .         .      .
FingerprintRecorded .       .        .            .        x       .         .      .
NeitherRecorded     .       .        .            .        x       .         .      .
FeeCollected        .       .        .            .        x       .         .      .
VisitCompleted      .       .        .            .        x       .         .      .
VisitFailed         .       x        x            x        x       .         .      .
VisitRescheduled    x       x        x            x        x       .         .      .
VisitCancelled      x       x        x            x        x       .         .      .
VisitAmended        x       x        x            x        x       x         x      x
FileArrived         x       x        x            x        x       x         x      x
VisitShelved        .       .        .            .        .       x         x      x
"""
HEARD = {
    row.split()[0]: dict(zip(TABLE.split("\n")[1].split(), row.split()[1:], strict=True))
    for row in TABLE.split("\n")[2:-1]
}

WINDOW = Window(from_ms=NOON_MS, to_ms=NOON_MS + 2 * HOUR_MS)
IDENTITY = Identity(method="card", number="089141001234", name="Nguyễn Thị Đào", matches=True)
CERTIFIED = Assent(dossier="d-1", manner="signature", signer="Nguyễn Thị Đào", at_ms=NOON_MS, offsite=words.OFFSITE)
OFFICER = Officer(id="o-1", unit=UNIT, name="Trần Thị Lan", skills=(Skill(procedure="*", part="receiver"),))


def visit_at(state: VisitState, **fields: Any) -> Visit:
    """A visit with every step done, in a state."""
    whole = Visit(
        id="v-1", unit=UNIT, request="r-1", citizen="c-1", dossiers=("d-1",), window=WINDOW, state=state, lease=1,
        officer="o-1", arrived=Arrival(at_ms=NOON_MS), identity=IDENTITY, lucidity=Lucidity(lucid=True),
        papers=(PaperSeen(paper="document", state="have"),), assents=(CERTIFIED,),
        fees=(Fee(dossier="d-1", lines=(), paid="exempt"),),
    )  # fmt: skip
    return replace(whole, **fields)


def dossier_of(code: str, dossier_id: str = "d-1", request: str = "r-1") -> Dossier:
    """A dossier for a procedure of the catalogue."""
    return Dossier(
        id=dossier_id, unit=UNIT, code="", request=request, citizen="c-1", procedure=code, version=VERSION, opened_ms=1
    )


class Shelf(dict[tuple[str, str], Any]):
    """What rules may look at: a request found eligible, its dossiers, an officer, the catalogue."""

    def __init__(self, *things: Any, code: str = SIGNATURE) -> None:
        request = Request(id="r-1", unit=UNIT, code="", citizen="c-1", state="eligible")
        for thing in (request, dossier_of(code), OFFICER, *things):
            self[type(thing).__name__.lower(), thing.id] = thing

    def look(self, kind: str, thing_id: str) -> Any:
        """A thing, or a procedure of the catalogue."""
        if kind == "procedure":
            code, _, version = thing_id.partition("@")
            return procedure.pinned(code, version)
        return self.get((kind, thing_id))


def lawful() -> list[Body]:
    """One lawful body of each kind that is about a visit already there."""
    file = FileRef(digest="a" * 64, length_bytes=3, media_type="image/png")
    return [
        words.assigned("v-1", "o-1"),
        visit.VisitUnassigned(visit="v-1", reason="ốm"),
        visit.VisitAcknowledged(visit="v-1"),
        visit.VisitDeclined(visit="v-1", reason="xa"),
        *words.arrival("v-1"),
        *words.steps("v-1", "d-1"),
        visit.DocumentCaptured(visit="v-1", file=file),
        visit.FingerprintRecorded(read_aloud=True, visit="v-1", dossier="d-1", signer="Đào", offsite=words.OFFSITE),
        visit.NeitherRecorded(
            read_aloud=True, visit="v-1", dossier="d-1", signer="Đào", witnesses=words.WITNESSES, offsite=words.OFFSITE
        ),
        visit.VisitCompleted(visit="v-1"),
        visit.VisitFailed(visit="v-1", reason="nobody_home"),
        visit.VisitRescheduled(visit="v-1", window=WINDOW, reason="con về chiều"),
        visit.VisitCancelled(visit="v-1", reason="rút"),
        words.note("v-1", "cổng xanh"),
        visit.FileArrived(visit="v-1", digest="a" * 64),
        visit.VisitShelved(visit="v-1"),
    ]


def judged(state: Visit | None, body: Body, *things: Any, code: str = SIGNATURE) -> Refused | None:
    """What the rules say; a refusal has words for people."""
    no = visit_rules.rule(state, body, Shelf(*things, code=code).look)
    assert no is None or no.code in REFUSALS
    return no


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("body", lawful(), ids=lambda body: type(body).__name__)
def test_each_word_is_heard_in_its_states_and_no_others(body: Body, state: VisitState) -> None:
    """As the table says; a refusal names the state the visit is really in."""
    heard = HEARD[type(body).__name__][state] == "x"
    assert judged(visit_at(state), body) == (None if heard else Refused("wrong_state", state))


def test_the_table_is_whole() -> None:
    """Every kind that is about a visit has its row, but for the one that begins it."""
    kinds = {kind.__name__ for kind, (thing, _) in fold._ABOUT.items() if thing == "visit"}
    assert set(HEARD) == kinds - {"VisitPlanned"} == {type(body).__name__ for body in lawful()}
    assert (
        {state for row in HEARD.values() for state in row}
        == set(STATES)
        == visit.OPEN | {"completed", "failed", "cancelled"}
    )


@pytest.mark.parametrize("body", lawful(), ids=lambda body: type(body).__name__)
def test_nothing_is_said_of_a_visit_nobody_knows(body: Body) -> None:
    """Whatever it is."""
    assert judged(None, body) == Refused("unknown_thing", "visit")


# -------- promised


def planned(**fields: Any) -> visit.VisitPlanned:
    """A promise; `fields` say something else."""
    told = {"visit": "v-9", "unit": UNIT, "request": "r-1", "citizen": "c-1", "dossiers": ("d-1",), "window": WINDOW}
    return visit.VisitPlanned(**{**told, **fields})


def test_a_visit_is_promised_once() -> None:
    """A new one may be; one that is there may not be promised again."""
    assert judged(None, planned()) is None
    assert judged(visit_at("planned"), planned(visit="v-1")) == Refused("already_there", "v-1")


@pytest.mark.parametrize("window", [Window(from_ms=5, to_ms=5), Window(from_ms=6, to_ms=5)])
def test_a_window_ends_after_it_begins(window: Window) -> None:
    """Promised or put off."""
    assert judged(None, planned(window=window)) == Refused("bad_value", "window")
    off = visit.VisitRescheduled(visit="v-1", window=window, reason="x")
    assert judged(visit_at("assigned"), off) == Refused("bad_value", "window")


@pytest.mark.parametrize("fields", [{"request": "r-9"}, {"citizen": "c-9"}])
def test_a_visit_is_for_a_request_of_that_person(fields: dict[str, str]) -> None:
    """Another's request, or none, is no ground to visit somebody."""
    assert judged(None, planned(**fields)) == Refused("unknown_thing", "request")


@pytest.mark.parametrize("state", ["received", "declined", "visited", "closed", "withdrawn"])
def test_a_visit_is_promised_only_where_the_ward_said_yes(state: Any) -> None:
    """The refusal says how the request stands."""
    request = Request(id="r-1", unit=UNIT, code="", citizen="c-1", state=state)
    assert judged(None, planned(), request) == Refused("not_eligible", state)


def test_what_a_visit_leaves_out_gets_an_hour_of_its_own() -> None:
    """While somebody has one visit of a request, another is promised for dossiers that no open visit takes along, once."""
    asked = Request(id="r-1", unit=UNIT, code="", citizen="c-1", state="scheduled", visits=("v-1",))
    office = dossier_of(COPY, "d-2")
    for state, twice in (("assigned", "scheduled"), ("arrived", "scheduled"), ("cancelled", None), ("failed", None)):
        there = visit_at(state)  # type: ignore[arg-type]
        assert judged(None, planned(visit="v-2", dossiers=("d-2",)), asked, there, office) is None
        refused = Refused("not_eligible", twice) if twice else None
        assert judged(None, planned(visit="v-2", dossiers=("d-1", "d-2")), asked, there, office) == refused


def test_a_visit_carries_dossiers_of_its_request() -> None:
    """None that is unknown, none of another request."""
    assert judged(None, planned(dossiers=("d-1", "d-9"))) == Refused("unknown_thing", "dossier")
    other = dossier_of(SIGNATURE, "d-2", "r-2")
    assert judged(None, planned(dossiers=("d-1", "d-2")), other) == Refused("unknown_thing", "dossier")


# -------- given


def test_a_visit_is_given_to_an_officer_who_is_there() -> None:
    """Known, and not one who has left; the second no less than the first."""
    gone = replace(OFFICER, id="o-2", left=True)
    for body in (words.assigned("v-1", "o-9"), words.assigned("v-1", "o-2"), words.assigned("v-1", "o-1", "o-2")):
        assert judged(visit_at("planned"), body, gone) == Refused("unknown_thing", "officer")


def test_no_officer_serves_a_relative() -> None:
    """Decree 23/2015 art. 9; the second no less than the first."""
    kin = replace(OFFICER, id="o-2", name="Lê Văn Hai", relatives=("c-7", "c-1"))
    for body in (words.assigned("v-1", "o-2"), words.assigned("v-1", "o-1", "o-2")):
        assert judged(visit_at("planned"), body, kin) == Refused("related", "Lê Văn Hai")


@pytest.mark.parametrize(
    ("from_ms", "to_ms", "absent"),
    [
        (NOON_MS - HOUR_MS, NOON_MS, False),
        (NOON_MS - HOUR_MS, NOON_MS + 1, True),
        (NOON_MS + 2 * HOUR_MS, NOON_MS + 3 * HOUR_MS, False),
        (NOON_MS + 2 * HOUR_MS - 1, NOON_MS + 3 * HOUR_MS, True),
        (NOON_MS - HOUR_MS, NOON_MS + 9 * HOUR_MS, True),
    ],
)
def test_no_officer_is_sent_who_is_absent(from_ms: int, to_ms: int, absent: bool) -> None:
    """Any overlap with the window counts, its edges do not."""
    away = replace(OFFICER, absences=(Absence(id="a", from_ms=from_ms, to_ms=to_ms),))
    expected = Refused("officer_absent", OFFICER.name) if absent else None
    assert judged(visit_at("planned"), words.assigned("v-1", "o-1"), away) == expected


@pytest.mark.parametrize(
    ("skill", "mode", "may"),
    [
        (("*", "receiver"), "B", True),
        (("*", "receiver"), "A", False),
        (("*", "certifier"), "A", True),
        ((SIGNATURE, "certifier"), "B", True),
        ((COPY, "certifier"), "B", False),
    ],
)
def test_the_lead_knows_every_procedure_of_the_visit(skill: tuple[str, Any], mode: Any, may: bool) -> None:
    """As certifier where one must attend, at least as receiver where not."""
    able = replace(OFFICER, skills=(Skill(procedure=skill[0], part=skill[1]),))
    expected = None if may else Refused("not_skilled", SIGNATURE)
    assert judged(visit_at("planned", mode=mode), words.assigned("v-1", "o-1"), able) == expected


# -------- at the door


def test_an_arrival_has_a_place_or_says_why_not() -> None:
    """Where consent to a place is refused, that is said."""
    assert judged(visit_at("departed"), visit.VisitArrived(visit="v-1")) == Refused("reason_missing", "why_no_place")
    for body in (
        visit.VisitArrived(visit="v-1", why_no_place="không đồng ý"),
        visit.VisitArrived(visit="v-1", place=Place(lat_e6=0, lon_e6=0)),
    ):
        assert judged(visit_at("departed"), body) is None


def test_an_identity_that_does_not_match_needs_a_note() -> None:
    """The officer's word, with its reason."""
    wrong = replace(IDENTITY, matches=False)
    body = visit.IdentityChecked(visit="v-1", identity=wrong)
    assert judged(visit_at("arrived"), body) == Refused("reason_missing", "identity")
    noted = visit.IdentityChecked(visit="v-1", identity=replace(wrong, note="đổi họ khi lấy chồng"))
    assert judged(visit_at("arrived"), noted) is None


def test_one_picture_may_stand_for_two_papers() -> None:
    """The same bytes under another label are named again and waited for once; once here, they are not missing again."""
    front = FileRef(digest="a" * 64, length_bytes=3, media_type="image/png", label="mặt trước")
    back, signed = replace(front, label="mặt sau"), replace(front, label="đã ký")
    said = Said(
        seq=9, event="e", by="o-1", device="t-1", at_ms=NOON_MS, bound_ms=0, doubtful=False, received_ms=NOON_MS, base=0,
        lease=1, given="",
    )  # fmt: skip
    state = visit_at("arrived")
    for file in (front, front, back):
        state = visit_folds.captured(state, visit.DocumentCaptured(visit="v-1", file=file), said)
    assert (state.files, state.missing) == ((front, back), (front.digest,))
    state = visit_folds.received(state, visit.FileArrived(visit="v-1", digest=front.digest), said)
    state = visit_folds.captured(state, visit.DocumentCaptured(visit="v-1", file=signed), said)
    assert (state.files, state.missing) == ((front, back, signed), ())


def assents(**fields: Any) -> list[Body]:
    """The three ways to put one's will on a paper; `fields` say something else."""
    told = {"visit": "v-1", "dossier": "d-1", "signer": "Nguyễn Thị Đào", "offsite": words.OFFSITE, **fields}
    return [
        visit.SignatureRecorded(**told),
        visit.FingerprintRecorded(**{"read_aloud": True, **told}),
        visit.NeitherRecorded(**{"read_aloud": True, "witnesses": words.WITNESSES, **told}),
    ]


@pytest.mark.parametrize("offsite", [None, Offsite(reason="frail", place=" ", hour=9, minute=5)])
def test_certification_off_the_premises_says_reason_place_hour_and_minute(offsite: Offsite | None) -> None:
    """Decree 23/2015 art. 10, whichever way the will is expressed."""
    for body in assents(offsite=offsite):
        assert judged(visit_at("arrived"), body) == Refused("offsite_missing", SIGNATURE)


def test_certification_at_the_office_writes_no_hour_minute_and_place() -> None:
    """Decree 23/2015 art. 10: they are for outside; at the office they would be untrue, and a copy may be certified there."""
    inside = visit_at("arrived", where="office")
    for body in assents(offsite=None):
        assert judged(inside, body) is None
        assert judged(inside, body, code=received_only()) is None
    for body in assents():
        assert judged(inside, body) == Refused("bad_value", "offsite")


def test_nobody_who_is_not_lucid_signs() -> None:
    """Decree 23/2015 art. 25; before lucidity was looked at nothing stands in the way but completing."""
    for body in assents():
        assert judged(visit_at("arrived", lucidity=Lucidity(lucid=False)), body) == Refused("not_lucid")
        assert judged(visit_at("arrived", lucidity=None), body) is None


def test_a_will_is_for_a_dossier_of_the_visit() -> None:
    """Not for one that is unknown, nor for one that is not carried along."""
    for body in assents(dossier="d-2"):
        assert judged(visit_at("arrived"), body) == Refused("unknown_thing", "dossier")
        assert judged(visit_at("arrived"), body, dossier_of(SIGNATURE, "d-2")) == Refused("unknown_thing", "dossier")
    paid = visit.FeeCollected(visit="v-1", dossier="d-2", lines=(), paid="later")
    assert judged(visit_at("arrived"), paid) == Refused("unknown_thing", "dossier")


def received_only() -> str:
    """A procedure that certifies and may only be received at home."""
    return next(
        p.code for p in procedure.catalogue() if p.certifies and p.at_home == "receive" and p.version == VERSION
    )


def test_what_may_only_be_received_at_home_is_not_certified_there() -> None:
    """The refusal names the procedure."""
    code = received_only()
    for body in assents():
        assert judged(visit_at("arrived"), body, code=code) == Refused("not_at_home", code)


@pytest.mark.parametrize(
    ("undone", "step"),
    [
        ({"identity": None}, "identity"),
        ({"identity": replace(IDENTITY, matches=False)}, "identity"),
        ({"lucidity": None}, "lucidity"),
        ({"papers": ()}, "papers"),
        ({"assents": ()}, "assent"),
        ({"fees": ()}, "fee"),
        ({"assents": (replace(CERTIFIED, dossier="d-2"),)}, "assent"),
    ],
)
def test_a_visit_is_completed_when_every_step_is_done(undone: dict[str, Any], step: str) -> None:
    """The first that is missing is named with its procedure; another dossier's does not count."""
    done = visit.VisitCompleted(visit="v-1")
    assert judged(visit_at("arrived", **undone), done) == Refused("step_missing", f"{step} ({SIGNATURE})")


def test_a_visit_to_one_who_is_not_lucid_is_not_completed() -> None:
    """It fails, with that reason."""
    state = visit_at("arrived", lucidity=Lucidity(lucid=False))
    assert judged(state, visit.VisitCompleted(visit="v-1")) == Refused("not_lucid")
    assert judged(state, visit.VisitFailed(visit="v-1", reason="not_lucid")) is None


def test_steps_are_asked_of_every_dossier() -> None:
    """Two dossiers, one of them signed and paid for: the other is missing."""
    state = visit_at("arrived", dossiers=("d-1", "d-2"))
    no = judged(state, visit.VisitCompleted(visit="v-1"), dossier_of(SIGNATURE, "d-2"))
    assert no == Refused("step_missing", f"assent ({SIGNATURE})")
