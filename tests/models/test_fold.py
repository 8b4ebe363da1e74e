"""What an event is about, what else it moves, when it is lawful, and what is true after it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from models import access, call, citizen, device, dossier, fold, hold, notice, officer, procedure, request, visit, ward
from models.calendar import default_calendar, ms_of
from models.dossier_parts import Rating
from models.event import KINDS, Body
from models.fold import STATES, Key
from models.refusal import REFUSALS, Refused
from models.said import Conflict, Contact, Said, Window
from tests.simulation import words
from tests.simulation.words import DAY_MS, NOON_MS, SIGNATURE, UNIT, VERSION
from tests.sync.story import IN_BOOK, Told, waiting, whole_story

Things = dict[Key, Any]


def said(told: Told, seq: int) -> Said:
    """The circumstances of a word of the story."""
    at_ms = NOON_MS + seq
    return Said(
        seq=seq, event=told.event or f"e-{seq}", by=told.by, device=told.device, at_ms=at_ms, bound_ms=told.bound_ms,
        doubtful=told.doubtful, received_ms=at_ms, base=told.base, lease=told.lease, given=told.given,
    )  # fmt: skip


def look(things: Things) -> Any:
    """What rules may look at."""

    def at(kind: str, thing_id: str) -> Any:
        if kind == "procedure":
            code, _, version = thing_id.partition("@")
            return procedure.pinned(code, version) if version else procedure.in_force(code, "2026-11-21")
        if kind in _WORLD:
            return _WORLD[kind]
        return things.get(Key(kind, thing_id))

    return at


_WORLD: dict[str, Any] = {
    "now": ms_of("2026-12-31", 600), "calendar": default_calendar(), "entries": (IN_BOOK.written,),
}  # fmt: skip
"""What is no thing of the ward: the moment, its calendar, the lines of a book."""


def put(things: Things, told: Told, seq: int) -> list[Key]:
    """Folds one word of the story; which things it changed."""
    about = fold.about(told.body)
    if told.state is not None:
        things[about] = told.state
    keys = [about, *fold.moved(told.body, things.get(about))]
    for key in keys:
        things[key] = fold.fold(key.kind, things.get(key), told.body, said(told, seq))
    return keys


def whole() -> Things:
    """Everything there is at the end of the story."""
    things: Things = {}
    for seq, told in enumerate(whole_story(), 1):
        put(things, told, seq)
    return things


def test_the_story_is_lawful_from_beginning_to_end() -> None:
    """Whoever says it, each word is lawful where it stands: the rules do not forbid what the story needs."""
    things: Things = {}
    for seq, told in enumerate(whole_story(), 1):
        if told.state is not None:
            things[fold.about(told.body)] = told.state
        state = things.get(fold.about(told.body))
        assert fold.rule(told.body, state, look(things)) is None, (seq, told.why)
        put(things, told, seq)


def test_folding_changes_nothing_it_was_given() -> None:
    """A state is a value: what it was before the event it still is."""
    things: Things = {}
    for seq, told in enumerate(whole_story(), 1):
        before = {key: (state, msgspec.json.encode(state)) for key, state in things.items()}
        put(things, told, seq)
        assert all(msgspec.json.encode(state) == was for state, was in before.values())


def test_folding_twice_comes_to_the_same() -> None:
    """No clock and no chance in it."""
    assert whole() == whole()


def test_states_outlive_the_wire() -> None:
    """Sent and read again they are the same, and a field of a newer office is no error."""
    for (kind, _), state in whole().items():
        told = msgspec.to_builtins(state)
        assert msgspec.convert(told, STATES[kind]) == state
        assert msgspec.convert({**told, "weather": "rain"}, STATES[kind]) == state


def test_every_kind_is_about_one_thing_of_a_kind_there_is() -> None:
    """The thing's own field names it, the ward is its unit, a conflict lies in whatever thing it names."""
    for told in whole_story():
        kind, thing_id = fold.about(told.body)
        assert kind in STATES and thing_id
    settled = hold.ConflictSettled(
        about="citizen", subject="c-1", event="e", field="note", take_offered=True, reason="x"
    )
    assert fold.about(settled) == ("citizen", "c-1")
    assert fold.about(ward.WardConfigured(unit=UNIT, change=ward.WardChange())) == ("ward", UNIT)


def test_what_an_event_moves_besides_its_own_thing() -> None:
    """A visit's ways move its request; what is done at the door its dossiers; a dossier opened its request; nothing else."""
    told = {type(one.body).__name__: put_keys(one) for one in whole_story() if put_keys(one)}
    both, request_only, dossiers = {"request", "dossier"}, {"request"}, {"dossier"}
    assert told == {
        "DossierOpened": request_only, "VisitPlanned": both, "VisitAssigned": request_only, "VisitUnassigned": request_only,
        "VisitDeclined": request_only, "VisitRescheduled": request_only, "VisitCancelled": request_only,
        "VisitFailed": request_only, "VisitCompleted": both, "SignatureRecorded": dossiers,
        "FingerprintRecorded": dossiers, "NeitherRecorded": dossiers, "FeeCollected": dossiers,
    }  # fmt: skip


def put_keys(told: Told) -> set[str]:
    """The kinds of the other things a word moves, of a visit with one dossier."""
    state = visit.Visit(
        id="v", unit=UNIT, request="r-1", citizen="c-1", dossiers=("d-1",), window=Window(from_ms=1, to_ms=2)
    )
    begins = isinstance(told.body, (visit.VisitPlanned, dossier.DossierOpened))
    return {key.kind for key in fold.moved(told.body, None if begins else state)}


def test_only_its_own_dossier_is_changed_by_a_fee_or_a_will() -> None:
    """Of two dossiers of a visit the other stays as it was."""
    other = dossier.Dossier(
        id="d-2", unit=UNIT, code="", request="r", citizen="c", procedure=SIGNATURE, version=VERSION
    )
    for body in (*words.steps("v-1", "d-1")[3:],):
        assert fold.fold("dossier", other, body, said(Told("", body), 1)) == other


# -------- what is lawful of everything that is not a visit


REQUEST = request.Request(id="r-1", unit=UNIT, code="", citizen="c-1")
DOSSIER = dossier.Dossier(
    id="d-1", unit=UNIT, code="", request="r-1", citizen="c-1", procedure=SIGNATURE, version=VERSION
)
CITIZEN = citizen.Citizen(id="c-1", unit=UNIT, name="Nguyễn Thị Đào")
OFFICER = officer.Officer(id="o-1", unit=UNIT, name="Trần Thị Lan")
CALL = call.Call(id="k-1", unit=UNIT, phone="0912", caller="", outcome="missed", at_ms=NOON_MS)
DEVICE = device.Device(id="t-1", unit=UNIT, officer="o-1", label="", key="04", enrolled_ms=1)
NOTICE = notice.Notice(id="n-1", unit=UNIT, title="Lũ", text="")
WARD = ward.Ward(id=UNIT)
SHELF: Things = {
    Key("request", "r-1"): replace(REQUEST, state="eligible"), Key("citizen", "c-1"): CITIZEN, Key("officer", "o-1"): OFFICER,
}  # fmt: skip


def judged(body: Body, state: Any, **things: Any) -> Refused | None:
    """What the rules say; a refusal has words for people."""
    shelf = {**SHELF, **{Key(kind, thing.id): thing for kind, thing in things.items()}}
    no = fold.rule(body, state, look(shelf))
    assert no is None or no.code in REFUSALS
    return no


REQUEST_WORDS: list[tuple[Body, set[str]]] = [
    (request.RequestAmended(request="r-1", change=request.RequestChange(note="x")), set(request.OPEN)),
    (request.EligibilityDecided(request="r-1", eligible=True, reason="frail"), {"received", "eligible", "declined"}),
    (request.RequestWithdrawn(request="r-1", reason="x"), set(request.OPEN)),
    (request.RequestClosed(request="r-1"), {"visited", "declined", "eligible"}),
]  # fmt: skip


@pytest.mark.parametrize("state", ["received", "eligible", "declined", "scheduled", "visited", "closed", "withdrawn"])
def test_what_is_said_of_a_request_in_which_state(state: Any) -> None:
    """Corrected and withdrawn while it is open, decided before a visit, closed when nothing is under way."""
    assert set(request.OPEN) == {"received", "eligible", "scheduled", "visited"}
    for body, heard in REQUEST_WORDS:
        expected = None if state in heard else Refused("wrong_state", state)
        assert judged(body, replace(REQUEST, state=state)) == expected, body
        assert judged(body, None) == Refused("unknown_thing", "request")


def test_what_a_request_must_carry() -> None:
    """A known person who is not erased, consent when another calls, procedures that are in force."""
    want = (request.Want(procedure=SIGNATURE),)

    def asked(**fields: Any) -> request.RequestReceived:
        return request.RequestReceived(**{"request": "r-2", "unit": UNIT, "citizen": "c-1", "wants": want, **fields})

    assert judged(asked(), None) is None
    assert judged(asked(), REQUEST) == Refused("already_there", "r-2")
    assert judged(asked(citizen="c-9"), None) == Refused("unknown_thing", "citizen")
    assert judged(asked(), None, citizen=replace(CITIZEN, erased=True)) == Refused("erased")
    caller = Contact(name="Trần Văn Ba", relation="con")
    assert judged(asked(caller=caller), None) == Refused("consent_missing")
    assert judged(asked(caller=caller, consent=True), None) is None
    nowhere = (*want, request.Want(procedure="9.999999"))
    assert judged(asked(wants=nowhere), None) == Refused("procedure_unknown", "9.999999")
    amended = request.RequestAmended(request="r-1", change=request.RequestChange(wants=nowhere))
    assert judged(amended, REQUEST) == Refused("procedure_unknown", "9.999999")


DOSSIER_WORDS: list[tuple[Body, set[int]]] = [
    (dossier.DossierProcessed(dossier="d-1", due_day="2026-11-24"), {2, 5}),
    (dossier.DossierRefused(dossier="d-1", ground="x"), {1, 2}),
    (dossier.SupplementAsked(dossier="d-1", papers=("x",)), {2, 4}),
    (dossier.DossierStopped(dossier="d-1", reason="x"), {1, 2, 4, 5, 6}),
    (dossier.DossierWithdrawn(dossier="d-1", reason="x"), {1, 2, 4, 5, 6}),
    (dossier.ResultReady(dossier="d-1"), {4}),
    (dossier.ResultReturned(dossier="d-1", manner="home", receiver="x", signed="signature"), {9}),
    (dossier.ServiceRated(dossier="d-1", rating=Rating(score=5, taken_by="relative")), {9, 10}),
]


@pytest.mark.parametrize("status", dossier.STATUS)
def test_what_is_said_of_a_dossier_in_which_status(status: int) -> None:
    """By the national codes 1 to 10; the refusal says the status in words."""
    for body, heard in DOSSIER_WORDS:
        expected = None if status in heard else Refused("wrong_state", dossier.STATUS[status])
        assert judged(body, replace(DOSSIER, status=status)) == expected, body
        assert judged(body, None) == Refused("unknown_thing", "dossier")


def test_what_a_dossier_must_carry() -> None:
    """A request of that person, still to be served, and the version of the procedure that is in force."""
    opened = words.opened("d-2", "r-1", "c-1")
    assert judged(opened, None) is None
    assert judged(opened, DOSSIER) == Refused("already_there", "d-2")
    assert judged(words.opened("d-2", "r-9", "c-1"), None) == Refused("unknown_thing", "request")
    assert judged(words.opened("d-2", "r-1", "c-9"), None) == Refused("unknown_thing", "request")
    for state in ("received", "declined", "visited", "closed", "withdrawn"):
        assert judged(opened, None, request=replace(REQUEST, state=state)) == Refused("not_eligible", state)
    assert judged(opened, None, request=replace(REQUEST, state="scheduled")) is None
    for changed in ({"procedure": "9.999999"}, {"version": "1/QĐ-1990"}):
        body = replace(opened, **changed)
        assert judged(body, None) == Refused("procedure_unknown", changed.get("procedure", SIGNATURE))


def test_what_is_said_of_people() -> None:
    """Written down once, corrected until erased, erased once."""
    fresh = words.person("c-1")
    amended = citizen.CitizenAmended(citizen="c-1", change=citizen.CitizenChange(note="x"))
    erased = citizen.CitizenErased(citizen="c-1", unit=UNIT, reason="theo đơn")
    assert judged(fresh, None) is None and judged(fresh, CITIZEN) == Refused("already_there", "c-1")
    for body in (amended, erased):
        assert judged(body, None) == Refused("unknown_thing", "citizen")
        assert judged(body, CITIZEN) is None
        assert judged(body, replace(CITIZEN, erased=True)) == Refused("erased")


def test_what_is_said_of_officers() -> None:
    """Nothing of one who has left; an absence has an end after its beginning, and only one that is there ends."""
    joins = words.officer_joins("o-1")
    assert judged(joins, None) is None and judged(joins, OFFICER) == Refused("already_there", "o-1")
    absence = officer.Absence(id="a-1", from_ms=NOON_MS, to_ms=NOON_MS + DAY_MS)
    amended = officer.OfficerAmended(officer="o-1", change=officer.OfficerChange(phone="0913"))
    back = officer.OfficerBack(officer="o-1", absence="a-1")
    away = officer.OfficerAbsent(officer="o-1", absence=absence)
    for body in (amended, away, back, officer.OfficerLeft(officer="o-1")):
        assert judged(body, None) == Refused("unknown_thing", "officer")
        assert judged(body, replace(OFFICER, left=True)) == Refused("wrong_state", "left")
        assert judged(body, replace(OFFICER, absences=(absence,))) is None
    assert judged(back, OFFICER) == Refused("unknown_thing", "absence")
    never = officer.OfficerAbsent(officer="o-1", absence=replace(absence, to_ms=NOON_MS))
    assert judged(never, OFFICER) == Refused("bad_value", "absence")


@pytest.mark.parametrize(
    ("outcome", "owed"),
    [("missed", True), ("callback", True), ("hung_up", True), ("request", False), ("question", False),
     ("wrong_number", False), ("answered_later", False)],
)  # fmt: skip
def test_who_is_still_owed_a_ring(outcome: Any, owed: bool) -> None:
    """A call nobody took, until somebody was reached."""
    state, back = replace(CALL, outcome=outcome), call.CallReturned(call="k-1", reached=True)
    assert judged(back, state) == (None if owed else Refused("wrong_state", outcome))
    assert judged(back, replace(state, returned="e-1")) == Refused("wrong_state", outcome)
    assert judged(back, None) == Refused("unknown_thing", "call")
    logged = call.CallLogged(call="k-1", unit=UNIT, phone="0912", outcome=outcome, at_ms=NOON_MS)
    assert judged(logged, None) is None and judged(logged, state) == Refused("already_there", "k-1")


def test_what_is_said_of_devices() -> None:
    """Enrolled once, under a name of its own, for an officer who is there, with a key of its own; revoked once."""
    key = "04" + "1" * 128
    enrolled = device.DeviceEnrolled(device="t-1", unit=UNIT, officer="o-1", key=key)
    assert judged(enrolled, None) is None and judged(enrolled, DEVICE) == Refused("already_there", "t-1")
    assert judged(replace(enrolled, device="office:30307"), None) == Refused("bad_value", "device")
    assert judged(replace(enrolled, officer="o-9"), None) == Refused("unknown_thing", "officer")
    held = fold.rule(enrolled, None, lambda kind, i: DEVICE if (kind, i) == ("key", key) else OFFICER)
    assert held == Refused("key_taken")
    revoked = device.DeviceRevoked(device="t-1", reason="mất")
    assert judged(revoked, None) == Refused("unknown_thing", "device")
    assert judged(revoked, DEVICE) is None and judged(revoked, replace(DEVICE, revoked="mất")) == Refused(
        "already_settled"
    )


def test_what_is_said_of_notices_and_of_the_ward() -> None:
    """A notice is posted once and withdrawn once; a day is anchored in a ward that is set up."""
    posted = notice.NoticePosted(notice="n-1", unit=UNIT, title="Lũ")
    withdrawn = notice.NoticeWithdrawn(notice="n-1")
    assert judged(posted, None) is None and judged(posted, NOTICE) == Refused("already_there", "n-1")
    assert judged(withdrawn, None) == Refused("unknown_thing", "notice") and judged(withdrawn, NOTICE) is None
    assert judged(withdrawn, replace(NOTICE, withdrawn=True)) == Refused("already_settled")
    anchored = ward.DayAnchored(unit=UNIT, anchor=ward.Anchor(day="2026-11-21", seq=1, chain="a" * 64))
    assert judged(anchored, None) == Refused("unknown_thing", "ward") and judged(anchored, WARD) is None
    assert judged(words.opening()[0], None) is None and judged(words.opening()[0], WARD) is None


@pytest.mark.parametrize("outcome", ["parked", "refused"])
def test_held_work_is_settled_once(outcome: Any) -> None:
    """Returned or dismissed, whether it was parked or refused; what is settled stays so."""
    state = waiting("h-1", outcome)
    for body in (hold.WorkReturned(hold="h-1", reason="x"), hold.WorkDismissed(hold="h-1", reason="x")):
        assert judged(body, None) == Refused("unknown_thing", "hold")
        assert judged(body, state) is None
        for settled in ("returned", "dismissed", "adopted"):
            assert judged(body, replace(state, settled=settled)) == Refused("already_settled", settled)


def test_settled_work_leaves_the_tablet_once() -> None:
    """Only work that was settled is shelved, and only once."""
    body, state = hold.WorkShelved(hold="h-1"), waiting("h-1", "parked")
    assert judged(body, state) == Refused("wrong_state", "open")
    settled = replace(state, settled="adopted")
    assert judged(body, settled) is None
    assert judged(body, replace(settled, shelved=True)) == Refused("wrong_state", "adopted")


def test_a_conflict_is_settled_while_it_is_open() -> None:
    """In a thing that is there, for an event and a field that clashed; once."""
    clash = Conflict(field="note", kept='""', offered='"x"', event="e-1", by="o-1", at_ms=1)
    state = replace(CITIZEN, conflicts=(clash,))
    body = hold.ConflictSettled(
        about="citizen", subject="c-1", event="e-1", field="note", take_offered=True, reason="x"
    )
    assert judged(body, state) is None
    assert judged(body, None) == Refused("unknown_thing", "citizen")
    for other in (replace(body, event="e-2"), replace(body, field="name")):
        assert judged(other, state) == Refused("already_settled")
    after = fold.fold("citizen", state, body, said(Told("", body), 9))
    assert (after.note, after.conflicts, after.changed["note"]) == ("x", (), 9)
    assert judged(body, after) == Refused("already_settled")


def test_a_later_word_moves_no_arrival() -> None:
    """Saying the code at the door, or mending the place, leaves the hour of the first word, its bound and its doubt."""
    window = Window(from_ms=NOON_MS, to_ms=NOON_MS + 1)
    state = visit.Visit(
        id="v-1", unit=UNIT, request="r-1", citizen="c-1", dossiers=(), window=window, state="departed", officer="o-1"
    )
    for seq, body in enumerate(
        (
            visit.VisitArrived(visit="v-1", why_no_place="không đồng ý"),
            visit.VisitArrived(visit="v-1", why_no_place="không đồng ý", code_given="4711"),
            visit.VisitArrived(visit="v-1", why_no_place="không có sóng"),
        )
    ):
        state = fold.fold("visit", state, body, said(Told("", body, bound_ms=40 + seq), seq))
    told = state.arrived
    assert told is not None
    assert (told.at_ms, told.bound_ms, told.doubtful) == (NOON_MS, 40, False)
    assert (told.why_no_place, told.code_given) == ("không có sóng", "4711")


def test_every_kind_has_somebody_who_may_say_it() -> None:
    """Or it could never be said."""
    assert set(access.MAY_SAY) == set(KINDS.values()) and all(access.MAY_SAY.values())
